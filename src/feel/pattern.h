/*
 * pattern.h - regular expressions of XML Schema and XPath (what FEEL means) on ICU.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_PATTERN_H
#define FEEL_PATTERN_H

#include "base/str.h"

enum { PATTERN_MULTILINE = 1, PATTERN_DOT_ALL = 2, PATTERN_CASELESS = 4, PATTERN_NO_SPACE = 8 };

/* The flags in `text` (letters s m i x); false when another letter is there. */
bool pattern_flags(struct str text, unsigned *flags);

/* The pattern in ICU's syntax, or at == NULL when XPath does not allow it or memory is out. */
struct str pattern_translate(struct arena *arena, struct str pattern, unsigned flags);

#endif
