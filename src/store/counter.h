/*
 * counter.h - reading and rebuilding counters.
 *
 * A counter is a key and a sum.  Jobs add to it with store_count (store.h); its
 * keys are grouped by prefix ("open/street/…"), compared by bytes.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_COUNTER_H
#define STORE_COUNTER_H

#include "store/store.h"

/* Columns of store_counter_range. */
enum { COUNTER_KEY, COUNTER_VALUE };

/* All counters whose key starts with `prefix`, sorted by key; those at 0 are not left out. */
enum err store_counter_range(struct db *db, struct arena *arena, struct str prefix, struct rows *rows,
                             struct fault *why) MUST_CHECK;

/*
 * Inside apply, first step of a rebuild: removes the counters under `prefix`
 * and voids what earlier jobs of the batch added to them, because their rows
 * are already to be seen by the counting that follows.  On PostgreSQL other
 * writers wait with their counters until this job has committed.
 */
enum err store_counter_clear(struct db *db, struct str prefix, struct fault *why) MUST_CHECK;

#endif
