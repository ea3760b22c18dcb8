/*
 * operate_steps.c - returns, more time, pauses, urging, supervision, closing by order.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"

#include "case/list.h"
#include "case/measure.h"
#include "case/paper.h"
#include "case/party_rows.h"
#include "case/spread.h"

struct str op_reason(struct case_plan *plan, const struct json_t *fields, const char *name)
{
    return plan_words(plan->arena, json_get_str(fields, name));
}

enum err op_message(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    enum err err = plan_journal(plan, op->message, STR(""), STR_NONE, op_reason(plan, fields, "reason"), why);

    if (err) return err;
    return engine_message(plan, str_from_c(op->message), NULL, why);
}

/* Returned once with a reason; the model sends a second return to the command centre. */
enum err op_return(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    plan->sent_back = "return";
    return op_message(plan, op, fields, why);
}

/* A request is a task beside the main line: while it waits for its answer, a second one would only be answered twice. */
static bool is_asked(const struct case_plan *plan, const char *stage)
{
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].state == TASK_OPEN && str_is(plan->tasks.at[i].stage, stage)) return true;
    return false;
}

/* 延期须在届满前提出 */
enum err op_extension_may(struct case_plan *plan, struct fault *why)
{
    if (is_asked(plan, "EXTENSION_REQ"))
        return fault_set(why, ERR_CONFLICT, "已有一份延期申请待批，批复后才能再申请", "a request for more time waits for its answer already");
    if (!plan->now.clock_limit.len)
        return fault_set(why, ERR_CONFLICT, "这个办件没有办结时限", "this case has no limit to extend");
    if (plan->now.due_at <= plan->now_ms)
        return fault_set(why, ERR_CONFLICT, "已超过时限，延期须在届满前申请", "the limit has passed; more time must be asked for before it ends");
    return ERR_OK;
}

enum err op_suspension_may(struct case_plan *plan, struct fault *why)
{
    if (!is_asked(plan, "SUSPENSION_REQ")) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "已有一份挂账申请待批，批复后才能再申请", "a request to suspend waits for its answer already");
}

int64_t case_reopen_until(struct world *world, struct arena *arena, const struct bpmn_state *state, int64_t release)
{
    struct bpmn_running *timers;
    size_t count = bpmn_state_timers(arena, state, &timers);

    for (size_t i = 0; i < count; i++) {
        const struct bpmn *process = world_process(world, timers[i].process, release);
        if (process && str_is(bpmn_property(process, timers[i].element, STR("until")), "reopen")) return timers[i].due_ms;
    }
    return 0;
}

/* A look back or a report that is late does not keep the door open. */
enum err op_reopen_may(struct case_plan *plan, struct fault *why)
{
    if (plan->now_ms < case_reopen_until(plan->world, plan->arena, plan->state, plan->release)) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "已过重新打开的期限，请重新上报", "the time to reopen this case has passed; report the problem anew");
}

enum err op_extension(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct arena *a = plan->arena;
    struct clock_limit limit;
    int64_t amount = json_get_int(fields, "amount", 0);
    const struct feel_value *request = feel_from_json(a, NULL), *all = request;
    enum err err;

    err = deadline_parse(plan->now.clock_limit, &limit, why);
    if (err) return err;
    if (!amount) amount = limit.amount;
    request = feel_with(a, request, "amount", feel_integer(a, amount));
    request = feel_with(a, request, "unit", feel_string(a, str_from_c(clock_unit_name(limit.unit))));
    all = feel_with(a, all, "extension", request);
    err = plan_journal(plan, "extension", STR(""),
                       plan_data(plan, "amount", str_format(a, "%lld", (long long)amount), "unit",
                                 str_from_c(clock_unit_name(limit.unit)), NULL),
                       op_reason(plan, fields, "reason"), why);
    if (err) return err;
    return engine_message(plan, str_from_c(op->message), all, why);
}

enum err op_resume(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    enum err err = plan_move(plan, MOVE_RESUME, why);

    (void)op;
    if (!err) err = deadline_resume(plan, "suspension", why);
    if (err) return err;
    return plan_journal(plan, "resume", STR(""), STR_NONE, op_reason(plan, fields, "reason"), why);
}

enum err op_urge(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    size_t open = 0;

    (void)op;
    for (size_t i = 0; i < plan->tasks.count; i++) {
        if (plan->tasks.at[i].state != TASK_OPEN) continue;
        plan_hurry(&plan->tasks.at[i]);
        open++;
    }
    if (!open) return fault_set(why, ERR_CONFLICT, "没有正在办理的任务可催办", "there is no open task to hurry");
    return plan_journal(plan, "urge", STR(""), STR_NONE, op_reason(plan, fields, "note"), why);
}

/* Names of areas have no English: what they are will do. */
static enum err unit_choice(struct case_plan *plan, struct op_choices *out, const struct unit *unit, struct fault *why)
{
    return op_choice(plan, out, "unit", unit->code, unit->name, unit->kind <= UNIT_COMMUNITY ? str_from_c(unit_kind_name(unit->kind)) : STR(""), why);
}

/* Who may be called on: whoever has the case in his hands, and the street. */
enum err op_supervise_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    const struct unit *first = supervise_whom(plan, 0), *street = org_unit(plan->org, plan->now.street_id);
    enum err err = party_load(plan, why);

    if (!err && first) err = unit_choice(plan, out, first, why);
    for (size_t i = 0; !err && i < plan->co_units.count; i++) {
        const struct unit *unit = org_unit(plan->org, plan->co_units.at[i]);
        if (unit && unit != first) err = unit_choice(plan, out, unit, why);
    }
    if (!err && street && street != first) err = unit_choice(plan, out, street, why);
    return err;
}

enum err op_supervise(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    int64_t level = json_get_int(fields, "level", 1);

    const struct supervision *row = world_supervision(plan->world, level, plan->now_ms);
    const struct unit *to = NULL;
    enum err err = ERR_OK;

    (void)op;
    if (json_get_str(fields, "unit").len) err = fault_field(why, STR("unit"), plan_unit(plan, json_get_str(fields, "unit"), &to, why));
    else to = supervise_whom(plan, 0);
    if (!err) err = supervise_raise(plan, level, to, op_reason(plan, fields, "note"), true, why);
    if (err) return err;
    return plan_journal(plan, "supervise", STR(""),
                        plan_data(plan, "level", str_format(plan->arena, "%lld", (long long)level), "level_zh", row ? row->zh : STR_NONE, "level_en",
                                  row ? row->en : STR_NONE, "unit_name", to ? to->name : STR_NONE, NULL),
                        op_reason(plan, fields, "note"), why);
}

/* The finding speaks of how the unit worked, and counts in its evaluation. */
enum err op_misconduct_may(struct case_plan *plan, struct fault *why)
{
    if (!plan->now.dispatched_at) return fault_set(why, ERR_CONFLICT, "尚未派遣，没有承办单位", "the case has not been dispatched: no unit has worked on it");
    if (!(plan->now.marks & MARK_MISCONDUCT)) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "已经认定过", "it has been found already");
}

enum err op_acquit_may(struct case_plan *plan, struct fault *why)
{
    if (plan->now.marks & MARK_MISCONDUCT) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "没有可撤销的认定", "there is no finding to take back");
}

enum err op_misconduct(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    plan->now.marks ^= MARK_MISCONDUCT;   /* each is allowed only where the other was done */
    return plan_journal(plan, op->name, STR(""), STR_NONE, op_reason(plan, fields, "reason"), why);
}

/* One round of reminders at a time: two would share one cursor and begin again where the other ended. */
enum err op_remind_may(struct case_plan *plan, struct fault *why)
{
    const struct feel_value *round = plan->state ? feel_get(bpmn_state_variables(plan->state), STR("reminding")) : &FEEL_NULL_VALUE;

    if (!feel_get_true(round, "more")) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "上一次催办还在分批进行，请稍后再催", "reminders are still going out; try again in a moment");
}

/* Closed by force its receivers would go on with what nobody follows any more: it has an end of its own. */
enum err op_force_may(struct case_plan *plan, struct fault *why)
{
    if (!spread_is_parent(&plan->now)) return ERR_OK;
    return fault_set(why, ERR_CONFLICT, "工作布置和应急响应请用“结束”“终止响应”，接收单位才会一并收回", "end an instruction or a response by its own step, which recalls its receivers");
}

enum err op_force_close(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct bpmn_event cancel = { .kind = BPMN_CANCEL };
    enum err err = plan_journal(plan, "force-close", STR(""),
                                plan_data(plan, "authority", op_reason(plan, fields, "authority"), NULL),
                                op_reason(plan, fields, "reason"), why);

    (void)op;
    if (!err) err = party_end(plan, why);
    if (!err) err = engine_run(plan, &cancel, why);
    if (!err) err = plan_move(plan, MOVE_CLOSE, why);
    if (!err) err = deadline_stop(plan, why);
    if (err) return err;
    plan->now.result = STR("forced");
    plan->now.closed_at = plan->now_ms;
    return ERR_OK;
}

enum err op_note(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    (void)op;
    return plan_journal(plan, "note", STR(""), STR_NONE, op_reason(plan, fields, "text"), why);
}

/* A look at nothing is refused before it stands in the journal. */
enum err op_reveal_may(struct case_plan *plan, struct fault *why)
{
    struct str masked, sealed;
    enum err err = list_contact(plan->db, plan->arena, plan->now.id, &masked, &sealed, why);

    if (err || sealed.at) return err;
    return fault_set(why, ERR_NOT_FOUND, "上报人没有留联系方式", "the reporter left no contact");
}

/* The look itself is journaled with its reason (个人信息保护法 §51); the contact goes out with the answer. */
enum err op_reveal(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    (void)op;
    return plan_journal(plan, "reveal", STR(""), STR_NONE, op_reason(plan, fields, "reason"), why);
}
