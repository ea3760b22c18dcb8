/*
 * builtin.c - finding built-in functions and binding their arguments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/lexer.h"
#include "feel/nearest.h"

#include <assert.h>
#include <string.h>

static const struct builtin_table *const TABLES[] = {
    &BUILTIN_CONVERSIONS, &BUILTIN_BOOLEANS, &BUILTIN_STRINGS, &BUILTIN_PATTERNS, &BUILTIN_LISTS, &BUILTIN_STATISTICS,
    &BUILTIN_NUMBERS, &BUILTIN_DATES, &BUILTIN_RANGES, &BUILTIN_CONTEXTS,
};

const struct builtin *builtin_find(struct str name)
{
    for (size_t t = 0; t < COUNT_OF(TABLES); t++)
        for (size_t i = 0; i < TABLES[t]->count; i++) {
            const struct builtin *row = &TABLES[t]->rows[i];
            if (row->name[0] == name.at[0] && str_is(name, row->name)) return row;
        }
    return NULL;
}

void builtin_each(struct nearest *near)
{
    for (size_t t = 0; t < COUNT_OF(TABLES); t++)
        for (size_t i = 0; i < TABLES[t]->count; i++) nearest_try(near, str_from_c(TABLES[t]->rows[i].name));
}

struct str builtin_longest(struct str text)
{
    struct str best = { text.at, 0 };

    for (size_t t = 0; t < COUNT_OF(TABLES); t++)
        for (size_t i = 0; i < TABLES[t]->count; i++) {
            const char *name = TABLES[t]->rows[i].name;
            size_t len;
            if (name[0] != text.at[0] || name[1] != (text.len > 1 ? text.at[1] : 0)) continue;
            len = strlen(name);
            if (len <= best.len || !memchr(name, ' ', len)) continue;
            if (lexer_stands(text, 0, (struct str){ name, len }) == len) best = (struct str){ name, len };
        }
    return best;
}

/* ── Binding ───────────────────────────────────────────────────────────── */

static const struct feel_value *list_of(struct feel_run *run, const struct feel_value *const *args, size_t count)
{
    struct feel_items items = { 0 };

    for (size_t i = 0; i < count; i++)
        if (!feel_items_add(run, &items, args[i])) return &FEEL_NULL_VALUE;
    return feel_make_items(run, &items);
}

static size_t param_count(const struct builtin *builtin)
{
    size_t count = 1;
    for (const char *c = builtin->params; *c && *c != '|'; c++) count += *c == ',';
    return count;
}

static const struct feel_value *run_builtin(struct feel_run *run, size_t at, const struct builtin *builtin,
                                            const struct feel_value *const *slots, bool named)
{
    const struct feel_value *const *outer_args = run->args, *result;
    const struct builtin *outer = run->builtin;
    uint32_t outer_at = run->at;
    bool outer_named = run->named;
    size_t weight = 0;

    run->at = (uint32_t)at;
    run->builtin = builtin;
    run->args = slots;
    run->named = named;
    for (size_t i = 0; i < BUILTIN_SLOTS; i++) weight += slots[i] ? feel_weight(slots[i]) : 0;
    result = feel_charge(run, weight) ? builtin->fn(run, slots) : &FEEL_NULL_VALUE;
    run->at = outer_at;
    run->builtin = outer;
    run->args = outer_args;
    run->named = outer_named;
    return result;
}

static const struct feel_value *wrong_count(struct feel_run *run, size_t at, const struct builtin *builtin, size_t count)
{
    if (builtin->max >= BUILTIN_LIST)
        return feel_note(run, at, "函数 %s 至少要 %d 个参数，给了 %zu 个", "%s takes at least %d arguments, %zu given", builtin->name, builtin->min, count);
    if (builtin->min == builtin->max)
        return feel_note(run, at, "函数 %s 要 %d 个参数，给了 %zu 个", "%s takes %d arguments, %zu given", builtin->name, builtin->min, count);
    return feel_note(run, at, "函数 %s 要 %d 到 %d 个参数，给了 %zu 个", "%s takes %d to %d arguments, %zu given", builtin->name, builtin->min, builtin->max, count);
}

const struct feel_value *builtin_call(struct feel_run *run, size_t at, const struct builtin *builtin,
                                      const struct feel_value *const *args, size_t count)
{
    const struct feel_value *slots[BUILTIN_SLOTS] = { NULL };
    size_t plain = count;

    if (count < builtin->min || (builtin->max < BUILTIN_LIST && count > builtin->max))
        return wrong_count(run, at, builtin, count);
    if (builtin->max == BUILTIN_LIST) {
        slots[0] = count == 1 ? args[0] : list_of(run, args, count);
        return run_builtin(run, at, builtin, slots, false);
    }
    if (builtin->max == BUILTIN_REST) {
        plain = param_count(builtin) - 1;
        slots[plain] = list_of(run, args + plain, count - plain);
    }
    for (size_t i = 0; i < plain; i++) slots[i] = args[i];
    return run_builtin(run, at, builtin, slots, false);
}

/* The slot of parameter `name` in the signature that `params` points at; -1 when it has none. */
static int slot_of(const char *params, struct str name)
{
    int slot = 0;

    for (const char *start = params;; slot++) {
        size_t len = strcspn(start, ",|");
        if (name.len == len && memcmp(start, name.at, len) == 0) return slot;
        if (start[len] != ',') return -1;
        start += len + 1;
    }
}

static bool fits_signature(const char *params, const struct feel_value *const *args, const struct str *names, size_t count,
                           const struct feel_value **slots)
{
    for (size_t i = 0; i < BUILTIN_SLOTS; i++) slots[i] = NULL;
    for (size_t i = 0; i < count; i++) {
        int slot = slot_of(params, names[i]);
        if (slot < 0 || slots[slot]) return false;
        slots[slot] = args[i];
    }
    return true;
}

const struct feel_value *builtin_call_named(struct feel_run *run, size_t at, const struct builtin *builtin,
                                            const struct feel_value *const *args, const struct str *names, size_t count)
{
    const struct feel_value *slots[BUILTIN_SLOTS];
    const char *params = builtin->params;

    assert(params);
    for (; !fits_signature(params, args, names, count, slots); params++) {
        params = strchr(params, '|');
        if (!params) break;
    }
    if (count == 0 || !params)
        return feel_note(run, at, "函数 %s 的参数名写错了，应当是 %.*s", "%s has no parameters of these names, they are %.*s", builtin->name,
                         (int)strcspn(builtin->params, "|"), builtin->params);
    for (size_t i = 0; i < builtin->min; i++)
        if (!slots[i]) slots[i] = &FEEL_NULL_VALUE;
    if (builtin->max == BUILTIN_REST) {
        size_t last = param_count(builtin) - 1;
        slots[last] = list_of(run, &slots[last], slots[last] != NULL);
    }
    return run_builtin(run, at, builtin, slots, true);
}

/* ── Arguments ─────────────────────────────────────────────────────────── */

const struct feel_value *feel_arg_wrong(struct feel_run *run, size_t i, const char *zh, const char *en)
{
    const struct feel_value *got = run->args && run->args[i] ? run->args[i] : &FEEL_NULL_VALUE;

    return feel_note(run, run->at, "函数 %s 的第 %zu 个参数应当是%s%.0s，得到的是%s%.0s", "%s: argument %zu must be %.0s%s, found %.0s%s", run->builtin->name, i + 1, zh, en,
                     feel_type_zh(got->type), feel_type_name(got->type));
}

const struct feel_value *feel_arg_unfit(struct feel_run *run, size_t i, const char *zh, const char *en)
{
    return feel_note(run, run->at, "函数 %s 的第 %zu 个参数应当是%s%.0s", "%s: argument %zu must be %.0s%s", run->builtin->name, i + 1, zh, en);
}

bool feel_arg_none(const struct feel_value *const *args, size_t i)
{
    return !args[i] || args[i]->type == FEEL_NULL;
}

const struct feel_value *feel_arg_single(const struct feel_value *const *args, size_t i)
{
    const struct feel_value *value = args[i];
    return value && value->type == FEEL_LIST && value->list.count == 1 ? &value->list.items[0] : value;
}

bool feel_arg_string(struct feel_run *run, const struct feel_value *const *args, size_t i, struct str *out)
{
    const struct feel_value *value = feel_arg_single(args, i);

    if (value && value->type == FEEL_STRING) {
        *out = value->string;
        return true;
    }
    feel_arg_wrong(run, i, "文字", "a string");
    return false;
}

bool feel_arg_number(struct feel_run *run, const struct feel_value *const *args, size_t i, struct decimal *out)
{
    const struct feel_value *value = feel_arg_single(args, i);

    if (value && value->type == FEEL_NUMBER) {
        *out = value->number;
        return true;
    }
    feel_arg_wrong(run, i, "数", "a number");
    return false;
}

bool feel_arg_int(struct feel_run *run, const struct feel_value *const *args, size_t i, int64_t *out)
{
    struct decimal number;

    if (!feel_arg_number(run, args, i, &number)) return false;
    if (decimal_to_int(decimal_round(number, 0, ROUND_DOWN), out)) return true;
    feel_arg_wrong(run, i, "不太大的整数", "an integer that is not too large");
    return false;
}

bool feel_arg_list(struct feel_run *run, const struct feel_value *const *args, size_t i, struct feel_list *out)
{
    if (args[i] && args[i]->type != FEEL_NULL) {
        *out = feel_as_list(args[i]);
        return true;
    }
    feel_arg_wrong(run, i, "列表", "a list");
    return false;
}
