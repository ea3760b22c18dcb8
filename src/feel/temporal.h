/*
 * temporal.h - dates, times and durations: text, calendar arithmetic, zones.
 *
 * Years are astronomical (there is a year 0), the calendar is the Gregorian one
 * at all times.  A time with a zone but no date uses the zone's standard offset.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_TEMPORAL_H
#define FEEL_TEMPORAL_H

#include "feel/feel.h"

enum { TEMPORAL_YEAR_MAX = 999999999, SECONDS_PER_DAY = 86400, OFFSET_MAX = 14 * 3600 };

/* Text to value; false when it is not well formed or no such day or time exists. */
bool temporal_parse_date(struct str s, struct feel_temporal *out);
bool temporal_parse_time(struct str s, struct feel_temporal *out);
bool temporal_parse_date_time(struct str s, struct feel_temporal *out);     /* a date alone is its midnight */
bool temporal_parse_duration(struct str s, struct feel_value *out);
bool temporal_parse(struct str s, struct feel_value *out);                  /* any of them, as in @"…" */

void temporal_print(struct buf *out, enum feel_type type, const struct feel_temporal *t);
void temporal_print_duration(struct buf *out, const struct feel_value *duration);

/* Days since 1970-01-01. */
int64_t temporal_days(const struct feel_temporal *t);
void temporal_set_days(struct feel_temporal *t, int64_t days);
bool temporal_valid_date(int64_t year, int64_t month, int64_t day);
int temporal_month_days(int64_t year, int month);
/* Seconds since midnight, as the clock shows it. */
int32_t temporal_clock(const struct feel_temporal *t);
void temporal_set_clock(struct feel_temporal *t, int32_t seconds);

bool temporal_has_zone(const struct feel_temporal *t);
/* Seconds east of UTC: the offset, or the zone's at that moment; false when there is neither. */
bool temporal_offset(enum feel_type type, const struct feel_temporal *t, int32_t *offset);
/* Seconds since 1970 (a date is its midnight), UTC when a zone or offset is there. */
int64_t temporal_seconds(enum feel_type type, const struct feel_temporal *t);

/* Adds; false when the year leaves the range. */
bool temporal_add_months(struct feel_temporal *t, int64_t months);
bool temporal_add_seconds(enum feel_type type, struct feel_temporal *t, int64_t seconds, int32_t nanos);

/* ISO 8601 week of the year, and 1 Monday … 7 Sunday. */
int temporal_week(const struct feel_temporal *t);
int temporal_weekday(const struct feel_temporal *t);

bool zone_known(struct str zone);
/* Offset of `zone` at `seconds`, which are local or UTC seconds since 1970. */
int32_t zone_offset(struct str zone, int64_t seconds, bool local);
int32_t zone_standard_offset(struct str zone);

#endif
