/*
 * check_test.c - what is refused before a handler runs, and how.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"

/* ── Address and method ────────────────────────────────────────────────── */

static void addresses(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    static const struct { const char *name, *request; int status; const char *error; } cases[] = {
        { "known", "GET /api/test/echo", 200, NULL },
        { "unknown", "GET /api/test/nothing", 404, "NOT_FOUND" },
        { "too deep", "GET /api/test/a/b/c/d/e/f/g/h/i/j/k", 404, "NOT_FOUND" },
        { "trailing slash", "GET /api/test/echo/", 404, "NOT_FOUND" },
        { "double slash", "GET /api//test/echo", 404, "NOT_FOUND" },
        { "id of digits", "GET /api/test/items/42", 200, NULL },
        { "id of letters", "GET /api/test/items/x", 404, "NOT_FOUND" },
        { "id zero", "GET /api/test/items/0", 404, "NOT_FOUND" },
        { "negative id", "GET /api/test/items/-5", 404, "NOT_FOUND" },
        { "id too large", "GET /api/test/items/99999999999999999999", 404, "NOT_FOUND" },
        { "literal before id", "GET /api/test/items/newest", 200, NULL },
        { "name", "GET /api/test/names/%E5%93%A8", 200, NULL },
        { "empty name", "GET /api/test/names/", 404, "NOT_FOUND" },
        { "broken escape", "GET /api/test/names/%E5%9", 400, "INVALID" },
        { "not hexadecimal", "GET /api/test/names/%zz", 400, "INVALID" },
        { "broken UTF-8", "GET /api/test/names/%ff", 400, "INVALID" },
        { "NUL", "GET /api/test/names/a%00b", 400, "INVALID" },
        { "wrong method", "POST /api/test/echo", 405, "METHOD" },
        { "strange method", "BREW /api/test/echo", 405, "METHOD" },
        { "options", "OPTIONS /api/test/echo", 405, "METHOD" },
        { "post to nowhere", "POST /api/nowhere", 404, "NOT_FOUND" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_ask(site, cases[i].request, worker, NULL);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
    }
}

static void allowed_methods_are_named(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "POST /api/test/echo", NULL, NULL);

    assert_true(str_is(answer_header_value(&answer, "Allow"), "GET, HEAD"));
    answer = site_ask(site, "PATCH /api/test/things", NULL, NULL);
    assert_true(str_is(answer_header_value(&answer, "Allow"), "POST, DELETE"));
}

static void what_stands_in_the_path_arrives(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    struct answer answer = site_ask(site, "GET /api/test/names/%E5%93%A8%2F1", worker, NULL);

    assert_string_equal(answer_field(site->arena, &answer, "name"), "哨/1");
    answer = site_ask(site, "GET /api/test/items/9007199254740993", worker, NULL);
    assert_string_equal(answer_field(site->arena, &answer, "id"), "9007199254740993");
}

static void long_addresses(void **state)
{
    struct site *site = *state;
    char request[4000] = "GET /api/test/echo?text=";
    size_t len = strlen(request);
    struct answer answer;

    memset(request + len, 'a', 2048 - (len - 4));
    answer = site_ask(site, request, NULL, NULL);
    expect("2,048 bytes", site, &answer, 400, "INVALID");   /* the text is too long, the address is not */
    request[2048 + 4] = 'a';
    answer = site_ask(site, request, NULL, NULL);
    expect("2,049 bytes", site, &answer, 414, "URI_TOO_LONG");
}

static void large_heads(void **state)
{
    struct site *site = *state;
    static char head[20000];
    struct answer answer;

    (void)snprintf(head, sizeof head, "X-Large: %0*d\r\n", 1500, 1);
    answer = site_ask(site, "GET /api/test/echo", head, NULL);
    expect("1.5 KB of header", site, &answer, 200, NULL);
    (void)snprintf(head, sizeof head, "X-Large: %0*d\r\n", 15000, 1);
    answer = site_ask(site, "GET /api/test/echo", head, NULL);
    assert_true(answer.status == 431 || answer.status == 413 || answer.status == 0);
    answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("and the server goes on", site, &answer, 200, NULL);
}

/* ── Who ───────────────────────────────────────────────────────────────── */

static enum err add_key(struct db *db, struct store_job *job, struct fault *why)
{
    (void)job;
    return key_insert(db, &(struct key_new){ 700, STR("key-1"), STR("camera"), STR("source.post"), STR("camera"), CAMERA, 1, 0 }, why);
}

static void who_may(void **state)
{
    struct site *site = *state;
    static const char GARBAGE[] = "Cookie: shao_session=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
    const char *worker = site_login(site, "worker"), *admin = site_login(site, "sysadmin"), *newcomer = site_login(site, "newcomer");
    const char *stale = site_login_at(site, "worker", time_now_ms() - 31 * MS_PER_MINUTE);
    const char *old = site_login_at(site, "worker", time_now_ms() - 13 * MS_PER_HOUR);
    town_do(site->town, add_key, NULL);
    const struct { const char *name, *request, *headers; int status; const char *error; } cases[] = {
        { "nobody", "GET /api/test/items/1", NULL, 401, "UNAUTHORIZED" },
        { "nobody, admin", "GET /api/test/admin", NULL, 401, "UNAUTHORIZED" },
        { "no session", "GET /api/test/items/1", GARBAGE, 401, "UNAUTHORIZED" },
        { "an empty session", "GET /api/test/items/1", "Cookie: shao_session=\r\n", 401, "UNAUTHORIZED" },
        { "idle too long", "GET /api/test/items/1", stale, 401, "UNAUTHORIZED" },
        { "older than a day", "GET /api/test/items/1", old, 401, "UNAUTHORIZED" },
        { "worker", "GET /api/test/items/1", worker, 200, NULL },
        { "worker, admin", "GET /api/test/admin", worker, 403, "FORBIDDEN" },
        { "admin", "GET /api/test/admin", admin, 200, NULL },
        { "first the own password", "GET /api/test/admin", newcomer, 403, "FORBIDDEN" },
        { "then the rest", "GET /api/test/items/1", newcomer, 200, NULL },
        { "a key", "GET /api/test/items/1", "Authorization: Bearer key-1\r\n", 200, NULL },
        { "a key without the right", "GET /api/test/admin", "Authorization: Bearer key-1\r\n", 403, "FORBIDDEN" },
        { "a wrong key", "GET /api/test/items/1", "Authorization: Bearer key-2\r\n", 401, "UNAUTHORIZED" },
        { "a key as session", "GET /api/test/items/1", "Cookie: shao_session=key-1\r\n", 401, "UNAUTHORIZED" },
        { "basic", "GET /api/test/items/1", "Authorization: Basic a2V5LTE=\r\n", 401, "UNAUTHORIZED" },
        { "a public page with an ended session", "GET /api/test/echo", stale, 200, NULL },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_ask(site, cases[i].request, cases[i].headers, NULL);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
    }
}

static enum err end(struct db *db, struct store_job *job, struct fault *why)
{
    return session_end(db, *(struct str *)job->arg, WORKER, 1, why);
}

static void a_session_that_ended_ends_here_too(void **state)
{
    struct site *site = *state;
    const char *cookie = site_login(site, "worker");
    struct str token = { cookie + strlen("Cookie: shao_session="), 64 };
    struct answer answer = site_ask(site, "GET /api/test/items/1", cookie, NULL);

    expect("before", site, &answer, 200, NULL);
    town_do(site->town, end, &token);
    http_forget_session(site->http, token);
    answer = site_ask(site, "GET /api/test/items/1", cookie, NULL);
    expect("after", site, &answer, 401, "UNAUTHORIZED");
}

/* ── Cross-site, content type, size ────────────────────────────────────── */

static void other_sites(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker"), *body = "{\"text\":\"a\"}";
    const char *own = str_format(site->arena, "Origin: http://127.0.0.1:%d\r\n", site->port).at;
    const struct { const char *name, *header; int status; const char *error; } cases[] = {
        { "no origin", "", 201, NULL },
        { "own origin", own, 201, NULL },
        { "another site", "Origin: https://evil.example\r\n", 403, "FORBIDDEN" },
        { "another port", "Origin: http://127.0.0.1:1\r\n", 403, "FORBIDDEN" },
        { "a sandboxed page", "Origin: null\r\n", 403, "FORBIDDEN" },
        { "an empty origin", "Origin: \r\n", 403, "FORBIDDEN" },
        { "no origin but said to be cross-site", "Sec-Fetch-Site: cross-site\r\n", 403, "FORBIDDEN" },
        { "a neighbour domain", "Sec-Fetch-Site: same-site\r\n", 403, "FORBIDDEN" },
        { "the same site", "Sec-Fetch-Site: same-origin\r\n", 201, NULL },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *headers = str_format(site->arena, "%s%s", worker, cases[i].header).at;
        struct answer answer = site_post(site, "POST /api/test/things", headers, body);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
    }
    struct answer answer = site_ask(site, "GET /api/test/echo", "Origin: https://evil.example\r\n", NULL);
    expect("reading is not writing", site, &answer, 200, NULL);
}

static void content_types(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    static const struct { const char *name, *type; int status; const char *error; } cases[] = {
        { "JSON", "Content-Type: application/json\r\n", 201, NULL },
        { "JSON with charset", "Content-Type: application/json; charset=utf-8\r\n", 201, NULL },
        { "capitals", "Content-Type: Application/JSON\r\n", 201, NULL },
        { "none", "", 415, "MEDIA_TYPE" },
        { "plain text, as a form may send", "Content-Type: text/plain\r\n", 415, "MEDIA_TYPE" },
        { "a form", "Content-Type: application/x-www-form-urlencoded\r\n", 415, "MEDIA_TYPE" },
        { "nearly JSON", "Content-Type: application/jsonp\r\n", 415, "MEDIA_TYPE" },
        { "compressed", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", 415, "MEDIA_TYPE" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *headers = str_format(site->arena, "%s%s", worker, cases[i].type).at;
        struct answer answer = site_ask(site, "POST /api/test/things", headers, "{\"text\":\"a\"}");
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
    }
}

static struct answer post_sized(struct site *site, const char *cookie, size_t size, bool chunked)
{
    char *body = arena_alloc(site->arena, size + 1);
    int s = client_connect(site->port);
    struct answer answer;
    struct str head = str_format(site->arena,
                                 "POST /api/test/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s%s",
                                 cookie, chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "");

    memset(body, ' ', size);
    memcpy(body, "{\"text\":\"a\"}", 12);
    (void)client_send(s, head.at, head.len);
    if (chunked) {
        for (size_t at = 0; at < size; at += 1000) {
            size_t n = size - at < 1000 ? size - at : 1000;
            (void)client_text(s, str_format(site->arena, "%zx\r\n", n).at);
            (void)client_send(s, body + at, n);
            (void)client_text(s, "\r\n");
        }
        (void)client_text(s, "0\r\n\r\n");
    } else {
        (void)client_text(s, str_format(site->arena, "Content-Length: %zu\r\n\r\n", size).at);
        (void)client_send(s, body, size);
    }
    answer = client_read(s, site->arena);
    close(s);
    return answer;
}

static void sizes(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    static const struct { const char *name; size_t size; bool chunked; int status; const char *error; } cases[] = {
        { "small", 12, false, 201, NULL },
        { "small, chunked", 12, true, 201, NULL },
        { "16 KiB", 16384, false, 201, NULL },
        { "16 KiB, chunked", 16384, true, 201, NULL },
        { "one more", 16385, false, 413, "TOO_LARGE" },
        { "one more, chunked", 16385, true, 413, "TOO_LARGE" },
        { "much more", 200000, false, 413, "TOO_LARGE" },
        { "much more, chunked", 200000, true, 413, "TOO_LARGE" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = post_sized(site, worker, cases[i].size, cases[i].chunked);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
    }
    struct answer answer = site_ask(site, "POST /api/test/things", str_format(site->arena, "%sContent-Type: application/json\r\nContent-Length: 99999999999\r\n", worker).at, NULL);
    expect("a hundred gigabytes said", site, &answer, 413, "TOO_LARGE");
    answer = site_ask(site, "DELETE /api/test/things", worker, NULL);
    expect("no body", site, &answer, 200, NULL);
    answer = site_post(site, "DELETE /api/test/things", worker, "{}");
    expect("a body nobody asked for", site, &answer, 400, "INVALID");
    assert_int_equal(site_applied(), 4);
}

/* ── Order ─────────────────────────────────────────────────────────────── */

static void the_first_mistake_is_told(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    struct answer answer = site_ask(site, "POST /api/test/things", "Origin: https://evil.example\r\nContent-Type: text/plain\r\n", "x");

    expect("login before origin", site, &answer, 401, "UNAUTHORIZED");
    answer = site_ask(site, "POST /api/test/things", str_format(site->arena, "%sOrigin: https://evil.example\r\nContent-Type: text/plain\r\n", worker).at, "x");
    expect("origin before type", site, &answer, 403, "FORBIDDEN");
    answer = site_ask(site, "POST /api/test/things?x=1", str_format(site->arena, "%sContent-Type: text/plain\r\n", worker).at, "x");
    expect("type before query", site, &answer, 415, "MEDIA_TYPE");
    answer = site_post(site, "POST /api/test/things?x=1", worker, "x");
    expect("query before body", site, &answer, 400, "INVALID");
    assert_non_null(strstr(answer_field(site->arena, &answer, "en"), "\"x\""));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SITE_TEST(addresses), SITE_TEST(allowed_methods_are_named), SITE_TEST(what_stands_in_the_path_arrives),
        SITE_TEST(long_addresses), SITE_TEST(large_heads), SITE_TEST(who_may), SITE_TEST(a_session_that_ended_ends_here_too),
        SITE_TEST(other_sites), SITE_TEST(content_types), SITE_TEST(sizes), SITE_TEST(the_first_mistake_is_told),
    };

    return town_run("http/check", tests, COUNT_OF(tests));
}
