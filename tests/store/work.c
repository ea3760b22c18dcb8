/*
 * work.c - jobs that leave traces everywhere: a row, counters, an event.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "work.h"

static enum err count_and_feed(struct db *db, int64_t id, struct fault *why)
{
    struct feed_event event = { .case_id = id, .area_id = 7, .kind = "thing", .body = STR("{\"a\":\"好\"}") };
    enum err err = store_count(db, STR("things"), 1, why);

    if (!err) err = store_count(db, id % 2 ? STR("odd") : STR("even"), id, why);
    if (!err) err = store_feed(db, &event, why);
    return err;
}

enum err work_apply(struct db *db, struct store_job *job, struct fault *why)
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

void work_done(struct store_job *job)
{
    struct work *work = job->arg;

    work->done++;
    if (work->finished) sem_post(work->finished);
}

void work_init(struct work *work, int64_t id)
{
    *work = (struct work){ .id = id, .job = { .apply = work_apply, .done = work_done, .arg = work } };
}

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

void gate_close(struct gate *gate, struct store *store)
{
    *gate = (struct gate){ .job = { .apply = gate_apply, .done = gate_done, .arg = gate } };
    sem_init(&gate->entered, 0, 0);
    sem_init(&gate->open, 0, 0);
    sem_init(&gate->done, 0, 0);
    assert_int_equal(store_submit(store, &gate->job), ERR_OK);
    sem_wait(&gate->entered);
}

void gate_open(struct gate *gate)
{
    sem_post(&gate->open);
    sem_wait(&gate->done);
}

void run_batch(struct store *store, struct work *works, size_t count)
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

void check_things(struct store *store, int64_t things)
{
    assert_int_equal(thing_count(store), things);
    assert_int_equal(counter_value(store, "things"), things);
    assert_int_equal(feed_newest(store), things);
}
