/*
 * near_store.c - people on duty in a box, and what they have in hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/dispatch.h"

#define I STORE_INT

QUERY(NEAR_BOX) = {
    .name = "near_box",
    .sql = "SELECT d.account_id, d.unit_id, a.name, d.lon_e6, d.lat_e6, d.fix_at FROM duty d JOIN account a ON a.id = d.account_id"
           " WHERE d.off_at IS NULL AND d.lat_e6 BETWEEN $1 AND $2 AND d.lon_e6 BETWEEN $3 AND $4 AND a.state = 'active' ORDER BY d.account_id",
    .takes = { I, I, I, I },
    .gives = { I, I, STORE_TEXT, I, I, I },
};

enum err near_box(struct db *db, struct arena *arena, int32_t south_e6, int32_t north_e6, int32_t west_e6, int32_t east_e6, struct near_person **out,
                  size_t *count, struct fault *why)
{
    struct near_person *list;
    struct rows rows;
    enum err err = store_all(db, arena, &NEAR_BOX, ARGS(arg_int(south_e6), arg_int(north_e6), arg_int(west_e6), arg_int(east_e6)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct near_person, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct near_person){
            .account_id = row_int(&rows, i, 0), .unit_id = row_int(&rows, i, 1), .name = row_str(&rows, i, 2),
            .lon_e6 = (int32_t)row_int(&rows, i, 3), .lat_e6 = (int32_t)row_int(&rows, i, 4), .fix_at = row_int(&rows, i, 5),
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(IN_HAND) = {
    .name = "near_open_tasks",
    .sql = "SELECT count(*) FROM task WHERE assignee = $1 AND state = 0",
    .takes = { I },
    .gives = { I },
};

enum err near_open_tasks(struct db *db, struct arena *arena, int64_t account_id, int64_t *out, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &IN_HAND, ARGS(arg_int(account_id)), &row, why);

    if (!err) *out = row_int(&row, 0, 0);
    return err;
}

#undef I
