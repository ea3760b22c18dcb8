/*
 * grid_test.c - duty and positions, grids and their people, members of a desk, over HTTP.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include "case/task.h"
#include "org/account.h"

#define ENFORCEMENT "320102002-enforcement"

QUERY(SEE_POSITIONS) = {
    .name = "test_positions",
    .sql = "SELECT count(*) FROM duty WHERE account_id = $1 AND (lon_e6 IS NOT NULL OR lat_e6 IS NOT NULL OR fix_at IS NOT NULL)",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};
QUERY(SEE_DUTIES) = {
    .name = "test_duties",
    .sql = "SELECT count(*) FROM duty WHERE account_id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

/* ── Duty ──────────────────────────────────────────────────────────────── */

#define IN_EAST_ONE "\"lon\":118.805,\"lat\":32.055"
#define IN_WEST_ONE "\"lon\":118.845,\"lat\":32.055"

static int64_t positions(int64_t account)
{
    return ward_number(site.ward, &SEE_POSITIONS, ARGS(arg_int(account)));
}

static void a_position_lives_as_long_as_the_duty(void **state)
{
    struct answer a = get(WORKER, "/api/duty");

    (void)state;
    assert_false(json_get_bool(a.json, "on", true));
    assert_null(json_get(a.json, "position"));
    assert_int_equal(json_count(json_get(a.json, "recent")), 0);
    (void)ask(WORKER, "POST /api/duty/fix", "{" IN_EAST_ONE "}", 409, "CONFLICT");
    (void)ask(WORKER, "POST /api/duty", "{\"on\":false}", 409, "CONFLICT");
    assert_int_equal(positions(WORKER), 0);
    a = ask(WORKER, "POST /api/duty", "{\"on\":true," IN_EAST_ONE "}", 200, NULL);
    assert_true(json_get_bool(a.json, "on", false) && json_get_bool(a.json, "inside", false));
    assert_int_equal(json_get_id(json_get(a.json, "grid"), "id"), EAST_ONE);
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true}", 409, "CONFLICT");
    a = ask(WORKER, "POST /api/duty/fix", "{" IN_WEST_ONE "}", 200, NULL);
    assert_false(json_get_bool(a.json, "inside", true));
    a = get(WORKER, "/api/duty");
    assert_true(json_get_number(json_get(a.json, "position"), "lon", 0) == 118.845);
    assert_int_equal(positions(WORKER), 1);
    a = ask(WORKER, "POST /api/duty", "{\"on\":false," IN_EAST_ONE "}", 200, NULL);
    assert_true(!json_get_bool(a.json, "on", true) && !json_get(a.json, "position"));
    assert_int_equal(positions(WORKER), 0);   /* the place of going off is not kept either */
    assert_int_equal(json_count(json_get(a.json, "recent")), 1);
    assert_non_null(json_get(json_at(json_get(a.json, "recent"), 0), "until"));
}

static void only_a_whole_place_in_the_city_is_taken(void **state)
{
    static const struct { const char *body; int status; const char *error; } REFUSED[] = {
        { "{\"on\":true,\"lon\":118.805}", 400, "INVALID" }, { "{\"on\":true,\"lat\":32.055}", 400, "INVALID" },
        { "{\"on\":true,\"lon\":500,\"lat\":32}", 422, "UNPROCESSABLE" }, { "{\"on\":true,\"lon\":1e308,\"lat\":-1e308}", 422, "UNPROCESSABLE" }, { "{\"on\":true,\"lon\":\"118\",\"lat\":32}", 400, "INVALID" },
        { "{\"on\":true,\"lon\":120.5,\"lat\":30.1}", 422, "UNPROCESSABLE" }, { "{}", 400, "INVALID" }, { "{\"on\":1}", 400, "INVALID" },
        { "{\"on\":true,\"account\":\"102\"}", 400, "INVALID" },
    };
    struct answer a;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++) (void)ask(WORKER, "POST /api/duty", REFUSED[i].body, REFUSED[i].status, REFUSED[i].error);
    assert_int_equal(ward_number(site.ward, &SEE_DUTIES, ARGS(arg_int(WORKER))), 0);
    a = ask(WORKER, "POST /api/duty", "{\"on\":true}", 200, NULL);
    assert_null(json_get(a.json, "position"));
    assert_null(json_get(a.json, "inside"));
    (void)ask(WORKER, "POST /api/duty/fix", "{\"lon\":118.805}", 400, "INVALID");
    (void)ask(WORKER, "POST /api/duty/fix", "{\"lon\":120.5,\"lat\":30.1}", 422, "UNPROCESSABLE");
    assert_int_equal(positions(WORKER), 0);
}

static void duty_is_for_those_who_are_sent(void **state)
{
    (void)state;
    (void)ask(0, "GET /api/duty", NULL, 401, "UNAUTHORIZED");
    (void)ask(0, "POST /api/duty", "{\"on\":true}", 401, "UNAUTHORIZED");
    (void)ask(CLERK, "POST /api/duty", "{\"on\":true}", 403, "FORBIDDEN");
    (void)ask(VIEWER, "POST /api/duty/fix", "{" IN_EAST_ONE "}", 403, "FORBIDDEN");
    (void)get(CLERK, "/api/duty");   /* everyone sees what is kept of him */
    (void)ask(ward_handler(ward_unit(site.ward, ENFORCEMENT), 2), "POST /api/duty", "{\"on\":true}", 200, NULL);
}

static void a_key_sent_again_is_one_change(void **state)
{
    const char *headers = str_format(site.ward->arena, "%sContent-Type: application/json\r\nIdempotency-Key: duty-on-0001\r\n", site_session(WORKER)).at;
    struct answer first, second;

    (void)state;
    first = client_ask(http_port(site.http), site.ward->arena, "POST /api/duty", headers, "{\"on\":true," IN_EAST_ONE "}");
    second = client_ask(http_port(site.http), site.ward->arena, "POST /api/duty", headers, "{\"on\":true," IN_EAST_ONE "}");
    assert_int_equal(first.status, 200);
    assert_int_equal(second.status, 200);
    assert_true(str_eq(first.body, second.body));
    assert_int_equal(ward_number(site.ward, &SEE_DUTIES, ARGS(arg_int(WORKER))), 1);
}

static enum err sweep(struct db *db, struct store_job *job, struct fault *why)
{
    return org_fix_sweep(db, *(const int64_t *)job->arg, why);
}

static void a_forgotten_duty_keeps_no_position(void **state)
{
    int64_t now = time_now_ms(), before = now - MS_PER_HOUR;
    struct answer a;

    (void)state;
    ward_on_duty(site.ward, WORKER, EAST, true);
    ward_fix(site.ward, WORKER, 118.805, 32.055, now - 2 * MS_PER_HOUR);
    (void)ask(WORKER_TWO, "POST /api/duty", "{\"on\":true,\"reason\":\"送材料\"," IN_EAST_ONE "}", 200, NULL);
    ward_do(site.ward, sweep, &before);
    assert_int_equal(positions(WORKER), 0);
    assert_int_equal(positions(WORKER_TWO), 1);
    a = get(WORKER, "/api/duty");
    assert_true(json_get_bool(a.json, "on", false));
}

/* ── Grids ─────────────────────────────────────────────────────────────── */

/* The worker in a list of grids or a grid, or NULL. */
static const struct json_t *worker_in(const struct json_t *grid, int64_t account)
{
    const struct json_t *workers = json_get(grid, "workers");

    for (size_t i = 0; i < json_count(workers); i++)
        if (json_get_id(json_at(workers, i), "id") == account) return json_at(workers, i);
    return NULL;
}

static void positions_are_for_those_who_send(void **state)
{
    static const struct { const char *name; int64_t who; bool sees; } ROWS[] = {
        { "the dispatcher of the street", DISPATCH, true }, { "the head of the centre", COMMAND, true }, { "the district's dispatcher", DISTRICT, true },
        { "oneself", WORKER, true }, { "a colleague", WORKER_TWO, false }, { "the community", DESK_EAST, false },
        { "intake", INTAKE, false }, { "a viewer", VIEWER, false },
    };

    (void)state;
    (void)ask(WORKER, "POST /api/duty", "{\"on\":true," IN_EAST_ONE "}", 200, NULL);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct answer a = get(ROWS[i].who, path_of("/api/grids/", EAST_ONE));
        const struct json_t *worker = worker_in(a.json, WORKER);
        if (!worker || !json_get_bool(worker, "on_duty", false) || (json_get(worker, "position") != NULL) != ROWS[i].sees)
            fail_msg("%s: %.*s", ROWS[i].name, STR_ARG(a.body));
    }
    (void)ask(WORKER, "POST /api/duty", "{\"on\":false}", 200, NULL);
    struct answer a = get(DISPATCH, path_of("/api/grids/", EAST_ONE));
    assert_false(json_get_bool(worker_in(a.json, WORKER), "on_duty", true));
    assert_null(json_get(worker_in(a.json, WORKER), "position"));
}

/* The ids of all pages, with blanks between. */
static const char *listed(int64_t who, const char *query, int limit)
{
    struct arena *arena = site.ward->arena;
    struct buf ids;
    int64_t after = 0;

    buf_init(&ids, arena, 0);
    for (int page = 0; page < 20; page++) {
        const char *more = after ? str_format(arena, "&after=%lld", (long long)after).at : "";
        struct answer a = get(who, str_format(arena, "/api/grids?limit=%d%s%s", limit, query, more).at);
        const struct json_t *items = json_get(a.json, "items");
        assert_true(json_count(items) <= (size_t)limit);
        for (size_t i = 0; i < json_count(items); i++) buf_printf(&ids, "%lld ", (long long)json_get_id(json_at(items, i), "id"));
        after = json_get_id(a.json, "next");
        if (!after) return ids.len ? str_c(arena, buf_done(&ids)) : "";
    }
    fail_msg("pages never end");
    return "";
}

static void the_list_is_what_one_reaches(void **state)
{
    (void)state;
    assert_string_equal(listed(VIEWER, "", 200), "901 902 903 904 905 911 ");
    assert_string_equal(listed(VIEWER, "", 1), "901 902 903 904 905 911 ");
    assert_string_equal(listed(DISPATCH, "", 2), "901 902 903 911 ");
    assert_string_equal(listed(DISTRICT_STEERING, "", 200), "905 ");      /* its streets belong to another district by statute */
    assert_string_equal(listed(DISTRICT_PUKOU, "", 200), "905 ");
    assert_string_equal(listed(DISPATCH, path_of("&parent=", EAST), 200), "901 902 911 ");
    assert_string_equal(listed(VIEWER, path_of("&parent=", PUKOU), 200), "905 ");
    assert_string_equal(listed(WORKER, "", 200), "901 902 911 ");
    (void)ask(DISPATCH, path_of("GET /api/grids?parent=", XINJIE), NULL, 404, "NOT_FOUND");
    (void)ask(DISPATCH, "GET /api/grids?parent=424242", NULL, 404, "NOT_FOUND");
    (void)ask(SYSADMIN, "GET /api/grids", NULL, 403, "FORBIDDEN");
    (void)ask(0, "GET /api/grids", NULL, 401, "UNAUTHORIZED");
    (void)ask(VIEWER, "GET /api/grids?limit=201", NULL, 400, "INVALID");
}

static void one_grid_tells_where_it_is_and_what_is_open(void **state)
{
    struct ward *w = *state;
    struct answer a = get(DISPATCH, path_of("/api/grids/", EAST_ONE));
    int64_t id;

    assert_int_equal(json_get_id(json_get(a.json, "community"), "id"), EAST);
    assert_int_equal(json_get_id(json_get(a.json, "street"), "id"), ZHUJIANG);
    assert_int_equal(json_get_id(json_get(a.json, "district"), "id"), XUANWU);
    assert_null(json_get(a.json, "steering"));
    assert_int_equal(json_get_id(json_at(json_get(a.json, "dedicated"), 0), "id"), SCHOOL);
    assert_int_equal(json_get_int(a.json, "open", -1), 0);
    id = ward_filed(w, "0504");
    (void)ward_open(w, (struct opening){ .account = WORKER, .item = "0504", .source = "worker", .lon = 118.8185, .lat = 32.0685 });   /* in the school */
    a = get(DISPATCH, path_of("/api/grids/", EAST_ONE));
    assert_int_equal(json_get_int(a.json, "open", -1), 2);
    a = get(DISPATCH, path_of("/api/grids/", SCHOOL));
    assert_int_equal(json_get_int(a.json, "open", -1), 1);
    assert_int_equal(json_get_id(json_get(a.json, "host"), "id"), EAST_ONE);
    ward_walk(w, id, "dispatch=dispatch:" ENFORCEMENT " sign=accept arrive=arrived act=rectified check=pass close_review=close");
    a = get(DISPATCH, path_of("/api/grids/", EAST_ONE));
    assert_int_equal(json_get_int(a.json, "open", -1), 1);
    a = get(DISTRICT_STEERING, path_of("/api/grids/", NORTH_ONE));
    assert_int_equal(json_get_id(json_get(a.json, "steering"), "id"), JIANGBEI);
    (void)ask(DISPATCH_SOUTH, path_of("GET /api/grids/", EAST_ONE), NULL, 404, "NOT_FOUND");
    (void)ask(DISPATCH, "GET /api/grids/424242", NULL, 404, "NOT_FOUND");
}

/* ── Members of a desk ─────────────────────────────────────────────────── */

static const char *members_of(const struct task_view *task)
{
    return path_of("/api/desks/members?task=", task->id);
}

static const char *refused(const struct task_view *task)
{
    return path_of("GET /api/desks/members?task=", task->id);
}

static void a_leader_sees_whom_to_name(void **state)
{
    struct ward *w = *state;
    int64_t team = ward_unit(w, ENFORCEMENT), one = ward_handler(team, 1), id = ward_filed(w, "0504"), other = ward_filed(w, "0507");
    const struct task_view *task;
    const struct json_t *items;
    struct case_actor leader = { .user = ward_user(w, ward_leader(team)), .unit_id = team };
    struct case_plan *plan;
    struct answer a;
    struct db *db;

    ward_walk(w, id, "dispatch=dispatch:" ENFORCEMENT);
    ward_walk(w, other, "dispatch=dispatch:" ENFORCEMENT);
    task = ward_task(w, id, "sign");
    (void)ask(one, "POST /api/duty", "{\"on\":true}", 200, NULL);
    a = get(ward_leader(team), members_of(task));
    items = json_get(a.json, "items");
    assert_int_equal(json_count(items), 2);
    assert_int_equal(json_get_id(json_at(items, 0), "id"), one);
    assert_true(json_get_bool(json_at(items, 0), "on_duty", false) && !json_get_bool(json_at(items, 1), "on_duty", true));
    (void)get(one, members_of(task));
    (void)ask(DISPATCH, refused(task), NULL, 403, "FORBIDDEN");        /* sees the case, but the desk is not his */
    (void)ask(DISPATCH_SOUTH, refused(task), NULL, 404, "NOT_FOUND");
    (void)ask(VIEWER, refused(task), NULL, 403, "FORBIDDEN");
    (void)ask(one, "GET /api/desks/members?task=424242", NULL, 404, "NOT_FOUND");
    (void)ask(one, "GET /api/desks/members", NULL, 400, "INVALID");

    db = store_reader_take(w->store);
    if (case_plan_hold(w->world, db, w->arena, TASK_ASSIGN, task->id, task->version, ward_handler(team, 2), STR("他熟悉这里"), &leader, w->now, &plan, &w->why))
        fail_msg("%s", w->why.en);
    store_reader_give(w->store, db);
    assert_int_equal(ward_apply(w, plan), ERR_OK);
    assert_int_equal(ward_task(w, id, "sign")->assignee, ward_handler(team, 2));
    a = get(ward_leader(team), members_of(task));
    assert_true(json_get_int(json_at(json_get(a.json, "items"), 1), "open_tasks", 0) > 0);
    ward_complete(w, ward_handler(team, 2), id, "sign", "accept", (struct step){ 0 });
    (void)ask(one, refused(task), NULL, 409, "CONFLICT");
}

static void a_community_names_its_grid_workers(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident", .grid = EAST_ONE });
    const struct task_view *task = ward_task(w, id, "verify");
    struct answer a = get(DESK_EAST, members_of(task));

    assert_true(json_count(json_get(a.json, "items")) >= 1);
    (void)get(WORKER, members_of(task));
    (void)ask(DESK_WEST, refused(task), NULL, 404, "NOT_FOUND");
    (void)ask(INTAKE, refused(task), NULL, 403, "FORBIDDEN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRID_TEST(a_position_lives_as_long_as_the_duty), GRID_TEST(only_a_whole_place_in_the_city_is_taken),
        GRID_TEST(duty_is_for_those_who_are_sent), GRID_TEST(a_key_sent_again_is_one_change), GRID_TEST(a_forgotten_duty_keeps_no_position),
        GRID_TEST(positions_are_for_those_who_send), GRID_TEST(the_list_is_what_one_reaches), GRID_TEST(one_grid_tells_where_it_is_and_what_is_open),
        GRID_TEST(a_leader_sees_whom_to_name), GRID_TEST(a_community_names_its_grid_workers),
    };

    return ward_run("grid", tests, COUNT_OF(tests));
}
