/*
 * node.h - the parsed tree: one struct, tagged by kind (inside feel/ and dmn/ only).
 *
 * The parser makes nodes from text; dmn/ makes them from boxed expressions, so
 * that one evaluator serves both.  NODE_NATIVE is the door for what FEEL has no
 * text for (a decision table).  A tree is immutable once built.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_NODE_H
#define FEEL_NODE_H

#include "feel/feel.h"

struct feel_run;
struct builtin;

/* ── Types, as written after `instance of` and in item definitions ─────── */

enum kind_form { KIND_ANY, KIND_SIMPLE, KIND_LIST, KIND_RANGE, KIND_CONTEXT, KIND_FUNCTION, KIND_UNKNOWN };

struct kind_field {
    struct str name;
    const struct feel_kind *kind;
};

struct feel_kind {
    enum kind_form form;
    enum feel_type simple;              /* KIND_SIMPLE */
    const struct feel_kind *of;         /* element of a list or range, result of a function */
    const struct kind_field *fields;    /* of a context; parameters of a function */
    size_t count;
    const struct node *allowed;         /* unary tests a value (each element of a list) must pass, or NULL */
    const struct node *constraint;      /* unary tests the whole value must pass, or NULL */
    const struct feel_kind *base;       /* the type this one narrows, or NULL */
    struct str name;
};

/* ── Nodes ─────────────────────────────────────────────────────────────── */

enum node_kind {
    NODE_LITERAL, NODE_NAME, NODE_INPUT, NODE_NEGATE, NODE_ARITHMETIC, NODE_COMPARE, NODE_AND, NODE_OR,
    NODE_BETWEEN, NODE_IN, NODE_IF, NODE_FOR, NODE_SOME, NODE_EVERY, NODE_RANGE, NODE_LIST, NODE_CONTEXT,
    NODE_PATH, NODE_FILTER, NODE_CALL, NODE_FUNCTION, NODE_INSTANCE, NODE_TESTS, NODE_TEST_COMPARE,
    NODE_TEST_ANY, NODE_TEST_VALUE, NODE_COERCE, NODE_NATIVE,
    NODE__KINDS
};

enum node_op { OP_NONE, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_POW, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };

struct node_entry {
    struct str name;                    /* at == NULL: the result cell of a boxed context */
    const struct node *value;
};

struct node_param {
    struct str name;
    const struct feel_kind *kind;       /* NULL: any */
};

struct node_iterator {
    struct str name;
    const struct node *from, *to;       /* `to` only for a range written without brackets */
};

typedef const struct feel_value *(*native_fn)(struct feel_run *run, const void *data, const struct feel_scope *scope);

struct node {
    enum node_kind kind;
    enum node_op op;
    uint32_t at;                        /* byte offset in the expression */
    uint16_t depth;                     /* of the tree below, for the limit */
    bool flag;                          /* TESTS: not(…); TEST_VALUE: mentions `?`; FOR: mentions `partial`; IF: boxed, so strict */
    union {
        const struct feel_value *literal;
        struct { struct str text; const struct builtin *builtin; } name;
        struct { const struct node *a, *b, *c; };                   /* operands, left to right */
        struct { const struct node **items; size_t count; } list;   /* LIST, TESTS */
        struct { const struct node_entry *entries; size_t count; } context;
        struct { const struct node *of; struct str name; } path;
        struct { const struct node *low, *high; bool low_closed, high_closed; } range;
        struct { const struct node_iterator *each; size_t count; const struct node *body; } loop;
        struct { const struct node *callee; const struct node **args; const struct str *names; size_t count; } call;
        struct { const struct node_param *params; size_t count; const struct node *body; const struct feel_kind *result; } function;
        struct { const struct node *of; const struct feel_kind *kind; struct str what; } typed;   /* INSTANCE, COERCE */
        struct { native_fn fn; const void *data; } native;
    };
};

struct feel_expr {
    const struct node *root;
    struct str text;
    bool tests;
};

/* What the parser may ask about the world outside the text. */
struct feel_grammar {
    const struct feel_names *names;
    const struct feel_names *keys;      /* may follow a dot or stand in a filter; NULL: none known */
    const struct feel_kind *(*find_kind)(void *data, struct str name);   /* NULL: built-in types only */
    void *data;
    bool open_ranges;                   /* `[2..)` and `(..2]` are allowed, as in range() */
};

enum err feel_parse_with(struct arena *arena, struct str text, const struct feel_grammar *grammar, bool tests,
                         const struct node **out, struct fault *why) MUST_CHECK;

/* Spaces trimmed and runs of white space made one space: the form in which names are compared. */
struct str feel_name_normal(struct arena *arena, struct str raw);
/* True for list, range, context and function written without what they are of. */
bool feel_kind_is_bare(const struct feel_kind *kind);
/* A built-in type by its FEEL name ("number", "years and months duration", "Any"), or NULL. */
const struct feel_kind *feel_kind_builtin(struct str name);

enum { FEEL_TREE_MAX = 1000 };          /* depth of a tree, which bounds the evaluator's recursion */

#endif
