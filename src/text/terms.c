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

/* Where a piece at `at` ends: a run of Chinese, or a word of anything else. */
static size_t piece_end(const struct folded *f, size_t at)
{
    bool han = text_is_ideographic(f->at[at]);
    size_t end = at + 1;

    while (end < f->count && f->at[end] != FOLD_SEPARATOR && text_is_ideographic(f->at[end]) == han) end++;
    return end;
}

static void put_word(struct buf *out, const struct folded *f, size_t from, size_t end)
{
    begin_term(out);
    for (size_t i = from; i < end; i++) put_point(out, f->at[i]);
}

static void put_pairs(struct buf *out, const struct folded *f, size_t from, size_t end)
{
    for (size_t i = from; i + 1 < end; i++) put_word(out, f, i, i + 2);
}

static struct str cut(struct arena *arena, struct str text, bool looks)
{
    struct folded f;
    struct buf out;

    if (!text_fold(arena, text, &f)) return STR_NONE;
    buf_init(&out, arena, 0);
    for (size_t at = 0, end; at < f.count; at = end) {
        end = at + 1;
        if (f.at[at] == FOLD_SEPARATOR) continue;
        end = piece_end(&f, at);
        if (!text_is_ideographic(f.at[at])) {
            put_word(&out, &f, at, end);
            if (looks && end == f.count) buf_byte(&out, '*');
            continue;
        }
        put_pairs(&out, &f, at, end);
        if (!looks || end == at + 1) put_word(&out, &f, end - 1, end);
        if (looks && end == at + 1) buf_byte(&out, '*');
    }
    if (!buf_ok(&out)) return STR_NONE;
    return out.len > 0 ? buf_done(&out) : STR("");
}

struct str text_terms(struct arena *arena, struct str text)
{
    return cut(arena, text, false);
}

struct str text_query(struct arena *arena, struct str words)
{
    return cut(arena, words, true);
}

bool text_term_serves(struct str term, struct str wanted)
{
    if (!str_ends(wanted, STR("*"))) return str_eq(term, wanted);
    return str_starts(term, str_sub(wanted, 0, wanted.len - 1));
}
