/*
 * document.c - see document.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "document/document.h"

#include <math.h>

enum err document_check(const struct document *document, struct fault *why)
{
    if (document->part_count > DOCUMENT_PARTS_MAX) return fault_set(why, ERR_TOO_LARGE, "文档部分太多", "the document has too many parts");
    for (size_t i = 0; i < document->part_count; i++) {
        const struct document_part *part = &document->parts[i];
        if (part->row_count > DOCUMENT_ROWS_MAX || part->column_count > DOCUMENT_COLUMNS_MAX)
            return fault_set(why, ERR_TOO_LARGE, "表太大", "a table of the document is too large");
        if (part->column_count == 0 || (part->chart != CHART_NONE && (part->charted == 0 || part->charted >= part->column_count)))
            return fault_set(why, ERR_INVALID, "图表的列不对", "a chart's column is not one of its table");
    }
    return ERR_OK;
}

struct str document_cell_text(struct arena *arena, const struct document_cell *cell)
{
    switch (cell->kind) {
    case CELL_TEXT: return cell->text;
    case CELL_COUNT: return str_format(arena, "%.0f", cell->number);
    case CELL_PERCENT: return str_format(arena, "%.1f%%", cell->number);
    case CELL_NONE: break;
    }
    return STR("–");
}

double document_chart_top(const struct document_part *part)
{
    static const double STEPS[] = { 1, 2, 5, 10 };
    double most = 1, power;

    for (size_t i = 0; i < part->row_count; i++) {
        const struct document_cell *cell = &part->cells[i * part->column_count + part->charted];
        if ((cell->kind == CELL_COUNT || cell->kind == CELL_PERCENT) && cell->number > most) most = cell->number;
    }
    power = pow(10, floor(log10(most)));
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
        if (most <= STEPS[i] * power) return STEPS[i] * power;
    return most;
}
