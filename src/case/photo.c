/*
 * photo.c - photos named in a body.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/photo.h"

#include "base/crypto.h"

void photo_token_digest(struct str token, char out[65])
{
    unsigned char digest[SM3_SIZE];

    sm3(token.at, token.len, digest);
    hex_print(digest, sizeof digest, out);
}

static const char *known_kind(struct str kind, const char *otherwise)
{
    static const char *const KINDS[] = { "before", "after", "evidence" };

    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_is(kind, KINDS[i])) return KINDS[i];
    return otherwise;
}

enum err photo_claim(struct db *db, struct arena *arena, const struct json_t *list, int64_t account_id, const char *kind, struct photo_claim *out,
                     struct fault *why)
{
    size_t given = json_count(list);

    if (given > PHOTO_CLAIM_MAX) return fault_field(why, STR("photos"), fault_set(why, ERR_INVALID, "照片太多", "too many photos"));
    for (size_t i = 0; i < given; i++) {
        const struct json_t *entry = json_at(list, i);
        struct str token;
        char digest[65];
        int64_t by = 0;
        enum err err;
        if (!json_is_text(entry, &token)) token = json_get_str(entry, "token");
        if (token.len != 64) return fault_field(why, STR("photos"), fault_set(why, ERR_INVALID, "照片标记不对", "a photo token is not valid"));
        photo_token_digest(token, digest);
        out->tokens[i] = str_dup(arena, str_from_c(digest));
        err = photo_by_token(db, arena, out->tokens[i], &out->photos[i].digest, &by, why);
        if (err) return err;
        if (by && by != account_id)
            return fault_field(why, STR("photos"), fault_set(why, ERR_UNPROCESSABLE, "照片由别人上传", "this photo was uploaded by somebody else"));
        out->photos[i].kind = known_kind(json_get_str(entry, "kind"), kind);
    }
    out->count = given;
    return ERR_OK;
}

enum err photo_claim_use(struct db *db, const struct photo_claim *claim, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < claim->count; i++) err = photo_use_token(db, claim->tokens[i], why);
    return err;
}
