/*
 * surge.c - the tail of what may come, from what came in earlier weeks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/surge.h"

#include <assert.h>
#include <math.h>

enum { WEEKS_FOR_SPREAD = 3, TERMS_MAX = 20000000 };
#define PRIOR 0.5
#define NEGLIGIBLE 1e-16

/* The chance of `n` or more: from the nearer end of the distribution, so that small chances stay exact. */
static double tail(double r, double p, double n)
{
    double term, sum = 0, q = 1 - p, mean = r * q / p;

    if (n <= 0) return 1;
    if (n > mean) {
        term = exp(lgamma(n + r) - lgamma(r) - lgamma(n + 1) + r * log(p) + n * log(q));
        for (int i = 0; i < TERMS_MAX && term > 0; i++, n++) {
            sum += term;
            if (term < NEGLIGIBLE * sum) break;
            term *= (n + r) / (n + 1) * q;
        }
        return fmin(sum, 1);
    }
    term = exp(lgamma(n - 1 + r) - lgamma(r) - lgamma(n) + r * log(p) + (n - 1) * log(q));
    for (double j = n - 1; j >= 0 && term > 0; j--) {
        sum += term;
        if (term < NEGLIGIBLE * sum) break;
        term *= j / ((j - 1 + r) * q);
    }
    return fmax(1 - sum, 0);
}

/* Variance over mean, when the weeks differ more than chance. */
static double spread_of(const uint32_t *weeks, size_t count, double sum)
{
    double mean = sum / (double)count, square = 0;

    if (count < WEEKS_FOR_SPREAD || sum <= 0) return 1;
    for (size_t i = 0; i < count; i++) square += ((double)weeks[i] - mean) * ((double)weeks[i] - mean);
    return fmax(1, square / (double)(count - 1) / mean);
}

static double sum_of(const uint32_t *weeks, size_t count)
{
    double sum = 0;

    assert(count <= SURGE_WEEKS_MAX);
    for (size_t i = 0; i < count; i++) {
        assert(weeks[i] <= SURGE_COUNT_MAX);
        sum += (double)weeks[i];
    }
    return sum;
}

struct surge surge_judge(const uint32_t *weeks, size_t count, uint32_t now)
{
    double sum = sum_of(weeks, count), k = (double)count;
    struct surge surge = { .expected = 0, .chance = 1, .spread = 1 };

    assert(now <= SURGE_COUNT_MAX);
    if (!count) return surge;
    surge.spread = spread_of(weeks, count, sum);
    surge.expected = (PRIOR + sum) / k;
    surge.chance = tail(PRIOR + sum / surge.spread, k / (k + 1), ceil((double)now / surge.spread));
    return surge;
}

uint32_t surge_ready_for(const uint32_t *weeks, size_t count, double chance)
{
    uint32_t low = 0, high = 1;   /* reached with the chance or more; with less */

    if (!count) return 0;
    while (high < SURGE_COUNT_MAX && surge_judge(weeks, count, high).chance >= chance) low = high, high = high * 2 < SURGE_COUNT_MAX ? high * 2 : SURGE_COUNT_MAX;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (surge_judge(weeks, count, middle).chance >= chance) low = middle;
        else high = middle;
    }
    return high;
}
