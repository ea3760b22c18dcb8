/*
 * login_store.c - comparing passwords, counting failures, starting sessions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/session.h"

#include "base/civil.h"
#include "base/crypto.h"
#include "base/id.h"
#include "org/account.h"

/* Verified when the name is unknown, so that it takes as long; no password has this hash that anyone knows. */
static const char NOBODY_HASH[] =
    "$argon2id$v=19$m=65536,t=2,p=1$9TCUCxczZXCpylSvb/WPdA$u2KSolciQ7NAMEWAnprXQu52OaKTpGSudPzZTcW5YvI";

QUERY(LOGIN_ACCOUNT) = {
    .name = "login_account",
    .sql = "SELECT id, password_hash, state, version FROM account WHERE login = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT, STORE_TEXT, STORE_TEXT, STORE_INT },
};

enum err login_prepare(struct db *db, struct arena *arena, struct login *login, struct fault *why)
{
    unsigned char token[TOKEN_SIZE];
    struct str hash = str_from_c(NOBODY_HASH);
    struct rows rows;
    enum err err = store_all(db, arena, &LOGIN_ACCOUNT, ARGS(arg_text(login->name)), &rows, why);

    if (err) return err;
    if (rows.count) {
        login->account_id = row_int(&rows, 0, 0);
        login->active = str_is(row_str(&rows, 0, 2), "active");
        login->version = row_int(&rows, 0, 3);
        if (row_str(&rows, 0, 1).len) hash = row_str(&rows, 0, 1);
    }
    login->matches = password_verify(hash, login->password) && login->account_id != 0;
    crypto_random(token, sizeof token);
    hex_print(token, sizeof token, login->token);
    crypto_wipe(token, sizeof token);
    return ERR_OK;
}

QUERY(LOGIN_FAILURES) = {
    .name = "login_failures",
    .sql = "SELECT failed, locked_until, at FROM login_failure WHERE login_digest = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT, STORE_INT, STORE_INT },
};

QUERY(LOGIN_FAILED) = {
    .name = "login_failed",
    .sql = "INSERT INTO login_failure (login_digest, failed, locked_until, at) VALUES ($1, $2, $3, $4)"
           " ON CONFLICT (login_digest) DO UPDATE SET failed = excluded.failed, locked_until = excluded.locked_until,"
           " at = excluded.at",
    .takes = { STORE_TEXT, STORE_INT, STORE_INT, STORE_INT },
};

QUERY(LOGIN_FORGIVEN) = {
    .name = "login_forgiven",
    .sql = "DELETE FROM login_failure WHERE login_digest = $1",
    .takes = { STORE_TEXT },
};

QUERY(LOGIN_RECHECK) = {
    .name = "login_recheck",
    .sql = "SELECT version FROM account WHERE id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

QUERY(SESSION_INSERT) = {
    .name = "session_insert",
    .sql = "INSERT INTO session (digest, account_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
    .takes = { STORE_TEXT, STORE_INT, STORE_INT, STORE_INT },
};

static enum err count_failure(struct db *db, const struct org *org, struct login *login, struct str digest,
                              const struct rows *before, struct fault *why)
{
    int64_t lock_ms = org_setting(org, "login.lock", 15) * MS_PER_MINUTE;
    int64_t failed = 1, locked_until = 0;

    if (before->count && row_int(before, 0, 2) + lock_ms > login->now_ms) failed += row_int(before, 0, 0);
    if (failed >= org_setting(org, "login.failures_max", 5)) {
        locked_until = login->now_ms + lock_ms;
        failed = 0;
    }
    login->result = ERR_UNAUTHORIZED;
    return store_run(db, &LOGIN_FAILED,
                     ARGS(arg_text(digest), arg_int(failed), arg_int(locked_until), arg_int(login->now_ms)), NULL, why);
}

static enum err begin_session(struct db *db, const struct org *org, struct login *login, struct str digest, struct fault *why)
{
    char session[TOKEN_TEXT];
    int64_t ends = login->now_ms + org_setting(org, "session.longest", 12) * MS_PER_HOUR;
    struct rows now;
    enum err err = store_one(db, store_scratch(db), &LOGIN_RECHECK, ARGS(arg_int(login->account_id)), &now, why);

    if (err) return err;
    if (row_int(&now, 0, 0) != login->version)
        return fault_set(why, ERR_CONFLICT, "账号刚被修改，请重新登录", "the account was just changed, log in again");
    err = store_run(db, &LOGIN_FORGIVEN, ARGS(arg_text(digest)), NULL, why);
    if (err) return err;
    token_digest(str_from_c(login->token), session);
    login->result = ERR_OK;
    return store_run(db, &SESSION_INSERT,
                     ARGS(arg_c(session), arg_int(login->account_id), arg_int(login->now_ms), arg_int(ends)), NULL, why);
}

enum err login_apply(struct db *db, const struct org *org, struct login *login, struct fault *why)
{
    char name[TOKEN_TEXT];
    struct str digest = { name, TOKEN_TEXT - 1 };
    struct rows before;
    enum err err;

    token_digest(login->name, name);
    err = store_all(db, store_scratch(db), &LOGIN_FAILURES, ARGS(arg_text(digest)), &before, why);
    if (err) return err;
    login->locked_until = before.count ? row_int(&before, 0, 1) : 0;
    if (login->locked_until > login->now_ms) login->result = ERR_LOCKED;
    else if (!login->matches) err = count_failure(db, org, login, digest, &before, why);
    else if (!login->active) login->result = ERR_FORBIDDEN;
    else err = begin_session(db, org, login, digest, why);
    if (err) return err;
    return org_audit(db, &(struct audit_entry){ .at = login->now_ms, .actor_id = login->account_id, .action = "login",
                                                .ok = login->result == ERR_OK }, why);
}

enum err login_fault(const struct login *login, struct fault *why)
{
    if (login->result == ERR_LOCKED)
        return fault_set(why, ERR_LOCKED, "连续输错次数过多，请 %d 分钟后再试", "too many wrong passwords, try again in %d minutes",
                         (int)((login->locked_until - login->now_ms + MS_PER_MINUTE - 1) / MS_PER_MINUTE));
    if (login->result == ERR_FORBIDDEN)
        return fault_set(why, ERR_FORBIDDEN, "账号未启用或已停用，请联系管理员", "this account is not active, ask your administrator");
    if (login->result == ERR_UNAUTHORIZED)
        return fault_set(why, ERR_UNAUTHORIZED, "用户名或密码不对", "wrong user name or password");
    return ERR_OK;
}

/* ── Passwords ─────────────────────────────────────────────────────────── */

static int classes_of(struct str password)
{
    unsigned seen = 0;

    for (size_t i = 0; i < password.len; i++) {
        char c = password.at[i];
        if (c >= 'a' && c <= 'z') seen |= 1;
        else if (c >= 'A' && c <= 'Z') seen |= 2;
        else if (c >= '0' && c <= '9') seen |= 4;
        else seen |= 8;
    }
    return __builtin_popcount(seen);
}

enum err password_check(const struct org *org, struct str login, struct str password, struct fault *why)
{
    int64_t shortest = org_setting(org, "password.length_min", 10), kinds = org_setting(org, "password.classes_min", 3);

    if ((int64_t)utf8_length(password) < shortest)
        return fault_set(why, ERR_UNPROCESSABLE, "密码至少 %d 个字符", "a password has at least %d characters", (int)shortest);
    if (classes_of(password) < kinds)
        return fault_set(why, ERR_UNPROCESSABLE, "密码至少包含大写、小写、数字、符号中的 %d 种",
                         "a password has at least %d of: capitals, small letters, digits, signs", (int)kinds);
    if (login.len && str_find(password, login) >= 0)
        return fault_set(why, ERR_UNPROCESSABLE, "密码不能包含登录名", "a password may not contain the login name");
    return ERR_OK;
}

QUERY(PASSWORD_READ) = {
    .name = "password_read",
    .sql = "SELECT login, password_hash, version FROM account WHERE id = $1 AND state = 'active'",
    .takes = { STORE_INT },
    .gives = { STORE_TEXT, STORE_TEXT, STORE_INT },
};

enum err password_prepare(struct db *db, struct arena *arena, const struct org *org, struct password_change *change, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &PASSWORD_READ, ARGS(arg_int(change->account_id)), &row, why);

    if (err) return err;
    if (!password_verify(row_str(&row, 0, 1), change->old_password))
        return fault_field(why, STR("old"), fault_set(why, ERR_FORBIDDEN, "原密码不对", "the old password is wrong"));
    if (str_eq(change->old_password, change->new_password))
        return fault_field(why, STR("new"), fault_set(why, ERR_UNPROCESSABLE, "新密码与原密码相同", "the new password is the old one"));
    err = fault_field(why, STR("new"), password_check(org, row_str(&row, 0, 0), change->new_password, why));
    if (err) return err;
    change->version = row_int(&row, 0, 2);
    if (password_hash(arena, change->new_password, &change->hash)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return ERR_OK;
}

QUERY(PASSWORD_SET) = {
    .name = "password_set",
    .sql = "UPDATE account SET password_hash = $3, must_change = 0, version = version + 1 WHERE id = $1 AND version = $2",
    .takes = { STORE_INT, STORE_INT, STORE_TEXT },
};

enum err password_apply(struct db *db, struct password_change *change, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &PASSWORD_SET,
                             ARGS(arg_int(change->account_id), arg_int(change->version), arg_text(change->hash)), &changed, why);

    if (err) return err;
    if (!changed) return fault_set(why, ERR_CONFLICT, "账号刚被修改，请重试", "the account was just changed, try again");
    err = session_end_all(db, change->account_id, change->keep_token, why);
    if (err) return err;
    return org_audit(db, &(struct audit_entry){ .at = change->now_ms, .actor_id = change->account_id, .action = "password.change",
                                                .ok = true, .subject_id = change->account_id }, why);
}
