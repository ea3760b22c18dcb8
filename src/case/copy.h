/*
 * copy.h - copies (抄送): a case is shown to a person or a unit for reading only.
 *
 * A copy opens the case to whoever it is for; each reader marks it read for
 * himself.  case/ writes copies as part of a plan.
 *
 * Ownership: lists live in the arena given.  Threads: none.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_COPY_H
#define CASE_COPY_H

#include "org/org.h"

struct copy_view { int64_t id, case_id; struct str number, item, stage, text, by_name; int64_t at, read_at; };

enum err copy_insert(struct db *db, int64_t case_id, int64_t account_id, int64_t unit_id, int64_t by, int64_t at_ms, struct fault *why) MUST_CHECK;
/* Is a copy of this case for the user, or for a unit of a grant that reads cases? */
enum err copy_visible(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t case_id, bool *out, struct fault *why) MUST_CHECK;
/* Newest first; `before_id` is the cursor, 0 at the start. */
enum err copy_list(struct db *db, struct arena *arena, const struct user *user, int64_t before_id, int64_t limit, struct copy_view **out,
                   size_t *count, struct fault *why) MUST_CHECK;
/* ERR_NOT_FOUND for a copy that is not for this user. */
enum err copy_check(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t copy_id, struct fault *why) MUST_CHECK;
/* Reading twice changes nothing. */
enum err copy_read(struct db *db, int64_t copy_id, int64_t account_id, int64_t at_ms, struct fault *why) MUST_CHECK;

#endif
