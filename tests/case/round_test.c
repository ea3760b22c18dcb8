/*
 * round_test.c - 会签 opened on a running task: its people, its rule, its
 * result, and what happens when other operations meet it, in every position.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "operating.h"

struct people { int64_t unit, one, two, leader, greening, sanitation; };

static struct people people_of(struct ward *w)
{
    int64_t unit = ward_unit(w, "320102002-enforcement");

    return (struct people){ unit, ward_handler(unit, 1), ward_handler(unit, 2), ward_leader(unit), ward_leader(ward_unit(w, "320102002-greening")), ward_leader(ward_unit(w, "320102002-sanitation")) };
}

/* {"rule": …, "people": […], "units": […]}; the lists are JSON without brackets. */
static const char *round_of(struct ward *w, const char *rule, const char *people, const char *units)
{
    return str_format(w->arena, "{\"reason\":\"请会签\",%s,\"people\":[%s],\"units\":[%s]}", rule, people, units).at;
}
#define ALL "\"rule\":\"all\""
#define ANYONE "\"rule\":\"any\""
#define SHARE(n) "\"rule\":\"share\",\"share\":" #n
#define UNITS "\"320102002-greening\",\"320102002-sanitation\""

static const char *id_text(struct ward *w, int64_t account)
{
    return str_format(w->arena, "\"%lld\"", (long long)account).at;
}

/* The open task `element` that this account can do. */
static int64_t vote_of(struct ward *w, int64_t id, int64_t account)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);

    for (size_t i = 0; i < count; i++) {
        const struct user *user = ward_user(w, account);
        if (!str_is(tasks[i].sign, "vote")) continue;
        if (tasks[i].assignee == account) return tasks[i].id;
        for (size_t d = 0; !tasks[i].assignee && d < user->desk_count; d++)
            if (user->desks[d].place_id == tasks[i].place_id && str_eq(user->desks[d].role, tasks[i].role)) return tasks[i].id;
    }
    fail_msg("%lld has no vote: %s", (long long)account, ward_snapshot(w, id));
    return 0;
}

static void vote(struct ward *w, int64_t id, int64_t account, bool agree)
{
    ward_complete(w, account, id, "", agree ? "agree" : "disagree", (struct step){ .task = vote_of(w, id, account), .note = agree ? NULL : "理由不足" });
}

static size_t votes(struct ward *w, int64_t id)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks), found = 0;

    for (size_t i = 0; i < count; i++) found += str_is(tasks[i].sign, "vote");
    return found;
}

static void assert_result(struct ward *w, int64_t id, const char *expected)
{
    const struct journal_view *row = ward_journal_last(w, id, "countersigned");

    assert_non_null(row);
    if (!strstr(str_c(w->arena, row->data), expected)) fail_msg("%.*s has no %s", STR_ARG(row->data), expected);
}

/* ── The rules ─────────────────────────────────────────────────────────── */

static void test_all_must_agree(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504"), due;

    ward_walk(w, id, QUICK);
    due = ward_task(w, id, "act")->due_at;
    ward_op(w, p.one, id, "countersign", round_of(w, ALL, id_text(w, p.two), UNITS));
    assert_open(w, id, "act act act");
    assert_int_equal(votes(w, id), 3);                                                            /* the task itself is set aside */
    assert_refused(w, ward_try(w, p.one, id, "", "rectified", (struct step){ .task = vote_of(w, id, p.two), .photo = true }), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, p.one, id, "countersign", round_of(w, ALL, id_text(w, p.two), "")), ERR_CONFLICT);
    assert_refused(w, ward_try(w, p.two, id, "", "rectified", (struct step){ .task = vote_of(w, id, p.two), .photo = true }), ERR_INVALID);
    assert_refused(w, ward_try(w, p.two, id, "", "disagree", (struct step){ .task = vote_of(w, id, p.two) }), ERR_INVALID);   /* why not? */
    vote(w, id, p.two, true);
    vote(w, id, p.greening, true);
    assert_int_equal(ward_journal_count(w, id, "countersigned"), 0);
    vote(w, id, p.sanitation, true);
    assert_open(w, id, "act");
    assert_result(w, id, "\"result\":\"agreed\"");
    assert_true(ward_task(w, id, "act")->assignee == p.one && ward_task(w, id, "act")->due_at == due && !ward_task(w, id, "act")->sign.len);
    /* Again, and one refuses: decided at once, the others need not sign any more. */
    ward_op(w, p.one, id, "countersign", round_of(w, ALL, id_text(w, p.two), UNITS));
    vote(w, id, p.greening, false);
    assert_open(w, id, "act");
    assert_result(w, id, "\"refused\":\"1\"");
    assert_result(w, id, "\"result\":\"refused\"");
    assert_int_equal(votes(w, id), 0);
    finish(w, id);
}

static void test_anyone_and_a_share(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, QUICK);
    ward_op(w, p.one, id, "countersign", round_of(w, ANYONE, id_text(w, p.two), UNITS));
    vote(w, id, p.two, false);
    vote(w, id, p.sanitation, true);
    assert_open(w, id, "act");
    assert_result(w, id, "\"result\":\"agreed\"");
    ward_op(w, p.one, id, "countersign", round_of(w, SHARE(60), id_text(w, p.two), UNITS));        /* two of three */
    vote(w, id, p.two, true);
    assert_int_equal(votes(w, id), 2);
    vote(w, id, p.greening, true);
    assert_result(w, id, "\"agreed\":\"2\"");
    assert_open(w, id, "act");
    ward_op(w, p.one, id, "countersign", round_of(w, SHARE(60), id_text(w, p.two), UNITS));
    vote(w, id, p.two, false);
    vote(w, id, p.greening, false);
    assert_result(w, id, "\"result\":\"refused\"");
    assert_open(w, id, "act");
    finish(w, id);
}

static void test_refusals_name_their_field(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504");
    const struct { const char *fields; enum err err; const char *field; } rows[] = {
        { round_of(w, ALL, "", ""), ERR_INVALID, "people" },
        { round_of(w, ALL, "\"1\"", ""), ERR_INVALID, "people" },
        { round_of(w, ALL, "7", ""), ERR_INVALID, "people" },
        { round_of(w, ALL, id_text(w, p.one), ""), ERR_INVALID, "people" },
        { round_of(w, ALL, str_format(w->arena, "%s,%s", id_text(w, p.two), id_text(w, p.two)).at, ""), ERR_INVALID, "people" },
        { round_of(w, ALL, "", "\"nowhere\""), ERR_INVALID, "units" },
        { round_of(w, ALL, "", "\"320111001-enforcement\""), ERR_UNPROCESSABLE, "units" },
        { round_of(w, ALL, "", "\"320102002-greening\",\"320102002-greening\""), ERR_INVALID, "units" },
        { round_of(w, "\"rule\":\"most\"", id_text(w, p.two), ""), ERR_INVALID, "rule" },
        { round_of(w, "\"rule\":\"share\"", id_text(w, p.two), ""), ERR_INVALID, "share" },
        { round_of(w, "\"rule\":\"share\",\"share\":101", id_text(w, p.two), ""), ERR_INVALID, "share" },
        { round_of(w, "\"rule\":\"all\",\"share\":50", id_text(w, p.two), ""), ERR_INVALID, "share" },
    };
    const char *before;

    ward_walk(w, id, QUICK);
    before = ward_snapshot(w, id);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_refused(w, ward_try_op(w, p.one, id, "countersign", rows[i].fields), rows[i].err);
        if (strcmp(w->why.field, rows[i].field) != 0) fail_msg("%s: field %s, not %s", rows[i].fields, w->why.field, rows[i].field);
    }
    assert_refused(w, ward_try_op(w, p.two, id, "countersign", round_of(w, ALL, id_text(w, p.leader), "")), ERR_CONFLICT);    /* another holds it */
    assert_refused(w, ward_try_op(w, DISPATCH, id, "countersign", round_of(w, ALL, id_text(w, p.two), "")), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, DISPATCH_SOUTH, id, "countersign", round_of(w, ALL, id_text(w, p.two), "")), ERR_NOT_FOUND);
    assert_string_equal(ward_snapshot(w, id), before);
    finish(w, id);
}

/* ── Other operations meet it ──────────────────────────────────────────── */

static void test_one_more_and_one_fewer(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, QUICK);
    ward_op(w, p.one, id, "countersign", round_of(w, SHARE(50), id_text(w, p.two), "\"320102002-greening\""));
    assert_refused(w, ward_try_op(w, p.greening, id, "add-signer", with(w, "unit", "320102002-sanitation")), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, p.two, id, "unsign", REASON), ERR_FORBIDDEN);
    assert_non_null(strstr(offered(w, id, p.one, "add-signer", "task"), "会签"));
    ward_op(w, p.one, id, "add-signer", str_format(w->arena, "{\"reason\":\"理由\",\"unit\":\"320102002-sanitation\",\"task\":\"%lld\"}", (long long)vote_of(w, id, p.two)).at);
    assert_int_equal(votes(w, id), 3);
    vote(w, id, p.two, true);                                                                     /* one of three is not half */
    assert_int_equal(votes(w, id), 2);
    ward_op(w, p.one, id, "unsign", str_format(w->arena, "{\"reason\":\"理由\",\"task\":\"%lld\"}", (long long)vote_of(w, id, p.sanitation)).at);   /* one of two is */
    assert_open(w, id, "act");
    assert_result(w, id, "\"asked\":\"2\"");
    ward_op(w, p.one, id, "countersign", round_of(w, ALL, "", "\"320102002-greening\""));
    ward_op(w, p.one, id, "unsign", REASON);                                                     /* nobody left */
    assert_open(w, id, "act");
    assert_result(w, id, "\"result\":\"void\"");
    finish(w, id);
}

static void test_sent_back_while_signing(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, QUICK);
    ward_op(w, p.one, id, "countersign", round_of(w, ALL, id_text(w, p.two), UNITS));
    vote(w, id, p.two, true);
    ward_op(w, p.greening, id, "send-back", with(w, "to", "/handle/sign"));                        /* who is asked finds it wrong altogether */
    assert_open(w, id, "sign");
    assert_int_equal(ward_journal_count(w, id, "countersigned"), 0);
    ward_walk(w, id, "sign=accept arrive=arrived");
    assert_open(w, id, "act");
    assert_int_equal(votes(w, id), 0);
    finish(w, id);
}

static void test_suspended_merged_and_jumped_while_signing(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504"), into = ward_filed(w, "0506");

    ward_walk(w, id, QUICK);
    ward_op(w, p.one, id, "countersign", round_of(w, ALL, id_text(w, p.two), UNITS));
    ward_op(w, COMMAND, id, "suspend", REASON);
    assert_refused(w, ward_try_op(w, p.one, id, "unsign", REASON), ERR_CONFLICT);
    ward_op(w, COMMAND, id, "resume", REASON);
    assert_int_equal(votes(w, id), 3);
    ward_op(w, INTAKE, id, "merge", ward_op_fields(w, STR("merge"), str_c(w->arena, ward_case(w, into).number)));
    assert_open(w, id, "");
    ward_op(w, INTAKE, id, "unmerge", "{}");
    assert_int_equal(votes(w, id), 3);
    vote(w, id, p.two, true);
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/check\"}");
    assert_open(w, id, "check");
    finish(w, id);
}

/* The sender may not take back what was put before others; a jump back takes every vote along. */
static void test_withdraw_meets_a_round(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, SENT);
    ward_op(w, p.one, id, "countersign", round_of(w, ANYONE, id_text(w, p.two), ""));
    assert_refused(w, ward_try_op(w, DISPATCH, id, "withdraw", REASON), ERR_CONFLICT);
    vote(w, id, p.two, true);
    assert_open(w, id, "sign");
    finish(w, id);
}

/* In a branch, a subprocess, one of several who sign and an instance of a subprocess: the others stay as they are. */
static void test_every_position(void **state)
{
    struct ward *w = *state;
    const struct people p = people_of(w);
    int64_t id = positions(w, "first=ok");
    static const struct { const char *element, *next; } rows[] = {
        { "a1", "a1=ok a2=ok b=ok" },
        { "s1", "s1=ok s2=ok" },
        { "all", "all=ok all=ok all=ok share=ok share=ok" },
        { "m1", "m1=ok m2=ok m1=ok m2=ok" },
    };

    assert_open(w, id, "a1 b");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t task = task_id(w, id, rows[i].element);
        const char *fields = str_format(w->arena, "{\"reason\":\"理由\",\"task\":\"%lld\"," SHARE(50) ",\"people\":[%s],\"units\":[" UNITS "]}", (long long)task, id_text(w, p.two)).at;
        size_t others = strlen(open_tasks(w, id));

        ward_op(w, WARD_SYSTEM, id, "countersign", fields);
        assert_int_equal(votes(w, id), 3);
        vote(w, id, p.greening, true);
        assert_int_equal(votes(w, id), 2);
        vote(w, id, p.two, true);
        assert_int_equal(votes(w, id), 0);
        assert_int_equal(strlen(open_tasks(w, id)), others);
        assert_true(task_id(w, id, rows[i].element) != 0);
        ward_walk(w, id, rows[i].next);
    }
    assert_open(w, id, "last");
    finish(w, id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_all_must_agree), WARD_CLEAN(test_anyone_and_a_share), WARD_CLEAN(test_refusals_name_their_field), WARD_CLEAN(test_one_more_and_one_fewer), WARD_CLEAN(test_sent_back_while_signing),
        WARD_CLEAN(test_suspended_merged_and_jumped_while_signing), WARD_CLEAN(test_withdraw_meets_a_round), WARD_CLEAN(test_every_position),
    };

    return ward_run("round", tests, COUNT_OF(tests));
}
