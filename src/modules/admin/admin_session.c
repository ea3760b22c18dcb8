/*
 * admin_session.c - logging in and out, the own password and language.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/admin/admin_handlers.h"

/* ── POST /api/session: 401 wrong name or password, 403 not active, 423 locked ── */

enum err session_begin_prepare(struct call *call, struct fault *why)
{
    struct login *login = arena_new(call->arena, struct login);

    if (!login) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    login->name = json_get_str(call->body, "user");
    login->password = json_get_str(call->body, "password");
    login->now_ms = call->now_ms;
    call->work = login;
    return login_prepare(call->db, call->arena, login, why);
}

enum err session_begin_apply(struct db *db, struct call *call, struct fault *why)
{
    struct login *login = call->work;
    enum err err = login_apply(db, call->org, login, why);

    /* The browser's former session, if it had one, ends with the new login. */
    if (err || login->result || !call->session.len || !call->user->account_id) return err;
    return session_end(db, call->session, call->user->account_id, call->now_ms, why);
}

enum err session_begin_reply(struct call *call, struct fault *why)
{
    const struct login *login = call->work;
    const struct user *user;
    enum err err = login_fault(login, why);

    if (err) return err;
    if (call->session.len) http_forget_session(call->http, call->session);
    err = org_user(call->db, call->arena, call->org, login->account_id, &user, why);
    if (err) return err;
    json_object(&call->out, "user");
    err = admin_write_me(call, user, why);
    json_close(&call->out);
    call->set_cookie = http_session_cookie(call, str_from_c(login->token));
    return err;
}

/* ── GET and DELETE /api/session ───────────────────────────────────────── */

enum err me_show(struct call *call, struct fault *why)
{
    return admin_write_me(call, call->user, why);
}

enum err session_leave_prepare(struct call *call, struct fault *why)
{
    if (call->session.len) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "没有可结束的会话", "there is no session to end");
}

enum err session_leave_apply(struct db *db, struct call *call, struct fault *why)
{
    return session_end(db, call->session, call->user->account_id, call->now_ms, why);
}

enum err session_leave_reply(struct call *call, struct fault *why)
{
    (void)why;
    http_forget_session(call->http, call->session);
    call->set_cookie = http_session_cookie(call, STR_NONE);
    return ERR_OK;
}

/* ── POST /api/session/password: 403 old one wrong, 422 new one too weak ── */

enum err session_password_prepare(struct call *call, struct fault *why)
{
    struct password_change *change = arena_new(call->arena, struct password_change);

    if (!change) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    change->account_id = call->user->account_id;
    change->old_password = json_get_str(call->body, "old");
    change->new_password = json_get_str(call->body, "new");
    change->keep_token = call->session;
    change->now_ms = call->now_ms;
    call->work = change;
    return password_prepare(call->db, call->arena, call->org, change, why);
}

enum err session_password_apply(struct db *db, struct call *call, struct fault *why)
{
    return password_apply(db, call->work, why);
}

enum err session_password_reply(struct call *call, struct fault *why)
{
    (void)why;
    http_forget_account(call->http, call->user->account_id);
    return ERR_OK;
}

/* ── POST /api/session/language ────────────────────────────────────────── */

enum err session_language_prepare(struct call *call, struct fault *why)
{
    struct str language = json_get_str(call->body, "language");

    if (str_is(language, "zh") || str_is(language, "en")) return ERR_OK;
    return fault_field(why, STR("language"), fault_set(why, ERR_UNPROCESSABLE, "语言应为 zh 或 en", "the language is zh or en"));
}

enum err session_language_apply(struct db *db, struct call *call, struct fault *why)
{
    return admin_account_set_language(db, call->user->account_id, json_get_str(call->body, "language"), why);
}

enum err session_language_reply(struct call *call, struct fault *why)
{
    (void)call;
    (void)why;
    return ERR_OK;
}
