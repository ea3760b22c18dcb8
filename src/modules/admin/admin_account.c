/*
 * admin_account.c - making accounts, letting them in, locking them, new passwords.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "base/id.h"
#include "modules/admin/admin_handlers.h"
#include "modules/app.h"

static const uint64_t ANY_OFFICE = RIGHT_BIT(RIGHT_ADMIN_ACCOUNT) | RIGHT_BIT(RIGHT_ADMIN_GRANT) | RIGHT_BIT(RIGHT_ADMIN_AUDIT);

/* ── Reading ───────────────────────────────────────────────────────────── */

static bool reaches(const struct call *call, int64_t unit_id)
{
    for (int right = 0; right < RIGHT__COUNT; right++) {
        if (ANY_OFFICE >> right & 1 && user_may(call->org, call->user, (enum right)right, unit_id)) return true;
    }
    return false;
}

/* 403 for everyone but the three administrators. */
enum err accounts_list(struct call *call, struct fault *why)
{
    struct account_filter filter = { .unit_id = json_get_id(call->query, "unit"), .pending = json_get_bool(call->query, "pending", false),
                                     .login = json_get_str(call->query, "q"), .after = json_get_id(call->query, "after"),
                                     .limit = json_get_int(call->query, "limit", 50) };
    struct account_row *list;
    size_t count;
    enum err err = admin_is_office(call, why);

    if (!err) err = admin_account_list(call->db, call->arena, &filter, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        if (!reaches(call, list[i].unit_id)) continue;
        json_object(&call->out, NULL);
        admin_write_account(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", (int64_t)count == filter.limit ? list[count - 1].id : 0);
    return ERR_OK;
}

enum err account_show(struct call *call, struct fault *why)
{
    struct account_row account;
    enum err err = admin_is_office(call, why);

    if (!err) err = admin_reach(call, call->path_id, ANY_OFFICE, &account, why);
    if (!err) admin_write_account(call, &account);
    return err;
}

/* ── POST /api/accounts: 409 login taken, 422 login or unit not acceptable ── */

struct creation {
    struct account_new account;
    char password[INITIAL_PASSWORD_SIZE];   /* empty for systems */
};

static enum err seal_phone(struct call *call, struct creation *creation, struct fault *why)
{
    struct str phone = json_get_str(call->body, "phone");
    const struct app *app = app_of(call);

    if (!phone.len) return ERR_OK;
    if (org_phone_seal(call->arena, world_keys(app->world)->seal, phone, &creation->account.phone_sealed))
        return fault_field(why, STR("phone"), fault_set(why, ERR_INVALID, "电话号码不合法", "the phone number is not valid"));
    return ERR_OK;
}

enum err account_create_prepare(struct call *call, struct fault *why)
{
    struct creation *creation = arena_new(call->arena, struct creation);
    int64_t unit_id = json_get_id(call->body, "unit");
    enum err err = admin_login_check(json_get_str(call->body, "login"), why);

    if (err) return err;
    if (!creation) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!user_may(call->org, call->user, RIGHT_ADMIN_ACCOUNT, unit_id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_UNPROCESSABLE, "没有这个机构，或不在你的管理范围内", "there is no such unit within your reach"));
    creation->account = (struct account_new){ .id = id_new(), .login = json_get_str(call->body, "login"), .name = json_get_str(call->body, "name"),
                                              .pending = true, .must_change = true, .unit_id = unit_id, .created_at = call->now_ms,
                                              .created_by = call->user->account_id };
    call->work = creation;
    err = seal_phone(call, creation, why);
    if (err || json_get_bool(call->body, "system", false)) return err;
    admin_password_make(creation->password);
    if (password_hash(call->arena, str_from_c(creation->password), &creation->account.password_hash))
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return ERR_OK;
}

enum err account_create_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct creation *creation = call->work;
    enum err err = org_account_insert(db, &creation->account, why);

    return err ? err : admin_audit(db, call, "account.create", creation->account.id, creation->account.login, why);
}

enum err account_create_reply(struct call *call, struct fault *why)
{
    const struct creation *creation = call->work;

    (void)why;
    json_id(&call->out, "id", creation->account.id);
    json_str(&call->out, "login", creation->account.login);
    json_text(&call->out, "state", "pending");
    json_str(&call->out, "password", creation->password[0] ? str_from_c(creation->password) : STR_NONE);
    return ERR_OK;
}

/* ── POST /api/accounts/{id}/approve: 409 not waiting, or made by the same person ── */

enum err account_accept_prepare(struct call *call, struct fault *why)
{
    struct account_row *account = arena_new(call->arena, struct account_row);
    enum err err;

    if (!account) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = admin_reach(call, call->path_id, RIGHT_BIT(RIGHT_ADMIN_GRANT), account, why);
    if (err) return err;
    if (!str_is(account->state, "pending")) return fault_set(why, ERR_CONFLICT, "账号不在待批准状态", "the account is not waiting for approval");
    if (account->created_by == call->user->account_id)
        return fault_set(why, ERR_CONFLICT, "不能批准自己创建的账号", "nobody approves the account he made");
    call->work = account;
    return ERR_OK;
}

enum err account_accept_apply(struct db *db, struct call *call, struct fault *why)
{
    enum err err = admin_account_approve(db, call->path_id, json_get_int(call->body, "version", 0), call->user->account_id, why);

    return err ? err : admin_audit(db, call, "account.approve", call->path_id, STR_NONE, why);
}

static enum err show_again(struct call *call, struct fault *why)
{
    struct account_row account;
    enum err err = admin_account_read(call->db, call->arena, call->path_id, &account, why);

    if (!err) admin_write_account(call, &account);
    return err;
}

enum err account_accept_reply(struct call *call, struct fault *why)
{
    return show_again(call, why);
}

/* ── POST /api/accounts/{id}/state: 409 while it waits for approval ─────── */

enum err account_change_state_prepare(struct call *call, struct fault *why)
{
    struct str state = json_get_str(call->body, "state");
    struct account_row account;
    enum err err;

    if (!str_is(state, "active") && !str_is(state, "locked") && !str_is(state, "disabled"))
        return fault_field(why, STR("state"), fault_set(why, ERR_UNPROCESSABLE, "状态应为 active、locked 或 disabled", "the state is active, locked or disabled"));
    err = admin_reach(call, call->path_id, RIGHT_BIT(RIGHT_ADMIN_ACCOUNT), &account, why);
    if (err) return err;
    if (account.id == call->user->account_id) return fault_set(why, ERR_CONFLICT, "不能改变自己的状态", "nobody changes his own state");
    if (str_is(account.state, "disabled") && str_is(state, "active"))
        return fault_set(why, ERR_CONFLICT, "停用的账号不能恢复，请新建", "a disabled account stays so, make a new one");
    return ERR_OK;
}

enum err account_change_state_apply(struct db *db, struct call *call, struct fault *why)
{
    struct str state = json_get_str(call->body, "state");
    enum err err = admin_account_set_state(db, call->path_id, json_get_int(call->body, "version", 0), state, why);

    if (!err && !str_is(state, "active")) err = session_end_all(db, call->path_id, STR_NONE, why);
    return err ? err : admin_audit(db, call, "account.state", call->path_id, state, why);
}

enum err account_change_state_reply(struct call *call, struct fault *why)
{
    http_forget_account(call->http, call->path_id);
    return show_again(call, why);
}

/* ── POST /api/accounts/{id}/password ──────────────────────────────────── */

enum err account_reset_prepare(struct call *call, struct fault *why)
{
    struct creation *creation = arena_new(call->arena, struct creation);
    struct account_row account;
    enum err err;

    if (!creation) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = admin_reach(call, call->path_id, RIGHT_BIT(RIGHT_ADMIN_ACCOUNT), &account, why);
    if (err) return err;
    admin_password_make(creation->password);
    call->work = creation;
    if (password_hash(call->arena, str_from_c(creation->password), &creation->account.password_hash))
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return ERR_OK;
}

enum err account_reset_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct creation *creation = call->work;
    enum err err = admin_account_set_password(db, call->path_id, json_get_int(call->body, "version", 0), creation->account.password_hash, why);

    if (!err) err = session_end_all(db, call->path_id, STR_NONE, why);
    return err ? err : admin_audit(db, call, "password.reset", call->path_id, STR_NONE, why);
}

enum err account_reset_reply(struct call *call, struct fault *why)
{
    const struct creation *creation = call->work;

    (void)why;
    http_forget_account(call->http, call->path_id);
    json_text(&call->out, "password", creation->password);
    return ERR_OK;
}
