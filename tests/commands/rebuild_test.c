/*
 * rebuild_test.c - what is derived is what a rebuild makes of the rest: after
 * every kind of step nothing differs, and every damage is found and undone.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../case/ward.h"

#include <stdio.h>

#include "base/buf.h"
#include "case/rebuild.h"
#include "store/counter.h"

#define ENFORCEMENT "320102002-enforcement"

static struct rebuild_report rebuild(struct ward *w)
{
    struct rebuild_report report = { .arena = w->arena };

    if (rebuild_all(w->world, w->now, &report, &w->why)) fail_msg("%s", w->why.en);
    return report;
}

/* Exactly these parts differed; `wrong` is ended by -1. */
static void expect_wrong(struct ward *w, const char *name, const int64_t wrong[REBUILD__PARTS])
{
    const struct rebuild_report report = rebuild(w);

    for (int part = 0; part < REBUILD__PARTS; part++) {
        const struct str first = report.lines[part].count ? report.lines[part].at[0] : STR("");
        if (report.wrong[part] != wrong[part])
            fail_msg("%s: %s: %lld differed, not %lld: %.*s", name, rebuild_part_name((enum rebuild_part)part), (long long)report.wrong[part],
                     (long long)wrong[part], STR_ARG(first));
        assert_int_equal(report.lines[part].count, wrong[part] < REBUILD_LINES_MAX ? wrong[part] : REBUILD_LINES_MAX);
    }
}

#define NOTHING ((const int64_t[REBUILD__PARTS]){ 0 })

static const char *relocation(struct ward *w, int64_t grid)
{
    double lon, lat;

    ward_spot(w, grid, &lon, &lat);
    return str_format(w->arena, "{\"lon\":%.6f,\"lat\":%.6f,\"address\":\"新地点七号\",\"reason\":\"报错了\"}", lon, lat).at;
}

/* One case of every fate; those that stay open are given back. */
struct fates { int64_t open, late, paused, moved; };

static struct fates make_fates(struct ward *w)
{
    struct fates f = { 0 };
    int64_t id, into;
    const char *merge;

    f.open = ward_filed(w, "0504");
    ward_walk(w, f.open, "dispatch=dispatch:" ENFORCEMENT " sign=accept");
    id = ward_filed(w, "0504");                                       /* closed in time */
    ward_walk(w, id, "dispatch=dispatch:" ENFORCEMENT " sign=accept arrive=arrived act=rectified check=pass close_review=close");
    id = ward_filed(w, "0504");                                       /* closed, another day, and reopened */
    ward_walk(w, id, "dispatch=dispatch:" ENFORCEMENT " sign=accept arrive=arrived act=rectified check=pass close_review=close +1d !reopen");
    into = ward_filed(w, "0507");
    id = ward_filed(w, "0507");
    merge = ward_op_fields(w, STR("merge"), str_c(w->arena, ward_case(w, into).number));
    ward_op(w, INTAKE, id, "merge", merge);
    id = ward_filed(w, "0507");
    ward_op(w, INTAKE, id, "merge", merge);
    ward_walk(w, id, "+1d !unmerge");
    id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" });
    ward_walk(w, id, "verify=false_report intake=reject");
    f.late = ward_filed(w, "0501");
    ward_walk(w, f.late, "+3d");
    assert_true(ward_case(w, f.late).overdue);
    ward_op(w, DISPATCH, f.late, "retype", "{\"type\":\"0507\",\"reason\":\"其实是堆物\"}");
    f.paused = ward_filed(w, "0116");
    ward_walk(w, f.paused, "dispatch=dispatch:" ENFORCEMENT " !suspension suspension=approve");
    assert_int_equal(ward_case(w, f.paused).state, CASE_PAUSED);
    f.moved = ward_filed(w, "0504");
    ward_op(w, DISTRICT, f.moved, "relocate", relocation(w, SOUTH_ONE));
    assert_int_equal(ward_case(w, f.moved).street_id, XINJIE);
    return f;
}

/* The counters as one text. */
static const char *counters(struct ward *w)
{
    struct db *db = store_reader_take(w->store);
    struct rows rows;
    struct buf text;

    assert_int_equal(store_counter_range(db, w->arena, STR("c/"), &rows, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    buf_init(&text, w->arena, 0);
    for (size_t i = 0; i < rows.count; i++)
        if (row_int(&rows, i, 1)) buf_printf(&text, "%.*s=%lld\n", STR_ARG(row_str(&rows, i, 0)), (long long)row_int(&rows, i, 1));
    return str_c(w->arena, buf_done(&text));
}

static size_t found(struct ward *w, const char *words)
{
    const struct case_filter filter = { .states = 31, .words = str_from_c(words), .limit = 100, .world = w->world };
    struct db *db = store_reader_take(w->store);
    struct case_record *records;
    size_t count;
    int64_t next;

    assert_int_equal(list_cases(db, w->arena, &filter, &records, &count, &next, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return count;
}

static void test_steps_and_rebuild_agree(void **state)
{
    struct ward *w = *state;
    const char *before;

    (void)make_fates(w);
    before = counters(w);
    expect_wrong(w, "after every kind of step", NOTHING);
    assert_string_equal(counters(w), before);
    assert_true(ward_whole(w));
}

static void test_counters_are_made_again(void **state)
{
    struct ward *w = *state;
    const char *before;

    (void)make_fates(w);
    before = counters(w);
    assert_non_null(strstr(before, "c/320102002/t/0504/opened="));
    ward_outside(w, "UPDATE counter SET value = value + 5 WHERE key = 'c/320102002/t/0504/opened'");
    ward_outside(w, "DELETE FROM counter WHERE key = 'c/320102002/s/resident/void'");
    ward_outside(w, "INSERT INTO counter (key, value) VALUES ('c/320102002/t/9999/opened', 3), ('other/key', 4)");
    expect_wrong(w, "counters", (const int64_t[REBUILD__PARTS]){ [REBUILD_COUNTER] = 3 });
    assert_string_equal(counters(w), before);
    expect_wrong(w, "counters again", NOTHING);
    ward_outside(w, "DELETE FROM counter");
    assert_true(rebuild(w).wrong[REBUILD_COUNTER] > REBUILD_LINES_MAX);
    assert_string_equal(counters(w), before);
}

static void test_search_is_made_again(void **state)
{
    struct ward *w = *state;
    const struct fates f = make_fates(w);
    size_t all;

    assert_int_equal(found(w, "新地点七号"), 1);          /* the new address of the moved one */
    assert_int_equal(found(w, "违停"), 0);
    ward_op(w, DISPATCH, f.open, "retype", "{\"type\":\"0505\",\"reason\":\"是车\"}");
    assert_int_equal(found(w, "违停"), 1);                /* the new type's name, and only there */
    expect_wrong(w, "after retyping", NOTHING);
    all = found(w, "店外经营");
    assert_true(all > 1);
    ward_outside(w, w->postgres ? "DELETE FROM case_search" : "INSERT INTO case_search (case_search) VALUES ('delete-all')");
    assert_int_equal(found(w, "店外经营"), 0);
    assert_true(rebuild(w).wrong[REBUILD_SEARCH] > 1);
    assert_int_equal(found(w, "店外经营"), all);
    ward_outside(w, w->postgres ? "INSERT INTO case_search (id, terms) VALUES (5, array_to_tsvector(ARRAY['店外']))" : "INSERT INTO case_search (rowid, terms) VALUES (5, '店外')");
    ward_outside(w, w->postgres ? "UPDATE case_search SET terms = terms || array_to_tsvector(ARRAY['多余']) WHERE id = (SELECT max(id) FROM case_record)"
                                : "UPDATE case_search_docsize SET sz = x'01' WHERE id = (SELECT max(id) FROM case_record)");
    expect_wrong(w, "one row too many, one with other words", (const int64_t[REBUILD__PARTS]){ [REBUILD_SEARCH] = 2 });
    expect_wrong(w, "search again", NOTHING);
    assert_int_equal(found(w, "店外经营"), all);
}

static void assert_same_clock(struct ward *w, const struct case_record *was)
{
    const struct case_record is = ward_case(w, was->id);

    assert_true(is.due_at == was->due_at && is.provisional == was->provisional && is.overdue == was->overdue);
}

static void test_clocks_are_made_again(void **state)
{
    static const struct { const char *name, *sql; } DAMAGES[] = {
        { "due_at", "UPDATE case_record SET due_at = due_at + 3600000 WHERE id = " },
        { "no due_at", "UPDATE case_record SET due_at = NULL WHERE id = " },
        { "provisional", "UPDATE case_record SET provisional = 1 - provisional WHERE id = " },
        { "overdue", "UPDATE case_record SET overdue = 1 - overdue WHERE id = " },
    };
    struct ward *w = *state;
    const struct fates f = make_fates(w);
    const int64_t ids[] = { f.open, f.late, f.paused };

    for (size_t i = 0; i < COUNT_OF(ids) * COUNT_OF(DAMAGES); i++) {
        const struct case_record was = ward_case(w, ids[i / COUNT_OF(DAMAGES)]);
        const char *name = DAMAGES[i % COUNT_OF(DAMAGES)].name;
        size_t journal = ward_journal_count(w, was.id, "recompute");
        struct rebuild_report report;
        if (was.id == f.paused && str_is(str_from_c(name), "overdue")) continue;   /* a stopped clock does not say whether it was late */
        ward_outside(w, str_format(w->arena, "%s%lld", DAMAGES[i % COUNT_OF(DAMAGES)].sql, (long long)was.id).at);
        report = rebuild(w);
        if (report.wrong[REBUILD_CLOCK] != 1) fail_msg("%s: %lld clocks differed", name, (long long)report.wrong[REBUILD_CLOCK]);
        assert_same_clock(w, &was);
        assert_int_equal(ward_journal_count(w, was.id, "recompute"), journal + 1);
        expect_wrong(w, name, NOTHING);
    }
    assert_true(ward_whole(w));
}

/* A corrected clock moves its timers and the task that shares its limit. */
static void test_a_clock_is_whole_again(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), due;

    ward_walk(w, id, "dispatch=dispatch:" ENFORCEMENT " sign=accept arrive=arrived");
    due = ward_case(w, id).due_at;
    assert_true(ward_task(w, id, "act")->due_at == due);
    ward_outside(w, str_format(w->arena, "UPDATE case_record SET due_at = due_at + 864000000 WHERE id = %lld", (long long)id).at);
    ward_outside(w, str_format(w->arena, "UPDATE task SET due_at = due_at + 864000000 WHERE case_id = %lld AND due_limit = 'finish'", (long long)id).at);
    ward_outside(w, str_format(w->arena, "DELETE FROM timer WHERE case_id = %lld AND kind >= 4", (long long)id).at);
    expect_wrong(w, "clock", (const int64_t[REBUILD__PARTS]){ [REBUILD_CLOCK] = 1 });
    assert_true(ward_case(w, id).due_at == due && ward_task(w, id, "act")->due_at == due);
    w->now = due;
    (void)ward_fire(w);
    assert_true(ward_case(w, id).overdue);
    assert_int_equal(ward_journal_count(w, id, "clock-due"), 1);
    expect_wrong(w, "fired", NOTHING);
}

/* Time passed while no server ran: nothing is wrong, a timer has yet to fire. */
static void test_a_waiting_timer_is_no_difference(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    w->now = ward_case(w, id).due_at + MS_PER_HOUR;
    expect_wrong(w, "before firing", NOTHING);
    (void)ward_fire(w);
    assert_true(ward_case(w, id).overdue);
    expect_wrong(w, "after firing", NOTHING);
}

static void test_reach_is_made_again(void **state)
{
    static const struct { const char *name, *sql; int64_t wrong; } DAMAGES[] = {
        { "state", "UPDATE case_reach SET state = 3 WHERE part = 1 AND case_id = ", 1 },
        { "missing", "DELETE FROM case_reach WHERE part = 1 AND case_id = ", 1 },
        { "another unit", "UPDATE case_reach SET unit_id = 424242 WHERE part = 1 AND case_id = ", 2 },
    };
    struct ward *w = *state;
    const struct fates f = make_fates(w);
    const char *before = ward_snapshot(w, f.open);

    for (size_t i = 0; i < COUNT_OF(DAMAGES); i++) {
        ward_outside(w, str_format(w->arena, "%s%lld", DAMAGES[i].sql, (long long)f.open).at);
        expect_wrong(w, DAMAGES[i].name, (const int64_t[REBUILD__PARTS]){ [REBUILD_REACH] = DAMAGES[i].wrong });
        assert_string_equal(ward_snapshot(w, f.open), before);
        expect_wrong(w, DAMAGES[i].name, NOTHING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_FRESH(test_steps_and_rebuild_agree), WARD_FRESH(test_counters_are_made_again), WARD_FRESH(test_search_is_made_again),
        WARD_FRESH(test_clocks_are_made_again), WARD_FRESH(test_a_clock_is_whole_again), WARD_FRESH(test_a_waiting_timer_is_no_difference),
        WARD_FRESH(test_reach_is_made_again),
    };

    return ward_run("rebuild", tests, COUNT_OF(tests));
}
