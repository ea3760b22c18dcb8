/*
 * response.h - emergency responses (应急响应): the task lists of a plan (预案) for a level are given as instructions, and ended together.
 *
 * The model: a response is a case of whoever activated it (`E1` of papers.csv,
 * process `emergency`, source `emergency`).  Each row of
 * content/catalogues/emergency_tasks.csv of its plan that holds at its level
 * becomes an instruction (case/spread.h) numbered NUMBER/KEY under the same
 * source: a higher level brings only what was not given yet, and nothing twice.
 *
 * Ownership: lists live in the arena given.  Threads: as their plan or reader.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_RESPONSE_H
#define CASE_RESPONSE_H

#include "base/csv.h"
#include "case/case.h"

#define SOURCE_EMERGENCY "emergency"
#define RESPONSE_PAPER "E1"
enum { RESPONSE_LEVELS = 4, RESPONSE_TASKS_MAX = 60 };   /* I, the gravest, to IV */

/* The rows of a catalogue of emergencies in force: emergency_plans, emergency_tasks. */
enum err response_table(struct world *world, struct arena *arena, const char *key, int64_t release, struct csv *out, struct fault *why) MUST_CHECK;
/* Whether a row of emergency_tasks belongs to the plan and holds at the level now: it does from its own level up. */
bool response_holds(const struct csv *tasks, size_t row, struct str plan, int64_t level, int64_t now_ms);
/* Responses a unit has under way or had, newest first; `before_id` 0 at the start. */
enum err response_given(struct db *db, struct arena *arena, int64_t unit_id, int64_t before_id, int64_t limit, struct case_record **out, size_t *count,
                        struct fault *why) MUST_CHECK;

#endif
