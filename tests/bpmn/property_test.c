/*
 * property_test.c - what must hold for any model and any events: replay gives
 * the identical state, a refused event changes nothing, a damaged state and a
 * failing allocation are answered, nothing crashes or hangs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

enum { EVENTS_MAX = 40, RUNS = 60, MEMORY_MAX = 256 * 1024 * 1024, DAMAGES = 150 };

static uint64_t seed;

/* xorshift: the same numbers on every machine */
static uint64_t next_random(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

#define MESSAGES "<message id='m' name='m'/><message id='n' name='n'/><signal id='g' name='g'/><error id='e1' errorCode='E1'/><escalation id='u1' escalationCode='U1'/>"

static const char *const MODELS[] = {
    MESSAGES PROCESS("p", START("s") "<parallelGateway id='f'/><inclusiveGateway id='j'/>" USER("a") SERVICE("b", "x")
        BOUNDARY("bt", "a", "false", "<timerEventDefinition><timeCycle " FORMAL ">R/PT1M</timeCycle></timerEventDefinition>") BOUNDARY("bm", "b", "true", ON_MESSAGE("m"))
        BOUNDARY("be", "b", "true", "<errorEventDefinition errorRef='e1'/>") USER("c") USER("d") "<exclusiveGateway id='g2' default='g2_e'/>" END("e")
        FLOW("s", "f") FLOW("f", "a") FLOW("f", "b") FLOW("a", "j") FLOW("b", "j") FLOW("bt", "d") FLOW("bm", "c") FLOW("be", "j") FLOW("c", "j")
        FLOW("j", "g2") FLOW_IF("g2", "f", "x = 1") FLOW("g2", "e") LAST("d")),
    MESSAGES PROCESS("p", START("s") "<callActivity id='c'><extensionElements><z:calledElement processId='q'/></extensionElements><multiInstanceLoopCharacteristics><loopCardinality " FORMAL ">3</loopCardinality>"
        "<completionCondition " FORMAL ">x = 2</completionCondition></multiInstanceLoopCharacteristics></callActivity>" BOUNDARY("b", "c", "false", ON_MESSAGE("m"))
        BOUNDARY("b2", "c", "true", "<escalationEventDefinition escalationRef='u1'/>") USER("w") END("e") FLOW("s", "c") FLOW("c", "e") FLOW("b", "w") FLOW("b2", "w") LAST("w"))
    PROCESS("q", START("qs") "<eventBasedGateway id='qg'/><intermediateCatchEvent id='q1'>" ON_MESSAGE("n") "</intermediateCatchEvent><intermediateCatchEvent id='q2'>" TIMER_AFTER("PT1H")
        "</intermediateCatchEvent>" USER("qa") "<endEvent id='qe'><escalationEventDefinition escalationRef='u1'/></endEvent>" END("qe2")
        FLOW("qs", "qg") FLOW("qg", "q1") FLOW("qg", "q2") FLOW("q1", "qa") FLOW("q2", "qe") FLOW("qa", "qe2")),
    MESSAGES PROCESS("p", START("s") "<transaction id='t'>" START("s2") USER("a") BOUNDARY("ca", "a", "true", "<compensateEventDefinition/>")
        "<userTask id='h' isForCompensation='true'/><association id='as' sourceRef='ca' targetRef='h'/><exclusiveGateway id='x' default='x_ok'/>" USER("ok") "<endEvent id='no'><cancelEventDefinition/></endEvent>"
        FLOW("s2", "a") FLOW("a", "x") FLOW("x", "ok") FLOW_IF("x", "no", "x = 2") "" LAST("ok") "</transaction>" BOUNDARY("bc", "t", "true", "<cancelEventDefinition/>") USER("z")
        "<subProcess id='es' triggeredByEvent='true'><startEvent id='ess' isInterrupting='false'><signalEventDefinition signalRef='g'/></startEvent>" USER("ea") FLOW("ess", "ea") "" LAST("ea") "</subProcess>"
        "<intermediateThrowEvent id='th'><compensateEventDefinition/></intermediateThrowEvent>" END("e") FLOW("s", "t") FLOW("t", "th") FLOW("th", "e") FLOW("bc", "z") LAST("z")),
    MESSAGES PROCESS("p", START("s") "<adHocSubProcess id='h'>" USER("a") SERVICE("b", "x") "<completionCondition " FORMAL ">x = 2</completionCondition></adHocSubProcess>"
        "<userTask id='l'><standardLoopCharacteristics><loopCondition " FORMAL ">x = 1</loopCondition></standardLoopCharacteristics></userTask>"
        "<complexGateway id='k'><activationCondition " FORMAL ">activationCount &gt;= x</activationCondition></complexGateway><parallelGateway id='f'/>" USER("u") USER("v")
        "<intermediateCatchEvent id='co'><conditionalEventDefinition><condition " FORMAL ">x = 3</condition></conditionalEventDefinition></intermediateCatchEvent>" END("e")
        FLOW("s", "h") FLOW("h", "l") FLOW("l", "f") FLOW("f", "u") FLOW("f", "v") FLOW("f", "co") FLOW("u", "k") FLOW("v", "k") FLOW("co", "k") FLOW("k", "e")),
};

struct recorded { struct bpmn_event event; int64_t now_ms; bool taken; };

/* What the latest effects ask for: most random events are among these, so that runs go deep. */
static struct bpmn_event hints[64];
static size_t hint_count;

static void learn(const struct bpmn_effects *effects)
{
    static const struct { enum bpmn_effect_kind effect; enum bpmn_event_kind event; } answers[] = {
        { BPMN_TASK_OPEN, BPMN_COMPLETE }, { BPMN_SERVICE, BPMN_COMPLETE },      { BPMN_SERVICE, BPMN_FAIL },     { BPMN_TASK_OPEN, BPMN_ESCALATE },
        { BPMN_TIMER_SET, BPMN_TIMER },    { BPMN_WAIT_MESSAGE, BPMN_MESSAGE }, { BPMN_WAIT_SIGNAL, BPMN_SIGNAL }, { BPMN_INCIDENT, BPMN_RETRY },
    };

    for (size_t i = 0; i < effects->count; i++)
        for (size_t j = 0; j < COUNT_OF(answers); j++)
            if (effects->items[i].kind == answers[j].effect)
                hints[hint_count++ % COUNT_OF(hints)] = (struct bpmn_event){ .kind = answers[j].event, .activity = effects->items[i].activity,
                                                                             .name = effects->items[i].name };
}

static struct bpmn_event random_event(struct arena *arena)
{
    static const char *const names[] = { "m", "n", "g", "E1", "U1", "", "zzz" };
    struct bpmn_event event = { .kind = (enum bpmn_event_kind)next_random(11) };
    size_t known = hint_count < COUNT_OF(hints) ? hint_count : COUNT_OF(hints);

    if (known && next_random(5)) event = hints[next_random(known)];
    else event.activity = (int64_t)next_random(40);
    if (event.kind == BPMN_FAIL || event.kind == BPMN_ESCALATE || !event.name.len) event.name = str_from_c(names[next_random(COUNT_OF(names))]);
    if (next_random(3))
        event.variables = trace_value(arena, str_format(arena, "{x: %d, result: [%d, date(\"2026-01-0%d\"), 1.5]}", (int)next_random(4), (int)next_random(9), 1 + (int)next_random(9)));
    if (event.kind == BPMN_CANCEL && next_random(10)) event.kind = BPMN_COMPLETE;
    return event;
}

static enum err step(struct arena *arena, struct trace_library *list, const struct bpmn_state *state, const struct recorded *r, struct bpmn_state **next)
{
    struct bpmn_library library = { trace_find, list };
    struct bpmn_effects effects;
    enum err err = bpmn_step(arena, list->processes[0], &library, state, &r->event, r->now_ms, next, &effects, NULL);

    if (!err) learn(&effects);
    return err;
}

static void replay(void **unused)
{
    size_t most = 0;

    (void)unused;
    seed = 20260101;
    for (int run = 0; run < RUNS; run++) {
        struct arena *arena = arena_open(MEMORY_MAX);
        struct recorded events[EVENTS_MAX];
        struct trace_library list;
        struct bpmn_state *state = NULL, *again = NULL;
        size_t taken = 0;

        hint_count = 0;
        list.processes = trace_load(arena, MODELS[(size_t)run % COUNT_OF(MODELS)], &list.count);
        for (size_t i = 0; i < EVENTS_MAX; i++) {
            struct bpmn_state *next = NULL;

            events[i] = (struct recorded){ random_event(arena), (int64_t)i * 60000, false };
            if (i == 0) events[i].event = (struct bpmn_event){ .kind = BPMN_START, .variables = trace_value(arena, STR("{x: 0}")) };
            events[i].taken = step(arena, &list, state, &events[i], &next) == ERR_OK;
            assert_true(events[i].taken == (next != NULL));
            if (next) state = next;
            taken += events[i].taken;
        }
        most = taken > most ? taken : most;
        for (size_t i = 0; i < EVENTS_MAX; i++) {                /* through the text each time */
            struct bpmn_state *next = NULL, *stored = NULL;

            if (again) assert_int_equal(bpmn_state_read(arena, bpmn_state_write(arena, again), &stored, NULL), ERR_OK);
            assert_true((step(arena, &list, stored, &events[i], &next) == ERR_OK) == events[i].taken);
            if (next) again = next;
        }
        assert_true(str_eq(bpmn_state_write(arena, state), bpmn_state_write(arena, again)));
        arena_close(arena);
    }
    assert_true(most > EVENTS_MAX / 3);                          /* some runs went deep */
}

/* A state text with bytes changed is refused, or it is a state that can be stepped. */
static void damaged_state(void **unused)
{
    (void)unused;
    seed = 7;
    for (int run = 0; run < 40; run++) {
        struct arena *arena = arena_open(MEMORY_MAX);
        struct trace_library list;
        struct bpmn_state *state = NULL, *next = NULL;
        struct str text;

        list.processes = trace_load(arena, MODELS[(size_t)run % COUNT_OF(MODELS)], &list.count);
        hint_count = 0;
        for (int i = 0; i < 12; i++) {
            struct recorded event = { i ? random_event(arena) : (struct bpmn_event){ .kind = BPMN_START }, 0, false };
            if (step(arena, &list, state, &event, &next) == ERR_OK) state = next;
        }
        text = bpmn_state_write(arena, state);
        for (int i = 0; i < DAMAGES; i++) {
            char *copy = arena_copy(arena, text.at, text.len);
            struct bpmn_state *broken = NULL;
            struct recorded event = { random_event(arena), 0, false };
            size_t at = (size_t)next_random(text.len);

            copy[at] = "0123456789\"{}[]:,abps"[next_random(21)];
            if (next_random(2)) copy[next_random(text.len)] = (char)('0' + next_random(10));
            if (bpmn_state_read(arena, (struct str){ copy, text.len }, &broken, NULL) == ERR_OK) (void)!step(arena, &list, broken, &event, &next);
        }
        arena_close(arena);
    }
}

/* Loading and stepping with the n-th allocation failing, for every n until it succeeds. */
static void out_of_memory(void **unused)
{
    (void)unused;
    for (size_t m = 0; m < COUNT_OF(MODELS); m++) {
        struct arena *outer = arena_open(MEMORY_MAX);
        struct str file = trace_file(outer, MODELS[m]);
        struct recorded start = { { .kind = BPMN_START, .variables = trace_value(outer, STR("{x: 1}")) }, 0, false };
        enum err err = ERR_NO_MEMORY;
        size_t n;

        for (n = 1; err && n < 100000; n += n < 200 ? 1 : 37) {
            struct arena *arena = arena_open(MEMORY_MAX);
            struct trace_library list = { NULL, 0 };

            arena_fail_after(n);
            err = bpmn_load_all(arena, file, NULL, &list.processes, &list.count, NULL);
            arena_fail_after(0);
            if (err) assert_null(list.processes);
            arena_close(arena);
        }
        assert_int_equal(err, ERR_OK);
        err = ERR_NO_MEMORY;
        for (n = 1; err && n < 100000; n++) {
            struct arena *arena = arena_open(MEMORY_MAX);
            struct trace_library list;
            struct bpmn_state *state = NULL;

            list.processes = trace_load(arena, MODELS[m], &list.count);
            arena_fail_after(n);
            err = step(arena, &list, NULL, &start, &state);
            if (!err && !bpmn_state_write(arena, state).at) err = ERR_NO_MEMORY;
            arena_fail_after(0);
            if (err) assert_int_equal(err, ERR_NO_MEMORY);
            arena_close(arena);
        }
        assert_int_equal(err, ERR_OK);
        arena_close(outer);
    }
}

static struct str repeat(struct arena *arena, const char *head, const char *one, size_t count, const char *tail)
{
    struct buf out;

    buf_init(&out, arena, 0);
    buf_text(&out, head);
    for (size_t i = 0; i < count; i++) buf_text(&out, one);
    buf_text(&out, tail);
    return buf_done(&out);
}

static void hostile_files(void **unused)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    const struct str files[] = {
        STR(""), STR("x"), STR("<"), STR("<a>"), STR("<a/><b/>"), STR("\0\0\0"), STR("<definitions/>"),
        STR("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"),
        STR("<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]><l>&c;</l>"),
        STR("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
        STR("<a>&undefined;</a>"), STR("<a b='1' b='2'/>"), STR("<a>\xff\xfe</a>"), STR("<x:a/>"),
        STR("<?xml version='1.0' encoding='nonsense'?><a/>"),
        repeat(arena, "", "<a>", 5000, ""), repeat(arena, "", "<a>", 200, ""), repeat(arena, "<a>", "<b/>", 300000, "</a>"),
        repeat(arena, "<a ", "b", 4000000, "='1'/>"),
        trace_file(arena, ""), trace_file(arena, "<process/>"), trace_file(arena, "<process id=''/>"),
        trace_file(arena, "<process id='p' isExecutable='true'><startEvent/></process>"),
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct bpmn *process = NULL;
        struct fault why = { 0 };
        enum err err = bpmn_load(arena, files[i], &process, &why);

        if (!err || process || !why.zh[0] || !why.en[0]) fail_msg("file %zu was taken", i);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replay),
        cmocka_unit_test(damaged_state),
        cmocka_unit_test(out_of_memory),
        cmocka_unit_test(hostile_files),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
