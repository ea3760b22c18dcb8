/*
 * spot.c - the part of an expression a message shows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/node.h"

#include <string.h>

enum { SHOWN = 32, BEFORE = 12 };

struct str feel_text(const struct feel_expr *expr)
{
    return expr->text;
}

/* The byte at which code point `n` (from 0) begins. */
static size_t byte_of(struct str text, size_t n)
{
    size_t at = 0;

    while (n-- && at < text.len) utf8_next(text, &at);
    return at;
}

struct feel_spot feel_spot(struct str expression, size_t at)
{
    struct feel_spot spot = { .character = utf8_length(str_sub(expression, 0, at)) + 1 };
    size_t length = utf8_length(expression), first = 0, used = 0;
    struct str shown;

    if (length > SHOWN && spot.character > BEFORE) first = spot.character - BEFORE;
    if (length > SHOWN && first + SHOWN > length) first = length - SHOWN;
    shown = str_sub(expression, byte_of(expression, first), expression.len);
    shown = utf8_prefix(shown, SHOWN);
    if (first) {
        memcpy(spot.text, "…", strlen("…"));
        used = strlen("…");
    }
    memcpy(spot.text + used, shown.at, shown.len);
    for (size_t i = used; i < used + shown.len; i++)
        if ((unsigned char)spot.text[i] < ' ') spot.text[i] = ' ';
    used += shown.len;
    if (first + SHOWN < length) memcpy(spot.text + used, "…", strlen("…"));
    return spot;
}
