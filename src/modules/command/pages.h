/*
 * pages.h - the public pages: templates from the built web, filled by the server.
 *
 * A template has {{name}} placeholders (escaped when filled) and blocks
 * <!-- each:list -->…<!-- /each --> repeated once per row.
 * Ownership: pages live in the arena given.  Threads: immutable, shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_PAGES_H
#define COMMAND_PAGES_H

#include "base/buf.h"
#include "base/err.h"

struct pages { struct str report_zh, report_en, progress_zh, progress_en; };
/* ERR_NOT_FOUND when the web is not built. */
enum err pages_load(struct arena *arena, const char *web_root, struct pages *out, struct fault *why) MUST_CHECK;

struct page_value { const char *name; struct str value; };
struct page_list {
    const char *name;
    const struct page_value *cells;   /* rows * width */
    size_t rows, width;
};
/* Fills a template; unknown placeholders become empty. */
enum err page_fill(struct buf *out, struct str template, const struct page_value *values, size_t value_count,
                   const struct page_list *lists, size_t list_count, struct fault *why) MUST_CHECK;

#endif
