/*
 * cron.h - times that come round by the civil calendar of Nanjing (+08:00), as
 * zeebe timers write them.
 *
 * "second minute hour day-of-month month day-of-week":
 *   *  ?            any (? for the two days only)
 *   5  MON  JAN     one value; months 1-12, weekdays 0-7 (0 and 7 Sunday), names in any case
 *   1-5  MON-FRI    a range
 *   0/10  2-30/4   every so many from the first on (0/10 may be written with a star for the 0)
 *   1,15,20-25      a list of these
 *   L  L-3  15W  LW       last day of the month, three before it, the working weekday (Mon-Fri) nearest the 15th, the last one
 *   FRI#2  FRIL     the second Friday, the last Friday
 * @yearly @annually @monthly @weekly @daily @midnight @hourly
 *
 * Where both days are restricted a day has to meet both.  Pure; no clock.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CALENDAR_CRON_H
#define CALENDAR_CRON_H

#include "base/err.h"
#include "base/str.h"

struct cron_nth { int8_t weekday, nth; };      /* nth 1-5; 0: the last */

struct cron {
    uint64_t seconds, minutes;                 /* bit n: the value n */
    uint32_t hours, days, months;
    uint8_t weekdays;                          /* bit 0: Sunday */
    bool last_day, last_workday;
    uint32_t before_last;                      /* bit n: n days before the last one */
    uint32_t near_workday;                     /* bit n: the working weekday nearest the n-th */
    struct cron_nth nth[8];
    size_t nth_count;
};

/* ERR_INVALID names the field that is wrong, and a date that never comes (30 February). */
enum err cron_parse(struct str text, struct cron *out, struct fault *why) MUST_CHECK;
/* The first instant after `after_ms` (UTC) that fits, looked for over 40 years; false: there is none. */
bool cron_next(const struct cron *cron, int64_t after_ms, int64_t *out_ms);

#endif
