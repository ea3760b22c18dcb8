/*
 * models_store.h - what the module reads by itself; inside models/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODELS_MODELS_STORE_H
#define MODELS_MODELS_STORE_H

#include "case/case.h"

/* A decision as it was made, and as much of its case as says where it lies. */
struct past_decision { int64_t id, at; struct str inputs, result, matches; struct case_record record; };
enum { PAST_PAGE = 500 };
/*
 * Those of this decision in the PAST_PAGE steps that decided before `below`, one
 * a step, newest first; *next is where the following page begins, 0 when there is none.
 */
enum err past_decisions(struct db *db, struct arena *arena, struct str decision, int64_t below, struct past_decision **out, size_t *count,
                        int64_t *next, struct fault *why) MUST_CHECK;

#endif
