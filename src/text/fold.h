/*
 * fold.h - text as comparable code points; used inside text/ only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "text/text.h"

enum { FOLD_SEPARATOR = 0 };

/* Letters, digits and marks; runs of anything else are one FOLD_SEPARATOR. */
struct folded {
    int32_t *at;
    size_t count;
};

/* False when out of memory.  Broken bytes separate. */
bool text_fold(struct arena *arena, struct str text, struct folded *out);

/* The first `max` points of the folded text, or a few less where separators run: looks at 6 bytes a point. */
bool text_fold_prefix(struct arena *arena, struct str text, size_t max, struct folded *out);

/* Chinese characters, kana, hangul: written without spaces. */
bool text_is_ideographic(int32_t code);

#endif
