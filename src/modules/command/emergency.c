/*
 * emergency.c - emergencies (应急处置): the plans, activating one, what is under way and how far each of its task lists is.
 *
 * A response is a case (case/response.h): its log is its journal, its level and
 * its end are outcomes of its step.  Figures are counted from the receivers'
 * papers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "case/paper.h"
#include "case/plan.h"
#include "case/response.h"
#include "case/spread.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/figures.h"
#include "modules/command/instruction.h"
#include "modules/command/work.h"

enum { UNDER_WAY_SEEN = 50 };

static enum err table(struct call *call, const char *key, struct csv *out, struct fault *why)
{
    struct world *world = app_of(call)->world;

    return response_table(world, call->arena, key, world_release(world), out, why);
}

/* ── GET /api/emergency-plans ──────────────────────────────────────────── */

static void write_levels(struct call *call, const struct csv *plans, struct str code)
{
    json_list(&call->out, "levels");
    for (size_t i = 0; i < plans->rows; i++) {
        int64_t level = 0;
        if (!str_eq(csv_get(plans, i, "plan"), code) || !world_row_in_force(plans, i, call->now_ms) || num_parse_int(csv_get(plans, i, "level"), 1, RESPONSE_LEVELS, &level)) continue;
        json_object(&call->out, NULL);
        json_int(&call->out, "level", level);
        json_str(&call->out, "name", csv_get(plans, i, "level_name"));
        json_str(&call->out, "name_en", csv_get(plans, i, "level_name_en"));
        json_str(&call->out, "trigger", csv_get(plans, i, "trigger"));
        json_str(&call->out, "trigger_en", csv_get(plans, i, "trigger_en"));
        json_close(&call->out);
    }
    json_close(&call->out);
}

static void write_plan_tasks(struct call *call, const struct csv *tasks, struct str code)
{
    json_list(&call->out, "tasks");
    for (size_t i = 0; i < tasks->rows; i++) {
        int64_t level = 0;
        if (!response_holds(tasks, i, code, 1, call->now_ms) || num_parse_int(csv_get(tasks, i, "level"), 1, RESPONSE_LEVELS, &level)) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "key", csv_get(tasks, i, "key"));
        json_int(&call->out, "level", level);
        json_str(&call->out, "to", csv_get(tasks, i, "to"));
        json_str(&call->out, "units", csv_get(tasks, i, "units"));
        json_str(&call->out, "text", csv_get(tasks, i, "text"));
        json_str(&call->out, "text_en", csv_get(tasks, i, "text_en"));
        json_str(&call->out, "within", csv_get(tasks, i, "within"));
        json_close(&call->out);
    }
    json_close(&call->out);
}

enum err emergency_plans(struct call *call, struct fault *why)
{
    struct csv plans, tasks;
    enum err err = table(call, "emergency_plans", &plans, why);

    if (!err) err = table(call, "emergency_tasks", &tasks, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < plans.rows; i++) {
        struct str code = csv_get(&plans, i, "plan");
        if (!world_row_in_force(&plans, i, call->now_ms) || (i && str_eq(code, csv_get(&plans, i - 1, "plan")))) continue;   /* its levels stand together */
        json_object(&call->out, NULL);
        json_str(&call->out, "code", code);
        json_str(&call->out, "name", csv_get(&plans, i, "name"));
        json_str(&call->out, "name_en", csv_get(&plans, i, "name_en"));
        json_str(&call->out, "kind", csv_get(&plans, i, "kind"));
        write_levels(call, &plans, code);
        write_plan_tasks(call, &tasks, code);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* ── POST /api/emergencies ─────────────────────────────────────────────── */

struct activation { struct work work; struct sender sender; struct str plan; int64_t level; };

/* The plan has this level; its name, for the response's words. */
static enum err check_plan(struct call *call, struct activation *a, struct str *name, struct fault *why)
{
    struct csv plans;
    enum err err = table(call, "emergency_plans", &plans, why);

    if (err) return err;
    for (size_t i = 0; i < plans.rows; i++) {
        int64_t level = 0;
        if (!str_eq(csv_get(&plans, i, "plan"), a->plan) || !world_row_in_force(&plans, i, call->now_ms) || num_parse_int(csv_get(&plans, i, "level"), 1, RESPONSE_LEVELS, &level)) continue;
        if (level == a->level) *name = csv_get(&plans, i, "name");
    }
    if (name->at) return ERR_OK;
    return fault_field(why, STR("plan"), fault_set(why, ERR_UNPROCESSABLE, "没有这个预案或这个等级", "there is no such plan, or not this level of it"));
}

/* What a response knows of itself: its plan, area and level are variables of its process. */
struct response_facts { struct str plan, area; int64_t level; };

static enum err facts_of(struct call *call, const struct case_record *record, struct response_facts *out, struct fault *why)
{
    struct instance_view instance = { 0 };
    struct bpmn_state *state = NULL;
    const struct feel_value *variables, *facts;
    enum err err = list_instance(call->db, call->arena, record->id, &instance, why);

    *out = (struct response_facts){ .plan = STR(""), .area = STR("") };
    if (err || bpmn_state_read(call->arena, instance.state, &state, NULL)) return err;
    variables = bpmn_state_variables(state);
    facts = feel_get(variables, STR("facts"));
    out->plan = feel_get_str(facts, "plan").at ? feel_get_str(facts, "plan") : STR("");
    out->area = feel_get_str(facts, "area").at ? feel_get_str(facts, "area") : STR("");
    out->level = feel_get_int(variables, "level", feel_get_int(facts, "level", RESPONSE_LEVELS));
    return ERR_OK;
}

/* One response of a plan at a time in an area: another level is a change of it. */
static enum err check_alone(struct call *call, const struct activation *a, struct fault *why)
{
    struct case_record *rows;
    size_t count;
    enum err err = response_given(call->db, call->arena, a->sender.unit->id, 0, UNDER_WAY_SEEN, &rows, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        struct response_facts facts;
        if (rows[i].state > CASE_PAUSED) continue;
        err = facts_of(call, &rows[i], &facts, why);
        if (!err && str_eq(facts.plan, a->plan) && str_eq(facts.area, a->sender.area->code))
            return fault_set(why, ERR_CONFLICT, "这个预案已在响应中（%.*s），请在其中调整等级", "this plan is active already (%.*s); change its level there", STR_ARG(rows[i].number));
    }
    return err;
}

static enum err declare(struct call *call, const struct activation *a, struct case_draft *draft, struct fault *why)
{
    struct json_out out;
    struct json_t *facts = NULL;
    struct buf buf;
    enum err err;

    buf_init(&buf, call->arena, 4096);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "unit", a->sender.unit->code);
    json_str(&out, "desk", a->sender.desk);
    json_str(&out, "area", a->sender.area->code);
    json_str(&out, "plan", a->plan);
    json_int(&out, "level", a->level);
    json_close(&out);
    err = json_done(&out) ? json_parse(call->arena, buf_done(&buf), &facts, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    draft->facts = facts;
    return err;
}

enum err emergency_activate_prepare(struct call *call, struct fault *why)
{
    struct activation *a = arena_new(call->arena, struct activation);
    struct case_actor actor = work_actor(call);
    struct str name = STR_NONE, said = str_trim(json_get_str(call->body, "text"));
    int32_t lon_e6 = 0, lat_e6 = 0;
    enum err err;

    if (!a) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    a->plan = json_get_str(call->body, "plan");
    a->level = json_get_int(call->body, "level", RESPONSE_LEVELS);
    err = instruction_sender(call, json_get_str(call->body, "area"), &a->sender, why);
    if (!err) err = check_plan(call, a, &name, why);
    if (!err) err = check_alone(call, a, why);
    if (err) return err;
    if (!spread_seat(app_of(call)->world, call->org, a->sender.area, &lon_e6, &lat_e6))
        return fault_field(why, STR("area"), fault_set(why, ERR_UNPROCESSABLE, "这个辖区还没有网格", "the area has no grid yet"));
    a->work.draft = (struct case_draft){
        .text = said.len ? str_format(call->arena, "%.*s：%.*s", STR_ARG(name), STR_ARG(said)) : name, .address = a->sender.area->name, .item = STR(RESPONSE_PAPER),
        .kind = STR("paper"), .source = STR(SOURCE_EMERGENCY), .channel = STR(PAPER_CHANNEL), .source_no = STR(""), .staff_chose = true,
        .lon = (double)lon_e6 / 1e6, .lat = (double)lat_e6 / 1e6, .urgency = a->level <= 2 ? 1 : 2,
    };
    err = declare(call, a, &a->work.draft, why);
    actor.unit_id = a->sender.unit->id;
    if (!err) err = case_plan_open(app_of(call)->world, call->db, call->arena, &a->work.draft, &actor, call->now_ms, &a->work.plan, why);
    if (err) return err;
    work_set(call, &a->work);
    return ERR_OK;
}

enum err emergency_activate_reply(struct call *call, struct fault *why)
{
    const struct work *work = call->work;
    const struct case_record *r = case_plan_record(work->plan);

    (void)why;
    json_id(&call->out, "id", r->id);
    json_str(&call->out, "number", r->number);
    return ERR_OK;
}

/* ── GET /api/emergencies, GET /api/emergencies/{id} ───────────────────── */

static enum err write_response(struct call *call, const struct case_record *r, struct fault *why)
{
    struct response_facts facts;
    enum err err = facts_of(call, r, &facts, why);

    if (err) return err;
    view_case_row(call, r);
    json_str(&call->out, "plan", facts.plan);
    json_int(&call->out, "level", facts.level);
    json_time(&call->out, "closed_at", r->closed_at);
    return ERR_OK;
}

/* A street's, or those of a district or the city and of every street in it. */
enum err emergency_list(struct call *call, struct fault *why)
{
    int64_t id = json_get_id(call->query, "unit");
    const struct unit *place;
    enum err err = ERR_OK;

    for (size_t i = 0; !id && i < call->user->grant_count; i++)
        if (call->user->grants[i].rights >> RIGHT_CASE_READ & 1) id = call->user->grants[i].unit_id;
    place = id && user_may(call->org, call->user, RIGHT_CASE_READ, id) ? org_unit(call->org, id) : NULL;
    if (!place) return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    view_unit(call, "place", place->id);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < org_unit_count(call->org); i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        struct case_record *rows = NULL;
        size_t count = 0;
        if (unit != place && (unit->kind > UNIT_STREET || !org_within(call->org, unit->id, place->id))) continue;
        err = response_given(call->db, call->arena, unit->id, 0, UNDER_WAY_SEEN, &rows, &count, why);
        for (size_t k = 0; !err && k < count; k++) {
            json_object(&call->out, NULL);
            err = write_response(call, &rows[k], why);
            json_close(&call->out);
        }
    }
    json_close(&call->out);
    return err;
}

static void write_key(struct call *call, const struct case_record *record, const struct case_record *task, const struct csv *tasks)
{
    struct str key = str_sub(task->source_no, record->number.len + 1, task->source_no.len);

    json_str(&call->out, "key", key);
    for (size_t i = 0; i < tasks->rows; i++) {
        if (!str_eq(csv_get(tasks, i, "key"), key)) continue;
        json_str(&call->out, "to", csv_get(tasks, i, "to"));
        json_str(&call->out, "text_en", csv_get(tasks, i, "text_en"));
        return;
    }
    json_text(&call->out, "to", "");
    json_str(&call->out, "text_en", task->text);
}

enum err emergency_show(struct call *call, struct fault *why)
{
    struct case_record record, *papers;
    struct csv tasks;
    size_t count;
    enum err err = work_case(call, &record, why);

    if (!err && !str_is(record.item, RESPONSE_PAPER)) err = fault_set(why, ERR_NOT_FOUND, "没有这次响应", "there is no such response");
    if (!err) err = table(call, "emergency_tasks", &tasks, why);
    if (!err) err = paper_of_case(call->db, call->arena, STR(SOURCE_EMERGENCY), record.number, STR_NONE, RESPONSE_TASKS_MAX, &papers, &count, why);
    if (!err) err = write_response(call, &record, why);
    if (err) return err;
    json_list(&call->out, "tasks");
    for (size_t i = 0; !err && i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", papers[i].id);
        json_str(&call->out, "number", papers[i].number);
        json_str(&call->out, "text", papers[i].text);
        json_text(&call->out, "state", case_state_name(papers[i].state));
        json_bool(&call->out, "sending", papers[i].state == CASE_OPEN && !str_is(papers[i].stage, "FOLLOWING"));
        json_time(&call->out, "due_at", papers[i].due_at);
        json_time(&call->out, "opened_at", papers[i].opened_at);
        write_key(call, &record, &papers[i], &tasks);
        err = instruction_tally(call, &papers[i], why);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}
