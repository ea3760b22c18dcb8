/*
 * photo_store.h - rows of uploaded photos and their one-use tokens.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_PHOTO_STORE_H
#define COMMAND_PHOTO_STORE_H

#include "file/file.h"
#include "store/store.h"

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

#endif
