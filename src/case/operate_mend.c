/*
 * operate_mend.c - mending a stuck process (流程维护), 挂起 of any process, the next activity of an ad hoc subprocess.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"

/* ── 挂起 ──────────────────────────────────────────────────────────────── */

/* Works on any process: the clock stands still until the case is resumed; nothing is asked of the model. */
enum err op_suspend(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str reason = op_reason(plan, fields, "reason");
    enum err err = plan_move(plan, MOVE_PAUSE, why);

    (void)op;
    if (!err) err = deadline_pause(plan, "suspension", STR("挂起"), why);
    return err ? err : plan_journal(plan, "suspend", STR(""), STR_NONE, reason, why);
}

/* ── Ad hoc ────────────────────────────────────────────────────────────── */

enum err op_choose_may(struct case_plan *plan, struct fault *why)
{
    struct bpmn_choice *choices;
    size_t count;
    enum err err = engine_choices(plan, &choices, &count, why);

    if (err) return err;
    return count ? ERR_OK : fault_set(why, ERR_CONFLICT, "现在没有可以选做的活动", "there is nothing to choose now");
}

static struct str choice_name(struct case_plan *plan, const struct bpmn_choice *choice)
{
    return str_format(plan->arena, "%lld/%.*s", (long long)choice->activity, STR_ARG(choice->element));
}

enum err op_choose_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    struct bpmn_choice *choices;
    size_t count;
    enum err err = engine_choices(plan, &choices, &count, why);

    for (size_t i = 0; !err && i < count; i++)
        err = op_choice(plan, out, "element", choice_name(plan, &choices[i]), choices[i].name.len ? choices[i].name : choices[i].element, STR(""), why);
    return err;
}

enum err op_choose(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str wanted = json_get_str(fields, "element");
    struct bpmn_choice *choices;
    size_t count;
    enum err err = engine_choices(plan, &choices, &count, why);

    (void)op;
    for (size_t i = 0; !err && i < count; i++) {
        struct bpmn_event event = { .kind = BPMN_ACTIVATE, .activity = choices[i].activity, .name = choices[i].element };
        if (!str_eq(choice_name(plan, &choices[i]), wanted)) continue;
        err = plan_journal(plan, "choose", choices[i].element, plan_data(plan, "task", choices[i].name, NULL), op_reason(plan, fields, "note"), why);
        return err ? err : engine_run(plan, &event, why);
    }
    return err ? err : fault_set(why, ERR_CONFLICT, "现在不能选做这项活动", "this activity cannot be chosen now");
}

/* ── Mending ───────────────────────────────────────────────────────────── */

enum err op_mend_may(struct case_plan *plan, struct fault *why)
{
    return plan->stuck_before ? ERR_OK : fault_set(why, ERR_CONFLICT, "流程没有受阻", "the process is not stuck");
}

enum err op_mend_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && plan->stuck_before > 1 && i < plan->stuck_before; i++)
        err = op_choice(plan, out, "activity", str_format(plan->arena, "%lld", (long long)plan->was_stuck[i].activity), plan->was_stuck[i].zh, plan->was_stuck[i].en, why);
    return err;
}

static enum err read_variables(struct case_plan *plan, struct str text, const struct feel_value **out, struct fault *why)
{
    struct json_t *object = NULL;
    enum err err;

    *out = NULL;
    if (!text.len) return ERR_OK;
    err = json_parse(plan->arena, text, &object, why);
    if (err) return err;
    if (json_type_of(object) != JSON_OBJECT) return fault_field(why, STR("variables"), fault_set(why, ERR_INVALID, "变量要写成 JSON 对象，如 {\"unit\": \"320102002-enforcement\"}", "variables are written as a JSON object, such as {\"unit\": \"320102002-enforcement\"}"));
    *out = feel_from_json(plan->arena, object);
    return *out ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* Sets variables and tries again what is stuck; still stuck: refused with what is wrong now. */
enum err op_mend(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str text = json_get_str(fields, "variables");
    struct bpmn_event event = { .kind = BPMN_RETRY, .activity = json_get_id(fields, "activity") };
    struct bpmn_incident *still;
    size_t count;
    enum err err = read_variables(plan, text, &event.variables, why);

    (void)op;
    if (!event.activity && plan->stuck_before == 1) event.activity = plan->was_stuck[0].activity;   /* variables go where it is stuck */
    if (!err)
        err = plan_journal(plan, "mend", plan->was_stuck[0].element, plan_data(plan, "text", plan->was_stuck[0].zh, "variables", text.len ? text : STR_NONE, NULL),
                           op_reason(plan, fields, "reason"), why);
    plan->alone = true;
    if (!err) err = engine_run(plan, &event, why);
    if (err) return err;
    count = bpmn_state_incidents(plan->arena, plan->state, &still);
    if (count < plan->stuck_before) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "流程仍然受阻：%s%.0s", "the process is still stuck: %.0s%s", str_c(plan->arena, still[0].zh), str_c(plan->arena, still[0].en));
}
