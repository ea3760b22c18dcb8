/*
 * builtin_date.c - the calendar (DMN 1.5, tables 78 and 79) and the clock of the scope.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/temporal.h"

static const struct feel_value *fn_now(struct feel_run *run, const struct feel_value *const *args)
{
    (void)args;
    return feel_time_value(run->arena, run->now_ms);
}

static const struct feel_value *fn_today(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_temporal t = { 0 };
    const struct feel_value *now = fn_now(run, args);

    t.year = now->temporal.year;
    t.month = now->temporal.month;
    t.day = now->temporal.day;
    return feel_make_temporal(run, FEEL_DATE, &t);
}

static const struct feel_temporal *date_arg(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_value *date = feel_arg_single(args, 0);

    if (date->type == FEEL_DATE || date->type == FEEL_DATE_TIME) return &date->temporal;
    feel_arg_wrong(run, 0, "日期", "a date");
    return NULL;
}

static const struct feel_value *fn_day_of_year(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_temporal *t = date_arg(run, args);
    struct feel_temporal first = { .month = 1, .day = 1 };

    if (!t) return &FEEL_NULL_VALUE;
    first.year = t->year;
    return feel_make_integer(run, temporal_days(t) - temporal_days(&first) + 1);
}

static const struct feel_value *fn_day_of_week(struct feel_run *run, const struct feel_value *const *args)
{
    static const char *const DAYS[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
    const struct feel_temporal *t = date_arg(run, args);

    return t ? feel_make_string(run, str_from_c(DAYS[temporal_weekday(t) - 1])) : &FEEL_NULL_VALUE;
}

static const struct feel_value *fn_month_of_year(struct feel_run *run, const struct feel_value *const *args)
{
    static const char *const MONTHS[] = { "January", "February", "March", "April", "May", "June", "July", "August",
                                          "September", "October", "November", "December" };
    const struct feel_temporal *t = date_arg(run, args);

    return t ? feel_make_string(run, str_from_c(MONTHS[t->month - 1])) : &FEEL_NULL_VALUE;
}

static const struct feel_value *fn_week_of_year(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_temporal *t = date_arg(run, args);
    return t ? feel_make_integer(run, temporal_week(t)) : &FEEL_NULL_VALUE;
}

static const struct builtin ROWS[] = {
    { "now", "", 0, 0, fn_now },
    { "today", "", 0, 0, fn_today },
    { "day of year", "date", 1, 1, fn_day_of_year },
    { "day of week", "date", 1, 1, fn_day_of_week },
    { "month of year", "date", 1, 1, fn_month_of_year },
    { "week of year", "date", 1, 1, fn_week_of_year },
};

const struct builtin_table BUILTIN_DATES = { ROWS, COUNT_OF(ROWS) };
