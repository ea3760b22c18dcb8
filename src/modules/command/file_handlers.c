/*
 * file_handlers.c - photos in and out.
 *
 * An upload answers with a one-use token; the step that uses the token ties the
 * photo to its case.  Residents' photos are kept without metadata only; staff
 * evidence is sealed as taken and shown as a derivative.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "case/list.h"
#include "modules/command/command.h"
#include "modules/command/photo_store.h"
#include "modules/command/public.h"

struct upload_work {
    struct photo_row row;
    struct file_photo photo;
    char token[65], token_digest[65];
};

static void digest_token(struct str token, char out[65])
{
    unsigned char digest[SM3_SIZE];

    sm3(token.at, token.len, digest);
    hex_print(digest, sizeof digest, out);
}

static enum err put_photo(struct call *call, struct str bytes, struct upload_work *work, struct fault *why)
{
    bool staff = call->user->account_id != 0;
    unsigned char random[32];
    const struct file_info *kept;
    enum err err = file_put_photo(app_of(call)->files, bytes, staff ? FILE_PHOTO_EVIDENCE : FILE_PHOTO_RESIDENT, &work->photo, why);

    if (err) return err;
    kept = staff ? &work->photo.original : &work->photo.shown;
    work->row = (struct photo_row){
        .digest = str_from_c(kept->digest), .media = str_from_c(kept->media), .size = (int64_t)kept->size, .width = kept->width,
        .height = kept->height, .shown = str_from_c(work->photo.shown.digest), .thumb = str_from_c(work->photo.thumb.digest),
        .by = call->user->account_id,
    };
    crypto_random(random, sizeof random);
    hex_print(random, sizeof random, work->token);
    digest_token(str_from_c(work->token), work->token_digest);
    return ERR_OK;
}

enum err file_upload_prepare(struct call *call, struct fault *why)
{
    struct upload_work *work = arena_new(call->arena, struct upload_work);

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (call->upload_count != 1)
        return fault_set(why, ERR_INVALID, "请每次上传一张照片", "upload one photo at a time");
    call->work = work;
    return put_photo(call, call->uploads[0].bytes, work, why);
}

enum err file_upload_apply(struct db *db, struct call *call, struct fault *why)
{
    struct upload_work *work = call->work;

    return photo_insert(db, &work->row, str_from_c(work->token_digest), call->now_ms, why);
}

enum err file_upload_reply(struct call *call, struct fault *why)
{
    const struct upload_work *work = call->work;

    (void)why;
    json_text(&call->out, "token", work->token);
    json_str(&call->out, "digest", work->row.digest);
    json_str(&call->out, "media", work->row.media);
    json_int(&call->out, "width", work->row.width);
    json_int(&call->out, "height", work->row.height);
    json_int(&call->out, "size", work->row.size);
    return ERR_OK;
}

/* ── Photos of a step ──────────────────────────────────────────────────── */

static const char *known_kind(struct str kind, const char *otherwise)
{
    static const char *const KINDS[] = { "before", "after", "evidence" };

    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_is(kind, KINDS[i])) return KINDS[i];
    return otherwise;
}

enum err work_photos(struct call *call, struct work *work, const struct json_t *list, const char *kind,
                     const struct case_photo **out, size_t *count, struct fault *why)
{
    size_t given = json_count(list);
    struct case_photo *photos = arena_array(call->arena, struct case_photo, given + 1);

    if (!photos) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (given > COUNT_OF(work->token_digests)) return fault_field(why, STR("photos"), fault_set(why, ERR_INVALID, "照片太多", "too many photos"));
    for (size_t i = 0; i < given; i++) {
        const struct json_t *entry = json_at(list, i);
        struct str token;
        char digest[65];
        int64_t by = 0;
        enum err err;
        if (!json_is_text(entry, &token)) token = json_get_str(entry, "token");
        if (token.len != 64) return fault_field(why, STR("photos"), fault_set(why, ERR_INVALID, "照片标记不对", "a photo token is not valid"));
        digest_token(token, digest);
        work->token_digests[i] = str_dup(call->arena, str_from_c(digest));
        err = photo_by_token(call->db, call->arena, work->token_digests[i], &photos[i].digest, &by, why);
        if (err) return err;
        if (by && by != call->user->account_id)
            return fault_field(why, STR("photos"), fault_set(why, ERR_UNPROCESSABLE, "照片由别人上传", "this photo was uploaded by somebody else"));
        photos[i].kind = known_kind(json_get_str(entry, "kind"), kind);
    }
    work->token_count = given;
    *out = photos;
    *count = given;
    return ERR_OK;
}

enum err work_use_tokens(struct db *db, struct work *work, struct fault *why)
{
    for (size_t i = 0; i < work->token_count; i++) {
        enum err err = photo_use_token(db, work->token_digests[i], why);
        if (err) return err;
    }
    return ERR_OK;
}

/* ── Out ───────────────────────────────────────────────────────────────── */

struct str public_photo_url(struct call *call, const struct case_record *record, const struct file_view *file)
{
    return str_format(call->arena, "/api/files/%.*s?size=thumb&number=%.*s&code=%.*s", STR_ARG(file->digest), STR_ARG(record->number),
                      STR_ARG(json_get_str(call->query, "code")));
}

/* Staff who see a case of the photo, its uploader, or the resident with number and code. */
static enum err may_see(struct call *call, const struct photo_row *photo, bool *out, struct fault *why)
{
    struct str number = json_get_str(call->query, "number");
    struct case_record record;
    struct rows cases;
    enum err err = photo_cases(call->db, call->arena, photo->digest, &cases, why);

    *out = photo->by && photo->by == call->user->account_id;
    if (err || *out) return err;
    if (number.len) {
        err = public_case(call, number, json_get_str(call->query, "code"), &record, why);
        if (err) return err;
        for (size_t i = 0; i < cases.count; i++) *out |= row_int(&cases, i, 0) == record.id;
        return ERR_OK;
    }
    for (size_t i = 0; call->user->account_id && !*out && i < cases.count; i++) {
        err = case_read(call->db, call->arena, row_int(&cases, i, 0), &record, why);
        if (!err) err = case_visible(call->db, call->arena, call->org, call->user, &record, out, why);
        if (err) return err;
    }
    return ERR_OK;
}

enum err file_show(struct call *call, struct fault *why)
{
    struct photo_row photo;
    bool may = false;
    enum err err;

    if (!file_digest_valid(call->path_text)) return fault_set(why, ERR_NOT_FOUND, "没有这张照片", "there is no such photo");
    err = photo_read(call->db, call->arena, call->path_text, &photo, why);
    if (!err) err = may_see(call, &photo, &may, why);
    if (err) return err;
    if (!may) return fault_set(why, ERR_NOT_FOUND, "没有这张照片", "there is no such photo");
    err = file_read(call->arena, app_of(call)->files, str_is(json_get_str(call->query, "size"), "thumb") ? photo.thumb : photo.shown,
                    FILE_PHOTO_MAX * 2, &call->raw, why);
    call->raw_type = "image/jpeg";
    return err;
}

/* The photos of a plain form: stored like uploads, used at once. */
enum err form_photos(struct call *call, struct work *work, const struct case_photo **out, size_t *count, struct fault *why)
{
    struct case_photo *photos = arena_array(call->arena, struct case_photo, call->upload_count + 1);
    struct photo_row *rows = arena_array(call->arena, struct photo_row, call->upload_count + 1);
    size_t kept = 0;

    if (!photos || !rows) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < call->upload_count && i < COUNT_OF(work->token_digests); i++) {
        struct upload_work *one = arena_new(call->arena, struct upload_work);
        enum err err;
        if (!one) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (!call->uploads[i].bytes.len) continue;   /* an empty file input sends an empty part */
        err = put_photo(call, call->uploads[i].bytes, one, why);
        if (err) return err;
        rows[kept] = one->row;
        photos[kept] = (struct case_photo){ one->row.digest, "before" };
        work->new_tokens[kept] = str_from_c(one->token_digest);
        kept++;
    }
    work->new_photos = rows;
    work->new_photo_count = kept;
    *out = photos;
    *count = kept;
    return ERR_OK;
}

enum err work_insert_photos(struct db *db, struct work *work, int64_t now_ms, struct fault *why)
{
    for (size_t i = 0; i < work->new_photo_count; i++) {
        enum err err = photo_insert(db, &work->new_photos[i], work->new_tokens[i], now_ms, why);
        if (!err) err = photo_use_token(db, work->new_tokens[i], why);
        if (err) return err;
    }
    return ERR_OK;
}
