/*
 * property_test.c - what must hold for any model and any events: a damaged state, a
 * failing allocation and a hostile file are answered, nothing crashes or hangs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state.h"
#include "drive.h"

enum { MEMORY_MAX = 256 * 1024 * 1024, DAMAGES = 150 };

static enum err step(struct drive *d, struct arena *arena, struct trace_library *list, const struct bpmn_state *state, const struct bpmn_event *event, struct bpmn_state **next)
{
    struct bpmn_library library = { trace_find, list };
    struct bpmn_effects effects;
    enum err err = bpmn_step(arena, list->processes[0], &library, state, event, 0, next, &effects, NULL);

    if (!err) drive_learn(d, &effects);
    return err;
}

/* The way in that the model has. */
static struct bpmn_event start_event(const struct bpmn *process)
{
    const struct bpmn_start *starts;
    size_t count = bpmn_starts(process, &starts);

    return (struct bpmn_event){ .kind = BPMN_START, .name = count && starts[0].kind != BPMN_START_NONE ? starts[0].name : STR_NONE };
}

/* A stored state with bytes changed is refused, or it is a state that can be stepped. */
static void damaged_state(void **unused)
{
    struct drive d = { .seed = 7 };

    (void)unused;
    for (int run = 0; run < 40; run++) {
        struct arena *arena = arena_open(MEMORY_MAX);
        struct trace_library list;
        struct bpmn_state *state = NULL, *next = NULL;
        struct str stored, plain;

        list.processes = trace_load(arena, DRIVE_MODELS[(size_t)run % DRIVE_MODEL_COUNT], &list.count);
        d.hint_count = 0;
        for (int i = 0; i < 12; i++) {
            struct bpmn_event event = i ? drive_event(&d, arena) : start_event(list.processes[0]);
            if (step(&d, arena, &list, state, &event, &next) == ERR_OK) state = next;
        }
        stored = bpmn_state_write(arena, state);
        plain = trace_unpacked(arena, stored);
        assert_true(str_eq(trace_packed(arena, plain), stored));
        for (int i = 0; i < DAMAGES; i++) {
            struct str text = i % 4 ? plain : stored;      /* packed again, or damaged as it lies there */
            char *copy = arena_copy(arena, text.at, text.len);
            struct bpmn_state *broken = NULL;
            struct bpmn_event event = drive_event(&d, arena);
            struct str damaged = { copy, text.len };

            copy[drive_random(&d, text.len)] = (char)drive_random(&d, 256);
            if (drive_random(&d, 2)) copy[drive_random(&d, text.len)] = (char)drive_random(&d, 16);
            if (i % 4) damaged = trace_packed(arena, damaged);
            if (bpmn_state_read(arena, damaged, &broken, NULL) == ERR_OK) (void)!step(&d, arena, &list, broken, &event, &next);
        }
        arena_close(arena);
    }
}

/* A record of what could be undone that lies in itself: once a walk without end. */
static void circular_records(void **unused)
{
    static const struct { int64_t id, scope; } broken[][2] = { { { 3, 3 } }, { { 3, 4 }, { 4, 3 } }, { { 4, 1 }, { 3, 1 } }, { { 3, 1 }, { 3, 1 } } };
    static const struct { int64_t id, scope; } sound[] = { { 3, 1 }, { 4, 1 } };
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)unused;
    for (size_t i = 0; i <= COUNT_OF(broken); i++) {
        struct bpmn_process_ref process = { .wanted = { .id = STR("p") } };
        struct bpmn_node root = { .id = 1, .element = STR("p"), .stage = STAGE_ACTIVE }, *nodes[] = { &root };
        struct bpmn_past pasts[2] = { 0 };
        struct bpmn_state written = { .last_id = 9, .processes = &process, .process_count = 1, .nodes = nodes, .node_count = 1, .pasts = pasts }, *state = NULL;
        struct fault why = { 0 };
        enum err err;

        for (size_t k = 0; k < 2; k++) {
            pasts[k].element = STR("a");
            pasts[k].id = i < COUNT_OF(broken) ? broken[i][k].id : sound[k].id;
            pasts[k].scope = i < COUNT_OF(broken) ? broken[i][k].scope : sound[k].scope;
            written.past_count += pasts[k].id != 0;
        }
        err = bpmn_state_read(arena, bpmn_state_write(arena, &written), &state, &why);
        if (i == COUNT_OF(broken)) assert_int_equal(err, ERR_OK);
        else if (err != ERR_INVALID || state) fail_msg("record list %zu was taken", i);
    }
    arena_close(arena);
}

/* A state of a version nobody knows, a cut one, and the text of former times. */
static void strange_states(void **unused)
{
    static const char *const rows[] = { "", "\x02\x00", "\x01", "\x01\x01\x01", "{\"v\":1,\"last\":2,\"processes\":[\"p\"],\"nodes\":[{\"i\":1,\"e\":\"p\",\"s\":2}]}" };
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bpmn_state *state = NULL;
        struct fault why = { 0 };

        assert_int_equal(bpmn_state_read(arena, str_from_c(rows[i]), &state, &why), ERR_INVALID);
        assert_true(!state && why.zh[0] && why.en[0]);
    }
    arena_close(arena);
}

/* Loading and stepping with the n-th allocation failing, for every n until it succeeds. */
static void out_of_memory(void **unused)
{
    (void)unused;
    for (size_t m = 0; m < DRIVE_MODEL_COUNT; m++) {
        struct arena *outer = arena_open(MEMORY_MAX);
        struct str file = trace_file(outer, DRIVE_MODELS[m]);
        struct bpmn_event start = { .kind = BPMN_START, .variables = trace_value(outer, STR("{x: 1}")) };
        struct drive d = { .seed = 1 };
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

            list.processes = trace_load(arena, DRIVE_MODELS[m], &list.count);
            start.name = start_event(list.processes[0]).name;
            arena_fail_after(n);
            err = step(&d, arena, &list, NULL, &start, &state);
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
        STR("<?xml version='1.0' encoding='nonsense'?><a/>"), STR("<?xml version='1.0' encoding='UTF-16'?><a/>"),
        STR("\xff\xfe<\0a\0/\0>\0"), STR("<?xml version='1.0' encoding='GBK'?><a>\xc1\xf7\xb3\xcc</a>"),
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
        cmocka_unit_test(damaged_state),
        cmocka_unit_test(circular_records), cmocka_unit_test(strange_states),
        cmocka_unit_test(out_of_memory),
        cmocka_unit_test(hostile_files),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
