/*
 * mediation_test.c - a dispute from its sessions to what was agreed: visits on the days agreed on, the last day for the court, and what fails.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include "bpmn/bpmn.h"

#define TO_MEDIATION "dispatch=dispatch:320102002-mediation sign=accept calm=stable grid_mediation=failed"
#define AGREED                                                                                                                         \
    "{\"form\":\"written\",\"agreed_on\":\"2026-03-02\",\"terms\":\"甲方修好水管\",\"confirmation\":\"yes\",\"term1\":\"付第二笔\","    \
    "\"term1_due\":\"2026-03-16\",\"term2\":\"付第一笔\",\"term2_due\":\"2026-03-09\"}"

static int64_t mediator(struct ward *w) { return ward_handler(ward_unit(w, "320102002-mediation"), 1); }

/* The value of a name in the running process. */
static const struct feel_value *known(struct ward *w, int64_t id, const char *name)
{
    struct instance_view instance;
    struct bpmn_state *state = NULL;
    struct db *db = store_reader_take(w->store);

    assert_int_equal(list_instance(db, w->arena, id, &instance, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    assert_int_equal(bpmn_state_read(w->arena, instance.state, &state, &w->why), ERR_OK);
    return bpmn_state_variable(state, str_from_c(name));
}

static size_t sessions(struct ward *w, int64_t id)
{
    const struct feel_value *list = known(w, id, "sessions");

    return list->type == FEEL_LIST ? list->list.count : 0;
}

static int64_t agreed(struct ward *w, const char *fields)
{
    int64_t id = ward_filed(w, "2201");

    ward_walk(w, id, TO_MEDIATION);
    ward_complete(w, DESK_EAST, id, "community_mediation", "again", (struct step){ .note = "约了明天再谈", .fields = "{\"present\":\"one\",\"place\":\"社区调解室\"}" });
    ward_complete(w, DESK_EAST, id, "community_mediation", "agreed", (struct step){ .note = "谈成了" });
    assert_int_equal(sessions(w, id), 3);
    ward_complete(w, mediator(w), id, "agreement", "signed", (struct step){ .fields = fields, .photo = true });
    return id;
}

static void until(struct ward *w, const char *day)
{
    w->now = ward_time(day);
    (void)ward_fire(w);
}

static void visits_come_on_the_days_agreed_on(void **state)
{
    struct ward *w = *state;
    int64_t id = agreed(w, AGREED), opened;

    assert_null(ward_task(w, id, "follow_up"));
    opened = ward_case(w, id).feedback_at;
    assert_true(opened > 0);   /* the mediation is done; performing it is not against its clock */
    until(w, "2026-03-09T08:59");
    assert_null(ward_task(w, id, "follow_up"));
    until(w, "2026-03-09T09:00");
    assert_non_null(ward_task(w, id, "follow_up"));
    ward_complete(w, WORKER, id, "follow_up", "later", (struct step){ .note = "双方同意晚两天", .fields = "{\"how\":\"visit\",\"next_on\":\"2026-03-11\"}" });
    assert_null(ward_task(w, id, "follow_up"));
    until(w, "2026-03-11T09:00");
    ward_complete(w, WORKER, id, "follow_up", "performed", (struct step){ .note = "付了第一笔" });
    assert_null(ward_task(w, id, "follow_up"));
    until(w, "2026-03-16T09:00");
    ward_complete(w, WORKER, id, "follow_up", "performed", (struct step){ .note = "付清了" });
    assert_null(ward_task(w, id, "check"));   /* the court's confirmation is still open */
    assert_int_equal(known(w, id, "agreement")->type, FEEL_CONTEXT);
    assert_int_equal(feel_get(known(w, id, "agreement"), STR("visits"))->list.count, 3);
    ward_complete(w, mediator(w), id, "confirmation", "applied", (struct step){ .fields = "{\"court\":\"玄武区人民法院\"}" });
    assert_non_null(ward_task(w, id, "check"));
    assert_int_equal(ward_case(w, id).feedback_at, w->now);
    assert_false(ward_case(w, id).overdue);
    assert_true(ward_whole(w));
}

static void the_last_day_for_the_court_is_told(void **state)
{
    struct ward *w = *state;
    int64_t id = agreed(w, AGREED);
    const struct task_view *task = ward_task(w, id, "confirmation");

    assert_non_null(task);
    assert_int_equal(task->due_at, ward_time("2026-04-02T00:00"));   /* thirty days after 2 March */
    until(w, "2026-03-25T08:59");
    assert_int_equal(ward_journal_count(w, id, "notify"), 0);
    until(w, "2026-03-25T09:00");
    assert_int_equal(ward_journal_count(w, id, "notify"), 1);
    assert_non_null(ward_task(w, id, "confirmation"));   /* reminded, not ended */
    until(w, "2026-04-03T09:00");
    assert_int_equal(ward_journal_count(w, id, "notify"), 1);
    ward_complete(w, mediator(w), id, "confirmation", "waived", (struct step){ .note = "期限已过，双方不再申请" });
    assert_null(ward_task(w, id, "confirmation"));
    assert_true(ward_whole(w));
}

static void without_dates_and_court_a_visit_after_days(void **state)
{
    struct ward *w = *state;
    int64_t id = agreed(w, "{\"form\":\"oral\",\"terms\":\"夜里十点后不放音乐\",\"follow_up_days\":10,\"confirmation\":\"no\"}");

    assert_null(ward_task(w, id, "confirmation"));
    until(w, "2026-03-12T08:00");
    assert_null(ward_task(w, id, "follow_up"));
    until(w, "2026-03-12T09:00");
    ward_complete(w, WORKER, id, "follow_up", "performed", (struct step){ .note = "都好" });
    assert_non_null(ward_task(w, id, "check"));
}

static void what_is_not_performed_is_guided_and_the_clock_goes_on(void **state)
{
    struct ward *w = *state;
    int64_t id = agreed(w, "{\"terms\":\"修好水管\",\"term1\":\"修\",\"term1_due\":\"2026-03-05\",\"confirmation\":\"no\"}");

    until(w, "2026-03-05T09:00");
    ward_complete(w, WORKER, id, "follow_up", "breached", (struct step){ .note = "没有修" });
    assert_non_null(ward_task(w, id, "guide"));
    assert_int_equal(ward_case(w, id).feedback_at, 0);
    assert_int_equal(ward_case(w, id).due_at, ward_time("2026-03-17T00:00"));   /* seven working days, without the three it stood still */
    ward_complete(w, mediator(w), id, "guide", "again", (struct step){ .note = "愿意再谈" });
    ward_complete(w, mediator(w), id, "street_mediation", "agreed", (struct step){ .note = "谈成" });
    ward_complete(w, mediator(w), id, "agreement", "oral", (struct step){ .note = "月底前修好", .fields = "{\"confirmation\":\"no\"}" });
    assert_int_equal(feel_get_int(known(w, id, "agreement"), "n", 0), 2);
    assert_false(feel_get(known(w, id, "agreement"), STR("breached"))->boolean);
    assert_true(ward_whole(w));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        WARD_CLEAN(visits_come_on_the_days_agreed_on), WARD_CLEAN(the_last_day_for_the_court_is_told),
        WARD_CLEAN(without_dates_and_court_a_visit_after_days), WARD_CLEAN(what_is_not_performed_is_guided_and_the_clock_goes_on),
    };

    return ward_run("mediation", tests, COUNT_OF(tests));
}
