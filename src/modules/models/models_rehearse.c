/*
 * models_rehearse.c - POST /api/rehearsals/process and …/form: nothing is kept, nothing happens.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "case/form.h"
#include "case/rehearse.h"
#include "case/task.h"
#include "modules/models/models_view.h"

/* ── What is tried ─────────────────────────────────────────────────────── */

/* {draft}, {text} or {key, release?}, and `with`, as a view; *tried is what it is about. */
static enum err open_view(struct call *call, struct arena *arena, enum definition_kind kind, struct definition_view **out, struct definition_new *tried,
                          struct fault *why)
{
    struct draft_row *drafts = arena_array(arena, struct draft_row, BUNDLE_MAX + 1);
    struct str text = json_get_str(call->body, "text");
    int64_t draft_id = json_get_id(call->body, "draft"), release = json_get_int(call->body, "release", INT64_MAX);
    struct definition_view *view;
    size_t count = 0;
    enum err err = drafts ? models_current(call, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    *tried = (struct definition_new){ .kind = kind, .key = json_get_str(call->body, "key"), .text = text };
    if (!err && (draft_id != 0) + (text.at != NULL) > 1) err = fault_set(why, ERR_INVALID, "请写明草稿、文本或编号之一", "give a draft, a text or a key");
    if (!err) err = view_new(arena, world_shelf(app_of(call)->world), release, &view, why);
    if (!err) err = models_with(call, arena, false, drafts, &count, why);
    if (!err && draft_id) err = draft_read(call->db, arena, draft_id, &drafts[count++], why);
    if (!err && draft_id && drafts[count - 1].kind != kind) err = fault_set(why, ERR_UNPROCESSABLE, "草稿是另一种定义", "the draft is of another kind");
    if (!err && draft_id) *tried = draft_definition(&drafts[count - 1]);
    for (size_t i = 0; !err && i < count; i++) {
        struct definition_new d = draft_definition(&drafts[i]);
        err = view_lay(view, &d, why);
    }
    if (!err && text.at) err = models_text_fits(text, why);
    if (!err && text.at) {
        definition_identify(arena, tried);
        if (!tried->key.len) tried->key = STR("?");
        err = view_lay(view, tried, why);
    }
    if (!err && !tried->key.len) err = fault_set(why, ERR_INVALID, "请写明草稿、文本或编号之一", "give a draft, a text or a key");
    if (!err) *out = view;
    return err;
}

/* Why a process does not load. */
static enum err not_loading(struct arena *arena, struct definition_view *view, const struct definition_new *tried, struct fault *why)
{
    struct str text = view_text(view, tried->kind, tried->key);
    struct fault inner = { 0 };
    struct bpmn *bpmn;

    if (!text.at) return fault_set(why, ERR_NOT_FOUND, "没有这个流程", "there is no such process");
    if (bpmn_load(arena, text, &bpmn, &inner) == ERR_OK) return fault_set(why, ERR_INTERNAL, "系统内部错误", "internal error");
    return fault_at(why, ERR_UNPROCESSABLE, inner.at, "%s%.0s", "%.0s%s", inner.zh, inner.en);
}

/* ── The event ─────────────────────────────────────────────────────────── */

static const struct { const char *name; enum bpmn_event_kind kind; } EVENTS[] = {
    { "start", BPMN_START },   { "complete", BPMN_COMPLETE }, { "fail", BPMN_FAIL },     { "timer", BPMN_TIMER },       { "message", BPMN_MESSAGE },
    { "signal", BPMN_SIGNAL }, { "decided", BPMN_DECIDED },   { "cancel", BPMN_CANCEL }, { "retry", BPMN_RETRY },       { "escalate", BPMN_ESCALATE },
    { "set", BPMN_SET },       { "activate", BPMN_ACTIVATE },
};

static const struct feel_value *object_of(struct arena *arena, const struct json_t *node, const char *name)
{
    const struct feel_value *value = feel_from_json(arena, json_get(node, name));

    return value->type == FEEL_CONTEXT ? value : feel_from_json(arena, NULL);
}

/* An id as a number or as text. */
static int64_t activity_of(const struct json_t *node)
{
    int64_t id = json_get_id(node, "activity");

    return id ? id : json_get_int(node, "activity", 0);
}

static bool is_task(const struct rehearsal *r, int64_t activity)
{
    for (size_t i = 0; i < r->open.count; i++)
        if (r->open.at[i].activity == activity) return r->open.at[i].kind == REHEARSAL_TASK;
    return false;
}

static enum err read_event(struct rehearsal *r, const struct json_t *node, struct bpmn_event *out, struct fault *why)
{
    struct bpmn_event event = { .activity = activity_of(node), .name = json_get_str(node, "name"), .variables = object_of(r->arena, node, "variables") };
    struct str kind = json_get_str(node, "kind");
    const struct feel_value *answered;
    size_t i = 0;
    enum err err;

    while (i < COUNT_OF(EVENTS) && !str_is(kind, EVENTS[i].name)) i++;
    if (i == COUNT_OF(EVENTS) || EVENTS[i].kind == BPMN_START) return fault_set(why, ERR_INVALID, "没有这种事件", "there is no such event");
    event.kind = EVENTS[i].kind;
    if (event.kind == BPMN_DECIDED) {
        event.variables = feel_with(r->arena, feel_from_json(r->arena, NULL), "result", feel_from_json(r->arena, json_get(node, "result")));
    } else if (event.kind == BPMN_COMPLETE && (is_task(r, event.activity) || json_get(node, "outcome"))) {
        err = rehearse_answer(r, event.activity, json_get_str(node, "outcome"), json_get(node, "fields"), &answered, why);
        if (err) return err;
        event.variables = facts_merge(r->arena, event.variables, answered);
    }
    *out = event;
    return ERR_OK;
}

/* The facts a made-up case starts with: of the type named, or of the first one that runs this process. */
static const struct feel_value *start_variables(struct call *call, struct rehearsal *r)
{
    const struct world *world = app_of(call)->world;
    struct str type = json_get_str(call->body, "type");
    const struct item *item = type.len ? world_item(world, type) : NULL;

    for (size_t i = 0; !item && i < world_item_count(world); i++)
        if (str_eq(world_item_at(world, i)->process, r->process_key)) item = world_item_at(world, i);
    if (!item && world_item_count(world)) item = world_item_at(world, 0);
    return facts_merge(r->arena, rehearse_facts(r->arena, item ? item->facts : NULL, r->now_ms), object_of(r->arena, call->body, "variables"));
}

/* ── The answer ────────────────────────────────────────────────────────── */

static void write_place(struct json_out *out, struct str process, struct str element, int64_t activity)
{
    json_str(out, "process", process);
    json_str(out, "element", element);
    json_id(out, "activity", activity);
}

static void write_done(struct call *call, const struct rehearsal *r)
{
    struct json_out *out = &call->out;

    json_list(out, "done");
    for (size_t i = 0; i < r->done.count; i++) {
        const struct rehearsal_done *d = &r->done.at[i];
        json_object(out, NULL);
        json_text(out, "kind", d->kind);
        json_str(out, "process", d->process);
        json_str(out, "element", d->element);
        json_str(out, "name", d->name);
        json_str(out, "zh", d->zh);
        json_str(out, "en", d->en);
        if (d->result.at) {
            json_raw(out, "inputs", d->inputs);
            json_raw(out, "result", d->result);
            json_list(out, "rules");
            for (size_t k = 0; k < d->match_count; k++)
                models_write_rule(call, d->matches[k].rule, (int64_t)d->matches[k].row, d->matches[k].annotation);
            json_close(out);
        }
        json_close(out);
    }
    json_close(out);
    json_list(out, "flows");
    for (size_t i = 0; i < r->flows.count; i++) {
        json_object(out, NULL);
        json_str(out, "process", r->flows.at[i].process);
        json_str(out, "flow", r->flows.at[i].flow);
        json_close(out);
    }
    json_close(out);
}

static void write_outcomes(struct json_out *out, const struct bpmn *process, struct str element)
{
    struct outcome outcomes[OUTCOMES_MAX];
    size_t count = process ? task_outcomes(process, element, outcomes) : 0;

    json_list(out, "outcomes");
    for (size_t i = 0; i < count; i++) {
        json_object(out, NULL);
        json_str(out, "code", outcomes[i].code);
        json_str(out, "zh", outcomes[i].zh);
        json_str(out, "en", outcomes[i].en);
        json_bool(out, "note", outcomes[i].note);
        json_bool(out, "photo", outcomes[i].photo);
        json_bool(out, "unit", outcomes[i].unit);
        json_text(out, "style", outcomes[i].danger ? "danger" : outcomes[i].primary ? "primary" : "default");
        json_close(out);
    }
    json_close(out);
}

static void write_task(struct call *call, const struct rehearsal *r, const struct rehearsal_open *open)
{
    struct json_out *out = &call->out;
    const struct world *world = app_of(call)->world;
    const struct bpmn *process = view_process(r->view, open->process);
    struct str stage = process ? bpmn_property(process, open->element, STR("stage")) : STR_NONE;
    const struct json_t *form = open->form.len ? view_form(r->view, open->form) : NULL;

    if (!stage.at) stage = STR("PROCESSING");
    json_str(out, "stage", stage);
    json_str(out, "stage_zh", world_stage_zh(world, stage));
    json_str(out, "candidates", open->candidates.at ? open->candidates : STR(""));
    json_str(out, "assignee", open->assignee.at ? open->assignee : STR(""));
    json_time(out, "due_at", open->due_ms);
    if (form) json_write_node(out, "form", form);
    else json_null(out, "form");
    write_outcomes(out, process, open->element);
}

static void write_open(struct call *call, const struct rehearsal *r, enum rehearsal_wait kind, const char *list)
{
    struct json_out *out = &call->out;
    struct json_t *asked;

    json_list(out, list);
    for (size_t i = 0; i < r->open.count; i++) {
        const struct rehearsal_open *open = &r->open.at[i];
        if (open->kind != kind) continue;
        json_object(out, NULL);
        write_place(out, open->process, open->element, open->activity);
        json_str(out, kind == REHEARSAL_DECISION ? "decision" : "name", open->name);
        if (kind == REHEARSAL_TASK) write_task(call, r, open);
        if (open->data.len && !json_parse(r->arena, open->data, &asked, NULL)) {
            json_write_node(out, "headers", json_get(asked, "headers"));
            json_write_node(out, "variables", json_get(asked, "variables"));
        }
        json_close(out);
    }
    json_close(out);
}

static void write_state(struct call *call, const struct rehearsal *r)
{
    struct json_out *out = &call->out;
    struct bpmn_place *places;
    struct bpmn_running *timers;
    struct bpmn_incident *incidents;
    size_t count = bpmn_state_places(r->arena, r->state, &places);

    json_list(out, "places");
    for (size_t i = 0; i < count; i++) {
        json_object(out, NULL);
        write_place(out, places[i].process, places[i].element, places[i].activity);
        json_close(out);
    }
    json_close(out);
    count = bpmn_state_timers(r->arena, r->state, &timers);
    json_list(out, "timers");
    for (size_t i = 0; i < count; i++) {
        json_object(out, NULL);
        write_place(out, timers[i].process, timers[i].element, timers[i].activity);
        json_time(out, "due_at", timers[i].due_ms);
        json_close(out);
    }
    json_close(out);
    count = bpmn_state_incidents(r->arena, r->state, &incidents);
    json_list(out, "incidents");
    for (size_t i = 0; i < count; i++) {
        json_object(out, NULL);
        write_place(out, incidents[i].process, incidents[i].element, incidents[i].activity);
        json_str(out, "code", incidents[i].code);
        json_str(out, "zh", incidents[i].zh);
        json_str(out, "en", incidents[i].en);
        json_close(out);
    }
    json_close(out);
}

static void write_choices(struct call *call, struct rehearsal *r)
{
    struct bpmn_choice *choices;
    size_t count = rehearse_choices(r, &choices);

    json_list(&call->out, "choices");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        write_place(&call->out, choices[i].process, choices[i].element, choices[i].activity);
        json_str(&call->out, "subprocess", choices[i].subprocess);
        json_str(&call->out, "name", choices[i].name);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static enum err write_rehearsal(struct call *call, struct rehearsal *r, struct fault *why)
{
    struct str text = rehearse_write(r);

    if (!text.at) return fault_set(why, ERR_TOO_LARGE, "试演的状态过大", "the state of the rehearsal is too large");
    json_str(&call->out, "state", text);
    json_time(&call->out, "now", r->now_ms);
    json_bool(&call->out, "ended", r->ended);
    write_done(call, r);
    write_open(call, r, REHEARSAL_TASK, "tasks");
    write_open(call, r, REHEARSAL_SERVICE, "services");
    write_open(call, r, REHEARSAL_DECISION, "decisions");
    write_open(call, r, REHEARSAL_MESSAGE, "messages");
    write_open(call, r, REHEARSAL_SIGNAL, "signals");
    write_state(call, r);
    write_choices(call, r);
    feel_to_json(&call->out, "variables", bpmn_state_variables(r->state));
    return ERR_OK;
}

/* 400 an answer the form does not allow, 409 an event that does not fit the state, 422 a process that does not load or never waits. */
enum err rehearse_process(struct call *call, struct fault *why)
{
    const struct json_t *by_hand = json_get(call->body, "by_hand"), *event_node = json_get(call->body, "event");
    struct str state = json_get_str(call->body, "state"), word;
    struct bpmn_event event = { .kind = BPMN_START };
    struct definition_new tried;
    struct rehearsal r = { 0 };
    int64_t now = call->now_ms;
    enum err err = models_arena(call, &r.arena, why);

    if (!err) err = open_view(call, r.arena, DEFINITION_PROCESS, &r.view, &tried, why);
    if (err) return err;
    r.process_key = tried.key;
    r.process = view_process(r.view, tried.key);
    r.calendar = world_calendar(app_of(call)->world);
    for (size_t i = 0; i < json_count(by_hand); i++) {
        r.services_by_hand |= json_is_text(json_at(by_hand, i), &word) && str_is(word, "service");
        r.decisions_by_hand |= json_is_text(json_at(by_hand, i), &word) && str_is(word, "decision");
    }
    if (!r.process) return not_loading(r.arena, r.view, &tried, why);
    if (json_get_str(call->body, "now").len && time_parse(json_get_str(call->body, "now"), &now)) return fault_set(why, ERR_INVALID, "时间不合法", "now is no time");
    if (state.at) err = rehearse_read(&r, state, why);
    if (err) return err;
    if (now > r.now_ms) r.now_ms = now;
    if (state.at && !event_node) return fault_set(why, ERR_INVALID, "缺少事件", "the event is missing");
    if (state.at) err = read_event(&r, event_node, &event, why);
    else event.variables = start_variables(call, &r);
    if (!err) err = rehearse_run(&r, &event, why);
    return err ? err : write_rehearsal(call, &r, why);
}

enum err rehearsed_decision(struct call *call, struct arena *arena, const struct dmn **out, struct fault *why)
{
    struct definition_view *view;
    struct definition_new tried;
    struct fault inner = { 0 };
    struct str text;
    struct dmn *dmn;
    enum err err = open_view(call, arena, DEFINITION_DECISION, &view, &tried, why);

    if (err) return err;
    *out = view_decision(view, tried.key);
    if (*out) return ERR_OK;
    text = view_text(view, tried.kind, tried.key);
    if (!text.at) return fault_set(why, ERR_NOT_FOUND, "没有这个决策", "there is no such decision");
    if (dmn_load(arena, text, &dmn, &inner) == ERR_OK) return fault_set(why, ERR_INTERNAL, "系统内部错误", "internal error");
    return fault_at(why, ERR_UNPROCESSABLE, inner.at, "%s%.0s", "%.0s%s", inner.zh, inner.en);
}

/* ── POST /api/rehearsals/form ─────────────────────────────────────────── */

enum err rehearse_form(struct call *call, struct fault *why)
{
    struct form_answer answer = { .fields = json_get(call->body, "fields"), .now_ms = call->now_ms };
    struct findings findings = { 0 };
    const struct feel_value *filled = NULL;
    struct definition_view *view;
    struct definition_new tried;
    const struct json_t *form;
    struct fault wrong = { 0 };
    struct arena *arena;
    struct str *shown;
    size_t count = 0;
    enum err err = models_arena(call, &arena, why), result;

    if (!err) err = open_view(call, arena, DEFINITION_FORM, &view, &tried, why);
    if (err) return err;
    form = view_form(view, tried.key);
    if (!form) return fault_set(why, view_text(view, tried.kind, tried.key).at ? ERR_UNPROCESSABLE : ERR_NOT_FOUND, "没有这个表单，或读不懂", "there is no such form, or it cannot be read");
    findings.arena = arena;
    answer.variables = object_of(arena, call->body, "variables");
    err = form_shown(arena, form, &answer, &shown, &count, &wrong);
    if (err) return fault_set(why, finding_is_mistake(err) ? ERR_UNPROCESSABLE : err, "%s%.0s", "%.0s%s", wrong.zh, wrong.en);
    result = form_fill(arena, form, &answer, &findings, &filled, &wrong);
    if (result && !finding_is_mistake(result)) return fault_set(why, result, "%s%.0s", "%.0s%s", wrong.zh, wrong.en);
    json_bool(&call->out, "ok", result == ERR_OK);
    feel_to_json(&call->out, "fields", filled ? filled : &FEEL_NULL_VALUE);
    json_list(&call->out, "problems");
    for (size_t i = 0; i < findings.count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "field", findings.at[i].element);
        json_str(&call->out, "zh", findings.at[i].zh);
        json_str(&call->out, "en", findings.at[i].en);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_list(&call->out, "shown");
    for (size_t i = 0; i < count; i++) json_str(&call->out, NULL, shown[i]);
    json_close(&call->out);
    return ERR_OK;
}
