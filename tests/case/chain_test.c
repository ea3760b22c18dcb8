/*
 * chain_test.c - a case travels grid → community → street → district and back;
 * who sees it, who does not, and at whose desk it waits.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

static bool sees(struct ward *w, int64_t account, int64_t id)
{
    struct org *org = world_org(w->world);
    const struct user *user = ward_user(w, account);
    struct case_record record = ward_case(w, id);
    struct db *db = store_reader_take(w->store);
    bool visible = false;

    assert_int_equal(case_visible(db, w->arena, org, user, &record, &visible, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    org_unref(org);
    return visible;
}

/* Whether the case stands in this person's worklist. */
static bool waits_for(struct ward *w, int64_t account, int64_t id)
{
    const struct task_filter filter = { .limit = 200 };
    struct db *db = store_reader_take(w->store);
    struct task_view *tasks;
    size_t count;
    bool more, found = false;

    assert_int_equal(list_tasks(db, w->arena, ward_user(w, account), &filter, &tasks, &count, &more, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < count; i++) found |= tasks[i].case_id == id;
    return found;
}

static void seen_by(struct ward *w, int64_t id, const char *when, const int64_t *who, size_t count)
{
    static const int64_t ALL[] = { WORKER, WORKER_WEST, WORKER_SOUTH, WORKER_NORTH, DESK_EAST, DESK_WEST, DESK_SOUTH, DESK_NORTH, INTAKE, DISPATCH,
                                   COMMAND, INTAKE_SOUTH, DISPATCH_SOUTH, INTAKE_NORTH, DISTRICT, DISTRICT_PUKOU, DISTRICT_STEERING, VIEWER, SYSADMIN };

    for (size_t i = 0; i < COUNT_OF(ALL); i++) {
        bool should = false;
        for (size_t k = 0; k < count; k++) should |= who[k] == ALL[i];
        if (sees(w, ALL[i], id) != should) fail_msg("%s: account %lld %s", when, (long long)ALL[i], should ? "does not see it" : "sees it");
        if (should) continue;
        assert_refused(w, ward_try_op(w, ALL[i], id, "note", "{\"text\":\"x\"}"), ERR_NOT_FOUND);
        assert_false(waits_for(w, ALL[i], id));
    }
}
#define SEEN_BY(when, ...)                                                                                             \
    seen_by(w, id, when, (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

static void test_up_and_down(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" }), team, market;

    SEEN_BY("reported", WORKER, DESK_EAST, INTAKE, DISPATCH, COMMAND, DISTRICT, VIEWER);
    assert_true(waits_for(w, WORKER, id) && !waits_for(w, DESK_EAST, id) && !waits_for(w, WORKER_TWO, id));
    assert_refused(w, ward_try(w, DESK_EAST, id, "verify", "confirmed", (struct step){ 0 }), ERR_FORBIDDEN);
    assert_refused(w, ward_try(w, WORKER_WEST, id, "verify", "pass_community", (struct step){ .note = "别的社区" }), ERR_NOT_FOUND);
    /* A colleague of the same community may step in. */
    ward_complete(w, WORKER_TWO, id, "verify", "pass_community", (struct step){ .note = "代班" });
    assert_true(waits_for(w, DESK_EAST, id) && !waits_for(w, WORKER, id));
    assert_refused(w, ward_try(w, DESK_WEST, id, "community", "up", (struct step){ .note = "不是我的" }), ERR_NOT_FOUND);
    assert_refused(w, ward_try(w, DESK_EAST, id, "community", "up", (struct step){ 0 }), ERR_INVALID);
    ward_walk(w, id, "community=up");
    assert_stage(w, id, "FILED");
    assert_true(waits_for(w, DISPATCH, id) && !waits_for(w, DESK_EAST, id) && !waits_for(w, DISPATCH_SOUTH, id));
    ward_walk(w, id, "dispatch=to_district");
    assert_true(waits_for(w, DISTRICT, id) && !waits_for(w, DISPATCH, id));
    assert_refused(w, ward_try(w, DISPATCH, id, "district", "back", (struct step){ .note = "要回来" }), ERR_FORBIDDEN);
    ward_walk(w, id, "district=back");
    assert_true(waits_for(w, DISPATCH, id) && !waits_for(w, DISTRICT, id));
    team = ward_handler(ward_unit(w, "320102002-enforcement"), 1);
    market = ward_handler(ward_unit(w, "320102-market"), 1);
    assert_false(sees(w, team, id));
    ward_walk(w, id, "dispatch=to_district district=dispatch:320102002-enforcement");
    assert_true(waits_for(w, team, id) && sees(w, ward_leader(ward_unit(w, "320102002-enforcement")), id));
    assert_false(sees(w, ward_handler(ward_unit(w, "320102003-enforcement"), 1), id));   /* another street's */
    assert_false(sees(w, market, id));
    SEEN_BY("dispatched", WORKER, DESK_EAST, INTAKE, DISPATCH, COMMAND, DISTRICT, VIEWER);
    ward_op(w, DISTRICT, id, "transfer", "{\"unit\":\"320102-market\",\"reason\":\"证照问题\"}");
    assert_true(sees(w, market, id) && waits_for(w, market, id));
    assert_false(sees(w, team, id));
    assert_refused(w, ward_try(w, team, id, "sign", "accept", (struct step){ 0 }), ERR_NOT_FOUND);
    assert_int_equal(ward_journal_count(w, id, "transfer"), 1);
}

static void test_steering_district_sees_it_too(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .grid = NORTH_ONE, .item = "0504", .source = "resident" });

    SEEN_BY("reported", WORKER_NORTH, DESK_NORTH, INTAKE_NORTH, DISTRICT_PUKOU, DISTRICT_STEERING, VIEWER);
    ward_walk(w, id, "verify=pass_community community=up dispatch=to_district");
    assert_true(ward_task(w, id, "district")->place_id == JIANGBEI);   /* who steers, dispatches */
    assert_true(waits_for(w, DISTRICT_STEERING, id) && !waits_for(w, DISTRICT_PUKOU, id));
    assert_refused(w, ward_try(w, DISTRICT_PUKOU, id, "district", "back", (struct step){ .note = "理由" }), ERR_FORBIDDEN);
    /* Departments of both districts may get it, another district's may not. */
    assert_refused(w, ward_try(w, DISTRICT_STEERING, id, "district", "dispatch", (struct step){ .unit = "320102-urban" }), ERR_UNPROCESSABLE);
    ward_walk(w, id, "district=dispatch:320111-urban");
    assert_true(sees(w, ward_handler(ward_unit(w, "320111-urban"), 1), id));
}

static void test_community_closes_it(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" });

    ward_walk(w, id, "verify=pass_community community=done");
    assert_stage(w, id, "CALLBACK");
    assert_true(waits_for(w, INTAKE, id));
    ward_walk(w, id, "callback=back");
    assert_stage(w, id, "COMMUNITY");
    assert_true(waits_for(w, DESK_EAST, id));
    ward_walk(w, id, "community=done callback=close");
    assert_stage(w, id, "CLOSED");
    assert_int_equal(ward_case(w, id).state, CASE_CLOSED);
}

static void test_reporter_and_co_operating_units(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WORKER_WEST, .grid = EAST_ONE, .item = "0501", .source = "worker" });

    SEEN_BY("a neighbour's worker found it", WORKER, WORKER_WEST, DESK_EAST, INTAKE, DISPATCH, COMMAND, DISTRICT, VIEWER);
    assert_true(sees(w, ward_handler(ward_unit(w, "320102-market"), 1), id));    /* co-operates, by the table of routes */
    assert_true(sees(w, ward_leader(ward_unit(w, "320102-traffic")), id));
    assert_false(sees(w, ward_handler(ward_unit(w, "320102-water"), 1), id));
    assert_false(waits_for(w, ward_handler(ward_unit(w, "320102-market"), 1), id));
    assert_refused(w, ward_try(w, ward_handler(ward_unit(w, "320102-market"), 1), id, "sign", "accept", (struct step){ 0 }), ERR_FORBIDDEN);
}

static void test_claim_release_assign(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), unit = ward_unit(w, "320102002-enforcement"), one = ward_handler(unit, 1), two = ward_handler(unit, 2);
    const struct { enum task_hold how; int64_t by, to; enum err err; int64_t assignee; } STEPS[] = {
        { TASK_CLAIM, one, 0, ERR_OK, one },     { TASK_CLAIM, two, 0, ERR_OK, two },      { TASK_RELEASE, one, 0, ERR_CONFLICT, two },
        { TASK_RELEASE, two, 0, ERR_OK, 0 },     { TASK_ASSIGN, two, one, ERR_OK, one },   { TASK_ASSIGN, two, DISPATCH, ERR_INVALID, one },
        { TASK_CLAIM, DISPATCH, 0, ERR_FORBIDDEN, one }, { TASK_CLAIM, INTAKE_SOUTH, 0, ERR_NOT_FOUND, one },
    };

    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement");
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        const struct task_view *task = ward_task(w, id, "sign");
        const struct user *user = ward_user(w, STEPS[i].by);
        const struct case_actor actor = { .user = user, .unit_id = user->unit_id };
        struct db *db = store_reader_take(w->store);
        struct case_plan *plan;
        enum err err = case_plan_hold(w->world, db, w->arena, STEPS[i].how, task->id, task->version, STEPS[i].to, STR("理由"), &actor, w->now, &plan, &w->why);
        store_reader_give(w->store, db);
        if (!err) err = ward_apply(w, plan);
        if (err != STEPS[i].err) fail_msg("step %zu: %s (%s)", i, err_name(err), w->why.en);
        assert_true(ward_task(w, id, "sign")->assignee == STEPS[i].assignee);
    }
    assert_refused(w, ward_try(w, two, id, "sign", "accept", (struct step){ 0 }), ERR_CONFLICT);
    ward_complete(w, one, id, "sign", "accept", (struct step){ 0 });
    assert_true(ward_task(w, id, "arrive")->assignee == one);   /* whoever signed goes on */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_TEST(test_up_and_down), WARD_TEST(test_steering_district_sees_it_too), WARD_TEST(test_community_closes_it),
        WARD_TEST(test_reporter_and_co_operating_units), WARD_TEST(test_claim_release_assign),
    };

    return ward_run("chain", tests, COUNT_OF(tests));
}
