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

static size_t light_at(const struct calendar *calendar, const struct clock_facts *facts, const struct clock_due *due,
                       const struct clock_light *lights, size_t count, int64_t now_ms)
{
    struct clock_left left;

    assert_int_equal(clock_left(calendar, facts, due, now_ms, &left, NULL), ERR_OK);
    return (size_t)(clock_light_of(lights, count, &left) - lights);
}

/* A timer set for a light fires when the light comes on, not a millisecond before or after. */
static void test_starts(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    struct clock_light *lights = NULL;
    size_t count = 0, checked = 0;
    (void)state;

    assert_int_equal(clock_lights_load(arena, content(arena, CONTENT "/calendars/lights.csv"), &lights, &count, NULL), 0);
    for (int unit = 0; unit < CLOCK__UNITS; unit++)
        for (int64_t amount = 0; amount < 25; amount++)
            for (int day = 0; day < 40; day += 3) {
                int64_t start = ms_of("2026-02-01T09:17:31") + day * MS_PER_DAY + day * MS_PER_HOUR;
                struct clock_pause pause = { start + 5 * MS_PER_HOUR, start + 2 * MS_PER_DAY };
                struct clock_facts facts = { .start_ms = start, .limit = { amount, (enum clock_unit)unit },
                                             .window = STR("office"), .pauses = &pause, .pause_count = (size_t)(day % 2) };
                struct clock_due due;

                assert_int_equal(clock_due(calendar, &facts, &due, NULL), ERR_OK);
                for (size_t i = 1; i < count; i++) {
                    int64_t at = -1;

                    assert_int_equal(clock_light_starts(calendar, &facts, &due, &lights[i], &at, NULL), ERR_OK);
                    if (at == CLOCK_NEVER) {
                        assert_true(amount == 0);
                        continue;
                    }
                    assert_true(light_at(calendar, &facts, &due, lights, count, at) >= i);
                    if (at > start) assert_true(light_at(calendar, &facts, &due, lights, count, at - 1) < i);
                    checked++;
                }
            }
    assert_true(checked > 5000);
    arena_close(arena);
}

static void test_starts_of_a_stopped_clock(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    struct clock_pause pause = { ms_of("2026-03-02T11:00:00"), CLOCK_OPEN };
    struct clock_facts facts = { .start_ms = ms_of("2026-03-02T10:00:00"), .limit = { 4, CLOCK_HOURS },
                                 .pauses = &pause, .pause_count = 1 };
    struct clock_light late = { .percent = 100 };
    struct clock_due due;
    int64_t at = -1;
    (void)state;

    assert_int_equal(clock_due(calendar, &facts, &due, NULL), ERR_OK);
    assert_int_equal(clock_light_starts(calendar, &facts, &due, &late, &at, NULL), ERR_OK);
    assert_true(at == CLOCK_NEVER);
    facts.limit.amount = -1;
    at = -1;
    assert_int_equal(clock_light_starts(calendar, &facts, &due, &late, &at, NULL), ERR_INVALID);
    assert_true(at == -1);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lights),
        cmocka_unit_test(test_starts),
        cmocka_unit_test(test_starts_of_a_stopped_clock),
        cmocka_unit_test(test_bad_tables),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
