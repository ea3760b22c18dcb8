/*
 * civil.h - instants and civil days.
 *
 * An instant is `int64_t` UTC milliseconds since 1970.  A civil day is a
 * `struct day`: days since 1970-01-01 in Asia/Shanghai, which is +08:00 all
 * year.  Pure code takes `now_ms` as a parameter; only `time_now_ms` reads the
 * clock.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/err.h"
#include "base/str.h"

struct day {
    int32_t since_epoch;
};

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE INT64_C(60000)
#define MS_PER_HOUR INT64_C(3600000)
#define MS_PER_DAY INT64_C(86400000)
#define CIVIL_OFFSET_MS (8 * MS_PER_HOUR)

int64_t time_now_ms(void);
int64_t time_monotonic_ms(void);

struct day day_from_ymd(int year, int month, int day);
void day_to_ymd(struct day d, int *year, int *month, int *day);
bool ymd_valid(int year, int month, int day);
int day_of_week(struct day d);               /* 1 Monday ... 7 Sunday */
struct day day_of_ms(int64_t ms);            /* the civil day an instant falls in */
int64_t day_start_ms(struct day d);          /* 00:00 +08:00 of that day */

/* "2026-02-13"; ERR_INVALID otherwise. */
enum err day_parse(struct str s, struct day *out) MUST_CHECK;
void day_print(struct day d, char out[11]);
/* RFC 3339 with zone, "2026-02-13T09:30:00.123+08:00" or "…Z"; without a zone +08:00 is meant. */
enum err time_parse(struct str s, int64_t *ms) MUST_CHECK;
/* Always +08:00, seconds; ms only when not zero.  Instants outside the years 1-9999 print as the nearest inside. */
void time_print(int64_t ms, char out[32]);

#endif
