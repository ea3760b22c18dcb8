/*
 * party_test.c - units summoned to a case, with the whistle (吹哨报到) of content/ as the procedure: stamps and limits,
 * objection, check-in by place, approvals by two, judging, lateness, figures.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>

#include "case/party.h"
#include "case/rebuild.h"

#define URBAN "320102-urban"
#define FIRE "320102-fire"
#define HOUSING "320102-housing"
#define TEAM "320102002-enforcement"
#define UNITS(codes) "{\"units\":[" codes "],\"approvers\":[\"deputy@street\"],\"again\":0,\"refused\":0,\"open\":0,\"from_case\":true}"
#define BOTH UNITS("\"" URBAN "\",\"" FIRE "\"")

/* The centre of the first spot of EAST_ONE. */
#define LON 118.8105
#define LAT 32.0605

static enum err try_blow(struct ward *w, int64_t account, const char *type, const char *facts, int64_t *id)
{
    return ward_try_open(w, (struct opening){ .account = account, .item = type, .source = "whistle", .kind = "whistle", .facts = facts, .lon = LON, .lat = LAT, .urgency = 3 }, id);
}

static int64_t blow(struct ward *w, int64_t account, const char *type, const char *facts)
{
    int64_t id = 0;

    if (try_blow(w, account, type, facts, &id)) fail_msg("%s: %s", type, w->why.en);
    return id;
}

/* Approved already, two departments summoned. */
static int64_t blown(struct ward *w)
{
    int64_t id = blow(w, SECRETARY, "W1", BOTH);

    ward_complete(w, DEPUTY, id, "approve", "agree", (struct step){ 0 });
    return id;
}

static struct party party(struct ward *w, int64_t id, const char *code)
{
    struct db *db = store_reader_take(w->store);
    int64_t unit = ward_unit(w, code);
    struct party *list, found = { 0 };
    size_t count;
    enum err err = party_list(db, w->arena, id, &list, &count, &w->why);

    store_reader_give(w->store, db);
    assert_int_equal(err, ERR_OK);
    for (size_t i = 0; i < count; i++)
        if (list[i].unit_id == unit) found = list[i];
    return found;
}

static int64_t desk_task(struct ward *w, int64_t id, const char *role)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);

    for (size_t i = 0; i < count; i++)
        if (str_is(tasks[i].role, role)) return tasks[i].id;
    fail_msg("nothing waits for %s", role);
    return 0;
}

/* The open task `element` at a unit's desk. */
static int64_t task_of(struct ward *w, int64_t id, const char *element, const char *code)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);
    int64_t unit = ward_unit(w, code);

    for (size_t i = 0; i < count; i++)
        if (str_is(tasks[i].element, element) && tasks[i].place_id == unit) return tasks[i].id;
    return 0;
}

static int64_t due_of(struct ward *w, int64_t id, const char *element, const char *code)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);
    int64_t task = task_of(w, id, element, code);

    for (size_t i = 0; i < count; i++)
        if (tasks[i].id == task) return tasks[i].due_at;
    fail_msg("no task %s of %s", element, code);
    return 0;
}

static int64_t officer(struct ward *w, const char *code)
{
    return ward_handler(ward_unit(w, code), 1);
}

static enum err try_do(struct ward *w, int64_t id, const char *element, const char *code, const char *outcome, struct step step)
{
    step.task = task_of(w, id, element, code);
    if (!step.task) fail_msg("no task %s of %s: %s", element, code, ward_snapshot(w, id));
    if (!step.note) step.note = "理由";
    return ward_try(w, officer(w, code), id, element, outcome, step);
}

static void unit_does(struct ward *w, int64_t id, const char *element, const char *code, const char *outcome)
{
    if (try_do(w, id, element, code, outcome, (struct step){ .lon = LON, .lat = LAT })) fail_msg("%s %s=%s: %s", code, element, outcome, w->why.en);
}

static void answers(struct ward *w, int64_t id, const char *code)
{
    unit_does(w, id, "sign", code, "signed");
    unit_does(w, id, "contact", code, "contacted");
    unit_does(w, id, "arrive", code, "arrived");
}

static void confer(struct ward *w, int64_t id, const char *lead)
{
    ward_complete(w, COMMAND, id, "consult", "decided", (struct step){ .unit = lead, .note = "由主责单位牵头", .fields = "{\"how\":\"site\"}" });
}

static void judge(struct ward *w, int64_t account, int64_t id, const char *code, bool solved, int satisfied)
{
    ward_op(w, account, id, "appraise", str_format(w->arena, "{\"unit\":\"%s\",\"solved\":%s,\"satisfied\":%d}", code, solved ? "true" : "false", satisfied).at);
}

/* Counting everything again finds nothing to mend. */
static void assert_counted(struct ward *w)
{
    struct rebuild_report report = { .arena = w->arena };

    assert_int_equal(rebuild_all(w->world, w->now, &report, &w->why), ERR_OK);
    if (report.wrong[REBUILD_COUNTER]) fail_msg("%s", str_c(w->arena, report.lines[REBUILD_COUNTER].at[0]));
    assert_true(report.looked[REBUILD_COUNTER] > 0);
}

/* ── The table's limits, as published ──────────────────────────────────── */

static void test_limits_are_those_published(void **state)
{
    struct ward *w = *state;
    static const struct { const char *type, *facts, *begin, *sign, *contact, *arrive, *resolve; } rows[] = {
        /* Monday 10:00.  Gulou: sign 1 h, contact 24 h, arrive 3 working days; Guangling: 10 working days. */
        { "W1", UNITS("\"" URBAN "\""), "2026-03-02T10:00", "2026-03-02T11:00", "2026-03-03T10:00", "2026-03-06T00:00", "2026-03-17T00:00" },
        /* Gulou: arrive 5 working days; 30 working days over the Qingming holiday. */
        { "W3", UNITS("\"" URBAN "\""), "2026-03-02T10:00", "2026-03-02T11:00", "2026-03-03T10:00", "2026-03-10T00:00", "2026-04-15T00:00" },
        /* Pinggu: 30 minutes, day or night. */
        { "W2", UNITS("\"" URBAN "\""), "2026-03-07T23:40", "2026-03-07T23:45", "2026-03-07T23:45", "2026-03-08T00:10", "2026-03-08T23:40" },
        /* Friday before the Spring Festival holiday: working days jump it. */
        { "W1", UNITS("\"" URBAN "\""), "2026-02-13T10:00", "2026-02-13T11:00", "2026-02-14T10:00", "2026-02-26T00:00", "2026-03-06T00:00" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct party p;
        int64_t id;
        w->now = ward_time(rows[i].begin);
        id = blow(w, SECRETARY, rows[i].type, rows[i].facts);
        if (strcmp(rows[i].type, "W2") != 0) ward_complete(w, DEPUTY, id, "approve", "agree", (struct step){ 0 });
        p = party(w, id, URBAN);
        assert_int_equal(p.steps[PARTY_SIGN].due_at, ward_time(rows[i].sign));
        assert_int_equal(p.steps[PARTY_CONTACT].due_at, ward_time(rows[i].contact));
        assert_int_equal(p.steps[PARTY_ARRIVE].due_at, ward_time(rows[i].arrive));
        assert_int_equal(p.steps[PARTY_RESOLVE].due_at, ward_time(rows[i].resolve));
        assert_int_equal(due_of(w, id, "sign", URBAN), ward_time(rows[i].sign));
        assert_int_equal(ward_case(w, id).due_at, ward_time(rows[i].resolve));
        ward_op(w, COMMAND, id, "force-close", "{\"authority\":\"测试\",\"reason\":\"测试\"}");
    }
}

/* ── From the whistle to the end ───────────────────────────────────────── */

static void test_whistle_from_start_to_end(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, SECRETARY, "W1", BOTH);
    struct party p;

    assert_stage(w, id, "APPROVAL");
    assert_int_equal(party(w, id, URBAN).id, 0);
    ward_complete(w, DEPUTY, id, "approve", "agree", (struct step){ 0 });
    assert_stage(w, id, "DISPATCHED");
    assert_true(ward_case(w, id).filed_at && ward_case(w, id).due_at);
    w->now += 30 * MS_PER_MINUTE;
    answers(w, id, URBAN);
    assert_null(ward_task(w, id, "consult"));
    w->now += 2 * MS_PER_HOUR;                       /* the fire brigade signs after its hour */
    ward_fire(w);
    answers(w, id, FIRE);
    assert_stage(w, id, "CONSULTING");
    assert_refused(w, ward_try(w, COMMAND, id, "consult", "decided", (struct step){ .unit = HOUSING, .note = "错", .fields = "{\"how\":\"site\"}" }), ERR_UNPROCESSABLE);
    confer(w, id, FIRE);
    assert_true(party(w, id, FIRE).lead && !party(w, id, URBAN).lead);
    assert_int_equal(ward_case(w, id).unit_id, ward_unit(w, FIRE));
    unit_does(w, id, "work", URBAN, "done");
    assert_null(ward_task(w, id, "review"));
    unit_does(w, id, "work", FIRE, "done");
    assert_stage(w, id, "REVIEW");
    assert_refused(w, ward_try(w, COMMAND, id, "review", "close", (struct step){ 0 }), ERR_CONFLICT);
    judge(w, COMMAND, id, URBAN, true, 1);
    judge(w, COMMAND, id, FIRE, false, 3);
    ward_complete(w, COMMAND, id, "review", "close", (struct step){ 0 });
    assert_int_equal(ward_case(w, id).state, CASE_CLOSED);
    p = party(w, id, URBAN);
    assert_true(p.state == PARTY_OVER && party_in_time(&p, PARTY_SIGN) && p.solved == SOLVED_YES && p.satisfied == SATISFIED_YES);
    p = party(w, id, FIRE);
    assert_true(!party_in_time(&p, PARTY_SIGN) && p.solved == SOLVED_NO && p.supervise == 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/responded"), 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" FIRE "/W1/responded"), 0);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" FIRE "/W1/arrived"), 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" FIRE "/W1/yellow"), 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/satisfied"), 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/resolved"), 1);
    assert_true(p.steps[PARTY_RESOLVE].at != 0);
    assert_counted(w);
    assert_true(ward_whole(w));
}

static void test_not_solved_goes_on(void **state)
{
    struct ward *w = *state;
    int64_t id = blown(w);

    answers(w, id, URBAN);
    answers(w, id, FIRE);
    confer(w, id, URBAN);
    unit_does(w, id, "work", URBAN, "done");
    unit_does(w, id, "work", FIRE, "done");
    ward_complete(w, COMMAND, id, "review", "again", (struct step){ .note = "还没有解决" });
    assert_stage(w, id, "PROCESSING");
    assert_int_equal(ward_case(w, id).rework_count, 1);
    assert_true(task_of(w, id, "work", URBAN) && task_of(w, id, "work", FIRE));
}

/* ── Approval ──────────────────────────────────────────────────────────── */

static void test_nobody_approves_his_own_whistle(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, DEPUTY, "W1", BOTH);

    assert_refused(w, ward_try(w, DEPUTY, id, "approve", "agree", (struct step){ 0 }), ERR_FORBIDDEN);
    assert_refused(w, ward_try(w, SECRETARY, id, "approve", "agree", (struct step){ 0 }), ERR_FORBIDDEN);   /* not his desk */
    assert_stage(w, id, "APPROVAL");
}

static void test_two_sign_a_hard_task(void **state)
{
    static const char TWO[] = "{\"units\":[\"" URBAN "\"],\"approvers\":[\"secretary@street\",\"director@street\"],\"again\":0,\"refused\":0,\"open\":0,\"from_case\":true}";
    struct ward *w = *state;
    int64_t id = blow(w, DEPUTY, "W3", TWO);

    assert_refused(w, ward_try(w, DEPUTY, id, "approve", "agree", (struct step){ 0 }), ERR_FORBIDDEN);
    ward_complete(w, SECRETARY, id, "approve", "agree", (struct step){ 0 });
    assert_stage(w, id, "APPROVAL");
    assert_int_equal(party(w, id, URBAN).id, 0);
    ward_complete(w, DIRECTOR, id, "approve", "agree", (struct step){ 0 });
    assert_true(party(w, id, URBAN).id != 0);

    w->now += MS_PER_HOUR;
    id = blow(w, DEPUTY, "W3", TWO);
    assert_int_equal(ward_try(w, DIRECTOR, id, "approve", "refuse", (struct step){ .note = "街道能办", .task = desk_task(w, id, "director") }), ERR_OK);
    assert_int_equal(ward_case(w, id).state, CASE_VOID);
    assert_string_equal(str_c(w->arena, ward_case(w, id).result), "rejected");
    assert_null(ward_task(w, id, "approve"));
    assert_int_equal(party(w, id, URBAN).id, 0);
}

static void test_emergency_is_blown_first_and_approved_after(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, HEAD_EAST, "W2", BOTH);

    assert_true(party(w, id, URBAN).id && task_of(w, id, "sign", FIRE) && ward_task(w, id, "approve_after"));
    answers(w, id, URBAN);
    answers(w, id, FIRE);
    confer(w, id, FIRE);
    unit_does(w, id, "work", URBAN, "done");
    unit_does(w, id, "work", FIRE, "done");
    judge(w, COMMAND, id, URBAN, true, 1);
    judge(w, COMMAND, id, FIRE, true, 2);
    ward_complete(w, COMMAND, id, "review", "close", (struct step){ 0 });
    assert_int_equal(ward_case(w, id).state, CASE_OPEN);      /* not without the approval */
    ward_complete(w, DEPUTY, id, "approve_after", "refuse", (struct step){ .note = "不属应急" });
    assert_int_equal(ward_case(w, id).state, CASE_CLOSED);
    assert_int_equal(ward_journal_count(w, id, "notify"), 1);
}

/* ── Community whistle ─────────────────────────────────────────────────── */

static void test_community_whistle_is_sent_on_under_one_number(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, HEAD_EAST, "W0", UNITS("")), due = ward_case(w, id).due_at;
    struct str number = ward_case(w, id).number;

    assert_stage(w, id, "SPLIT");
    assert_int_equal(due, ward_time("2026-03-10T00:00"));
    assert_refused(w, ward_try(w, COMMAND, id, "split", "split", (struct step){ 0 }), ERR_INVALID);
    assert_refused(w, ward_try(w, COMMAND, id, "split", "split", (struct step){ .units = TEAM " 320111-urban" }), ERR_UNPROCESSABLE);
    ward_complete(w, COMMAND, id, "split", "split", (struct step){ .units = TEAM " " TEAM });
    assert_true(party(w, id, TEAM).id != 0);
    unit_does(w, id, "sign", TEAM, "signed");
    w->now += MS_PER_HOUR;
    ward_op(w, COMMAND, id, "summon", "{\"units\":[\"" FIRE "\"],\"reason\":\"街道办不了\"}");
    assert_refused(w, ward_try_op(w, COMMAND, id, "summon", "{\"units\":[\"" FIRE "\"],\"reason\":\"再来\"}"), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, DESK_EAST, id, "summon", "{\"units\":[\"" URBAN "\"],\"reason\":\"越权\"}"), ERR_FORBIDDEN);
    assert_int_equal(party(w, id, FIRE).called_at, w->now);
    assert_int_equal(ward_case(w, id).due_at, due);
    assert_true(str_eq(ward_case(w, id).number, number));
    unit_does(w, id, "contact", TEAM, "contacted");
    unit_does(w, id, "arrive", TEAM, "arrived");
    assert_null(ward_task(w, id, "consult"));
    answers(w, id, FIRE);
    confer(w, id, TEAM);
    unit_does(w, id, "work", FIRE, "done");
    unit_does(w, id, "work", TEAM, "done");
    judge(w, HEAD_EAST, id, TEAM, true, 1);
    assert_refused(w, ward_try_op(w, COMMAND, id, "appraise", "{\"unit\":\"" FIRE "\",\"solved\":true,\"satisfied\":1}"), ERR_FORBIDDEN);   /* the community judges its own */
    judge(w, HEAD_EAST, id, FIRE, true, 1);
    ward_complete(w, HEAD_EAST, id, "review", "close", (struct step){ 0 });
    assert_int_equal(ward_case(w, id).state, CASE_CLOSED);
    assert_counted(w);
}

static void test_centre_may_refuse_to_send_on(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, HEAD_EAST, "W0", UNITS(""));

    ward_complete(w, COMMAND, id, "split", "refuse", (struct step){ .note = "社区可办" });
    assert_int_equal(ward_case(w, id).state, CASE_VOID);
}

/* ── Objection ─────────────────────────────────────────────────────────── */

static void test_objection_stops_the_units_clock(void **state)
{
    struct ward *w = *state;
    int64_t id = blown(w);

    w->now += 20 * MS_PER_MINUTE;
    unit_does(w, id, "sign", URBAN, "object");
    assert_int_equal(party(w, id, URBAN).objected_at, w->now);
    assert_int_equal(task_of(w, id, "sign", URBAN), 0);
    assert_true(task_of(w, id, "sign", FIRE) != 0);
    w->now += 2 * MS_PER_HOUR;
    assert_refused(w, ward_try(w, COMMAND, id, "ruling", "dismissed", (struct step){ .note = "是" }), ERR_FORBIDDEN);
    ward_complete(w, DISTRICT, id, "ruling", "dismissed", (struct step){ .note = "属于贵局职责" });
    assert_int_equal(due_of(w, id, "sign", URBAN), ward_time("2026-03-02T13:00"));      /* an hour from ten, and two hours stood still */
    assert_int_equal(party(w, id, URBAN).ruling, RULING_DISMISSED);
    unit_does(w, id, "sign", URBAN, "signed");
    assert_refused(w, try_do(w, id, "contact", URBAN, "object", (struct step){ 0 }), ERR_CONFLICT);      /* once */
    assert_true(task_of(w, id, "contact", URBAN) != 0);
    w->now = ward_time("2026-03-02T15:30");
    unit_does(w, id, "sign", FIRE, "signed");
    assert_refused(w, try_do(w, id, "contact", FIRE, "object", (struct step){ 0 }), ERR_CONFLICT);       /* four working hours are over */
}

static void test_objection_upheld_excuses(void **state)
{
    struct ward *w = *state;
    int64_t id = blown(w);

    unit_does(w, id, "sign", URBAN, "signed");
    unit_does(w, id, "contact", URBAN, "object");
    ward_complete(w, DISTRICT, id, "ruling", "upheld", (struct step){ .note = "不属于" });
    assert_int_equal(party(w, id, URBAN).state, PARTY_EXCUSED);
    answers(w, id, FIRE);
    confer(w, id, FIRE);
    assert_int_equal(task_of(w, id, "work", URBAN), 0);
    unit_does(w, id, "work", FIRE, "done");
    judge(w, COMMAND, id, FIRE, true, 1);
    ward_complete(w, COMMAND, id, "review", "close", (struct step){ 0 });
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/due"), 0);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/excused"), 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/signed"), 0);
    assert_counted(w);
}

static void test_all_excused_is_sent_again(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, SECRETARY, "W1", UNITS("\"" URBAN "\""));

    ward_complete(w, DEPUTY, id, "approve", "agree", (struct step){ 0 });
    unit_does(w, id, "sign", URBAN, "object");
    ward_complete(w, DISTRICT, id, "ruling", "upheld", (struct step){ .note = "不属于" });
    assert_stage(w, id, "SPLIT");
    ward_complete(w, COMMAND, id, "resplit", "split", (struct step){ .units = HOUSING });
    answers(w, id, HOUSING);
    confer(w, id, HOUSING);
    assert_stage(w, id, "PROCESSING");
}

/* ── Check-in ──────────────────────────────────────────────────────────── */

static void test_check_in_by_place(void **state)
{
    struct ward *w = *state;
    int64_t id = blown(w), version;

    unit_does(w, id, "sign", URBAN, "signed");
    unit_does(w, id, "contact", URBAN, "contacted");
    assert_refused(w, try_do(w, id, "arrive", URBAN, "arrived", (struct step){ 0 }), ERR_INVALID);
    version = ward_case(w, id).version;
    assert_int_equal(try_do(w, id, "arrive", URBAN, "arrived", (struct step){ .lon = LON + 0.01, .lat = LAT }), ERR_OK);   /* 940 m east */
    assert_int_equal(party(w, id, URBAN).steps[PARTY_ARRIVE].at, 0);
    assert_int_equal(party(w, id, URBAN).refused_count, 1);
    assert_true(task_of(w, id, "arrive", URBAN) != 0);
    assert_int_equal(ward_case(w, id).version, version + 1);
    assert_non_null(strstr(str_c(w->arena, ward_journal_last(w, id, "away")->data), "\"distance\":\"943\""));
    assert_null(strstr(str_c(w->arena, ward_journal_last(w, id, "away")->data), "118."));
    unit_does(w, id, "arrive", URBAN, "arrived");
    assert_int_equal(party(w, id, URBAN).steps[PARTY_ARRIVE].at, w->now);
    assert_true(ward_whole(w));
}

static void test_check_in_by_time(void **state)
{
    struct ward *w = *state;
    int64_t meet = ward_time("2026-03-03T14:00"), id;
    const char *facts = str_format(w->arena, "{\"units\":[\"" URBAN "\"],\"approvers\":[],\"again\":0,\"refused\":0,\"open\":0,\"from_case\":true,\"muster_at\":%lld}", (long long)meet).at;

    id = blow(w, SECRETARY, "W1", facts);
    assert_int_equal(party(w, id, URBAN).steps[PARTY_ARRIVE].due_at, meet);
    unit_does(w, id, "sign", URBAN, "signed");
    unit_does(w, id, "contact", URBAN, "contacted");
    assert_int_equal(try_do(w, id, "arrive", URBAN, "arrived", (struct step){ .lon = LON, .lat = LAT }), ERR_OK);
    assert_true(task_of(w, id, "arrive", URBAN) != 0);                       /* a day too early */
    w->now = meet + MS_PER_MINUTE;
    unit_does(w, id, "arrive", URBAN, "arrived");
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/arrived"), 0);   /* a minute late */
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" URBAN "/W1/signed"), 1);
}

/* ── Those who do not come ─────────────────────────────────────────────── */

static void test_a_unit_that_does_not_answer_rises_to_red(void **state)
{
    struct ward *w = *state;
    int64_t id = blown(w);

    answers(w, id, URBAN);
    w->now = ward_time("2026-03-02T11:00");
    ward_fire(w);
    assert_int_equal(party(w, id, FIRE).supervise, 1);
    assert_int_equal(party(w, id, URBAN).supervise, 0);
    w->now = ward_time("2026-03-02T15:00");
    ward_fire(w);
    assert_int_equal(party(w, id, FIRE).supervise, 2);
    w->now = ward_time("2026-03-04T00:00");
    ward_fire(w);
    assert_int_equal(party(w, id, FIRE).supervise, 3);
    assert_int_equal(ward_case(w, id).supervise, 3);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" FIRE "/W1/red"), 1);
    assert_int_equal(ward_counter(w, "p/2026-03/320102002/" FIRE "/W1/yellow"), 0);
    assert_refused(w, ward_try_op(w, DESK_EAST, id, "consult", "{\"reason\":\"越权\"}"), ERR_FORBIDDEN);
    ward_op(w, COMMAND, id, "consult", "{\"reason\":\"消防一直没有来\"}");
    assert_stage(w, id, "CONSULTING");
    confer(w, id, URBAN);
    assert_true(task_of(w, id, "work", FIRE) != 0);
    assert_counted(w);
}

/* ── Extension, guard, visibility ──────────────────────────────────────── */

static void test_only_a_hard_task_is_extended_and_once(void **state)
{
    struct ward *w = *state;
    int64_t id = blow(w, SECRETARY, "W3", "{\"units\":[\"" URBAN "\"],\"approvers\":[],\"again\":0,\"refused\":0,\"open\":0,\"from_case\":true}"), due;

    answers(w, id, URBAN);
    confer(w, id, URBAN);
    due = ward_case(w, id).due_at;
    ward_op(w, officer(w, URBAN), id, "extension", "{\"reason\":\"要拆除\",\"amount\":10}");
    ward_complete(w, COMMAND, id, "extension", "grant", (struct step){ 0 });
    assert_true(ward_case(w, id).due_at > due);
    assert_int_equal(party(w, id, URBAN).steps[PARTY_RESOLVE].due_at, ward_case(w, id).due_at);
    assert_int_equal(due_of(w, id, "work", URBAN), ward_case(w, id).due_at);
    due = ward_case(w, id).due_at;
    ward_op(w, officer(w, URBAN), id, "extension", "{\"reason\":\"再延\",\"amount\":10}");
    assert_null(ward_task(w, id, "extension"));
    assert_int_equal(ward_case(w, id).due_at, due);
}

static void test_guard_against_too_many(void **state)
{
#define USE(again, refused, open, from, more) \
    "{\"units\":[\"" URBAN "\"],\"approvers\":[],\"again\":" again ",\"refused\":" refused ",\"open\":" open ",\"from_case\":" from more "}"
    struct ward *w = *state;
    static const struct { const char *name, *type, *facts; enum err err; } rows[] = {
        { "under way at this place", "W1", USE("1", "0", "0", "true", ""), ERR_UNPROCESSABLE },
        { "confirming does not help there", "W1", USE("1", "0", "0", "true", ",\"confirmed\":true"), ERR_UNPROCESSABLE },
        { "three turned down", "W1", USE("0", "3", "0", "true", ""), ERR_CONFLICT },
        { "two turned down", "W1", USE("0", "2", "0", "true", ""), ERR_OK },
        { "confirmed", "W1", USE("0", "3", "0", "true", ",\"confirmed\":true"), ERR_OK },
        { "hard task out of the blue", "W3", USE("0", "0", "0", "false", ""), ERR_CONFLICT },
        { "an emergency is never held back", "W2", USE("0", "9", "99", "false", ""), ERR_OK },
        { "ten under way", "W1", USE("0", "0", "10", "true", ""), ERR_CONFLICT },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t before = ward_total(w), id = 0;
        enum err err = try_blow(w, SECRETARY, rows[i].type, rows[i].facts, &id);
        if (err != rows[i].err) fail_msg("%s: %s", rows[i].name, err_name(err));
        if (err) assert_int_equal(ward_total(w), before);
    }
#undef USE
}

static void test_types_of_other_tables_are_not_reported(void **state)
{
    struct ward *w = *state;
    int64_t id = 0, filed = ward_filed(w, "0501");

    assert_refused(w, ward_try_open(w, (struct opening){ .account = DISPATCH, .item = "W1", .source = "worker" }, &id), ERR_UNPROCESSABLE);
    assert_refused(w, ward_try_open(w, (struct opening){ .account = DISPATCH, .item = "0501", .source = "whistle", .kind = "whistle" }, &id), ERR_UNPROCESSABLE);
    assert_refused(w, ward_try_op(w, DISPATCH, filed, "retype", "{\"type\":\"W1\",\"reason\":\"错\"}"), ERR_INVALID);
}

static void test_only_who_is_summoned_sees_it(void **state)
{
    struct ward *w = *state;
    int64_t id = blown(w);

    assert_int_equal(try_do(w, id, "sign", URBAN, "signed", (struct step){ 0 }), ERR_OK);
    assert_refused(w, ward_try(w, officer(w, HOUSING), id, "sign", "signed", (struct step){ 0 }), ERR_NOT_FOUND);
    assert_refused(w, ward_try(w, officer(w, URBAN), id, "sign", "signed", (struct step){ .task = task_of(w, id, "sign", FIRE) }), ERR_FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_limits_are_those_published),
        WARD_CLEAN(test_whistle_from_start_to_end),
        WARD_CLEAN(test_not_solved_goes_on),
        WARD_CLEAN(test_nobody_approves_his_own_whistle),
        WARD_CLEAN(test_two_sign_a_hard_task),
        WARD_CLEAN(test_emergency_is_blown_first_and_approved_after),
        WARD_CLEAN(test_community_whistle_is_sent_on_under_one_number),
        WARD_CLEAN(test_centre_may_refuse_to_send_on),
        WARD_CLEAN(test_objection_stops_the_units_clock),
        WARD_CLEAN(test_objection_upheld_excuses),
        WARD_CLEAN(test_all_excused_is_sent_again),
        WARD_CLEAN(test_check_in_by_place),
        WARD_CLEAN(test_check_in_by_time),
        WARD_CLEAN(test_a_unit_that_does_not_answer_rises_to_red),
        WARD_CLEAN(test_only_a_hard_task_is_extended_and_once),
        WARD_CLEAN(test_guard_against_too_many),
        WARD_CLEAN(test_types_of_other_tables_are_not_reported),
        WARD_CLEAN(test_only_who_is_summoned_sees_it),
    };

    return ward_run("party", tests, COUNT_OF(tests));
}
