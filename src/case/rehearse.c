/*
 * rehearse.c - see rehearse.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/rehearse.h"

#include "case/form.h"
#include "case/task.h"

enum { EVENTS_MAX = 400 };

struct queue { LIST(struct bpmn_event) events; size_t next; };

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Facts ─────────────────────────────────────────────────────────────── */

const struct feel_value *rehearse_facts(struct arena *arena, const struct feel_value *item, int64_t now_ms)
{
    static const char *const ZERO[] = { "return_count", "rework_count", "extension_count", "reopen_count", "supervise" };
    static const char *const NO[] = { "verified", "reopened", "overdue", "duplicate", "on_spot", "public" };
    const struct feel_value *none = feel_from_json(arena, NULL), *c = none, *all = none;

    c = feel_with(arena, c, "number", feel_string(arena, STR("试演")));
    c = feel_with(arena, c, "source", feel_string(arena, STR("worker")));
    c = feel_with(arena, c, "channel", feel_string(arena, STR("field")));
    c = feel_with(arena, c, "state", feel_string(arena, STR("open")));
    c = feel_with(arena, c, "result", feel_string(arena, STR("")));
    c = feel_with(arena, c, "urgency", feel_integer(arena, item ? feel_get_int(item, "urgency", 3) : 3));
    c = feel_with(arena, c, "grade", feel_integer(arena, item ? feel_get_int(item, "grade", 3) : 3));
    c = feel_with(arena, c, "hour", feel_integer(arena, (now_ms + CIVIL_OFFSET_MS) % MS_PER_DAY / MS_PER_HOUR));
    c = feel_with(arena, c, "confidence", feel_integer(arena, 1));
    c = feel_with(arena, c, "in_grid", feel_boolean(true));
    c = feel_with(arena, c, "staff_chose", feel_boolean(true));
    for (size_t i = 0; i < COUNT_OF(ZERO); i++) c = feel_with(arena, c, ZERO[i], feel_integer(arena, 0));
    for (size_t i = 0; i < COUNT_OF(NO); i++) c = feel_with(arena, c, NO[i], feel_boolean(false));
    all = feel_with(arena, all, "case", c);
    if (item) all = feel_with(arena, all, "item", item);
    return feel_with(arena, all, "facts", feel_with(arena, none, "variant", feel_string(arena, STR(""))));
}

/* What a handler of the spine changes in the facts that models read. */
static const struct feel_value *served(struct rehearsal *r, struct str service)
{
    static const struct { const char *service, *counter; } COUNTS[] = {
        { "case.return", "return_count" }, { "case.rework", "rework_count" }, { "case.reopen", "reopen_count" }, { "clock.extend", "extension_count" },
    };
    const struct feel_value *c = feel_get(bpmn_state_variables(r->state), STR("case")), *none = feel_from_json(r->arena, NULL);

    if (c->type != FEEL_CONTEXT) return none;
    for (size_t i = 0; i < COUNT_OF(COUNTS); i++)
        if (str_is(service, COUNTS[i].service))
            c = feel_with(r->arena, c, COUNTS[i].counter, feel_integer(r->arena, feel_get_int(c, COUNTS[i].counter, 0) + 1));
    if (str_is(service, "case.reopen")) c = feel_with(r->arena, c, "reopened", feel_boolean(true));
    return feel_with(r->arena, none, "case", c);
}

/* ── What is waited for ────────────────────────────────────────────────── */

static struct rehearsal_open *find_open(struct rehearsal *r, int64_t activity)
{
    for (size_t i = 0; i < r->open.count; i++)
        if (r->open.at[i].activity == activity) return &r->open.at[i];
    return NULL;
}

/* All that waits under this activity, or under it and this name. */
static void close_open(struct rehearsal *r, int64_t activity, struct str name)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->open.count; i++) {
        const struct rehearsal_open *open = &r->open.at[i];
        if (open->activity == activity && (!name.len || str_eq(open->name, name))) continue;
        r->open.at[kept++] = *open;
    }
    r->open.count = kept;
}

static struct str json_of(struct arena *arena, const struct feel_value *value)
{
    return feel_json_text(arena, value ? value : &FEEL_NULL_VALUE, 0);
}

static enum err wait_for(struct rehearsal *r, enum rehearsal_wait kind, const struct bpmn_effect *e, int64_t due_ms, struct fault *why)
{
    struct rehearsal_open *open = r->open.count < REHEARSAL_OPEN_MAX ? LIST_ADD(r->arena, &r->open) : NULL;

    if (!open) return fault_set(why, ERR_TOO_LARGE, "等待的事项过多", "too much is waited for");
    *open = (struct rehearsal_open){ .kind = kind, .activity = e->activity, .due_ms = due_ms, .process = e->process, .element = e->element,
                                     .name = e->name, .form = e->form, .candidates = e->candidates, .assignee = e->assignee, .data = STR("") };
    if (kind != REHEARSAL_SERVICE && kind != REHEARSAL_DECISION) return ERR_OK;
    open->data = str_format(r->arena, "{\"headers\":%s,\"variables\":%s}", str_c(r->arena, json_of(r->arena, e->headers)),
                            str_c(r->arena, json_of(r->arena, e->variables)));
    return open->data.at ? ERR_OK : no_memory(why);
}

/* ── What happened ─────────────────────────────────────────────────────── */

static struct str name_of(struct rehearsal *r, const struct bpmn_effect *e)
{
    const struct bpmn *process = view_process(r->view, e->process);
    ptrdiff_t at = process ? bpmn_element_find(process, e->element) : -1;
    struct str name = at < 0 ? STR_NONE : bpmn_element_at(process, (size_t)at).name;

    return name.len ? name : e->element;
}

static struct rehearsal_done *tell(struct rehearsal *r, const char *kind, const struct bpmn_effect *e, const char *zh, const char *en, struct str what)
{
    struct rehearsal_done *done = LIST_ADD(r->arena, &r->done);
    struct str name = name_of(r, e);

    if (!done) return NULL;
    *done = (struct rehearsal_done){ .kind = kind, .process = e->process, .element = e->element, .name = name };
    done->zh = what.len ? str_format(r->arena, "%s“%.*s”：%.*s", zh, STR_ARG(name), STR_ARG(what)) : str_format(r->arena, "%s“%.*s”", zh, STR_ARG(name));
    done->en = what.len ? str_format(r->arena, "%s \"%.*s\": %.*s", en, STR_ARG(name), STR_ARG(what)) : str_format(r->arena, "%s \"%.*s\"", en, STR_ARG(name));
    return done;
}

/* ── Effects ───────────────────────────────────────────────────────────── */

static enum err answer(struct rehearsal *r, struct queue *queue, enum bpmn_event_kind kind, int64_t activity, struct str name,
                       const struct feel_value *variables, struct fault *why)
{
    struct bpmn_event *event = LIST_ADD(r->arena, &queue->events);

    if (!event) return no_memory(why);
    *event = (struct bpmn_event){ .kind = kind, .activity = activity, .name = name, .variables = variables };
    return ERR_OK;
}

static enum err decide(struct rehearsal *r, struct queue *queue, const struct bpmn_effect *e, struct fault *why)
{
    const struct feel_value *seen = facts_merge(r->arena, bpmn_state_variables(r->state), e->variables);
    const struct dmn *dmn = view_decision(r->view, e->name);
    struct rehearsal_done *done = tell(r, "decision", e, "决策", "decision", e->name);
    struct dmn_result result;

    if (!done) return no_memory(why);
    if (r->decisions_by_hand || !dmn || dmn_decide(r->arena, dmn, e->name, seen, r->now_ms, &result, NULL)) return wait_for(r, REHEARSAL_DECISION, e, 0, why);
    done->inputs = json_of(r->arena, e->variables);
    done->result = json_of(r->arena, result.value);
    done->matches = result.matches;
    done->match_count = result.match_count;
    return answer(r, queue, BPMN_DECIDED, e->activity, STR_NONE, feel_with(r->arena, feel_from_json(r->arena, NULL), "result", result.value), why);
}

/* "sign" through the decided limits, or an amount and a unit. */
static int64_t task_due(struct rehearsal *r, const struct bpmn_effect *e)
{
    const struct bpmn *process = view_process(r->view, e->process);
    struct str limit = process ? bpmn_property(process, e->element, STR("limit")) : STR_NONE, named;
    struct clock_facts facts = { .start_ms = r->now_ms, .window = STR("urban") };
    struct clock_due due;

    if (e->due_ms || !limit.len) return e->due_ms;
    named = feel_str(feel_get(feel_get(bpmn_state_variables(r->state), STR("limits")), limit));
    if (deadline_parse(named.len ? named : limit, &facts.limit, NULL) || clock_due(r->calendar, &facts, &due, NULL)) return 0;
    return due.due_ms;
}

static enum err serve(struct rehearsal *r, struct queue *queue, const struct bpmn_effect *e, struct fault *why)
{
    const bool named = !str_eq(name_of(r, e), e->element);      /* else what it does stands for its name */

    if (!tell(r, "service", e, "服务", "service", named ? STR_NONE : e->name)) return no_memory(why);
    if (r->services_by_hand) return wait_for(r, REHEARSAL_SERVICE, e, 0, why);
    return answer(r, queue, BPMN_COMPLETE, e->activity, STR_NONE, served(r, e->name), why);
}

static enum err flow(struct rehearsal *r, const struct bpmn_effect *e, struct fault *why)
{
    struct rehearsal_flow *taken = LIST_ADD(r->arena, &r->flows);

    if (!taken) return no_memory(why);
    *taken = (struct rehearsal_flow){ e->process, e->element };
    return ERR_OK;
}

static const struct { enum bpmn_effect_kind kind; const char *name, *zh, *en; } TOLD[] = {
    { BPMN_ENTER, "enter", "到达", "reached" },          { BPMN_TASK_OPEN, "task", "任务", "task" },           { BPMN_TASK_CANCEL, "cancel", "任务撤销", "task withdrawn" },
    { BPMN_TIMER_SET, "timer", "计时开始", "timer set" }, { BPMN_WAIT_MESSAGE, "message", "等待消息", "message awaited" },
    { BPMN_WAIT_SIGNAL, "signal", "等待信号", "signal awaited" }, { BPMN_SEND, "send", "发出消息", "message sent" },
    { BPMN_BROADCAST, "broadcast", "发出信号", "signal thrown" }, { BPMN_ENDED, "end", "流程结束", "the process ended" },
};

static enum err carry_out(struct rehearsal *r, struct queue *queue, const struct bpmn_effect *e, struct fault *why)
{
    struct rehearsal_done *incident;

    for (size_t i = 0; i < COUNT_OF(TOLD); i++)
        if (TOLD[i].kind == e->kind && !tell(r, TOLD[i].name, e, TOLD[i].zh, TOLD[i].en, e->kind == BPMN_ENTER || e->kind == BPMN_TASK_OPEN ? STR_NONE : e->name))
            return no_memory(why);
    switch (e->kind) {
    case BPMN_TASK_OPEN: return wait_for(r, REHEARSAL_TASK, e, task_due(r, e), why);
    case BPMN_TASK_CANCEL:
    case BPMN_TASK_HOLD: close_open(r, e->activity, STR_NONE); return ERR_OK;
    case BPMN_SERVICE: return serve(r, queue, e, why);
    case BPMN_DECIDE: return decide(r, queue, e, why);
    case BPMN_WAIT_MESSAGE: return wait_for(r, REHEARSAL_MESSAGE, e, 0, why);
    case BPMN_WAIT_SIGNAL: return wait_for(r, REHEARSAL_SIGNAL, e, 0, why);
    case BPMN_WAIT_CLEAR: close_open(r, e->activity, e->name); return ERR_OK;
    case BPMN_FLOW: return flow(r, e, why);
    case BPMN_ENDED: r->ended = true; return ERR_OK;
    case BPMN_INCIDENT:
        incident = tell(r, "incident", e, "卡住", "stuck", e->text);
        if (!incident) return no_memory(why);
        incident->en = e->text_en.len ? e->text_en : incident->en;
        return ERR_OK;
    case BPMN_TIMER_SET:
    case BPMN_TIMER_CLEAR:
    case BPMN_ENTER:
    case BPMN_LEAVE:
    case BPMN_SEND:
    case BPMN_ROUND:
    case BPMN_BROADCAST: return ERR_OK;
    default: return ERR_OK;
    }
}

/* ── Running ───────────────────────────────────────────────────────────── */

static const struct bpmn *find_process(const struct bpmn_wanted *wanted, void *arg)
{
    struct rehearsal *r = arg;
    const struct bpmn *process = view_process(r->view, wanted->id);

    return process && wanted->tag.len && !str_eq(bpmn_version_tag(process), wanted->tag) ? NULL : process;
}

/* A timer may be sent before its time: the clock jumps there. */
static void jump(struct rehearsal *r, int64_t activity)
{
    struct bpmn_running *timers;
    size_t count = r->state ? bpmn_state_timers(r->arena, r->state, &timers) : 0;

    for (size_t i = 0; i < count; i++)
        if (timers[i].activity == activity && timers[i].due_ms > r->now_ms) r->now_ms = timers[i].due_ms;
}

enum err rehearse_run(struct rehearsal *r, const struct bpmn_event *event, struct fault *why)
{
    const struct bpmn_library library = { find_process, r };
    struct queue queue = { 0 };
    enum err err = answer(r, &queue, event->kind, event->activity, event->name, event->variables, why);

    if (event->kind == BPMN_TIMER) jump(r, event->activity);
    while (!err && queue.next < queue.events.count) {
        struct bpmn_event next = queue.events.at[queue.next++];
        struct bpmn_effects effects = { 0 };
        struct bpmn_state *state = NULL;
        if (++r->steps > EVENTS_MAX)
            return fault_set(why, ERR_UNPROCESSABLE, "流程循环过多，没有停下来等待", "the process loops without stopping to wait");
        err = bpmn_step(r->arena, r->process, &library, r->state, &next, r->now_ms, &state, &effects, why);
        if (err) break;
        if (next.kind == BPMN_COMPLETE || next.kind == BPMN_FAIL || next.kind == BPMN_DECIDED) close_open(r, next.activity, STR_NONE);
        r->state = state;
        for (size_t i = 0; !err && i < effects.count; i++) err = carry_out(r, &queue, &effects.items[i], why);
    }
    if (!err && bpmn_state_ended(r->state)) r->ended = true;
    return err;
}

enum err rehearse_answer(struct rehearsal *r, int64_t activity, struct str outcome, const struct json_t *fields, const struct feel_value **out,
                         struct fault *why)
{
    const struct rehearsal_open *open = find_open(r, activity);
    const struct form_answer given = { fields, r->state ? bpmn_state_variables(r->state) : NULL, r->now_ms };
    const struct feel_value *filled, *all = feel_from_json(r->arena, NULL);
    struct outcome outcomes[OUTCOMES_MAX];
    const struct bpmn *process;
    bool known = false;
    size_t count;
    enum err err;

    if (!open || open->kind != REHEARSAL_TASK) return fault_set(why, ERR_CONFLICT, "没有这个待办的任务", "there is no such open task");
    process = view_process(r->view, open->process);
    count = process ? task_outcomes(process, open->element, outcomes) : 0;
    for (size_t i = 0; i < count; i++) known |= str_eq(outcomes[i].code, outcome);
    if (count && !known)
        return fault_field(why, STR("outcome"), fault_set(why, ERR_INVALID, "这一步没有“%.*s”这个选项", "this step has no outcome \"%.*s\"", STR_ARG(outcome)));
    err = fault_field(why, STR("fields"), form_fill(r->arena, open->form.len ? view_form(r->view, open->form) : NULL, &given, NULL, &filled, why));
    if (err) return err;
    all = feel_with(r->arena, all, "outcome", feel_string(r->arena, outcome.at ? outcome : STR("")));
    *out = feel_with(r->arena, all, "fields", filled);
    return ERR_OK;
}

size_t rehearse_choices(struct rehearsal *r, struct bpmn_choice **out)
{
    const struct bpmn_library library = { find_process, r };

    return bpmn_state_choices(r->arena, r->process, &library, r->state, out);
}
