/*
 * server.h - what the files of this folder share: the server and one exchange.
 *
 * The model: an exchange is one request and its answer.  It is born on an MHD
 * thread with the request line, collects head and body there, then sleeps
 * (connection suspended) while it goes through the queue: a pool thread checks
 * and prepares, the writer applies, a pool thread replies.  Then the connection
 * wakes and sends.  Phases hand it over; it is never in two hands.
 *
 * Ownership: an exchange is its own arena; MHD's completion callback closes it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/auth.h"
#include "http/fields.h"
#include "http/hub.h"
#include "http/kept.h"
#include "http/limit.h"
#include "http/metrics.h"
#include "http/peers.h"
#include "http/room.h"
#include "http/router.h"

enum {
    EXCHANGE_MEMORY_MAX = 64 * 1024 * 1024,
    BODY_DEFAULT_MAX = 16 * 1024,
    DRAIN_MAX = 256 * 1024,           /* of a refused body is read at least, so that the answer arrives */
    BODIES_MAX = 512 * 1024 * 1024,   /* of all exchanges together */
    HEADER_VALUE_MAX = 4096,
};

enum phase { PHASE_HEAD, PHASE_BODY, PHASE_ASK, PHASE_REPLY, PHASE_SEND };

/* The headers an exchange keeps; at NULL when absent. */
struct head {
    struct str origin, host, fetch_site, authorization, session, content_type, content_encoding, idempotency_key,
        if_none_match, last_event_id, accept, accept_encoding, relay, phone_time;   /* relay: X-Relay-Key; phone_time: X-Phone-Time */
};

struct exchange {
    struct http *http;
    struct MHD_Connection *connection;
    struct arena *arena;
    enum phase phase;
    int64_t started_us, request_id;
    char request[17];                 /* the id in hex, as errors and the log show it */
    bool is_head;
    enum http_method method;
    struct str target;                /* as sent, with the query */
    struct str raw_query;
    struct path path;
    struct match match;
    struct head head;
    bool has_body, over_long, ambiguous;   /* ambiguous: where the body ends can be read in two ways */
    uint64_t declared;                /* Content-Length; 0 when unknown */
    char *body;
    size_t body_len, body_cap, drained;
    struct fault early;               /* refused before login is looked at */
    struct fault late;                /* refused after login and right, before the handler */
    struct org *org;
    struct identity *identity;        /* NULL: nobody */
    int64_t seq;                      /* ROUTE_KEPT, ROUTE_WAITS: the newest event of the snapshot */
    struct call call;
    struct buf json;
    struct store_job job;
    /* Idempotency-Key */
    bool keyed, replayed, replied;
    char key_digest[TOKEN_TEXT], body_digest[TOKEN_TEXT];
    struct str kept;                  /* the reply text that was or will be kept */
    int kept_status;
    /* the answer */
    struct MHD_Response *response;
    struct stream *stream;
    int status;
    int retry_after_s;                /* 0: no such header */
    struct exchange *next;            /* in the queue */
};

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    struct exchange *first, *last;
    bool stopping;
};

struct http {
    struct http_config config;
    struct arena *arena;
    struct router router;
    struct MHD_Daemon *daemon;
    struct queue queue;
    pthread_t *threads;
    int thread_count;
    atomic_long body_bytes;
    atomic_int busy;                  /* exchanges between suspend and resume */
    atomic_bool stopping;             /* new requests are turned away */
    int web_root;                     /* folder, -1: none */
    struct auth *auth;
    struct limiter *limiter;
    struct hub *hub;
    struct room *room;                /* who waits for something to happen */
    struct kept *kept;
    struct peers *peers;
    struct metrics *metrics;
    pthread_t keeper;                 /* deadlines and sweeping */
    pthread_mutex_t keeper_mutex;
    pthread_cond_t keeper_wake;
    bool keeper_stop;
};

int64_t http_monotonic_us(void);

/* ── exchange.c: on MHD's threads ──────────────────────────────────────── */

void *exchange_open(void *http, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_serve(void *http, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *data, size_t *size, void **context);
void exchange_completed(void *http, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how);

/* ── head.c ────────────────────────────────────────────────────────────── */

/* Reads request line and headers; what is wrong is left in x->early or x->late. */
void exchange_read_head(struct exchange *x, const char *method);
/* The most bytes of body this exchange may have. */
size_t exchange_body_max(const struct exchange *x);

/* ── work.c: on the pool ───────────────────────────────────────────────── */

/* The token of this request, empty without one. */
struct str exchange_token(const struct exchange *x, bool *is_key);
void *work_loop(void *http);
void queue_push(struct http *http, struct exchange *x);

/* ── body.c ────────────────────────────────────────────────────────────── */

/* Query and body, checked against the route's tables, into x->call. */
enum err exchange_read_input(struct exchange *x, struct fault *why) MUST_CHECK;

/* ── answer.c ──────────────────────────────────────────────────────────── */

/* Each sets x->response (NULL: out of memory, MHD closes the connection) and x->status. */
void answer_call(struct exchange *x);                                  /* what the handler left in x->call */
void answer_text(struct exchange *x, int status, struct str json);     /* a JSON text */
void answer_fault(struct exchange *x, const struct fault *why);
void answer_headers(const struct exchange *x, struct MHD_Response *response);
/* Keeps the text that was just answered, for whom and what `x` is. */
void answer_keep(const struct exchange *x, struct str json);
void answer_header(struct MHD_Response *response, const char *name, const char *value);

/* ── idempotency_store.c ─────────────────────────────────────────────────────── */

/* Fills the digests when the caller sent a usable key; *found when a kept reply was read (or must be refused). */
enum err idempotency_find(struct exchange *x, struct db *db, bool *found, struct fault *why) MUST_CHECK;
/* In the job, before apply: x->replayed when someone else was first. */
enum err idempotency_claim(struct exchange *x, struct db *db, struct fault *why) MUST_CHECK;
enum err idempotency_keep(struct exchange *x, struct db *db, struct fault *why) MUST_CHECK;
enum err idempotency_sweep(struct db *db, int64_t before_ms, struct fault *why) MUST_CHECK;

/* ── static.c ──────────────────────────────────────────────────────────── */

/* A file of the web root as x's answer; false when there is none. */
bool static_answer(struct exchange *x);

/* ── keeper.c ──────────────────────────────────────────────────────────── */

void *keeper_loop(void *http);

#endif
