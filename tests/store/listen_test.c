/*
 * listen_test.c - events of another server wake this one; old events go.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"

#include <stdatomic.h>
#include <time.h>

#include "base/civil.h"

struct heard { atomic_int own, others; };

static void woken(int64_t last, void *arg)
{
    struct heard *heard = arg;

    atomic_fetch_add(last ? &heard->own : &heard->others, 1);
}

static enum err feed_apply(struct db *db, struct store_job *job, struct fault *why)
{
    int64_t count = *(const int64_t *)job->arg;
    enum err err = ERR_OK;

    for (int64_t i = 0; !err && i < count; i++) err = store_feed(db, &(struct feed_event){ .case_id = i + 1, .kind = "case", .body = STR("{}") }, why);
    return err;
}

static void feed(struct store *store, int64_t count)
{
    assert_int_equal(store_transact(store, 1, feed_apply, &count, NULL), ERR_OK);
}

/* Milliseconds until the count is at least `want`; -1 when it is not within `ms`. */
static int64_t until(atomic_int *count, int want, int64_t ms)
{
    int64_t begin = time_monotonic_ms();

    while (atomic_load(count) < want) {
        if (time_monotonic_ms() - begin > ms) return -1;
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    }
    return time_monotonic_ms() - begin;
}

static void another_server_wakes_this_one(void **state)
{
    struct place *place = *state;
    struct store_config config = { .target = place->target, .create = true, .migrations = PLACE_MIGRATIONS, .migration_count = PLACE_MIGRATION_COUNT };
    static struct heard heard; /* the listener may outlive a failed test */
    struct store *other;
    int others;

    atomic_store(&heard.own, 0);
    atomic_store(&heard.others, 0);
    place_open(place);
    store_on_feed(place->store, woken, &heard);
    if (!place->postgres) {   /* one server a database: its own commits alone */
        feed(place->store, 1);
        assert_true(until(&heard.own, 1, 10000) >= 0 && atomic_load(&heard.others) == 0);
        store_on_feed(place->store, NULL, NULL);
        return;
    }
    assert_int_equal(store_open(&config, &other, NULL), ERR_OK);
    assert_true(until(&heard.others, 1, 10000) >= 0);   /* the line is up */
    others = atomic_load(&heard.others);
    feed(other, 3);
    assert_true(until(&heard.others, others + 1, 10000) >= 0);   /* nobody looks by himself here: it was told */
    assert_int_equal(atomic_load(&heard.own), 0);
    others = atomic_load(&heard.others);
    feed(place->store, 1);   /* its own events are told once */
    assert_true(until(&heard.own, 1, 10000) >= 0);
    assert_int_equal(until(&heard.others, others + 1, 300), -1);
    /* The line breaks: it comes back by itself, and says that something may have been missed. */
    place_outside(place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN shao_feed'");
    feed(other, 1);
    assert_true(until(&heard.others, others + 1, 10000) >= 0);
    store_on_feed(place->store, NULL, NULL);
    others = atomic_load(&heard.others);
    feed(other, 1);
    assert_int_equal(until(&heard.others, others + 1, 300), -1);
    store_on_feed(place->store, woken, &heard);   /* ends with the store */
    store_close(other);
}

struct prune { int64_t before_ms, most, gone; };

static enum err prune_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct prune *prune = job->arg;

    return store_feed_prune(db, prune->before_ms, prune->most, &prune->gone, why);
}

static int64_t prune(struct store *store, int64_t before_ms, int64_t most)
{
    struct prune wish = { before_ms, most, -1 };

    assert_int_equal(store_transact(store, 0, prune_apply, &wish, NULL), ERR_OK);
    return wish.gone;
}

static void old_events_go_and_numbers_go_on(void **state)
{
    struct place *place = *state;
    int64_t now;
    struct rows rows;
    struct db *db;

    place_open(place);
    assert_int_equal(prune(place->store, INT64_MAX, 10), 0);   /* nothing there */
    feed(place->store, 25);
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    now = time_now_ms();
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    feed(place->store, 5);
    assert_int_equal(prune(place->store, 1, 10), 0);           /* none is so old */
    assert_int_equal(prune(place->store, now, 10), 10);        /* bounded */
    assert_int_equal(prune(place->store, now, 10), 10);
    assert_int_equal(prune(place->store, now, 10), 5);         /* the rest is younger */
    assert_int_equal(prune(place->store, now, 10), 0);
    db = store_reader_take(place->store);
    assert_int_equal(store_feed_after(db, place->arena, 0, 100, &rows, NULL), ERR_OK);
    assert_true(rows.count == 5 && row_int(&rows, 0, FEED_SEQ) == 26);
    store_reader_give(place->store, db);
    assert_int_equal(prune(place->store, INT64_MAX, 100), 4);  /* never the newest */
    assert_int_equal(feed_newest(place->store), 30);
    feed(place->store, 1);
    assert_int_equal(feed_newest(place->store), 31);
}

int main(void)
{
    const struct CMUnitTest tests[] = { PLACE_TEST(another_server_wakes_this_one), PLACE_TEST(old_events_go_and_numbers_go_on) };

    return run_everywhere("listen", tests, COUNT_OF(tests));
}
