/*
 * left.c - the light and the remaining time of a clock, for rows and pages.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/list.h"
#include "case/plan.h"

void case_time_left(const struct world *world, int64_t start_ms, struct str limit, int64_t due_ms, int64_t now_ms, struct time_left *out)
{
    struct clock_facts facts = { .start_ms = start_ms, .window = STR("urban"), .limit = { 1, CLOCK_HOURS } };
    struct clock_due due = { .due_ms = due_ms };
    struct clock_left left;
    size_t count;
    const struct clock_light *lights = world_lights(world, &count);

    *out = (struct time_left){ .light = STR("none") };
    if (!due_ms || due_ms >= TASK_NO_DUE || !start_ms || start_ms >= due_ms) return;
    if (due_ms >= CLOCK_NEVER) due.stopped = true;
    /* Without a limit of its own a task counts natural time. */
    if (!limit.len || deadline_parse(limit, &facts.limit, NULL) != ERR_OK)
        facts.limit = (struct clock_limit){ (due_ms - start_ms + MS_PER_MINUTE - 1) / MS_PER_MINUTE, CLOCK_MINUTES };
    due.last_day = due.raw_day = day_of_ms(due_ms - 1);
    if (clock_left(world_calendar(world), &facts, &due, now_ms, &left, NULL) != ERR_OK) return;
    clock_left_words(&left, &out->words);
    out->light = clock_light_of(lights, count, &left)->code;
}
