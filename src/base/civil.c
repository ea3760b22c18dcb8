/*
 * civil.c - the calendar of Asia/Shanghai, a fixed +08:00.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"

#include <assert.h>
#include <string.h>
#include <time.h>

enum { YEAR_MIN = 1, YEAR_MAX = 9999, DAYS_PER_400_YEARS = 146097 };

/* 1970-01-01 counted from 0001-01-01. */
enum { EPOCH_DAY = 719162 };

static int64_t clock_ms(clockid_t clock)
{
    struct timespec t;

    if (clock_gettime(clock, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t time_now_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t time_monotonic_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days of the year before the first of `month`; month 13 gives its length. */
static int days_before_month(int year, int month)
{
    static const int BEFORE[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

    return BEFORE[month - 1] + (month > 2 && is_leap(year) ? 1 : 0);
}

/* Days from 0001-01-01 to the first of January of `year`. */
static int days_before_year(int year)
{
    int y = year - 1;

    return y * 365 + y / 4 - y / 100 + y / 400;
}

bool ymd_valid(int year, int month, int day)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1) return false;
    return day <= days_before_month(year, month + 1) - days_before_month(year, month);
}

struct day day_from_ymd(int year, int month, int day)
{
    assert(ymd_valid(year, month, day));
    return (struct day){ days_before_year(year) + days_before_month(year, month) + day - 1 - EPOCH_DAY };
}

void day_to_ymd(struct day d, int *year, int *month, int *day)
{
    int64_t n = (int64_t)d.since_epoch + EPOCH_DAY;

    if (n < 0) n = 0;
    if (n >= days_before_year(YEAR_MAX + 1)) n = days_before_year(YEAR_MAX + 1) - 1;
    int y = (int)(n * 400 / DAYS_PER_400_YEARS) + 1;   /* never too late, at most one too early */
    if (days_before_year(y + 1) <= n) y++;
    int left = (int)n - days_before_year(y), m = 12;
    while (days_before_month(y, m) > left) m--;
    *year = y;
    *month = m;
    *day = left - days_before_month(y, m) + 1;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int day_of_week(struct day d)
{
    int64_t since_monday = (int64_t)d.since_epoch + 3;   /* 1969-12-29 was a Monday */

    return (int)(since_monday - floor_div(since_monday, 7) * 7) + 1;
}

struct day day_of_ms(int64_t ms)
{
    int64_t n = floor_div(ms, MS_PER_DAY), clock = ms % MS_PER_DAY;

    if (clock < 0) clock += MS_PER_DAY;
    if (clock >= MS_PER_DAY - CIVIL_OFFSET_MS) n++;
    if (n > INT32_MAX) n = INT32_MAX;
    if (n < INT32_MIN) n = INT32_MIN;
    return (struct day){ (int32_t)n };
}

int64_t day_start_ms(struct day d)
{
    return d.since_epoch * MS_PER_DAY - CIVIL_OFFSET_MS;
}

/* ── Text ──────────────────────────────────────────────────────────────── */

/* Takes exactly `digits` digits off the front of `s`. */
static bool take_number(struct str *s, size_t digits, int *out)
{
    int n = 0;

    if (s->len < digits) return false;
    for (size_t i = 0; i < digits; i++) {
        if (s->at[i] < '0' || s->at[i] > '9') return false;
        n = n * 10 + (s->at[i] - '0');
    }
    *s = str_sub(*s, digits, s->len);
    *out = n;
    return true;
}

static bool take_byte(struct str *s, char byte)
{
    if (s->len == 0 || s->at[0] != byte) return false;
    *s = str_sub(*s, 1, s->len);
    return true;
}

static bool take_day(struct str *s, struct day *out)
{
    int year, month, day;

    if (!take_number(s, 4, &year) || !take_byte(s, '-') || !take_number(s, 2, &month) || !take_byte(s, '-') ||
        !take_number(s, 2, &day) || !ymd_valid(year, month, day))
        return false;
    *out = day_from_ymd(year, month, day);
    return true;
}

enum err day_parse(struct str s, struct day *out)
{
    struct day d;

    if (!take_day(&s, &d) || s.len > 0) return ERR_INVALID;
    *out = d;
    return ERR_OK;
}

/* The last `width` digits of a number; printf is slow here and these are printed by the thousand. */
static void put_digits(char *out, unsigned n, int width)
{
    for (int i = width - 1; i >= 0; i--, n /= 10) out[i] = (char)('0' + n % 10);
}

void day_print(struct day d, char out[11])
{
    int year, month, day;

    day_to_ymd(d, &year, &month, &day);
    put_digits(out, (unsigned)year, 4);
    out[4] = '-';
    put_digits(out + 5, (unsigned)month, 2);
    out[7] = '-';
    put_digits(out + 8, (unsigned)day, 2);
    out[10] = 0;
}

/* "09:30", "09:30:00" or "09:30:00.123"; digits past the third are dropped. */
static bool take_clock(struct str *s, int64_t *ms)
{
    int hour, minute, second = 0, fraction = 0, digit;

    if (!take_number(s, 2, &hour) || !take_byte(s, ':') || !take_number(s, 2, &minute)) return false;
    if (take_byte(s, ':')) {
        if (!take_number(s, 2, &second)) return false;
        if (take_byte(s, '.')) {
            int scale = 100, digits = 0;
            while (digits < 9 && take_number(s, 1, &digit)) {
                fraction += digit * scale;
                scale /= 10;
                digits++;
            }
            if (digits == 0) return false;
        }
    }
    if (hour > 23 || minute > 59 || second > 59) return false;
    *ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * INT64_C(1000) + fraction;
    return true;
}

/* "Z", "+08:00", "-05:30" or nothing, which means +08:00. */
static bool take_zone(struct str *s, int64_t *offset_ms)
{
    int hour, minute;

    if (s->len == 0) {
        *offset_ms = CIVIL_OFFSET_MS;
        return true;
    }
    if (take_byte(s, 'Z') || take_byte(s, 'z')) {
        *offset_ms = 0;
        return true;
    }
    int sign = take_byte(s, '+') ? 1 : take_byte(s, '-') ? -1 : 0;
    if (sign == 0 || !take_number(s, 2, &hour) || !take_byte(s, ':') || !take_number(s, 2, &minute)) return false;
    if (hour > 23 || minute > 59) return false;
    *offset_ms = sign * (hour * MS_PER_HOUR + minute * MS_PER_MINUTE);
    return true;
}

enum err time_parse(struct str s, int64_t *ms)
{
    struct day d;
    int64_t clock, offset;

    if (!take_day(&s, &d)) return ERR_INVALID;
    if (!take_byte(&s, 'T') && !take_byte(&s, 't') && !take_byte(&s, ' ')) return ERR_INVALID;
    if (!take_clock(&s, &clock) || !take_zone(&s, &offset) || s.len > 0) return ERR_INVALID;
    *ms = d.since_epoch * MS_PER_DAY + clock - offset;
    return ERR_OK;
}

void time_print(int64_t ms, char out[32])
{
    static const int64_t FIRST = (INT64_C(0) - EPOCH_DAY) * MS_PER_DAY - CIVIL_OFFSET_MS;
    static const int64_t LAST = INT64_C(253402300799999) - CIVIL_OFFSET_MS;   /* 9999-12-31T23:59:59.999+08:00 */

    if (ms < FIRST) ms = FIRST;
    if (ms > LAST) ms = LAST;
    struct day d = day_of_ms(ms);
    unsigned clock = (unsigned)(ms - day_start_ms(d));
    unsigned seconds = clock / 1000, rest = clock % 1000;
    day_print(d, out);
    out += 10;
    *out++ = 'T';
    put_digits(out, seconds / 3600 % 24, 2);
    out[2] = ':';
    put_digits(out + 3, seconds / 60 % 60, 2);
    out[5] = ':';
    put_digits(out + 6, seconds % 60, 2);
    out += 8;
    if (rest) {
        *out++ = '.';
        put_digits(out, rest, 3);
        out += 3;
    }
    memcpy(out, "+08:00", sizeof "+08:00");
}
