/*
 * pass.h - the work of one who leaves a desk passes to a successor (工作交接).
 *
 * The model: a person holds tasks at a desk; when another takes the place, all
 * that the person holds there passes on, case by case, each with a journal row
 * that says from whom and to whom.  Nothing else about the task changes: its
 * limit and its photos stay.  Who may do this is the caller's business.
 *
 * Ownership: lists and plans live in the arena given.  Threads: as their reader.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PASS_H
#define CASE_PASS_H

#include "case/case.h"

/* An open task somebody holds at a desk. */
struct held_task { int64_t id, case_id; struct str number, name, stage, item; int64_t due_at; };
/* Those due first, at most `limit`; *all is how many there are. */
enum err case_held(struct db *db, struct arena *arena, int64_t account_id, int64_t place_id, int64_t limit, struct held_task **out, size_t *count,
                   int64_t *all, struct fault *why) MUST_CHECK;
/* Open tasks of a grid's desk, held or not. */
enum err case_waiting(struct db *db, struct arena *arena, int64_t place_id, int64_t *count, struct fault *why) MUST_CHECK;

/*
 * Everything `from` holds at the desk in this case passes to `to`; to 0: back to the desk.  ERR_CONFLICT when he holds
 * nothing there any more.
 */
enum err case_plan_pass(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t place_id, int64_t from, int64_t to,
                        struct str reason, const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

#endif
