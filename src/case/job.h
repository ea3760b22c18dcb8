/*
 * job.h - service tasks done by outside workers (外部作业).
 *
 * The model: a service task whose type no handler in C has, but the catalogue
 * `jobs` declares, becomes a job.  A worker activates jobs of a type: each is
 * locked for it until a time, and it gets a token.  With the token it completes
 * the job, fails it (tried again after a back-off until no tries are left, then
 * an incident) or raises a BPMN error.  A lock that has run out may be taken by
 * another; the token of the one before is then of no use.
 *
 * Ownership: what is read lives in the arena given.
 * Threads: job_lock runs inside a store job; the rest reads.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_JOB_H
#define CASE_JOB_H

#include "case/case.h"

enum job_state { JOB_READY, JOB_LOCKED, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job_view {
    int64_t id, case_id, activity, retries, back_off, lock_until, version;
    enum job_state state;
    struct str number, process, element, type, token, variables, headers;   /* token: SM3 */
    int64_t community_id, street_id;
    bool taken;                            /* by job_lock */
};

/* Jobs of a type that may be taken now, oldest first. */
enum err job_ready(struct db *db, struct arena *arena, struct str type, int64_t now_ms, int64_t limit, struct job_view **out, size_t *count,
                   struct fault *why) MUST_CHECK;
/* When the next job of a type may be taken (a back-off or a lock ends): 0 when there is none. */
enum err job_next(struct db *db, struct arena *arena, struct str type, int64_t *ready_ms, struct fault *why) MUST_CHECK;
/* Locks a job that nobody took meanwhile: sets job->taken.  `token` is the digest. */
enum err job_lock(struct db *db, struct job_view *job, struct str worker, struct str token, int64_t until_ms, int64_t now_ms, struct fault *why) MUST_CHECK;

/* What a worker says about a job it has. */
enum job_answer_kind { JOB_COMPLETES, JOB_FAILS, JOB_ERRS };
struct job_answer {
    enum job_answer_kind kind;
    int64_t id;
    struct str token;                      /* in clear */
    const struct json_t *variables;        /* an object or NULL */
    struct str text;                       /* FAILS: why; ERRS: the error code */
    int64_t retries, back_off;             /* FAILS: tries left and seconds to wait; -1: as declared */
};
/*
 * ERR_NOT_FOUND when there is no such job or it is of a type or place the actor may not serve; ERR_CONFLICT when the lock
 * has run out, the token is another's, or the job is done.
 */
enum err case_plan_job(struct world *world, struct db *db, struct arena *arena, const struct job_answer *answer, const struct case_actor *actor,
                       int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/*
 * What an administrator of processes (case.mend) sees of the jobs within reach,
 * oldest first: those that wait, those a worker has, and those given up, whose
 * process stands still until its incident is mended.
 */
enum job_phase { JOB_PHASE_WAITING, JOB_PHASE_LOCKED, JOB_PHASE_FAILED, JOB_PHASE__COUNT };
struct job_line {
    int64_t id, case_id, retries, ready_at, lock_until, created_at, incident_id;   /* incident_id: of a failed one */
    struct str number, item, stage, process, element, type, worker, error;
};
/* `type` empty: of every type.  *next is the cursor of the following page, 0 at the end. */
struct job_filter { enum job_phase phase; struct str type; int64_t after, limit; };
enum err job_list(struct db *db, struct arena *arena, const struct org *org, const struct user *user, const struct job_filter *filter,
                  struct job_line **out, size_t *count, int64_t *next, struct fault *why) MUST_CHECK;
/* How many of each type there are within reach. */
struct job_figure { struct str type; int64_t counts[JOB_PHASE__COUNT]; };
enum err job_figures(struct db *db, struct arena *arena, const struct org *org, const struct user *user, struct job_figure **out, size_t *count,
                     struct fault *why) MUST_CHECK;

/* May the key serve jobs of this type? */
bool job_allowed(const struct user *user, struct str type);

#endif
