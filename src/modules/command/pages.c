/*
 * pages.c - reading and filling page templates.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/pages.h"

#include "base/io.h"
#include "http/http.h"

enum { TEMPLATE_MAX = 256 * 1024 };

static enum err load_one(struct arena *arena, const char *root, const char *name, struct str *out, struct fault *why)
{
    struct str path = str_format(arena, "%s/%s", root, name);

    return io_read(arena, path.at, TEMPLATE_MAX, out, why);
}

enum err pages_load(struct arena *arena, const char *web_root, struct pages *out, struct fault *why)
{
    enum err err = load_one(arena, web_root, "templates/report.html", &out->report_zh, why);

    if (!err) err = load_one(arena, web_root, "templates/report.en.html", &out->report_en, why);
    if (!err) err = load_one(arena, web_root, "templates/progress.html", &out->progress_zh, why);
    if (!err) err = load_one(arena, web_root, "templates/progress.en.html", &out->progress_en, why);
    return err;
}

static struct str value_of(const struct page_value *values, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, values[i].name)) return values[i].value;
    return STR_NONE;
}

/* Placeholders of one piece; the row's names stand before the page's. */
static void fill_values(struct buf *out, struct str piece, const struct page_value *row, size_t row_width,
                        const struct page_value *values, size_t count)
{
    for (;;) {
        ptrdiff_t open = str_find(piece, STR("{{"));
        struct str rest, name, value;
        ptrdiff_t close;
        if (open < 0) break;
        buf_str(out, str_sub(piece, 0, (size_t)open));
        rest = str_sub(piece, (size_t)open + 2, piece.len);
        close = str_find(rest, STR("}}"));
        if (close < 0) break;
        name = str_sub(rest, 0, (size_t)close);
        value = value_of(row, row_width, name);
        if (!value.at) value = value_of(values, count, name);
        if (value.at) html_text(out, value);
        piece = str_sub(rest, (size_t)close + 2, rest.len);
    }
    buf_str(out, piece);
}

enum err page_fill(struct buf *out, struct str template, const struct page_value *values, size_t value_count,
                   const struct page_list *lists, size_t list_count, struct fault *why)
{
    static const struct str EACH = { "<!-- each:", 10 }, END = { " -->", 4 }, CLOSE = { "<!-- /each -->", 14 };

    for (;;) {
        ptrdiff_t at = str_find(template, EACH), end, close;
        struct str rest, name, body;
        if (at < 0) break;
        fill_values(out, str_sub(template, 0, (size_t)at), NULL, 0, values, value_count);
        rest = str_sub(template, (size_t)at + EACH.len, template.len);
        end = str_find(rest, END);
        close = str_find(rest, CLOSE);
        if (end < 0 || close < end) return fault_set(why, ERR_INTERNAL, "页面模板有误", "a page template is broken");
        name = str_sub(rest, 0, (size_t)end);
        body = str_sub(rest, (size_t)end + END.len, (size_t)(close - end) - END.len);
        for (size_t i = 0; i < list_count; i++) {
            if (!str_is(name, lists[i].name)) continue;
            for (size_t row = 0; row < lists[i].rows; row++)
                fill_values(out, body, lists[i].cells + row * lists[i].width, lists[i].width, values, value_count);
        }
        template = str_sub(rest, (size_t)close + CLOSE.len, rest.len);
    }
    fill_values(out, template, NULL, 0, values, value_count);
    return buf_ok(out) ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}
