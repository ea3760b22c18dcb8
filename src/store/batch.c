/*
 * batch.c - many jobs in one transaction.
 *
 * A batch is run in up to three ways:
 *   lightly   without savepoints, which cost a quarter of the time.  A job that
 *             fails before it changed anything needs no undoing;
 *   carefully when one did change something: all again, each in its savepoint;
 *   alone     when the transaction itself was lost: each job in its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/writer.h"

#include <time.h>

enum {
    TRIES = 6,           /* of one job alone */
    RECONNECTS = 8,      /* in about two and a half seconds */
    PAUSE_MS = 10,       /* doubled each time */
    CAREFUL_BATCHES = 8, /* failures come in swarms: no light tries for a while */
};

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
        job->err = db->failed.code; /* it may not go on as if the statement had not failed */
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
    bool spoiled; /* out: a light run that must be run carefully */
    int64_t last; /* out: the newest event, 0 when none */
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

/* Before the jobs are answered: nobody hears of a step before it is known that something happened. */
static void tell_events(struct writers *all, int64_t last)
{
    void (*woken)(int64_t, void *);
    void *arg;

    pthread_mutex_lock(&all->lock);
    woken = all->woken;
    arg = all->woken_arg;
    pthread_mutex_unlock(&all->lock);
    if (woken) woken(last, arg);
}

static void answer(struct writers *all, struct store_job **jobs, size_t count, int64_t last)
{
    if (last) tell_events(all, last);
    for (size_t i = 0; i < count; i++) {
        atomic_fetch_add(&all->jobs, 1);
        if (jobs[i]->err) atomic_fetch_add(&all->failed_jobs, 1);
        if (jobs[i]->done) jobs[i]->done(jobs[i]); /* the job may be gone now */
    }
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

void batch_run(struct writer *writer, struct store_job **jobs, size_t count)
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
