/*
 * writer_test.c - jobs and batches: each is answered, wholly done or not at all.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "work.h"

/* ── Isolation ─────────────────────────────────────────────────────────── */

static void a_failing_job_rolls_back_alone(void **state)
{
    static const struct {
        int trick;
        enum err err;
    } cases[] = {
        { PLAIN, ERR_OK }, { REFUSE, ERR_UNPROCESSABLE },      { PLAIN, ERR_OK }, { BREAK, ERR_CONFLICT },
        { PLAIN, ERR_OK }, { BREAK_AND_IGNORE, ERR_CONFLICT }, { PLAIN, ERR_OK }, { REFUSE, ERR_UNPROCESSABLE },
    };
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[COUNT_OF(cases)];
    int64_t even = 0;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        work_init(&works[i], (int64_t)i + 1);
        works[i].trick = (unsigned)cases[i].trick;
    }
    run_batch(store, works, COUNT_OF(cases));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(works[i].job.err, cases[i].err);
        if (cases[i].err) assert_fault(works[i].job.why, cases[i].err);
        assert_int_equal(thing_exists(store, works[i].id), cases[i].err == ERR_OK);
        assert_false(thing_exists(store, works[i].id + 1000));
        if (!cases[i].err && works[i].id % 2 == 0) even += works[i].id;
    }
    check_things(store, 4);
    assert_int_equal(counter_value(store, "even"), even);
    struct store_stats stats = store_stats(store);
    assert_int_equal(stats.jobs, 1 + COUNT_OF(cases));
    assert_int_equal(stats.failed_jobs, 4);
    assert_int_equal(stats.commits, 2);
    assert_int_equal(stats.batch_max, COUNT_OF(cases));
}

/* Who refuses before the first change costs the others nothing; who refuses later makes them run once more. */
static void only_late_refusals_repeat_a_batch(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[10];
    int64_t id = 0, things = 0;

    for (int late = 0; late < 2; late++) {
        for (size_t i = 0; i < COUNT_OF(works); i++) {
            work_init(&works[i], ++id);
            if (i % 3 == 1) works[i].trick = late ? REFUSE : REFUSE_EARLY;
        }
        run_batch(store, works, COUNT_OF(works));
        for (size_t i = 0; i < COUNT_OF(works); i++) {
            assert_int_equal(works[i].job.err, i % 3 == 1 ? ERR_UNPROCESSABLE : ERR_OK);
            assert_int_equal(works[i].tries, late && i < 2 ? 2 : 1);
            assert_int_equal(thing_exists(store, works[i].id), i % 3 != 1);
        }
        check_things(store, things += 7);
    }
    /* For a while batches then start carefully: nobody runs twice. */
    for (size_t i = 0; i < COUNT_OF(works); i++) {
        work_init(&works[i], ++id);
        works[i].trick = i % 3 == 1 ? REFUSE : PLAIN;
    }
    run_batch(store, works, COUNT_OF(works));
    for (size_t i = 0; i < COUNT_OF(works); i++) assert_int_equal(works[i].tries, 1);
    check_things(store, things + 7);
}

static void a_batch_of_failures_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[5];

    for (size_t i = 0; i < COUNT_OF(works); i++) {
        work_init(&works[i], (int64_t)i);
        works[i].trick = i % 2 ? BREAK : REFUSE;
    }
    run_batch(store, works, COUNT_OF(works));
    check_things(store, 0);
    work_init(&works[0], 1);
    run_batch(store, works, 1);
    assert_int_equal(works[0].job.err, ERR_OK);
    check_things(store, 1);
}

/* ── Lost transactions ─────────────────────────────────────────────────── */

static void a_lost_transaction_is_tried_again_job_by_job(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[20];

    for (size_t i = 0; i < COUNT_OF(works); i++) work_init(&works[i], (int64_t)i + 1);
    works[3].trick = REFUSE;
    works[11].trick = LOSE_ONCE;
    run_batch(store, works, COUNT_OF(works));
    for (size_t i = 0; i < COUNT_OF(works); i++) {
        assert_int_equal(works[i].job.err, i == 3 ? ERR_UNPROCESSABLE : ERR_OK);
        assert_true(works[i].tries >= 1 && works[i].tries <= 3);
    }
    check_things(store, COUNT_OF(works) - 1);
}

static void tries_are_bounded(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[3];

    for (size_t i = 0; i < COUNT_OF(works); i++) work_init(&works[i], (int64_t)i + 1);
    works[1].trick = LOSE_ALWAYS;
    run_batch(store, works, COUNT_OF(works));
    assert_int_equal(works[1].job.err, ERR_BUSY);
    assert_fault(works[1].job.why, ERR_BUSY);
    assert_true(works[1].tries > 2 && works[1].tries < 10);
    assert_int_equal(works[0].job.err, ERR_OK);
    assert_int_equal(works[2].job.err, ERR_OK);
    check_things(store, 2);
}

/* With the n-th statement failing, n = 1, 2 …: all of a job is there or nothing. */
static int64_t fail_each_statement(struct place *place, enum err code, int64_t *things, enum err wanted)
{
    for (int64_t n = 1; n < 100; n++) {
        struct work work;
        struct fault why = { 0 };

        work_init(&work, n + 1000 * (int64_t)code);
        store_fail_after((size_t)n, code);
        enum err err = store_transact(place->store, 0, work_apply, &work, &why);
        store_fail_after(0, ERR_OK);
        if (err) assert_fault(why, code);
        if (!err) ++*things;
        assert_int_equal(thing_exists(place->store, work.id), err == ERR_OK);
        check_things(place->store, *things);
        if (!err && (wanted || work.tries == 1)) return n;
        assert_int_equal(err, wanted);
    }
    return 0;
}

static void no_failing_statement_leaves_half_a_job(void **state)
{
    struct place *place = *state;
    int64_t things = 0;

    place_open(place);
    assert_true(fail_each_statement(place, ERR_INTERNAL, &things, ERR_INTERNAL) > 6);
    assert_true(fail_each_statement(place, ERR_DISK_FULL, &things, ERR_DISK_FULL) > 6);
    assert_true(fail_each_statement(place, ERR_CONFLICT, &things, ERR_CONFLICT) > 6);
    for (size_t n = 1; n < 9; n++) {
        static const enum err codes[] = { ERR_BUSY, ERR_STORE };
        for (size_t i = 0; i < COUNT_OF(codes); i++) {
            struct work work;

            work_init(&work, (int64_t)(100000 + n * 10 + i));
            store_fail_after(n, codes[i]);
            assert_int_equal(store_transact(place->store, 0, work_apply, &work, NULL), ERR_OK);
            store_fail_after(0, ERR_OK);
            check_things(place->store, ++things);
        }
    }
}

/* With a job in it that breaks, so that the savepoints are tried too. */
static void a_batch_survives_any_failing_statement(void **state)
{
    static const enum err codes[] = { ERR_INTERNAL, ERR_DISK_FULL, ERR_BUSY };
    struct place *place = *state;
    struct store *store = place_open(place);
    int64_t things = 0, id = 0, plain = 0;

    for (size_t n = 1; n < 60; n++) {
        struct work works[4];
        struct gate gate;
        sem_t finished;

        sem_init(&finished, 0, 0);
        gate_close(&gate, store);
        for (size_t i = 0; i < COUNT_OF(works); i++) {
            work_init(&works[i], ++id);
            works[i].finished = &finished;
            works[i].trick = i == 1 ? REFUSE : PLAIN;
            plain += i != 1;
            assert_int_equal(store_submit(store, &works[i].job), ERR_OK);
        }
        store_fail_after(n, codes[n % COUNT_OF(codes)]);
        gate_open(&gate);
        for (size_t i = 0; i < COUNT_OF(works); i++) sem_wait(&finished);
        store_fail_after(0, ERR_OK);
        for (size_t i = 0; i < COUNT_OF(works); i++) {
            assert_int_equal(thing_exists(store, works[i].id), works[i].job.err == ERR_OK);
            if (!works[i].job.err) things++;
        }
        assert_int_not_equal(works[1].job.err, ERR_OK);
        check_things(store, things);
    }
    assert_true(things > plain * 9 / 10);
}

/* ── Memory ────────────────────────────────────────────────────────────── */

struct starved {
    struct store_job job;
    struct work work;
    size_t after;
    sem_t done;
};

static enum err starved_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct starved *starved = job->arg;
    struct store_job inner = { .arg = &starved->work };

    arena_fail_after(starved->after);
    return work_apply(db, &inner, why);
}

/* On the writer's thread, like apply: allocation works again for the next job. */
static void starved_done(struct store_job *job)
{
    arena_fail_after(0);
    sem_post(&((struct starved *)job->arg)->done);
}

static void no_failing_allocation_leaves_half_a_job(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);

    for (size_t n = 2; n < 100; n++) {   /* the first is the test's own */
        struct starved starved = { .after = n };

        work_init(&starved.work, (int64_t)n);
        starved.job = (struct store_job){ .apply = starved_apply, .done = starved_done, .arg = &starved };
        sem_init(&starved.done, 0, 0);
        assert_int_equal(store_submit(store, &starved.job), ERR_OK);
        sem_wait(&starved.done);
        check_things(store, starved.job.err ? 0 : 1);
        if (!starved.job.err) {
            assert_true(n > 5);
            return;
        }
        assert_fault(starved.job.why, ERR_NO_MEMORY);
    }
    fail();
}

/* ── Answers ───────────────────────────────────────────────────────────── */

struct witness {
    struct store *store;
    struct store *second;
    struct work work;
    bool seen, seen_outside;
};

static void witness_done(struct store_job *job)
{
    struct witness *witness = (struct witness *)((char *)job->arg - offsetof(struct witness, work));

    witness->seen = thing_exists(witness->store, witness->work.id);
    witness->seen_outside = thing_exists(witness->second, witness->work.id);
    work_done(job);
}

static void done_is_called_after_the_commit(void **state)
{
    struct place *place = *state;
    struct store_config beside = { .target = place->target,
                                   .read_only = true,
                                   .migrations = PLACE_MIGRATIONS,
                                   .migration_count = PLACE_MIGRATION_COUNT };
    struct witness witness = { .store = place_open(place) };
    sem_t finished;

    assert_int_equal(store_open(&beside, &witness.second, NULL), ERR_OK);
    work_init(&witness.work, 5);
    sem_init(&finished, 0, 0);
    witness.work.finished = &finished;
    witness.work.job.done = witness_done;
    assert_int_equal(store_submit(witness.store, &witness.work.job), ERR_OK);
    sem_wait(&finished);
    assert_true(witness.seen && witness.seen_outside);
    store_close(witness.second);
}

static void too_many_waiting_jobs_are_refused(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work *works = arena_array(place->arena, struct work, 10001);
    struct gate gate;
    sem_t finished;

    sem_init(&finished, 0, 0);
    gate_close(&gate, store);
    for (int64_t i = 0; i < 10001; i++) {
        work_init(&works[i], i + 1);
        works[i].finished = &finished;
        enum err err = store_submit(store, &works[i].job);
        assert_int_equal(err, i < 10000 ? ERR_OK : ERR_BUSY);
        if (err) assert_fault(works[i].job.why, ERR_BUSY);
    }
    gate_open(&gate);
    for (int i = 0; i < 10000; i++) sem_wait(&finished);
    assert_int_equal(works[10000].done, 0);
    check_things(store, 10000);
    assert_true(store_stats(store).commits < 10000 / 30);
    work_init(&works[0], 20000);
    run_batch(store, works, 1);
    assert_int_equal(works[0].job.err, ERR_OK);
}

enum { JOBS_MAX = 512 };

static void closing_runs_what_waits(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work *works = arena_array(place->arena, struct work, JOBS_MAX);

    for (int64_t i = 0; i < JOBS_MAX; i++) {
        work_init(&works[i], i + 1);
        works[i].job.key = i;
        assert_int_equal(store_submit(store, &works[i].job), ERR_OK);
    }
    place_close(place);
    for (size_t i = 0; i < JOBS_MAX; i++) assert_true(works[i].done == 1 && !works[i].job.err);
    check_things(place_open(place), JOBS_MAX);
}

/* What is given back is read again: nothing is lost, whoever reads or writes meanwhile. */
static void resting_loses_nothing(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct db *held = store_reader_take(store);
    struct work works[6];
    struct fault why = { 0 };

    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < 3; i++) work_init(&works[round * 3 + i], (int64_t)(round * 3 + i) + 1);
        run_batch(store, works + round * 3, 3);
        assert_int_equal(store_rest(store, &why), ERR_OK);
        assert_true(thing_exists(store, (int64_t)round * 3 + 1));
        check_things(store, (int64_t)round * 3 + 3);
    }
    store_reader_give(store, held);
    assert_int_equal(store_rest(store, &why), ERR_OK);
    check_things(store, 6);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(a_failing_job_rolls_back_alone),
        PLACE_TEST(only_late_refusals_repeat_a_batch),
        PLACE_TEST(a_batch_of_failures_leaves_nothing),
        PLACE_TEST(a_lost_transaction_is_tried_again_job_by_job),
        PLACE_TEST(tries_are_bounded),
        PLACE_TEST(no_failing_statement_leaves_half_a_job),
        PLACE_TEST(a_batch_survives_any_failing_statement),
        PLACE_TEST(no_failing_allocation_leaves_half_a_job),
        PLACE_TEST(done_is_called_after_the_commit),
        PLACE_TEST(too_many_waiting_jobs_are_refused),
        PLACE_TEST(closing_runs_what_waits),
        PLACE_TEST(resting_loses_nothing),
    };

    return run_everywhere("writer", tests, COUNT_OF(tests));
}
