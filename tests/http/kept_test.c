/*
 * kept_test.c - answers sent again from memory: never past a step their reader may see.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <string.h>
#include <unistd.h>

#include "base/civil.h"

static const char LIST[] = "GET /api/test/list";

static void feed(struct site *site, const char *cookie, const char *json)
{
    struct answer answer = site_post(site, "POST /api/test/feed", cookie, json);

    expect("feed", site, &answer, 200, NULL);
}

/* Was the list read anew for this request? */
static bool is_read(struct site *site, const char *request, const char *cookie)
{
    int before = site_listed();
    struct answer answer = site_ask(site, request, cookie, NULL);

    expect(request, site, &answer, 200, NULL);
    return site_listed() > before;
}

/* The hub reads events a moment after they are written; until then nothing kept is used. */
static void settle(struct site *site, const char *cookie)
{
    for (int i = 0; i < 200 && is_read(site, LIST, cookie); i++) usleep(5000);
}

static void the_same_again_comes_from_memory(void **state)
{
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher");
    struct answer first, second;

    settle(site, dispatcher);
    first = site_ask(site, LIST, dispatcher, NULL);
    second = site_ask(site, LIST, dispatcher, NULL);
    assert_int_equal(json_get_int(first.json, "reading", -1), json_get_int(second.json, "reading", -2));
    assert_true(str_find(second.head, STR("Content-Security-Policy")) > 0 && str_find(second.head, STR("no-store")) > 0);
    assert_true(is_read(site, "GET /api/test/list?count=2", dispatcher));
}

static void everyone_has_their_own(void **state)
{
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher"), *handler = site_login(site, "handler");
    struct answer one, other;

    settle(site, dispatcher);
    one = site_ask(site, LIST, dispatcher, NULL);
    other = site_ask(site, LIST, handler, NULL);
    assert_false(json_get_id(one.json, "account") == json_get_id(other.json, "account"));
}

static void a_step_that_may_be_seen_ends_it_at_once(void **state)
{
    static const struct { const char *name, *login, *event; bool seen; } cases[] = {
        { "one's own street", "dispatcher", "{\"street\":11}", true },
        { "another street", "dispatcher", "{\"street\":21}", false },
        { "a team of the street", "dispatcher", "{\"unit\":13}", true },
        { "a street's matter is not its team's", "handler", "{\"street\":11}", false },
        { "meant for the person", "worker", "{\"user\":101}", true },
        { "the last of many", "dispatcher", "{\"street\":11,\"times\":300}", true },
    };
    struct site *site = *state;
    const char *writer = site_login(site, "handler");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *cookie = site_login(site, cases[i].login);
        bool again = true;
        settle(site, cookie);
        feed(site, writer, cases[i].event);
        if (cases[i].seen) {   /* not a moment later: the writer has its answer */
            if (!is_read(site, LIST, cookie)) fail_msg("%s: sent from memory", cases[i].name);
            continue;
        }
        for (int k = 0; k < 100 && again; k++) again = is_read(site, LIST, cookie);
        if (again) fail_msg("%s: never from memory", cases[i].name);
    }
}

static void it_ends_with_the_session(void **state)
{
    struct site *site = *state;
    const char *cookie = site_login(site, "dispatcher");
    struct answer answer;

    settle(site, cookie);
    http_forget_account(site->http, 0);   /* of somebody else */
    assert_false(is_read(site, LIST, cookie));
    answer = site_ask(site, LIST, "Cookie: shao_session=0000\r\n", NULL);
    expect("another token", site, &answer, 401, "UNAUTHORIZED");
    answer = site_ask(site, LIST, NULL, NULL);
    expect("no token", site, &answer, 401, "UNAUTHORIZED");
    answer = site_ask(site, LIST, site_login(site, "sysadmin"), NULL);
    expect("no right", site, &answer, 403, "FORBIDDEN");
}

static void it_ends_after_a_second(void **state)
{
    struct site *site = *state;
    const char *cookie = site_login(site, "dispatcher");

    settle(site, cookie);
    usleep(1100000);
    assert_true(is_read(site, LIST, cookie));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(the_same_again_comes_from_memory), SITE_TEST(everyone_has_their_own),
        SITE_TEST(a_step_that_may_be_seen_ends_it_at_once), SITE_TEST(it_ends_with_the_session),
        SITE_TEST(it_ends_after_a_second),
    };

    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
