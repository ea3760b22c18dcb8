/*
 * measuring.h - every number of the evaluation is the length of the list behind it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CASE_MEASURING_H
#define TESTS_CASE_MEASURING_H

#include "case/measure.h"
#include "ward.h"

/* The sum of a measure over all tallies whose key starts with `prefix`. */
int64_t measuring_sum(struct ward *w, const char *prefix, enum measure measure);
/* How many cases the list has, read in pages of three. */
int64_t measuring_listed(struct ward *w, struct measure_filter filter);
/*
 * For every tally and every measure: the list of its street, month, grid, unit, type and source has as many cases as the
 * tally says, each of them really has the fact, and every case stands in exactly one tally of each kind.
 */
void measuring_check(struct ward *w);

#endif
