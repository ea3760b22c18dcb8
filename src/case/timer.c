/*
 * timer.c - what happens when time passes: process timers, tasks past their
 * limit, and the lights of the case clock.
 *
 * Who is reminded and who gets the task next is the decision `escalation`.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/paper.h"
#include "case/plan.h"
#include "case/rows.h"

static enum err fire_process(struct case_plan *plan, const struct timer_row *timer, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_TIMER, .activity = timer->ref };
    enum err err;

    /* A merged case stands still; its timers wait until it is taken apart. */
    if (plan->now.state == CASE_MERGED)
        return plan_timer(plan, true, TIMER_PROCESS, timer->ref, plan->now_ms + MS_PER_HOUR, why);
    event.variables = engine_variables(plan);
    err = engine_run(plan, &event, why);
    if (err == ERR_CONFLICT && !plan->state_changed) return ERR_OK;   /* the activity has ended: nothing is left to fire */
    if (err) return err;
    return plan_journal(plan, "timer", STR(""), STR_NONE, STR_NONE, why);
}

/* An automatic dispatch nobody signs for goes to the next candidate, then to the leader; what a dispatcher sent stays where it is. */
static enum err escalate(struct case_plan *plan, struct task_row *task, bool automatic, const struct feel_value *what, struct fault *why)
{
    struct str action = feel_get_str(what, "action"), again = feel_get_str(what, "again");
    int64_t level = feel_get_int(what, "level", 0), person = 0, next;
    enum err err = ERR_OK;

    if (str_is(action, "next_candidate")) err = desk_pick(plan, task->role, task->place_id, task->assignee, &person, why);
    else if (str_is(action, "leader") && automatic && str_is(task->stage, "DISPATCHED")) err = desk_leader(plan, task->place_id, &person, why);
    if (err) return err;
    if (person && person != task->assignee) task->assignee = person;
    else plan_hurry(task);
    err = supervise_raise(plan, level, supervise_whom(plan, task->place_id), STR(""), false, why);
    if (err) return err;
    task->escalated++;
    task->changed = true;
    if (again.len) {
        err = deadline_limit(plan, again, plan->now_ms, &next, NULL, why);
        if (!err) err = plan_timer(plan, true, TIMER_TASK_DUE, task->id, next, why);
        if (err) return err;
    }
    return plan_journal(plan, "escalate", task->element,
                        plan_data(plan, "task", task->name, "action", action.at ? action : STR("remind"), NULL), STR_NONE, why);
}

static enum err fire_task(struct case_plan *plan, const struct timer_row *timer, struct fault *why)
{
    struct arena *a = plan->arena;
    struct task_row *task = plan_task(plan, timer->ref);
    const struct feel_value *seen, *what;
    bool automatic;
    enum err err;

    if (!task || plan->now.state > CASE_PAUSED) return ERR_OK;
    automatic = feel_get_true(feel_get(bpmn_state_variables(plan->state), STR("auto_dispatch")), "auto");
    seen = feel_with(a, engine_seen(plan), "stage", feel_string(a, task->stage));
    seen = feel_with(a, seen, "urgency", feel_integer(a, plan->now.urgency));
    seen = feel_with(a, seen, "times", feel_integer(a, task->escalated + 1));
    seen = feel_with(a, seen, "auto", feel_boolean(automatic));
    err = decide_run(plan, STR("escalation"), seen, &what, why);
    if (err) return err;
    return escalate(plan, task, automatic, what, why);
}

static enum err fire_clock(struct case_plan *plan, const struct timer_row *timer, struct fault *why)
{
    static const char *const KINDS[] = { "clock-warning", "clock-due", "clock-red" };
    size_t which = (size_t)(timer->kind - TIMER_CLOCK_WARN);
    enum err err = ERR_OK;

    if (plan->now.state != CASE_OPEN || which >= COUNT_OF(KINDS)) return ERR_OK;
    /* While the work is checked the clock stands; feedback in time is in time. */
    if (timer->kind != TIMER_CLOCK_WARN && !(plan->now.feedback_at && plan->now.feedback_at < plan->now.due_at))
        plan->now.overdue = true;
    if (timer->kind != TIMER_CLOCK_WARN)
        err = supervise_raise(plan, timer->kind - TIMER_CLOCK_WARN + 1, supervise_whom(plan, 0), STR(""), false, why);
    return err ? err : plan_journal(plan, KINDS[which], STR(""), STR_NONE, STR_NONE, why);
}

enum err case_plan_timer(struct world *world, struct db *db, struct arena *arena, const struct timer_row *timer,
                         int64_t now_ms, struct case_plan **out, struct fault *why)
{
    const struct case_actor system = { .system = true };
    struct case_plan *plan;
    enum err err = plan_load(world, db, arena, timer->case_id, &system, now_ms, &plan, why);

    if (err) return err;
    plan->fired_timer = timer->id;
    plan->alone = true;
    switch ((enum timer_kind)timer->kind) {
    case TIMER_PROCESS: err = fire_process(plan, timer, why); break;
    case TIMER_TASK_WARN:
    case TIMER_TASK_DUE: err = fire_task(plan, timer, why); break;
    case TIMER_CLOCK_WARN:
    case TIMER_CLOCK_DUE:
    case TIMER_CLOCK_RED: err = fire_clock(plan, timer, why); break;
    default: break;
    }
    if (err) return err;
    return plan_finish(plan, out, why);
}
