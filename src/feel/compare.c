/*
 * compare.c - equality and order (DMN 1.5, tables 53 and 54), membership in ranges and lists.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/run.h"
#include "feel/temporal.h"

static int order_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Moments of one type; where one has no zone it takes the other's (table 54). */
static int order_temporal(enum feel_type type, const struct feel_temporal *a, const struct feel_temporal *b)
{
    int order;
    struct feel_temporal zoned;

    if (type == FEEL_DATE) {
        if (a->year != b->year) return order_int(a->year, b->year);
        return order_int(a->month * 32 + a->day, b->month * 32 + b->day);
    }
    if (temporal_has_zone(a) != temporal_has_zone(b)) {
        const struct feel_temporal *with = temporal_has_zone(a) ? a : b;
        zoned = with == a ? *b : *a;
        zoned.has_offset = with->has_offset;
        zoned.offset_s = with->offset_s;
        zoned.zone = with->zone;
        if (with == a) b = &zoned;
        else a = &zoned;
    }
    order = order_int(temporal_seconds(type, a), temporal_seconds(type, b));
    return order ? order : order_int(a->nanos, b->nanos);
}

int feel_order(const struct feel_value *a, const struct feel_value *b)
{
    int order;

    if (a->type != b->type) return FEEL_UNORDERED;
    switch (a->type) {
    case FEEL_NUMBER: return decimal_compare(a->number, b->number);
    case FEEL_STRING:
        order = str_compare(a->string, b->string);
        return (order > 0) - (order < 0);
    case FEEL_DATE: case FEEL_TIME: case FEEL_DATE_TIME: return order_temporal(a->type, &a->temporal, &b->temporal);
    case FEEL_DAYS_DURATION:
        order = order_int(a->days.seconds, b->days.seconds);
        return order ? order : order_int(a->days.nanos, b->days.nanos);
    case FEEL_MONTHS_DURATION: return order_int(a->months, b->months);
    case FEEL_NULL: case FEEL_BOOLEAN: case FEEL_RANGE: case FEEL_LIST: case FEEL_CONTEXT: case FEEL_FUNCTION:
    case FEEL__TYPES: break;
    }
    return FEEL_UNORDERED;
}

static bool same_end(const struct feel_value *a, const struct feel_value *b)
{
    return a && b ? feel_equal(a, b) == 1 : a == b;
}

static bool equal_ranges(const struct feel_range *a, const struct feel_range *b)
{
    return a->low_closed == b->low_closed && a->high_closed == b->high_closed && same_end(a->low, b->low) &&
           same_end(a->high, b->high);
}

static bool equal_lists(const struct feel_list *a, const struct feel_list *b)
{
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (feel_equal(&a->items[i], &b->items[i]) != 1) return false;
    return true;
}

static bool equal_contexts(const struct feel_value *a, const struct feel_value *b)
{
    if (a->context.count != b->context.count) return false;
    for (size_t i = 0; i < a->context.count; i++) {
        const struct feel_value *other = feel_context_get(b, a->context.entries[i].name);
        if (!other || feel_equal(a->context.entries[i].value, other) != 1) return false;
    }
    return true;
}

/* The same function: one built-in, one element of a model, or one literal in the text. */
static bool equal_functions(const struct feel_function *a, const struct feel_function *b)
{
    return a->builtin == b->builtin && a->data == b->data && a->literal == b->literal;
}

/* A moment with a zone is never equal to one without (table 53 compares values, which the latter has none of). */
static bool equal_moments(const struct feel_value *a, const struct feel_value *b)
{
    if (a->type != FEEL_DATE && temporal_has_zone(&a->temporal) != temporal_has_zone(&b->temporal)) return false;
    return feel_order(a, b) == 0;
}

int feel_equal(const struct feel_value *a, const struct feel_value *b)
{
    if (a->type == FEEL_NULL || b->type == FEEL_NULL) return a->type == b->type;
    if (a->type != b->type) return -1;
    switch (a->type) {
    case FEEL_BOOLEAN: return a->boolean == b->boolean;
    case FEEL_STRING: return str_eq(a->string, b->string);
    case FEEL_RANGE: return equal_ranges(&a->range, &b->range);
    case FEEL_LIST: return equal_lists(&a->list, &b->list);
    case FEEL_CONTEXT: return equal_contexts(a, b);
    case FEEL_FUNCTION: return equal_functions(a->function, b->function);
    case FEEL_DATE: case FEEL_TIME: case FEEL_DATE_TIME: return equal_moments(a, b);
    case FEEL_NULL: case FEEL_NUMBER: case FEEL_DAYS_DURATION: case FEEL_MONTHS_DURATION: case FEEL__TYPES: break;
    }
    return feel_order(a, b) == 0;
}

bool feel_same(const struct feel_value *a, const struct feel_value *b)
{
    const struct feel_temporal *x = &a->temporal, *y = &b->temporal;

    if (a->type != b->type) return false;
    if (a->type != FEEL_TIME && a->type != FEEL_DATE_TIME) return feel_equal(a, b) == 1;
    return x->year == y->year && x->month == y->month && x->day == y->day && temporal_clock(x) == temporal_clock(y) &&
           x->nanos == y->nanos && x->has_offset == y->has_offset && x->offset_s == y->offset_s && str_eq(x->zone, y->zone);
}

int feel_range_has(const struct feel_range *range, const struct feel_value *value)
{
    int order;

    if (range->low) {
        order = feel_order(value, range->low);
        if (order == FEEL_UNORDERED) return -1;
        if (order < 0 || (order == 0 && !range->low_closed)) return 0;
    }
    if (range->high) {
        order = feel_order(value, range->high);
        if (order == FEEL_UNORDERED) return -1;
        if (order > 0 || (order == 0 && !range->high_closed)) return 0;
    }
    return range->low || range->high ? 1 : -1;
}

int feel_matches(const struct feel_value *value, const struct feel_value *test)
{
    int equal = feel_equal(value, test);

    if (equal == 1) return 1;
    if (test->type == FEEL_RANGE) return feel_range_has(&test->range, value);
    if (test->type != FEEL_LIST) return equal;
    for (size_t i = 0; i < test->list.count; i++) {
        const struct feel_value *item = &test->list.items[i];
        if (feel_equal(value, item) == 1 || (item->type == FEEL_RANGE && feel_range_has(&item->range, value) == 1)) return 1;
    }
    return 0;
}
