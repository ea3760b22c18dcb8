/*
 * calendar.c - tests of day kinds, loaded years and windows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

static void test_work_days_per_year(void **state)
{
    static const struct { int year, work_days; bool loaded; } rows[] = {
        { 2024, 251, true }, { 2025, 248, true }, { 2026, 248, true }, { 2027, 259, false },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int count = 0;
        struct day day = day_from_ymd(rows[i].year, 1, 1), end = day_from_ymd(rows[i].year + 1, 1, 1);

        assert_int_equal(calendar_is_loaded(calendar, day), rows[i].loaded);
        for (; day.since_epoch < end.since_epoch; day.since_epoch++)
            count += calendar_is_work_day(calendar, day);
        assert_int_equal(count, rows[i].work_days);
    }
    arena_close(arena);
}

static void test_day_kinds(void **state)
{
    static const struct { const char *day; bool work; const char *name; } rows[] = {
        { "2026-02-13", true, "" },            { "2026-02-14", true, "春节调休" }, { "2026-02-16", false, "春节" },
        { "2026-02-24", true, "" },            { "2026-10-08", true, "" },         { "2024-09-29", true, "国庆节调休" },
        { "2024-06-08", false, "" },           { "2024-06-10", false, "端午节" },  { "2027-05-03", true, "" },
        { "2027-10-01", false, "" },           { "2023-05-02", true, "" },         { "2027-10-04", true, "" },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK(rows[i].day, calendar_is_work_day(calendar, day_of(rows[i].day)) == rows[i].work);
        CHECK(rows[i].day, str_is(calendar_day_name(calendar, day_of(rows[i].day)), rows[i].name));
    }
    arena_close(arena);
}

static void test_bad_files_are_refused(void **state)
{
    static const struct { const char *name, *days, *fixed, *windows; size_t at; } rows[] = {
        { "broken date", "date,kind,name,source\n2026-13-01,R,x,y\n", NULL, NULL, 2 },
        { "unknown kind", "date,kind,name,source\n2026-01-01,R,x,y\n2026-01-02,X,x,y\n", NULL, NULL, 3 },
        { "a date twice", "date,kind,name,source\n2026-01-01,R,x,y\n2026-01-01,W,x,y\n", NULL, NULL, 3 },
        { "year too far", "date,kind,name,source\n9026-01-01,R,x,y\n", NULL, NULL, 2 },
        { "no such column", "day,kind\n2026-01-01,R\n", NULL, NULL, 2 },
        { "fixed day", "date,kind,name,source\n", "month_day,name,effective_from,source\n5-1,x,2024-01-01,y\n", NULL, 2 },
        { "fixed day without date of effect", "date,kind,name,source\n",
          "month_day,name,effective_from,source\n05-01,x,,y\n", NULL, 2 },
        { "window backwards", "date,kind,name,source\n", NULL,
          "window,days,begins,ends,effective_from,effective_to,source\nu,all,17:30,08:30,2024-01-01,,y\n", 2 },
        { "window past midnight", "date,kind,name,source\n", NULL,
          "window,days,begins,ends,effective_from,effective_to,source\nu,all,17:30,24:30,2024-01-01,,y\n", 2 },
        { "windows overlap", "date,kind,name,source\n", NULL,
          "window,days,begins,ends,effective_from,effective_to,source\nu,all,08:00,12:00,2024-01-01,,y\n"
          "u,work,11:00,13:00,2025-01-01,,y\n", 3 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_open(1 << 20);
        struct calendar_texts texts = { str_from_c(rows[i].days), str_from_c(rows[i].fixed),
                                        str_from_c(rows[i].windows) };
        struct calendar *calendar = NULL;
        struct fault why = { 0 };

        CHECK(rows[i].name, calendar_load(arena, &texts, &calendar, &why) == ERR_INVALID);
        CHECK(rows[i].name, calendar == NULL && why.zh[0] && why.en[0]);
        CHECK(rows[i].name, why.at == rows[i].at);
        arena_close(arena);
    }
}

static void test_windows(void **state)
{
    static const struct { const char *name, *window, *after, *begin, *end; bool uses_days; } rows[] = {
        { "urban on a holiday", "urban", "2026-02-16T00:00:00", "2026-02-16T08:30:00", "2026-02-16T17:30:00", false },
        { "urban after the end", "urban", "2026-02-16T17:30:00", NULL, NULL, false },
        { "office morning", "office", "2026-02-13T11:59:59", "2026-02-13T09:00:00", "2026-02-13T12:00:00", true },
        { "office afternoon", "office", "2026-02-13T12:00:00", "2026-02-13T13:30:00", "2026-02-13T17:30:00", true },
        { "office on a holiday", "office", "2026-02-16T00:00:00", NULL, NULL, true },
        { "before it took effect", "urban", "2023-12-31T00:00:00", NULL, NULL, false },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct calendar *calendar = real_calendar(arena);
    (void)state;

    assert_true(calendar_has_window(calendar, STR("urban")));
    assert_false(calendar_has_window(calendar, STR("urba")));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t after = ms_of(rows[i].after), begin = -1, end = -1;
        bool uses_days = false;
        bool found = calendar_window_on(calendar, str_from_c(rows[i].window), day_of_ms(after), after, &begin, &end,
                                        &uses_days);

        CHECK(rows[i].name, found == (rows[i].begin != NULL));
        CHECK(rows[i].name, begin == (found ? ms_of(rows[i].begin) : -1));
        CHECK(rows[i].name, end == (found ? ms_of(rows[i].end) : -1));
        CHECK(rows[i].name, uses_days == rows[i].uses_days);
    }
    arena_close(arena);
}

/* Every allocation may fail: the answer is ERR_NO_MEMORY, the out-parameter stays. */
static void test_out_of_memory(void **state)
{
    struct arena *texts_arena = arena_open(1 << 22);
    struct calendar_texts texts = { content(texts_arena, CONTENT "/calendars/china.csv"),
                                    content(texts_arena, CONTENT "/calendars/fixed_days.csv"),
                                    content(texts_arena, CONTENT "/calendars/work_windows.csv") };
    enum err err = ERR_NO_MEMORY;
    size_t failed = 0;
    (void)state;

    for (size_t n = 1; err == ERR_NO_MEMORY; n++) {
        struct arena *arena = arena_open(1 << 22);
        struct calendar *calendar = NULL;

        arena_fail_after(n);
        err = calendar_load(arena, &texts, &calendar, NULL);
        arena_fail_after(0);
        assert_true((err == ERR_OK) == (calendar != NULL));
        failed += err == ERR_NO_MEMORY;
        arena_close(arena);
    }
    assert_int_equal(err, ERR_OK);
    assert_true(failed > 5);
    arena_close(texts_arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_days_per_year),
        cmocka_unit_test(test_day_kinds),
        cmocka_unit_test(test_bad_files_are_refused),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
