/*
 * gram.h - one, two and three characters in a row as numbers; used inside text/ only.
 *
 * Chinese needs no dictionary for counting words: its characters, pairs and
 * triples (n-grams) say what a text is about.  A gram never spans a separator.
 * Its key holds its points of 21 bits, the last one lowest, so that keys are
 * exact and a gram can be written out again from its key.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_GRAM_H
#define TEXT_GRAM_H

#include "text/fold.h"

enum { GRAM_LENGTHS = 3, GRAM_POINT_BITS = 21 };

/* The grams that begin at point `i` (which is no separator): 1 to 3 keys, shortest first. */
static inline size_t gram_keys(const struct folded *text, size_t count, size_t i, uint64_t keys[GRAM_LENGTHS])
{
    uint64_t key = 0;
    size_t n = 0;

    while (n < GRAM_LENGTHS && i + n < count && text->at[i + n] != FOLD_SEPARATOR) {
        key = key << GRAM_POINT_BITS | (uint32_t)text->at[i + n];
        keys[n++] = key;
    }
    return n;
}

/* Spreads keys over a power of two: the upper `bits` of the product with the golden ratio. */
static inline size_t gram_slot(uint64_t key, unsigned bits)
{
    return (size_t)(key * 0x9e3779b97f4a7c15u >> (64 - bits));
}

/* Writes the gram out; at most 12 bytes and no NUL. */
static inline size_t gram_print(uint64_t key, char out[12])
{
    size_t len = 0;

    for (int n = GRAM_LENGTHS - 1; n >= 0; n--) {
        int32_t point = (int32_t)(key >> (n * GRAM_POINT_BITS) & ((1u << GRAM_POINT_BITS) - 1));
        if (point) len += utf8_encode(point, out + len);
    }
    return len;
}

#endif
