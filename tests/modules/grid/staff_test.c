/*
 * staff_test.c - people and their places: who may, what a handover passes and loses nothing of, substitutes, qualifications.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include "base/civil.h"
#include "case/pass.h"
#include "modules/grid/staff.h"

QUERY(SEE_DESK) = { .name = "test_staff_desk", .sql = "SELECT count(*) FROM grid_worker WHERE account_id = $1 AND grid_id = $2", .takes = { STORE_INT, STORE_INT }, .gives = { STORE_INT } };
QUERY(SEE_SEALED) = { .name = "test_staff_sealed", .sql = "SELECT count(*) FROM staff_member WHERE phone_sealed IS NOT NULL", .gives = { STORE_INT } };
QUERY(SEE_HELD) = { .name = "test_staff_held", .sql = "SELECT count(*) FROM task WHERE state = 0 AND assignee = $1", .takes = { STORE_INT }, .gives = { STORE_INT } };

static int64_t serves(int64_t account, int64_t grid) { return ward_number(site.ward, &SEE_DESK, ARGS(arg_int(account), arg_int(grid))); }
static int64_t holds(int64_t account) { return ward_number(site.ward, &SEE_HELD, ARGS(arg_int(account))); }
static const char *body(const char *format, ...) PRINTF_LIKE(1, 2);

static const char *body(const char *format, ...)
{
    char text[2048];
    va_list values;

    va_start(values, format);
    str_print(text, sizeof text, format, values);
    va_end(values);
    return str_dup(site.ward->arena, str_from_c(text)).at;
}

static const char *day(int from_today)
{
    static char text[4][11];
    static int turn;

    day_print((struct day){ day_of_ms(time_now_ms()).since_epoch + from_today }, text[turn = (turn + 1) % 4]);
    return text[turn];
}

static int64_t id_of(struct answer a)
{
    int64_t id = json_get_id(a.json, "id");

    assert_true(id > 0);
    return id;
}

static int64_t member(int64_t account, const char *category)
{
    return id_of(ask(GRID_MANAGER, "POST /api/staff/people", body("{\"street\":\"%d\",\"account\":\"%lld\",\"category\":\"%s\"}", ZHUJIANG, (long long)account, category), 201, NULL));
}

static int64_t place(int64_t who, int64_t grid, const char *role, const char *more)
{
    return id_of(ask(GRID_MANAGER, "POST /api/staff/places", body("{\"member\":\"%lld\",\"grid\":\"%lld\",\"role\":\"%s\"%s}", (long long)who, (long long)grid, role, more), 201, NULL));
}

/* A task of the grid's desk in the hands of `account`. */
static int64_t held_case(int64_t account, int64_t grid)
{
    int64_t id = ward_open(site.ward, (struct opening){ .account = WARD_RESIDENT, .grid = grid, .item = "0102", .source = "resident", .text = "垃圾成堆" });
    const struct task_view *tasks;

    assert_int_equal(ward_tasks(site.ward, id, &tasks), 1);
    ward_hold(site.ward, account, tasks[0].id, TASK_CLAIM);
    return id;
}

static void only_who_tends_the_street(void **state)
{
    const char *add = body("{\"street\":\"%d\",\"name\":\"楼栋长\",\"category\":\"volunteer\",\"phone\":\"13900001111\"}", ZHUJIANG);
    const char *far = body("{\"street\":\"%d\",\"name\":\"楼栋长\",\"category\":\"volunteer\"}", XINJIE);
    struct answer a;
    int64_t id;

    (void)state;
    (void)ask(WORKER, "POST /api/staff/people", add, 403, "FORBIDDEN");
    (void)ask(DESK_EAST, "POST /api/staff/people", add, 403, "FORBIDDEN");
    (void)ask(GRID_MANAGER, "POST /api/staff/people", far, 404, "NOT_FOUND");
    (void)ask(GRID_MANAGER, "POST /api/staff/people", body("{\"street\":\"%d\",\"name\":\"甲\",\"category\":\"king\"}", ZHUJIANG), 422, "UNPROCESSABLE");
    (void)ask(GRID_MANAGER, "POST /api/staff/people", body("{\"street\":\"%d\",\"name\":\"甲\",\"category\":\"volunteer\",\"phone\":\"call me\"}", ZHUJIANG), 400, "INVALID");
    (void)ask(GRID_MANAGER, "POST /api/staff/people", body("{\"street\":\"%d\",\"account\":\"%d\",\"category\":\"grid\"}", ZHUJIANG, WORKER_SOUTH), 422, "UNPROCESSABLE");
    a = ask(GRID_MANAGER, "POST /api/staff/people", add, 201, NULL);
    id = id_of(a);
    assert_true(str_is(json_get_str(a.json, "phone"), "139****1111"));
    assert_true(str_find(a.body, STR("13900001111")) < 0);
    assert_int_equal(ward_number(site.ward, &SEE_SEALED, NO_ARGS), 1);
    (void)ask(COMMAND_SOUTH, body("GET /api/staff/people/%lld", (long long)id), NULL, 404, "NOT_FOUND");
    (void)ask(COMMAND_SOUTH, body("POST /api/staff/people/%lld/end", (long long)id), "{\"version\":1,\"reason\":\"x\"}", 404, "NOT_FOUND");
    (void)ask(DESK_EAST, body("GET /api/staff/people?parent=%d", EAST), NULL, 404, "NOT_FOUND");   /* the register is the street's */
    assert_int_equal(json_count(json_get(get(GRID_MANAGER, "/api/staff/people").json, "items")), 1);
    (void)ask(GRID_MANAGER, body("POST /api/staff/people/%lld/end", (long long)id), "{\"version\":1,\"reason\":\"搬走\",\"until\":\"2999-01-01\"}", 400, "INVALID");
    (void)ask(GRID_MANAGER, body("POST /api/staff/people/%lld/end", (long long)id), "{\"version\":1,\"reason\":\"搬走\"}", 200, NULL);
    (void)ask(GRID_MANAGER, body("POST /api/staff/people/%lld/end", (long long)id), "{\"version\":2,\"reason\":\"搬走\"}", 409, "CONFLICT");
    ward_outside(site.ward, "UPDATE staff_member SET retain_until = 1");
    assert_int_equal(staff_tend(&site.app, time_now_ms(), &site.ward->why), ERR_OK);
    assert_int_equal(ward_number(site.ward, &SEE_SEALED, NO_ARGS), 0);
}

static void a_place_puts_at_the_desk(void **state)
{
    int64_t one = member(WORKER_TWO, "grid"), other = member(WORKER, "grid"), head = member(DESK_EAST, "institution"), made;

    (void)state;
    (void)ask(GRID_MANAGER, "POST /api/staff/people", body("{\"street\":\"%d\",\"account\":\"%d\",\"category\":\"grid\"}", ZHUJIANG, WORKER_TWO), 409, "CONFLICT");
    ward_outside(site.ward, "DELETE FROM grid_worker WHERE account_id = 102");
    assert_int_equal(serves(WORKER_TWO, EAST_TWO), 0);
    made = place(one, EAST_TWO, "full", "");
    assert_int_equal(serves(WORKER_TWO, EAST_TWO), 1);
    (void)ask(GRID_MANAGER, "POST /api/staff/places", body("{\"member\":\"%lld\",\"grid\":\"%d\",\"role\":\"full\"}", (long long)one, EAST_TWO), 409, "CONFLICT");
    (void)ask(GRID_MANAGER, "POST /api/staff/places", body("{\"member\":\"%lld\",\"grid\":\"%d\",\"role\":\"full\"}", (long long)one, SOUTH_ONE), 404, "NOT_FOUND");
    (void)ask(GRID_MANAGER, "POST /api/staff/places", body("{\"member\":\"%lld\",\"grid\":\"%d\",\"role\":\"full\"}", (long long)head, EAST_ONE), 422, "UNPROCESSABLE");   /* no worker */
    (void)place(head, EAST_ONE, "head", "");
    assert_int_equal(serves(DESK_EAST, EAST_ONE), 0);
    (void)ask(GRID_MANAGER, "POST /api/staff/places", body("{\"member\":\"%lld\",\"grid\":\"%d\",\"role\":\"head\"}", (long long)other, EAST_ONE), 409, "CONFLICT");
    (void)ask(GRID_MANAGER, body("POST /api/staff/people/%lld/end", (long long)one), "{\"version\":1,\"reason\":\"调走\"}", 409, "CONFLICT");
    (void)ask(GRID_MANAGER, body("POST /api/staff/places/%lld/week", (long long)made), "{\"version\":1,\"week\":[{\"day\":8,\"from\":\"08:30\",\"to\":\"17:30\"}]}", 400, "INVALID");
    (void)ask(GRID_MANAGER, body("POST /api/staff/places/%lld/week", (long long)made),
              "{\"version\":1,\"week\":[{\"day\":1,\"from\":\"08:30\",\"to\":\"12:30\"},{\"day\":1,\"from\":\"12:00\",\"to\":\"17:30\"}]}", 400, "INVALID");
    (void)ask(GRID_MANAGER, body("POST /api/staff/places/%lld/week", (long long)made), "{\"version\":1,\"week\":[{\"day\":1,\"from\":\"08:30\",\"to\":\"24:00\"}]}", 200, NULL);
    (void)ask(GRID_MANAGER, body("POST /api/staff/places/%lld/end", (long long)made), "{\"version\":1,\"reason\":\"旧版本\"}", 409, "CONFLICT");
    (void)ask(GRID_MANAGER, body("POST /api/staff/places/%lld/end", (long long)made), "{\"version\":2,\"reason\":\"调走\"}", 200, NULL);
    assert_int_equal(serves(WORKER_TWO, EAST_TWO), 0);
}

static void a_handover_loses_nothing(void **state)
{
    int64_t leaver = member(WORKER, "grid"), successor = member(WORKER_TWO, "grid"), from = place(leaver, EAST_ONE, "full", ""), first, second, elsewhere;
    const char *end = body("POST /api/staff/places/%lld/end", (long long)from);
    const struct journal_view *row;
    struct answer a;

    (void)state;
    ward_outside(site.ward, "DELETE FROM grid_worker WHERE account_id = 102");
    first = held_case(WORKER, EAST_ONE);
    second = held_case(WORKER, EAST_ONE);
    ward_outside(site.ward, "INSERT INTO grid_worker (account_id, grid_id) VALUES (101, 902) ON CONFLICT (account_id, grid_id) DO NOTHING");
    elsewhere = held_case(WORKER, EAST_TWO);
    (void)ask(GRID_MANAGER, "POST /api/services",
              body("{\"grid\":\"%d\",\"kind\":\"alone\",\"worker\":\"%d\",\"asked_by\":\"self\",\"asked_on\":\"%s\",\"consent\":\"当面\",\"name\":\"王某\"}", EAST_ONE, WORKER, day(0)), 201, NULL);
    a = get(GRID_MANAGER, body("/api/staff/places/%lld/holds", (long long)from));
    assert_int_equal(json_get_int(a.json, "tasks", 0), 2);
    assert_int_equal(json_get_int(a.json, "services", 0), 1);
    (void)ask(GRID_MANAGER, end, "{\"version\":1,\"reason\":\"调走\"}", 409, "CONFLICT");
    assert_int_equal(holds(WORKER), 3);
    (void)ask(WORKER, end, body("{\"version\":1,\"reason\":\"调走\",\"successor\":\"%lld\"}", (long long)successor), 403, "FORBIDDEN");
    (void)ask(GRID_MANAGER, end, body("{\"version\":1,\"reason\":\"调走\",\"successor\":\"%lld\"}", (long long)leaver), 404, "NOT_FOUND");
    a = ask(GRID_MANAGER, end, body("{\"version\":1,\"reason\":\"调走\",\"successor\":\"%lld\"}", (long long)successor), 200, NULL);
    assert_int_equal(json_get_int(a.json, "passed", 0), 2);
    assert_int_equal(json_get_int(a.json, "left", 9), 0);
    assert_int_equal(holds(WORKER), 1);
    assert_int_equal(holds(WORKER_TWO), 2);
    assert_int_equal(serves(WORKER, EAST_ONE), 0);
    assert_int_equal(serves(WORKER_TWO, EAST_ONE), 1);
    assert_int_equal(serves(WORKER, EAST_TWO), 1);
    row = ward_journal_last(site.ward, first, "pass");
    assert_non_null(row);
    assert_int_equal(ward_journal_count(site.ward, second, "pass"), 1);
    assert_int_equal(ward_journal_count(site.ward, elsewhere, "pass"), 0);
    assert_true(ward_whole(site.ward));
    assert_int_equal(json_count(json_get(get(WORKER_TWO, "/api/services/mine").json, "items")), 1);
    (void)ask(GRID_MANAGER, end, body("{\"version\":2,\"reason\":\"再来\",\"successor\":\"%lld\"}", (long long)successor), 409, "CONFLICT");
    (void)ask(GRID_MANAGER, body("POST /api/staff/people/%lld/end", (long long)leaver), "{\"version\":1,\"reason\":\"离职\"}", 200, NULL);
}

static void many_pass_a_batch_at_a_time(void **state)
{
    int64_t leaver = member(WORKER, "grid"), successor = member(WORKER_TWO, "grid"), from = place(leaver, EAST_ONE, "full", "");
    const char *end = body("POST /api/staff/places/%lld/end", (long long)from), *say = body("{\"version\":1,\"reason\":\"调走\",\"successor\":\"%lld\"}", (long long)successor);
    struct answer a;

    (void)state;
    ward_outside(site.ward, "UPDATE setting SET value = 2 WHERE name = 'staff.handover'");
    assert_int_equal(world_reload_org(site.ward->world, &site.ward->why), ERR_OK);
    for (int i = 0; i < 3; i++) (void)held_case(WORKER, EAST_ONE);
    a = ask(GRID_MANAGER, end, say, 200, NULL);
    assert_int_equal(json_get_int(a.json, "left", 0), 1);
    assert_false(json_get_bool(json_get(a.json, "place"), "ended", true));
    assert_int_equal(serves(WORKER, EAST_ONE), 1);
    a = ask(GRID_MANAGER, end, say, 200, NULL);
    assert_int_equal(json_get_int(a.json, "left", 9), 0);
    assert_true(json_get_bool(json_get(a.json, "place"), "ended", false));
    assert_int_equal(holds(WORKER_TWO), 3);
    assert_int_equal(holds(WORKER), 0);
}

static void the_last_one_leaves_nobody_waiting(void **state)
{
    int64_t leaver = member(WORKER, "grid"), from = place(leaver, EAST_ONE, "full", "");
    const char *end = body("POST /api/staff/places/%lld/end", (long long)from);

    (void)state;
    ward_outside(site.ward, "DELETE FROM grid_worker WHERE account_id <> 101");
    (void)ward_open(site.ward, (struct opening){ .account = WARD_RESIDENT, .grid = EAST_ONE, .item = "0102", .source = "resident", .text = "垃圾成堆" });
    (void)ask(GRID_MANAGER, end, "{\"version\":1,\"reason\":\"调走\"}", 409, "CONFLICT");
    assert_int_equal(serves(WORKER, EAST_ONE), 1);
}

static void a_substitute_comes_and_goes(void **state)
{
    int64_t own = member(WORKER, "grid"), other = member(WORKER_TWO, "grid"), from = place(own, EAST_ONE, "full", ""), standin, id;
    int64_t now = time_now_ms();

    (void)state;
    ward_outside(site.ward, "DELETE FROM grid_worker WHERE account_id = 102");
    (void)ask(GRID_MANAGER, "POST /api/staff/places", body("{\"member\":\"%lld\",\"grid\":\"%d\",\"role\":\"full\",\"stands_for\":\"%lld\"}", (long long)other, EAST_ONE, (long long)from), 400, "INVALID");
    (void)ask(GRID_MANAGER, "POST /api/staff/places",
              body("{\"member\":\"%lld\",\"grid\":\"%d\",\"role\":\"full\",\"until\":\"%s\",\"stands_for\":\"%lld\"}", (long long)other, EAST_TWO, day(3), (long long)from), 422, "UNPROCESSABLE");
    standin = place(other, EAST_ONE, "full", body(",\"from\":\"%s\",\"until\":\"%s\",\"stands_for\":\"%lld\"", day(1), day(3), (long long)from));
    assert_int_equal(serves(WORKER_TWO, EAST_ONE), 0);
    assert_int_equal(staff_tend(&site.app, now, &site.ward->why), ERR_OK);
    assert_int_equal(serves(WORKER_TWO, EAST_ONE), 0);
    assert_int_equal(staff_tend(&site.app, now + MS_PER_DAY, &site.ward->why), ERR_OK);
    assert_int_equal(serves(WORKER_TWO, EAST_ONE), 1);
    id = held_case(WORKER_TWO, EAST_ONE);
    assert_int_equal(staff_tend(&site.app, now + 3 * MS_PER_DAY, &site.ward->why), ERR_OK);
    assert_int_equal(serves(WORKER_TWO, EAST_ONE), 1);   /* the last day is still his */
    assert_int_equal(staff_tend(&site.app, now + 4 * MS_PER_DAY, &site.ward->why), ERR_OK);
    assert_int_equal(serves(WORKER_TWO, EAST_ONE), 0);
    assert_int_equal(holds(WORKER_TWO), 0);
    assert_int_equal(holds(WORKER), 1);
    assert_int_equal(ward_journal_count(site.ward, id, "pass"), 1);
    (void)ask(GRID_MANAGER, body("POST /api/staff/places/%lld/end", (long long)standin), "{\"version\":3,\"reason\":\"x\"}", 409, "CONFLICT");
}

static void grids_against_the_standard(void **state)
{
    int64_t one = member(WORKER, "grid"), head = member(DESK_EAST, "institution");
    struct answer a;

    (void)state;
    a = get(GRID_MANAGER, body("/api/staff/grids?parent=%d", EAST));
    assert_int_equal(json_get_int(json_get(a.json, "counts"), "grids", 0), 3);
    assert_int_equal(json_get_int(json_get(a.json, "counts"), "met", 9), 0);
    assert_true(json_get_int(json_get(a.json, "counts"), "unlisted", 0) > 0);   /* who serves without a place is shown */
    (void)place(one, EAST_ONE, "full", "");
    (void)place(head, EAST_ONE, "head", "");
    a = get(GRID_MANAGER, body("/api/staff/grids?parent=%d", EAST));
    assert_int_equal(json_get_int(json_get(a.json, "counts"), "met", 0), 1);
    assert_int_equal(json_get_int(json_get(a.json, "counts"), "short", 0), 2);
    (void)ask(COMMAND_SOUTH, body("GET /api/staff/grids?parent=%d", EAST), NULL, 404, "NOT_FOUND");
    (void)ask(WORKER, "GET /api/staff/grids", NULL, 403, "FORBIDDEN");
    a = get(DISTRICT, body("/api/staff/streets?parent=%d", XUANWU));
    assert_int_equal(json_count(json_get(a.json, "items")), 2);
    (void)ask(GRID_MANAGER, body("GET /api/staff/streets?parent=%d", XUANWU), NULL, 404, "NOT_FOUND");
}

static void qualifications_end(void **state)
{
    int64_t one = member(WORKER, "grid"), record;
    const char *add = body("POST /api/staff/people/%lld/records", (long long)one);
    struct answer a;

    (void)state;
    (void)place(one, EAST_ONE, "full", "");
    a = get(GRID_MANAGER, body("/api/staff/people/%lld", (long long)one));
    assert_int_equal(json_count(json_get(a.json, "lacking")), 2);
    (void)ask(GRID_MANAGER, add, body("{\"kind\":\"yearly\",\"got\":\"%s\"}", day(1)), 400, "INVALID");
    (void)ask(GRID_MANAGER, add, "{\"kind\":\"flying\"}", 422, "UNPROCESSABLE");
    (void)ask(DESK_EAST, add, "{\"kind\":\"yearly\"}", 403, "FORBIDDEN");
    a = ask(GRID_MANAGER, add, body("{\"kind\":\"yearly\",\"got\":\"%s\"}", day(-400)), 201, NULL);
    assert_true(json_get_bool(json_at(json_get(a.json, "records"), 0), "over", false));
    record = json_get_id(json_at(json_get(a.json, "records"), 0), "id");
    assert_int_equal(json_count(json_get(a.json, "lacking")), 2);
    a = get(GRID_MANAGER, "/api/staff/grids");
    assert_int_equal(json_count(json_get(a.json, "ending")), 1);
    a = ask(GRID_MANAGER, add, "{\"kind\":\"yearly\"}", 201, NULL);   /* renewed: the old one ends for nobody */
    assert_int_equal(json_count(json_get(a.json, "lacking")), 1);
    assert_int_equal(json_count(json_get(get(GRID_MANAGER, "/api/staff/grids").json, "ending")), 0);
    (void)ask(COMMAND_SOUTH, body("POST /api/staff/records/%lld/drop", (long long)record), "{}", 404, "NOT_FOUND");
    (void)ask(GRID_MANAGER, body("POST /api/staff/records/%lld/drop", (long long)record), "{}", 200, NULL);
    (void)ask(GRID_MANAGER, body("POST /api/staff/records/%lld/drop", (long long)record), "{}", 404, "NOT_FOUND");
}

static const struct json_t *line_of(struct answer a, const char *category)
{
    const struct json_t *lines = json_get(a.json, "lines");

    for (size_t i = 0; i < json_count(lines); i++)
        if (str_is(json_get_str(json_at(lines, i), "category"), category)) return json_at(lines, i);
    fail_msg("no line of %s", category);
    return NULL;
}

static void a_quota_needs_another_of_the_district(void **state)
{
    const char *ask_one = body("{\"street\":\"%d\",\"category\":\"mediator\",\"quota\":5,\"reason\":\"纠纷增多\"}", ZHUJIANG), *posts = body("/api/staff/posts?street=%d", ZHUJIANG);
    const struct json_t *line;
    struct answer a;
    int64_t id;

    (void)state;
    (void)member(WORKER, "mediator");
    a = get(GRID_MANAGER, posts);
    line = line_of(a, "mediator");
    assert_int_equal(json_get_int(line, "in_post", 0), 1);
    assert_int_equal(json_get_int(line, "vacant", 0), -1);
    assert_int_equal(json_get_int(json_get(line, "proposal"), "count", 0), 3);   /* two communities and the street */
    (void)ask(DESK_EAST, "POST /api/staff/posts", ask_one, 403, "FORBIDDEN");
    (void)ask(COMMAND_SOUTH, "POST /api/staff/posts", ask_one, 404, "NOT_FOUND");
    (void)ask(GRID_MANAGER, "POST /api/staff/posts", body("{\"street\":\"%d\",\"category\":\"volunteer\",\"quota\":5,\"reason\":\"x\"}", ZHUJIANG), 422, "UNPROCESSABLE");
    a = ask(GRID_MANAGER, "POST /api/staff/posts", ask_one, 201, NULL);
    line = json_get(line_of(a, "mediator"), "asked");
    id = json_get_id(line, "id");
    assert_true(json_get_bool(line, "mine", false));
    assert_int_equal(json_get_int(line_of(a, "mediator"), "requested", 0), 5);
    (void)ask(GRID_MANAGER, "POST /api/staff/posts", ask_one, 409, "CONFLICT");
    (void)ask(COMMAND, body("POST /api/staff/posts/%lld/approve", (long long)id), "{\"version\":1}", 403, "FORBIDDEN");   /* of the street, not of the district */
    (void)ask(DISTRICT_PUKOU, body("POST /api/staff/posts/%lld/approve", (long long)id), "{\"version\":1}", 404, "NOT_FOUND");
    (void)ask(DISTRICT, body("POST /api/staff/posts/%lld/reject", (long long)id), "{\"version\":1}", 400, "INVALID");
    (void)ask(DISTRICT, body("POST /api/staff/posts/%lld/approve", (long long)id), "{\"version\":2}", 409, "CONFLICT");
    (void)ask(COMMAND, body("POST /api/staff/posts/%lld/withdraw", (long long)id), "{\"version\":1}", 403, "FORBIDDEN");
    a = ask(DISTRICT, body("POST /api/staff/posts/%lld/approve", (long long)id), "{\"version\":1}", 200, NULL);
    assert_int_equal(json_get_int(line_of(a, "mediator"), "quota", 0), 5);
    assert_int_equal(json_get_int(line_of(a, "mediator"), "vacant", 0), 4);
    (void)ask(DISTRICT, body("POST /api/staff/posts/%lld/approve", (long long)id), "{\"version\":2}", 409, "CONFLICT");
    a = ask(DISTRICT, "POST /api/staff/posts", body("{\"street\":\"%d\",\"category\":\"women\",\"quota\":2,\"reason\":\"x\",\"from\":\"%s\"}", ZHUJIANG, day(5)), 201, NULL);
    id = json_get_id(json_get(line_of(a, "women"), "asked"), "id");
    (void)ask(DISTRICT, body("POST /api/staff/posts/%lld/approve", (long long)id), "{\"version\":1}", 403, "FORBIDDEN");   /* not one's own */
    assert_int_equal(json_count(json_get(get(DISTRICT, body("/api/staff/posts/streets?parent=%d", XUANWU)).json, "items")), 2);
    (void)ask(GRID_MANAGER, body("GET /api/staff/posts/streets?parent=%d", XUANWU), NULL, 404, "NOT_FOUND");
    (void)ask(GRID_MANAGER, "POST /api/staff/posts/basis", body("{\"street\":\"%d\",\"version\":0,\"households\":9000,\"floor_area\":60,\"source\":\"台账\"}", ZHUJIANG), 200, NULL);
    (void)ask(GRID_MANAGER, "POST /api/staff/posts/basis", body("{\"street\":\"%d\",\"version\":7,\"households\":9000,\"floor_area\":60,\"source\":\"台账\"}", ZHUJIANG), 409, "CONFLICT");
    a = get(GRID_MANAGER, posts);
    assert_int_equal(json_get_int(json_get(line_of(a, "grid"), "proposal"), "count", 0), 23);   /* 9,000 households by 400 */
    assert_int_equal(json_get_int(json_get(line_of(a, "mediator"), "proposal"), "count", 0), 3);
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        GRID_TEST(only_who_tends_the_street), GRID_TEST(a_place_puts_at_the_desk), GRID_TEST(a_handover_loses_nothing), GRID_TEST(many_pass_a_batch_at_a_time),
        GRID_TEST(the_last_one_leaves_nobody_waiting), GRID_TEST(a_substitute_comes_and_goes), GRID_TEST(grids_against_the_standard), GRID_TEST(qualifications_end), GRID_TEST(a_quota_needs_another_of_the_district),
    };

    return ward_run("grid/staff", TESTS, COUNT_OF(TESTS));
}
