/*
 * words.c - the remaining or exceeded time in Chinese and English.
 *
 * The two largest parts that are not zero are shown, rounded down to minutes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/clock.h"

#include <stdio.h>

enum part { PART_WORK_DAY, PART_DAY, PART_WORK_HOUR, PART_HOUR, PART_MINUTE };

static const struct {
    const char *zh, *one, *many;
} PARTS[] = {
    [PART_WORK_DAY] = { "工作日", "working day", "working days" },
    [PART_DAY] = { "天", "day", "days" },
    [PART_WORK_HOUR] = { "工作时", "working hour", "working hours" },
    [PART_HOUR] = { "小时", "hour", "hours" },
    [PART_MINUTE] = { "分", "minute", "minutes" },
};

struct amount {
    int64_t n;
    enum part part;
};

/* Splits `ms` into its parts, largest first; returns how many are not zero, at most two. */
static size_t split(int64_t ms, enum part day, bool has_days, enum part hour, struct amount out[2])
{
    int64_t days = has_days ? ms / MS_PER_DAY : 0;
    int64_t rest = ms - days * MS_PER_DAY;
    struct amount all[3] = {
        { days, day },
        { rest / MS_PER_HOUR, hour },
        { rest % MS_PER_HOUR / MS_PER_MINUTE, PART_MINUTE },
    };
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(all) && count < 2; i++)
        if (all[i].n > 0) out[count++] = all[i];
    return count;
}

static size_t parts_of(const struct clock_left *left, struct amount out[2])
{
    if (left->over) return split(left->over_ms, PART_DAY, true, PART_HOUR, out);
    switch (left->unit) {
    case CLOCK_WORK_DAYS: return split(left->counted_ms, PART_WORK_DAY, true, PART_HOUR, out);
    case CLOCK_WORK_HOURS: return split(left->counted_ms, PART_DAY, false, PART_WORK_HOUR, out);
    case CLOCK_CALENDAR_DAYS:
    case CLOCK_MONTHS:
    case CLOCK_HOURS:
    case CLOCK_MINUTES: return split(left->counted_ms, PART_DAY, true, PART_HOUR, out);
    case CLOCK__UNITS: break;
    }
    return 0;
}

void clock_left_words(const struct clock_left *left, struct clock_words *out)
{
    struct amount parts[2] = { 0 };
    size_t count = parts_of(left, parts);
    char zh[64] = "", en[64] = "";

    for (size_t i = 0, zh_at = 0, en_at = 0; i < count; i++) {
        const char *word = parts[i].n == 1 ? PARTS[parts[i].part].one : PARTS[parts[i].part].many;

        zh_at += (size_t)snprintf(zh + zh_at, sizeof zh - zh_at, " %lld %s", (long long)parts[i].n,
                                  PARTS[parts[i].part].zh);
        en_at += (size_t)snprintf(en + en_at, sizeof en - en_at, "%lld %s ", (long long)parts[i].n, word);
    }
    if (count == 0) {
        snprintf(zh, sizeof zh, "%s", "不到 1 分");
        snprintf(en, sizeof en, "%s", "less than a minute ");
    }
    snprintf(out->zh, sizeof out->zh, "%s%s%s", left->paused ? "中止中，" : "", left->over ? "超" : "剩", zh);
    snprintf(out->en, sizeof out->en, "%s%s%s", left->paused ? "paused, " : "", en, left->over ? "over" : "left");
}

struct str clock_unit_words(struct str unit, bool english)
{
    static const struct { const char *zh, *en; } WORDS[CLOCK__UNITS] = {
        [CLOCK_WORK_DAYS] = { "工作日", "working days" }, [CLOCK_CALENDAR_DAYS] = { "日", "calendar days" }, [CLOCK_WORK_HOURS] = { "工作时", "working hours" },
        [CLOCK_HOURS] = { "小时", "hours" }, [CLOCK_MINUTES] = { "分钟", "minutes" }, [CLOCK_MONTHS] = { "个月", "months" },
    };
    enum clock_unit known;

    if (clock_unit_parse(unit, &known, NULL)) return unit;
    return str_from_c(english ? WORDS[known].en : WORDS[known].zh);
}
