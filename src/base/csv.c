/*
 * csv.c - RFC 4180, strict: one shape of row, one way to quote.
 * Empty lines are skipped; a byte order mark is allowed at the start.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"

#include <assert.h>
#include <string.h>

/* The byte order mark, U+FEFF. */
#define MARK STR("\xEF\xBB\xBF")

struct reader {
    struct arena *arena;
    struct str text;
    size_t at, line;
    struct fault *why;
};

/* Cells of all rows so far; grows by doubling. */
struct cells {
    struct str *at;
    size_t count, cap;
};

static enum err cells_add(struct arena *arena, struct cells *cells, struct str cell)
{
    if (cells->count == cells->cap) {
        size_t cap = cells->cap ? cells->cap * 2 : 64;
        if (!cells->at || !arena_grow(arena, cells->at, cells->cap * sizeof cell, cap * sizeof cell)) {
            struct str *at = arena_array(arena, struct str, cap);
            if (!at) return ERR_NO_MEMORY;
            if (cells->count > 0) memcpy(at, cells->at, cells->count * sizeof cell);
            cells->at = at;
        }
        cells->cap = cap;
    }
    cells->at[cells->count++] = cell;
    return ERR_OK;
}

static bool at_end(const struct reader *r)
{
    return r->at >= r->text.len;
}

/* The byte at the reading position; 0 (which the text never holds) at the end. */
static char peek(const struct reader *r)
{
    return at_end(r) ? '\0' : r->text.at[r->at];
}

/* Moves over a line end (LF or CR LF); false when there is none. */
static bool take_line_end(struct reader *r)
{
    if (peek(r) == '\r' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '\n') r->at++;
    if (peek(r) != '\n') return false;
    r->at++;
    r->line++;
    return true;
}

static bool at_cell_end(const struct reader *r)
{
    char c = peek(r);

    return at_end(r) || c == ',' || c == '\n' || (c == '\r' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '\n');
}

/* After the opening quote mark: up to the closing one, doubled marks halved. */
static enum err read_quoted(struct reader *r, struct str *cell)
{
    size_t from = r->at, doubled = 0, opened = r->line;

    for (;; r->at++) {
        if (at_end(r))
            return fault_at(r->why, ERR_INVALID, opened, "第 %zu 行的引号没有闭合", "the quote on line %zu is not closed", opened);
        if (peek(r) == '\n') r->line++;
        if (peek(r) != '"') continue;
        if (r->at + 1 < r->text.len && r->text.at[r->at + 1] == '"') {
            doubled++;
            r->at++;
            continue;
        }
        break;
    }
    struct str raw = str_sub(r->text, from, r->at - from);
    r->at++;
    if (!at_cell_end(r))
        return fault_at(r->why, ERR_INVALID, r->line, "第 %zu 行：引号之后有多余内容",
                        "line %zu: text follows a closing quote", r->line);
    *cell = raw;
    if (doubled == 0) return ERR_OK;
    char *out = arena_alloc(r->arena, raw.len - doubled + 1);
    if (!out) return fault_set(r->why, ERR_NO_MEMORY, "CSV 文件过大", "the CSV file is too large");
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        out[n++] = raw.at[i];
        if (raw.at[i] == '"') i++;
    }
    *cell = (struct str){ out, n };
    return ERR_OK;
}

static enum err read_cell(struct reader *r, struct str *cell)
{
    if (peek(r) == '"') {
        r->at++;
        return read_quoted(r, cell);
    }
    size_t from = r->at;
    for (; !at_cell_end(r); r->at++) {
        if (peek(r) == '"')
            return fault_at(r->why, ERR_INVALID, r->line, "第 %zu 行：未加引号的单元格里有引号",
                            "line %zu: a quote inside an unquoted cell", r->line);
    }
    *cell = str_sub(r->text, from, r->at - from);
    return ERR_OK;
}

/* One row with its line end; *width is its number of cells. */
static enum err read_row(struct reader *r, struct cells *cells, size_t *width)
{
    struct str cell = STR_NONE;

    for (*width = 0;;) {
        enum err err = read_cell(r, &cell);
        if (err) return err;
        if (cells_add(r->arena, cells, cell))
            return fault_set(r->why, ERR_NO_MEMORY, "CSV 文件过大", "the CSV file is too large");
        (*width)++;
        if (peek(r) != ',') break;
        r->at++;
    }
    (void)take_line_end(r);
    return ERR_OK;
}

static void skip_empty_lines(struct reader *r)
{
    while (take_line_end(r)) {}
}

static enum err check_header(const struct str *header, size_t columns, struct fault *why)
{
    for (size_t i = 0; i < columns; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!str_eq(header[i], header[j])) continue;
            struct str name = utf8_prefix(header[i], 40);
            return fault_at(why, ERR_INVALID, 1, "表头“%.*s”重复", "the column \"%.*s\" appears twice", STR_ARG(name));
        }
    }
    return ERR_OK;
}

enum { COLUMNS_MAX = 1000 };

enum err csv_parse(struct arena *arena, struct str text, struct csv *out, struct fault *why)
{
    struct reader r = { .arena = arena, .text = text, .line = 1, .why = why };
    struct cells cells = { 0 };
    size_t columns, width;
    enum err err;

    if (!utf8_valid(text) || (text.len > 0 && memchr(text.at, '\0', text.len)))
        return fault_set(why, ERR_INVALID, "CSV 文件不是 UTF-8 编码", "the CSV file is not UTF-8");
    if (str_starts(text, MARK)) r.at = 3;
    skip_empty_lines(&r);
    if (at_end(&r)) return fault_at(why, ERR_INVALID, 1, "CSV 文件没有表头", "the CSV file has no header row");
    size_t header_line = r.line;
    err = read_row(&r, &cells, &columns);
    if (err) return err;
    if (columns > COLUMNS_MAX)
        return fault_at(why, ERR_INVALID, header_line, "CSV 文件列数过多", "the CSV file has too many columns");
    err = check_header(cells.at, columns, why);
    if (err) return err;

    for (skip_empty_lines(&r); !at_end(&r); skip_empty_lines(&r)) {
        size_t line = r.line;
        err = read_row(&r, &cells, &width);
        if (err) return err;
        if (width != columns)
            return fault_at(why, ERR_INVALID, line, "第 %zu 行有 %zu 列，应为 %zu 列",
                            "line %zu has %zu cells instead of %zu", line, width, columns);
    }
    assert(columns > 0);   /* a row has at least one cell */
    *out = (struct csv){ columns, cells.count / columns - 1, cells.at, cells.at + columns };
    return ERR_OK;
}

struct str csv_get(const struct csv *csv, size_t row, const char *column)
{
    if (row >= csv->rows) return STR_NONE;
    for (size_t i = 0; i < csv->columns; i++) {
        if (str_is(csv->header[i], column)) return csv->cells[row * csv->columns + i];
    }
    return STR_NONE;
}

void csv_cell(struct buf *out, struct str cell, bool last)
{
    bool quoted = str_starts(cell, MARK);   /* first in a file it would be taken for the mark */
    bool formula = cell.len > 0 && memchr("=+-@\t\r", cell.at[0], 6) != NULL;

    for (size_t i = 0; i < cell.len && !quoted; i++) quoted = memchr(",\"\r\n", cell.at[i], 4) != NULL;
    if (quoted) buf_byte(out, '"');
    if (formula) buf_byte(out, '\'');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"') buf_byte(out, '"');
        buf_byte(out, cell.at[i]);
    }
    if (quoted) buf_byte(out, '"');
    buf_text(out, last ? "\r\n" : ",");
}
