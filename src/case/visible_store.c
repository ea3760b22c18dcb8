/*
 * visible_store.c - who may see a case: its area, the units that hold it, its
 * grid's workers, whoever reported it, and who was sent a copy.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/case.h"
#include "case/copy.h"
#include "case/spread.h"

QUERY(CASE_HOLDERS) = {
    .name = "case_holders",
    .sql = "SELECT unit_id FROM case_reach WHERE case_id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

enum err case_visible(struct db *db, struct arena *arena, const struct org *org, const struct user *user,
                      const struct case_record *record, bool *out, struct fault *why)
{
    struct rows rows;
    enum err err;

    *out = false;
    if (!user || !user->account_id) return ERR_OK;
    if (record->created_by == user->account_id || (!spread_is_parent(record) && user_may(org, user, RIGHT_CASE_READ, record->community_id)) ||
        (record->unit_id && user_may(org, user, RIGHT_CASE_READ, record->unit_id))) {
        *out = true;
        return ERR_OK;
    }
    for (size_t i = 0; i < user->desk_count && !spread_is_parent(record); i++)
        if (user->desks[i].place_id == record->grid_id) *out = true;
    if (*out) return ERR_OK;
    err = store_all(db, arena, &CASE_HOLDERS, ARGS(arg_int(record->id)), &rows, why);
    for (size_t i = 0; !err && i < rows.count; i++)
        if (user_may(org, user, RIGHT_CASE_READ, row_int(&rows, i, 0))) *out = true;
    return err || *out ? err : copy_visible(db, arena, org, user, record->id, out, why);
}
