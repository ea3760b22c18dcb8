/*
 * writer.c - group commit: many jobs, one transaction, one sync to disk.
 *
 * Each writer has a queue, a thread and a connection.  The thread takes what
 * waits and runs it as one transaction, in up to three ways:
 *   lightly   without savepoints, which cost a quarter of the time.  A job that
 *             fails before it changed anything needs no undoing;
 *   carefully when one did change something: all again, each in its savepoint;
 *   alone     when the transaction itself was lost: each job in its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/store_backend.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum {
    BATCH_MAX = 256,
    WAITING_MAX = 10000,
    TRIES = 4,                            /* of one job alone */
    RECONNECTS = 8,                       /* in about two and a half seconds */
    PAUSE_MS = 10,                        /* doubled each time */
    CAREFUL_BATCHES = 8,                  /* failures come in swarms: no light tries for a while */
    JOB_MEMORY = 64 * 1024 * 1024,
    BATCH_MEMORY = 256 * 1024 * 1024
};

struct writer {
    struct writers *all;
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct store_job *first, *last;
    bool stop;
    bool down;                            /* the last transaction found no server to connect to */
    int careful;                          /* batches yet to be run carefully */
    struct effects effects;
};

struct writers {
    struct writer *at;
    size_t count;
    atomic_int waiting;
    atomic_llong commits, jobs, failed_jobs, batch_max;
    pthread_mutex_t lock;                 /* of the two below */
    void (*woken)(int64_t last, void *arg);
    void *woken_arg;
};

struct arena *store_scratch(struct db *db)
{
    return db->scratch;
}

static void pause_ms(long ms)
{
    struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    (void)nanosleep(&time, NULL);
}

/* ── One transaction ───────────────────────────────────────────────────── */

/* BEGIN, on a new connection when the old one broke meanwhile. */
static enum err transaction_begin(struct writer *writer, struct fault *why)
{
    struct db *db = writer->db;
    enum err err = db->broken ? ERR_STORE : db_control(db, CONTROL_BEGIN, why);

    writer->down = false;
    if (!err || !db->broken) return err;
    for (int i = 0; i < RECONNECTS; i++) {
        if (i > 0) pause_ms((long)PAUSE_MS << i);
        err = db_reopen(db, why);
        if (!err) return db_control(db, CONTROL_BEGIN, why);
    }
    writer->down = true;
    return err;
}

/* Runs `apply`; false when the transaction is lost.  job->err tells how the job fared. */
static bool job_apply(struct db *db, struct store_job *job)
{
    struct effects_mark mark = effects_mark(db->effects);

    db->wrote = false;
    job->why = (struct fault){ 0 };
    job->err = job->apply(db, job, &job->why);
    arena_reset(db->scratch);
    if (db->failed.code && (!job->err || db->lost)) {
        job->err = db->failed.code;   /* it may not go on as if the statement had not failed */
        job->why = db->failed;
    }
    if (job->err) effects_undo(db->effects, mark);
    return !db->lost;
}

static enum err job_run_carefully(struct db *db, struct store_job *job, struct fault *why)
{
    enum err err = db_control(db, CONTROL_SAVEPOINT, why);

    if (err) return err;
    if (!job_apply(db, job)) {
        *why = job->why;
        return job->err;
    }
    return db_control(db, job->err ? CONTROL_UNDO : CONTROL_RELEASE, why);
}

/* One transaction with some jobs. */
struct run {
    struct store_job **jobs;
    size_t count;
    bool careful;
    bool spoiled;                         /* out: a light run that must be run carefully */
    int64_t last;                         /* out: the newest event, 0 when none */
};

static enum err jobs_run(struct db *db, struct run *run, size_t *survivors, struct fault *why)
{
    for (size_t i = 0; i < run->count; i++) {
        struct store_job *job = run->jobs[i];

        if (run->careful) {
            enum err err = job_run_carefully(db, job, why);
            if (err) return err;
        } else if (!job_apply(db, job)) {
            *why = job->why;
            return job->err;
        } else if (job->err && (db->failed.code || db->wrote)) {
            run->spoiled = run->count > 1;
            return ERR_OK;
        }
        if (!job->err) ++*survivors;
    }
    return *survivors ? effects_apply(db, db->effects, &run->last, why) : ERR_OK;
}

/*
 * All jobs of `run` as one transaction.  When it is lost the error is returned;
 * then, or when it is spoiled, nothing of it is in the database.
 */
static enum err transaction_run(struct writer *writer, struct run *run, struct fault *why)
{
    struct db *db = writer->db;
    size_t survivors = 0;
    enum err err;

    run->spoiled = false;
    run->last = 0;
    effects_reset(&writer->effects);
    err = transaction_begin(writer, why);
    if (!err) {
        db->effects = &writer->effects;
        err = jobs_run(db, run, &survivors, why);
        db->effects = NULL;
    }
    if (!err && survivors && !run->spoiled) {
        err = db_control(db, CONTROL_COMMIT, why);
        if (err && db->backend->committed(db)) err = ERR_OK;
        if (!err) atomic_fetch_add(&writer->all->commits, 1);
    }
    if (err) why->code = err;
    db_rollback(db);
    return err;
}

/* ── Batches ───────────────────────────────────────────────────────────── */

static void answer(struct writers *all, struct store_job **jobs, size_t count, int64_t last)
{
    void (*woken)(int64_t, void *);
    void *arg;

    for (size_t i = 0; i < count; i++) {
        atomic_fetch_add(&all->jobs, 1);
        if (jobs[i]->err) atomic_fetch_add(&all->failed_jobs, 1);
        if (jobs[i]->done) jobs[i]->done(jobs[i]);   /* the job may be gone now */
    }
    if (last == 0) return;
    pthread_mutex_lock(&all->lock);
    woken = all->woken;
    arg = all->woken_arg;
    pthread_mutex_unlock(&all->lock);
    if (woken) woken(last, arg);
}

static void answer_failed(struct writers *all, struct store_job **jobs, size_t count, const struct fault *why)
{
    for (size_t i = 0; i < count; i++) {
        jobs[i]->err = why->code;
        jobs[i]->why = *why;
    }
    answer(all, jobs, count, 0);
}

static bool worth_retrying(const struct writer *writer, enum err err)
{
    return !writer->down && (err == ERR_BUSY || err == ERR_STORE);
}

/* A job alone needs no savepoint.  `tries` it had already, the last one failed with `why`. */
static void job_alone(struct writer *writer, struct store_job *job, int tries, struct fault *why)
{
    struct run run = { .jobs = &job, .count = 1 };
    enum err err = tries ? why->code : ERR_BUSY;

    while (tries == 0 || (tries < TRIES && worth_retrying(writer, err))) {
        if (tries > 0) pause_ms((long)PAUSE_MS << tries);
        err = transaction_run(writer, &run, why);
        if (!err) break;
        tries++;
    }
    if (err)
        answer_failed(writer->all, &job, 1, why);
    else
        answer(writer->all, &job, 1, run.last);
}

/* While the server is down all get the same answer, instead of waiting for it one after the other. */
static void each_alone(struct writer *writer, struct store_job **jobs, size_t count, struct fault *why)
{
    for (size_t i = 0; i < count; i++) {
        if (writer->down) {
            answer_failed(writer->all, jobs + i, count - i, why);
            return;
        }
        job_alone(writer, jobs[i], count == 1, why);
    }
}

static void run_carefully(struct writer *writer, struct store_job **jobs, size_t count)
{
    size_t piece = writer->db->backend->savepoints_max;
    struct fault why = { 0 };

    for (size_t i = 0; i < count; i += piece) {
        struct run run = { .jobs = jobs + i, .count = count - i < piece ? count - i : piece, .careful = true };

        if (transaction_run(writer, &run, &why))
            each_alone(writer, run.jobs, run.count, &why);
        else
            answer(writer->all, run.jobs, run.count, run.last);
    }
}

static void batch_run(struct writer *writer, struct store_job **jobs, size_t count)
{
    struct run run = { .jobs = jobs, .count = count };
    struct fault why = { 0 };

    if (writer->careful && count > 1) {
        writer->careful--;
        run_carefully(writer, jobs, count);
    } else if (transaction_run(writer, &run, &why)) {
        each_alone(writer, jobs, count, &why);
    } else if (run.spoiled) {
        writer->careful = CAREFUL_BATCHES;
        run_carefully(writer, jobs, count);
    } else {
        answer(writer->all, jobs, count, run.last);
    }
}

/* ── Threads ───────────────────────────────────────────────────────────── */

/* Waits for jobs and takes up to `max`; 0 when the writer shall stop. */
static size_t batch_take(struct writer *writer, struct store_job **jobs, size_t max)
{
    size_t count = 0;

    pthread_mutex_lock(&writer->lock);
    while (!writer->first && !writer->stop) pthread_cond_wait(&writer->wake, &writer->lock);
    while (writer->first && count < max) {
        jobs[count++] = writer->first;
        writer->first = writer->first->next;
    }
    if (!writer->first) writer->last = NULL;
    pthread_mutex_unlock(&writer->lock);
    atomic_fetch_sub(&writer->all->waiting, (int)count);
    return count;
}

static void batch_max_note(struct writers *all, size_t count)
{
    long long seen = all->batch_max, now = (long long)count;

    while (now > seen && !atomic_compare_exchange_weak(&all->batch_max, &seen, now)) continue;
}

static void *writer_main(void *arg)
{
    struct writer *writer = arg;
    struct store_job *jobs[BATCH_MAX];
    size_t count;

    while ((count = batch_take(writer, jobs, BATCH_MAX))) {
        batch_max_note(writer->all, count);
        batch_run(writer, jobs, count);
    }
    return NULL;
}

/* Signals are for the program's main thread. */
static enum err thread_start(struct writer *writer, struct fault *why)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&writer->thread, NULL, writer_main, writer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) return fault_set(why, ERR_NO_MEMORY, "无法创建写入线程", "cannot start a writer thread");
    return ERR_OK;
}

static enum err writer_open(struct writer *writer, struct writers *all, struct db *db, struct fault *why)
{
    writer->all = all;
    writer->db = db;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->wake, NULL);
    writer->effects.arena = arena_open(BATCH_MEMORY);
    db->scratch = arena_open(JOB_MEMORY);
    if (!writer->effects.arena || !db->scratch) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return thread_start(writer, why);
}

static void writer_release(struct writer *writer)
{
    arena_close(writer->effects.arena);
    arena_close(writer->db->scratch);
    writer->db->scratch = NULL;
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->lock);
}

void writers_close(struct writers *writers)
{
    if (!writers) return;
    for (size_t i = 0; i < writers->count; i++) {
        struct writer *writer = &writers->at[i];

        pthread_mutex_lock(&writer->lock);
        writer->stop = true;
        pthread_cond_signal(&writer->wake);
        pthread_mutex_unlock(&writer->lock);
        pthread_join(writer->thread, NULL);
        writer_release(writer);
    }
    pthread_mutex_destroy(&writers->lock);
}

enum err writers_open(struct writers **out, struct arena *arena, struct db *dbs, size_t count, struct fault *why)
{
    struct writers *writers = arena_new(arena, struct writers);
    enum err err = ERR_OK;

    if (writers) writers->at = arena_array(arena, struct writer, count);
    if (!writers || !writers->at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    pthread_mutex_init(&writers->lock, NULL);
    for (size_t i = 0; i < count && !err; i++) {
        err = writer_open(&writers->at[i], writers, &dbs[i], why);
        if (err)
            writer_release(&writers->at[i]);
        else
            writers->count++;
    }
    if (err)
        writers_close(writers);
    else
        *out = writers;
    return err;
}

/* ── For everyone ──────────────────────────────────────────────────────── */

static struct writer *writer_for(struct writers *writers, int64_t key)
{
    uint64_t mixed = (uint64_t)key * UINT64_C(0x9E3779B97F4A7C15);

    return &writers->at[(mixed >> 32) % writers->count];
}

static void enqueue(struct writer *writer, struct store_job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&writer->lock);
    if (writer->last)
        writer->last->next = job;
    else
        writer->first = job;
    writer->last = job;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
}

enum err store_submit(struct store *store, struct store_job *job)
{
    struct writers *writers = store_writers(store);

    if (!writers)
        return fault_set(&job->why, ERR_UNSUPPORTED, "数据库以只读方式打开", "the database was opened for reading only");
    if (atomic_fetch_add(&writers->waiting, 1) >= WAITING_MAX) {
        atomic_fetch_sub(&writers->waiting, 1);
        return fault_set(&job->why, ERR_BUSY, "系统繁忙，请稍后再试", "too many jobs are waiting, retry later");
    }
    enqueue(writer_for(writers, job->key), job);
    return ERR_OK;
}

struct transact {
    struct store_job job;                 /* first, so that done finds the rest */
    sem_t done;
};

static void transact_done(struct store_job *job)
{
    sem_post(&((struct transact *)(void *)job)->done);
}

/* A writer that waited for itself would wait for ever. */
static bool on_writer_thread(const struct writers *writers)
{
    for (size_t i = 0; writers && i < writers->count; i++)
        if (pthread_equal(writers->at[i].thread, pthread_self())) return true;
    return false;
}

enum err store_transact(struct store *store, int64_t key,
                        enum err (*apply)(struct db *db, struct store_job *job, struct fault *why), void *arg,
                        struct fault *why)
{
    struct transact wait = { .job = { .key = key, .apply = apply, .done = transact_done, .arg = arg } };
    enum err err;

    assert(!on_writer_thread(store_writers(store)));
    sem_init(&wait.done, 0, 0);
    err = store_submit(store, &wait.job);
    if (!err) {
        while (sem_wait(&wait.done) != 0 && errno == EINTR) continue;
        err = wait.job.err;
    }
    sem_destroy(&wait.done);
    if (err && why) *why = wait.job.why;
    return err;
}

void store_on_feed(struct store *store, void (*woken)(int64_t last, void *arg), void *arg)
{
    struct writers *writers = store_writers(store);

    if (!writers) return;
    pthread_mutex_lock(&writers->lock);
    writers->woken = woken;
    writers->woken_arg = arg;
    pthread_mutex_unlock(&writers->lock);
}

struct store_stats store_stats(const struct store *store)
{
    const struct writers *writers = store_writers(store);

    if (!writers) return (struct store_stats){ 0 };
    return (struct store_stats){ .commits = writers->commits, .jobs = writers->jobs,
                                 .failed_jobs = writers->failed_jobs, .batch_max = writers->batch_max };
}
