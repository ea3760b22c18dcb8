/*
 * work.c - the pool: check who asks and what, call the handler, give the job to
 * the writer, reply after the commit.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <strings.h>
#include <sys/resource.h>

#include "base/civil.h"
#include "base/num.h"
#include "http/server.h"
#include "store/feed.h"

enum { WORKER_NICE = 5 };
#define PHONE_TIME_MAX INT64_C(4102444800000)   /* the year 2100 */

static const struct user NOBODY = { 0 };

/* ── The queue ─────────────────────────────────────────────────────────── */

void queue_push(struct http *http, struct exchange *x)
{
    struct queue *queue = &http->queue;

    pthread_mutex_lock(&queue->mutex);
    x->next = NULL;
    if (queue->last) queue->last->next = x;
    else queue->first = x;
    queue->last = x;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->mutex);
}

static struct exchange *queue_pop(struct queue *queue)
{
    struct exchange *x;

    pthread_mutex_lock(&queue->mutex);
    while (!queue->first && !queue->stopping) pthread_cond_wait(&queue->filled, &queue->mutex);
    x = queue->first;
    if (x) {
        queue->first = x->next;
        if (!queue->first) queue->last = NULL;
    }
    pthread_mutex_unlock(&queue->mutex);
    return x;
}

/* Back to MHD's thread; x may be gone when this returns. */
static void wake_connection(struct exchange *x)
{
    struct http *http = x->http;

    x->phase = PHASE_SEND;
    MHD_resume_connection(x->connection);
    atomic_fetch_sub(&http->busy, 1);
}

/* ── Who ───────────────────────────────────────────────────────────────── */

struct str exchange_token(const struct exchange *x, bool *is_key)
{
    struct str key = x->head.authorization;

    *is_key = key.len > 7 && strncasecmp(key.at, "Bearer ", 7) == 0;
    return *is_key ? str_trim(str_sub(key, 7, key.len)) : x->head.session;
}

/* Looked up here, where the store may be asked, so that the next request finds it known; a wrong key changes nothing. */
static enum err remember_relay(struct exchange *x, struct fault *why)
{
    struct identity *relay = NULL;
    struct fault unknown = { 0 };
    enum err err = x->head.relay.len ? auth_find(x->http->auth, x->call.db, x->org, x->head.relay, true, false, x->call.now_ms, &relay, &unknown) : ERR_OK;

    if (!err) identity_unref(relay);
    if (err && err != ERR_UNAUTHORIZED) *why = unknown;
    return err == ERR_UNAUTHORIZED ? ERR_OK : err;
}

static enum err identify(struct exchange *x, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    bool is_key;
    struct str token = exchange_token(x, &is_key);
    bool touch = !(route->flags & ROUTE_STREAM);   /* listening is no activity */
    enum err err;

    x->call.user = &NOBODY;
    err = remember_relay(x, why);
    if (err) return err;
    err = ERR_UNAUTHORIZED;
    if (token.len) {
        if (!is_key) x->call.session = token;
        err = auth_find(x->http->auth, x->call.db, x->org, token, is_key, touch, x->call.now_ms, &x->identity, why);
        if (!err) x->call.user = x->identity->user;
        if (err && err != ERR_UNAUTHORIZED) return err;
    } else if (route->right != RIGHT_NONE) {
        return fault_set(why, ERR_UNAUTHORIZED, "请先登录", "please log in first");
    }
    return route->right == RIGHT_NONE ? ERR_OK : err;
}

static enum err check_right(const struct exchange *x, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    const struct user *user = x->call.user;

    if (user->must_change && route->right > RIGHT_LOGIN)
        return fault_set(why, ERR_FORBIDDEN, "请先修改初始密码", "change the password you were given first");
    if (user_has(user, route->right)) return ERR_OK;
    return fault_set(why, ERR_FORBIDDEN, "没有权限：需要“%s”", "you lack the right %s", right_key(route->right));
}

/* ── Asking ────────────────────────────────────────────────────────────── */

static void begin_reply(struct exchange *x)
{
    struct call *call = &x->call;

    call->status = 0;
    call->raw = STR_NONE;
    call->raw_type = call->location = call->etag = call->set_cookie = NULL;
    buf_init(&x->json, x->arena, 0);
    json_begin(&call->out, &x->json);
    json_object(&call->out, NULL);
}

static enum err join_stream(struct exchange *x, struct fault *why)
{
    struct stream_new want = { .user = x->call.user, .after = json_get_int(x->call.query, "last", -1),
                               .ends_ms = x->identity ? x->identity->ends_ms : 0, .now_ms = x->call.now_ms,
                               .connection = x->connection };
    int64_t last;
    enum err err;

    if (x->is_head) return fault_set(why, ERR_METHOD, "事件流只支持 GET", "the event stream takes GET only");
    if (x->head.last_event_id.len && num_parse_int(x->head.last_event_id, 0, INT64_MAX, &last) == ERR_OK) want.after = last;
    err = hub_join(x->http->hub, x->call.db, x->org, &want, &x->response, why);
    if (err) return err;
    x->status = 200;
    answer_header(x->response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream; charset=utf-8");
    answer_header(x->response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    answer_header(x->response, "X-Accel-Buffering", "no");
    answer_headers(x, x->response);
    return ERR_OK;
}

static enum err job_apply(struct db *db, struct store_job *job, struct fault *why);
static void job_done(struct store_job *job);

/* Prepares a write. *submitted: the writer has it now, x is no longer ours. */
static enum err ask_write(struct exchange *x, struct db *db, bool *found, struct fault *why)
{
    enum err err = idempotency_find(x, db, found, why);

    if (err || *found) return err;
    return x->match.entry->route->prepare(&x->call, why);
}

static void fill_call(struct exchange *x, struct db *db)
{
    struct http *http = x->http;

    x->org = http->config.org(http->config.app);
    x->call.arena = x->arena;
    x->call.route = x->match.entry->route;
    x->call.org = x->org;
    x->call.db = db;
    x->call.app = http->config.app;
    x->call.http = http;
    x->call.now_ms = time_now_ms();
    if (!x->call.asked_ms) x->call.asked_ms = x->call.now_ms;
    if (x->head.phone_time.at && num_parse_int(x->head.phone_time, 0, PHONE_TIME_MAX, &x->call.phone_ms)) x->call.phone_ms = 0;
    x->call.path_id = x->match.path_id;
    x->call.path_text = x->match.path_text;
    x->call.path_more = x->match.path_more;
    x->call.wants_html = (x->call.route->flags & ROUTE_FORM) != 0;
}

static enum err check_call(struct exchange *x, struct fault *why)
{
    enum err err = identify(x, why);

    if (!err) err = check_right(x, why);
    if (!err && x->late.code) {
        *why = x->late;
        err = x->late.code;
    }
    return err ? err : exchange_read_input(x, why);
}

/* Everything before the writer; true when the answer is ready (or the fault is), false when a job must be submitted. */
static bool ask(struct exchange *x, struct db *db, enum err *out, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    bool found = false;
    enum err err;

    fill_call(x, db);
    err = check_call(x, why);
    if (err) {
        *out = err;
        return true;
    }
    begin_reply(x);
    if (route->flags & (ROUTE_KEPT | ROUTE_WAITS)) err = store_feed_last(db, &x->seq, why);
    if (err) {
        *out = err;
        return true;
    }
    if (route->flags & ROUTE_STREAM) err = join_stream(x, why);
    else if (route->read) err = route->read(&x->call, why);
    else err = ask_write(x, db, &found, why);
    *out = err;
    return err || !route->apply || found;
}

static void finish_ask(struct exchange *x, enum err err, struct fault *why)
{
    if (err) {
        why->code = err;
        answer_fault(x, why);
    } else if (x->replayed) {
        answer_text(x, x->kept_status, x->kept);
    } else if (!x->response) {
        answer_call(x);
    }
    wake_connection(x);
}

static void work_ask(struct exchange *x)
{
    struct store *store = x->http->config.store;
    struct db *db = store_reader_take(store);
    struct fault why = { 0 };
    enum err err;
    bool ready = ask(x, db, &err, &why);

    x->call.db = NULL;
    store_reader_give(store, db);
    if (x->match.entry->route->apply) store_coming(store, -1);
    if (ready) {
        finish_ask(x, err, &why);
        return;
    }
    if (x->call.again_ms > x->call.now_ms && room_wait(x->http->room, x)) return;
    x->job = (struct store_job){ .key = x->call.key, .apply = job_apply, .done = job_done, .arg = x };
    err = store_submit(store, &x->job);
    if (err) finish_ask(x, err, &why);
}

/* ── On the writer ─────────────────────────────────────────────────────── */

/* The reply's text, inside the job, because it is kept with it. */
static enum err reply_now(struct exchange *x, struct db *db, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    enum err err = ERR_OK;

    begin_reply(x);
    x->call.db = db;
    if (route->reply) err = route->reply(&x->call, why);
    x->call.db = NULL;
    if (err) return err;
    json_close(&x->call.out);
    if (!json_done(&x->call.out)) return fault_set(why, ERR_INTERNAL, "系统内部错误", "the reply is not balanced");
    x->kept = buf_done(&x->json);
    x->kept_status = x->call.status ? x->call.status : route->status ? route->status : 200;
    x->replied = true;
    return idempotency_keep(x, db, why);
}

static enum err job_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct exchange *x = job->arg;
    enum err err;

    x->replayed = x->replied = false;
    if (x->keyed) {
        err = idempotency_claim(x, db, why);
        if (err || x->replayed) return err;
    }
    err = x->match.entry->route->apply(db, &x->call, why);
    return err || !x->keyed ? err : reply_now(x, db, why);
}

static void job_done(struct store_job *job)
{
    struct exchange *x = job->arg;

    x->phase = PHASE_REPLY;
    queue_push(x->http, x);
}

/* ── After the commit ──────────────────────────────────────────────────── */

static void work_reply(struct exchange *x)
{
    struct store *store = x->http->config.store;
    const struct route *route = x->match.entry->route;
    struct fault why = x->job.why;
    enum err err = x->job.err;

    if (err) {
        why.code = err;
        answer_fault(x, &why);
    } else if (x->replayed || x->replied) {
        answer_text(x, x->kept_status, x->kept);
    } else {
        begin_reply(x);
        if (route->reply) {
            x->call.db = store_reader_take(store);
            err = route->reply(&x->call, &why);
            store_reader_give(store, x->call.db);
            x->call.db = NULL;
        }
        why.code = err;
        if (err) answer_fault(x, &why);
        else answer_call(x);
    }
    wake_connection(x);
}

void *work_loop(void *arg)
{
    struct http *http = arg;
    struct exchange *x;

    pthread_setname_np(pthread_self(), "worker");
    /* On Linux the value is the thread's own.  Everyone waits for the writer, so it goes first. */
    (void)setpriority(PRIO_PROCESS, 0, WORKER_NICE);
    while ((x = queue_pop(&http->queue))) {
        if (x->phase == PHASE_ASK) work_ask(x);
        else work_reply(x);
    }
    return NULL;
}
