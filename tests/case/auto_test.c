/*
 * auto_test.c - the ★ rule: what dispatches itself, to whom, and what happens
 * when nobody signs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

static const struct decision_view *last_decision(struct ward *w, int64_t id, const char *name)
{
    struct db *db = store_reader_take(w->store);
    struct decision_view *rows;
    size_t count;

    assert_int_equal(list_decisions(db, w->arena, id, &rows, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    while (count-- > 0)
        if (str_is(rows[count].decision, name)) return &rows[count];
    return NULL;
}

static void test_what_dispatches_itself(void **state)
{
    static const struct {
        const char *name;
        struct opening opening;
        const char *steps, *stage, *unit;
    } ROWS[] = {
        { "staff chose the type", { .account = WORKER, .item = "0501", .source = "worker" }, "", "DISPATCHED", "320102002-enforcement" },
        { "parking goes to the traffic police", { .account = WORKER, .item = "0505", .source = "worker" }, "", "DISPATCHED", "320102-traffic" },
        { "of the steering district", { .account = WORKER_NORTH, .grid = NORTH_ONE, .item = "0505", .source = "worker" }, "", "DISPATCHED", "320190-traffic" },
        { "on the pavement to enforcement", { .account = WORKER, .item = "0505", .source = "worker", .facts = "{\"place\":\"sidewalk\"}" }, "", "DISPATCHED",
          "320102002-enforcement" },
        { "in an estate to the community", { .account = WORKER, .item = "0505", .source = "worker", .facts = "{\"place\":\"estate\"}" }, "", "DISPATCHED",
          "320102002001" },
        { "a third type does not", { .account = WORKER, .item = "0504", .source = "worker" }, "", "FILED", NULL },
        { "a sure camera", { .account = CAMERA, .item = "0501", .source = "camera", .confidence = 0.85 }, "", "DISPATCHED", "320102002-enforcement" },
        { "a camera in doubt", { .account = CAMERA, .item = "0501", .source = "camera", .confidence = 0.849 }, "", "PENDING_VERIFY", NULL },
        { "verified after all", { .account = CAMERA, .item = "0501", .source = "camera", .confidence = 0.3 }, "verify=confirmed", "DISPATCHED",
          "320102002-enforcement" },
        { "a sure camera, another type", { .account = CAMERA, .item = "0504", .source = "camera", .confidence = 0.99 }, "", "FILED", NULL },
        { "a resident's report is verified first", { .account = WARD_RESIDENT, .item = "0501", .source = "resident" }, "", "PENDING_VERIFY", NULL },
        { "then it dispatches itself", { .account = WARD_RESIDENT, .item = "0501", .source = "resident" }, "verify=confirmed", "DISPATCHED",
          "320102002-enforcement" },
        { "the hotline too", { .account = CLERK, .item = "0501", .source = "hotline" }, "verify=confirmed", "DISPATCHED", "320102002-enforcement" },
        { "life at risk: intake at once, no verification", { .account = WARD_RESIDENT, .item = "0501", .source = "resident", .urgency = 1 }, "", "REPORTED",
          NULL },
        { "then the dispatcher, for nobody verified", { .account = WARD_RESIDENT, .item = "0501", .source = "resident", .urgency = 1 }, "intake=accept",
          "FILED", NULL },
        { "an order from above is filed at once", { .account = CLERK, .item = "0504", .source = "superior" }, "", "FILED", NULL },
        { "another department's is looked at", { .account = CLERK, .item = "0504", .source = "transfer" }, "", "REPORTED", NULL },
    };
    struct ward *w = *state;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        int64_t id = ward_open(w, ROWS[i].opening);
        struct case_record r;
        ward_walk(w, id, ROWS[i].steps);
        r = ward_case(w, id);
        if (!str_is(r.stage, ROWS[i].stage)) fail_msg("%s: %.*s, not %s", ROWS[i].name, STR_ARG(r.stage), ROWS[i].stage);
        if (r.unit_id != (ROWS[i].unit ? ward_unit(w, ROWS[i].unit) : 0)) fail_msg("%s: unit %lld", ROWS[i].name, (long long)r.unit_id);
        if (ROWS[i].unit) assert_true(ward_task(w, id, "sign") && r.dispatched_at == w->now);
    }
}

static void test_a_duplicate_goes_to_the_dispatcher(void **state)
{
    struct ward *w = *state;
    struct opening o = { .account = WORKER, .item = "0501", .source = "worker" };
    int64_t first, id;

    ward_spot(w, WEST_ONE, &o.lon, &o.lat);
    o.lat += 0.01;   /* away from the other spots */
    first = ward_open(w, o);
    assert_stage(w, first, "DISPATCHED");
    o.lat += 0.0004;   /* 45 m */
    id = ward_open(w, o);
    assert_stage(w, id, "FILED");
    assert_non_null(strstr(last_decision(w, id, "auto_dispatch")->result.at, "false"));
    assert_non_null(strstr(last_decision(w, id, "auto_dispatch")->matches.at, "同类"));
    ward_walk(w, id, "dispatch=reject");
    /* Another type, another place, another time, or the first one done: it dispatches itself. */
    o.item = "0505";
    assert_stage(w, ward_open(w, o), "DISPATCHED");
    o.item = "0501";
    o.lat += 0.0006;   /* 111 m from the first */
    id = ward_open(w, o);
    assert_stage(w, id, "DISPATCHED");
    ward_op(w, COMMAND, id, "force-close", "{\"authority\":\"a\",\"reason\":\"b\"}");
    assert_stage(w, ward_open(w, o), "DISPATCHED");
    w->now += 2 * MS_PER_HOUR + 1;
    assert_stage(w, ward_open(w, o), "DISPATCHED");
    /* Whoever says so himself links the two. */
    o.duplicate_of = first;
    o.lat += 0.002;
    id = ward_open(w, o);
    assert_stage(w, id, "FILED");
}

static void test_outside_the_city(void **state)
{
    static const double places[][2] = { { 118.7, 32.05 }, { 122.5, 31.0 }, { 181, 32 }, { 118.8, 95 }, { 1e300, -1e300 }, { 0.0 / 1.0 + 1e-9, 0 } };
    struct ward *w = *state;
    int64_t total = ward_total(w), id = 0;

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        enum err err = ward_try_open(w, (struct opening){ .account = WORKER, .item = "0501", .source = "worker", .lon = places[i][0], .lat = places[i][1] }, &id);
        assert_true(err == ERR_UNPROCESSABLE || err == ERR_INVALID);
        assert_true(w->why.zh[0] && w->why.en[0]);
    }
    assert_refused(w, ward_try_open(w, (struct opening){ .account = WORKER, .source = "worker", .lon = __builtin_nan(""), .lat = 32 }, &id), ERR_INVALID);
    assert_int_equal(ward_total(w), total);
}

/* ── Who gets it ───────────────────────────────────────────────────────── */

static int64_t auto_case(struct ward *w, double *lon, double *lat)
{
    struct opening o = { .account = WORKER, .item = "0501", .source = "worker" };
    int64_t id;

    ward_spot(w, EAST_TWO, &o.lon, &o.lat);
    if (lon) {
        *lon = o.lon;
        *lat = o.lat;
    }
    id = ward_open(w, o);
    assert_stage(w, id, "DISPATCHED");
    return id;
}

static int64_t who_signs(struct ward *w, int64_t id)
{
    return ward_task(w, id, "sign")->assignee;
}

static void test_who_gets_it(void **state)
{
    struct ward *w = *state;
    int64_t team = ward_unit(w, "320102002-enforcement"), one = ward_handler(team, 1), two = ward_handler(team, 2), id;
    double lon, lat;

    assert_true(who_signs(w, auto_case(w, NULL, NULL)) == ward_leader(team));   /* nobody on duty */
    ward_on_duty(w, two, team, true);
    assert_true(who_signs(w, auto_case(w, NULL, NULL)) == two);
    ward_on_duty(w, one, team, true);
    assert_true(who_signs(w, auto_case(w, NULL, NULL)) == one);    /* fewest open tasks */
    /* One each now: the nearer of those with a fresh position. */
    ward_spot(w, EAST_TWO, &lon, &lat);
    w->spot--;
    ward_fix(w, one, lon + 0.02, lat, w->now);
    ward_fix(w, two, lon + 0.001, lat, w->now);
    assert_true(who_signs(w, auto_case(w, NULL, NULL)) == two);
    assert_true(who_signs(w, auto_case(w, NULL, NULL)) == one);    /* two has more now, however near */
    ward_spot(w, EAST_TWO, &lon, &lat);
    w->spot--;
    ward_fix(w, two, lon, lat, w->now);
    w->now += 31 * MS_PER_MINUTE;                                  /* too old to say anything */
    ward_fix(w, one, lon + 0.02, lat, w->now);
    id = auto_case(w, NULL, NULL);
    assert_true(who_signs(w, id) == one);
    assert_non_null(strstr(ward_journal_last(w, id, "assign")->data.at, "auto"));
    /* Whoever was picked, a colleague may take it over; a dispatcher may send it elsewhere. */
    assert_refused(w, ward_try(w, two, id, "sign", "accept", (struct step){ 0 }), ERR_CONFLICT);
    ward_op(w, DISPATCH, id, "transfer", "{\"unit\":\"320102002-sanitation\",\"reason\":\"换个单位\"}");
    assert_true(who_signs(w, id) == 0 && ward_task(w, id, "sign")->place_id == ward_unit(w, "320102002-sanitation"));
    ward_on_duty(w, one, team, false);
    assert_true(who_signs(w, auto_case(w, NULL, NULL)) == two);
}

static void test_nobody_signs(void **state)
{
    struct ward *w = *state;
    int64_t team = ward_unit(w, "320102002-enforcement"), one = ward_handler(team, 1), two = ward_handler(team, 2), id;

    /* Two is busier, so the rule would pick one again if it did not pass over who has it. */
    ward_on_duty(w, two, team, true);
    for (int i = 0; i < 2; i++) ward_walk(w, auto_case(w, NULL, NULL), "sign=accept");
    ward_on_duty(w, one, team, true);
    id = auto_case(w, NULL, NULL);
    assert_true(who_signs(w, id) == one);
    w->now += 9 * MS_PER_MINUTE;
    assert_int_equal(ward_fire(w), 0);
    w->now += MS_PER_MINUTE;          /* ten minutes to sign */
    assert_int_equal(ward_fire(w), 1);
    assert_true(who_signs(w, id) == two);
    assert_int_equal(ward_case(w, id).supervise, 0);
    w->now += 10 * MS_PER_MINUTE;
    assert_true(ward_fire(w) >= 1);
    assert_true(who_signs(w, id) == ward_leader(team));
    assert_int_equal(ward_case(w, id).supervise, 1);
    assert_int_equal(ward_journal_count(w, id, "escalate"), 2);
    assert_int_equal(ward_fire(w), 0);
    ward_complete(w, ward_leader(team), id, "sign", "accept", (struct step){ 0 });
    assert_stage(w, id, "ACCEPTED");
}

static void test_community_handles(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "2101");

    ward_walk(w, id, "dispatch=dispatch:320102002001");
    assert_true(str_is(ward_task(w, id, "sign")->role, "desk"));
    ward_complete(w, DESK_EAST, id, "sign", "accept", (struct step){ 0 });
    ward_op(w, DESK_EAST, id, "return", "{\"reason\":\"物业不配合\"}");
    ward_walk(w, id, "return_review=refuse sign=accept arrive=arrived act=rectify inspect=order wait=early reinspect=not_corrected");
    assert_true(str_is(ward_task(w, id, "transfer")->role, "command"));   /* a community has no head who opens enforcement */
    ward_walk(w, id, "transfer=handed_over");
    assert_true(str_is(ward_case(w, id).result, "transferred"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_what_dispatches_itself), WARD_CLEAN(test_a_duplicate_goes_to_the_dispatcher), WARD_TEST(test_outside_the_city),
        WARD_CLEAN(test_who_gets_it), WARD_CLEAN(test_nobody_signs), WARD_TEST(test_community_handles),
    };

    return ward_run("auto", tests, COUNT_OF(tests));
}
