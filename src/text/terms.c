/*
 * terms.c - search terms: bigrams and words.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/buf.h"
#include "text/fold.h"

static void put_point(struct buf *out, int32_t code)
{
    char bytes[4];

    buf_bytes(out, bytes, utf8_encode(code, bytes));
}

static void begin_term(struct buf *out)
{
    if (out->len > 0) buf_byte(out, ' ');
}

struct str text_terms(struct arena *arena, struct str text)
{
    struct folded f;
    struct buf out;

    if (!text_fold(arena, text, &f)) return STR_NONE;
    buf_init(&out, arena, 0);
    for (size_t i = 0; i < f.count; i++) {
        bool alone = i == 0 || !text_is_ideographic(f.at[i - 1]);

        if (f.at[i] == FOLD_SEPARATOR) continue;
        if (!text_is_ideographic(f.at[i])) {
            if (i == 0 || f.at[i - 1] == FOLD_SEPARATOR || text_is_ideographic(f.at[i - 1])) begin_term(&out);
            put_point(&out, f.at[i]);
        } else if (i + 1 < f.count && text_is_ideographic(f.at[i + 1])) {
            begin_term(&out);
            put_point(&out, f.at[i]);
            put_point(&out, f.at[i + 1]);
        } else if (alone) {
            begin_term(&out);
            put_point(&out, f.at[i]);
        }
    }
    if (!buf_ok(&out)) return STR_NONE;
    return out.len > 0 ? buf_done(&out) : STR("");
}
