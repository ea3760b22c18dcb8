/*
 * builtin_context.c - contexts (DMN 1.5, table 82).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"

static bool arg_context(struct feel_run *run, const struct feel_value *const *args, size_t i)
{
    const struct feel_value *value = feel_arg_single(args, i);

    if (value && value->type == FEEL_CONTEXT) return true;
    feel_arg_wrong(run, i, "上下文", "a context");
    return false;
}

/* The keys in slot `i`: one string, or a list of strings that is not empty. */
static bool arg_keys(struct feel_run *run, const struct feel_value *const *args, size_t i, struct feel_list *out)
{
    *out = (struct feel_list){ 0 };
    if (args[i]) *out = feel_as_list(args[i]);
    for (size_t k = 0; k < out->count; k++)
        if (out->items[k].type != FEEL_STRING) out->count = 0;
    if (out->count > 0) return true;
    feel_arg_wrong(run, i, "键名或键名的列表", "a key or a list of keys");
    return false;
}

static const struct feel_value *fn_get_value(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_value *at = feel_arg_single(args, 0);
    struct feel_list keys;

    if (!arg_context(run, args, 0) || !arg_keys(run, args, args[1]->type == FEEL_NULL && args[2] ? 2 : 1, &keys)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < keys.count && at; i++) at = feel_context_get(at, keys.items[i].string);
    return at ? at : feel_note(run, run->at, "没有这个键", "there is no such key");
}

/* {key: …, value: …} */
static const struct feel_value *entry_value(struct feel_run *run, const struct feel_entry *entry)
{
    struct feel_entry *pair = arena_array(run->arena, struct feel_entry, 2);

    if (!pair) return &FEEL_NULL_VALUE;
    pair[0] = (struct feel_entry){ STR("key"), feel_make_string(run, entry->name) };
    pair[1] = (struct feel_entry){ STR("value"), entry->value };
    return feel_make_context(run, pair, 2);
}

static const struct feel_value *fn_get_entries(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_value *context = feel_arg_single(args, 0);
    struct feel_items items = { 0 };

    if (!arg_context(run, args, 0)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < context->context.count; i++)
        if (!feel_items_add(run, &items, entry_value(run, &context->context.entries[i]))) break;
    return feel_make_items(run, &items);
}

static const struct feel_value *fn_context(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct feel_entry *entries;

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    entries = arena_array(run->arena, struct feel_entry, list.count);
    if (list.count && !entries) return feel_make_context(run, NULL, 0);
    for (size_t i = 0; i < list.count; i++) {
        const struct feel_value *key = feel_context_get(&list.items[i], STR("key"));
        const struct feel_value *value = feel_context_get(&list.items[i], STR("value"));
        if (!key || !value || key->type != FEEL_STRING) return feel_arg_wrong(run, 0, "由 key 和 value 组成的列表", "a list of {key, value}");
        for (size_t k = 0; k < i; k++)
            if (str_eq(entries[k].name, key->string))
                return feel_note(run, run->at, "“%.*s”写了两次", "\"%.*s\" is given twice", STR_ARG(key->string));
        entries[i] = (struct feel_entry){ key->string, value };
    }
    return feel_make_context(run, entries, list.count);
}

/* Puts `value` at the end of the path `keys`; NULL when the path leads through what is no context. */
static const struct feel_value *put(struct feel_run *run, const struct feel_value *context, const struct feel_list *keys, const struct feel_value *value)
{
    struct feel_list rest = { keys->count - 1, keys->items + 1 };
    const struct feel_value *inner = value;

    if (context->type != FEEL_CONTEXT || keys->count > FEEL_DEPTH_MAX) return NULL;
    if (rest.count > 0) {
        inner = feel_context_get(context, keys->items[0].string);
        inner = inner ? put(run, inner, &rest, value) : NULL;
    }
    return inner ? feel_context_with(run->arena, context, keys->items[0].string, inner) : NULL;
}

static const struct feel_value *fn_context_put(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list keys;
    const struct feel_value *result;

    if (!arg_context(run, args, 0)) return &FEEL_NULL_VALUE;
    if (run->named && !args[3] && args[1]->type != FEEL_STRING) return feel_arg_wrong(run, 1, "键名", "a key");
    if (!arg_keys(run, args, args[3] ? 3 : 1, &keys)) return &FEEL_NULL_VALUE;
    result = put(run, feel_arg_single(args, 0), &keys, args[2]);
    return result ? result : feel_note(run, run->at, "路径中有一项不是上下文", "the path leads through a value that is no context");
}

static const struct feel_value *fn_context_merge(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    const struct feel_value *merged = feel_make_context(run, NULL, 0);

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].type != FEEL_CONTEXT) return feel_arg_wrong(run, 0, "上下文的列表", "a list of contexts");
        for (size_t k = 0; k < list.items[i].context.count; k++)
            merged = feel_context_with(run->arena, merged, list.items[i].context.entries[k].name, list.items[i].context.entries[k].value);
    }
    return merged;
}

static const struct builtin ROWS[] = {
    { "get value", "m,key|context,key|m,,keys|context,,keys", 2, 2, fn_get_value },
    { "get entries", "m|context", 1, 1, fn_get_entries },
    { "context", "entries", 1, 1, fn_context },
    { "context put", "context,key,value|context,,value,keys", 3, 3, fn_context_put },
    { "context merge", "contexts", 1, 1, fn_context_merge },
};

const struct builtin_table BUILTIN_CONTEXTS = { ROWS, COUNT_OF(ROWS) };
