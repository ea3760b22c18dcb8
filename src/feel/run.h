/*
 * run.h - one evaluation: its memory, its bounds, its notes (inside feel/ and dmn/ only).
 *
 * Nothing fails: a step that cannot go on writes a note and yields null.  When
 * a bound is passed (`stopped`) everything after it is null as well.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_RUN_H
#define FEEL_RUN_H

#include "feel/node.h"

struct feel_run {
    struct arena *arena;
    struct feel_notes *notes;
    const struct feel_value *input;     /* what `?` means, or NULL */
    int64_t now_ms;
    uint32_t steps, depth;
    const struct builtin *builtin;      /* the one running, for notes */
    const struct feel_value *const *args;
    uint32_t at;                        /* position of the call being evaluated, for notes of built-ins */
    bool named;                         /* its arguments came by name */
    bool stopped;
    void *host;                         /* of dmn/: who evaluates */
    struct str where;                   /* of dmn/: the decision, which notes then begin with */
    uint32_t row;                       /* of dmn/: the rule of its table, 0: none */
};

enum { RUN_DEPTH_MAX = 3000 };          /* nodes within nodes, function bodies included: bounds the C stack */

/* A function value: a literal with what it closes over, a built-in, or one of dmn/. */
struct feel_function {
    const struct node *literal;         /* NODE_FUNCTION */
    const struct feel_scope *scope;
    const struct feel_value *input;
    struct str self;                    /* the name it was given in a context, so that it may call itself */
    const struct builtin *builtin;
    const struct node_param *params;    /* of a native one */
    size_t param_count;
    const struct feel_value *(*native)(struct feel_run *run, const void *data, const struct feel_value *const *args);
    const void *data;
};

const struct feel_value *feel_eval_node(struct feel_run *run, const struct node *node, const struct feel_scope *scope);
/* 1 passes, 0 does not, -1 cannot be said (null in FEEL) */
int feel_test_node(struct feel_run *run, const struct node *tests, const struct feel_value *input, const struct feel_scope *scope);

/* Writes the reason and makes everything from here on null. */
void feel_stop(struct feel_run *run, const char *zh, const char *en);
/* Adds a note and gives null. */
const struct feel_value *feel_note(struct feel_run *run, size_t at, const char *zh, const char *en, ...)
    PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/* New values; null with `stopped` set when memory is used up. */
struct feel_value *feel_new(struct feel_run *run, enum feel_type type);      /* NULL when stopped */
const struct feel_value *feel_make_number(struct feel_run *run, struct decimal number);   /* null when not finite */
const struct feel_value *feel_make_integer(struct feel_run *run, int64_t number);
const struct feel_value *feel_make_string(struct feel_run *run, struct str text);
const struct feel_value *feel_make_list(struct feel_run *run, const struct feel_value *items, size_t count);
const struct feel_value *feel_make_days(struct feel_run *run, int64_t seconds, int32_t nanos);
const struct feel_value *feel_make_months(struct feel_run *run, int64_t months);
const struct feel_value *feel_make_temporal(struct feel_run *run, enum feel_type type, const struct feel_temporal *t);
const struct feel_value *feel_make_context(struct feel_run *run, const struct feel_entry *entries, size_t count);

/* What is being put into one value. */
struct feel_load { uint32_t weight; uint16_t depth; };
void feel_weigh(struct feel_load *load, const struct feel_value *value);
/* False (and stopped, with a note) when no value may be like that. */
bool feel_bearable(struct feel_run *run, const struct feel_load *load);
/* How much there is to walk in a value. */
uint32_t feel_weight(const struct feel_value *value);
/* Counts work that is no step of its own, such as walking this weight; false (and stopped, with a note) when it is too much. */
bool feel_charge(struct feel_run *run, size_t weight);

/* A list being built. */
struct feel_items { struct feel_value *at; size_t count, cap; struct feel_load load; };
/* False (and stopped, with a note) past FEEL_LIST_MAX or the arena's limit. */
bool feel_items_add(struct feel_run *run, struct feel_items *items, const struct feel_value *value);

/* What was added so far as a list, without walking it again. */
const struct feel_value *feel_make_items(struct feel_run *run, const struct feel_items *items);

/* The list itself, or the value as a list of one. */
struct feel_list feel_as_list(const struct feel_value *value);

const struct feel_value *feel_find(const struct feel_scope *scope, struct str name);      /* NULL when absent */
const struct feel_value *feel_context_get(const struct feel_value *context, struct str name);   /* NULL when absent */
/* A property of a value: context entry, year of a date, start of a range …; NULL when there is none. */
const struct feel_value *feel_property(struct feel_run *run, const struct feel_value *value, struct str name);

/* <0, 0, >0; FEEL_UNORDERED when FEEL gives null. */
enum { FEEL_UNORDERED = 99 };
int feel_order(const struct feel_value *a, const struct feel_value *b);
/* Same value and same form: is(). */
bool feel_same(const struct feel_value *a, const struct feel_value *b);
/* 1 inside, 0 outside, -1 not comparable */
int feel_range_has(const struct feel_range *range, const struct feel_value *value);
/* `value in test` for an evaluated test: equal, inside the range, or element of the list; 1, 0, -1. */
int feel_matches(const struct feel_value *value, const struct feel_value *test);

const struct feel_value *feel_arithmetic(struct feel_run *run, enum node_op op, size_t at,
                                         const struct feel_value *a, const struct feel_value *b);
const struct feel_value *feel_negate(struct feel_run *run, size_t at, const struct feel_value *a);

const struct feel_value *feel_call(struct feel_run *run, size_t at, const struct feel_value *function,
                                   const struct feel_value *const *args, size_t count);
const struct feel_value *feel_call_named(struct feel_run *run, size_t at, const struct feel_value *function,
                                         const struct feel_value *const *args, const struct str *names, size_t count);

/* Does the value have this type? */
bool feel_conforms(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind);
/* The value as that type: itself, the element of a list of one, a list of it, a date at midnight; else null and a note. */
const struct feel_value *feel_coerce(struct feel_run *run, size_t at, const struct feel_value *value,
                                     const struct feel_kind *kind, struct str what);

/* As string() writes it: text bare at the top, dates without @. */
void feel_print_plain(struct buf *out, const struct feel_value *value);

#endif
