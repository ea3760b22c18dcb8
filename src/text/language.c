/*
 * language.c - texts of models that hold both languages.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/text.h"

struct str text_language(struct str text, bool english)
{
    ptrdiff_t bar = str_find(text, STR(" | "));

    if (bar < 0) return text;
    return str_trim(english ? str_sub(text, (size_t)bar + 3, text.len) : str_sub(text, 0, (size_t)bar));
}
