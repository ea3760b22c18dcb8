/*
 * clock_test.c - the legal clock of a case and the timers that tell of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

static void assert_due(struct ward *w, const char *what, int64_t due, const char *expected)
{
    char text[32];

    if (due == ward_time(expected)) return;
    time_print(due, text);
    fail_msg("%s: due %s, not %s", what, text, expected);
    (void)w;
}

/* Filed on Monday 2026-03-02 at ten in the morning. */
static void test_limits_at_filing(void **state)
{
    static const struct { const char *item, *facts, *limit, *due; } ROWS[] = {
        { "0501", NULL, "2 work-hours", "2026-03-02T12:00" },       { "0504", NULL, "4 work-hours", "2026-03-02T14:00" },
        { "0103", NULL, "2 work-days", "2026-03-05T00:00" },        { "0110", NULL, "5 work-days", "2026-03-10T00:00" },
        { "0110", "{\"variant\":\"deep\"}", "24 hours", "2026-03-03T10:00" }, { "0101", NULL, "20 work-days", "2026-03-31T00:00" },
        { "0411", NULL, "4 hours", "2026-03-02T14:00" },            { "0411", "{\"variant\":\"dead_branch\"}", "3 work-days", "2026-03-06T00:00" },
        { "2201", "{\"variant\":\"complex\"}", "30 work-days", "2026-04-15T00:00" }, { "2501", NULL, "15 work-days", "2026-03-24T00:00" },
    };
    struct ward *w = *state;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        int64_t id = ward_open(w, (struct opening){ .account = WORKER, .item = ROWS[i].item, .source = "worker", .facts = ROWS[i].facts });
        struct case_record r = ward_case(w, id);
        assert_string_equal(str_c(w->arena, r.clock_limit), ROWS[i].limit);
        assert_true(r.clock_start == w->now && !r.provisional);
        assert_due(w, ROWS[i].item, r.due_at, ROWS[i].due);
    }
}

static void test_a_year_without_calendar_is_provisional(void **state)
{
    struct ward *w = *state;
    int64_t id, near;

    w->now = ward_time("2026-12-29T10:00");
    near = ward_filed(w, "0103");
    assert_false(ward_case(w, near).provisional);
    id = ward_filed(w, "0110");
    assert_true(ward_case(w, id).provisional);
    assert_true(ward_case(w, id).due_at > ward_time("2027-01-05T00:00"));
}

static void test_clock_stands_while_the_work_is_checked(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110"), on_time;

    ward_walk(w, id, "dispatch=dispatch:320102002-municipal sign=accept fence=no_need ownership=ours");
    w->now = ward_time("2026-03-04T15:00");
    ward_walk(w, id, "repair=repaired acceptance=accepted");
    assert_true(ward_case(w, id).due_at == CLOCK_NEVER);
    w->now = ward_time("2026-03-06T09:00");
    assert_int_equal(ward_fire(w) > 0, true);     /* the worker is reminded to check */
    assert_false(ward_case(w, id).overdue);
    ward_walk(w, id, "check=fail");
    assert_due(w, "two dates out", ward_case(w, id).due_at, "2026-03-12T00:00");
    assert_due(w, "and the task with it", ward_task(w, id, "rework")->due_at, "2026-03-12T00:00");
    w->now = ward_time("2026-03-09T10:00");
    ward_walk(w, id, "rework=done check=pass close_review=close");
    assert_false(ward_case(w, id).overdue);
    /* Hours: exactly the time is out. */
    on_time = ward_filed(w, "0411");
    ward_walk(w, on_time, "dispatch=dispatch:320102002-greening phone=reached sign=accept arrive=arrived control=controlled +1h rescue=cleared "
                          "confirm=safe restore=restored +5h check=fail");
    assert_true(ward_case(w, on_time).due_at == ward_case(w, on_time).clock_start + 9 * MS_PER_HOUR);
}

static void test_extensions_count_from_the_due_day(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110"), handler = ward_handler(ward_unit(w, "320102002-municipal"), 1);

    ward_walk(w, id, "dispatch=dispatch:320102002-municipal");
    ward_op(w, handler, id, "extension", "{\"reason\":\"等材料\",\"amount\":3}");
    w->now += 2 * MS_PER_DAY;
    ward_walk(w, id, "extension=approve");
    assert_due(w, "three more working days", ward_case(w, id).due_at, "2026-03-13T00:00");
    ward_op(w, handler, id, "extension", "{\"reason\":\"还要\"}");   /* the limit once more */
    ward_walk(w, id, "extension=approve");
    assert_due(w, "and five", ward_case(w, id).due_at, "2026-03-20T00:00");
    assert_int_equal(ward_case(w, id).extension_count, 2);
    assert_refused(w, ward_try_op(w, handler, id, "extension", "{\"reason\":\"太多\",\"amount\":9999}"), ERR_INVALID);
    assert_refused(w, ward_try_op(w, handler, id, "extension", "{\"reason\":\"负的\",\"amount\":-1}"), ERR_INVALID);
}

static void test_lights(void **state)
{
    static const struct { const char *at, *light; } ROWS[] = {
        { "2026-03-02T10:00", "green" }, { "2026-03-02T13:11", "green" }, { "2026-03-02T13:12", "yellow" }, { "2026-03-02T13:59", "yellow" },
        { "2026-03-02T14:00", "orange" }, { "2026-03-03T08:59", "orange" }, { "2026-03-03T09:00", "red" },
    };
    struct ward *w = *state;
    struct case_record r = ward_case(w, ward_filed(w, "0504"));
    struct time_left left;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        case_time_left(w->world, r.clock_start, r.clock_limit, r.due_at, ward_time(ROWS[i].at), &left);
        if (!str_is(left.light, ROWS[i].light)) fail_msg("%s: %.*s, not %s", ROWS[i].at, STR_ARG(left.light), ROWS[i].light);
        assert_true(left.words.zh[0] && left.words.en[0]);
    }
    case_time_left(w->world, r.clock_start, r.clock_limit, 0, w->now, &left);
    assert_true(str_is(left.light, "none"));
}

/* ── Timers ────────────────────────────────────────────────────────────── */

QUERY(TIMERS_OF) = {
    .name = "clock_test_timers",
    .sql = "SELECT id, case_id, kind, ref, due_at FROM timer WHERE case_id = $1 ORDER BY due_at, id",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

static size_t timers_of(struct ward *w, int64_t id, struct timer_row *out, size_t max)
{
    struct db *db = store_reader_take(w->store);
    struct rows rows;

    assert_int_equal(store_all(db, w->arena, &TIMERS_OF, ARGS(arg_int(id)), &rows, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < rows.count && i < max; i++)
        out[i] = (struct timer_row){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2), row_int(&rows, i, 3), row_int(&rows, i, 4) };
    return rows.count;
}

static void test_what_is_said_and_when(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");   /* due at two in the afternoon */
    struct timer_row timers[8];

    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement sign=accept arrive=arrived");
    assert_int_equal(timers_of(w, id, timers, 8), 3);   /* warning, due, red; the task shares the case's limit */
    w->now = ward_time("2026-03-02T13:11");
    (void)ward_fire(w);
    assert_int_equal(ward_journal_count(w, id, "clock-warning"), 0);
    w->now = ward_time("2026-03-02T13:12");
    (void)ward_fire(w);
    assert_int_equal(ward_journal_count(w, id, "clock-warning"), 1);
    assert_false(ward_case(w, id).overdue);
    w->now = ward_time("2026-03-02T14:00") - 1;
    (void)ward_fire(w);
    assert_false(ward_case(w, id).overdue);
    w->now++;
    (void)ward_fire(w);
    assert_true(ward_case(w, id).overdue && ward_case(w, id).supervise == 2);
    assert_int_equal(ward_journal_count(w, id, "clock-due"), 1);
    w->now = ward_time("2026-03-03T09:00") - 1;   /* twice the limit: four working hours more, as the light says */
    (void)ward_fire(w);
    assert_int_equal(ward_case(w, id).supervise, 2);
    w->now++;
    (void)ward_fire(w);
    assert_int_equal(ward_case(w, id).supervise, 3);
    assert_int_equal(ward_journal_count(w, id, "clock-red"), 1);
    assert_int_equal(ward_fire(w), 0);
    ward_walk(w, id, "act=rectified check=pass close_review=close");
    assert_true(ward_case(w, id).overdue);   /* done late stays late */
    assert_true(ward_whole(w));
}

static void test_reminders_climb(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110");   /* nobody dispatches it */
    const int64_t times[] = { 2, 4, 26, 52 }, seen = ward_task(w, id, "dispatch")->version;

    for (size_t i = 0; i < COUNT_OF(times); i++) {
        w->now = ward_time("2026-03-02T10:00") + times[i] * MS_PER_HOUR;
        (void)ward_fire(w);
    }
    assert_true(ward_journal_count(w, id, "escalate") >= 3);
    assert_true(ward_task(w, id, "dispatch")->escalated >= 3 && ward_task(w, id, "dispatch")->urged >= 3);
    assert_int_equal(ward_case(w, id).supervise, 3);
    assert_int_equal(ward_task(w, id, "dispatch")->version, seen);   /* who had the task open before may finish it */
    ward_walk(w, id, "dispatch=dispatch:320102002-municipal");
    assert_int_equal(timers_of(w, id, (struct timer_row[1]){ { 0 } }, 1), 4);   /* to sign, and the case's three */
}

static struct case_plan *plan_timer_row(struct ward *w, const struct timer_row *timer)
{
    struct db *db = store_reader_take(w->store);
    struct case_plan *plan = NULL;

    assert_int_equal(case_plan_timer(w->world, db, w->arena, timer, w->now, &plan, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return plan;
}

/* Killed after planning, killed after applying: nothing is repeated, nothing lost. */
static void test_killed_between(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");
    struct timer_row timers[8];
    struct case_plan *plan, *again;

    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement");
    assert_true(timers_of(w, id, timers, 8) >= 1);
    w->now += 15 * MS_PER_MINUTE;
    plan = plan_timer_row(w, &timers[0]);                          /* planned, never applied */
    again = plan_timer_row(w, &timers[0]);
    assert_int_equal(ward_journal_count(w, id, "escalate"), 0);
    assert_int_equal(ward_apply(w, again), ERR_OK);
    assert_int_equal(ward_journal_count(w, id, "escalate"), 1);
    assert_refused(w, ward_apply(w, again), ERR_CONFLICT);         /* applied twice */
    assert_refused(w, ward_apply(w, plan), ERR_CONFLICT);          /* stale */
    assert_int_equal(ward_journal_count(w, id, "escalate"), 1);
    assert_int_equal(ward_fire(w), 0);                             /* it is gone */
    /* Planned, then somebody else moved the case: the timer stays and fires for what is there. */
    w->now += 8 * MS_PER_HOUR;
    assert_true(timers_of(w, id, timers, 8) >= 1);
    plan = plan_timer_row(w, &timers[0]);
    ward_op(w, COMMAND, id, "note", "{\"text\":\"有人来过\"}");
    assert_refused(w, ward_apply(w, plan), ERR_CONFLICT);
    assert_true(ward_fire(w) > 0);
    assert_true(ward_journal_count(w, id, "escalate") >= 2);
    /* A task done meanwhile is not reminded of. */
    id = ward_filed(w, "0504");
    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement");
    assert_true(timers_of(w, id, timers, 8) >= 1);
    ward_walk(w, id, "sign=accept");
    w->now += 16 * MS_PER_MINUTE;
    plan = plan_timer_row(w, &timers[0]);
    assert_refused(w, ward_apply(w, plan), ERR_CONFLICT);
    assert_int_equal(ward_journal_count(w, id, "escalate"), 0);
    assert_true(ward_whole(w));
}

static void test_runner_catches_up_after_a_stop(void **state)
{
    enum { CASES = 12 };
    struct ward *w = *state;
    int64_t ids[CASES];

    for (size_t i = 0; i < CASES; i++) {
        ids[i] = ward_filed(w, "0504");
        ward_walk(w, ids[i], "dispatch=dispatch:320102002-enforcement");
    }
    w->now += 10 * MS_PER_DAY;   /* the server was off that long */
    (void)ward_fire(w);
    for (size_t i = 0; i < CASES; i++) {
        assert_true(ward_case(w, ids[i]).overdue);
        assert_int_equal(ward_journal_count(w, ids[i], "clock-warning"), 1);
        assert_int_equal(ward_journal_count(w, ids[i], "clock-due"), 1);
        assert_int_equal(ward_journal_count(w, ids[i], "clock-red"), 1);
    }
    assert_int_equal(ward_fire(w), 0);
    assert_true(ward_whole(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_limits_at_filing), WARD_CLEAN(test_a_year_without_calendar_is_provisional),
        WARD_CLEAN(test_clock_stands_while_the_work_is_checked), WARD_CLEAN(test_extensions_count_from_the_due_day), WARD_CLEAN(test_lights),
        WARD_CLEAN(test_what_is_said_and_when), WARD_CLEAN(test_reminders_climb), WARD_CLEAN(test_killed_between),
        WARD_CLEAN(test_runner_catches_up_after_a_stop),
    };

    return ward_run("clock", tests, COUNT_OF(tests));
}
