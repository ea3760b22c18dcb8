/*
 * fault_test.c - the n-th statement or allocation fails, for each n until all is
 * well: nothing is half written, nothing leaks, the next try works.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

enum kind { OPENS, COMPLETES, CLOSES, MERGES, RELOCATES, FIRES, KINDS };
static const char *const NAMES[] = { "open", "complete", "close with a recurrence", "merge", "relocate", "fire" };

struct scene { int64_t id, other; struct timer_row timer; };

QUERY(TIMER_OF) = {
    .name = "fault_test_timer",
    .sql = "SELECT id, kind, ref, due_at FROM timer WHERE case_id = $1 ORDER BY due_at, id LIMIT 1",
    .takes = { STORE_INT },
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

static struct scene prepare(struct ward *w, enum kind kind)
{
    struct scene scene = { 0 };
    struct db *db;
    struct rows rows;

    if (kind == OPENS) return scene;
    scene.id = ward_filed(w, kind == CLOSES ? "0501" : "0504");
    if (kind == CLOSES) ward_walk(w, scene.id, "sign=accept arrive=arrived act=gone check=pass close_review=close +3h");
    if (kind == MERGES) scene.other = ward_filed(w, "0504");
    if (kind == RELOCATES || kind == FIRES) ward_walk(w, scene.id, "dispatch=dispatch:320102002-enforcement");
    if (kind != FIRES) return scene;
    w->now += 3 * MS_PER_HOUR;
    db = store_reader_take(w->store);
    assert_int_equal(store_one(db, w->arena, &TIMER_OF, ARGS(arg_int(scene.id)), &rows, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    scene.timer = (struct timer_row){ row_int(&rows, 0, 0), scene.id, row_int(&rows, 0, 1), row_int(&rows, 0, 2), row_int(&rows, 0, 3) };
    return scene;
}

/* Everything the step needs, ready before anything may fail. */
struct request {
    enum kind kind;
    int64_t id;
    struct timer_row timer;
    struct case_actor actor;
    struct case_photo photo;
    struct task_answer answer;
    struct case_draft draft;
    struct json_t *fields;
};

static struct request *make_request(struct ward *w, enum kind kind, const struct scene *scene, const struct user *user)
{
    struct request *r = arena_new(w->arena, struct request);

    *r = (struct request){ .kind = kind, .id = scene->id, .timer = scene->timer,
                           .actor = { .user = user, .unit_id = user ? user->unit_id : 0, .system = !user },
                           .photo = { STR("00000000000000000000000000000000000000000000000000000000000000bb"), "after" } };
    if (kind == OPENS) {
        r->draft = (struct case_draft){ .text = STR("测试"), .address = STR("珠江路"), .item = STR("0501"), .source = STR("worker"), .channel = STR(""),
                                        .source_no = STR(""), .staff_chose = true, .contact_name = STR("张三"), .contact_phone = STR("13800000000") };
        ward_spot(w, EAST_TWO, &r->draft.lon, &r->draft.lat);
    }
    if (kind == COMPLETES || kind == CLOSES)
        r->answer = (struct task_answer){ .task_id = ward_task(w, scene->id, kind == CLOSES ? "lookback" : "dispatch")->id, .note = STR("理由"),
                                          .outcome = kind == CLOSES ? STR("recurred") : STR("dispatch"), .photos = &r->photo, .photo_count = 1,
                                          .unit = kind == CLOSES ? STR("") : STR("320102002-enforcement") };
    if (kind == MERGES || kind == RELOCATES) {
        const char *other = kind == MERGES ? str_c(w->arena, ward_case(w, scene->other).number) : NULL;
        struct str op = kind == MERGES ? STR("merge") : STR("relocate");
        assert_int_equal(json_parse(w->arena, str_from_c(ward_op_fields(w, op, other)), &r->fields, NULL), ERR_OK);
    }
    return r;
}

/* Allocation number `fails` fails, and all after it; 0: none. */
static enum err plan_request(struct ward *w, const struct request *r, struct arena *arena, size_t fails, struct case_plan **plan)
{
    struct db *db = store_reader_take(w->store);
    const struct case_op *op = case_op_find(r->kind == MERGES ? STR("merge") : STR("relocate"));
    enum err err = ERR_INTERNAL;

    w->why = (struct fault){ 0 };
    arena_fail_after(fails);
    switch (r->kind) {
    case OPENS: err = case_plan_open(w->world, db, arena, &r->draft, &r->actor, w->now, plan, &w->why); break;
    case COMPLETES:
    case CLOSES: err = case_plan_complete(w->world, db, arena, &r->answer, &r->actor, w->now, plan, &w->why); break;
    case MERGES:
    case RELOCATES: err = case_plan_op(w->world, db, arena, op, r->id, 0, r->fields, &r->actor, w->now, plan, &w->why); break;
    case FIRES: err = case_plan_timer(w->world, db, arena, &r->timer, w->now, plan, &w->why); break;
    case KINDS: break;
    }
    arena_fail_after(0);
    store_reader_give(w->store, db);
    return err;
}

static enum err plan_step(struct ward *w, enum kind kind, const struct scene *scene, const struct user *user, struct arena *arena, struct case_plan **plan)
{
    return plan_request(w, make_request(w, kind, scene, user), arena, 0, plan);
}

static const struct user *actor_for(struct ward *w, enum kind kind)
{
    static const int64_t who[KINDS] = { WORKER, DISPATCH, WORKER, INTAKE, INTAKE, 0 };

    return who[kind] ? ward_user(w, who[kind]) : NULL;
}

static void test_statements_fail(void **state)
{
    struct ward *w = *state;

    for (int kind = 0; kind < KINDS; kind++) {
        struct scene scene = prepare(w, (enum kind)kind);
        const struct user *user = actor_for(w, (enum kind)kind);
        size_t n = 1;
        for (;; n++) {
            struct case_plan *plan = NULL;
            struct arena *arena = arena_open(64u << 20);
            int64_t total = ward_total(w);
            enum err err = plan_step(w, (enum kind)kind, &scene, user, arena, &plan);
            assert_int_equal(err, ERR_OK);
            store_fail_after(n, ERR_INTERNAL);
            err = ward_apply(w, plan);
            store_fail_after(0, ERR_OK);
            arena_close(arena);
            if (!err) break;
            assert_string_equal(err_name(err), "INTERNAL");
            if (ward_total(w) != total) fail_msg("%s: statement %zu failed and something was written", NAMES[kind], n);
            assert_true(n < 200);
        }
        assert_true(n > 8);
        assert_true(ward_whole(w));
    }
}

/* Disk full, lost connection: the transaction is lost, its job runs again; the answer is honest. */
static void test_the_transaction_is_lost(void **state)
{
    static const enum err losses[] = { ERR_BUSY, ERR_DISK_FULL };
    struct ward *w = *state;

    for (size_t l = 0; l < COUNT_OF(losses); l++)
        for (size_t n = 1; n < 60; n += 3) {
            struct scene scene = prepare(w, COMPLETES);
            const struct user *user = actor_for(w, COMPLETES);
            struct case_plan *plan = NULL;
            const char *before = ward_snapshot(w, scene.id);
            enum err err;
            assert_int_equal(plan_step(w, COMPLETES, &scene, user, w->arena, &plan), ERR_OK);
            store_fail_after(n, losses[l]);
            err = ward_apply(w, plan);
            store_fail_after(0, ERR_OK);
            if (err) {
                assert_string_equal(ward_snapshot(w, scene.id), before);
            } else {
                assert_stage(w, scene.id, "DISPATCHED");
                assert_int_equal(ward_journal_count(w, scene.id, "assign"), 1);   /* once, however often it ran */
            }
        }
    assert_true(ward_whole(w));
}

/* What a plan came to, in short. */
static const char *gist(struct ward *w, const struct case_plan *plan)
{
    struct buf buf;

    buf_init(&buf, w->arena, 1 << 20);
    buf_printf(&buf, "%.*s %d %lld %lld %zu %zu %zu %zu", STR_ARG(plan->now.stage), (int)plan->now.state, (long long)plan->now.unit_id,
               (long long)plan->now.due_at, plan->journal.count, plan->tasks.count, plan->timers.count, plan->decisions.count);
    for (size_t i = 0; i < plan->decisions.count; i++) buf_str(&buf, decided_write(w->arena, plan->decisions.at[i].made.at, plan->decisions.at[i].made.count));
    return str_c(w->arena, buf_done(&buf));
}

static void test_memory_fails(void **state)
{
    struct ward *w = *state;

    for (int kind = 0; kind < KINDS; kind++) {
        struct scene scene = prepare(w, (enum kind)kind);
        const struct request *request = make_request(w, (enum kind)kind, &scene, actor_for(w, (enum kind)kind));
        int64_t total = ward_total(w);
        struct case_plan *plan = NULL;
        const char *expected;
        size_t n = 1, failed = 0;
        assert_int_equal(plan_request(w, request, w->arena, 0, &plan), ERR_OK);
        expected = gist(w, plan);
        for (;; n += 1 + n / 20) {
            struct arena *arena = arena_open(64u << 20);
            enum err err;
            assert_non_null(arena);
            plan = NULL;
            err = plan_request(w, request, arena, n, &plan);
            if (err && err != ERR_NO_MEMORY) fail_msg("%s, allocation %zu: %s %s", NAMES[kind], n, err_name(err), w->why.en);
            if (err) assert_null(plan);
            else if (strcmp(gist(w, plan), expected) != 0) fail_msg("%s, allocation %zu: wrong without a word:\n%s\nnot\n%s", NAMES[kind], n, gist(w, plan), expected);
            arena_close(arena);
            if (!err) break;
            failed++;
        }
        assert_true(failed > 20);
        assert_int_equal(ward_total(w), total);
    }
    assert_true(ward_whole(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = { WARD_CLEAN(test_statements_fail), WARD_CLEAN(test_the_transaction_is_lost), WARD_CLEAN(test_memory_fails) };

    return ward_run("fault", tests, COUNT_OF(tests));
}
