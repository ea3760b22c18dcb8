/*
 * serve_test.c - files, headers, rates, slow clients, figures, the API document, tables that are refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/peers.h"
#include "org/account.h"
#include "org/session.h"
#include "site.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/io.h"
#include "modules/admin/admin.h"

/* ── Headers ───────────────────────────────────────────────────────────── */

static void every_answer_has_the_security_headers(void **state)
{
    static const char *const requests[] = { "GET /api/test/echo", "GET /api/nowhere", "GET /page", "GET /desk", "GET /assets/app-1a2b.js",
                                            "POST /api/test/things", "GET /metrics", "HEAD /api/health", "BREW /" };
    static const char *const headers[] = { "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
                                           "Permissions-Policy", "X-Request-Id", "Cache-Control" };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        struct answer answer = site_ask(site, requests[i], NULL, NULL);
        for (size_t k = 0; k < COUNT_OF(headers); k++) {
            if (!answer_header_value(&answer, headers[k]).len) fail_msg("%s (%d) lacks %s", requests[i], answer.status, headers[k]);
        }
        if (str_find(answer_header_value(&answer, "Content-Security-Policy"), STR("frame-ancestors 'none'")) < 0) fail_msg("%s", requests[i]);
        assert_null(answer_header_value(&answer, "Strict-Transport-Security").at);
    }
    struct answer answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    assert_true(str_is(answer_header_value(&answer, "Cache-Control"), "no-store"));
}

static void set_secure(struct http_config *config)
{
    config->secure_cookie = true;
}

static void behind_tls_browsers_are_told(void **state)
{
    struct site *site = *state;

    site_restart(site, set_secure);
    struct answer answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    assert_true(answer_header_value(&answer, "Strict-Transport-Security").len > 0);
}

static void errors_are_pages_for_people_and_json_for_programs(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "GET /nowhere/at/all", "Accept: text/html,*/*\r\n", NULL);

    assert_int_equal(answer.status, 404);
    assert_true(str_starts(answer.body, STR("<!doctype html>")));
    answer = site_ask(site, "GET /api/nowhere", "Accept: text/html,*/*\r\n", NULL);
    expect("api", site, &answer, 404, "NOT_FOUND");
    answer = site_ask(site, "GET /nowhere", NULL, NULL);
    expect("a program", site, &answer, 404, "NOT_FOUND");
}

/* ── Files ─────────────────────────────────────────────────────────────── */

static void files(void **state)
{
    static const struct { const char *name, *request, *headers; int status; const char *body, *header, *value; } cases[] = {
        { "a page", "GET /desk.html", NULL, 200, "<!doctype html>desk", "Cache-Control", "no-cache" },
        { "its entry", "GET /desk", NULL, 200, "<!doctype html>desk", "Content-Type", "text/html; charset=utf-8" },
        { "below the entry", "GET /desk/cases/5?tab=map", NULL, 200, "<!doctype html>desk", NULL, NULL },
        { "an asset", "GET /assets/app-1a2b.js", NULL, 200, "let a = 1;", "Cache-Control", "public, max-age=31536000, immutable" },
        { "as brotli", "GET /assets/app-1a2b.js", "Accept-Encoding: gzip, br\r\n", 200, "brotli", "Content-Encoding", "br" },
        { "as gzip", "GET /assets/app-1a2b.js", "Accept-Encoding: gzip\r\n", 200, "gzip", "Content-Encoding", "gzip" },
        { "its type stays", "GET /assets/app-1a2b.js", "Accept-Encoding: br\r\n", 200, "brotli", "Content-Type", "text/javascript; charset=utf-8" },
        { "caches know", "GET /assets/app-1a2b.js", "Accept-Encoding: br\r\n", 200, "brotli", "Vary", "Accept-Encoding" },
        { "no such asset", "GET /assets/none.js", NULL, 404, NULL, NULL, NULL },
        { "no such entry", "GET /field", NULL, 404, NULL, NULL, NULL },
        { "a folder", "GET /assets", NULL, 404, NULL, NULL, NULL },
        { "upwards", "GET /../etc/passwd", NULL, 404, NULL, NULL, NULL },
        { "upwards in between", "GET /assets/../../etc/passwd.txt", NULL, 404, NULL, NULL, NULL },
        { "upwards, escaped", "GET /%2e%2e/%2e%2e/etc/passwd.txt", NULL, 404, NULL, NULL, NULL },
        { "a slash, escaped", "GET /assets%2fapp-1a2b.js", NULL, 404, NULL, NULL, NULL },
        { "a backslash", "GET /..\\..\\etc\\passwd.txt", NULL, 404, NULL, NULL, NULL },
        { "hidden", "GET /.hidden.html", NULL, 404, NULL, NULL, NULL },
        { "without a type", "GET /secret", NULL, 404, NULL, NULL, NULL },
        { "a link out of the folder", "GET /link.html", NULL, 404, NULL, NULL, NULL },
        { "not for writing", "POST /desk", NULL, 404, NULL, NULL, NULL },
    };
    struct site *site = *state;
    char path[200];

    (void)snprintf(path, sizeof path, "%s/link.html", site->web);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_ask(site, cases[i].request, cases[i].headers, NULL);
        if (answer.status != cases[i].status) fail_msg("%s: %d", cases[i].name, answer.status);
        if (cases[i].body && !str_is(answer.body, cases[i].body)) fail_msg("%s: %.*s", cases[i].name, STR_ARG(answer.body));
        if (cases[i].header && !str_is(answer_header_value(&answer, cases[i].header), cases[i].value)) fail_msg("%s: %s", cases[i].name, cases[i].header);
    }
}

static void unchanged_files_are_not_sent_again(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "GET /desk", NULL, NULL);
    struct str etag = answer_header_value(&answer, "ETag");

    assert_true(etag.len > 4);
    answer = site_ask(site, "GET /desk", str_format(site->arena, "If-None-Match: %.*s\r\n", STR_ARG(etag)).at, NULL);
    assert_int_equal(answer.status, 304);
    answer = site_ask(site, "GET /page", "If-None-Match: \"v1\"\r\n", NULL);
    assert_int_equal(answer.status, 304);
    answer = site_ask(site, "GET /page", "If-None-Match: \"v2\"\r\n", NULL);
    assert_int_equal(answer.status, 200);
}

static void head_is_get_without_body(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "HEAD /desk", NULL, NULL);

    assert_int_equal(answer.status, 200);
    assert_true(str_is(answer_header_value(&answer, "Content-Length"), "19"));
    answer = site_ask(site, "HEAD /api/test/echo", NULL, NULL);
    assert_int_equal(answer.status, 200);
}

/* ── Rates ─────────────────────────────────────────────────────────────── */

static void set_slow(struct http_config *config)
{
    config->public_rate = 3;
    config->behind_proxy = true;
}

static void a_client_that_asks_too_often_waits(void **state)
{
    struct site *site = *state;
    struct answer answer;

    site_restart(site, set_slow);
    for (int i = 0; i < 3; i++) {
        answer = site_post(site, "POST /api/test/public", NULL, "{\"text\":\"a\"}");
        expect("within the rate", site, &answer, 201, NULL);
    }
    answer = site_post(site, "POST /api/test/public", NULL, "{\"text\":\"a\"}");
    expect("too often", site, &answer, 429, "TOO_MANY");
    int64_t wait = 0;
    for (size_t i = 0; i < answer_header_value(&answer, "Retry-After").len; i++) wait = wait * 10 + answer_header_value(&answer, "Retry-After").at[i] - '0';
    assert_true(wait >= 1 && wait <= 21);
    answer = site_post(site, "POST /api/test/public", "X-Forwarded-For: 6.6.6.6, 10.1.2.3\r\n", "{\"text\":\"a\"}");
    expect("another client", site, &answer, 201, NULL);
    answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("reading has its own rate", site, &answer, 200, NULL);
    for (int i = 0; i < 44; i++) (void)site_ask(site, "GET /api/test/echo", NULL, NULL);
    answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("which ends too", site, &answer, 429, "TOO_MANY");
    answer = site_ask(site, "GET /api/test/items/1", site_login(site, "worker"), NULL);
    expect("people who are logged in are not limited", site, &answer, 200, NULL);
}

static enum err insert_relay(struct db *db, struct store_job *job, struct fault *why)
{
    struct grant_new grant = { .id = 710, .account_id = CAMERA, .role = STR("relay"), .unit_id = CITY, .granted_at = 1 };
    enum err err = org_grant_insert(db, &grant, why);

    (void)job;
    if (!err) err = key_insert(db, &(struct key_new){ 711, STR("kiosk-key"), STR("kiosk"), STR("source.relay"), STR("resident"), CAMERA, 1, 0 }, why);
    return err ? err : key_insert(db, &(struct key_new){ 712, STR("camera-key"), STR("camera"), STR("source.post"), STR("camera"), CAMERA, 1, 0 }, why);
}

/* A kiosk is one address with many people behind; another system's key, or a made-up one, helps nobody. */
static void a_relay_is_not_limited(void **state)
{
    struct site *site = *state;
    struct answer answer;

    town_do(site->town, insert_relay, NULL);
    site_restart(site, set_slow);
    for (int i = 0; i < 20; i++) {
        answer = site_post(site, "POST /api/test/public", "X-Relay-Key: kiosk-key\r\n", "{\"text\":\"a\"}");
        expect("through the kiosk", site, &answer, 201, NULL);
    }
    for (int i = 0; i < 3; i++) (void)site_post(site, "POST /api/test/public", "X-Relay-Key: camera-key\r\n", "{\"text\":\"a\"}");
    answer = site_post(site, "POST /api/test/public", "X-Relay-Key: camera-key\r\n", "{\"text\":\"a\"}");
    expect("a camera relays nobody", site, &answer, 429, "TOO_MANY");
    answer = site_post(site, "POST /api/test/public", "X-Relay-Key: made-up\r\n", "{\"text\":\"a\"}");
    expect("nor does a made-up key", site, &answer, 429, "TOO_MANY");
    answer = site_ask(site, "GET /api/test/items/1", "X-Relay-Key: kiosk-key\r\n", NULL);
    expect("and it opens nothing", site, &answer, 401, "UNAUTHORIZED");
}

/* ── Slow and broken clients ───────────────────────────────────────────── */

/* Milliseconds from `begin` until the server closes; -1 when it is still open at the end of `drip`, or after `ms` of silence. */
static int64_t closed_after(int s, int64_t begin, const char *drip, int ms)
{
    bool drips = *drip;

    while (drips ? *drip != '\0' : time_monotonic_ms() - begin < ms) {
        struct pollfd wait = { s, POLLIN, 0 };
        char byte[512];
        if (drips) (void)send(s, drip++, 1, MSG_NOSIGNAL);
        if (poll(&wait, 1, 500) > 0 && recv(s, byte, sizeof byte, 0) <= 0) return time_monotonic_ms() - begin;
    }
    return -1;
}

/* However busy the machine: not before the time is over, and while the client still sends (it would for a minute and more). */
static void dripping_heads_are_cut_off(void **state)
{
    struct site *site = *state;
    int64_t begin = time_monotonic_ms();
    int s = client_connect(site->port), silent = client_connect(site->port);
    char slow[200];

    (void)snprintf(slow, sizeof slow, "GET /api/test/echo HTTP/1.1\r\nX-Slow: %0120d", 1);
    assert_true(closed_after(s, begin, slow, 0) >= PEER_HEAD_MS);
    assert_true(closed_after(silent, begin, "", 4 * PEER_HEAD_MS) >= PEER_HEAD_MS);
    close(s);
    close(silent);
}

static void broken_requests_get_an_answer_or_the_end(void **state)
{
    static const char *const requests[] = {
        "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "\x16\x03\x01\x02", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /api/test/public HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        "GET /api/test/echo HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET http://[::1/x HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        int s = client_connect(site->port);
        (void)client_text(s, requests[i]);
        (void)shutdown(s, SHUT_WR);
        struct answer answer = client_read(s, site->arena);
        if (answer.status && (answer.status < 400 || answer.status > 599)) fail_msg("request %zu: %d", i, answer.status);
        close(s);
    }
    struct answer answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("and the server goes on", site, &answer, 200, NULL);
}

/* What two readers could cut in two ways is refused whole: the second request in it is never seen. */
static void smuggled_requests_end_the_connection(void **state)
{
    static const struct { const char *name, *head; } rows[] = {
        { "two lengths", "Content-Length: 2\r\nContent-Length: 40\r\n" }, { "the same length twice", "Content-Length: 2\r\nContent-Length: 2\r\n" },
        { "length in other letters", "content-length: 2\r\nContent-LENGTH: 0\r\n" },
        { "length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" },
        { "chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n" },
        { "two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" }, { "two hosts", "Content-Length: 2\r\nHost: y\r\n" },
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int s = client_connect(site->port);
        (void)client_text(s, str_format(site->arena, "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s\r\n{}"
                                                     "GET /api/test/echo?count=7 HTTP/1.1\r\nHost: x\r\n\r\n", rows[i].head).at);
        const char *all = client_read_until(s, site->arena, "never in it", 3000);
        if (!strstr(all, " 400 ") || strstr(all, "\"count\":7") || strstr(all, " 200 ")) fail_msg("%s: %s", rows[i].name, all);
        close(s);
    }
    int s = client_connect(site->port);
    (void)client_text(s, "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
    struct answer answer = client_read(s, site->arena);
    assert_true(answer.status == 400 && str_is(answer_header_value(&answer, "Connection"), "close"));
    close(s);
    s = client_connect(site->port);
    (void)client_text(s, "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
    assert_in_range(closed_after(s, time_monotonic_ms(), "", PEER_HEAD_MS), 0, PEER_HEAD_MS - 1);   /* by itself, not because it was silent */
    close(s);
}

static void requests_in_one_go_are_answered_in_order(void **state)
{
    struct site *site = *state;
    int s = client_connect(site->port);

    (void)client_text(s, "GET /api/test/echo?count=1 HTTP/1.1\r\nHost: x\r\n\r\nGET /api/test/slow HTTP/1.1\r\nHost: x\r\n\r\n"
                         "GET /api/test/echo?count=3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const char *all = client_read_until(s, site->arena, "\"count\":3", 5000);
    const char *one = strstr(all, "\"count\":1"), *three = strstr(all, "\"count\":3");
    assert_true(one && three && one < three);
    close(s);
}

/* ── Figures ───────────────────────────────────────────────────────────── */

static void figures(void **state)
{
    struct site *site = *state;

    (void)site_ask(site, "GET /api/test/echo", NULL, NULL);
    (void)site_ask(site, "GET /api/test/echo?count=x", NULL, NULL);
    (void)site_ask(site, "GET /api/nowhere", NULL, NULL);
    struct answer answer = site_ask(site, "GET /metrics", NULL, NULL);
    static const char *const lines[] = {
        "shao_requests_total{method=\"GET\",route=\"/api/test/echo\",status=\"200\"} 1\n",
        "shao_requests_total{method=\"GET\",route=\"/api/test/echo\",status=\"400\"} 1\n",
        "shao_requests_total{method=\"\",route=\"\",status=\"404\"} 1\n",
        "shao_request_seconds_bucket{method=\"GET\",route=\"/api/test/echo\",le=\"+Inf\"} 2\n",
        "shao_request_seconds_count{method=\"GET\",route=\"/api/test/echo\"} 2\n",
        "# TYPE shao_request_seconds histogram\n", "shao_streams 0\n", "shao_store_commits_total ",
    };
    assert_int_equal(answer.status, 200);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (str_find(answer.body, str_from_c(lines[i])) < 0) fail_msg("missing: %s in\n%.*s", lines[i], STR_ARG(answer.body));
    }
    answer = site_ask(site, "GET /api/health", NULL, NULL);
    expect("health", site, &answer, 200, NULL);
    assert_string_equal(answer_field(site->arena, &answer, "status"), "ok");
    assert_string_equal(answer_field(site->arena, &answer, "store"), site->town->postgres ? "postgres" : "sqlite");
}

/* ── Tables ────────────────────────────────────────────────────────────── */

static void the_api_document(void **state)
{
    static const struct module *const modules[] = { &ADMIN_MODULE, &HTTP_MODULE };
    struct site *site = *state;
    struct str text;
    struct json_t *document;
    struct fault why = { 0 };

    if (http_openapi(site->arena, modules, COUNT_OF(modules), &text, &why)) fail_msg("%s", why.en);
    assert_int_equal(json_parse(site->arena, text, &document, &why), ERR_OK);
    assert_true(str_is(json_get_str(document, "openapi"), "3.1.0"));
    const struct json_t *paths = json_get(document, "paths"), *session = json_get(paths, "/api/session");
    assert_non_null(json_get(session, "post"));
    assert_non_null(json_get(session, "delete"));
    assert_true(str_is(json_get_str(json_get(session, "post"), "operationId"), "postSession"));
    assert_int_equal(json_count(json_get(json_get(session, "post"), "security")), 0);
    assert_int_equal(json_count(json_get(json_get(session, "get"), "security")), 2);
    assert_null(json_get(paths, "/metrics"));
    assert_non_null(json_get(json_get(json_get(document, "components"), "schemas"), "Me"));
    assert_non_null(json_get(json_get(json_get(document, "components"), "schemas"), "Error"));
}

static enum err nothing(struct call *call, struct fault *why)
{
    (void)call;
    (void)why;
    return ERR_OK;
}

static enum err write_nothing(struct db *db, struct call *call, struct fault *why)
{
    (void)db;
    return nothing(call, why);
}

static void wrong_tables_do_not_start(void **state)
{
    static const struct route rows[] = {
        { .method = HTTP_GET, .path = "/a", .read = nothing, .zh = "甲", .en = "x" },
        { .method = HTTP_GET, .path = "/b", .right = RIGHT_LOGIN, .flags = ROUTE_PUBLIC, .read = nothing, .zh = "甲", .en = "x" },
        { .method = HTTP_GET, .path = "/c", .right = RIGHT_LOGIN, .zh = "甲", .en = "x" },
        { .method = HTTP_POST, .path = "/d", .right = RIGHT_LOGIN, .apply = write_nothing, .zh = "甲", .en = "x" },
        { .method = HTTP_GET, .path = "/e", .right = RIGHT_LOGIN, .prepare = nothing, .apply = write_nothing, .zh = "甲", .en = "x" },
        { .method = HTTP_GET, .path = "f", .right = RIGHT_LOGIN, .read = nothing, .zh = "甲", .en = "x" },
        { .method = HTTP_GET, .path = "/g", .right = RIGHT_LOGIN, .read = nothing },
    };
    static const struct route twins[] = {
        { .method = HTTP_GET, .path = "/a/{id}", .right = RIGHT_LOGIN, .read = nothing, .zh = "甲", .en = "x" },
        { .method = HTTP_GET, .path = "/a/{id}", .right = RIGHT_LOGIN, .read = nothing, .zh = "甲", .en = "x" },
    };
    struct site *site = *state;
    struct fault why = { 0 };
    struct str text = STR_NONE;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct module module = { "x", "甲", &rows[i], 1 };
        const struct module *const modules[] = { &module };
        if (http_openapi(site->arena, modules, 1, &text, &why) != ERR_INVALID) fail_msg("row %zu is taken", i);
        assert_null(text.at);
    }
    struct module module = { "x", "甲", twins, 2 };
    const struct module *const modules[] = { &module };
    assert_int_equal(http_openapi(site->arena, modules, 1, &text, &why), ERR_INVALID);
    assert_non_null(strstr(why.en, "twice"));
}

static void a_taken_port_is_a_clear_answer(void **state)
{
    struct site *site = *state;
    static const struct module *const modules[] = { &HTTP_MODULE };
    struct http_config config = { .address = "127.0.0.1", .port = site->port, .modules = modules, .module_count = 1,
                                  .store = site->town->store, .app = site->town, .org = town_org };
    struct http *other = NULL;
    struct fault why = { 0 };

    assert_int_equal(http_start(&config, &other, &why), ERR_BUSY);
    assert_null(other);
    config.address = "nowhere";
    assert_int_equal(http_start(&config, &other, &why), ERR_INVALID);
    config.address = "127.0.0.1";
    config.web_root = "/no/such/folder";
    assert_int_equal(http_start(&config, &other, &why), ERR_NOT_FOUND);
    struct answer answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("the first server goes on", site, &answer, 200, NULL);
}

/* ── Stopping ──────────────────────────────────────────────────────────── */

enum { HAIL_THREADS = 3, HAIL_RESTARTS = 60 };

struct hail { atomic_int port, answered, odd; atomic_bool over; };

static void *connect_and_ask(void *arg)
{
    struct hail *hail = arg;

    while (!atomic_load(&hail->over)) {
        char answer[16] = "";
        int s = client_connect(atomic_load(&hail->port));

        if (s < 0) continue;
        if (client_text(s, "GET /api/test/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            && recv(s, answer, sizeof answer - 1, MSG_WAITALL) > 12) {
            if (!strncmp(answer + 9, "200", 3)) atomic_fetch_add(&hail->answered, 1);
            else if (strncmp(answer + 9, "503", 3) != 0) atomic_fetch_add(&hail->odd, 1);
        }
        close(s);
    }
    return NULL;
}

static void stopping_in_a_hail_of_connections(void **state)
{
    struct site *site = *state;
    struct hail hail = { 0 };
    pthread_t threads[HAIL_THREADS];

    atomic_store(&hail.port, site->port);
    for (int i = 0; i < HAIL_THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, connect_and_ask, &hail), 0);
    for (int i = 0; i < HAIL_RESTARTS; i++) {
        int before = atomic_load(&hail.answered);

        for (int64_t until = time_monotonic_ms() + 10000; atomic_load(&hail.answered) == before && time_monotonic_ms() < until;) usleep(200);
        assert_true(atomic_load(&hail.answered) > before);
        site_restart(site, NULL);
        atomic_store(&hail.port, site->port);
    }
    atomic_store(&hail.over, true);
    for (int i = 0; i < HAIL_THREADS; i++) pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&hail.odd), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SITE_TEST(every_answer_has_the_security_headers), SITE_TEST(behind_tls_browsers_are_told),
        SITE_TEST(errors_are_pages_for_people_and_json_for_programs), SITE_TEST(files), SITE_TEST(unchanged_files_are_not_sent_again),
        SITE_TEST(head_is_get_without_body), SITE_TEST(a_client_that_asks_too_often_waits), SITE_TEST(a_relay_is_not_limited), SITE_TEST(dripping_heads_are_cut_off),
        SITE_TEST(broken_requests_get_an_answer_or_the_end), SITE_TEST(smuggled_requests_end_the_connection), SITE_TEST(requests_in_one_go_are_answered_in_order), SITE_TEST(figures),
        SITE_TEST(the_api_document), SITE_TEST(wrong_tables_do_not_start), SITE_TEST(a_taken_port_is_a_clear_answer),
        SITE_TEST(stopping_in_a_hail_of_connections),
    };

    return town_run_lite("http/serve", tests, COUNT_OF(tests));
}
