/*
 * write_test.c - writes: jobs, conflicts, repeated requests, many at once, a failing store.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"

QUERY(TEST_THINGS) = {
    .name = "test_things",
    .sql = "SELECT COUNT(*) FROM audit WHERE action = 'test.thing'",
    .gives = { STORE_INT },
};
QUERY(TEST_KEPT) = { .name = "test_kept", .sql = "SELECT COUNT(*) FROM idempotency", .gives = { STORE_INT } };

static int64_t count(struct site *site, const struct query *query)
{
    struct db *db = store_reader_take(site->town->store);
    struct rows row;

    assert_int_equal(store_one(db, site->arena, query, NO_ARGS, &row, NULL), ERR_OK);
    store_reader_give(site->town->store, db);
    return row_int(&row, 0, 0);
}

static const char *keyed(struct site *site, const char *cookie, const char *key)
{
    return str_format(site->arena, "%sIdempotency-Key: %s\r\n", cookie, key).at;
}

static void a_refused_write_leaves_nothing(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    struct answer answer = site_post(site, "POST /api/test/things", worker, "{\"text\":\"refuse\"}");

    expect("refused by the writer", site, &answer, 409, "CONFLICT");
    answer = site_post(site, "POST /api/test/things", worker, "{\"text\":\"unprepared\"}");
    expect("refused before", site, &answer, 422, "UNPROCESSABLE");
    assert_int_equal(count(site, &TEST_THINGS), 0);
    answer = site_post(site, "POST /api/test/things", worker, "{\"text\":\"fine\"}");
    expect("written", site, &answer, 201, NULL);
    assert_int_equal(count(site, &TEST_THINGS), 1);
}

/* ── Repeated requests ─────────────────────────────────────────────────── */

static void a_repeated_request_is_done_once(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker"), *handler = site_login(site, "handler");
    struct answer first = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000001"), "{\"text\":\"a\"}");
    struct answer again = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000001"), "{\"text\":\"a\"}");

    expect("first", site, &first, 201, NULL);
    expect("again", site, &again, 201, NULL);
    assert_true(str_eq(first.body, again.body));
    assert_null(answer_header_value(&first, "Idempotent-Replayed").at);
    assert_true(str_is(answer_header_value(&again, "Idempotent-Replayed"), "true"));
    assert_int_equal(count(site, &TEST_THINGS), 1);
    again = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000001"), "{\"text\":\"b\"}");
    expect("other content", site, &again, 422, "UNPROCESSABLE");
    again = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000002"), "{\"text\":\"a\"}");
    expect("another key", site, &again, 201, NULL);
    again = site_post(site, "POST /api/test/things", keyed(site, handler, "key-00000001"), "{\"text\":\"a\"}");
    expect("another person", site, &again, 201, NULL);
    assert_null(answer_header_value(&again, "Idempotent-Replayed").at);
    assert_int_equal(count(site, &TEST_THINGS), 3);
}

static void keys_survive_a_restart_and_refusals_are_not_kept(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    struct answer answer = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000001"), "{\"text\":\"a\"}");

    expect("first", site, &answer, 201, NULL);
    site_restart(site, NULL);
    answer = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000001"), "{\"text\":\"a\"}");
    assert_true(str_is(answer_header_value(&answer, "Idempotent-Replayed"), "true"));
    answer = site_post(site, "POST /api/test/things", keyed(site, worker, "key-00000009"), "{\"text\":\"refuse\"}");
    expect("refused", site, &answer, 409, "CONFLICT");
    assert_int_equal(count(site, &TEST_KEPT), 1);
    answer = site_post(site, "POST /api/test/things", keyed(site, worker, "short"), "{\"text\":\"a\"}");
    expect("a bad key", site, &answer, 400, "INVALID");
}

struct racer { struct site *site; const char *headers, *body; int times; atomic_int *done, *bad; };

static void *race(void *arg)
{
    const struct racer *racer = arg;
    struct arena *arena = arena_open(64 * 1024 * 1024);

    for (int i = 0; i < racer->times; i++) {
        struct answer answer = client_ask(racer->site->port, arena, "POST /api/test/things", racer->headers, racer->body);
        if (answer.status == 201) atomic_fetch_add(racer->done, 1);
        else atomic_fetch_add(racer->bad, 1);
        arena_reset(arena);
    }
    arena_close(arena);
    return NULL;
}

static void the_same_request_from_many_sides_is_done_once(void **state)
{
    enum { SIDES = 8 };
    struct site *site = *state;
    const char *headers = keyed(site, site_login(site, "worker"), "key-of-all-sides");
    pthread_t threads[SIDES];
    atomic_int done = 0, bad = 0;
    struct racer racer = { site, str_format(site->arena, "Content-Type: application/json\r\n%s", headers).at, "{\"text\":\"a\"}", 3, &done, &bad };

    for (int i = 0; i < SIDES; i++) assert_int_equal(pthread_create(&threads[i], NULL, race, &racer), 0);
    for (int i = 0; i < SIDES; i++) pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&done), SIDES * 3);
    assert_int_equal(count(site, &TEST_THINGS), 1);
}

static void many_writes_at_once_all_count(void **state)
{
    enum { SIDES = 8, EACH = 40 };
    struct site *site = *state;
    const char *headers = str_format(site->arena, "Content-Type: application/json\r\n%s", site_login(site, "worker")).at;
    pthread_t threads[SIDES];
    struct racer racers[SIDES];
    atomic_int done = 0, bad = 0;

    for (int i = 0; i < SIDES; i++) {   /* half of one case, half of others */
        racers[i] = (struct racer){ site, headers, str_format(site->arena, "{\"text\":\"a\",\"size\":%d}", i / 2).at, EACH, &done, &bad };
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < SIDES; i++) pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&bad), 0);
    assert_int_equal(atomic_load(&done), SIDES * EACH);
    assert_int_equal(count(site, &TEST_THINGS), SIDES * EACH);
}

/* ── Stopping ──────────────────────────────────────────────────────────── */

static void *stop_later(void *arg)
{
    struct site *site = arg;

    usleep(100000);
    site_restart(site, NULL);
    return NULL;
}

static void stopping_finishes_what_runs(void **state)
{
    struct site *site = *state;
    int s = client_connect(site->port);
    pthread_t thread;

    (void)client_text(s, "GET /api/test/slow HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(pthread_create(&thread, NULL, stop_later, site), 0);
    struct answer answer = client_read(s, site->arena);
    expect("the slow one", site, &answer, 200, NULL);
    close(s);
    pthread_join(thread, NULL);
    answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("and on it goes", site, &answer, 200, NULL);
}

static void a_client_that_leaves_harms_nobody(void **state)
{
    struct site *site = *state;
    const char *worker = site_login(site, "worker");
    struct answer answer;

    for (int i = 0; i < 20; i++) {
        int s = client_connect(site->port);
        (void)client_text(s, str_format(site->arena, "POST /api/test/things HTTP/1.1\r\nHost: x\r\n%sContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"text\":\"a\"}", worker).at);
        close(s);
    }
    for (int i = 0; i < 20; i++) {
        int s = client_connect(site->port);
        (void)client_text(s, "POST /api/test/public HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{\"te");
        close(s);
    }
    answer = site_ask(site, "GET /api/test/echo", NULL, NULL);
    expect("still there", site, &answer, 200, NULL);
}

static void a_handler_that_forgets_a_bracket_is_our_fault(void **state)
{
    struct site *site = *state;
    struct answer answer = site_ask(site, "GET /api/test/broken", NULL, NULL);

    expect("unbalanced", site, &answer, 500, "INTERNAL");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SITE_TEST(a_refused_write_leaves_nothing), SITE_TEST(a_repeated_request_is_done_once),
        SITE_TEST(keys_survive_a_restart_and_refusals_are_not_kept), SITE_TEST(the_same_request_from_many_sides_is_done_once),
        SITE_TEST(many_writes_at_once_all_count), SITE_TEST(stopping_finishes_what_runs), SITE_TEST(a_client_that_leaves_harms_nobody),
        SITE_TEST(a_handler_that_forgets_a_bracket_is_our_fault),
    };

    return town_run("http/write", tests, COUNT_OF(tests));
}
