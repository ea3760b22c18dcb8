/*
 * operate_route.c - another unit, type or place: routing and limits are decided
 * again, and the journal says what changed and why.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "case/measure.h"
#include "case/operate.h"
#include "case/rows.h"
#include "text/text.h"

/* Open tasks wait at the desks of the case as it is now: another unit's, or those of another place; nobody holds them yet. */
static enum err move_desks(struct case_plan *plan, struct fault *why)
{
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        const struct bpmn *process = world_process(plan->world, task->process, plan->release);
        ptrdiff_t at = process ? bpmn_element_find(process, task->element) : -1;
        struct str role;
        int64_t place;
        enum err err;
        if (task->state != TASK_OPEN || at < 0) continue;
        err = desk_resolve(plan, bpmn_element_at(process, (size_t)at).candidates, &role, &place, why);
        if (err) return err;
        if (place == task->place_id && str_eq(role, task->role)) continue;
        task->role = role;
        task->place_id = place;
        task->assignee = 0;
        task->changed = true;
    }
    return ERR_OK;
}

static enum err set_variables(struct case_plan *plan, const struct feel_value *more, struct fault *why)
{
    const struct feel_value *all = engine_variables(plan);
    struct bpmn_event event = { .kind = BPMN_SET };

    for (size_t i = 0; more && i < more->context.count; i++)
        all = feel_context_with(plan->arena, all, more->context.entries[i].name, more->context.entries[i].value);
    event.variables = all;
    return engine_run(plan, &event, why);
}

enum err op_transfer(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str code = json_get_str(fields, "unit");
    const struct unit *unit = org_unit_by_code(plan->org, code), *before = org_unit(plan->org, plan->now.unit_id);
    enum err err;

    (void)op;
    if (!before || !plan->now.dispatched_at)
        return fault_set(why, ERR_CONFLICT, "尚未派遣，无需改派", "the case has not been dispatched yet");
    if (!unit || unit->kind < UNIT_STREET) return fault_field(why, STR("unit"), fault_set(why, ERR_INVALID, "没有这个单位", "there is no such unit to take a case"));
    if (unit->id == before->id) return fault_set(why, ERR_CONFLICT, "已经由这个单位办理", "this unit has the case already");
    if (!org_within(plan->org, unit->id, plan->now.district_id) && !org_within(plan->org, unit->id, plan->now.steering_id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_UNPROCESSABLE, "只能派给本区的单位", "only units of the case's own district can take it"));
    plan->now.unit_id = unit->id;
    plan->reach_changed = true;
    err = move_desks(plan, why);
    if (err) return err;
    err = plan_journal(plan, "transfer", STR(""),
                       plan_data(plan, "from", before->code, "from_name", before->name, "unit", unit->code, "unit_name", unit->name, NULL),
                       op_reason(plan, fields, "reason"), why);
    if (err) return err;
    return set_variables(plan, NULL, why);
}

static enum err decide_one(struct case_plan *plan, const char *name, const struct feel_value **all, const struct feel_value **value, struct fault *why)
{
    enum err err = decide_run(plan, str_from_c(name), facts_merge(plan->arena, engine_seen(plan), *all), value, why);

    if (!err) *all = feel_with(plan->arena, *all, name, *value);
    return err;
}

/* The figures of the record as the decisions now say; the responsible unit only where one was made responsible already. */
static enum err take_decided(struct case_plan *plan, const struct feel_value *limits, const struct feel_value *route, struct fault *why)
{
    const struct unit *proposed = desk_unit(plan, feel_get_str(route, "unit"));
    struct str finish = feel_get_str(limits, "finish");

    if (plan->now.clock_start && finish.at && !str_eq(finish, plan->now.clock_limit)) {
        enum err err;
        plan->now.clock_limit = finish;
        err = deadline_recompute(plan, why);
        if (err) return err;
    }
    if (!plan->now.dispatched_at) return ERR_OK;
    if (proposed) plan->now.unit_id = proposed->id;
    plan->reach_changed = true;
    return desk_co_units(plan, feel_get(route, STR("co_units")), why);
}

/* Urgency, limits, route and grade anew, in the order of the model, each seeing those before it; what they say becomes the process's. */
static enum err decide_again(struct case_plan *plan, const struct feel_value **variables, struct fault *why)
{
    const struct feel_value *all = feel_from_json(plan->arena, NULL), *urgency, *limits, *route, *grade;
    enum err err = engine_urgency(plan, &urgency, &plan->now.urgency, why);

    if (err) return err;
    all = feel_with(plan->arena, all, "urgency", urgency);
    err = decide_one(plan, "limits", &all, &limits, why);
    if (!err) err = decide_one(plan, "route", &all, &route, why);
    if (!err) err = decide_one(plan, "grade", &all, &grade, why);
    if (!err) err = take_decided(plan, limits, route, why);
    if (err) return err;
    if (plan->now.filed_at) plan->now.grade = decide_figure(grade, "grade", 1, 4, plan->now.grade);
    *variables = all;
    return move_desks(plan, why);
}

static struct str unit_name(const struct case_plan *plan, int64_t id)
{
    const struct unit *unit = org_unit(plan->org, id);

    return unit ? unit->name : STR("");
}

static struct str number(struct case_plan *plan, int64_t n)
{
    return str_format(plan->arena, "%lld", (long long)n);
}

static struct str due_text(struct case_plan *plan, int64_t due)
{
    char text[32];

    if (!due || due >= CLOCK_NEVER) return STR("");
    time_print(due, text);
    return str_dup(plan->arena, str_from_c(text));
}

/* What was asked for, and of urgency, grade, limit, due time and unit what is not as before. */
struct change { const char *was_name, *name; struct str was, is; };   /* name "": nothing came in its place */

static struct str change_data(struct case_plan *plan, const struct change *asked, size_t asked_count, const struct case_record *was)
{
    const struct case_record *is = &plan->now;
    const struct change decided[] = {
        { "urgency_before", "urgency", number(plan, was->urgency), number(plan, is->urgency) },
        { "grade_before", "grade", number(plan, was->grade), number(plan, is->grade) },
        { "limit_before", "limit", was->clock_limit, is->clock_limit },
        { "due_before", "due", due_text(plan, was->due_at), due_text(plan, is->due_at) },
        { "unit_before", "unit_name", unit_name(plan, was->unit_id), unit_name(plan, is->unit_id) },
    };
    struct buf buf;
    struct json_out out;

    buf_init(&buf, plan->arena, 16 * 1024);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    for (size_t i = 0; i < asked_count + COUNT_OF(decided); i++) {
        const struct change *one = i < asked_count ? &asked[i] : &decided[i - asked_count];
        if (i >= asked_count && str_eq(one->was, one->is)) continue;
        json_str(&out, one->was_name, one->was);
        if (*one->name) json_str(&out, one->name, one->is);
    }
    json_close(&out);
    return buf_done(&buf);
}

/* The new decisions become the process's; open tasks are measured by the new limits. */
static enum err settle(struct case_plan *plan, const struct feel_value *variables, struct fault *why)
{
    enum err err = set_variables(plan, variables, why);

    return err ? err : engine_retime_tasks(plan, why);
}

enum err op_retype(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    const struct item *was = world_item(plan->world, plan->now.item), *is = world_item(plan->world, json_get_str(fields, "type"));
    struct case_record before = plan->now;
    const struct feel_value *variables;
    enum err err;

    (void)op;
    if (!is || (was && !str_eq(is->kind, was->kind))) return fault_field(why, STR("type"), fault_set(why, ERR_INVALID, "没有这个类型", "there is no such type"));
    if (was && str_eq(was->code, is->code)) return fault_set(why, ERR_CONFLICT, "已经是这个类型", "the case has this type already");
    const struct change asked[] = {
        { "from", "type", before.item, is->code }, { "from_name", "type_name", was ? was->name : before.item, is->name },
    };
    plan->now.item = is->code;
    if (plan->now.filed_at) measure_mark_type(plan->world, &plan->now);
    plan->now.staff_chose = true;
    plan->guess.corrected = true;
    err = decide_again(plan, &variables, why);
    if (err) return err;
    err = plan_journal(plan, "retype", STR(""), change_data(plan, asked, COUNT_OF(asked), &before), op_reason(plan, fields, "reason"), why);
    return err ? err : settle(plan, variables, why);
}

/* What it was about stays behind when the case moves to another street: nobody there keeps or owns it.  Its name in *left, else empty. */
static enum err leave_place(struct case_plan *plan, struct str *left, struct fault *why)
{
    struct place_record was;
    enum err err = plan_about(plan, &was, why);

    *left = STR("");
    if (err || !was.id || was.street_id == plan->now.street_id) return err;
    plan->place = (struct place_record){ 0 };
    plan->place_how = "desk";
    *left = was.name.len ? was.name : was.code;
    return ERR_OK;
}

enum err op_relocate(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    double lon = json_get_number(fields, "lon", 0), lat = json_get_number(fields, "lat", 0);
    struct str address = json_get_str(fields, "address");
    struct case_record before = plan->now;
    const struct feel_value *variables;
    struct str left;
    struct place place;
    enum err err;

    (void)op;
    if (!world_locate(plan->world, lon, lat, &place) || !place.in_city)
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "这个位置不在本市范围内", "this place lies outside the city"));
    plan->now.lon_e6 = (int32_t)lround(lon * 1e6);
    plan->now.lat_e6 = (int32_t)lround(lat * 1e6);
    plan->now.cell = rows_cell(plan->now.lon_e6, plan->now.lat_e6);
    plan->now.grid_id = place.grid_id;
    plan->now.dedicated_id = place.dedicated_id;
    plan->now.community_id = place.community_id;
    plan->now.street_id = place.street_id;
    plan->now.district_id = place.district_id;
    plan->now.steering_id = place.steering_id;
    if (address.at) plan->now.address = plan_words(plan->arena, address);
    err = leave_place(plan, &left, why);
    if (!err) err = decide_again(plan, &variables, why);
    if (err) return err;
    const struct change asked[] = {
        { "community_before", "community", unit_name(plan, before.community_id), unit_name(plan, plan->now.community_id) }, { "left", "", left, STR("") },
    };
    err = plan_journal(plan, "relocate", STR(""), change_data(plan, asked, left.len ? COUNT_OF(asked) : COUNT_OF(asked) - 1, &before), op_reason(plan, fields, "reason"), why);
    return err ? err : settle(plan, variables, why);
}

/* Another component or place, or none: who owns and keeps it decides the route anew. */
enum err op_place(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str code = str_trim(json_get_str(fields, "code"));
    struct case_record before = plan->now;
    const struct feel_value *variables;
    struct place_record was;
    enum err err = plan_about(plan, &was, why);

    (void)op;
    if (err) return err;
    if (code.len) err = plan_place(plan, STR("code"), code, why);
    if (err) return err;
    if (plan->place.id == was.id) return fault_set(why, ERR_CONFLICT, "已经是这样", "it is so already");
    plan->place_how = "desk";
    err = decide_again(plan, &variables, why);
    if (err) return err;
    const struct change asked[] = {
        { "from", "to", was.id ? was.code : STR(""), code.at ? code : STR("") }, { "from_name", "name", was.id ? was.name : STR(""), plan->place.id ? plan->place.name : STR("") },
    };
    err = plan_journal(plan, "place", STR(""), change_data(plan, asked, COUNT_OF(asked), &before), op_reason(plan, fields, "reason"), why);
    return err ? err : settle(plan, variables, why);
}
