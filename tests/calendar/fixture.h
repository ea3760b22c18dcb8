/*
 * fixture.h - the real calendar from content/ for the tests of this folder.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CALENDAR_FIXTURE_H
#define TESTS_CALENDAR_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/io.h"
#include "calendar/clock.h"

#define CHECK(name, condition)                                                                                         \
    do {                                                                                                               \
        if (!(condition)) fail_msg("%s: %s", name, #condition);                                                        \
    } while (0)

static inline struct str content(struct arena *arena, const char *path)
{
    struct str text;
    struct fault why = { 0 };

    if (io_read(arena, path, 1 << 20, &text, &why)) fail_msg("%s: %s", path, why.en);
    return text;
}

static inline struct calendar *real_calendar(struct arena *arena)
{
    struct calendar_texts texts = {
        .days = content(arena, CONTENT "/calendars/china.csv"),
        .fixed_days = content(arena, CONTENT "/calendars/fixed_days.csv"),
        .windows = content(arena, CONTENT "/calendars/work_windows.csv"),
    };
    struct calendar *calendar = NULL;
    struct fault why = { 0 };

    if (calendar_load(arena, &texts, &calendar, &why)) fail_msg("calendar: %s", why.en);
    return calendar;
}

static inline int64_t ms_of(const char *time)
{
    int64_t ms = -1;

    if (time_parse(str_from_c(time), &ms)) fail_msg("bad time in a test: %s", time);
    return ms;
}

static inline struct day day_of(const char *text)
{
    struct day day = { -1 };

    if (day_parse(str_from_c(text), &day)) fail_msg("bad day in a test: %s", text);
    return day;
}

#endif
