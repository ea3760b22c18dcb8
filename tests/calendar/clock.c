/*
 * clock.c - due times: the published vectors, pauses, extensions, edges.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#define W CLOCK_WORK_DAYS
#define C CLOCK_CALENDAR_DAYS
#define M CLOCK_MONTHS
#define H CLOCK_HOURS
#define U CLOCK_WORK_HOURS
#define MIN CLOCK_MINUTES

struct pause_text {
    const char *begin, *end;   /* end "" is open */
};

struct vector {
    const char *name, *start;
    enum clock_unit unit;
    int64_t amount;
    const char *due;           /* a day for day units, else an instant; NULL: stopped */
    const char *raw;           /* NULL: the same day */
    struct pause_text pauses[3];
    int64_t extensions[2];
    struct clock_limit others[2];
    bool provisional;
};

static const struct vector VECTORS[] = {
    { "W1", "2026-02-13T10:00:00", W, 5, "2026-02-27", NULL },
    { "W2", "2026-02-13T10:00:00", W, 20, "2026-03-19", NULL },
    { "W3", "2026-09-18T10:00:00", W, 5, "2026-09-24", NULL },
    { "W4", "2026-09-24T10:00:00", W, 7, "2026-10-12", NULL },
    { "W5", "2026-04-30T10:00:00", W, 3, "2026-05-08", NULL },
    { "W6", "2025-09-26T10:00:00", W, 5, "2025-10-10", NULL },
    { "W7", "2025-01-24T10:00:00", W, 20, "2025-02-27", NULL },
    { "W8", "2024-09-29T10:00:00", W, 5, "2024-10-11", NULL },
    { "C1", "2026-07-04T10:00:00", C, 90, "2026-10-08", "2026-10-02" },
    { "C2", "2026-09-18T10:00:00", C, 15, "2026-10-08", "2026-10-03" },
    { "C3", "2026-02-06T10:00:00", C, 15, "2026-02-24", "2026-02-21" },
    { "C4", "2025-07-03T10:00:00", C, 90, "2025-10-09", "2025-10-01" },
    { "C5", "2026-08-03T10:00:00", C, 60, "2026-10-08", "2026-10-02" },

    { "the first minute of a day is that day", "2026-02-13T00:00:00", W, 1, "2026-02-14", NULL },
    { "the last minute of a day is that day", "2026-02-13T23:59:59", W, 1, "2026-02-14", NULL },
    { "just after midnight is the next", "2026-02-14T00:00:00", W, 1, "2026-02-24", NULL },
    { "no limit ends with the start day", "2026-02-16T10:00:00", W, 0, "2026-02-16", NULL },
    { "no limit of calendar days rolls", "2026-02-16T10:00:00", C, 0, "2026-02-24", "2026-02-16" },
    { "no limit of hours is due at once", "2026-02-16T10:00:00", H, 0, "2026-02-16T10:00:00", NULL },
    { "across the year end", "2025-12-31T10:00:00", W, 2, "2026-01-05", NULL },
    { "a year without calendar is provisional", "2026-12-30T10:00:00", W, 3, "2027-01-05", NULL, .provisional = true },
    { "the fixed days of such a year rest", "2027-09-30T10:00:00", W, 1, "2027-10-04", NULL, .provisional = true },
    { "the last day of a loaded year is firm", "2026-12-30T10:00:00", W, 1, "2026-12-31", NULL },
    { "calendar days into an unloaded year", "2026-12-01T10:00:00", C, 60, "2027-02-01", "2027-01-30", .provisional = true },
    { "calendar days through it only", "2026-12-30T10:00:00", C, 1, "2026-12-31", NULL },

    { "a month ends on the same day", "2026-03-10T10:00:00", M, 1, "2026-04-10", NULL },
    { "a month without that day ends on its last", "2026-01-31T10:00:00", M, 1, "2026-02-28", NULL },
    { "three months roll", "2026-07-03T10:00:00", M, 3, "2026-10-08", "2026-10-03" },
    { "a year of months over a leap day", "2024-02-29T10:00:00", M, 12, "2025-02-28", NULL },

    { "hours are exact and do not roll", "2026-02-14T20:00:00", H, 24, "2026-02-15T20:00:00", NULL },
    { "minutes", "2026-02-14T23:59:30", MIN, 5, "2026-02-15T00:04:30", NULL },
    { "working hours within a day", "2026-02-16T09:00:00", U, 4, "2026-02-16T13:00:00", NULL },
    { "working hours to the very end", "2026-02-16T13:30:00", U, 4, "2026-02-16T17:30:00", NULL },
    { "working hours over night", "2026-02-16T16:30:00", U, 4, "2026-02-17T11:30:00", NULL },
    { "working hours from the evening", "2026-02-16T22:00:00", U, 1, "2026-02-17T09:30:00", NULL },
    { "working hours from early morning", "2026-02-16T01:00:00", U, 9, "2026-02-16T17:30:00", NULL },

    { "a pause within one day removes none", "2026-03-02T10:00:00", W, 5, "2026-03-09", NULL,
      { { "2026-03-03T09:00:00", "2026-03-03T18:00:00" } } },
    { "a pause removes the days after its first", "2026-03-02T10:00:00", W, 5, "2026-03-11", NULL,
      { { "2026-03-03T23:00:00", "2026-03-05T00:00:00" } } },
    { "a pause over a weekend removes work days only", "2026-03-02T10:00:00", W, 5, "2026-03-10", NULL,
      { { "2026-03-06T09:00:00", "2026-03-09T09:00:00" } } },
    { "a pause across a holiday", "2026-02-11T10:00:00", W, 5, "2026-02-27", NULL,
      { { "2026-02-13T09:00:00", "2026-02-24T09:00:00" } } },
    { "calendar days count weekends in a pause", "2026-03-02T10:00:00", C, 7, "2026-03-12", NULL,
      { { "2026-03-06T09:00:00", "2026-03-09T09:00:00" } } },
    { "overlapping pauses count once", "2026-03-02T10:00:00", C, 7, "2026-03-13", NULL,
      { { "2026-03-06T09:00:00", "2026-03-09T09:00:00" }, { "2026-03-05T09:00:00", "2026-03-08T09:00:00" } } },
    { "pauses in any order", "2026-03-02T10:00:00", C, 7, "2026-03-12", NULL,
      { { "2026-03-10T09:00:00", "2026-03-11T09:00:00" }, { "2026-03-04T09:00:00", "2026-03-06T09:00:00" } } },
    { "a pause before the start counts nothing", "2026-03-02T10:00:00", W, 5, "2026-03-09", NULL,
      { { "2026-02-01T09:00:00", "2026-03-02T23:00:00" } } },
    { "a pause after the due day changes nothing", "2026-03-02T10:00:00", W, 5, "2026-03-09", NULL,
      { { "2026-03-10T00:00:00", "2026-04-10T00:00:00" } } },
    { "an open pause stops the clock", "2026-03-02T10:00:00", W, 5, NULL, NULL, { { "2026-03-04T09:00:00", "" } } },
    { "an open pause after the due day does not", "2026-03-02T10:00:00", W, 5, "2026-03-09", NULL,
      { { "2026-03-09T09:00:00", "" } } },
    { "rolling skips removed days", "2026-03-02T10:00:00", C, 5, "2026-03-12", "2026-03-07",
      { { "2026-03-07T09:00:00", "2026-03-11T09:00:00" } } },
    { "hours subtract the exact time", "2026-03-02T10:00:00", H, 4, "2026-03-02T16:30:00", NULL,
      { { "2026-03-02T11:00:00", "2026-03-02T12:30:00" }, { "2026-03-02T14:00:00", "2026-03-02T15:00:00" } } },
    { "a pause that begins at the due instant", "2026-03-02T10:00:00", H, 4, "2026-03-02T14:00:00", NULL,
      { { "2026-03-02T14:00:00", "" } } },
    { "a pause from the start instant", "2026-03-02T10:00:00", MIN, 30, "2026-03-02T11:30:00", NULL,
      { { "2026-03-02T10:00:00", "2026-03-02T11:00:00" } } },
    { "working hours subtract time in the window only", "2026-03-02T16:00:00", U, 2, "2026-03-03T09:30:00", NULL,
      { { "2026-03-02T17:00:00", "2026-03-03T08:00:00" } } },
    { "an open pause stops hours", "2026-03-02T10:00:00", H, 4, NULL, NULL, { { "2026-03-02T11:00:00", "" } } },

    { "an extension counts from the due day", "2026-03-02T10:00:00", W, 5, "2026-03-12", NULL, .extensions = { 3 } },
    { "two extensions add up", "2026-03-02T10:00:00", W, 5, "2026-03-16", NULL, .extensions = { 3, 2 } },
    { "an extension counts from the rolled day", "2026-07-04T10:00:00", C, 90, "2026-10-19", "2026-10-12",
      .extensions = { 10 } },
    { "an extension with a pause in it", "2026-03-02T10:00:00", W, 5, "2026-03-16", NULL,
      { { "2026-03-10T09:00:00", "2026-03-12T09:00:00" } }, { 3 } },
    { "an extension of hours", "2026-03-02T10:00:00", H, 4, "2026-03-02T16:00:00", NULL, .extensions = { 2 } },
    { "an extension of months", "2026-01-30T10:00:00", M, 1, "2026-03-30", "2026-03-28", .extensions = { 1 } },
    { "days after hours: the day it was due does not count", "2026-03-02T10:00:00", H, 4, "2026-03-05", NULL, .others = { { 3, W } } },
    { "days after hours that end at midnight", "2026-03-02T10:00:00", H, 14, "2026-03-05", NULL, .others = { { 3, W } } },
    { "hours after days: from midnight on", "2026-03-02T10:00:00", W, 1, "2026-03-04T06:00:00", NULL, .others = { { 6, H } } },
    { "working hours after days", "2026-03-02T10:00:00", W, 4, "2026-03-07T10:30:00", NULL, .others = { { 2, U } } },
    { "its own unit first, then the others", "2026-03-02T10:00:00", W, 1, "2026-03-05T02:00:00", NULL, .extensions = { 1 }, .others = { { 2, H } } },
    { "calendar days after hours roll", "2026-03-05T10:00:00", H, 2, "2026-03-09", NULL, .others = { { 2, C } } },
    { "a pause in another unit's days", "2026-03-02T10:00:00", H, 4, "2026-03-06", NULL,
      { { "2026-03-03T09:00:00", "2026-03-04T09:00:00" } }, .others = { { 3, W } } },
};

static struct clock_facts facts_of(const struct vector *v, struct clock_pause *pauses)
{
    struct clock_facts facts = { .start_ms = ms_of(v->start), .limit = { v->amount, v->unit }, .window = STR("urban") };

    for (size_t i = 0; i < COUNT_OF(v->pauses) && v->pauses[i].begin; i++) {
        pauses[i].begin_ms = ms_of(v->pauses[i].begin);
        pauses[i].end_ms = v->pauses[i].end[0] ? ms_of(v->pauses[i].end) : CLOCK_OPEN;
        facts.pause_count++;
    }
    facts.pauses = pauses;
    facts.extensions = v->extensions;
    while (facts.extension_count < COUNT_OF(v->extensions) && v->extensions[facts.extension_count])
        facts.extension_count++;
    facts.others = v->others;
    while (facts.other_count < COUNT_OF(v->others) && v->others[facts.other_count].amount) facts.other_count++;
    return facts;
}

static void test_vectors(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        const struct vector *v = &VECTORS[i];
        struct clock_pause pauses[COUNT_OF(v->pauses)];
        struct clock_facts facts = facts_of(v, pauses);
        struct clock_due due = { 0 };
        struct fault why = { 0 };
        char last[11], raw[11], instant[32];

        if (clock_due(calendar, &facts, &due, &why)) fail_msg("%s: %s", v->name, why.en);
        day_print(due.last_day, last);
        day_print(due.raw_day, raw);
        time_print(due.due_ms, instant);
        CHECK(v->name, due.stopped == (v->due == NULL));
        CHECK(v->name, due.provisional == v->provisional);
        if (!v->due) {
            CHECK(v->name, due.due_ms == CLOCK_NEVER);
        } else if (strlen(v->due) == 10) {
            if (strcmp(last, v->due) != 0) fail_msg("%s: due %s, expected %s", v->name, last, v->due);
            if (strcmp(raw, v->raw ? v->raw : v->due) != 0) fail_msg("%s: raw %s", v->name, raw);
            CHECK(v->name, due.due_ms == day_start_ms(due.last_day) + MS_PER_DAY);
            CHECK(v->name, due.rolled == (v->raw != NULL));
        } else if (due.due_ms != ms_of(v->due)) {
            fail_msg("%s: due %s, expected %s", v->name, instant, v->due);
        }
    }
    arena_close(arena);
}

static void test_refusals(void **state)
{
    static const int64_t minus[] = { -1 }, huge[] = { INT64_MAX, 1 };
    static const struct clock_pause backwards[] = { { 2000, 1000 } }, open_before[] = { { -5, CLOCK_OPEN } };
    static const struct clock_limit wrong[] = { { -1, H } }, unknown[] = { { 1, CLOCK__UNITS } }, hours[] = { { 1, U } };
    const struct { const char *name; struct clock_facts facts; } rows[] = {
        { "negative other extension", { .limit = { 1, W }, .others = wrong, .other_count = 1 } },
        { "other extension in an unknown unit", { .limit = { 1, W }, .others = unknown, .other_count = 1 } },
        { "other extension without a window", { .limit = { 1, W }, .others = hours, .other_count = 1 } },
        { "negative limit", { .limit = { -1, W } } },
        { "limit over ten years", { .limit = { 3661, W } } },
        { "limit at the end of int64", { .limit = { INT64_MAX, H } } },
        { "hours over the most", { .limit = { 87841, H } } },
        { "negative start", { .start_ms = -1, .limit = { 1, W } } },
        { "start in the far future", { .start_ms = INT64_MAX, .limit = { 1, W } } },
        { "unknown unit", { .limit = { 1, CLOCK__UNITS } } },
        { "negative extension", { .limit = { 1, W }, .extensions = minus, .extension_count = 1 } },
        { "huge extension", { .limit = { 1, W }, .extensions = huge, .extension_count = 2 } },
        { "too many extensions", { .limit = { 1, W }, .extensions = minus, .extension_count = 1000 } },
        { "pause backwards", { .limit = { 1, W }, .pauses = backwards, .pause_count = 1 } },
        { "pause before time began", { .limit = { 1, W }, .pauses = open_before, .pause_count = 1 } },
        { "too many pauses", { .limit = { 1, W }, .pauses = backwards, .pause_count = 1000 } },
        { "unknown window", { .limit = { 1, U }, .window = STR("night") } },
        { "no window", { .limit = { 1, U } } },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct clock_due due = { .due_ms = 77 };
        struct clock_left left = { .total_ms = 77 };
        struct fault why = { 0 };

        CHECK(rows[i].name, clock_due(calendar, &rows[i].facts, &due, &why) == ERR_INVALID);
        CHECK(rows[i].name, due.due_ms == 77 && why.zh[0] && why.en[0]);
        CHECK(rows[i].name, clock_left(calendar, &rows[i].facts, &due, 0, &left, NULL) == ERR_INVALID);
        CHECK(rows[i].name, left.total_ms == 77);
    }
    arena_close(arena);
}

static void test_longest_limit_is_quick_and_right(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    struct clock_facts facts = { .start_ms = ms_of("2024-01-01T00:00:00"), .limit = { 3660, C } };
    struct clock_due due;
    (void)state;

    assert_int_equal(clock_due(calendar, &facts, &due, NULL), ERR_OK);
    assert_int_equal(due.raw_day.since_epoch, day_of("2024-01-01").since_epoch + 3660);
    assert_true(due.provisional);
    arena_close(arena);
}

static void test_units_by_name(void **state)
{
    enum clock_unit unit = CLOCK__UNITS;
    struct fault why = { 0 };
    (void)state;

    for (int i = 0; i < CLOCK__UNITS; i++) {
        assert_int_equal(clock_unit_parse(str_from_c(clock_unit_name((enum clock_unit)i)), &unit, NULL), ERR_OK);
        assert_int_equal(unit, i);
    }
    assert_int_equal(clock_unit_parse(STR("weeks"), &unit, &why), ERR_INVALID);
    assert_int_equal(unit, CLOCK_MINUTES);
    assert_true(why.en[0] != 0);
}

static void test_words(void **state)
{
    static const struct {
        const char *name, *start;
        enum clock_unit unit;
        int64_t amount;
        struct pause_text pause;
        const char *now, *zh, *en;
    } rows[] = {
        { "work days", "2026-03-02T10:00:00", W, 3, { 0 }, "2026-03-03T21:00:00", "剩 2 工作日 3 小时",
          "2 working days 3 hours left" },
        { "rest days do not count", "2026-03-06T10:00:00", W, 1, { 0 }, "2026-03-07T12:00:00", "剩 1 工作日",
          "1 working day left" },
        { "over by the clock on the wall", "2026-03-02T10:00:00", W, 1, { 0 }, "2026-03-04T01:20:00", "超 1 小时 20 分",
          "1 hour 20 minutes over" },
        { "over by days", "2026-03-06T10:00:00", W, 0, { 0 }, "2026-03-08T02:00:00", "超 1 天 2 小时", "1 day 2 hours over" },
        { "calendar days", "2026-03-02T10:00:00", C, 3, { 0 }, "2026-03-05T00:30:00", "剩 23 小时 30 分",
          "23 hours 30 minutes left" },
        { "working hours", "2026-03-02T16:30:00", U, 4, { 0 }, "2026-03-02T20:00:00", "剩 3 工作时", "3 working hours left" },
        { "almost", "2026-03-02T10:00:00", MIN, 10, { 0 }, "2026-03-02T10:09:30", "剩不到 1 分", "less than a minute left" },
        { "at the due instant it is over", "2026-03-02T10:00:00", MIN, 10, { 0 }, "2026-03-02T10:10:00", "超不到 1 分",
          "less than a minute over" },
        { "paused", "2026-03-02T10:00:00", H, 4, { "2026-03-02T11:00:00", "" }, "2026-03-09T11:00:00", "中止中，剩 3 小时",
          "paused, 3 hours left" },
        { "paused work days", "2026-03-02T10:00:00", W, 5, { "2026-03-03T11:00:00", "" }, "2026-03-12T11:00:00",
          "中止中，剩 4 工作日", "paused, 4 working days left" },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct vector v = { rows[i].name, rows[i].start, rows[i].unit, rows[i].amount, .pauses = { rows[i].pause } };
        struct clock_pause pauses[COUNT_OF(v.pauses)];
        struct clock_facts facts = facts_of(&v, pauses);
        struct clock_due due;
        struct clock_left left;
        struct clock_words words;

        CHECK(v.name, !clock_due(calendar, &facts, &due, NULL));
        CHECK(v.name, !clock_left(calendar, &facts, &due, ms_of(rows[i].now), &left, NULL));
        clock_left_words(&left, &words);
        if (strcmp(words.zh, rows[i].zh) != 0) fail_msg("%s: %s", v.name, words.zh);
        if (strcmp(words.en, rows[i].en) != 0) fail_msg("%s: %s", v.name, words.en);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),       cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_units_by_name), cmocka_unit_test(test_longest_limit_is_quick_and_right),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
