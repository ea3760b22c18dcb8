/*
 * admin_view.c - rows as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/admin/admin_view.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

SHAPE(ADMIN_UNIT_REF_SHAPE, "UnitRef", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "kind", JSON_TEXT });
SHAPE(ADMIN_UNIT_LIST_SHAPE, "UnitList", { "items", JSON_LIST, false, &ADMIN_UNIT_REF_SHAPE });

static SHAPE(ROLE_SHAPE, "Role", { "name", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT }, { "desk", JSON_TEXT },
             { "apart", JSON_BOOL }, { "rights", JSON_LIST });
SHAPE(ADMIN_ROLE_LIST_SHAPE, "RoleList", { "items", JSON_LIST, false, &ROLE_SHAPE });

static SHAPE(MY_GRANT_SHAPE, "MyGrant", { "unit", JSON_OBJECT, false, &ADMIN_UNIT_REF_SHAPE }, { "role", JSON_TEXT }, { "rights", JSON_LIST });
static SHAPE(GRID_REF_SHAPE, "GridRef", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT });
SHAPE(ADMIN_ME_SHAPE, "Me", { "id", JSON_ID }, { "login", JSON_TEXT }, { "name", JSON_TEXT }, { "unit", JSON_OBJECT, false, &ADMIN_UNIT_REF_SHAPE },
      { "grants", JSON_LIST, false, &MY_GRANT_SHAPE }, { "rights", JSON_LIST }, { "grids", JSON_LIST, false, &GRID_REF_SHAPE },
      { "language", JSON_TEXT }, { "must_change", JSON_BOOL });
SHAPE(ADMIN_LOGIN_SHAPE, "Login", { "user", JSON_OBJECT, false, &ADMIN_ME_SHAPE });

SHAPE(ADMIN_ACCOUNT_SHAPE, "Account", { "id", JSON_ID }, { "login", JSON_TEXT }, { "name", JSON_TEXT }, { "state", JSON_TEXT },
      { "unit", JSON_OBJECT, true, &ADMIN_UNIT_REF_SHAPE }, { "language", JSON_TEXT }, { "must_change", JSON_BOOL }, { "version", JSON_INT },
      { "created_at", JSON_TIME, true }, { "created_by", JSON_ID, true }, { "approved_by", JSON_ID, true });
SHAPE(ADMIN_ACCOUNT_LIST_SHAPE, "AccountList", { "items", JSON_LIST, false, &ADMIN_ACCOUNT_SHAPE }, { "next", JSON_ID, true });
SHAPE(ADMIN_ACCOUNT_NEW_SHAPE, "AccountNew", { "id", JSON_ID }, { "login", JSON_TEXT }, { "state", JSON_TEXT }, { "password", JSON_TEXT, true });
SHAPE(ADMIN_PASSWORD_SHAPE, "PasswordNew", { "password", JSON_TEXT });

static SHAPE(GRANT_SHAPE, "Grant", { "id", JSON_ID }, { "role", JSON_TEXT }, { "unit", JSON_OBJECT, true, &ADMIN_UNIT_REF_SHAPE },
             { "granted_by", JSON_ID, true }, { "granted_at", JSON_TIME, true });
SHAPE(ADMIN_GRANT_LIST_SHAPE, "GrantList", { "items", JSON_LIST, false, &GRANT_SHAPE });
SHAPE(ADMIN_GRANT_NEW_SHAPE, "GrantNew", { "id", JSON_ID });

static SHAPE(KEY_SHAPE, "ApiKey", { "id", JSON_ID }, { "name", JSON_TEXT }, { "account", JSON_ID }, { "rights", JSON_LIST },
             { "source", JSON_TEXT }, { "jobs", JSON_LIST }, { "enabled", JSON_BOOL }, { "created_at", JSON_TIME });
SHAPE(ADMIN_KEY_LIST_SHAPE, "ApiKeyList", { "items", JSON_LIST, false, &KEY_SHAPE });
SHAPE(ADMIN_KEY_NEW_SHAPE, "ApiKeyNew", { "id", JSON_ID }, { "key", JSON_TEXT });

static SHAPE(AUDIT_SHAPE, "AuditRow", { "id", JSON_ID }, { "at", JSON_TIME }, { "actor", JSON_ID, true }, { "actor_name", JSON_TEXT, true },
             { "action", JSON_TEXT }, { "ok", JSON_BOOL }, { "subject", JSON_ID, true }, { "detail", JSON_TEXT });
SHAPE(ADMIN_AUDIT_LIST_SHAPE, "AuditList", { "items", JSON_LIST, false, &AUDIT_SHAPE }, { "next", JSON_ID, true });

void admin_write_unit(struct call *call, const char *key, int64_t unit_id)
{
    const struct unit *unit = org_unit(call->org, unit_id);

    if (!unit) {
        json_null(&call->out, key);
        return;
    }
    json_object(&call->out, key);
    json_id(&call->out, "id", unit->id);
    json_str(&call->out, "code", unit->code);
    json_str(&call->out, "name", unit->name);
    json_text(&call->out, "kind", unit_kind_name(unit->kind));
    json_close(&call->out);
}

static void write_rights(struct json_out *out, uint64_t rights)
{
    json_list(out, "rights");
    for (int right = 0; right < RIGHT__COUNT; right++) {
        if (rights >> right & 1) json_text(out, NULL, right_key((enum right)right));
    }
    json_close(out);
}

void admin_write_role(struct call *call, const struct role *role)
{
    static const char *const DESKS[] = { "none", "unit", "grid" };

    json_str(&call->out, "name", role->name);
    json_str(&call->out, "zh", role->zh);
    json_str(&call->out, "en", role->en);
    json_text(&call->out, "desk", DESKS[role->desk]);
    json_bool(&call->out, "apart", role->apart);
    write_rights(&call->out, role->rights);
}

static enum err write_grids(struct call *call, int64_t account_id, struct fault *why)
{
    struct grid_ref *grids;
    size_t count;
    enum err err = admin_grid_list(call->db, call->arena, account_id, &grids, &count, why);

    if (err) return err;
    json_list(&call->out, "grids");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", grids[i].id);
        json_str(&call->out, "code", grids[i].code);
        json_str(&call->out, "name", grids[i].name);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err admin_write_me(struct call *call, const struct user *user, struct fault *why)
{
    struct account_row account;
    uint64_t rights = UINT64_C(1) << RIGHT_LOGIN;
    enum err err = admin_account_read(call->db, call->arena, user->account_id, &account, why);

    if (err) return err;
    json_id(&call->out, "id", user->account_id);
    json_str(&call->out, "login", user->login);
    json_str(&call->out, "name", user->name);
    admin_write_unit(call, "unit", user->unit_id);
    json_list(&call->out, "grants");
    for (size_t i = 0; i < user->grant_count; i++) {
        json_object(&call->out, NULL);
        admin_write_unit(call, "unit", user->grants[i].unit_id);
        json_str(&call->out, "role", user->grants[i].role);
        write_rights(&call->out, user->grants[i].rights);
        json_close(&call->out);
        rights |= user->grants[i].rights;
    }
    json_close(&call->out);
    write_rights(&call->out, rights);
    err = write_grids(call, user->account_id, why);
    json_str(&call->out, "language", account.language);
    json_bool(&call->out, "must_change", user->must_change);
    return err;
}

void admin_write_account(struct call *call, const struct account_row *account)
{
    json_id(&call->out, "id", account->id);
    json_str(&call->out, "login", account->login);
    json_str(&call->out, "name", account->name);
    json_str(&call->out, "state", account->state);
    admin_write_unit(call, "unit", account->unit_id);
    json_str(&call->out, "language", account->language);
    json_bool(&call->out, "must_change", account->must_change);
    json_int(&call->out, "version", account->version);
    json_time(&call->out, "created_at", account->created_at);
    json_id(&call->out, "created_by", account->created_by);
    json_id(&call->out, "approved_by", account->approved_by);
}

void admin_write_grant(struct call *call, const struct grant_row *grant)
{
    json_id(&call->out, "id", grant->id);
    json_str(&call->out, "role", grant->role);
    admin_write_unit(call, "unit", grant->unit_id);
    json_id(&call->out, "granted_by", grant->granted_by);
    json_time(&call->out, "granted_at", grant->granted_at);
}

void admin_write_key(struct call *call, const struct key_row *key)
{
    struct str rest = key->rights, right;

    json_id(&call->out, "id", key->id);
    json_str(&call->out, "name", key->name);
    json_id(&call->out, "account", key->account_id);
    json_list(&call->out, "rights");
    while (rest.len && str_split(&rest, ' ', &right)) json_str(&call->out, NULL, right);
    json_close(&call->out);
    json_str(&call->out, "source", key->source);
    rest = key->jobs;
    json_list(&call->out, "jobs");
    while (rest.len && str_split(&rest, ' ', &right)) json_str(&call->out, NULL, right);
    json_close(&call->out);
    json_bool(&call->out, "enabled", key->enabled);
    json_time(&call->out, "created_at", key->created_at);
}

void admin_write_audit(struct call *call, const struct audit_row *row)
{
    json_id(&call->out, "id", row->id);
    json_time(&call->out, "at", row->at);
    json_id(&call->out, "actor", row->actor_id);
    json_str(&call->out, "actor_name", row->actor_name);
    json_str(&call->out, "action", row->action);
    json_bool(&call->out, "ok", row->ok);
    json_id(&call->out, "subject", row->subject_id);
    json_str(&call->out, "detail", row->detail);
}
