/*
 * incident.h - cases that are stuck (流程受阻): who may mend them sees a list.
 *
 * An incident stands in the state of the process; its row is for the list and
 * is marked solved by the step after which the state has it no longer.
 *
 * Ownership: lists live in the arena given.  Threads: none.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_INCIDENT_H
#define CASE_INCIDENT_H

#include "case/case.h"

struct case_plan;

struct incident_view {
    int64_t id, case_id, activity, at;
    struct str number, item, stage, process, element, text, text_en;
};
/* The open incidents this user may mend, newest first; *next is the cursor of the following page, 0 at the end. */
enum err incident_list(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t before_id, int64_t limit,
                       struct incident_view **out, size_t *count, int64_t *next, struct fault *why) MUST_CHECK;
/* One open incident; ERR_NOT_FOUND when it is solved or not this user's to mend. */
enum err incident_read(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t id, struct incident_view *out,
                       struct fault *why) MUST_CHECK;

/* Writes what the plan's step made stuck and unstuck. */
enum err incident_write(struct db *db, const struct case_plan *plan, struct fault *why) MUST_CHECK;

#endif
