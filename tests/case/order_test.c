/*
 * order_test.c - 督办: what is late brings an order to whom it waits for; the order is answered, sent back, judged, or rises to red.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include "case/copy.h"
#include "case/paper.h"
#include "case/party.h"
#include "case/rebuild.h"

#define TEAM "320102002-greening"
#define STREET "320102002"
#define ANSWER "{\"state\":\"done\",\"cause\":\"人手不足\",\"measures\":\"已清理，增派一班\"}"
#define TALK "{\"day\":\"2026-03-10\",\"by\":\"指挥中心主任\",\"person\":\"绿化所所长\",\"problem\":\"两次超时\",\"promise\":\"一周内整改到位\"}"

/* Sent to the team; nobody does anything. */
static int64_t sent(struct ward *w)
{
    int64_t id = ward_filed(w, "0504");

    ward_walk(w, id, "dispatch=dispatch:" TEAM);
    return id;
}

static size_t orders(struct ward *w, int64_t id, struct case_record **out)
{
    struct db *db = store_reader_take(w->store);
    size_t count = 0;
    enum err err = paper_of_case(db, w->arena, STR(SOURCE_SUPERVISION), ward_case(w, id).number, STR_NONE, 50, out, &count, &w->why);

    store_reader_give(w->store, db);
    assert_int_equal(err, ERR_OK);
    return count;
}

static struct case_record only_order(struct ward *w, int64_t id, const char *type)
{
    struct case_record *list;
    size_t count = orders(w, id, &list);

    assert_int_equal(count, 1);
    if (!str_is(list[0].item, type)) fail_msg("%s, not %s", str_c(w->arena, list[0].item), type);
    assert_true(str_eq(paper_about(&list[0]), ward_case(w, id).number));
    return list[0];
}

static size_t listed(struct ward *w, enum paper_list list, const char *place)
{
    struct db *db = store_reader_take(w->store);
    struct case_record *rows;
    size_t count = 0;
    enum err err = paper_orders(db, w->arena, list, ward_unit(w, place), (struct paper_cursor){ 0, 0 }, 50, &rows, &count, &w->why);

    store_reader_give(w->store, db);
    assert_int_equal(err, ERR_OK);
    for (size_t i = 1; i < count && list <= PAPERS_OPEN_OF_UNIT; i++) assert_true(rows[i - 1].due_at <= rows[i].due_at);
    return count;
}

static int64_t card(struct ward *w, const char *type, const char *metric)
{
    return ward_counter(w, str_format(w->arena, "p/2026-03/" STREET "/" TEAM "/%s/%s", type, metric).at);
}

static size_t copies(struct ward *w, int64_t account)
{
    struct db *db = store_reader_take(w->store);
    struct copy_view *list;
    size_t count = 0;
    enum err err = copy_list(db, w->arena, ward_user(w, account), 0, 50, &list, &count, &w->why);

    store_reader_give(w->store, db);
    assert_int_equal(err, ERR_OK);
    return count;
}

static void assert_counted(struct ward *w)
{
    struct rebuild_report report = { .arena = w->arena };

    assert_int_equal(rebuild_all(w->world, w->now, &report, &w->why), ERR_OK);
    if (report.wrong[REBUILD_COUNTER]) fail_msg("%s", str_c(w->arena, report.lines[REBUILD_COUNTER].at[0]));
}

static void pass(struct ward *w, int64_t ms)
{
    w->now += ms;
    ward_fire(w);
}

/* ── By the clock ──────────────────────────────────────────────────────── */

static void test_what_is_late_brings_one_order(void **state)
{
    struct ward *w = *state;
    int64_t leader = ward_leader(ward_unit(w, TEAM)), id = sent(w);
    struct case_record order;

    assert_int_equal(listed(w, PAPERS_OPEN_IN_STREET, STREET), 0);
    w->now = ward_case(w, id).due_at - MS_PER_MINUTE;
    ward_fire(w);
    assert_int_equal(listed(w, PAPERS_OPEN_IN_STREET, STREET), 0);
    w->now = ward_case(w, id).due_at;
    ward_fire(w);
    order = only_order(w, id, "D2");
    assert_int_equal(ward_case(w, id).supervise, 2);
    assert_int_equal(order.unit_id, ward_unit(w, TEAM));
    assert_int_equal(order.created_by, 0);
    assert_true(order.due_at > w->now && paper_is(&order) && order.supervise == 2);
    assert_stage(w, order.id, "ORDER_ANSWER");
    assert_int_equal(listed(w, PAPERS_OPEN_IN_STREET, STREET), 1);
    assert_int_equal(listed(w, PAPERS_OPEN_OF_UNIT, TEAM), 1);
    assert_int_equal(listed(w, PAPERS_OPEN_OF_UNIT, "320102002-enforcement"), 0);
    assert_int_equal(card(w, "D2", "orange"), 1);
    assert_true(copies(w, leader) >= 1);
    ward_fire(w);
    assert_int_equal(orders(w, id, &(struct case_record *){ NULL }), 1);
    assert_counted(w);
}

static void test_the_answer_is_judged_by_another(void **state)
{
    struct ward *w = *state;
    int64_t id = sent(w), officer;
    struct case_record order;

    w->now = ward_case(w, id).due_at;
    ward_fire(w);
    order = only_order(w, id, "D2");
    officer = ward_handler(ward_unit(w, TEAM), 1);
    assert_refused(w, ward_try(w, officer, order.id, "answer", "answered", (struct step){ .fields = ANSWER }), ERR_INVALID);   /* no words */
    assert_refused(w, ward_try(w, COMMAND, order.id, "answer", "answered", (struct step){ .note = "代答", .fields = ANSWER }), ERR_FORBIDDEN);
    ward_complete(w, officer, order.id, "answer", "answered", (struct step){ .note = "已清理", .fields = ANSWER });
    assert_stage(w, order.id, "ORDER_REVIEW");
    assert_refused(w, ward_try(w, officer, order.id, "review", "accept", (struct step){ 0 }), ERR_FORBIDDEN);
    ward_complete(w, COMMAND, order.id, "review", "back", (struct step){ .note = "现场还在" });
    assert_stage(w, order.id, "ORDER_ANSWER");
    assert_int_equal(ward_case(w, order.id).rework_count, 1);
    ward_complete(w, officer, order.id, "answer", "answered", (struct step){ .note = "这次清完了", .fields = ANSWER });
    ward_complete(w, COMMAND, order.id, "review", "accept", (struct step){ 0 });
    assert_int_equal(ward_case(w, order.id).state, CASE_CLOSED);
    assert_int_equal(listed(w, PAPERS_OPEN_IN_STREET, STREET), 0);
    assert_int_equal(listed(w, PAPERS_IN_STREET, STREET), 1);
    assert_int_equal(listed(w, PAPERS_OF_UNIT, TEAM), 1);
    assert_int_equal(ward_case(w, id).state, CASE_OPEN);      /* the matter itself goes on */
    assert_int_equal(card(w, "D2", "orange"), 1);
    assert_counted(w);
}

static void test_silence_rises_to_red_and_ends_there(void **state)
{
    struct ward *w = *state;
    int64_t id = sent(w);
    struct case_record order, red, *list;
    size_t count;

    w->now = ward_case(w, id).due_at;
    ward_fire(w);
    order = only_order(w, id, "D2");
    for (int day = 0; day < 20; day++) pass(w, MS_PER_DAY);
    assert_int_equal(ward_case(w, order.id).supervise, 3);
    red = only_order(w, order.id, "D3");
    assert_int_equal(orders(w, red.id, &list), 0);
    assert_int_equal(card(w, "D2", "red") + card(w, "D3", "red"), 2);   /* the order's, and that of the case itself */
    assert_int_equal(card(w, "D2", "orange"), 0);
    count = listed(w, PAPERS_OPEN_OF_UNIT, TEAM);
    assert_int_equal(count, 3);
    ward_complete(w, ward_handler(ward_unit(w, TEAM), 1), red.id, "answer", "answered", (struct step){ .note = "已办", .fields = ANSWER });
    ward_complete(w, COMMAND, red.id, "review", "accept", (struct step){ 0 });
    assert_int_equal(ward_case(w, red.id).state, CASE_OPEN);            /* not before the meeting */
    assert_refused(w, ward_try(w, COMMAND, red.id, "talk", "recorded", (struct step){ 0 }), ERR_INVALID);
    ward_complete(w, COMMAND, red.id, "talk", "recorded", (struct step){ .fields = TALK });
    assert_int_equal(ward_case(w, red.id).state, CASE_CLOSED);
    assert_counted(w);
}

/* ── By hand ───────────────────────────────────────────────────────────── */

static void test_by_hand(void **state)
{
    struct ward *w = *state;
    int64_t id = sent(w);
    struct case_record order, *list;

    assert_refused(w, ward_try_op(w, WORKER, id, "supervise", "{\"level\":2,\"note\":\"抓紧\"}"), ERR_FORBIDDEN);
    assert_refused(w, ward_try_op(w, COMMAND, id, "supervise", "{\"level\":2,\"note\":\"抓紧\",\"unit\":\"320111-urban\"}"), ERR_UNPROCESSABLE);
    assert_int_equal(orders(w, id, &list), 0);
    ward_op(w, COMMAND, id, "supervise", "{\"level\":1,\"note\":\"抓紧\"}");
    assert_int_equal(orders(w, id, &list), 0);
    ward_op(w, COMMAND, id, "supervise", "{\"level\":2,\"note\":\"今天办完\"}");
    order = only_order(w, id, "D2");
    assert_int_equal(order.created_by, COMMAND);
    assert_true(str_find(order.text, STR("今天办完")) > 0);
    ward_op(w, COMMAND, id, "supervise", "{\"level\":2,\"note\":\"再催\"}");
    (void)only_order(w, id, "D2");                                      /* one under way is enough */
    ward_op(w, COMMAND, id, "supervise", "{\"level\":3,\"note\":\"约谈\",\"unit\":\"" STREET "\"}");
    assert_int_equal(orders(w, id, &list), 2);
    for (size_t i = 0; i < 2; i++)
        if (str_is(list[i].item, "D3")) assert_int_equal(list[i].unit_id, ward_unit(w, STREET));
    assert_int_equal(card(w, "D2", "orange"), 1);
    assert_counted(w);
}

/* A whistle holds its cards itself: its order takes nothing off a second time. */
static void test_a_summons_is_not_counted_twice(void **state)
{
    struct ward *w = *state;
    int64_t id;

    if (ward_try_open(w, (struct opening){ .account = SECRETARY, .item = "W1", .source = "whistle", .kind = "whistle", .lon = 118.8105, .lat = 32.0605, .urgency = 3,
        .facts = "{\"units\":[\"" TEAM "\"],\"approvers\":[\"deputy@street\"],\"again\":0,\"refused\":0,\"open\":0,\"from_case\":true}" }, &id)) fail_msg("%s", w->why.en);
    ward_complete(w, DEPUTY, id, "approve", "agree", (struct step){ 0 });
    for (int day = 0; day < 2; day++) pass(w, MS_PER_DAY);
    assert_true(card(w, "W1", "orange") + card(w, "W1", "red") == 1);
    assert_true(orders(w, id, &(struct case_record *){ NULL }) >= 1);
    assert_int_equal(card(w, "D2", "orange") + card(w, "D2", "red") + card(w, "D3", "red"), 0);
    assert_counted(w);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_what_is_late_brings_one_order),
        WARD_CLEAN(test_the_answer_is_judged_by_another),
        WARD_CLEAN(test_silence_rises_to_red_and_ends_there),
        WARD_CLEAN(test_by_hand),
        WARD_CLEAN(test_a_summons_is_not_counted_twice),
    };

    return ward_run("order", tests, COUNT_OF(tests));
}
