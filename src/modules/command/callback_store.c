/*
 * callback_store.c - how often somebody was called.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/callback.h"

QUERY(CALLS_MADE) = {
    .name = "callback_calls",
    .sql = "SELECT count(*), COALESCE(max(t.closed_at), 0) FROM task t JOIN case_record c ON c.id = t.case_id"
           " WHERE t.case_id = $1 AND t.state = 1 AND t.stage = 'CALLBACK' AND t.closed_at >= COALESCE(c.feedback_at, 0)",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT },
};

enum err callback_calls(struct db *db, struct arena *arena, int64_t case_id, int64_t *count, int64_t *last_at, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &CALLS_MADE, ARGS(arg_int(case_id)), &row, why);

    if (err) return err;
    *count = row_int(&row, 0, 0);
    *last_at = row_int(&row, 0, 1);
    return ERR_OK;
}
