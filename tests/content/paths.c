/*
 * paths.c - the processes run from report to archive, with the real kernel and
 * the real tables; only the service tasks are played.
 *
 * A row is a report and a list of steps: "verify=confirmed" completes the user
 * task `verify` with that outcome, "verify=pass{danger: true}" gives form
 * fields, "!return" sends a message, "@deadline" fires the timer of that
 * element.  What is compared: the services called, in order, and the elements
 * that wait at the end ("-" when the instance has ended).
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "bpmn/bpmn.h"
#include "dmn/dmn.h"
#include "fixture.h"

enum { WAITING = 32, LOADED = 64 };

struct waiting { int64_t activity; struct str element; bool timer; };

struct run {
    const char *name;
    struct arena *arena;
    struct bpmn_state *state;
    const struct feel_value *kase, *item;     /* the facts a case layer would keep */
    int64_t return_count;
    struct waiting waiting[WAITING];
    size_t waiting_count;
    struct buf log;
    bool ended;
};

static struct arena *library_arena;
static struct { struct str id; struct bpmn *process; } processes[LOADED];
static size_t process_count;
static struct { struct str id; struct dmn *dmn; } decisions[LOADED];
static size_t decision_count;
static struct csv events;

static int setup(void **state)
{
    struct str *names;
    struct fault why = { 0 };

    (void)state;
    library_arena = arena_open(256 << 20);
    process_count = content_names(library_arena, "processes", ".bpmn", &names);
    assert_true(process_count <= LOADED);
    for (size_t i = 0; i < process_count; i++) {
        struct str text = content_text(library_arena, str_format(library_arena, "processes/%.*s.bpmn", STR_ARG(names[i])).at);
        if (bpmn_load(library_arena, text, &processes[i].process, &why)) fail_msg("%s: %s", names[i].at, why.en);
        processes[i].id = names[i];
    }
    decision_count = content_names(library_arena, "decisions", ".dmn", &names);
    assert_true(decision_count <= LOADED);
    for (size_t i = 0; i < decision_count; i++) {
        struct str text = content_text(library_arena, str_format(library_arena, "decisions/%.*s.dmn", STR_ARG(names[i])).at);
        if (dmn_load(library_arena, text, &decisions[i].dmn, &why)) fail_msg("%s: %s", names[i].at, why.en);
        decisions[i].id = names[i];
    }
    events = content_csv(library_arena, "catalogues/events.csv");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(library_arena);
    return 0;
}

static const struct bpmn *find_process(struct str id, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < process_count; i++)
        if (str_eq(processes[i].id, id)) return processes[i].process;
    return NULL;
}

static const struct bpmn *find_wanted(const struct bpmn_wanted *wanted, void *arg)
{
    return find_process(wanted->id, arg);
}

static const struct feel_value *feel(struct run *run, const char *text)
{
    const struct feel_expr *expr = NULL;
    struct feel_scope scope = { 0 };
    struct feel_notes notes = { 0 };
    struct fault why = { 0 };

    if (feel_parse(run->arena, str_from_c(text), NULL, &expr, &why)) fail_msg("%s: %s: %s", run->name, text, why.en);
    return feel_eval(run->arena, expr, &scope, &notes);
}

/* The catalogue row as the case layer gives it: numbers as numbers. */
static const struct feel_value *item_row(struct run *run, const char *code)
{
    ptrdiff_t at = content_row(&events, "code", str_from_c(code));
    const struct feel_value *row = feel(run, "{}");

    CHECK(run->name, at >= 0);
    for (size_t k = 0; k < events.columns; k++) {
        struct str cell = csv_get(&events, (size_t)at, events.header[k].at ? str_c(run->arena, events.header[k]) : "");
        int64_t n;
        bool number = !str_ends(events.header[k], STR("code")) && !num_parse_int(cell, 0, 100000, &n);
        row = feel_context_with(run->arena, row, events.header[k], number ? feel_integer(run->arena, n) : feel_string(run->arena, cell));
    }
    return row;
}

static const struct feel_value *facts(struct run *run)
{
    const struct feel_value *all = feel(run, "{}");
    const struct feel_value *kase = feel_context_with(run->arena, run->kase, STR("return_count"), feel_integer(run->arena, run->return_count));

    all = feel_context_with(run->arena, all, STR("case"), kase);
    return feel_context_with(run->arena, all, STR("item"), run->item);
}

static void log_word(struct run *run, struct str word)
{
    if (run->log.len) buf_byte(&run->log, ' ');
    buf_str(&run->log, word);
}

static void played(struct run *run, const struct bpmn_effect *effect)
{
    static const char *const HEADERS[] = { "name", "result", "person", "about" };
    struct str word = effect->name, detail = STR_NONE;

    for (size_t i = 0; effect->headers && i < COUNT_OF(HEADERS); i++)
        if (feel_get(effect->headers, str_from_c(HEADERS[i]))->type == FEEL_STRING)
            detail = feel_get(effect->headers, str_from_c(HEADERS[i]))->string;
    if (str_is(effect->name, "case.return")) run->return_count++;
    if (str_is(effect->name, "case.assign")) {
        const struct feel_value *unit = feel_get(effect->variables, STR("unit"));
        if (unit->type != FEEL_STRING) unit = feel_get(feel_get(effect->variables, STR("route")), STR("unit"));
        detail = unit->string;
    }
    log_word(run, detail.len ? str_format(run->arena, "%.*s:%.*s", STR_ARG(word), STR_ARG(detail)) : word);
}

static const struct feel_value *decided(struct run *run, const struct bpmn_effect *effect)
{
    struct dmn_result result = { 0 };
    struct fault why = { 0 };

    for (size_t i = 0; i < decision_count; i++) {
        if (!str_eq(decisions[i].id, effect->name)) continue;
        if (dmn_decide(run->arena, decisions[i].dmn, effect->name, effect->variables, 0, &result, &why)) fail_msg("%s: %s", run->name, why.en);
        return feel_context_with(run->arena, feel(run, "{}"), STR("result"), result.value);
    }
    fail_msg("%s: no decision %.*s", run->name, STR_ARG(effect->name));
    return NULL;
}

static void forget(struct run *run, int64_t activity)
{
    for (size_t i = 0; i < run->waiting_count; i++)
        if (run->waiting[i].activity == activity) {
            run->waiting[i] = run->waiting[--run->waiting_count];
            i--;
        }
}

static void remember(struct run *run, const struct bpmn_effect *effect, bool timer)
{
    assert_true(run->waiting_count < WAITING);
    run->waiting[run->waiting_count++] = (struct waiting){ effect->activity, str_dup(run->arena, effect->element), timer };
}

static void send(struct run *run, struct bpmn_event event)
{
    const struct bpmn_library library = { find_wanted, NULL };
    struct bpmn_event queue[256];
    size_t head = 0, tail = 0;

    queue[tail++] = event;
    while (head < tail) {
        struct bpmn_effects effects = { 0 };
        struct fault why = { 0 };
        const struct bpmn_event *now = &queue[head++];
        struct bpmn_state *next = NULL;

        if (bpmn_step(run->arena, find_process(STR("event-main"), NULL), &library, run->state, now, 1767225600000, &next, &effects, &why))
            fail_msg("%s: %s", run->name, why.en);
        run->state = next;
        for (size_t i = 0; i < effects.count; i++) {
            const struct bpmn_effect *e = &effects.items[i];
            assert_true(tail < COUNT_OF(queue));
            switch (e->kind) {
            case BPMN_TASK_OPEN: remember(run, e, false); break;
            case BPMN_TIMER_SET: remember(run, e, true); break;
            case BPMN_TASK_CANCEL:
            case BPMN_TIMER_CLEAR: forget(run, e->activity); break;
            case BPMN_SERVICE:
                played(run, e);
                queue[tail++] = (struct bpmn_event){ .kind = BPMN_COMPLETE, .activity = e->activity, .variables = facts(run) };
                break;
            case BPMN_DECIDE:
                queue[tail++] = (struct bpmn_event){ .kind = BPMN_DECIDED, .activity = e->activity, .variables = decided(run, e) };
                break;
            case BPMN_INCIDENT: fail_msg("%s: incident at %.*s: %.*s", run->name, STR_ARG(e->element), STR_ARG(e->text)); break;
            case BPMN_ENDED: run->ended = true; break;
            case BPMN_WAIT_MESSAGE: case BPMN_WAIT_CLEAR: case BPMN_ENTER: case BPMN_LEAVE: case BPMN_FLOW:
            case BPMN_WAIT_SIGNAL: case BPMN_SEND: case BPMN_BROADCAST: case BPMN_TASK_HOLD: case BPMN_ROUND: break;
            default: break;
            }
        }
    }
}

static int64_t waiting_at(struct run *run, struct str element, bool timer)
{
    for (size_t i = run->waiting_count; i-- > 0;)
        if (run->waiting[i].timer == timer && str_eq(run->waiting[i].element, element)) return run->waiting[i].activity;
    fail_msg("%s: nothing waits at %.*s", run->name, STR_ARG(element));
    return 0;
}

static void take_step(struct run *run, struct str step)
{
    ptrdiff_t equals = str_find(step, STR("=")), brace = str_find(step, STR("{"));
    const struct feel_value *all = facts(run);
    struct bpmn_event event = { 0 };

    if (step.at[0] == '!' || step.at[0] == '@') {
        struct str name = str_sub(step, 1, step.len);
        event.kind = step.at[0] == '!' ? BPMN_MESSAGE : BPMN_TIMER;
        event.name = step.at[0] == '!' ? name : STR_NONE;
        event.activity = step.at[0] == '!' ? 0 : waiting_at(run, name, true);
        event.variables = all;
        forget(run, event.activity);
        send(run, event);
        return;
    }
    CHECK(run->name, equals > 0);
    if (brace < 0) brace = (ptrdiff_t)step.len;
    event.kind = BPMN_COMPLETE;
    event.activity = waiting_at(run, str_sub(step, 0, (size_t)equals), false);
    all = feel_context_with(run->arena, all, STR("outcome"), feel_string(run->arena, str_sub(step, (size_t)equals + 1, (size_t)(brace - equals - 1))));
    all = feel_context_with(run->arena, all, STR("fields"), feel(run, brace < (ptrdiff_t)step.len ? str_c(run->arena, str_sub(step, (size_t)brace, step.len)) : "{}"));
    if (str_find(step, STR("=dispatch")) >= 0 || str_find(step, STR("=redispatch")) >= 0 || str_find(step, STR("=owner")) >= 0)
        all = feel_context_with(run->arena, all, STR("unit"), feel_string(run->arena, STR("CHOSEN")));
    event.variables = all;
    forget(run, event.activity);
    send(run, event);
}

static struct str waiting_text(struct run *run)
{
    struct buf text;
    struct str names[WAITING];
    size_t count = run->waiting_count;

    if (run->ended) return STR("-");
    for (size_t i = 0; i < count; i++)
        names[i] = run->waiting[i].timer ? str_format(run->arena, "@%.*s", STR_ARG(run->waiting[i].element)) : run->waiting[i].element;
    buf_init(&text, run->arena, 4096);
    while (count) {
        size_t least = 0;
        for (size_t i = 1; i < count; i++)
            if (str_compare(names[i], names[least]) < 0) least = i;
        if (text.len) buf_byte(&text, ' ');
        buf_str(&text, names[least]);
        names[least] = names[--count];
    }
    return buf_done(&text);
}

#define RESIDENT "{source: \"resident\", public: true, in_grid: true, duplicate: false, staff_chose: false, confidence: 0, verified: false, urgency: 3, supervise: 0}"
#define WORKER "{source: \"worker\", public: false, in_grid: true, duplicate: false, staff_chose: true, confidence: 0, verified: false, urgency: 3, supervise: 0}"
#define SPOT "{source: \"worker\", public: false, in_grid: true, duplicate: false, staff_chose: true, on_spot: true, confidence: 0, verified: false, urgency: 3, supervise: 0}"
#define CAMERA "{source: \"camera\", public: false, in_grid: true, duplicate: false, staff_chose: false, confidence: 0.9, verified: false, urgency: 3, supervise: 0}"
#define TRANSFER "{source: \"transfer\", public: false, in_grid: true, duplicate: false, staff_chose: false, confidence: 0, verified: false, urgency: 3, supervise: 0}"

#define VERIFIED "case.stamp:verified_at "
#define FILED "case.file"
#define SIGNED " case.stamp:accepted_at case.stamp:arrived_at"
#define HELD " case.stamp:feedback_at clock.hold"
#define CHECKED " case.stamp:verified_at"

static const struct path {
    const char *name, *item, *kase, *steps, *services, *waits;
} PATHS[] = {
#include "paths.inc"
};

static void walk(const struct path *path)
{
    struct run run = { .name = path->name, .arena = arena_open(512 << 20) };
    struct str rest = str_from_c(path->steps), step;

    buf_init(&run.log, run.arena, 16384);
    run.kase = feel(&run, path->kase);
    run.item = item_row(&run, path->item);
    send(&run, (struct bpmn_event){ .kind = BPMN_START, .variables = facts(&run) });
    while (rest.len && str_split(&rest, ' ', &step))
        if (step.len) take_step(&run, step);
    if (!str_is(buf_done(&run.log), path->services))
        fail_msg("%s: services\n  %.*s\nnot\n  %s", path->name, STR_ARG(buf_done(&run.log)), path->services);
    if (!str_is(waiting_text(&run), path->waits))
        fail_msg("%s: waits at %.*s, not %s", path->name, STR_ARG(waiting_text(&run)), path->waits);
    arena_close(run.arena);
}

static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(PATHS); i++) walk(&PATHS[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_paths) };

    return cmocka_run_group_tests_name("content", tests, setup, teardown);
}
