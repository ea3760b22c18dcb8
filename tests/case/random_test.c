/*
 * random_test.c - random valid and invalid operations on random cases: what must
 * always hold, holds after each, and the figures equal what the rows say.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>
#include <stdlib.h>

#include "case/task.h"
#include "measuring.h"
#include "store/counter.h"

enum { CASES_MAX = 40, STEPS = 300 };

struct run {
    struct ward *w;
    uint64_t seed;
    int64_t ids[CASES_MAX];
    size_t count, done, refused;
};

static uint64_t roll(struct run *r, uint64_t below)
{
    r->seed ^= r->seed << 13;
    r->seed ^= r->seed >> 7;
    r->seed ^= r->seed << 17;
    return (r->seed >> 11) % below;
}

/* ── What must always hold ─────────────────────────────────────────────── */

QUERY(TIMERS_OF) = {
    .name = "random_test_timers",
    .sql = "SELECT t.kind, t.ref, k.state FROM timer t LEFT JOIN task k ON k.id = t.ref WHERE t.case_id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT, STORE_INT },
};
QUERY(CHAIN_OF) = {
    .name = "random_test_chain",
    .sql = "SELECT count(*), coalesce(max(seq), 0) FROM journal WHERE case_id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT },
};
QUERY(FIGURES) = {
    .name = "random_test_figures",
    .sql = "SELECT u.code, c.item, c.source, c.state, c.overdue, c.due_at, c.feedback_at, c.closed_at, c.opened_at FROM case_record c "
           "JOIN unit u ON u.id = c.street_id WHERE c.channel <> 'internal'",
    .gives = { STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

static bool stays_open_after_closing(const struct task_view *task)
{
    return str_is(task->role, "resident") || str_is(task->stage, "LOOKBACK") || str_is(task->element, "report");
}

static void check_timers(struct ward *w, const struct case_record *record, const struct bpmn_state *state)
{
    struct db *db = store_reader_take(w->store);
    struct bpmn_running *running;
    size_t live = bpmn_state_timers(w->arena, state, &running);
    struct rows rows;

    assert_int_equal(store_all(db, w->arena, &TIMERS_OF, ARGS(arg_int(record->id)), &rows, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < rows.count; i++) {
        enum timer_kind kind = (enum timer_kind)row_int(&rows, i, 0);
        bool alive = kind >= TIMER_CLOCK_WARN && record->state == CASE_OPEN;
        if (kind == TIMER_TASK_DUE) alive = !row_null(&rows, i, 2) && row_int(&rows, i, 2) == TASK_OPEN;
        for (size_t k = 0; kind == TIMER_PROCESS && k < live; k++) alive |= running[k].activity == row_int(&rows, i, 1);
        if (!alive) fail_msg("a timer of kind %d refers to nothing alive (case %s)", (int)kind, case_state_name(record->state));
    }
    /* And everything that must come by itself has its timer. */
    for (size_t k = 0; k < live; k++) {
        bool found = false;
        for (size_t i = 0; i < rows.count; i++) found |= row_int(&rows, i, 0) == TIMER_PROCESS && row_int(&rows, i, 1) == running[k].activity;
        if (!found) fail_msg("nothing will fire %.*s", STR_ARG(running[k].element));
    }
}

static void check_case(struct run *r, int64_t id)
{
    struct ward *w = r->w;
    const struct case_record record = ward_case(w, id);
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);
    struct db *db = store_reader_take(w->store);
    struct instance_view instance;
    struct bpmn_state *state;
    struct bpmn_running *timers;
    struct rows chain;

    assert_int_equal(list_instance(db, w->arena, id, &instance, &w->why), ERR_OK);
    assert_int_equal(store_one(db, w->arena, &CHAIN_OF, ARGS(arg_int(id)), &chain, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    assert_int_equal(bpmn_state_read(w->arena, instance.state, &state, &w->why), ERR_OK);
    assert_true(row_int(&chain, 0, 0) == record.journal_seq && row_int(&chain, 0, 1) == record.journal_seq);
    if (record.state <= CASE_PAUSED) {
        bool waits = count > 0 || bpmn_state_timers(w->arena, state, &timers) > 0 || bpmn_state_has_incident(state);
        if (!waits) fail_msg("an open case that waits for nobody: %s", ward_snapshot(w, id));
        assert_true(!bpmn_state_ended(state) && record.closed_at == 0);
    }
    if (record.state == CASE_CLOSED) {
        for (size_t i = 0; i < count; i++)
            if (!stays_open_after_closing(&tasks[i])) fail_msg("%.*s is open on a closed case", STR_ARG(tasks[i].element));
        assert_true(record.closed_at > 0 && record.result.len > 0);
    }
    if (record.state == CASE_MERGED || record.state == CASE_VOID) assert_int_equal(count, 0);
    assert_true((record.state == CASE_MERGED) == (record.merged_into != 0));
    assert_false(bpmn_state_has_incident(state));
    check_timers(w, &record, state);
}

/* ── Figures ───────────────────────────────────────────────────────────── */

struct tally { char key[96]; int64_t value; };
struct tallies { struct tally at[4000]; size_t count; };

static void tally(struct tallies *all, struct str street, const char *dimension, struct str value, const char *metric, int64_t n)
{
    char key[96];
    size_t i = 0;

    (void)snprintf(key, sizeof key, "c/%.*s/%s/%.*s/%s", STR_ARG(street), dimension, STR_ARG(value), metric);
    while (i < all->count && strcmp(all->at[i].key, key) != 0) i++;
    if (i == all->count) {
        assert_true(all->count < COUNT_OF(all->at));
        (void)snprintf(all->at[all->count++].key, sizeof key, "%s", key);
    }
    all->at[i].value += n;
}

static void tally_both(struct tallies *all, const struct rows *rows, size_t i, const char *metric, int64_t n)
{
    tally(all, row_str(rows, i, 0), "t", row_str(rows, i, 1), metric, n);
    tally(all, row_str(rows, i, 0), "s", row_str(rows, i, 2), metric, n);
    tally(all, row_str(rows, i, 0), "day", STR("all"), metric, n);
}

static int64_t find(const struct tallies *all, const char *key)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->at[i].key, key) == 0) return all->at[i].value;
    return 0;
}

static void count_rows(struct ward *w, struct tallies *said)
{
    struct db *db = store_reader_take(w->store);
    struct rows rows;

    assert_int_equal(store_all(db, w->arena, &FIGURES, NO_ARGS, &rows, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < rows.count; i++) {
        int64_t state = row_int(&rows, i, 3), due = row_int(&rows, i, 5), feedback = row_int(&rows, i, 6), closed = row_int(&rows, i, 7);
        char day[11];
        tally_both(said, &rows, i, "opened", 1);
        tally_both(said, &rows, i, "closed", state == CASE_CLOSED);
        tally_both(said, &rows, i, "ontime", state == CASE_CLOSED && (!due || (feedback ? feedback : closed) < due));
        tally_both(said, &rows, i, "overdue", state <= CASE_PAUSED && row_int(&rows, i, 4));
        tally_both(said, &rows, i, "void", state == CASE_VOID || state == CASE_MERGED);
        day_print(day_of_ms(row_int(&rows, i, 8)), day);
        tally(said, row_str(&rows, i, 0), "d", str_from_c(day), "opened", 1);
    }
}

static void check_figures(struct ward *w)
{
    static struct tallies rows, counters;
    struct db *db = store_reader_take(w->store);
    struct rows found;

    rows.count = counters.count = 0;
    memset(&rows, 0, sizeof rows);
    memset(&counters, 0, sizeof counters);
    assert_int_equal(store_counter_range(db, w->arena, STR("c/"), &found, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    count_rows(w, &rows);
    for (size_t i = 0; i < found.count; i++) {
        struct str key = row_str(&found, i, COUNTER_KEY), rest = key, part, street, dimension, value;
        (void)str_split(&rest, '/', &part), (void)str_split(&rest, '/', &street), (void)str_split(&rest, '/', &dimension), (void)str_split(&rest, '/', &value);
        tally(&counters, street, str_c(w->arena, dimension), value, str_c(w->arena, rest), row_int(&found, i, COUNTER_VALUE));
        if (str_is(dimension, "d")) tally(&counters, street, "day", STR("all"), str_c(w->arena, rest), row_int(&found, i, COUNTER_VALUE));
    }
    for (size_t i = 0; i < rows.count; i++)
        if (find(&counters, rows.at[i].key) != rows.at[i].value)
            fail_msg("%s: the counter says %lld, the rows %lld", rows.at[i].key, (long long)find(&counters, rows.at[i].key), (long long)rows.at[i].value);
    for (size_t i = 0; i < counters.count; i++) {
        bool by_day = strstr(counters.at[i].key, "/d/") != NULL;
        if (!by_day && find(&rows, counters.at[i].key) != counters.at[i].value)
            fail_msg("%s: the counter says %lld, there are no such rows", counters.at[i].key, (long long)counters.at[i].value);
    }
}

/* ── What happens ──────────────────────────────────────────────────────── */

static const int64_t PEOPLE[] = { WORKER, WORKER_WEST, DESK_EAST, INTAKE, DISPATCH, COMMAND, DISTRICT, CLERK, VIEWER, INTAKE_SOUTH, WARD_SYSTEM };

static void open_one(struct run *r)
{
    static const char *const ITEMS[] = { "0501", "0504", "0505", "0102", "0101", "0110", "0411", "2101", "2201" };
    static const char *const SOURCES[] = { "worker", "resident", "hotline", "transfer", "camera" };
    static const int64_t GRIDS[] = { EAST_ONE, EAST_TWO, WEST_ONE, SOUTH_ONE };
    const char *source = SOURCES[roll(r, COUNT_OF(SOURCES))];
    struct opening o = {
        .account = source[0] == 'r' ? WARD_RESIDENT : source[0] == 'w' ? WORKER : source[1] == 'a' ? CAMERA : CLERK, .source = source,
        .item = ITEMS[roll(r, COUNT_OF(ITEMS))], .grid = GRIDS[roll(r, COUNT_OF(GRIDS))], .confidence = source[1] == 'a' ? (double)roll(r, 100) / 100 : 0,
        .on_spot = roll(r, 8) == 0,
    };
    int64_t id;

    if (r->count == CASES_MAX) return;
    if (ward_try_open(r->w, o, &id)) fail_msg("%s", r->w->why.en);
    r->ids[r->count++] = id;
}

static enum err complete_one(struct run *r, int64_t id)
{
    static const char *const UNITS[] = { "320102002-enforcement", "320102002-municipal", "320102-urban", "320102002001", "320102002-mediation", "320111-urban", "" };
    struct ward *w = r->w;
    const struct task_view *tasks, *task;
    struct outcome outcomes[OUTCOMES_MAX];
    size_t count = ward_tasks(w, id, &tasks), choices;
    struct step step = { .note = roll(r, 10) ? "理由" : NULL, .photo = roll(r, 10) != 0 };
    int64_t who;

    if (!count) return ERR_CONFLICT;
    task = &tasks[roll(r, count)];
    if (str_is(task->role, "resident")) return ward_rate(w, id, 1 + (int64_t)roll(r, 5), (int64_t)roll(r, 3));
    choices = task_outcomes(world_process(w->world, task->process, 1), task->element, outcomes);
    who = roll(r, 8) ? ward_server(w, task) : PEOPLE[roll(r, COUNT_OF(PEOPLE))];
    step.task = task->id;
    step.version = roll(r, 12) ? task->version : task->version + 3;
    step.unit = UNITS[roll(r, COUNT_OF(UNITS))];
    if (str_starts(task->element, STR("callback"))) step.fields = "{\"reached\":\"phone\"}";
    return ward_try(w, who, id, NULL, roll(r, 15) ? str_c(w->arena, outcomes[roll(r, choices)].code) : "nonsense", step);
}

static enum err operate_one(struct run *r, int64_t id)
{
    static const int64_t STAFF[] = { INTAKE, DISPATCH, COMMAND, WARD_SYSTEM, WARD_SYSTEM };
    struct ward *w = r->w;
    const struct case_op *op = case_op_at(roll(r, case_op_count()));
    const char *other = str_c(w->arena, ward_case(w, r->ids[roll(r, r->count)]).number), *name = case_op_name(op), *fields;
    int64_t who = roll(r, 4) ? STAFF[roll(r, COUNT_OF(STAFF))] : PEOPLE[roll(r, COUNT_OF(PEOPLE))];

    if (strcmp(name, "force-close") == 0 && roll(r, 3)) return ERR_CONFLICT;   /* not too many */
    fields = ward_op_fields(w, str_from_c(name), other);
    if (strcmp(name, "relocate") == 0 && roll(r, 2)) fields = "{\"lon\":118.8712,\"lat\":32.0612,\"reason\":\"理由\"}";
    if (strcmp(name, "retype") == 0 && roll(r, 2)) fields = "{\"type\":\"0110\",\"reason\":\"理由\"}";
    return ward_try_op(w, who, id, name, roll(r, 12) ? fields : "{\"reason\":5}");
}

static void step(struct run *r)
{
    int64_t id = r->ids[roll(r, r->count)], version = ward_case(r->w, id).version;
    const char *before = ward_snapshot(r->w, id);
    enum err err;

    if (roll(r, 12) == 0) {
        r->w->now += (int64_t)roll(r, 3 * 24 * 60) * MS_PER_MINUTE;
        (void)ward_fire(r->w);
        for (size_t i = 0; i < r->count; i++) check_case(r, r->ids[i]);
        return;
    }
    r->w->now += (int64_t)roll(r, 20) * MS_PER_MINUTE;
    err = roll(r, 3) ? complete_one(r, id) : operate_one(r, id);
    if (err) {
        r->refused++;
        if (r->w->why.code && err_status(r->w->why.code) >= 500) fail_msg("%s", r->w->why.en);
        assert_string_equal(ward_snapshot(r->w, id), before);
    } else {
        r->done++;
        if (ward_case(r->w, id).version != version + 1) fail_msg("the version went from %lld to %lld", (long long)version, (long long)ward_case(r->w, id).version);
    }
    check_case(r, id);
}

static void walk(struct ward *w, uint64_t seed)
{
    struct run r = { .w = w, .seed = seed };

    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < STEPS; i++) {
        if (r.count < 3 || roll(&r, 10) == 0) open_one(&r);
        step(&r);
        if (i % 50 == 49) check_figures(r.w);
        if (i % 100 == 99) measuring_check(r.w);
    }
    for (size_t i = 0; i < r.count; i++) check_case(&r, r.ids[i]);
    check_figures(r.w);
    assert_true(ward_whole(r.w));
    assert_true(r.done > STEPS / 6 && r.refused > STEPS / 20);   /* both sides were seen */
}

/* SHAO_TEST_SEED=n walks another way. */
static void test_random_walk(void **state)
{
    const char *wish = getenv("SHAO_TEST_SEED");

    walk(*state, wish ? strtoull(wish, NULL, 10) : 20260302);
}

static void test_another_random_walk(void **state)
{
    walk(*state, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = { WARD_CLEAN(test_random_walk), WARD_CLEAN(test_another_random_walk) };

    return ward_run("random", tests, COUNT_OF(tests));
}
