/*
 * text.h - plain text from people: cleaned, cut into search terms, classified.
 *
 * Chinese is written without spaces and most words have two characters, so
 * search terms are overlapping pairs of characters (bigrams) and whole words of
 * other scripts.  The last character of a run of Chinese is a term of its own,
 * so that each character begins some term, and a lone one is looked for as the
 * beginning of a term: no index of single characters is needed.  Comparing is done on a folded form: compatibility forms and
 * letter case are made equal (NFKC, case folding), punctuation only separates.
 * The classifier proposes the types of a catalogue whose names, synonyms and
 * phrases occur in the words; a learned one can replace it behind the same
 * functions.
 *
 * Ownership: results live in the arena; suggestions borrow the catalogue's texts.
 * Threads:   pure; a classifier is immutable and may be shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/err.h"
#include "base/str.h"

enum {
    TEXT_INPUT_MAX = 64 * 1024,   /* bytes looked at for terms and types; the rest is ignored */
    TEXT_MATCHED_MAX = 6,
    TEXT_TYPES_MAX = 10000,
};

/*
 * Text as it may be stored: composed (NFC), line ends as LF, without control
 * characters, direction marks, invisible fillers and towers of accents, trimmed,
 * at most one empty line in a row.  ERR_INVALID for broken UTF-8, ERR_TOO_LARGE
 * when more than `max` code points remain (0: no limit).
 */
enum err text_clean(struct arena *arena, struct str text, size_t max, struct str *out, struct fault *why) MUST_CHECK;

/* The same for one line: line ends and tabs become spaces. */
enum err text_clean_line(struct arena *arena, struct str text, size_t max, struct str *out, struct fault *why) MUST_CHECK;

/*
 * Search terms of a text in order, separated by one space: bigrams of Chinese,
 * the last character of each run of it, whole words of letters and digits in
 * lower case ("兴隆大街88号": 兴隆 隆大 大街 街 88 号).  Never contains anything
 * but letters, digits, marks and spaces.  STR_NONE when out of memory.
 */
struct str text_terms(struct arena *arena, struct str text);

/*
 * What to look for when a person types `words`: terms as above, those that need
 * only begin a term of the text with '*' behind: a lone Chinese character, and
 * a word of letters and digits that the words end with ("街8": 街* 8*).
 *
 * A text is found by any piece of its Chinese, however short, by its words of
 * letters and digits and by the beginning of such a word while nothing is typed
 * after it; so also by pieces of both in a row ("大街88", "街8", "88号", "号").
 * Found as well: a text that has all the pieces, but not side by side.  Not
 * found: by the middle or end of a word ("8号" does not find "88号").
 */
struct str text_query(struct arena *arena, struct str words);
/* Does a text's term serve the wanted one, which may end with '*'? */
bool text_term_serves(struct str term, struct str wanted);

/* The half of "中文 | English" in the language; a text without the bar is the same in both. */
struct str text_language(struct str text, bool english);

/* One row of the catalogue, as the classifier sees it. */
struct text_type {
    struct str code, name;
    const struct str *synonyms;
    size_t synonym_count;
    const struct str *phrases;
    size_t phrase_count;
};

struct text_classifier;

/* Prepares a catalogue; `types` must outlive the classifier. */
enum err text_classifier_new(struct arena *arena, const struct text_type *types, size_t count,
                             struct text_classifier **out, struct fault *why) MUST_CHECK;

struct text_suggestion {
    size_t type;               /* position in `types` */
    double score;              /* 0-1; all suggestions together stay below 1 */
    struct str matched[TEXT_MATCHED_MAX];   /* what spoke for it, strongest first */
    size_t matched_count;
};

/* The best types for the words, best first, at most `max`; 0 when nothing speaks for any. */
size_t text_classify(struct arena *arena, const struct text_classifier *classifier, struct str words,
                     struct text_suggestion *out, size_t max);

#endif
