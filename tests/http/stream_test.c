/*
 * stream_test.c - live events: who sees what, coming back, many listeners.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/civil.h"
#include "store/feed.h"

static int listen_as(struct site *site, const char *cookie, const char *more)
{
    int s = client_connect(site->port);

    assert_true(s >= 0);
    (void)client_text(s, str_format(site->arena, "GET /api/events HTTP/1.1\r\nHost: x\r\n%s%s\r\n", cookie, more).at);
    return s;
}

/* What arrives until `until`, after the head was seen. */
static const char *hear(struct site *site, int s, const char *until, int ms)
{
    return client_read_until(s, site->arena, until, ms);
}

static void feed(struct site *site, const char *json)
{
    struct answer answer = site_post(site, "POST /api/test/feed", site_login(site, "handler"), json);

    expect("feed", site, &answer, 200, NULL);
}

static void everyone_hears_what_he_may_see(void **state)
{
    static const struct { const char *name, *login, *event; bool heard; } cases[] = {
        { "own street", "dispatcher", "{\"street\":11,\"district\":10}", true },
        { "another street", "dispatcher", "{\"street\":21,\"district\":20}", false },
        { "a steered street by its steering district", "steerer", "{\"street\":21,\"district\":20}", true },
        { "by its statutory district", "pukou", "{\"street\":21,\"district\":20}", true },
        { "not by the wrong district", "pukou", "{\"street\":11,\"district\":10}", false },
        { "own unit", "handler", "{\"street\":11,\"unit\":13}", true },
        { "a street's matter is not its team's", "handler", "{\"street\":11}", false },
        { "a unit's matter is its street's", "dispatcher", "{\"unit\":13}", true },
        { "meant for the person", "worker", "{\"user\":101}", true },
        { "meant for another", "worker", "{\"user\":102}", false },
        { "without a role nothing", "idler", "{\"street\":11,\"district\":10}", false },
        { "an administrator hears no case", "sysadmin", "{\"street\":11,\"district\":10}", false },
    };
    struct site *site = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int s = listen_as(site, site_login(site, cases[i].login), "");
        const char *head = hear(site, s, "retry: 3000\n\n", 5000);
        if (!strstr(head, "200 OK") || !strstr(head, "text/event-stream")) fail_msg("%s: %s", cases[i].name, head);
        feed(site, cases[i].event);
        const char *heard = hear(site, s, "\n\n", cases[i].heard ? 5000 : 300);
        if ((strstr(heard, "event: case\ndata: {\"number\":\"一\"}\n\n") != NULL) != cases[i].heard) fail_msg("%s: \"%s\"", cases[i].name, heard);
        close(s);
    }
}

static void who_comes_back_gets_what_was_missed(void **state)
{
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher");
    int s;

    feed(site, "{\"street\":11,\"times\":3}");
    feed(site, "{\"street\":21,\"times\":2}");   /* not his */
    feed(site, "{\"street\":11}");
    s = listen_as(site, dispatcher, "Last-Event-ID: 1\r\n");
    const char *heard = hear(site, s, "id: 6", 5000);
    assert_non_null(strstr(heard, "id: 2\n"));
    assert_non_null(strstr(heard, "id: 3\n"));
    assert_null(strstr(heard, "id: 1\n"));
    assert_null(strstr(heard, "id: 4\n"));
    assert_null(strstr(heard, "reset"));
    feed(site, "{\"street\":11}");   /* and goes on without a gap */
    assert_non_null(strstr(hear(site, s, "id: 7\n", 5000), "id: 7\n"));
    close(s);
    s = client_connect(site->port);
    (void)client_text(s, str_format(site->arena, "GET /api/events?last=6 HTTP/1.1\r\nHost: x\r\n%s\r\n", dispatcher).at);
    assert_non_null(strstr(hear(site, s, "id: 7\n", 5000), "id: 7\n"));
    close(s);
}

static enum err prune_apply(struct db *db, struct store_job *job, struct fault *why)
{
    int64_t gone;

    return store_feed_prune(db, INT64_MAX, *(const int64_t *)job->arg, &gone, why);
}

/* Whoever comes back for events that were pruned reloads; whoever saw the last of them goes on. */
static void what_was_pruned_is_a_reset(void **state)
{
    static const struct { const char *last; bool reset; } cases[] = { { "Last-Event-ID: 5\r\n", true }, { "Last-Event-ID: 9\r\n", true }, { "Last-Event-ID: 10\r\n", false } };
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher");
    int64_t most = 10;

    feed(site, "{\"street\":11,\"times\":20}");
    assert_int_equal(store_transact(site->town->store, 0, prune_apply, &most, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int s = listen_as(site, dispatcher, cases[i].last);
        const char *heard = hear(site, s, cases[i].reset ? "event: reset" : "id: 20\n", 5000);
        if ((strstr(heard, "event: reset") != NULL) != cases[i].reset || (strstr(heard, "id: 11\n") != NULL) == cases[i].reset) fail_msg("%s: %s", cases[i].last, heard);
        close(s);
    }
}

static void too_much_missed_is_a_reset(void **state)
{
    static const struct { const char *name, *last; const char *expected; } cases[] = {
        { "1,001 events", "Last-Event-ID: 1\r\n", "event: reset" },
        { "1,000 events", "Last-Event-ID: 2\r\n", "id: 1002\n" },
        { "a number of the future", "Last-Event-ID: 9999\r\n", "event: reset" },
    };
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher");

    feed(site, "{\"street\":11,\"times\":1002}");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int s = listen_as(site, dispatcher, cases[i].last);
        const char *heard = hear(site, s, cases[i].expected, 5000);
        if (!strstr(heard, cases[i].expected)) fail_msg("%s", cases[i].name);
        if (i == 1 && strstr(heard, "reset")) fail_msg("%s", cases[i].name);
        close(s);
    }
}

static void nobody_listens_without_login(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "GET /api/events", NULL, NULL);

    expect("nobody", site, &answer, 401, "UNAUTHORIZED");
    answer = site_ask(site, "GET /api/events?last=x", site_login(site, "worker"), NULL);
    expect("no number", site, &answer, 400, "INVALID");
}

static void a_stream_ends_with_its_session(void **state)
{
    struct site *site = *state;
    /* 28.5 of 30 minutes idle are over, but listening is no activity: 1.5 s before the end */
    const char *nearly = site_login_at(site, "dispatcher", time_now_ms() - 30 * MS_PER_MINUTE + 2000);
    int s = listen_as(site, nearly, "");
    int64_t begin = time_monotonic_ms();
    const char *heard = hear(site, s, "0\r\n\r\n", 8000);   /* the last chunk */

    assert_non_null(strstr(heard, "retry"));
    assert_non_null(strstr(heard, "0\r\n\r\n"));
    assert_true(time_monotonic_ms() - begin < 6000);
    close(s);
}

static void a_deaf_listener_does_not_stop_the_others(void **state)
{
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher");
    int deaf = listen_as(site, dispatcher, ""), alive = listen_as(site, dispatcher, "");

    (void)hear(site, alive, "retry: 3000\n\n", 5000);
    for (int i = 0; i < 3; i++) feed(site, "{\"street\":11,\"times\":2000}");
    assert_non_null(strstr(hear(site, alive, "id: 6000\n", 20000), "id: 6000\n"));
    close(deaf);
    close(alive);
}

static void events_reach_many(void **state)
{
    enum { MANY = 400 };
    struct site *site = *state;
    const char *dispatcher = site_login(site, "dispatcher");
    int sockets[MANY];
    int64_t begin;

    for (int i = 0; i < MANY; i++) {
        sockets[i] = listen_as(site, dispatcher, "");
        (void)hear(site, sockets[i], "retry: 3000\n\n", 5000);
    }
    begin = time_monotonic_ms();
    feed(site, "{\"street\":11}");
    for (int i = 0; i < MANY; i++) {
        if (!strstr(hear(site, sockets[i], "\n\n", 5000), "id: 1\n")) fail_msg("listener %d heard nothing", i);
        close(sockets[i]);
    }
    print_message("one event to %d listeners in %lld ms\n", MANY, (long long)(time_monotonic_ms() - begin));
    struct answer answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("and the server goes on", site, &answer, 200, NULL);
}

static void streams_end_when_the_server_stops(void **state)
{
    struct site *site = *state;
    int s = listen_as(site, site_login(site, "dispatcher"), "");
    int64_t begin = time_monotonic_ms();

    (void)hear(site, s, "retry: 3000\n\n", 5000);
    site_restart(site, NULL);
    assert_true(time_monotonic_ms() - begin < 5000);
    assert_non_null(strstr(hear(site, s, "0\r\n\r\n", 2000), "0\r\n\r\n"));
    close(s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SITE_TEST(everyone_hears_what_he_may_see), SITE_TEST(who_comes_back_gets_what_was_missed), SITE_TEST(too_much_missed_is_a_reset), SITE_TEST(what_was_pruned_is_a_reset),
        SITE_TEST(nobody_listens_without_login), SITE_TEST(a_stream_ends_with_its_session),
        SITE_TEST(a_deaf_listener_does_not_stop_the_others), SITE_TEST(events_reach_many), SITE_TEST(streams_end_when_the_server_stops),
    };

    return town_run("http/stream", tests, COUNT_OF(tests));
}
