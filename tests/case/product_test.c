/*
 * product_test.c - every stage the models reach × every operation and every
 * outcome: allowed, or refused with a sentence in both languages and nothing
 * written.  What is allowed where stands in docs/states.md.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include "base/io.h"
#include "case/task.h"

#define SENT "dispatch=dispatch:320102002-enforcement"
#define MUNICIPAL "dispatch=dispatch:320102002-municipal "
#define GREENING "dispatch=dispatch:320102002-greening "
#define P1 SENT " sign=accept arrive=arrived act=rectified"
#define P2 SENT " sign=accept arrive=arrived inspect=order"
#define P4 GREENING "phone=reached sign=accept arrive=arrived control=controlled rescue=cleared"
#define P5 "dispatch=dispatch:320102002-mediation sign=accept calm=stable"

/* How to get somewhere; `row` is the line of docs/states.md that says what is possible there. */
static const struct place_row {
    const char *name, *source, *item, *steps, *stage, *row;
} PLACES[] = {
    { "to be verified", "resident", "0504", "", "PENDING_VERIFY", "before dispatch" },
    { "to be filed", "resident", "0504", "verify=false_report", "REPORTED", "before dispatch" },
    { "at the community", "resident", "0504", "verify=pass_community", "COMMUNITY", "before dispatch" },
    { "community done", "resident", "0504", "verify=pass_community community=done", "CALLBACK", "before dispatch" },
    { "filed", "worker", "0504", "", "FILED", "before dispatch" },
    { "at the district", "worker", "0504", "dispatch=to_district", "DISTRICT", "before dispatch" },
    { "dispatched", "worker", "0504", SENT, "DISPATCHED", "in hand" },
    { "signed", "worker", "0504", SENT " sign=accept", "ACCEPTED", "in hand" },
    { "on site", "worker", "0504", SENT " sign=accept arrive=arrived", "ON_SITE", "in hand" },
    { "extension asked", "worker", "0504", SENT " !extension", "DISPATCHED", "extension asked" },
    { "suspension asked", "worker", "0504", SENT " !suspension", "DISPATCHED", "suspension asked" },
    { "suspended", "worker", "0504", SENT " !suspension suspension=approve", "DISPATCHED", "paused" },
    { "returned", "worker", "0504", SENT " !return", "RETURNED", "returned, checked" },
    { "to be ruled on", "worker", "0504", SENT " !return return_review=refuse !return", "RULING", "returned, checked" },
    { "checked", "worker", "0504", P1, "VERIFYING", "returned, checked" },
    { "reworked", "worker", "0504", P1 " check=fail", "REWORK", "returned, checked" },
    { "called back", "resident", "0504", "verify=confirmed " P1 " check=pass", "CALLBACK", "returned, checked" },
    { "reviewed", "worker", "0504", P1 " check=pass", "FEEDBACK", "returned, checked" },
    { "closed", "resident", "0504", "verify=confirmed " P1 " check=pass callback=close", "CLOSED", "closed" },
    { "looked back at", "resident", "0504", "verify=confirmed " P1 " check=pass callback=close +2d", "CLOSED", "closed" },
    { "too late to reopen", "resident", "0504", "verify=confirmed " P1 " check=pass callback=close +8d", "LOOKBACK", "closed for good" },
    { "archived", "worker", "0411", P4 " confirm=safe restore=restored check=pass close_review=close report=submitted +8d", "ARCHIVED", "closed for good" },
    { "closed by order", "worker", "0504", SENT " !force-close", "ARCHIVED", "closed for good" },
    { "merged", "worker", "0504", SENT " !merge", "DISPATCHED", "merged" },
    { "not accepted", "resident", "0504", "verify=false_report intake=reject", "ARCHIVED", "void" },
    { "order running", "worker", "0101", P2, "PROCESSING", "in hand" },
    { "inspected again", "worker", "0101", P2 " wait=early", "ON_SITE", "in hand" },
    { "to enforcement", "worker", "0101", P2 " wait=early reinspect=not_corrected", "TRANSFERRED", "in hand" },
    { "enforced", "worker", "0101", P2 " wait=early reinspect=not_corrected transfer=filed", "TRANSFERRED", "in hand" },
    { "fenced", "worker", "0110", MUNICIPAL "sign=accept", "ACCEPTED", "in hand" },
    { "whose is it", "worker", "0110", MUNICIPAL "sign=accept fence=fenced", "ON_SITE", "in hand" },
    { "repaired", "worker", "0110", MUNICIPAL "sign=accept fence=fenced ownership=ours", "PROCESSING", "in hand" },
    { "accepted?", "worker", "0110", MUNICIPAL "sign=accept fence=fenced ownership=ours repair=repaired", "PROCESSING", "in hand" },
    { "phone and sign", "worker", "0411", GREENING, "DISPATCHED", "in hand" },
    { "controlled", "worker", "0411", GREENING "phone=unreachable sign=accept arrive=arrived", "ON_SITE", "in hand" },
    { "rescued", "worker", "0411", GREENING "phone=reached sign=accept arrive=arrived control=controlled", "PROCESSING", "in hand" },
    { "safe?", "worker", "0411", P4, "PROCESSING", "in hand" },
    { "restored", "worker", "0411", P4 " confirm=safe", "PROCESSING", "in hand" },
    { "to be mediated", "worker", "2201", "dispatch=dispatch:320102002-mediation sign=accept", "ACCEPTED", "in hand" },
    { "grid mediates", "worker", "2201", P5, "ON_SITE", "in hand" },
    { "community mediates", "worker", "2201", P5 " grid_mediation=failed", "PROCESSING", "in hand" },
    { "street mediates", "worker", "2201", P5 " grid_mediation=failed community_mediation=failed", "PROCESSING", "in hand" },
    { "guided", "worker", "2201", P5 " grid_mediation=failed community_mediation=failed street_mediation=failed", "PROCESSING", "in hand" },
    { "agreed", "worker", "2201", P5 " grid_mediation=agreed", "PROCESSING", "in hand" },
    { "performing", "worker", "2201", P5 " grid_mediation=agreed agreement=signed", "PROCESSING", "in hand, nobody's turn" },
    { "followed up", "worker", "2201", P5 " grid_mediation=agreed agreement=signed +14d", "PROCESSING", "in hand" },
    { "late", "worker", "0504", SENT " +3d", "DISPATCHED", "overdue" },
};

/* A case other cases are merged into and linked with. */
static const char *other_number(struct ward *w)
{
    return str_c(w->arena, ward_case(w, ward_filed(w, "0506")).number);
}

static int64_t go_to(struct ward *w, const struct place_row *place, const char *other)
{
    bool resident = str_is(str_from_c(place->source), "resident");
    int64_t id = ward_open(w, (struct opening){ .account = resident ? WARD_RESIDENT : WORKER, .item = place->item, .source = place->source,
                                                .contact = "13800138000" });
    struct str steps = str_from_c(place->steps);
    bool merge = str_ends(steps, STR(" !merge"));

    ward_walk(w, id, str_c(w->arena, merge ? str_sub(steps, 0, steps.len - 7) : steps));
    if (merge) ward_op(w, INTAKE, id, "merge", ward_op_fields(w, STR("merge"), other));
    if (!str_is(ward_case(w, id).stage, place->stage))
        fail_msg("%s: the stage is %.*s, not %s", place->name, STR_ARG(ward_case(w, id).stage), place->stage);
    return id;
}

/* ── Operations ────────────────────────────────────────────────────────── */

/* The cells of the row `first` of the table below `heading`, from the second on. */
static struct str table_row(struct arena *arena, const char *heading, const char *first)
{
    struct str text, line;
    ptrdiff_t at;

    assert_int_equal(io_read(arena, SOURCE_ROOT "/docs/states.md", 1 << 20, &text, NULL), ERR_OK);
    at = str_find(text, str_from_c(heading));
    assert_true(at >= 0);
    text = str_sub(text, (size_t)at, text.len);
    while (str_split(&text, '\n', &line)) {
        struct str cell;
        if (!str_starts(line, STR("| ")) || !str_split(&line, '|', &cell) || !str_split(&line, '|', &cell)) continue;
        if (str_is(str_trim(cell), first)) return line;
    }
    fail_msg("docs/states.md has no row “%s” below “%s”", first, heading);
    return STR_NONE;
}

static bool documented(struct arena *arena, const char *row, struct str op)
{
    struct str head = table_row(arena, "## Operations", "where"), cells = table_row(arena, "## Operations", row), name, cell;

    while (str_split(&head, '|', &name) && str_split(&cells, '|', &cell))
        if (str_eq(str_trim(name), op)) return str_is(str_trim(cell), "✓");
    fail_msg("docs/states.md does not name the operation %.*s", STR_ARG(op));
    return false;
}

/* What depends on the task, and on who did what before it: operate_test.c; on units summoned: party_test.c. */
static bool is_elsewhere(const struct case_op *op)
{
    static const char *const NAMES[] = { "withdraw", "jump", "choose", "copy", "suspend", "mend", "migrate", "summon", "consult", "appraise", "remind" };

    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (strcmp(case_op_name(op), NAMES[i]) == 0) return true;
    return case_op_of_task(op);
}

/* Planned only: what is refused is refused before anything is written. */
static enum err plan_only(struct ward *w, int64_t id, const struct case_op *op, const char *fields)
{
    const struct case_actor system = { .system = true };
    struct db *db = store_reader_take(w->store);
    struct case_plan *plan;
    struct json_t *body;
    enum err err;

    assert_int_equal(json_parse(w->arena, str_from_c(fields), &body, NULL), ERR_OK);
    w->why = (struct fault){ 0 };
    err = case_plan_op(w->world, db, w->arena, op, id, 0, body, &system, w->now, &plan, &w->why);
    store_reader_give(w->store, db);
    return err;
}

static void test_operations_by_stage(void **state)
{
    struct ward *w = *state;
    const char *other = other_number(w);
    enum { ROWS = 32, OPS = 64 };
    const char *names[ROWS] = { NULL };
    bool applied[ROWS][OPS] = { { false } };   /* each allowed operation is carried out once a row of the table */
    size_t rows = 0;

    assert_in_range(case_op_count(), 1, OPS);
    for (size_t p = 0; p < COUNT_OF(PLACES); p++) {
        int64_t id = go_to(w, &PLACES[p], other);
        size_t row = 0;
        while (row < rows && strcmp(names[row], PLACES[p].row) != 0) row++;
        if (row == rows) names[rows++] = PLACES[p].row;
        assert_in_range(rows, 1, ROWS - 1);
        for (size_t i = 0; i < case_op_count(); i++) {
            if (is_elsewhere(case_op_at(i))) continue;
            struct str name = str_from_c(case_op_name(case_op_at(i)));
            const char *fields = ward_op_fields(w, name, other);
            bool should = documented(w->arena, PLACES[p].row, name);
            enum err err = plan_only(w, id, case_op_at(i), fields);
            int64_t version;
            if ((err == ERR_OK) != should || (err && err != ERR_CONFLICT))
                fail_msg("%s (%s) × %s: %s %s", PLACES[p].name, PLACES[p].row, name.at, err_name(err), w->why.en);
            if (err) {
                const char *before = ward_snapshot(w, id);
                int64_t total = ward_total(w);
                assert_refused(w, ward_try_op(w, WARD_SYSTEM, id, name.at, fields), ERR_CONFLICT);
                assert_string_equal(ward_snapshot(w, id), before);
                assert_int_equal(ward_total(w), total);
            } else if (!applied[row][i]) {
                applied[row][i] = true;
                version = ward_case(w, id).version;
                ward_op(w, WARD_SYSTEM, id, name.at, fields);
                assert_int_equal(ward_case(w, id).version, version + 1);
                id = go_to(w, &PLACES[p], other);
            }
        }
    }
    assert_true(ward_whole(w));
}

/* ── Outcomes ──────────────────────────────────────────────────────────── */

static void refuse(struct ward *w, const char *what, int64_t id, const struct task_view *task, int64_t who, const char *outcome,
                   struct step step, enum err expected)
{
    const char *before = ward_snapshot(w, id);
    enum err err;

    step.task = task->id;
    err = ward_try(w, who, id, NULL, outcome, step);
    if (err != expected) fail_msg("%s, %.*s=%s: %s, not %s (%s)", what, STR_ARG(task->element), outcome, err_name(err), err_name(expected), w->why.en);
    assert_true(w->why.zh[0] && w->why.en[0]);
    assert_string_equal(ward_snapshot(w, id), before);
}

/* One open task of a place: everything about it that must be refused. */
static void refusals(struct ward *w, const struct place_row *place, int64_t id, const struct task_view *task, const struct outcome *outcomes, size_t count)
{
    int64_t who = ward_server(w, task);
    const struct step full = { .note = "理由", .photo = true, .unit = "320102002-enforcement", .fields = NULL };
    struct step step = full;

    refuse(w, place->name, id, task, who, "no_such_outcome", full, ERR_INVALID);
    refuse(w, place->name, id, task, VIEWER, str_c(w->arena, outcomes[0].code), full, ERR_FORBIDDEN);
    refuse(w, place->name, id, task, INTAKE_NORTH, str_c(w->arena, outcomes[0].code), full, ERR_NOT_FOUND);
    step.version = task->version + 1;
    refuse(w, place->name, id, task, who, str_c(w->arena, outcomes[0].code), step, ERR_CONFLICT);
    step = full;
    step.fields = "{\"surely_not_a_field\":1}";
    refuse(w, place->name, id, task, who, str_c(w->arena, outcomes[0].code), step, ERR_INVALID);
    for (size_t i = 0; i < count; i++) {
        const char *code = str_c(w->arena, outcomes[i].code);
        if (outcomes[i].note) {
            step = full;
            step.note = " ";
            refuse(w, "without a reason", id, task, who, code, step, ERR_INVALID);
        }
        if (outcomes[i].photo) {
            step = full;
            step.photo = false;
            refuse(w, "without a photo", id, task, who, code, step, ERR_INVALID);
        }
        if (!outcomes[i].unit) continue;
        step = full;
        step.unit = NULL;
        refuse(w, "without a unit", id, task, who, code, step, ERR_INVALID);
        step.unit = "no-such-unit";
        refuse(w, "unknown unit", id, task, who, code, step, ERR_INVALID);
        step.unit = "320111001-enforcement";
        refuse(w, "another district's unit", id, task, who, code, step, ERR_UNPROCESSABLE);
    }
}

static size_t outcomes_of(struct ward *w, const struct task_view *task, struct outcome out[OUTCOMES_MAX])
{
    return task_outcomes(world_process(w->world, task->process, world_release(w->world)), task->element, out);
}

static void test_outcomes_by_stage(void **state)
{
    struct ward *w = *state;
    const char *other = other_number(w);

    for (size_t p = 0; p < COUNT_OF(PLACES); p++) {
        int64_t id = go_to(w, &PLACES[p], other);
        const struct task_view *tasks;
        size_t count = ward_tasks(w, id, &tasks);
        for (size_t t = 0; t < count; t++) {
            struct outcome outcomes[OUTCOMES_MAX];
            size_t choices = outcomes_of(w, &tasks[t], outcomes);
            if (str_is(tasks[t].role, "resident")) continue;
            assert_true(choices > 0);
            refusals(w, &PLACES[p], id, &tasks[t], outcomes, choices);
            for (size_t i = 0; i < choices; i++) {
                int64_t fresh = i + t ? go_to(w, &PLACES[p], other) : id, task;
                struct str step = str_format(w->arena, "%.*s=%.*s%s", STR_ARG(tasks[t].element), STR_ARG(outcomes[i].code),
                                             outcomes[i].unit ? ":320102002-construction" : "");
                assert_non_null(ward_task(w, fresh, str_c(w->arena, tasks[t].element)));
                task = ward_task(w, fresh, str_c(w->arena, tasks[t].element))->id;
                ward_walk(w, fresh, step.at);
                refuse(w, "a second time", fresh, &(struct task_view){ .id = task, .element = tasks[t].element },
                       WARD_SYSTEM, str_c(w->arena, outcomes[i].code), (struct step){ .note = "理由", .photo = true }, ERR_CONFLICT);
            }
        }
    }
    assert_true(ward_whole(w));
}

/* ── Rights ────────────────────────────────────────────────────────────── */

/* Who may do what with a case in hand at the enforcement team of 珠江路: y yes, n 403, - 404. */
static void test_operations_by_role(void **state)
{
    static const struct { int64_t account; const char *who; } PEOPLE[] = {
        { WORKER, "worker" }, { DESK_EAST, "desk" }, { INTAKE, "intake" }, { DISPATCH, "dispatch" }, { COMMAND, "command" },
        { DISTRICT, "district" }, { CLERK, "clerk" }, { VIEWER, "viewer" }, { 0, "handle" }, { 0, "leader" },
        { 0, "handle of another team" }, { DESK_WEST, "another community" }, { INTAKE_SOUTH, "another street" },
        { DISTRICT_PUKOU, "another district" }, { SYSADMIN, "sysadmin" }, { CAMERA, "source" },
    };
    struct ward *w = *state;
    const char *other = other_number(w);
    int64_t unit = ward_unit(w, "320102002-enforcement");
    const struct place_row place = { "in hand", "worker", "0504", SENT, "DISPATCHED", "in hand" };
    int64_t id = go_to(w, &place, other);

    for (size_t p = 0; p < COUNT_OF(PEOPLE); p++) {
        struct str row = table_row(w->arena, "## Rights", PEOPLE[p].who), head = table_row(w->arena, "## Rights", "who");
        int64_t account = PEOPLE[p].account;
        if (!account) account = p == 8 ? ward_handler(unit, 1) : p == 9 ? ward_leader(unit) : ward_handler(ward_unit(w, "320102002-greening"), 1);
        for (struct str name, cell; str_split(&head, '|', &name) && str_split(&row, '|', &cell);) {
            const char *op = str_c(w->arena, str_trim(name)), *said = str_c(w->arena, str_trim(cell));
            enum err err, expected = strcmp(said, "✓") == 0 ? ERR_OK : strcmp(said, "404") == 0 ? ERR_NOT_FOUND : ERR_FORBIDDEN;
            const char *before = ward_snapshot(w, id);
            if (!*op) continue;
            err = ward_try_op(w, account, id, op, ward_op_fields(w, str_from_c(op), other));
            /* What the state forbids is a 409 to whoever has the right. */
            if (err == ERR_CONFLICT) err = ERR_OK;
            if (err != expected) fail_msg("%s × %s: %s, docs/states.md says “%s”", PEOPLE[p].who, op, err_name(err), said);
            if (err) assert_string_equal(ward_snapshot(w, id), before);
            else id = go_to(w, &place, other);
        }
    }
}

/* The page offers exactly what is possible. */
static void test_offered_is_what_is_allowed(void **state)
{
    struct ward *w = *state;
    const char *other = other_number(w);
    const struct case_actor system = { .system = true };

    for (size_t p = 0; p < COUNT_OF(PLACES); p++) {
        int64_t id = go_to(w, &PLACES[p], other);
        struct case_record record = ward_case(w, id);
        struct db *db = store_reader_take(w->store);
        struct case_offer *offered;
        size_t count;
        assert_int_equal(case_ops_allowed(w->world, db, w->arena, &record, &system, w->now, &offered, &count, &w->why), ERR_OK);
        store_reader_give(w->store, db);
        for (size_t i = 0; i < case_op_count(); i++) {
            if (is_elsewhere(case_op_at(i))) continue;
            bool shown = false;
            for (size_t k = 0; k < count; k++) shown |= offered[k].op == case_op_at(i);
            /* Two look closer than the list does: urging needs somebody to urge, sending elsewhere a unit. */
            if (strcmp(case_op_name(case_op_at(i)), "urge") == 0 || strcmp(case_op_name(case_op_at(i)), "transfer") == 0) continue;
            if (shown != documented(w->arena, PLACES[p].row, str_from_c(case_op_name(case_op_at(i)))))
                fail_msg("%s: %s is %soffered", PLACES[p].name, case_op_name(case_op_at(i)), shown ? "" : "not ");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_operations_by_stage), WARD_CLEAN(test_outcomes_by_stage), WARD_CLEAN(test_operations_by_role),
        WARD_CLEAN(test_offered_is_what_is_allowed),
    };

    return ward_run("product", tests, COUNT_OF(tests));
}
