/*
 * builtin_list.c - lists (DMN 1.5, table 75) and sorting (table 80).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/sort.h"

static const struct feel_value *finish(struct feel_run *run, const struct feel_items *items)
{
    return feel_make_list(run, items->at, items->count);
}

static void add_all(struct feel_run *run, struct feel_items *items, const struct feel_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!feel_items_add(run, items, &list->items[i])) return;
}

static bool has(const struct feel_value *items, size_t count, const struct feel_value *value)
{
    for (size_t i = 0; i < count; i++)
        if (feel_equal(&items[i], value) == 1) return true;
    return false;
}

static const struct feel_value *fn_list_contains(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    return feel_arg_list(run, args, 0, &list) ? feel_boolean(has(list.items, list.count, args[1])) : &FEEL_NULL_VALUE;
}

/* A 1-based or negative position as an index from 0; false when the list has no such place. */
static bool position(struct feel_run *run, const struct feel_value *const *args, size_t i, size_t count, size_t *out)
{
    int64_t at;

    if (!feel_arg_int(run, args, i, &at)) return false;
    if (at == 0 || at > (int64_t)count || at < -(int64_t)count) {
        feel_arg_unfit(run, i, "列表中的位置", "a position in the list");
        return false;
    }
    *out = at > 0 ? (size_t)at - 1 : (size_t)((int64_t)count + at);
    return true;
}

static const struct feel_value *fn_sublist(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    size_t from;
    int64_t length;

    if (!feel_arg_list(run, args, 0, &list) || !position(run, args, 1, list.count, &from)) return &FEEL_NULL_VALUE;
    length = (int64_t)(list.count - from);
    if (!feel_arg_none(args, 2)) {
        int64_t most = length;
        if (!feel_arg_int(run, args, 2, &length)) return &FEEL_NULL_VALUE;
        if (length < 1 || length > most) return feel_arg_unfit(run, 2, "列表以内的长度", "a length within the list");
    }
    return feel_make_list(run, list.items + from, (size_t)length);
}

static const struct feel_value *fn_append(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items items = { 0 };

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    add_all(run, &items, &list);
    add_all(run, &items, &args[1]->list);
    return finish(run, &items);
}

/* The lists given one by one. */
static bool lists(struct feel_run *run, const struct feel_value *const *args, struct feel_list *out)
{
    *out = args[0]->list;
    for (size_t i = 0; i < out->count; i++)
        if (out->items[i].type == FEEL_NULL) {
            feel_arg_wrong(run, i, "列表", "a list");
            return false;
        }
    return true;
}

static const struct feel_value *fn_concatenate(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list all;
    struct feel_items items = { 0 };

    if (!lists(run, args, &all)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < all.count; i++) {
        struct feel_list one = feel_as_list(&all.items[i]);
        add_all(run, &items, &one);
    }
    return finish(run, &items);
}

static void add_distinct(struct feel_run *run, struct feel_items *items, const struct feel_list *list)
{
    for (size_t i = 0; i < list->count && !run->stopped; i++) {
        if (!feel_charge(run, items->count)) return;       /* the search below is work too */
        if (!has(items->at, items->count, &list->items[i])) feel_items_add(run, items, &list->items[i]);
    }
}

static const struct feel_value *fn_union(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list all;
    struct feel_items items = { 0 };

    if (!lists(run, args, &all)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < all.count; i++) {
        struct feel_list one = feel_as_list(&all.items[i]);
        add_distinct(run, &items, &one);
    }
    return finish(run, &items);
}

static const struct feel_value *fn_distinct_values(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items items = { 0 };

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    add_distinct(run, &items, &list);
    return finish(run, &items);
}

static const struct feel_value *fn_insert_before(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list, head, tail;
    struct feel_items items = { 0 };
    size_t at;

    if (!feel_arg_list(run, args, 0, &list) || !position(run, args, 1, list.count, &at)) return &FEEL_NULL_VALUE;
    head = (struct feel_list){ at, list.items };
    tail = (struct feel_list){ list.count - at, list.items + at };
    add_all(run, &items, &head);
    feel_items_add(run, &items, args[2]);
    add_all(run, &items, &tail);
    return finish(run, &items);
}

static const struct feel_value *fn_remove(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list, head, tail;
    struct feel_items items = { 0 };
    size_t at;

    if (!feel_arg_list(run, args, 0, &list) || !position(run, args, 1, list.count, &at)) return &FEEL_NULL_VALUE;
    head = (struct feel_list){ at, list.items };
    tail = (struct feel_list){ list.count - at - 1, list.items + at + 1 };
    add_all(run, &items, &head);
    add_all(run, &items, &tail);
    return finish(run, &items);
}

static const struct feel_value *fn_reverse(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items items = { 0 };

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    for (size_t i = list.count; i-- > 0;)
        if (!feel_items_add(run, &items, &list.items[i])) break;
    return finish(run, &items);
}

static const struct feel_value *fn_index_of(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items items = { 0 };

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < list.count; i++)
        if (feel_equal(&list.items[i], args[1]) == 1) feel_items_add(run, &items, feel_make_integer(run, (int64_t)i + 1));
    return finish(run, &items);
}

static void flatten(struct feel_run *run, struct feel_items *items, const struct feel_list *list, int depth)
{
    if (depth > FEEL_DEPTH_MAX) {
        feel_stop(run, "列表嵌套过深", "lists are nested too deeply");
        return;
    }
    for (size_t i = 0; i < list->count && !run->stopped; i++) {
        if (list->items[i].type == FEEL_LIST) flatten(run, items, &list->items[i].list, depth + 1);
        else feel_items_add(run, items, &list->items[i]);
    }
}

static const struct feel_value *fn_flatten(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items items = { 0 };

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    flatten(run, &items, &list, 0);
    return finish(run, &items);
}

/* By position, or by a function (item, newItem) that says which items to replace. */
static const struct feel_value *fn_list_replace(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_items items = { 0 };
    const struct feel_value *which = args[3] ? args[3] : args[1];
    size_t at = 0;
    bool by_function = which->type == FEEL_FUNCTION;

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    if (!by_function && (args[3] || !position(run, args, 1, list.count, &at))) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < list.count; i++) {
        bool replace = i == at;
        if (by_function) {
            const struct feel_value *match[] = { &list.items[i], args[2] }, *verdict = feel_call(run, run->at, which, match, 2);
            if (verdict->type != FEEL_BOOLEAN) return feel_note(run, run->at, "替换函数应当给出真或假", "the match function must give true or false");
            replace = verdict->boolean;
        }
        if (!feel_items_add(run, &items, replace ? args[2] : &list.items[i])) break;
    }
    return finish(run, &items);
}

/* ── sort ──────────────────────────────────────────────────────────────── */

static bool by_order(struct feel_run *run, const void *data, const struct feel_value *a, const struct feel_value *b)
{
    int order = feel_order(a, b);

    (void)run;
    if (order == FEEL_UNORDERED) *(bool *)(uintptr_t)data = true;
    return order < 0;
}

static bool by_function(struct feel_run *run, const void *data, const struct feel_value *a, const struct feel_value *b)
{
    const struct feel_value *args[] = { a, b };
    return feel_is_true(feel_call(run, run->at, data, args, 2));
}

static const struct feel_value *fn_sort(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    const struct feel_value *items;
    bool unordered = false;

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    if (args[1] && args[1]->type != FEEL_FUNCTION) return feel_arg_wrong(run, 1, "函数", "a function");
    items = args[1] ? sort_values(run, list.items, list.count, by_function, args[1])
                    : sort_values(run, list.items, list.count, by_order, &unordered);
    if (unordered) return feel_arg_unfit(run, 0, "可比较的值的列表", "a list of comparable values");
    return items ? feel_make_list(run, items, list.count) : &FEEL_NULL_VALUE;
}

static const struct builtin ROWS[] = {
    { "list contains", "list,element", 2, 2, fn_list_contains },
    { "sublist", "list,start position,length", 2, 3, fn_sublist },
    { "append", "list,item", 2, BUILTIN_REST, fn_append },
    { "concatenate", "list", 1, BUILTIN_REST, fn_concatenate },
    { "union", "list", 1, BUILTIN_REST, fn_union },
    { "distinct values", "list", 1, 1, fn_distinct_values },
    { "insert before", "list,position,newItem", 3, 3, fn_insert_before },
    { "remove", "list,position", 2, 2, fn_remove },
    { "reverse", "list", 1, 1, fn_reverse },
    { "index of", "list,match", 2, 2, fn_index_of },
    { "flatten", "list", 1, 1, fn_flatten },
    { "list replace", "list,position,newItem|list,,newItem,match", 3, 3, fn_list_replace },
    { "sort", "list,precedes", 1, 2, fn_sort },
};

const struct builtin_table BUILTIN_LISTS = { ROWS, COUNT_OF(ROWS) };
