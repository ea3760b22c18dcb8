/*
 * workbook.c - a document as an XLSX workbook, a sheet a part.
 *
 * libxlsxwriter writes to a named file: here one that exists in memory only.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "document/document.h"

enum { SHEET_NAME_BYTES = 90, BYTES_MAX = 16 << 20, FIRST_ROW = 3 };

struct formats { lxw_format *title, *note, *head, *text, *count, *percent; };

static struct formats formats_of(lxw_workbook *book)
{
    struct formats f = {
        workbook_add_format(book), workbook_add_format(book), workbook_add_format(book), workbook_add_format(book), workbook_add_format(book), workbook_add_format(book),
    };

    format_set_bold(f.title);
    format_set_font_size(f.title, 14);
    format_set_font_color(f.note, 0x595959);
    format_set_bold(f.head);
    format_set_bg_color(f.head, 0xEBF0F7);
    format_set_border(f.head, LXW_BORDER_THIN);
    format_set_border(f.text, LXW_BORDER_THIN);
    format_set_border(f.count, LXW_BORDER_THIN);
    format_set_num_format(f.count, "#,##0");
    format_set_border(f.percent, LXW_BORDER_THIN);
    format_set_num_format(f.percent, "0.0%");
    return f;
}

/* What Excel refuses in a sheet's name becomes a blank; it is cut at whole characters. */
static const char *sheet_name(struct arena *arena, struct str heading, size_t at)
{
    struct str cut = utf8_prefix(heading, SHEET_NAME_BYTES / 4);
    char name[SHEET_NAME_BYTES + 8];
    size_t n = (size_t)snprintf(name, sizeof name, "%zu %.*s", at + 1, STR_ARG(cut));

    for (size_t i = 0; i < n && i < sizeof name; i++)
        if (strchr("[]:*?/\\", name[i])) name[i] = ' ';
    return str_c(arena, str_from_c(name));
}

static enum err write_cell(struct arena *arena, lxw_worksheet *sheet, uint32_t row, uint16_t column, const struct document_cell *cell, const struct formats *f)
{
    switch (cell->kind) {
    case CELL_COUNT: return worksheet_write_number(sheet, row, column, cell->number, f->count) ? ERR_INTERNAL : ERR_OK;
    case CELL_PERCENT: return worksheet_write_number(sheet, row, column, cell->number / 100, f->percent) ? ERR_INTERNAL : ERR_OK;
    case CELL_TEXT:
    case CELL_NONE: break;
    }
    return worksheet_write_string(sheet, row, column, cell->kind == CELL_NONE ? "" : str_c(arena, cell->text), f->text) ? ERR_INTERNAL : ERR_OK;
}

static void add_chart(struct arena *arena, lxw_workbook *book, lxw_worksheet *sheet, const char *name, const struct document_part *part)
{
    lxw_chart *chart = workbook_add_chart(book, part->chart == CHART_LINE ? LXW_CHART_LINE : LXW_CHART_COLUMN);
    lxw_chart_series *series;
    lxw_row_t first = FIRST_ROW + 1, last = FIRST_ROW + (lxw_row_t)part->row_count;

    if (!chart || !part->row_count) return;
    series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, name, first, 0, last, 0);
    chart_series_set_values(series, name, first, (lxw_col_t)part->charted, last, (lxw_col_t)part->charted);
    chart_series_set_name(series, str_c(arena, part->columns[part->charted]));
    chart_title_off(chart);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    (void)worksheet_insert_chart(sheet, FIRST_ROW, (lxw_col_t)(part->column_count + 1), chart);
}

static enum err write_part(struct arena *arena, lxw_workbook *book, const struct document *document, size_t at, const struct formats *f)
{
    const struct document_part *part = &document->parts[at];
    const char *name = sheet_name(arena, part->heading, at);
    lxw_worksheet *sheet = workbook_add_worksheet(book, name);
    enum err err = ERR_OK;

    if (!sheet) return ERR_INTERNAL;
    worksheet_set_column(sheet, 0, 0, 28, NULL);
    worksheet_set_column(sheet, 1, (lxw_col_t)part->column_count, 14, NULL);
    worksheet_write_string(sheet, 0, 0, str_c(arena, str_format(arena, "%.*s · %.*s", STR_ARG(document->title), STR_ARG(part->heading))), f->title);
    worksheet_write_string(sheet, 1, 0, str_c(arena, document->subtitle), f->note);
    if (part->note.len) worksheet_write_string(sheet, 2, 0, str_c(arena, part->note), f->note);
    for (size_t c = 0; c < part->column_count; c++) worksheet_write_string(sheet, FIRST_ROW, (lxw_col_t)c, str_c(arena, part->columns[c]), f->head);
    for (size_t i = 0; !err && i < part->row_count; i++)
        for (size_t c = 0; !err && c < part->column_count; c++)
            err = write_cell(arena, sheet, FIRST_ROW + 1 + (lxw_row_t)i, (lxw_col_t)c, &part->cells[i * part->column_count + c], f);
    if (part->chart != CHART_NONE) add_chart(arena, book, sheet, name, part);
    return err;
}

static enum err write_book(struct arena *arena, const struct document *document, const char *path)
{
    lxw_workbook *book = workbook_new(path);
    struct formats f;
    enum err err = ERR_OK;

    if (!book) return ERR_NO_MEMORY;
    f = formats_of(book);
    for (size_t i = 0; !err && i < document->part_count; i++) err = write_part(arena, book, document, i, &f);
    return workbook_close(book) ? ERR_INTERNAL : err;   /* it is let go in any case */
}

static enum err read_back(struct arena *arena, int file, struct str *out)
{
    struct stat about;
    size_t have = 0;
    char *bytes;

    if (fstat(file, &about) || about.st_size <= 0 || about.st_size > BYTES_MAX) return ERR_TOO_LARGE;
    bytes = arena_array(arena, char, (size_t)about.st_size);
    if (!bytes) return ERR_NO_MEMORY;
    while (have < (size_t)about.st_size) {
        ssize_t got = pread(file, bytes + have, (size_t)about.st_size - have, (off_t)have);
        if (got <= 0) return ERR_INTERNAL;
        have += (size_t)got;
    }
    *out = (struct str){ bytes, have };
    return ERR_OK;
}

enum err document_workbook(struct arena *arena, const struct document *document, struct str *out, struct fault *why)
{
    enum err err = document_check(document, why);
    char path[40];
    int file;

    if (err) return err;
    file = memfd_create("workbook", MFD_CLOEXEC);
    if (file < 0) return fault_set(why, ERR_INTERNAL, "无法写工作簿", "the workbook cannot be written");
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    err = write_book(arena, document, path);
    if (!err) err = read_back(arena, file, out);
    (void)close(file);
    return err ? fault_set(why, err, "无法写工作簿", "the workbook cannot be written") : ERR_OK;
}
