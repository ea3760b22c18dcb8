/*
 * calendar.c - loading the calendar and answering what kind a day is.
 *
 * The kind of every day from 1970 to 2299 is worked out once, one byte a day:
 * worklists ask for thousands of days a page.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/calendar.h"

#include "base/csv.h"
#include "base/num.h"

#include <stdlib.h>

enum { YEAR_MIN = 1970, YEAR_MAX = 2300, WINDOWS_MAX = 200 };

struct exception {
    struct day day;
    bool work;
    struct str name;
};

struct fixed_day {
    int month, day;
    struct day from;
};

struct window {
    struct str name;
    bool work_days_only;
    int64_t begin_ms, end_ms;   /* from midnight */
    struct day from, to;        /* both inclusive */
};

struct calendar {
    struct exception *exceptions;
    size_t exception_count;
    struct fixed_day *fixed;
    size_t fixed_count;
    struct window *windows;
    size_t window_count;
    bool loaded[YEAR_MAX - YEAR_MIN];
    unsigned char *kinds;       /* by day, from 1970-01-01: DAY_WORK, DAY_LOADED */
    int32_t kind_count;
};

enum { DAY_WORK = 1, DAY_LOADED = 2 };

static int exception_order(const void *a, const void *b)
{
    const struct exception *left = a, *right = b;

    return (left->day.since_epoch > right->day.since_epoch) - (left->day.since_epoch < right->day.since_epoch);
}

static enum err bad_row(struct fault *why, const char *file, size_t row, const char *zh, const char *en)
{
    return fault_at(why, ERR_INVALID, row + 2, "日历文件 %s 第 %zu 行：%s%.0s", "calendar file %s, line %zu: %.0s%s", file,
                    row + 2, zh, en);
}

static int year_of(struct day day)
{
    int year, month, dom;

    day_to_ymd(day, &year, &month, &dom);
    return year;
}

static enum err load_exceptions(struct arena *arena, struct str text, struct calendar *calendar, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(arena, text, &csv, why);

    if (err) return err;
    calendar->exceptions = arena_array(arena, struct exception, csv.rows + 1);
    if (!calendar->exceptions) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct exception *e = &calendar->exceptions[i];
        struct str kind = csv_get(&csv, i, "kind");
        struct str name = csv_get(&csv, i, "name");

        if (day_parse(csv_get(&csv, i, "date"), &e->day) || year_of(e->day) < YEAR_MIN || year_of(e->day) >= YEAR_MAX)
            return bad_row(why, "days", i, "日期应写作 2026-02-13", "a date looks like 2026-02-13");
        if (!str_is(kind, "W") && !str_is(kind, "R"))
            return bad_row(why, "days", i, "类别应为 W 或 R", "the kind is W or R");
        e->work = str_is(kind, "W");
        e->name = str_dup(arena, name.at ? name : STR(""));
        if (!e->name.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        calendar->loaded[year_of(e->day) - YEAR_MIN] = true;
    }
    calendar->exception_count = csv.rows;
    qsort(calendar->exceptions, csv.rows, sizeof *calendar->exceptions, exception_order);
    for (size_t i = 1; i < csv.rows; i++)
        if (calendar->exceptions[i].day.since_epoch == calendar->exceptions[i - 1].day.since_epoch)
            return bad_row(why, "days", i, "同一日期出现两次", "a date stands twice");
    return ERR_OK;
}

static enum err load_fixed_days(struct arena *arena, struct str text, struct calendar *calendar, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(arena, text, &csv, why);

    if (err) return err;
    calendar->fixed = arena_array(arena, struct fixed_day, csv.rows + 1);
    if (!calendar->fixed) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct fixed_day *f = &calendar->fixed[i];
        struct str cell = csv_get(&csv, i, "month_day");
        int64_t month, day;

        if (cell.len != 5 || cell.at[2] != '-' || num_parse_int(str_sub(cell, 0, 2), 1, 12, &month) ||
            num_parse_int(str_sub(cell, 3, 2), 1, 31, &day))
            return bad_row(why, "fixed_days", i, "月日应写作 05-01", "a month and day look like 05-01");
        if (day_parse(csv_get(&csv, i, "effective_from"), &f->from))
            return bad_row(why, "fixed_days", i, "缺少生效日期", "the date of effect is missing");
        f->month = (int)month;
        f->day = (int)day;
    }
    calendar->fixed_count = csv.rows;
    return ERR_OK;
}

/* "08:30" or "24:00" to milliseconds from midnight. */
static bool parse_clock_time(struct str s, int64_t *ms)
{
    int64_t hour, minute;

    if (s.len != 5 || s.at[2] != ':') return false;
    if (num_parse_int(str_sub(s, 0, 2), 0, 24, &hour) || num_parse_int(str_sub(s, 3, 2), 0, 59, &minute)) return false;
    if (hour == 24 && minute > 0) return false;
    *ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE;
    return true;
}

static enum err load_window(struct arena *arena, const struct csv *csv, size_t row, struct window *w, struct fault *why)
{
    struct str name = csv_get(csv, row, "window");
    struct str days = csv_get(csv, row, "days");
    struct str to = csv_get(csv, row, "effective_to");

    if (name.len == 0) return bad_row(why, "work_windows", row, "缺少名称", "the name is missing");
    w->name = str_dup(arena, name);
    if (!w->name.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!str_is(days, "all") && !str_is(days, "work"))
        return bad_row(why, "work_windows", row, "days 应为 all 或 work", "days is all or work");
    w->work_days_only = str_is(days, "work");
    if (!parse_clock_time(csv_get(csv, row, "begins"), &w->begin_ms) ||
        !parse_clock_time(csv_get(csv, row, "ends"), &w->end_ms) || w->begin_ms >= w->end_ms)
        return bad_row(why, "work_windows", row, "时间应写作 08:30，且先始后终", "times look like 08:30, begin first");
    if (day_parse(csv_get(csv, row, "effective_from"), &w->from))
        return bad_row(why, "work_windows", row, "缺少生效日期", "the date of effect is missing");
    w->to = day_from_ymd(YEAR_MAX, 12, 31);
    if (to.len > 0 && (day_parse(to, &w->to) || w->to.since_epoch < w->from.since_epoch))
        return bad_row(why, "work_windows", row, "失效日期有误", "the last date of effect is wrong");
    return ERR_OK;
}

static bool windows_overlap(const struct window *a, const struct window *b)
{
    return str_eq(a->name, b->name) && a->from.since_epoch <= b->to.since_epoch &&
           b->from.since_epoch <= a->to.since_epoch && a->begin_ms < b->end_ms && b->begin_ms < a->end_ms;
}

static enum err load_windows(struct arena *arena, struct str text, struct calendar *calendar, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(arena, text, &csv, why);

    if (err) return err;
    if (csv.rows > WINDOWS_MAX)
        return fault_set(why, ERR_TOO_LARGE, "工作时间窗口过多（%d 以内）", "too many work windows (at most %d)", WINDOWS_MAX);
    calendar->windows = arena_array(arena, struct window, csv.rows + 1);
    if (!calendar->windows) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        err = load_window(arena, &csv, i, &calendar->windows[i], why);
        if (err) return err;
        for (size_t k = 0; k < i; k++)
            if (windows_overlap(&calendar->windows[i], &calendar->windows[k]))
                return bad_row(why, "work_windows", i, "与前面的时间窗口重叠", "it overlaps an earlier window");
    }
    calendar->window_count = csv.rows;
    return ERR_OK;
}

static bool is_fixed_rest(const struct calendar *calendar, int month, int dom, struct day day)
{
    for (size_t i = 0; i < calendar->fixed_count; i++) {
        const struct fixed_day *f = &calendar->fixed[i];
        if (f->month == month && f->day == dom && f->from.since_epoch <= day.since_epoch) return true;
    }
    return false;
}

/* Monday to Friday work; then fixed days of years that are not loaded, then exceptions. */
static bool work_out_kinds(struct arena *arena, struct calendar *calendar)
{
    struct day end = day_from_ymd(YEAR_MAX, 1, 1);

    calendar->kind_count = end.since_epoch;
    calendar->kinds = arena_array(arena, unsigned char, (size_t)end.since_epoch);
    if (!calendar->kinds) return false;
    for (struct day day = { 0 }; day.since_epoch < end.since_epoch; day.since_epoch++) {
        int year, month, dom;
        bool loaded, work = (day.since_epoch + 3) % 7 < 5;   /* 1970-01-01 was a Thursday */

        day_to_ymd(day, &year, &month, &dom);
        loaded = calendar->loaded[year - YEAR_MIN];
        if (work && !loaded) work = !is_fixed_rest(calendar, month, dom, day);
        calendar->kinds[day.since_epoch] = (unsigned char)((work ? DAY_WORK : 0) | (loaded ? DAY_LOADED : 0));
    }
    for (size_t i = 0; i < calendar->exception_count; i++) {
        const struct exception *e = &calendar->exceptions[i];
        calendar->kinds[e->day.since_epoch] = e->work ? DAY_WORK | DAY_LOADED : DAY_LOADED;
    }
    return true;
}

enum err calendar_load(struct arena *arena, const struct calendar_texts *texts, struct calendar **out,
                       struct fault *why)
{
    struct calendar *calendar = arena_new(arena, struct calendar);
    enum err err;

    if (!calendar) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = load_exceptions(arena, texts->days, calendar, why);
    if (!err && texts->fixed_days.at) err = load_fixed_days(arena, texts->fixed_days, calendar, why);
    if (!err && texts->windows.at) err = load_windows(arena, texts->windows, calendar, why);
    if (err) return err;
    if (!work_out_kinds(arena, calendar)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = calendar;
    return ERR_OK;
}

bool calendar_is_loaded(const struct calendar *calendar, struct day day)
{
    return day.since_epoch >= 0 && day.since_epoch < calendar->kind_count &&
           (calendar->kinds[day.since_epoch] & DAY_LOADED);
}

bool calendar_is_work_day(const struct calendar *calendar, struct day day)
{
    if (day.since_epoch < 0 || day.since_epoch >= calendar->kind_count) return day_of_week(day) <= 5;
    return calendar->kinds[day.since_epoch] & DAY_WORK;
}

static const struct exception *find_exception(const struct calendar *calendar, struct day day)
{
    struct exception key = { .day = day };

    return bsearch(&key, calendar->exceptions, calendar->exception_count, sizeof key, exception_order);
}

struct str calendar_day_name(const struct calendar *calendar, struct day day)
{
    const struct exception *e = find_exception(calendar, day);

    return e ? e->name : STR_NONE;
}

bool calendar_has_window(const struct calendar *calendar, struct str window)
{
    for (size_t i = 0; i < calendar->window_count; i++)
        if (str_eq(calendar->windows[i].name, window)) return true;
    return false;
}

bool calendar_window_on(const struct calendar *calendar, struct str window, struct day day, int64_t after_ms,
                        int64_t *begin_ms, int64_t *end_ms, bool *uses_days)
{
    const struct window *best = NULL;
    int64_t midnight = day_start_ms(day);

    for (size_t i = 0; i < calendar->window_count; i++) {
        const struct window *w = &calendar->windows[i];

        if (!str_eq(w->name, window) || midnight + w->end_ms <= after_ms) continue;
        if (day.since_epoch < w->from.since_epoch || day.since_epoch > w->to.since_epoch) continue;
        if (w->work_days_only) {
            *uses_days = true;
            if (!calendar_is_work_day(calendar, day)) continue;
        }
        if (!best || w->begin_ms < best->begin_ms) best = w;
    }
    if (!best) return false;
    *begin_ms = midnight + best->begin_ms;
    *end_ms = midnight + best->end_ms;
    return true;
}
