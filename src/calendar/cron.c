/*
 * cron.c - see cron.h.
 *
 * Each field is a set of bits; looking for the next time walks day by day and
 * then takes the first hour, minute and second of the sets.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/cron.h"

#include "base/civil.h"
#include "base/num.h"

enum { TEXT_MAX = 200, YEARS = 40, DAYS_LOOKED_AT = YEARS * 366 };

enum { SECOND, MINUTE, HOUR, DAY, MONTH, WEEKDAY, FIELDS };
static const struct { const char *zh, *en; int64_t low, high; } FIELD[FIELDS] = {
    { "秒", "second", 0, 59 }, { "分", "minute", 0, 59 }, { "时", "hour", 0, 23 }, { "日", "day of month", 1, 31 }, { "月", "month", 1, 12 }, { "星期", "day of week", 0, 7 },
};
static const char *const MONTHS[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC" };
static const char *const WEEKDAYS[] = { "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT" };
static const struct { const char *name, *means; } MACROS[] = {
    { "@yearly", "0 0 0 1 1 *" }, { "@annually", "0 0 0 1 1 *" }, { "@monthly", "0 0 0 1 * *" }, { "@weekly", "0 0 0 * * 0" },
    { "@daily", "0 0 0 * * *" },  { "@midnight", "0 0 0 * * *" }, { "@hourly", "0 0 * * * *" },
};

/* ── Reading ───────────────────────────────────────────────────────────── */

static bool same_word(struct str text, const char *word)
{
    size_t i = 0;

    for (; i < text.len && word[i]; i++) {
        char c = text.at[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if (c != word[i]) return false;
    }
    return i == text.len && !word[i];
}

/* A number or, of months and weekdays, a name. */
static bool read_value(int field, struct str text, int64_t *out)
{
    const char *const *names = field == MONTH ? MONTHS : field == WEEKDAY ? WEEKDAYS : NULL;
    int count = field == MONTH ? 12 : 7;

    for (int i = 0; names && i < count; i++)
        if (same_word(text, names[i])) {
            *out = i + (field == MONTH);
            return true;
        }
    return text.len && text.len <= 2 && !num_parse_int(text, FIELD[field].low, FIELD[field].high, out);
}

/* One piece of a list: star, value, range, each with a step or not. */
static bool read_piece(int field, struct str piece, uint64_t *bits)
{
    struct str range = piece, step_text = STR_NONE, low_text;
    int64_t low, high, step = 1;

    if (str_find(piece, STR("/")) >= 0) {
        (void)str_split(&piece, '/', &range);
        step_text = piece;
        if (num_parse_int(step_text, 1, FIELD[field].high, &step)) return false;
    }
    if (str_is(range, "*") || (str_is(range, "?") && (field == DAY || field == WEEKDAY) && !step_text.at)) {
        low = FIELD[field].low;
        high = field == WEEKDAY ? 6 : FIELD[field].high;
    } else if (str_find(range, STR("-")) >= 0) {
        (void)str_split(&range, '-', &low_text);
        if (!read_value(field, low_text, &low) || !read_value(field, range, &high)) return false;
        if (field == WEEKDAY && high == 0 && low > 0) high = 7;   /* FRI-SUN */
        if (low > high) return false;
    } else {
        if (!read_value(field, range, &low)) return false;
        high = step_text.at ? field == WEEKDAY ? 6 : FIELD[field].high : low;
    }
    for (int64_t v = low; v <= high; v += step) *bits |= UINT64_C(1) << (field == WEEKDAY && v == 7 ? 0 : v);
    return true;
}

/* L, LW, L-3, 15W; false: none of these. */
static bool read_special_day(struct str piece, struct cron *out)
{
    int64_t n;

    if (same_word(piece, "L")) return out->last_day = true;
    if (same_word(piece, "LW")) return out->last_workday = true;
    if (piece.len > 2 && same_word(str_sub(piece, 0, 2), "L-")) {
        if (num_parse_int(str_sub(piece, 2, piece.len), 1, 30, &n)) return false;
        out->before_last |= UINT32_C(1) << n;
        return true;
    }
    if (piece.len < 2 || !same_word(str_sub(piece, piece.len - 1, piece.len), "W") || num_parse_int(str_sub(piece, 0, piece.len - 1), 1, 31, &n)) return false;
    out->near_workday |= UINT32_C(1) << n;
    return true;
}

/* FRI#2, 5#2, FRIL, 5L. */
static bool read_nth_weekday(struct str piece, struct cron *out)
{
    ptrdiff_t hash = str_find(piece, STR("#"));
    struct str day = hash >= 0 ? str_sub(piece, 0, (size_t)hash) : str_sub(piece, 0, piece.len - 1);
    int64_t weekday, nth = 0;

    if (hash < 0 && !same_word(str_sub(piece, piece.len - 1, piece.len), "L")) return false;
    if (hash >= 0 && num_parse_int(str_sub(piece, (size_t)hash + 1, piece.len), 1, 5, &nth)) return false;
    if (!read_value(WEEKDAY, day, &weekday) || out->nth_count == COUNT_OF(out->nth)) return false;
    out->nth[out->nth_count++] = (struct cron_nth){ (int8_t)(weekday % 7), (int8_t)nth };
    return true;
}

static bool read_part(int field, struct str piece, struct cron *out, uint64_t *bits)
{
    if (!piece.len || piece.len > 20) return false;
    if (field == DAY && read_special_day(piece, out)) return true;
    if (field == WEEKDAY && piece.len > 1 && read_nth_weekday(piece, out)) return true;
    return read_piece(field, piece, bits);
}

static enum err read_field(int field, struct str text, struct cron *out, uint64_t *bits, struct fault *why)
{
    struct str rest = text, piece;
    bool ok = text.len && text.at[text.len - 1] != ',';

    while (ok && str_split(&rest, ',', &piece)) ok = read_part(field, piece, out, bits);
    if (ok) return ERR_OK;
    return fault_set(why, ERR_INVALID, "周期的“%s”字段“%.*s”不正确%.0s", "the cycle's field %.0s\"%.*s\" is no %s", FIELD[field].zh, STR_ARG(utf8_prefix(text, 40)), FIELD[field].en);
}

static struct str next_word(struct str *rest)
{
    struct str word;

    *rest = str_trim(*rest);
    return str_split(rest, ' ', &word) ? word : STR_NONE;
}

enum err cron_parse(struct str text, struct cron *out, struct fault *why)
{
    struct cron cron = { 0 };
    uint64_t bits[FIELDS] = { 0 };
    struct str rest = str_trim(text);
    int64_t found;

    if (rest.len > TEXT_MAX) return fault_set(why, ERR_INVALID, "周期过长", "the cycle is too long");
    for (size_t i = 0; i < rest.len; i++)
        if (rest.at[i] < ' ' || rest.at[i] > '~') return fault_set(why, ERR_INVALID, "周期只能用英文字母、数字和符号", "a cycle is written in ASCII");
    for (size_t i = 0; i < COUNT_OF(MACROS); i++)
        if (str_is(rest, MACROS[i].name)) rest = str_from_c(MACROS[i].means);
    for (int field = 0; field < FIELDS; field++) {
        struct str word = next_word(&rest);
        enum err err;

        if (!word.len) return fault_set(why, ERR_INVALID, "周期应有六个字段：秒 分 时 日 月 星期", "a cycle has six fields: second minute hour day month weekday");
        err = read_field(field, word, &cron, &bits[field], why);
        if (err) return err;
    }
    if (str_trim(rest).len) return fault_set(why, ERR_INVALID, "周期应有六个字段：秒 分 时 日 月 星期", "a cycle has six fields: second minute hour day month weekday");
    cron.seconds = bits[SECOND];
    cron.minutes = bits[MINUTE];
    cron.hours = (uint32_t)bits[HOUR];
    cron.days = (uint32_t)bits[DAY];
    cron.months = (uint32_t)bits[MONTH];
    cron.weekdays = (uint8_t)bits[WEEKDAY];
    if (!cron_next(&cron, day_start_ms(day_from_ymd(2000, 1, 1)), &found))
        return fault_set(why, ERR_INVALID, "周期所指的日期不存在", "the date of the cycle never comes");
    *out = cron;
    return ERR_OK;
}

/* ── Looking for the next ──────────────────────────────────────────────── */

struct date { int day, last, weekday; };        /* of a month; weekday 0 Sunday … 6 Saturday */

static int weekday_of(const struct date *date, int day)
{
    return ((date->weekday + (day - date->day)) % 7 + 35) % 7;
}

/* The Monday-to-Friday nearest the n-th, in the same month. */
static int nearest_workday(const struct date *date, int n)
{
    int weekday = weekday_of(date, n);

    if (weekday == 6) return n > 1 ? n - 1 : n + 2;
    if (weekday == 0) return n < date->last ? n + 1 : n - 2;
    return n;
}

static int last_workday(const struct date *date)
{
    int weekday = weekday_of(date, date->last);

    return weekday == 6 ? date->last - 1 : weekday == 0 ? date->last - 2 : date->last;
}

static bool day_fits(const struct cron *cron, const struct date *date)
{
    if (cron->days >> date->day & 1) return true;
    if (cron->last_day && date->day == date->last) return true;
    if (cron->last_workday && date->day == last_workday(date)) return true;
    if (cron->before_last >> (date->last - date->day) & 1) return true;
    for (int n = 1; n <= date->last; n++)
        if (cron->near_workday >> n & 1 && nearest_workday(date, n) == date->day) return true;
    return false;
}

static bool weekday_fits(const struct cron *cron, const struct date *date)
{
    if (cron->weekdays >> date->weekday & 1) return true;
    for (size_t i = 0; i < cron->nth_count; i++) {
        const struct cron_nth *one = &cron->nth[i];
        if (one->weekday == date->weekday && (one->nth ? (date->day - 1) / 7 + 1 == one->nth : date->day + 7 > date->last)) return true;
    }
    return false;
}

static int days_in(int year, int month)
{
    int last = 28;

    while (ymd_valid(year, month, last + 1)) last++;
    return last;
}

static int first_bit(uint64_t bits, int from)
{
    bits = from < 64 ? bits >> from << from : 0;
    return bits ? __builtin_ctzll(bits) : -1;
}

/* The first second of the day from `from` on that fits, or -1. */
static int time_of_day(const struct cron *cron, int from)
{
    for (int hour = first_bit(cron->hours, from / 3600); hour >= 0; hour = first_bit(cron->hours, hour + 1)) {
        int left = hour > from / 3600 ? 0 : from - hour * 3600;
        for (int minute = first_bit(cron->minutes, left / 60); minute >= 0; minute = first_bit(cron->minutes, minute + 1)) {
            int second = first_bit(cron->seconds, minute > left / 60 ? 0 : left - minute * 60);
            if (second >= 0) return hour * 3600 + minute * 60 + second;
        }
    }
    return -1;
}

bool cron_next(const struct cron *cron, int64_t after_ms, int64_t *out_ms)
{
    struct day day = day_of_ms(after_ms);
    int from = (int)((after_ms - day_start_ms(day)) / 1000) + 1;   /* after, not at */

    for (int i = 0; i < DAYS_LOOKED_AT; i++, day.since_epoch++, from = 0) {
        struct date date;
        int year, month, second;

        day_to_ymd(day, &year, &month, &date.day);
        if (!(cron->months >> month & 1)) continue;
        date.last = days_in(year, month);
        date.weekday = day_of_week(day) % 7;
        if (!day_fits(cron, &date) || !weekday_fits(cron, &date)) continue;
        second = from < 86400 ? time_of_day(cron, from) : -1;
        if (second < 0) continue;
        *out_ms = day_start_ms(day) + second * INT64_C(1000);
        return true;
    }
    return false;
}
