/*
 * job_handlers.c - outside workers (外部作业): activate, complete, fail, raise an error.
 *
 * A key takes jobs of its own types within its account's reach only.  The
 * token of a lock leaves once, in the answer to activate; the table holds its
 * SM3.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/crypto.h"
#include "case/job.h"
#include "modules/command/command.h"
#include "modules/command/work.h"
#include "org/session.h"

enum { LOOKED_AT = 500 };   /* candidates read for one activation */

struct activation {
    struct str worker;
    int64_t until_ms;
    struct job_view *jobs;
    struct str *tokens, *digests;
    size_t count;
};

static bool in_reach(const struct call *call, const struct job_view *job)
{
    return user_may(call->org, call->user, RIGHT_JOB_WORK, job->community_id ? job->community_id : job->street_id);
}

static enum err make_token(struct arena *arena, struct str *token, struct str *digest)
{
    unsigned char bytes[TOKEN_SIZE];
    char *text = arena_alloc(arena, TOKEN_TEXT), *hash = arena_alloc(arena, TOKEN_TEXT);

    if (!text || !hash) return ERR_NO_MEMORY;
    crypto_random(bytes, sizeof bytes);
    hex_print(bytes, sizeof bytes, text);
    *token = str_from_c(text);
    token_digest(*token, hash);
    *digest = str_from_c(hash);
    return ERR_OK;
}

/* Nothing yet: looks again when something happens, when a back-off or a lock ends, and for the last time when the wait is over. */
static enum err wait_for_jobs(struct call *call, struct str type, struct fault *why)
{
    int64_t ends_ms = call->asked_ms + MS_PER_SECOND * json_get_int(call->body, "wait", 0), next_ms = 0;
    enum err err;

    if (ends_ms <= call->now_ms) return ERR_OK;
    err = job_next(call->db, call->arena, type, &next_ms, why);
    if (err) return err;
    if (next_ms && next_ms <= call->now_ms) next_ms = call->now_ms + MS_PER_SECOND;   /* there are some, out of reach or of a case that stands still */
    call->again_ms = next_ms && next_ms < ends_ms ? next_ms : ends_ms;
    return ERR_OK;
}

/* 403 for a type the key may not take. */
enum err jobs_activate_prepare(struct call *call, struct fault *why)
{
    struct activation *work = arena_new(call->arena, struct activation);
    struct str type = json_get_str(call->body, "type");
    size_t max = (size_t)json_get_int(call->body, "max", 1), found;
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!job_allowed(call->user, type)) return fault_set(why, ERR_FORBIDDEN, "这个密钥不能领取此类作业", "this key may not take jobs of this type");
    err = job_ready(call->db, call->arena, type, call->now_ms, LOOKED_AT, &work->jobs, &found, why);
    if (err) return err;
    work->worker = json_get_str(call->body, "worker");
    work->until_ms = call->now_ms + MS_PER_SECOND * json_get_int(call->body, "lock_seconds", 60);
    work->tokens = arena_array(call->arena, struct str, max + 1);
    work->digests = arena_array(call->arena, struct str, max + 1);
    if (!work->tokens || !work->digests) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < found && work->count < max; i++) {
        if (!in_reach(call, &work->jobs[i])) continue;
        work->jobs[work->count] = work->jobs[i];
        if (make_token(call->arena, &work->tokens[work->count], &work->digests[work->count])) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        work->count++;
    }
    call->work = work;
    call->key = call->user->account_id;
    return work->count ? ERR_OK : wait_for_jobs(call, type, why);
}

enum err jobs_activate_apply(struct db *db, struct call *call, struct fault *why)
{
    struct activation *work = call->work;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < work->count; i++)
        err = job_lock(db, &work->jobs[i], work->worker, work->digests[i], work->until_ms, call->now_ms, why);
    return err;
}

/* All variables, or those the worker asked for. */
static void write_variables(struct call *call, struct str text)
{
    const struct json_t *names = json_get(call->body, "fetch");
    struct json_t *all = NULL;

    if (json_parse(call->arena, text, &all, NULL)) all = NULL;
    if (!names) {
        json_write_node(&call->out, "variables", all);
        return;
    }
    json_object(&call->out, "variables");
    for (size_t i = 0; i < json_count(names); i++) {
        struct str name;
        const char *c;
        if (!json_is_text(json_at(names, i), &name) || !(c = str_c(call->arena, name)) || !json_get(all, c)) continue;
        json_write_node(&call->out, c, json_get(all, c));
    }
    json_close(&call->out);
}

enum err jobs_activate_reply(struct call *call, struct fault *why)
{
    const struct activation *work = call->work;

    (void)why;
    json_list(&call->out, "items");
    for (size_t i = 0; i < work->count; i++) {
        const struct job_view *job = &work->jobs[i];
        struct json_t *headers = NULL;
        if (!job->taken) continue;
        if (json_parse(call->arena, job->headers, &headers, NULL)) headers = NULL;
        json_object(&call->out, NULL);
        json_id(&call->out, "id", job->id);
        json_str(&call->out, "token", work->tokens[i]);
        json_str(&call->out, "type", job->type);
        json_id(&call->out, "case_id", job->case_id);
        json_str(&call->out, "number", job->number);
        json_str(&call->out, "process", job->process);
        json_str(&call->out, "element", job->element);
        json_int(&call->out, "retries", job->retries);
        json_time(&call->out, "lock_until", work->until_ms);
        write_variables(call, job->variables);
        json_write_node(&call->out, "headers", headers);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* 404 for a job of another type or place, 409 when the lock has run out, is another's, or was used already. */
enum err job_answer_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    const struct case_actor actor = work_actor(call);
    struct str path = str_from_c(call->route->path);
    struct job_answer answer = {
        .kind = str_ends(path, STR("/complete")) ? JOB_COMPLETES : str_ends(path, STR("/fail")) ? JOB_FAILS : JOB_ERRS, .id = call->path_id,
        .token = json_get_str(call->body, "token"), .variables = json_get(call->body, "variables"),
        .retries = json_get_int(call->body, "retries", -1), .back_off = json_get_int(call->body, "back_off", -1),
    };
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    answer.text = json_get_str(call->body, answer.kind == JOB_ERRS ? "code" : "error");
    err = case_plan_job(app_of(call)->world, call->db, call->arena, &answer, &actor, call->now_ms, &work->plan, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

enum err job_answer_reply(struct call *call, struct fault *why)
{
    (void)why;
    json_id(&call->out, "id", call->path_id);
    return ERR_OK;
}
