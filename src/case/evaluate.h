/*
 * evaluate.h - rates and scores of the evaluation, from sums of measures.
 *
 * The model: an indicator (指标) is one measure over another, in percent, better
 * when higher or when lower; a score sheet (考核表) gives points for indicators
 * (full points at the target, so many lost for each percentage point short of it,
 * never below none) and takes points for each case of a measure.  All of it is
 * dated rows of three catalogues (measures, evaluation, score_sheets), drafted,
 * approved and released like any definition; which rows hold is asked for a day.
 *
 * A rate without cases is none; it costs no points.  Pure: no clock, no store.
 * Ownership: all lives in the arena given.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_EVALUATE_H
#define CASE_EVALUATE_H

#include "case/measure.h"

enum better { BETTER_NONE, BETTER_HIGHER, BETTER_LOWER };
struct measure_words { struct str zh, en, meaning, meaning_en; };
struct indicator {
    struct str code, zh, en, formula, formula_en, source;
    enum measure numerator, denominator;
    enum better better;
    double target;                        /* percent; negative: none */
};
/* By points: a rate against its target.  By cases: so much for each case of the measure. */
struct score_rule {
    struct str sheet, zh, en, source;
    const struct indicator *indicator;    /* NULL: by cases */
    enum measure measure;
    double target, full, lost;
};
struct evaluation {
    struct measure_words words[MEASURE__COUNT];
    struct indicator *indicators;
    struct score_rule *rules;             /* those of a sheet stand together */
    size_t indicator_count, rule_count;
};
struct evaluation_texts { struct str measures, evaluation, sheets; };
/* The rows in effect on `day`; with str "" all.  ERR_INVALID names file and row, ERR_NOT_FOUND when one is not deployed. */
enum err evaluation_load(struct arena *arena, const struct evaluation_texts *texts, struct str day, struct evaluation *out, struct fault *why) MUST_CHECK;

/* In percent; false when there is no case to speak of. */
bool evaluation_rate(const struct indicator *indicator, const int64_t sums[MEASURE__COUNT], double *percent);
/* What a rule gives (or, negative, takes). */
double evaluation_points(const struct score_rule *rule, const int64_t sums[MEASURE__COUNT]);
/* The sum of a sheet's rules, never below 0; false when nothing was reported or there is no such sheet. */
bool evaluation_score(const struct evaluation *evaluation, struct str sheet, const int64_t sums[MEASURE__COUNT], double *score);
/* The points a sheet gives at most. */
double evaluation_full(const struct evaluation *evaluation, struct str sheet);

#endif
