/*
 * CSV: what is accepted and written again reads back with the same cells (save the mark before formulas).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_formula(struct str cell)
{
    return cell.len > 0 && memchr("=+-@\t\r", cell.at[0], 6);
}

static bool same_cell(struct str read, struct str cell)
{
    if (is_formula(cell)) return read.at[0] == '\'' && str_eq(str_sub(read, 1, read.len), cell);
    return str_eq(read, cell);
}

/* The mark may make two columns one, which no reader accepts. */
static bool has_plain_header(const struct csv *csv)
{
    for (size_t i = 0; i < csv->columns; i++)
        if (is_formula(csv->header[i])) return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    struct csv csv, again;
    struct fault why;
    struct buf buf;

    if (csv_parse(arena, (struct str){ (const char *)data, size }, &csv, &why) == ERR_OK && csv.columns > 1 && has_plain_header(&csv)) {
        size_t count = csv.columns * (csv.rows + 1);
        buf_init(&buf, arena, 0);
        for (size_t i = 0; i < count; i++) csv_cell(&buf, csv.header[i], i % csv.columns == csv.columns - 1);
        enum err err = csv_parse(arena, buf_done(&buf), &again, &why);
        assert(err == ERR_OK && again.columns == csv.columns && again.rows == csv.rows);
        for (size_t i = 0; i < count; i++) assert(same_cell(again.header[i], csv.header[i]));
    }
    arena_close(arena);
    return 0;
}
