/*
 * calendar.c - loading the calendar and answering what kind a day is.
 *
 * Exceptions are kept sorted by date; a day is found by binary search.
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
};

static int exception_order(const void *a, const void *b)
{
    const struct exception *left = a, *right = b;
    return (left->day.since_epoch > right->day.since_epoch) - (left->day.since_epoch < right->day.since_epoch);
}

static enum err bad_row(struct fault *why, const char *file, size_t row, const char *zh, const char *en)
{
    if (!why) return ERR_INVALID;
    fault_at(why, ERR_INVALID, row + 2, "%s第%zu行：%s", "%s row %zu: ", file, row + 2, zh);
    return fault_at(why, ERR_INVALID, row + 2, "日历文件%s第%zu行有误（%s）", "calendar file %s, line %zu: %s", file,
                    row + 2, en);
}
