/*
 * evaluation_view.c - the evaluation's table as JSON.
 *
 * Lines give their figures, rates and points as lists in the order of
 * `measures`, `indicators` and `rules`: a city has a thousand lines.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/case_view.h"
#include "modules/command/evaluation.h"
#include "modules/command/shapes.h"

#define NAMED TEXT("code"), TEXT("name"), TEXT("name_en")

static const struct json_shape MEASURE = { "Measure", FIELDS{ NAMED, TEXT("meaning"), TEXT("meaning_en"), { 0 } } };
static const struct json_shape INDICATOR = { "Indicator", FIELDS{
    NAMED, TEXT("formula"), TEXT("formula_en"), TEXT("numerator"), TEXT("denominator"), TEXT("better"), OR_NULL("target", NUMBER), TEXT("source"), { 0 },
} };
static const struct json_shape SHEET = { "ScoreSheet", FIELDS{ NAMED, FIELD("full", NUMBER), { 0 } } };
static const struct json_shape RULE = { "ScoreRule", FIELDS{
    TEXT("name"), TEXT("name_en"), OR_NULL("indicator", TEXT), OR_NULL("measure", TEXT), OR_NULL("target", NUMBER), FIELD("full", NUMBER), FIELD("lost", NUMBER), TEXT("source"), { 0 },
} };
static const struct json_shape LINE = { "EvaluationLine", FIELDS{
    TEXT("key"), TEXT("name"), TEXT("name_en"), { "unit", JSON_OBJECT, true, &UNIT_REF }, FIELD("figures", ANY), FIELD("rates", ANY), FIELD("points", ANY),
    OR_NULL("score", NUMBER), OR_NULL("rank", INT), { 0 },
} };
const struct json_shape EVALUATION_TABLE = { "Evaluation", FIELDS{
    { "area", JSON_OBJECT, false, &UNIT_REF }, TEXT("by"), FIELD("groupings", ANY), TEXT("from"), TEXT("to"), TEXT("sheet"), MANY("sheets", SHEET), MANY("measures", MEASURE),
    MANY("indicators", INDICATOR), MANY("rules", RULE), { "total", JSON_OBJECT, false, &LINE }, MANY("items", LINE), { 0 },
} };

static void write_measures(struct json_out *out, const struct evaluation *e)
{
    json_list(out, "measures");
    for (int m = 0; m < MEASURE__COUNT; m++) {
        json_object(out, NULL);
        json_text(out, "code", measure_name((enum measure)m));
        json_str(out, "name", e->words[m].zh);
        json_str(out, "name_en", e->words[m].en);
        json_str(out, "meaning", e->words[m].meaning);
        json_str(out, "meaning_en", e->words[m].meaning_en);
        json_close(out);
    }
    json_close(out);
}

static void write_indicators(struct json_out *out, const struct evaluation *e)
{
    static const char *const BETTER[] = { "none", "higher", "lower" };

    json_list(out, "indicators");
    for (size_t i = 0; i < e->indicator_count; i++) {
        const struct indicator *one = &e->indicators[i];
        json_object(out, NULL);
        json_str(out, "code", one->code);
        json_str(out, "name", one->zh);
        json_str(out, "name_en", one->en);
        json_str(out, "formula", one->formula);
        json_str(out, "formula_en", one->formula_en);
        json_text(out, "numerator", measure_name(one->numerator));
        json_text(out, "denominator", measure_name(one->denominator));
        json_text(out, "better", BETTER[one->better]);
        if (one->target < 0) json_null(out, "target");
        else json_double(out, "target", one->target, 3);
        json_str(out, "source", one->source);
        json_close(out);
    }
    json_close(out);
}

static void write_sheets(struct json_out *out, const struct evaluation *e)
{
    json_list(out, "sheets");
    for (size_t i = 0; i < e->rule_count; i++) {
        if (i && str_eq(e->rules[i].sheet, e->rules[i - 1].sheet)) continue;
        json_object(out, NULL);
        json_str(out, "code", e->rules[i].sheet);
        json_str(out, "name", e->rules[i].zh);
        json_str(out, "name_en", e->rules[i].en);
        json_double(out, "full", evaluation_full(e, e->rules[i].sheet), 1);
        json_close(out);
    }
    json_close(out);
}

static void write_rules(struct json_out *out, const struct evaluation_table *t)
{
    json_list(out, "rules");
    for (size_t i = 0; i < t->evaluation.rule_count; i++) {
        const struct score_rule *rule = &t->evaluation.rules[i];
        if (!str_eq(rule->sheet, t->sheet)) continue;
        json_object(out, NULL);
        json_str(out, "name", rule->indicator ? rule->indicator->zh : t->evaluation.words[rule->measure].zh);
        json_str(out, "name_en", rule->indicator ? rule->indicator->en : t->evaluation.words[rule->measure].en);
        if (rule->indicator) json_str(out, "indicator", rule->indicator->code), json_null(out, "measure"), json_double(out, "target", rule->target, 3);
        else json_null(out, "indicator"), json_text(out, "measure", measure_name(rule->measure)), json_null(out, "target");
        json_double(out, "full", rule->full, 3);
        json_double(out, "lost", rule->lost, 3);
        json_str(out, "source", rule->source);
        json_close(out);
    }
    json_close(out);
}

static void write_line(struct call *call, const char *key, const struct evaluation_table *t, const struct evaluation_line *line)
{
    struct json_out *out = &call->out;

    json_object(out, key);
    json_str(out, "key", line->key);
    json_str(out, "name", line->name);
    json_str(out, "name_en", line->name_en);
    view_unit(call, "unit", line->unit_id);
    json_list(out, "figures");
    for (size_t m = 0; m < MEASURE__COUNT; m++) json_int(out, NULL, line->sums[m]);
    json_close(out);
    json_list(out, "rates");
    for (size_t i = 0; i < t->evaluation.indicator_count; i++) {
        double percent;
        if (evaluation_rate(&t->evaluation.indicators[i], line->sums, &percent)) json_double(out, NULL, percent, 2);
        else json_null(out, NULL);
    }
    json_close(out);
    json_list(out, "points");
    for (size_t i = 0; i < t->evaluation.rule_count; i++)
        if (str_eq(t->evaluation.rules[i].sheet, t->sheet)) json_double(out, NULL, evaluation_points(&t->evaluation.rules[i], line->sums), 2);
    json_close(out);
    if (line->scored) json_double(out, "score", line->score, 2);
    else json_null(out, "score");
    if (line->rank) json_int(out, "rank", line->rank);
    else json_null(out, "rank");
    json_close(out);
}

void evaluation_write(struct call *call, const struct evaluation_table *t)
{
    struct json_out *out = &call->out;

    view_unit(call, "area", t->scope.area->id);
    json_text(out, "by", grouping_name(t->by));
    json_list(out, "groupings");
    for (int by = 0; by < BY__COUNT; by++)
        if (evaluation_may(t->scope.area, (enum grouping)by)) json_text(out, NULL, grouping_name((enum grouping)by));
    json_close(out);
    json_str(out, "from", t->scope.from_text);
    json_str(out, "to", t->scope.to_text);
    json_str(out, "sheet", t->sheet);
    write_sheets(out, &t->evaluation);
    write_measures(out, &t->evaluation);
    write_indicators(out, &t->evaluation);
    write_rules(out, t);
    write_line(call, "total", t, &t->total);
    json_list(out, "items");
    for (size_t i = 0; i < t->line_count; i++) write_line(call, NULL, t, &t->lines[i]);
    json_close(out);
}
