/*
 * terms.c - search terms: bigrams of ideographs, whole words of the rest.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/table.h"
#include "text/text.h"

enum { TERMS_MAX = 2000, WORD_MAX = 64 };

struct terms { struct buf out; struct table seen; size_t count; };

static void add(struct terms *t, const char *at, size_t len)
{
    struct str term = { at, len };

    if (t->count >= TERMS_MAX || table_get(&t->seen, term)) return;
    if (table_put(&t->seen, term, &t->count)) return;
    if (t->count++) buf_byte(&t->out, ' ');
    buf_str(&t->out, term);
}

static bool is_ideograph(int32_t c)
{
    return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
}

static bool is_word(int32_t c)
{
    return u_isalnum(c) != 0 && !is_ideograph(c);
}

struct str text_terms(struct arena *arena, struct str s)
{
    struct str clean = text_clean(arena, s), lower;
    struct terms t = { .count = 0 };
    size_t at = 0, previous = SIZE_MAX, word = SIZE_MAX;
    char *copy;

    if (!clean.at) return STR_NONE;
    copy = arena_copy(arena, clean.at, clean.len);
    if (!copy) return STR_NONE;
    for (size_t i = 0; i < clean.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] + 32);
    lower = (struct str){ copy, clean.len };
    buf_init(&t.out, arena, 0);
    table_init(&t.seen, arena);
    while (at <= lower.len) {
        size_t from = at;
        int32_t c = at < lower.len ? utf8_next(lower, &at) : -1;
        if (c < 0 && from < lower.len && at == from) at++;
        if (word != SIZE_MAX && !is_word(c)) {
            if (from - word <= WORD_MAX) add(&t, lower.at + word, from - word);
            word = SIZE_MAX;
        }
        if (c >= 0 && is_ideograph(c)) {
            if (previous != SIZE_MAX) add(&t, lower.at + previous, at - previous);
            previous = from;
        } else {
            previous = SIZE_MAX;
            if (c >= 0 && is_word(c) && word == SIZE_MAX) word = from;
        }
        if (from >= lower.len) break;
    }
    return t.count ? buf_done(&t.out) : STR("");
}
