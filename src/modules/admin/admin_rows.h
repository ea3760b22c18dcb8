/*
 * admin_rows.h - the module's rows and how they are read and written; inside admin/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ADMIN_ADMIN_ROWS_H
#define ADMIN_ADMIN_ROWS_H

#include "org/account.h"
#include "org/session.h"

struct account_row {
    int64_t id;
    struct str login, name, state, language;
    bool must_change;
    int64_t unit_id, version, created_at, created_by, approved_by;
};
struct grant_row { int64_t id, account_id, unit_id, granted_by, granted_at; struct str role; };
struct key_row { int64_t id, account_id, created_at; struct str name, rights, source; bool enabled; struct str jobs; };
struct audit_row { int64_t id, at, actor_id, subject_id; struct str actor_name, action, detail; bool ok; };
struct grid_ref { int64_t id; struct str code, name; };

/* ── Reading ───────────────────────────────────────────────────────────── */

enum err admin_account_read(struct db *db, struct arena *arena, int64_t id, struct account_row *out, struct fault *why) MUST_CHECK;
/* One page of accounts with an id above `after`: of a home unit, waiting, whose login begins with `login`, or all. */
struct account_filter { int64_t unit_id; bool pending; struct str login; int64_t after, limit; };
enum err admin_account_list(struct db *db, struct arena *arena, const struct account_filter *filter, struct account_row **out,
                      size_t *count, struct fault *why) MUST_CHECK;
enum err admin_grant_read(struct db *db, struct arena *arena, int64_t id, struct grant_row *out, struct fault *why) MUST_CHECK;
enum err admin_grant_list(struct db *db, struct arena *arena, int64_t account_id, struct grant_row **out, size_t *count, struct fault *why) MUST_CHECK;
enum err admin_key_read(struct db *db, struct arena *arena, int64_t id, struct key_row *out, struct fault *why) MUST_CHECK;
enum err admin_key_list(struct db *db, struct arena *arena, struct key_row **out, size_t *count, struct fault *why) MUST_CHECK;
/* The newest first, below id `before` (0: from the newest). */
/* Newest first; `kind` empty: of every kind, `refused`: only what was not done, `before`: the cursor, 0 at the start. */
struct audit_filter { struct str kind; bool refused; int64_t before, limit; };
enum err admin_audit_list(struct db *db, struct arena *arena, const struct audit_filter *filter, struct audit_row **out, size_t *count, struct fault *why) MUST_CHECK;
enum err admin_grid_list(struct db *db, struct arena *arena, int64_t account_id, struct grid_ref **out, size_t *count, struct fault *why) MUST_CHECK;

/* ── Writing: each is ERR_CONFLICT when the row moved on ───────────────── */

enum err admin_account_approve(struct db *db, int64_t id, int64_t version, int64_t by, struct fault *why) MUST_CHECK;
enum err admin_account_set_state(struct db *db, int64_t id, int64_t version, struct str state, struct fault *why) MUST_CHECK;
enum err admin_account_set_password(struct db *db, int64_t id, int64_t version, struct str hash, struct fault *why) MUST_CHECK;
enum err admin_account_set_language(struct db *db, int64_t id, struct str language, struct fault *why) MUST_CHECK;
enum err admin_grant_delete(struct db *db, int64_t id, struct fault *why) MUST_CHECK;
enum err admin_key_disable(struct db *db, int64_t id, struct fault *why) MUST_CHECK;

#endif
