/*
 * text.h - words people write: cleaned, cut into search terms, matched to types.
 *
 * Search: Chinese words have two characters, so terms are overlapping bigrams
 * of ideographs and whole lower-case words of letters and digits.
 * Classification: a type is found by its name, synonyms and phrases in the
 * words; longer matches weigh more.  A learned classifier goes behind the same
 * two functions.
 *
 * Ownership: results live in the arena given.  Threads: pure functions.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/err.h"
#include "base/str.h"

/*
 * Normal form (NFKC is for terms only; here NFC), without control characters,
 * direction marks and broken bytes; line ends become \n; trimmed.  An absent
 * string gives an empty one; at == NULL only without memory.
 */
struct str text_clean(struct arena *arena, struct str s);

/* Search terms with single spaces between them, each once, at most 2,000. */
struct str text_terms(struct arena *arena, struct str s);

/* Upper and lower case, full and half width, and white space do not matter. */
struct str text_fold(struct arena *arena, struct str s);

struct text_type { struct str code, name, synonyms, phrases; };   /* lists with | between */
struct text_types;
enum err text_types_load(struct arena *arena, const struct text_type *types, size_t count, struct text_types **out, struct fault *why) MUST_CHECK;

struct text_guess { struct str code, matched; double score; };    /* matched: the longest word that was found */
/* Types whose words occur, best first; scores fall from 1. */
enum err text_classify(struct arena *arena, const struct text_types *types, struct str words, struct text_guess **out,
                       size_t *count, struct fault *why) MUST_CHECK;

#endif
