/*
 * evaluate.c - see evaluate.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/evaluate.h"

#include <stdlib.h>

#include "base/csv.h"

struct reading { struct arena *arena; struct str day; const char *file; struct csv csv; };

static enum err bad(const struct reading *r, size_t row, const char *column, struct fault *why)
{
    return fault_set(why, ERR_INVALID, "%s.csv 第 %zu 行的 %s 不对", "row %2$zu of %1$s.csv: %3$s is wrong", r->file, row + 2, column);
}

static enum err open_table(struct reading *r, const char *file, struct str text, struct fault *why)
{
    r->file = file;
    if (!text.at) return fault_set(why, ERR_NOT_FOUND, "目录 %s 未部署", "the catalogue %s is not deployed", file);
    return csv_parse(r->arena, text, &r->csv, why);
}

/* Dates compare as text. */
static bool in_effect(const struct reading *r, size_t row)
{
    struct str from = csv_get(&r->csv, row, "effective_from"), to = csv_get(&r->csv, row, "effective_to");

    if (!r->day.len) return true;
    return !(from.len && str_compare(from, r->day) > 0) && !(to.len && str_compare(to, r->day) < 0);
}

/* A figure with up to three decimals, between 0 and 1000; `absent` for an empty cell. */
static bool read_figure(struct str cell, double absent, double *out)
{
    struct str rest = cell, whole = STR_NONE;
    int64_t n, part = 0;

    if (!cell.len) {
        *out = absent;
        return true;
    }
    if (!str_split(&rest, '.', &whole) || rest.len > 3 || num_parse_int(whole, 0, 1000, &n)) return false;
    if (rest.len && num_parse_int(rest, 0, 999, &part)) return false;
    *out = (double)n + (double)part / (rest.len == 1 ? 10 : rest.len == 2 ? 100 : 1000);
    return true;
}

static enum err read_measures(struct reading *r, struct evaluation *e, struct fault *why)
{
    for (size_t i = 0; i < r->csv.rows; i++) {
        enum measure measure = measure_from(csv_get(&r->csv, i, "code"));
        if (measure == MEASURE__COUNT) return bad(r, i, "code", why);
        e->words[measure] = (struct measure_words){ csv_get(&r->csv, i, "zh"), csv_get(&r->csv, i, "en"), csv_get(&r->csv, i, "meaning"), csv_get(&r->csv, i, "meaning_en") };
    }
    for (int m = 0; m < MEASURE__COUNT; m++)
        if (!e->words[m].zh.len || !e->words[m].en.len)
            return fault_set(why, ERR_INVALID, "measures.csv 缺少“%s”", "measures.csv lacks \"%s\"", measure_name((enum measure)m));
    return ERR_OK;
}

static enum err read_indicators(struct reading *r, struct evaluation *e, struct fault *why)
{
    e->indicators = arena_array(r->arena, struct indicator, r->csv.rows + 1);
    if (!e->indicators) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < r->csv.rows; i++) {
        struct indicator *one = &e->indicators[e->indicator_count];
        struct str better = csv_get(&r->csv, i, "better");
        *one = (struct indicator){
            .code = csv_get(&r->csv, i, "code"), .zh = csv_get(&r->csv, i, "zh"), .en = csv_get(&r->csv, i, "en"),
            .formula = csv_get(&r->csv, i, "formula"), .formula_en = csv_get(&r->csv, i, "formula_en"), .source = csv_get(&r->csv, i, "source"),
            .numerator = measure_from(csv_get(&r->csv, i, "numerator")), .denominator = measure_from(csv_get(&r->csv, i, "denominator")),
            .better = str_is(better, "higher") ? BETTER_HIGHER : str_is(better, "lower") ? BETTER_LOWER : BETTER_NONE,
        };
        if (!one->code.len || !one->zh.len || !one->en.len) return bad(r, i, "code, zh, en", why);
        if (one->numerator == MEASURE__COUNT) return bad(r, i, "numerator", why);
        if (one->denominator == MEASURE__COUNT) return bad(r, i, "denominator", why);
        if (one->better == BETTER_NONE && !str_is(better, "none")) return bad(r, i, "better", why);
        if (!read_figure(csv_get(&r->csv, i, "target_pct"), -1, &one->target) || one->target > 100) return bad(r, i, "target_pct", why);
        if (in_effect(r, i)) e->indicator_count++;
    }
    return ERR_OK;
}

static const struct indicator *indicator_of(const struct evaluation *e, struct str code)
{
    for (size_t i = 0; i < e->indicator_count; i++)
        if (str_eq(e->indicators[i].code, code)) return &e->indicators[i];
    return NULL;
}

static enum err read_rule(const struct reading *r, const struct evaluation *e, size_t i, struct score_rule *one, struct fault *why)
{
    struct str by = csv_get(&r->csv, i, "by");

    *one = (struct score_rule){
        .sheet = csv_get(&r->csv, i, "sheet"), .zh = csv_get(&r->csv, i, "zh"), .en = csv_get(&r->csv, i, "en"), .source = csv_get(&r->csv, i, "source"),
        .measure = measure_from(csv_get(&r->csv, i, "measure")),
    };
    if (!one->sheet.len || !one->zh.len || !one->en.len) return bad(r, i, "sheet, zh, en", why);
    if (!read_figure(csv_get(&r->csv, i, "points_lost"), -1, &one->lost) || one->lost < 0) return bad(r, i, "points_lost", why);
    if (str_is(by, "case")) return one->measure == MEASURE__COUNT ? bad(r, i, "measure", why) : ERR_OK;
    one->indicator = indicator_of(e, csv_get(&r->csv, i, "indicator"));
    if (!str_is(by, "point")) return bad(r, i, "by", why);
    if (!read_figure(csv_get(&r->csv, i, "target_pct"), -1, &one->target) || one->target < 0 || one->target > 100) return bad(r, i, "target_pct", why);
    if (!read_figure(csv_get(&r->csv, i, "full_points"), -1, &one->full) || one->full < 0) return bad(r, i, "full_points", why);
    if (!in_effect(r, i)) return ERR_OK;   /* an indicator may have ended with the rules that named it */
    return one->indicator && one->indicator->better != BETTER_NONE ? ERR_OK : bad(r, i, "indicator", why);
}

static enum err read_rules(struct reading *r, struct evaluation *e, struct fault *why)
{
    e->rules = arena_array(r->arena, struct score_rule, r->csv.rows + 1);
    if (!e->rules) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < r->csv.rows; i++) {
        enum err err = read_rule(r, e, i, &e->rules[e->rule_count], why);
        if (err) return err;
        if (in_effect(r, i)) e->rule_count++;
    }
    return ERR_OK;
}

enum err evaluation_load(struct arena *arena, const struct evaluation_texts *texts, struct str day, struct evaluation *out, struct fault *why)
{
    struct reading r = { .arena = arena, .day = day };
    struct evaluation e = { .rule_count = 0 };
    enum err err = open_table(&r, "measures", texts->measures, why);

    if (!err) err = read_measures(&r, &e, why);
    if (!err) err = open_table(&r, "evaluation", texts->evaluation, why);
    if (!err) err = read_indicators(&r, &e, why);
    if (!err) err = open_table(&r, "score_sheets", texts->sheets, why);
    if (!err) err = read_rules(&r, &e, why);
    if (!err) *out = e;
    return err;
}

bool evaluation_rate(const struct indicator *indicator, const int64_t sums[MEASURE__COUNT], double *percent)
{
    int64_t whole = sums[indicator->denominator];

    if (whole <= 0) return false;
    *percent = (double)sums[indicator->numerator] * 100.0 / (double)whole;
    return true;
}

double evaluation_points(const struct score_rule *rule, const int64_t sums[MEASURE__COUNT])
{
    double percent, short_of;

    if (!rule->indicator) return -rule->lost * (double)sums[rule->measure];
    if (!evaluation_rate(rule->indicator, sums, &percent)) return rule->full;
    short_of = rule->indicator->better == BETTER_LOWER ? percent - rule->target : rule->target - percent;
    if (short_of <= 0) return rule->full;
    return short_of * rule->lost >= rule->full ? 0 : rule->full - short_of * rule->lost;
}

bool evaluation_score(const struct evaluation *e, struct str sheet, const int64_t sums[MEASURE__COUNT], double *score)
{
    double sum = 0;
    bool any = false;

    for (size_t i = 0; i < e->rule_count; i++) {
        if (!str_eq(e->rules[i].sheet, sheet)) continue;
        sum += evaluation_points(&e->rules[i], sums);
        any = true;
    }
    if (!any || !sums[MEASURE_REPORTED]) return false;
    *score = sum > 0 ? sum : 0;
    return true;
}

double evaluation_full(const struct evaluation *e, struct str sheet)
{
    double sum = 0;

    for (size_t i = 0; i < e->rule_count; i++)
        if (str_eq(e->rules[i].sheet, sheet) && e->rules[i].indicator) sum += e->rules[i].full;
    return sum;
}
