/*
 * engine_task.c - the user tasks of a running process as rows: opened at their
 * desk with their limit, set aside while others sign, reopened, withdrawn.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "case/engine.h"
#include "case/job_rows.h"
#include "case/party_rows.h"

static struct str element_property(struct case_plan *plan, struct str process, struct str element, const char *name)
{
    const struct bpmn *bpmn = world_process(plan->world, process, plan->release);

    return bpmn ? bpmn_property(bpmn, element, str_from_c(name)) : STR_NONE;
}

enum err engine_limits(struct case_plan *plan, const struct feel_value **limits, struct fault *why)
{
    const struct feel_value *known = plan->state ? feel_get(bpmn_state_variables(plan->state), STR("limits")) : &FEEL_NULL_VALUE;

    if (known->type != FEEL_CONTEXT) {
        enum err err = plan->limits ? ERR_OK : decide_run(plan, STR("limits"), engine_seen(plan), &plan->limits, why);
        if (err) return err;
        known = plan->limits;
    }
    *limits = known;
    return ERR_OK;
}

/* The rows of the decision `limits`. */
static const char *const NAMED[] = { "sign", "arrive", "finish", "verify", "ruling", "callback", "recall", "community", "dispatch", "intake", "contact" };

static const char *named_limit(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(NAMED); i++)
        if (str_is(name, NAMED[i])) return NAMED[i];
    return NULL;
}

/* "item.approval_limit": a column of the case's own table. */
static bool is_item_limit(struct str limit)
{
    return str_starts(limit, STR("item."));
}

/* "party.sign": of the unit at whose desk the task waits. */
static bool is_party_limit(struct str limit)
{
    return str_starts(limit, STR("party."));
}

bool engine_limit_known(struct str limit)
{
    struct clock_limit parsed;

    return named_limit(limit) || is_item_limit(limit) || is_party_limit(limit) || deadline_parse(limit, &parsed, NULL) == ERR_OK;
}

/* "sign" names a row of the decision `limits`, "item.X" a column of the case's table; anything else is a limit itself. */
static enum err task_limit(struct case_plan *plan, struct str name, struct str *limit, struct fault *why)
{
    const char *named = named_limit(name);
    const struct feel_value *limits;
    enum err err;

    *limit = name;
    if (is_item_limit(name)) {
        const struct item *item = world_item(plan->world, plan->now.item);
        *limit = item ? feel_get_str(item->row, str_c(plan->arena, str_sub(name, sizeof "item." - 1, name.len))) : STR("");
        if (!limit->at) *limit = STR("");
    }
    if (!named) return ERR_OK;
    err = engine_limits(plan, &limits, why);
    if (err) return err;
    *limit = feel_get_str(limits, named);
    if (!limit->at) *limit = STR("");
    return ERR_OK;
}

enum err engine_task_timer(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    if (task->due_at >= TASK_NO_DUE || str_is(task->due_limit, "finish")) return ERR_OK;
    return plan_timer(plan, true, TIMER_TASK_DUE, task->id, task->due_at, why);
}

/* Who gets it: who did it before it went back, the person the rule picked, or whoever did the step before at the same desk. */
static int64_t task_assignee(const struct case_plan *plan, const struct task_row *task)
{
    const struct done_task *back = plan->back;

    if (back && str_eq(back->element, task->element) && str_eq(back->process, task->process) && back->place_id == task->place_id && str_eq(back->role, task->role))
        return back->closed_by;
    if (plan->person && task->place_id == plan->now.unit_id && !str_is(task->role, "leader")) return plan->person;
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *done = &plan->tasks.at[i];
        if (done->state == TASK_DONE && done->place_id == task->place_id && str_eq(done->role, task->role)) return done->closed_by;
    }
    return 0;
}

/* A signature added to a task: who signs stands in the variables BPMN_SIGN gave it. */
static void sign_task(struct case_plan *plan, const struct bpmn_effect *effect, struct task_row *task)
{
    const struct feel_value *sign = feel_get(effect->variables, STR("signature"));

    task->sign = feel_get_str(sign, "kind");
    if (!task->sign.at) task->sign = effect->text;
    task->role = feel_get_str(sign, "role");
    task->place_id = feel_get_int(sign, "place", 0);
    task->assignee = feel_get_int(sign, "person", 0);
    task->name = str_format(plan->arena, "%.*s（%s）", STR_ARG(task->name), str_is(task->sign, "delegate") ? "委派" : str_is(task->sign, "vote") ? "会签" : "加签");
}

/* The row of a task that waited for signatures. */
static struct task_row *held_task(struct case_plan *plan, int64_t activity)
{
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].activity == activity && plan->tasks.at[i].state == TASK_CANCELLED && str_is(plan->tasks.at[i].outcome, "held"))
            return &plan->tasks.at[i];
    return NULL;
}

static enum err reopen_task(struct case_plan *plan, struct task_row *task, struct fault *why)
{
    task->state = TASK_OPEN;
    task->outcome = STR("");
    task->closed_at = 0;
    task->changed = true;
    return engine_task_timer(plan, task, why);
}

enum err engine_hold_task(struct case_plan *plan, int64_t activity, struct fault *why)
{
    struct task_row *task = plan_task_by_activity(plan, activity);

    if (!task) return ERR_OK;
    task->state = TASK_CANCELLED;
    task->outcome = STR("held");
    task->closed_at = plan->now_ms;
    task->changed = true;
    return plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
}

enum err engine_open_task(struct case_plan *plan, const struct bpmn_effect *effect, struct fault *why)
{
    struct task_row task = {
        .id = id_new(), .case_id = plan->now.id, .activity = effect->activity, .process = effect->process,
        .element = effect->element, .name = effect->name, .state = TASK_OPEN, .outcome = STR(""),
        .opened_at = plan->now_ms, .due_at = TASK_NO_DUE, .version = 1, .cause_id = plan->cause_id, .sign = STR(""), .is_new = true,
    };
    struct str limit_name = element_property(plan, effect->process, effect->element, "limit"), limit = STR("");
    struct task_row *row = held_task(plan, effect->activity);
    enum err err;

    if (row) return reopen_task(plan, row, why);
    task.stage = element_property(plan, effect->process, effect->element, "stage");
    if (!task.stage.at) task.stage = STR("PROCESSING");
    task.due_limit = limit_name.at ? limit_name : STR("");
    if (effect->text.len) {
        sign_task(plan, effect, &task);
        task.due_limit = STR("");
        row = LIST_ADD(plan->arena, &plan->tasks);
        if (!row || !task.name.at || !task.role.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *row = task;
        return ERR_OK;
    }
    err = desk_resolve(plan, effect->candidates, &task.role, &task.place_id, why);
    if (err) return err;
    task.assignee = task_assignee(plan, &task);
    if (str_is(task.due_limit, "finish") && plan->now.due_at) {
        task.due_at = plan->now.due_at;
    } else if (is_party_limit(limit_name)) {
        err = party_limit(plan, task.place_id, str_sub(limit_name, sizeof "party." - 1, limit_name.len), &task.due_at, why);
        if (err) return err;
    } else if (limit_name.len) {
        err = task_limit(plan, limit_name, &limit, why);
        if (!err) err = deadline_limit(plan, limit, plan->now_ms, &task.due_at, NULL, why);
        if (err) return err;
    } else if (effect->due_ms) {
        task.due_at = effect->due_ms;   /* zeebe:taskSchedule: a date the model knows */
    }
    row = LIST_ADD(plan->arena, &plan->tasks);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = task;
    return engine_task_timer(plan, row, why);
}

enum err engine_retime_tasks(struct case_plan *plan, struct fault *why)
{
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        struct str limit = STR("");
        int64_t due = TASK_NO_DUE;
        enum err err;
        if (task->state != TASK_OPEN || task->is_new || !task->due_limit.len || str_is(task->due_limit, "finish") || is_party_limit(task->due_limit)) continue;
        err = task_limit(plan, task->due_limit, &limit, why);
        if (!err) err = deadline_limit(plan, limit, task->opened_at, &due, NULL, why);
        if (err) return err;
        if (due == task->due_at) continue;
        task->due_at = due;
        task->changed = true;
        /* Late and said so already: the next reminder stands. */
        if (task->escalated && due <= plan->now_ms) continue;
        err = plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
        if (!err) err = engine_task_timer(plan, task, why);
        if (err) return err;
    }
    return ERR_OK;
}

static struct str figure_text(struct case_plan *plan, const struct feel_value *figures, const char *name)
{
    return str_format(plan->arena, "%lld", (long long)feel_get_int(figures, name, 0));
}

enum err engine_round_over(struct case_plan *plan, const struct bpmn_effect *effect, struct fault *why)
{
    const struct feel_value *figures = effect->variables;

    return plan_journal(plan, "countersigned", effect->element,
                        plan_data(plan, "task", effect->name.len ? effect->name : effect->element, "result", effect->text, "asked", figure_text(plan, figures, "asked"),
                                  "agreed", figure_text(plan, figures, "agreed"), "refused", figure_text(plan, figures, "refused"), NULL),
                        STR_NONE, why);
}

enum err engine_close_task(struct case_plan *plan, int64_t activity, struct fault *why)
{
    struct task_row *task = plan_task_by_activity(plan, activity), *held = task ? NULL : held_task(plan, activity);

    if (held) {
        held->outcome = STR("");
        held->changed = true;
    }
    if (!task) return held ? ERR_OK : job_cancel(plan, activity, why);
    task->state = TASK_CANCELLED;
    if (plan->sent_back) task->outcome = str_from_c(plan->sent_back);
    task->closed_at = plan->now_ms;
    task->changed = true;
    return plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
}

/* Tasks beside the main line do not name the case's stage while another is open. */
static bool is_side_stage(struct str stage)
{
    return str_is(stage, "LOOKBACK") || str_is(stage, "EXTENSION_REQ") || str_is(stage, "SUSPENSION_REQ");
}

void engine_settle_stage(struct case_plan *plan)
{
    const struct task_row *best = NULL;

    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        if (task->state != TASK_OPEN) continue;
        if (!best || is_side_stage(best->stage) || !is_side_stage(task->stage)) best = task;
    }
    if (best) plan->now.stage = best->stage;
    else if (plan->state && bpmn_state_ended(plan->state)) plan->now.stage = STR("ARCHIVED");
}
