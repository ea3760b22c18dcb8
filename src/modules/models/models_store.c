/*
 * models_store.c - see models_store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/models_store.h"

#include "case/decided.h"

#define I STORE_INT
#define T STORE_TEXT

/* Decisions are found by time, in pages: an index by name would cost at every step of every case. */
QUERY(PAST_LAST) = {
    .name = "model_past_last",
    .sql = "SELECT coalesce(min(id), 0), count(*) FROM (SELECT id FROM decision_step WHERE id < $1 ORDER BY id DESC LIMIT $2) AS page",
    .takes = { I, I },
    .gives = { I, I },
};
QUERY(PAST_PAGE_OF) = {
    .name = "model_past_page",
    .sql = "SELECT l.id, l.at, l.inputs, l.decisions, c.id, c.number, c.item, c.community_id, c.street_id, c.district_id, c.steering_id"
           "  FROM decision_step l JOIN case_record c ON c.id = l.case_id"
           " WHERE l.id >= $1 AND l.id < $2 ORDER BY l.id DESC",
    .takes = { I, I },
    .gives = { I, I, T, T, I, T, T, I, I, I, I },
};

/* The decisions of that name in one step. */
static enum err add_step(struct arena *arena, const struct rows *rows, size_t at, struct str decision, struct past_decision *list, size_t *count, struct fault *why)
{
    struct str lines = row_str(rows, at, 3), inputs;
    struct decided made;

    while (decided_next(arena, row_str(rows, at, 2), &lines, &made, &inputs)) {
        if (!inputs.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (!str_eq(made.decision, decision)) continue;
        list[(*count)++] = (struct past_decision){
            .id = row_int(rows, at, 0), .at = row_int(rows, at, 1), .inputs = inputs, .result = made.result, .matches = made.matches,
            .record = { .id = row_int(rows, at, 4), .number = row_str(rows, at, 5), .item = row_str(rows, at, 6), .community_id = row_int(rows, at, 7),
                        .street_id = row_int(rows, at, 8), .district_id = row_int(rows, at, 9), .steering_id = row_int(rows, at, 10) },
        };
        return ERR_OK;   /* one is enough of a step that decided the same again */
    }
    return ERR_OK;
}

enum err past_decisions(struct db *db, struct arena *arena, struct str decision, int64_t below, struct past_decision **out, size_t *count,
                        int64_t *next, struct fault *why)
{
    struct rows page, rows;
    enum err err = store_one(db, arena, &PAST_LAST, ARGS(arg_int(below), arg_int(PAST_PAGE)), &page, why);

    if (!err) err = store_all(db, arena, &PAST_PAGE_OF, ARGS(arg_int(row_int(&page, 0, 0)), arg_int(below)), &rows, why);
    if (err) return err;
    *out = arena_array(arena, struct past_decision, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *count = 0;
    for (size_t i = 0; !err && i < rows.count; i++) err = add_step(arena, &rows, i, decision, *out, count, why);
    *next = row_int(&page, 0, 1) == PAST_PAGE ? row_int(&page, 0, 0) : 0;
    return err;
}

#undef I
#undef T
