/*
 * value.c - making values and asking about them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/run.h"
#include "feel/temporal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct feel_value FEEL_NULL_VALUE = { .type = FEEL_NULL };
const struct feel_value FEEL_TRUE_VALUE = { .type = FEEL_BOOLEAN, .boolean = true };
const struct feel_value FEEL_FALSE_VALUE = { .type = FEEL_BOOLEAN, .boolean = false };

const char *feel_type_name(enum feel_type type)
{
    static const char *const NAMES[FEEL__TYPES] = {
        "null", "boolean", "number", "string", "date", "time", "date and time", "days and time duration",
        "years and months duration", "range", "list", "context", "function",
    };
    return type < FEEL__TYPES ? NAMES[type] : "unknown";
}

const char *feel_type_zh(enum feel_type type)
{
    static const char *const NAMES[FEEL__TYPES] = {
        "空值（null）", "真假值", "数", "文字", "日期", "时间", "日期时间", "天时时长", "年月时长", "区间", "列表", "上下文", "函数",
    };
    return type < FEEL__TYPES ? NAMES[type] : "未知类型";
}

/* ── Public constructors: null past the arena's limit ──────────────────── */

static const struct feel_value *keep(struct arena *arena, struct feel_value value)
{
    struct feel_value *kept = arena_new(arena, struct feel_value);

    if (!kept) return &FEEL_NULL_VALUE;
    *kept = value;
    return kept;
}

const struct feel_value *feel_boolean(bool value)
{
    return value ? &FEEL_TRUE_VALUE : &FEEL_FALSE_VALUE;
}

const struct feel_value *feel_number(struct arena *arena, struct decimal number)
{
    return keep(arena, (struct feel_value){ .type = FEEL_NUMBER, .number = number });
}

const struct feel_value *feel_integer(struct arena *arena, int64_t number)
{
    return feel_number(arena, decimal_from_int(number));
}

const struct feel_value *feel_string(struct arena *arena, struct str text)
{
    if (!text.at) text = STR("");
    return keep(arena, (struct feel_value){ .type = FEEL_STRING, .string = text });
}

const struct feel_value *feel_time_value(struct arena *arena, int64_t ms)
{
    struct feel_temporal t = { .has_offset = true, .offset_s = (int32_t)(CIVIL_OFFSET_MS / 1000) };
    int64_t local = ms + CIVIL_OFFSET_MS, days = local / MS_PER_DAY - (local % MS_PER_DAY < 0), of_day = local - days * MS_PER_DAY;

    temporal_set_days(&t, days);
    temporal_set_clock(&t, (int32_t)(of_day / 1000));
    t.nanos = (int32_t)(of_day % 1000) * 1000000;
    return keep(arena, (struct feel_value){ .type = FEEL_DATE_TIME, .temporal = t });
}

const struct feel_value *feel_context_with(struct arena *arena, const struct feel_value *context,
                                           struct str name, const struct feel_value *value)
{
    size_t count = context->type == FEEL_CONTEXT ? context->context.count : 0, i;
    struct feel_entry *entries = arena_array(arena, struct feel_entry, count + 1);

    if (!entries) return &FEEL_NULL_VALUE;
    if (count) memcpy(entries, context->context.entries, count * sizeof *entries);
    for (i = 0; i < count && !str_eq(entries[i].name, name); i++) {
    }
    entries[i] = (struct feel_entry){ name, value };
    return keep(arena, (struct feel_value){ .type = FEEL_CONTEXT, .context = feel_context_of(entries, i == count ? count + 1 : count) });
}

/* ── Questions ─────────────────────────────────────────────────────────── */

static const struct feel_value *find_entry(const struct feel_context *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++) {
        struct str at = names->entries[i].name;
        if (at.len == name.len && (at.at == name.at || memcmp(at.at, name.at, at.len) == 0)) return names->entries[i].value;
    }
    return NULL;
}

const struct feel_value *feel_find(const struct feel_scope *scope, struct str name)
{
    for (; scope; scope = scope->outer) {
        const struct feel_value *value = find_entry(&scope->names, name);
        if (value) return value;
    }
    return NULL;
}

const struct feel_value *feel_context_get(const struct feel_value *context, struct str name)
{
    return context->type == FEEL_CONTEXT ? find_entry(&context->context, name) : NULL;
}

const struct feel_value *feel_get(const struct feel_value *context, struct str name)
{
    const struct feel_value *value = context ? feel_context_get(context, name) : NULL;
    return value ? value : &FEEL_NULL_VALUE;
}

bool feel_is_true(const struct feel_value *value)
{
    return value && value->type == FEEL_BOOLEAN && value->boolean;
}

struct feel_list feel_as_list(const struct feel_value *value)
{
    return value->type == FEEL_LIST ? value->list : (struct feel_list){ 1, value };
}

/* ── Inside an evaluation ──────────────────────────────────────────────── */

/* Where it happened, if that is known; gives the bytes written to each text. */
static void begin_note(const struct feel_run *run, struct feel_note *note, size_t *zh, size_t *en)
{
    struct str where = utf8_prefix(run->where, 12);

    if (where.len == 0) return;
    *zh = (size_t)snprintf(note->zh, sizeof note->zh, "%.*s", STR_ARG(where));
    *en = (size_t)snprintf(note->en, sizeof note->en, "%.*s", STR_ARG(where));
    if (run->row) {
        *zh += (size_t)snprintf(note->zh + *zh, sizeof note->zh - *zh, " 第 %u 条", (unsigned)run->row);
        *en += (size_t)snprintf(note->en + *en, sizeof note->en - *en, ", rule %u", (unsigned)run->row);
    }
    *zh += (size_t)snprintf(note->zh + *zh, sizeof note->zh - *zh, "：");
    *en += (size_t)snprintf(note->en + *en, sizeof note->en - *en, ": ");
}

const struct feel_value *feel_note(struct feel_run *run, size_t at, const char *zh, const char *en, ...)
{
    struct feel_notes *notes = run->notes;
    va_list args;

    if (!notes || run->stopped) return &FEEL_NULL_VALUE;
    if (notes->count < COUNT_OF(notes->first)) {
        struct feel_note *note = &notes->first[notes->count];
        size_t skip_zh = 0, skip_en = 0;

        begin_note(run, note, &skip_zh, &skip_en);
        note->at = at;
        va_start(args, en);
        str_print(note->zh + skip_zh, sizeof note->zh - skip_zh, zh, args);
        va_end(args);
        va_start(args, en);
        str_print(note->en + skip_en, sizeof note->en - skip_en, en, args);
        va_end(args);
    }
    notes->count++;
    return &FEEL_NULL_VALUE;
}

void feel_stop(struct feel_run *run, const char *zh, const char *en)
{
    if (run->stopped) return;
    feel_note(run, run->at, "%s%.0s", "%.0s%s", zh, en);
    run->stopped = true;
    run->steps = FEEL_STEPS_MAX;
}

struct feel_value *feel_new(struct feel_run *run, enum feel_type type)
{
    struct feel_value *value = run->stopped ? NULL : arena_new(run->arena, struct feel_value);

    if (!value) {
        feel_stop(run, "计算占用内存过多，已停止", "the evaluation needs too much memory and was stopped");
        return NULL;
    }
    value->type = type;
    return value;
}

const struct feel_value *feel_make_number(struct feel_run *run, struct decimal number)
{
    struct feel_value *value;

    if (!decimal_is_finite(number))
        return feel_note(run, run->at, "计算结果不是有限的数", "the result is not a finite number");
    value = feel_new(run, FEEL_NUMBER);
    if (!value) return &FEEL_NULL_VALUE;
    value->number = number;
    return value;
}

const struct feel_value *feel_make_integer(struct feel_run *run, int64_t number)
{
    return feel_make_number(run, decimal_from_int(number));
}

const struct feel_value *feel_make_string(struct feel_run *run, struct str text)
{
    struct feel_value *value = text.at ? feel_new(run, FEEL_STRING) : NULL;

    if (!value) {
        if (!run->stopped) feel_note(run, run->at, "文字过长", "the text is too long");
        return &FEEL_NULL_VALUE;
    }
    value->string = text;
    return value;
}

static const struct feel_value *make_list(struct feel_run *run, struct feel_list list)
{
    struct feel_value *value = feel_bearable(run, &(struct feel_load){ list.weight, list.depth }) ? feel_new(run, FEEL_LIST) : NULL;

    if (!value) return &FEEL_NULL_VALUE;
    value->list = list;
    return value;
}

const struct feel_value *feel_make_list(struct feel_run *run, const struct feel_value *items, size_t count)
{
    return make_list(run, feel_list_of(items, count));
}

const struct feel_value *feel_make_items(struct feel_run *run, const struct feel_items *items)
{
    return make_list(run, (struct feel_list){ items->count, items->at, items->load.weight, items->load.depth });
}

const struct feel_value *feel_make_days(struct feel_run *run, int64_t seconds, int32_t nanos)
{
    struct feel_value *value = feel_new(run, FEEL_DAYS_DURATION);

    if (!value) return &FEEL_NULL_VALUE;
    if (seconds > 0 && nanos < 0) {
        seconds--;
        nanos += 1000000000;
    } else if (seconds < 0 && nanos > 0) {
        seconds++;
        nanos -= 1000000000;
    }
    value->days.seconds = seconds;
    value->days.nanos = nanos;
    return value;
}

const struct feel_value *feel_make_months(struct feel_run *run, int64_t months)
{
    struct feel_value *value = feel_new(run, FEEL_MONTHS_DURATION);

    if (!value) return &FEEL_NULL_VALUE;
    value->months = months;
    return value;
}

const struct feel_value *feel_make_temporal(struct feel_run *run, enum feel_type type, const struct feel_temporal *t)
{
    struct feel_value *value = feel_new(run, type);

    if (!value) return &FEEL_NULL_VALUE;
    value->temporal = *t;
    return value;
}

const struct feel_value *feel_make_context(struct feel_run *run, const struct feel_entry *entries, size_t count)
{
    struct feel_context context = feel_context_of(entries, count);
    struct feel_value *value = feel_bearable(run, &(struct feel_load){ context.weight, context.depth }) ? feel_new(run, FEEL_CONTEXT) : NULL;

    if (!value) return &FEEL_NULL_VALUE;
    value->context = context;
    return value;
}

bool feel_items_add(struct feel_run *run, struct feel_items *items, const struct feel_value *value)
{
    if (run->stopped) return false;
    if (items->count >= FEEL_LIST_MAX) {
        feel_stop(run, "列表项数过多，已停止", "a list has too many items, evaluation was stopped");
        return false;
    }
    if (items->count == items->cap) {
        size_t cap = items->cap ? items->cap * 2 : 8;
        struct feel_value *grown = arena_array(run->arena, struct feel_value, cap);
        if (!grown) {
            feel_stop(run, "计算占用内存过多，已停止", "the evaluation needs too much memory and was stopped");
            return false;
        }
        if (items->count) memcpy(grown, items->at, items->count * sizeof *grown);
        items->at = grown;
        items->cap = cap;
    }
    items->at[items->count++] = *value;
    feel_weigh(&items->load, value);
    return true;
}
