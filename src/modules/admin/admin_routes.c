/*
 * admin_routes.c - the route table of system administration.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/admin/admin.h"

#include "modules/admin/admin_handlers.h"

/* ── Fields ────────────────────────────────────────────────────────────── */

static const struct json_field LOGIN_BODY[] = {
    { "user", JSON_TEXT, 1, 64, false, "用户名", "login name" },
    { "password", JSON_TEXT, 1, 256, false, "密码", "password" },
    { 0 },
};
static const struct json_field PASSWORD_BODY[] = {
    { "old", JSON_TEXT, 1, 256, false, "原密码", "old password" },
    { "new", JSON_TEXT, 1, 256, false, "新密码", "new password" },
    { 0 },
};
static const struct json_field LANGUAGE_BODY[] = {
    { "language", JSON_TEXT, 2, 2, false, "语言", "zh or en" },
    { 0 },
};
static const struct json_field UNITS_QUERY[] = {
    { "parent", JSON_ID, 0, 0, true, "上级机构", "direct children of this unit (a steering district's streets too)" },
    { "within", JSON_ID, 0, 0, true, "所在范围", "everything in the subtree of this unit" },
    { "kind", JSON_TEXT, 1, 20, true, "类别", "city, district, steering, street, community, department or team" },
    { "q", JSON_TEXT, 1, 40, true, "名称或代码", "part of the name or beginning of the code" },
    { "limit", JSON_INT, 1, 200, true, "条数", "at most so many" },
    { 0 },
};
static const struct json_field ACCOUNTS_QUERY[] = {
    { "unit", JSON_ID, 0, 0, true, "所属机构", "home unit" },
    { "pending", JSON_BOOL, 0, 0, true, "待批准", "only accounts that wait for approval" },
    { "q", JSON_TEXT, 1, 32, true, "登录名开头", "beginning of the login name" },
    { "limit", JSON_INT, 1, 200, true, "条数", "at most so many" },
    { "after", JSON_ID, 0, 0, true, "游标", "`next` of the page before" },
    { 0 },
};
static const struct json_field ACCOUNT_BODY[] = {
    { "login", JSON_TEXT, 3, 32, false, "登录名", "a-z 0-9 . _ -" },
    { "name", JSON_TEXT, 1, 40, false, "姓名", "name" },
    { "unit", JSON_ID, 0, 0, false, "所属机构", "home unit" },
    { "phone", JSON_TEXT, 5, 20, true, "电话", "kept sealed" },
    { "system", JSON_BOOL, 0, 0, true, "系统账号", "a system: no password, only keys" },
    { 0 },
};
static const struct json_field VERSION_BODY[] = {
    { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" },
    { 0 },
};
static const struct json_field STATE_BODY[] = {
    { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" },
    { "state", JSON_TEXT, 1, 10, false, "状态", "active, locked or disabled" },
    { 0 },
};
static const struct json_field GRANT_BODY[] = {
    { "role", JSON_TEXT, 1, 20, false, "角色", "role" },
    { "unit", JSON_ID, 0, 0, false, "机构", "unit whose subtree it reaches" },
    { 0 },
};
static const struct json_field KEY_BODY[] = {
    { "name", JSON_TEXT, 1, 40, false, "名称", "what the key is for" },
    { "account", JSON_ID, 0, 0, false, "账号", "account it acts as" },
    { "rights", JSON_LIST, 1, 20, false, "权限", "right keys it may use at most" },
    { "source", JSON_TEXT, 1, 40, false, "来源", "code of the source its cases come from" },
    { "jobs", JSON_LIST, 0, 50, true, "作业类型", "types of jobs it may take" },
    { 0 },
};
static const struct json_field AUDIT_QUERY[] = {
    { "kind", JSON_TEXT, 1, 10, true, "种类", "login, account, grant, key or model" },
    { "refused", JSON_BOOL, 0, 0, true, "未成的", "only what was refused" },
    { "limit", JSON_INT, 1, 200, true, "条数", "at most so many" },
    { "after", JSON_ID, 0, 0, true, "游标", "`next` of the page before; the newest come first" },
    { 0 },
};

/* ── Routes ────────────────────────────────────────────────────────────── */

#define WRITES(name) .prepare = name##_prepare, .apply = name##_apply, .reply = name##_reply

static const struct route ROUTES[] = {
    { .method = HTTP_POST, .path = "/api/session", .flags = ROUTE_PUBLIC | ROUTE_SECRET, .body = LOGIN_BODY, .body_max = 4096,
      .gives = &ADMIN_LOGIN_SHAPE, WRITES(session_begin),
      .zh = "登录；连续输错被锁定时为 423", .en = "Log in; 423 while locked after wrong passwords" },
    { .method = HTTP_GET, .path = "/api/session", .right = RIGHT_LOGIN, .gives = &ADMIN_ME_SHAPE, .read = me_show, .zh = "我是谁", .en = "Who am I" },
    { .method = HTTP_DELETE, .path = "/api/session", .right = RIGHT_LOGIN, .flags = ROUTE_SECRET, .status = 204, WRITES(session_leave),
      .zh = "退出", .en = "Log out" },
    { .method = HTTP_POST, .path = "/api/session/password", .right = RIGHT_LOGIN, .flags = ROUTE_SECRET, .body = PASSWORD_BODY, .status = 204,
      WRITES(session_password), .zh = "修改密码；原密码不对为 403，太弱为 422", .en = "Change the own password; 403 when the old one is wrong, 422 when the new one is weak" },
    { .method = HTTP_POST, .path = "/api/session/language", .right = RIGHT_LOGIN, .body = LANGUAGE_BODY, .status = 204, WRITES(session_language),
      .zh = "选择语言", .en = "Choose the own language" },
    { .method = HTTP_GET, .path = "/api/units", .right = RIGHT_LOGIN, .query = UNITS_QUERY, .gives = &ADMIN_UNIT_LIST_SHAPE, .read = units_list,
      .zh = "机构", .en = "Units" },
    { .method = HTTP_GET, .path = "/api/roles", .right = RIGHT_LOGIN, .gives = &ADMIN_ROLE_LIST_SHAPE, .read = roles_list,
      .zh = "角色及其权限", .en = "Roles and their rights" },
    { .method = HTTP_GET, .path = "/api/accounts", .right = RIGHT_LOGIN, .query = ACCOUNTS_QUERY, .gives = &ADMIN_ACCOUNT_LIST_SHAPE,
      .read = accounts_list, .zh = "账号（仅管理员）", .en = "Accounts (administrators only)" },
    { .method = HTTP_POST, .path = "/api/accounts", .right = RIGHT_ADMIN_ACCOUNT, .flags = ROUTE_SECRET, .body = ACCOUNT_BODY, .status = 201,
      .gives = &ADMIN_ACCOUNT_NEW_SHAPE, WRITES(account_create),
      .zh = "新建账号，待安全管理员批准；初始密码只显示一次", .en = "Make an account, which waits for the security administrator; its first password is shown once" },
    { .method = HTTP_GET, .path = "/api/accounts/{id}", .right = RIGHT_LOGIN, .gives = &ADMIN_ACCOUNT_SHAPE, .read = account_show,
      .zh = "一个账号（仅管理员）", .en = "One account (administrators only)" },
    { .method = HTTP_POST, .path = "/api/accounts/{id}/approve", .right = RIGHT_ADMIN_GRANT, .body = VERSION_BODY, .gives = &ADMIN_ACCOUNT_SHAPE,
      WRITES(account_accept), .zh = "批准账号；自己创建的不可批准（409）", .en = "Let an account in; 409 for the one who made it" },
    { .method = HTTP_POST, .path = "/api/accounts/{id}/state", .right = RIGHT_ADMIN_ACCOUNT, .body = STATE_BODY, .gives = &ADMIN_ACCOUNT_SHAPE,
      WRITES(account_change_state), .zh = "锁定、解锁或停用账号", .en = "Lock, unlock or disable an account" },
    { .method = HTTP_POST, .path = "/api/accounts/{id}/password", .right = RIGHT_ADMIN_ACCOUNT, .flags = ROUTE_SECRET, .body = VERSION_BODY,
      .gives = &ADMIN_PASSWORD_SHAPE, WRITES(account_reset), .zh = "重置密码；新密码只显示一次", .en = "Give a new password, shown once" },
    { .method = HTTP_GET, .path = "/api/accounts/{id}/grants", .right = RIGHT_LOGIN, .gives = &ADMIN_GRANT_LIST_SHAPE, .read = grants_list,
      .zh = "账号的授权（仅管理员）", .en = "Grants of an account (administrators only)" },
    { .method = HTTP_POST, .path = "/api/accounts/{id}/grants", .right = RIGHT_ADMIN_GRANT, .body = GRANT_BODY, .status = 201,
      .gives = &ADMIN_GRANT_NEW_SHAPE, WRITES(grant_create),
      .zh = "授予角色；违反三员分立为 409", .en = "Grant a role; 409 when the offices would not stay apart" },
    { .method = HTTP_DELETE, .path = "/api/grants/{id}", .right = RIGHT_ADMIN_GRANT, .status = 204, WRITES(grant_remove),
      .zh = "收回授权", .en = "Take a grant back" },
    { .method = HTTP_GET, .path = "/api/keys", .right = RIGHT_ADMIN_GRANT, .gives = &ADMIN_KEY_LIST_SHAPE, .read = keys_list,
      .zh = "接口密钥", .en = "Keys of other systems" },
    { .method = HTTP_POST, .path = "/api/keys", .right = RIGHT_ADMIN_GRANT, .flags = ROUTE_SECRET, .body = KEY_BODY, .status = 201,
      .gives = &ADMIN_KEY_NEW_SHAPE, WRITES(key_create), .zh = "新建接口密钥；只显示一次", .en = "Make a key, shown once" },
    { .method = HTTP_DELETE, .path = "/api/keys/{id}", .right = RIGHT_ADMIN_GRANT, .status = 204, WRITES(key_remove),
      .zh = "停用接口密钥", .en = "Disable a key" },
    { .method = HTTP_GET, .path = "/api/audit", .right = RIGHT_ADMIN_AUDIT, .query = AUDIT_QUERY, .gives = &ADMIN_AUDIT_LIST_SHAPE,
      .read = audit_show, .zh = "审计记录", .en = "The audit trail" },
};

const struct module ADMIN_MODULE = { "admin", "系统管理", ROUTES, COUNT_OF(ROUTES) };
