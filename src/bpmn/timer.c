/*
 * timer.c - see timer.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/timer.h"

#include "calendar/cron.h"

static const int64_t SECONDS_MAX = INT64_C(366) * 86400 * 100;
static const int64_t INSTANT_MAX = INT64_C(253402300799999); /* the year 9999 */

/* `function("text")` evaluated: FEEL knows the grammar of dates and durations. */
static const struct feel_value *parsed(struct arena *arena, const char *function, struct str text)
{
    const struct feel_expr *expr;
    struct feel_scope scope = { 0 };
    struct feel_notes notes = { 0 };
    struct str call;

    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '"' || text.at[i] == '\\' || (unsigned char)text.at[i] < ' ') return NULL;
    if (text.len == 0 || text.len > 100) return NULL;
    call = str_format(arena, "%s(\"%.*s\")", function, STR_ARG(text));
    if (!call.at || feel_parse(arena, call, NULL, &expr, NULL)) return NULL;
    return feel_eval(arena, expr, &scope, &notes);
}

static bool temporal_ms(const struct feel_temporal *t, bool date_only, int64_t *out)
{
    int64_t offset_s = t->has_offset ? t->offset_s : CIVIL_OFFSET_MS / 1000;
    int64_t day;

    if (t->year < 1 || t->year > 9999) return false;
    day = day_from_ymd((int)t->year, t->month, t->day).since_epoch;
    *out = day * MS_PER_DAY - (date_only ? CIVIL_OFFSET_MS : offset_s * 1000);
    if (!date_only) *out += ((t->hour * 60 + t->minute) * 60 + t->second) * INT64_C(1000) + t->nanos / 1000000;
    return true;
}

static bool add_months(int64_t from_ms, int64_t months, int64_t *out)
{
    struct day day = day_of_ms(from_ms);
    int64_t in_day = from_ms - day_start_ms(day), total;
    int year, month, number;

    day_to_ymd(day, &year, &month, &number);
    if (months > 120000 || months < -120000) return false;
    total = year * INT64_C(12) + month - 1 + months;
    if (total < 12 || total >= INT64_C(12) * 10000) return false;
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    while (!ymd_valid(year, month, number)) number--;
    *out = day_start_ms(day_from_ymd(year, month, number)) + in_day;
    return true;
}

static bool add_duration(int64_t from_ms, const struct feel_value *value, int64_t *out)
{
    if (!value) return false;
    if (value->type == FEEL_MONTHS_DURATION) return add_months(from_ms, value->months, out);
    if (value->type != FEEL_DAYS_DURATION || value->days.seconds > SECONDS_MAX || value->days.seconds < -SECONDS_MAX)
        return false;
    *out = from_ms + value->days.seconds * 1000 + value->days.nanos / 1000000;
    return *out <= INSTANT_MAX;
}

bool bpmn_timer_add(struct arena *arena, int64_t from_ms, struct str duration, int64_t *out)
{
    struct cron cron;

    if (!str_starts(duration, STR("P")) && !str_starts(duration, STR("-P")))
        return cron_parse(duration, &cron, NULL) == ERR_OK && cron_next(&cron, from_ms, out) && *out <= INSTANT_MAX;
    return add_duration(from_ms, parsed(arena, "duration", duration), out);
}

bool bpmn_instant(struct arena *arena, const struct feel_value *value, int64_t now_ms, int64_t *out)
{
    if (!value) return false;
    if (value->type == FEEL_DATE) return temporal_ms(&value->temporal, true, out);
    if (value->type == FEEL_DATE_TIME) return temporal_ms(&value->temporal, false, out);
    if (value->type == FEEL_DAYS_DURATION || value->type == FEEL_MONTHS_DURATION)
        return add_duration(now_ms, value, out);
    if (value->type != FEEL_STRING) return false;
    if (str_starts(value->string, STR("P")) || str_starts(value->string, STR("-P")))
        return bpmn_timer_add(arena, now_ms, value->string, out);
    value = parsed(arena, str_find(value->string, STR("T")) < 0 ? "date" : "date and time", value->string);
    return value && value->type != FEEL_STRING && bpmn_instant(arena, value, now_ms, out);
}

static bool cycle_due(struct arena *arena, struct str text, int64_t now_ms, struct bpmn_due *out)
{
    struct str repeat, start = STR_NONE, every;
    struct bpmn_due due = { 0 };
    int64_t after;

    if (!str_starts(text, STR("R"))) {   /* 0 0 9 * * MON-FRI */
        due = (struct bpmn_due){ .left = -1, .every = text };
        if (!bpmn_timer_add(arena, now_ms, text, &due.at_ms) || str_starts(text, STR("P"))) return false;
        *out = due;
        return true;
    }
    if (!str_split(&text, '/', &repeat) || !str_split(&text, '/', &every)) return false;
    if (text.len > 0) {
        start = every;
        every = text;
    }
    if (repeat.len == 1)
        due.left = -1;
    else if (num_parse_int(str_sub(repeat, 1, repeat.len), 1, 1000000, &due.left))
        return false;
    else
        due.left--;
    if (!bpmn_timer_add(arena, now_ms, every, &after) || after <= now_ms) return false;
    due.at_ms = after;
    due.every = every;
    if (start.at) {
        struct feel_value value = { .type = FEEL_STRING, .string = start };
        if (!bpmn_instant(arena, &value, now_ms, &due.at_ms)) return false;
    }
    *out = due;
    return true;
}

bool bpmn_timer_due(struct arena *arena, enum bpmn_timer_kind kind, const struct feel_value *value, int64_t now_ms,
                    struct bpmn_due *out)
{
    struct bpmn_due due = { 0 };

    if (!value) return false;
    if (kind == TIMER_CYCLE)
        return value->type == FEEL_STRING && cycle_due(arena, str_trim(value->string), now_ms, out);
    if (!bpmn_instant(arena, value, now_ms, &due.at_ms)) return false;
    *out = due;
    return true;
}

bool bpmn_timer_valid(struct arena *arena, enum bpmn_timer_kind kind, struct str text)
{
    struct feel_value value = { .type = FEEL_STRING, .string = str_trim(text) };
    struct bpmn_due due;
    bool duration = str_starts(value.string, STR("P")) || str_starts(value.string, STR("-P"));

    if (kind != TIMER_CYCLE && duration != (kind == TIMER_DURATION)) return false;
    return bpmn_timer_due(arena, kind, &value, 0, &due);
}

bool bpmn_start_due(struct arena *arena, const struct bpmn *process, const struct bpmn_start *start, int64_t now_ms,
                    int64_t *due_ms)
{
    const struct bpmn_trigger *trigger;
    struct feel_scope scope = { .now_ms = now_ms };
    struct feel_notes notes = { 0 };
    struct feel_value text = { .type = FEEL_STRING };
    const struct feel_value *value = &text;
    struct bpmn_due due;

    if (start->kind != BPMN_START_TIMER) return false;
    trigger = &process->elements[start->index].triggers[start->trigger];
    text.string = str_trim(trigger->value.text);
    if (trigger->value.expr) value = feel_eval(arena, trigger->value.expr, &scope, &notes);
    if (!bpmn_timer_due(arena, trigger->timer, value, now_ms, &due)) return false;
    *due_ms = due.at_ms;
    return true;
}
