/*
 * lights.c - which light is on, and tables that are refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

static void test_lights(void **state)
{
    static const struct {
        const char *name, *start;
        enum clock_unit unit;
        int64_t amount;
        const char *now, *light;
    } rows[] = {
        { "fresh", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 10, "2026-03-02T11:00:00", "green" },
        { "before eighty percent", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 10, "2026-03-12T23:59:00", "green" },
        { "eighty percent", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 10, "2026-03-13T00:00:00", "yellow" },
        { "one day left of three", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 3, "2026-03-05T00:00:00", "yellow" },
        { "more than one day left of three", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 3, "2026-03-04T23:00:00", "green" },
        { "a limit of one day is not yellow at once", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 1, "2026-03-02T11:00:00",
          "green" },
        { "hours: fixed distance does not hold", "2026-03-02T10:00:00", CLOCK_HOURS, 10, "2026-03-02T17:59:00", "green" },
        { "hours: eighty percent", "2026-03-02T10:00:00", CLOCK_HOURS, 10, "2026-03-02T18:00:00", "yellow" },
        { "the due instant", "2026-03-02T10:00:00", CLOCK_HOURS, 10, "2026-03-02T20:00:00", "orange" },
        { "before twice the limit", "2026-03-02T10:00:00", CLOCK_HOURS, 10, "2026-03-03T05:59:00", "orange" },
        { "twice the limit", "2026-03-02T10:00:00", CLOCK_HOURS, 10, "2026-03-03T06:00:00", "red" },
        { "late over a weekend is not two days late", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 4, "2026-03-09T12:00:00",
          "orange" },
        { "two working days late", "2026-03-02T10:00:00", CLOCK_WORK_DAYS, 4, "2026-03-11T00:00:00", "red" },
        { "no limit", "2026-03-02T10:00:00", CLOCK_HOURS, 0, "2026-03-02T10:00:00", "orange" },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    struct clock_light *lights = NULL;
    size_t count = 0;
    (void)state;

    assert_int_equal(clock_lights_load(arena, content(arena, CONTENT "/calendars/lights.csv"), &lights, &count, NULL), 0);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct clock_facts facts = { .start_ms = ms_of(rows[i].start), .limit = { rows[i].amount, rows[i].unit } };
        struct clock_due due;
        struct clock_left left;
        const struct clock_light *light;

        CHECK(rows[i].name, !clock_due(calendar, &facts, &due, NULL));
        CHECK(rows[i].name, !clock_left(calendar, &facts, &due, ms_of(rows[i].now), &left, NULL));
        light = clock_light_of(lights, count, &left);
        if (!str_is(light->code, rows[i].light)) fail_msg("%s: %.*s", rows[i].name, STR_ARG(light->code));
    }
    arena_close(arena);
}

static void test_bad_tables(void **state)
{
    static const struct { const char *name, *csv; } rows[] = {
        { "empty", "code,colour,name,threshold_pct,threshold_fixed,source\n" },
        { "first not at 0", "code,colour,name,threshold_pct,threshold_fixed,source\na,#000,x,5,,y\n" },
        { "percents fall", "code,colour,name,threshold_pct,threshold_fixed,source\na,#000,x,0,,y\nb,#000,x,0,,y\n" },
        { "no code", "code,colour,name,threshold_pct,threshold_fixed,source\n,#000,x,0,,y\n" },
        { "fixed without unit", "code,colour,name,threshold_pct,threshold_fixed,source\na,#000,x,0,-1,y\n" },
        { "fixed in weeks", "code,colour,name,threshold_pct,threshold_fixed,source\na,#000,x,0,-1 weeks,y\n" },
        { "percent is text", "code,colour,name,threshold_pct,threshold_fixed,source\na,#000,x,none,,y\n" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_open(1 << 20);
        struct clock_light *lights = NULL;
        size_t count = 99;
        struct fault why = { 0 };

        CHECK(rows[i].name, clock_lights_load(arena, str_from_c(rows[i].csv), &lights, &count, &why) == ERR_INVALID);
        CHECK(rows[i].name, lights == NULL && count == 99 && why.zh[0] && why.en[0]);
        arena_close(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_lights), cmocka_unit_test(test_bad_tables) };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
