/*
 * count.h - what a case adds to the figures: a function of its row alone.
 *
 * A step subtracts what the row added before and adds what it adds after, so
 * the counters never drift and can be counted again from the rows.
 * Counters are kept per street (c/STREET/DIMENSION/VALUE/METRIC): a district or
 * the city sums its streets.  Dimensions: t type, s source, d civil day.
 * Metrics: opened, closed, ontime, overdue (open cases past their time), void
 * (not accepted or merged).  By day a case is opened and overdue on the day it
 * was opened, closed and void on the day it ended.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_COUNT_H
#define CASE_COUNT_H

#include "case/case.h"

#define COUNT_PREFIX "c/"
enum { COUNT_KEYS_MAX = 9 };   /* three dimensions of at most three metrics */

/* The counters this case stands in, each by one; the keys live in the arena. */
struct count_keys { size_t count; struct str keys[COUNT_KEYS_MAX]; };
enum err count_keys(struct arena *arena, const struct org *org, const struct case_record *record, struct count_keys *out,
                    struct fault *why) MUST_CHECK;

/* Nothing that count_keys looks at differs. */
bool count_same(const struct case_record *a, const struct case_record *b);

#endif
