/*
 * builtin.h - the functions of FEEL as rows of tables, one table per kind of value.
 *
 * `params` are the parameter names in the order of the slots, divided by
 * commas; another signature stands after `|` (an empty name skips a slot).  A
 * required argument that a named call leaves out is null, an optional one NULL.
 * With max BUILTIN_LIST the function takes a list or its elements one by one
 * and always sees one list; with BUILTIN_REST its last parameter collects the
 * remaining arguments in a list.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_BUILTIN_H
#define FEEL_BUILTIN_H

#include "feel/run.h"

enum { BUILTIN_LIST = 98, BUILTIN_REST = 99, BUILTIN_SLOTS = 6 };

/* `args` has BUILTIN_SLOTS places. */
typedef const struct feel_value *(*builtin_fn)(struct feel_run *run, const struct feel_value *const *args);

struct builtin {
    const char *name;
    const char *params;
    uint8_t min, max;
    builtin_fn fn;
};

struct builtin_table { const struct builtin *rows; size_t count; };

extern const struct builtin_table BUILTIN_STRINGS, BUILTIN_PATTERNS, BUILTIN_NUMBERS, BUILTIN_LISTS, BUILTIN_STATISTICS,
    BUILTIN_BOOLEANS, BUILTIN_DATES, BUILTIN_RANGES, BUILTIN_CONTEXTS, BUILTIN_CONVERSIONS;

/* NULL when there is none of that name. */
const struct builtin *builtin_find(struct str name);
/* Offers every built-in name. */
struct nearest;
void builtin_each(struct nearest *near);
/* The longest built-in name of several words that `text` begins with, or an empty string. */
struct str builtin_longest(struct str text);

const struct feel_value *builtin_call(struct feel_run *run, size_t at, const struct builtin *builtin,
                                      const struct feel_value *const *args, size_t count);
const struct feel_value *builtin_call_named(struct feel_run *run, size_t at, const struct builtin *builtin,
                                            const struct feel_value *const *args, const struct str *names, size_t count);

/* ── For the functions: the argument in slot `i`, or false and a note ──── */

bool feel_arg_string(struct feel_run *run, const struct feel_value *const *args, size_t i, struct str *out);
bool feel_arg_number(struct feel_run *run, const struct feel_value *const *args, size_t i, struct decimal *out);
bool feel_arg_int(struct feel_run *run, const struct feel_value *const *args, size_t i, int64_t *out);   /* cut at the point */
bool feel_arg_list(struct feel_run *run, const struct feel_value *const *args, size_t i, struct feel_list *out);   /* not null; one value is a list of one */
/* What is in slot `i` where one value is wanted: a list of one stands for its element.  NULL when empty. */
const struct feel_value *feel_arg_single(const struct feel_value *const *args, size_t i);
/* True when the slot is empty or null. */
bool feel_arg_none(const struct feel_value *const *args, size_t i);
/* A note that argument `i` is of another type than it should be, and null. */
const struct feel_value *feel_arg_wrong(struct feel_run *run, size_t i, const char *zh, const char *en);
/* A note that argument `i` is of the right type but not such as it should be, and null. */
const struct feel_value *feel_arg_unfit(struct feel_run *run, size_t i, const char *zh, const char *en);

#endif
