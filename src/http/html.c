/*
 * html.c - text inside pages.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/http.h"

void html_text(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.at[i]) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\'': buf_text(out, "&#39;"); break;
        default: buf_byte(out, text.at[i]);
        }
    }
}
