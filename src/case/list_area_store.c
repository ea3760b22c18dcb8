/*
 * list_area_store.c - how much is open in the communities and grids of a street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/list.h"

/* A range of case_by_street. */
QUERY(OPEN_BY_GRID) = {
    .name = "open_by_grid",
    .sql = "SELECT community_id, grid_id, dedicated_id, count(*), sum(CASE WHEN overdue = 1 THEN 1 ELSE 0 END) FROM case_record"
           " WHERE street_id = $1 AND state IN (0, 1) AND state <> 2 AND channel <> 'internal' GROUP BY community_id, grid_id, dedicated_id",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

enum err list_area_counts(struct db *db, struct arena *arena, int64_t street_id, struct area_counts *kept, struct fault *why)
{
    struct rows rows;
    enum err err;

    if (kept->street_id == street_id) return ERR_OK;
    err = store_all(db, arena, &OPEN_BY_GRID, ARGS(arg_int(street_id)), &rows, why);
    if (err) return err;
    kept->at = arena_array(arena, struct area_count, rows.count + 1);
    if (!kept->at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        kept->at[i] = (struct area_count){
            .community_id = row_int(&rows, i, 0), .grid_id = row_int(&rows, i, 1), .dedicated_id = row_int(&rows, i, 2),
            .open = row_int(&rows, i, 3), .overdue = row_int(&rows, i, 4),
        };
    kept->count = rows.count;
    kept->street_id = street_id;
    return ERR_OK;
}

struct area_count area_counts_of(const struct area_counts *kept, int64_t area_id)
{
    struct area_count sum = { 0 };

    for (size_t i = 0; i < kept->count; i++) {
        const struct area_count *one = &kept->at[i];
        if (one->community_id != area_id && one->grid_id != area_id && one->dedicated_id != area_id) continue;
        sum.open += one->open;
        sum.overdue += one->overdue;
    }
    return sum;
}
