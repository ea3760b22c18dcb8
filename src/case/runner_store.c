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

/*
 * Timers that are due fire in waves: each is planned, then all are queued, so that they share the batches of the writer
 * instead of having one each.  After an hour without a server thousands are due.  A case has one timer in a wave: the
 * next one is planned from what the first left.
 */
enum { WAVE_MAX = 32 };

struct wave;
struct firing {
    struct store_job job;                 /* first: a job is its firing */
    struct wave *wave;
    struct timer_row timer;
    struct arena *arena;
    struct case_plan *plan;
};
struct wave {
    pthread_mutex_t lock;
    pthread_cond_t landed;
    size_t count, flying;
    struct firing of[WAVE_MAX];
};

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

static void has_landed(struct store_job *job)
{
    struct wave *wave = ((struct firing *)job)->wave;

    pthread_mutex_lock(&wave->lock);
    wave->flying--;
    pthread_cond_signal(&wave->landed);
    pthread_mutex_unlock(&wave->lock);
}

static enum err put_off(struct db *db, struct store_job *job, struct fault *why)
{
    const struct timer_row *timer = job->arg;

    return store_run(db, &TIMER_LATER, ARGS(arg_int(timer->id), arg_int(timer->due_at + 5 * MS_PER_MINUTE)), NULL, why);
}

/* Plans and queues one; what could not be is said in its job. */
static void launch(struct world *world, struct db *db, struct firing *f, int64_t now_ms)
{
    struct wave *wave = f->wave;
    enum err err;

    f->job = (struct store_job){ .key = f->timer.case_id, .apply = apply_plan, .done = has_landed };
    f->arena = arena_open(32u << 20);
    f->job.err = f->arena ? case_plan_timer(world, db, f->arena, &f->timer, now_ms, &f->plan, &f->job.why)
                          : fault_set(&f->job.why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (f->job.err) return;
    f->job.arg = f->plan;
    pthread_mutex_lock(&wave->lock);
    wave->flying++;
    pthread_mutex_unlock(&wave->lock);
    err = store_submit(world_store(world), &f->job);
    if (!err) return; /* the job is the writer's now */
    f->job.err = fault_set(&f->job.why, err, "写入队列已满", "the queue of the writer is full");
    has_landed(&f->job);
}

/* A firing that failed is put off; a conflict in applying means that somebody moved the case meanwhile: it is looked at again. */
static enum err settle(struct world *world, struct firing *f, int64_t now_ms, struct fault *why)
{
    struct timer_row later = f->timer;

    arena_close(f->arena);
    if (!f->job.err || (f->plan && f->job.err == ERR_CONFLICT)) return ERR_OK;
    log_line(LOG_WARN, "timer=%lld case=%lld error=%s %s", (long long)f->timer.id, (long long)f->timer.case_id, err_name(f->job.err), f->job.why.en);
    later.due_at = now_ms;
    return store_transact(world_store(world), f->timer.case_id, put_off, &later, why);
}

/* With a snapshot of its own: a wave sees what the one before it left. */
static enum err fly(struct world *world, struct wave *wave, int64_t now_ms, int64_t *fired, struct fault *why)
{
    struct db *db = store_reader_take(world_store(world));
    enum err err = ERR_OK;

    store_coming(world_store(world), (int)wave->count);
    for (size_t i = 0; i < wave->count; i++) launch(world, db, &wave->of[i], now_ms);
    store_reader_give(world_store(world), db);
    store_coming(world_store(world), -(int)wave->count);
    pthread_mutex_lock(&wave->lock);
    while (wave->flying > 0) pthread_cond_wait(&wave->landed, &wave->lock);
    pthread_mutex_unlock(&wave->lock);
    for (size_t i = 0; i < wave->count; i++) {
        struct fault one = { 0 };
        enum err failed = settle(world, &wave->of[i], now_ms, &one);
        if (!failed) (*fired)++;
        if (failed && !err) {
            err = failed;
            *why = one;
        }
    }
    wave->count = 0;
    return err;
}

static bool in_wave(const struct wave *wave, int64_t case_id)
{
    for (size_t i = 0; i < wave->count; i++)
        if (wave->of[i].timer.case_id == case_id) return true;
    return false;
}

enum err runner_fire_due(struct world *world, int64_t now_ms, int64_t *fired, struct fault *why)
{
    struct arena *arena = arena_open(8u << 20);
    struct wave *wave = arena ? arena_new(arena, struct wave) : NULL;
    struct db *db;
    struct rows rows;
    enum err err;

    *fired = 0;
    if (!wave) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    pthread_mutex_init(&wave->lock, NULL);
    pthread_cond_init(&wave->landed, NULL);
    db = store_reader_take(world_store(world));
    err = store_all(db, arena, &TIMERS_DUE, ARGS(arg_int(now_ms)), &rows, why);
    store_reader_give(world_store(world), db);
    for (size_t i = 0; !err && i < rows.count; i++) {
        struct timer_row timer = { row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2), row_int(&rows, i, 3), row_int(&rows, i, 4) };
        if (wave->count == WAVE_MAX || in_wave(wave, timer.case_id)) err = fly(world, wave, now_ms, fired, why);
        wave->of[wave->count++] = (struct firing){ .wave = wave, .timer = timer };
    }
    if (!err && wave->count) err = fly(world, wave, now_ms, fired, why);
    pthread_cond_destroy(&wave->landed);
    pthread_mutex_destroy(&wave->lock);
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
