/*
 * temporal.c - calendar arithmetic on FEEL's dates and times.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/temporal.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int temporal_month_days(int64_t year, int month)
{
    static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : DAYS[month - 1];
}

bool temporal_valid_date(int64_t year, int64_t month, int64_t day)
{
    return year >= -TEMPORAL_YEAR_MAX && year <= TEMPORAL_YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= temporal_month_days(year, (int)month);
}

/* Days are counted in eras of 400 years that begin on 1 March, so that the leap day comes last. */
int64_t temporal_days(const struct feel_temporal *t)
{
    int64_t year = t->year - (t->month <= 2);
    int64_t era = floor_div(year, 400), of_era = year - era * 400;
    int64_t month = (t->month + 9) % 12;
    int64_t of_year = (153 * month + 2) / 5 + t->day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void temporal_set_days(struct feel_temporal *t, int64_t days)
{
    int64_t shifted = days + 719468, era = floor_div(shifted, 146097), day = shifted - era * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t of_year = day - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;

    t->day = (int8_t)(of_year - (153 * month + 2) / 5 + 1);
    t->month = (int8_t)(month < 10 ? month + 3 : month - 9);
    t->year = year + era * 400 + (t->month <= 2);
}

int32_t temporal_clock(const struct feel_temporal *t)
{
    return t->hour * 3600 + t->minute * 60 + t->second;
}

void temporal_set_clock(struct feel_temporal *t, int32_t seconds)
{
    t->hour = (int8_t)(seconds / 3600);
    t->minute = (int8_t)(seconds / 60 % 60);
    t->second = (int8_t)(seconds % 60);
}

bool temporal_has_zone(const struct feel_temporal *t)
{
    return t->has_offset || t->zone.len > 0;
}

bool temporal_offset(enum feel_type type, const struct feel_temporal *t, int32_t *offset)
{
    if (t->has_offset) *offset = t->offset_s;
    else if (t->zone.len > 0)
        *offset = type == FEEL_TIME ? zone_standard_offset(t->zone)
                                    : zone_offset(t->zone, temporal_days(t) * SECONDS_PER_DAY + temporal_clock(t), true);
    else
        return false;
    return true;
}

int64_t temporal_seconds(enum feel_type type, const struct feel_temporal *t)
{
    int64_t seconds = 0;
    int32_t offset = 0;

    if (type != FEEL_TIME) seconds = temporal_days(t) * SECONDS_PER_DAY;
    if (type == FEEL_DATE) return seconds;
    seconds += temporal_clock(t);
    return temporal_offset(type, t, &offset) ? seconds - offset : seconds;
}

bool temporal_add_months(struct feel_temporal *t, int64_t months)
{
    int64_t total, year;
    int days;

    if (months > 12 * (int64_t)TEMPORAL_YEAR_MAX * 2 || months < -12 * (int64_t)TEMPORAL_YEAR_MAX * 2) return false;
    total = t->year * 12 + t->month - 1 + months;
    year = floor_div(total, 12);
    if (year < -TEMPORAL_YEAR_MAX || year > TEMPORAL_YEAR_MAX) return false;
    t->year = year;
    t->month = (int8_t)(total - year * 12 + 1);
    days = temporal_month_days(year, t->month);
    if (t->day > days) t->day = (int8_t)days;
    return true;
}

/* Puts `seconds` since 1970, as the clock shows them, into the parts that `type` has. */
static bool set_seconds(enum feel_type type, struct feel_temporal *t, int64_t seconds)
{
    int64_t days = floor_div(seconds, SECONDS_PER_DAY);

    if (type != FEEL_TIME) {
        temporal_set_days(t, days);
        if (t->year < -TEMPORAL_YEAR_MAX || t->year > TEMPORAL_YEAR_MAX) return false;
    }
    if (type != FEEL_DATE) temporal_set_clock(t, (int32_t)(seconds - days * SECONDS_PER_DAY));
    return true;
}

bool temporal_add_seconds(enum feel_type type, struct feel_temporal *t, int64_t seconds, int32_t nanos)
{
    int64_t local, sum, limit = (int64_t)TEMPORAL_YEAR_MAX * 2 * 366 * SECONDS_PER_DAY;
    int64_t total = (type == FEEL_DATE ? 0 : (int64_t)t->nanos) + nanos;
    int64_t carry = floor_div(total, 1000000000);

    if (seconds > limit || seconds < -limit) return false;
    local = (type == FEEL_TIME ? 0 : temporal_days(t) * SECONDS_PER_DAY) + (type == FEEL_DATE ? 0 : temporal_clock(t));
    if (type == FEEL_DATE_TIME && !t->has_offset && t->zone.len > 0) {
        int64_t utc = local - zone_offset(t->zone, local, true) + seconds + carry;
        sum = utc + zone_offset(t->zone, utc, false);
    } else {
        sum = local + seconds + carry;
    }
    if (type != FEEL_DATE) t->nanos = (int32_t)(total - carry * 1000000000);
    return set_seconds(type, t, sum);
}

int temporal_weekday(const struct feel_temporal *t)
{
    int64_t days = temporal_days(t) + 3;      /* 1970-01-01 was a Thursday */
    return (int)(days - floor_div(days, 7) * 7) + 1;
}

int temporal_week(const struct feel_temporal *t)
{
    /* The week belongs to the year its Thursday lies in. */
    struct feel_temporal thursday = { 0 }, first = { .month = 1, .day = 1 };

    temporal_set_days(&thursday, temporal_days(t) + 4 - temporal_weekday(t));
    first.year = thursday.year;
    return (int)((temporal_days(&thursday) - temporal_days(&first)) / 7) + 1;
}
