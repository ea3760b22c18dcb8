/*
 * settings_test.c - numbers that are data do what they say, and personal data ends in time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../case/ward.h"

#include "case/contact.h"
#include "org/account.h"

#define ENFORCEMENT "320102002-enforcement"

QUERY(SEE_RETENTION) = {
    .name = "test_retention",
    .sql = "SELECT COALESCE(max(retain_until), 0) FROM case_contact WHERE case_id = $1 AND purpose LIKE '核实诉求%'",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

static enum err put_settings(struct db *db, struct store_job *job, struct fault *why)
{
    return org_settings_load(db, *(const struct str *)job->arg, why);
}

static void set(struct ward *w, const char *name, int value)
{
    struct str csv = str_format(w->arena, "key,value,unit,source\n%s,%d,unit,a test\n", name, value);

    ward_do(w, put_settings, &csv);
    assert_int_equal(world_reload_org(w->world, &w->why), ERR_OK);
}

static size_t near(struct ward *w, double lon, double lat)
{
    struct db *db = store_reader_take(w->store);
    struct duplicate *list;
    size_t count;

    assert_int_equal(case_duplicates(w->world, db, w->arena, STR("0504"), lon, lat, w->now, &list, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 1; i < count; i++) assert_true(list[i - 1].distance_m <= list[i].distance_m);
    return count;
}

/* Cases 0, 45, 120 and 300 m north of the point: each distance finds its own, however far the cells. */
static void near_is_a_setting(void **state)
{
    static const struct { int metres; size_t found; } ROWS[] = { { 0, 1 }, { 40, 1 }, { 50, 2 }, { 119, 2 }, { 125, 3 }, { 310, 4 }, { 500, 4 } };
    const double metre = 1 / 111320.0;
    struct ward *w = *state;

    assert_int_equal(near(w, 118.805, 32.055), 0);
    for (size_t i = 0; i < 4; i++)
        (void)ward_open(w, (struct opening){ .account = WORKER, .item = "0504", .source = "worker", .lon = 118.805, .lat = 32.055 + (double[]){ 0, 45, 120, 300 }[i] * metre });
    assert_int_equal(near(w, 118.805, 32.055), 2);   /* as delivered: 50 m */
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        set(w, "duplicate.distance", ROWS[i].metres);
        if (near(w, 118.805, 32.055) != ROWS[i].found) fail_msg("%d m: %zu", ROWS[i].metres, near(w, 118.805, 32.055));
    }
    set(w, "duplicate.distance", 50);
    w->now += 2 * MS_PER_HOUR;
    assert_int_equal(near(w, 118.805, 32.055), 2);
    w->now++;
    assert_int_equal(near(w, 118.805, 32.055), 0);
    set(w, "duplicate.window", 3);
    assert_int_equal(near(w, 118.805, 32.055), 2);
}

/* Two on duty with as much to do: the nearer one, as long as the position is fresh. */
static void a_stale_position_says_nothing(void **state)
{
    struct ward *w = *state;
    int64_t team = ward_unit(w, ENFORCEMENT), far = ward_handler(team, 1), nearer = ward_handler(team, 2), id;

    ward_on_duty(w, far, team, true);
    ward_on_duty(w, nearer, team, true);
    ward_fix(w, far, 118.845, 32.055, w->now);
    ward_fix(w, nearer, 118.801, 32.051, w->now);
    w->now += 29 * MS_PER_MINUTE;
    id = ward_filed(w, "0501");
    assert_int_equal(ward_task(w, id, "sign")->assignee, nearer);
    ward_walk(w, id, "sign=accept arrive=arrived act=rectified check=pass close_review=close");
    w->now += 2 * MS_PER_MINUTE;
    id = ward_filed(w, "0501");
    assert_int_equal(ward_task(w, id, "sign")->assignee, far);   /* neither is known: the first */
    ward_walk(w, id, "sign=accept arrive=arrived act=rectified check=pass close_review=close");
    set(w, "position.fresh", 60);
    id = ward_filed(w, "0501");
    assert_int_equal(ward_task(w, id, "sign")->assignee, nearer);
}

static int64_t retained(struct ward *w, int64_t id)
{
    return ward_number(w, &SEE_RETENTION, ARGS(arg_int(id)));
}

static int64_t with_contact(struct ward *w)
{
    const struct case_actor resident = { 0 };
    struct case_draft draft = { .text = STR("门口堆了东西"), .item = STR("0507"), .source = STR("resident"), .is_public = true,
                                .contact_phone = STR("13800001111") };
    struct db *db = store_reader_take(w->store);
    struct case_plan *plan;
    enum err err;

    ward_spot(w, EAST_ONE, &draft.lon, &draft.lat);
    err = case_plan_open(w->world, db, w->arena, &draft, &resident, w->now, &plan, &w->why);
    store_reader_give(w->store, db);
    if (err) fail_msg("%s", w->why.en);
    assert_int_equal(ward_apply(w, plan), ERR_OK);
    return case_plan_record(plan)->id;
}

static void a_contact_is_kept_three_years_and_then_deleted(void **state)
{
    static const struct { const char *opened, *until; } ROWS[] = {
        { "2026-03-02T10:00", "2029-03-03T00:00" }, { "2024-02-29T23:59", "2027-03-01T00:00" }, { "2025-12-31T00:00", "2029-01-01T00:00" },
    };
    struct ward *w = *state;
    int64_t ids[COUNT_OF(ROWS)], gone;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        w->now = ward_time(ROWS[i].opened);
        ids[i] = with_contact(w);
        assert_true(retained(w, ids[i]) == ward_time(ROWS[i].until));
    }
    assert_int_equal(contact_sweep(w->world, ward_time("2027-02-28T23:59"), &gone, &w->why), ERR_OK);
    assert_int_equal(gone, 0);
    assert_int_equal(contact_sweep(w->world, ward_time("2027-03-01T00:00"), &gone, &w->why), ERR_OK);
    assert_int_equal(gone, 1);
    assert_true(retained(w, ids[0]) && !retained(w, ids[1]) && retained(w, ids[2]));
    assert_true(ward_whole(w));   /* the journal holds no personal text */
}

/* The page's promise is the timer of the model, and both end together. */
static void reopening_ends_with_the_models_timer(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" }), until;
    struct instance_view instance;
    struct bpmn_state *kernel;
    struct db *db;

    ward_walk(w, id, "verify=confirmed dispatch=dispatch:" ENFORCEMENT " sign=accept arrive=arrived act=rectified check=pass callback=close");
    db = store_reader_take(w->store);
    assert_int_equal(list_instance(db, w->arena, id, &instance, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    assert_int_equal(bpmn_state_read(w->arena, instance.state, &kernel, &w->why), ERR_OK);
    until = case_reopen_until(w->world, w->arena, kernel, instance.release);
    assert_true(until == w->now + 7 * MS_PER_DAY);
    w->now = until;
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, "reopen", "{\"reason\":\"晚了\"}"), ERR_CONFLICT);
    w->now = until - 1;
    ward_op(w, WARD_SYSTEM, id, "reopen", "{\"reason\":\"还在\"}");
    assert_int_equal(ward_case(w, id).state, CASE_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_FRESH(near_is_a_setting), WARD_FRESH(a_stale_position_says_nothing), WARD_FRESH(a_contact_is_kept_three_years_and_then_deleted),
        WARD_FRESH(reopening_ends_with_the_models_timer),
    };

    return ward_run("settings", tests, COUNT_OF(tests));
}
