/*
 * list_test.c - worklists and case lists: paging while rows come and go,
 * filters, search.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>

enum { SEEN_MAX = 4000 };

struct seen { int64_t ids[SEEN_MAX]; size_t count; };

static bool was_seen(const struct seen *seen, int64_t id)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->ids[i] == id) return true;
    return false;
}

static void see(struct seen *seen, int64_t id)
{
    if (was_seen(seen, id)) fail_msg("%lld is shown twice", (long long)id);
    assert_true(seen->count < SEEN_MAX);
    seen->ids[seen->count++] = id;
}

static size_t cases_page(struct ward *w, const struct case_filter *filter, struct case_record **out, int64_t *next)
{
    struct db *db = store_reader_take(w->store);
    size_t count = 0;
    enum err err = list_cases(db, w->arena, filter, out, &count, next, &w->why);

    store_reader_give(w->store, db);
    if (err) fail_msg("%s", w->why.en);
    assert_true(count <= (size_t)filter->limit);
    return count;
}

/* All pages; `between` may change the data after each. */
static void walk_cases(struct ward *w, struct case_filter filter, struct seen *seen, void (*between)(struct ward *w, void *arg), void *arg)
{
    int64_t last = INT64_MAX;

    filter.world = w->world;
    seen->count = 0;
    for (int page = 0; page < 600; page++) {
        struct case_record *records;
        int64_t next = 0;
        size_t count = cases_page(w, &filter, &records, &next);
        for (size_t i = 0; i < count; i++) {
            assert_true(records[i].id < last);   /* newest first */
            last = records[i].id;
            see(seen, records[i].id);
        }
        if (!next) return;
        filter.before_id = next;
        if (between) between(w, arg);
    }
    fail_msg("the pages never end");
}

/* ── Paging over changing data ─────────────────────────────────────────── */

struct change { int64_t *ids; size_t count, next; bool *touched; };

/* Between two pages one case is closed, one merged or handed on, and a new one comes. */
static void something_happens(struct ward *w, void *arg)
{
    struct change *c = arg;

    if (c->next < c->count) {
        c->touched[c->next] = true;
        ward_walk(w, c->ids[c->next], c->next % 2 ? "dispatch=reject" : "dispatch=dispatch:320102002-enforcement");
        c->next += 5;
    }
    (void)ward_filed(w, "0504");
}

static void test_pages_of_cases_while_rows_change(void **state)
{
    enum { CASES = 40 };
    struct ward *w = *state;
    static struct seen seen;
    int64_t ids[CASES];
    bool touched[CASES] = { false };
    struct change change = { ids, CASES, 2, touched };
    const struct case_filter filters[] = {
        { .scope = SCOPE_CITY, .limit = 3 }, { .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .limit = 4, .states = 0xff },
        { .scope = SCOPE_COMMUNITY, .scope_id = EAST, .limit = 1 }, { .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .item = STR("0504"), .limit = 7 },
    };

    for (size_t i = 0; i < CASES; i++) ids[i] = ward_filed(w, "0504");
    for (size_t f = 0; f < COUNT_OF(filters); f++) {
        walk_cases(w, filters[f], &seen, something_happens, &change);
        /* Whatever stayed as it was the whole time is shown. */
        for (size_t i = 0; i < CASES; i++)
            if (!touched[i] && !was_seen(&seen, ids[i])) fail_msg("filter %zu: case %zu is skipped", f, i);
    }
}

static size_t tasks_page(struct ward *w, int64_t account, const struct task_filter *filter, struct task_view **out, bool *more)
{
    struct db *db = store_reader_take(w->store);
    size_t count = 0;
    enum err err = list_tasks(db, w->arena, ward_user(w, account), filter, out, &count, more, &w->why);

    store_reader_give(w->store, db);
    if (err) fail_msg("%s", w->why.en);
    return count;
}

/* One fitting task behind very many that do not fit. */
static void test_filter_looks_far_enough(void **state)
{
    struct ward *w = *state;
    struct task_filter filter = { .stage = STR("REWORK"), .limit = 1 };
    struct task_view *tasks;
    bool more;

    (void)ward_filed(w, "0504");
    ward_outside(w, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
                    "INSERT INTO task (id, case_id, activity, process, element, name, stage, role, place_id, assignee, state, outcome, "
                    "opened_at, due_at, due_limit, urged, escalated, closed_at, closed_by, version) "
                    "SELECT i, case_id, activity, process, element, name, CASE WHEN i = 900 THEN 'REWORK' ELSE stage END, role, place_id, "
                    "assignee, state, outcome, opened_at, due_at, due_limit, urged, escalated, closed_at, closed_by, version "
                    "FROM n CROSS JOIN (SELECT * FROM task WHERE state = 0 AND role = 'dispatch' ORDER BY id LIMIT 1) t");
    assert_int_equal(tasks_page(w, DISPATCH, &filter, &tasks, &more), 1);
    assert_int_equal(tasks[0].id, 900);
    assert_false(more);
}

static void test_pages_of_tasks_while_rows_change(void **state)
{
    enum { CASES = 30 };
    struct ward *w = *state;
    static struct seen seen;
    int64_t ids[CASES], last_due = 0;
    bool touched[CASES] = { false };
    struct task_filter filter = { .limit = 4 };
    size_t changed = 1;

    for (size_t i = 0; i < CASES; i++) {
        w->now += (int64_t)(i % 3) * MS_PER_MINUTE;   /* several share a due time */
        ids[i] = ward_filed(w, i % 2 ? "0504" : "0506");
    }
    seen.count = 0;
    for (bool more = true; more;) {
        struct task_view *tasks;
        size_t count = tasks_page(w, DISPATCH, &filter, &tasks, &more);
        for (size_t i = 0; i < count; i++) {
            assert_true(tasks[i].due_at >= last_due);
            last_due = tasks[i].due_at;
            see(&seen, tasks[i].id);
        }
        if (!count) break;
        filter.after_due = tasks[count - 1].due_at;
        filter.after_id = tasks[count - 1].id;
        if (changed < CASES) {
            touched[changed] = true;
            ward_walk(w, ids[changed], "dispatch=dispatch:320102002-enforcement");
            changed += 7;
        }
        (void)ward_filed(w, "0504");
    }
    for (size_t i = 0; i < CASES; i++)
        if (!touched[i] && !was_seen(&seen, ward_task(w, ids[i], "dispatch")->id)) fail_msg("the task of case %zu is skipped", i);
}

static void test_task_filters_and_counts(void **state)
{
    struct ward *w = *state;
    int64_t unit = ward_unit(w, "320102002-construction"), one = ward_handler(unit, 1), two = ward_handler(unit, 2), ids[6];
    static const struct { const char *words; size_t found; } WORDS[] = {
        { "道路", 2 }, { "路", 6 }, { "珠江路", 6 }, { "珠江路 店外", 4 }, { "没有", 0 }, { "“", 6 },
    };
    struct task_view *tasks;
    struct stage_count *stages;
    struct db *db;
    size_t count;
    bool more;

    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        ids[i] = ward_filed(w, i < 4 ? "0504" : "0110");
        ward_walk(w, ids[i], "dispatch=dispatch:320102002-construction");
    }
    ward_walk(w, ids[0], "sign=accept");   /* number one goes on with it */
    assert_int_equal(tasks_page(w, one, &(struct task_filter){ .limit = 50 }, &tasks, &more), 6);
    assert_int_equal(tasks_page(w, one, &(struct task_filter){ .limit = 50, .mine = true }, &tasks, &more), 1);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .mine = true }, &tasks, &more), 0);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .stage = STR("DISPATCHED") }, &tasks, &more), 5);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .item = STR("0110") }, &tasks, &more), 2);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .item = STR("nothing") }, &tasks, &more), 0);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .due_before = w->now + 16 * MS_PER_MINUTE }, &tasks, &more), 3);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .due_from = w->now + 16 * MS_PER_MINUTE, .due_before = w->now + 2 * MS_PER_HOUR }, &tasks, &more), 3);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        size_t found = tasks_page(w, two, &(struct task_filter){ .limit = 50, .words = str_from_c(WORDS[i].words), .world = w->world }, &tasks, &more);
        if (found != WORDS[i].found) fail_msg("“%s”: %zu found, not %zu", WORDS[i].words, found, WORDS[i].found);
    }
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 50, .words = ward_case(w, ids[5]).number, .world = w->world }, &tasks, &more), 1);
    assert_int_equal(tasks_page(w, two, &(struct task_filter){ .limit = 2 }, &tasks, &more), 2);
    assert_true(more && tasks[0].due_at <= tasks[1].due_at && str_is(tasks[0].number, str_c(w->arena, ward_case(w, tasks[0].case_id).number)));
    db = store_reader_take(w->store);
    assert_int_equal(list_task_counts(db, w->arena, ward_user(w, two), w->now + 20 * MS_PER_MINUTE, w->now + 3 * MS_PER_HOUR, &stages, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    assert_int_equal(count, 2);
    assert_true(str_is(stages[0].stage, "ACCEPTED") && stages[0].count == 1 && stages[0].overdue == 0 && stages[0].soon == 1);
    assert_true(str_is(stages[1].stage, "DISPATCHED") && stages[1].count == 5 && stages[1].overdue == 3 && stages[1].soon == 5);
}

/* ── Filters ───────────────────────────────────────────────────────────── */

static void test_case_filters(void **state)
{
    struct ward *w = *state;
    int64_t open = ward_filed(w, "0504"), gone = ward_filed(w, "0506"), north, late, resident;
    static struct seen seen;
    struct case_filter all = { .scope = SCOPE_CITY, .limit = 50, .states = 0xff };

    ward_walk(w, gone, "dispatch=reject");
    north = ward_open(w, (struct opening){ .account = WORKER_NORTH, .grid = NORTH_ONE, .item = "0504", .source = "worker" });
    resident = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .grid = SOUTH_ONE, .item = "0102", .source = "resident" });
    late = ward_filed(w, "0504");
    ward_walk(w, late, "dispatch=dispatch:320102002-greening +3d");
    walk_cases(w, all, &seen, NULL, NULL);
    assert_int_equal(seen.count, 5);
#define FOUND(n, ...)                                                                                                  \
    do {                                                                                                               \
        walk_cases(w, (struct case_filter){ .limit = 50, __VA_ARGS__ }, &seen, NULL, NULL);                            \
        if (seen.count != (n)) fail_msg("line %d: %zu found, not %d", __LINE__, seen.count, (n));                      \
    } while (0)
    FOUND(4, .scope = SCOPE_CITY);
    FOUND(1, .scope = SCOPE_CITY, .states = 1u << CASE_VOID);
    assert_true(was_seen(&seen, gone));
    FOUND(1, .scope = SCOPE_DISTRICT, .scope_id = PUKOU);
    FOUND(1, .scope = SCOPE_STEERING, .scope_id = JIANGBEI);
    assert_true(was_seen(&seen, north));
    FOUND(2, .scope = SCOPE_STREET, .scope_id = ZHUJIANG);
    FOUND(3, .scope = SCOPE_DISTRICT, .scope_id = XUANWU);
    FOUND(2, .scope = SCOPE_COMMUNITY, .scope_id = EAST);
    FOUND(2, .scope = SCOPE_GRID, .scope_id = EAST_ONE);
    FOUND(0, .scope = SCOPE_GRID, .scope_id = EAST_TWO);
    FOUND(1, .scope = SCOPE_UNIT, .scope_id = ward_unit(w, "320102002-greening"));
    assert_true(was_seen(&seen, late));
    FOUND(3, .scope = SCOPE_CITY, .overdue = true);
    FOUND(1, .scope = SCOPE_CITY, .source = STR("resident"));
    assert_true(was_seen(&seen, resident));
    FOUND(1, .scope = SCOPE_CITY, .stage = STR("PENDING_VERIFY"));
    FOUND(2, .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .item = STR("0504"));
    FOUND(1, .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .item = STR("0506"), .states = 0xff);
    FOUND(0, .scope = SCOPE_STREET, .scope_id = TAISHAN, .item = STR("0506"), .states = 0xff);
    FOUND(1, .scope = SCOPE_CITY, .states = 0xff, .item = STR("0102"));
    assert_true(open > 0);
}

/* What lies in an area, what a unit has in its hands, and one within the other. */
static void test_scopes(void **state)
{
    struct ward *w = *state;
    int64_t enforcement = ward_unit(w, "320102002-enforcement"), market = ward_unit(w, "320102-market"), traffic = ward_unit(w, "320102-traffic");
    int64_t east = ward_filed(w, "0501"), west, other = ward_filed(w, "0110");
    static const struct { const char *name; enum scope_kind kinds[3]; size_t found; } ROWS[] = {
        { "a community", { SCOPE_COMMUNITY }, 2 }, { "a unit", { SCOPE_UNIT }, 2 }, { "a unit within a community", { SCOPE_UNIT, SCOPE_COMMUNITY }, 1 },
        { "in the other order", { SCOPE_COMMUNITY, SCOPE_UNIT }, 1 }, { "and its street", { SCOPE_COMMUNITY, SCOPE_UNIT, SCOPE_STREET }, 1 },
        { "a street", { SCOPE_STREET }, 3 }, { "a district with its street", { SCOPE_DISTRICT, SCOPE_STREET }, 3 },
        { "areas that do not meet", { SCOPE_STEERING, SCOPE_STREET }, 0 }, { "a grid in its community", { SCOPE_GRID, SCOPE_COMMUNITY }, 2 },
    };
    const int64_t places[SCOPE__KINDS] = { 0, XUANWU, JIANGBEI, ZHUJIANG, EAST, EAST_ONE, enforcement };
    static struct seen seen;

    west = ward_open(w, (struct opening){ .account = WORKER_WEST, .grid = WEST_ONE, .item = "0501", .source = "worker" });
    for (size_t i = 0; i < 2; i++) {
        int64_t id = i ? west : east;
        if (ward_task(w, id, "dispatch")) ward_walk(w, id, "dispatch=dispatch:320102002-enforcement");
        assert_true(ward_case(w, id).unit_id == enforcement);
    }
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct case_filter filter = { .limit = 50 };
        for (size_t k = 0; k < 3 && ROWS[i].kinds[k]; k++) list_narrow(&filter, ROWS[i].kinds[k], places[ROWS[i].kinds[k]]);
        walk_cases(w, filter, &seen, NULL, NULL);
        if (seen.count != ROWS[i].found) fail_msg("%s: %zu found, not %zu", ROWS[i].name, seen.count, ROWS[i].found);
    }
    /* Co-operating units have it in their hands too, with and without words; others have not. */
    FOUND(2, .scope = SCOPE_UNIT, .scope_id = market);
    assert_true(was_seen(&seen, east) && was_seen(&seen, west) && !was_seen(&seen, other));
    FOUND(2, .scope = SCOPE_UNIT, .scope_id = traffic, .words = STR("占道经营"), .world = w->world);
    FOUND(0, .scope = SCOPE_UNIT, .scope_id = traffic, .words = STR("道路破损"), .world = w->world);
    FOUND(1, .scope = SCOPE_UNIT, .scope_id = traffic, .also = { { SCOPE_COMMUNITY, WEST } }, .also_count = 1);
}

static void test_box(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0501");
    struct case_record *found, r = ward_case(w, id);
    struct case_filter filter = { .limit = 10 };
    struct db *db;
    static const struct { const char *name; enum scope_kind kind; const char *unit; size_t found; int32_t off; } ROWS[] = {
        { "the city", SCOPE_CITY, NULL, 1, 0 }, { "elsewhere", SCOPE_CITY, NULL, 0, 500 }, { "who has it", SCOPE_UNIT, "320102002-enforcement", 1, 0 },
        { "who helps", SCOPE_UNIT, "320102-market", 1, 0 }, { "who helps, elsewhere", SCOPE_UNIT, "320102-market", 0, 500 },
        { "another team", SCOPE_UNIT, "320102002-municipal", 0, 0 },
    };

    if (ward_task(w, id, "dispatch")) ward_walk(w, id, "dispatch=dispatch:320102002-enforcement");
    db = store_reader_take(w->store);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        size_t count;
        int32_t lon = r.lon_e6 + ROWS[i].off, lat = r.lat_e6;
        filter.scope = ROWS[i].kind;
        filter.scope_id = ROWS[i].unit ? ward_unit(w, ROWS[i].unit) : 0;
        assert_int_equal(list_box(db, w->arena, lon - 100, lat - 100, lon + 100, lat + 100, &filter, &found, &count, &w->why), ERR_OK);
        if (count != ROWS[i].found) fail_msg("%s: %zu found, not %zu", ROWS[i].name, count, ROWS[i].found);
    }
    store_reader_give(w->store, db);
}

/* A strict filter over many rows: bounded work a page, short pages, nothing lost. */
static void test_rare_rows_among_many(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");
    static struct seen seen;
    char sql[3000];

    (void)snprintf(sql, sizeof sql,
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) "
                   "INSERT INTO case_record (id, number, version, item, state, stage, result, source, channel, source_no, is_public, text, address, "
                   "lon_e6, lat_e6, cell, grid_id, community_id, street_id, district_id, urgency, grade, confidence, staff_chose, verified, opened_at, "
                   "clock_limit, provisional, overdue, supervise, return_count, rework_count, extension_count, reopen_count, code_digest, journal_seq, "
                   "journal_mac) SELECT %lld + i, 'n' || i, 1, item, CASE WHEN i %% 10 = 7 THEN 1 ELSE 0 END, CASE WHEN i %% 450 IN (7, 8) THEN 'RARE' ELSE stage END, '', source, '', '', 0, '', "
                   "'', lon_e6, lat_e6, cell, grid_id, community_id, street_id, district_id, 3, 3, 0, 1, 0, opened_at, '', 0, 0, 0, 0, 0, 0, 0, '', 0, '' "
                   "FROM case_record, n WHERE id = %lld",
                   (long long)id, (long long)id);
    ward_outside(w, sql);
    walk_cases(w, (struct case_filter){ .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .limit = 2, .stage = STR("RARE") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 20);
    walk_cases(w, (struct case_filter){ .scope = SCOPE_CITY, .limit = 50, .stage = STR("RARE") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 20);
    walk_cases(w, (struct case_filter){ .scope = SCOPE_CITY, .limit = 200, .source = STR("nobody") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 0);
}

/* ── Search ────────────────────────────────────────────────────────────── */

/* The words within the grid the case lies in now. */
static struct case_filter within(struct ward *w, int64_t id, struct str words)
{
    struct case_record record = ward_case(w, id);

    return (struct case_filter){ .scope = SCOPE_GRID, .scope_id = record.grid_id, .states = 0xff, .limit = 20, .words = words };
}

static void test_search(void **state)
{
    struct case_filter before;

    struct ward *w = *state;
    const int64_t ids[] = {
        ward_open(w, (struct opening){ .account = WORKER, .item = "2102", .source = "worker", .text = "三单元楼道堆满杂物，消防通道被堵", .address = "珠江路88号院" }),
        ward_open(w, (struct opening){ .account = WORKER, .item = "0102", .source = "worker", .text = "垃圾桶满溢，臭味大", .address = "成贤街 Block B" }),
        ward_open(w, (struct opening){ .account = WORKER, .item = "0110", .source = "worker", .text = "路面有坑，电动车摔倒", .address = "珠江路与成贤街路口" }),
    };
    static const struct { const char *words; size_t found; int which; } ROWS[] = {
        { "消防", 1, 0 },       { "消防通道", 1, 0 },     { "通道 杂物", 1, 0 },  { "杂物消防", 0, -1 },       { "珠江路", 2, -1 },
        { "成贤街", 2, -1 },    { "珠江路 成贤街", 1, 2 }, { "block", 1, 1 },      { "BLOCK b", 1, 1 },         { "88", 1, 0 },
        { "88号院", 1, 0 },       { "道路破损", 1, 2 },      { "暴露垃圾", 1, 1 },   { "没有这样的话", 0, -1 },   { "", 3, -1 },
        { "\"", 0, -1 },        { "' OR 1=1 --", 0, -1 },  { "消防*", 1, 0 },      { "NEAR(消防 通道)", 0, -1 }, { "terms:消防", 0, -1 },
        { "院", 1, 0 },        { "成贤街 b", 1, 1 },      { "珠江路 b", 0, -1 },  { "社区", 0, -1 },           { "珠江路 社区", 0, -1 },
        { "88号", 1, 0 },       { "珠江路8", 1, 0 },      { "路88", 1, 0 },       { "号", 1, 0 },             { "街", 2, -1 },
        { "8", 1, 0 },          { "8号", 0, -1 },         { "blo", 1, 1 },        { "lock", 0, -1 },          { "院 堵", 1, 0 },
        { "88院", 1, 0 },       { "鑫", 0, -1 },          { "路口", 1, 2 },       { "口", 1, 2 },             { "坑", 1, 2 },
        { "成贤街 bl", 1, 1 },  { "8 号", 0, -1 },        { "*", 0, -1 },         { "号*", 1, 0 },            { "' & | ! ( ) : <->", 0, -1 },
        { "{消防,通道}", 1, 0 }, { "消防\\", 1, 0 },        { "^消防", 1, 0 },      { "消防 AND 垃圾", 0, -1 },
    };
    static struct seen seen;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct case_filter filter = { .scope = SCOPE_CITY, .states = 0xff, .limit = 20, .words = str_from_c(ROWS[i].words) };
        walk_cases(w, filter, &seen, NULL, NULL);
        if (seen.count != ROWS[i].found) fail_msg("“%s”: %zu found, not %zu", ROWS[i].words, seen.count, ROWS[i].found);
        if (ROWS[i].which >= 0) assert_true(was_seen(&seen, ids[ROWS[i].which]));
    }
    /* Whatever is typed is a question, never a mistake of the statement. */
    static const char *const ODD[] = {
        "ab\u0301c", "x\u20ddy", "a\U000e0100b", "\U0002ceb0\U0002ceb1x\U000323af", "👨\u200d👩\u200d👧", "١٢٣", "Ⅷ㈱㍿", "it's \"quoted\"", "a:b", "-a", "a*b*", "\\'",
        "::tsquery", "'a' & !'b'", "𠮷𠮷", "ก็ข", "\u0301", "ﷺ",
    };
    for (size_t i = 0; i < COUNT_OF(ODD); i++)
        walk_cases(w, (struct case_filter){ .scope = SCOPE_CITY, .states = 0xff, .limit = 20, .words = str_from_c(ODD[i]) }, &seen, NULL, NULL);
    /* Within reach only. */
    walk_cases(w, (struct case_filter){ .scope = SCOPE_STREET, .scope_id = TAISHAN, .states = 0xff, .limit = 20, .words = STR("珠江路") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 0);
    walk_cases(w, within(w, ids[2], STR("珠江路")), &seen, NULL, NULL);
    assert_true(was_seen(&seen, ids[2]));
    /* Paged. */
    walk_cases(w, (struct case_filter){ .scope = SCOPE_CITY, .states = 0xff, .limit = 1, .words = STR("珠江路") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 2);
    /* A new type and a new place are found, the old ones no longer. */
    ward_op(w, INTAKE, ids[2], "retype", "{\"type\":\"0506\",\"reason\":\"理由\"}");
    before = within(w, ids[2], STR("成贤街"));
    ward_op(w, INTAKE, ids[2], "relocate", "{\"lon\":118.8534,\"lat\":32.0606,\"address\":\"进香河路\",\"reason\":\"理由\"}");
    walk_cases(w, (struct case_filter){ .scope = SCOPE_CITY, .states = 0xff, .limit = 20, .words = STR("进香河路 非机动车") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 1);
    walk_cases(w, (struct case_filter){ .scope = SCOPE_CITY, .states = 0xff, .limit = 20, .words = STR("道路破损") }, &seen, NULL, NULL);
    assert_int_equal(seen.count, 0);
    walk_cases(w, within(w, ids[2], STR("进香河路")), &seen, NULL, NULL);
    assert_true(was_seen(&seen, ids[2]));
    walk_cases(w, before, &seen, NULL, NULL);
    assert_false(was_seen(&seen, ids[2]));
}

static void test_near_duplicates(void **state)
{
    static const struct { double east_m, north_m; bool near; } ROWS[] = {
        { 0, 0, true }, { 49, 0, true }, { 0, -49, true }, { 51, 0, false }, { 0, 51, false }, { 34, 34, true }, { -36, 36, false },
    };
    struct ward *w = *state;
    struct opening o = { .account = WORKER, .item = "0506", .source = "worker" };
    int64_t id;

    ward_spot(w, WEST_ONE, &o.lon, &o.lat);
    id = ward_open(w, o);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        double lon = o.lon + ROWS[i].east_m / 111320.0 / 0.8476, lat = o.lat + ROWS[i].north_m / 111320.0;
        struct db *db = store_reader_take(w->store);
        struct duplicate *found;
        size_t count;
        assert_int_equal(case_duplicates(w->world, db, w->arena, STR("0506"), lon, lat, w->now, &found, &count, &w->why), ERR_OK);
        store_reader_give(w->store, db);
        if ((count == 1) != ROWS[i].near) fail_msg("row %zu: %zu found", i, count);
        if (count) assert_true(found[0].id == id && found[0].distance_m <= 50);
    }
}

/* Closed cases are found in another way than open ones: by scope, by type, from one page to the next, without the open ones. */
static void test_closed_cases(void **state)
{
    struct ward *w = *state;
    const int64_t places[SCOPE__KINDS] = { 0, XUANWU, JIANGBEI, ZHUJIANG, EAST, EAST_ONE, ward_unit(w, "320102002-enforcement") };
    const unsigned closed = 1u << CASE_CLOSED;
    static struct seen seen;
    int64_t ids[5];

    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        ids[i] = ward_filed(w, i < 4 ? "0501" : "0504");
        if (ward_task(w, ids[i], "dispatch")) ward_walk(w, ids[i], "dispatch=dispatch:320102002-enforcement");
    }
    for (enum scope_kind kind = SCOPE_CITY; kind < SCOPE__KINDS; kind++)
        FOUND(0, .scope = kind, .scope_id = places[kind], .states = closed);
    for (size_t i = 1; i < COUNT_OF(ids); i++) ward_op(w, COMMAND, ids[i], "force-close", "{\"authority\":\"街道办公会\",\"reason\":\"已解决\"}");
    for (enum scope_kind kind = SCOPE_CITY; kind < SCOPE__KINDS; kind++) {
        size_t found = kind == SCOPE_STEERING ? 0 : 4;
        walk_cases(w, (struct case_filter){ .scope = kind, .scope_id = places[kind], .states = closed, .limit = 3 }, &seen, NULL, NULL);
        if (seen.count != found || was_seen(&seen, ids[0])) fail_msg("scope %d: %zu closed", (int)kind, seen.count);
        walk_cases(w, (struct case_filter){ .scope = kind, .scope_id = places[kind], .states = closed | 1u << CASE_OPEN, .limit = 2 }, &seen, NULL, NULL);
        if (seen.count != (found ? 5 : 0)) fail_msg("scope %d: %zu open and closed", (int)kind, seen.count);
    }
    FOUND(3, .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .item = STR("0501"), .states = closed);
    FOUND(1, .scope = SCOPE_STREET, .scope_id = ZHUJIANG, .item = STR("0504"), .states = closed);
    FOUND(1, .scope = SCOPE_GRID, .scope_id = EAST_ONE, .item = STR("0504"), .states = closed);
    FOUND(0, .scope = SCOPE_STREET, .scope_id = TAISHAN, .item = STR("0501"), .states = closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_pages_of_cases_while_rows_change), WARD_CLEAN(test_pages_of_tasks_while_rows_change),
        WARD_CLEAN(test_task_filters_and_counts), WARD_CLEAN(test_filter_looks_far_enough), WARD_CLEAN(test_case_filters),
        WARD_CLEAN(test_scopes), WARD_CLEAN(test_closed_cases), WARD_CLEAN(test_box), WARD_CLEAN(test_rare_rows_among_many),
        WARD_CLEAN(test_search), WARD_CLEAN(test_near_duplicates),
    };

    return ward_run("list", tests, COUNT_OF(tests));
}
