/*
 * place.h - names of places in Chinese text, by the words they end with.
 *
 * Model.  A name of a place ends with one of a list of words (小区 路 苑 大道 …)
 * and begins after a separator, a word that leads to a name (在 位于 投诉 …) or
 * the name of a larger area (市 区 县 …).  Areas are told apart from places: an
 * area says roughly where, a place is a spot.  The lists are data
 * (content/catalogues/place_words.csv); nothing knows any name.  A guess: it
 * misses names without such an end and takes some words for names; who counts
 * over many texts keeps what many texts say.
 *
 * Ownership: the words live in the arena; names found borrow the folded text.
 * Threads:   pure; the words are immutable and may be shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_PLACE_H
#define TEXT_PLACE_H

#include "base/err.h"
#include "base/str.h"

enum place_word_kind {
    PLACE_SPOT,                /* ends the name of a spot */
    PLACE_AREA,                /* ends the name of an area */
    PLACE_LEAD,                /* a name may begin after it */
    PLACE_NOT,                 /* looks like the end of a name and is none (道路) */
    PLACE_PLAIN,               /* an end that adds nothing: 丽景苑小区 is 丽景苑 */
    PLACE_FILLER,              /* says nothing about the subject of a text (投诉, 请问) */
    PLACE__KINDS
};
enum { PLACE_WORDS_MAX = 1000, PLACE_WORD_POINTS_MAX = 8, PLACE_NAME_MIN = 3, PLACE_NAME_MAX = 9 };

struct place_words;

/* `csv` has the columns kind (spot area lead not plain filler) and word; ERR_INVALID names the row. */
enum err place_words_load(struct arena *arena, struct str csv, struct place_words **out, struct fault *why) MUST_CHECK;

struct place_name {
    const int32_t *at;         /* folded points */
    size_t count;
    bool area;
};

struct folded;
/* The names in a folded text, in order, at most `max`; a longer one may follow a shorter that begins it (甲苑, 甲苑乙城). */
size_t place_names(const struct place_words *words, const struct folded *text, struct place_name *out, size_t max);

/* Length of the word of this kind that ends just before `end`, 0 without one; the longest. */
size_t place_word_before(const struct place_words *words, enum place_word_kind kind, const int32_t *points, size_t end);

#endif
