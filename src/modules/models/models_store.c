/*
 * models_store.c - see models_store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/models_store.h"

#define I STORE_INT
#define T STORE_TEXT

/* Decisions are found by time, in pages: an index by name would cost at every step of every case. */
QUERY(PAST_LAST) = {
    .name = "model_past_last",
    .sql = "SELECT coalesce(min(id), 0), count(*) FROM (SELECT id FROM decision_log WHERE id < $1 ORDER BY id DESC LIMIT $2) AS page",
    .takes = { I, I },
    .gives = { I, I },
};
QUERY(PAST_PAGE_OF) = {
    .name = "model_past_page",
    .sql = "SELECT l.id, l.at, l.inputs, l.result, l.matches, c.id, c.number, c.item, c.community_id, c.street_id, c.district_id, c.steering_id"
           "  FROM decision_log l JOIN case_record c ON c.id = l.case_id"
           " WHERE l.id >= $1 AND l.id < $2 AND l.decision = $3 ORDER BY l.id DESC",
    .takes = { I, I, T },
    .gives = { I, I, T, T, T, I, T, T, I, I, I, I },
};

enum err past_decisions(struct db *db, struct arena *arena, struct str decision, int64_t below, struct past_decision **out, size_t *count,
                        int64_t *next, struct fault *why)
{
    struct past_decision *list;
    struct rows page, rows;
    enum err err = store_one(db, arena, &PAST_LAST, ARGS(arg_int(below), arg_int(PAST_PAGE)), &page, why);

    if (!err) err = store_all(db, arena, &PAST_PAGE_OF, ARGS(arg_int(row_int(&page, 0, 0)), arg_int(below), arg_text(decision)), &rows, why);
    if (err) return err;
    list = arena_array(arena, struct past_decision, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct past_decision){
            .id = row_int(&rows, i, 0), .at = row_int(&rows, i, 1), .inputs = row_str(&rows, i, 2), .result = row_str(&rows, i, 3), .matches = row_str(&rows, i, 4),
            .record = { .id = row_int(&rows, i, 5), .number = row_str(&rows, i, 6), .item = row_str(&rows, i, 7), .community_id = row_int(&rows, i, 8),
                        .street_id = row_int(&rows, i, 9), .district_id = row_int(&rows, i, 10), .steering_id = row_int(&rows, i, 11) },
        };
    *out = list;
    *count = rows.count;
    *next = row_int(&page, 0, 1) == PAST_PAGE ? row_int(&page, 0, 0) : 0;
    return ERR_OK;
}

#undef I
#undef T
