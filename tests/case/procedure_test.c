/*
 * procedure_test.c - the 22 standard procedures (标准处置流程), each from a resident's report to the archive.
 *
 * Three walks a type, on a clock that a test moves: in time, with the limits
 * of the catalogue; nobody signs, until the reminders have climbed to red and
 * the unit has its order; and the escalation the type has of its own (refused,
 * dangerous, another owner).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>

#include "case/copy.h"
#include "case/paper.h"

#define ENFORCE "320102002-enforcement"
#define COMMUNITY "320102002001"
#define P1 "arrive=arrived act=rectified"
#define P2 "arrive=arrived inspect=order wait=early reinspect=corrected"
#define P3 "fence=fenced ownership=ours repair=repaired acceptance=accepted"
#define P4 "arrive=arrived control=controlled rescue=cleared confirm=safe restore=restored"
#define P5 "calm=stable grid_mediation=failed community_mediation=agreed agreement=signed +8d follow_up=performed"
#define TO_ENFORCEMENT "wait=early reinspect=not_corrected transfer=filed enforce=executed"

/*
 * A type: who is responsible, limits to sign, arrive and finish, what its team does; then its own escalation: what is
 * found on the spot, the urgency and the unit that makes, and the steps from its desk to where they lead.
 */
static const struct procedure {
    const char *code, *unit, *sign, *arrive, *finish, *work;
    const char *found;
    int64_t urgency;
    const char *other_unit, *own, *ends;
} PROCEDURES[] = {
    { "0501", ENFORCE, "10 minutes", "30 minutes", "2 work-hours", P1, "{}", 3, ENFORCE, "sign=accept arrive=arrived act=rectify inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "0504", ENFORCE, "15 minutes", "1 work-hours", "4 work-hours", P1, "{}", 3, ENFORCE, "sign=accept arrive=arrived act=rectify inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "0505", "320102-traffic", "5 minutes", "30 minutes", "1 work-hours", P1, "{\"place\":\"sidewalk\"}", 3, ENFORCE, "sign=accept arrive=arrived act=gone", "VERIFYING" },
    { "0506", ENFORCE, "15 minutes", "1 work-hours", "2 work-hours", P1, "{}", 3, ENFORCE, "sign=accept arrive=arrived act=rectify inspect=order wait=early reinspect=again", "PROCESSING" },
    { "0102", "320102002-sanitation", "15 minutes", "1 work-hours", "4 work-hours", P1, "{}", 3, "320102002-sanitation", "sign=accept " P1 " check=fail rework=done", "VERIFYING" },
    { "0103", ENFORCE, "30 minutes", "2 work-hours", "2 work-days", P2, "{\"variant\":\"clearance\"}", 3, "320102002-sanitation", "sign=accept " P2, "VERIFYING" },
    { "0507", COMMUNITY, "1 work-hours", "4 work-hours", "2 work-days", P1, "{\"place\":\"road\"}", 3, ENFORCE, "sign=accept arrive=arrived act=rectify inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "0101", ENFORCE, "30 minutes", "2 work-hours", "20 work-days", P2, "{\"variant\":\"building\"}", 3, ENFORCE, "sign=accept arrive=arrived inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "0201", "320102002-sanitation", "1 work-hours", "4 work-hours", "4 work-hours", P1, "{\"variant\":\"repeat\"}", 3, ENFORCE, "sign=accept arrive=arrived act=rectify inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "0202", ENFORCE, "1 work-hours", "4 work-hours", "5 work-days", P2, "{\"variant\":\"falling\"}", 2, ENFORCE,
      "sign=accept arrive=arrived inspect=danger control=controlled rescue=cleared confirm=safe restore=restored inspect=fixed", "VERIFYING" },
    { "0110", "320102002-municipal", "1 work-hours", "4 work-hours", "5 work-days", P3, "{\"variant\":\"deep\"}", 2, "320102002-municipal",
      "sign=accept fence=danger control=controlled rescue=cleared confirm=safe restore=restored ownership=ours repair=repaired acceptance=accepted", "VERIFYING" },
    { "P0101", "320102002-municipal", "5 minutes", "30 minutes", "4 hours", P4, "{\"variant\":\"missing\",\"place\":\"road\"}", 1, "320102002-municipal",
      "phone=reached sign=accept arrive=arrived control=controlled rescue=cleared confirm=safe restore=repair ownership=ours repair=repaired acceptance=accepted", "VERIFYING" },
    { "0406", "320102-water", "5 minutes", "30 minutes", "4 hours", P4, "{\"place\":\"underground\"}", 1, "320102-water",
      "phone=unreachable sign=accept arrive=arrived control=controlled rescue=support rescue=cleared confirm=unsafe rescue=cleared confirm=safe restore=restored", "VERIFYING" },
    { "0411", "320102002-greening", "5 minutes", "30 minutes", "4 hours", P4, "{\"variant\":\"on_wire\"}", 1, "320102-power", "phone=reached sign=accept " P4, "VERIFYING" },
    { "P0118", "320102002-municipal", "1 work-hours", "1 work-days", "1 work-days", P3, "{\"danger\":true}", 1, "320102002-municipal",
      "sign=accept fence=danger control=controlled rescue=cleared confirm=safe restore=restored ownership=nobody repair=repaired acceptance=accepted", "VERIFYING" },
    { "0301", ENFORCE, "10 minutes", "40 minutes", "1 work-days", P1, "{\"variant\":\"night\"}", 3, ENFORCE, "sign=accept arrive=arrived act=rectify inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "0116", ENFORCE, "1 work-hours", "4 work-hours", "7 work-days", P2, "{}", 3, ENFORCE, "sign=accept arrive=arrived inspect=order !suspension suspension=approve", "PROCESSING" },
    { "0510", "320102-police", "10 minutes", "30 minutes", "1 hours", "calm=settled", "{\"variant\":\"continuing\"}", 3, "320102-police",
      "sign=accept calm=rectify inspect=order wait=early reinspect=corrected", "VERIFYING" },
    { "2101", COMMUNITY, "15 minutes", "1 work-hours", "4 work-hours", P1, "{}", 2, COMMUNITY, "sign=accept arrive=arrived act=rectify inspect=order wait=early reinspect=not_corrected transfer=handed_over", "CLOSED" },
    { "2102", COMMUNITY, "5 minutes", "30 minutes", "1 hours", P1, "{\"variant\":\"refused\"}", 2, "320102-fire", "sign=accept arrive=arrived act=rectify inspect=order " TO_ENFORCEMENT, "VERIFYING" },
    { "2201", "320102002-mediation", "30 minutes", "2 work-hours", "7 work-days", P5, "{\"variant\":\"complex\"}", 3, "320102002-mediation",
      "sign=accept calm=violent grid_mediation=failed community_mediation=failed street_mediation=failed guide=handed_over", "CLOSED" },
    { "2501", "320102002-safety", "1 work-hours", "1 work-days", "15 work-days", P2, "{\"variant\":\"danger\"}", 1, "320102002-safety",
      "sign=accept arrive=arrived inspect=danger control=controlled rescue=cleared confirm=safe restore=restored inspect=fixed", "VERIFYING" },
};

/* When a limit that begins on Monday 2026-03-02 at ten ends, written down by hand from the calendar. */
static int64_t ends(struct ward *w, const char *limit)
{
    static const struct { const char *limit, *at; } ENDS[] = {
        { "5 minutes", "2026-03-02T10:05" },   { "10 minutes", "2026-03-02T10:10" },   { "15 minutes", "2026-03-02T10:15" },   { "30 minutes", "2026-03-02T10:30" },
        { "40 minutes", "2026-03-02T10:40" },  { "1 hours", "2026-03-02T11:00" },      { "4 hours", "2026-03-02T14:00" },      { "24 hours", "2026-03-03T10:00" },
        { "1 work-hours", "2026-03-02T11:00" }, { "2 work-hours", "2026-03-02T12:00" }, { "4 work-hours", "2026-03-02T14:00" }, { "1 work-days", "2026-03-04T00:00" },
        { "2 work-days", "2026-03-05T00:00" }, { "5 work-days", "2026-03-10T00:00" },  { "7 work-days", "2026-03-12T00:00" },  { "15 work-days", "2026-03-24T00:00" },
        { "20 work-days", "2026-03-31T00:00" },
    };

    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (strcmp(ENDS[i].limit, limit) == 0) return ward_time(ENDS[i].at);
    fail_msg("nobody wrote down when %s ends", limit);
    (void)w;
    return 0;
}

static bool automatic(const struct procedure *p) { return strcmp(p->code, "0501") == 0 || strcmp(p->code, "0505") == 0; }
static bool rescue(const struct procedure *p) { return strcmp(p->work, P4) == 0; }

static void check_due(struct ward *w, const struct procedure *p, int64_t id, const char *element, const char *limit)
{
    const struct task_view *task = ward_task(w, id, element);
    char text[32];

    if (!task) fail_msg("%s: nobody is to %s: %s", p->code, element, ward_snapshot(w, id));
    time_print(task->due_at, text);
    if (task->due_at != ends(w, limit)) fail_msg("%s: %s by %s, not within %s", p->code, element, text, limit);
}

/* A resident reports, the worker looks, the centre sends it to where the routing proposes. */
static int64_t dispatched(struct ward *w, const struct procedure *p, const char *found, const char *unit)
{
    int64_t id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = p->code, .source = "resident", .contact = "13900000001" });
    struct case_record r = ward_case(w, id);

    assert_stage(w, id, "PENDING_VERIFY");
    check_due(w, p, id, "verify", r.urgency == 2 ? "1 hours" : "4 work-hours");
    ward_complete(w, WORKER, id, "verify", "confirmed", (struct step){ .fields = found });
    if (!automatic(p)) {
        assert_stage(w, id, "FILED");
        ward_complete(w, DISPATCH, id, "dispatch", "dispatch", (struct step){ .unit = unit });
    }
    assert_stage(w, id, "DISPATCHED");
    r = ward_case(w, id);
    if (r.unit_id != ward_unit(w, unit)) fail_msg("%s: at unit %lld", p->code, (long long)r.unit_id);
    return id;
}

/* What the routing proposed, as it is kept with the case. */
static void check_route(struct ward *w, const struct procedure *p, int64_t id, const char *unit)
{
    struct db *db = store_reader_take(w->store);
    const char *team = strchr(unit, '-'), *rest = team ? team + 1 : "@community";
    struct decision_view *rows;
    size_t count;

    assert_int_equal(list_decisions(db, w->arena, id, &rows, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    while (count-- > 0)
        if (str_is(rows[count].decision, "route")) break;
    if (str_find(rows[count].result, str_from_c(rest)) < 0) fail_msg("%s: routed by %.*s, not to %s", p->code, STR_ARG(rows[count].result), unit);
}

/* Checked, called back, closed, rated, looked at again, archived. */
static void finish(struct ward *w, const struct procedure *p, int64_t id, bool late)
{
    struct case_record r;

    ward_walk(w, id, "check=pass callback=close");
    r = ward_case(w, id);
    if (r.state != CASE_CLOSED || !str_is(r.result, "done") || r.overdue != late) fail_msg("%s: %s", p->code, ward_snapshot(w, id));
    if (ward_rate(w, id, 5, 1)) fail_msg("%s: %s", p->code, w->why.en);
    ward_walk(w, id, "+7d");
    if (ward_task(w, id, "lookback")) ward_walk(w, id, "lookback=fine");
    if (ward_task(w, id, "report")) ward_walk(w, id, "report=submitted");
    ward_walk(w, id, "+8d");
    assert_stage(w, id, "ARCHIVED");
    r = ward_case(w, id);
    if (r.rating != 5 || r.solved != 1 || !r.accepted_at || !r.arrived_at || !r.feedback_at || !r.verified_at || !r.closed_at) fail_msg("%s: %s", p->code, ward_snapshot(w, id));
}

static void test_in_time(void **state)
{
    struct ward *w = *state;

    assert_int_equal(COUNT_OF(PROCEDURES), 22);
    for (size_t i = 0; i < COUNT_OF(PROCEDURES); i++) {
        const struct procedure *p = &PROCEDURES[i];
        int64_t id;
        struct case_record r;

        w->now = ward_time(WARD_BEGIN);
        id = dispatched(w, p, "{}", p->unit);
        check_route(w, p, id, p->unit);
        r = ward_case(w, id);
        if (!str_is(r.clock_limit, p->finish) || r.due_at != ends(w, p->finish)) fail_msg("%s: to be done within %.*s", p->code, STR_ARG(r.clock_limit));
        check_due(w, p, id, "sign", p->sign);
        if (rescue(p)) check_due(w, p, id, "phone", "5 minutes");
        ward_walk(w, id, rescue(p) ? "phone=reached sign=accept" : "sign=accept");
        check_due(w, p, id, strcmp(p->work, P3) == 0 ? "fence" : *p->work == 'c' ? "calm" : "arrive", p->arrive);
        ward_walk(w, id, p->work);
        finish(w, p, id, false);
        if (ward_journal_count(w, id, "escalate")) fail_msg("%s: somebody was reminded", p->code);
    }
    assert_true(ward_whole(w));
}

/* ── Nobody signs ──────────────────────────────────────────────────────── */

QUERY(NEXT_REMINDER) = {
    .name = "procedure_test_reminder",
    .sql = "SELECT due_at FROM timer WHERE case_id = $1 AND kind = 3 AND ref = $2",
    .takes = { STORE_INT, STORE_INT },
    .gives = { STORE_INT },
};

static int64_t reminder(struct ward *w, int64_t id)
{
    return ward_number(w, &NEXT_REMINDER, ARGS(arg_int(id), arg_int(ward_task(w, id, "sign")->id)));
}

static size_t copies(struct ward *w, int64_t account)
{
    struct db *db = store_reader_take(w->store);
    struct copy_view *list;
    size_t count = 0;
    enum err err = copy_list(db, w->arena, ward_user(w, account), 0, 200, &list, &count, &w->why);

    store_reader_give(w->store, db);
    assert_int_equal(err, ERR_OK);
    return count;
}

/* The orders a case brought: each to the unit that did not sign. */
static size_t orders_to(struct ward *w, const struct procedure *p, int64_t id)
{
    struct db *db = store_reader_take(w->store);
    struct case_record *list;
    size_t count = 0;
    enum err err = paper_of_case(db, w->arena, STR(SOURCE_SUPERVISION), ward_case(w, id).number, STR_NONE, 50, &list, &count, &w->why);

    store_reader_give(w->store, db);
    assert_int_equal(err, ERR_OK);
    for (size_t i = 0; i < count; i++)
        if (list[i].unit_id != ward_unit(w, p->unit)) fail_msg("%s: an order to unit %lld", p->code, (long long)list[i].unit_id);
    return count;
}

/* The n-th time somebody is told: what is done, and the colour at least reached. */
static void climb(struct ward *w, const struct procedure *p, int64_t id, int n)
{
    static const struct { const char *action; int64_t level; } ORDINARY[] = { { "remind", 1 }, { "leader", 2 }, { "supervise", 3 } },
                                                              AUTOMATIC[] = { { "next_candidate", 0 }, { "leader", 1 }, { "supervise", 3 } };
    const char *action = automatic(p) ? AUTOMATIC[n].action : ORDINARY[n].action;
    int64_t level = automatic(p) ? AUTOMATIC[n].level : ORDINARY[n].level;
    const struct journal_view *told;

    w->now = reminder(w, id) - 1;
    (void)ward_fire(w);
    if (ward_journal_count(w, id, "escalate") != (size_t)n) fail_msg("%s: told before time %d", p->code, n + 1);
    w->now++;
    (void)ward_fire(w);
    told = ward_journal_last(w, id, "escalate");
    if (!told || ward_journal_count(w, id, "escalate") != (size_t)n + 1 || str_find(told->data, str_from_c(action)) < 0)
        fail_msg("%s: time %d is not %s but %s", p->code, n + 1, action, told ? str_c(w->arena, told->data) : "nothing");
    if (ward_case(w, id).supervise < level) fail_msg("%s: time %d, level %lld", p->code, n + 1, (long long)ward_case(w, id).supervise);
}

static void test_nobody_signs(void **state)
{
    struct ward *w = *state;

    for (size_t i = 0; i < COUNT_OF(PROCEDURES); i++) {
        const struct procedure *p = &PROCEDURES[i];
        int64_t unit = ward_unit(w, p->unit), id;
        size_t leader_heard, centre_heard;

        w->now = ward_time(WARD_BEGIN);
        for (int n = 1; automatic(p) && n <= 2; n++) ward_on_duty(w, ward_handler(unit, n), unit, true);
        id = dispatched(w, p, "{}", p->unit);
        leader_heard = strchr(p->unit, '-') ? copies(w, ward_leader(unit)) : 0;
        centre_heard = copies(w, COMMAND);
        if (rescue(p)) ward_walk(w, id, "phone=reached");
        assert_true(reminder(w, id) == ends(w, p->sign));
        for (int n = 0; n < 3; n++) climb(w, p, id, n);
        if (automatic(p)) assert_true(ward_task(w, id, "sign")->assignee == ward_leader(unit));
        if (strchr(p->unit, '-') && copies(w, ward_leader(unit)) == leader_heard) fail_msg("%s: the unit's leader was not told", p->code);
        if (copies(w, COMMAND) == centre_heard) fail_msg("%s: the command centre was not told", p->code);
        if (!orders_to(w, p, id)) fail_msg("%s: no order", p->code);
        /* Signed for after all, and done: late stays late. */
        w->now = ward_case(w, id).due_at > w->now ? ward_case(w, id).due_at : w->now;
        (void)ward_fire(w);
        ward_walk(w, id, "sign=accept");
        ward_walk(w, id, p->work);
        finish(w, p, id, true);
        for (int n = 1; automatic(p) && n <= 2; n++) ward_on_duty(w, ward_handler(unit, n), unit, false);
    }
    assert_true(ward_whole(w));
}

static void test_escalations_of_their_own(void **state)
{
    struct ward *w = *state;

    for (size_t i = 0; i < COUNT_OF(PROCEDURES); i++) {
        const struct procedure *p = &PROCEDURES[i];
        int64_t id;

        w->now = ward_time(WARD_BEGIN);
        id = dispatched(w, p, p->found, p->other_unit);
        check_route(w, p, id, p->other_unit);
        if (ward_case(w, id).urgency != p->urgency) fail_msg("%s: urgency %lld", p->code, (long long)ward_case(w, id).urgency);
        if (p->urgency == 1) check_due(w, p, id, "sign", "5 minutes");
        ward_walk(w, id, p->own);
        if (!str_is(ward_case(w, id).stage, p->ends)) fail_msg("%s: at %.*s, not %s", p->code, STR_ARG(ward_case(w, id).stage), p->ends);
    }
    assert_true(ward_whole(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = { WARD_CLEAN(test_in_time), WARD_CLEAN(test_nobody_signs), WARD_CLEAN(test_escalations_of_their_own) };

    return ward_run("procedure", tests, COUNT_OF(tests));
}
