/*
 * evaluate_test.c - rates and scores: the published figures, and what the catalogues may say.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "case/evaluate.h"

static struct arena *arena;
static struct evaluation_texts texts;

static struct str text_of(const char *name)
{
    char path[300];
    struct str text;

    (void)snprintf(path, sizeof path, SOURCE_ROOT "/content/catalogues/%s.csv", name);
    assert_int_equal(io_read(arena, path, 1 << 20, &text, NULL), ERR_OK);
    return text;
}

static int setup(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    texts = (struct evaluation_texts){ text_of("measures"), text_of("evaluation"), text_of("score_sheets") };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static struct evaluation loaded(const char *day)
{
    struct evaluation e = { 0 };
    struct fault why = { 0 };

    if (evaluation_load(arena, &texts, str_from_c(day), &e, &why)) fail_msg("%s", why.en);
    return e;
}

static const struct indicator *indicator(const struct evaluation *e, const char *code)
{
    for (size_t i = 0; i < e->indicator_count; i++)
        if (str_is(e->indicators[i].code, code)) return &e->indicators[i];
    fail_msg("no indicator %s", code);
    return NULL;
}

/* As a sheet of paper shows it: two decimals. */
static void assert_percent(const struct indicator *one, const int64_t *sums, const char *expected)
{
    char text[32] = "none";
    double percent;

    if (evaluation_rate(one, sums, &percent)) (void)snprintf(text, sizeof text, "%.2f", percent);
    if (strcmp(text, expected) != 0) fail_msg("%.*s: %s, not %s", STR_ARG(one->code), text, expected);
}

/* 天门 2016-12: 1054 reported, 996 filed, 972 due, 911 closed, 737 in time. */
static void test_figures_published_by_tianmen(void **state)
{
    const struct evaluation e = loaded("2026-12-31");
    int64_t sums[MEASURE__COUNT] = {
        [MEASURE_REPORTED] = 1054, [MEASURE_FILED] = 996, [MEASURE_DUE] = 972, [MEASURE_CLOSED] = 911, [MEASURE_CLOSED_IN_TIME] = 737,
    };

    (void)state;
    assert_percent(indicator(&e, "close_rate"), sums, "93.72");
    assert_percent(indicator(&e, "on_time_rate"), sums, "75.82");
    assert_percent(indicator(&e, "filing_rate"), sums, "94.50");
    assert_percent(indicator(&e, "solved_rate"), sums, "none");
}

/* 福州 2022 and 2024: 结案率 99.99 %, 按期 99.83 %, 返工 0.05 %, 延期 0.02 %, in sums that give them. */
static void test_figures_published_by_fuzhou(void **state)
{
    const struct evaluation e = loaded("2026-12-31");
    int64_t sums[MEASURE__COUNT] = {
        [MEASURE_REPORTED] = 20000, [MEASURE_FILED] = 20000, [MEASURE_DUE] = 20000, [MEASURE_CLOSED] = 19998, [MEASURE_CLOSED_IN_TIME] = 19966,
        [MEASURE_ANSWERED] = 20000, [MEASURE_REWORKED] = 10, [MEASURE_EXTENDED] = 4,
    };

    (void)state;
    assert_percent(indicator(&e, "close_rate"), sums, "99.99");
    assert_percent(indicator(&e, "on_time_rate"), sums, "99.83");
    assert_percent(indicator(&e, "rework_rate"), sums, "0.05");
    assert_percent(indicator(&e, "extension_rate"), sums, "0.02");
}

/* 金华: 按期 ≥ 70 % is 50 points, 结案 ≥ 90 % is 20, one point less for each below; 0.2, 0.5 and 1 a case. */
static void test_scale_of_jinhua(void **state)
{
    static const struct { const char *name; int64_t due, closed, in_time, reworked, failed, misconduct; double score; } ROWS[] = {
        { "full", 100, 90, 70, 0, 0, 0, 70 },        { "more is not more", 100, 100, 100, 0, 0, 0, 70 },
        { "one short", 100, 89, 69, 0, 0, 0, 68 },   { "far short", 100, 10, 5, 0, 0, 0, 0 },
        { "rework", 100, 90, 70, 5, 0, 0, 69 },      { "failed checks", 100, 90, 70, 5, 2, 0, 68 },
        { "fraud", 100, 90, 70, 0, 0, 3, 67 },       { "nothing due", 0, 0, 0, 0, 0, 0, 70 },
        { "never below none", 100, 90, 70, 0, 0, 900, 0 },
    };
    const struct evaluation e = loaded("2026-12-31");

    (void)state;
    assert_true(evaluation_full(&e, STR("jinhua")) == 70 && evaluation_full(&e, STR("shao")) == 100);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        int64_t sums[MEASURE__COUNT] = {
            [MEASURE_REPORTED] = 100, [MEASURE_DUE] = ROWS[i].due, [MEASURE_CLOSED] = ROWS[i].closed, [MEASURE_CLOSED_IN_TIME] = ROWS[i].in_time,
            [MEASURE_ANSWERED] = 100, [MEASURE_REWORKED] = ROWS[i].reworked, [MEASURE_FAILED_CHECKS] = ROWS[i].failed, [MEASURE_MISCONDUCT] = ROWS[i].misconduct,
        };
        double score = -1;
        assert_true(evaluation_score(&e, STR("jinhua"), sums, &score));
        if (score < ROWS[i].score - 1e-9 || score > ROWS[i].score + 1e-9) fail_msg("%s: %f, not %f", ROWS[i].name, score, ROWS[i].score);
    }
}

static void test_no_score_without_cases_or_sheet(void **state)
{
    const struct evaluation e = loaded("2026-12-31");
    int64_t sums[MEASURE__COUNT] = { 0 };
    double score = 42;

    (void)state;
    assert_false(evaluation_score(&e, STR("jinhua"), sums, &score));
    sums[MEASURE_REPORTED] = 1;
    assert_false(evaluation_score(&e, STR("nothing"), sums, &score));
    assert_true(score == 42);
}

#define INDICATORS "code,zh,en,numerator,denominator,formula,formula_en,better,target_pct,source,effective_from,effective_to\n"
#define SHEETS "sheet,zh,en,indicator,measure,by,target_pct,full_points,points_lost,source,effective_from,effective_to\n"
#define CLOSE "close,结案率,Closing,closed,due,a,b,higher,90,s,2026-01-01,\n"

/* A scale changes from a date: each month is judged by what held on its last day. */
static void test_rows_hold_from_date_to_date(void **state)
{
    struct evaluation e;
    struct evaluation_texts t = texts;

    (void)state;
    t.evaluation = STR(INDICATORS CLOSE);
    t.sheets = STR(SHEETS "a,甲,A,close,,point,90,20,1,s,2026-01-01,2026-06-30\n" "a,甲,A,close,,point,95,30,2,s,2026-07-01,\n");
    assert_int_equal(evaluation_load(arena, &t, STR("2026-06-30"), &e, NULL), ERR_OK);
    assert_true(e.rule_count == 1 && e.rules[0].full == 20);
    assert_int_equal(evaluation_load(arena, &t, STR("2026-07-31"), &e, NULL), ERR_OK);
    assert_true(e.rule_count == 1 && e.rules[0].full == 30 && e.rules[0].lost == 2);
    assert_int_equal(evaluation_load(arena, &t, STR("2025-12-31"), &e, NULL), ERR_OK);
    assert_true(!e.rule_count && !e.indicator_count);
}

static void test_mistakes_are_named(void **state)
{
    static const struct { const char *name, *evaluation, *sheets, *says; } ROWS[] = {
        { "numerator", INDICATORS "x,甲,X,nothing,due,a,b,higher,90,s,,\n", SHEETS, "row 2 of evaluation.csv: numerator" },
        { "denominator", INDICATORS "x,甲,X,closed,,a,b,higher,90,s,,\n", SHEETS, "denominator" },
        { "better", INDICATORS "x,甲,X,closed,due,a,b,nicer,90,s,,\n", SHEETS, "better" },
        { "target", INDICATORS "x,甲,X,closed,due,a,b,higher,101,s,,\n", SHEETS, "target_pct" },
        { "no English", INDICATORS "x,甲,,closed,due,a,b,higher,90,s,,\n", SHEETS, "zh, en" },
        { "indicator", INDICATORS CLOSE, SHEETS "a,甲,A,open,,point,90,20,1,s,,\n", "row 2 of score_sheets.csv: indicator" },
        { "measure", INDICATORS CLOSE, SHEETS "a,甲,A,,open_ones,case,,,1,s,,\n", "measure" },
        { "by", INDICATORS CLOSE, SHEETS "a,甲,A,close,,person,90,20,1,s,,\n", "by" },
        { "points", INDICATORS CLOSE, SHEETS "a,甲,A,close,,point,90,-1,1,s,,\n", "full_points" },
        { "lost", INDICATORS CLOSE, SHEETS "a,甲,A,close,,point,90,20,1.2345,s,,\n", "points_lost" },
        { "cells", INDICATORS "x,甲\n", SHEETS, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct evaluation_texts t = texts;
        struct evaluation e = { .rule_count = 77 };
        struct fault why = { 0 };
        t.evaluation = str_from_c(ROWS[i].evaluation);
        t.sheets = str_from_c(ROWS[i].sheets);
        if (evaluation_load(arena, &t, STR(""), &e, &why) != ERR_INVALID) fail_msg("%s: was taken", ROWS[i].name);
        if (!strstr(why.en, ROWS[i].says)) fail_msg("%s: %s", ROWS[i].name, why.en);
        assert_int_equal(e.rule_count, 77);
    }
    {
        struct evaluation_texts t = texts;
        struct evaluation e;
        t.sheets = STR_NONE;
        assert_int_equal(evaluation_load(arena, &t, STR(""), &e, NULL), ERR_NOT_FOUND);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_published_by_tianmen), cmocka_unit_test(test_figures_published_by_fuzhou), cmocka_unit_test(test_scale_of_jinhua),
        cmocka_unit_test(test_no_score_without_cases_or_sheet), cmocka_unit_test(test_rows_hold_from_date_to_date), cmocka_unit_test(test_mistakes_are_named),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
