/*
 * admin_list.c - units, roles and the audit trail, to read.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/admin/admin_handlers.h"

static bool unit_fits(const struct call *call, const struct unit *unit)
{
    int64_t parent = json_get_id(call->query, "parent"), within = json_get_id(call->query, "within");
    struct str kind = json_get_str(call->query, "kind"), q = json_get_str(call->query, "q");

    if (parent && unit->parent_id != parent && !(unit->steering_id == parent && unit->kind == UNIT_STREET)) return false;
    if (within && !org_within(call->org, unit->id, within)) return false;
    if (kind.len && !str_is(kind, unit_kind_name(unit->kind))) return false;
    return !q.len || str_find(unit->name, q) >= 0 || str_starts(unit->code, q);
}

enum err units_list(struct call *call, struct fault *why)
{
    int64_t left = json_get_int(call->query, "limit", 200);

    (void)why;
    json_list(&call->out, "items");
    for (size_t i = 0; i < org_unit_count(call->org) && left > 0; i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        if (!unit_fits(call, unit)) continue;
        admin_write_unit(call, NULL, unit->id);
        left--;
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err roles_list(struct call *call, struct fault *why)
{
    (void)why;
    json_list(&call->out, "items");
    for (size_t i = 0; i < org_role_count(call->org); i++) {
        json_object(&call->out, NULL);
        admin_write_role(call, org_role_at(call->org, i));
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err audit_show(struct call *call, struct fault *why)
{
    static const char *const KINDS[] = { "login", "account", "grant", "key", "model" };
    const struct audit_filter filter = { .kind = json_get_str(call->query, "kind"), .refused = json_get_bool(call->query, "refused", false),
                                         .before = json_get_id(call->query, "after"), .limit = json_get_int(call->query, "limit", 50) };
    struct audit_row *list;
    size_t count, kind = 0;
    enum err err;

    while (filter.kind.len && kind < COUNT_OF(KINDS) && !str_is(filter.kind, KINDS[kind])) kind++;
    if (kind == COUNT_OF(KINDS))
        return fault_field(why, STR("kind"), fault_set(why, ERR_INVALID, "种类应为 login、account、grant、key 或 model", "the kind is login, account, grant, key or model"));
    err = admin_audit_list(call->db, call->arena, &filter, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        admin_write_audit(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", (int64_t)count == filter.limit ? list[count - 1].id : 0);
    return ERR_OK;
}
