/*
 * grid_store.c - duty and people of grids.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_store.h"

#define I STORE_INT

QUERY(DUTIES) = {
    .name = "grid_duties",
    .sql = "SELECT on_at, off_at, lon_e6, lat_e6, fix_at FROM duty WHERE account_id = $1 ORDER BY on_at DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I, I, I, I, I },
};

enum err grid_duties(struct db *db, struct arena *arena, int64_t account_id, struct duty **out, size_t *count, struct fault *why)
{
    struct rows rows;
    struct duty *list;
    enum err err = store_all(db, arena, &DUTIES, ARGS(arg_int(account_id), arg_int(DUTIES_SHOWN)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct duty, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct duty){
            .since = row_int(&rows, i, 0), .until = row_int(&rows, i, 1),
            .fix = { row_int(&rows, i, 4), (int32_t)row_int(&rows, i, 2), (int32_t)row_int(&rows, i, 3) },
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(PEOPLE) = {
    .name = "grid_people",
    .sql = "SELECT w.grid_id, a.id, a.name, d.on_at, d.lon_e6, d.lat_e6, d.fix_at"
           "  FROM grid g JOIN grid_worker w ON w.grid_id = g.id"
           "  JOIN account a ON a.id = w.account_id AND a.state = 'active'"
           "  LEFT JOIN duty d ON d.account_id = a.id AND d.off_at IS NULL"
           " WHERE g.community_id = $1 ORDER BY w.grid_id, a.id",
    .takes = { I },
    .gives = { I, I, STORE_TEXT, I, I, I, I },
};

enum err grid_people(struct db *db, struct arena *arena, int64_t community_id, struct grid_person **out, size_t *count, struct fault *why)
{
    struct rows rows;
    struct grid_person *list;
    enum err err = store_all(db, arena, &PEOPLE, ARGS(arg_int(community_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct grid_person, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct grid_person){
            .grid_id = row_int(&rows, i, 0), .account_id = row_int(&rows, i, 1), .name = row_str(&rows, i, 2),
            .on_duty = !row_null(&rows, i, 3),
            .fix = { row_int(&rows, i, 6), (int32_t)row_int(&rows, i, 4), (int32_t)row_int(&rows, i, 5) },
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(OPEN_CASES) = {
    .name = "grid_open_cases",
    .sql = "SELECT id, grid_id, dedicated_id, number, item, address, lon_e6, lat_e6 FROM case_record"
           " WHERE community_id = $1 AND state IN (0, 1) AND state <> 2 ORDER BY id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I, I, I, STORE_TEXT, STORE_TEXT, STORE_TEXT, I, I },
};

enum err grid_open_cases(struct db *db, struct arena *arena, int64_t community_id, struct open_case **out, size_t *count, struct fault *why)
{
    struct open_case *list;
    struct rows rows;
    enum err err = store_all(db, arena, &OPEN_CASES, ARGS(arg_int(community_id), arg_int(OPEN_CASES_MAX)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct open_case, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct open_case){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2), row_str(&rows, i, 3), row_str(&rows, i, 4),
                                      row_str(&rows, i, 5), (int32_t)row_int(&rows, i, 6), (int32_t)row_int(&rows, i, 7) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

#undef I
