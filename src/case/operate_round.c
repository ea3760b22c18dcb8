/*
 * operate_round.c - several who sign: 会签 opened on a running task with its own
 * people and rule, one more and one fewer of them.
 *
 * The kernel counts (bpmn/round.c): while the round goes on its task is set
 * aside, what decides it brings the task back to who opened it, with the result.
 * Where the model itself asks several (a multi-instance task), its instances
 * are added and taken out instead.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "case/operate.h"
#include "case/rows.h"

enum { ASKED_MAX = 100 };

/* ── 会签 ──────────────────────────────────────────────────────────────── */

struct round { LIST(struct asked) asked; struct buf names; };

static enum err add_asked(struct case_plan *plan, struct round *round, const struct asked *one, struct str name, const char *field, struct fault *why)
{
    struct asked *slot;

    for (size_t i = 0; i < round->asked.count; i++)
        if (round->asked.at[i].person == one->person && (one->person || round->asked.at[i].place == one->place))
            return fault_field(why, str_from_c(field), fault_set(why, ERR_INVALID, "同一个人或单位选了两次", "the same person or unit is named twice"));
    slot = LIST_ADD(plan->arena, &round->asked);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = *one;
    if (name.len && round->names.len) buf_text(&round->names, "、");
    buf_str(&round->names, name);
    return ERR_OK;
}

static enum err read_people(struct case_plan *plan, const struct task_row *task, const struct json_t *list, struct round *round, struct fault *why)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const struct user *user = NULL;
        struct str text;
        struct asked one;
        int64_t id;
        enum err err;

        if (!json_is_text(json_at(list, i), &text) || num_parse_int(text, 1, INT64_MAX, &id))
            return fault_field(why, STR("people"), fault_set(why, ERR_INVALID, "会签人应是账号", "signers are accounts"));
        err = op_asked_person(plan, task->place_id, id, "people", &one, why);
        if (!err) err = org_user(plan->db, plan->arena, plan->org, id, &user, why);
        if (!err) err = add_asked(plan, round, &one, user->name, "people", why);
        if (err) return err;
    }
    return ERR_OK;
}

static enum err read_units(struct case_plan *plan, const struct json_t *list, struct round *round, struct fault *why)
{
    for (size_t i = 0; i < json_count(list); i++) {
        struct str code = STR("");
        struct asked one;
        enum err err;

        if (!json_is_text(json_at(list, i), &code)) return fault_field(why, STR("units"), fault_set(why, ERR_INVALID, "没有这个单位", "there is no such unit"));
        err = op_asked_unit(plan, code, "units", &one, why);
        if (!err) err = add_asked(plan, round, &one, org_unit_by_code(plan->org, code)->name, "units", why);
        if (err) return err;
    }
    return ERR_OK;
}

/* all → 100, any → 0, share → as given. */
static enum err read_rule(const struct json_t *fields, int64_t *share, struct fault *why)
{
    struct str rule = json_get_str(fields, "rule");

    *share = json_get_int(fields, "share", 0);
    if (str_is(rule, "share"))
        return *share ? ERR_OK : fault_field(why, STR("share"), fault_set(why, ERR_INVALID, "请填写同意的比例", "say which share has to agree"));
    if (*share) return fault_field(why, STR("share"), fault_set(why, ERR_INVALID, "只有按比例会签才填比例", "only the rule \"share\" has a share"));
    *share = str_is(rule, "all") ? 100 : 0;
    if (str_is(rule, "all") || str_is(rule, "any")) return ERR_OK;
    return fault_field(why, STR("rule"), fault_set(why, ERR_INVALID, "规则应是全部、任一或按比例", "the rule is all, any or share"));
}

static const struct feel_value *round_variables(struct case_plan *plan, const struct round *round, int64_t share)
{
    struct arena *a = plan->arena;
    struct feel_value *voters = arena_array(a, struct feel_value, round->asked.count), *list;
    const struct feel_value *all = feel_with(a, feel_from_json(a, NULL), "share", feel_integer(a, share)), *one;

    for (size_t i = 0; voters && i < round->asked.count; i++) {
        one = op_signature(plan, "vote", &round->asked.at[i]);
        if (!one) return NULL;
        voters[i] = *one;
    }
    list = arena_new(a, struct feel_value);
    if (!voters || !list) return NULL;
    *list = (struct feel_value){ .type = FEEL_LIST, .list = feel_list_of(voters, round->asked.count) };
    return feel_with(a, all, "voters", list);
}

enum err op_round(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_SIGN, .name = STR("round") };
    struct round round = { 0 };
    struct task_row *task;
    int64_t share;
    enum err err = op_task(plan, op, fields, &task, why);

    buf_init(&round.names, plan->arena, 0);
    if (!err) err = read_rule(fields, &share, why);
    if (!err) err = read_people(plan, task, json_get(fields, "people"), &round, why);
    if (!err) err = read_units(plan, json_get(fields, "units"), &round, why);
    if (err) return err;
    if (!round.asked.count) return fault_field(why, STR("people"), fault_set(why, ERR_INVALID, "请选择会签的人或单位", "choose who signs"));
    if (round.asked.count > ASKED_MAX) return fault_field(why, STR("people"), fault_set(why, ERR_INVALID, "会签最多 100 人", "at most 100 can be asked"));
    if (!task->assignee && plan->actor.user) {   /* it comes back to who asked */
        task->assignee = plan->actor.user->account_id;
        task->changed = true;
    }
    event.activity = task->activity;
    event.variables = round_variables(plan, &round, share);
    if (!event.variables) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = plan_journal(plan, "countersign", task->element,
                       plan_data(plan, "task", task->name, "rule", json_get_str(fields, "rule"), "share", share && share < 100 ? str_format(plan->arena, "%lld", (long long)share) : STR_NONE,
                                 "who", buf_done(&round.names), NULL),
                       op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}

/* ── 会签加人, 减签 ─────────────────────────────────────────────────────── */

/* Who holds the task the signature belongs to, or did it before it was signed after. */
static enum err asked_for_it(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    int64_t actor = plan->actor.user ? plan->actor.user->account_id : 0, signs = bpmn_state_signed(plan->state, task->activity);

    if (plan->actor.system) return ERR_OK;
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].activity == signs && plan->tasks.at[i].assignee == actor) return ERR_OK;
    if (rows_tasks_done(plan->db, plan, why)) return ERR_INTERNAL;
    for (size_t i = 0; i < plan->done.count; i++)   /* after: the task itself is done */
        if (plan->done.at[i].id == task->cause_id && plan->done.at[i].closed_by == actor) return ERR_OK;
    return fault_set(why, ERR_FORBIDDEN, "只有请求加签或会签的人可以这样做", "only who asked for the signatures can do this");
}

enum err op_more_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    enum err err;

    if (str_is(task->sign, "vote")) return asked_for_it(plan, task, why);
    err = op_holder(plan, task, why);
    if (err) return err;
    return bpmn_state_is_instance(plan->state, task->activity) ? ERR_OK : fault_set(why, ERR_CONFLICT, "这一步不是会签", "this step is not signed by several");
}

enum err op_more_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->tasks.count; i++) {
        const struct task_row *task = &plan->tasks.at[i];
        int64_t signs = str_is(task->sign, "vote") && task->state == TASK_OPEN && !op_more_task(plan, task, NULL) ? bpmn_state_signed(plan->state, task->activity) : 0;
        for (size_t k = 0; signs && !err && k < plan->tasks.count; k++)
            if (plan->tasks.at[k].activity == signs) err = op_near_choices(plan, plan->tasks.at[k].place_id, "person", out, why);
    }
    return err;
}

/* The place people are looked for: where the task waits that the round is about. */
static const struct task_row *round_task(struct case_plan *plan, const struct task_row *vote)
{
    int64_t signs = bpmn_state_signed(plan->state, vote->activity);

    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].activity == signs) return &plan->tasks.at[i];
    return vote;
}

static enum err one_more(struct case_plan *plan, const struct task_row *task, const struct json_t *fields, struct bpmn_event *event, struct str *name, struct fault *why)
{
    const struct user *user = NULL;
    const struct unit *unit;
    struct asked asked;
    enum err err;

    if (str_is(task->sign, "vote")) {
        err = op_asked(plan, round_task(plan, task), fields, &asked, why);
        if (!err && asked.person) err = org_user(plan->db, plan->arena, plan->org, asked.person, &user, why);
        if (err) return err;
        *name = user ? user->name : org_unit_by_code(plan->org, json_get_str(fields, "unit"))->name;
        event->name = STR("voter");
        event->variables = op_signature(plan, "vote", &asked);
        return ERR_OK;
    }
    if (json_get_id(fields, "person")) return fault_field(why, STR("person"), fault_set(why, ERR_INVALID, "这里只能增加单位", "only units can be added here"));
    err = op_unit(plan, json_get_str(fields, "unit"), "unit", &unit, why);
    if (!err) err = op_let_see(plan, unit->id, why);
    if (err) return err;
    *name = unit->name;
    event->name = STR("instance");
    event->variables = feel_with(plan->arena, feel_from_json(plan->arena, NULL), "item",
                                 feel_string(plan->arena, str_format(plan->arena, "%s@%.*s", op_unit_desk(unit), STR_ARG(unit->code))));
    return ERR_OK;
}

enum err op_more(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_SIGN };
    struct str name = STR("");
    struct task_row *task;
    enum err err = op_task(plan, op, fields, &task, why);

    if (!err) err = one_more(plan, task, fields, &event, &name, why);
    if (err) return err;
    event.activity = task->activity;
    err = plan_journal(plan, "add-signer", task->element, plan_data(plan, "task", task->name, "unit_name", name, NULL), op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}

enum err op_unsign_task(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    if (task->sign.len) return asked_for_it(plan, task, why);
    if (!bpmn_state_is_instance(plan->state, task->activity))
        return fault_set(why, ERR_CONFLICT, "没有可以减去的签核", "there is no signature to take out");
    if (plan->actor.system || user_may(plan->org, plan->actor.user, RIGHT_CASE_LEAD, task->place_id)) return ERR_OK;
    return fault_set(why, ERR_FORBIDDEN, "只有单位负责人可以减去会签人", "only who leads the unit can take a signer out");
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
