/*
 * writer_test.c - jobs, batches, counters and the feed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ── Jobs of the tests ─────────────────────────────────────────────────── */

enum { JOBS_MAX = 512 };

/* Adds a thing, counts it, feeds it; then does what `trick` says. */
struct work {
    struct store_job job;
    int64_t id;
    enum { PLAIN, REFUSE_EARLY, REFUSE, BREAK, BREAK_AND_IGNORE, LOSE_ONCE, LOSE_ALWAYS } trick;
    int tries, done;
    sem_t *finished;
};

static enum err count_and_feed(struct db *db, int64_t id, struct fault *why)
{
    struct feed_event event = { .case_id = id, .street_id = 7, .kind = "thing", .body = STR("{\"a\":\"好\"}") };
    enum err err = store_count(db, STR("things"), 1, why);

    if (!err) err = store_count(db, id % 2 ? STR("odd") : STR("even"), id, why);
    if (!err) err = store_feed(db, &event, why);
    return err;
}

static enum err work_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct work *work = job->arg;
    enum err err;

    work->tries++;
    assert_int_equal(arena_used(store_scratch(db)), 0);
    assert_non_null(arena_alloc(store_scratch(db), 1000));
    if (work->trick == LOSE_ALWAYS || (work->trick == LOSE_ONCE && work->tries == 1)) store_fail_after(1, ERR_BUSY);
    if (work->trick == REFUSE_EARLY && !count_and_feed(db, work->id, why))
        return fault_set(why, ERR_UNPROCESSABLE, "不行", "no");
    err = thing_add(db, work->id, NULL, why);
    if (!err) err = count_and_feed(db, work->id, why);
    if (!err && work->trick == REFUSE) err = fault_set(why, ERR_UNPROCESSABLE, "不行", "no");
    if (!err && work->trick == BREAK) err = thing_add(db, work->id, NULL, why);
    if (!err && work->trick == BREAK_AND_IGNORE && thing_add(db, work->id, NULL, NULL) == ERR_CONFLICT) {
        assert_int_equal(thing_add(db, work->id + 1000, NULL, NULL), ERR_CONFLICT);
        assert_int_equal(count_and_feed(db, work->id, NULL), ERR_CONFLICT);
    }
    return err;
}

static void work_done(struct store_job *job)
{
    struct work *work = job->arg;

    work->done++;
    if (work->finished) sem_post(work->finished);
}

static void work_init(struct work *work, int64_t id)
{
    *work = (struct work){ .id = id, .job = { .apply = work_apply, .done = work_done, .arg = work } };
}

/* Keeps the writer of key 0 busy until it is opened, so that what is submitted meanwhile forms one batch. */
struct gate {
    struct store_job job;
    sem_t entered, open, done;
};

static enum err gate_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct gate *gate = job->arg;

    (void)db;
    (void)why;
    sem_post(&gate->entered);
    sem_wait(&gate->open);
    return ERR_OK;
}

static void gate_done(struct store_job *job)
{
    sem_post(&((struct gate *)job->arg)->done);
}

static void gate_close(struct gate *gate, struct store *store)
{
    *gate = (struct gate){ .job = { .apply = gate_apply, .done = gate_done, .arg = gate } };
    sem_init(&gate->entered, 0, 0);
    sem_init(&gate->open, 0, 0);
    sem_init(&gate->done, 0, 0);
    assert_int_equal(store_submit(store, &gate->job), ERR_OK);
    sem_wait(&gate->entered);
}

static void gate_open(struct gate *gate)
{
    sem_post(&gate->open);
    sem_wait(&gate->done);
}

/* Runs `works` as one batch and waits for all. */
static void run_batch(struct store *store, struct work *works, size_t count)
{
    struct gate gate;
    sem_t finished;

    sem_init(&finished, 0, 0);
    gate_close(&gate, store);
    for (size_t i = 0; i < count; i++) {
        works[i].finished = &finished;
        assert_int_equal(store_submit(store, &works[i].job), ERR_OK);
    }
    gate_open(&gate);
    for (size_t i = 0; i < count; i++) sem_wait(&finished);
    for (size_t i = 0; i < count; i++) assert_int_equal(works[i].done, 1);
}

static void check_things(struct store *store, int64_t things)
{
    assert_int_equal(thing_count(store), things);
    assert_int_equal(counter_value(store, "things"), things);
    assert_int_equal(feed_newest(store), things);
}

/* ── Isolation ─────────────────────────────────────────────────────────── */

static void a_failing_job_rolls_back_alone(void **state)
{
    static const struct {
        int trick;
        enum err err;
    } cases[] = {
        { PLAIN, ERR_OK }, { REFUSE, ERR_UNPROCESSABLE }, { PLAIN, ERR_OK }, { BREAK, ERR_CONFLICT },
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
    struct store_config beside = { .target = place->target, .read_only = true, .migrations = PLACE_MIGRATIONS,
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

/* ── Order ─────────────────────────────────────────────────────────────── */

enum { KEYS = 16, JOBS_OF_KEY = 32 };

struct ordered {
    struct store_job job;
    int64_t number;
    struct order {
        pthread_t thread;
        int64_t applied, answered;
        bool broken;
    } *order;
    sem_t *finished;
};

static enum err ordered_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct ordered *ordered = job->arg;
    struct order *order = ordered->order;

    if (order->applied == 0) order->thread = pthread_self();
    if (order->applied + 1 != ordered->number || !pthread_equal(order->thread, pthread_self())) order->broken = true;
    order->applied++;
    return thing_add(db, job->key * 1000 + ordered->number, NULL, why);
}

static void ordered_done(struct store_job *job)
{
    struct ordered *ordered = job->arg;

    if (++ordered->order->answered != ordered->number) ordered->order->broken = true;
    sem_post(ordered->finished);
}

static void jobs_of_one_key_stay_in_order_on_one_writer(void **state)
{
    struct place *place = *state;
    struct store_config config = { .target = place->target, .create = true, .writers = 4,
                                   .migrations = PLACE_MIGRATIONS, .migration_count = PLACE_MIGRATION_COUNT };
    struct order orders[KEYS] = { 0 };
    struct ordered *jobs = arena_array(place->arena, struct ordered, KEYS * JOBS_OF_KEY);
    sem_t finished;
    size_t threads = 0;

    sem_init(&finished, 0, 0);
    assert_int_equal(store_open(&config, &place->store, NULL), ERR_OK);
    for (size_t i = 0; i < KEYS * JOBS_OF_KEY; i++) {
        jobs[i] = (struct ordered){ .job = { .key = (int64_t)(i % KEYS), .apply = ordered_apply, .done = ordered_done,
                                             .arg = &jobs[i] },
                                    .number = (int64_t)(i / KEYS) + 1, .order = &orders[i % KEYS], .finished = &finished };
        assert_int_equal(store_submit(place->store, &jobs[i].job), ERR_OK);
    }
    for (size_t i = 0; i < KEYS * JOBS_OF_KEY; i++) sem_wait(&finished);
    for (size_t i = 0; i < KEYS; i++) {
        bool first = true;

        assert_false(orders[i].broken);
        assert_int_equal(orders[i].answered, JOBS_OF_KEY);
        for (size_t k = 0; k < i; k++) first = first && !pthread_equal(orders[i].thread, orders[k].thread);
        threads += first;
    }
    if (place->postgres)
        assert_true(threads > 1 && threads <= 4);
    else
        assert_int_equal(threads, 1);
    assert_int_equal(thing_count(place->store), KEYS * JOBS_OF_KEY);
}

enum { THREADS = 32, ROUNDS = 15 };

struct crowd {
    struct store *store;
    atomic_int running;
    atomic_llong next_id, woken, wakes;
    int64_t seen;
    bool broken;
};

static void *crowd_main(void *arg)
{
    struct crowd *crowd = arg;

    for (int i = 0; i < ROUNDS; i++) {
        struct work work;

        work_init(&work, atomic_fetch_add(&crowd->next_id, 1) + 1);
        if (store_transact(crowd->store, work.id, work_apply, &work, NULL)) crowd->broken = true;
    }
    atomic_fetch_sub(&crowd->running, 1);
    return NULL;
}

/* A reader of live events: what it sees must always go on where it stopped. */
static void *follower_main(void *arg)
{
    struct crowd *crowd = arg;
    struct arena *arena = arena_open(16 * 1024 * 1024);
    bool last_look = false;

    while (!last_look) {
        struct rows rows = { 0 };

        last_look = crowd->running == 0;
        struct db *db = store_reader_take(crowd->store);
        if (store_feed_after(db, arena, crowd->seen, 1000, &rows, NULL)) crowd->broken = true;
        store_reader_give(crowd->store, db);
        for (size_t i = 0; i < rows.count; i++)
            if (row_int(&rows, i, FEED_SEQ) != ++crowd->seen) crowd->broken = true;
        arena_reset(arena);
    }
    arena_close(arena);
    return NULL;
}

static void crowd_woken(int64_t last, void *arg)
{
    struct crowd *crowd = arg;
    long long seen = crowd->woken;

    atomic_fetch_add(&crowd->wakes, 1);
    while (last > seen && !atomic_compare_exchange_weak(&crowd->woken, &seen, last)) continue;
}

static void feed_numbers_become_visible_in_order(void **state)
{
    struct place *place = *state;
    struct store_config config = { .target = place->target, .create = true, .writers = 4,
                                   .migrations = PLACE_MIGRATIONS, .migration_count = PLACE_MIGRATION_COUNT };
    struct crowd crowd = { .running = THREADS };
    pthread_t threads[THREADS], follower;

    assert_int_equal(store_open(&config, &place->store, NULL), ERR_OK);
    crowd.store = place->store;
    store_on_feed(place->store, crowd_woken, &crowd);
    assert_int_equal(pthread_create(&follower, NULL, follower_main, &crowd), 0);
    for (size_t i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, crowd_main, &crowd), 0);
    for (size_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    pthread_join(follower, NULL);
    assert_false(crowd.broken);
    assert_int_equal(crowd.seen, THREADS * ROUNDS);
    check_things(place->store, THREADS * ROUNDS);
    struct store_stats stats = store_stats(place->store);
    assert_int_equal(stats.jobs, THREADS * ROUNDS);
    /* So many callers wait at once: what they ask must share commits. */
    assert_true(stats.commits < stats.jobs * 3 / 4);
    assert_true(stats.batch_max > 1 && stats.batch_max <= THREADS);
    place_close(place);   /* the last wakes may come after the last answers */
    assert_int_equal(crowd.woken, THREADS * ROUNDS);
    assert_true(crowd.wakes <= stats.commits);
}

/* ── Feed and counters ─────────────────────────────────────────────────── */

static enum err feed_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static const struct feed_event events[] = {
        { .case_id = 11, .street_id = 1, .district_id = 2, .steering_id = 3, .unit_id = 4, .user_id = 5, .kind = "case",
          .body = { "{}", 2 } },
        { .kind = "hello", .body = { NULL, 0 } },
    };
    enum err err = ERR_OK;

    (void)job;
    for (size_t i = 0; i < COUNT_OF(events) && !err; i++) err = store_feed(db, &events[i], why);
    return err;
}

static void events_carry_their_columns(void **state)
{
    static const int64_t wanted[] = { 11, 1, 2, 3, 4, 5 };
    struct place *place = *state;
    struct store *store = place_open(place);
    struct rows rows;

    assert_int_equal(store_transact(store, 0, feed_apply, NULL, NULL), ERR_OK);
    struct db *db = store_reader_take(store);
    assert_int_equal(store_feed_after(db, place->arena, 0, 10, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 2);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_int_equal(row_int(&rows, 0, FEED_CASE + i), wanted[i]);
        assert_int_equal(row_null(&rows, 1, FEED_CASE + i), i > 0);
    }
    assert_int_equal(row_int(&rows, 0, FEED_SEQ), 1);
    assert_int_equal(row_int(&rows, 1, FEED_SEQ), 2);
    assert_true(row_int(&rows, 0, FEED_AT) > INT64_C(1700000000000));
    assert_true(str_is(row_str(&rows, 0, FEED_KIND), "case") && str_is(row_str(&rows, 0, FEED_BODY), "{}"));
    assert_true(str_is(row_str(&rows, 1, FEED_BODY), "") && !row_null(&rows, 1, FEED_BODY));
    assert_int_equal(store_feed_after(db, place->arena, 1, 10, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(store_feed_after(db, place->arena, 0, 1, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(store_feed_after(db, place->arena, 0, 0, &rows, NULL), ERR_INVALID);
    assert_int_equal(store_feed_after(db, place->arena, 0, STORE_ROWS_MAX + 1, &rows, NULL), ERR_INVALID);
    store_reader_give(store, db);
}

static enum err bad_effects_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static char big[300];

    (void)job;
    memset(big, 'k', sizeof big);
    assert_int_equal(store_count(db, STR("a\0b"), 1, why), ERR_INVALID);
    assert_int_equal(store_count(db, STR(""), 1, why), ERR_INVALID);
    assert_int_equal(store_count(db, STR("\xFF"), 1, why), ERR_INVALID);
    assert_int_equal(store_count(db, (struct str){ big, sizeof big }, 1, why), ERR_INVALID);
    assert_int_equal(store_feed(db, &(struct feed_event){ .kind = "x", .body = STR("\0") }, why), ERR_INVALID);
    assert_int_equal(store_feed(db, &(struct feed_event){ .kind = "", .body = STR("x") }, why), ERR_INVALID);
    assert_int_equal(store_feed(db, &(struct feed_event){ .kind = "\xC3", .body = STR("x") }, why), ERR_INVALID);
    return thing_add(db, 1, NULL, why);
}

static void bad_effects_are_refused_where_they_are_made(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);

    assert_int_equal(store_transact(store, 0, bad_effects_apply, NULL, NULL), ERR_OK);
    assert_true(thing_exists(store, 1));
    assert_int_equal(feed_newest(store), 0);
}

static enum err many_counters_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static const struct {
        const char *key;
        int64_t by;
    } deltas[] = { { "open/b", 3 }, { "open/a", 1 }, { "open0", 9 }, { "open/b", -1 }, { "open/", 5 }, { "ope", 1 },
                   { "nil", 4 },    { "nil", -4 },   { "open/é", 2 }, { "open/\xF0\x9F\x94\xA6", 6 } };
    enum err err = ERR_OK;

    (void)job;
    for (size_t i = 0; i < COUNT_OF(deltas) && !err; i++)
        err = store_count(db, str_from_c(deltas[i].key), deltas[i].by, why);
    return err;
}

static void counters_are_summed_and_read_by_prefix(void **state)
{
    static const struct {
        const char *key;
        int64_t value;
    } wanted[] = { { "open/", 10 }, { "open/a", 2 }, { "open/b", 4 }, { "open/é", 4 }, { "open/\xF0\x9F\x94\xA6", 12 } };
    struct place *place = *state;
    struct store *store = place_open(place);
    struct rows rows;

    assert_int_equal(store_transact(store, 0, many_counters_apply, NULL, NULL), ERR_OK);
    assert_int_equal(store_transact(store, 0, many_counters_apply, NULL, NULL), ERR_OK);
    struct db *db = store_reader_take(store);
    assert_int_equal(store_counter_range(db, place->arena, STR("open/"), &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, COUNT_OF(wanted));
    for (size_t i = 0; i < rows.count; i++) {
        assert_true(str_is(row_str(&rows, i, COUNTER_KEY), wanted[i].key));
        assert_int_equal(row_int(&rows, i, COUNTER_VALUE), wanted[i].value);
    }
    assert_int_equal(store_counter_range(db, place->arena, STR_NONE, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, COUNT_OF(wanted) + 2);
    assert_int_equal(store_counter_range(db, place->arena, STR("nil"), &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 0);
    store_reader_give(store, db);
}

QUERY(THINGS_NOW) = {
    .name = "things_now",
    .sql = "SELECT COUNT(*) FROM thing",
    .gives = { STORE_INT },
};

static enum err rebuild_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct rows row;
    enum err err = store_counter_clear(db, STR("thing"), why);

    if (!err) err = store_one(db, store_scratch(db), &THINGS_NOW, NO_ARGS, &row, why);
    if (!err) err = store_count(db, STR("things"), row_int(&row, 0, 0), why);
    if (!err && job->key == 1) err = fault_set(why, ERR_GONE, "算了", "never mind");
    return err;
}

/* The rebuild sees the rows of the jobs before it, whose deltas still wait: they must not count twice. */
static void a_rebuild_inside_a_batch_counts_once(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[9];

    place_close(place);
    place_outside(place, "INSERT INTO counter (key, value) VALUES ('things', 777), ('thingz', 5), ('other', 6)");
    store = place_open(place);
    for (size_t i = 0; i < COUNT_OF(works); i++) work_init(&works[i], (int64_t)i + 1);
    works[4].job.apply = rebuild_apply;
    run_batch(store, works, COUNT_OF(works));
    for (size_t i = 0; i < COUNT_OF(works); i++) assert_int_equal(works[i].job.err, ERR_OK);
    assert_int_equal(thing_count(store), COUNT_OF(works) - 1);
    assert_int_equal(counter_value(store, "things"), COUNT_OF(works) - 1);
    assert_int_equal(counter_value(store, "thingz"), 0);
    assert_int_equal(counter_value(store, "other"), 6);
    assert_int_equal(counter_value(store, "even"), 2 + 4 + 6 + 8);
}

static void a_failed_rebuild_changes_nothing(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work work;

    for (int64_t i = 1; i <= 3; i++) {
        work_init(&work, i);
        run_batch(store, &work, 1);
    }
    assert_int_equal(store_transact(store, 1, rebuild_apply, NULL, NULL), ERR_GONE);
    assert_int_equal(counter_value(store, "things"), 3);
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
        PLACE_TEST(done_is_called_after_the_commit),
        PLACE_TEST(too_many_waiting_jobs_are_refused),
        PLACE_TEST(closing_runs_what_waits),
        PLACE_TEST(jobs_of_one_key_stay_in_order_on_one_writer),
        PLACE_TEST(feed_numbers_become_visible_in_order),
        PLACE_TEST(events_carry_their_columns),
        PLACE_TEST(bad_effects_are_refused_where_they_are_made),
        PLACE_TEST(counters_are_summed_and_read_by_prefix),
        PLACE_TEST(a_rebuild_inside_a_batch_counts_once),
        PLACE_TEST(a_failed_rebuild_changes_nothing),
    };

    return run_everywhere("writer", tests, COUNT_OF(tests));
}
