/*
 * feel_limits.c - every bound of feel.h, out of memory at every allocation, the
 * public functions, and print∘parse on made-up values.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "feel/run.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SECONDS_MAX = 120 };                       /* of the processor: what has no bound takes hours */
#else
enum { SECONDS_MAX = 10 };
#endif

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(256u << 20);
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

/* `piece` repeated `n` times between `head` and `tail`. */
static struct str repeated(const char *head, const char *piece, size_t n, const char *tail)
{
    struct buf out;

    buf_init(&out, arena, 0);
    buf_text(&out, head);
    for (size_t i = 0; i < n; i++) buf_text(&out, piece);
    buf_text(&out, tail);
    return buf_done(&out);
}

static enum err parsed(struct str text, const struct feel_expr **out)
{
    struct fault why = { 0 };
    enum err err = feel_parse(arena, text, NULL, out, &why);

    if (err) assert_true(why.zh[0] && why.en[0]);
    return err;
}

static const struct feel_value *value_of(struct str text, struct feel_notes *notes)
{
    const struct feel_expr *expr = NULL;
    struct feel_scope scope = { 0 };

    assert_int_equal(parsed(text, &expr), ERR_OK);
    return feel_eval(arena, expr, &scope, notes);
}

static void test_text_max(void **state)
{
    const struct feel_expr *expr = NULL;

    (void)state;
    assert_int_equal(parsed(repeated("\"", "x", FEEL_TEXT_MAX - 2, "\""), &expr), ERR_OK);
    expr = NULL;
    assert_int_equal(parsed(repeated("\"", "x", FEEL_TEXT_MAX - 1, "\""), &expr), ERR_TOO_LARGE);
    assert_null(expr);
}

static void test_depth_max(void **state)
{
    static const struct { const char *open, *close; } FORMS[] = {
        { "(", ")" }, { "[", "]" }, { "-(", ")" }, { "{a:", "}" }, { "if true then ", " else 1" },
        { "for i in [1] return ", "" }, { "x in (", ")" }, { "function(a) ", "" }, { "f(", ")" }, { "a[", "]" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        const struct feel_expr *expr = NULL;
        struct str deep = repeated("", FORMS[i].open, 10000, "1"), flat = repeated("", FORMS[i].open, 40, "1");
        deep = repeated(deep.at, FORMS[i].close, 10000, "");
        flat = repeated(flat.at, FORMS[i].close, 40, "");
        if (deep.len <= FEEL_TEXT_MAX) assert_int_not_equal(parsed(deep, &expr), ERR_OK);
        assert_null(expr);
        assert_int_equal(parsed(flat, &expr), ERR_OK);
    }
}

/* A chain without nesting makes a deep tree: bounded as well. */
static void test_chain(void **state)
{
    const struct feel_expr *expr = NULL;
    struct feel_notes notes = { 0 };

    (void)state;
    assert_int_equal(parsed(repeated("1", "+1", 20000, ""), &expr), ERR_TOO_LARGE);
    assert_int_equal(value_of(repeated("1", "+1", 500, ""), &notes)->type, FEEL_NUMBER);
}

static void test_steps_and_lists(void **state)
{
    static const char *const RUNAWAYS[] = {
        "for i in 1..1000000000 return 1",
        "count(for i in 1..90000, j in 1..90000 return 1)",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) f(n) + f(n), r: f(1)}.r",
        "some i in 1..1000000000 satisfies i = 0",
        "every i in 1..100000, j in 1..100000 satisfies true",
        "sort(for i in 1..60000 return -i, function(a, b) count(for k in 1..50 return a < b) = 1)",
        "for i in [1..10**30] return i",
        "for i in @\"-999999999-01-01\"..@\"999999999-12-31\" return i",
        "list contains(for i in 1..10**20 return i, 1)",
        "replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\", \"b\")",
        "split(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a|aa)+$\")",
        "matches(string join(for i in 1..30000 return \"a\"), \"(a*)*b\")",
        "string join(for i in 1..90000 return string join(for j in 1..100 return \"0123456789\"))",
        /* What is cheap to say and dear to do: walking a long list or text again and again, values made of themselves. */
        "{l: for i in 1..100000 return i, r: for i in 1..100000 return list contains(l, -i)}.r",
        "{l: for i in 1..100000 return i, r: for i in 1..100000 return i in l}.r",
        "{l: for i in 1..100000 return i, r: for i in 1..100000 return l = l}.r",
        "{l: for i in 1..100000 return {a: i}, r: for i in 1..100000 return count(l.a)}.r",
        "{l: for i in 1..100000 return \"x\", s: string join(l), r: for i in 1..100000 return contains(s, \"y\")}.r",
        "{l: for i in 1..50000 return {key: string(i), value: i}, c: context(l), r: for i in 1..100000 return c.x}.r",
        "for i in 1..100000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")",
        "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]",
        "for i in 1..1000 return if i = 1 then [1] else [partial[-1]]",
        "for i in 1..60 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}",
        "for i in 1..100 return partial",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(RUNAWAYS); i++) {
        struct feel_notes notes = { 0 };
        struct arena *outer = arena;
        clock_t begun = clock();
        arena = arena_open(256u << 20);
        if (value_of(str_from_c(RUNAWAYS[i]), &notes)->type != FEEL_NULL) fail_msg("%s gives a value", RUNAWAYS[i]);
        assert_true(notes.count > 0 && notes.first[0].zh[0] && notes.first[0].en[0]);
        if (clock() - begun > SECONDS_MAX * CLOCKS_PER_SEC) fail_msg("%s took too long", RUNAWAYS[i]);
        arena_close(arena);
        arena = outer;
    }
    struct feel_notes notes = { 0 };
    assert_int_equal(value_of(STR("for i in 1..20 return count(partial)"), &notes)->type, FEEL_LIST);
    assert_int_equal(value_of(STR("count(for i in 1..100000 return i)"), &notes)->type, FEEL_NUMBER);
}

/* More notes than there is room for are counted, not kept. */
static void test_notes(void **state)
{
    struct feel_notes notes = { 0 };

    (void)state;
    value_of(STR("for i in 1..20 return nowhere"), &notes);
    assert_int_equal(notes.count, 20);
    assert_string_equal(notes.first[0].en, "there is nothing named \"nowhere\"; a text stands in double quotes");
    assert_int_equal(notes.first[7].at, 22);
}

/* The n-th allocation fails, for every n: null and no crash, or a fault and the output untouched. */
static void test_no_memory(void **state)
{
    struct str text = STR("{a: [1, 2.5, \"x\" + \"y\"], f: function(n: number) n * 2, b: for i in a[1]..3 return f(i), "
                          "c: sort(b, function(x, y) x > y)[item > 2], d: string(c) + replace(\"ab\", \"a\", \"c\"), "
                          "e: context put({z: 1}, \"y\", @\"P1D\" * 2), g: some k in b satisfies k in [1..4]}");

    (void)state;
    for (size_t n = 1; n < 2000; n++) {
        struct arena *own = arena_open(1u << 20);
        const struct feel_expr *expr = NULL;
        struct feel_scope scope = { 0 };
        struct feel_notes notes = { 0 };
        struct fault why = { 0 };
        arena_fail_after(n);
        enum err err = feel_parse(own, text, NULL, &expr, &why);
        const struct feel_value *value = err ? NULL : feel_eval(own, expr, &scope, &notes);
        arena_fail_after(0);
        if (err) assert_true(err == ERR_NO_MEMORY && !expr);
        bool whole = value && value->type == FEEL_CONTEXT && value->context.count == 7 && notes.count == 0;
        arena_close(own);
        if (whole) return;
    }
    fail_msg("never succeeded");
}

/* ── Values ────────────────────────────────────────────────────────────── */

static uint32_t random_state = 12345;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static struct str random_text(void)
{
    static const char *const PIECES[] = { "a", "\"", "\\", "\n", "汉", "😀", " ", "\\u0041", "{", "\t", "'" };
    struct buf out;

    buf_init(&out, arena, 0);
    buf_text(&out, "");
    for (uint32_t n = next_random(6); n > 0; n--) buf_text(&out, PIECES[next_random(COUNT_OF(PIECES))]);
    return out.len ? buf_done(&out) : STR("");
}

static const struct feel_value *random_value(int depth)
{
    struct feel_value *v = arena_new(arena, struct feel_value);
    struct feel_value *items;

    switch (next_random(depth > 3 ? 8 : 10)) {
    case 0: *v = FEEL_NULL_VALUE; break;
    case 1: *v = *feel_boolean(next_random(2)); break;
    case 2: *v = *feel_number(arena, decimal_div(decimal_from_int((int64_t)next_random(1000000) - 500000), decimal_from_int(1 + (int64_t)next_random(97)))); break;
    case 3: *v = *feel_string(arena, random_text()); break;
    case 4: v->type = FEEL_DAYS_DURATION; v->days.seconds = (int64_t)next_random(4000000) - 2000000; v->days.nanos = v->days.seconds < 0 ? -500000000 : 25; break;
    case 5: v->type = FEEL_MONTHS_DURATION; v->months = (int64_t)next_random(500) - 250; break;
    case 6: *v = *feel_time_value(arena, (int64_t)next_random(2000000000) * 997 - 1000000000000); break;
    case 7:
        v->type = FEEL_RANGE;
        v->range.low = feel_integer(arena, (int64_t)next_random(50) - 60);
        v->range.high = next_random(4) ? feel_integer(arena, (int64_t)next_random(50)) : NULL;
        v->range.low_closed = next_random(2);
        v->range.high_closed = v->range.high && next_random(2);
        break;
    case 8:
        v->type = FEEL_LIST;
        v->list.count = next_random(4);
        v->list.items = items = arena_array(arena, struct feel_value, v->list.count + 1);
        for (size_t i = 0; i < v->list.count; i++) items[i] = *random_value(depth + 1);
        break;
    default:
        v->type = FEEL_CONTEXT;
        for (uint32_t n = next_random(4); n > 0; n--) *v = *feel_context_with(arena, v, random_text(), random_value(depth + 1));
        break;
    }
    return v;
}

static void test_print_parse(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct arena *outer = arena;
        struct feel_notes notes = { 0 };
        struct buf out;
        arena = arena_open(4u << 20);
        const struct feel_value *value = random_value(0);
        buf_init(&out, arena, 0);
        feel_print(&out, value);
        const struct feel_value *again = value_of(buf_done(&out), &notes);
        if (!feel_same(value, again)) fail_msg("%.*s does not come back", STR_ARG(buf_done(&out)));
        arena_close(arena);
        arena = outer;
    }
}

static void test_json(void **state)
{
    struct str text = STR("{\"a\":[1,2.50,true,null,\"x\\\"汉\"],\"b\":{\"c\":-7}}");
    struct json_t *json;
    struct fault why;
    struct json_out out;
    struct buf buf;

    (void)state;
    assert_int_equal(json_parse(arena, text, &json, &why), ERR_OK);
    const struct feel_value *value = feel_from_json(arena, json);
    value = feel_context_with(arena, value, STR("d"), feel_time_value(arena, 1700000000000));
    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    feel_to_json(&out, NULL, value);
    assert_true(json_done(&out));
    struct str got = buf_done(&buf);
    assert_true(str_is(got, "{\"a\":[1,2.5,true,null,\"x\\\"汉\"],\"b\":{\"c\":-7},\"d\":\"2023-11-15T06:13:20+08:00\"}"));
    assert_int_equal(feel_equal(feel_get(feel_get(value, STR("b")), STR("c")), feel_integer(arena, -7)), 1);
    assert_ptr_equal(feel_get(value, STR("zzz")), &FEEL_NULL_VALUE);
}

static void test_public(void **state)
{
    const struct feel_value *one = feel_integer(arena, 1), *text = feel_string(arena, STR("1"));
    const struct feel_value *context = feel_context_with(arena, &FEEL_NULL_VALUE, STR("k"), one);
    const struct feel_value *changed = feel_context_with(arena, context, STR("k"), text);
    const struct feel_expr *tests = NULL;
    struct feel_scope scope = { .names = context->context };
    struct feel_notes notes = { 0 };
    struct fault why = { 0 };

    (void)state;
    assert_int_equal(feel_equal(one, text), -1);
    assert_int_equal(feel_equal(feel_get(context, STR("k")), one), 1);
    assert_int_equal(feel_equal(feel_get(changed, STR("k")), text), 1);
    assert_true(feel_is_true(&FEEL_TRUE_VALUE) && !feel_is_true(one) && !feel_is_true(&FEEL_NULL_VALUE));
    assert_int_equal(feel_parse_tests(arena, STR("< k, [5..6], nobody found"), NULL, &tests, &why), ERR_OK);
    assert_false(feel_test(arena, tests, one, &scope, &notes));
    assert_true(feel_test(arena, tests, feel_integer(arena, 0), &scope, &notes));
    assert_true(feel_test(arena, tests, feel_integer(arena, 5), &scope, &notes));
    assert_int_equal(feel_parse_tests(arena, STR("not(1, 2)"), NULL, &tests, &why), ERR_OK);
    assert_false(feel_test(arena, tests, one, &scope, &notes));
    assert_true(feel_test(arena, tests, feel_integer(arena, 3), &scope, &notes));
    assert_int_equal(feel_parse_tests(arena, STR("-"), NULL, &tests, &why), ERR_OK);
    assert_true(feel_test(arena, tests, text, &scope, &notes));
    assert_int_equal(feel_parse_tests(arena, STR("not(k) or true"), NULL, &tests, &why), ERR_OK);
}

/* The place of a mistake is given as a byte offset. */
static void test_positions(void **state)
{
    static const struct { const char *text; size_t at; } CASES[] = {
        { "1 + ", 4 }, { "1 + )", 4 }, { "汉 + ]", 7 }, { "if x then 1", 11 }, { "f(a: 1, 2)", 8 }, { "\"abc", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct feel_expr *expr = NULL;
        struct fault why = { 0 };
        assert_int_equal(feel_parse(arena, str_from_c(CASES[i].text), NULL, &expr, &why), ERR_INVALID);
        if (why.at != CASES[i].at) fail_msg("%s: at %zu, expected %zu", CASES[i].text, why.at, CASES[i].at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_max),     cmocka_unit_test(test_depth_max),   cmocka_unit_test(test_chain),
        cmocka_unit_test(test_steps_and_lists), cmocka_unit_test(test_notes),    cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_print_parse),  cmocka_unit_test(test_json),        cmocka_unit_test(test_public),
        cmocka_unit_test(test_positions),
    };

    return cmocka_run_group_tests_name("feel", tests, open_arena, close_arena);
}
