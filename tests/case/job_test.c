/*
 * job_test.c - service tasks done by outside workers: locks, retries, errors.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include "case/incident.h"
#include "case/job.h"
#include "org/session.h"

#define SENT "dispatch=dispatch:320102002-enforcement "
#define TYPE STR("register.lookup")

static const char TOKEN_A[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", TOKEN_B[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/* The key of a worker: its account with these types. */
static struct user robot(struct ward *w, int64_t account, const char *types)
{
    struct user user = *ward_user(w, account);

    user.jobs = str_from_c(types);
    user.is_system = true;
    return user;
}

struct locking { struct job_view *job; const char *token; int64_t until, now; };

static enum err lock_one(struct db *db, struct store_job *job, struct fault *why)
{
    const struct locking *l = job->arg;
    char digest[TOKEN_TEXT];

    token_digest(str_from_c(l->token), digest);
    return job_lock(db, l->job, STR("robot"), str_from_c(digest), l->until, l->now, why);
}

/* What may be taken now; the first of it. */
static size_t ready(struct ward *w, struct job_view *first)
{
    struct db *db = store_reader_take(w->store);
    struct job_view *jobs;
    size_t count;

    assert_int_equal(job_ready(db, w->arena, TYPE, w->now, 10, &jobs, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    if (count) *first = jobs[0];
    return count;
}

static int64_t take(struct ward *w, const char *token)
{
    struct job_view job = { 0 };

    assert_true(ready(w, &job) > 0);
    ward_do(w, lock_one, &(struct locking){ &job, token, w->now + MS_PER_MINUTE, w->now });
    assert_true(job.taken);
    return job.id;
}

static enum err answer(struct ward *w, const struct user *user, struct job_answer answer, const char *variables)
{
    const struct case_actor actor = { .user = user };
    struct case_plan *plan = NULL;
    struct json_t *object = NULL;
    struct db *db;
    enum err err;

    w->why = (struct fault){ 0 };
    if (variables) assert_int_equal(json_parse(w->arena, str_from_c(variables), &object, &w->why), ERR_OK);
    answer.variables = object;
    if (!answer.text.at) answer.text = STR("");
    db = store_reader_take(w->store);
    err = case_plan_job(w->world, db, w->arena, &answer, &actor, w->now, &plan, &w->why);
    store_reader_give(w->store, db);
    return err ? err : ward_apply(w, plan);
}

#define SAYS(what, job, with) (struct job_answer){ .kind = what, .id = job, .token = str_from_c(with), .retries = -1, .back_off = -1 }

static int64_t waiting(struct ward *w)
{
    int64_t id;

    ward_define(w, "p1-quick", "jobs.bpmn");
    id = ward_filed(w, "0504");
    ward_walk(w, id, SENT "first=ok");
    assert_null(ward_task(w, id, "last"));
    return id;
}

static void test_done_once(void **state)
{
    struct ward *w = *state;
    struct user good = robot(w, ROBOT, "message.sms register.lookup"), other = robot(w, ROBOT, "message.sms"), person = robot(w, COMMAND, "register.lookup");
    int64_t id = waiting(w), job;
    struct job_view again = { 0 }, stale;

    assert_int_equal(ready(w, &stale), 1);
    assert_non_null(strstr(str_c(w->arena, stale.headers), "shops"));
    assert_non_null(strstr(str_c(w->arena, stale.variables), "320102002-enforcement"));
    job = take(w, TOKEN_A);
    assert_int_equal(ready(w, &again), 0);
    /* Two who saw it at once: the second gets nothing. */
    ward_do(w, lock_one, &(struct locking){ &stale, TOKEN_B, w->now + MS_PER_MINUTE, w->now });
    assert_false(stale.taken);
    assert_refused(w, answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_B), NULL), ERR_CONFLICT);
    assert_refused(w, answer(w, &other, SAYS(JOB_COMPLETES, job, TOKEN_A), NULL), ERR_NOT_FOUND);
    assert_refused(w, answer(w, &person, SAYS(JOB_COMPLETES, job, TOKEN_A), NULL), ERR_NOT_FOUND);
    assert_refused(w, answer(w, &good, SAYS(JOB_COMPLETES, 12345, TOKEN_A), NULL), ERR_NOT_FOUND);
    assert_int_equal(answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_A), "{\"owner\": \"张记\", \"case\": {\"number\": \"forged\"}}"), ERR_OK);
    assert_non_null(ward_task(w, id, "last"));
    assert_refused(w, answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_A), NULL), ERR_CONFLICT);
    assert_null(strstr(ward_snapshot(w, id), "forged"));   /* facts of the case stay the case's */
    assert_non_null(strstr(ward_snapshot(w, id), "张记"));
    assert_int_equal(ward_journal_count(w, id, "job-done"), 1);
    assert_true(ward_whole(w));
}

static void test_lock_runs_out(void **state)
{
    struct ward *w = *state;
    struct user good = robot(w, ROBOT, "register.lookup");
    int64_t id = waiting(w), job = take(w, TOKEN_A);

    w->now += 2 * MS_PER_MINUTE;
    assert_refused(w, answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_A), NULL), ERR_CONFLICT);
    assert_int_equal(take(w, TOKEN_B), job);
    assert_refused(w, answer(w, &good, SAYS(JOB_FAILS, job, TOKEN_A), NULL), ERR_CONFLICT);
    assert_int_equal(answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_B), NULL), ERR_OK);
    assert_non_null(ward_task(w, id, "last"));
}

static void test_retries_then_an_incident(void **state)
{
    struct ward *w = *state;
    struct user good = robot(w, ROBOT, "register.lookup");
    int64_t id = waiting(w), job = take(w, TOKEN_A), version = ward_case(w, id).version;
    struct job_answer fails = SAYS(JOB_FAILS, job, TOKEN_A);
    struct job_view view = { 0 };

    fails.text = STR("登记系统没有响应");
    assert_int_equal(answer(w, &good, fails, NULL), ERR_OK);
    assert_int_equal(ward_case(w, id).version, version);      /* the case goes on as it is */
    assert_int_equal(ready(w, &view), 0);                     /* 30 seconds, as the catalogue declares */
    w->now += 31 * MS_PER_SECOND;
    assert_int_equal(take(w, TOKEN_B), job);
    fails.token = str_from_c(TOKEN_B);
    assert_int_equal(answer(w, &good, fails, NULL), ERR_OK);
    assert_int_equal(ready(w, &view), 0);
    assert_int_equal(ward_journal_count(w, id, "incident"), 1);
    ward_op(w, PROCESS_ADMIN, id, "mend", "{\"reason\":\"登记系统恢复\"}");
    assert_int_equal(ready(w, &view), 1);
    assert_true(view.id != job);
    job = take(w, TOKEN_A);
    assert_int_equal(answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_A), NULL), ERR_OK);
    assert_non_null(ward_task(w, id, "last"));
}

static void test_errors_and_interruptions(void **state)
{
    struct ward *w = *state;
    struct user good = robot(w, ROBOT, "register.lookup");
    int64_t id = waiting(w), job = take(w, TOKEN_A);
    struct job_answer errs = SAYS(JOB_ERRS, job, TOKEN_A);
    struct job_view view = { 0 };

    errs.text = STR("NOT_FOUND");
    assert_int_equal(answer(w, &good, errs, NULL), ERR_OK);
    assert_non_null(ward_task(w, id, "by_hand"));
    ward_op(w, WARD_SYSTEM, id, "send-back", "{\"reason\":\"再查一次\",\"to\":\"/handle/first\"}");
    ward_walk(w, id, "first=ok");
    job = take(w, TOKEN_A);
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"不等了\",\"from\":\"1\",\"to\":\"/handle/last\"}");
    assert_refused(w, answer(w, &good, SAYS(JOB_COMPLETES, job, TOKEN_A), NULL), ERR_CONFLICT);      /* withdrawn with its step */
    assert_int_equal(ready(w, &view), 0);
    assert_non_null(ward_task(w, id, "last"));
    assert_true(ward_whole(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_done_once), WARD_CLEAN(test_lock_runs_out), WARD_CLEAN(test_retries_then_an_incident), WARD_CLEAN(test_errors_and_interruptions),
    };

    return ward_run("job", tests, COUNT_OF(tests));
}
