/*
 * check_catalogue.c - a table is whole, keeps its columns and codes, and loads with the others.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/table.h"
#include "calendar/calendar.h"
#include "calendar/clock.h"
#include "case/catalogue.h"
#include "case/definition_check.h"
#include "case/evaluate.h"

struct check { struct definition_view *view; struct str key; struct findings *findings; };

static void found(struct check *c, size_t line, struct str element, const char *field, const char *zh, const char *en)
{
    struct arena *a = view_arena(c->view);
    const struct finding finding = { .code = ERR_INVALID, .element = element, .field = str_from_c(field), .line = line,
                                     .zh = str_format(a, "%.*s：%s", STR_ARG(element), zh), .en = str_format(a, "%.*s: %s", STR_ARG(element), en) };

    findings_add(c->findings, &finding);
}

static bool has_column(const struct csv *csv, struct str name)
{
    for (size_t i = 0; i < csv->columns; i++)
        if (str_eq(csv->header[i], name)) return true;
    return false;
}

/* Rows with these codes are looked for by running cases: they end by date, and stay. */
static bool keeps_codes(struct str key)
{
    return str_is(key, "events") || str_is(key, "stages") || str_is(key, "sources") || str_is(key, "results") || str_is(key, "whistles") ||
           str_is(key, "papers") || str_is(key, "supervision");
}

static void compare(struct check *c, const struct csv *old, const struct csv *now, const struct table *codes)
{
    for (size_t i = 0; i < old->columns; i++)
        if (!has_column(now, old->header[i])) found(c, 1, old->header[i], "column", "缺少这一列", "this column is missing");
    for (size_t i = 0; keeps_codes(c->key) && i < old->rows; i++) {
        struct str code = csv_get(old, i, "code");
        if (code.len && !table_get(codes, code))
            found(c, 0, code, "code", "在用的编码不能删除，请填写失效日期", "a code in use cannot be deleted; give it an end date");
    }
}

static void check_processes(struct check *c, const struct csv *events)
{
    for (size_t i = 0; i < events->rows; i++) {
        struct str process = csv_get(events, i, "process");
        if (process.len && !view_process(c->view, process)) found(c, i + 2, csv_get(events, i, "code"), "process", "没有这个流程", "there is no such process");
    }
}

/* The three tables of the evaluation name one another and what is counted. */
static void check_evaluation(struct check *c)
{
#define TEXT(name) view_text(c->view, DEFINITION_CATALOGUE, STR(name))
    const struct evaluation_texts texts = { TEXT("measures"), TEXT("evaluation"), TEXT("score_sheets") };
#undef TEXT
    struct evaluation evaluation;
    struct fault why = { 0 };

    if (evaluation_load(view_arena(c->view), &texts, STR(""), &evaluation, &why)) findings_fault(c->findings, c->key, why.at, &why);
}

/* Everything read from catalogues at once, as a server does. */
static void check_together(struct check *c)
{
    struct arena *a = view_arena(c->view);
    struct definition_view *v = c->view;
#define TEXT(name) view_text(v, DEFINITION_CATALOGUE, STR(name))
    const struct catalogue_texts texts = { TEXT("events"), TEXT("stages"), TEXT("sources"), TEXT("results"), TEXT("personal_data"), .whistles = TEXT("whistles"),
                                            .papers = TEXT("papers"), .supervision = TEXT("supervision") };
    const struct calendar_texts days = { .days = TEXT("china"), .fixed_days = TEXT("fixed_days"), .windows = TEXT("work_windows") };
    struct str lights_text = TEXT("lights");
#undef TEXT
    struct catalogue *catalogue;
    struct calendar *calendar;
    struct clock_light *lights;
    size_t count;
    struct fault why = { 0 };
    enum err err = catalogue_load(a, &texts, &catalogue, &why);

    if (!err) err = days.days.at ? calendar_load(a, &days, &calendar, &why) : fault_set(&why, ERR_NOT_FOUND, "没有日历", "there is no calendar");
    if (!err) err = clock_lights_load(a, lights_text, &lights, &count, &why);
    if (err) findings_fault(c->findings, c->key, why.at, &why);
}

void check_catalogue(struct definition_view *view, struct shelf *shelf, struct str key, struct findings *findings)
{
    struct check c = { .view = view, .key = key, .findings = findings };
    struct str before = shelf_text(shelf, DEFINITION_CATALOGUE, key, INT64_MAX, NULL);
    struct csv old, now;
    struct table codes;
    struct fault why = { 0 };

    if (csv_parse(view_arena(view), view_text(view, DEFINITION_CATALOGUE, key), &now, &why)) {
        findings_fault(findings, STR_NONE, why.at, &why);
        return;
    }
    table_init(&codes, view_arena(view));
    for (size_t i = 0; i < now.rows; i++) {
        struct str code = csv_get(&now, i, "code");
        if (!code.at) break;
        if (!code.len) found(&c, i + 2, STR("code"), "code", "缺少编码", "the code is missing");
        else if (table_get(&codes, code)) found(&c, i + 2, code, "code", "编码重复", "the code stands there twice");
        else if (table_put(&codes, code, &codes)) return;
    }
    if (before.at && !csv_parse(view_arena(view), before, &old, NULL)) compare(&c, &old, &now, &codes);
    if (str_is(key, "events") || str_is(key, "whistles") || str_is(key, "papers")) check_processes(&c, &now);
    if (str_is(key, "measures") || str_is(key, "evaluation") || str_is(key, "score_sheets")) check_evaluation(&c);
    check_together(&c);
}
