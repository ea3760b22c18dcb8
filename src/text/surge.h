/*
 * surge.h - is a count more than was to be expected at this hour and weekday? (激增)
 *
 * Model.  `weeks` holds the counts of the same hours of the same weekday in the
 * k weeks before.  They come from a rate nobody knows; before any was seen every
 * rate counts alike but for Jeffreys' half (a Gamma prior of shape 1/2), so
 *     expected = (1/2 + sum of the weeks) / k
 * and what may come now has the negative binomial distribution with
 * r = 1/2 + sum and p = k / (k + 1).  Weeks that differ more than chance would
 * have them (variance over mean, d > 1, from three weeks on) say less: sum and
 * count are divided by d before.  The chance of a surge is that of seeing so
 * many or more; it is judged by being small, never by a ratio, so that one case
 * instead of none is no surge.
 *
 * The same distribution says what to be ready for: the least number that is
 * reached with a chance below the given one.
 *
 * Threads: pure; reads no clock.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_SURGE_H
#define TEXT_SURGE_H

#include "base/base.h"

enum { SURGE_WEEKS_MAX = 53, SURGE_COUNT_MAX = 10000000 };

struct surge {
    double expected;
    double chance;             /* of so many or more, 0-1; 1 without weeks */
    double spread;             /* d above, at least 1 */
};

/* `weeks` of `count` (at most SURGE_WEEKS_MAX) entries, each and `now` at most SURGE_COUNT_MAX. */
struct surge surge_judge(const uint32_t *weeks, size_t count, uint32_t now);

/* The least number that so many or more come with a chance below `chance` (0-1, not 0); 0 without weeks. */
uint32_t surge_ready_for(const uint32_t *weeks, size_t count, double chance);

#endif
