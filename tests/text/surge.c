/*
 * surge.c - counts against what was to be expected: vectors, and what must hold of any counts.
 *
 * The chances were computed apart, with sixty decimal digits, by adding the
 * terms of the negative binomial distribution one by one from nought.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <math.h>

#include "text/surge.h"

static void test_vectors(void **state)
{
    static const struct { const char *name; uint32_t weeks[8]; size_t count; uint32_t now; double expected, chance; } rows[] = {
        { "never one before", { 0 }, 8, 1, 0.0625, 5.719095841794e-02 },
        { "three where there was none", { 0 }, 8, 3, 0.0625, 4.478216560532e-04 },
        { "as ever", { 2, 2, 2, 2, 2, 2, 2, 2 }, 8, 2, 2.0625, 5.942289576305e-01 },
        { "eleven instead of two", { 2, 2, 2, 2, 2, 2, 2, 2 }, 8, 11, 2.0625, 6.135978968616e-05 },
        { "thirty instead of two", { 2, 2, 2, 2, 2, 2, 2, 2 }, 8, 30, 2.0625, 2.381742238695e-18 },
        { "a hundred as ever", { 100, 100, 100, 100 }, 4, 100, 100.125, 5.133824189774e-01 },
        { "sixty more than a hundred", { 100, 100, 100, 100 }, 4, 160, 100.125, 7.268606370348e-07 },
        { "one week says little", { 1 }, 1, 5, 1.5, 6.449910955813e-02 },
        { "none is never a surge", { 3, 3 }, 2, 0, 3.25, 1 },
        { "no weeks, no judgement", { 0 }, 0, 50, 0, 1 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct surge s = surge_judge(rows[i].weeks, rows[i].count, rows[i].now);
        if (fabs(s.expected - rows[i].expected) > 1e-12 || fabs(s.chance - rows[i].chance) > 1e-9 * rows[i].chance)
            fail_msg("%s: expected %.6f, chance %.12e", rows[i].name, s.expected, s.chance);
        CHECK(rows[i].name, s.spread == 1);
    }
}

/* Weeks of the same sum that differ more say less. */
static void test_spread(void **state)
{
    static const uint32_t even[] = { 5, 5, 5, 5 }, uneven[] = { 0, 0, 0, 20 };
    struct surge a = surge_judge(even, 4, 14), b = surge_judge(uneven, 4, 14);
    (void)state;

    assert_true(a.spread == 1 && fabs(b.spread - 20) < 1e-12);   /* variance 100 over mean 5 */
    assert_true(a.expected == b.expected && a.chance < 0.01 && b.chance > 0.25);
}

static void test_any_counts(void **state)
{
    (void)state;

    for (int round = 0; round < 4000; round++) {
        uint32_t weeks[SURGE_WEEKS_MAX], more[SURGE_WEEKS_MAX];
        size_t count = (size_t)roll(1, SURGE_WEEKS_MAX);
        int32_t most = roll(0, 3) ? roll(0, 12) : roll(0, 40000);
        double last = 1, low = (double)roll(1, 200) / 1000;
        uint32_t ready;

        for (size_t i = 0; i < count; i++) {
            weeks[i] = (uint32_t)roll(0, most);
            more[i] = weeks[i] + (uint32_t)roll(0, 1);
        }
        assert_true(surge_judge(weeks, count, 0).chance == 1);
        for (uint32_t now = 0; now <= (uint32_t)most * 2 + 10; now += 1 + (uint32_t)most / 8) {
            struct surge s = surge_judge(weeks, count, now);
            assert_true(isfinite(s.chance) && s.chance >= 0 && s.chance <= last + 1e-12 && s.spread >= 1);   /* falls as the count rises */
            last = s.chance;
        }
        assert_true(surge_judge(weeks, count, 7).expected <= surge_judge(more, count, 7).expected);
        ready = surge_ready_for(weeks, count, low);
        assert_true(surge_judge(weeks, count, ready).chance < low);
        assert_true(ready == 0 || surge_judge(weeks, count, ready - 1).chance >= low);
    }
}

/* Drawn at random from a rate that does not change, a chance below one in twenty comes up in at most about one of twenty. */
static void test_honest(void **state)
{
    int alarms = 0, rounds = 4000;
    (void)state;

    for (int round = 0; round < rounds; round++) {
        double rate = (double)roll(1, 80) / 10;
        uint32_t drawn[9];

        for (size_t i = 0; i < 9; i++) {
            double product = 1, floor = exp(-rate);
            for (drawn[i] = 0; (product *= (double)roll(1, 1000000) / 1000000) > floor; drawn[i]++) {}
        }
        alarms += surge_judge(drawn, 8, drawn[8]).chance < 0.05;
    }
    assert_true(alarms < rounds * 6 / 100 && alarms > rounds / 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors), cmocka_unit_test(test_spread), cmocka_unit_test(test_any_counts), cmocka_unit_test(test_honest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
