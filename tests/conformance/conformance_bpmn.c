/*
 * conformance_bpmn.c - runs a folder of BPMN models with expected traces on a virtual clock.
 *
 * DIR/expected.tsv names a model, the variables it starts with, how long to
 * wait and the lines its script tasks must have written (as a multiset).  A
 * script's text is a token for this harness.  Every model under
 * DIR/processes/bpmn_constraints must be refused by bpmn_load.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "bpmn/bpmn.h"

enum { MEMORY_MAX = 256 * 1024 * 1024, INSTANCES_MAX = 20, TIMERS_MAX = 200, LINES_MAX = 200, WORK_MAX = 400, TURNS_MAX = 20000 };
static const int64_t START_MS = INT64_C(1767225600000);          /* 2026-01-01T00:00:00Z */

struct instance { const struct bpmn *process; struct bpmn_state *state; };
struct timer { size_t instance; int64_t activity, due_ms; };
struct work { size_t instance; int64_t activity, due_ms; struct str script; bool begun; };

struct world {
    struct arena *arena;
    struct bpmn **processes;
    size_t process_count;
    struct instance instances[INSTANCES_MAX];
    struct timer timers[TIMERS_MAX];
    struct work work[WORK_MAX];
    struct str lines[LINES_MAX];
    size_t instance_count, timer_count, work_count, line_count, open_stamps;
    int64_t now_ms;
};

/* ── Expressions of the models, which are Java, as FEEL ────────────────── */

/* `a.contains(b)` is contains(a, b), `!x` is not(x), `${x}` is x; a comparison sign without operand is dropped. */
static struct str as_feel(struct arena *arena, struct str text, void *arg)
{
    ptrdiff_t call;

    (void)arg;
    text = str_trim(text);
    if (str_starts(text, STR("${")) && str_ends(text, STR("}"))) text = str_sub(text, 2, text.len - 3);
    if (str_ends(text, STR(">"))) text = str_trim(str_sub(text, 0, text.len - 1));
    if (str_starts(text, STR("!"))) {
        struct str inner = as_feel(arena, str_sub(text, 1, text.len), NULL);
        return str_format(arena, "not(%.*s)", STR_ARG(inner));
    }
    call = str_find(text, STR(".contains("));
    if (call > 0 && str_ends(text, STR(")")))
        return str_format(arena, "contains(%.*s, %.*s", STR_ARG(str_sub(text, 0, (size_t)call)),
                          STR_ARG(str_sub(text, (size_t)call + 10, text.len)));
    return text;
}

static const struct bpmn_dialect DIALECT = { .expression = as_feel, .scripts = true };

/* ── The world a model runs in ─────────────────────────────────────────── */

static void line(struct world *world, struct str text)
{
    if (world->line_count < LINES_MAX) world->lines[world->line_count++] = text;
}

static const struct bpmn *process_named(const struct world *world, struct str id)
{
    for (size_t i = 0; i < world->process_count; i++)
        if (str_eq(bpmn_id(world->processes[i]), id)) return world->processes[i];
    return NULL;
}

static const struct bpmn *find_process(const struct bpmn_wanted *wanted, void *arg)
{
    return process_named(arg, wanted->id);
}

static bool deliver(struct world *world, size_t at, struct bpmn_event event);

/* Another process of the file that this message or signal starts. */
static void start_by(struct world *world, enum bpmn_start_kind kind, struct str name)
{
    for (size_t i = 0; i < world->process_count; i++) {
        const struct bpmn_start *starts;
        size_t count = bpmn_starts(world->processes[i], &starts);

        for (size_t j = 0; j < count; j++) {
            if (starts[j].kind != kind || !str_eq(starts[j].name, name) || world->instance_count >= INSTANCES_MAX) continue;
            world->instances[world->instance_count++] = (struct instance){ world->processes[i], NULL };
            deliver(world, world->instance_count - 1, (struct bpmn_event){ .kind = BPMN_START, .name = name });
            break;
        }
    }
}

static void on_thrown(struct world *world, size_t from, const struct bpmn_effect *effect)
{
    bool message = effect->kind == BPMN_SEND;

    for (size_t i = 0; i < world->instance_count; i++) {
        if (i == from && !message) continue;
        if (deliver(world, i, (struct bpmn_event){ .kind = message ? BPMN_MESSAGE : BPMN_SIGNAL, .name = effect->name }) && message) return;
    }
    start_by(world, message ? BPMN_START_MESSAGE : BPMN_START_SIGNAL, effect->name);
}

static void drop_timer(struct world *world, size_t instance, int64_t activity)
{
    size_t kept = 0;

    for (size_t i = 0; i < world->timer_count; i++)
        if (world->timers[i].instance != instance || world->timers[i].activity != activity) world->timers[kept++] = world->timers[i];
    world->timer_count = kept;
}

static void drop_work(struct world *world, size_t instance, int64_t activity)
{
    for (size_t i = 0; i < world->work_count; i++)
        if (world->work[i].instance == instance && world->work[i].activity == activity) {
            if (world->work[i].begun) world->open_stamps--;
            memmove(&world->work[i], &world->work[i + 1], (world->work_count - i - 1) * sizeof world->work[0]);
            world->work_count--;
            return;
        }
}

static void carry_out(struct world *world, size_t at, const struct bpmn_effect *effect)
{
    if (effect->kind == BPMN_TIMER_SET || effect->kind == BPMN_TIMER_CLEAR) drop_timer(world, at, effect->activity);
    if (effect->kind == BPMN_TIMER_SET && world->timer_count < TIMERS_MAX)
        world->timers[world->timer_count++] = (struct timer){ at, effect->activity, effect->due_ms };
    if (effect->kind == BPMN_TASK_CANCEL) drop_work(world, at, effect->activity);
    if ((effect->kind == BPMN_SERVICE || effect->kind == BPMN_TASK_OPEN) && world->work_count < WORK_MAX) {
        int64_t takes_ms = str_is(effect->text, "WAIT_TEN_SECONDS") ? 10000 : 0;
        world->work[world->work_count++] = (struct work){ at, effect->activity, world->now_ms + takes_ms, effect->text, false };
    }
    if (effect->kind == BPMN_INCIDENT && !str_is(effect->code, "deadlock"))
        line(world, str_is(effect->code, "error") || str_is(effect->code, "failed") ? STR("ERROR_thrownErrorEvent") : STR("ERROR_runtime"));
}

/* The text of a state is read back before every step: what runs is what would be stored. */
static struct bpmn_state *reread(struct world *world, const struct bpmn_state *state)
{
    struct bpmn_state *again = NULL;
    struct fault why = { 0 };

    if (state && bpmn_state_read(world->arena, bpmn_state_write(world->arena, state), &again, &why)) {
        printf("state: %s\n", why.en);
        line(world, STR("ERROR_state"));
    }
    return again;
}

static bool deliver(struct world *world, size_t at, struct bpmn_event event)
{
    struct bpmn_library library = { find_process, world };
    struct bpmn_effects effects;
    struct bpmn_state *next;

    if (bpmn_step(world->arena, world->instances[at].process, &library, reread(world, world->instances[at].state), &event, world->now_ms,
                  &next, &effects, NULL))
        return false;
    world->instances[at].state = next;
    for (size_t i = 0; i < effects.count; i++) carry_out(world, at, &effects.items[i]);
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == BPMN_SEND || effects.items[i].kind == BPMN_BROADCAST) on_thrown(world, at, &effects.items[i]);
    return true;
}

/* ── Script tokens ─────────────────────────────────────────────────────── */

static const struct feel_value *one(struct world *world, const char *name, const struct feel_value *value)
{
    static const struct feel_value empty = { .type = FEEL_CONTEXT };

    return feel_context_with(world->arena, &empty, str_from_c(name), value);
}

static void run_script(struct world *world, struct work work)
{
    struct bpmn_event event = { .kind = BPMN_COMPLETE, .activity = work.activity };
    const struct feel_value *variables = bpmn_state_variables(world->instances[work.instance].state);

    if (str_starts(work.script, STR("SCRIPT_"))) line(world, work.script);
    else if (str_is(work.script, "CREATE_MARKER_FILE")) line(world, STR("MARKER_exists"));
    else if (str_starts(work.script, STR("INCREMENT_INTEGER_VARIABLE"))) {
        const struct feel_value *old = feel_get(variables, STR("integerVariable"));
        int64_t number = 0;

        if (old->type == FEEL_NUMBER) (void)decimal_to_int(old->number, &number);
        if (str_ends(work.script, STR("_AND_LOG"))) line(world, STR("INCREMENT_correct"));
        event.variables = one(world, "integerVariable", feel_integer(world->arena, number + 1));
    } else if (str_is(work.script, "SET_STRING_DATA")) {
        event.variables = one(world, "data", feel_string(world->arena, STR("data")));
    } else if (str_is(work.script, "LOG_DATA")) {
        const struct feel_value *data = feel_get(variables, STR("data"));
        if (data->type == FEEL_STRING && str_is(data->string, "data")) line(world, STR("DATA_correct"));
    } else if (str_is(work.script, "THROW_ERROR")) {
        event.kind = BPMN_FAIL;
        event.name = STR("ERR_CODE");
    }
    (void)deliver(world, work.instance, event);
}

/* Time stamps: a task that is open while another is, runs beside it. */
static bool stamp(struct world *world, size_t at)
{
    struct work work = world->work[at];

    if (!str_starts(work.script, STR("CREATE_TIMESTAMP_LOG"))) return false;
    if (work.begun) {
        world->open_stamps--;
        return false;
    }
    if (++world->open_stamps == 2) line(world, STR("EXECUTION_parallel"));
    memmove(&world->work[at], &world->work[at + 1], (world->work_count - at - 1) * sizeof work);
    work.begun = true;
    world->work[world->work_count - 1] = work;
    return true;
}

/* Does the earliest thing due by `until`; false when there is none. */
static bool turn(struct world *world, int64_t until)
{
    size_t work = world->work_count, timer = world->timer_count;

    for (size_t i = world->work_count; i > 0; i--)
        if (world->work[i - 1].due_ms <= until && (work == world->work_count || world->work[i - 1].due_ms <= world->work[work].due_ms)) work = i - 1;
    for (size_t i = world->timer_count; i > 0; i--)
        if (world->timers[i - 1].due_ms <= until && (timer == world->timer_count || world->timers[i - 1].due_ms <= world->timers[timer].due_ms))
            timer = i - 1;
    if (work < world->work_count && (timer == world->timer_count || world->work[work].due_ms <= world->timers[timer].due_ms)) {
        struct work item = world->work[work];

        if (item.due_ms > world->now_ms) world->now_ms = item.due_ms;
        if (stamp(world, work)) return true;
        item.begun = false;
        world->work[work].begun = false;
        drop_work(world, item.instance, item.activity);
        run_script(world, item);
        return true;
    }
    if (timer < world->timer_count) {
        struct timer item = world->timers[timer];

        if (item.due_ms > world->now_ms) world->now_ms = item.due_ms;
        drop_timer(world, item.instance, item.activity);
        (void)deliver(world, item.instance, (struct bpmn_event){ .kind = BPMN_TIMER, .activity = item.activity });
        return true;
    }
    return false;
}

/* ── One case ──────────────────────────────────────────────────────────── */

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static bool same_line(struct str wanted, struct str got)
{
    return str_is(wanted, "ERROR") ? str_starts(got, STR("ERROR")) : str_eq(wanted, got);
}

static bool as_expected(struct world *world, struct str expected)
{
    struct str wanted[LINES_MAX], piece;
    size_t count = 0;

    while (str_split(&expected, ',', &piece))
        if (piece.len && count < LINES_MAX) wanted[count++] = piece;
    if (count) qsort(wanted, count, sizeof wanted[0], by_text);
    if (world->line_count) qsort(world->lines, world->line_count, sizeof world->lines[0], by_text);
    if (count != world->line_count) return false;
    for (size_t i = 0; i < count; i++)
        if (!same_line(wanted[i], world->lines[i])) return false;
    return true;
}

struct row { struct str file, number, test, integer, delay, parallel, expected; };

static const struct feel_value *start_variables(struct arena *arena, const struct row *row)
{
    static const struct feel_value empty = { .type = FEEL_CONTEXT };
    const struct feel_value *context = &empty;
    int64_t number = 0;

    if (row->test.len) context = feel_context_with(arena, context, STR("test"), feel_string(arena, row->test));
    (void)!num_parse_int(row->integer, 0, 1000000, &number);
    return feel_context_with(arena, context, STR("integerVariable"), feel_integer(arena, number));
}

/* The process named like the file; else the first. */
static const struct bpmn *main_process(const struct world *world, struct str file)
{
    struct str piece, name = file;

    while (str_split(&file, '/', &piece)) name = piece;
    for (size_t i = 0; i < world->process_count; i++)
        if (str_eq(bpmn_id(world->processes[i]), str_sub(name, 0, name.len - 5))) return world->processes[i];
    return world->processes[0];
}

/* Starts a process: plainly, by its first other start event, or when its timer is due. */
static void begin(struct world *world, const struct bpmn *process, const struct feel_value *variables, int64_t until)
{
    struct bpmn_event event = { .kind = BPMN_START, .variables = variables };
    const struct bpmn_start *starts;
    size_t count = bpmn_starts(process, &starts);
    bool plain = count == 0;

    for (size_t i = 0; i < count; i++) plain |= starts[i].kind == BPMN_START_NONE;
    if (!plain) {
        event.name = starts[0].element;
        (void)bpmn_start_due(world->arena, process, &starts[0], world->now_ms, &world->now_ms);
        if (world->now_ms > until) return;
    }
    world->instances[world->instance_count++] = (struct instance){ process, NULL };
    if (!deliver(world, world->instance_count - 1, event)) line(world, STR("ERROR_runtime"));
}

static void run_model(struct world *world, struct str xml, const struct row *row, char *note, size_t note_size)
{
    struct fault why = { 0 };
    int64_t delay = 0, until;
    const struct bpmn *parallel;

    if (bpmn_load_all(world->arena, xml, &DIALECT, &world->processes, &world->process_count, &why)) {
        snprintf(note, note_size, "%s", why.en);
        line(world, STR("ERROR_deployment"));
        return;
    }
    (void)!num_parse_int(row->delay, 0, 86400000, &delay);
    world->now_ms = START_MS;
    until = START_MS + delay;
    parallel = str_is(row->parallel, "1") ? process_named(world, STR("ParallelProcess")) : NULL;
    if (parallel) {
        world->instances[world->instance_count++] = (struct instance){ parallel, NULL };
        (void)deliver(world, 0, (struct bpmn_event){ .kind = BPMN_START });
    }
    begin(world, main_process(world, row->file), start_variables(world->arena, row), until);
    for (int turns = 0; turns < TURNS_MAX && turn(world, until); turns++) continue;
}

static void run_row(const char *dir, const struct row *row, struct tally *tally)
{
    struct world *world;
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str path, xml, folder, name;
    size_t slash = row->file.len;
    char note[256] = "";
    struct fault why = { 0 };
    bool passed;

    if (!arena) return;
    while (slash > 0 && row->file.at[slash - 1] != '/') slash--;
    folder = str_sub(row->file, 0, slash ? slash - 1 : 0);
    name = str_format(arena, "%.*s %.*s", STR_ARG(str_sub(row->file, slash, row->file.len)), STR_ARG(row->number));
    world = arena_new(arena, struct world);
    path = str_format(arena, "%s/%.*s", dir, STR_ARG(row->file));
    if (!world || io_read(arena, path.at, 16 * 1024 * 1024, &xml, &why)) {
        conformance_case(tally, folder, name, false, "%s", why.en);
    } else {
        struct buf got;

        world->arena = arena;
        run_model(world, xml, row, note, sizeof note);
        passed = as_expected(world, row->expected);
        buf_init(&got, arena, 0);
        for (size_t i = 0; i < world->line_count; i++) {
            if (i) buf_byte(&got, ',');
            buf_str(&got, world->lines[i]);
        }
        conformance_case(tally, folder, name, passed, "wanted %.*s, got %.*s %s", STR_ARG(row->expected),
                         STR_ARG(got.len ? buf_done(&got) : STR("nothing")), note);
    }
    arena_close(arena);
}

/* ── Models that must be refused ───────────────────────────────────────── */

static void run_refused(struct arena *parent, const char *folder, struct str label, struct str name, struct tally *tally)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct bpmn **processes;
    struct str xml;
    size_t count;
    struct fault why = { 0 };
    struct str path = str_format(parent, "%s/%.*s", folder, STR_ARG(name));
    enum err err;

    if (!arena) return;
    err = io_read(arena, path.at, 16 * 1024 * 1024, &xml, &why);
    if (!err) err = bpmn_load_all(arena, xml, NULL, &processes, &count, &why);
    conformance_case(tally, label, name, err == ERR_INVALID || err == ERR_UNSUPPORTED, "%s", err ? why.en : "was not refused");
    if (getenv("CONFORMANCE_VERBOSE") && err) printf("refused %.*s: %s\n", STR_ARG(name), why.en);
    arena_close(arena);
}

static void run_constraints(const char *dir, struct tally *tally)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str *folders;
    size_t folder_count;

    if (!arena) return;
    if (!conformance_folders(arena, str_format(arena, "%s/processes/bpmn_constraints", dir).at, &folders, &folder_count))
        for (size_t i = 0; i < folder_count; i++) {
            struct str *names;
            size_t count;

            if (io_list(arena, folders[i].at, STR(".bpmn"), &names, &count, NULL)) continue;
            for (size_t j = 0; j < count; j++)
                run_refused(arena, folders[i].at, str_sub(folders[i], strlen(dir) + 1, folders[i].len), names[j], tally);
        }
    arena_close(arena);
}

bool conformance_bpmn(const char *dir, struct tally *tally)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str text, record;
    struct fault why = { 0 };
    bool first = true;

    if (!arena) return false;
    if (io_read(arena, str_format(arena, "%s/expected.tsv", dir).at, 16 * 1024 * 1024, &text, &why)) {
        printf("%s\n", why.en);
        arena_close(arena);
        return false;
    }
    while (str_split(&text, '\n', &record)) {
        struct str cells[7] = { 0 };

        for (size_t i = 0; i < 7; i++) (void)str_split(&record, '\t', &cells[i]);
        if (!first && cells[0].len)
            run_row(dir, &(struct row){ cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], str_trim(cells[6]) }, tally);
        first = false;
    }
    run_constraints(dir, tally);
    arena_close(arena);
    return true;
}
