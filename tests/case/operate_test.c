/*
 * operate_test.c - operations on open tasks in every position: sequence,
 * parallel, subprocess, multi-instance, called process.
 *
 * models/positions.bpmn is called by event-main, so every position lies in a
 * called process as well.  After each story the case goes on to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "operating.h"

#include "case/copy.h"
#include "case/incident.h"

/* ── 退回, 驳回 ─────────────────────────────────────────────────────────── */

static void test_send_back_in_sequence(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), handler = ward_handler(ward_unit(w, "320102002-enforcement"), 1);
    struct case_record r;

    assert_refused(w, ward_try_op(w, DISPATCH, id, "send-back", REASON), ERR_CONFLICT);   /* the first step */
    assert_string_equal(offered(w, id, DISPATCH, "send-back", "to"), "");
    ward_walk(w, id, SENT "+1m sign=accept +1m arrive=arrived");
    assert_string_equal(offered(w, id, handler, "send-back", "to"), "到场劝导 签收 任务派遣");
    assert_refused(w, ward_try_op(w, DISPATCH, id, "send-back", REASON), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, INTAKE_SOUTH, id, "send-back", REASON), ERR_NOT_FOUND);
    assert_refused(w, ward_try_op(w, handler, id, "send-back", "{}"), ERR_INVALID);
    assert_refused(w, ward_try_op(w, handler, id, "send-back", with(w, "to", "/handle/act")), ERR_CONFLICT);
    assert_string_equal(w->why.field, "to");
    ward_op(w, handler, id, "send-back", REASON);
    assert_open(w, id, "arrive");
    assert_int_equal(ward_task(w, id, "arrive")->assignee, handler);
    r = ward_case(w, id);
    assert_true(r.accepted_at && !r.arrived_at && r.dispatched_at);
    assert_string_equal(str_c(w->arena, ward_journal_last(w, id, "send-back")->note), "理由");
    ward_walk(w, id, "arrive=arrived");
    ward_op(w, handler, id, "send-back", with(w, "to", "/handle/sign"));
    assert_open(w, id, "sign");
    assert_true(!ward_case(w, id).accepted_at);
    ward_walk(w, id, "sign=accept arrive=arrived");
    ward_op(w, handler, id, "send-back", with(w, "to", "/dispatch"));
    assert_open(w, id, "dispatch");
    assert_int_equal(ward_task(w, id, "dispatch")->assignee, DISPATCH);
    assert_stage(w, id, "FILED");
    assert_false(ward_case(w, id).dispatched_at);
    finish(w, id);
}

/* From behind a called process back into it: the clock that stood for the check runs again. */
static void test_send_back_into_a_called_process(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), due;

    ward_walk(w, id, QUICK);
    due = ward_case(w, id).due_at;
    ward_walk(w, id, "act=rectified");
    assert_open(w, id, "check");
    assert_true(ward_case(w, id).feedback_at != 0);
    w->now += MS_PER_MINUTE;
    ward_op(w, WORKER, id, "send-back", REASON);
    assert_open(w, id, "act");
    assert_stage(w, id, "ON_SITE");
    assert_true(!ward_case(w, id).feedback_at && ward_case(w, id).due_at >= due && ward_case(w, id).due_at < CLOCK_NEVER);
    finish(w, id);
}

static void test_back_to_the_first_step(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident" });

    ward_walk(w, id, "verify=confirmed " QUICK);
    ward_op(w, WARD_SYSTEM, id, "to-start", REASON);
    assert_open(w, id, "verify");
    assert_int_equal(ward_task(w, id, "verify")->assignee, WORKER);
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, "to-start", REASON), ERR_CONFLICT);
    finish(w, id);
}

static void test_send_back_in_parallel(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok a1=ok"), leader = ward_leader(ward_unit(w, "320102002-enforcement"));

    assert_open(w, id, "b a2");
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, "send-back", REASON), ERR_INVALID);          /* which task? */
    assert_string_equal(w->why.field, "task");
    ward_op(w, WARD_SYSTEM, id, "send-back", on_task(w, id, "a2", NULL));
    assert_open(w, id, "b a1");                                                                  /* the other branch stays */
    ward_walk(w, id, "a1=ok b=ok");
    assert_open(w, id, "a2");
    ward_op(w, WARD_SYSTEM, id, "send-back", with(w, "to", "/handle/first"));                    /* and what waits at the join goes too */
    assert_open(w, id, "first");
    ward_walk(w, id, "first=ok a1=ok a2=ok");
    assert_open(w, id, "b");
    assert_string_equal(offered(w, id, leader, "send-back", "to"), "先办 任务派遣");
    ward_walk(w, id, "b=ok");
    assert_open(w, id, "s1");
    ward_op(w, WARD_SYSTEM, id, "send-back", with(w, "to", "/handle/a2"));                       /* the other branch counts as done */
    assert_open(w, id, "a2");
    ward_walk(w, id, "a2=ok");
    assert_open(w, id, "s1");
    finish(w, id);
}

static void test_send_back_around_subprocess_and_signatures(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok a1=ok a2=ok b=ok s1=ok");

    ward_op(w, WARD_SYSTEM, id, "send-back", REASON);
    assert_open(w, id, "s1");
    ward_walk(w, id, "s1=ok s2=ok");
    assert_open(w, id, "all all all");
    ward_walk(w, id, "all=ok");
    assert_open(w, id, "all all");
    /* One of those who sign sends back: every signature is taken back, none is lost or left over. */
    ward_op(w, WARD_SYSTEM, id, "send-back", on_task(w, id, "all", "/handle/s2"));
    assert_open(w, id, "s2");
    ward_walk(w, id, "s2=ok");
    assert_open(w, id, "all all all");
    ward_walk(w, id, "all=ok all=ok all=ok");
    assert_open(w, id, "share share share");
    ward_op(w, WARD_SYSTEM, id, "send-back", on_task(w, id, "share", NULL));
    assert_open(w, id, "all all all");
    ward_walk(w, id, "all=ok all=ok all=ok share=ok share=ok");                                   /* decided early */
    assert_open(w, id, "m1 m1");
    ward_walk(w, id, "m1=ok");
    assert_open(w, id, "m1 m2");
    ward_op(w, WARD_SYSTEM, id, "send-back", on_task(w, id, "m2", NULL));                          /* inside its own instance */
    assert_open(w, id, "m1 m1");
    ward_walk(w, id, "m1=ok m1=ok");
    ward_op(w, WARD_SYSTEM, id, "send-back", on_task(w, id, "m2", "/handle/share"));
    assert_open(w, id, "share share share");
    ward_walk(w, id, "share=no share=no");                                                        /* decided early the other way */
    ward_walk(w, id, "m1=ok m1=ok m2=ok m2=ok");
    assert_open(w, id, "last");
    finish(w, id);
}

/* ── 撤回 ──────────────────────────────────────────────────────────────── */

static void test_withdraw(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), handler = ward_handler(ward_unit(w, "320102002-enforcement"), 1), before;

    assert_refused(w, ward_try_op(w, DISPATCH, id, "withdraw", REASON), ERR_FORBIDDEN);
    ward_walk(w, id, SENT);
    assert_refused(w, ward_try_op(w, handler, id, "withdraw", REASON), ERR_FORBIDDEN);
    ward_op(w, DISPATCH, id, "withdraw", REASON);
    assert_open(w, id, "dispatch");
    assert_int_equal(ward_task(w, id, "dispatch")->assignee, DISPATCH);
    assert_refused(w, ward_try_op(w, DISPATCH, id, "withdraw", REASON), ERR_CONFLICT);
    ward_walk(w, id, SENT);
    /* Claimed: opened. */
    before = task_id(w, id, "sign");
    ward_hold(w, handler, before, TASK_CLAIM);
    assert_refused(w, ward_try_op(w, DISPATCH, id, "withdraw", REASON), ERR_CONFLICT);
    ward_hold(w, handler, before, TASK_RELEASE);
    ward_walk(w, id, "sign=accept");
    assert_refused(w, ward_try_op(w, DISPATCH, id, "withdraw", REASON), ERR_CONFLICT);            /* dealt with */
    ward_op(w, handler, id, "withdraw", REASON);
    assert_open(w, id, "sign");
    assert_refused(w, ward_try_op(w, handler, id, "withdraw", REASON), ERR_CONFLICT);
    finish(w, id);
}

static void test_withdraw_before_a_fork_and_a_signing(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok"), handler = ward_handler(ward_unit(w, "320102002-enforcement"), 1);

    assert_open(w, id, "a1 b");
    ward_op(w, handler, id, "withdraw", REASON);
    assert_open(w, id, "first");
    ward_walk(w, id, "first=ok a1=ok a2=ok b=ok s1=ok s2=ok");
    ward_op(w, handler, id, "withdraw", REASON);
    assert_open(w, id, "s2");
    ward_walk(w, id, "s2=ok all=ok");
    assert_refused(w, ward_try_op(w, handler, id, "withdraw", REASON), ERR_CONFLICT);            /* one of them has signed */
    finish(w, id);
}

/* ── 转办, 跳转 ─────────────────────────────────────────────────────────── */

static void test_hand_over(void **state)
{
    struct ward *w = *state;
    int64_t unit = ward_unit(w, "320102002-enforcement"), one = ward_handler(unit, 1), two = ward_handler(unit, 2), other = ward_handler(ward_unit(w, "320102002-greening"), 1);
    int64_t id = ward_filed(w, "0504");
    const char *to_two = with(w, "person", str_format(w->arena, "%lld", (long long)two).at);

    ward_walk(w, id, SENT "sign=accept");
    assert_refused(w, ward_try_op(w, one, id, "hand-over", REASON), ERR_INVALID);
    assert_refused(w, ward_try_op(w, one, id, "hand-over", with(w, "person", "1")), ERR_INVALID);
    assert_string_equal(w->why.field, "person");
    assert_refused(w, ward_try_op(w, one, id, "hand-over", with(w, "unit", "nowhere")), ERR_INVALID);
    assert_refused(w, ward_try_op(w, one, id, "hand-over", with(w, "unit", "320111001-enforcement")), ERR_UNPROCESSABLE);
    assert_string_equal(w->why.field, "unit");
    assert_refused(w, ward_try_op(w, VIEWER, id, "hand-over", to_two), ERR_FORBIDDEN);
    ward_op(w, one, id, "hand-over", to_two);
    assert_int_equal(ward_task(w, id, "arrive")->assignee, two);
    assert_refused(w, ward_try_op(w, two, id, "hand-over", to_two), ERR_CONFLICT);
    assert_refused(w, ward_try(w, one, id, "arrive", "arrived", (struct step){ 0 }), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, other, id, "note", "{\"text\":\"看\"}"), ERR_NOT_FOUND);
    ward_op(w, two, id, "hand-over", with(w, "unit", "320102002-greening"));
    assert_int_equal(ward_task(w, id, "arrive")->place_id, ward_unit(w, "320102002-greening"));
    assert_refused(w, ward_try(w, two, id, "arrive", "arrived", (struct step){ 0 }), ERR_FORBIDDEN);
    ward_complete(w, other, id, "arrive", "arrived", (struct step){ 0 });
    assert_open(w, id, "act");
    assert_int_equal(ward_task(w, id, "act")->place_id, unit);                                      /* the unit in charge goes on */
    finish(w, id);
}

static void test_jump(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok a1=ok");

    assert_refused(w, ward_try_op(w, COMMAND, id, "jump", with(w, "to", "/handle/last")), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "jump", with(w, "to", "/handle/last")), ERR_INVALID);   /* leaving what? */
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/s2\"}");
    assert_open(w, id, "s2");
    assert_non_null(strstr(offered(w, id, PROCESS_ADMIN, "jump", "to"), "各二"));
    ward_op(w, PROCESS_ADMIN, id, "jump", with(w, "to", "/handle/m2"));
    assert_open(w, id, "m2 m2");
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/a2\"}");
    assert_open(w, id, "a2");
    ward_walk(w, id, "a2=ok s1=ok s2=ok all=ok");
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/nowhere\"}"), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"99999\",\"to\":\"/handle/last\"}"), ERR_CONFLICT);
    assert_open(w, id, "all all");
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/check\"}");
    assert_open(w, id, "check");
    finish(w, id);
}

/* ── 委派, 加签, 减签, 会签 ──────────────────────────────────────────────── */

static const char *person(struct ward *w, int64_t account)
{
    return with(w, "person", str_format(w->arena, "%lld", (long long)account).at);
}

static void test_delegate_and_return(void **state)
{
    struct ward *w = *state;
    int64_t unit = ward_unit(w, "320102002-enforcement"), one = ward_handler(unit, 1), two = ward_handler(unit, 2), id = ward_filed(w, "0504"), due;

    ward_walk(w, id, SENT "sign=accept");
    due = ward_task(w, id, "arrive")->due_at;
    assert_refused(w, ward_try_op(w, one, id, "delegate", REASON), ERR_INVALID);
    assert_refused(w, ward_try_op(w, one, id, "delegate", person(w, one)), ERR_INVALID);
    assert_refused(w, ward_try_op(w, one, id, "delegate", person(w, INTAKE_SOUTH)), ERR_INVALID);
    assert_refused(w, ward_try_op(w, DISPATCH, id, "delegate", person(w, two)), ERR_FORBIDDEN);
    ward_op(w, one, id, "delegate", person(w, two));
    assert_open(w, id, "arrive");
    assert_int_equal(ward_task(w, id, "arrive")->assignee, two);
    assert_string_equal(str_c(w->arena, ward_task(w, id, "arrive")->name), "到场劝导（委派）");
    assert_refused(w, ward_try(w, one, id, "arrive", "arrived", (struct step){ 0 }), ERR_CONFLICT);
    assert_refused(w, ward_try(w, two, id, "arrive", "arrived", (struct step){ 0 }), ERR_INVALID);      /* the outcome is the delegator's */
    assert_refused(w, ward_try(w, two, id, "arrive", "done", (struct step){ 0 }), ERR_INVALID);         /* what was done? */
    ward_complete(w, two, id, "arrive", "done", (struct step){ .note = "已到场" });
    assert_open(w, id, "arrive");
    assert_int_equal(ward_task(w, id, "arrive")->assignee, one);
    assert_true(ward_task(w, id, "arrive")->due_at == due);
    ward_complete(w, one, id, "arrive", "arrived", (struct step){ 0 });
    assert_open(w, id, "act");
    finish(w, id);
}

static void test_sign_before_and_after(void **state)
{
    struct ward *w = *state;
    int64_t unit = ward_unit(w, "320102002-enforcement"), one = ward_handler(unit, 1), two = ward_handler(unit, 2), leader = ward_leader(unit), id = ward_filed(w, "0504");
    int64_t other = ward_leader(ward_unit(w, "320102002-greening"));

    ward_walk(w, id, QUICK);
    assert_refused(w, ward_try_op(w, other, id, "note", "{\"text\":\"看\"}"), ERR_NOT_FOUND);
    ward_op(w, one, id, "sign-before", with(w, "unit", "320102002-greening"));
    ward_op(w, WARD_SYSTEM, id, "unsign", REASON);                                               /* taken out again */
    assert_int_equal(ward_task(w, id, "act")->assignee, one);
    ward_op(w, one, id, "sign-before", with(w, "unit", "320102002-greening"));
    assert_refused(w, ward_try_op(w, two, id, "unsign", REASON), ERR_FORBIDDEN);
    ward_complete(w, other, id, "act", "disagree", (struct step){ .note = "先清理再恢复" });
    assert_int_equal(ward_task(w, id, "act")->assignee, one);                                    /* an opinion: who asked decides */
    ward_op(w, one, id, "sign-after", person(w, leader));
    assert_int_equal(ward_task(w, id, "act")->assignee, one);
    ward_walk(w, id, "act=rectified");
    assert_open(w, id, "act");
    assert_int_equal(ward_task(w, id, "act")->assignee, leader);
    ward_complete(w, leader, id, "act", "disagree", (struct step){ .note = "照片不清" });
    assert_int_equal(ward_task(w, id, "act")->assignee, one);                                    /* done again, then signed again */
    ward_walk(w, id, "act=rectified");
    ward_complete(w, leader, id, "act", "agree", (struct step){ 0 });
    assert_open(w, id, "check");
    finish(w, id);
}

/* Sent back, merged and urged while others sign: no row is lost or left over. */
static void test_signatures_go_with_their_task(void **state)
{
    struct ward *w = *state;
    int64_t unit = ward_unit(w, "320102002-enforcement"), one = ward_handler(unit, 1), two = ward_handler(unit, 2), id = ward_filed(w, "0504"), into = ward_filed(w, "0506");

    ward_walk(w, id, QUICK);
    ward_op(w, one, id, "delegate", person(w, two));
    ward_op(w, INTAKE, id, "merge", ward_op_fields(w, STR("merge"), str_c(w->arena, ward_case(w, into).number)));
    assert_open(w, id, "");
    ward_op(w, INTAKE, id, "unmerge", "{}");
    assert_open(w, id, "act");
    assert_int_equal(ward_task(w, id, "act")->assignee, two);
    ward_op(w, two, id, "send-back", with(w, "to", "/handle/sign"));
    assert_open(w, id, "sign");
    ward_walk(w, id, "sign=accept arrive=arrived");
    assert_open(w, id, "act");
    finish(w, id);
}

static void test_more_and_fewer_sign(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok a1=ok a2=ok b=ok s1=ok s2=ok"), unit = ward_unit(w, "320102002-enforcement"), one = ward_handler(unit, 1);

    assert_open(w, id, "all all all");
    assert_refused(w, ward_try_op(w, DISPATCH_SOUTH, id, "add-signer", with(w, "unit", "320102002-greening")), ERR_NOT_FOUND);
    ward_op(w, one, id, "add-signer", with(w, "unit", "320102002-greening"));
    assert_open(w, id, "all all all all");
    ward_walk(w, id, "all=ok all=ok all=ok");
    assert_open(w, id, "all");
    ward_complete(w, ward_leader(ward_unit(w, "320102002-greening")), id, "all", "ok", (struct step){ 0 });
    assert_open(w, id, "share share share");
    ward_op(w, WARD_SYSTEM, id, "unsign", on_task(w, id, "share", NULL));
    assert_open(w, id, "share share");
    ward_walk(w, id, "share=ok share=ok");
    assert_open(w, id, "m1 m1");
    assert_refused(w, ward_try_op(w, one, id, "add-signer", with(w, "unit", "320102002-greening")), ERR_CONFLICT);   /* a task in an instance, not one of several who sign */
    finish(w, id);
}

/* ── 抄送, 挂起, 选做 ────────────────────────────────────────────────────── */

static size_t copies(struct ward *w, int64_t account, struct copy_view **list)
{
    struct db *db = store_reader_take(w->store);
    size_t count;

    assert_int_equal(copy_list(db, w->arena, ward_user(w, account), 0, 20, list, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return count;
}

struct reading { int64_t copy, account, at; };
static enum err mark_read(struct db *db, struct store_job *job, struct fault *why)
{
    const struct reading *r = job->arg;

    return copy_read(db, r->copy, r->account, r->at, why);
}

static void test_copy(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), greening = ward_handler(ward_unit(w, "320102002-greening"), 1), safety = ward_handler(ward_unit(w, "320102002-safety"), 1);
    struct copy_view *list;

    assert_refused(w, ward_try_op(w, greening, id, "note", "{\"text\":\"看\"}"), ERR_NOT_FOUND);
    assert_refused(w, ward_try_op(w, DISPATCH, id, "copy", "{}"), ERR_INVALID);
    assert_refused(w, ward_try_op(w, DISPATCH, id, "copy", "{\"person\":\"171\"}"), ERR_INVALID);     /* may not read cases */
    assert_refused(w, ward_try_op(w, DISPATCH, id, "copy", "{\"person\":\"99999\"}"), ERR_INVALID);
    ward_op(w, DISPATCH, id, "copy", str_format(w->arena, "{\"person\":\"%lld\",\"note\":\"供参考\"}", (long long)safety).at);
    ward_op(w, DISPATCH, id, "copy", "{\"unit\":\"320102002-greening\"}");
    assert_int_equal(copies(w, safety, &list), 1);
    assert_true(list[0].case_id == id && !list[0].read_at);
    ward_do(w, mark_read, &(struct reading){ list[0].id, safety, w->now });
    ward_do(w, mark_read, &(struct reading){ list[0].id, safety, w->now + 5 });
    assert_int_equal(copies(w, safety, &list), 1);
    assert_true(list[0].read_at == w->now);
    assert_int_equal(copies(w, greening, &list), 1);
    assert_false(list[0].read_at);
    assert_int_equal(copies(w, INTAKE_SOUTH, &list), 0);
    /* Read only: it may be seen, but nothing done. */
    assert_refused(w, ward_try_op(w, greening, id, "urge", "{}"), ERR_FORBIDDEN);
    assert_refused(w, ward_try(w, greening, id, "dispatch", "dispatch", (struct step){ .unit = "320102002-greening" }), ERR_FORBIDDEN);
    ward_op(w, greening, id, "note", "{\"text\":\"已阅\"}");
    finish(w, id);
}

static void test_suspend_any_process(void **state)
{
    struct ward *w = *state;
    int64_t id = positions(w, "first=ok"), due = ward_case(w, id).due_at;

    assert_refused(w, ward_try_op(w, WORKER, id, "suspend", REASON), ERR_FORBIDDEN);
    ward_op(w, COMMAND, id, "suspend", REASON);
    assert_string_equal(case_state_name(ward_case(w, id).state), "paused");
    assert_true(ward_case(w, id).due_at >= CLOCK_NEVER || ward_case(w, id).due_at > due);
    assert_refused(w, ward_try_op(w, COMMAND, id, "suspend", REASON), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, "send-back", on_task(w, id, "a1", NULL)), ERR_CONFLICT);
    w->now += 2 * MS_PER_DAY;
    (void)ward_fire(w);
    assert_false(ward_case(w, id).overdue);
    ward_op(w, COMMAND, id, "resume", REASON);
    assert_true(ward_case(w, id).due_at > due && ward_case(w, id).due_at < CLOCK_NEVER);
    finish(w, id);
}

static void test_choose(void **state)
{
    struct ward *w = *state;
    int64_t one = ward_handler(ward_unit(w, "320102002-enforcement"), 1), id;
    const char *choice;

    ward_define(w, "p1-quick", "choices.bpmn");
    id = ward_filed(w, "0504");
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, "choose", "{\"element\":\"1/one\"}"), ERR_CONFLICT);
    ward_walk(w, id, SENT);
    assert_open(w, id, "");
    assert_string_equal(offered(w, id, one, "choose", "element"), "走访 劝导");
    choice = offered_value(w, id, one, "choose", "element", 1);
    assert_refused(w, ward_try_op(w, VIEWER, id, "choose", str_format(w->arena, "{\"element\":\"%s\"}", choice).at), ERR_FORBIDDEN);
    ward_op(w, one, id, "choose", str_format(w->arena, "{\"element\":\"%s\"}", choice).at);
    assert_open(w, id, "two");
    ward_walk(w, id, "two=ok");
    assert_open(w, id, "last");
    finish(w, id);
}

/* ── Incidents ─────────────────────────────────────────────────────────── */

/* The open incidents an account sees; the newest one's text. */
static size_t incidents(struct ward *w, int64_t account, const char **text)
{
    struct org *org = world_org(w->world);
    struct db *db = store_reader_take(w->store);
    struct incident_view *list;
    size_t count;
    int64_t next;

    assert_int_equal(incident_list(db, w->arena, org, ward_user(w, account), 0, 20, &list, &count, &next, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    org_unref(org);
    *text = count ? str_c(w->arena, list[0].text) : "";
    return count;
}

static void test_stuck_and_mended(void **state)
{
    struct ward *w = *state;
    int64_t id, other;
    const char *text;

    ward_define(w, "p1-quick", "stuck.bpmn");
    id = ward_filed(w, "0504");
    other = ward_filed(w, "0504");
    ward_walk(w, id, SENT);
    ward_walk(w, other, SENT);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "mend", REASON), ERR_CONFLICT);
    ward_walk(w, id, "+1h");                                                                     /* no flow of the gateway holds */
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 2);                                      /* the other case as well: neither blocks the other */
    assert_non_null(strstr(text, "往哪走"));
    assert_int_equal(incidents(w, COMMAND, &text), 0);                                            /* no right */
    assert_int_equal(ward_journal_count(w, id, "incident"), 1);
    assert_refused(w, ward_try_op(w, COMMAND, id, "mend", REASON), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "mend", REASON), ERR_CONFLICT);            /* still stuck */
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "mend", with(w, "variables", "[1]")), ERR_INVALID);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "mend", with(w, "variables", "{\\\"way\\\": \\\"broken\\\"}")), ERR_CONFLICT);   /* the service fails */
    assert_non_null(strstr(w->why.zh, "no_such_time"));
    ward_op(w, PROCESS_ADMIN, id, "mend", with(w, "variables", "{\\\"way\\\": \\\"work\\\"}"));
    assert_open(w, id, "work");
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 1);
    ward_op(w, PROCESS_ADMIN, other, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/work\"}");   /* mended by going on elsewhere */
    assert_open(w, other, "work");
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 0);
    /* A loop without end stops with an incident; the step itself is kept. */
    ward_walk(w, id, "work=loop");
    assert_open(w, id, "");
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 1);
    assert_non_null(strstr(text, "空转"));
    ward_walk(w, other, "work=ok");
    ward_op(w, PROCESS_ADMIN, id, "mend", with(w, "variables", "{\\\"stop\\\": true}"));
    assert_open(w, id, "last");
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 0);
    finish(w, id);
    finish(w, other);
}

/* A timer that runs into a failing service leaves an incident and does not come back for ever. */
static void test_a_failing_service_is_an_incident(void **state)
{
    struct ward *w = *state;
    int64_t id;
    const char *text;

    ward_define(w, "p1-quick", "stuck.bpmn");
    id = ward_filed(w, "0504");
    ward_walk(w, id, SENT);
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/wait\"}");
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/broken\"}"), ERR_UNPROCESSABLE);
    ward_walk(w, id, "+1h");
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 1);
    ward_op(w, PROCESS_ADMIN, id, "jump", "{\"reason\":\"理由\",\"from\":\"1\",\"to\":\"/handle/last\"}");
    assert_int_equal(incidents(w, PROCESS_ADMIN, &text), 0);
    assert_int_equal(ward_fire(w), 0);
    finish(w, id);
}

/* ── Migration ─────────────────────────────────────────────────────────── */

static struct case_migration dry_run(struct ward *w, int64_t id)
{
    struct db *db = store_reader_take(w->store);
    struct case_migration migration;

    assert_int_equal(case_plan_migration(w->world, db, w->arena, id, 0, STR(""), w->now, &migration, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return migration;
}

static void test_migrate(void **state)
{
    struct ward *w = *state;
    int64_t fits = positions(w, "first=ok b=ok a1=ok a2=ok s1=ok s2=ok all=ok"), misfits = ward_filed(w, "0504");
    struct case_migration run;

    ward_walk(w, misfits, SENT "first=ok");
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, fits, "migrate", REASON), ERR_CONFLICT);          /* nothing newer */
    ward_define(w, "p1-quick", "positions-new.bpmn");
    run = dry_run(w, misfits);
    assert_int_equal(run.count, 1);
    assert_true(run.release == run.from + 1 && str_is(run.misfits[0].element, "b") && run.misfits[0].zh.len && run.misfits[0].en.len);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, misfits, "migrate", REASON), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, COMMAND, fits, "migrate", REASON), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, fits, "migrate", "{\"reason\":\"理由\",\"release\":9999}"), ERR_INVALID);
    assert_int_equal(dry_run(w, fits).count, 0);
    ward_op(w, PROCESS_ADMIN, fits, "migrate", REASON);
    assert_open(w, fits, "all all");
    ward_walk(w, fits, "all=ok all=ok share=ok share=ok m1=ok m1=ok m2=ok m2=ok");
    assert_string_equal(str_c(w->arena, ward_task(w, fits, "last")->name), "收尾（新）");
    ward_walk(w, misfits, "b=ok");                                                                /* the token that waits came by a flow that is gone */
    assert_refused(w, ward_try_op(w, PROCESS_ADMIN, misfits, "migrate", REASON), ERR_CONFLICT);
    ward_walk(w, misfits, "a1=ok a2=ok");
    ward_op(w, PROCESS_ADMIN, misfits, "migrate", REASON);
    finish(w, fits);
    finish(w, misfits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_send_back_in_sequence), WARD_CLEAN(test_send_back_into_a_called_process), WARD_CLEAN(test_back_to_the_first_step), WARD_CLEAN(test_withdraw),
        WARD_CLEAN(test_hand_over), WARD_CLEAN(test_delegate_and_return), WARD_CLEAN(test_sign_before_and_after), WARD_CLEAN(test_signatures_go_with_their_task), WARD_CLEAN(test_copy),
        /* From here on the type runs on models/positions.bpmn. */
        WARD_CLEAN(test_send_back_in_parallel), WARD_CLEAN(test_send_back_around_subprocess_and_signatures), WARD_CLEAN(test_withdraw_before_a_fork_and_a_signing),
        WARD_CLEAN(test_jump), WARD_CLEAN(test_more_and_fewer_sign), WARD_CLEAN(test_migrate), WARD_CLEAN(test_suspend_any_process), WARD_CLEAN(test_choose), WARD_CLEAN(test_stuck_and_mended), WARD_CLEAN(test_a_failing_service_is_an_incident),
    };

    return ward_run("operate", tests, COUNT_OF(tests));
}
