/*
 * rows_store.c - what a plan reads besides the case row.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/rows.h"

#include <math.h>

#define I STORE_INT
#define T STORE_TEXT

QUERY(TASKS_OPEN) = {
    .name = "tasks_open",
    .sql = "SELECT id, activity, process, element, name, stage, role, place_id, assignee, opened_at, due_at, "
           "due_limit, urged, escalated, version, taken_at, cause_id, sign, state FROM task "
           "WHERE case_id = $1 AND (state = 0 OR (state = 2 AND outcome = 'held')) ORDER BY id",
    .takes = { I },
    .gives = { I, I, T, T, T, T, T, I, I, I, I, T, I, I, I, I, I, T, I },
};

QUERY(TASKS_ASIDE) = {
    .name = "tasks_aside",
    .sql = "SELECT id, activity, process, element, name, stage, role, place_id, assignee, opened_at, due_at, "
           "due_limit, urged, escalated, version, taken_at, cause_id, sign, state FROM task WHERE case_id = $1 AND state = 2 AND outcome = 'merged' ORDER BY id",
    .takes = { I },
    .gives = { I, I, T, T, T, T, T, I, I, I, I, T, I, I, I, I, I, T, I },
};

QUERY(TASKS_DONE) = {
    .name = "tasks_done",
    .sql = "SELECT id, process, CASE renamed WHEN '' THEN element ELSE renamed END, name, role, place_id, closed_at, closed_by, cause_id FROM task "
           "WHERE case_id = $1 AND state = 1 AND sign = '' ORDER BY closed_at DESC, id DESC LIMIT 500",
    .takes = { I },
    .gives = { I, T, T, T, T, I, I, I, I },
};

QUERY(TASK_CASE) = {
    .name = "task_case",
    .sql = "SELECT case_id, state FROM task WHERE id = $1",
    .takes = { I },
    .gives = { I, I },
};

QUERY(CO_UNITS) = {
    .name = "case_co_units",
    .sql = "SELECT unit_id FROM case_reach WHERE case_id = $1 AND part = 2 ORDER BY unit_id",
    .takes = { I },
    .gives = { I },
};

QUERY(PAUSES) = {
    .name = "clock_pauses",
    .sql = "SELECT begin_at, end_at, kind FROM clock_pause WHERE case_id = $1 ORDER BY begin_at LIMIT 256",
    .takes = { I },
    .gives = { I, I, T },
};

QUERY(EXTENSIONS) = {
    .name = "clock_extensions",
    .sql = "SELECT amount, unit FROM clock_extension WHERE case_id = $1 ORDER BY at, id LIMIT 64",
    .takes = { I },
    .gives = { I, T },
};

QUERY(OPEN_TASKS_OF) = {
    .name = "open_tasks_of",
    .sql = "SELECT count(*) FROM task WHERE assignee = $1 AND state = 0",
    .takes = { I },
    .gives = { I },
};

/* Each row of cells is one range of the index. */
QUERY(CASE_NEAR) = {
    .name = "case_near",
    .sql = "SELECT id, number, lon_e6, lat_e6, opened_at, stage, item FROM case_record "
           "WHERE item = $1 AND cell BETWEEN $2 AND $3 AND state <= 1 AND opened_at >= $4 ORDER BY id DESC LIMIT 20",
    .takes = { T, I, I, I },
    .gives = { I, T, I, I, I, T, T },
};

#undef I
#undef T

enum { CELL_E6 = 600, CELL_REACH_MAX = 10 };

int64_t rows_cell(int32_t lon_e6, int32_t lat_e6)
{
    /* Shifted so that both are positive anywhere on earth. */
    int64_t row = ((int64_t)lat_e6 + 90000000) / CELL_E6, column = ((int64_t)lon_e6 + 180000000) / CELL_E6;

    return row * ROWS_CELL_COLUMNS + column;
}

enum err rows_instance(struct db *db, struct arena *arena, int64_t case_id, struct instance_view *out, struct fault *why)
{
    enum err err = list_instance(db, arena, case_id, out, why);

    return err == ERR_NOT_FOUND ? fault_set(why, ERR_CONFLICT, "这个办件没有运行中的流程", "this case has no running process") : err;
}

static enum err read_tasks(struct db *db, struct case_plan *plan, const struct query *query, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, plan->arena, query, ARGS(arg_int(plan->now.id)), &rows, why);

    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        struct task_row *task = LIST_ADD(plan->arena, &plan->tasks);
        if (!task) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *task = (struct task_row){
            .id = row_int(&rows, i, 0), .case_id = plan->now.id, .activity = row_int(&rows, i, 1),
            .process = row_str(&rows, i, 2), .element = row_str(&rows, i, 3), .name = row_str(&rows, i, 4),
            .stage = row_str(&rows, i, 5), .role = row_str(&rows, i, 6), .place_id = row_int(&rows, i, 7),
            .assignee = row_int(&rows, i, 8), .state = row_int(&rows, i, 18) ? TASK_CANCELLED : TASK_OPEN,
            .outcome = row_int(&rows, i, 18) ? query == &TASKS_ASIDE ? STR("merged") : STR("held") : STR(""),
            .opened_at = row_int(&rows, i, 9), .due_at = row_int(&rows, i, 10), .due_limit = row_str(&rows, i, 11),
            .urged = row_int(&rows, i, 12), .escalated = row_int(&rows, i, 13), .version = row_int(&rows, i, 14),
            .taken_at = row_int(&rows, i, 15), .cause_id = row_int(&rows, i, 16), .sign = row_str(&rows, i, 17),
        };
    }
    return ERR_OK;
}

enum err rows_tasks(struct db *db, struct case_plan *plan, struct fault *why)
{
    return read_tasks(db, plan, &TASKS_OPEN, why);
}

enum err rows_tasks_aside(struct db *db, struct case_plan *plan, struct fault *why)
{
    return read_tasks(db, plan, &TASKS_ASIDE, why);
}

enum err rows_tasks_done(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct rows rows;
    enum err err = plan->done_loaded ? ERR_OK : store_all(db, plan->arena, &TASKS_DONE, ARGS(arg_int(plan->now.id)), &rows, why);

    if (err || plan->done_loaded) return err;
    for (size_t i = 0; i < rows.count; i++) {
        struct done_task *task = LIST_ADD(plan->arena, &plan->done);
        if (!task) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *task = (struct done_task){
            .id = row_int(&rows, i, 0), .process = row_str(&rows, i, 1), .element = row_str(&rows, i, 2), .name = row_str(&rows, i, 3),
            .role = row_str(&rows, i, 4), .place_id = row_int(&rows, i, 5), .closed_at = row_int(&rows, i, 6),
            .closed_by = row_int(&rows, i, 7), .cause_id = row_int(&rows, i, 8),
        };
    }
    plan->done_loaded = true;
    return ERR_OK;
}

enum err rows_task_case(struct db *db, struct arena *arena, int64_t task_id, int64_t *case_id, int64_t *state,
                        struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &TASK_CASE, ARGS(arg_int(task_id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个任务", "there is no such task");
    if (err) return err;
    *case_id = row_int(&rows, 0, 0);
    *state = row_int(&rows, 0, 1);
    return ERR_OK;
}

enum err rows_co_units(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, plan->arena, &CO_UNITS, ARGS(arg_int(plan->now.id)), &rows, why);

    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        int64_t *unit = LIST_ADD(plan->arena, &plan->co_units), *before = LIST_ADD(plan->arena, &plan->co_before);
        if (!unit || !before) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *unit = *before = row_int(&rows, i, 0);
    }
    return ERR_OK;
}

enum err rows_clock(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct rows pauses, extensions;
    enum err err = store_all(db, plan->arena, &PAUSES, ARGS(arg_int(plan->now.id)), &pauses, why);

    if (err) return err;
    err = store_all(db, plan->arena, &EXTENSIONS, ARGS(arg_int(plan->now.id)), &extensions, why);
    if (err) return err;
    for (size_t i = 0; i < pauses.count; i++) {
        struct clock_pause *pause = LIST_ADD(plan->arena, &plan->clock_pauses);
        struct str *kind = LIST_ADD(plan->arena, &plan->pause_kinds);
        if (!pause || !kind) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *kind = row_str(&pauses, i, 2);
        pause->begin_ms = row_int(&pauses, i, 0);
        pause->end_ms = row_null(&pauses, i, 1) ? CLOCK_OPEN : row_int(&pauses, i, 1);
    }
    for (size_t i = 0; i < extensions.count; i++) {
        struct clock_limit *extension = LIST_ADD(plan->arena, &plan->clock_extensions);
        if (!extension) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        extension->amount = row_int(&extensions, i, 0);
        err = clock_unit_parse(row_str(&extensions, i, 1), &extension->unit, why);
        if (err) return err;
    }
    return ERR_OK;
}

enum err rows_open_tasks(struct db *db, struct arena *arena, int64_t account_id, int64_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &OPEN_TASKS_OF, ARGS(arg_int(account_id)), &rows, why);

    if (err) return err;
    *count = row_int(&rows, 0, 0);
    return ERR_OK;
}

enum err rows_near(struct db *db, struct arena *arena, struct str item, int32_t lon_e6, int32_t lat_e6, double near_m,
                   int64_t since_ms, struct rows *out, struct fault *why)
{
    /* A cell is narrower than it is high. */
    double width_m = desk_distance_m(lon_e6, lat_e6, lon_e6 + CELL_E6, lat_e6);
    int reach = near_m <= 0 ? 0 : near_m < CELL_REACH_MAX * width_m ? (int)ceil(near_m / width_m) : CELL_REACH_MAX, lines = 2 * reach + 1;
    struct rows found[2 * CELL_REACH_MAX + 1] = { 0 };
    size_t count = 0;

    for (int i = 0; i < lines; i++) {
        int64_t middle = rows_cell(lon_e6, lat_e6) + (int64_t)(i - reach) * ROWS_CELL_COLUMNS;
        enum err err = store_all(db, arena, &CASE_NEAR,
                                 ARGS(arg_text(item), arg_int(middle - reach), arg_int(middle + reach), arg_int(since_ms)),
                                 &found[i], why);
        if (err) return err;
        count += found[i].count;
    }
    out->width = found[0].width;
    out->count = 0;
    out->cells = arena_array(arena, struct cell, count * out->width + 1);
    if (!out->cells) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (int i = 0; i < lines; i++)
        for (size_t row = 0; row < found[i].count; row++, out->count++)
            for (size_t c = 0; c < out->width; c++)
                out->cells[out->count * out->width + c] = found[i].cells[row * out->width + c];
    return ERR_OK;
}

struct sweep { const struct query *query; int64_t now_ms, gone; };

static enum err sweep_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct sweep *sweep = job->arg;

    return store_run(db, sweep->query, ARGS(arg_int(sweep->now_ms)), &sweep->gone, why);
}

enum err rows_sweep(struct store *store, const struct query *query, int64_t now_ms, int64_t *gone, struct fault *why)
{
    struct sweep sweep = { .query = query, .now_ms = now_ms };
    enum err err = store_transact(store, 0, sweep_apply, &sweep, why);

    if (!err) *gone = sweep.gone;
    return err;
}
