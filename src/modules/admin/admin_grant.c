/*
 * admin_grant.c - granting roles and giving keys to other systems.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "base/id.h"
#include "modules/admin/admin_handlers.h"

/* ── Grants ────────────────────────────────────────────────────────────── */

enum err grants_list(struct call *call, struct fault *why)
{
    struct account_row account;
    struct grant_row *list;
    size_t count;
    enum err err = admin_is_office(call, why);

    if (!err)
        err = admin_reach(call, call->path_id, RIGHT_BIT(RIGHT_ADMIN_ACCOUNT) | RIGHT_BIT(RIGHT_ADMIN_GRANT) | RIGHT_BIT(RIGHT_ADMIN_AUDIT), &account, why);
    if (!err) err = admin_grant_list(call->db, call->arena, call->path_id, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        admin_write_grant(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* 409 when the roles may not be held by one person or it is one's own account. */
enum err grant_create_prepare(struct call *call, struct fault *why)
{
    struct grant_new *grant = arena_new(call->arena, struct grant_new);
    struct account_row account;
    enum err err;

    if (!grant) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = admin_reach(call, call->path_id, RIGHT_BIT(RIGHT_ADMIN_GRANT), &account, why);
    if (err) return err;
    *grant = (struct grant_new){ id_new(), account.id, json_get_str(call->body, "role"), json_get_id(call->body, "unit"),
                                 call->user->account_id, call->now_ms };
    if (account.id == call->user->account_id) return fault_set(why, ERR_CONFLICT, "不能给自己授权", "nobody grants to himself");
    if (!org_role(call->org, grant->role)) return fault_field(why, STR("role"), fault_set(why, ERR_UNPROCESSABLE, "没有这个角色", "there is no such role"));
    if (!user_may(call->org, call->user, RIGHT_ADMIN_GRANT, grant->unit_id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_UNPROCESSABLE, "没有这个机构，或不在你的管理范围内", "there is no such unit within your reach"));
    call->work = grant;
    return ERR_OK;
}

enum err grant_create_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct grant_new *grant = call->work;
    enum err err = org_grant_allowed(db, call->org, grant->account_id, grant->role, why);

    if (!err) err = org_grant_insert(db, grant, why);
    return err ? err : admin_audit(db, call, "grant.create", grant->account_id, grant->role, why);
}

enum err grant_create_reply(struct call *call, struct fault *why)
{
    const struct grant_new *grant = call->work;

    (void)why;
    http_forget_account(call->http, grant->account_id);
    json_id(&call->out, "id", grant->id);
    return ERR_OK;
}

enum err grant_remove_prepare(struct call *call, struct fault *why)
{
    struct grant_row *grant = arena_new(call->arena, struct grant_row);
    struct account_row account;
    enum err err;

    if (!grant) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = admin_grant_read(call->db, call->arena, call->path_id, grant, why);
    if (!err) err = admin_reach(call, grant->account_id, RIGHT_BIT(RIGHT_ADMIN_GRANT), &account, why);
    if (err) return err;
    if (grant->account_id == call->user->account_id) return fault_set(why, ERR_CONFLICT, "不能收回自己的授权", "nobody takes back his own grant");
    call->work = grant;
    return ERR_OK;
}

enum err grant_remove_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct grant_row *grant = call->work;
    enum err err = admin_grant_delete(db, grant->id, why);

    return err ? err : admin_audit(db, call, "grant.remove", grant->account_id, grant->role, why);
}

enum err grant_remove_reply(struct call *call, struct fault *why)
{
    const struct grant_row *grant = call->work;

    (void)why;
    http_forget_account(call->http, grant->account_id);
    return ERR_OK;
}

/* ── Keys ──────────────────────────────────────────────────────────────── */

enum err keys_list(struct call *call, struct fault *why)
{
    struct key_row *list;
    size_t count;
    enum err err = admin_key_list(call->db, call->arena, &list, &count, why);

    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        admin_write_key(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* The right keys of the body with blanks between; ERR_UNPROCESSABLE names one that is none. */
static enum err join_rights(struct call *call, struct str *out, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "rights");
    struct buf text;

    buf_init(&text, call->arena, 0);
    for (size_t i = 0; i < json_count(list); i++) {
        struct str key;
        if (!json_is_text(json_at(list, i), &key) || right_from_key(key) == RIGHT__COUNT || right_from_key(key) <= RIGHT_LOGIN)
            return fault_field(why, STR("rights"), fault_set(why, ERR_UNPROCESSABLE, "第 %zu 项不是权限", "item %zu is no right", i + 1));
        if (i) buf_byte(&text, ' ');
        buf_str(&text, key);
    }
    *out = buf_done(&text);
    return buf_ok(&text) ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* The types of jobs of the body with blanks between. */
static enum err join_jobs(struct call *call, struct str *out, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "jobs");
    struct buf text;

    buf_init(&text, call->arena, 4096);
    for (size_t i = 0; i < json_count(list); i++) {
        struct str type;
        if (!json_is_text(json_at(list, i), &type) || !type.len || type.len > 64 || str_find(type, STR(" ")) >= 0)
            return fault_field(why, STR("jobs"), fault_set(why, ERR_UNPROCESSABLE, "第 %zu 项不是作业类型", "item %zu is no type of job", i + 1));
        if (i) buf_byte(&text, ' ');
        buf_str(&text, type);
    }
    *out = text.len ? buf_done(&text) : STR("");
    return buf_ok(&text) ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err key_create_prepare(struct call *call, struct fault *why)
{
    struct key_new *key = arena_new(call->arena, struct key_new);
    unsigned char bytes[TOKEN_SIZE];
    char *text = arena_alloc(call->arena, TOKEN_TEXT);
    struct account_row account;
    enum err err;

    if (!key || !text) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = admin_reach(call, json_get_id(call->body, "account"), RIGHT_BIT(RIGHT_ADMIN_GRANT), &account, why);
    if (err == ERR_NOT_FOUND) return fault_field(why, STR("account"), fault_set(why, ERR_UNPROCESSABLE, "没有这个账号", "there is no such account"));
    if (!err) err = join_rights(call, &key->rights, why);
    if (!err) err = join_jobs(call, &key->jobs, why);
    if (err) return err;
    if (account.id == call->user->account_id) return fault_set(why, ERR_CONFLICT, "不能给自己授权", "nobody grants to himself");
    crypto_random(bytes, sizeof bytes);
    hex_print(bytes, sizeof bytes, text);
    crypto_wipe(bytes, sizeof bytes);
    key->id = id_new();
    key->key = str_from_c(text);
    key->name = json_get_str(call->body, "name");
    key->source = json_get_str(call->body, "source");
    key->account_id = account.id;
    key->created_at = call->now_ms;
    key->created_by = call->user->account_id;
    call->work = key;
    return ERR_OK;
}

enum err key_create_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct key_new *key = call->work;
    enum err err = key_insert(db, key, why);

    return err ? err : admin_audit(db, call, "key.create", key->id, key->name, why);
}

enum err key_create_reply(struct call *call, struct fault *why)
{
    const struct key_new *key = call->work;

    (void)why;
    json_id(&call->out, "id", key->id);
    json_str(&call->out, "key", key->key);
    return ERR_OK;
}

enum err key_remove_prepare(struct call *call, struct fault *why)
{
    struct key_row *key = arena_new(call->arena, struct key_row);
    struct account_row account;
    enum err err;

    if (!key) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = admin_key_read(call->db, call->arena, call->path_id, key, why);
    if (!err) err = admin_reach(call, key->account_id, RIGHT_BIT(RIGHT_ADMIN_GRANT), &account, why);
    call->work = key;
    return err;
}

enum err key_remove_apply(struct db *db, struct call *call, struct fault *why)
{
    enum err err = admin_key_disable(db, call->path_id, why);

    return err ? err : admin_audit(db, call, "key.disable", call->path_id, STR_NONE, why);
}

enum err key_remove_reply(struct call *call, struct fault *why)
{
    const struct key_row *key = call->work;

    (void)why;
    http_forget_account(call->http, key->account_id);
    return ERR_OK;
}
