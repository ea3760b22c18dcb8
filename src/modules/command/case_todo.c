/*
 * case_todo.c - of the page of one case: its open tasks with their outcomes and
 * forms, its countersignatures, and the operations this user may do.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/form.h"
#include "case/plan.h"
#include "case/task.h"
#include "modules/command/case_view.h"
#include "text/text.h"

static void write_outcomes(struct call *call, const struct bpmn *process, const struct task_view *task)
{
    struct outcome outcomes[OUTCOMES_MAX];
    size_t count = task->sign.len ? task_sign_outcomes(task->sign, outcomes) : process ? task_outcomes(process, task->element, outcomes) : 0;

    json_list(&call->out, "outcomes");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "code", outcomes[i].code);
        json_str(&call->out, "zh", outcomes[i].zh);
        json_str(&call->out, "en", outcomes[i].en);
        json_bool(&call->out, "note", outcomes[i].note);
        json_bool(&call->out, "photo", outcomes[i].photo);
        json_bool(&call->out, "unit", outcomes[i].unit);
        json_bool(&call->out, "units", outcomes[i].units);
        json_bool(&call->out, "here", outcomes[i].here);
        json_text(&call->out, "style", outcomes[i].danger ? "danger" : outcomes[i].primary ? "primary" : "default");
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* The unit and reason the routing decided: filled in for whoever dispatches. */
static void write_proposal(struct call *call, const struct case_record *record, const struct bpmn_state *state)
{
    const struct feel_value *route = state ? feel_get(bpmn_state_variables(state), STR("route")) : NULL;
    const struct unit *unit = route ? case_unit_named(call->org, record, feel_get_str(route, "unit")) : NULL;

    if (!unit) {
        json_null(&call->out, "proposal");
        return;
    }
    json_object(&call->out, "proposal");
    view_unit(call, "unit", unit->id);
    json_str(&call->out, "reason", text_language(feel_get_str(route, "reason"), false));
    json_str(&call->out, "reason_en", text_language(feel_get_str(route, "reason"), true));
    json_close(&call->out);
}

/* The schema, and to whoever may fill it in what of the case it speaks of. */
static void write_form(struct call *call, const struct case_record *record, const struct json_t *form, struct bpmn_state *state)
{
    struct case_plan *plan = arena_new(call->arena, struct case_plan);

    if (!form) {
        json_null(&call->out, "form");
        json_null(&call->out, "seen");
        return;
    }
    json_write_node(&call->out, "form", form);
    if (!state || !plan) {
        json_null(&call->out, "seen");
        return;
    }
    *plan = (struct case_plan){ .arena = call->arena, .world = app_of(call)->world, .org = (struct org *)(uintptr_t)call->org, .now_ms = call->now_ms, .now = *record, .state = state };
    feel_to_json(&call->out, "seen", form_seen(call->arena, form, engine_seen(plan)));
}

static void write_task(struct call *call, const struct case_record *record, const struct task_view *task, struct bpmn_state *state, int64_t release)
{
    struct world *world = app_of(call)->world;
    const struct bpmn *process = world_process(world, task->process, release);
    ptrdiff_t at = process ? bpmn_element_find(process, task->element) : -1;
    struct str form = at >= 0 ? bpmn_element_at(process, (size_t)at).form : STR_NONE;
    struct fault fault = { 0 };
    bool can = task_may_act(call->org, call->user, record, task->role, task->place_id, task->assignee, &fault) == ERR_OK;

    json_object(&call->out, NULL);
    view_task_row(call, task);
    json_str(&call->out, "element", task->element);
    json_str(&call->out, "process", task->process);
    json_bool(&call->out, "can_act", can);
    json_bool(&call->out, "can_claim", fault.code == ERR_CONFLICT);
    json_bool(&call->out, "can_assign", task_may_give(call->org, call->user, record, task->role, task->place_id, NULL) == ERR_OK);
    json_text(&call->out, "why_not_zh", can ? "" : fault.zh);
    json_text(&call->out, "why_not_en", can ? "" : fault.en);
    json_str(&call->out, "headline", task->name);
    json_str(&call->out, "headline_en", world_name_en(world, task->name));
    write_outcomes(call, process, task);
    write_proposal(call, record, state);
    write_form(call, record, form.len && !task->sign.len ? world_form(world, form, release) : NULL, can ? state : NULL);
    json_close(&call->out);
}

static enum err write_tasks(struct call *call, const struct case_record *record, struct bpmn_state *state, int64_t release, struct fault *why)
{
    struct task_view *tasks;
    size_t count;
    enum err err = list_case_tasks(call->db, call->arena, record->id, &tasks, &count, why);

    if (err) return err;
    json_list(&call->out, "tasks");
    for (size_t i = 0; i < count; i++)
        if (!str_is(tasks[i].role, "resident")) write_task(call, record, &tasks[i], state, release);
    json_close(&call->out);
    return ERR_OK;
}

/* 会签: those that go on, and how the last of each open task came out. */
static void write_rounds(struct call *call, const struct bpmn_state *state, int64_t release)
{
    struct world *world = app_of(call)->world;
    struct bpmn_round *rounds = NULL;
    size_t count = state ? bpmn_state_rounds(call->arena, state, &rounds) : 0;

    json_list(&call->out, "countersigns");
    for (size_t i = 0; i < count; i++) {
        const struct bpmn *process = world_process(world, rounds[i].process, release);
        ptrdiff_t at = process ? bpmn_element_find(process, rounds[i].element) : -1;
        struct str name = at >= 0 ? bpmn_element_at(process, (size_t)at).name : rounds[i].element;

        json_object(&call->out, NULL);
        json_id(&call->out, "activity", rounds[i].task);
        json_str(&call->out, "element", rounds[i].element);
        json_str(&call->out, "name", name);
        json_str(&call->out, "name_en", world_name_en(world, name));
        json_int(&call->out, "share", rounds[i].share);
        json_int(&call->out, "asked", rounds[i].asked);
        json_int(&call->out, "agreed", rounds[i].agreed);
        json_int(&call->out, "refused", rounds[i].refused);
        json_str(&call->out, "result", rounds[i].result);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* The values a field may have now, when the operation says so. */
static void write_options(struct call *call, const struct case_offer *offer, const char *field)
{
    json_list(&call->out, "options");
    for (size_t i = 0; i < offer->choice_count; i++) {
        const struct case_choice *choice = &offer->choices[i];

        if (!str_is(str_from_c(choice->field), field)) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "value", choice->value);
        json_str(&call->out, "zh", choice->zh);
        json_str(&call->out, "en", choice->en);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static bool has_options(const struct case_offer *offer, const char *field)
{
    for (size_t i = 0; i < offer->choice_count; i++)
        if (str_is(str_from_c(offer->choices[i].field), field)) return true;
    return false;
}

static void write_fields(struct call *call, const struct case_offer *offer)
{
    const struct json_field *fields = case_op_fields(offer->op);
    static const char *const TYPES[] = { "text", "int", "number", "bool", "id", "time", "list", "object", "any" };

    json_list(&call->out, "fields");
    for (; fields->name; fields++) {
        if (str_is(str_from_c(fields->name), "version")) continue;
        if ((fields->type == JSON_ID || str_is(str_from_c(fields->name), "people")) && !has_options(offer, fields->name)) continue;   /* nothing to choose from */
        json_object(&call->out, NULL);
        json_text(&call->out, "name", fields->name);
        json_text(&call->out, "zh", fields->zh);
        json_text(&call->out, "en", fields->about);
        json_text(&call->out, "type", TYPES[fields->type]);
        json_bool(&call->out, "required", !fields->optional);
        json_int(&call->out, "max", fields->max);
        write_options(call, offer, fields->name);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static enum err write_actions(struct call *call, const struct case_record *record, struct fault *why)
{
    const struct case_actor actor = { .user = call->user, .unit_id = call->user->unit_id };
    struct case_offer *ops;
    size_t count = 0;
    enum err err = case_ops_allowed(app_of(call)->world, call->db, call->arena, record, &actor, call->now_ms, &ops, &count, why);

    if (err) return err;
    json_list(&call->out, "actions");
    for (size_t i = 0; i < count; i++) {
        const char *zh, *en;
        bool danger;
        case_op_label(ops[i].op, &zh, &en, &danger);
        json_object(&call->out, NULL);
        json_text(&call->out, "op", case_op_name(ops[i].op));
        json_text(&call->out, "zh", zh);
        json_text(&call->out, "en", en);
        json_bool(&call->out, "danger", danger);
        write_fields(call, &ops[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err view_todo(struct call *call, const struct case_record *record, const struct instance_view *instance, struct fault *why)
{
    struct bpmn_state *state = NULL;
    enum err err;

    if (bpmn_state_read(call->arena, instance->state, &state, NULL)) state = NULL;
    err = write_tasks(call, record, state, instance->release, why);
    if (err) return err;
    write_rounds(call, state, instance->release);
    return write_actions(call, record, why);
}
