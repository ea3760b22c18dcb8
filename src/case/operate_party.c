/*
 * operate_party.c - operations on the units summoned to a case: more of them,
 * a meeting without those still missing, and what each is judged.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/party_rows.h"

/* An open task inside the branch of a summoned unit: a further branch is opened beside it. */
static const struct task_row *branch_task(const struct case_plan *plan)
{
    static const char *const STEPS[] = { "party.sign", "party.contact", "party.arrive" };

    for (size_t i = 0; i < plan->tasks.count; i++)
        for (size_t k = 0; k < COUNT_OF(STEPS); k++)
            if (plan->tasks.at[i].state == TASK_OPEN && str_is(plan->tasks.at[i].due_limit, STEPS[k])) return &plan->tasks.at[i];
    return NULL;
}

enum err op_summon_may(struct case_plan *plan, struct fault *why)
{
    if (branch_task(plan)) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "现在不是应哨阶段，不能增派单位", "units are not being summoned now");
}

static enum err summon_one(struct case_plan *plan, struct str code, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_SIGN, .name = STR("instance") };
    const struct unit *unit = NULL;
    enum err err = plan_unit(plan, code, &unit, why);

    if (!err) err = party_load(plan, why);
    if (err) return err;
    if (party_of(plan, unit->id)) return fault_set(why, ERR_CONFLICT, "%s 已经在应哨单位里", "%s has been summoned already", str_c(plan->arena, unit->name));
    err = party_summon(plan, unit, why);
    if (err) return err;
    event.activity = branch_task(plan)->activity;
    event.variables = feel_with(plan->arena, feel_from_json(plan->arena, NULL), "item", feel_string(plan->arena, unit->code));
    return engine_run(plan, &event, why);
}

enum err op_summon(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    const struct json_t *units = json_get(fields, "units");
    enum err err = plan_journal(plan, "summon", STR(""), STR_NONE, op_reason(plan, fields, "reason"), why);

    (void)op;
    for (size_t i = 0; !err && i < json_count(units); i++) {
        struct str code;
        if (!json_is_text(json_at(units, i), &code)) return fault_field(why, STR("units"), fault_set(why, ERR_INVALID, "单位须是编码", "units are codes"));
        err = fault_field(why, STR("units"), summon_one(plan, code, why));
    }
    return err;
}

/* ── 评价 ──────────────────────────────────────────────────────────────── */

static const struct task_row *review_task(const struct case_plan *plan)
{
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].state == TASK_OPEN && str_is(plan->tasks.at[i].stage, "REVIEW")) return &plan->tasks.at[i];
    return NULL;
}

/* Who serves the desk of the review. */
enum err op_appraise_may(struct case_plan *plan, struct fault *why)
{
    const struct task_row *task = review_task(plan);

    if (!task) return fault_set(why, ERR_CONFLICT, "现在不是评价阶段", "the units are not being judged now");
    return op_holder(plan, task, why);
}

enum err op_appraise_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    enum err err = party_load(plan, why);

    for (size_t i = 0; !err && i < plan->parties.count; i++) {
        const struct party *party = &plan->parties.at[i].now;
        const struct unit *unit = org_unit(plan->org, party->unit_id);
        if (unit && party->state == PARTY_SUMMONED) err = op_choice(plan, out, "unit", unit->code, unit->name, STR(""), why);
    }
    return err;
}

enum err op_appraise(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    const struct unit *unit = org_unit_by_code(plan->org, json_get_str(fields, "unit"));
    bool solved = json_get_bool(fields, "solved", false);
    int64_t satisfied = json_get_int(fields, "satisfied", 0);
    struct party_row *row;
    enum err err = party_load(plan, why);

    (void)op;
    if (err) return err;
    row = unit ? party_of(plan, unit->id) : NULL;
    if (!row || row->now.state != PARTY_SUMMONED)
        return fault_field(why, STR("unit"), fault_set(why, ERR_UNPROCESSABLE, "这个单位不在应哨单位里", "this unit does not take part"));
    row->now.solved = solved ? SOLVED_YES : SOLVED_NO;
    row->now.satisfied = (enum party_satisfied)satisfied;
    row->now.reviewed_at = plan->now_ms;
    row->now.reviewed_by = plan->actor.user ? plan->actor.user->account_id : 0;
    row->changed = true;
    return plan_journal(plan, "appraise", STR(""),
                        plan_data(plan, "unit", unit->code, "unit_name", unit->name, "solved", solved ? STR("yes") : STR("no"), "satisfied",
                                  str_format(plan->arena, "%lld", (long long)satisfied), NULL),
                        op_reason(plan, fields, "note"), why);
}
