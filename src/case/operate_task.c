/*
 * operate_task.c - operations on one open task: which one, who may, and handing it over.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/rows.h"
#include "case/task.h"

enum err op_holder(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    if (str_is(task->role, "resident")) return fault_set(why, ERR_CONFLICT, "这一步由群众办理", "this step is the resident's");
    if (plan->actor.system) return ERR_OK;
    return task_may_act(plan->org, plan->actor.user, &plan->now, task->role, task->place_id, task->assignee, why);
}

enum err op_task(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct task_row **out, struct fault *why)
{
    int64_t id = json_get_id(fields, "task");
    struct task_row *only = id ? plan_task(plan, id) : NULL;
    struct fault first = { 0 };
    enum err err = ERR_OK;
    size_t count = 0;

    if (id && (!only || only->state != TASK_OPEN))
        return fault_field(why, STR("task"), fault_set(why, ERR_CONFLICT, "这个任务已经办结或撤销", "this task has been done or withdrawn already"));
    if (id) {
        err = op->task(plan, only, why);
        if (!err) *out = only;
        return err;
    }
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct fault refused = { 0 };
        enum err no = plan->tasks.at[i].state == TASK_OPEN ? op->task(plan, &plan->tasks.at[i], &refused) : ERR_GONE;
        if (!no && count++ == 0) only = &plan->tasks.at[i];
        if (!no || no == ERR_GONE || err) continue;
        first = refused;
        err = no;
    }
    if (count > 1) return fault_field(why, STR("task"), fault_set(why, ERR_INVALID, "请选择任务", "choose which task"));
    if (count == 0 && err && why) *why = first;
    if (count == 0) return err ? err : fault_set(why, ERR_CONFLICT, "没有正在办理的任务", "there is no open task");
    *out = only;
    return ERR_OK;
}

enum err op_choice(struct case_plan *plan, struct op_choices *out, const char *field, struct str value, struct str zh, struct str en, struct fault *why)
{
    struct case_choice *choice = value.at ? LIST_ADD(plan->arena, &out->list) : NULL;

    if (!choice) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *choice = (struct case_choice){ field, value, zh, en.len ? en : zh };
    return ERR_OK;
}

static struct str number(struct case_plan *plan, int64_t id)
{
    return str_format(plan->arena, "%lld", (long long)id);
}

enum err op_task_choices(struct case_plan *plan, op_task_fn may, struct op_choices *out, struct fault *why)
{
    size_t first = out->list.count;

    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        enum err err;

        if (task->state != TASK_OPEN || may(plan, task, NULL)) continue;
        err = op_choice(plan, out, "task", number(plan, task->id), task->name, STR(""), why);
        if (err) return err;
    }
    if (out->list.count == first + 1) out->list.count = first; /* nothing to choose */
    return ERR_OK;
}

/* ── 转办 ──────────────────────────────────────────────────────────────── */

enum err op_give_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    if (str_is(task->role, "resident")) return fault_set(why, ERR_CONFLICT, "这一步由群众办理", "this step is the resident's");
    if (plan->actor.system || (task->assignee && task->assignee == plan->actor.user->account_id)) return ERR_OK;
    return task_may_give(plan->org, plan->actor.user, &plan->now, task->role, task->place_id, why);
}

enum err op_give_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        struct member *members;
        size_t count;
        enum err err;

        if (task->state != TASK_OPEN || op_give_task(plan, task, NULL)) continue;
        err = org_desk_members(plan->db, plan->arena, task->role, task->place_id, plan->now_ms, &members, &count, why);
        for (size_t m = 0; !err && m < count; m++) {
            bool listed = members[m].account_id == task->assignee;
            struct str value = number(plan, members[m].account_id);
            for (size_t k = 0; k < out->list.count; k++) listed |= str_eq(out->list.at[k].value, value);
            if (!listed) err = op_choice(plan, out, "person", value, members[m].name, STR(""), why);
        }
        if (err) return err;
    }
    return ERR_OK;
}

/* A colleague of the same desk. */
static enum err give_person(struct case_plan *plan, struct task_row *task, int64_t person, struct fault *why)
{
    struct member *members;
    size_t count;
    bool member = false;
    enum err err = org_desk_members(plan->db, plan->arena, task->role, task->place_id, plan->now_ms, &members, &count, why);

    if (err) return err;
    for (size_t i = 0; i < count; i++) member |= members[i].account_id == person;
    if (!member) return fault_field(why, STR("person"), fault_set(why, ERR_INVALID, "此人不在这个岗位", "this person does not serve this desk"));
    if (person == task->assignee) return fault_field(why, STR("person"), fault_set(why, ERR_CONFLICT, "已经由此人承办", "this person has the task already"));
    task->assignee = person;
    return ERR_OK;
}

/* Another unit's desk: it sees the case from now on. */
static enum err give_unit(struct case_plan *plan, struct task_row *task, struct str code, struct fault *why)
{
    const struct unit *unit = org_unit_by_code(plan->org, code);
    int64_t *slot;
    bool known;

    if (!unit || unit->kind < UNIT_STREET) return fault_field(why, STR("unit"), fault_set(why, ERR_INVALID, "没有这个单位", "there is no such unit to take a task"));
    if (!org_within(plan->org, unit->id, plan->now.district_id) && !org_within(plan->org, unit->id, plan->now.steering_id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_UNPROCESSABLE, "只能转给本区的单位", "only units of the case's own district can take it"));
    if (task->place_id == unit->id) return fault_field(why, STR("unit"), fault_set(why, ERR_CONFLICT, "已经在这个单位", "the task waits at this unit already"));
    if (unit->kind == UNIT_STREET) task->role = STR("command");
    else if (unit->kind == UNIT_COMMUNITY) task->role = STR("desk");
    else if (!str_is(task->role, "leader")) task->role = STR("handle");
    task->left_place = task->place_id;
    task->place_id = unit->id;
    task->assignee = 0;
    known = unit->id == plan->now.unit_id;
    for (size_t i = 0; i < plan->co_units.count; i++) known |= plan->co_units.at[i] == unit->id;
    if (known) return ERR_OK;
    slot = LIST_ADD(plan->arena, &plan->co_units);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = unit->id;
    plan->reach_changed = true;
    return ERR_OK;
}

enum err op_hand_over(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    int64_t person = json_get_id(fields, "person");
    struct str unit = json_get_str(fields, "unit");
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (err) return err;
    if (!person == !unit.len) return fault_field(why, STR("person"), fault_set(why, ERR_INVALID, "请选择一个人或一个单位", "choose one person or one unit"));
    err = person ? give_person(plan, task, person, why) : give_unit(plan, task, unit, why);
    if (err) return err;
    task->taken_at = 0;
    task->changed = true;
    return plan_journal(plan, "hand-over", task->element,
                        plan_data(plan, "task", task->name, "person", person ? number(plan, person) : STR_NONE, "unit", unit.len ? unit : STR_NONE, NULL),
                        op_reason(plan, fields, "reason"), why);
}
