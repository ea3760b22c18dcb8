/*
 * builtin_conversion.c - from one type to another (DMN 1.5, table 72).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/temporal.h"

#include <string.h>

/* The text itself is not shown: it may be data of a person. */
static const struct feel_value *not_understood(struct feel_run *run, struct str text)
{
    static const struct { const char *name, *zh, *en; } FORMS[] = {
        { "date", "这不是一个日期；日期写成 \"2026-01-31\"", "this is no date; a date is written \"2026-01-31\"" },
        { "time", "这不是一个时间；时间写成 \"09:30:00\"", "this is no time; a time is written \"09:30:00\"" },
        { "date and time", "这不是日期时间；写成 \"2026-01-31T09:30:00\"", "this is no date and time; it is written \"2026-01-31T09:30:00\"" },
        { "duration", "这不是时长；三天写成 \"P3D\"，两小时写成 \"PT2H\"", "this is no duration; three days are \"P3D\", two hours \"PT2H\"" },
        { "number", "这段文字不是数；数写成 1234.5，不带逗号和单位", "this text is no number; a number is written 1234.5, without commas or units" },
    };

    (void)text;
    for (size_t i = 0; i < COUNT_OF(FORMS); i++)
        if (strcmp(run->builtin->name, FORMS[i].name) == 0) return feel_note(run, run->at, "%s%.0s", "%.0s%s", FORMS[i].zh, FORMS[i].en);
    return feel_note(run, run->at, "函数 %s 不能理解给它的文字", "%s does not understand its text", run->builtin->name);
}

/* ── Dates and times ───────────────────────────────────────────────────── */

static const struct feel_value *fn_date(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_temporal t = { 0 };
    int64_t year, month, day;
    const struct feel_value *from = feel_arg_single(args, 0);

    if (args[1] || args[2]) {
        if (!feel_arg_int(run, args, 0, &year) || !feel_arg_int(run, args, 1, &month) || !feel_arg_int(run, args, 2, &day)) return &FEEL_NULL_VALUE;
        if (!temporal_valid_date(year, month, day)) return feel_note(run, run->at, "没有这一天", "there is no such day");
        t = (struct feel_temporal){ .year = year, .month = (int8_t)month, .day = (int8_t)day };
    } else if (from->type == FEEL_STRING) {
        if (!temporal_parse_date(from->string, &t)) return not_understood(run, from->string);
    } else if (from->type == FEEL_DATE || from->type == FEEL_DATE_TIME) {
        t = (struct feel_temporal){ .year = from->temporal.year, .month = from->temporal.month, .day = from->temporal.day };
    } else {
        return feel_arg_wrong(run, 0, "日期或文字", "a date or a string");
    }
    return feel_make_temporal(run, FEEL_DATE, &t);
}

/* time(hour, minute, second, offset?) */
static const struct feel_value *time_of_parts(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_temporal t = { 0 };
    struct decimal second;
    int64_t hour, minute, whole, nanos;

    if (!feel_arg_int(run, args, 0, &hour) || !feel_arg_int(run, args, 1, &minute) || !feel_arg_number(run, args, 2, &second)) return &FEEL_NULL_VALUE;
    if (!decimal_to_int(decimal_floor(second), &whole)) whole = -1;
    second = decimal_mul(decimal_sub(second, decimal_from_int(whole)), decimal_from_int(1000000000));
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || whole < 0 || whole > 59 || !decimal_to_int(decimal_floor(second), &nanos))
        return feel_note(run, run->at, "没有这个时刻", "there is no such time");
    temporal_set_clock(&t, (int32_t)(hour * 3600 + minute * 60 + whole));
    t.nanos = (int32_t)nanos;
    if (!feel_arg_none(args, 3)) {
        if (args[3]->type != FEEL_DAYS_DURATION || args[3]->days.seconds > OFFSET_MAX || args[3]->days.seconds < -OFFSET_MAX)
            return feel_arg_wrong(run, 3, "不超过 14 小时的时长", "a duration of at most 14 hours");
        t.has_offset = true;
        t.offset_s = (int32_t)args[3]->days.seconds;
    }
    return feel_make_temporal(run, FEEL_TIME, &t);
}

static const struct feel_value *fn_time(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_temporal t = { 0 };
    const struct feel_value *from = feel_arg_single(args, 0);

    if (args[1] || args[2]) return time_of_parts(run, args);
    if (from->type == FEEL_STRING) {
        if (!temporal_parse_time(from->string, &t)) return not_understood(run, from->string);
    } else if (from->type == FEEL_TIME || from->type == FEEL_DATE_TIME) {
        t = from->temporal;
        t.year = 0;
        t.month = t.day = 0;
    } else if (from->type == FEEL_DATE) {
        t.has_offset = true;                    /* a date is its midnight in UTC */
    } else {
        return feel_arg_wrong(run, 0, "时间或文字", "a time or a string");
    }
    return feel_make_temporal(run, FEEL_TIME, &t);
}

static const struct feel_value *fn_date_and_time(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_temporal t = { 0 };
    const struct feel_value *date = feel_arg_single(args, 0), *time = feel_arg_single(args, 1);

    if (time) {
        if (date->type != FEEL_DATE && date->type != FEEL_DATE_TIME) return feel_arg_wrong(run, 0, "日期", "a date");
        if (time->type != FEEL_TIME) return feel_arg_wrong(run, 1, "时间", "a time");
        t = time->temporal;
        t.year = date->temporal.year;
        t.month = date->temporal.month;
        t.day = date->temporal.day;
    } else if (date->type == FEEL_STRING) {
        if (!temporal_parse_date_time(date->string, &t)) return not_understood(run, date->string);
    } else if (date->type == FEEL_DATE_TIME) {
        return date;
    } else if (date->type == FEEL_DATE) {
        t = date->temporal;
        t.has_offset = true;
    } else {
        return feel_arg_wrong(run, 0, "日期时间或文字", "a date and time or a string");
    }
    return feel_make_temporal(run, FEEL_DATE_TIME, &t);
}

static const struct feel_value *fn_duration(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_value parsed;
    struct str text;

    const struct feel_value *from = feel_arg_single(args, 0);

    if (from->type == FEEL_DAYS_DURATION || from->type == FEEL_MONTHS_DURATION) return from;
    if (!feel_arg_string(run, args, 0, &text)) return &FEEL_NULL_VALUE;
    if (!temporal_parse_duration(text, &parsed)) return not_understood(run, text);
    if (parsed.type == FEEL_MONTHS_DURATION) return feel_make_months(run, parsed.months);
    return feel_make_days(run, parsed.days.seconds, parsed.days.nanos);
}

static const struct feel_value *fn_years_and_months_duration(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_value *ends[] = { feel_arg_single(args, 0), feel_arg_single(args, 1) };
    const struct feel_temporal *from = &ends[0]->temporal, *to = &ends[1]->temporal;
    int64_t months;

    for (size_t i = 0; i < 2; i++)
        if (ends[i]->type != FEEL_DATE && ends[i]->type != FEEL_DATE_TIME) return feel_arg_wrong(run, i, "日期", "a date");
    months = (to->year - from->year) * 12 + to->month - from->month;
    if (months > 0 && to->day < from->day) months--;
    else if (months < 0 && to->day > from->day) months++;
    return feel_make_months(run, months);
}

/* ── Numbers, texts, ranges ────────────────────────────────────────────── */

/* True when slot `i` is absent, null, or one of the texts in `allowed`, which it puts in *out. */
static bool separator(struct feel_run *run, const struct feel_value *const *args, size_t i, const char *allowed, char *out)
{
    struct str text;

    *out = 0;
    if (feel_arg_none(args, i)) return true;
    if (!feel_arg_string(run, args, i, &text)) return false;
    if (text.len == 1 && strchr(allowed, text.at[0])) {
        *out = text.at[0];
        return true;
    }
    feel_arg_wrong(run, i, "分隔符", "a separator");
    return false;
}

static const struct feel_value *fn_number(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text;
    struct decimal number;
    char grouping, point, *digits;
    size_t len = 0;

    if (!feel_arg_string(run, args, 0, &text) || !separator(run, args, 1, " .,", &grouping) || !separator(run, args, 2, ".,", &point))
        return &FEEL_NULL_VALUE;
    if (grouping && grouping == point) return feel_arg_wrong(run, 2, "另一个分隔符", "a different separator");
    digits = arena_alloc(run->arena, text.len + 1);
    if (!digits) return feel_make_string(run, STR_NONE);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (grouping && c == grouping) continue;
        if (point && c == '.' && point != '.') return not_understood(run, text);
        digits[len++] = point && c == point ? '.' : c;
    }
    if (decimal_parse((struct str){ digits, len }, &number)) return not_understood(run, text);
    return feel_make_number(run, number);
}

static const struct feel_value *fn_string(struct feel_run *run, const struct feel_value *const *args)
{
    struct buf out;

    if (args[0]->type == FEEL_NULL || args[0]->type == FEEL_STRING) return args[0];
    buf_init(&out, run->arena, 0);
    feel_print_plain(&out, args[0]);
    return feel_make_string(run, buf_done(&out));
}

/* An end of a range in text: a literal, or one of the date functions of a literal. */
static bool constant_end(const struct node *node)
{
    if (!node) return true;
    if (node->kind == NODE_LITERAL) return true;
    if (node->kind != NODE_CALL || node->call.names || node->call.count != 1 || node->call.callee->kind != NODE_NAME) return false;
    if (node->call.args[0]->kind != NODE_LITERAL) return false;
    static const char *const MAKERS[] = { "date", "time", "date and time", "duration" };
    for (size_t i = 0; i < COUNT_OF(MAKERS); i++)
        if (str_is(node->call.callee->name.text, MAKERS[i])) return true;
    return false;
}

static const struct feel_value *fn_range(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_grammar grammar = { .open_ranges = true };
    const struct node *node = NULL;
    struct str text;

    if (!feel_arg_string(run, args, 0, &text)) return &FEEL_NULL_VALUE;
    text = str_trim(text);
    if (text.len == 0 || !strchr("([]", text.at[0])) return not_understood(run, text);
    if (feel_parse_with(run->arena, text, &grammar, false, &node, NULL)) return not_understood(run, text);
    if (node->kind == NODE_LITERAL && node->literal->type == FEEL_RANGE) return node->literal;
    if (node->kind != NODE_RANGE || !constant_end(node->range.low) || !constant_end(node->range.high)) return not_understood(run, text);
    return feel_eval_node(run, node, NULL);
}

static const struct builtin ROWS[] = {
    { "date", "from|year,month,day", 1, 3, fn_date },
    { "time", "from|hour,minute,second,offset", 1, 4, fn_time },
    { "date and time", "from|date,time", 1, 2, fn_date_and_time },
    { "duration", "from", 1, 1, fn_duration },
    { "years and months duration", "from,to", 2, 2, fn_years_and_months_duration },
    { "number", "from,grouping separator,decimal separator", 1, 3, fn_number },
    { "string", "from", 1, 1, fn_string },
    { "range", "from", 1, 1, fn_range },
};

const struct builtin_table BUILTIN_CONVERSIONS = { ROWS, COUNT_OF(ROWS) };
