/*
 * whistle_store.c - the queries of whistles.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/whistle_store.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(WHISTLE_INSERT) = {
    .name = "whistle_insert",
    .sql = "INSERT INTO whistle (case_id, item, street_id, caller_id, blown_by, blown_at, muster_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    .takes = { I, T, I, I, I, I, I },
};
QUERY(WHISTLES_OF_STREET) = {
    .name = "whistles_of_street",
    .sql = "SELECT w.case_id, w.item, w.street_id, w.caller_id, w.blown_by, w.blown_at, w.muster_at, c.number, c.text, c.address, c.stage, c.state, "
           "c.result, c.due_at, c.supervise, c.urgency, c.lon_e6, c.lat_e6, c.unit_id, c.closed_at, c.overdue, c.version "
           "FROM whistle w JOIN case_record c ON c.id = w.case_id "
           "WHERE w.street_id = $1 AND w.blown_at >= $2 AND w.blown_at < $3 ORDER BY w.blown_at DESC, w.case_id DESC LIMIT 2000",
    .takes = { I, I, I },
    .gives = { I, T, I, I, I, I, I, T, T, T, T, I, T, I, I, I, I, I, I, I, I, I },
};

#undef I
#undef T

enum err whistle_insert(struct db *db, const struct whistle *w, struct fault *why)
{
    return store_run(db, &WHISTLE_INSERT,
                     ARGS(arg_int(w->case_id), arg_text(w->item), arg_int(w->street_id), arg_int(w->caller_id), arg_int(w->blown_by), arg_int(w->blown_at),
                          arg_id(w->muster_at)),
                     NULL, why);
}

enum err whistle_list(struct db *db, struct arena *arena, int64_t street_id, int64_t from_ms, int64_t to_ms, struct whistle_row **out, size_t *count,
                      struct fault *why)
{
    struct rows r;
    enum err err = store_all(db, arena, &WHISTLES_OF_STREET, ARGS(arg_int(street_id), arg_int(from_ms), arg_int(to_ms)), &r, why);

    if (err) return err;
    *out = arena_array(arena, struct whistle_row, r.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < r.count; i++) {
        (*out)[i].whistle = (struct whistle){
            .case_id = row_int(&r, i, 0), .item = row_str(&r, i, 1), .street_id = row_int(&r, i, 2), .caller_id = row_int(&r, i, 3),
            .blown_by = row_int(&r, i, 4), .blown_at = row_int(&r, i, 5), .muster_at = row_int(&r, i, 6),
        };
        (*out)[i].record = (struct case_record){
            .id = row_int(&r, i, 0), .item = row_str(&r, i, 1), .street_id = row_int(&r, i, 2), .number = row_str(&r, i, 7), .text = row_str(&r, i, 8),
            .address = row_str(&r, i, 9), .stage = row_str(&r, i, 10), .state = (enum case_state)row_int(&r, i, 11), .result = row_str(&r, i, 12),
            .due_at = row_int(&r, i, 13), .supervise = row_int(&r, i, 14), .urgency = row_int(&r, i, 15), .lon_e6 = (int32_t)row_int(&r, i, 16),
            .lat_e6 = (int32_t)row_int(&r, i, 17), .unit_id = row_int(&r, i, 18), .closed_at = row_int(&r, i, 19), .overdue = row_int(&r, i, 20) != 0,
            .version = row_int(&r, i, 21),
        };
    }
    *count = r.count;
    return ERR_OK;
}
