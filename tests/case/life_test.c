/*
 * life_test.c - the life cycle's full product states × moves, against the table
 * of docs/states.md.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/io.h"
#include "case/case.h"

/* The row "| open | paused | – | …" of the table below "## Life cycle": what each move leads to. */
static struct str find_row(struct str text, const char *first)
{
    struct str line;

    while (str_split(&text, '\n', &line)) {
        struct str rest = line, cell;
        if (!str_starts(line, STR("| ")) || !str_split(&rest, '|', &cell) || !str_split(&rest, '|', &cell)) continue;
        if (str_is(str_trim(cell), first)) return rest;
    }
    return STR_NONE;
}

static struct str life_cycle(struct arena *arena)
{
    struct str text;
    ptrdiff_t at;

    assert_int_equal(io_read(arena, SOURCE_ROOT "/docs/states.md", 1 << 20, &text, NULL), ERR_OK);
    at = str_find(text, STR("## Life cycle"));
    assert_true(at >= 0);
    text = str_sub(text, (size_t)at, text.len);
    at = str_find(text, STR("\n## "));
    return at > 0 ? str_sub(text, 0, (size_t)at) : text;
}

static void test_table_of_moves(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    struct str text = life_cycle(arena), head = find_row(text, "from");

    (void)state;
    for (int m = 0; m < CASE__MOVES; m++) {
        struct str cell;
        assert_true(str_split(&head, '|', &cell));
        assert_true(str_is(str_trim(cell), case_move_name((enum case_move)m)));
    }
    for (int s = 0; s < CASE__STATES; s++) {
        struct str row = find_row(text, case_state_name((enum case_state)s));
        assert_non_null(row.at);
        for (int m = 0; m < CASE__MOVES; m++) {
            enum case_state to = CASE__STATES;
            bool allowed = case_move_allowed((enum case_state)s, (enum case_move)m, &to);
            struct str cell;
            assert_true(str_split(&row, '|', &cell));
            if (!str_is(str_trim(cell), allowed ? case_state_name(to) : "–"))
                fail_msg("%s × %s: the table says “%.*s”, the code %s", case_state_name((enum case_state)s), case_move_name((enum case_move)m),
                         STR_ARG(str_trim(cell)), allowed ? case_state_name(to) : "no");
            if (!allowed) assert_int_equal(to, CASE__STATES);   /* untouched */
        }
    }
    arena_close(arena);
}

static void test_names(void **state)
{
    (void)state;
    for (int s = 0; s < CASE__STATES; s++)
        assert_int_equal(case_state_from(str_from_c(case_state_name((enum case_state)s))), s);
    assert_int_equal(case_state_from(STR("Open")), CASE__STATES);
    assert_int_equal(case_state_from(STR("")), CASE__STATES);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_table_of_moves), cmocka_unit_test(test_names) };

    return cmocka_run_group_tests_name("case/life", tests, NULL, NULL);
}
