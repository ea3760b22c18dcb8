/*
 * rate.c - the resident's word at the end: satisfied or not, solved or not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"

static struct task_row *resident_task(struct case_plan *plan)
{
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].state == TASK_OPEN && str_is(plan->tasks.at[i].role, "resident")) return &plan->tasks.at[i];
    return NULL;
}

enum err case_plan_rate(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t score,
                        int64_t solved, struct str comment, int64_t now_ms, struct case_plan **out, struct fault *why)
{
    const struct case_actor resident = { 0 };
    struct bpmn_event event = { .kind = BPMN_COMPLETE };
    struct case_plan *plan;
    struct task_row *task;
    struct str element;
    enum err err = plan_load(world, db, arena, case_id, &resident, now_ms, &plan, why);

    if (err) return err;
    task = resident_task(plan);
    if (!task)
        return fault_set(why, ERR_CONFLICT, "现在不能评价（尚未办结、已评价或已过评价期）",
                         "it cannot be rated now: not closed yet, rated already, or too late");
    task->state = TASK_DONE;
    task->outcome = STR("rated");
    task->closed_at = now_ms;
    task->changed = true;
    element = task->element;
    event.activity = task->activity;
    plan->now.rating = score;
    plan->now.solved = solved;
    err = plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
    if (!err)
        err = plan_journal(plan, "rate", element,
                           plan_data(plan, "score", str_format(arena, "%lld", (long long)score), "solved",
                                     solved == 1 ? STR("yes") : solved == 2 ? STR("no") : STR_NONE, NULL),
                           plan_words(arena, comment), why);
    if (err) return err;
    event.variables = feel_with(arena, engine_variables(plan), "outcome", feel_string(arena, STR("rated")));
    err = engine_run(plan, &event, why);
    if (err) return err;
    return plan_finish(plan, out, why);
}
