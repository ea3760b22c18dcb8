/*
 * builtin_statistic.c - one value out of a list of values (DMN 1.5, table 75).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/sort.h"

/* The list, if it holds numbers only. */
static bool numbers(struct feel_run *run, const struct feel_value *const *args, struct feel_list *out)
{
    if (!feel_arg_list(run, args, 0, out)) return false;
    for (size_t i = 0; i < out->count; i++)
        if (out->items[i].type != FEEL_NUMBER) {
            feel_arg_unfit(run, 0, "数的列表", "a list of numbers");
            return false;
        }
    return true;
}

static const struct feel_value *empty(struct feel_run *run)
{
    return feel_arg_unfit(run, 0, "非空的列表", "a list that is not empty");
}

static struct decimal sum_of(const struct feel_list *list)
{
    struct decimal sum = decimal_from_int(0);
    for (size_t i = 0; i < list->count; i++) sum = decimal_add(sum, list->items[i].number);
    return sum;
}

static const struct feel_value *fn_count(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    return feel_arg_list(run, args, 0, &list) ? feel_make_integer(run, (int64_t)list.count) : &FEEL_NULL_VALUE;
}

/* The least (sign 1) or greatest (sign -1) of comparable values. */
static const struct feel_value *extreme(struct feel_run *run, const struct feel_value *const *args, int sign)
{
    struct feel_list list;
    const struct feel_value *best;

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    if (list.count == 0) return empty(run);
    best = list.items;
    for (const struct feel_value *item = list.items; item < list.items + list.count; item++) {
        int order = feel_order(item, best);
        if (order == FEEL_UNORDERED) return feel_arg_unfit(run, 0, "可比较的值的列表", "a list of comparable values");
        if (order * sign < 0) best = item;
    }
    return best;
}

static const struct feel_value *fn_min(struct feel_run *run, const struct feel_value *const *args)
{
    return extreme(run, args, 1);
}

static const struct feel_value *fn_max(struct feel_run *run, const struct feel_value *const *args)
{
    return extreme(run, args, -1);
}

static const struct feel_value *fn_sum(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;

    if (!numbers(run, args, &list)) return &FEEL_NULL_VALUE;
    return list.count == 0 ? empty(run) : feel_make_number(run, sum_of(&list));
}

static const struct feel_value *fn_mean(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;

    if (!numbers(run, args, &list)) return &FEEL_NULL_VALUE;
    if (list.count == 0) return empty(run);
    return feel_make_number(run, decimal_div(sum_of(&list), decimal_from_int((int64_t)list.count)));
}

static const struct feel_value *fn_product(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct decimal product = decimal_from_int(1);

    if (!numbers(run, args, &list)) return &FEEL_NULL_VALUE;
    if (list.count == 0) return empty(run);
    for (size_t i = 0; i < list.count; i++) product = decimal_mul(product, list.items[i].number);
    return feel_make_number(run, product);
}

static bool less(struct feel_run *run, const void *data, const struct feel_value *a, const struct feel_value *b)
{
    (void)run;
    (void)data;
    return feel_order(a, b) < 0;
}

static const struct feel_value *sorted(struct feel_run *run, const struct feel_list *list)
{
    return sort_values(run, list->items, list->count, less, NULL);
}

static const struct feel_value *fn_median(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    const struct feel_value *items;
    size_t half;

    if (!numbers(run, args, &list)) return &FEEL_NULL_VALUE;
    if (list.count == 0) return empty(run);
    items = sorted(run, &list);
    if (!items) return &FEEL_NULL_VALUE;
    half = list.count / 2;
    if (list.count % 2) return feel_make_number(run, items[half].number);
    return feel_make_number(run, decimal_div(decimal_add(items[half - 1].number, items[half].number), decimal_from_int(2)));
}

/* Of a sample: divided by n - 1. */
static const struct feel_value *fn_stddev(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct decimal mean, squares = decimal_from_int(0);

    if (!numbers(run, args, &list)) return &FEEL_NULL_VALUE;
    if (list.count < 2) return feel_arg_unfit(run, 0, "至少两个数的列表", "a list of at least two numbers");
    mean = decimal_div(sum_of(&list), decimal_from_int((int64_t)list.count));
    for (size_t i = 0; i < list.count; i++) {
        struct decimal distance = decimal_sub(list.items[i].number, mean);
        squares = decimal_add(squares, decimal_mul(distance, distance));
    }
    return feel_make_number(run, decimal_sqrt(decimal_div(squares, decimal_from_int((int64_t)list.count - 1))));
}

/* How often the number at `i` of a sorted list stands there. */
static size_t run_length(const struct feel_value *items, size_t count, size_t i)
{
    size_t n = 1;
    while (i + n < count && decimal_compare(items[i].number, items[i + n].number) == 0) n++;
    return n;
}

static const struct feel_value *fn_mode(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items modes = { 0 };
    const struct feel_value *items;
    size_t most = 0;

    if (!numbers(run, args, &list)) return &FEEL_NULL_VALUE;
    items = list.count ? sorted(run, &list) : list.items;
    if (list.count && !items) return &FEEL_NULL_VALUE;
    for (size_t i = 0, n; i < list.count; i += n) {
        n = run_length(items, list.count, i);
        if (n > most) most = n;
    }
    for (size_t i = 0, n; i < list.count; i += n) {
        n = run_length(items, list.count, i);
        if (n == most && !feel_items_add(run, &modes, &items[i])) return &FEEL_NULL_VALUE;
    }
    return feel_make_list(run, modes.at, modes.count);
}

static const struct builtin ROWS[] = {
    { "count", "list", 1, 1, fn_count },
    { "min", "list", 1, BUILTIN_LIST, fn_min },
    { "max", "list", 1, BUILTIN_LIST, fn_max },
    { "sum", "list", 1, BUILTIN_LIST, fn_sum },
    { "mean", "list", 1, BUILTIN_LIST, fn_mean },
    { "product", "list", 1, BUILTIN_LIST, fn_product },
    { "median", "list", 1, BUILTIN_LIST, fn_median },
    { "stddev", "list", 1, BUILTIN_LIST, fn_stddev },
    { "mode", "list", 1, BUILTIN_LIST, fn_mode },
};

const struct builtin_table BUILTIN_STATISTICS = { ROWS, COUNT_OF(ROWS) };
