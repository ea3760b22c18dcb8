/*
 * answer.c - the answer's bytes and headers: JSON, page, file, error.
 *
 * Bodies stay in the exchange's arena, which outlives the sending.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "http/server.h"

/*
 * On every answer.  Inline styles are Ant Design's, blob workers and images
 * MapLibre's, data fonts bpmn-js's.
 */
static const struct { const char *name, *value; } SECURITY[] = {
    { "Content-Security-Policy",
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
      "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; child-src blob:; object-src 'none'; "
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "same-origin" },
    { "Permissions-Policy", "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
};

void answer_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (value) (void)MHD_add_response_header(response, name, value);   /* without memory the header is missing, no more */
}

static void security_headers(const struct http *http, struct MHD_Response *response)
{
    for (size_t i = 0; i < COUNT_OF(SECURITY); i++) answer_header(response, SECURITY[i].name, SECURITY[i].value);
    if (http->config.secure_cookie) answer_header(response, "Strict-Transport-Security", "max-age=31536000");
}

void answer_headers(const struct exchange *x, struct MHD_Response *response)
{
    char number[16];

    security_headers(x->http, response);
    answer_header(response, "X-Request-Id", x->request);
    if (x->retry_after_s && x->status == 429) {
        snprintf(number, sizeof number, "%d", x->retry_after_s);
        answer_header(response, "Retry-After", number);
    }
    if (x->status == 401) answer_header(response, "WWW-Authenticate", "Bearer");
}

static void answer_bytes(struct exchange *x, int status, struct str bytes, const char *type, const char *cache)
{
    /* MHD's parameter is not const, but a persistent buffer is only read. */
    union { const char *in; void *out; } at = { .in = bytes.at ? bytes.at : "" };

    x->status = status;
    if (x->response) MHD_destroy_response(x->response);
    x->response = MHD_create_response_from_buffer(bytes.len, at.out, MHD_RESPMEM_PERSISTENT);
    if (!x->response) return;
    if (type) answer_header(x->response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    answer_header(x->response, MHD_HTTP_HEADER_CACHE_CONTROL, cache);
    answer_headers(x, x->response);
}

static const char JSON_MEDIA[] = "application/json; charset=utf-8";

void answer_keep(const struct exchange *x, struct str json)
{
    const struct kept_key key = { x->identity, x->target };
    /* Only read: MHD copies. */
    union { const char *in; void *out; } at = { .in = json.at };
    struct MHD_Response *response = MHD_create_response_from_buffer(json.len, at.out, MHD_RESPMEM_MUST_COPY);

    if (!response) return;
    answer_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, JSON_MEDIA);
    answer_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    security_headers(x->http, response);
    kept_put(x->http->kept, &key, x->seq, x->call.now_ms, response);
}

void answer_text(struct exchange *x, int status, struct str json)
{
    answer_bytes(x, status, json, JSON_MEDIA, "no-store");
    if (x->response && x->replayed) answer_header(x->response, "Idempotent-Replayed", "true");
}

/* ── What the handler left ─────────────────────────────────────────────── */

static bool etag_known(const struct exchange *x, const char *etag)
{
    return x->head.if_none_match.at && (str_is(x->head.if_none_match, "*") || str_find(x->head.if_none_match, str_from_c(etag)) >= 0);
}

static void answer_raw(struct exchange *x, int status)
{
    struct call *call = &x->call;
    const char *cache = call->etag ? "private, no-cache" : "no-store";
    char etag[160] = "";

    if (call->etag) snprintf(etag, sizeof etag, "\"%s\"", call->etag);
    if (call->etag && status == 200 && etag_known(x, etag)) answer_bytes(x, 304, STR_NONE, NULL, cache);
    else answer_bytes(x, status, call->raw, call->raw_type ? call->raw_type : "application/octet-stream", cache);
    if (x->response && call->etag) answer_header(x->response, MHD_HTTP_HEADER_ETAG, etag);
}

void answer_call(struct exchange *x)
{
    struct call *call = &x->call;
    int status = call->status ? call->status : call->route->status ? call->route->status : 200;

    if (call->location) {
        answer_bytes(x, call->status ? call->status : 303, STR_NONE, NULL, "no-store");
        if (x->response) answer_header(x->response, MHD_HTTP_HEADER_LOCATION, call->location);
    } else if (call->raw.at || call->raw_type) {
        answer_raw(x, status);
    } else if (status == 204) {
        answer_bytes(x, status, STR_NONE, NULL, "no-store");
    } else {
        json_close(&call->out);
        if (!json_done(&call->out) || !buf_ok(&x->json)) {
            answer_fault(x, &(struct fault){ .code = buf_ok(&x->json) ? ERR_INTERNAL : ERR_NO_MEMORY });
            return;
        }
        answer_text(x, status, buf_done(&x->json));
        if (call->route->flags & ROUTE_KEPT && status == 200 && x->identity) answer_keep(x, buf_done(&x->json));
    }
    if (x->response && call->set_cookie) answer_header(x->response, MHD_HTTP_HEADER_SET_COOKIE, call->set_cookie);
}

/* ── Errors ────────────────────────────────────────────────────────────── */

static void page_text(struct exchange *x, const struct fault *why, struct buf *out)
{
    buf_text(out, "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    html_text(out, str_from_c(why->zh));
    buf_text(out, "</title><style>body{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;"
                  "color:#1f1f1f;background:#fff}small{color:#595959}a{color:#0b57d0}</style></head><body><main><h1>");
    html_text(out, str_from_c(why->zh));
    buf_text(out, "</h1><p lang=\"en\">");
    html_text(out, str_from_c(why->en));
    buf_text(out, "</p><p><a href=\"/\">返回首页 · <span lang=\"en\">Home</span></a></p><p><small>");
    buf_printf(out, "%s · %s", err_name(why->code), x->request);
    buf_text(out, "</small></p></main></body></html>");
}

static void json_fault(struct exchange *x, const struct fault *why, struct buf *out)
{
    struct json_out json;

    json_begin(&json, out);
    json_object(&json, NULL);
    json_text(&json, "error", err_name(why->code));
    json_text(&json, "zh", why->zh);
    json_text(&json, "en", why->en);
    json_int(&json, "at", (int64_t)why->at);
    if (why->field[0]) json_text(&json, "field", why->field);
    else json_null(&json, "field");
    json_text(&json, "request", x->request);
    json_close(&json);
}

/* Pages for people who came by link or form, JSON for programs. */
static bool wants_page(const struct exchange *x)
{
    bool api = x->path.count && str_is(x->path.segments[0], "api");

    if (x->match.entry) return (x->match.entry->route->flags & (ROUTE_HTML | ROUTE_FORM)) != 0;
    return !api && str_find(x->head.accept, STR("text/html")) >= 0;
}

static void log_failure(const struct exchange *x, const struct fault *why, int status)
{
    const struct route *route = x->match.entry ? x->match.entry->route : NULL;

    /* The sentence may name what the caller typed: only our own failures are told in words. */
    log_line(status >= 500 ? LOG_ERROR : LOG_INFO, "request=%s status=%d code=%s route=%s%s%s%s%s", x->request, status,
             err_name(why->code), route ? route->path : "-", status >= 500 ? " why=" : "", status >= 500 ? why->en : "",
             why->detail[0] ? " detail=" : "", why->detail);
}

void answer_fault(struct exchange *x, const struct fault *why)
{
    struct fault said = *why;
    bool page = wants_page(x);
    int status = err_status(said.code);
    struct buf out, allow;

    if (!said.zh[0]) snprintf(said.zh, sizeof said.zh, "%s", err_zh(said.code));
    if (!said.en[0]) snprintf(said.en, sizeof said.en, "%s", err_en(said.code));
    log_failure(x, &said, status);
    buf_init(&out, x->arena, 0);
    if (page) page_text(x, &said, &out);
    else json_fault(x, &said, &out);
    answer_bytes(x, status, buf_done(&out), page ? "text/html; charset=utf-8" : "application/json; charset=utf-8", "no-store");
    if (!x->response || said.code != ERR_METHOD) return;
    buf_init(&allow, x->arena, 0);
    router_allow(&x->http->router, &x->path, &allow);
    buf_byte(&allow, 0);
    if (buf_ok(&allow)) answer_header(x->response, MHD_HTTP_HEADER_ALLOW, allow.len > 1 ? buf_done(&allow).at : "GET, HEAD, POST, PUT, PATCH, DELETE");
}
