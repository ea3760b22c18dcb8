/*
 * session_store.c - sessions and keys by the digest of what the caller holds.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/session.h"

#include "base/civil.h"
#include "base/crypto.h"
#include "org/account.h"

void token_digest(struct str token, char out[TOKEN_TEXT])
{
    unsigned char digest[SM3_SIZE];

    _Static_assert(SM3_SIZE * 2 + 1 == TOKEN_TEXT, "a digest is as long as a token");
    sm3(token.at ? token.at : "", token.len, digest);
    hex_print(digest, sizeof digest, out);
}

QUERY(SESSION_FIND) = {
    .name = "session_find",
    .sql = "SELECT s.account_id, s.created_at, s.seen_at, s.expires_at FROM session s"
           "  JOIN account a ON a.id = s.account_id AND a.state = 'active' WHERE s.digest = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

enum err session_find(struct db *db, struct arena *arena, const struct org *org, struct str token, int64_t now_ms,
                      struct session *out, struct fault *why)
{
    int64_t idle_end, longest_end;
    char digest[TOKEN_TEXT];
    struct rows row;
    enum err err;

    token_digest(token, digest);
    err = store_all(db, arena, &SESSION_FIND, ARGS(arg_c(digest)), &row, why);
    if (err) return err;
    if (row.count == 0) return fault_set(why, ERR_UNAUTHORIZED, "请先登录", "please log in first");
    idle_end = row_int(&row, 0, 2) + org_setting(org, "session.idle", 30) * MS_PER_MINUTE;
    longest_end = row_int(&row, 0, 3);
    if (now_ms >= longest_end || now_ms >= idle_end)
        return fault_set(why, ERR_UNAUTHORIZED, "登录已过期，请重新登录", "your login has expired, log in again");
    *out = (struct session){ row_int(&row, 0, 0), row_int(&row, 0, 1), row_int(&row, 0, 2),
                             idle_end < longest_end ? idle_end : longest_end };
    return ERR_OK;
}

QUERY(SESSION_TOUCH) = {
    .name = "session_touch",
    .sql = "UPDATE session SET seen_at = $2 WHERE digest = $1 AND seen_at < $2",
    .takes = { STORE_TEXT, STORE_INT },
};

enum err session_touch(struct db *db, struct str digest, int64_t now_ms, struct fault *why)
{
    return store_run(db, &SESSION_TOUCH, ARGS(arg_text(digest), arg_int(now_ms)), NULL, why);
}

QUERY(SESSION_END) = {
    .name = "session_end",
    .sql = "DELETE FROM session WHERE digest = $1 AND account_id = $2",
    .takes = { STORE_TEXT, STORE_INT },
};

enum err session_end(struct db *db, struct str token, int64_t account_id, int64_t now_ms, struct fault *why)
{
    char digest[TOKEN_TEXT];
    enum err err;

    token_digest(token, digest);
    err = store_run(db, &SESSION_END, ARGS(arg_c(digest), arg_int(account_id)), NULL, why);
    if (err) return err;
    return org_audit(db, &(struct audit_entry){ .at = now_ms, .actor_id = account_id, .action = "logout", .ok = true }, why);
}

QUERY(SESSION_END_ALL) = {
    .name = "session_end_all",
    .sql = "DELETE FROM session WHERE account_id = $1 AND digest <> $2",
    .takes = { STORE_INT, STORE_TEXT },
};

enum err session_end_all(struct db *db, int64_t account_id, struct str keep, struct fault *why)
{
    char digest[TOKEN_TEXT] = "";

    if (keep.len) token_digest(keep, digest);
    return store_run(db, &SESSION_END_ALL, ARGS(arg_int(account_id), arg_c(digest)), NULL, why);
}

/* ── Keys ──────────────────────────────────────────────────────────────── */

QUERY(KEY_FIND) = {
    .name = "key_find",
    .sql = "SELECT account_id, rights, source, jobs FROM api_key WHERE digest = $1 AND enabled = 1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT },
};

static uint64_t rights_mask(struct str keys)
{
    uint64_t mask = 0;
    struct str key;

    while (str_split(&keys, ' ', &key)) {
        enum right right = right_from_key(key);
        if (right < RIGHT__COUNT) mask |= UINT64_C(1) << right;
    }
    return mask;
}

enum err key_user(struct db *db, struct arena *arena, const struct org *org, struct str key, const struct user **out, struct fault *why)
{
    const struct user *account;
    struct grant *grants;
    struct user *user;
    char digest[TOKEN_TEXT];
    struct rows row;
    enum err err;

    token_digest(key, digest);
    err = store_all(db, arena, &KEY_FIND, ARGS(arg_c(digest)), &row, why);
    if (err) return err;
    if (row.count) err = org_user(db, arena, org, row_int(&row, 0, 0), &account, why);
    if (row.count == 0 || err == ERR_NOT_FOUND)
        return fault_set(why, ERR_UNAUTHORIZED, "接口密钥无效或已停用", "the API key is unknown or disabled");
    if (err) return err;
    user = arena_new(arena, struct user);
    grants = arena_array(arena, struct grant, account->grant_count + 1);
    if (!user || !grants) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < account->grant_count; i++) {
        grants[i] = account->grants[i];
        grants[i].rights &= rights_mask(row_str(&row, 0, 1));
    }
    *user = *account;
    user->grants = grants;
    user->is_system = true;
    user->must_change = false;
    user->source = row_str(&row, 0, 2);
    user->jobs = row_str(&row, 0, 3);
    *out = user;
    return ERR_OK;
}

QUERY(KEY_INSERT) = {
    .name = "key_insert",
    .sql = "INSERT INTO api_key (id, digest, name, account_id, rights, source, enabled, created_at, created_by, jobs)"
           " VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)",
    .takes = { STORE_INT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_TEXT },
};

enum err key_insert(struct db *db, const struct key_new *key, struct fault *why)
{
    char digest[TOKEN_TEXT];

    token_digest(key->key, digest);
    return store_run(db, &KEY_INSERT,
                     ARGS(arg_int(key->id), arg_c(digest), arg_text(key->name), arg_int(key->account_id),
                          arg_text(key->rights), arg_text(key->source), arg_int(key->created_at), arg_id(key->created_by),
                          arg_text(key->jobs.at ? key->jobs : STR(""))),
                     NULL, why);
}

/* ── Sweeping ──────────────────────────────────────────────────────────── */

QUERY(SESSION_SWEEP) = {
    .name = "session_sweep",
    .sql = "DELETE FROM session WHERE expires_at <= $1",
    .takes = { STORE_INT },
};

QUERY(FAILURE_SWEEP) = {
    .name = "failure_sweep",
    .sql = "DELETE FROM login_failure WHERE at <= $1 AND locked_until <= $1",
    .takes = { STORE_INT },
};

enum err session_sweep(struct db *db, int64_t now_ms, struct fault *why)
{
    enum err err = store_run(db, &SESSION_SWEEP, ARGS(arg_int(now_ms)), NULL, why);

    return err ? err : store_run(db, &FAILURE_SWEEP, ARGS(arg_int(now_ms - MS_PER_DAY)), NULL, why);
}
