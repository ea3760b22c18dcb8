/*
 * heat_store.c - the tasks of a case that moved to another street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/heat.h"

QUERY(HEAT_TASKS) = {
    .name = "heat_tasks_of_case",
    .sql = "SELECT process, element, outcome, state, opened_at, closed_at FROM task WHERE case_id = $1 AND state <> 0",
    .takes = { STORE_INT },
    .gives = { STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT },
};

static enum err add(struct db *db, struct str street, const struct heat_task *task, int64_t delta, struct fault *why)
{
    struct heat_keys keys;
    enum err err = heat_task_keys(store_scratch(db), street, task, &keys, why);

    for (size_t k = 0; !err && k < keys.count; k++) err = store_count(db, keys.keys[k], delta, why);
    return err;
}

enum err heat_move(struct db *db, int64_t case_id, struct str from, struct str to, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, store_scratch(db), &HEAT_TASKS, ARGS(arg_int(case_id)), &rows, why);

    for (size_t i = 0; !err && i < rows.count; i++) {
        const struct heat_task task = { row_str(&rows, i, 0), row_str(&rows, i, 1), row_str(&rows, i, 2), row_int(&rows, i, 3), row_int(&rows, i, 4), row_int(&rows, i, 5) };
        err = add(db, from, &task, -1, why);
        if (!err) err = add(db, to, &task, 1, why);
    }
    return err;
}
