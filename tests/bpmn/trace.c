/*
 * trace.c - see trace.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#include "base/pack.h"
#include "bpmn/state_form.h"

enum { MEMORY_MAX = 64 * 1024 * 1024, SEEN_MAX = 200 };
static const int64_t CLOCK = INT64_C(1767225600000);             /* 2026-01-01T08:00:00+08:00 */

struct player {
    struct arena *arena;
    const char *name;
    struct trace_library library;
    struct bpmn_state *state;
    int64_t now_ms;
    struct { struct str element; int64_t activity; } seen[SEEN_MAX];   /* the latest id an element had */
    size_t seen_count;
};

struct str trace_file(struct arena *arena, const char *body)
{
    return str_format(arena,
                      "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:z='http://camunda.org/schema/zeebe/1.0' "
                      "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' targetNamespace='urn:test' id='file'>%s</definitions>", body);
}

struct bpmn **trace_load(struct arena *arena, const char *body, size_t *count)
{
    struct bpmn **processes = NULL;
    struct fault why = { 0 };

    if (bpmn_load_all(arena, trace_file(arena, body), NULL, &processes, count, &why)) fail_msg("not loaded: %s\n%s", why.en, body);
    return processes;
}

const struct bpmn *trace_find(const struct bpmn_wanted *wanted, void *arg)
{
    const struct trace_library *library = arg;

    for (size_t i = 0; i < library->count; i++)
        if (str_eq(bpmn_id(library->processes[i]), wanted->id) &&
            (!wanted->tag.len || str_eq(bpmn_version_tag(library->processes[i]), wanted->tag)))
            return library->processes[i];
    return NULL;
}

const struct feel_value *trace_value(struct arena *arena, struct str text)
{
    const struct feel_expr *expr;
    struct feel_scope scope = { 0 };
    struct feel_notes notes = { 0 };

    if (text.len == 0) return NULL;
    if (feel_parse(arena, text, NULL, &expr, NULL)) fail_msg("not FEEL: %.*s", STR_ARG(text));
    return feel_eval(arena, expr, &scope, &notes);
}

static const char *const WORDS[] = {
    [BPMN_TASK_OPEN] = "open", [BPMN_TASK_CANCEL] = "close", [BPMN_SERVICE] = "service", [BPMN_DECIDE] = "decide",
    [BPMN_TIMER_SET] = "timer", [BPMN_TIMER_CLEAR] = "untimer", [BPMN_WAIT_MESSAGE] = "wait", [BPMN_WAIT_CLEAR] = "unwait",
    [BPMN_ENTER] = NULL, [BPMN_LEAVE] = NULL, [BPMN_FLOW] = NULL, [BPMN_INCIDENT] = "incident", [BPMN_ENDED] = "ended",
    [BPMN_WAIT_SIGNAL] = "signal", [BPMN_SEND] = "send", [BPMN_BROADCAST] = "broadcast", [BPMN_TASK_HOLD] = "hold", [BPMN_ROUND] = "round",
};

static void one_effect(struct buf *out, const struct bpmn_effect *effect, int64_t now_ms)
{
    if (out->len) buf_text(out, ", ");
    if (effect->kind == BPMN_ENDED) {
        buf_text(out, str_is(effect->text, "cancelled") ? "cancelled" : "ended");
        return;
    }
    buf_printf(out, "%s %.*s", WORDS[effect->kind], STR_ARG(effect->element));
    if (effect->kind == BPMN_TASK_OPEN && effect->text.len) buf_printf(out, ":%.*s", STR_ARG(effect->text));
    if (effect->kind == BPMN_TIMER_SET) buf_printf(out, "+%lld", (long long)(effect->due_ms - now_ms));
    else if (effect->kind == BPMN_INCIDENT) buf_printf(out, ":%.*s", STR_ARG(effect->code));
    else if (effect->kind == BPMN_ROUND) buf_printf(out, ":%.*s", STR_ARG(effect->text));
    else if (effect->kind != BPMN_TASK_OPEN && effect->kind != BPMN_TASK_CANCEL && effect->kind != BPMN_TIMER_CLEAR && effect->kind != BPMN_TASK_HOLD)
        buf_printf(out, ":%.*s", STR_ARG(effect->name));
}

struct str trace_effects(struct arena *arena, const struct bpmn_effects *effects, int64_t now_ms)
{
    struct buf out;

    buf_init(&out, arena, 0);
    for (size_t i = 0; i < effects->count; i++)
        if (WORDS[effects->items[i].kind]) one_effect(&out, &effects->items[i], now_ms);
    return out.len ? buf_done(&out) : STR("");
}

static void remember(struct player *p, const struct bpmn_effects *effects)
{
    for (size_t i = 0; i < effects->count; i++) {
        const struct bpmn_effect *effect = &effects->items[i];
        size_t at = 0;

        if (!effect->activity || (!WORDS[effect->kind] && effect->kind != BPMN_ENTER)) continue;
        while (at < p->seen_count && !str_eq(p->seen[at].element, effect->element)) at++;
        assert_true(at < SEEN_MAX);
        if (at < p->seen_count && effect->kind == BPMN_ENTER) continue;      /* passing a boundary event is not its wait */
        if (at == p->seen_count) p->seen_count++;
        p->seen[at].element = effect->element;
        p->seen[at].activity = effect->activity;
    }
}

static int64_t activity_of(const struct player *p, struct str element)
{
    if (str_is(element, "*")) return 1;                          /* the root */
    for (size_t i = 0; i < p->seen_count; i++)
        if (str_eq(p->seen[i].element, element)) return p->seen[i].activity;
    return 0;
}

/* The event a step's text means; false for a step that is none. */
static bool parse_event(struct player *p, struct str text, struct bpmn_event *event)
{
    static const struct { const char *word; enum bpmn_event_kind kind; bool element, name; } words[] = {
        { "start", BPMN_START, false, false },     { "done", BPMN_COMPLETE, true, true },  { "fail", BPMN_FAIL, true, true },
        { "timer", BPMN_TIMER, true, false },      { "message", BPMN_MESSAGE, false, true }, { "signal", BPMN_SIGNAL, false, true },
        { "decided", BPMN_DECIDED, true, false },  { "escalate", BPMN_ESCALATE, true, true }, { "retry", BPMN_RETRY, true, false },
        { "cancel", BPMN_CANCEL, false, false },   { "set", BPMN_SET, false, false },
        { "choose", BPMN_ACTIVATE, true, true },   { "move", BPMN_MOVE, true, true },
        { "sign", BPMN_SIGN, true, true },         { "unsign", BPMN_UNSIGN, true, false },
    };
    ptrdiff_t brace = str_find(text, STR("{"));
    struct str head = str_trim(brace < 0 ? text : str_sub(text, 0, (size_t)brace)), word, piece;

    event->variables = brace < 0 ? NULL : trace_value(p->arena, str_sub(text, (size_t)brace, text.len));
    (void)str_split(&head, ' ', &word);
    if (str_starts(word, STR("start@"))) {
        event->kind = BPMN_START;
        event->name = str_sub(word, 6, word.len);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_is(word, words[i].word)) continue;
        event->kind = words[i].kind;
        if (words[i].element && str_split(&head, ' ', &piece)) event->activity = activity_of(p, piece);
        if (words[i].name && str_split(&head, ' ', &piece)) event->name = piece;
        return true;
    }
    fail_msg("%s: no such step: %.*s", p->name, STR_ARG(text));
    return false;
}

struct str trace_print(struct arena *arena, const struct bpmn_state *state)
{
    struct buf out;

    buf_init(&out, arena, 0);
    bpmn_state_print(&out, state);
    return buf_done(&out);
}

struct str trace_unpacked(struct arena *arena, struct str stored)
{
    struct str plain = STR_NONE;

    assert_int_equal(unpack(arena, str_sub(stored, 1, stored.len), STATE_BYTES_MAX, &plain, NULL), ERR_OK);
    return plain;
}

struct str trace_packed(struct arena *arena, struct str plain)
{
    struct buf out;

    buf_init(&out, arena, 0);
    buf_byte(&out, STATE_VERSION);
    pack(&out, plain);
    return buf_done(&out);
}

/* The state written and read again; both forms must be the same. */
static struct bpmn_state *reread(struct player *p, const struct bpmn_state *state)
{
    struct str first = bpmn_state_write(p->arena, state), second;
    struct bpmn_state *again = NULL;
    struct fault why = { 0 };

    if (!first.at || bpmn_state_read(p->arena, first, &again, &why)) fail_msg("%s: state not read: %s\n%.*s", p->name, why.en, STR_ARG(trace_print(p->arena, state)));
    second = bpmn_state_write(p->arena, again);
    if (!str_eq(first, second)) fail_msg("%s: the state changed:\n%.*s\n%.*s", p->name, STR_ARG(trace_print(p->arena, state)), STR_ARG(trace_print(p->arena, again)));
    return again;
}

static void play_event(struct player *p, struct str text, const char *wanted)
{
    struct bpmn_library library = { trace_find, &p->library };
    struct bpmn_event event = { 0 };
    struct bpmn_effects effects = { 0 }, other = { 0 };
    struct bpmn_state *next = NULL, *same = NULL;
    struct fault why = { 0 };
    bool refused = str_starts(text, STR("!"));
    enum err err;

    if (refused) text = str_sub(text, 1, text.len);
    (void)parse_event(p, text, &event);
    err = bpmn_step(p->arena, p->library.processes[0], &library, p->state, &event, p->now_ms, &next, &effects, &why);
    if (refused) {
        if (err != ERR_CONFLICT || next || !why.zh[0]) fail_msg("%s: \"%.*s\" was not refused", p->name, STR_ARG(text));
        return;
    }
    if (err) fail_msg("%s: \"%.*s\": %s", p->name, STR_ARG(text), why.en);
    if (!str_is(trace_effects(p->arena, &effects, p->now_ms), wanted))
        fail_msg("%s: \"%.*s\"\n  gave   %.*s\n  wanted %s", p->name, STR_ARG(text), STR_ARG(trace_effects(p->arena, &effects, p->now_ms)), wanted);
    if (p->state) {                                              /* from the text the same happens */
        err = bpmn_step(p->arena, p->library.processes[0], &library, reread(p, p->state), &event, p->now_ms, &same, &other, NULL);
        if (err || !str_eq(bpmn_state_write(p->arena, next), bpmn_state_write(p->arena, same)))
            fail_msg("%s: \"%.*s\" from the stored state went another way", p->name, STR_ARG(text));
    }
    remember(p, &effects);
    (void)reread(p, next);
    p->state = next;
}

static void play_step(struct player *p, const struct trace_step *step)
{
    struct str text = str_from_c(step->event);

    if (str_starts(text, STR("at "))) {
        int64_t ms = 0;
        assert_int_equal(num_parse_int(str_sub(text, 3, text.len), 0, INT64_C(100000000000), &ms), ERR_OK);
        p->now_ms = CLOCK + ms;
    } else if (str_is(text, "vars")) {
        struct buf out;
        buf_init(&out, p->arena, 0);
        feel_print(&out, bpmn_state_variables(p->state));
        if (!str_is(buf_done(&out), step->effects)) fail_msg("%s: variables are %.*s, not %s", p->name, STR_ARG(buf_done(&out)), step->effects);
    } else {
        play_event(p, text, step->effects);
    }
}

void trace_play(const struct trace *traces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct player player = { .arena = arena_open(MEMORY_MAX), .name = traces[i].name, .now_ms = CLOCK };

        player.library.processes = trace_load(player.arena, traces[i].xml, &player.library.count);
        for (size_t s = 0; s < COUNT_OF(traces[i].steps) && traces[i].steps[s].event; s++) play_step(&player, &traces[i].steps[s]);
        arena_close(player.arena);
    }
}
