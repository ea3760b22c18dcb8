/*
 * document.h - a report as a document: one model, written as PDF or as a workbook.
 *
 * The model: a title, a line under it, and parts.  A part has a heading, a
 * remark, a table and perhaps a chart of one of its columns over the first.  A
 * cell is text, a count or a percentage; the writers know how each looks.
 *
 * PDF (cairo, pango): A4 upright, tables break over pages under a repeated
 * head.  Workbook (libxlsxwriter): a sheet a part, numbers as numbers, charts
 * that can be edited.
 *
 * Bounds: DOCUMENT_ROWS_MAX rows a part, DOCUMENT_COLUMNS_MAX columns;
 * ERR_TOO_LARGE above.  Fonts are opened when first needed and let go at the end.
 *
 * Ownership: the bytes live in the arena given; nothing else is kept.
 * Threads:   any; a document is written by one.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "base/err.h"
#include "base/str.h"

enum { DOCUMENT_ROWS_MAX = 2000, DOCUMENT_COLUMNS_MAX = 12, DOCUMENT_PARTS_MAX = 20 };

enum document_cell_kind { CELL_TEXT, CELL_COUNT, CELL_PERCENT, CELL_NONE };
struct document_cell {
    enum document_cell_kind kind;
    struct str text;
    double number;                     /* of a percentage: 0 to 100 */
};

enum document_chart { CHART_NONE, CHART_BARS, CHART_LINE };
struct document_part {
    struct str heading, note;          /* note: may be empty */
    const struct str *columns;
    size_t column_count;
    const struct document_cell *cells; /* row after row */
    size_t row_count;
    enum document_chart chart;
    size_t charted;                    /* the column drawn over the first */
};
struct document {
    struct str title, subtitle, footer;
    const struct document_part *parts;
    size_t part_count;
};

enum err document_pdf(struct arena *arena, const struct document *document, struct str *out, struct fault *why) MUST_CHECK;
enum err document_workbook(struct arena *arena, const struct document *document, struct str *out, struct fault *why) MUST_CHECK;

/* ERR_TOO_LARGE or ERR_INVALID when a document breaks a bound; both writers ask first. */
enum err document_check(const struct document *document, struct fault *why) MUST_CHECK;
/* A cell in words: "12", "98.3%", "–" for none. */
struct str document_cell_text(struct arena *arena, const struct document_cell *cell);
/* What the bars and lines of a part go up to: the largest number, at least 1, rounded up to 1, 2 or 5 times a power of ten. */
double document_chart_top(const struct document_part *part);

#endif
