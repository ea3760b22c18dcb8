/*
 * position_test.c - every operation on an open task at every position a task
 * may have, in one table: what else is open stays untouched, and the case goes
 * on to its end.
 *
 * 会签 is in round_test.c, 退回 and 跳转 in operate_test.c, migration in
 * migrate_test.c, each at every position as well.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "operating.h"

/* One case passes them in this order: before `element` these steps, then these to leave it. */
static const struct position { const char *name, *element, *open, *leave; } POSITIONS[] = {
    { "sequence", "first", "first", "first=ok" },
    { "parallel", "a1", "a1 b", "a1=ok" },
    { "second step of a branch", "a2", "b a2", "a2=ok b=ok s1=ok" },
    { "subprocess", "s2", "s2", "s2=ok" },
    { "one of several who sign", "all", "all all all", "all=ok all=ok all=ok share=ok share=ok m1=ok" },
    { "instance of a subprocess", "m2", "m1 m2", "m2=ok m1=ok m2=ok" },
};

static int64_t unit_of(struct ward *w)
{
    return ward_unit(w, "320102002-enforcement");
}

/* A task that is operated on and what else is open; asked to sign or delegated it is another row each time. */
struct spot { struct ward *w; int64_t id, others[8]; size_t count; };

static struct spot spot_of(struct ward *w, int64_t id, const char *element)
{
    struct spot spot = { .w = w, .id = id };
    int64_t task = task_id(w, id, element);
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);

    for (size_t i = 0; i < count; i++)
        if (tasks[i].id != task) spot.others[spot.count++] = tasks[i].id;
    return spot;
}

static bool is_other(const struct spot *spot, int64_t task)
{
    for (size_t i = 0; i < spot->count; i++)
        if (spot->others[i] == task) return true;
    return false;
}

/* The task itself as it is now. */
static const struct task_view *task_at(const struct spot *spot)
{
    const struct task_view *tasks, *found = NULL;
    size_t count = ward_tasks(spot->w, spot->id, &tasks);

    assert_int_equal(count, spot->count + 1);
    for (size_t i = 0; i < count; i++)
        if (!is_other(spot, tasks[i].id)) found = &tasks[i];
    assert_non_null(found);
    return found;
}

/* The others: which, when due, who has them. */
static const char *others(const struct spot *spot)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(spot->w, spot->id, &tasks);
    struct buf out;

    buf_init(&out, spot->w->arena, 0);
    buf_text(&out, "-");
    for (size_t i = 0; i < count; i++)
        if (is_other(spot, tasks[i].id))
            buf_printf(&out, " %lld/%lld/%lld", (long long)tasks[i].id, (long long)tasks[i].due_at, (long long)tasks[i].assignee);
    return str_c(spot->w->arena, buf_done(&out));
}

/* A colleague at the same desk. */
static int64_t another(struct ward *w, int64_t than)
{
    int64_t one = ward_handler(unit_of(w), 1);

    return than == one ? ward_handler(unit_of(w), 2) : one;
}

static const char *to_person(const struct spot *spot, int64_t account)
{
    return str_format(spot->w->arena, "{\"reason\":\"理由\",\"task\":\"%lld\",\"person\":\"%lld\"}", (long long)task_at(spot)->id, (long long)account).at;
}

static const char *just(const struct spot *spot)
{
    return str_format(spot->w->arena, "{\"reason\":\"理由\",\"task\":\"%lld\"}", (long long)task_at(spot)->id).at;
}

static enum err complete(const struct spot *spot, int64_t account, const char *outcome)
{
    return ward_try(spot->w, account, spot->id, NULL, outcome, (struct step){ .task = task_at(spot)->id, .note = "意见" });
}

/* ── What stays where it is ────────────────────────────────────────────── */

static void hand_over(const struct spot *spot)
{
    struct ward *w = spot->w;
    int64_t to = another(w, task_at(spot)->assignee);

    ward_op(w, WARD_SYSTEM, spot->id, "hand-over", to_person(spot, to));
    assert_int_equal(task_at(spot)->assignee, to);
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, spot->id, "hand-over", to_person(spot, to)), ERR_CONFLICT);
}

static void delegate(const struct spot *spot)
{
    struct ward *w = spot->w;
    int64_t had = ward_server(w, task_at(spot)), to = another(w, had);

    ward_op(w, had, spot->id, "delegate", to_person(spot, to));
    assert_int_equal(task_at(spot)->assignee, to);
    assert_refused(w, complete(spot, had, "ok"), ERR_CONFLICT);
    assert_int_equal(complete(spot, to, "done"), ERR_OK);
    assert_int_equal(task_at(spot)->assignee, had);
}

static void sign_before(const struct spot *spot)
{
    struct ward *w = spot->w;
    int64_t had = ward_server(w, task_at(spot)), to = another(w, had);

    ward_op(w, had, spot->id, "sign-before", to_person(spot, to));
    assert_refused(w, complete(spot, had, "ok"), ERR_CONFLICT);
    assert_int_equal(complete(spot, to, "disagree"), ERR_OK);
    assert_int_equal(task_at(spot)->assignee, had);
    ward_op(w, had, spot->id, "sign-before", to_person(spot, to));
    ward_op(w, had, spot->id, "unsign", just(spot));
    assert_int_equal(task_at(spot)->assignee, had);
}

/* Done, refused by who was asked, done again and agreed to: that is the first step of leaving. */
static void sign_after(const struct spot *spot)
{
    struct ward *w = spot->w;
    int64_t had = ward_server(w, task_at(spot)), to = another(w, had);

    ward_op(w, had, spot->id, "sign-after", to_person(spot, to));
    assert_int_equal(complete(spot, had, "ok"), ERR_OK);
    assert_int_equal(task_at(spot)->assignee, to);
    assert_int_equal(complete(spot, to, "disagree"), ERR_OK);
    assert_int_equal(task_at(spot)->assignee, had);
    assert_int_equal(complete(spot, had, "ok"), ERR_OK);
    assert_int_equal(complete(spot, to, "agree"), ERR_OK);
}

/* 催办 and 抄送 touch no task. */
static void urge_and_copy(const struct spot *spot)
{
    int64_t task = task_at(spot)->id;

    ward_op(spot->w, COMMAND, spot->id, "urge", "{\"note\":\"请抓紧\"}");
    ward_op(spot->w, DISPATCH, spot->id, "copy", "{\"unit\":\"320102002-greening\"}");
    assert_true(task_at(spot)->id == task);
}

/* 挂起 holds every clock, 恢复 gives the time back. */
static void suspend(const struct spot *spot)
{
    struct ward *w = spot->w;
    int64_t due = ward_case(w, spot->id).due_at;

    ward_op(w, COMMAND, spot->id, "suspend", REASON);
    assert_refused(w, ward_try_op(w, WARD_SYSTEM, spot->id, "hand-over", to_person(spot, another(w, task_at(spot)->assignee))), ERR_CONFLICT);
    w->now += 3 * MS_PER_DAY;
    (void)ward_fire(w);
    ward_op(w, COMMAND, spot->id, "resume", REASON);
    assert_true(ward_case(w, spot->id).due_at >= due + 2 * MS_PER_DAY && ward_case(w, spot->id).due_at < CLOCK_NEVER);
    assert_false(ward_case(w, spot->id).overdue);
}

/* What `operate` may do besides. */
enum { MOVES_CLOCKS = 1, LEAVES = 2 };

static void at_every_position(struct ward *w, void (*operate)(const struct spot *spot), unsigned also)
{
    int64_t id = positions(w, "");

    for (size_t i = 0; i < COUNT_OF(POSITIONS); i++) {
        const struct position *p = &POSITIONS[i];
        struct spot spot = spot_of(w, id, p->element);
        const char *before = others(&spot);

        if (strcmp(open_tasks(w, id), p->open) != 0) fail_msg("%s: open is %s", p->name, open_tasks(w, id));
        operate(&spot);
        if (!(also & MOVES_CLOCKS) && strcmp(others(&spot), before) != 0) fail_msg("%s: others were touched: %s, now %s", p->name, before, others(&spot));
        if (!(also & LEAVES)) assert_true(str_is(task_at(&spot)->element, p->element));
        ward_walk(w, id, also & LEAVES ? p->leave + strcspn(p->leave, " ") : p->leave);
    }
    assert_open(w, id, "last");
    finish(w, id);
}

static void test_hand_over(void **state) { at_every_position(*state, hand_over, 0); }
static void test_delegate(void **state) { at_every_position(*state, delegate, 0); }
static void test_sign_before(void **state) { at_every_position(*state, sign_before, 0); }
static void test_sign_after(void **state) { at_every_position(*state, sign_after, LEAVES); }
static void test_urge_and_copy(void **state) { at_every_position(*state, urge_and_copy, 0); }
static void test_suspend(void **state) { at_every_position(*state, suspend, MOVES_CLOCKS); }

/* ── What moves ────────────────────────────────────────────────────────── */

/* The steps that lead to the n-th position. */
static const char *way_to(struct ward *w, size_t n)
{
    struct buf out;

    buf_init(&out, w->arena, 0);
    buf_text(&out, "");
    for (size_t i = 0; i < n; i++) buf_printf(&out, "%s ", POSITIONS[i].leave);
    return out.len ? str_c(w->arena, buf_done(&out)) : "";
}

/* 驳回: from everywhere to the first step, and nothing that was open is left. */
static void test_to_start(void **state)
{
    struct ward *w = *state;

    for (size_t i = 0; i < COUNT_OF(POSITIONS); i++) {
        int64_t id = positions(w, way_to(w, i));
        assert_open(w, id, POSITIONS[i].open);
        ward_op(w, WARD_SYSTEM, id, "to-start", on_task(w, id, POSITIONS[i].element, NULL));
        assert_open(w, id, "dispatch");
        finish(w, id);
    }
}

/* 撤回: what came of one's own step, as long as nobody opened it; the other branch and the other instance stay. */
static void test_withdraw(void **state)
{
    struct ward *w = *state;
    static const struct { const char *name, *steps, *before, *after; } rows[] = {
        { "into a fork", "first=ok", "a1 b", "first" },
        { "in a branch", "first=ok a1=ok", "b a2", "b a1" },
        { "in a subprocess", "first=ok a1=ok a2=ok b=ok s1=ok", "s2", "s1" },
        { "several who sign", "first=ok a1=ok a2=ok b=ok s1=ok s2=ok", "all all all", "s2" },
        { "in an instance", "first=ok a1=ok a2=ok b=ok s1=ok s2=ok all=ok all=ok all=ok share=ok share=ok m1=ok", "m1 m2", "m1 m1" },
    };
    int64_t handler = ward_handler(unit_of(w), 1);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t id = positions(w, rows[i].steps);
        if (strcmp(open_tasks(w, id), rows[i].before) != 0) fail_msg("%s: open is %s", rows[i].name, open_tasks(w, id));
        if (ward_try_op(w, handler, id, "withdraw", REASON)) fail_msg("%s: %s", rows[i].name, w->why.en);
        if (strcmp(open_tasks(w, id), rows[i].after) != 0) fail_msg("%s: open is %s", rows[i].name, open_tasks(w, id));
        finish(w, id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_hand_over), WARD_CLEAN(test_delegate), WARD_CLEAN(test_sign_before), WARD_CLEAN(test_sign_after), WARD_CLEAN(test_urge_and_copy),
        WARD_CLEAN(test_suspend), WARD_CLEAN(test_to_start), WARD_CLEAN(test_withdraw),
    };

    return ward_run("position", tests, COUNT_OF(tests));
}
