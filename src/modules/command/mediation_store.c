/*
 * mediation_store.c - the open disputes of a street and where each stands.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/mediation.h"

QUERY(DISPUTES_OPEN) = {
    .name = "disputes_open",
    .sql = "SELECT c.id, t.element, t.due_at FROM case_record c LEFT JOIN task t ON t.case_id = c.id AND t.state = 0"
           " WHERE c.street_id = $1 AND c.state IN (0, 1) AND c.state <> 2 AND c.item = $2 ORDER BY c.id DESC LIMIT 2000",
    /* Case by case, by the index of the case: otherwise PostgreSQL may read every open task of the city. */
    .pg = "SELECT c.id, t.element, t.due_at FROM case_record c LEFT JOIN LATERAL (SELECT o.element, o.due_at FROM task o WHERE o.case_id = c.id AND o.state < 1 OFFSET 0) t ON true"
          " WHERE c.street_id = $1 AND c.state IN (0, 1) AND c.state <> 2 AND c.item = $2 ORDER BY c.id DESC LIMIT 2000",
    .takes = { STORE_INT, STORE_TEXT },
    .gives = { STORE_INT, STORE_TEXT, STORE_INT },
};

enum err disputes_open(struct db *db, struct arena *arena, int64_t street_id, struct str item, struct dispute_row **out, size_t *count, struct fault *why)
{
    struct dispute_row *list;
    struct rows rows;
    enum err err = store_all(db, arena, &DISPUTES_OPEN, ARGS(arg_int(street_id), arg_text(item)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct dispute_row, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct dispute_row){ row_int(&rows, i, 0), row_int(&rows, i, 2), row_null(&rows, i, 1) ? STR_NONE : row_str(&rows, i, 1) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}
