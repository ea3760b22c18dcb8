/*
 * decided_test.c - the decisions of a step, written and read back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "case/decided.h"

static void assert_text(struct str s, const char *text)
{
    assert_true(str_is(s, text));
}

static void each_sees_what_all_saw_and_its_own(void **state)
{
    struct arena *arena = arena_open(1 << 16);
    const struct decided made[] = {
        { STR("urgency"), 3, STR(""), STR("2"), STR("[]") },
        { STR("route"), 12, STR("{\"urgency\":2}"), STR("{\"unit\":\"a\\tb\"}"), STR("[{\"row\":1}]") },
    };
    struct str lines = decided_write(arena, made, 2), inputs;
    struct decided one;

    (void)state;
    assert_text(lines, "urgency\t3\t\t2\t[]\nroute\t12\t{\"urgency\":2}\t{\"unit\":\"a\\tb\"}\t[{\"row\":1}]\n");
    assert_true(decided_next(arena, STR("{\"type\":\"0501\"}"), &lines, &one, &inputs));
    assert_text(one.decision, "urgency");
    assert_int_equal(one.release, 3);
    assert_text(inputs, "{\"type\":\"0501\"}");
    assert_text(one.result, "2");
    assert_true(decided_next(arena, STR("{\"type\":\"0501\"}"), &lines, &one, &inputs));
    assert_int_equal(one.release, 12);
    assert_text(inputs, "{\"type\":\"0501\",\"urgency\":2}");
    assert_text(one.result, "{\"unit\":\"a\\tb\"}");
    assert_text(one.matches, "[{\"row\":1}]");
    assert_false(decided_next(arena, STR("{}"), &lines, &one, &inputs));
    arena_close(arena);
}

static void nothing_shared_or_nothing_more(void **state)
{
    struct arena *arena = arena_open(1 << 16);
    struct str lines = STR("a\t1\t{\"x\":1}\tnull\t[]\n"), inputs;
    struct decided one;

    (void)state;
    assert_true(decided_next(arena, STR("{}"), &lines, &one, &inputs));
    assert_text(inputs, "{\"x\":1}");
    lines = STR("a\t1\t{}\tnull\t[]\n");
    assert_true(decided_next(arena, STR("{\"y\":2}"), &lines, &one, &inputs));
    assert_text(inputs, "{\"y\":2}");
    arena_close(arena);
}

/* What a hand in the database left is still shown as JSON. */
static void a_broken_line_is_empty_json(void **state)
{
    struct arena *arena = arena_open(1 << 16);
    struct str lines = STR("only a name\n\nnever reached\n"), inputs;
    struct decided one;

    (void)state;
    assert_true(decided_next(arena, STR("{}"), &lines, &one, &inputs));
    assert_text(one.decision, "only a name");
    assert_int_equal(one.release, 0);
    assert_text(one.result, "null");
    assert_text(one.matches, "[]");
    assert_text(inputs, "{}");
    assert_false(decided_next(arena, STR("{}"), &lines, &one, &inputs));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sees_what_all_saw_and_its_own),
        cmocka_unit_test(nothing_shared_or_nothing_more),
        cmocka_unit_test(a_broken_line_is_empty_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
