/*
 * document.c - a document is written as a PDF one can search and a workbook one can count in; what is too large is refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "document/document.h"

enum { ROWS = 90 };

static struct arena *arena;
static struct document_cell cells[ROWS * 3];
static const struct str COLUMNS[] = { { "类型", 6 }, { "上报", 6 }, { "按期率", 9 } };

static int setup(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    for (size_t i = 0; i < ROWS; i++) {
        cells[i * 3] = (struct document_cell){ .kind = CELL_TEXT, .text = str_format(arena, "第 %zu 类：店外经营占道堆放", i) };
        cells[i * 3 + 1] = (struct document_cell){ .kind = CELL_COUNT, .number = (double)(ROWS - i) };
        cells[i * 3 + 2] = i % 9 ? (struct document_cell){ .kind = CELL_PERCENT, .number = 93.72 } : (struct document_cell){ .kind = CELL_NONE };
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static struct document_part part_of(size_t rows, enum document_chart chart)
{
    return (struct document_part){ .heading = STR("按类型: [a]*b?"), .note = STR("说明"), .columns = COLUMNS, .column_count = 3, .cells = cells, .row_count = rows, .chart = chart, .charted = 1 };
}

static struct document document_of(const struct document_part *parts, size_t count)
{
    return (struct document){ .title = STR("梅园新村街道周报"), .subtitle = STR("2026-11-16 至 2026-11-22"), .footer = STR("说明"), .parts = parts, .part_count = count };
}

static size_t times(struct str text, const char *piece)
{
    size_t n = 0;

    for (ptrdiff_t at; (at = str_find(text, str_from_c(piece))) >= 0; text = str_sub(text, (size_t)at + 1, text.len)) n++;
    return n;
}

/* Pages are told by the tree of the file; the fonts are in it. */
static void test_pdf(void **state)
{
    const struct document_part parts[] = { part_of(7, CHART_LINE), part_of(ROWS, CHART_BARS), part_of(0, CHART_BARS) };
    struct document document = document_of(parts, 3);
    struct str small, large;
    struct fault why = { 0 };

    (void)state;
    if (document_pdf(arena, &document, &large, &why)) fail_msg("%s", why.en);
    document.part_count = 1;
    if (document_pdf(arena, &document, &small, &why)) fail_msg("%s", why.en);
    assert_true(str_starts(small, STR("%PDF-")) && str_ends(str_trim(small), STR("%%EOF")));
    assert_int_equal(times(small, "/Type /Page %"), 1);
    assert_in_range(times(large, "/Type /Page %"), 3, 6);   /* ninety rows and a chart */
    assert_true(times(small, "NotoSansCJK") > 0);
}

/* A zip of sheets; opened again nothing of it is lost. */
static void test_workbook(void **state)
{
    const struct document_part parts[] = { part_of(ROWS, CHART_BARS), part_of(3, CHART_NONE) };
    const struct document document = document_of(parts, 2);
    struct str bytes;
    struct fault why = { 0 };

    (void)state;
    if (document_workbook(arena, &document, &bytes, &why)) fail_msg("%s", why.en);
    assert_true(str_starts(bytes, STR("PK\003\004")));
    assert_int_equal(times(bytes, "xl/worksheets/sheet2.xml"), 2);   /* the entry, and the directory at the end */
    assert_int_equal(times(bytes, "xl/worksheets/sheet3.xml"), 0);
    assert_int_equal(times(bytes, "xl/charts/chart1.xml"), 2);
    assert_int_equal(times(bytes, "xl/charts/chart2.xml"), 0);
}

static void test_what_is_refused(void **state)
{
    struct document_part parts[DOCUMENT_PARTS_MAX + 1];
    struct document document = document_of(parts, DOCUMENT_PARTS_MAX + 1);
    struct str out = STR("untouched");
    struct fault why = { 0 };

    (void)state;
    for (size_t i = 0; i <= DOCUMENT_PARTS_MAX; i++) parts[i] = part_of(1, CHART_NONE);
    assert_int_equal(document_pdf(arena, &document, &out, &why), ERR_TOO_LARGE);
    document.part_count = 1;
    parts[0].row_count = DOCUMENT_ROWS_MAX + 1;
    assert_int_equal(document_workbook(arena, &document, &out, &why), ERR_TOO_LARGE);
    parts[0] = part_of(1, CHART_BARS);
    parts[0].charted = 3;
    assert_int_equal(document_workbook(arena, &document, &out, &why), ERR_INVALID);
    parts[0].charted = 0;
    assert_int_equal(document_pdf(arena, &document, &out, &why), ERR_INVALID);
    assert_true(str_is(out, "untouched"));
}

static void test_scale_of_charts(void **state)
{
    static const struct { double most, top; } ROWS_OF[] = { { 0, 1 }, { 1, 1 }, { 1.2, 2 }, { 3, 5 }, { 5, 5 }, { 7, 10 }, { 10, 10 }, { 37, 50 }, { 101, 200 }, { 99999, 100000 } };
    struct document_cell row[] = { { .kind = CELL_TEXT, .text = STR("a") }, { .kind = CELL_COUNT } };
    struct document_part part = { .columns = COLUMNS, .column_count = 2, .cells = row, .row_count = 1, .chart = CHART_BARS, .charted = 1 };

    (void)state;
    for (size_t i = 0; i < sizeof ROWS_OF / sizeof *ROWS_OF; i++) {
        row[1].number = ROWS_OF[i].most;
        if (document_chart_top(&part) != ROWS_OF[i].top) fail_msg("%g goes up to %g, not %g", ROWS_OF[i].most, document_chart_top(&part), ROWS_OF[i].top);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_pdf), cmocka_unit_test(test_workbook), cmocka_unit_test(test_what_is_refused), cmocka_unit_test(test_scale_of_charts) };

    return cmocka_run_group_tests(tests, setup, teardown);
}
