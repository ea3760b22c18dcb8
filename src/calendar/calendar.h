/*
 * calendar.h - which days are working days, and which hours are working hours.
 *
 * A civil day is a working day (工作日) when its exception row says so, and
 * otherwise from Monday to Friday.  Exceptions come year by year from the
 * State Council's notice; a year without any row is *not loaded*: there only
 * the statutory days with a fixed date count as rest, and every result that
 * used such a year is provisional (暂定).  Working hours (工作时) run inside
 * named windows with dates of effect.  All of it is data (content/calendars).
 *
 * Ownership: a calendar lives in the arena it was loaded into.
 * Threads:   immutable once loaded; may be shared.  No function reads the clock.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CALENDAR_CALENDAR_H
#define CALENDAR_CALENDAR_H

#include "base/civil.h"
#include "base/err.h"
#include "base/str.h"

struct calendar;

/* The texts of the files in content/calendars; `fixed_days` and `windows` may be STR_NONE. */
struct calendar_texts {
    struct str days;         /* date,kind,name,source */
    struct str fixed_days;   /* month_day,name,effective_from,source */
    struct str windows;      /* window,days,begins,ends,effective_from,effective_to,source */
};

/*
 * Reads a calendar.  ERR_INVALID names the file and row: broken date, unknown
 * kind, a date twice, windows that end before they begin or overlap.
 */
enum err calendar_load(struct arena *arena, const struct calendar_texts *texts, struct calendar **out,
                       struct fault *why) MUST_CHECK;

/* Outside 1970-2299 only the week counts. */
bool calendar_is_work_day(const struct calendar *calendar, struct day day);

/* True when the year of `day` has exception rows; false means results are provisional. */
bool calendar_is_loaded(const struct calendar *calendar, struct day day);

/* The name of a day's exception ("春节", "春节调休"), or STR_NONE. */
struct str calendar_day_name(const struct calendar *calendar, struct day day);

bool calendar_has_window(const struct calendar *calendar, struct str window);

/*
 * The first working period of `window` on `day` that ends after `after_ms`;
 * false when there is none.  `*uses_days` is set to true when the answer
 * depended on working days.
 */
bool calendar_window_on(const struct calendar *calendar, struct str window, struct day day, int64_t after_ms,
                        int64_t *begin_ms, int64_t *end_ms, bool *uses_days);

#endif
