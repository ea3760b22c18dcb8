/*
 * writer.c - group commit: many jobs, one transaction, one sync to disk.
 *
 * Each writer has a queue, a thread and a connection.  What a thread takes from
 * its queue is run by batch.c.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/writer.h"
#include "store/listen.h"

#include <assert.h>
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

enum { BATCH_MAX = 256, LINGER_MS = 8, WAITING_MAX = 10000, JOB_MEMORY = 64 * 1024 * 1024, BATCH_MEMORY = 256 * 1024 * 1024 };

struct arena *store_scratch(struct db *db)
{
    return db->scratch;
}

/* ── Threads ───────────────────────────────────────────────────────────── */

/* Is it worth waiting for more than what is queued? */
static bool is_filling(const struct writer *writer, size_t max)
{
    return !writer->stop && writer->queued < max && atomic_load(&writer->all->coming) > 0;
}

/* With the lock held: a short while for what is coming. */
static void linger(struct writer *writer, size_t max)
{
    struct timespec until;

    if (!is_filling(writer, max)) return;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LINGER_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    writer->lingers = max;
    while (is_filling(writer, max))
        if (pthread_cond_timedwait(&writer->wake, &writer->lock, &until)) break;
    writer->lingers = 0;
}

/* Waits for jobs and takes up to `max`; 0 when the writer shall stop. */
static size_t batch_take(struct writer *writer, struct store_job **jobs, size_t max)
{
    size_t count = 0;

    pthread_mutex_lock(&writer->lock);
    while (!writer->first && !writer->stop) pthread_cond_wait(&writer->wake, &writer->lock);
    linger(writer, max);
    while (writer->first && count < max) {
        jobs[count++] = writer->first;
        writer->first = writer->first->next;
    }
    writer->queued -= count;
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

    pthread_setname_np(pthread_self(), "writer");
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
    pthread_condattr_t monotonic;

    writer->all = all;
    writer->db = db;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&writer->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
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
    listener_close(writers->listener);
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
    writer->queued++;
    if (!writer->lingers || !is_filling(writer, writer->lingers)) pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
}

void store_coming(struct store *store, int more)
{
    struct writers *writers = store_writers(store);

    if (writers) atomic_fetch_add(&writers->coming, more);
}

enum err store_submit(struct store *store, struct store_job *job)
{
    struct writers *writers = store_writers(store);

    if (!writers)
        return fault_set(&job->why, ERR_UNSUPPORTED, "数据库以只读方式打开",
                         "the database was opened for reading only");
    if (atomic_fetch_add(&writers->waiting, 1) >= WAITING_MAX) {
        atomic_fetch_sub(&writers->waiting, 1);
        return fault_set(&job->why, ERR_BUSY, "系统繁忙，请稍后再试", "too many jobs are waiting, retry later");
    }
    enqueue(writer_for(writers, job->key), job);
    return ERR_OK;
}

struct transact {
    struct store_job job; /* first, so that done finds the rest */
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
    listener_close(writers->listener);
    writers->listener = NULL;
    pthread_mutex_lock(&writers->lock);
    writers->woken = woken;
    writers->woken_arg = arg;
    pthread_mutex_unlock(&writers->lock);
    if (woken && store_is_postgres(store)) writers->listener = listener_open(store_target(store), store_token(store), woken, arg);
}

struct store_stats store_stats(const struct store *store)
{
    const struct writers *writers = store_writers(store);

    if (!writers) return (struct store_stats){ 0 };
    return (struct store_stats){ .commits = writers->commits,
                                 .jobs = writers->jobs,
                                 .failed_jobs = writers->failed_jobs,
                                 .batch_max = writers->batch_max };
}
