/*
 * csv.h - RFC 4180 in and out, UTF-8, header row required.
 * Cells written for spreadsheets that start with = + - @ get a leading quote mark.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/err.h"

struct csv {
    size_t columns, rows;       /* rows without the header */
    struct str *header;
    struct str *cells;          /* rows * columns */
};

/* Every row must have as many cells as the header; ERR_INVALID with the line number in why->at. */
enum err csv_parse(struct arena *arena, struct str text, struct csv *out, struct fault *why) MUST_CHECK;
/* The cell of `row` under `column`; STR_NONE when there is no such column. */
struct str csv_get(const struct csv *csv, size_t row, const char *column);
void csv_cell(struct buf *out, struct str cell, bool last);

#endif
