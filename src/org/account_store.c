/*
 * account_store.c - inserting units, accounts and grants; duty; audit.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/account.h"

#include "base/crypto.h"
#include "base/id.h"

enum { PHONE_MAX = 32 };

QUERY(UNIT_INSERT) = {
    .name = "unit_insert",
    .sql = "INSERT INTO unit (id, code, short_code, name, kind, parent_id, street_id, district_id, steering_id)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    .takes = { STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

enum err org_unit_insert(struct db *db, const struct unit *unit, struct fault *why)
{
    struct str short_code = unit->short_code.at ? unit->short_code : STR("");

    return store_run(db, &UNIT_INSERT,
                     ARGS(arg_int(unit->id), arg_text(unit->code), arg_text(short_code), arg_text(unit->name),
                          arg_c(unit_kind_name(unit->kind)), arg_id(unit->parent_id), arg_id(unit->street_id),
                          arg_id(unit->district_id), arg_id(unit->steering_id)),
                     NULL, why);
}

QUERY(ACCOUNT_INSERT) = {
    .name = "account_insert",
    .sql = "INSERT INTO account (id, login, name, password_hash, phone_sealed, state, must_change, unit_id, language,"
           "                     version, created_at, created_by)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) ON CONFLICT (login) DO NOTHING",
    .takes = { STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_TEXT,
               STORE_INT, STORE_INT },
};

enum err org_account_insert(struct db *db, const struct account_new *account, struct fault *why)
{
    struct str hash = account->password_hash.at ? account->password_hash : STR("");
    struct str language = account->language.len ? account->language : STR("zh");
    int64_t changed;
    enum err err = store_run(db, &ACCOUNT_INSERT,
                             ARGS(arg_int(account->id), arg_text(account->login), arg_text(account->name), arg_text(hash),
                                  arg_text(account->phone_sealed), arg_c(account->pending ? "pending" : "active"),
                                  arg_int(account->must_change), arg_int(account->unit_id), arg_text(language),
                                  arg_int(account->created_at), arg_id(account->created_by)),
                             &changed, why);

    if (!err && changed == 0)
        return fault_field(why, STR("login"), fault_set(why, ERR_CONFLICT, "登录名“%.*s”已被使用", "the login name %.*s is taken", STR_ARG(account->login)));
    return err;
}

QUERY(GRANT_INSERT) = {
    .name = "grant_insert",
    .sql = "INSERT INTO role_grant (id, account_id, role, unit_id, granted_by, granted_at)"
           " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, role, unit_id) DO NOTHING",
    .takes = { STORE_INT, STORE_INT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT },
};

enum err org_grant_insert(struct db *db, const struct grant_new *grant, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &GRANT_INSERT,
                             ARGS(arg_int(grant->id), arg_int(grant->account_id), arg_text(grant->role),
                                  arg_int(grant->unit_id), arg_id(grant->granted_by), arg_int(grant->granted_at)),
                             &changed, why);

    if (!err && changed == 0)
        return fault_set(why, ERR_CONFLICT, "该账号在此机构已有这个角色", "the account already holds this role at this unit");
    return err;
}

QUERY(ROLES_HELD) = {
    .name = "roles_held",
    .sql = "SELECT DISTINCT role FROM role_grant WHERE account_id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_TEXT },
};

enum err org_grant_allowed(struct db *db, const struct org *org, int64_t account_id, struct str role, struct fault *why)
{
    const struct role *wanted = org_role(org, role);
    struct rows rows;
    enum err err;

    if (!wanted) return fault_field(why, STR("role"), fault_set(why, ERR_UNPROCESSABLE, "没有这个角色", "there is no such role"));
    err = store_all(db, store_scratch(db), &ROLES_HELD, ARGS(arg_int(account_id)), &rows, why);
    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        const struct role *held = org_role(org, row_str(&rows, i, 0));
        if (held && held != wanted && (held->apart || wanted->apart))
            return fault_set(why, ERR_CONFLICT, "“%.*s”不能与“%.*s”由同一人担任（三员分立）",
                             "%.*s and %.*s may not be held by one person", STR_ARG(wanted->zh), STR_ARG(held->zh));
    }
    return ERR_OK;
}

QUERY(WORKER_INSERT) = {
    .name = "worker_insert",
    .sql = "INSERT INTO grid_worker (account_id, grid_id) VALUES ($1, $2) ON CONFLICT (account_id, grid_id) DO NOTHING",
    .takes = { STORE_INT, STORE_INT },
};

enum err org_worker_insert(struct db *db, int64_t account_id, int64_t grid_id, struct fault *why)
{
    return store_run(db, &WORKER_INSERT, ARGS(arg_int(account_id), arg_int(grid_id)), NULL, why);
}

QUERY(WORKERS_COPY) = {
    .name = "workers_copy",
    .sql = "INSERT INTO grid_worker (account_id, grid_id) SELECT account_id, $2 FROM grid_worker WHERE grid_id = $1 ON CONFLICT (account_id, grid_id) DO NOTHING",
    .pg = "INSERT INTO grid_worker (account_id, grid_id) SELECT account_id, $2::bigint FROM grid_worker WHERE grid_id = $1 ON CONFLICT (account_id, grid_id) DO NOTHING",
    .takes = { STORE_INT, STORE_INT },
};

enum err org_workers_copy(struct db *db, int64_t from_grid, int64_t to_grid, struct fault *why)
{
    return store_run(db, &WORKERS_COPY, ARGS(arg_int(from_grid), arg_int(to_grid)), NULL, why);
}

enum err org_phone_seal(struct arena *arena, const unsigned char *key, struct str phone, struct str *out)
{
    struct str sealed;
    char *text;
    enum err err;

    if (phone.len > PHONE_MAX) return ERR_INVALID;
    err = crypto_seal(arena, key, phone, &sealed);
    if (err) return err;
    text = arena_alloc(arena, sealed.len * 2 + 1);
    if (!text) return ERR_NO_MEMORY;
    hex_print((const unsigned char *)sealed.at, sealed.len, text);
    *out = (struct str){ text, sealed.len * 2 };
    return ERR_OK;
}

enum err org_phone_open(struct arena *arena, const unsigned char *key, struct str sealed, struct str *out)
{
    size_t len = sealed.len / 2;
    unsigned char *bytes;
    enum err err;

    if (sealed.len % 2 || len > PHONE_MAX + SEALED_EXTRA) return ERR_INVALID;
    bytes = arena_alloc(arena, len + 1);
    if (!bytes) return ERR_NO_MEMORY;
    err = hex_parse(sealed, bytes, len);
    return err ? err : crypto_unseal(arena, key, (struct str){ (const char *)bytes, len }, out);
}

/* ── Duty ──────────────────────────────────────────────────────────────── */

QUERY(DUTY_BEGIN) = {
    .name = "duty_begin",
    .sql = "INSERT INTO duty (account_id, unit_id, on_at) SELECT $1, $2, $3"
           " WHERE NOT EXISTS (SELECT 1 FROM duty WHERE account_id = $1 AND (off_at IS NULL OR on_at >= $3))",
    .takes = { STORE_INT, STORE_INT, STORE_INT },
};

enum err org_duty_begin(struct db *db, int64_t account_id, int64_t unit_id, int64_t now_ms, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &DUTY_BEGIN, ARGS(arg_int(account_id), arg_int(unit_id), arg_int(now_ms)), &changed, why);

    return err || changed ? err : fault_set(why, ERR_CONFLICT, "已经在岗", "already on duty");
}

QUERY(DUTY_END) = {
    .name = "duty_end",
    .sql = "UPDATE duty SET off_at = $2, lon_e6 = NULL, lat_e6 = NULL, fix_at = NULL"
           " WHERE account_id = $1 AND off_at IS NULL",
    .takes = { STORE_INT, STORE_INT },
};

enum err org_duty_end(struct db *db, int64_t account_id, int64_t now_ms, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &DUTY_END, ARGS(arg_int(account_id), arg_int(now_ms)), &changed, why);

    return err || changed ? err : fault_set(why, ERR_CONFLICT, "不在岗", "not on duty");
}

QUERY(DUTY_FIX) = {
    .name = "duty_fix",
    .sql = "UPDATE duty SET lon_e6 = $2, lat_e6 = $3, fix_at = $4 WHERE account_id = $1 AND off_at IS NULL",
    .takes = { STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

enum err org_duty_fix(struct db *db, int64_t account_id, int32_t lon_e6, int32_t lat_e6, int64_t now_ms, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &DUTY_FIX,
                             ARGS(arg_int(account_id), arg_int(lon_e6), arg_int(lat_e6), arg_int(now_ms)), &changed, why);

    return err || changed ? err : fault_set(why, ERR_CONFLICT, "不在岗，不记录位置", "not on duty: no position is kept");
}

QUERY(FIX_SWEEP) = {
    .name = "duty_fix_sweep",
    .sql = "UPDATE duty SET lon_e6 = NULL, lat_e6 = NULL, fix_at = NULL WHERE off_at IS NULL AND fix_at < $1",
    .takes = { STORE_INT },
};

enum err org_fix_sweep(struct db *db, int64_t before_ms, struct fault *why)
{
    return store_run(db, &FIX_SWEEP, ARGS(arg_int(before_ms)), NULL, why);
}

/* ── Audit ─────────────────────────────────────────────────────────────── */

QUERY(AUDIT_INSERT) = {
    .name = "audit_insert",
    .sql = "INSERT INTO audit (id, at, actor_id, action, ok, subject_id, detail, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    .takes = { STORE_INT, STORE_INT, STORE_INT, STORE_TEXT, STORE_INT, STORE_INT, STORE_TEXT, STORE_TEXT },
};

/* What is before the dot; logins, logouts and passwords belong together. */
static struct str audit_kind(const char *action)
{
    struct str rest = str_from_c(action), kind;

    if (!str_split(&rest, '.', &kind)) return STR("");
    return str_is(kind, "logout") || str_is(kind, "password") ? STR("login") : kind;
}

enum err org_audit(struct db *db, const struct audit_entry *entry, struct fault *why)
{
    struct str detail = entry->detail.at ? entry->detail : STR("");

    return store_run(db, &AUDIT_INSERT,
                     ARGS(arg_int(id_new()), arg_int(entry->at), arg_id(entry->actor_id), arg_c(entry->action),
                          arg_int(entry->ok), arg_id(entry->subject_id), arg_text(detail), arg_text(audit_kind(entry->action))),
                     NULL, why);
}
