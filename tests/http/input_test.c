/*
 * input_test.c - query strings, JSON bodies, forms and uploads: what is taken and what is refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ── Query ─────────────────────────────────────────────────────────────── */

static void queries(void **state)
{
    static const struct { const char *name, *query; int status; const char *part; } cases[] = {
        { "none", "", 200, "\"query\":{}" },
        { "a text", "?text=%E5%93%A8+1", 200, "\"text\":\"哨 1\"" },
        { "a number", "?count=7", 200, "\"count\":7" },
        { "a decimal", "?size=-1.5", 200, "\"size\":-1.5" },
        { "a flag", "?flag=1", 200, "\"flag\":true" },
        { "an id", "?id=9007199254740993", 200, "\"id\":\"9007199254740993\"" },
        { "a list", "?list=a&list=b", 200, "\"list\":[\"a\",\"b\"]" },
        { "an empty value is none", "?text=&count=", 200, "\"query\":{}" },
        { "stray signs", "?&&text=a&", 200, "\"text\":\"a\"" },
        { "a quote stays text", "?text=%22%7D%5C", 200, "\"text\":\"\\\"}\\\\\"" },
        { "unknown", "?nothing=1", 400, "\\\"nothing\\\"" },
        { "twice", "?count=1&count=2", 400, "count" },
        { "a word for a number", "?count=seven", 400, "count" },
        { "hexadecimal", "?count=0x7", 400, "count" },
        { "too large", "?count=101", 400, "count" },
        { "too small", "?count=0", 400, "count" },
        { "far too large", "?count=99999999999999999999", 400, "count" },
        { "infinity", "?size=inf", 400, "size" },
        { "not a number", "?size=nan", 400, "size" },
        { "maybe", "?flag=maybe", 400, "flag" },
        { "an id of letters", "?id=x", 400, "id" },
        { "too long", "?text=12345678901", 400, "text" },
        { "too many", "?list=a&list=b&list=c&list=d", 400, "list" },
        { "NUL", "?text=a%00b", 400, "" },
        { "broken escape", "?text=%4", 400, "" },
        { "broken UTF-8", "?text=%C3%28", 400, "" },
        { "surrogate", "?text=%ED%A0%80", 400, "" },
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_ask(site, str_format(site->arena, "GET /api/test/echo%s", cases[i].query).at, NULL, NULL);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].status == 200 ? NULL : "INVALID");
        if (str_find(answer.body, str_from_c(cases[i].part)) < 0) fail_msg("%s: %.*s", cases[i].name, STR_ARG(answer.body));
    }
}

static void too_many_parameters(void **state)
{
    struct site *site = *state;
    struct answer answer;
    struct buf query;

    buf_init(&query, site->arena, 0);
    buf_text(&query, "GET /api/test/echo?");
    for (int i = 0; i < 65; i++) buf_text(&query, "a=1&");
    buf_byte(&query, 0);
    answer = site_ask(site, query.at, NULL, NULL);
    expect("65 parameters", site, &answer, 400, "INVALID");
}

/* ── JSON ──────────────────────────────────────────────────────────────── */

static void json_bodies(void **state)
{
    static const struct { const char *name, *body; int status; const char *part; } cases[] = {
        { "good", "{\"text\":\"a\",\"size\":3}", 201, "" },
        { "null is absent", "{\"text\":\"a\",\"size\":null}", 201, "" },
        { "20 characters, not bytes", "{\"text\":\"一二三四五六七八九十一二三四五六七八九十\"}", 201, "" },
        { "right to left", "{\"text\":\"\\u202egnp\"}", 201, "" },
        { "empty", "", 400, "" },
        { "blank", "   ", 400, "" },
        { "a list", "[1]", 400, "" },
        { "a word", "true", 400, "" },
        { "cut off", "{\"text\":\"a\"", 400, "" },
        { "more behind", "{\"text\":\"a\"} x", 400, "" },
        { "two objects", "{\"text\":\"a\"}{\"text\":\"b\"}", 400, "" },
        { "single quotes", "{'text':'a'}", 400, "" },
        { "a comment", "{\"text\":\"a\"/*x*/}", 400, "" },
        { "a comma too many", "{\"text\":\"a\",}", 400, "" },
        { "a key twice", "{\"text\":\"a\",\"text\":\"b\"}", 400, "" },
        { "NUL escaped", "{\"text\":\"a\\u0000b\"}", 400, "" },
        { "half a surrogate", "{\"text\":\"\\ud800\"}", 400, "" },
        { "broken UTF-8", "{\"text\":\"\xff\xfe\"}", 400, "" },
        { "overlong UTF-8", "{\"text\":\"\xc0\xaf\"}", 400, "" },
        { "NaN", "{\"text\":\"a\",\"size\":NaN}", 400, "" },
        { "missing", "{\"size\":3}", 400, "text" },
        { "null where needed", "{\"text\":null}", 400, "text" },
        { "wrong type", "{\"text\":1}", 400, "text" },
        { "a text for a number", "{\"text\":\"a\",\"size\":\"3\"}", 400, "size" },
        { "a decimal for a whole number", "{\"text\":\"a\",\"size\":1.5}", 400, "size" },
        { "too large", "{\"text\":\"a\",\"size\":1001}", 400, "size" },
        { "past 64 bits", "{\"text\":\"a\",\"size\":99999999999999999999}", 400, "" },
        { "too short", "{\"text\":\"\"}", 400, "text" },
        { "too long", "{\"text\":\"123456789012345678901\"}", 400, "text" },
        { "unknown", "{\"text\":\"a\",\"evil\":1}", 400, "evil" },
        { "a prototype", "{\"text\":\"a\",\"__proto__\":{}}", 400, "__proto__" },
    };
    struct site *site = *state;
    const char *worker = site_login(site, "worker");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_post(site, "POST /api/test/things", worker, cases[i].body);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].status == 201 ? NULL : "INVALID");
        if (str_find(answer.body, str_from_c(cases[i].part)) < 0) fail_msg("%s: %.*s", cases[i].name, STR_ARG(answer.body));
    }
    assert_int_equal(site_applied(), 4);
}

static void deep_json(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    char body[4000] = "{\"text\":";
    size_t len = strlen(body);

    memset(body + len, '[', 3000);
    struct answer answer = site_post(site, "POST /api/test/things", worker, body);
    expect("3,000 brackets", site, &answer, 400, "INVALID");
}

/* A NUL byte cannot stand in a C string: the body is sent by hand. */
static void a_nul_byte_in_json(void **state)
{
    static const char body[] = "{\"text\":\"a\0b\"}";
    struct site *site = *state;
    struct str head = str_format(site->arena, "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", sizeof body - 1);
    int s = client_connect(site->port);

    assert_true(client_send(s, head.at, head.len) && client_send(s, body, sizeof body - 1));
    struct answer answer = client_read(s, site->arena);
    close(s);
    expect("NUL", site, &answer, 400, "INVALID");
}

/* ── Forms ─────────────────────────────────────────────────────────────── */

static void forms(void **state)
{
    static const char TYPE[] = "Content-Type: application/x-www-form-urlencoded\r\n";
    static const struct { const char *name, *body; int status; const char *part; } cases[] = {
        { "good", "text=%E4%B8%80+%E4%BA%8C&lon=118.796", 200, "\"text\":\"一 二\"" },
        { "a number is a number", "text=a&lon=118.796", 200, "\"lon\":118.796" },
        { "several of a kind", "text=a&kind=x&kind=y", 200, "\"kind\":[\"x\",\"y\"]" },
        { "missing", "lon=1", 400, "text" },
        { "unknown", "text=a&more=1", 400, "more" },
        { "no number", "text=a&lon=east", 400, "lon" },
        { "twice", "text=a&text=b", 400, "text" },
        { "NUL", "text=%00", 400, "" },
        { "broken", "text=%f", 400, "" },
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_ask(site, "POST /api/test/form", TYPE, cases[i].body);
        if (answer.status != cases[i].status) fail_msg("%s: %d", cases[i].name, answer.status);
        if (str_find(answer.body, str_from_c(cases[i].part)) < 0) fail_msg("%s: %.*s", cases[i].name, STR_ARG(answer.body));
        /* People see a page, not JSON. */
        if (cases[i].status == 400 && str_find(answer.body, STR("<!doctype html>")) != 0) fail_msg("%s: no page", cases[i].name);
    }
    struct answer answer = site_ask(site, "POST /form", TYPE, "text=a");
    assert_int_equal(answer.status, 303);
    assert_true(str_is(answer_header_value(&answer, "Location"), "/done"));
    answer = site_ask(site, "POST /form", "Content-Type: application/json\r\n", "{\"text\":\"a\"}");
    assert_int_equal(answer.status, 415);
}

static void what_people_typed_is_escaped_in_pages(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "POST /form", "Content-Type: application/x-www-form-urlencoded\r\n", "text=a&%3Cscript%3E=1");

    assert_int_equal(answer.status, 400);
    assert_true(str_find(answer.body, STR("<script>")) < 0);
    assert_true(str_find(answer.body, STR("&lt;script&gt;")) > 0);
}

/* ── Uploads ───────────────────────────────────────────────────────────── */

#define PART(headers, bytes) "--xyz\r\n" headers "\r\n\r\n" bytes "\r\n"
#define FILE_PART "Content-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg"

static void uploads(void **state)
{
    static const char MULTIPART[] = "multipart/form-data; boundary=xyz";
    static const struct { const char *name, *type, *body; int status; const char *part; } cases[] = {
        { "one", MULTIPART, PART(FILE_PART, "bytes") "--xyz--\r\n", 200, "\"upload_size\":5" },
        { "its name", MULTIPART, PART(FILE_PART, "bytes") "--xyz--", 200, "\"upload_name\":\"a.jpg\",\"upload_field\":\"file\"" },
        { "a quoted boundary", "multipart/form-data; boundary=\"xyz\"", PART(FILE_PART, "b") "--xyz--", 200, "\"uploads\":1" },
        { "two", MULTIPART, PART(FILE_PART, "a") PART(FILE_PART, "b") "--xyz--", 200, "\"uploads\":2" },
        { "line breaks inside", MULTIPART, PART(FILE_PART, "a\r\n--xy\r\nb") "--xyz--", 200, "\"upload_size\":10" },
        { "an unused input", MULTIPART, PART("Content-Disposition: form-data; name=\"file\"; filename=\"\"", "") "--xyz--", 200, "\"uploads\":0" },
        { "a path stays a name", MULTIPART, PART("Content-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"", "x") "--xyz--", 200, "../../etc/passwd" },
        { "no end", MULTIPART, PART(FILE_PART, "bytes"), 400, "" },
        { "no boundary in the body", MULTIPART, "bytes", 400, "" },
        { "no boundary in the header", "multipart/form-data", PART(FILE_PART, "bytes") "--xyz--", 400, "" },
        { "another boundary", "multipart/form-data; boundary=abc", PART(FILE_PART, "bytes") "--xyz--", 400, "" },
        { "no name", MULTIPART, PART("Content-Type: image/jpeg", "bytes") "--xyz--", 400, "" },
        { "no empty line", MULTIPART, "--xyz\r\n" FILE_PART "\r\nbytes\r\n--xyz--", 400, "" },
        { "a field nobody asked for", MULTIPART, PART("Content-Disposition: form-data; name=\"text\"", "x") "--xyz--", 400, "text" },
        { "not multipart", "application/json", "{}", 415, "" },
        { "empty", MULTIPART, "", 400, "" },
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *type = str_format(site->arena, "Content-Type: %s\r\n", cases[i].type).at;
        struct answer answer = site_ask(site, "POST /api/test/upload", type, cases[i].body);
        if (answer.status != cases[i].status) fail_msg("%s: %d %.*s", cases[i].name, answer.status, STR_ARG(answer.body));
        if (str_find(answer.body, str_from_c(cases[i].part)) < 0) fail_msg("%s: %.*s", cases[i].name, STR_ARG(answer.body));
    }
}

static struct answer upload(struct site *site, size_t size)
{
    char *body = arena_alloc(site->arena, size + 300);
    size_t len = (size_t)snprintf(body, 300, "--xyz\r\n" FILE_PART "\r\n\r\n");
    int s = client_connect(site->port);

    memset(body + len, '-', size);
    len += size;
    len += (size_t)snprintf(body + len, 200, "\r\n--xyz--\r\n");
    struct str head = str_format(site->arena, "POST /api/test/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=xyz\r\nContent-Length: %zu\r\n\r\n", len);
    assert_true(client_send(s, head.at, head.len) && client_send(s, body, len));
    struct answer answer = client_read(s, site->arena);
    close(s);
    return answer;
}

static void large_uploads(void **state)
{
    struct site *site = *state;
    struct answer answer = upload(site, 1000000);

    expect("1 MB", site, &answer, 200, NULL);
    assert_int_equal(json_get_int(answer.json, "upload_size", 0), 1000000);
    answer = upload(site, 2000000);
    expect("twice what is allowed", site, &answer, 413, "TOO_LARGE");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SITE_TEST(queries), SITE_TEST(too_many_parameters), SITE_TEST(json_bodies), SITE_TEST(deep_json), SITE_TEST(a_nul_byte_in_json),
        SITE_TEST(forms), SITE_TEST(what_people_typed_is_escaped_in_pages), SITE_TEST(uploads), SITE_TEST(large_uploads),
    };

    return town_run_lite("http/input", tests, COUNT_OF(tests));
}
