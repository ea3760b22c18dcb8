/*
 * order_test.c - what keeps its order while many write at once.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { KEYS = 16, JOBS_OF_KEY = 32 };

struct ordered {
    struct store_job job;
    int64_t number;
    struct order {
        pthread_t thread;
        int64_t applied, answered;
        bool broken;
    } * order;
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
    struct store_config config = { .target = place->target,
                                   .create = true,
                                   .writers = 4,
                                   .migrations = PLACE_MIGRATIONS,
                                   .migration_count = PLACE_MIGRATION_COUNT };
    struct order orders[KEYS] = { 0 };
    struct ordered *jobs = arena_array(place->arena, struct ordered, KEYS * JOBS_OF_KEY);
    sem_t finished;
    size_t threads = 0;

    sem_init(&finished, 0, 0);
    assert_int_equal(store_open(&config, &place->store, NULL), ERR_OK);
    for (size_t i = 0; i < KEYS * JOBS_OF_KEY; i++) {
        jobs[i] = (struct ordered){
            .job = { .key = (int64_t)(i % KEYS), .apply = ordered_apply, .done = ordered_done, .arg = &jobs[i] },
            .number = (int64_t)(i / KEYS) + 1,
            .order = &orders[i % KEYS],
            .finished = &finished
        };
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
    atomic_bool broken;
};

/* No counter: its row would make the writers wait for each other before they come to the feed. */
static enum err tell_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct feed_event event = { .case_id = job->key, .kind = "thing", .body = STR("{}") };
    enum err err = thing_add(db, job->key, NULL, why);

    return err ? err : store_feed(db, &event, why);
}

static void *crowd_main(void *arg)
{
    struct crowd *crowd = arg;

    for (int i = 0; i < ROUNDS; i++) {
        int64_t id = atomic_fetch_add(&crowd->next_id, 1) + 1;
        if (store_transact(crowd->store, id, tell_apply, NULL, NULL)) crowd->broken = true;
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

    if (last) atomic_fetch_add(&crowd->wakes, 1);   /* 0: the line to other servers is up */
    while (last > seen && !atomic_compare_exchange_weak(&crowd->woken, &seen, last)) continue;
}

static void feed_numbers_become_visible_in_order(void **state)
{
    struct place *place = *state;
    struct store_config config = { .target = place->target,
                                   .create = true,
                                   .writers = 4,
                                   .migrations = PLACE_MIGRATIONS,
                                   .migration_count = PLACE_MIGRATION_COUNT };
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
    assert_int_equal(thing_count(place->store), THREADS * ROUNDS);
    assert_int_equal(feed_newest(place->store), THREADS * ROUNDS);
    struct store_stats stats = store_stats(place->store);
    assert_int_equal(stats.jobs, THREADS * ROUNDS);
    /* So many callers wait at once: what they ask must share commits. */
    assert_true(stats.commits < stats.jobs * 3 / 4);
    assert_true(stats.batch_max > 1 && stats.batch_max <= THREADS);
    place_close(place); /* the last wakes may come after the last answers */
    assert_int_equal(crowd.woken, THREADS * ROUNDS);
    assert_true(crowd.wakes <= stats.commits);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(jobs_of_one_key_stay_in_order_on_one_writer),
        PLACE_TEST(feed_numbers_become_visible_in_order),
    };

    return run_everywhere("order", tests, COUNT_OF(tests));
}
