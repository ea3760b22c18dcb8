/*
 * lost_test.c - connections to PostgreSQL that break, also in the middle of a COMMIT.
 *
 * SQLite has no connection to lose; there these tests pass at once.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proxy.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

struct once {
    int64_t id;
    int tries;
};

static enum err once_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct once *once = job->arg;
    struct feed_event event = { .case_id = once->id, .kind = "thing", .body = STR("{}") };
    enum err err = thing_add(db, once->id, NULL, why);

    once->tries++;
    if (!err) err = store_count(db, STR("things"), 1, why);
    if (!err) err = store_feed(db, &event, why);
    return err;
}

static void check_things(struct store *store, int64_t things)
{
    assert_int_equal(thing_count(store), things);
    assert_int_equal(counter_value(store, "things"), things);
    assert_int_equal(feed_newest(store), things);
}

static struct store *open_through(struct place *place, const struct proxy *proxy)
{
    struct store_config config = { .target = proxy_target(proxy),
                                   .create = true,
                                   .writers = 1,
                                   .readers = 2,
                                   .migrations = PLACE_MIGRATIONS,
                                   .migration_count = PLACE_MIGRATION_COUNT };
    struct fault why = { 0 };

    if (store_open(&config, &place->store, &why)) fail_msg("%s", why.en);
    return place->store;
}

static void a_cut_before_the_commit_runs_the_job_again(void **state)
{
    struct place *place = *state;
    if (!place->postgres) return;
    struct proxy *proxy = proxy_open(place);
    struct store *store = open_through(place, proxy);

    for (int64_t i = 1; i <= 5; i++) {
        struct once once = { .id = i };
        proxy_cut(proxy, CUT_BEFORE_COMMIT);
        assert_int_equal(store_transact(store, 0, once_apply, &once, NULL), ERR_OK);
        assert_int_equal(once.tries, 2);
        assert_int_equal(proxy_cuts(proxy), i);
        check_things(store, i);
    }
    place_close(place);
    proxy_close(proxy);
}

static void a_cut_after_the_commit_does_not(void **state)
{
    struct place *place = *state;
    if (!place->postgres) return;
    struct proxy *proxy = proxy_open(place);
    struct store *store = open_through(place, proxy);

    for (int64_t i = 1; i <= 5; i++) {
        struct once once = { .id = i };
        proxy_cut(proxy, CUT_AFTER_COMMIT);
        assert_int_equal(store_transact(store, 0, once_apply, &once, NULL), ERR_OK);
        assert_int_equal(once.tries, 1);
        assert_int_equal(proxy_cuts(proxy), i);
        check_things(store, i);
    }
    place_close(place);
    proxy_close(proxy);
}

static double seconds_since(const struct timespec *then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void a_server_that_is_away_is_a_clear_answer_until_it_is_back(void **state)
{
    struct place *place = *state;
    if (!place->postgres) return;
    struct proxy *proxy = proxy_open(place);
    struct store *store = open_through(place, proxy);
    struct once once = { .id = 1 };
    struct fault why = { 0 };
    struct timespec start;

    assert_int_equal(store_transact(store, 0, once_apply, &once, &why), ERR_OK);
    assert_int_equal(thing_count(store), 1);
    proxy_down(proxy, true);
    clock_gettime(CLOCK_MONOTONIC, &start);
    once = (struct once){ .id = 2 };
    assert_int_equal(store_transact(store, 0, once_apply, &once, &why), ERR_STORE);
    assert_fault(why, ERR_STORE);
    assert_true(seconds_since(&start) < 10);
    assert_int_equal(thing_count(store), -1);
    proxy_down(proxy, false);
    once = (struct once){ .id = 3 };
    assert_int_equal(store_transact(store, 0, once_apply, &once, &why), ERR_OK);
    check_things(store, 2);
    place_close(place);
    proxy_close(proxy);
}

/* ── A server that throws everybody out ────────────────────────────────── */

enum { THREADS = 4, JOBS = 150, BLOWS = 3 };      /* each thread goes on until it did its jobs and so many blows fell */

struct crowd {
    struct store *store;
    atomic_llong next_id;
    atomic_int running, failed, thrown;
};

static void *crowd_main(void *arg)
{
    struct crowd *crowd = arg;

    for (int i = 0; i < JOBS || crowd->thrown < BLOWS; i++) {
        struct once once = { .id = atomic_fetch_add(&crowd->next_id, 1) + 1 };
        struct fault why = { 0 };

        if (!store_transact(crowd->store, once.id, once_apply, &once, &why)) continue;
        print_message("job %lld, try %d: %s\n", (long long)once.id, once.tries, why.en);
        atomic_fetch_add(&crowd->failed, 1);
    }
    atomic_fetch_sub(&crowd->running, 1);
    return NULL;
}

/* Connections die at any statement: each job is done exactly once all the same. */
static void terminated_connections_lose_and_repeat_nothing(void **state)
{
    struct place *place = *state;
    if (!place->postgres) return;
    struct crowd crowd = { .store = place_open(place), .running = THREADS };
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, crowd_main, &crowd), 0);
    while (crowd.running > 0) {
        struct timespec pause = { .tv_nsec = 40000000 };
        (void)nanosleep(&pause, NULL);
        place_outside(place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                             " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        crowd.thrown++;
        /* A job may be tried a bounded number of times: the next blow waits until a few got through. */
        for (long long seen = crowd.next_id; crowd.running > 0 && crowd.next_id < seen + 2 * THREADS;) (void)nanosleep(&pause, NULL);
    }
    for (size_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    print_message("thrown out %d times, %d jobs failed\n", crowd.thrown, crowd.failed);
    assert_true(crowd.thrown > 2);
    assert_int_equal(crowd.failed, 0);
    assert_true(crowd.next_id >= THREADS * JOBS);
    check_things(place->store, crowd.next_id);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(a_cut_before_the_commit_runs_the_job_again),
        PLACE_TEST(a_cut_after_the_commit_does_not),
        PLACE_TEST(a_server_that_is_away_is_a_clear_answer_until_it_is_back),
        PLACE_TEST(terminated_connections_lose_and_repeat_nothing),
    };

    return run_everywhere("lost", tests, COUNT_OF(tests));
}
