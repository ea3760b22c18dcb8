/*
 * migrate_test.c - running cases go on with a newer release whose elements are
 * called otherwise: one case, many cases, and what is refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "operating.h"

/* positions.bpmn → positions-renamed.bpmn, as an administrator writes it. */
#define MAPPING "a1=judge\n p1-quick/b = assent\ninside=within\ns1=draft\nall=everybody\n\nm1=each_first\njoin=meet\nb_join=assent_meet"

static struct case_migration dry_run(struct ward *w, int64_t id, const char *mapping)
{
    struct db *db = store_reader_take(w->store);
    struct case_migration migration;

    assert_int_equal(case_plan_migration(w->world, db, w->arena, id, 0, str_from_c(mapping), w->now, &migration, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return migration;
}

static const char *mapped(struct ward *w, const char *mapping)
{
    struct buf out;
    struct json_out json;

    buf_init(&out, w->arena, 0);
    json_begin(&json, &out);
    json_object(&json, NULL);
    json_text(&json, "reason", "理由");
    json_text(&json, "mapping", mapping);
    json_close(&json);
    return str_c(w->arena, buf_done(&out));
}

/* ── One case ──────────────────────────────────────────────────────────── */

static void test_every_position_under_new_names(void **state)
{
    struct ward *w = *state;
    static const struct { const char *steps, *before, *misfit, *after; } rows[] = {
        { "first=ok", "a1 b", "a1", "judge assent" },
        { "first=ok b=ok", "a1", "a1", "judge" },                                               /* a token waits at the renamed join, come by the renamed flow */
        { "first=ok a1=ok a2=ok b=ok", "s1", "s1", "draft" },
        { "first=ok a1=ok a2=ok b=ok s1=ok", "s2", "inside", "s2" },                              /* only the scope around it */
        { "first=ok a1=ok a2=ok b=ok s1=ok s2=ok all=ok", "all all", "all", "everybody everybody" },
        { "first=ok a1=ok a2=ok b=ok s1=ok s2=ok all=ok all=ok all=ok share=ok share=ok m1=ok", "m1 m2", "m1", "each_first m2" },
    };
    int64_t ids[COUNT_OF(rows)];

    for (size_t i = 0; i < COUNT_OF(rows); i++) ids[i] = positions(w, rows[i].steps);
    ward_define(w, "p1-quick", "positions-renamed.bpmn");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct case_migration run = dry_run(w, ids[i], "");
        bool named = false;

        assert_open(w, ids[i], rows[i].before);
        for (size_t k = 0; k < run.count; k++) named |= str_is(run.misfits[k].element, rows[i].misfit);
        assert_true(named);
        assert_refused(w, ward_try_op(w, PROCESS_ADMIN, ids[i], "migrate", REASON), ERR_CONFLICT);
        run = dry_run(w, ids[i], MAPPING);
        if (run.count) fail_msg("%s: %.*s %s", rows[i].steps, STR_ARG(run.misfits[0].element), str_c(w->arena, run.misfits[0].en));
        ward_op(w, PROCESS_ADMIN, ids[i], "migrate", mapped(w, MAPPING));
        assert_open(w, ids[i], rows[i].after);
        assert_non_null(strstr(str_c(w->arena, ward_journal_last(w, ids[i], "migrate")->data), "a1=judge"));
        finish(w, ids[i]);
    }
}

/* What was done under an old name can be gone back to, and who did it gets it again. */
static void test_back_to_a_step_done_before(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok a1=ok a2=ok b=ok"), one = ward_handler(ward_unit(w, "320102002-enforcement"), 1);

    ward_define(w, "p1-quick", "positions-renamed.bpmn");
    ward_op(w, PROCESS_ADMIN, id, "migrate", mapped(w, MAPPING));
    assert_non_null(strstr(offered(w, id, one, "send-back", "to"), "甲一"));
    ward_op(w, one, id, "send-back", with(w, "to", "/handle/judge"));
    assert_open(w, id, "judge");
    assert_int_equal(ward_task(w, id, "judge")->assignee, one);
    ward_walk(w, id, "judge=ok a2=ok");
    assert_open(w, id, "draft");
    finish(w, id);
}

/* Signatures that are asked for go along. */
static void test_signatures_go_along(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok a1=ok a2=ok b=ok"), one = ward_handler(ward_unit(w, "320102002-enforcement"), 1);

    ward_op(w, one, id, "countersign", "{\"reason\":\"理由\",\"rule\":\"all\",\"units\":[\"320102002-greening\",\"320102002-sanitation\"]}");
    ward_define(w, "p1-quick", "positions-renamed.bpmn");
    ward_op(w, PROCESS_ADMIN, id, "migrate", mapped(w, MAPPING));
    assert_open(w, id, "draft draft");
    ward_walk(w, id, "draft=agree draft=agree");
    assert_open(w, id, "draft");
    assert_int_equal(ward_task(w, id, "draft")->assignee, one);
    finish(w, id);
}

static void test_mappings_that_are_wrong(void **state)
{
    struct ward *w = *state;
    static const struct { const char *mapping, *says; } wrong[] = {
        { "a1", "line 1" }, { "a1=", "line 1" }, { "=judge", "line 1" }, { "a1=a1", "line 1" }, { "a1=judge\na1=other", "line 2" }, { "a1=judge\na2=judge", "line 2" },
        { "a1=a2\na2=a1", "line 2" }, { "a1=a2\na2=judge", "line 2" }, { "/a1=judge\n\np1-quick/=x", "line 3" },
    };
    int64_t id = positions(w, "first=ok");
    struct case_migration run;
    const char *before;

    ward_define(w, "p1-quick", "positions-renamed.bpmn");
    before = ward_snapshot(w, id);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "migrate", mapped(w, wrong[i].mapping)), ERR_INVALID);
        if (strcmp(w->why.field, "mapping") != 0 || !strstr(w->why.en, wrong[i].says)) fail_msg("%s: %s %s", wrong[i].mapping, w->why.field, w->why.en);
    }
    run = dry_run(w, id, MAPPING "\nnowhere=judge2");                                              /* a slip of the pen is told */
    assert_true(run.count == 1 && str_is(run.misfits[0].element, "nowhere"));
    run = dry_run(w, id, "a1=judge\nb=nowhere");
    assert_true(run.count == 1 && str_is(run.misfits[0].element, "b"));
    run = dry_run(w, id, "a1=judge\nb=meet");                                                      /* another kind of step */
    assert_true(run.count == 1 && str_is(run.misfits[0].element, "b"));
    run = dry_run(w, id, MAPPING "\nanother-process/a=b");                                         /* of a process that it does not run */
    assert_int_equal(run.count, 0);
    assert_string_equal(ward_snapshot(w, id), before);
    finish(w, id);
}

/* ── Many cases ────────────────────────────────────────────────────────── */

static struct migrate_report many(struct ward *w, struct migrate_ask ask, int64_t account)
{
    const struct user *user = ward_user(w, account);
    const struct case_actor actor = { .user = user, .unit_id = user->unit_id };
    struct db *db = store_reader_take(w->store);
    struct migrate_report report;

    ask.process = STR("event-main");
    if (!ask.reason.len) ask.reason = STR("统一换版");
    assert_int_equal(case_migrate_many(w->world, db, w->arena, &ask, &actor, w->now, &report, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return report;
}

/* Is a pair of that process and release among what cases run on? */
static bool runs_on(struct ward *w, const char *process, int64_t release)
{
    struct migrate_source sources[64];
    struct db *db = store_reader_take(w->store);
    size_t count;
    bool found = false;

    assert_int_equal(case_migrate_from(db, w->arena, sources, COUNT_OF(sources), &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < count; i++) {
        found |= str_is(sources[i].process, process) && sources[i].release == release;
        if (i) assert_true(str_compare(sources[i - 1].process, sources[i].process) < 0 || sources[i - 1].release < sources[i].release);
    }
    return found;
}

static void test_sources(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok"), old = world_release(w->world);

    assert_true(runs_on(w, "event-main", old));
    ward_define(w, "p1-quick", "positions-renamed.bpmn");
    assert_false(runs_on(w, "event-main", world_release(w->world)));
    ward_op(w, PROCESS_ADMIN, id, "migrate", mapped(w, MAPPING));
    assert_true(runs_on(w, "event-main", world_release(w->world)));
    assert_false(runs_on(w, "p1-quick", world_release(w->world)));                                /* called, not a case's own */
    finish(w, id);
}

static void test_many_cases(void **state)
{
    struct ward *w = *state;
    int64_t early[7], late = positions(w, "first=ok a1=ok a2=ok b=ok s1=ok s2=ok all=ok all=ok all=ok share=ok share=ok m1=ok m1=ok m2=ok m2=ok"), ended = positions(w, "first=ok"), stuck;
    struct migrate_report report = { 0 };
    struct migrate_ask ask = { .mapping = STR("a1=judge\nb=assent"), .limit = 2 };
    size_t seen = 0, done = 0;

    for (size_t i = 0; i < COUNT_OF(early); i++) early[i] = positions(w, "first=ok");
    stuck = positions(w, "first=ok a1=ok a2=ok b=ok");                                            /* s1 is not in the mapping */
    finish(w, ended);
    ward_define(w, "p1-quick", "positions-renamed.bpmn");
    ask.dry_run = true;
    do {                                                                                          /* nothing happens */
        report = many(w, ask, PROCESS_ADMIN);
        for (size_t i = 0; i < report.count; i++) {
            assert_true(!report.items[i].done && report.items[i].case_id != ended && report.items[i].number.len);
            assert_true(report.items[i].fits == (report.items[i].case_id != stuck));
            seen++;
        }
        assert_true(report.count <= 2);
        ask.after_release = report.next_release;
        ask.after_case = report.next_case;
    } while (report.more);
    assert_int_equal(seen, COUNT_OF(early) + 2);
    assert_int_equal(ward_journal_count(w, early[0], "migrate"), 0);
    ask = (struct migrate_ask){ .mapping = ask.mapping, .limit = 4 };
    do {
        report = many(w, ask, PROCESS_ADMIN);
        for (size_t i = 0; i < report.count; i++) {
            done += report.items[i].done;
            assert_true(report.items[i].done == (report.items[i].case_id != stuck));
            if (!report.items[i].done) assert_true(report.items[i].misfit_count > 0);
        }
        ask.after_release = report.next_release;
        ask.after_case = report.next_case;
    } while (report.more);
    assert_int_equal(done, COUNT_OF(early) + 1);                                                  /* the one in the middle stopped nobody */
    for (size_t i = 0; i < COUNT_OF(early); i++) assert_open(w, early[i], "judge assent");
    assert_open(w, late, "last");
    assert_open(w, stuck, "s1");
    ask = (struct migrate_ask){ .mapping = STR(MAPPING) };
    report = many(w, ask, COMMAND);                                                               /* no right: none is seen */
    assert_int_equal(report.count, 0);
    report = many(w, ask, PROCESS_ADMIN);
    assert_true(report.count == 1 && report.items[0].case_id == stuck && report.items[0].done);
    report = many(w, ask, PROCESS_ADMIN);
    assert_true(report.count == 0 && !report.more);
    for (size_t i = 0; i < COUNT_OF(early); i++) finish(w, early[i]);
    finish(w, late);
    finish(w, stuck);
}

static void test_many_refused(void **state)
{
    struct ward *w = *state;
    const struct case_actor system = { .system = true };
    struct db *db = store_reader_take(w->store);
    struct migrate_report report;
    struct migrate_ask ask = { .process = STR("no-such-process"), .reason = STR("理由") };

    assert_refused(w, case_migrate_many(w->world, db, w->arena, &ask, &system, w->now, &report, &w->why), ERR_INVALID);
    assert_string_equal(w->why.field, "process");
    ask.process = STR("event-main");
    ask.release = world_release(w->world) + 1;
    assert_refused(w, case_migrate_many(w->world, db, w->arena, &ask, &system, w->now, &report, &w->why), ERR_INVALID);
    ask.release = 0;
    ask.from = world_release(w->world);
    assert_refused(w, case_migrate_many(w->world, db, w->arena, &ask, &system, w->now, &report, &w->why), ERR_INVALID);
    assert_string_equal(w->why.field, "from");
    store_reader_give(w->store, db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_every_position_under_new_names), WARD_CLEAN(test_back_to_a_step_done_before), WARD_CLEAN(test_signatures_go_along), WARD_CLEAN(test_mappings_that_are_wrong),
        WARD_CLEAN(test_sources), WARD_CLEAN(test_many_cases), WARD_CLEAN(test_many_refused),
    };

    return ward_run("migrate", tests, COUNT_OF(tests));
}
