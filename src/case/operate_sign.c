/*
 * operate_sign.c - more and fewer people on an open task: 委派, 加签, 减签, 会签加人, and 抄送.
 *
 * A delegate is somebody who signs before: what is done comes back to who
 * delegated it.  The kernel keeps added signatures inside the task they belong
 * to (BPMN_SIGN), so that sending back or interrupting the task takes them along.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/rows.h"
#include "case/task.h"

/* Who is asked: a person at one of the desks near the task, or a unit's desk. */
struct asked { struct str role; int64_t place, person; };

/* ── Whom one may ask ──────────────────────────────────────────────────── */

/* The desks of the place where the task waits. */
static const char *const NEAR[] = { "handle", "leader", "desk", "intake", "dispatch", "command", "worker", "district" };

static enum err each_near(struct case_plan *plan, int64_t place, enum err (*take)(struct case_plan *, struct str, const struct member *, void *, struct fault *), void *arg, struct fault *why)
{
    for (size_t i = 0; i < COUNT_OF(NEAR); i++) {
        struct member *members;
        size_t count;
        enum err err = org_desk_members(plan->db, plan->arena, str_from_c(NEAR[i]), place, plan->now_ms, &members, &count, why);

        for (size_t m = 0; !err && m < count; m++) err = take(plan, str_from_c(NEAR[i]), &members[m], arg, why);
        if (err) return err;
    }
    return ERR_OK;
}

static enum err take_choice(struct case_plan *plan, struct str role, const struct member *member, void *arg, struct fault *why)
{
    struct op_choices *out = arg;
    struct str value = str_format(plan->arena, "%lld", (long long)member->account_id);

    (void)role;
    if (plan->actor.user && member->account_id == plan->actor.user->account_id) return ERR_OK;
    for (size_t i = 0; i < out->list.count; i++)
        if (str_eq(out->list.at[i].value, value)) return ERR_OK;
    return op_choice(plan, out, "person", value, member->name, STR(""), why);
}

enum err op_ask_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        enum err err;

        if (task->state != TASK_OPEN || op_holder(plan, task, NULL)) continue;
        err = each_near(plan, task->place_id, take_choice, out, why);
        if (err) return err;
    }
    return ERR_OK;
}

static enum err take_asked(struct case_plan *plan, struct str role, const struct member *member, void *arg, struct fault *why)
{
    struct asked *asked = arg;

    (void)plan, (void)why;
    if (member->account_id == asked->person && !asked->role.len) asked->role = role;
    return ERR_OK;
}

/* The unit sees the case from now on. */
static enum err let_see(struct case_plan *plan, int64_t unit, struct fault *why)
{
    int64_t *slot;

    for (size_t i = 0; i < plan->co_units.count; i++)
        if (plan->co_units.at[i] == unit) return ERR_OK;
    if (unit == plan->now.unit_id) return ERR_OK;
    slot = LIST_ADD(plan->arena, &plan->co_units);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = unit;
    plan->reach_changed = true;
    return ERR_OK;
}

static enum err find_unit(struct case_plan *plan, struct str code, const struct unit **out, struct fault *why)
{
    *out = org_unit_by_code(plan->org, code);
    if (!*out || (*out)->kind < UNIT_STREET) return fault_set(why, ERR_INVALID, "没有这个单位", "there is no such unit");
    if (!org_within(plan->org, (*out)->id, plan->now.district_id) && !org_within(plan->org, (*out)->id, plan->now.steering_id))
        return fault_set(why, ERR_UNPROCESSABLE, "只能选本区的单位", "only units of the case's own district can be asked");
    return ERR_OK;
}

/* Reads the fields `person` and `unit`, one of which says who is asked. */
static enum err read_asked(struct case_plan *plan, const struct task_row *task, const struct json_t *fields, struct asked *out, struct fault *why)
{
    struct str code = json_get_str(fields, "unit");
    const struct unit *unit;
    enum err err;

    *out = (struct asked){ .role = STR(""), .place = task->place_id, .person = json_get_id(fields, "person") };
    if (!out->person == !code.len) return fault_set(why, ERR_INVALID, "请选择一个人或一个单位", "choose one person or one unit");
    if (out->person) {
        err = each_near(plan, task->place_id, take_asked, out, why);
        if (err) return err;
        if (plan->actor.user && out->person == plan->actor.user->account_id) return fault_set(why, ERR_INVALID, "不能选自己", "choose somebody else");
        return out->role.len ? ERR_OK : fault_set(why, ERR_INVALID, "此人不在这个单位的岗位上", "this person serves no desk of this unit");
    }
    err = find_unit(plan, code, &unit, why);
    if (err) return err;
    out->place = unit->id;
    out->role = unit->kind == UNIT_STREET ? STR("command") : unit->kind == UNIT_COMMUNITY ? STR("desk") : STR("leader");
    return let_see(plan, unit->id, why);
}

/* ── 委派, 加签 ─────────────────────────────────────────────────────────── */

enum err op_sign_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    enum err err = op_holder(plan, task, why);

    if (err) return err;
    return task->sign.len ? fault_set(why, ERR_CONFLICT, "这个任务本身是加签的", "this task is an added signature itself") : ERR_OK;
}

static const struct feel_value *signature(struct case_plan *plan, const char *kind, const struct asked *asked)
{
    struct arena *a = plan->arena;
    const struct feel_value *sign = feel_from_json(a, NULL);

    sign = feel_with(a, sign, "kind", feel_string(a, str_from_c(kind)));
    sign = feel_with(a, sign, "role", feel_string(a, asked->role));
    sign = feel_with(a, sign, "place", feel_integer(a, asked->place));
    sign = feel_with(a, sign, "person", feel_integer(a, asked->person));
    return feel_with(a, feel_from_json(a, NULL), "signature", sign);
}

enum err op_sign(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    bool after = str_is(str_from_c(op->name), "sign-after"), delegate = str_is(str_from_c(op->name), "delegate");
    struct bpmn_event event = { .kind = BPMN_SIGN, .name = after ? STR("after") : STR("before") };
    struct asked asked;
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (!err) err = read_asked(plan, task, fields, &asked, why);
    if (err) return err;
    if (!task->assignee && plan->actor.user) {   /* it comes back to who asked */
        task->assignee = plan->actor.user->account_id;
        task->changed = true;
    }
    event.activity = task->activity;
    event.variables = signature(plan, delegate ? "delegate" : after ? "after" : "before", &asked);
    err = plan_journal(plan, op->name, task->element,
                       plan_data(plan, "task", task->name, "person", asked.person ? str_format(plan->arena, "%lld", (long long)asked.person) : STR_NONE,
                                 "unit", json_get_str(fields, "unit"), NULL),
                       op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}

/* ── 会签加人, 减签 ─────────────────────────────────────────────────────── */

enum err op_more_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    enum err err = op_holder(plan, task, why);

    if (err) return err;
    return bpmn_state_is_instance(plan->state, task->activity) ? ERR_OK : fault_set(why, ERR_CONFLICT, "这一步不是会签", "this step is not signed by several");
}

enum err op_more(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_SIGN, .name = STR("instance") };
    const struct unit *unit;
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (!err) err = find_unit(plan, json_get_str(fields, "unit"), &unit, why);
    if (!err) err = let_see(plan, unit->id, why);
    if (err) return err;
    event.activity = task->activity;
    event.variables = feel_with(plan->arena, feel_from_json(plan->arena, NULL), "item",
                                feel_string(plan->arena, str_format(plan->arena, "%s@%.*s", unit->kind == UNIT_STREET ? "command" : unit->kind == UNIT_COMMUNITY ? "desk" : "leader", STR_ARG(unit->code))));
    err = plan_journal(plan, "add-signer", task->element, plan_data(plan, "task", task->name, "unit_name", unit->name, NULL), op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}

/* Who holds the task the signature belongs to, or it was asked before it. */
enum err op_unsign_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    int64_t actor = plan->actor.user ? plan->actor.user->account_id : 0;

    if (!task->sign.len && !bpmn_state_is_instance(plan->state, task->activity))
        return fault_set(why, ERR_CONFLICT, "没有可以减去的签核", "there is no signature to take out");
    if (plan->actor.system || (!task->sign.len && user_may(plan->org, plan->actor.user, RIGHT_CASE_LEAD, task->place_id))) return ERR_OK;
    for (size_t i = 0; task->sign.len && i < plan->tasks.count; i++) {
        const struct task_row *other = &plan->tasks.at[i];
        if (!other->sign.len && str_eq(other->element, task->element) && other->assignee == actor) return ERR_OK;
    }
    if (rows_tasks_done(plan->db, plan, why)) return ERR_INTERNAL;
    for (size_t i = 0; task->sign.len && i < plan->done.count; i++)   /* after: the task itself is done */
        if (plan->done.at[i].id == task->cause_id && plan->done.at[i].closed_by == actor) return ERR_OK;
    return fault_set(why, ERR_FORBIDDEN, "只有请求加签的人可以减签", "only who asked for a signature can take it out");
}

enum err op_unsign(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_UNSIGN };
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (err) return err;
    event.activity = task->activity;
    err = plan_journal(plan, "unsign", task->element, plan_data(plan, "task", task->name, NULL), op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}

/* ── 抄送 ──────────────────────────────────────────────────────────────── */

enum err op_copy_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    enum err err = plan->now.unit_id ? each_near(plan, plan->now.unit_id, take_choice, out, why) : ERR_OK;

    if (!err && plan->now.street_id) err = each_near(plan, plan->now.street_id, take_choice, out, why);
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
    if (!person == !code.len) return fault_set(why, ERR_INVALID, "请选择一个人或一个单位", "choose one person or one unit");
    if (person) err = org_user(plan->db, plan->arena, plan->org, person, &reader, why);
    if (err == ERR_NOT_FOUND || (reader && !user_has(reader, RIGHT_CASE_READ))) return fault_set(why, ERR_INVALID, "此人不能查看办件", "this person cannot read cases");
    if (!err && code.len) err = find_unit(plan, code, &unit, why);
    if (err) return err;
    row = LIST_ADD(plan->arena, &plan->copies);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct copy_row){ person, unit ? unit->id : 0 };
    return plan_journal(plan, "copy", STR(""), plan_data(plan, "to", unit ? unit->name : reader->name, NULL), op_reason(plan, fields, "note"), why);
}
