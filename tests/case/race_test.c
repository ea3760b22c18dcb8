/*
 * race_test.c - two people at once: one wins, the other is told so.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <pthread.h>

enum { ROUNDS = 25, THREADS = 2 };

struct racer {
    struct ward *w;
    pthread_barrier_t *start;
    pthread_t thread;
    struct arena *arena;
    const struct user *user;
    int64_t case_id, task_id, opened;
    double lon, lat;
    const char *source_no;
    enum err err;
    struct fault why;
};

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

static void *complete(void *arg)
{
    struct racer *r = arg;
    const struct case_actor actor = { .user = r->user, .unit_id = r->user->unit_id };
    const struct task_answer answer = { .task_id = r->task_id, .outcome = STR("dispatch"), .note = STR(""), .unit = STR("320102002-enforcement") };
    struct case_plan *plan;
    struct db *db;

    pthread_barrier_wait(r->start);
    db = store_reader_take(r->w->store);
    r->err = case_plan_complete(r->w->world, db, r->arena, &answer, &actor, r->w->now, &plan, &r->why);
    store_reader_give(r->w->store, db);
    if (!r->err) r->err = store_transact(r->w->store, case_plan_key(plan), apply_plan, plan, &r->why);
    return NULL;
}

static void *open_case(void *arg)
{
    struct racer *r = arg;
    const struct case_actor actor = { .user = r->user, .unit_id = r->user->unit_id };
    const struct case_draft draft = { .text = STR("测试"), .address = STR(""), .item = STR("0504"), .source = STR("worker"), .channel = STR(""),
                                      .source_no = str_from_c(r->source_no ? r->source_no : ""), .staff_chose = true, .lon = r->lon, .lat = r->lat };
    struct case_plan *plan;
    struct db *db;

    pthread_barrier_wait(r->start);
    db = store_reader_take(r->w->store);
    r->err = case_plan_open(r->w->world, db, r->arena, &draft, &actor, r->w->now, &plan, &r->why);
    store_reader_give(r->w->store, db);
    if (!r->err) r->err = store_transact(r->w->store, case_plan_key(plan), apply_plan, plan, &r->why);
    if (!r->err) r->opened = case_plan_met(plan) ? case_plan_met(plan) : case_plan_record(plan)->id;
    return NULL;
}

static void *fire(void *arg)
{
    struct racer *r = arg;
    int64_t fired;

    pthread_barrier_wait(r->start);
    r->err = runner_fire_due(r->w->world, r->w->now, &fired, &r->why);
    return NULL;
}

static void race(struct ward *w, struct racer racers[THREADS], void *(*const run[THREADS])(void *))
{
    pthread_barrier_t start;

    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        racers[i].w = w;
        racers[i].start = &start;
        racers[i].arena = arena_open(64u << 20);
        assert_int_equal(pthread_create(&racers[i].thread, NULL, run[i], &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
        arena_close(racers[i].arena);
    }
    pthread_barrier_destroy(&start);
}

static void test_two_complete_one_task(void **state)
{
    struct ward *w = *state;
    const struct user *one = ward_user(w, DISPATCH), *two = ward_user(w, COMMAND);

    (void)two;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t id = ward_filed(w, "0504"), task = ward_task(w, id, "dispatch")->id;
        struct racer racers[THREADS] = { { .user = one, .task_id = task }, { .user = one, .task_id = task } };
        race(w, racers, (void *(*const[])(void *)){ complete, complete });
        if ((racers[0].err == ERR_OK) == (racers[1].err == ERR_OK))
            fail_msg("round %d: %s and %s", round, err_name(racers[0].err), err_name(racers[1].err));
        for (int i = 0; i < THREADS; i++)
            if (racers[i].err) assert_true(racers[i].err == ERR_CONFLICT && racers[i].why.zh[0] && racers[i].why.en[0]);
        assert_stage(w, id, "DISPATCHED");
        assert_int_equal(ward_journal_count(w, id, "assign"), 1);
        assert_int_equal(ward_journal_count(w, id, "complete"), 1);
    }
    assert_true(ward_whole(w));
}

static void test_numbers_are_given_once(void **state)
{
    struct ward *w = *state;
    const struct user *worker = ward_user(w, WORKER);
    struct str last = STR("");

    for (int round = 0; round < ROUNDS; round++) {
        struct racer racers[THREADS] = { { .user = worker }, { .user = worker } };
        for (int i = 0; i < THREADS; i++) ward_spot(w, i ? WEST_ONE : EAST_ONE, &racers[i].lon, &racers[i].lat);
        race(w, racers, (void *(*const[])(void *)){ open_case, open_case });
        for (int i = 0; i < THREADS; i++) assert_int_equal(racers[i].err, ERR_OK);
        assert_false(str_eq(ward_case(w, racers[0].opened).number, ward_case(w, racers[1].opened).number));
        last = ward_case(w, racers[0].opened).number;
        if (str_compare(last, ward_case(w, racers[1].opened).number) < 0) last = ward_case(w, racers[1].opened).number;
    }
    /* No number was skipped. */
    assert_true(str_ends(last, str_format(w->arena, "%05d", ROUNDS * THREADS)));
}

QUERY(CASES_OF_SOURCE) = {
    .name = "race_test_source",
    .sql = "SELECT count(*) FROM case_record WHERE source = 'worker' AND source_no = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT },
};

/* One alarm sent twice at the same moment, to two streets and so to two writers: one case. */
static void test_a_source_number_opens_one_case(void **state)
{
    struct ward *w = *state;
    const struct user *worker = ward_user(w, WORKER);

    for (int round = 0; round < ROUNDS; round++) {
        const char *number = str_format(w->arena, "no-%d", round).at;
        struct racer racers[THREADS] = { { .user = worker, .source_no = number }, { .user = worker, .source_no = number } };
        for (int i = 0; i < THREADS; i++) ward_spot(w, i ? SOUTH_ONE : EAST_ONE, &racers[i].lon, &racers[i].lat);
        race(w, racers, (void *(*const[])(void *)){ open_case, open_case });
        for (int i = 0; i < THREADS; i++)
            if (racers[i].err) fail_msg("%s", racers[i].why.en);
        assert_true(racers[0].opened && racers[0].opened == racers[1].opened);
        assert_int_equal(ward_number(w, &CASES_OF_SOURCE, ARGS(arg_c(number))), 1);
        assert_int_equal(ward_journal_count(w, racers[0].opened, "open"), 1);
    }
    assert_true(ward_whole(w));
}

/* Two runners on one database fire each timer once. */
static void test_two_runners(void **state)
{
    enum { CASES = 10 };
    struct ward *w = *state;
    int64_t ids[CASES];
    struct racer racers[THREADS] = { { 0 }, { 0 } };

    for (size_t i = 0; i < CASES; i++) {
        ids[i] = ward_filed(w, "0504");
        ward_walk(w, ids[i], "dispatch=dispatch:320102002-enforcement");
    }
    w->now += 15 * MS_PER_MINUTE;
    race(w, racers, (void *(*const[])(void *)){ fire, fire });
    for (int i = 0; i < THREADS; i++) assert_int_equal(racers[i].err, ERR_OK);
    (void)ward_fire(w);
    for (size_t i = 0; i < CASES; i++) assert_int_equal(ward_journal_count(w, ids[i], "escalate"), 1);
    assert_true(ward_whole(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = { WARD_CLEAN(test_two_complete_one_task), WARD_CLEAN(test_numbers_are_given_once),
                                        WARD_CLEAN(test_a_source_number_opens_one_case), WARD_CLEAN(test_two_runners) };

    return ward_run("race", tests, COUNT_OF(tests));
}
