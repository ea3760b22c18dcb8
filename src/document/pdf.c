/*
 * pdf.c - a document as PDF, drawn with cairo and pango.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>

#include <malloc.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/buf.h"
#include "document/document.h"

/* Points; A4 upright. */
static const double WIDTH = 595.28, HEIGHT = 841.89, MARGIN = 48, FOOT = 30;
static const double TITLE_SIZE = 19, HEADING_SIZE = 12.5, TEXT_SIZE = 9, NOTE_SIZE = 8.5, PAD = 4, GAP = 14, CHART_HEIGHT = 120;
static const char FONT[] = "Noto Sans CJK SC, sans-serif";
enum { PDF_MAX = 16 << 20, BARS_MAX = 12, TICKS = 5 };

struct pdf {
    struct arena *arena;
    const struct document *document;
    struct buf bytes;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *context;
    double y;
    int page;
    bool whole;
};

static cairo_status_t take(void *arg, const unsigned char *bytes, unsigned count)
{
    struct pdf *p = arg;

    buf_str(&p->bytes, (struct str){ (const char *)bytes, count });
    return buf_ok(&p->bytes) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void ink(struct pdf *p, double grey) { cairo_set_source_rgb(p->cairo, grey, grey, grey); }
static void accent(struct pdf *p) { cairo_set_source_rgb(p->cairo, 0.12, 0.35, 0.55); }

/* Lays text out; the caller lets it go with g_object_unref. */
static PangoLayout *lay(struct pdf *p, struct str text, double size, bool bold, double width, PangoAlignment align)
{
    PangoLayout *layout = pango_layout_new(p->context);
    PangoFontDescription *font = pango_font_description_from_string(FONT);

    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    if (bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text.at ? text.at : "", (int)text.len);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, align);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int width, height;

    pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

/* Draws text at a place and gives its height. */
static double write_at(struct pdf *p, struct str text, double x, double y, double size, bool bold, double width, PangoAlignment align)
{
    PangoLayout *layout = lay(p, text, size, bold, width, align);
    double height = height_of(layout);

    cairo_move_to(p->cairo, x, y);
    pango_cairo_show_layout(p->cairo, layout);
    g_object_unref(layout);
    return height;
}

static void foot(struct pdf *p)
{
    ink(p, 0.4);
    (void)write_at(p, p->document->footer, MARGIN, HEIGHT - FOOT, NOTE_SIZE, false, WIDTH - 2 * MARGIN - 60, PANGO_ALIGN_LEFT);
    (void)write_at(p, str_format(p->arena, "%d", p->page), WIDTH - MARGIN - 60, HEIGHT - FOOT, NOTE_SIZE, false, 60, PANGO_ALIGN_RIGHT);
    ink(p, 0.1);
}

static void next_page(struct pdf *p)
{
    foot(p);
    cairo_show_page(p->cairo);
    p->page++;
    p->y = MARGIN;
}

/* Room for so much, on this page or the next; true when a page was begun. */
static bool need(struct pdf *p, double height)
{
    if (p->y + height <= HEIGHT - FOOT - GAP) return false;
    next_page(p);
    return true;
}

/* ── Charts ────────────────────────────────────────────────────────────── */

static void axis(struct pdf *p, double left, double bottom, double width, double top)
{
    for (int i = 0; i <= TICKS; i++) {
        double y = bottom - CHART_HEIGHT * i / TICKS;
        ink(p, 0.85);
        cairo_set_line_width(p->cairo, 0.5);
        cairo_move_to(p->cairo, left, y);
        cairo_line_to(p->cairo, left + width, y);
        cairo_stroke(p->cairo);
        ink(p, 0.35);
        (void)write_at(p, str_format(p->arena, "%g", top * i / TICKS), MARGIN, y - 6, 8, false, left - MARGIN - 4, PANGO_ALIGN_RIGHT);
    }
}

static void draw_chart(struct pdf *p, const struct document_part *part)
{
    double left = MARGIN + 34, width = WIDTH - MARGIN - left, top = document_chart_top(part), bottom, step;
    size_t count = part->chart == CHART_BARS && part->row_count > BARS_MAX ? BARS_MAX : part->row_count;
    size_t every = count > BARS_MAX ? (count + BARS_MAX - 1) / BARS_MAX : 1;

    if (count == 0) return;
    (void)need(p, CHART_HEIGHT + 44);
    bottom = p->y + CHART_HEIGHT + 8;
    step = width / (double)count;
    axis(p, left, bottom, width, top);
    for (size_t i = 0; i < count; i++) {
        const struct document_cell *row = &part->cells[i * part->column_count], *cell = &row[part->charted];
        double value = cell->kind == CELL_COUNT || cell->kind == CELL_PERCENT ? cell->number : 0, x = left + step * (double)i, height = CHART_HEIGHT * value / top;
        accent(p);
        if (part->chart == CHART_BARS) {
            cairo_rectangle(p->cairo, x + step * 0.15, bottom - height, step * 0.7, height);
            cairo_fill(p->cairo);
        } else if (i == 0) cairo_move_to(p->cairo, x + step / 2, bottom - height);
        else cairo_line_to(p->cairo, x + step / 2, bottom - height);
    }
    if (part->chart == CHART_LINE) {
        cairo_set_line_width(p->cairo, 1.5);
        cairo_stroke(p->cairo);
    }
    ink(p, 0.35);
    for (size_t i = 0; i < count; i += every)
        (void)write_at(p, document_cell_text(p->arena, &part->cells[i * part->column_count]), left + step * (double)i - (every > 1 ? 0 : 2), bottom + 3, 7,
                       false, step * (double)every + (every > 1 ? 0 : 4), every > 1 ? PANGO_ALIGN_LEFT : PANGO_ALIGN_CENTER);
    ink(p, 0.1);
    p->y = bottom + 30;
}

/* ── Tables ────────────────────────────────────────────────────────────── */

/* The first column is as wide as two of the others. */
static double column_width(const struct document_part *part, size_t column)
{
    double one = (WIDTH - 2 * MARGIN) / (double)(part->column_count + 1);

    return column ? one : part->column_count == 1 ? WIDTH - 2 * MARGIN : 2 * one;
}

static double row_height(struct pdf *p, const struct document_part *part, const struct str *texts, bool bold)
{
    double most = 0;

    for (size_t c = 0; c < part->column_count; c++) {
        PangoLayout *layout = lay(p, texts[c], TEXT_SIZE, bold, column_width(part, c) - 2 * PAD, PANGO_ALIGN_LEFT);
        double height = height_of(layout);
        if (height > most) most = height;
        g_object_unref(layout);
    }
    return most + 2 * PAD;
}

static void draw_row(struct pdf *p, const struct document_part *part, const struct str *texts, bool head, double height)
{
    double x = MARGIN;

    if (head) {
        cairo_set_source_rgb(p->cairo, 0.92, 0.94, 0.97);
        cairo_rectangle(p->cairo, MARGIN, p->y, WIDTH - 2 * MARGIN, height);
        cairo_fill(p->cairo);
    }
    ink(p, 0.1);
    for (size_t c = 0; c < part->column_count; c++) {
        double width = column_width(part, c);
        (void)write_at(p, texts[c], x + PAD, p->y + PAD, TEXT_SIZE, head, width - 2 * PAD, c ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        x += width;
    }
    ink(p, 0.8);
    cairo_set_line_width(p->cairo, 0.5);
    cairo_move_to(p->cairo, MARGIN, p->y + height);
    cairo_line_to(p->cairo, WIDTH - MARGIN, p->y + height);
    cairo_stroke(p->cairo);
    p->y += height;
}

static void draw_table(struct pdf *p, const struct document_part *part)
{
    struct str texts[DOCUMENT_COLUMNS_MAX];
    double head = row_height(p, part, part->columns, true);

    (void)need(p, head * 2);
    draw_row(p, part, part->columns, true, head);
    for (size_t i = 0; i < part->row_count; i++) {
        double height;
        for (size_t c = 0; c < part->column_count; c++) texts[c] = document_cell_text(p->arena, &part->cells[i * part->column_count + c]);
        height = row_height(p, part, texts, false);
        if (need(p, height)) draw_row(p, part, part->columns, true, head);
        draw_row(p, part, texts, false, height);
    }
    p->y += GAP;
}

static void draw(struct pdf *p)
{
    const struct document *d = p->document;
    double width = WIDTH - 2 * MARGIN;

    p->y = MARGIN;
    p->page = 1;
    ink(p, 0.1);
    p->y += write_at(p, d->title, MARGIN, p->y, TITLE_SIZE, true, width, PANGO_ALIGN_CENTER) + 4;
    ink(p, 0.35);
    p->y += write_at(p, d->subtitle, MARGIN, p->y, TEXT_SIZE, false, width, PANGO_ALIGN_CENTER) + GAP;
    for (size_t i = 0; i < d->part_count; i++) {
        const struct document_part *part = &d->parts[i];
        (void)need(p, part->chart == CHART_NONE ? 70 : CHART_HEIGHT + 80);
        accent(p);
        p->y += write_at(p, part->heading, MARGIN, p->y, HEADING_SIZE, true, width, PANGO_ALIGN_LEFT) + 3;
        ink(p, 0.3);
        if (part->note.len) p->y += write_at(p, part->note, MARGIN, p->y, NOTE_SIZE, false, width, PANGO_ALIGN_LEFT) + 4;
        if (part->chart != CHART_NONE) draw_chart(p, part);
        draw_table(p, part);
    }
    foot(p);
}

/* Everything that pango and cairo allocate is let go here. */
static void *write_pages(void *arg)
{
    struct pdf *p = arg;

    p->surface = cairo_pdf_surface_create_for_stream(take, p, WIDTH, HEIGHT);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, str_c(p->arena, p->document->title));
    p->cairo = cairo_create(p->surface);
    p->fonts = pango_cairo_font_map_new();
    p->context = pango_font_map_create_context(p->fonts);
    draw(p);
    g_object_unref(p->context);
    g_object_unref(p->fonts);
    cairo_destroy(p->cairo);
    cairo_surface_finish(p->surface);
    p->whole = cairo_surface_status(p->surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(p->surface);
    return NULL;
}

/* On a thread of its own: what the libraries keep for a thread, some ten megabytes of fonts, ends with it. */
enum err document_pdf(struct arena *arena, const struct document *document, struct str *out, struct fault *why)
{
    struct pdf p = { .arena = arena, .document = document };
    enum err err = document_check(document, why);
    pthread_t thread;

    if (err) return err;
    buf_init(&p.bytes, arena, PDF_MAX);
    if (pthread_create(&thread, NULL, write_pages, &p) != 0) return fault_set(why, ERR_BUSY, "现在无法写 PDF，请稍后再试", "the PDF cannot be written now; try again later");
    pthread_join(thread, NULL);
    (void)malloc_trim(0);
    if (!p.whole || !buf_ok(&p.bytes)) return fault_set(why, ERR_NO_MEMORY, "PDF 写不下", "the PDF does not fit");
    *out = buf_done(&p.bytes);
    return ERR_OK;
}
