/*
 * task.h - what the model says about a user task; shared with pages.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_TASK_H
#define CASE_TASK_H

#include "case/case.h"

struct task_row;

/* One possible outcome: zeebe:property outcome:CODE = 中文|English|flags. */
struct outcome {
    struct str code, zh, en;
    bool note, photo, unit, units, here, primary, danger;   /* units: several; here: at the place of the case */
};
enum { OUTCOMES_MAX = 12 };

/* The outcomes of a user task in the order of the model. */
size_t task_outcomes(const struct bpmn *process, struct str element, struct outcome out[OUTCOMES_MAX]);

/* The outcomes of an added signature ("before", "after", "delegate", "vote"). */
size_t task_sign_outcomes(struct str sign, struct outcome out[OUTCOMES_MAX]);

/* May this user act on the task?  ERR_FORBIDDEN, or ERR_CONFLICT when another person holds it. */
enum err task_may_act(const struct org *org, const struct user *user, const struct case_record *record, struct str role,
                      int64_t place_id, int64_t assignee, struct fault *why) MUST_CHECK;

/* May this user give the task to somebody: who may do it, who leads the unit it waits at, the community for its grids. */
enum err task_may_give(const struct org *org, const struct user *user, const struct case_record *record, struct str role,
                       int64_t place_id, struct fault *why) MUST_CHECK;

/*
 * Who may be given the open task, each with the open tasks he has already.  ERR_NOT_FOUND when its case is out of
 * sight, ERR_FORBIDDEN for a user who may not give it, ERR_CONFLICT when it is done.
 */
enum err task_members(struct world *world, struct db *db, struct arena *arena, const struct user *user, int64_t task_id,
                      int64_t now_ms, struct member **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
