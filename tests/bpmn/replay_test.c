/*
 * replay_test.c - the recorded events of random runs replay to the identical state.
 *
 * replay_test PROCESSES [RUNS]: over the models of drive.c and the files of
 * content/processes.  At every step the state written, read and written again
 * is one text; the replay goes through that text each time and must come to
 * the same text, step by step, refused events included.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/io.h"
#include "drive.h"

enum { EVENTS = 24, MEMORY_MAX = 512 * 1024 * 1024, SUBJECTS_MAX = 32 };

static const char *content;
static int64_t runs = 10000;

/* One root process and what it may call. */
struct subject { const struct bpmn *process; struct trace_library library; const char *start; };
struct recorded { struct bpmn_event event; int64_t now_ms; struct str text; };

static const char CONTENT_START[] =
    "{x: 1, unit: \"u\", case: {public: true}, item: {process: \"%s\", template: \"P4\", lookback_hours: \"24\"}, facts: {}, fields: {days: 3}}";

static size_t own_models(struct arena *arena, struct subject *subjects)
{
    for (size_t i = 0; i < DRIVE_MODEL_COUNT; i++) {
        subjects[i].library.processes = trace_load(arena, DRIVE_MODELS[i], &subjects[i].library.count);
        subjects[i].process = subjects[i].library.processes[0];
        subjects[i].start = "{x: 0}";
    }
    return DRIVE_MODEL_COUNT;
}

/* Every file may call every other. */
static size_t content_models(struct arena *arena, struct subject *subjects)
{
    struct trace_library all = { .count = 0 };
    struct str *names, xml;
    size_t count;
    struct fault why = { 0 };

    if (io_list(arena, content, STR(".bpmn"), &names, &count, &why)) fail_msg("%s", why.en);
    assert_true(count > 3 && count < SUBJECTS_MAX / 2);
    all.processes = arena_array(arena, struct bpmn *, count);
    for (; all.count < count; all.count++) {
        struct str path = str_format(arena, "%s/%.*s", content, STR_ARG(names[all.count]));
        if (io_read(arena, path.at, 8 << 20, &xml, &why) || bpmn_load(arena, xml, &all.processes[all.count], &why)) fail_msg("%.*s: %s", STR_ARG(path), why.en);
    }
    for (size_t i = 0; i < count; i++) {
        static const char *const called[] = { "p1-quick", "p2-rectify", "p3-repair", "p4-rescue", "p5-mediation" };
        subjects[i] = (struct subject){ all.processes[i], all, str_format(arena, CONTENT_START, called[i % COUNT_OF(called)]).at };
    }
    return count;
}

static enum err step(struct arena *arena, struct subject *subject, const struct bpmn_state *state, const struct recorded *r,
                     struct bpmn_state **next, struct bpmn_effects *effects)
{
    struct bpmn_library library = { trace_find, &subject->library };

    return bpmn_step(arena, subject->process, &library, state, &r->event, r->now_ms, next, effects, NULL);
}

static struct bpmn_state *reread(struct arena *arena, struct str text)
{
    struct bpmn_state *state = NULL;
    struct fault why = { 0 };

    if (bpmn_state_read(arena, text, &state, &why)) fail_msg("a state is not read again: %s", why.en);
    return state;
}

/* A random run; text STR_NONE where the event was refused.  Gives how many were taken. */
static size_t record(struct arena *arena, struct subject *subject, struct drive *d, struct recorded *events)
{
    struct bpmn_state *state = NULL;
    const struct bpmn_start *starts;
    size_t taken = 0, count = bpmn_starts(subject->process, &starts);

    for (size_t i = 0; i < EVENTS; i++) {
        struct bpmn_state *next = NULL;
        struct bpmn_effects effects = { 0 };

        events[i] = (struct recorded){ .now_ms = (int64_t)i * 60000 };
        if (i) events[i].event = drive_event(d, arena);
        else events[i].event = (struct bpmn_event){ .kind = BPMN_START, .variables = trace_value(arena, str_from_c(subject->start)),
                                                    .name = count && starts[0].kind != BPMN_START_NONE ? starts[0].name : STR_NONE };
        if (step(arena, subject, state, &events[i], &next, &effects)) {
            assert_null(next);
            continue;
        }
        taken++;
        state = next;
        drive_learn(d, &effects);
        events[i].text = bpmn_state_write(arena, state);
        assert_true(str_eq(bpmn_state_write(arena, reread(arena, events[i].text)), events[i].text));
    }
    return taken;
}

static void replay(struct arena *arena, struct subject *subject, const struct recorded *events)
{
    struct str text = STR_NONE;

    for (size_t i = 0; i < EVENTS; i++) {
        struct bpmn_state *next = NULL;
        struct bpmn_effects effects = { 0 };
        enum err err = step(arena, subject, text.at ? reread(arena, text) : NULL, &events[i], &next, &effects);

        if ((err == ERR_OK) != (events[i].text.at != NULL)) fail_msg("event %zu (kind %d): the replay says %s", i, (int)events[i].event.kind, err_name(err));
        if (err) continue;
        text = bpmn_state_write(arena, next);
        if (!str_eq(text, events[i].text)) fail_msg("event %zu went another way:\n%.*s\n%.*s", i, STR_ARG(trace_print(arena, reread(arena, events[i].text))), STR_ARG(trace_print(arena, next)));
    }
}

static void random_runs(void **unused)
{
    struct arena *keep = arena_open(MEMORY_MAX), *arena = arena_open(MEMORY_MAX);
    struct subject subjects[SUBJECTS_MAX] = { 0 };
    struct recorded events[EVENTS];
    size_t deepest[SUBJECTS_MAX] = { 0 }, count = own_models(keep, subjects);

    (void)unused;
    count += content_models(keep, subjects + count);
    for (int64_t run = 0; run < runs; run++) {
        size_t at = (size_t)run % count, taken;
        struct drive d = { .seed = (uint64_t)run * 2654435761u + 1, .library = &subjects[at].library };

        taken = record(arena, &subjects[at], &d, events);
        replay(arena, &subjects[at], events);
        if (taken > deepest[at]) deepest[at] = taken;
        arena_reset(arena);
    }
    for (size_t i = 0; i < count; i++)                           /* some runs of every model went deep */
        if (deepest[i] < EVENTS / 3) fail_msg("model %zu: at most %zu events were taken", i, deepest[i]);
    arena_close(arena);
    arena_close(keep);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(random_runs) };

    if (argc < 2 || (argc > 2 && num_parse_int(str_from_c(argv[2]), 1, 10000000, &runs))) return 2;
    content = argv[1];
    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
