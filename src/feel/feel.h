/*
 * feel.h - FEEL, the expression language of DMN 1.5 (OMG formal/2024-01-01, clause 10).
 *
 * The model: an expression is parsed once into an immutable tree in an arena
 * and evaluated many times against a scope of named values.  Evaluation never
 * fails in C: what goes wrong yields null and appends a diagnostic.  Nothing
 * here reads a clock: `now()` and `today()` take scope->now_ms.
 *
 * Ownership: trees and values live in the arena given.  Threads: a parsed tree
 * may be evaluated by many threads, each with its own arena and scope.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_FEEL_H
#define FEEL_FEEL_H

#include "base/buf.h"
#include "base/civil.h"
#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "base/wire.h"

enum feel_type {
    FEEL_NULL, FEEL_BOOLEAN, FEEL_NUMBER, FEEL_STRING, FEEL_DATE, FEEL_TIME, FEEL_DATE_TIME,
    FEEL_DAYS_DURATION, FEEL_MONTHS_DURATION, FEEL_RANGE, FEEL_LIST, FEEL_CONTEXT, FEEL_FUNCTION,
    FEEL__TYPES
};

struct feel_value;            /* immutable */
struct feel_expr;             /* a parsed expression or unary tests */

/* weight: how many values there are in it altogether, depth: how far they are nested; 0 when nobody counted. */
struct feel_list { size_t count; const struct feel_value *items; uint32_t weight; uint16_t depth; };
struct feel_entry { struct str name; const struct feel_value *value; };
struct feel_context { size_t count; const struct feel_entry *entries; uint32_t weight; uint16_t depth; };   /* in order of writing, names unique */

/* A date, time or date and time; which parts count is the value's type. */
struct feel_temporal {
    int64_t year;             /* date part */
    int8_t month, day;
    int8_t hour, minute, second;
    int32_t nanos;
    bool has_offset;
    int32_t offset_s;         /* seconds east of UTC */
    struct str zone;          /* "Asia/Shanghai" or STR_NONE */
};

struct feel_range {
    const struct feel_value *low, *high;    /* NULL: unbounded */
    bool low_closed, high_closed;
};

struct feel_value {
    enum feel_type type;
    union {
        bool boolean;
        struct decimal number;
        struct str string;
        struct feel_temporal temporal;
        struct { int64_t seconds; int32_t nanos; } days;   /* days and time duration; nanos has the sign of seconds */
        int64_t months;
        struct feel_range range;
        struct feel_list list;
        struct feel_context context;
        const struct feel_function *function;
    };
};

/* What went wrong while evaluating; positions are byte offsets in the expression. */
struct feel_note { size_t at; char zh[160]; char en[160]; };
struct feel_notes { size_t count; struct feel_note first[8]; };   /* count may exceed 8: the rest is dropped */

/* Names visible to an expression; the innermost first. */
struct feel_scope {
    const struct feel_scope *outer;
    struct feel_context names;
    int64_t now_ms;
    bool passing;                        /* the entries are used again for other values: who keeps the scope copies them */
};

/*
 * Names an expression may use, so that names with spaces or operators in them
 * can be told apart while parsing.  NULL: single-word names only, plus built-ins.
 */
struct feel_names { const struct feel_names *outer; const struct str *names; size_t count; };

/* ERR_INVALID with why->at (byte offset) and a sentence an official understands; ERR_TOO_LARGE past the limits. */
enum err feel_parse(struct arena *arena, struct str text, const struct feel_names *names,
                    const struct feel_expr **out, struct fault *why) MUST_CHECK;
/* Unary tests as in a decision table's input entry; evaluate with feel_test. */
enum err feel_parse_tests(struct arena *arena, struct str text, const struct feel_names *names,
                          const struct feel_expr **out, struct fault *why) MUST_CHECK;

const struct feel_value *feel_eval(struct arena *arena, const struct feel_expr *expr,
                                   const struct feel_scope *scope, struct feel_notes *notes);
/* True when `input` passes the unary tests. */
bool feel_test(struct arena *arena, const struct feel_expr *tests, const struct feel_value *input,
               const struct feel_scope *scope, struct feel_notes *notes);

/* The text it was parsed from. */
struct str feel_text(const struct feel_expr *expr);
/* For messages: the expression around byte `at` on one line of at most 32 characters, and which character (from 1) `at` is. */
struct feel_spot { char text[144]; size_t character; };
struct feel_spot feel_spot(struct str expression, size_t at);

/* ── Values ────────────────────────────────────────────────────────────── */

extern const struct feel_value FEEL_NULL_VALUE, FEEL_TRUE_VALUE, FEEL_FALSE_VALUE;
const struct feel_value *feel_boolean(bool value);
const struct feel_value *feel_number(struct arena *arena, struct decimal number);
const struct feel_value *feel_integer(struct arena *arena, int64_t number);
const struct feel_value *feel_string(struct arena *arena, struct str text);
const struct feel_value *feel_time_value(struct arena *arena, int64_t ms);          /* date and time, +08:00 */
/* With their weight; the items and entries are borrowed. */
struct feel_list feel_list_of(const struct feel_value *items, size_t count);
struct feel_context feel_context_of(const struct feel_entry *entries, size_t count);
/* Adds or replaces `name`; returns the new context value (contexts are immutable). */
const struct feel_value *feel_context_with(struct arena *arena, const struct feel_value *context,
                                           struct str name, const struct feel_value *value);
const struct feel_value *feel_get(const struct feel_value *context, struct str name);   /* FEEL_NULL_VALUE when absent */
bool feel_is_true(const struct feel_value *value);
/* 1 equal, 0 not, -1 not comparable (null in FEEL) */
int feel_equal(const struct feel_value *a, const struct feel_value *b);
const char *feel_type_name(enum feel_type type);     /* "number", "days and time duration" … */
const char *feel_type_zh(enum feel_type type);       /* 数、文字、日期 … */

/* JSON both ways: numbers keep their digits; dates become strings on the way out. */
const struct feel_value *feel_from_json(struct arena *arena, const struct json_t *node);
void feel_to_json(struct json_out *out, const char *key, const struct feel_value *value);
/* The same as a text of its own, of at most `max` bytes (0: the arena's limit); STR_NONE past it or out of memory. */
struct str feel_json_text(struct arena *arena, const struct feel_value *value, size_t max);
/*
 * As bytes to be stored, without loss (functions become null); a value read is the value written.  It borrows the
 * input's texts.  feel_take: NULL when `in` is broken (which it then says) or out of memory.
 */
enum { FEEL_STORED_DEPTH_MAX = 64 };
void feel_put(struct buf *out, const struct feel_value *value);
const struct feel_value *feel_take(struct arena *arena, struct wire *in);
/* As FEEL text, parseable again. */
void feel_print(struct buf *out, const struct feel_value *value);

/* Bounds, each with a test. */
enum { FEEL_TEXT_MAX = 65536, FEEL_DEPTH_MAX = 128, FEEL_STEPS_MAX = 2000000, FEEL_LIST_MAX = 100000, FEEL_WEIGHT_MAX = 4000000, FEEL_NEST_MAX = 500 };

#endif
