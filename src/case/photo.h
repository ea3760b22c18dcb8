/*
 * photo.h - uploaded photos: their rows, their one-use tokens, and what they belong to.
 *
 * An upload answers with a token; whatever uses the token ties the photo to a
 * case, or, when it is about none (a grid log), to a unit: who may see that
 * unit's day sees the photo.
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PHOTO_H
#define CASE_PHOTO_H

#include "base/json.h"
#include "case/case.h"

struct photo_row { struct str digest, media, shown, thumb; int64_t size, width, height, by; };

/* Inside a job: the photo (once) and a token for it. */
enum err photo_insert(struct db *db, const struct photo_row *photo, struct str token_digest, int64_t now_ms, struct fault *why) MUST_CHECK;
/* ERR_NOT_FOUND when the token is unknown or used. */
enum err photo_by_token(struct db *db, struct arena *arena, struct str token_digest, struct str *digest, int64_t *by, struct fault *why) MUST_CHECK;
/* Inside a job: ERR_CONFLICT when it was used before. */
enum err photo_use_token(struct db *db, struct str token_digest, struct fault *why) MUST_CHECK;
enum err photo_read(struct db *db, struct arena *arena, struct str digest, struct photo_row *out, struct fault *why) MUST_CHECK;
/* Cases that hold the photo, at most 20. */
enum err photo_cases(struct db *db, struct arena *arena, struct str digest, struct rows *out, struct fault *why) MUST_CHECK;
/* Units it belongs to without a case, at most 20. */
enum err photo_units(struct db *db, struct arena *arena, struct str digest, struct rows *out, struct fault *why) MUST_CHECK;
/* Inside a job: the photo belongs to the unit (once). */
enum err photo_of_unit(struct db *db, struct str digest, int64_t unit_id, struct fault *why) MUST_CHECK;

/* The digest under which a token is kept, in hex. */
void photo_token_digest(struct str token, char out[65]);

/* Photos named in a body, before they are used. */
enum { PHOTO_CLAIM_MAX = 10 };
struct photo_claim {
    struct case_photo photos[PHOTO_CLAIM_MAX];
    struct str tokens[PHOTO_CLAIM_MAX];         /* their digests */
    size_t count;
};
/*
 * A list of tokens from POST /api/files, or objects {token, kind}; `kind` when
 * one says none.  Each must be unused, and the asker's own or anonymous:
 * ERR_UNPROCESSABLE, about `photos`, otherwise.
 */
enum err photo_claim(struct db *db, struct arena *arena, const struct json_t *list, int64_t account_id, const char *kind, struct photo_claim *out,
                     struct fault *why) MUST_CHECK;
/* Inside a job: uses the tokens up; ERR_CONFLICT when one was used before. */
enum err photo_claim_use(struct db *db, const struct photo_claim *claim, struct fault *why) MUST_CHECK;

#endif
