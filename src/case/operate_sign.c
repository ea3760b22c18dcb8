/*
 * operate_sign.c - more people on an open task: 委派, 前加签, 后加签, and 抄送.
 *
 * A delegate is somebody who signs before: what is done comes back to who
 * delegated it.  The kernel keeps added signatures inside the task they belong
 * to (BPMN_SIGN), so that sending back or interrupting the task takes them along.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/task.h"

/* ── 委派, 加签 ─────────────────────────────────────────────────────────── */

enum err op_sign_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    enum err err = op_holder(plan, task, why);

    if (err) return err;
    return task->sign.len ? fault_set(why, ERR_CONFLICT, "这个任务本身是加签的", "this task is an added signature itself") : ERR_OK;
}

enum err op_sign(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    bool after = str_is(str_from_c(op->name), "sign-after"), delegate = str_is(str_from_c(op->name), "delegate");
    struct bpmn_event event = { .kind = BPMN_SIGN, .name = after ? STR("after") : STR("before") };
    struct asked asked;
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (!err) err = op_asked(plan, task, fields, &asked, why);
    if (err) return err;
    if (!task->assignee && plan->actor.user) {   /* it comes back to who asked */
        task->assignee = plan->actor.user->account_id;
        task->changed = true;
    }
    event.activity = task->activity;
    event.variables = op_signature(plan, delegate ? "delegate" : after ? "after" : "before", &asked);
    err = plan_journal(plan, op->name, task->element,
                       plan_data(plan, "task", task->name, "person", asked.person ? str_format(plan->arena, "%lld", (long long)asked.person) : STR_NONE,
                                 "unit", json_get_str(fields, "unit"), NULL),
                       op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}

/* ── 抄送 ──────────────────────────────────────────────────────────────── */

enum err op_copy_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    enum err err = plan->now.unit_id ? op_near_choices(plan, plan->now.unit_id, "person", out, why) : ERR_OK;

    if (!err && plan->now.street_id) err = op_near_choices(plan, plan->now.street_id, "person", out, why);
    return err;
}

enum err op_copy(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    int64_t person = json_get_id(fields, "person");
    struct str code = json_get_str(fields, "unit");
    const struct user *reader = NULL;
    const struct unit *unit = NULL;
    struct copy_row *row;
    enum err err = ERR_OK;

    (void)op;
    if (!person == !code.len) return fault_field(why, STR("person"), fault_set(why, ERR_INVALID, "请选择一个人或一个单位", "choose one person or one unit"));
    if (person) err = org_user(plan->db, plan->arena, plan->org, person, &reader, why);
    if (err == ERR_NOT_FOUND || (reader && !user_has(reader, RIGHT_CASE_READ))) return fault_field(why, STR("person"), fault_set(why, ERR_INVALID, "此人不能查看办件", "this person cannot read cases"));
    if (!err && code.len) err = op_unit(plan, code, "unit", &unit, why);
    if (err) return err;
    row = LIST_ADD(plan->arena, &plan->copies);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct copy_row){ person, unit ? unit->id : 0 };
    return plan_journal(plan, "copy", STR(""), plan_data(plan, "to", unit ? unit->name : reader->name, NULL), op_reason(plan, fields, "note"), why);
}
