/*
 * user_store.c - an account with its grants and desks, and who serves a desk.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/tree.h"

QUERY(USER_ACCOUNT) = {
    .name = "user_account",
    .sql = "SELECT login, name, unit_id, must_change FROM account WHERE id = $1 AND state = 'active'",
    .takes = { STORE_INT },
    .gives = { STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT },
};

QUERY(USER_GRANTS) = {
    .name = "user_grants",
    .sql = "SELECT role, unit_id FROM role_grant WHERE account_id = $1 ORDER BY id",
    .takes = { STORE_INT },
    .gives = { STORE_TEXT, STORE_INT },
};

QUERY(USER_GRIDS) = {
    .name = "user_grids",
    .sql = "SELECT grid_id FROM grid_worker WHERE account_id = $1 ORDER BY grid_id",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

/* Grants whose role is gone allow nothing and are left out. */
static enum err fill_grants(struct arena *arena, const struct org *org, const struct rows *grants,
                            const struct rows *grids, struct user *user, struct fault *why)
{
    struct grant *list = arena_array(arena, struct grant, grants->count + 1);
    struct desk *desks = arena_array(arena, struct desk, grants->count * (grids->count + 1) + 1);

    if (!list || !desks) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < grants->count; i++) {
        const struct role *role = org_role(org, row_str(grants, i, 0));
        if (!role) continue;
        struct str name = row_str(grants, i, 0);
        list[user->grant_count++] = (struct grant){ row_int(grants, i, 1), name, role->rights };
        if (role->desk == ROLE_DESK_UNIT) desks[user->desk_count++] = (struct desk){ name, row_int(grants, i, 1) };
        for (size_t k = 0; k < grids->count && role->desk == ROLE_DESK_GRID; k++)
            desks[user->desk_count++] = (struct desk){ name, row_int(grids, k, 0) };
    }
    user->grants = list;
    user->desks = desks;
    return ERR_OK;
}

enum err org_user(struct db *db, struct arena *arena, const struct org *org, int64_t account_id,
                  const struct user **out, struct fault *why)
{
    struct rows account, grants, grids;
    struct user *user = arena_new(arena, struct user);
    enum err err;

    if (!user) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_one(db, arena, &USER_ACCOUNT, ARGS(arg_int(account_id)), &account, why);
    if (err) return err;
    err = store_all(db, arena, &USER_GRANTS, ARGS(arg_int(account_id)), &grants, why);
    if (err) return err;
    err = store_all(db, arena, &USER_GRIDS, ARGS(arg_int(account_id)), &grids, why);
    if (err) return err;
    *user = (struct user){
        .account_id = account_id,
        .login = row_str(&account, 0, 0),
        .name = row_str(&account, 0, 1),
        .unit_id = row_int(&account, 0, 2),
        .must_change = row_int(&account, 0, 3) != 0,
    };
    err = fill_grants(arena, org, &grants, &grids, user, why);
    if (err) return err;
    *out = user;
    return ERR_OK;
}

/* ── Desks ─────────────────────────────────────────────────────────────── */

/* Unit and grid ids never meet (one generator), so the place alone says which half answers. */
QUERY(DESK_MEMBERS) = {
    .name = "desk_members",
    .sql = "SELECT a.id, a.name,"
           "       (SELECT COUNT(*) FROM role_grant l WHERE l.account_id = a.id AND l.role = 'leader'),"
           "       d.on_at, d.lon_e6, d.lat_e6, d.fix_at"
           "  FROM (SELECT g.account_id AS id FROM role_grant g JOIN role r ON r.name = g.role"
           "         WHERE g.unit_id = $2 AND g.role = $1 AND r.desk = 'unit'"
           "        UNION"
           "        SELECT w.account_id FROM grid_worker w"
           "          JOIN role_grant g ON g.account_id = w.account_id AND g.role = $1"
           "          JOIN role r ON r.name = g.role AND r.desk = 'grid'"
           "         WHERE w.grid_id = $2) AS m"
           "  JOIN account a ON a.id = m.id AND a.state = 'active'"
           "  LEFT JOIN duty d ON d.account_id = a.id AND d.off_at IS NULL AND d.on_at <= $3"
           " ORDER BY a.id",
    .takes = { STORE_TEXT, STORE_INT, STORE_INT },
    .gives = { STORE_INT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

enum err org_desk_members(struct db *db, struct arena *arena, struct str role, int64_t place_id, int64_t now_ms,
                          struct member **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &DESK_MEMBERS, ARGS(arg_text(role), arg_int(place_id), arg_int(now_ms)), &rows, why);
    struct member *members;

    if (err) return err;
    members = arena_array(arena, struct member, rows.count + 1);
    if (!members) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) {
        members[i] = (struct member){
            .account_id = row_int(&rows, i, 0),
            .name = row_str(&rows, i, 1),
            .leader = row_int(&rows, i, 2) > 0,
            .on_duty = !row_null(&rows, i, 3),
            .has_fix = !row_null(&rows, i, 6),
            .lon_e6 = (int32_t)row_int(&rows, i, 4),
            .lat_e6 = (int32_t)row_int(&rows, i, 5),
            .fix_ms = row_int(&rows, i, 6),
        };
    }
    *out = members;
    *count = rows.count;
    return ERR_OK;
}
