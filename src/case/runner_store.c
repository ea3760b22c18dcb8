/*
 * runner_store.c - the timer runner.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/runner.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/civil.h"
#include "base/log.h"

QUERY(TIMERS_DUE) = {
    .name = "timers_due",
    .sql = "SELECT id, case_id, kind, ref, due_at FROM timer WHERE due_at <= $1 ORDER BY due_at, id LIMIT 200",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};
/* A timer whose case cannot be moved now is tried again later and never blocks the others. */
QUERY(TIMER_LATER) = {
    .name = "timer_later",
    .sql = "UPDATE timer SET due_at = $2 WHERE id = $1",
    .takes = { STORE_INT, STORE_INT },
};

struct runner {
    struct world *world;
    struct arena *arena;      /* holds this struct */
    pthread_t thread;
    atomic_bool stopping;
};

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

static enum err put_off(struct db *db, struct store_job *job, struct fault *why)
{
    const struct timer_row *timer = job->arg;

    return store_run(db, &TIMER_LATER, ARGS(arg_int(timer->id), arg_int(timer->due_at + 5 * MS_PER_MINUTE)), NULL, why);
}

static enum err fire_one(struct world *world, struct db *db, const struct timer_row *timer, int64_t now_ms, struct fault *why)
{
    struct arena *arena = arena_open(32u << 20);
    struct case_plan *plan = NULL;
    struct timer_row later = *timer;
    bool planned;
    enum err err;

    if (!arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = case_plan_timer(world, db, arena, timer, now_ms, &plan, why);
    planned = !err;
    if (planned) err = store_transact(world_store(world), timer->case_id, apply_plan, plan, why);
    /* A conflict in applying means that somebody moved the case meanwhile: the timer is still there and is looked at again. */
    if (planned && err == ERR_CONFLICT) err = ERR_OK;
    if (err) {
        log_line(LOG_WARN, "timer=%lld case=%lld error=%s %s", (long long)timer->id, (long long)timer->case_id, err_name(err), why->en);
        later.due_at = now_ms;
        err = store_transact(world_store(world), timer->case_id, put_off, &later, why);
    }
    arena_close(arena);
    return err;
}

enum err runner_fire_due(struct world *world, int64_t now_ms, int64_t *fired, struct fault *why)
{
    struct arena *arena = arena_open(8u << 20);
    struct db *db;
    struct rows rows;
    enum err err;

    *fired = 0;
    if (!arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    db = store_reader_take(world_store(world));
    err = store_all(db, arena, &TIMERS_DUE, ARGS(arg_int(now_ms)), &rows, why);
    for (size_t i = 0; !err && i < rows.count; i++) {
        struct timer_row timer = { row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2), row_int(&rows, i, 3), row_int(&rows, i, 4) };
        err = fire_one(world, db, &timer, now_ms, why);
        if (!err) (*fired)++;
    }
    store_reader_give(world_store(world), db);
    arena_close(arena);
    return err;
}

static void *run(void *arg)
{
    struct runner *runner = arg;

    while (!atomic_load(&runner->stopping)) {
        struct fault why = { 0 };
        int64_t fired = 0;
        struct timespec pause = { .tv_nsec = 250 * 1000 * 1000 };
        enum err err = runner_fire_due(runner->world, time_now_ms(), &fired, &why);
        if (err) log_line(LOG_ERROR, "timer runner: %s", why.en);
        if (err || fired < 200) nanosleep(&pause, NULL);
    }
    return NULL;
}

enum err runner_start(struct world *world, struct runner **out, struct fault *why)
{
    struct arena *arena = arena_open(4096);
    struct runner *runner = arena ? arena_new(arena, struct runner) : NULL;

    if (!runner) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    runner->arena = arena;
    runner->world = world;
    if (pthread_create(&runner->thread, NULL, run, runner) != 0) {
        arena_close(arena);
        return fault_set(why, ERR_INTERNAL, "无法启动定时线程", "the timer thread could not start");
    }
    *out = runner;
    return ERR_OK;
}

void runner_stop(struct runner *runner)
{
    if (!runner) return;
    atomic_store(&runner->stopping, true);
    pthread_join(runner->thread, NULL);
    arena_close(runner->arena);
}
