/*
 * engine.h - what effects about user tasks do to the plan; inside the engine only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_ENGINE_H
#define CASE_ENGINE_H

#include "case/plan.h"

/* A new row, or the one that waited for signatures. */
enum err engine_open_task(struct case_plan *plan, const struct bpmn_effect *effect, struct fault *why) MUST_CHECK;
/* It waits for signatures: set aside until they are given. */
enum err engine_hold_task(struct case_plan *plan, int64_t activity, struct fault *why) MUST_CHECK;
/* Withdrawn: a task, or the job of an outside worker. */
enum err engine_close_task(struct case_plan *plan, int64_t activity, struct fault *why) MUST_CHECK;
/* A countersignature is decided: journaled with its figures. */
enum err engine_round_over(struct case_plan *plan, const struct bpmn_effect *effect, struct fault *why) MUST_CHECK;

#endif
