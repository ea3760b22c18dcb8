/*
 * CSV in, out and back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/csv.h"

#include <string.h>

static int open_arena(void **state)
{
    *state = arena_open(1 << 20);
    return *state ? 0 : -1;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static void tables_are_read(void **state)
{
    struct csv csv;
    struct str text = STR("\xEF\xBB\xBF" "code,name\r\n\n0501,\"占道经营, \"\"流动\"\"\"\r\n0505,\"两\n行\"\n,last");

    CHECK_ERR("parse", csv_parse(*state, text, &csv, NULL), ERR_OK);
    assert_int_equal(csv.columns, 2);
    assert_int_equal(csv.rows, 3);
    CHECK_STR("plain", csv_get(&csv, 0, "code"), "0501");
    CHECK_STR("quoted", csv_get(&csv, 0, "name"), "占道经营, \"流动\"");
    CHECK_STR("line end inside", csv_get(&csv, 1, "name"), "两\n行");
    CHECK_STR("empty cell", csv_get(&csv, 2, "code"), "");
    CHECK_STR("no end of line", csv_get(&csv, 2, "name"), "last");
    CHECK_STR("no such column", csv_get(&csv, 0, "x"), NULL);
    CHECK_STR("no such row", csv_get(&csv, 3, "code"), NULL);

    CHECK_ERR("header only", csv_parse(*state, STR("a,b"), &csv, NULL), ERR_OK);
    assert_int_equal(csv.rows, 0);
    CHECK_ERR("lone CR is text", csv_parse(*state, STR("a\nx\ry\n"), &csv, NULL), ERR_OK);
    CHECK_STR("lone CR", csv_get(&csv, 0, "a"), "x\ry");
}

static void broken_tables_are_refused(void **state)
{
    static const struct {
        const char *name, *text;
        size_t line;
    } cases[] = {
        { "nothing", "", 1 },
        { "empty lines", "\n\r\n", 1 },
        { "too few", "a,b\n1\n", 2 },
        { "too many", "a,b\n1,2\n\n1,2,3\n", 4 },
        { "line after a quoted line end", "a,b\n\"x\ny\",2\n1\n", 4 },
        { "open quote", "a\nx\n\"y\nz\n", 3 },
        { "text after quote", "a\n\"x\"y\n", 2 },
        { "quote inside", "a\nx\"y\n", 2 },
        { "column twice", "a,b,a\n", 1 },
        { "broken UTF-8", "a\n\xFF\n", 0 },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv csv = { 0 };
        struct fault why = { 0 };
        CHECK_ERR(cases[i].name, csv_parse(*state, str_from_c(cases[i].text), &csv, &why), ERR_INVALID);
        CHECK_INT(cases[i].name, why.at, cases[i].line);
        CHECK(cases[i].name, csv.columns == 0 && why.zh[0] && why.en[0]);
    }
    struct csv csv;
    CHECK_ERR("NUL", csv_parse(*state, (struct str){ "a\n\0\n", 4 }, &csv, NULL), ERR_INVALID);
    char wide[5000];
    memset(wide, ',', sizeof wide);
    CHECK_ERR("absurdly wide", csv_parse(*state, (struct str){ wide, sizeof wide }, &csv, NULL), ERR_INVALID);
}

static void memory_may_end_anywhere(void **state)
{
    struct csv csv;
    struct str text = STR("a,b\n\"x\"\"\",2\n");

    for (size_t n = 1;; n++) {
        struct fault why = { 0 };
        arena_fail_after(n);
        enum err err = csv_parse(*state, text, &csv, &why);
        arena_fail_after(0);
        if (!err) break;
        CHECK_ERR("fails cleanly", err, ERR_NO_MEMORY);
        CHECK("says so", why.code == ERR_NO_MEMORY);
        assert_in_range(n, 1, 20);
    }
}

static void cells_are_written(void **state)
{
    static const struct {
        const char *cell, *written;
    } cases[] = {
        { "x", "x," },
        { "", "," },
        { "a,b", "\"a,b\"," },
        { "a\"b", "\"a\"\"b\"," },
        { "a\nb", "\"a\nb\"," },
        { "=1+1", "'=1+1," },
        { "+86", "'+86," },
        { "-5", "'-5," },
        { "@SUM(A1)", "'@SUM(A1)," },
        { "=A,\"B\"", "\"'=A,\"\"B\"\"\"," },
        { "a=b", "a=b," },
        { "\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"," },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf out;
        buf_init(&out, *state, 0);
        csv_cell(&out, str_from_c(cases[i].cell), false);
        CHECK_STR(cases[i].cell, buf_done(&out), cases[i].written);
    }
}

static void what_is_written_reads_back(void **state)
{
    static const char *const cells[] = { "", "a", "a,b", "\"", "\"\"", "\r\n", "x\ny", " 哨 ", "a\rb", ",", "\"," };
    struct buf out;
    struct csv csv;

    buf_init(&out, *state, 0);
    csv_cell(&out, STR("left"), false);
    csv_cell(&out, STR("right"), true);
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        csv_cell(&out, str_from_c(cells[i]), false);
        csv_cell(&out, str_from_c(cells[COUNT_OF(cells) - 1 - i]), true);
    }
    CHECK_ERR("back", csv_parse(*state, buf_done(&out), &csv, NULL), ERR_OK);
    assert_int_equal(csv.rows, COUNT_OF(cells));
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        /* A leading CR is guarded like a formula. */
        const char *wanted = cells[i][0] == '\r' ? "'\r\n" : cells[i];
        CHECK_STR(cells[i], csv_get(&csv, i, "left"), wanted);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tables_are_read),   TEST(broken_tables_are_refused),  TEST(memory_may_end_anywhere),
        TEST(cells_are_written), TEST(what_is_written_reads_back),
    };
    return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
