/*
 * job_rows.h - jobs as part of a plan; inside case/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_JOB_ROWS_H
#define CASE_JOB_ROWS_H

#include "case/job.h"
#include "case/plan.h"

/* Is the type declared in the catalogue's text?  retries and back_off may be NULL. */
bool job_declared(struct arena *arena, struct str catalogue, struct str type, int64_t *retries, int64_t *back_off);
/* A service task becomes a job when its type is declared; *opened: it was. */
enum err job_open(struct case_plan *plan, const struct bpmn_effect *effect, bool *opened, struct fault *why) MUST_CHECK;
/* The activity was interrupted. */
enum err job_cancel(struct case_plan *plan, int64_t activity, struct fault *why) MUST_CHECK;
enum err job_read(struct db *db, struct arena *arena, int64_t id, struct job_view *out, struct fault *why) MUST_CHECK;
/* Writes the plan's changes; ERR_CONFLICT when another was first. */
enum err job_write(struct db *db, const struct case_plan *plan, struct fault *why) MUST_CHECK;

#endif
