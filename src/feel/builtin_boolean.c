/*
 * builtin_boolean.c - truth (DMN 1.5, tables 73 and 75) and identity.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"

static const struct feel_value *fn_not(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_value *value = feel_arg_single(args, 0);

    if (value->type == FEEL_BOOLEAN) return feel_boolean(!value->boolean);
    return value->type == FEEL_NULL ? value : feel_arg_wrong(run, 0, "真或假", "true or false");
}

/* The ternary "and" (seed true) or "or" (seed false) of a list: one item that decides does so whatever else stands in it (table 75). */
static const struct feel_value *fold(struct feel_run *run, const struct feel_value *const *args, bool seed)
{
    struct feel_list list;
    bool unknown = false, wrong = false, turned = false;

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].type == FEEL_NULL) unknown = true;
        else if (list.items[i].type != FEEL_BOOLEAN) wrong = true;
        else if (list.items[i].boolean != seed) turned = true;
    }
    if (turned) return feel_boolean(!seed);
    if (wrong) return feel_arg_unfit(run, 0, "真或假的列表", "a list of booleans");
    return unknown ? &FEEL_NULL_VALUE : feel_boolean(seed);
}

static const struct feel_value *fn_all(struct feel_run *run, const struct feel_value *const *args)
{
    return fold(run, args, true);
}

static const struct feel_value *fn_any(struct feel_run *run, const struct feel_value *const *args)
{
    return fold(run, args, false);
}

static const struct feel_value *fn_is(struct feel_run *run, const struct feel_value *const *args)
{
    (void)run;
    return feel_boolean(feel_same(args[0], args[1]));
}

static const struct builtin ROWS[] = {
    { "not", "negand", 1, 1, fn_not },
    { "all", "list", 1, BUILTIN_LIST, fn_all },
    { "any", "list", 1, BUILTIN_LIST, fn_any },
    { "is", "value1,value2", 2, 2, fn_is },
};

const struct builtin_table BUILTIN_BOOLEANS = { ROWS, COUNT_OF(ROWS) };
