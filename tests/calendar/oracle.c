/*
 * oracle.c - random clocks against a slow oracle that walks day by day (or
 * minute by minute) and knows the calendar only through the text of its file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <string.h>

enum { PAUSES = 4, EXTENSIONS = 3, ROUNDS = 20000, MINUTE_ROUNDS = 1500 };

struct sample {
    struct clock_facts facts;
    struct clock_pause pauses[PAUSES];
    int64_t extensions[EXTENSIONS];
};

static uint64_t seed = 20260213;

static int64_t pick(int64_t low, int64_t high)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return low + (int64_t)(seed % (uint64_t)(high - low + 1));
}

static bool oracle_is_work(const char *days, int32_t day)
{
    char line[16] = "\n", date[11];
    const char *hit;

    day_print((struct day){ day }, date);
    memcpy(line + 1, date, 10);
    line[11] = ',';
    line[12] = 0;
    hit = strstr(days, line);
    if (hit) return hit[12] == 'W';
    if (strcmp(date, "2027") > 0 || strcmp(date, "2024") < 0)
        for (size_t i = 0; i < 6; i++) {
            static const char *const fixed[] = { "01-01", "05-01", "05-02", "10-01", "10-02", "10-03" };
            if (strcmp(date + 5, fixed[i]) == 0) return false;
        }
    return (day + 3) % 7 < 5;   /* 1970-01-01 was a Thursday */
}

static int32_t civil_day(int64_t ms)
{
    return (int32_t)((ms + 8 * 3600000LL) / 86400000LL);
}

static bool oracle_removed(const struct sample *s, int32_t day)
{
    for (size_t i = 0; i < s->facts.pause_count; i++)
        if (day > civil_day(s->pauses[i].begin_ms) && day <= civil_day(s->pauses[i].end_ms)) return true;
    return false;
}

static int32_t oracle_walk(const struct sample *s, const char *days, int32_t day, int64_t count)
{
    while (count > 0) {
        day++;
        if (oracle_removed(s, day)) continue;
        if (s->facts.limit.unit == CLOCK_WORK_DAYS && !oracle_is_work(days, day)) continue;
        count--;
    }
    return day;
}

static int32_t oracle_roll(const struct sample *s, const char *days, int32_t day)
{
    if (s->facts.limit.unit == CLOCK_WORK_DAYS) return day;
    while (!oracle_is_work(days, day)) {
        do day++;
        while (oracle_removed(s, day));
    }
    return day;
}

static int64_t extension_sum(const struct sample *s)
{
    int64_t sum = 0;

    for (size_t i = 0; i < s->facts.extension_count; i++) sum += s->extensions[i];
    return sum;
}

static struct sample random_sample(enum clock_unit unit, int64_t most, int64_t spread_ms)
{
    struct sample s = { .facts = { .limit = { pick(0, most), unit }, .window = STR("urban") } };

    s.facts.start_ms = ms_of("2024-01-01T00:00:00") + pick(0, 1200LL * 24 * 60) * MS_PER_MINUTE;
    s.facts.pause_count = (size_t)pick(0, PAUSES);
    for (size_t i = 0; i < s.facts.pause_count; i++) {
        s.pauses[i].begin_ms = s.facts.start_ms + pick(-spread_ms / 4, spread_ms) / MS_PER_MINUTE * MS_PER_MINUTE;
        s.pauses[i].end_ms = s.pauses[i].begin_ms + pick(0, spread_ms / 3) / MS_PER_MINUTE * MS_PER_MINUTE;
    }
    s.facts.extension_count = (size_t)pick(0, EXTENSIONS);
    for (size_t i = 0; i < s.facts.extension_count; i++) s.extensions[i] = pick(0, most / 2);
    return s;
}

static void test_days(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    const char *days = content(arena, CONTENT "/calendars/china.csv").at;
    (void)state;

    for (int i = 0; i < ROUNDS; i++) {
        struct sample s = random_sample(pick(0, 1) ? CLOCK_WORK_DAYS : CLOCK_CALENDAR_DAYS, 60, 60 * MS_PER_DAY);
        struct clock_due due;
        int32_t start = civil_day(s.facts.start_ms), raw, last;

        s.facts.pauses = s.pauses;
        s.facts.extensions = s.extensions;
        assert_int_equal(clock_due(calendar, &s.facts, &due, NULL), ERR_OK);
        raw = oracle_walk(&s, days, start, s.facts.limit.amount);
        last = oracle_roll(&s, days, raw);
        if (extension_sum(&s) > 0) {
            raw = oracle_walk(&s, days, raw, extension_sum(&s));
            last = oracle_roll(&s, days, oracle_walk(&s, days, last, extension_sum(&s)));
        }
        if (due.last_day.since_epoch != last) fail_msg("round %d: %d, oracle %d", i, due.last_day.since_epoch, last);
        if (s.facts.limit.unit == CLOCK_CALENDAR_DAYS) assert_int_equal(due.raw_day.since_epoch, raw);
        assert_true(due.due_ms == (int64_t)(last + 1) * 86400000LL - 8 * 3600000LL);
    }
    arena_close(arena);
}

static bool oracle_minute_counts(const struct sample *s, int64_t ms)
{
    int64_t of_day = (ms + 8 * 3600000LL) % 86400000LL / 60000;

    for (size_t i = 0; i < s->facts.pause_count; i++)
        if (ms >= s->pauses[i].begin_ms && ms < s->pauses[i].end_ms) return false;
    return s->facts.limit.unit != CLOCK_WORK_HOURS || (of_day >= 8 * 60 + 30 && of_day < 17 * 60 + 30);
}

static void test_minutes(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    for (int i = 0; i < MINUTE_ROUNDS; i++) {
        static const enum clock_unit units[] = { CLOCK_WORK_HOURS, CLOCK_HOURS, CLOCK_MINUTES };
        struct sample s = random_sample(units[pick(0, 2)], 40, 3 * MS_PER_DAY);
        int64_t amount = (s.facts.limit.amount + extension_sum(&s)) * (s.facts.limit.unit == CLOCK_MINUTES ? 1 : 60);
        int64_t at = s.facts.start_ms, half;
        struct clock_due due;
        struct clock_left left;

        s.facts.pauses = s.pauses;
        s.facts.extensions = s.extensions;
        assert_int_equal(clock_due(calendar, &s.facts, &due, NULL), ERR_OK);
        half = amount / 2;
        for (int64_t rest = amount; rest > 0; at += 60000) {
            if (!oracle_minute_counts(&s, at)) continue;
            if (rest-- != half || half == 0) continue;
            assert_int_equal(clock_left(calendar, &s.facts, &due, at, &left, NULL), ERR_OK);
            assert_int_equal(left.counted_ms, half * 60000);
        }
        if (due.due_ms != at) fail_msg("round %d: %lld, oracle %lld", i, (long long)due.due_ms, (long long)at);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_days), cmocka_unit_test(test_minutes) };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
