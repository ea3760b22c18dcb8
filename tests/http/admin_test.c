/*
 * admin_test.c - logging in over HTTP, and the three offices.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdio.h>
#include <string.h>

#include "modules/admin/admin.h"

static const char *text_of(struct site *site, const char *format, ...) PRINTF_LIKE(2, 3);
static const char *text_of(struct site *site, const char *format, ...)
{
    char text[1000];
    va_list values;

    va_start(values, format);
    (void)vsnprintf(text, sizeof text, format, values);
    va_end(values);
    return str_dup(site->arena, str_from_c(text)).at;
}

static struct answer log_in(struct site *site, const char *user, const char *password)
{
    return site_post(site, "POST /api/session", NULL, text_of(site, "{\"user\":\"%s\",\"password\":\"%s\"}", user, password));
}

/* The session cookie of an answer as a header line. */
static const char *cookie_of(struct site *site, const struct answer *answer)
{
    struct str cookie = answer_header_value(answer, "Set-Cookie");

    assert_true(str_starts(cookie, STR("shao_session=")));
    return text_of(site, "Cookie: %.*s\r\n", (int)(13 + 64), cookie.at);
}

/* ── Logging in ────────────────────────────────────────────────────────── */

static void a_login_gives_a_cookie_and_me(void **state)
{
    struct site *site = *state;
    struct answer answer = log_in(site, "worker", TOWN_PASSWORD);
    struct str cookie = answer_header_value(&answer, "Set-Cookie");
    const struct json_t *me;

    expect("login", site, &answer, 200, NULL);
    assert_true(str_find(cookie, STR("; HttpOnly")) > 0 && str_find(cookie, STR("; SameSite=Strict")) > 0 && str_find(cookie, STR("; Path=/")) > 0);
    assert_true(str_find(cookie, STR("Secure")) < 0);   /* not behind TLS here */
    me = json_get(answer.json, "user");
    assert_int_equal(json_get_id(me, "id"), WORKER);
    assert_true(str_is(json_get_str(json_get(me, "unit"), "kind"), "community"));
    assert_true(str_is(json_get_str(json_at(json_get(me, "grants"), 0), "role"), "worker"));
    assert_int_equal(json_count(json_get(me, "grids")), 0);   /* their rows are the map's, which this town lacks */
    const char *session = cookie_of(site, &answer);
    answer = site_ask(site, "GET /api/session", session, NULL);
    expect("me", site, &answer, 200, NULL);
    assert_string_equal(answer_field(site->arena, &answer, "login"), "worker");
    answer = site_ask(site, "DELETE /api/session", session, NULL);
    expect("logout", site, &answer, 204, NULL);
    assert_true(str_find(answer_header_value(&answer, "Set-Cookie"), STR("Max-Age=0")) > 0);
    answer = site_ask(site, "GET /api/session", session, NULL);
    expect("gone at once", site, &answer, 401, "UNAUTHORIZED");
}

static void a_new_login_ends_the_browsers_old_session(void **state)
{
    struct site *site = *state;
    struct answer answer = log_in(site, "worker", TOWN_PASSWORD);
    const char *first = cookie_of(site, &answer);

    answer = site_post(site, "POST /api/session", first, "{\"user\":\"worker\",\"password\":\"" TOWN_PASSWORD "\"}");
    expect("again", site, &answer, 200, NULL);
    const char *second = cookie_of(site, &answer);
    assert_string_not_equal(first, second);
    answer = site_ask(site, "GET /api/session", first, NULL);
    expect("the old one ended", site, &answer, 401, "UNAUTHORIZED");
    answer = site_ask(site, "GET /api/session", second, NULL);
    expect("the new one holds", site, &answer, 200, NULL);
}

static void wrong_logins(void **state)
{
    static const struct { const char *name, *body; int status; const char *error; } cases[] = {
        { "wrong password", "{\"user\":\"worker\",\"password\":\"x\"}", 401, "UNAUTHORIZED" },
        { "unknown user", "{\"user\":\"nobody\",\"password\":\"x\"}", 401, "UNAUTHORIZED" },
        { "a quote", "{\"user\":\"' OR 1=1 --\",\"password\":\"x\"}", 401, "UNAUTHORIZED" },
        { "no password", "{\"user\":\"worker\"}", 400, "INVALID" },
        { "a number", "{\"user\":\"worker\",\"password\":1}", 400, "INVALID" },
        { "more", "{\"user\":\"worker\",\"password\":\"x\",\"admin\":true}", 400, "INVALID" },
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_post(site, "POST /api/session", NULL, cases[i].body);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
        assert_null(answer_header_value(&answer, "Set-Cookie").at);
    }
    for (int i = 0; i < 5; i++) (void)log_in(site, "handler", "wrong");
    struct answer answer = log_in(site, "handler", TOWN_PASSWORD);
    expect("locked", site, &answer, 423, "LOCKED");
}

static void the_own_password(void **state)
{
    struct site *site = *state;
    struct answer answer = log_in(site, "newcomer", TOWN_PASSWORD);
    const char *session = cookie_of(site, &answer);

    answer = site_ask(site, "GET /api/audit", session, NULL);
    expect("no right", site, &answer, 403, "FORBIDDEN");
    answer = site_post(site, "POST /api/session/password", session, "{\"old\":\"x\",\"new\":\"Fresh-Pass-2\"}");
    expect("wrong old one", site, &answer, 403, "FORBIDDEN");
    answer = site_post(site, "POST /api/session/password", session, "{\"old\":\"" TOWN_PASSWORD "\",\"new\":\"weak\"}");
    expect("weak new one", site, &answer, 422, "UNPROCESSABLE");
    answer = site_ask(site, "GET /api/session", session, NULL);
    assert_true(json_get_bool(answer.json, "must_change", false));
    answer = site_post(site, "POST /api/session/password", session, "{\"old\":\"" TOWN_PASSWORD "\",\"new\":\"Fresh-Pass-2\"}");
    expect("changed", site, &answer, 204, NULL);
    answer = site_ask(site, "GET /api/session", session, NULL);
    expect("this session stays", site, &answer, 200, NULL);
    assert_false(json_get_bool(answer.json, "must_change", true));
    answer = site_post(site, "POST /api/session/language", session, "{\"language\":\"en\"}");
    expect("language", site, &answer, 204, NULL);
    answer = site_post(site, "POST /api/session/language", session, "{\"language\":\"fr\"}");
    expect("not French", site, &answer, 422, "UNPROCESSABLE");
}

/* ── Three offices ─────────────────────────────────────────────────────── */

static void an_account_is_made_approved_and_granted_by_two(void **state)
{
    struct site *site = *state;
    const char *system = site_login(site, "sysadmin"), *security = site_login(site, "secadmin"), *auditor = site_login(site, "auditor");
    struct answer answer = site_post(site, "POST /api/accounts", system, "{\"login\":\"zhang.san\",\"name\":\"张三\",\"unit\":\"13\",\"phone\":\"13800001234\"}");

    expect("made", site, &answer, 201, NULL);
    const char *id = answer_field(site->arena, &answer, "id"), *password = answer_field(site->arena, &answer, "password");
    assert_int_equal(strlen(password), 14);
    answer = log_in(site, "zhang.san", password);
    expect("not yet", site, &answer, 403, "FORBIDDEN");
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/approve", id), system, "{\"version\":1}");
    expect("not by the maker", site, &answer, 403, "FORBIDDEN");
    answer = site_ask(site, "GET /api/accounts?pending=true", security, NULL);
    assert_int_equal(json_count(json_get(answer.json, "items")), 1);
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/approve", id), security, "{\"version\":7}");
    expect("an old version", site, &answer, 409, "CONFLICT");
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/approve", id), security, "{\"version\":1}");
    expect("approved", site, &answer, 200, NULL);
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/approve", id), security, "{\"version\":2}");
    expect("only once", site, &answer, 409, "CONFLICT");
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/grants", id), system, "{\"role\":\"handle\",\"unit\":\"13\"}");
    expect("no grant by the maker", site, &answer, 403, "FORBIDDEN");
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/grants", id), security, "{\"role\":\"handle\",\"unit\":\"13\"}");
    expect("granted", site, &answer, 201, NULL);
    const char *grant = answer_field(site->arena, &answer, "id");
    answer = site_post(site, text_of(site, "POST /api/accounts/%s/grants", id), security, "{\"role\":\"auditor\",\"unit\":\"13\"}");
    expect("no auditor who handles", site, &answer, 409, "CONFLICT");
    answer = log_in(site, "zhang.san", password);
    expect("in", site, &answer, 200, NULL);
    assert_true(json_get_bool(json_get(answer.json, "user"), "must_change", false));
    answer = site_ask(site, text_of(site, "DELETE /api/grants/%s", grant), security, NULL);
    expect("taken back", site, &answer, 204, NULL);
    answer = site_ask(site, "GET /api/audit?limit=200", auditor, NULL);
    expect("the auditor sees it", site, &answer, 200, NULL);
    assert_true(str_find(answer.body, STR("\"account.create\"")) > 0 && str_find(answer.body, STR("\"grant.remove\"")) > 0);
    assert_true(str_find(answer.body, str_from_c(password)) < 0);
    answer = site_ask(site, "GET /api/audit", system, NULL);
    expect("the others do not", site, &answer, 403, "FORBIDDEN");
}

static void what_administrators_may_not(void **state)
{
    struct site *site = *state;
    const char *system = site_login(site, "sysadmin"), *security = site_login(site, "secadmin"), *worker = site_login(site, "worker");
    const struct { const char *name, *request, *who, *body; int status; const char *error; } cases[] = {
        { "a worker makes no account", "POST /api/accounts", worker, "{\"login\":\"abc\",\"name\":\"a\",\"unit\":\"13\"}", 403, "FORBIDDEN" },
        { "a worker sees no accounts", "GET /api/accounts", worker, NULL, 403, "FORBIDDEN" },
        { "nor one", "GET /api/accounts/101", worker, NULL, 403, "FORBIDDEN" },
        { "a login taken", "POST /api/accounts", system, "{\"login\":\"worker\",\"name\":\"a\",\"unit\":\"13\"}", 409, "CONFLICT" },
        { "a strange login", "POST /api/accounts", system, "{\"login\":\"A b\",\"name\":\"a\",\"unit\":\"13\"}", 422, "UNPROCESSABLE" },
        { "a unit that is none", "POST /api/accounts", system, "{\"login\":\"abc\",\"name\":\"a\",\"unit\":\"4711\"}", 422, "UNPROCESSABLE" },
        { "no account", "GET /api/accounts/4711", system, NULL, 404, "NOT_FOUND" },
        { "granting oneself", "POST /api/accounts/106/grants", security, "{\"role\":\"viewer\",\"unit\":\"1\"}", 409, "CONFLICT" },
        { "a role that is none", "POST /api/accounts/101/grants", security, "{\"role\":\"emperor\",\"unit\":\"1\"}", 422, "UNPROCESSABLE" },
        { "a grant twice", "POST /api/accounts/101/grants", security, "{\"role\":\"worker\",\"unit\":\"12\"}", 409, "CONFLICT" },
        { "locking oneself", "POST /api/accounts/105/state", system, "{\"version\":1,\"state\":\"locked\"}", 409, "CONFLICT" },
        { "a state that is none", "POST /api/accounts/101/state", system, "{\"version\":1,\"state\":\"happy\"}", 422, "UNPROCESSABLE" },
        { "a key with a right that is none", "POST /api/keys", security, "{\"name\":\"k\",\"account\":\"110\",\"rights\":[\"fly\"],\"source\":\"s\"}", 422, "UNPROCESSABLE" },
        { "a key for nobody", "POST /api/keys", security, "{\"name\":\"k\",\"account\":\"4711\",\"rights\":[\"source.post\"],\"source\":\"s\"}", 422, "UNPROCESSABLE" },
        { "no grant to take", "DELETE /api/grants/4711", security, NULL, 404, "NOT_FOUND" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = cases[i].body ? site_post(site, cases[i].request, cases[i].who, cases[i].body)
                                             : site_ask(site, cases[i].request, cases[i].who, NULL);
        expect(cases[i].name, site, &answer, cases[i].status, cases[i].error);
    }
}

static void locking_ends_sessions_at_once(void **state)
{
    struct site *site = *state;
    const char *system = site_login(site, "sysadmin"), *worker = site_login(site, "worker");
    struct answer answer = site_ask(site, "GET /api/session", worker, NULL);

    expect("before", site, &answer, 200, NULL);
    answer = site_post(site, "POST /api/accounts/101/state", system, "{\"version\":1,\"state\":\"locked\"}");
    expect("locked", site, &answer, 200, NULL);
    assert_int_equal(json_get_int(answer.json, "version", 0), 2);
    answer = site_ask(site, "GET /api/session", worker, NULL);
    expect("out", site, &answer, 401, "UNAUTHORIZED");
    answer = site_post(site, "POST /api/accounts/101/state", system, "{\"version\":2,\"state\":\"active\"}");
    expect("unlocked", site, &answer, 200, NULL);
    answer = site_post(site, "POST /api/accounts/101/password", system, "{\"version\":3}");
    expect("a new password", site, &answer, 200, NULL);
    answer = log_in(site, "worker", answer_field(site->arena, &answer, "password"));
    expect("works", site, &answer, 200, NULL);
}

static void a_key_works_until_it_is_disabled(void **state)
{
    struct site *site = *state;
    const char *security = site_login(site, "secadmin");
    struct answer answer = site_post(site, "POST /api/keys", security, "{\"name\":\"路口相机\",\"account\":\"110\",\"rights\":[\"source.post\"],\"source\":\"camera\"}");

    expect("made", site, &answer, 201, NULL);
    const char *id = answer_field(site->arena, &answer, "id"), *key = answer_field(site->arena, &answer, "key");
    const char *bearer = text_of(site, "Authorization: Bearer %s\r\n", key);
    answer = site_ask(site, "GET /api/roles", bearer, NULL);
    expect("works", site, &answer, 200, NULL);
    answer = site_ask(site, "DELETE /api/session", bearer, NULL);
    expect("has no session", site, &answer, 409, "CONFLICT");
    answer = site_ask(site, "GET /api/keys", security, NULL);
    assert_true(str_find(answer.body, str_from_c(key)) < 0);
    answer = site_ask(site, text_of(site, "DELETE /api/keys/%s", id), security, NULL);
    expect("disabled", site, &answer, 204, NULL);
    answer = site_ask(site, "GET /api/roles", bearer, NULL);
    expect("works no more", site, &answer, 401, "UNAUTHORIZED");
}

static void units(void **state)
{
    static const struct { const char *name, *query; size_t count; } cases[] = {
        { "all", "", 14 },
        { "of a street", "?parent=11", 3 },
        { "streets of the steering district", "?parent=30&kind=street", 1 },
        { "its subtree", "?within=30", 5 },
        { "by name", "?q=%E6%B3%B0%E5%B1%B1", 2 },
        { "by code", "?q=320102002-", 2 },
        { "one", "?limit=1", 1 },
        { "none", "?q=nowhere", 0 },
    };
    struct site *site = *state;
    const char *worker = site_login(site, "worker");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = site_ask(site, text_of(site, "GET /api/units%s", cases[i].query), worker, NULL);
        expect(cases[i].name, site, &answer, 200, NULL);
        if (json_count(json_get(answer.json, "items")) != cases[i].count) fail_msg("%s: %.*s", cases[i].name, STR_ARG(answer.body));
    }
}

int main(void)
{
    static const struct module *const modules[] = { &ADMIN_MODULE, &HTTP_MODULE };
    static const struct CMUnitTest tests[] = {
        SITE_TEST(a_login_gives_a_cookie_and_me), SITE_TEST(a_new_login_ends_the_browsers_old_session), SITE_TEST(wrong_logins),
        SITE_TEST(the_own_password), SITE_TEST(an_account_is_made_approved_and_granted_by_two), SITE_TEST(what_administrators_may_not),
        SITE_TEST(locking_ends_sessions_at_once), SITE_TEST(a_key_works_until_it_is_disabled), SITE_TEST(units),
    };

    site_modules = modules;
    site_module_count = COUNT_OF(modules);
    return town_run("http/admin", tests, COUNT_OF(tests));
}
