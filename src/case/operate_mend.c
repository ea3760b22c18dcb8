/*
 * operate_mend.c - standing still and choosing: 挂起 of any process, the next activity of an ad hoc subprocess.
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
