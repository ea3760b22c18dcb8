/*
 * admin_store.c - accounts, grants, keys and the audit trail in the store.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/admin/admin_rows.h"

#define ACCOUNT_COLUMNS                                                                                            \
    "id, login, name, state, must_change, unit_id, language, version, created_at, created_by, approved_by"
#define ACCOUNT_GIVES                                                                                              \
    STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT

/* An array of `count` rows, or the fault in `err`. */
#define ROWS_INTO(type, list)                                                                                      \
    type *list = err ? NULL : arena_array(arena, type, rows.count + 1);                                            \
    if (err) return err;                                                                                           \
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory")

static struct account_row account_from(const struct rows *rows, size_t row)
{
    return (struct account_row){
        .id = row_int(rows, row, 0), .login = row_str(rows, row, 1), .name = row_str(rows, row, 2), .state = row_str(rows, row, 3),
        .must_change = row_int(rows, row, 4) != 0, .unit_id = row_int(rows, row, 5), .language = row_str(rows, row, 6),
        .version = row_int(rows, row, 7), .created_at = row_int(rows, row, 8), .created_by = row_int(rows, row, 9),
        .approved_by = row_int(rows, row, 10),
    };
}

/* ── Accounts ──────────────────────────────────────────────────────────── */

QUERY(ACCOUNT_READ) = {
    .name = "admin_account_read",
    .sql = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1",
    .takes = { STORE_INT },
    .gives = { ACCOUNT_GIVES },
};

enum err admin_account_read(struct db *db, struct arena *arena, int64_t id, struct account_row *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &ACCOUNT_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个账号", "there is no such account");
    if (!err) *out = account_from(&rows, 0);
    return err;
}

QUERY(ACCOUNTS_ALL) = {
    .name = "admin_accounts_all",
    .sql = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id > $1 ORDER BY id LIMIT $2",
    .takes = { STORE_INT, STORE_INT },
    .gives = { ACCOUNT_GIVES },
};

QUERY(ACCOUNTS_OF_UNIT) = {
    .name = "admin_accounts_of_unit",
    .sql = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE unit_id = $3 AND id > $1 ORDER BY id LIMIT $2",
    .takes = { STORE_INT, STORE_INT, STORE_INT },
    .gives = { ACCOUNT_GIVES },
};

QUERY(ACCOUNTS_PENDING) = {
    .name = "admin_accounts_pending",
    .sql = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE state = 'pending' AND id > $1 ORDER BY id LIMIT $2",
    .takes = { STORE_INT, STORE_INT },
    .gives = { ACCOUNT_GIVES },
};

QUERY(ACCOUNTS_BY_LOGIN) = {
    .name = "admin_accounts_by_login",
    .sql = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE login >= $3 AND login < $4 AND id > $1 ORDER BY id LIMIT $2",
    .takes = { STORE_INT, STORE_INT, STORE_TEXT, STORE_TEXT },
    .gives = { ACCOUNT_GIVES },
};

static enum err account_rows(struct db *db, struct arena *arena, const struct account_filter *f, struct rows *rows, struct fault *why)
{
    struct store_arg after = arg_int(f->after), limit = arg_int(f->limit);

    if (f->pending) return store_all(db, arena, &ACCOUNTS_PENDING, ARGS(after, limit), rows, why);
    if (f->unit_id) return store_all(db, arena, &ACCOUNTS_OF_UNIT, ARGS(after, limit, arg_int(f->unit_id)), rows, why);
    if (f->login.len) {   /* logins are ASCII: '~' is above all their letters */
        struct str end = str_format(arena, "%.*s~", STR_ARG(f->login));
        return store_all(db, arena, &ACCOUNTS_BY_LOGIN, ARGS(after, limit, arg_text(f->login), arg_text(end)), rows, why);
    }
    return store_all(db, arena, &ACCOUNTS_ALL, ARGS(after, limit), rows, why);
}

enum err admin_account_list(struct db *db, struct arena *arena, const struct account_filter *filter, struct account_row **out,
                      size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = account_rows(db, arena, filter, &rows, why);
    ROWS_INTO(struct account_row, list);

    for (size_t i = 0; i < rows.count; i++) list[i] = account_from(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

static enum err moved(enum err err, int64_t changed, struct fault *why)
{
    return err || changed ? err : fault_set(why, ERR_CONFLICT, "情况已变化，请刷新后再试", "things have changed, reload and retry");
}

QUERY(ACCOUNT_APPROVE) = {
    .name = "admin_account_approve",
    .sql = "UPDATE account SET state = 'active', approved_by = $3, version = version + 1"
           " WHERE id = $1 AND version = $2 AND state = 'pending'",
    .takes = { STORE_INT, STORE_INT, STORE_INT },
};

enum err admin_account_approve(struct db *db, int64_t id, int64_t version, int64_t by, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &ACCOUNT_APPROVE, ARGS(arg_int(id), arg_int(version), arg_int(by)), &changed, why);

    return moved(err, changed, why);
}

QUERY(ACCOUNT_SET_STATE) = {
    .name = "admin_account_set_state",
    .sql = "UPDATE account SET state = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'pending'",
    .takes = { STORE_INT, STORE_INT, STORE_TEXT },
};

enum err admin_account_set_state(struct db *db, int64_t id, int64_t version, struct str state, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &ACCOUNT_SET_STATE, ARGS(arg_int(id), arg_int(version), arg_text(state)), &changed, why);

    return moved(err, changed, why);
}

QUERY(ACCOUNT_SET_PASSWORD) = {
    .name = "admin_account_set_password",
    .sql = "UPDATE account SET password_hash = $3, must_change = 1, version = version + 1 WHERE id = $1 AND version = $2",
    .takes = { STORE_INT, STORE_INT, STORE_TEXT },
};

enum err admin_account_set_password(struct db *db, int64_t id, int64_t version, struct str hash, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &ACCOUNT_SET_PASSWORD, ARGS(arg_int(id), arg_int(version), arg_text(hash)), &changed, why);

    return moved(err, changed, why);
}

QUERY(ACCOUNT_SET_LANGUAGE) = {
    .name = "admin_account_set_language",
    .sql = "UPDATE account SET language = $2 WHERE id = $1",
    .takes = { STORE_INT, STORE_TEXT },
};

enum err admin_account_set_language(struct db *db, int64_t id, struct str language, struct fault *why)
{
    return store_run(db, &ACCOUNT_SET_LANGUAGE, ARGS(arg_int(id), arg_text(language)), NULL, why);
}

/* ── Grants and grids ──────────────────────────────────────────────────── */

#define GRANT_COLUMNS "id, account_id, unit_id, granted_by, granted_at, role"
#define GRANT_GIVES STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_TEXT

static struct grant_row grant_from(const struct rows *rows, size_t row)
{
    return (struct grant_row){ row_int(rows, row, 0), row_int(rows, row, 1), row_int(rows, row, 2), row_int(rows, row, 3),
                               row_int(rows, row, 4), row_str(rows, row, 5) };
}

QUERY(GRANT_READ) = {
    .name = "admin_grant_read",
    .sql = "SELECT " GRANT_COLUMNS " FROM role_grant WHERE id = $1",
    .takes = { STORE_INT },
    .gives = { GRANT_GIVES },
};

enum err admin_grant_read(struct db *db, struct arena *arena, int64_t id, struct grant_row *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &GRANT_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这项授权", "there is no such grant");
    if (!err) *out = grant_from(&rows, 0);
    return err;
}

QUERY(GRANT_LIST) = {
    .name = "admin_grant_list",
    .sql = "SELECT " GRANT_COLUMNS " FROM role_grant WHERE account_id = $1 ORDER BY id",
    .takes = { STORE_INT },
    .gives = { GRANT_GIVES },
};

enum err admin_grant_list(struct db *db, struct arena *arena, int64_t account_id, struct grant_row **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &GRANT_LIST, ARGS(arg_int(account_id)), &rows, why);
    ROWS_INTO(struct grant_row, list);

    for (size_t i = 0; i < rows.count; i++) list[i] = grant_from(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(GRANT_DELETE) = {
    .name = "admin_grant_delete",
    .sql = "DELETE FROM role_grant WHERE id = $1",
    .takes = { STORE_INT },
};

enum err admin_grant_delete(struct db *db, int64_t id, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &GRANT_DELETE, ARGS(arg_int(id)), &changed, why);

    return moved(err, changed, why);
}

QUERY(GRID_LIST) = {
    .name = "admin_grid_list",
    .sql = "SELECT g.id, g.code, g.name FROM grid_worker w JOIN grid g ON g.id = w.grid_id WHERE w.account_id = $1 ORDER BY g.code",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_TEXT, STORE_TEXT },
};

enum err admin_grid_list(struct db *db, struct arena *arena, int64_t account_id, struct grid_ref **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &GRID_LIST, ARGS(arg_int(account_id)), &rows, why);
    ROWS_INTO(struct grid_ref, list);

    for (size_t i = 0; i < rows.count; i++) list[i] = (struct grid_ref){ row_int(&rows, i, 0), row_str(&rows, i, 1), row_str(&rows, i, 2) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

/* ── Keys ──────────────────────────────────────────────────────────────── */

#define KEY_COLUMNS "id, account_id, created_at, name, rights, source, enabled, jobs"
#define KEY_GIVES STORE_INT, STORE_INT, STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_TEXT

static struct key_row key_from(const struct rows *rows, size_t row)
{
    return (struct key_row){ row_int(rows, row, 0), row_int(rows, row, 1), row_int(rows, row, 2), row_str(rows, row, 3),
                             row_str(rows, row, 4), row_str(rows, row, 5), row_int(rows, row, 6) != 0, row_str(rows, row, 7) };
}

QUERY(KEY_READ) = {
    .name = "admin_key_read",
    .sql = "SELECT " KEY_COLUMNS " FROM api_key WHERE id = $1",
    .takes = { STORE_INT },
    .gives = { KEY_GIVES },
};

enum err admin_key_read(struct db *db, struct arena *arena, int64_t id, struct key_row *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &KEY_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个密钥", "there is no such key");
    if (!err) *out = key_from(&rows, 0);
    return err;
}

QUERY(KEY_LIST) = {
    .name = "admin_key_list",
    .sql = "SELECT " KEY_COLUMNS " FROM api_key ORDER BY id LIMIT 1000",
    .gives = { KEY_GIVES },
};

enum err admin_key_list(struct db *db, struct arena *arena, struct key_row **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &KEY_LIST, NO_ARGS, &rows, why);
    ROWS_INTO(struct key_row, list);

    for (size_t i = 0; i < rows.count; i++) list[i] = key_from(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(KEY_DISABLE) = {
    .name = "admin_key_disable",
    .sql = "UPDATE api_key SET enabled = 0 WHERE id = $1 AND enabled = 1",
    .takes = { STORE_INT },
};

enum err admin_key_disable(struct db *db, int64_t id, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &KEY_DISABLE, ARGS(arg_int(id)), &changed, why);

    return moved(err, changed, why);
}

/* ── Audit ─────────────────────────────────────────────────────────────── */

#define AUDIT_SELECT                                                                                               \
    "SELECT u.id, u.at, u.actor_id, a.name, u.action, u.ok, u.subject_id, u.detail"                               \
    "  FROM audit u LEFT JOIN account a ON a.id = u.actor_id WHERE u.id < $1"
#define AUDIT_END " ORDER BY u.id DESC LIMIT $2"
#define AUDIT_GIVES STORE_INT, STORE_INT, STORE_INT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_TEXT

QUERY(AUDIT_LIST) = {
    .name = "admin_audit_list",
    .sql = AUDIT_SELECT AUDIT_END,
    .takes = { STORE_INT, STORE_INT },
    .gives = { AUDIT_GIVES },
};
QUERY(AUDIT_REFUSED) = {
    .name = "admin_audit_refused",
    .sql = AUDIT_SELECT " AND u.ok = 0" AUDIT_END,
    .takes = { STORE_INT, STORE_INT },
    .gives = { AUDIT_GIVES },
};
QUERY(AUDIT_OF_KIND) = {
    .name = "admin_audit_of_kind",
    .sql = AUDIT_SELECT " AND u.kind = $3" AUDIT_END,
    .takes = { STORE_INT, STORE_INT, STORE_TEXT },
    .gives = { AUDIT_GIVES },
};
QUERY(AUDIT_OF_KIND_REFUSED) = {
    .name = "admin_audit_of_kind_refused",
    .sql = AUDIT_SELECT " AND u.kind = $3 AND u.ok = 0" AUDIT_END,
    .takes = { STORE_INT, STORE_INT, STORE_TEXT },
    .gives = { AUDIT_GIVES },
};

enum err admin_audit_list(struct db *db, struct arena *arena, const struct audit_filter *filter, struct audit_row **out, size_t *count, struct fault *why)
{
    struct store_arg before = arg_int(filter->before ? filter->before : INT64_MAX), limit = arg_int(filter->limit);
    struct rows rows;
    enum err err = filter->kind.len ? store_all(db, arena, filter->refused ? &AUDIT_OF_KIND_REFUSED : &AUDIT_OF_KIND, ARGS(before, limit, arg_text(filter->kind)), &rows, why)
                                    : store_all(db, arena, filter->refused ? &AUDIT_REFUSED : &AUDIT_LIST, ARGS(before, limit), &rows, why);
    ROWS_INTO(struct audit_row, list);

    for (size_t i = 0; i < rows.count; i++) {
        list[i] = (struct audit_row){ .id = row_int(&rows, i, 0), .at = row_int(&rows, i, 1), .actor_id = row_int(&rows, i, 2),
                                      .actor_name = row_str(&rows, i, 3), .action = row_str(&rows, i, 4), .ok = row_int(&rows, i, 5) != 0,
                                      .subject_id = row_int(&rows, i, 6), .detail = row_str(&rows, i, 7) };
    }
    *out = list;
    *count = rows.count;
    return ERR_OK;
}
