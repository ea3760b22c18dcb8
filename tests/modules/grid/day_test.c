/*
 * day_test.c - work of a day: clocking in and out with wrong phones, outside, late and twice, and what is deleted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include "modules/grid/grid.h"

#define IN_EAST_ONE "\"lon\":118.805,\"lat\":32.055"
#define IN_WEST_ONE "\"lon\":118.845,\"lat\":32.055"
#define JUST_OUTSIDE "\"lon\":118.8205,\"lat\":32.055"   /* about 50 m */

QUERY(SEE_MARKS) = {
    .name = "test_duty_marks",
    .sql = "SELECT count(*) FROM duty_mark WHERE account_id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};
QUERY(SEE_PLACED) = {
    .name = "test_duty_placed",
    .sql = "SELECT count(*) FROM duty_mark WHERE account_id = $1 AND (lon_e6 IS NOT NULL OR lat_e6 IS NOT NULL OR accuracy_m IS NOT NULL)",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

static int64_t marks(int64_t account) { return ward_number(site.ward, &SEE_MARKS, ARGS(arg_int(account))); }
static int64_t placed(int64_t account) { return ward_number(site.ward, &SEE_PLACED, ARGS(arg_int(account))); }

/* As a phone whose clock shows `sent` when it sends; 0: it does not say. */
static struct answer phone(int64_t account, const char *request, const char *body, int64_t sent, int status)
{
    struct arena *a = site.ward->arena;
    const char *time = sent ? str_format(a, "X-Phone-Time: %lld\r\n", (long long)sent).at : "";
    struct answer answer = client_ask(http_port(site.http), a, request, str_format(a, "%sContent-Type: application/json\r\n%s", site_session(account), time).at, body);

    if (answer.status != status) fail_msg("%s %s: expected %d, got %d %.*s", request, body, status, answer.status, STR_ARG(answer.body));
    return answer;
}

static const struct json_t *first_mark(struct answer a)
{
    const struct json_t *mark = json_at(json_get(a.json, "marks"), 0);

    assert_non_null(mark);
    return mark;
}

static int64_t instant(const struct json_t *mark, const char *name)
{
    int64_t ms = 0;

    assert_int_equal(time_parse(json_get_str(mark, name), &ms), ERR_OK);
    return ms;
}

static const char *said(const char *rest, int64_t ms)
{
    char text[32];

    time_print(ms, text);
    return str_format(site.ward->arena, "{%s,\"said_at\":\"%s\"}", rest, text).at;
}

static void near(int64_t a, int64_t b)
{
    if (a - b > 3000 || b - a > 3000) fail_msg("%lld and %lld differ by more than three seconds", (long long)a, (long long)b);
}

static void outside_needs_a_reason(void **state)
{
    struct answer a;

    (void)state;
    a = ask(WORKER, "POST /api/duty", "{\"on\":true," IN_WEST_ONE "}", 422, "UNPROCESSABLE");
    assert_string_equal(answer_field(site.ward->arena, &a, "field"), "reason");
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true,\"reason\":\"  \"," IN_WEST_ONE "}", 422, "UNPROCESSABLE");
    assert_int_equal(marks(WORKER), 0);
    a = ask(WORKER, "POST /api/duty", "{\"on\":true,\"reason\":\"去街道开会\"," IN_WEST_ONE "}", 200, NULL);
    assert_false(json_get_bool(first_mark(a), "inside", true));
    assert_true(json_get_int(first_mark(a), "away_m", 0) > 100);
    assert_true(str_is(json_get_str(first_mark(a), "reason"), "去街道开会"));
    assert_int_equal(json_get_id(json_get(first_mark(a), "grid"), "id"), WEST_ONE);
    assert_int_equal(placed(WORKER), 1);
    a = ask(WORKER, "POST /api/duty", "{\"on\":false," IN_WEST_ONE "}", 200, NULL);   /* going off needs none */
    assert_false(json_get_bool(first_mark(a), "inside", true));
    assert_null(json_get(first_mark(a), "place"));
    assert_int_equal(placed(WORKER), 1);
    a = ask(WORKER, "POST /api/duty", "{\"on\":true,\"accuracy\":30," JUST_OUTSIDE "}", 200, NULL);   /* within what phones err */
    assert_true(json_get_bool(first_mark(a), "inside", false));
    assert_int_equal(json_get_int(json_get(first_mark(a), "place"), "accuracy_m", 0), 30);
}

static void the_servers_clock_counts(void **state)
{
    int64_t now = time_now_ms(), fast = now + 3 * MS_PER_HOUR;
    const struct json_t *mark;
    struct answer a;

    (void)state;
    a = phone(WORKER, "POST /api/duty", said("\"on\":true," IN_EAST_ONE, fast), fast, 200);   /* three hours fast, sent at once */
    mark = first_mark(a);
    near(instant(mark, "at"), now);
    near(instant(mark, "done_at"), now);
    near(instant(mark, "said_at"), fast);
    near(json_get_int(mark, "skew_s", 0) * 1000, 3 * MS_PER_HOUR);
    assert_true(json_get_bool(mark, "clock_wrong", false) && !json_get_bool(mark, "late", true));
    near(instant(a.json, "since"), now);
    a = phone(WORKER, "POST /api/duty", said("\"on\":false", fast - 2 * MS_PER_HOUR), fast, 200);   /* kept for two hours on that phone */
    mark = first_mark(a);
    near(instant(mark, "done_at"), now - 2 * MS_PER_HOUR);
    near(instant(mark, "at"), now);
    assert_true(json_get_bool(mark, "late", false));
    a = phone(WORKER, "POST /api/duty", said("\"on\":true", now - 400 * MS_PER_DAY), now, 200);   /* not believed, but not lost */
    near(instant(first_mark(a), "done_at"), now);
    near(instant(first_mark(a), "said_at"), now - 400 * MS_PER_DAY);
    a = phone(WORKER, "POST /api/duty", said("\"on\":false", now + MS_PER_DAY), now, 200);   /* never in the future */
    assert_false(json_get_bool(first_mark(a), "late", true));
    (void)phone(WORKER, "POST /api/duty", "{\"on\":true,\"said_at\":\"gestern\"}", now, 400);
    a = phone(WORKER, "POST /api/duty", "{\"on\":true}", -1, 200);
    assert_null(json_get(first_mark(a), "skew_s"));
}

static void twice_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true," IN_EAST_ONE "}", 200, NULL);
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true," IN_EAST_ONE "}", 409, "CONFLICT");
    assert_int_equal(marks(WORKER), 1);
    (void)ask(WORKER, "POST /api/duty", "{\"on\":false}", 200, NULL);
    (void)ask(WORKER, "POST /api/duty", "{\"on\":false}", 409, "CONFLICT");
    assert_int_equal(marks(WORKER), 2);
}

static const struct json_t *person_in(const struct answer *a, int64_t account)
{
    const struct json_t *items = json_get(a->json, "items");

    for (size_t i = 0; i < json_count(items); i++)
        if (json_get_id(json_at(items, i), "id") == account) return json_at(items, i);
    return NULL;
}

static void the_centre_sees_who_came(void **state)
{
    struct answer a;
    const struct json_t *one;

    (void)state;
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true,\"reason\":\"开会\"," IN_WEST_ONE "}", 200, NULL);
    (void)ask(WORKER_TWO, "POST /api/duty", "{\"on\":true}", 200, NULL);
    (void)ask(WORKER_TWO, "POST /api/duty", "{\"on\":false}", 200, NULL);
    a = get(GRID_MANAGER, "/api/duty/day");
    one = json_get(a.json, "counts");
    assert_int_equal(json_get_int(one, "people", 0), 3);
    assert_int_equal(json_get_int(one, "on", 0), 1);
    assert_int_equal(json_get_int(one, "came", 0), 2);
    assert_int_equal(json_get_int(one, "outside", 0), 1);
    assert_int_equal(json_get_id(json_at(json_get(a.json, "items"), 0), "id"), WORKER);   /* on duty first */
    one = person_in(&a, WORKER);
    assert_true(json_get(one, "position") && json_get(json_at(json_get(one, "marks"), 0), "place"));
    assert_int_equal(json_count(json_get(person_in(&a, WORKER_TWO), "marks")), 2);
    a = get(DESK_EAST, "/api/duty/day");   /* its own people only, and no places */
    assert_true(person_in(&a, WORKER) && !person_in(&a, WORKER_WEST));
    assert_null(json_get(person_in(&a, WORKER), "position"));
    assert_null(json_get(json_at(json_get(person_in(&a, WORKER), "marks"), 0), "place"));
    (void)ask(DESK_EAST, path_of("GET /api/duty/day?parent=", WEST), NULL, 404, "NOT_FOUND");
    (void)ask(DESK_EAST, path_of("GET /api/duty/day?parent=", ZHUJIANG), NULL, 404, "NOT_FOUND");
    (void)ask(DISTRICT, "GET /api/duty/day", NULL, 400, "INVALID");
    (void)ask(DISTRICT, path_of("GET /api/duty/day?parent=", XUANWU), NULL, 400, "INVALID");
    assert_int_equal(json_get_int(json_get(get(DISTRICT, path_of("/api/duty/day?parent=", ZHUJIANG)).json, "counts"), "on", 0), 1);
    (void)ask(GRID_MANAGER, "GET /api/duty/day?day=2026-02-30", NULL, 400, "INVALID");
    a = get(GRID_MANAGER, "/api/duty/day?day=2026-03-02");
    assert_int_equal(json_get_int(json_get(a.json, "counts"), "on", -1), 0);   /* nobody is on duty in the past */
    (void)ask(WORKER, "GET /api/duty/day", NULL, 403, "FORBIDDEN");
}

static void places_and_marks_are_deleted_when_their_time_is_over(void **state)
{
    struct fault why = { 0 };

    (void)state;
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true," IN_EAST_ONE "}", 200, NULL);
    (void)ask(WORKER_TWO, "POST /api/duty", "{\"on\":true}", 200, NULL);
    assert_int_equal(grid_tend(&site.app, time_now_ms() + 29 * MS_PER_DAY, &why), ERR_OK);
    assert_int_equal(placed(WORKER), 1);
    assert_int_equal(grid_tend(&site.app, time_now_ms() + 31 * MS_PER_DAY, &why), ERR_OK);
    assert_int_equal(placed(WORKER), 0);
    assert_int_equal(marks(WORKER), 1);
    assert_int_equal(grid_tend(&site.app, time_now_ms() + 731 * MS_PER_DAY, &why), ERR_OK);
    assert_int_equal(marks(WORKER) + marks(WORKER_TWO), 0);
}

int main(void)
{
    const struct CMUnitTest TESTS[] = {
        GRID_TEST(outside_needs_a_reason), GRID_TEST(the_servers_clock_counts), GRID_TEST(twice_is_refused_and_leaves_nothing),
        GRID_TEST(the_centre_sees_who_came), GRID_TEST(places_and_marks_are_deleted_when_their_time_is_over),
    };

    return ward_run("grid day", TESTS, COUNT_OF(TESTS));
}
