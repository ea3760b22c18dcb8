/*
 * lights.c - which light a clock shows, by rows of thresholds.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/num.h"
#include "calendar/clock.h"

enum { LIGHTS_MAX = 16, PERCENT_MAX = 100000, FIXED_MAX = 3660 };

static enum err bad_row(struct fault *why, size_t row, const char *zh, const char *en)
{
    return fault_at(why, ERR_INVALID, row + 2, "亮灯表第 %zu 行：%s%.0s", "lights table, line %zu: %.0s%s", row + 2, zh,
                    en);
}

/* "-1 days"; empty means none. */
static bool parse_fixed(struct str cell, struct clock_light *light)
{
    struct str number;

    cell = str_trim(cell);
    light->has_fixed = cell.len > 0;
    if (!light->has_fixed) return true;
    return str_split(&cell, ' ', &number) && str_is(cell, "days") &&
           !num_parse_int(number, -FIXED_MAX, FIXED_MAX, &light->fixed_days);
}

enum err clock_lights_load(struct arena *arena, struct str csv_text, struct clock_light **lights, size_t *count,
                           struct fault *why)
{
    struct csv csv;
    struct clock_light *rows;
    enum err err = csv_parse(arena, csv_text, &csv, why);

    if (err) return err;
    if (csv.rows < 1 || csv.rows > LIGHTS_MAX)
        return fault_set(why, ERR_INVALID, "亮灯表应有 1 到 %d 行", "the lights table must have 1 to %d rows", LIGHTS_MAX);
    rows = arena_array(arena, struct clock_light, csv.rows);
    if (!rows) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct clock_light *light = &rows[i];

        light->code = str_dup(arena, csv_get(&csv, i, "code"));
        light->colour = str_dup(arena, csv_get(&csv, i, "colour"));
        light->name = str_dup(arena, csv_get(&csv, i, "name"));
        if (!light->code.at || !light->colour.at || !light->name.at)
            return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (light->code.len == 0) return bad_row(why, i, "缺少代码", "the code is missing");
        if (num_parse_int(csv_get(&csv, i, "threshold_pct"), 0, PERCENT_MAX, &light->percent) ||
            (i == 0 ? light->percent != 0 : light->percent <= rows[i - 1].percent))
            return bad_row(why, i, "百分比应从 0 开始逐行增大", "percents must start at 0 and rise");
        if (!parse_fixed(csv_get(&csv, i, "threshold_fixed"), light))
            return bad_row(why, i, "固定阈值应写作 -1 days", "a fixed threshold looks like -1 days");
    }
    *lights = rows;
    *count = csv.rows;
    return ERR_OK;
}

static bool fixed_reached(const struct clock_light *light, const struct clock_left *left)
{
    int64_t distance = light->fixed_days * MS_PER_DAY;
    bool in_days = left->unit == CLOCK_WORK_DAYS || left->unit == CLOCK_CALENDAR_DAYS || left->unit == CLOCK_MONTHS;

    if (!light->has_fixed || !in_days) return false;
    if (distance < 0) return left->over || (left->total_ms > -distance && left->counted_ms <= -distance);
    return left->over && left->over_counted_ms >= distance;
}

const struct clock_light *clock_light_of(const struct clock_light *lights, size_t count, const struct clock_left *left)
{
    const struct clock_light *on = lights;

    for (size_t i = 1; i < count; i++)
        if (left->used_percent >= lights[i].percent || fixed_reached(&lights[i], left)) on = &lights[i];
    return on;
}
