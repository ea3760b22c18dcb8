/*
 * screen_store.c - the open cases of a street and how many are on duty, for the wall.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/screen_store.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(SCREEN_CASES) = {
    .name = "screen_cases",
    .sql = "SELECT id, community_id, lon_e6, lat_e6, state, overdue, urgency, supervise, opened_at, due_at, item, source FROM case_record"
           " WHERE street_id = $1 AND state IN (0, 1) AND state <> 2 AND channel <> 'internal' ORDER BY id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I, I, I, I, I, I, I, I, I, I, T, T },
};
QUERY(SCREEN_DUTY) = {
    .name = "screen_duty",
    .sql = "SELECT unit_id, count(*) FROM duty WHERE off_at IS NULL GROUP BY unit_id ORDER BY unit_id",
    .gives = { I, I },
};

#undef I
#undef T

enum err screen_cases(struct db *db, struct arena *arena, int64_t street_id, int64_t limit, struct screen_case **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &SCREEN_CASES, ARGS(arg_int(street_id), arg_int(limit)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, struct screen_case, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        (*out)[i] = (struct screen_case){
            .id = row_int(&rows, i, 0), .community_id = row_int(&rows, i, 1), .lon_e6 = (int32_t)row_int(&rows, i, 2), .lat_e6 = (int32_t)row_int(&rows, i, 3),
            .paused = row_int(&rows, i, 4) == 1, .overdue = row_int(&rows, i, 5) != 0, .urgency = row_int(&rows, i, 6), .supervise = row_int(&rows, i, 7),
            .opened_at = row_int(&rows, i, 8), .due_at = row_int(&rows, i, 9), .item = row_str(&rows, i, 10), .source = row_str(&rows, i, 11),
        };
    *count = rows.count;
    return ERR_OK;
}

enum err screen_duty(struct db *db, struct arena *arena, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &SCREEN_DUTY, NO_ARGS, out, why);
}
