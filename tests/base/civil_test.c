/*
 * Civil days against a calendar that counts one day at a time, and times as text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/civil.h"

static int month_length(int year, int month)
{
    if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Every day of the years 1-9999, each found from its neighbour. */
static void days_follow_one_another(void **state)
{
    (void)state;
    int year = 1, month = 1, day = 1, y, m, d;
    struct day at = day_from_ymd(1, 1, 1);
    int weekday = day_of_week(at);

    while (year <= 9999) {
        assert_int_equal(day_from_ymd(year, month, day).since_epoch, at.since_epoch);
        day_to_ymd(at, &y, &m, &d);
        assert_true(y == year && m == month && d == day);
        assert_int_equal(day_of_week(at), weekday);
        at.since_epoch++;
        weekday = weekday % 7 + 1;
        if (++day > month_length(year, month)) day = 1, month++;
        if (month > 12) month = 1, year++;
    }
    assert_int_equal(day_from_ymd(1970, 1, 1).since_epoch, 0);
    assert_int_equal(day_of_week(day_from_ymd(2026, 2, 13)), 5);
}

static void days_that_do_not_exist(void **state)
{
    (void)state;
    assert_true(ymd_valid(2024, 2, 29) && ymd_valid(2000, 2, 29));
    assert_false(ymd_valid(2025, 2, 29) || ymd_valid(1900, 2, 29) || ymd_valid(2026, 4, 31));
    assert_false(ymd_valid(2026, 0, 1) || ymd_valid(2026, 13, 1) || ymd_valid(2026, 1, 0) || ymd_valid(0, 1, 1));
    assert_false(ymd_valid(10000, 1, 1) || ymd_valid(2026, -1, -1));
}

static void instants_fall_in_days(void **state)
{
    (void)state;
    struct day d = day_from_ymd(2026, 2, 13);
    int64_t start = day_start_ms(d);

    assert_int_equal(day_of_ms(start).since_epoch, d.since_epoch);
    assert_int_equal(day_of_ms(start - 1).since_epoch, d.since_epoch - 1);
    assert_int_equal(day_of_ms(start + MS_PER_DAY - 1).since_epoch, d.since_epoch);
    assert_int_equal(day_of_ms(0).since_epoch, 0);
    assert_int_equal(day_of_ms(-1).since_epoch, 0);
    assert_int_equal(day_of_ms(-CIVIL_OFFSET_MS).since_epoch, 0);
    assert_int_equal(day_of_ms(-CIVIL_OFFSET_MS - 1).since_epoch, -1);
    assert_int_equal(day_of_ms(-MS_PER_DAY).since_epoch, -1);
    (void)day_of_ms(INT64_MAX);
    (void)day_of_ms(INT64_MIN);
}

static void day_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
    } cases[] = {
        { "2026-02-13", ERR_OK },      { "0001-01-01", ERR_OK },      { "9999-12-31", ERR_OK },
        { "2026-2-13", ERR_INVALID },  { "2026-02-30", ERR_INVALID }, { "2026-02-13 ", ERR_INVALID },
        { "20260213", ERR_INVALID },   { "2026/02/13", ERR_INVALID }, { "", ERR_INVALID },
        { "-026-02-13", ERR_INVALID }, { "2026-02-1x", ERR_INVALID }, { "2026-02-13T00:00", ERR_INVALID },
        { "0000-01-01", ERR_INVALID }, { "2026-13-01", ERR_INVALID },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct day d = { -77 };
        char text[11];
        enum err err = day_parse(str_from_c(cases[i].text), &d);
        CHECK_ERR(cases[i].text, err, cases[i].err);
        if (err) {
            CHECK_INT(cases[i].text, d.since_epoch, -77);
            continue;
        }
        day_print(d, text);
        CHECK_STR(cases[i].text, str_from_c(text), cases[i].text);
    }
}

static void time_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *printed;   /* NULL: refused */
    } cases[] = {
        { "2026-02-13T09:30:00+08:00", "2026-02-13T09:30:00+08:00" },
        { "2026-02-13T09:30:00.123+08:00", "2026-02-13T09:30:00.123+08:00" },
        { "2026-02-13T09:30:00.5Z", "2026-02-13T17:30:00.500+08:00" },
        { "2026-02-13T09:30:00.123456789Z", "2026-02-13T17:30:00.123+08:00" },
        { "2026-02-13T20:30:00Z", "2026-02-14T04:30:00+08:00" },
        { "2026-02-13T09:30", "2026-02-13T09:30:00+08:00" },
        { "2026-02-13 09:30:15", "2026-02-13T09:30:15+08:00" },
        { "2026-02-13T00:00:00-05:30", "2026-02-13T13:30:00+08:00" },
        { "1969-12-31T23:59:59.999+08:00", "1969-12-31T23:59:59.999+08:00" },
        { "2026-02-13T24:00:00Z", NULL },
        { "2026-02-13T09:60:00Z", NULL },
        { "2026-02-13T09:30:60Z", NULL },
        { "2026-02-13T09:30:00.Z", NULL },
        { "2026-02-13T09:30:00.1234567890Z", NULL },
        { "2026-02-13T09:30:00+8:00", NULL },
        { "2026-02-13T09:30:00+0800", NULL },
        { "2026-02-13T09:30:00+24:00", NULL },
        { "2026-02-13T09:30:00Zx", NULL },
        { "2026-02-13", NULL },
        { "2026-02-30T00:00:00Z", NULL },
        { "T09:30", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t ms = -77;
        char text[32];
        enum err err = time_parse(str_from_c(cases[i].text), &ms);
        CHECK_ERR(cases[i].text, err, cases[i].printed ? ERR_OK : ERR_INVALID);
        if (err) {
            CHECK_INT(cases[i].text, ms, -77);
            continue;
        }
        time_print(ms, text);
        CHECK_STR(cases[i].text, str_from_c(text), cases[i].printed);
    }
    char text[32];
    time_print(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999+08:00");
    time_print(INT64_MIN, text);
    assert_string_equal(text, "0001-01-01T00:00:00+08:00");
}

static void clocks_run(void **state)
{
    (void)state;
    int64_t before = time_monotonic_ms();

    assert_true(time_now_ms() > INT64_C(1704067200000));
    assert_true(time_monotonic_ms() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_follow_one_another), cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(instants_fall_in_days),   cmocka_unit_test(day_text),
        cmocka_unit_test(time_text),               cmocka_unit_test(clocks_run),
    };
    return cmocka_run_group_tests_name("base/civil", tests, NULL, NULL);
}
