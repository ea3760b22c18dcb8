/*
 * heat.h - how often and how long the steps of a process take (热力): figures about steps, never about people.
 *
 * The model: counters, each a function of rows, so that they can be counted
 * again.  A task that was done or sent back counts by process, street of its
 * case (and for all streets together), month in which it ended, and element:
 *   h/u/PROCESS/STREET/MONTH/ELEMENT/METRIC
 * with the metrics n (ended), r (sent back) and, of those done, a bucket of its
 * duration.  An element or flow that a case passed counts once a case, by the
 * month in which the case was opened, for the whole city:
 *   h/p/PROCESS/MONTH/+ELEMENT   h/p/PROCESS/MONTH/>FLOW
 * Buckets grow by a quarter of a power of two, so a time read from them is true
 * to about an eighth.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_HEAT_H
#define CASE_HEAT_H

#include "case/plan.h"

#define HEAT_PREFIX "h/"
#define HEAT_TASK_PREFIX "h/u/"
#define HEAT_PATH_PREFIX "h/p/"
#define HEAT_ALL "all"
enum { HEAT_BUCKETS = 160, HEAT_KEYS_MAX = 6, HEAT_MONTH = 8 };

/* What counts of a task. */
struct heat_task { struct str process, element, outcome; int64_t state, opened_at, closed_at; };
struct heat_keys { struct str keys[HEAT_KEYS_MAX]; size_t count; };
/* None for a task that is open, or was withdrawn otherwise.  `street` is a code. */
enum err heat_task_keys(struct arena *arena, struct str street, const struct heat_task *task, struct heat_keys *out, struct fault *why) MUST_CHECK;
/* The counter of one name of a path ("+process/element"); at == NULL for what is no such name. */
struct str heat_path_key(struct arena *arena, int64_t opened_at, struct str name);

/* "2026-03" of an instant. */
void heat_month(int64_t ms, char out[HEAT_MONTH]);
/* The bucket of a duration, and the seconds where a bucket begins. */
int heat_bucket(int64_t ms);
int64_t heat_bucket_begins(int bucket);
/* The duration in seconds below which `share` percent of the counted lie; -1 when there are none. */
int64_t heat_percentile(const int64_t counts[HEAT_BUCKETS], int share);

/* Inside apply: what this step adds. */
enum err heat_step(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
/* heat_store.c: what a case that moved to another street takes with it. */
enum err heat_move(struct db *db, int64_t case_id, struct str from, struct str to, struct fault *why) MUST_CHECK;

#endif
