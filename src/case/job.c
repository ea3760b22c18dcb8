/*
 * job.c - what becomes of a job: declared types, and the answers of workers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/job.h"

#include "base/civil.h"
#include "base/csv.h"
#include "base/id.h"
#include "case/job_rows.h"
#include "case/plan.h"
#include "org/session.h"

bool job_allowed(const struct user *user, struct str type)
{
    struct str rest = user->jobs, one;

    while (str_split(&rest, ' ', &one))
        if (str_eq(one, type)) return true;
    return false;
}

static int64_t number_of(const struct csv *csv, size_t row, const char *column, int64_t absent)
{
    int64_t n;

    return num_parse_int(csv_get(csv, row, column), 0, 1000000, &n) ? absent : n;
}

bool job_declared(struct arena *arena, struct str catalogue, struct str type, int64_t *retries, int64_t *back_off)
{
    struct csv csv;

    if (!catalogue.len || csv_parse(arena, catalogue, &csv, NULL)) return false;
    for (size_t i = 0; i < csv.rows; i++) {
        if (!str_eq(csv_get(&csv, i, "code"), type)) continue;
        if (retries) *retries = number_of(&csv, i, "retries", 3);
        if (back_off) *back_off = number_of(&csv, i, "back_off", 60);
        return true;
    }
    return false;
}

enum err job_open(struct case_plan *plan, const struct bpmn_effect *effect, bool *opened, struct fault *why)
{
    int64_t retries, back_off;
    struct job_row *row;

    *opened = job_declared(plan->arena, world_text(plan->world, DEFINITION_CATALOGUE, STR("jobs"), plan->release), effect->name, &retries, &back_off);
    if (!*opened) return ERR_OK;
    row = LIST_ADD(plan->arena, &plan->jobs);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct job_row){
        .change = JOB_OPEN, .id = id_new(), .activity = effect->activity, .process = effect->process, .element = effect->element, .type = effect->name,
        .retries = effect->retries > 0 ? effect->retries : retries > 0 ? retries : 1, .back_off = back_off, .variables = feel_json_text(plan->arena, effect->variables, 0),
        .headers = effect->headers ? feel_json_text(plan->arena, effect->headers, 0) : STR("{}"),
    };
    return row->variables.at && row->headers.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err job_cancel(struct case_plan *plan, int64_t activity, struct fault *why)
{
    struct job_row *row = LIST_ADD(plan->arena, &plan->jobs);

    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct job_row){ .change = JOB_DROP, .activity = activity };
    return ERR_OK;
}

/* ── Answers ───────────────────────────────────────────────────────────── */

static enum err read_job(struct db *db, struct arena *arena, const struct job_answer *answer, const struct case_actor *actor, const struct org *org,
                         int64_t now_ms, struct job_view *job, struct fault *why)
{
    char digest[TOKEN_TEXT];
    int64_t place;
    enum err err = job_read(db, arena, answer->id, job, why);

    if (err) return err;
    place = job->community_id ? job->community_id : job->street_id;
    if (!actor->user || !job_allowed(actor->user, job->type) || !user_may(org, actor->user, RIGHT_JOB_WORK, place))
        return fault_set(why, ERR_NOT_FOUND, "没有这个作业", "there is no such job");
    token_digest(answer->token, digest);
    if (job->state != JOB_LOCKED || !str_is(job->token, digest))
        return fault_set(why, ERR_CONFLICT, "作业已经办结、撤销，或由别的作业程序接手", "the job is done or withdrawn, or another worker has it");
    if (job->lock_until <= now_ms) return fault_set(why, ERR_CONFLICT, "作业的锁定时间已过", "the lock on the job has run out");
    return ERR_OK;
}

/* What the worker found, under the facts of the case: those stay the case's. */
static const struct feel_value *found(struct case_plan *plan, const struct json_t *variables)
{
    return facts_merge(plan->arena, variables ? feel_from_json(plan->arena, variables) : NULL, engine_variables(plan));
}

static enum err answer_job(struct case_plan *plan, const struct job_view *job, const struct job_answer *answer, struct job_row *row, struct fault *why)
{
    struct bpmn_event event = { .kind = answer->kind == JOB_COMPLETES ? BPMN_COMPLETE : BPMN_FAIL, .activity = job->activity };
    static const char *const KINDS[] = { "job-done", "job-failed", "job-error" };
    enum err err;

    row->change = answer->kind == JOB_FAILS ? JOB_GIVE_UP : JOB_FINISH;
    event.name = answer->kind == JOB_COMPLETES ? STR_NONE : answer->text;
    event.variables = found(plan, answer->variables);
    err = plan_journal(plan, KINDS[answer->kind], job->element, plan_data(plan, "type", job->type, "text", answer->text.len ? answer->text : STR_NONE, NULL), STR_NONE, why);
    plan->alone = true;
    return err ? err : engine_run(plan, &event, why);
}

enum err case_plan_job(struct world *world, struct db *db, struct arena *arena, const struct job_answer *answer, const struct case_actor *actor,
                       int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct org *org = world_org(world);
    struct case_plan *plan;
    struct job_view job;
    struct job_row *row;
    int64_t retries;
    enum err err = read_job(db, arena, answer, actor, org, now_ms, &job, why);

    org_unref(org);
    if (!err) err = plan_load(world, db, arena, job.case_id, actor, now_ms, &plan, why);
    if (err) return err;
    if (plan->now.state == CASE_MERGED) return fault_set(why, ERR_CONFLICT, "办件已并入其他办件，作业暂停", "the case is merged into another; its job waits");
    retries = answer->retries >= 0 ? answer->retries : job.retries - 1;
    row = LIST_ADD(arena, &plan->jobs);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct job_row){ .id = job.id, .version = job.version, .error = answer->text.at ? answer->text : STR(""), .activity = job.activity };
    if (answer->kind == JOB_FAILS && retries > 0) {
        row->change = JOB_TRY_AGAIN;
        row->retries = retries;
        row->ready_at = now_ms + MS_PER_SECOND * (answer->back_off >= 0 ? answer->back_off : job.back_off);
        plan->only_jobs = true;
        *out = plan;
        return ERR_OK;
    }
    err = answer_job(plan, &job, answer, row, why);
    return err ? err : plan_finish(plan, out, why);
}
