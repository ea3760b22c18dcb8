/*
 * cron.c - cycles by the civil calendar: a table of next times, what is refused,
 * and random expressions against walking minute by minute.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/cron.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"

static int64_t at(const char *text)
{
    int64_t ms = 0;

    assert_int_equal(time_parse(str_from_c(text), &ms), ERR_OK);
    return ms;
}

static void next_times(void **unused)
{
    /* 2026-03-02 is a Monday; 2026-02-28 a Saturday; 2028 a leap year. */
    static const struct { const char *cron, *after, *next; } rows[] = {
        { "0 0 9 * * ?", "2026-03-02T08:59:59", "2026-03-02T09:00:00" },
        { "0 0 9 * * ?", "2026-03-02T09:00:00", "2026-03-03T09:00:00" },
        { "0 0 9 * * MON-FRI", "2026-03-06T09:00:00", "2026-03-09T09:00:00" },
        { "0 0 9 ? * mon-fri", "2026-03-06T10:00:00", "2026-03-09T09:00:00" },
        { "0 */15 * * * *", "2026-03-02T10:01:00", "2026-03-02T10:15:00" },
        { "0 5/20 * * * *", "2026-03-02T10:46:00", "2026-03-02T11:05:00" },
        { "0 10-30/10 8 * * *", "2026-03-02T08:30:00", "2026-03-03T08:10:00" },
        { "*/20 * * * * *", "2026-03-02T10:00:41", "2026-03-02T10:01:00" },
        { "15,45 30 7,19 * * *", "2026-03-02T07:30:15", "2026-03-02T07:30:45" },
        { "15,45 30 7,19 * * *", "2026-03-02T07:30:45", "2026-03-02T19:30:15" },
        { "0 0 0 1 JAN *", "2026-03-02T00:00:00", "2027-01-01T00:00:00" },
        { "0 0 0 29 2 *", "2026-03-02T00:00:00", "2028-02-29T00:00:00" },
        { "0 0 0 31 * *", "2026-03-31T00:00:00", "2026-05-31T00:00:00" },
        { "0 0 0 13 * FRI", "2026-03-14T00:00:00", "2026-11-13T00:00:00" },            /* both have to fit */
        { "0 0 8 L * *", "2026-02-02T00:00:00", "2026-02-28T08:00:00" },
        { "0 0 8 L * *", "2028-02-02T00:00:00", "2028-02-29T08:00:00" },
        { "0 0 8 L-3 * *", "2026-02-02T00:00:00", "2026-02-25T08:00:00" },
        { "0 0 8 LW * *", "2026-02-02T00:00:00", "2026-02-27T08:00:00" },
        { "0 0 8 15W * *", "2026-02-02T00:00:00", "2026-02-16T08:00:00" },               /* a Sunday: the Monday after */
        { "0 0 8 28W * *", "2026-02-02T00:00:00", "2026-02-27T08:00:00" },               /* a Saturday: the Friday before */
        { "0 0 8 1W * *", "2026-07-15T00:00:00", "2026-08-03T08:00:00" },                /* a Saturday, but not into July */
        { "0 0 8 31W * *", "2026-05-02T00:00:00", "2026-05-29T08:00:00" },               /* a Sunday, but not into June */
        { "0 0 8 * * FRI#2", "2026-03-02T00:00:00", "2026-03-13T08:00:00" },
        { "0 0 8 * * 5#5", "2026-03-02T00:00:00", "2026-05-29T08:00:00" },
        { "0 0 8 * * FRIL", "2026-03-02T00:00:00", "2026-03-27T08:00:00" },
        { "0 0 8 * * SUN", "2026-03-02T00:00:00", "2026-03-08T08:00:00" },
        { "0 0 8 * * 7", "2026-03-02T00:00:00", "2026-03-08T08:00:00" },
        { "0 0 8 * * FRI-SUN", "2026-03-07T08:00:00", "2026-03-08T08:00:00" },
        { "  0  0   8  1,15  *  ?  ", "2026-03-02T00:00:00", "2026-03-15T08:00:00" },
        { "@yearly", "2026-03-02T00:00:00", "2027-01-01T00:00:00" }, { "@annually", "2026-03-02T00:00:00", "2027-01-01T00:00:00" },
        { "@monthly", "2026-03-02T00:00:00", "2026-04-01T00:00:00" }, { "@weekly", "2026-03-02T00:00:00", "2026-03-08T00:00:00" },
        { "@daily", "2026-03-02T00:00:00", "2026-03-03T00:00:00" }, { "@midnight", "2026-03-02T23:59:59", "2026-03-03T00:00:00" },
        { "@hourly", "2026-03-02T10:00:00", "2026-03-02T11:00:00" },
        { "59 59 23 31 12 *", "2026-12-31T23:59:58", "2026-12-31T23:59:59" },
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cron cron;
        struct fault why = { 0 };
        int64_t next = 0;
        char got[32];

        if (cron_parse(str_from_c(rows[i].cron), &cron, &why)) fail_msg("%s: %s", rows[i].cron, why.en);
        assert_true(cron_next(&cron, at(rows[i].after), &next));
        time_print(next, got);
        if (next != at(rows[i].next)) fail_msg("%s after %s: %s, not %s", rows[i].cron, rows[i].after, got, rows[i].next);
    }
}

static void refused(void **unused)
{
    static const struct { const char *cron, *says; } rows[] = {
        { "", "six fields" }, { "0 0 9 * *", "six fields" }, { "0 0 9 * * * *", "six fields" }, { "@often", "second" }, { "60 0 9 * * *", "second" }, { "0 60 9 * * *", "minute" },
        { "0 0 24 * * *", "hour" }, { "0 0 9 0 * *", "day of month" }, { "0 0 9 32 * *", "day of month" }, { "0 0 9 * 13 *", "month" }, { "0 0 9 * FOO *", "month" }, { "0 0 9 * * 8", "day of week" },
        { "0 0 9 * * MONDAY", "day of week" }, { "0 0 17-9 * * *", "hour" }, { "0 */0 * * * *", "minute" }, { "0 */60 * * * *", "minute" }, { "0 1,,2 * * * *", "minute" }, { "0 1, * * * *", "minute" }, { "? 0 9 * * *", "second" },
        { "0 0 9 L-31 * *", "day of month" }, { "0 0 9 W * *", "day of month" }, { "0 0 9 32W * *", "day of month" }, { "0 0 9 * * FRI#6", "day of week" }, { "0 0 9 * * FRI#0", "day of week" }, { "0 0 9 * * L", "day of week" },
        { "0 0 0 30 2 *", "never comes" }, { "0 0 0 31 4,6,9,11 *", "never comes" }, { "0 0 0 30W FEB *", "never comes" }, { "0 0 0 1 * MON#2", "never comes" }, { "0 30\xe2" "8LW  * *", "ASCII" }, { "0 0 9 * * 一", "ASCII" }, { "0 -1 * * * *", "minute" }, { "0 1e1 * * * *", "minute" }, { "0 +5 * * * *", "minute" },
    };
    char giant[4000];

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cron cron;
        struct fault why = { 0 };

        if (cron_parse(str_from_c(rows[i].cron), &cron, &why) != ERR_INVALID) fail_msg("\"%s\" was taken", rows[i].cron);
        if (!strstr(why.en, rows[i].says) || !why.zh[0]) fail_msg("\"%s\": %s", rows[i].cron, why.en);
    }
    memset(giant, '*', sizeof giant);
    assert_int_equal(cron_parse((struct str){ giant, sizeof giant }, &(struct cron){ 0 }, &(struct fault){ 0 }), ERR_INVALID);
}

/* ── Minute by minute ──────────────────────────────────────────────────── */

static uint64_t seed;

static int dice(int below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)(seed % (uint64_t)below);
}

/* A random field and the values it means, written down on the way and not read from the text. */
static void random_field(char *text, size_t size, bool *means, int low, int high)
{
    int how = dice(5), a = low + dice(high - low + 1), b = a + dice(high - a + 1), step = 1 + dice(high > 20 ? 20 : high);

    for (int v = low; v <= high; v++) means[v] = false;
    switch (how) {
    case 0:
        (void)snprintf(text, size, "*");
        for (int v = low; v <= high; v++) means[v] = true;
        break;
    case 1:
        (void)snprintf(text, size, "%d,%d", a, b);
        means[a] = means[b] = true;
        break;
    case 2:
        (void)snprintf(text, size, "%d-%d", a, b);
        for (int v = a; v <= b; v++) means[v] = true;
        break;
    case 3:
        (void)snprintf(text, size, "%d-%d/%d", a, b, step);
        for (int v = a; v <= b; v += step) means[v] = true;
        break;
    default:
        (void)snprintf(text, size, "*/%d", step);
        for (int v = low; v <= high; v += step) means[v] = true;
        break;
    }
}

/* Civil date of a minute counted by hand from 2026-01-01, a Thursday. */
struct clock_hand { int year, month, day, weekday, hour, minute; };

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && year % 4 == 0);
}

static void tick(struct clock_hand *c)
{
    if (++c->minute < 60) return;
    c->minute = 0;
    if (++c->hour < 24) return;
    c->hour = 0;
    c->weekday = (c->weekday + 1) % 7;
    if (++c->day <= month_days(c->year, c->month)) return;
    c->day = 1;
    if (++c->month <= 12) return;
    c->month = 1;
    c->year++;
}

static void against_the_clock(void **unused)
{
    enum { RUNS = 400, MINUTES = 120 * 24 * 60 };
    const int64_t begin = at("2026-01-01T00:00:00");
    int found = 0;

    (void)unused;
    for (int run = 0; run < RUNS; run++) {
        bool minutes[60], hours[24], days[32], months[13], weekdays[8];
        char m[16], h[16], d[16], mo[16], w[16], text[100];
        struct clock_hand hand = { 2026, 1, 1, 4, 0, 0 };
        struct cron cron;
        struct fault why = { 0 };
        int64_t next = 0;
        bool comes;

        seed = (uint64_t)(run + 1) * UINT64_C(0x9e3779b97f4a7c15);
        random_field(m, sizeof m, minutes, 0, 59);
        random_field(h, sizeof h, hours, 0, 23);
        random_field(d, sizeof d, days, 1, 31);
        random_field(mo, sizeof mo, months, 1, 12);
        random_field(w, sizeof w, weekdays, 0, 6);
        (void)snprintf(text, sizeof text, "0 %s %s %s %s %s", m, h, d, mo, w);
        if (cron_parse(str_from_c(text), &cron, &why)) {
            if (!strstr(why.en, "never comes")) fail_msg("%s: %s", text, why.en);
            continue;
        }
        comes = cron_next(&cron, begin - 1, &next);
        for (int i = 0; i < MINUTES; i++, tick(&hand)) {
            int64_t now = begin + i * MS_PER_MINUTE;
            bool fits = minutes[hand.minute] && hours[hand.hour] && days[hand.day] && months[hand.month] && weekdays[hand.weekday];

            if (fits != (comes && now == next)) fail_msg("%s: %04d-%02d-%02d %02d:%02d %s", text, hand.year, hand.month, hand.day, hand.hour, hand.minute, fits ? "was missed" : "does not fit");
            if (!fits) continue;
            found++;
            comes = cron_next(&cron, now, &next);
        }
    }
    assert_true(found > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(next_times), cmocka_unit_test(refused), cmocka_unit_test(against_the_clock) };

    return cmocka_run_group_tests_name("cron", tests, NULL, NULL);
}
