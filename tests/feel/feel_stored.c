/*
 * feel_stored.c - a stored value is read as the value it was, to the last digit;
 * bytes nobody wrote are refused or are a value that is written the same again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "feel/temporal.h"

enum { MEMORY_MAX = 256 << 20, RUNS = 4000, DAMAGES = 40, DEEP = 5 };

static bool same(const struct feel_value *a, const struct feel_value *b);

static bool same_temporal(enum feel_type type, const struct feel_temporal *a, const struct feel_temporal *b)
{
    bool date = a->year == b->year && a->month == b->month && a->day == b->day;
    bool time = a->hour == b->hour && a->minute == b->minute && a->second == b->second && a->nanos == b->nanos &&
                a->has_offset == b->has_offset && a->offset_s == b->offset_s && str_eq(a->zone, b->zone);

    return (type == FEEL_TIME || date) && (type == FEEL_DATE || time);
}

static bool same_end(const struct feel_value *a, const struct feel_value *b)
{
    return a && b ? same(a, b) : a == b;
}

/* The same in every part: more than FEEL's equality, which takes 1.0 for 1. */
static bool same(const struct feel_value *a, const struct feel_value *b)
{
    if (a->type != b->type) return false;
    switch (a->type) {
    case FEEL_NULL:
    case FEEL_FUNCTION:
    case FEEL__TYPES: return true;
    case FEEL_BOOLEAN: return a->boolean == b->boolean;
    case FEEL_NUMBER: return memcmp(a->number.bytes, b->number.bytes, sizeof a->number.bytes) == 0;
    case FEEL_STRING: return str_eq(a->string, b->string);
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME: return same_temporal(a->type, &a->temporal, &b->temporal);
    case FEEL_DAYS_DURATION: return a->days.seconds == b->days.seconds && a->days.nanos == b->days.nanos;
    case FEEL_MONTHS_DURATION: return a->months == b->months;
    case FEEL_RANGE:
        return same_end(a->range.low, b->range.low) && same_end(a->range.high, b->range.high) &&
               a->range.low_closed == b->range.low_closed && a->range.high_closed == b->range.high_closed;
    case FEEL_LIST:
        for (size_t i = 0; i < a->list.count && i < b->list.count; i++)
            if (!same(&a->list.items[i], &b->list.items[i])) return false;
        return a->list.count == b->list.count;
    case FEEL_CONTEXT:
        for (size_t i = 0; i < a->context.count && i < b->context.count; i++)
            if (!str_eq(a->context.entries[i].name, b->context.entries[i].name) ||
                !same(a->context.entries[i].value, b->context.entries[i].value))
                return false;
        return a->context.count == b->context.count;
    }
    return false;
}

static const struct feel_value *value_of(struct arena *arena, const char *text)
{
    const struct feel_expr *expr = NULL;
    struct feel_scope scope = { 0 };
    struct feel_notes notes = { 0 };
    struct fault why = { 0 };

    if (feel_parse(arena, str_from_c(text), NULL, &expr, &why)) fail_msg("%s: %s", text, why.en);
    return feel_eval(arena, expr, &scope, &notes);
}

static struct str stored(struct arena *arena, const struct feel_value *value)
{
    struct buf out;

    buf_init(&out, arena, 0);
    feel_put(&out, value);
    return buf_done(&out);
}

static const char *const SINGLE[] = {
    "null", "true", "false", "0", "-0", "1", "-1", "1.0", "1.50", "0.1", "-7.25", "999999999999999", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "12345678901234567890123456789012.34", "10 ** 30", "1/3", "-1/7", "100.00",
    "\"\"", "\"汉字 and \\\"quotes\\\" \\n\"", "\"😀\"", "date(\"2026-02-13\")", "date(\"-0044-03-15\")", "date(\"999999999-12-31\")",
    "time(\"09:30:00\")", "time(\"23:59:59.999999999\")", "time(\"09:30:00+08:00\")", "time(\"09:30:00Z\")", "time(\"09:30:00-11:30\")",
    "time(\"09:30:00@Asia/Shanghai\")", "date and time(\"2026-02-13T09:30:00.123456789+08:00\")", "date and time(\"2026-02-13T09:30:00\")",
    "date and time(\"2026-07-01T09:30:00@Europe/Berlin\")", "duration(\"P1DT2H3M4.5S\")", "-duration(\"PT0.000000001S\")", "duration(\"PT0S\")",
    "duration(\"P1Y2M\")", "-duration(\"P20Y\")", "duration(\"P0M\")", "[1..5]", "(1..5)", "[1..5)", "]\"a\"..\"z\"]", "[date(\"2026-01-01\")..date(\"2026-02-01\"))",
    "(>= 3)", "(< duration(\"P1D\"))", "[duration(\"P1Y\")..duration(\"P2Y\")]", "[]", "{}", "[null, [], {}, [[1, 2.0]]]",
    "{a: 1, \"with space\": {\"@\": null, \"\": [1..2]}, \"汉字\": \"x\"}",
};

static void every_kind(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    size_t seen[FEEL__TYPES] = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof SINGLE / sizeof *SINGLE; i++) {
        const struct feel_value *value = value_of(arena, SINGLE[i]), *back;
        struct str bytes = stored(arena, value);
        struct wire in = wire_of(bytes);

        back = feel_take(arena, &in);
        if (!back || !wire_at_end(&in) || !same(value, back)) fail_msg("%s did not come back", SINGLE[i]);
        if (!str_eq(stored(arena, back), bytes)) fail_msg("%s is stored otherwise again", SINGLE[i]);
        seen[value->type]++;
    }
    for (int type = 0; type < FEEL_FUNCTION; type++)
        if (!seen[type]) fail_msg("no value of kind %s", feel_type_name((enum feel_type)type));
    assert_int_equal(feel_take(arena, &(struct wire){ 0 }) == NULL, true);
    {
        struct wire in = wire_of(stored(arena, value_of(arena, "function(x) x")));
        assert_int_equal(feel_take(arena, &in)->type, FEEL_NULL);
    }
    arena_close(arena);
}

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Lists and contexts of single values, up to DEEP levels. */
static struct feel_value random_value(struct arena *arena, const struct feel_value *const *single, uint64_t *seed, int depth)
{
    size_t count = (size_t)(next(seed) % 12);
    struct feel_value *items = arena_array(arena, struct feel_value, count);
    struct feel_entry *entries = arena_array(arena, struct feel_entry, count);
    uint64_t kind = depth < DEEP ? next(seed) % 4 : 0;

    if (kind < 2) return *single[next(seed) % (sizeof SINGLE / sizeof *SINGLE)];
    for (size_t i = 0; i < count; i++) {
        items[i] = random_value(arena, single, seed, depth + 1);
        entries[i] = (struct feel_entry){ str_format(arena, "%s%zu", next(seed) % 2 ? "名" : "a", i), &items[i] };
    }
    if (kind == 2) return (struct feel_value){ .type = FEEL_LIST, .list = { count, items } };
    return (struct feel_value){ .type = FEEL_CONTEXT, .context = { count, entries } };
}

/* Bytes with a few of them changed or cut off. */
static void damage(struct arena *arena, struct str bytes, uint64_t *seed)
{
    for (int i = 0; i < DAMAGES; i++) {
        char *copy = arena_copy(arena, bytes.at, bytes.len);
        struct wire in;
        const struct feel_value *value;

        for (uint64_t n = next(seed) % 3; n < 3; n++) copy[next(seed) % bytes.len] = (char)next(seed);
        in = wire_of((struct str){ copy, next(seed) % 2 ? bytes.len : (size_t)(next(seed) % bytes.len) });
        value = feel_take(arena, &in);
        if (!value) {
            assert_true(in.broken);
        } else {
            struct wire again = wire_of(stored(arena, value));
            const struct feel_value *back = feel_take(arena, &again);
            assert_true(back && wire_at_end(&again) && same(value, back));
        }
    }
}

static void random_values(void **state)
{
    struct arena *keep = arena_open(MEMORY_MAX), *arena = arena_open(MEMORY_MAX);
    const struct feel_value *single[sizeof SINGLE / sizeof *SINGLE];
    uint64_t seed = 88172645463325252u;

    (void)state;
    for (size_t i = 0; i < sizeof SINGLE / sizeof *SINGLE; i++) single[i] = value_of(keep, SINGLE[i]);
    for (int run = 0; run < RUNS; run++) {
        struct feel_value value = random_value(arena, single, &seed, 0);
        struct str bytes = stored(arena, &value);
        struct wire in = wire_of(bytes);
        const struct feel_value *back = feel_take(arena, &in);

        if (!back || !wire_at_end(&in) || !same(&value, back)) fail_msg("value %d did not come back", run);
        assert_true(str_eq(stored(arena, back), bytes));
        if (run % 20 == 0) damage(arena, bytes, &seed);
        arena_reset(arena);
    }
    arena_close(arena);
    arena_close(keep);
}

/* What the bytes of a value may not be. */
static void refused(void **state)
{
    static const struct { const char *name, *bytes; size_t len; } rows[] = {
        { "nothing", "", 0 },
        { "unknown kind", "\x0e", 1 },
        { "number cut", "\x04" "123", 4 },
        { "number that is none", "\x04" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x7c", 17 },
        { "30 February", "\x06\xd4\x1f\x02\x1e", 5 },
        { "month 13", "\x06\xd4\x1f\x0d\x01", 5 },
        { "hour 24", "\x07\x18\x00\x00\x00\x00", 6 },
        { "zone nobody knows", "\x07\x01\x00\x00\x00\x02\x04" "Mars", 11 },
        { "offset of a day", "\x07\x01\x00\x00\x00\x01\x80\xc6\x0a", 9 },
        { "two names alike", "\x0d\x02\x01" "a\x00\x01" "a\x00", 8 },
        { "list longer than its bytes", "\x0c\xff\xff\x03\x00", 5 },
    };
    struct arena *arena = arena_open(MEMORY_MAX);
    struct feel_value deep[FEEL_STORED_DEPTH_MAX + 2] = { 0 };
    struct wire in;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        in = wire_of((struct str){ rows[i].bytes, rows[i].len });
        if (feel_take(arena, &in) || !in.broken) fail_msg("%s was taken", rows[i].name);
    }
    for (int i = 1; i < FEEL_STORED_DEPTH_MAX + 2; i++) deep[i] = (struct feel_value){ .type = FEEL_LIST, .list = { 1, &deep[i - 1] } };
    in = wire_of(stored(arena, &deep[FEEL_STORED_DEPTH_MAX]));
    assert_non_null(feel_take(arena, &in));
    in = wire_of(stored(arena, &deep[FEEL_STORED_DEPTH_MAX + 1]));
    assert_null(feel_take(arena, &in));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind),
        cmocka_unit_test(random_values),
        cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
