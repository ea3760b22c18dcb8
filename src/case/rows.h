/*
 * rows.h - the spine's rows, read; inside case/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_ROWS_H
#define CASE_ROWS_H

#include "case/list.h"
#include "case/plan.h"

/* As list_instance; ERR_CONFLICT when the case has none. */
enum err rows_instance(struct db *db, struct arena *arena, int64_t case_id, struct instance_view *out, struct fault *why) MUST_CHECK;
/* Open tasks of plan->now.id and those held for signatures (TASK_CANCELLED, "held") into plan->tasks. */
enum err rows_tasks(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
/* Tasks set aside by a merge, into plan->tasks. */
enum err rows_tasks_aside(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
/* The tasks done so far into plan->done, once. */
enum err rows_tasks_done(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err rows_co_units(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
/* Pauses and extensions into the plan. */
enum err rows_clock(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
/* The case an open task belongs to; ERR_NOT_FOUND. */
enum err rows_task_case(struct db *db, struct arena *arena, int64_t task_id, int64_t *case_id, int64_t *state, struct fault *why) MUST_CHECK;
/* Open tasks of each account at once: fills members' open_tasks. */
enum err rows_open_tasks(struct db *db, struct arena *arena, int64_t account_id, int64_t *count, struct fault *why) MUST_CHECK;
/* Rows of a migrated case under the new names of its elements (plan->renames). */
enum err rename_write(struct db *db, const struct case_plan *plan, struct fault *why) MUST_CHECK;
/* Everything in the plan, written (see case_apply). */
enum err rows_write(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
/* Open cases of the same type opened since then, in the cells within `near_m` (at most about 500 m): more than asked for. */
enum err rows_near(struct db *db, struct arena *arena, struct str item, int32_t lon_e6, int32_t lat_e6, double near_m,
                   int64_t since_ms, struct rows *out, struct fault *why) MUST_CHECK;
/* Which cell a point falls in: lines of 0.0006 degrees, the next line ROWS_CELL_COLUMNS further. */
enum { ROWS_CELL_COLUMNS = 1 << 20 };
int64_t rows_cell(int32_t lon_e6, int32_t lat_e6);

/* Runs a deletion that takes the time until which rows are kept, as a job of its own; *gone counts. */
enum err rows_sweep(struct store *store, const struct query *query, int64_t now_ms, int64_t *gone, struct fault *why) MUST_CHECK;

#endif
