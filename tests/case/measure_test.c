/*
 * measure_test.c - what the evaluation counts of a case, step by step.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "measuring.h"

#include "case/rebuild.h"

#define TEAM "320102002-enforcement"

/* Exactly these facts, by name with blanks between. */
static void assert_facts(struct ward *w, int64_t id, const char *names)
{
    const struct case_record record = ward_case(w, id);
    uint32_t expected = 0, got = measure_facts(&record);
    struct str rest = str_from_c(names), name;

    while (rest.len && str_split(&rest, ' ', &name)) {
        assert_true(measure_from(name) < MEASURE__COUNT);
        expected |= 1u << measure_from(name);
    }
    for (uint32_t m = 0; m < MEASURE__COUNT; m++)
        if ((got ^ expected) >> m & 1) fail_msg("%s: %s", measure_name((enum measure)m), got >> m & 1 ? "was not expected" : "is missing");
}

static void test_facts_of_a_life(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    assert_facts(w, id, "reported filed filed_right open");
    ward_walk(w, id, "dispatch=dispatch:" TEAM);
    assert_facts(w, id, "reported filed filed_right dispatched dispatched_right open");
    ward_walk(w, id, "sign=accept");
    assert_facts(w, id, "reported filed filed_right dispatched dispatched_right to_sign signed_in_time open");
    ward_walk(w, id, "arrive=arrived act=rectified check=fail rework=done check=pass close_review=close");
    assert_facts(w, id, "reported filed filed_right due closed closed_in_time dispatched dispatched_right to_sign signed_in_time "
                        "to_handle handled_in_time answered reworked");
    measuring_check(w);
}

static void test_late_is_due_before_it_is_closed(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, "dispatch=dispatch:" TEAM " +3d");
    assert_true(ward_case(w, id).overdue);
    assert_facts(w, id, "reported filed filed_right due dispatched dispatched_right to_handle to_sign open overdue supervised");
    ward_walk(w, id, "sign=accept arrive=arrived act=rectified check=pass close_review=close");
    assert_facts(w, id, "reported filed filed_right due closed dispatched dispatched_right to_handle answered to_sign supervised");
    measuring_check(w);
}

static void test_held_is_not_due(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0116");

    ward_walk(w, id, "dispatch=dispatch:" TEAM " !suspension suspension=approve");
    assert_facts(w, id, "reported filed filed_right held dispatched dispatched_right open");
    measuring_check(w);
}

static void test_refused_and_missed(void **state)
{
    struct ward *w = *state;
    int64_t refused = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" });
    int64_t missed = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" });
    int64_t outside = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0510", .source = "resident" });

    ward_walk(w, refused, "verify=false_report intake=reject");
    assert_facts(w, refused, "reported refused");
    ward_walk(w, missed, "verify=confirmed");
    assert_facts(w, missed, "reported filed filed_right missed open");
    ward_walk(w, outside, "verify=confirmed");
    assert_facts(w, outside, "reported filed filed_right open");     /* 社会生活噪声: no patrol looks for it */
    measuring_check(w);
}

static void test_misconduct_is_found_once_and_taken_back(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    assert_refused(w, ward_try_op(w, COMMAND, id, "misconduct", "{\"reason\":\"照片是旧的\"}"), ERR_CONFLICT);
    ward_walk(w, id, "dispatch=dispatch:" TEAM " sign=accept");
    assert_refused(w, ward_try_op(w, DISPATCH, id, "misconduct", "{\"reason\":\"照片是旧的\"}"), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, COMMAND, id, "acquit", "{\"reason\":\"没有的事\"}"), ERR_CONFLICT);
    ward_op(w, COMMAND, id, "misconduct", "{\"reason\":\"照片是旧的\"}");
    assert_facts(w, id, "reported filed filed_right dispatched dispatched_right to_sign signed_in_time open misconduct");
    assert_refused(w, ward_try_op(w, COMMAND, id, "misconduct", "{\"reason\":\"照片是旧的\"}"), ERR_CONFLICT);
    measuring_check(w);
    ward_op(w, COMMAND, id, "acquit", "{\"reason\":\"照片核对无误\"}");
    assert_facts(w, id, "reported filed filed_right dispatched dispatched_right to_sign signed_in_time open");
    assert_non_null(ward_journal_last(w, id, "acquit"));
    measuring_check(w);
}

static void test_a_case_that_moves_takes_its_numbers_along(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");
    double lon, lat;

    assert_int_equal(measuring_sum(w, "x/11/", MEASURE_FILED), 1);
    ward_spot(w, SOUTH_ONE, &lon, &lat);
    ward_op(w, DISTRICT, id, "relocate", str_format(w->arena, "{\"lon\":%.6f,\"lat\":%.6f,\"address\":\"新地点\",\"reason\":\"报错了\"}", lon, lat).at);
    assert_int_equal(measuring_sum(w, "x/11/", MEASURE_FILED), 0);
    assert_int_equal(measuring_sum(w, "x/12/", MEASURE_FILED), 1);
    ward_op(w, DISTRICT, id, "retype", "{\"type\":\"0510\",\"reason\":\"其实是噪声\"}");
    assert_int_equal(measuring_sum(w, "x/12/202603/0504/", MEASURE_FILED), 0);
    assert_int_equal(measuring_sum(w, "x/12/202603/0510/", MEASURE_FILED), 1);
    measuring_check(w);
}

/* A month is that of the report: what is closed in April counts in March, and March stays whole. */
static void test_the_month_is_that_of_the_report(void **state)
{
    struct ward *w = *state;
    int64_t id;

    w->now = ward_time("2026-03-31T23:59");
    id = ward_filed(w, "0504");
    w->now = ward_time("2026-04-01T00:00");
    (void)ward_filed(w, "0504");
    ward_walk(w, id, "dispatch=dispatch:" TEAM " sign=accept arrive=arrived act=rectified check=pass close_review=close");
    assert_int_equal(measuring_sum(w, "x/11/202603/", MEASURE_CLOSED), 1);
    assert_int_equal(measuring_sum(w, "x/11/202604/", MEASURE_REPORTED), 1);
    assert_int_equal(measuring_sum(w, "x/11/202604/", MEASURE_CLOSED), 0);
    measuring_check(w);
}

static struct rebuild_report rebuild(struct ward *w)
{
    struct rebuild_report report = { .arena = w->arena };

    assert_int_equal(rebuild_all(w->world, w->now, &report, &w->why), ERR_OK);
    return report;
}

static void test_damage_is_found_and_mended(void **state)
{
    static const struct { const char *name, *sql; int64_t wrong; } ROWS[] = {
        { "a sum", "UPDATE tally SET n5 = n5 + 3 WHERE key LIKE 'x/11/%'", 1 },
        { "a tally gone", "DELETE FROM tally WHERE key LIKE 'g/%'", 1 },
        { "a tally of nothing", "INSERT INTO tally SELECT 'x/99/202601/0504/worker', n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, "
                                "n19, n20, n21, n22, n23, n24, n25, n26, n27, n28, n29, n30, n31 FROM tally WHERE key LIKE 'x/11/%'", 1 },
        { "facts", "UPDATE case_measure SET facts = 1", 1 },
        { "a row gone", "DELETE FROM case_measure", 1 },
        { "a row too many", "INSERT INTO case_measure SELECT 12, month, case_id, community_id, grid_id, unit_id, item, source, facts FROM case_measure", 1 },
    };
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, "dispatch=dispatch:" TEAM " sign=accept arrive=arrived act=rectified check=pass close_review=close");
    assert_int_equal(rebuild(w).wrong[REBUILD_COUNTER], 0);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct rebuild_report report;
        ward_outside(w, ROWS[i].sql);
        report = rebuild(w);
        if (report.wrong[REBUILD_COUNTER] != ROWS[i].wrong) fail_msg("%s: %lld differed", ROWS[i].name, (long long)report.wrong[REBUILD_COUNTER]);
        measuring_check(w);
        assert_int_equal(rebuild(w).wrong[REBUILD_COUNTER], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_facts_of_a_life), WARD_CLEAN(test_late_is_due_before_it_is_closed), WARD_CLEAN(test_held_is_not_due),
        WARD_CLEAN(test_refused_and_missed), WARD_CLEAN(test_misconduct_is_found_once_and_taken_back),
        WARD_CLEAN(test_a_case_that_moves_takes_its_numbers_along), WARD_CLEAN(test_the_month_is_that_of_the_report),
        WARD_CLEAN(test_damage_is_found_and_mended),
    };

    return ward_run("measure", tests, COUNT_OF(tests));
}
