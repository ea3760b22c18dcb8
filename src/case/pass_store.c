/*
 * pass_store.c - what a person holds at a desk, and passing it on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/pass.h"
#include "case/plan.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(HELD) = {
    .name = "tasks_held_at",
    .sql = "SELECT t.id, t.case_id, c.number, t.name, t.stage, c.item, t.due_at FROM task t JOIN case_record c ON c.id = t.case_id"
           " WHERE t.assignee = $1 AND t.state = 0 AND t.place_id = $2 ORDER BY t.due_at, t.id LIMIT $3",
    .takes = { I, I, I },
    .gives = { I, I, T, T, T, T, I },
};
QUERY(HELD_COUNT) = { .name = "tasks_held_count", .sql = "SELECT count(*) FROM task WHERE assignee = $1 AND state = 0 AND place_id = $2", .takes = { I, I }, .gives = { I } };
QUERY(WAITING) = { .name = "tasks_waiting_at", .sql = "SELECT count(*) FROM task WHERE place_id = $1 AND state = 0", .takes = { I }, .gives = { I } };

#undef I
#undef T

enum err case_held(struct db *db, struct arena *arena, int64_t account_id, int64_t place_id, int64_t limit, struct held_task **out, size_t *count,
                   int64_t *all, struct fault *why)
{
    struct held_task *list;
    struct rows rows, total;
    enum err err = store_all(db, arena, &HELD, ARGS(arg_int(account_id), arg_int(place_id), arg_int(limit)), &rows, why);

    if (!err) err = store_one(db, arena, &HELD_COUNT, ARGS(arg_int(account_id), arg_int(place_id)), &total, why);
    if (err) return err;
    list = arena_array(arena, struct held_task, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct held_task){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_str(&rows, i, 2), row_str(&rows, i, 3), row_str(&rows, i, 4),
                                      row_str(&rows, i, 5), row_int(&rows, i, 6) };
    *out = list;
    *count = rows.count;
    *all = row_int(&total, 0, 0);
    return ERR_OK;
}

enum err case_waiting(struct db *db, struct arena *arena, int64_t place_id, int64_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &WAITING, ARGS(arg_int(place_id)), &rows, why);

    if (!err) *count = row_int(&rows, 0, 0);
    return err;
}

/* Open ones, and those set aside while others sign: they come back to who held them. */
static bool held(const struct task_row *task, int64_t place_id, int64_t from)
{
    return task->assignee == from && task->place_id == place_id && (task->state == TASK_OPEN || (task->state == TASK_CANCELLED && str_is(task->outcome, "held")));
}

enum err case_plan_pass(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t place_id, int64_t from, int64_t to,
                        struct str reason, const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct case_plan *plan = NULL;
    bool any = false;
    enum err err = plan_load(world, db, arena, case_id, actor, now_ms, &plan, why);

    for (size_t i = 0; !err && i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        if (!held(task, place_id, from)) continue;
        any = true;
        task->assignee = to;
        task->taken_at = 0;
        task->changed = true;
        err = plan_journal(plan, "pass", task->element,
                           plan_data(plan, "task", task->name, "from", str_format(arena, "%lld", (long long)from),
                                     "person", to ? str_format(arena, "%lld", (long long)to) : STR_NONE, NULL),
                           plan_words(arena, reason), why);
    }
    if (err) return err;
    if (!any) return fault_set(why, ERR_CONFLICT, "这些任务刚刚变动过，请刷新后再试", "these tasks have just changed; reload and try again");
    return plan_finish(plan, out, why);
}
