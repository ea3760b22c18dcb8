/*
 * operate_move.c - going back and jumping: 退回, 驳回, 撤回, 跳转.
 *
 * Each is one move of the kernel (BPMN_MOVE), which keeps every token
 * accounted for.  What the steps taken back have stamped is taken back too.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/rows.h"

/* A step done before, and the path that leads to it again. */
struct earlier { const struct done_task *task; struct bpmn_target target; };
typedef LIST(struct earlier) earlier_list;

/* The steps done before what `activity` is, latest first, each once. */
static enum err earlier_steps(struct case_plan *plan, int64_t activity, earlier_list *out, struct fault *why)
{
    struct bpmn_target *targets;
    size_t count;
    enum err err = rows_tasks_done(plan->db, plan, why);

    if (!err) err = engine_targets(plan, activity, &targets, &count, why);
    if (err) return err;
    for (size_t i = 0; i < plan->done.count; i++) {
        const struct done_task *done = &plan->done.at[i];
        bool listed = str_is(done->role, "resident");

        for (size_t k = 0; k < out->count; k++)
            listed |= str_eq(out->at[k].task->process, done->process) && str_eq(out->at[k].task->element, done->element);
        for (size_t t = 0; !listed && t < count; t++) {
            struct earlier *step;
            if (!targets[t].earlier || !str_eq(targets[t].element, done->element) || !str_eq(targets[t].process, done->process)) continue;
            step = LIST_ADD(plan->arena, out);
            if (!step) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
            *step = (struct earlier){ done, targets[t] };
            listed = true;
        }
    }
    return ERR_OK;
}

enum err op_back_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    earlier_list steps = { 0 };
    enum err err = op_holder(plan, task, why);

    if (!err) err = earlier_steps(plan, task->activity, &steps, why);
    if (err) return err;
    return steps.count ? ERR_OK : fault_set(why, ERR_CONFLICT, "前面没有可以退回的环节", "no step before this one can be gone back to");
}

enum err op_back_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        earlier_list steps = { 0 };
        enum err err;

        if (task->state != TASK_OPEN || op_holder(plan, task, NULL)) continue;
        err = earlier_steps(plan, task->activity, &steps, why);
        for (size_t k = 0; !err && k < steps.count; k++) {
            bool listed = false;
            for (size_t c = 0; c < out->list.count; c++) listed |= str_eq(out->list.at[c].value, steps.at[k].target.path);
            if (!listed) err = op_choice(plan, out, "to", steps.at[k].target.path, steps.at[k].task->name, STR(""), why);
        }
        if (err) return err;
    }
    return ERR_OK;
}

/* Journals and carries out a way back to `step`. */
static enum err go_back(struct case_plan *plan, const char *kind, int64_t activity, struct str from, const struct earlier *step, struct str reason, struct fault *why)
{
    enum err err = plan_journal(plan, kind, step->target.element,
                                plan_data(plan, "task", from, "to", step->task->name, "process", step->target.process, NULL), reason, why);

    if (!err) err = deadline_back(plan, step->task->closed_at, why);
    plan->back = step->task;
    plan->sent_back = kind;
    return err ? err : engine_move(plan, activity, step->target.path, why);
}

enum err op_send_back(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str to = json_get_str(fields, "to");
    earlier_list steps = { 0 };
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (!err) err = earlier_steps(plan, task->activity, &steps, why);
    if (err) return err;
    for (size_t i = 0; i < steps.count; i++)
        if (!to.len || str_eq(steps.at[i].target.path, to))
            return go_back(plan, "send-back", task->activity, task->name, &steps.at[i], op_reason(plan, fields, "reason"), why);
    return fault_field(why, STR("to"), fault_set(why, ERR_CONFLICT, "不能退回到这个环节", "this step cannot be gone back to"));
}

enum err op_to_start(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    earlier_list steps = { 0 };
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (!err) err = earlier_steps(plan, task->activity, &steps, why);
    if (err) return err;
    return go_back(plan, "to-start", task->activity, task->name, &steps.at[steps.count - 1], op_reason(plan, fields, "reason"), why);
}

/* ── 撤回 ──────────────────────────────────────────────────────────────── */

/* The actor's latest task whose followers nobody has opened yet, and one of these. */
static enum err withdrawable(struct case_plan *plan, const struct done_task **mine, const struct task_row **follower, struct fault *why)
{
    int64_t actor = plan->actor.user ? plan->actor.user->account_id : 0;
    enum err err = rows_tasks_done(plan->db, plan, why);

    if (err) return err;
    *mine = NULL;
    for (size_t i = 0; i < plan->done.count && !*mine; i++)
        if (plan->actor.system || plan->done.at[i].closed_by == actor) *mine = &plan->done.at[i];
    if (!*mine) return fault_set(why, plan->actor.system ? ERR_CONFLICT : ERR_FORBIDDEN, "您没有送出过这个办件的任务", "you have sent no task of this case on");
    *follower = NULL;
    for (size_t i = 0; i < plan->done.count; i++)
        if (plan->done.at[i].cause_id == (*mine)->id || (&plan->done.at[i] != *mine && plan->done.at[i].cause_id && plan->done.at[i].cause_id == (*mine)->cause_id &&
            str_eq(plan->done.at[i].element, (*mine)->element) && str_eq(plan->done.at[i].process, (*mine)->process)))
            return fault_set(why, ERR_CONFLICT, "后面的环节已经办理，不能撤回", "what follows has been dealt with; it cannot be taken back");
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        if (task->state != TASK_OPEN || task->cause_id != (*mine)->id) continue;
        if (task->taken_at) return fault_set(why, ERR_CONFLICT, "下一环节已经签收，不能撤回", "the next step has been opened; it cannot be taken back");
        *follower = task;
    }
    return *follower ? ERR_OK : fault_set(why, ERR_CONFLICT, "后面的环节已经变化，不能撤回", "what follows has changed; it cannot be taken back");
}

enum err op_withdraw_may(struct case_plan *plan, struct fault *why)
{
    const struct done_task *mine;
    const struct task_row *follower;
    earlier_list steps = { 0 };
    enum err err = withdrawable(plan, &mine, &follower, why);

    if (!err) err = earlier_steps(plan, follower->activity, &steps, why);
    for (size_t i = 0; !err && i < steps.count; i++)
        if (steps.at[i].task == mine) return ERR_OK;
    return err ? err : fault_set(why, ERR_CONFLICT, "这一步不能撤回", "this step cannot be taken back");
}

enum err op_withdraw(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    const struct done_task *mine;
    const struct task_row *follower;
    earlier_list steps = { 0 };
    enum err err = withdrawable(plan, &mine, &follower, why);

    (void)op;
    if (!err) err = earlier_steps(plan, follower->activity, &steps, why);
    if (err) return err;
    for (size_t i = 0; i < steps.count; i++)
        if (steps.at[i].task == mine)
            return go_back(plan, "withdraw", follower->activity, follower->name, &steps.at[i], op_reason(plan, fields, "reason"), why);
    return fault_set(why, ERR_CONFLICT, "这一步不能撤回", "this step cannot be taken back");
}

/* ── 跳转 ──────────────────────────────────────────────────────────────── */

enum { EVERYWHERE = 1 };   /* the root's activity */

static struct str element_name(struct case_plan *plan, struct str process, struct str element)
{
    const struct bpmn *bpmn = world_process(plan->world, process, plan->release);
    ptrdiff_t at = bpmn ? bpmn_element_find(bpmn, element) : -1;
    struct str name = at >= 0 ? bpmn_element_at(bpmn, (size_t)at).name : STR("");

    return name.len ? name : element;
}

enum err op_jump_may(struct case_plan *plan, struct fault *why)
{
    return bpmn_state_ended(plan->state) ? fault_set(why, ERR_CONFLICT, "流程已结束", "the process has ended") : ERR_OK;
}

enum err op_jump_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    struct bpmn_place *places;
    struct bpmn_target *targets;
    size_t count = bpmn_state_places(plan->arena, plan->state, &places), target_count;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < count; i++)
        if (places[i].activity)
            err = op_choice(plan, out, "from", str_format(plan->arena, "%lld", (long long)places[i].activity), element_name(plan, places[i].process, places[i].element), STR(""), why);
    if (!err) err = op_choice(plan, out, "from", STR("1"), STR("全部环节"), STR("everywhere"), why);
    if (!err) err = engine_targets(plan, 0, &targets, &target_count, why);
    for (size_t i = 0; !err && i < target_count; i++)
        err = op_choice(plan, out, "to", targets[i].path, targets[i].name.len ? targets[i].name : targets[i].element, STR(""), why);
    return err;
}

/* The place that is left: the one asked for, else the only one that is not a scope around another. */
static enum err jump_from(struct case_plan *plan, int64_t asked, int64_t *activity, struct str *name, struct fault *why)
{
    struct bpmn_place *places;
    size_t count = bpmn_state_places(plan->arena, plan->state, &places), open = 0;

    *activity = asked;
    *name = STR("");
    for (size_t i = 0; i < count; i++) {
        if (places[i].activity == asked) *name = element_name(plan, places[i].process, places[i].element);
        if (asked || !places[i].activity || !plan_task_by_activity(plan, places[i].activity)) continue;
        *activity = places[i].activity;
        *name = element_name(plan, places[i].process, places[i].element);
        open++;
    }
    if (asked || open == 1) return ERR_OK;
    return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "请选择要离开的环节", "choose which step is left"));
}

static enum err jump_target(struct case_plan *plan, struct str path, struct bpmn_target *out, struct fault *why)
{
    struct bpmn_target *targets;
    size_t count;
    enum err err = engine_targets(plan, 0, &targets, &count, why);

    if (!err) err = rows_tasks_done(plan->db, plan, why);
    if (err) return err;
    for (size_t i = 0; i < count; i++) {
        if (!str_eq(targets[i].path, path)) continue;
        *out = targets[i];
        return ERR_OK;
    }
    return fault_field(why, STR("to"), fault_set(why, ERR_CONFLICT, "流程中没有这个环节", "the process has no such element"));
}

/* A jump to a step that was done is a way back. */
static const struct done_task *done_before(const struct case_plan *plan, const struct bpmn_target *target)
{
    for (size_t i = 0; i < plan->done.count; i++)
        if (str_eq(plan->done.at[i].element, target->element) && str_eq(plan->done.at[i].process, target->process)) return &plan->done.at[i];
    return NULL;
}

enum err op_jump(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str to = json_get_str(fields, "to"), from;
    const struct done_task *done;
    struct bpmn_target target;
    int64_t activity;
    enum err err = jump_from(plan, json_get_id(fields, "from"), &activity, &from, why);

    (void)op;
    if (err) return err;
    err = jump_target(plan, to, &target, why);
    if (!err && (done = done_before(plan, &target))) err = deadline_back(plan, done->closed_at, why);
    if (!err)
        err = plan_journal(plan, "jump", target.element,
                           plan_data(plan, "from", activity == EVERYWHERE ? STR("全部环节") : from, "to", target.name.len ? target.name : target.element,
                                     "process", target.process, NULL),
                           op_reason(plan, fields, "reason"), why);
    return err ? err : engine_move(plan, activity, to, why);
}
