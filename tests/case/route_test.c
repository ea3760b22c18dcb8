/*
 * route_test.c - routing explained: decisions kept with what they saw, decided
 * again when type or place change, replaced by a new release for new cases only.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "case/release.h"

static size_t decisions(struct ward *w, int64_t id, struct decision_view **rows)
{
    struct db *db = store_reader_take(w->store);
    size_t count;

    assert_int_equal(list_decisions(db, w->arena, id, rows, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return count;
}

static const struct decision_view *last_of(struct ward *w, int64_t id, const char *name)
{
    struct decision_view *rows;

    for (size_t i = decisions(w, id, &rows); i-- > 0;)
        if (str_is(rows[i].decision, name)) return &rows[i];
    fail_msg("no decision %s", name);
    return NULL;
}

static bool has(struct str text, const char *piece)
{
    return str_find(text, str_from_c(piece)) >= 0;
}

static void test_decisions_are_kept(void **state)
{
    static const char *const NAMES[] = { "entry", "urgency", "limits", "route", "grade", "auto_dispatch" };
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WORKER, .item = "0505", .source = "worker", .facts = "{\"place\":\"sidewalk\"}" });
    const struct decision_view *route = last_of(w, id, "route");

    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        const struct decision_view *d = last_of(w, id, NAMES[i]);
        struct json_t *inputs, *result, *matches;
        assert_int_equal(d->release, world_release(w->world));
        assert_true(d->at == w->now);
        assert_int_equal(json_parse(w->arena, d->inputs, &inputs, NULL), ERR_OK);
        assert_int_equal(json_parse(w->arena, d->matches, &matches, NULL), ERR_OK);
        assert_true(str_is(json_get_str(inputs, "type"), "0505"));
        assert_true(json_get(inputs, "case") != NULL);
        assert_true(json_count(matches) > 0);
        assert_true(json_get_str(json_at(matches, 0), "rule").len > 0 && json_get_str(json_at(matches, 0), "annotation").len > 0);
        (void)result;
    }
    assert_true(has(route->result, "enforcement@street") && has(route->inputs, "sidewalk") && has(route->matches, "人行道"));
    /* Free text and people stay out of the explanation. */
    assert_false(has(route->inputs, "珠江路 1 号") || has(route->inputs, "测试"));
}

static void test_retype_decides_again(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), sanitation = ward_unit(w, "320102002-sanitation");
    struct case_record before, after;
    struct decision_view *rows;
    struct json_t *data;
    size_t count;

    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement sign=accept");
    before = ward_case(w, id);
    count = decisions(w, id, &rows);
    assert_refused(w, ward_try_op(w, INTAKE, id, "retype", "{\"type\":\"0504\",\"reason\":\"一样\"}"), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, INTAKE, id, "retype", "{\"type\":\"9999\",\"reason\":\"没有\"}"), ERR_INVALID);
    assert_refused(w, ward_try_op(w, INTAKE, id, "retype", "{\"type\":\"0110\"}"), ERR_INVALID);
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0102\",\"reason\":\"其实是垃圾\"}");
    after = ward_case(w, id);
    assert_true(str_is(after.item, "0102") && after.unit_id == sanitation && before.unit_id != sanitation);
    assert_true(ward_task(w, id, "arrive")->place_id == sanitation && ward_task(w, id, "arrive")->assignee == 0);
    assert_int_equal(decisions(w, id, &rows), count + 4);   /* urgency, limits, route, grade */
    assert_true(has(last_of(w, id, "route")->result, "sanitation@street"));
    assert_int_equal(json_parse(w->arena, ward_journal_last(w, id, "retype")->data, &data, NULL), ERR_OK);
    assert_true(str_is(json_get_str(data, "from"), "0504") && str_is(json_get_str(data, "type"), "0102"));
    assert_true(str_is(json_get_str(data, "from_name"), "店外经营") && str_is(json_get_str(data, "type_name"), "暴露垃圾"));
    assert_true(str_is(json_get_str(data, "unit_name"), "320102002-sanitation") && str_is(json_get_str(data, "unit_before"), "320102002-enforcement"));
    assert_true(str_is(ward_journal_last(w, id, "retype")->note, "其实是垃圾"));
    assert_true(!json_get(data, "urgency") && !json_get(data, "grade"));   /* what stayed is not said */
    /* A longer limit counts from the same start; the later steps follow the new type's facts. */
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0110\",\"reason\":\"路也坏了\"}");
    after = ward_case(w, id);
    assert_true(str_is(after.clock_limit, "5 work-days") && after.clock_start == before.clock_start && after.due_at > before.due_at);
    assert_int_equal(json_parse(w->arena, ward_journal_last(w, id, "retype")->data, &data, NULL), ERR_OK);
    assert_true(str_is(json_get_str(data, "limit_before"), "4 work-hours") && str_is(json_get_str(data, "limit"), "5 work-days"));
    assert_true(ward_whole(w));
}

static int64_t task_due(struct ward *w, int64_t id, const char *element)
{
    return ward_task(w, id, element)->due_at;
}

/* Urgency is decided again, by the new type and what the reporter declared; tasks follow. */
static void test_retype_changes_urgency(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), declared, before;
    struct json_t *data;

    assert_int_equal(ward_case(w, id).urgency, 3);
    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement");
    before = task_due(w, id, "sign");
    w->now += MS_PER_MINUTE;
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0411\",\"reason\":\"树倒了\"}");
    assert_int_equal(ward_case(w, id).urgency, 2);
    assert_true(task_due(w, id, "sign") < before && task_due(w, id, "sign") > w->now - MS_PER_MINUTE);
    assert_int_equal(json_parse(w->arena, ward_journal_last(w, id, "retype")->data, &data, NULL), ERR_OK);
    assert_true(str_is(json_get_str(data, "urgency_before"), "3") && str_is(json_get_str(data, "urgency"), "2"));
    assert_true(str_is(json_get_str(data, "limit_before"), "4 work-hours") && str_is(json_get_str(data, "limit"), "4 hours"));
    assert_true(has(last_of(w, id, "limits")->inputs, "\"urgency\":2"));
    (void)ward_fire(w);
    assert_int_equal(ward_journal_count(w, id, "escalate"), 0);
    w->now = task_due(w, id, "sign");
    (void)ward_fire(w);
    assert_int_equal(ward_journal_count(w, id, "escalate"), 1);   /* the timer stands at the new time, and only there */
    /* Urgent because of its type only: no longer so when the type was wrong. */
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0504\",\"reason\":\"看错了\"}");
    assert_int_equal(ward_case(w, id).urgency, 3);
    /* What a person declared holds for any type. */
    declared = ward_open(w, (struct opening){ .account = WORKER, .item = "0504", .source = "worker", .urgency = 1 });
    assert_int_equal(ward_case(w, declared).urgency, 1);
    ward_op(w, INTAKE, declared, "retype", "{\"type\":\"0506\",\"reason\":\"其实是单车\"}");
    assert_int_equal(ward_case(w, declared).urgency, 1);
    /* Before filing too. */
    id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0411", .source = "resident" });
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0504\",\"reason\":\"不是树\"}");
    assert_int_equal(ward_case(w, id).urgency, 3);
    ward_walk(w, id, "verify=confirmed");
    assert_int_equal(ward_case(w, id).urgency, 3);
    assert_true(ward_whole(w));
}

/* Three working days granted stay three working days when the limit becomes one of hours. */
static void test_extensions_keep_their_unit(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110"), handler = ward_handler(ward_unit(w, "320102002-municipal"), 1);
    struct time_left left;

    ward_walk(w, id, "dispatch=dispatch:320102002-municipal");
    ward_op(w, handler, id, "extension", "{\"reason\":\"等材料\",\"amount\":3}");
    ward_walk(w, id, "extension=approve");
    handler = ward_handler(ward_unit(w, "320102002-municipal"), 1);
    ward_op(w, handler, id, "extension", "{\"reason\":\"还要\",\"amount\":1}");   /* asked for in days, answered when the limit is in hours */
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0504\",\"reason\":\"改为店外经营\"}");
    assert_true(str_is(ward_case(w, id).clock_limit, "4 work-hours"));
    if (ward_case(w, id).due_at != ward_time("2026-03-06T00:00")) fail_msg("due %lld", (long long)ward_case(w, id).due_at);
    ward_walk(w, id, "extension=approve");
    assert_true(ward_case(w, id).due_at == ward_time("2026-03-07T00:00"));
    assert_int_equal(ward_case(w, id).extension_count, 2);
    case_time_left(w->world, ward_case(w, id).clock_start, ward_case(w, id).clock_limit, ward_case(w, id).due_at, w->now, &left);
    assert_true(str_is(left.light, "green"));
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0110\",\"reason\":\"又改回\"}");
    assert_true(ward_case(w, id).due_at == ward_time("2026-03-14T00:00"));
    assert_true(ward_whole(w));
}

/* A shorter limit that has passed already: late at once, and said so. */
static void test_retype_to_a_limit_that_has_passed(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110");

    w->now += 3 * MS_PER_DAY;
    assert_false(ward_case(w, id).overdue);
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0504\",\"reason\":\"改为店外经营\"}");
    assert_true(ward_case(w, id).overdue && ward_case(w, id).due_at < w->now);
    ward_op(w, INTAKE, id, "retype", "{\"type\":\"0110\",\"reason\":\"又改回\"}");
    assert_false(ward_case(w, id).overdue);
}

static void test_relocate_moves_desks(void **state)
{
    struct ward *w = *state;
    int64_t fresh = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" }), id = ward_filed(w, "0504");
    const char *before = ward_snapshot(w, id), *south = "{\"lon\":118.8701,\"lat\":32.0601,\"address\":\"南路\",\"reason\":\"定位错了\"}";
    struct case_record r;
    struct json_t *data;
    double lon, lat;

    assert_refused(w, ward_try_op(w, INTAKE, id, "relocate", "{\"lon\":122.5,\"lat\":31.0,\"reason\":\"海上\"}"), ERR_UNPROCESSABLE);
    assert_refused(w, ward_try_op(w, INTAKE, id, "relocate", "{\"lon\":\"118.87\",\"lat\":32.06,\"reason\":\"文字\"}"), ERR_INVALID);
    assert_string_equal(ward_snapshot(w, id), before);
    ward_op(w, INTAKE, fresh, "relocate", south);
    assert_true(ward_task(w, fresh, "verify")->place_id == SOUTH_ONE);
    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement sign=accept");
    ward_op(w, INTAKE, id, "relocate", south);
    r = ward_case(w, id);
    assert_true(r.community_id == SOUTH && r.street_id == XINJIE && r.district_id == XUANWU && r.grid_id == SOUTH_ONE && r.lon_e6 == 118870100);
    assert_true(str_is(r.address, "南路") && r.unit_id == ward_unit(w, "320102003-enforcement"));
    assert_true(ward_task(w, id, "arrive")->place_id == r.unit_id);
    assert_int_equal(json_parse(w->arena, ward_journal_last(w, id, "relocate")->data, &data, NULL), ERR_OK);
    assert_true(str_is(json_get_str(data, "community_before"), "东社区") && str_is(json_get_str(data, "community"), "南社区"));
    assert_true(str_is(json_get_str(data, "unit_name"), "320102003-enforcement"));
    /* The old street is out of it, the new one in. */
    assert_refused(w, ward_try_op(w, INTAKE, id, "note", "{\"text\":\"x\"}"), ERR_NOT_FOUND);
    ward_walk(w, id, "arrive=arrived act=rectified check=pass close_review=close");
    assert_int_equal(ward_case(w, id).state, CASE_CLOSED);
    ward_spot(w, EAST_ONE, &lon, &lat);
    assert_true(ward_whole(w));
}

static void test_transfer(void **state)
{
    static const struct { const char *name, *unit; enum err err; } ROWS[] = {
        { "another district's", "320111-urban", ERR_UNPROCESSABLE }, { "nobody's", "nowhere", ERR_INVALID }, { "the district itself", "320102", ERR_INVALID },
        { "the same", "320102002-enforcement", ERR_CONFLICT }, { "the district's office", "320102-urban", ERR_OK },
        { "another street's team", "320102003-enforcement", ERR_OK },
    };
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    assert_refused(w, ward_try_op(w, DISPATCH, id, "transfer", "{\"unit\":\"320102-urban\",\"reason\":\"早了\"}"), ERR_CONFLICT);
    ward_walk(w, id, "dispatch=dispatch:320102002-enforcement sign=accept");
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct str fields = str_format(w->arena, "{\"unit\":\"%s\",\"reason\":\"理由\"}", ROWS[i].unit);
        enum err err = ward_try_op(w, DISPATCH, id, "transfer", fields.at);
        if (err != ROWS[i].err) fail_msg("%s: %s", ROWS[i].name, err_name(err));
        if (err) continue;
        assert_true(ward_case(w, id).unit_id == ward_unit(w, ROWS[i].unit));
        assert_true(ward_task(w, id, "arrive")->place_id == ward_unit(w, ROWS[i].unit));
    }
}

/* ── Releases ──────────────────────────────────────────────────────────── */

static void put_content(struct ward *w, const char *folder, const char *from, const char *to)
{
    static const char *const FOLDERS[] = { "processes", "decisions", "forms", "catalogues", "calendars" };
    struct str text, rest;
    struct buf buf;
    ptrdiff_t at;

    for (size_t i = 0; i < COUNT_OF(FOLDERS); i++)
        assert_int_equal(io_mkdirs(str_format(w->arena, "%s/%s", folder, FOLDERS[i]).at, NULL), ERR_OK);
    assert_int_equal(io_read(w->arena, SOURCE_ROOT "/content/decisions/route.dmn", 1 << 20, &text, NULL), ERR_OK);
    buf_init(&buf, w->arena, 1 << 20);
    for (rest = text; (at = str_find(rest, str_from_c(from))) >= 0; rest = str_sub(rest, (size_t)at + strlen(from), rest.len)) {
        buf_str(&buf, str_sub(rest, 0, (size_t)at));
        buf_str(&buf, str_from_c(to));
    }
    buf_str(&buf, rest);
    assert_int_equal(io_write(str_format(w->arena, "%s/decisions/route.dmn", folder).at, buf_done(&buf), NULL), ERR_OK);
}

static void test_a_new_release_is_for_new_cases(void **state)
{
    struct ward *w = *state;
    int64_t old = ward_filed(w, "0504"), fresh, release = 0;
    char folder[] = "/tmp/shao-content-XXXXXX";

    assert_non_null(mkdtemp(folder));
    put_content(w, folder, "\"enforcement@street\"", "\"service@street\"");
    assert_int_equal(release_deploy(w->store, &(struct deployment){ .content = folder, .note = STR("试验") }, w->now, &release, &w->why), ERR_OK);
    assert_int_equal(release, 2);
    assert_int_equal(world_reload_definitions(w->world, &w->why), ERR_OK);
    fresh = ward_filed(w, "0504");
    assert_true(has(last_of(w, old, "route")->result, "enforcement@street") && last_of(w, old, "route")->release == 1);
    assert_true(has(last_of(w, fresh, "route")->result, "service@street") && last_of(w, fresh, "route")->release == 2);
    assert_int_equal(last_of(w, fresh, "limits")->release, 1);   /* not changed, so still the first one */
    /* The old case stays on its release, whatever happens to it. */
    ward_op(w, INTAKE, old, "retype", "{\"type\":\"0506\",\"reason\":\"理由\"}");
    assert_true(has(last_of(w, old, "route")->result, "enforcement@street") && last_of(w, old, "route")->release == 1);
    ward_walk(w, old, "dispatch=dispatch:320102002-enforcement sign=accept arrive=arrived act=rectified check=pass close_review=close");
    /* What does not load is refused, by its name, and nothing changes. */
    assert_int_equal(io_write(str_format(w->arena, "%s/decisions/route.dmn", folder).at, STR("<definitions/>"), NULL), ERR_OK);
    assert_true(release_deploy(w->store, &(struct deployment){ .content = folder, .note = STR("坏的") }, w->now, &release, &w->why) != ERR_OK);
    assert_non_null(strstr(w->why.en, "decision route"));
    assert_int_equal(world_reload_definitions(w->world, &w->why), ERR_OK);
    assert_int_equal(world_release(w->world), 2);
    for (const char *const *f = (const char *const[]){ "decisions/route.dmn", "processes", "decisions", "forms", "catalogues", "calendars", NULL }; *f; f++)
        (void)remove(str_format(w->arena, "%s/%s", folder, *f).at);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_TEST(test_decisions_are_kept), WARD_TEST(test_retype_decides_again),
        WARD_CLEAN(test_retype_changes_urgency), WARD_CLEAN(test_extensions_keep_their_unit), WARD_CLEAN(test_retype_to_a_limit_that_has_passed),
        WARD_TEST(test_relocate_moves_desks), WARD_TEST(test_transfer), WARD_FRESH(test_a_new_release_is_for_new_cases),
    };

    return ward_run("route", tests, COUNT_OF(tests));
}
