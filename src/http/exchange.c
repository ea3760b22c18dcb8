/*
 * exchange.c - one request on MHD's threads: collect, hand over, send.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <time.h>

#include "base/civil.h"
#include "base/id.h"
#include "http/server.h"

int64_t http_monotonic_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void *exchange_open(void *http, const char *target, struct MHD_Connection *connection)
{
    struct arena *arena = arena_open(EXCHANGE_MEMORY_MAX);
    struct exchange *x = arena ? arena_new(arena, struct exchange) : NULL;
    size_t len = strnlen(target, URL_MAX + 1);

    if (!x) {
        arena_close(arena);
        return NULL;
    }
    x->http = http;
    x->connection = connection;
    x->arena = arena;
    x->started_us = http_monotonic_us();
    x->over_long = len > URL_MAX;
    x->target = str_dup(arena, (struct str){ target, len });
    x->request_id = id_new();
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)((uint64_t)x->request_id >> (56 - 8 * i));
    for (int i = 0; i < 8; i++) {
        x->request[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        x->request[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    if (!x->target.at) {
        arena_close(arena);
        return NULL;
    }
    return x;
}

static void exchange_close(struct exchange *x)
{
    if (x->response) MHD_destroy_response(x->response);
    identity_unref(x->identity);
    org_unref(x->org);
    atomic_fetch_sub_explicit(&x->http->body_bytes, (long)x->body_cap, memory_order_relaxed);
    arena_close(x->arena);
}

static struct peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

void exchange_completed(void *http, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how)
{
    (void)http;
    (void)how;
    peer_deadline(peer_of(connection), time_monotonic_ms() + PEER_KEPT_MS);
    if (*context) exchange_close(*context);
    *context = NULL;
}

/* ── Sending ───────────────────────────────────────────────────────────── */

static enum MHD_Result send_answer(struct exchange *x, void **context)
{
    enum MHD_Result result;
    struct peer *peer = peer_of(x->connection);
    bool is_stream = x->match.entry && x->match.entry->route->flags & ROUTE_STREAM && x->status == 200;

    if (!x->response) return MHD_NO;
    peer_deadline(peer, is_stream ? 0 : time_monotonic_ms() + PEER_ANSWER_MS);
    metrics_count(x->http->metrics, x->match.entry ? x->match.entry->index : SIZE_MAX, x->status, http_monotonic_us() - x->started_us);
    result = MHD_queue_response(x->connection, (unsigned)x->status, x->response);
    MHD_destroy_response(x->response);
    x->response = NULL;
    if (is_stream) {   /* may last an hour: only the stream itself is kept */
        *context = NULL;
        exchange_close(x);
    }
    return result;
}

/* ── Collecting ────────────────────────────────────────────────────────── */

/* Room for `more` bytes of body: the declared size at once, else doubling. */
static bool body_room(struct exchange *x, size_t more)
{
    size_t want = x->body_cap * 2 > 4096 ? x->body_cap * 2 : 4096, max = exchange_body_max(x);
    char *bigger;

    if (x->body_len + more <= x->body_cap) return true;
    if (x->declared) want = (size_t)x->declared;
    if (want < x->body_len + more) want = x->body_len + more;
    if (want > max) want = max;
    if (atomic_fetch_add_explicit(&x->http->body_bytes, (long)want, memory_order_relaxed) + (long)want > BODIES_MAX ||
        !(bigger = arena_raw(x->arena, want))) {
        atomic_fetch_sub_explicit(&x->http->body_bytes, (long)want, memory_order_relaxed);
        return false;
    }
    if (x->body_len) memcpy(bigger, x->body, x->body_len);
    atomic_fetch_sub_explicit(&x->http->body_bytes, (long)x->body_cap, memory_order_relaxed);
    x->body = bigger;
    x->body_cap = want;
    return true;
}

/*
 * What was refused is still read for a while: answering into a full pipe would
 * lose the answer.  A photo that is a little too large deserves a sentence.
 */
static size_t drain_max(const struct exchange *x)
{
    return DRAIN_MAX + 2 * exchange_body_max(x);
}

static enum MHD_Result take_body(struct exchange *x, const char *data, size_t *size)
{
    size_t n = *size, max = exchange_body_max(x);

    *size = 0;
    if (!x->early.code && !x->late.code && x->match.entry) {
        if (n > max - x->body_len)
            (void)fault_set(&x->late, ERR_TOO_LARGE, "正文超过 %zu 字节", "the body is larger than %zu bytes", max);
        else if (!body_room(x, n))
            (void)fault_set(&x->late, ERR_BUSY, "系统繁忙，请稍后再试", "busy, retry later");
        else {
            memcpy(x->body + x->body_len, data, n);
            x->body_len += n;
            return MHD_YES;
        }
    }
    x->drained += n;
    return x->drained <= drain_max(x) ? MHD_YES : MHD_NO;
}

static enum MHD_Result begin(struct exchange *x, const char *method, void **context)
{
    const struct fault *refused;

    exchange_read_head(x, method);
    x->phase = PHASE_BODY;
    peer_deadline(peer_of(x->connection), time_monotonic_ms() + PEER_BODY_MS + (int64_t)(x->declared / PEER_BODY_BYTES_PER_MS));
    if (x->declared <= drain_max(x) && !x->ambiguous) return MHD_YES;
    refused = x->early.code ? &x->early : &x->late;
    answer_fault(x, refused);
    if (x->response) answer_header(x->response, MHD_HTTP_HEADER_CONNECTION, "close");
    return send_answer(x, context);
}

/* Sends a kept answer; false when there is none that may be used. */
static bool send_kept(struct exchange *x, enum MHD_Result *result)
{
    struct http *http = x->http;
    int64_t now_ms = time_now_ms();
    struct kept_answer *answer = NULL;
    bool is_key;
    struct str token = exchange_token(x, &is_key);

    if (token.len && !x->late.code) x->identity = auth_known(http->auth, token, is_key, now_ms);
    if (x->identity) answer = kept_find(http->kept, http->hub, &(struct kept_key){ x->identity, x->target }, now_ms);
    if (!answer) {
        identity_unref(x->identity);
        x->identity = NULL;
        return false;
    }
    metrics_count(http->metrics, x->match.entry->index, MHD_HTTP_OK, http_monotonic_us() - x->started_us);
    *result = MHD_queue_response(x->connection, MHD_HTTP_OK, kept_response(answer));
    kept_unref(answer);
    return true;
}

/* Head and body are here: answer what needs no thought, queue the rest. */
static enum MHD_Result hand_over(struct exchange *x, void **context)
{
    struct http *http = x->http;
    enum MHD_Result result;

    if (!x->early.code && !x->match.entry && !static_answer(x))
        (void)fault_set(&x->early, ERR_NOT_FOUND, "没有这个地址", "there is no such address");
    if (x->early.code) answer_fault(x, &x->early);
    if (x->early.code || x->response) return send_answer(x, context);
    if (x->match.entry->route->flags & ROUTE_KEPT && send_kept(x, &result)) return result;
    atomic_fetch_add(&http->busy, 1);
    if (atomic_load(&http->stopping)) {
        atomic_fetch_sub(&http->busy, 1);
        answer_fault(x, &(struct fault){ .code = ERR_BUSY, .zh = "系统正在重启，请稍后再试", .en = "restarting, retry later" });
        return send_answer(x, context);
    }
    peer_deadline(peer_of(x->connection), 0);
    x->phase = PHASE_ASK;
    if (x->match.entry->route->apply) store_coming(http->config.store, 1);
    MHD_suspend_connection(x->connection);
    queue_push(http, x);
    return MHD_YES;
}

enum MHD_Result exchange_serve(void *http, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *data, size_t *size, void **context)
{
    struct exchange *x = *context;

    (void)http;
    (void)connection;
    (void)url;
    (void)version;
    if (!x) return MHD_NO;
    switch (x->phase) {
    case PHASE_HEAD: return begin(x, method, context);
    case PHASE_BODY: return *size ? take_body(x, data, size) : hand_over(x, context);
    case PHASE_SEND: return send_answer(x, context);
    case PHASE_ASK:
    case PHASE_REPLY: break;   /* suspended: MHD does not call */
    }
    return MHD_NO;
}
