/*
 * load_store.c - the organisation out of the database into one immutable value.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/tree.h"

enum { ORG_MEMORY_MAX = 64 * 1024 * 1024 };

QUERY(ORG_UNITS) = {
    .name = "org_units",
    .sql = "SELECT id, code, short_code, name, kind, parent_id, street_id, district_id, steering_id"
           "  FROM unit ORDER BY id",
    .gives = { STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

static enum err read_units(struct db *db, struct org *org, struct arena *scratch, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, scratch, &ORG_UNITS, NO_ARGS, &rows, why);

    if (err) return err;
    org->units = arena_array(org->arena, struct unit, rows.count + 1);
    if (!org->units) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    org->unit_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct unit *unit = &org->units[i];
        *unit = (struct unit){
            .id = row_int(&rows, i, 0),
            .code = str_dup(org->arena, row_str(&rows, i, 1)),
            .short_code = str_dup(org->arena, row_str(&rows, i, 2)),
            .name = str_dup(org->arena, row_str(&rows, i, 3)),
            .kind = unit_kind_from(row_str(&rows, i, 4)),
            .parent_id = row_int(&rows, i, 5),
            .street_id = row_int(&rows, i, 6),
            .district_id = row_int(&rows, i, 7),
            .steering_id = row_int(&rows, i, 8),
        };
        if (!unit->code.at || !unit->name.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (unit->kind == UNIT__KINDS)
            return fault_set(why, ERR_CONFLICT, "机构“%.*s”的类别不认识", "unit %.*s is of an unknown kind", STR_ARG(unit->code));
        err = table_put(&org->by_code, unit->code, unit);
        if (err) return fault_set(why, err, "内存不足", "out of memory");
    }
    return ERR_OK;
}

QUERY(ORG_ROLES) = {
    .name = "org_roles",
    .sql = "SELECT name, zh, en, desk, apart FROM role ORDER BY name",
    .gives = { STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT },
};

static enum err read_roles(struct db *db, struct org *org, struct arena *scratch, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, scratch, &ORG_ROLES, NO_ARGS, &rows, why);

    if (err) return err;
    org->roles = arena_array(org->arena, struct role, rows.count + 1);
    if (!org->roles) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    org->role_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct str desk = row_str(&rows, i, 3);
        org->roles[i] = (struct role){
            .name = str_dup(org->arena, row_str(&rows, i, 0)),
            .zh = str_dup(org->arena, row_str(&rows, i, 1)),
            .en = str_dup(org->arena, row_str(&rows, i, 2)),
            .desk = str_is(desk, "unit") ? ROLE_DESK_UNIT : str_is(desk, "grid") ? ROLE_DESK_GRID : ROLE_DESK_NONE,
            .apart = row_int(&rows, i, 4) != 0,
        };
        if (!org->roles[i].name.at || !org->roles[i].en.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return ERR_OK;
}

QUERY(ORG_ROLE_RIGHTS) = {
    .name = "org_role_rights",
    .sql = "SELECT role, right_key FROM role_right",
    .gives = { STORE_TEXT, STORE_TEXT },
};

static enum err read_rights(struct db *db, struct org *org, struct arena *scratch, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, scratch, &ORG_ROLE_RIGHTS, NO_ARGS, &rows, why);

    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        enum right right = right_from_key(row_str(&rows, i, 1));
        for (size_t k = 0; k < org->role_count; k++) {
            /* A right this program does not know allows nothing. */
            if (right < RIGHT__COUNT && str_eq(org->roles[k].name, row_str(&rows, i, 0)))
                org->roles[k].rights |= UINT64_C(1) << right;
        }
    }
    return ERR_OK;
}

QUERY(ORG_SETTINGS) = {
    .name = "org_settings",
    .sql = "SELECT name, value FROM setting ORDER BY name",
    .gives = { STORE_TEXT, STORE_INT },
};

static enum err read_settings(struct db *db, struct org *org, struct arena *scratch, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, scratch, &ORG_SETTINGS, NO_ARGS, &rows, why);

    if (err) return err;
    org->settings = arena_array(org->arena, struct setting, rows.count + 1);
    if (!org->settings) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    org->setting_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        org->settings[i] = (struct setting){ str_dup(org->arena, row_str(&rows, i, 0)), row_int(&rows, i, 1) };
        if (!org->settings[i].name.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return ERR_OK;
}

static enum err read_all(struct db *db, struct org *org, struct arena *scratch, struct fault *why)
{
    enum err err = read_units(db, org, scratch, why);

    if (!err) err = tree_number(org, why);
    if (!err) err = read_roles(db, org, scratch, why);
    if (!err) err = read_rights(db, org, scratch, why);
    if (!err) err = read_settings(db, org, scratch, why);
    return err;
}

enum err org_load(struct db *db, struct org **out, struct fault *why)
{
    struct arena *arena = arena_open(ORG_MEMORY_MAX), *scratch = arena_open(ORG_MEMORY_MAX);
    struct org *org = arena ? arena_new(arena, struct org) : NULL;
    enum err err = ERR_NO_MEMORY;

    if (org && scratch) {
        org->arena = arena;
        atomic_init(&org->references, 1);
        table_init(&org->by_code, arena);
        err = read_all(db, org, scratch, why);
    } else {
        err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    arena_close(scratch);
    if (err) {
        arena_close(arena);
        return err;
    }
    *out = org;
    return ERR_OK;
}

struct org *org_ref(struct org *org)
{
    atomic_fetch_add_explicit(&org->references, 1, memory_order_relaxed);
    return org;
}

void org_unref(struct org *org)
{
    if (org && atomic_fetch_sub_explicit(&org->references, 1, memory_order_acq_rel) == 1) arena_close(org->arena);
}

int64_t org_setting(const struct org *org, const char *name, int64_t absent)
{
    for (size_t i = 0; i < org->setting_count; i++) {
        if (str_is(org->settings[i].name, name)) return org->settings[i].value;
    }
    return absent;
}

QUERY(UNITS_NOW) = { .name = "org_units_now", .sql = "SELECT count(*), COALESCE(max(id), 0) FROM unit", .gives = { STORE_INT, STORE_INT } };

enum err org_has_new(struct db *db, struct arena *arena, const struct org *org, bool *out, struct fault *why)
{
    size_t count = org_unit_count(org);
    struct rows rows;
    enum err err = store_one(db, arena, &UNITS_NOW, NO_ARGS, &rows, why);

    if (!err) *out = row_int(&rows, 0, 0) != (int64_t)count || (count && row_int(&rows, 0, 1) != org_unit_at(org, count - 1)->id);   /* they stand by id */
    return err;
}
