/*
 * branch_test.c - every branch of the seven steps (docs/states.md).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/places.h"
#include "ward.h"

#define ENFORCEMENT "320102002-enforcement"
#define SENT "dispatch=dispatch:" ENFORCEMENT
#define HANDLED "sign=accept arrive=arrived act=rectified"
#define CLOSED "check=pass close_review=close"

static int64_t resident_report(struct ward *w, const char *item)
{
    return ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = item, .source = "resident" });
}

static void assert_ended(struct ward *w, int64_t id, enum case_state state, const char *result, const char *stage)
{
    const struct case_record r = ward_case(w, id);

    assert_string_equal(case_state_name(r.state), case_state_name(state));
    assert_string_equal(str_c(w->arena, r.result), result);
    assert_string_equal(str_c(w->arena, r.stage), stage);
    assert_true(r.closed_at == w->now);
}

/* ── 1-2: collecting and filing ────────────────────────────────────────── */

static void test_straight_through(void **state)
{
    static const struct { const char *step, *stage; } STEPS[] = {
        { "", "PENDING_VERIFY" }, { "verify=confirmed", "FILED" }, { SENT, "DISPATCHED" }, { "sign=accept", "ACCEPTED" },
        { "arrive=arrived", "ON_SITE" }, { "act=rectified", "VERIFYING" }, { "check=pass", "CALLBACK" }, { "callback=close", "CLOSED" },
    };
    struct ward *w = *state;
    int64_t id = resident_report(w, "0504"), at[COUNT_OF(STEPS)];
    struct case_record r;

    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        at[i] = w->now += MS_PER_MINUTE;
        ward_walk(w, id, STEPS[i].step);
        assert_stage(w, id, STEPS[i].stage);
    }
    r = ward_case(w, id);
    assert_true(r.filed_at == at[1] && r.dispatched_at == at[2] && r.accepted_at == at[3] && r.arrived_at == at[4]);
    assert_true(r.feedback_at == at[5] && r.verified_at == at[6]);
    assert_ended(w, id, CASE_CLOSED, "done", "CLOSED");
    assert_true(r.verified && !r.overdue && r.unit_id == ward_unit(w, ENFORCEMENT));
    assert_int_equal(ward_rate(w, id, 4, 1), ERR_OK);
    assert_int_equal(ward_case(w, id).rating, 4);
    assert_refused(w, ward_rate(w, id, 5, 1), ERR_CONFLICT);
    ward_walk(w, id, "+1d lookback=fine +7d");
    assert_stage(w, id, "ARCHIVED");
    assert_true(ward_whole(w));
}

static void test_not_accepted(void **state)
{
    struct ward *w = *state;
    int64_t id = resident_report(w, "0504");
    const char *before;

    ward_walk(w, id, "verify=false_report");
    assert_stage(w, id, "REPORTED");
    before = ward_snapshot(w, id);
    assert_refused(w, ward_try(w, INTAKE, id, "intake", "reject", (struct step){ 0 }), ERR_INVALID);
    assert_refused(w, ward_try(w, INTAKE, id, "intake", "reject", (struct step){ .note = "  \n " }), ERR_INVALID);
    assert_string_equal(ward_snapshot(w, id), before);
    ward_complete(w, INTAKE, id, "intake", "reject", (struct step){ .note = "不属于本街道职责" });
    assert_ended(w, id, CASE_VOID, "rejected", "ARCHIVED");
    assert_string_equal(str_c(w->arena, ward_journal_last(w, id, "complete")->note), "不属于本街道职责");
    assert_null(ward_task(w, id, "intake"));
}

static void test_sent_back_to_verify_and_withdrawn(void **state)
{
    struct ward *w = *state;
    int64_t id = resident_report(w, "0504");

    ward_walk(w, id, "verify=false_report intake=verify_again verify=confirmed");
    assert_stage(w, id, "FILED");
    ward_walk(w, id, "dispatch=reject");
    assert_ended(w, id, CASE_VOID, "rejected", "ARCHIVED");
}

static void test_closed_on_the_spot(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_open(w, (struct opening){ .account = WORKER, .item = "0504", .source = "worker", .on_spot = true }), seen;

    assert_ended(w, id, CASE_CLOSED, "self_closed", "CLOSED");
    assert_int_equal(ward_case(w, id).grade, 4);
    seen = resident_report(w, "0504");
    assert_refused(w, ward_try(w, WORKER, seen, "verify", "on_spot", (struct step){ .note = "已劝离" }), ERR_INVALID);   /* the photo */
    assert_refused(w, ward_try(w, WORKER, seen, "verify", "on_spot", (struct step){ .photo = true }), ERR_INVALID);       /* the note */
    ward_walk(w, seen, "verify=on_spot");
    assert_ended(w, seen, CASE_CLOSED, "self_closed", "CLOSED");
    /* A resident cannot declare a problem solved. */
    seen = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident", .on_spot = true });
    assert_stage(w, seen, "PENDING_VERIFY");
}

static void test_merged_and_taken_apart(void **state)
{
    struct ward *w = *state;
    int64_t into = ward_filed(w, "0504"), id = ward_filed(w, "0504"), done = ward_filed(w, "0504"), due;
    const char *number = str_c(w->arena, ward_case(w, into).number), *before;

    ward_walk(w, id, SENT);
    due = ward_case(w, id).due_at;
    ward_op(w, INTAKE, id, "merge", ward_op_fields(w, STR("merge"), number));
    assert_string_equal(case_state_name(ward_case(w, id).state), "merged");
    assert_int_equal(ward_case(w, id).merged_into, into);
    assert_null(ward_task(w, id, "sign"));
    before = ward_snapshot(w, id);
    assert_refused(w, ward_try_op(w, INTAKE, id, "merge", ward_op_fields(w, STR("merge"), number)), ERR_CONFLICT);
    /* Into itself, into a case that has ended, into what is not there, into what one may not see. */
    ward_walk(w, done, "dispatch=reject");
    assert_refused(w, ward_try_op(w, INTAKE, into, "merge", ward_op_fields(w, STR("merge"), number)), ERR_INVALID);
    assert_refused(w, ward_try_op(w, INTAKE, into, "merge", ward_op_fields(w, STR("merge"), str_c(w->arena, ward_case(w, done).number))), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, INTAKE, into, "merge", ward_op_fields(w, STR("merge"), "320102002209901010001")), ERR_INVALID);
    assert_string_equal(ward_snapshot(w, id), before);
    w->now += MS_PER_DAY;
    (void)ward_fire(w);   /* the time to sign passes while the case stands still */
    ward_op(w, INTAKE, id, "unmerge", "{}");
    assert_stage(w, id, "DISPATCHED");
    assert_string_equal(case_state_name(ward_case(w, id).state), "open");
    assert_int_equal(ward_case(w, id).merged_into, 0);
    assert_true(ward_case(w, id).due_at == due);
    (void)ward_fire(w);
    assert_true(ward_task(w, id, "sign")->escalated >= 1);   /* the limits hold again: late, and said so */
    assert_true(ward_case(w, id).overdue);
    ward_walk(w, id, HANDLED " " CLOSED);
    assert_ended(w, id, CASE_CLOSED, "done", "CLOSED");
    assert_true(ward_whole(w));
}

/* ── 3-4: returns ──────────────────────────────────────────────────────── */

static void test_returned_once_then_ruled(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504"), unit = ward_unit(w, ENFORCEMENT), handler = ward_handler(unit, 1);

    ward_walk(w, id, SENT);
    assert_refused(w, ward_try_op(w, handler, id, "return", "{}"), ERR_INVALID);
    ward_op(w, handler, id, "return", "{\"reason\":\"不属于执法队\"}");
    assert_stage(w, id, "RETURNED");
    assert_int_equal(ward_case(w, id).return_count, 1);
    assert_null(ward_task(w, id, "sign"));
    assert_refused(w, ward_try_op(w, handler, id, "return", "{\"reason\":\"再退\"}"), ERR_CONFLICT);
    ward_walk(w, id, "return_review=refuse");
    assert_stage(w, id, "DISPATCHED");
    assert_true(ward_case(w, id).unit_id == unit);
    ward_op(w, handler, id, "return", "{\"reason\":\"仍然不属于\"}");
    assert_stage(w, id, "RULING");
    assert_int_equal(ward_case(w, id).return_count, 2);
    assert_refused(w, ward_try(w, DISPATCH, id, "ruling", "keep", (struct step){ .note = "理由" }), ERR_FORBIDDEN);
    ward_walk(w, id, "ruling=keep");
    assert_stage(w, id, "DISPATCHED");
    ward_op(w, handler, id, "return", "{\"reason\":\"第三次\"}");
    ward_walk(w, id, "ruling=redispatch:320102002-municipal");
    assert_stage(w, id, "DISPATCHED");
    assert_true(ward_case(w, id).unit_id == ward_unit(w, "320102002-municipal"));
    assert_true(ward_task(w, id, "sign")->place_id == ward_unit(w, "320102002-municipal"));
}

static void test_returned_and_dispatched_again(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, SENT " sign=accept !return return_review=accept_return");
    assert_stage(w, id, "FILED");
    ward_walk(w, id, "dispatch=dispatch:320102002-sanitation " HANDLED " " CLOSED);
    assert_ended(w, id, CASE_CLOSED, "done", "CLOSED");
    assert_true(ward_case(w, id).unit_id == ward_unit(w, "320102002-sanitation"));
}

/* ── 4: more time, suspension ──────────────────────────────────────────── */

static void test_extension_only_before_due(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110"), late, due;   /* five working days */

    ward_walk(w, id, "dispatch=dispatch:320102002-municipal");
    due = ward_case(w, id).due_at;
    ward_op(w, ward_handler(ward_unit(w, "320102002-municipal"), 1), id, "extension", "{\"reason\":\"等材料\",\"amount\":2}");
    assert_stage(w, id, "DISPATCHED");   /* the request stands beside the main line */
    assert_true(ward_case(w, id).due_at == due);
    assert_refused(w, ward_try_op(w, ward_handler(ward_unit(w, "320102002-municipal"), 1), id, "extension", "{\"reason\":\"再要\",\"amount\":1}"), ERR_CONFLICT);
    assert_true(strstr(w->why.zh, "待批") && ward_journal_count(w, id, "extension") == 1);   /* one at a time */
    ward_walk(w, id, "extension=refuse");
    assert_true(ward_case(w, id).due_at == due && ward_case(w, id).extension_count == 0);
    ward_op(w, ward_handler(ward_unit(w, "320102002-municipal"), 1), id, "extension", "{\"reason\":\"等材料\",\"amount\":2}");
    ward_walk(w, id, "extension=approve");
    assert_int_equal(ward_case(w, id).extension_count, 1);
    assert_true(ward_case(w, id).due_at > due + MS_PER_DAY);
    late = ward_filed(w, "0504");   /* four working hours */
    ward_walk(w, late, SENT);
    w->now = ward_case(w, late).due_at;
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, late, "extension", "{\"reason\":\"晚了\"}"), ERR_CONFLICT);
    assert_null(ward_task(w, late, "extension"));
}

static void test_suspended_and_resumed(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110"), due;

    ward_walk(w, id, "dispatch=dispatch:320102002-municipal sign=accept");
    due = ward_case(w, id).due_at;
    ward_walk(w, id, "!suspension");
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, "suspension", "{\"reason\":\"再来\"}"), ERR_CONFLICT);
    assert_true(strstr(w->why.zh, "待批") && ward_journal_count(w, id, "suspension") == 1);
    ward_walk(w, id, "!extension extension=refuse suspension=refuse");   /* the other kind may be asked for meanwhile */
    assert_int_equal(ward_case(w, id).state, CASE_OPEN);
    ward_walk(w, id, "!suspension suspension=approve");
    assert_int_equal(ward_case(w, id).state, CASE_PAUSED);
    assert_true(ward_case(w, id).due_at == CLOCK_NEVER);
    ward_walk(w, id, "+30d");
    assert_false(ward_case(w, id).overdue);
    assert_refused(w, ward_try_op(w, CLERK, id, "resume", "{\"reason\":\"有材料了\"}"), ERR_FORBIDDEN);
    ward_op(w, COMMAND, id, "resume", "{\"reason\":\"有材料了\"}");
    assert_int_equal(ward_case(w, id).state, CASE_OPEN);
    assert_true(ward_case(w, id).due_at > due + 29 * MS_PER_DAY && ward_case(w, id).due_at < due + 34 * MS_PER_DAY);
    assert_refused(w, ward_try_op(w, COMMAND, id, "resume", "{\"reason\":\"再来\"}"), ERR_CONFLICT);
}

/* A request nobody decided lapses when the work is handed in, or the case withdrawn. */
static void test_requests_lapse(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0110");

    ward_walk(w, id, "dispatch=dispatch:320102002-municipal sign=accept fence=no_need ownership=ours repair=repaired !suspension !extension acceptance=accepted");
    assert_stage(w, id, "VERIFYING");
    assert_null(ward_task(w, id, "suspension"));
    assert_null(ward_task(w, id, "extension"));
    ward_walk(w, id, "check=fail");
    assert_true(ward_case(w, id).due_at < CLOCK_NEVER && ward_case(w, id).extension_count == 0);
    id = ward_filed(w, "0110");
    ward_walk(w, id, "dispatch=dispatch:320102002-municipal !extension !return return_review=accept_return dispatch=reject");
    assert_ended(w, id, CASE_VOID, "rejected", "ARCHIVED");
    assert_null(ward_task(w, id, "extension"));
}

/* ── 5-6: checking, rework, closing ────────────────────────────────────── */

static void test_rework_is_counted(void **state)
{
    struct ward *w = *state;
    int64_t id = resident_report(w, "0504"), unit = ward_unit(w, ENFORCEMENT);

    ward_walk(w, id, "verify=confirmed " SENT " " HANDLED " check=fail");
    assert_stage(w, id, "REWORK");
    assert_int_equal(ward_case(w, id).rework_count, 1);
    assert_true(ward_case(w, id).feedback_at == 0);
    assert_true(ward_task(w, id, "rework")->place_id == unit);
    ward_walk(w, id, "rework=done check=pass callback=back");
    assert_stage(w, id, "REWORK");
    assert_int_equal(ward_case(w, id).rework_count, 2);
    ward_walk(w, id, "rework=done check=pass callback=close");
    assert_ended(w, id, CASE_CLOSED, "done", "CLOSED");
    assert_int_equal(ward_case(w, id).return_count, 0);
}

static void test_forced_close(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");
    const char *before, *fields = "{\"authority\":\"主任办公会\",\"reason\":\"长期无法联系\"}";

    ward_walk(w, id, SENT);
    before = ward_snapshot(w, id);
    assert_refused(w, ward_try_op(w, DISPATCH, id, "force-close", fields), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, COMMAND, id, "force-close", "{\"reason\":\"没有依据\"}"), ERR_INVALID);
    assert_refused(w, ward_try_op(w, COMMAND, id, "force-close", "{\"authority\":\"没有理由\"}"), ERR_INVALID);
    assert_string_equal(ward_snapshot(w, id), before);
    ward_op(w, COMMAND, id, "force-close", fields);
    assert_ended(w, id, CASE_CLOSED, "forced", "ARCHIVED");
    assert_non_null(strstr(ward_journal_last(w, id, "force-close")->data.at, "主任办公会"));
    assert_null(ward_task(w, id, "sign"));
    assert_refused(w, ward_try_op(w, COMMAND, id, "force-close", fields), ERR_CONFLICT);
    assert_refused(w, ward_try_op(w, INTAKE, id, "reopen", "{\"reason\":\"再办\"}"), ERR_CONFLICT);
}

static void test_handed_over(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0101");

    ward_walk(w, id, SENT " sign=accept arrive=arrived inspect=order");
    assert_stage(w, id, "PROCESSING");
    ward_walk(w, id, "+4d");   /* the order runs out */
    assert_stage(w, id, "ON_SITE");
    ward_walk(w, id, "reinspect=not_corrected");
    assert_stage(w, id, "TRANSFERRED");
    assert_true(str_is(ward_task(w, id, "transfer")->role, "leader"));
    ward_walk(w, id, "transfer=handed_over");
    assert_ended(w, id, CASE_CLOSED, "transferred", "CLOSED");
}

/* ── 7: after closing ──────────────────────────────────────────────────── */

static void test_reopened_within_seven_days(void **state)
{
    struct ward *w = *state;
    int64_t id = resident_report(w, "0504"), late = resident_report(w, "0504");

    ward_walk(w, id, "verify=confirmed " SENT " " HANDLED " check=pass callback=close +6d");
    ward_op(w, WARD_SYSTEM, id, "reopen", "{\"reason\":\"又来了\"}");   /* the resident's wish */
    assert_stage(w, id, "FILED");
    assert_int_equal(ward_case(w, id).state, CASE_OPEN);
    assert_int_equal(ward_case(w, id).reopen_count, 1);
    assert_true(ward_case(w, id).closed_at == 0 && ward_case(w, id).result.len == 0);
    assert_null(ward_task(w, id, "rate"));
    ward_walk(w, id, SENT " " HANDLED " check=pass callback=close");
    assert_ended(w, id, CASE_CLOSED, "done", "CLOSED");
    ward_walk(w, late, "verify=confirmed " SENT " " HANDLED " check=pass callback=close +8d");
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, late, "reopen", "{\"reason\":\"太晚\"}"), ERR_CONFLICT);
    assert_refused(w, ward_rate(w, late, 1, 2), ERR_CONFLICT);
    assert_int_equal(ward_case(w, late).state, CASE_CLOSED);
}

/* What else is still to be done after closing does not keep the door open. */
static void test_not_reopened_for_a_late_report(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0411");

    ward_walk(w, id, "dispatch=dispatch:320102002-greening phone=reached sign=accept arrive=arrived control=controlled rescue=cleared "
                     "confirm=safe restore=restored " CLOSED " +8d");
    assert_non_null(ward_task(w, id, "report"));
    assert_refused(w, ward_try_op(w, INTAKE, id, "reopen", "{\"reason\":\"太晚\"}"), ERR_CONFLICT);
    ward_walk(w, id, "report=submitted");
    assert_stage(w, id, "ARCHIVED");
}

static void test_it_came_back(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0501");
    struct db *db;
    struct link_view *links;
    size_t count;

    ward_walk(w, id, "sign=accept arrive=arrived act=gone " CLOSED " +3h");
    assert_stage(w, id, "CLOSED");   /* looking back stands beside the main line */
    ward_walk(w, id, "lookback=recurred");
    db = store_reader_take(w->store);
    assert_int_equal(list_links(db, w->arena, id, &links, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    assert_int_equal(count, 1);
    assert_true(str_is(links[0].kind, "recurrence"));
    assert_int_equal(ward_case(w, links[0].id).state, CASE_OPEN);
    assert_true(str_is(ward_case(w, links[0].id).item, "0501"));
    assert_true(ward_case(w, links[0].id).number.len == 22);
    assert_true(ward_whole(w));
}

static void test_nothing_pends_on_a_closed_case(void **state)
{
    struct ward *w = *state;
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, SENT " sign=accept !extension !suspension arrive=arrived act=rectified " CLOSED);
    assert_ended(w, id, CASE_CLOSED, "done", "CLOSED");
    assert_null(ward_task(w, id, "extension"));
    assert_null(ward_task(w, id, "suspension"));
}

/* A drawing may forget to close: the case ends with its process, not as an open one that no task leads out of. */
static void test_it_ends_with_its_process(void **state)
{
    struct ward *w = *state;
    int64_t by_itself, by_hand;

    ward_define(w, "event-main", "plain.bpmn");
    by_itself = ward_open(w, (struct opening){ .account = CLERK, .item = "0504", .source = "walkin" });
    assert_ended(w, by_itself, CASE_CLOSED, "done", "ARCHIVED");
    assert_int_equal(ward_journal_count(w, by_itself, "close"), 1);
    by_hand = ward_open(w, (struct opening){ .account = CLERK, .item = "0504", .source = "hotline" });
    assert_int_equal(ward_case(w, by_hand).state, CASE_OPEN);
    assert_int_equal(ward_journal_count(w, by_hand, "close"), 0);
    ward_walk(w, by_hand, "work=done");
    assert_ended(w, by_hand, CASE_CLOSED, "done", "ARCHIVED");
    assert_int_equal(ward_journal_count(w, by_hand, "close"), 1);
    assert_true(ward_whole(w));
}

/* Whose a component is was found out on site: the register says so, with the case as its source; the same again changes nothing. */
static void test_owner_found(void **state)
{
    struct ward *w = *state;
    int64_t water = ward_unit(w, "320102-water");
    struct place_record cover;
    struct place_was *past;
    struct fault why;
    size_t count;
    struct db *db;
    int64_t id;

    for (int round = 0; round < 2; round++) {
        id = ward_filed(w, "0110");
        ward_walk(w, id, "!place dispatch=dispatch:320102002-municipal sign=accept fence=no_need ownership=owner:320102-water");
        assert_int_equal(ward_case(w, id).unit_id, water);
        assert_int_equal(ward_journal_count(w, id, "own"), round == 0);
    }
    id = ward_filed(w, "0110");   /* about nothing */
    ward_walk(w, id, "dispatch=dispatch:320102002-municipal sign=accept fence=no_need ownership=owner:320102-water");
    db = store_reader_take(w->store);
    assert_int_equal(place_read_code(db, w->arena, STR("3201020102999901"), &cover, &why), ERR_OK);
    assert_int_equal(place_versions(db, w->arena, cover.id, &past, &count, &why), ERR_OK);
    store_reader_give(w->store, db);
    assert_int_equal(cover.owner_id, water);
    assert_int_equal(cover.version, 2);
    assert_int_equal(count, 1);
    assert_true(str_find(past[0].reason, STR("核实权属，见办件")) == 0 && str_find(past[0].was, STR("\"owner\":\"\"")) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_TEST(test_straight_through), WARD_TEST(test_not_accepted), WARD_TEST(test_sent_back_to_verify_and_withdrawn),
        WARD_TEST(test_closed_on_the_spot), WARD_TEST(test_merged_and_taken_apart), WARD_TEST(test_returned_once_then_ruled),
        WARD_TEST(test_returned_and_dispatched_again), WARD_TEST(test_extension_only_before_due), WARD_TEST(test_suspended_and_resumed),
        WARD_TEST(test_requests_lapse), WARD_TEST(test_owner_found), WARD_TEST(test_rework_is_counted), WARD_TEST(test_forced_close),
        WARD_TEST(test_handed_over), WARD_TEST(test_reopened_within_seven_days), WARD_TEST(test_not_reopened_for_a_late_report),
        WARD_TEST(test_it_came_back), WARD_TEST(test_nothing_pends_on_a_closed_case), WARD_CLEAN(test_it_ends_with_its_process),
    };

    return ward_run("branch", tests, COUNT_OF(tests));
}
