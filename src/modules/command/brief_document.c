/*
 * brief_document.c - a briefing in words: names of its lines, and the document that PDF and workbook are written from.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "case/evaluate.h"
#include "document/document.h"
#include "modules/command/brief.h"

enum { COLUMNS = 6 };

struct drafting {
    struct call *call;
    const struct brief *brief;
    struct evaluation evaluation;
    bool english;
    struct document_part *parts;
    size_t count;
    enum err err;
};

static struct str say(const struct drafting *d, const char *zh, const char *en)
{
    return str_from_c(d->english ? en : zh);
}

enum err brief_definitions(struct call *call, const struct brief *brief, struct evaluation *out, struct fault *why)
{
    struct world *world = app_of(call)->world;
#define TEXT(name) world_text(world, DEFINITION_CATALOGUE, STR(name), world_release(world))
    const struct evaluation_texts texts = { TEXT("measures"), TEXT("evaluation"), TEXT("score_sheets") };
#undef TEXT
    char day[11];

    day_print((struct day){ brief->span.to.since_epoch - 1 }, day);
    return evaluation_load(call->arena, &texts, str_dup(call->arena, str_from_c(day)), out, why);
}

void brief_line_name(struct call *call, const struct brief *brief, enum brief_by by, const struct brief_line *line, struct str *zh, struct str *en)
{
    struct world *world = app_of(call)->world;
    const struct item *item = by == BRIEF_BY_TYPE ? world_item(world, line->key) : NULL;
    const struct source *source = by == BRIEF_BY_SOURCE ? world_source(world, line->key) : NULL;
    const struct unit *unit = NULL;
    int64_t id = 0;

    *zh = *en = line->key;
    if (by == BRIEF_BY_SLOT && brief->span.kind == BRIEF_DAY) *zh = *en = str_format(call->arena, "%.*s:00", STR_ARG(line->key));
    else if (by == BRIEF_BY_SLOT) *zh = *en = str_sub(line->key, 5, 5);
    else if (item) *zh = item->name, *en = item->name_en;
    else if (source) *zh = source->name, *en = source->en;
    else if (by == BRIEF_BY_AREA || by == BRIEF_BY_UNIT) {
        if (!num_parse_int(line->key, 1, INT64_MAX, &id)) unit = org_unit(call->org, id);
        if (unit) *zh = *en = unit->name;
        else *zh = STR("未划定"), *en = STR("none");
    }
}

/* ── Parts ─────────────────────────────────────────────────────────────── */

static struct document_part *add_part(struct drafting *d, struct str heading, struct str note, const struct str *columns, size_t column_count, size_t rows)
{
    struct document_part *part = &d->parts[d->count++];
    struct str *copied = arena_array(d->call->arena, struct str, column_count);
    struct document_cell *cells = arena_array(d->call->arena, struct document_cell, rows * column_count + 1);

    if (!copied || !cells) {
        d->err = ERR_NO_MEMORY;
        rows = 0;
    } else memcpy(copied, columns, column_count * sizeof *columns);
    *part = (struct document_part){ .heading = heading, .note = note, .columns = copied, .column_count = column_count, .cells = cells, .row_count = rows };
    return part;
}

static void put(struct document_part *part, size_t row, size_t column, struct document_cell cell)
{
    struct document_cell *cells = (struct document_cell *)(uintptr_t)part->cells;   /* made by add_part for this */

    if (row < part->row_count) cells[row * part->column_count + column] = cell;
}

static struct document_cell text_cell(struct str text) { return (struct document_cell){ .kind = CELL_TEXT, .text = text }; }
static struct document_cell count_cell(int64_t n) { return (struct document_cell){ .kind = CELL_COUNT, .number = (double)n }; }

static struct document_cell rate_cell(const struct drafting *d, const char *code, const int64_t *sums)
{
    double percent;

    for (size_t i = 0; i < d->evaluation.indicator_count; i++)
        if (str_is(d->evaluation.indicators[i].code, code) && evaluation_rate(&d->evaluation.indicators[i], sums, &percent))
            return (struct document_cell){ .kind = CELL_PERCENT, .number = percent };
    return (struct document_cell){ .kind = CELL_NONE };
}

static void add_summary(struct drafting *d)
{
    static const enum measure SHOWN[] = { MEASURE_REPORTED, MEASURE_FILED, MEASURE_DUE, MEASURE_CLOSED, MEASURE_CLOSED_IN_TIME, MEASURE_SELF_CLOSED, MEASURE_REWORKED, MEASURE_SUPERVISED };
    const struct brief *b = d->brief;
    const struct str columns[] = { say(d, "项目", "Item"), say(d, "本期", "This time"), say(d, "上期", "Before"), say(d, "增减", "Change") };
    struct document_part *part = add_part(d, say(d, "概况", "Summary"),
                                          str_format(d->call->arena, d->english ? "When this was made %lld cases were open, of which %lld overdue." : "编制时在办 %lld 件，其中超期 %lld 件。",
                                                     (long long)b->open, (long long)b->overdue),
                                          columns, COUNT_OF(columns), COUNT_OF(SHOWN));

    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        const struct measure_words *words = &d->evaluation.words[SHOWN[i]];
        put(part, i, 0, text_cell(d->english ? words->en : words->zh));
        put(part, i, 1, count_cell(b->total[SHOWN[i]]));
        put(part, i, 2, count_cell(b->before[SHOWN[i]]));
        put(part, i, 3, count_cell(b->total[SHOWN[i]] - b->before[SHOWN[i]]));
    }
}

static void add_rates(struct drafting *d)
{
    const struct str columns[] = { say(d, "指标", "Rate"), say(d, "本期", "This time"), say(d, "上期", "Before"), say(d, "目标", "Target") };
    struct document_part *part = add_part(d, say(d, "指标", "Rates"), say(d, "本期上报的办件，到编制时为止。", "Of the cases reported in this time, as they stood when this was made."), columns,
                                          COUNT_OF(columns), d->evaluation.indicator_count);

    for (size_t i = 0; i < d->evaluation.indicator_count; i++) {
        const struct indicator *one = &d->evaluation.indicators[i];
        struct str code = one->code;
        put(part, i, 0, text_cell(d->english ? one->en : one->zh));
        put(part, i, 1, rate_cell(d, str_c(d->call->arena, code), d->brief->total));
        put(part, i, 2, rate_cell(d, str_c(d->call->arena, code), d->brief->before));
        put(part, i, 3, one->target < 0 ? (struct document_cell){ .kind = CELL_NONE } : (struct document_cell){ .kind = CELL_PERCENT, .number = one->target });
    }
}

static void add_lines(struct drafting *d, enum brief_by by, struct str heading, struct str first, enum document_chart chart)
{
    const struct str columns[COLUMNS] = { first, say(d, "上报", "Reported"), say(d, "应结案", "Due"), say(d, "结案", "Closed"), say(d, "按期结案率", "In time"), say(d, "超期", "Overdue") };
    const brief_lines *lines = &d->brief->lines[by];
    struct document_part *part;

    if (!lines->count) return;
    part = add_part(d, heading, lines->count == BRIEF_LINES ? say(d, "只列最多的几行。", "Only the largest lines are shown.") : STR(""), columns, COLUMNS, lines->count);
    part->chart = chart;
    part->charted = 1;
    for (size_t i = 0; i < lines->count; i++) {
        const int64_t *sums = lines->at[i]->sums;
        struct str zh, en;
        brief_line_name(d->call, d->brief, by, lines->at[i], &zh, &en);
        put(part, i, 0, text_cell(d->english ? en : zh));
        put(part, i, 1, count_cell(sums[MEASURE_REPORTED]));
        put(part, i, 2, count_cell(sums[MEASURE_DUE]));
        put(part, i, 3, count_cell(sums[MEASURE_CLOSED]));
        put(part, i, 4, rate_cell(d, "on_time_rate", sums));
        put(part, i, 5, count_cell(sums[MEASURE_OVERDUE]));
    }
}

static void write_titles(struct drafting *d, struct document *out)
{
    static const char *const ZH[BRIEF__KINDS] = { "日报", "周报", "月报" }, *const EN[BRIEF__KINDS] = { "day", "week", "month" };
    const struct unit *area = org_unit(d->call->org, d->brief->area_id);
    struct arena *a = d->call->arena;
    char from[11], last[11], made[32];

    day_print(d->brief->span.from, from);
    day_print((struct day){ d->brief->span.to.since_epoch - 1 }, last);
    time_print(d->brief->made_at, made);
    made[16] = 0;
    made[10] = ' ';
    out->title = str_format(a, d->english ? "%.*s: briefing of the %s" : "%.*s城市治理%s", STR_ARG(area ? area->name : STR("")), d->english ? EN[d->brief->span.kind] : ZH[d->brief->span.kind]);
    out->subtitle = str_format(a, d->english ? "%s to %s · made %s%s" : "%s 至 %s · %s 编制%s", from, last, made, d->brief->whole ? "" : d->english ? " (so far)" : "（未满期）");
    out->footer = say(d, "数字按考核评价口径统计；点开页面上的数字可见办件。", "Counted as the evaluation counts; on the page every number opens its cases.");
}

enum err brief_document(struct call *call, const struct brief *brief, bool english, struct document *out, struct fault *why)
{
    struct drafting d = { .call = call, .brief = brief, .english = english, .parts = arena_array(call->arena, struct document_part, DOCUMENT_PARTS_MAX) };
    enum err err = d.parts ? brief_definitions(call, brief, &d.evaluation, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    enum unit_kind kind = UNIT_STREET;
    const struct unit *area = org_unit(call->org, brief->area_id);

    if (err) return err;
    if (area) kind = area->kind;
    write_titles(&d, out);
    add_summary(&d);
    add_rates(&d);
    add_lines(&d, BRIEF_BY_SLOT, brief->span.kind == BRIEF_DAY ? say(&d, "按时段", "By hour") : say(&d, "按日", "By day"), brief->span.kind == BRIEF_DAY ? say(&d, "时", "Hour") : say(&d, "日期", "Day"), CHART_LINE);
    add_lines(&d, BRIEF_BY_TYPE, say(&d, "按类型", "By type"), say(&d, "类型", "Type"), CHART_BARS);
    add_lines(&d, BRIEF_BY_SOURCE, say(&d, "按来源", "By source"), say(&d, "来源", "Source"), CHART_BARS);
    add_lines(&d, BRIEF_BY_AREA, say(&d, "按辖区", "By area"), kind == UNIT_STREET ? say(&d, "社区", "Community") : kind == UNIT_CITY ? say(&d, "区", "District") : say(&d, "街道", "Street"), CHART_BARS);
    add_lines(&d, BRIEF_BY_UNIT, say(&d, "按责任单位", "By responsible unit"), say(&d, "单位", "Unit"), CHART_NONE);
    out->parts = d.parts;
    out->part_count = d.count;
    return d.err ? fault_set(why, d.err, "内存不足", "out of memory") : ERR_OK;
}
