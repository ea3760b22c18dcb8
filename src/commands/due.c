/*
 * due.c - shao due: when a limit ends.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/civil.h"
#include "base/io.h"
#include "base/num.h"
#include "calendar/clock.h"
#include "commands/command.h"
#include "commands/content.h"

static const struct option_row OPTIONS[] = {
    { "--start", "DATE", "start: 2026-02-13, or with time 2026-02-13T09:30" },
    { "--limit", "N", "how many" },
    { "--unit", "UNIT", "work-days, calendar-days, months, work-hours, hours or minutes" },
    { "--content", "DIR", "content folder with calendars" },
    { 0 },
};

static enum err read_start(const char *text, int64_t *ms, struct fault *why)
{
    struct day day;

    if (!text) return fault_set(why, ERR_INVALID, "缺少 --start", "--start is missing");
    if (day_parse(str_from_c(text), &day) == ERR_OK) {
        *ms = day_start_ms(day);
        return ERR_OK;
    }
    if (time_parse(str_from_c(text), ms) == ERR_OK) return ERR_OK;
    return fault_set(why, ERR_INVALID, "日期“%s”不对", "the date \"%s\" is not valid", text);
}

static enum err compute(struct args *args, struct clock_facts *facts, struct clock_due *due, struct fault *why)
{
    struct calendar *calendar;
    enum err err = read_start(args_get(args, "--start", NULL), &facts->start_ms, why);

    if (!err && !args_has(args, "--limit")) err = fault_set(why, ERR_INVALID, "缺少 --limit", "--limit is missing");
    if (!err) err = args_int(args, "--limit", 0, 1000000, 0, &facts->limit.amount, why);
    if (!err) err = clock_unit_parse(str_from_c(args_get(args, "--unit", "work-days")), &facts->limit.unit, why);
    if (!err) err = content_calendar(args->arena, content_folder(args), &calendar, why);
    if (!err) err = clock_due(calendar, facts, due, why);
    return err;
}

static int run(struct args *args)
{
    struct clock_facts facts = { .window = STR("urban") };
    struct clock_due due;
    struct fault why = { 0 };
    char text[32];

    if (compute(args, &facts, &due, &why)) {
        command_fail(&why);
        return why.code == ERR_INVALID ? 2 : 1;
    }
    if (facts.limit.unit <= CLOCK_MONTHS) day_print(due.last_day, text);
    else time_print(due.due_ms, text);
    printf("%s%s\n", text, due.provisional ? " 暂定 (provisional: a year without a calendar)" : "");
    return 0;
}

const struct subcommand DUE_COMMAND = {
    .name = "due", .usage = "due --start DATE --limit N --unit UNIT", .about = "print when a legal limit ends", .options = OPTIONS, .run = run,
};
