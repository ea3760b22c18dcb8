/*
 * temporal_text.c - dates, times and durations to and from text (ISO 8601 as in
 * XML Schema, with zones as in "10:00:00@Asia/Shanghai").
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/temporal.h"

#include <stdlib.h>

/* What is still to be read. */
struct reader { struct str s; size_t at; };

static char peek(const struct reader *r)
{
    return r->at < r->s.len ? r->s.at[r->at] : 0;
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c || r->at >= r->s.len) return false;
    r->at++;
    return true;
}

/* Between `min` and `max` digits; false otherwise. */
static bool digits(struct reader *r, size_t min, size_t max, int64_t *out)
{
    size_t n = 0;
    int64_t value = 0;

    while (n < max && peek(r) >= '0' && peek(r) <= '9') {
        value = value * 10 + (r->s.at[r->at++] - '0');
        n++;
    }
    *out = value;
    return n >= min && !(peek(r) >= '0' && peek(r) <= '9');
}

static bool read_date(struct reader *r, struct feel_temporal *t)
{
    bool negative = take(r, '-');
    size_t start = r->at;
    int64_t year, month, day;

    if (!digits(r, 4, 9, &year)) return false;
    if (r->at - start > 4 && r->s.at[start] == '0') return false;
    if (!take(r, '-') || !digits(r, 2, 2, &month) || !take(r, '-') || !digits(r, 2, 2, &day)) return false;
    if (negative) year = -year;
    if (!temporal_valid_date(year, month, day)) return false;
    t->year = year;
    t->month = (int8_t)month;
    t->day = (int8_t)day;
    return true;
}

/* A fraction of a second behind the point, in nanoseconds; what is finer is cut off. */
static bool read_fraction(struct reader *r, bool may_be_empty, int32_t *nanos)
{
    int64_t value = 0;
    size_t n = 0;

    for (; peek(r) >= '0' && peek(r) <= '9'; r->at++, n++)
        if (n < 9) value = value * 10 + (r->s.at[r->at] - '0');
    if (n == 0 && !may_be_empty) return false;
    for (; n < 9; n++) value *= 10;
    *nanos = (int32_t)value;
    return true;
}

static bool read_offset(struct reader *r, struct feel_temporal *t)
{
    bool negative = peek(r) == '-';
    int64_t hours, minutes, seconds = 0;

    r->at++;
    if (!digits(r, 2, 2, &hours) || !take(r, ':') || !digits(r, 2, 2, &minutes)) return false;
    if (take(r, ':') && !digits(r, 2, 2, &seconds)) return false;
    if (minutes > 59 || seconds > 59 || hours * 3600 + minutes * 60 + seconds > OFFSET_MAX) return false;
    t->has_offset = true;
    t->offset_s = (int32_t)(hours * 3600 + minutes * 60 + seconds);
    if (negative) t->offset_s = -t->offset_s;
    return true;
}

static bool read_zone(struct reader *r, struct feel_temporal *t)
{
    if (r->at == r->s.len) return true;
    if (take(r, 'Z') || take(r, 'z')) {
        t->has_offset = true;
        return r->at == r->s.len;
    }
    if (peek(r) == '+' || peek(r) == '-') return read_offset(r, t) && r->at == r->s.len;
    if (!take(r, '@')) return false;
    t->zone = str_sub(r->s, r->at, r->s.len);
    return zone_known(t->zone);
}

/* hh:mm:ss with fraction and zone, to the end; 24:00:00 sets *next_day. */
static bool read_time(struct reader *r, struct feel_temporal *t, bool *next_day)
{
    int64_t hour, minute, second;

    if (!digits(r, 2, 2, &hour) || !take(r, ':') || !digits(r, 2, 2, &minute) || !take(r, ':') || !digits(r, 2, 2, &second))
        return false;
    if (take(r, '.') && !read_fraction(r, false, &t->nanos)) return false;
    *next_day = hour == 24 && minute == 0 && second == 0 && t->nanos == 0;
    if (*next_day) hour = 0;
    if (hour > 23 || minute > 59 || second > 59) return false;
    t->hour = (int8_t)hour;
    t->minute = (int8_t)minute;
    t->second = (int8_t)second;
    return read_zone(r, t);
}

bool temporal_parse_date(struct str s, struct feel_temporal *out)
{
    struct reader r = { s, 0 };
    struct feel_temporal t = { 0 };

    if (!read_date(&r, &t) || r.at != s.len) return false;
    *out = t;
    return true;
}

bool temporal_parse_time(struct str s, struct feel_temporal *out)
{
    struct reader r = { s, 0 };
    struct feel_temporal t = { 0 };
    bool next_day;

    if (!read_time(&r, &t, &next_day)) return false;
    *out = t;
    return true;
}

bool temporal_parse_date_time(struct str s, struct feel_temporal *out)
{
    struct reader r = { s, 0 };
    struct feel_temporal t = { 0 };
    bool next_day = false;

    if (!read_date(&r, &t)) return false;
    if (r.at < s.len && (!take(&r, 'T') || !read_time(&r, &t, &next_day))) return false;
    if (next_day && !temporal_add_seconds(FEEL_DATE, &t, SECONDS_PER_DAY, 0)) return false;
    *out = t;
    return true;
}

/* ── Durations ─────────────────────────────────────────────────────────── */

/* Number and unit letter; the number may have a fraction only before S. */
static bool read_part(struct reader *r, int64_t *value, int32_t *nanos, char *unit)
{
    *nanos = 0;
    if (!digits(r, 1, 17, value)) return false;
    bool fraction = take(r, '.');
    if (fraction && !read_fraction(r, true, nanos)) return false;
    *unit = peek(r);
    r->at++;
    return r->at <= r->s.len && (!fraction || *unit == 'S');
}

/* Adds value × factor, false on overflow. */
static bool accumulate(int64_t *sum, int64_t value, int64_t factor)
{
    int64_t part;
    return !__builtin_mul_overflow(value, factor, &part) && !__builtin_add_overflow(*sum, part, sum);
}

static bool read_months(struct reader *r, int64_t *months)
{
    static const char UNITS[] = "YM";
    size_t next = 0;

    while (r->at < r->s.len) {
        int64_t value;
        int32_t nanos;
        char unit;
        if (!read_part(r, &value, &nanos, &unit)) return false;
        while (next < 2 && UNITS[next] != unit) next++;
        if (next == 2) return false;
        next++;
        if (!accumulate(months, value, unit == 'Y' ? 12 : 1)) return false;
    }
    return next > 0;
}

static bool read_days(struct reader *r, int64_t *seconds, int32_t *nanos)
{
    static const char UNITS[] = "DHMS";
    static const int64_t FACTORS[] = { SECONDS_PER_DAY, 3600, 60, 1 };
    size_t next = 0;
    bool time = false;

    while (r->at < r->s.len) {
        int64_t value;
        char unit;
        if (!time && take(r, 'T')) {
            time = true;
            if (next == 0) next = 1;
            if (r->at == r->s.len) return false;
        }
        if (!read_part(r, &value, nanos, &unit)) return false;
        while (next < 4 && UNITS[next] != unit) next++;
        if (next == 4 || (next > 0) != time) return false;
        if (!accumulate(seconds, value, FACTORS[next])) return false;
        next++;
    }
    return next > 0;
}

bool temporal_parse_duration(struct str s, struct feel_value *out)
{
    struct reader r = { s, 0 };
    struct feel_value value = { 0 };
    bool negative = take(&r, '-');
    size_t start;

    if (!take(&r, 'P')) return false;
    start = r.at;
    value.type = FEEL_MONTHS_DURATION;
    if (read_months(&r, &value.months)) {
        if (negative) value.months = -value.months;
        *out = value;
        return true;
    }
    r.at = start;
    value = (struct feel_value){ .type = FEEL_DAYS_DURATION };
    if (!read_days(&r, &value.days.seconds, &value.days.nanos)) return false;
    if (negative) {
        value.days.seconds = -value.days.seconds;
        value.days.nanos = -value.days.nanos;
    }
    *out = value;
    return true;
}

bool temporal_parse(struct str s, struct feel_value *out)
{
    struct feel_value value = { 0 };

    if (temporal_parse_duration(s, out)) return true;
    if (temporal_parse_date(s, &value.temporal)) value.type = FEEL_DATE;
    else if (temporal_parse_time(s, &value.temporal)) value.type = FEEL_TIME;
    else if (temporal_parse_date_time(s, &value.temporal)) value.type = FEEL_DATE_TIME;
    else return false;
    *out = value;
    return true;
}

/* ── Printing ──────────────────────────────────────────────────────────── */

static void print_fraction(struct buf *out, int32_t nanos)
{
    int width = 9;

    if (nanos == 0) return;
    while (nanos % 10 == 0) {
        nanos /= 10;
        width--;
    }
    buf_printf(out, ".%0*d", width, nanos);
}

static void print_offset(struct buf *out, int32_t offset)
{
    int32_t size = abs(offset);

    if (offset == 0) {
        buf_byte(out, 'Z');
        return;
    }
    buf_printf(out, "%c%02d:%02d", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
    if (size % 60) buf_printf(out, ":%02d", size % 60);
}

void temporal_print(struct buf *out, enum feel_type type, const struct feel_temporal *t)
{
    if (type != FEEL_TIME)
        buf_printf(out, "%s%04lld-%02d-%02d", t->year < 0 ? "-" : "", (long long)(t->year < 0 ? -t->year : t->year),
                   t->month, t->day);
    if (type == FEEL_DATE) return;
    if (type == FEEL_DATE_TIME) buf_byte(out, 'T');
    buf_printf(out, "%02d:%02d:%02d", t->hour, t->minute, t->second);
    print_fraction(out, t->nanos);
    if (t->zone.len > 0) {
        buf_byte(out, '@');
        buf_str(out, t->zone);
    } else if (t->has_offset) {
        print_offset(out, t->offset_s);
    }
}

static void print_months(struct buf *out, int64_t months)
{
    uint64_t size = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;

    if (months < 0) buf_byte(out, '-');
    buf_byte(out, 'P');
    if (size >= 12) buf_printf(out, "%lluY", (unsigned long long)(size / 12));
    if (size % 12 || size == 0) buf_printf(out, "%lluM", (unsigned long long)(size % 12));
}

static void print_days(struct buf *out, int64_t seconds, int32_t nanos)
{
    uint64_t size = seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds;
    uint64_t clock = size % SECONDS_PER_DAY;

    if (seconds < 0 || nanos < 0) buf_byte(out, '-');
    buf_byte(out, 'P');
    if (size >= SECONDS_PER_DAY) buf_printf(out, "%lluD", (unsigned long long)(size / SECONDS_PER_DAY));
    if (clock == 0 && nanos == 0) {
        if (size == 0) buf_text(out, "T0S");
        return;
    }
    buf_byte(out, 'T');
    if (clock >= 3600) buf_printf(out, "%lluH", (unsigned long long)(clock / 3600));
    if (clock / 60 % 60) buf_printf(out, "%lluM", (unsigned long long)(clock / 60 % 60));
    if (clock % 60 || nanos) {
        buf_printf(out, "%llu", (unsigned long long)(clock % 60));
        print_fraction(out, abs(nanos));
        buf_byte(out, 'S');
    }
}

void temporal_print_duration(struct buf *out, const struct feel_value *duration)
{
    if (duration->type == FEEL_MONTHS_DURATION) print_months(out, duration->months);
    else print_days(out, duration->days.seconds, duration->days.nanos);
}
