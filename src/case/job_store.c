/*
 * job_store.c - the rows of jobs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/job_rows.h"

#define I STORE_INT
#define T STORE_TEXT

#define JOB_COLUMNS                                                                                                       \
    "j.id, j.case_id, j.activity, j.retries, j.back_off, j.lock_until, j.version, j.state, c.number, j.process, j.element, " \
    "j.type, j.token, j.variables, j.headers, c.community_id, c.street_id"
#define JOB_GIVES I, I, I, I, I, I, I, I, T, T, T, T, T, T, T, I, I

QUERY(JOBS_READY) = {
    .name = "jobs_ready",
    .sql = "SELECT " JOB_COLUMNS " FROM job j JOIN case_record c ON c.id = j.case_id "
           "WHERE j.type = $1 AND j.state <= 1 AND j.ready_at <= $2 AND j.lock_until <= $2 AND c.state <> 3 ORDER BY j.ready_at, j.id LIMIT $3",
    .takes = { T, I, I },
    .gives = { JOB_GIVES },
};
QUERY(JOB_NEXT) = {
    .name = "job_next",
    .sql = "SELECT coalesce(min(max(ready_at, lock_until)), 0) FROM job WHERE type = $1 AND state <= 1",
    .pg = "SELECT coalesce(min(greatest(ready_at, lock_until)), 0) FROM job WHERE type = $1 AND state <= 1",
    .takes = { T },
    .gives = { I },
};
QUERY(JOB_READ) = {
    .name = "job_read",
    .sql = "SELECT " JOB_COLUMNS " FROM job j JOIN case_record c ON c.id = j.case_id WHERE j.id = $1",
    .takes = { I },
    .gives = { JOB_GIVES },
};
QUERY(JOB_LOCK) = {
    .name = "job_lock",
    .sql = "UPDATE job SET state = 1, worker = $3, token = $4, lock_until = $5, version = version + 1 "
           "WHERE id = $1 AND version = $2 AND state <= 1 AND lock_until <= $6",
    .takes = { I, I, T, T, I, I },
};
QUERY(JOB_INSERT) = {
    .name = "job_insert",
    .sql = "INSERT INTO job (id, case_id, activity, process, element, type, state, retries, back_off, ready_at, worker, token, lock_until, "
           "variables, headers, error, created_at, closed_at, version) "
           "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, '', '', 0, $10, $11, '', $9, NULL, 1)",
    .takes = { I, I, I, T, T, T, I, I, I, T, T },
};
QUERY(JOB_DROP_OF) = {
    .name = "job_drop",
    .sql = "UPDATE job SET state = 4, token = '', closed_at = $3, version = version + 1 WHERE case_id = $1 AND activity = $2 AND state <= 1",
    .takes = { I, I, I },
};
QUERY(JOB_END) = {
    .name = "job_end",
    .sql = "UPDATE job SET state = $3, token = '', error = $4, closed_at = $5, version = version + 1 WHERE id = $1 AND version = $2 AND state = 1",
    .takes = { I, I, I, T, I },
};
QUERY(JOB_AGAIN) = {
    .name = "job_again",
    .sql = "UPDATE job SET state = 0, token = '', lock_until = 0, retries = $3, ready_at = $4, error = $5, version = version + 1 "
           "WHERE id = $1 AND version = $2 AND state = 1",
    .takes = { I, I, I, I, T },
};

#undef I
#undef T

static struct job_view view(const struct rows *rows, size_t i)
{
    return (struct job_view){
        .id = row_int(rows, i, 0), .case_id = row_int(rows, i, 1), .activity = row_int(rows, i, 2), .retries = row_int(rows, i, 3),
        .back_off = row_int(rows, i, 4), .lock_until = row_int(rows, i, 5), .version = row_int(rows, i, 6), .state = (enum job_state)row_int(rows, i, 7),
        .number = row_str(rows, i, 8), .process = row_str(rows, i, 9), .element = row_str(rows, i, 10), .type = row_str(rows, i, 11),
        .token = row_str(rows, i, 12), .variables = row_str(rows, i, 13), .headers = row_str(rows, i, 14), .community_id = row_int(rows, i, 15),
        .street_id = row_int(rows, i, 16),
    };
}

enum err job_ready(struct db *db, struct arena *arena, struct str type, int64_t now_ms, int64_t limit, struct job_view **out, size_t *count,
                   struct fault *why)
{
    struct rows rows;
    struct job_view *list;
    enum err err = store_all(db, arena, &JOBS_READY, ARGS(arg_text(type), arg_int(now_ms), arg_int(limit)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct job_view, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) list[i] = view(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err job_next(struct db *db, struct arena *arena, struct str type, int64_t *ready_ms, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &JOB_NEXT, ARGS(arg_text(type)), &rows, why);

    if (!err) *ready_ms = row_int(&rows, 0, 0);
    return err;
}

enum err job_read(struct db *db, struct arena *arena, int64_t id, struct job_view *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &JOB_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个作业", "there is no such job");
    if (!err) *out = view(&rows, 0);
    return err;
}

enum err job_lock(struct db *db, struct job_view *job, struct str worker, struct str token, int64_t until_ms, int64_t now_ms, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &JOB_LOCK, ARGS(arg_int(job->id), arg_int(job->version), arg_text(worker), arg_text(token), arg_int(until_ms), arg_int(now_ms)), &changed, why);

    job->taken = !err && changed == 1;
    return err;
}

static enum err write_one(struct db *db, const struct case_plan *plan, const struct job_row *row, struct fault *why)
{
    int64_t changed = 1;
    enum err err = ERR_OK;

    switch (row->change) {
    case JOB_OPEN:
        err = store_run(db, &JOB_INSERT,
                        ARGS(arg_int(row->id), arg_int(plan->now.id), arg_int(row->activity), arg_text(row->process), arg_text(row->element), arg_text(row->type),
                             arg_int(row->retries), arg_int(row->back_off), arg_int(plan->now_ms), arg_text(row->variables), arg_text(row->headers)),
                        NULL, why);
        break;
    case JOB_DROP: err = store_run(db, &JOB_DROP_OF, ARGS(arg_int(plan->now.id), arg_int(row->activity), arg_int(plan->now_ms)), NULL, why); break;
    case JOB_FINISH:
    case JOB_GIVE_UP:
        err = store_run(db, &JOB_END,
                        ARGS(arg_int(row->id), arg_int(row->version), arg_int(row->change == JOB_FINISH ? JOB_DONE : JOB_FAILED), arg_text(row->error), arg_int(plan->now_ms)),
                        &changed, why);
        break;
    case JOB_TRY_AGAIN:
        err = store_run(db, &JOB_AGAIN, ARGS(arg_int(row->id), arg_int(row->version), arg_int(row->retries), arg_int(row->ready_at), arg_text(row->error)), &changed, why);
        break;
    default: break;
    }
    if (!err && changed != 1) return fault_set(why, ERR_CONFLICT, "作业已经办结或由别的作业程序接手", "the job is done, or another worker has it");
    return err;
}

enum err job_write(struct db *db, const struct case_plan *plan, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->jobs.count; i++) err = write_one(db, plan, &plan->jobs.at[i], why);
    return err;
}
