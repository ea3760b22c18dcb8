/*
 * handler.c - the service tasks of the spine, a row each.
 *
 * A handler changes the plan and may give variables back to the process.  The
 * facts of the case (engine_variables) are merged after each one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/measure.h"
#include "case/paper.h"
#include "case/party_rows.h"
#include "case/plan.h"
#include "case/spread.h"

typedef enum err (*handler_fn)(struct case_plan *plan, const struct bpmn_effect *effect,
                               const struct feel_value **result, struct fault *why);

static enum err file_case(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                          struct fault *why)
{
    const struct feel_value *limits;
    struct str finish;
    enum err err = engine_limits(plan, &limits, why);

    if (err) return err;
    if (feel_get(effect->variables, STR("limits"))->type != FEEL_CONTEXT) *result = feel_with(plan->arena, &FEEL_NULL_VALUE, "limits", limits);
    plan->now.grade = decide_figure(feel_get(effect->variables, STR("grade")), "grade", 1, 4, plan->now.grade);
    plan->now.urgency = decide_figure(feel_get(effect->variables, STR("urgency")), "urgency", 1, 3, plan->now.urgency);
    finish = feel_get_str(limits, "finish");
    plan->now.filed_at = plan->now_ms;
    measure_mark_type(plan->world, &plan->now);
    err = deadline_start(plan, finish.at ? finish : STR(""), why);
    if (err) return err;
    return plan_journal(plan, "file", effect->element, plan_data(plan, "limit", plan->now.clock_limit, NULL), STR_NONE, why);
}

static enum err reject_case(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                            struct fault *why)
{
    enum err err = plan_move(plan, MOVE_VOID, why);

    (void)result;
    if (err) return err;
    plan->now.result = STR("rejected");
    plan->now.closed_at = plan->now_ms;
    err = deadline_stop(plan, why);
    if (!err) err = party_end(plan, why);
    if (err) return err;
    return plan_journal(plan, "reject", effect->element, STR_NONE, STR_NONE, why);
}

static enum err close_as(struct case_plan *plan, struct str result, struct str element, struct fault *why)
{
    enum err err = plan_move(plan, MOVE_CLOSE, why);

    if (err) return err;
    plan->now.result = result;
    if (str_is(plan->now.result, "self_closed")) plan->now.grade = 4;   /* 四级: closed on the spot (domain.md 1.8) */
    plan->now.closed_at = plan->now_ms;
    if (plan->now.due_at && (plan->now.feedback_at ? plan->now.feedback_at : plan->now_ms) >= plan->now.due_at)
        plan->now.overdue = true;
    err = deadline_stop(plan, why);
    if (!err) err = party_end(plan, why);
    if (err) return err;
    return plan_journal(plan, "close", element, plan_data(plan, "result", plan->now.result, NULL), STR_NONE, why);
}

static enum err close_case(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                           struct fault *why)
{
    struct str outcome = feel_get_str(effect->headers, "result");

    (void)result;
    return close_as(plan, outcome.len ? outcome : STR("done"), effect->element, why);
}

enum err handler_end(struct case_plan *plan, struct fault *why)
{
    if (!plan->state || !bpmn_state_ended(plan->state) || plan->now.state > CASE_PAUSED) return ERR_OK;
    return close_as(plan, STR("done"), STR(""), why);
}

static enum err reopen_case(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                            struct fault *why)
{
    enum err err = plan_move(plan, MOVE_REOPEN, why);

    (void)result;
    if (err) return err;
    plan->now.result = STR("");
    plan->now.closed_at = plan->now.feedback_at = plan->now.verified_at = 0;
    plan->now.reopen_count++;
    plan->now.overdue = false;
    (void)effect;   /* the operation that asked for it stands in the journal with its reason */
    err = deadline_resume(plan, NULL, why);
    return err ? err : deadline_start(plan, plan->now.clock_limit, why);
}

/* Makes the chosen or decided unit responsible; with header person=auto a person is picked as well, with person=named it is facts.person. */
static enum err assign_unit(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                            struct fault *why)
{
    const struct feel_value *route = feel_get(effect->variables, STR("route"));
    struct str name = feel_get_str(effect->variables, "unit");
    const struct unit *unit = name.len ? desk_unit(plan, name) : NULL;
    struct str person, role;
    int64_t place;
    enum err err;

    (void)result;
    /* The routing's proposal holds until somebody has chosen. */
    if (!unit && route->type == FEEL_CONTEXT) unit = desk_unit(plan, feel_get_str(route, "unit"));
    if (!unit)
        return fault_set(why, ERR_UNPROCESSABLE, "没有确定责任单位，请先选择单位", "no responsible unit is known; choose one first");
    plan->now.unit_id = unit->id;
    plan->now.dispatched_at = plan->now_ms;
    plan->reach_changed = true;
    plan->person = 0;
    err = desk_co_units(plan, feel_get(route->type == FEEL_CONTEXT ? route : effect->variables, STR("co_units")), why);
    if (!err && str_is(feel_get_str(effect->headers, "person"), "auto")) {
        err = desk_resolve(plan, STR("handle@unit"), &role, &place, why);
        if (!err) err = desk_pick(plan, role, place, 0, &plan->person, why);
    }
    if (!err && str_is(feel_get_str(effect->headers, "person"), "named")) plan->person = feel_get_int(feel_get(effect->variables, STR("facts")), "person", 0);
    if (err) return err;
    person = plan->person ? str_format(plan->arena, "%lld", (long long)plan->person) : STR_NONE;
    return plan_journal(plan, "assign", effect->element,
                        plan_data(plan, "unit", unit->code, "unit_name", unit->name, "person",
                                  person, "how", plan->person ? feel_get_str(effect->headers, "person") : STR_NONE, NULL),
                        STR_NONE, why);
}

/* The responsible unit is the owner (权属单位) of what the case is about: the register says so from now on, with the case as its source. */
static enum err own_place(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)
{
    const struct unit *unit = org_unit(plan->org, plan->now.unit_id), *before;
    enum err err;

    (void)result;
    if (!unit) return fault_set(why, ERR_UNPROCESSABLE, "没有确定责任单位，请先选择单位", "no responsible unit is known; choose one first");
    err = plan_about(plan, &plan->owned, why);
    if (err) return err;
    if (plan->owned.owner_id == unit->id || plan->owned.state == PLACE_RETIRED) plan->owned.id = 0;
    if (!plan->owned.id) return ERR_OK;
    before = org_unit(plan->org, plan->owned.owner_id);
    plan->owned_was = place_kept(plan->arena, plan->org, &plan->owned);
    plan->owned_reason = str_format(plan->arena, "核实权属，见办件 %.*s", STR_ARG(plan->now.number));
    if (!plan->owned_was.at || !plan->owned_reason.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    plan->owned.owner_id = unit->id;
    plan->owned.changed_at = plan->now_ms;
    plan->owned.changed_by = plan->actor.user ? plan->actor.user->account_id : 0;
    return plan_journal(plan, "own", effect->element,
                        plan_data(plan, "place", plan->owned.code, "name", plan->owned.name.len ? plan->owned.name : plan->owned.code, "unit", unit->code, "unit_name", unit->name,
                                  "before_name", before ? before->name : STR_NONE, NULL),
                        STR_NONE, why);
}

/* Signed in time or late: the task just completed had a limit of its own. */
static void mark_signature(struct case_plan *plan)
{
    const struct task_row *task = plan_task(plan, plan->cause_id);
    bool late = task && task->due_at <= plan->now_ms;

    plan->now.marks = late ? plan->now.marks | MARK_SIGNED_LATE : plan->now.marks & ~(int64_t)MARK_SIGNED_LATE;
}

static enum err stamp(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                      struct fault *why)
{
    const struct { const char *name; int64_t *at; } stamps[] = {
        { "accepted_at", &plan->now.accepted_at }, { "arrived_at", &plan->now.arrived_at },
        { "feedback_at", &plan->now.feedback_at }, { "verified_at", &plan->now.verified_at },
        { "dispatched_at", &plan->now.dispatched_at },
    };
    struct str name = feel_get_str(effect->headers, "name");

    (void)result;
    for (size_t i = 0; i < COUNT_OF(stamps); i++) {
        if (!str_is(name, stamps[i].name)) continue;
        *stamps[i].at = plan->now_ms;
        if (str_is(name, "accepted_at")) mark_signature(plan);
        if (str_is(name, "verified_at")) plan->now.verified = true;
        return ERR_OK;
    }
    return fault_set(why, ERR_UNPROCESSABLE, "流程里的时间戳“%.*s”未知", "the model stamps an unknown time \"%.*s\"", STR_ARG(name));
}

static enum err rework(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                       struct fault *why)
{
    enum err err;

    (void)result;
    plan->now.rework_count++;
    plan->now.feedback_at = 0;
    err = deadline_resume(plan, "check", why);
    if (err) return err;
    return plan_journal(plan, "rework", effect->element, STR_NONE, STR_NONE, why);
}

static enum err count_return(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                             struct fault *why)
{
    (void)effect, (void)result, (void)why;
    plan->now.return_count++;
    return ERR_OK;
}

static enum err extend_clock(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                             struct fault *why)
{
    const struct feel_value *request = feel_get(effect->variables, STR("extension"));
    struct clock_limit limit;
    int64_t amount = feel_get_int(request, "amount", 0);
    struct str unit = feel_get_str(request, "unit");
    enum err err = deadline_parse(plan->now.clock_limit, &limit, why);

    (void)result;
    if (err) return err;
    if (!unit.len) unit = str_from_c(clock_unit_name(limit.unit));
    if (amount <= 0) amount = limit.amount;
    err = deadline_extend(plan, amount, unit, STR("延期"), why);
    if (err) return err;
    return plan_journal(plan, "extend", effect->element,
                        plan_data(plan, "amount", str_format(plan->arena, "%lld", (long long)amount), "unit", unit, NULL),
                        STR_NONE, why);
}

static enum err pause_case(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                           struct fault *why)
{
    enum err err = plan_move(plan, MOVE_PAUSE, why);

    (void)result;
    if (!err) err = deadline_pause(plan, "suspension", STR("挂账"), why);
    if (err) return err;
    return plan_journal(plan, "pause", effect->element, STR_NONE, STR_NONE, why);
}

/* The clock stands still while the work is checked. */
static enum err hold_clock(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                           struct fault *why)
{
    (void)effect, (void)result;
    if (!plan->now.feedback_at) plan->now.feedback_at = plan->now_ms;
    return deadline_pause(plan, "check", STR("核查"), why);
}

/* The work that was done did not hold: the clock goes on where it stood. */
static enum err resume_clock(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                             struct fault *why)
{
    (void)effect, (void)result;
    plan->now.feedback_at = 0;
    return deadline_resume(plan, "check", why);
}

/* The problem came back: a new case at the same place, linked to this one. */
static enum err recur(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                      struct fault *why)
{
    const struct case_record *r = &plan->now;
    struct case_draft draft = {
        .text = r->text, .address = r->address, .item = r->item, .lon = (double)r->lon_e6 / 1e6,
        .lat = (double)r->lat_e6 / 1e6, .source = STR("worker"), .channel = STR("lookback"), .source_no = STR(""),
        .staff_chose = true, .urgency = r->urgency,
    };
    enum err err = paper_open(plan, &draft, "recurrence", why);

    (void)result;
    return err ? err : plan_journal(plan, "recur", effect->element, STR_NONE, STR_NONE, why);
}

static struct str told(struct str said, const char *const (*words)[3], size_t count, int lang)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(said, words[i][0])) return str_from_c(words[i][lang]);
    return STR_NONE;
}

/* 回访: what the resident said counts as their word until they rate it themselves. */
static enum err heard(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                      struct fault *why)
{
    static const char *const REACHED[][3] = {
        { "phone", "电话已联系", "by phone" }, { "visit", "上门", "by a visit" }, { "message", "短信", "by message" },
        { "no_answer", "没接通", "no answer" }, { "unreachable", "联系不上", "not to be reached" },
        { "anonymous", "没留联系方式", "left no contact" }, { "declined", "不愿回访", "did not wish to be called" },
    };
    static const char *const SOLVED[][3] = { { "yes", "已解决", "solved" }, { "partly", "部分解决", "partly solved" }, { "no", "没解决", "not solved" } };
    static const char *const CONTENT[][3] = {
        { "5", "非常满意", "very satisfied" }, { "4", "满意", "satisfied" }, { "3", "基本满意", "fairly satisfied" },
        { "2", "不满意", "dissatisfied" }, { "1", "非常不满意", "very dissatisfied" },
    };
    const struct feel_value *fields = feel_get(effect->variables, STR("fields"));
    struct str reached = feel_get_str(fields, "reached"), solved = feel_get_str(fields, "solved"), content = feel_get_str(fields, "satisfaction"), words = feel_get_str(fields, "words");
    int64_t score;

    (void)result;
    if (solved.len && !str_is(solved, "unknown")) plan->now.solved = str_is(solved, "yes") ? 1 : 2;
    if (content.len && num_parse_int(content, 1, 5, &score) == ERR_OK) plan->now.rating = score;
#define TOLD(table, said, lang) told(said, table, COUNT_OF(table), lang)
    return plan_journal(plan, "heard", effect->element,
                        plan_data(plan, "reached_zh", TOLD(REACHED, reached, 1), "reached_en", TOLD(REACHED, reached, 2), "solved_zh", TOLD(SOLVED, solved, 1), "solved_en",
                                  TOLD(SOLVED, solved, 2), "satisfied_zh", TOLD(CONTENT, content, 1), "satisfied_en", TOLD(CONTENT, content, 2), NULL),
                        plan_words(plan->arena, words), why);
#undef TOLD
}

/* A line in the journal and a live event; outside messages follow with their channels. */
static enum err notify(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                       struct fault *why)
{
    (void)result;
    return plan_journal(plan, "notify", effect->element,
                        plan_data(plan, "about", feel_get_str(effect->headers, "about"), NULL), STR_NONE, why);
}

static const struct {
    const char *name;
    handler_fn run;
} HANDLERS[] = {
    { "case.file", file_case },       { "case.reject", reject_case },  { "case.close", close_case },
    { "case.reopen", reopen_case },   { "case.assign", assign_unit }, { "place.own", own_place },  { "case.stamp", stamp },
    { "case.rework", rework },        { "case.return", count_return }, { "case.recur", recur },
    { "case.notify", notify }, { "case.heard", heard },        { "clock.extend", extend_clock }, { "clock.pause", pause_case },
    { "clock.hold", hold_clock },     { "clock.resume", resume_clock },
    { "party.call", party_service_call },     { "party.stamp", party_service_stamp }, { "party.object", party_service_object },
    { "party.rule", party_service_rule },     { "party.active", party_service_active }, { "party.lead", party_service_lead },
    { "party.extend", party_service_extend }, { "party.reviewed", party_service_reviewed }, { "party.raise", party_service_raise },
    { "paper.send", spread_service_send }, { "paper.remind", spread_service_remind }, { "paper.recall", spread_service_recall },
    { "response.issue", response_service_issue }, { "response.end", response_service_end },
};

bool handler_known(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(HANDLERS); i++)
        if (str_is(name, HANDLERS[i].name)) return true;
    return false;
}

enum err handler_run(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result,
                     struct fault *why)
{
    for (size_t i = 0; i < COUNT_OF(HANDLERS); i++)
        if (str_is(effect->name, HANDLERS[i].name)) return HANDLERS[i].run(plan, effect, result, why);
    return fault_set(why, ERR_UNPROCESSABLE, "流程里的服务“%.*s”不存在", "the model calls an unknown service \"%.*s\"",
                     STR_ARG(effect->name));
}
