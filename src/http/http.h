/*
 * http.h - routes as data, served by libmicrohttpd.
 *
 * The model: a route is a row; the table checks method, path, login, right,
 * size, query and body before a handler runs (default: deny) and prints the
 * OpenAPI 3.1 document.  A reading route has `read`.  A writing route has
 * `prepare` (a reader thread: everything slow or pure), `apply` (the writer:
 * short, rechecks versions; may run again, so it writes only to call->work) and
 * `reply` (after the commit; inside the job when the caller sent an
 * Idempotency-Key, because its text is kept in the same transaction).  The
 * connection sleeps meanwhile.
 *
 * Ownership: everything a handler allocates lives in call->arena.
 * Threads: handlers run on a pool; one call is never on two threads at once.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/json.h"
#include "org/org.h"
#include "store/store.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE };

/* What a route takes and gives apart from JSON. */
enum route_flags {
    ROUTE_PUBLIC = 1,        /* no login; rate limited; listed in docs/public_routes.txt */
    ROUTE_FORM = 2,          /* body is a form (urlencoded or multipart), plain pages without script */
    ROUTE_UPLOAD = 4,        /* multipart file upload */
    ROUTE_HTML = 8,          /* replies with a page */
    ROUTE_STREAM = 16,       /* server-sent events */
    ROUTE_HIDDEN = 32,       /* not in the OpenAPI document (pages, assets) */
    ROUTE_SECRET = 64,       /* the reply holds a secret: never kept for an Idempotency-Key */
    ROUTE_KEPT = 128         /* a list that changes only with events its reader may see: kept.h */,
    ROUTE_WAITS = 256,       /* prepare may set call->again_ms: room.h */
    ROUTE_PHONE = 512        /* may have been done earlier, on a phone without network: header X-Phone-Time says what its clock shows on sending */
};

/* Fields of a reply, for the OpenAPI document and the generated web types. */
struct json_shape {
    const char *name;                 /* "CaseView" */
    const struct json_shape_field {
        const char *name;
        enum json_type type;          /* JSON_LIST / JSON_OBJECT with `of` */
        bool optional;                /* may be null */
        const struct json_shape *of;  /* element or object shape; NULL: JSON_ANY or plain text list */
    } *fields;                        /* ended by a row without name */
};

struct call;

struct route {
    enum http_method method;
    const char *path;                 /* "/api/tasks/{id}/complete": {id} digits only; {name} one segment */
    enum right right;                 /* RIGHT_NONE only with ROUTE_PUBLIC */
    unsigned flags;
    const struct json_field *query;   /* allowed query parameters (all text on the wire, checked as typed) */
    const struct json_field *body;    /* NULL: no body */
    size_t body_max;                  /* bytes; 0 means 16 KiB */
    const struct json_shape *gives;   /* NULL: no JSON body */
    int status;                       /* of success; 0 means 200 */
    int or_status;                    /* another one the handler may set, with the same shape; 0: none */
    enum err (*read)(struct call *call, struct fault *why);
    enum err (*prepare)(struct call *call, struct fault *why);
    enum err (*apply)(struct db *db, struct call *call, struct fault *why);
    enum err (*reply)(struct call *call, struct fault *why);
    const char *zh, *en;              /* one phrase each: what it does, and when it answers 409 and the like */
};

/* An uploaded part, in memory (body_max holds): file name and type as the client says them, field of the form. */
struct upload { struct str name, type, bytes, field; };
struct http;

struct call {
    struct arena *arena;
    const struct route *route;
    const struct user *user;          /* never NULL; account_id 0 for the public */
    const struct org *org;
    struct db *db;                    /* a connection to read from in read, prepare and reply; NULL in apply */
    const void *app;                  /* the program's shared services (struct app in modules/app.h) */
    struct http *http;                /* the server, for http_forget_* */
    int64_t now_ms;
    int64_t asked_ms;                 /* when it came; now_ms is later when it is asked again */
    int64_t again_ms;                 /* set by prepare of a ROUTE_WAITS row: nothing yet, ask again when something happens, then at the latest */
    int64_t phone_ms;                 /* X-Phone-Time: the caller's own clock on sending; 0: not said */
    int64_t path_id;                  /* first {id} of the path */
    struct str path_text, path_more;  /* first and second {name} of the path; any other word in braces names one too */
    const struct json_t *query;       /* object of typed query parameters; never NULL */
    const struct json_t *body;        /* checked body (JSON, or a form as an object of texts) */
    struct upload *uploads;
    size_t upload_count;
    struct str client;                /* address, for rate limits only */
    struct str session;               /* session token, empty when none */
    bool wants_html;                  /* plain form post: answer pages and 303 */
    int64_t key;                      /* set by prepare: the case the write belongs to */
    void *work;                       /* set by prepare, used by apply and reply */
    struct json_out out;              /* the JSON reply; already open when the handler is called */
    /* instead of JSON: */
    struct str raw;                   /* page, asset or file bytes */
    const char *raw_type;             /* its media type */
    const char *location;             /* answer 303 there */
    const char *etag;
    const char *set_cookie;
    int status;                       /* overrides route->status */
};

/* A module exports exactly one of these. */
struct module {
    const char *name;                 /* "command" */
    const char *zh;                   /* "指挥调度" */
    const struct route *routes;
    size_t route_count;
};

struct http_config {
    const char *address;              /* "127.0.0.1" */
    int port;                         /* 0: any free one */
    int threads;                      /* pool; 0 means 4 */
    const char *web_root;             /* built web files; NULL: none */
    const struct module *const *modules;
    size_t module_count;
    struct store *store;
    const void *app;
    struct org *(*org)(const void *app);          /* current org, with a reference */
    enum err (*tend)(const void *app, int64_t now_ms, struct fault *why);   /* what the modules delete when its time is over, now and then; NULL: nothing */
    bool secure_cookie;               /* behind TLS */
    bool behind_proxy;                /* the client's address is the last of X-Forwarded-For */
    int public_rate;                  /* writes to public routes per minute and client; 0 means 20; reads get 15 times as many */
    int connections;                  /* most at once; 0 means 20,000 */
};
/* ERR_INVALID names the first route row that breaks a rule (no right and not public, two alike, handlers missing). */
enum err http_start(const struct http_config *config, struct http **out, struct fault *why) MUST_CHECK;
int http_port(const struct http *http);
void http_stop(struct http *http);    /* finishes running calls, then closes */
/* Wakes live-event readers: events up to `last` can be read from the feed; 0: perhaps some of another server. */
void http_wake(struct http *http, int64_t last);

/* The OpenAPI 3.1 document of these modules. */
enum err http_openapi(struct arena *arena, const struct module *const *modules, size_t count, struct str *out, struct fault *why) MUST_CHECK;

/* The server's own rows: /api/health, /metrics, /api/events. */
extern const struct module HTTP_MODULE;

/* ── For handlers ──────────────────────────────────────────────────────── */

/* Who is logged in is remembered for a few seconds: forget one session, or every session and key of an account. */
void http_forget_session(struct http *http, struct str token);
void http_forget_account(struct http *http, int64_t account_id);
/* The Set-Cookie value that begins (or, with an empty token, ends) a session; in the call's arena. */
const char *http_session_cookie(const struct call *call, struct str token);

void html_text(struct buf *out, struct str text);     /* escaped for text and attributes */

#endif
