/*
 * classify.c - types by the words of the catalogue.
 *
 * A name counts most, then phrases, then synonyms; each weighs with its length,
 * since "占道停车" says more than "停车".  Words inside a longer match of the same
 * type do not count twice.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "text/text.h"

enum { WORDS_MAX = 20000 };

struct word { struct str text; size_t type; double weight; };

struct text_types {
    const struct text_type *types;
    size_t type_count;
    struct word *words;      /* longest first */
    size_t word_count;
};

static int longer_first(const void *a, const void *b)
{
    const struct word *x = a, *y = b;

    if (x->text.len != y->text.len) return x->text.len > y->text.len ? -1 : 1;
    return str_compare(x->text, y->text);
}

static enum err add_words(struct arena *arena, struct text_types *t, size_t type, struct str list, double weight, struct fault *why)
{
    struct str piece;

    while (list.at && str_split(&list, '|', &piece)) {
        struct str folded = text_fold(arena, str_trim(piece));
        if (!folded.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (!folded.len) continue;
        if (t->word_count == WORDS_MAX) return fault_set(why, ERR_TOO_LARGE, "目录词语过多", "the catalogue has too many words");
        t->words[t->word_count++] = (struct word){ folded, type, weight };
    }
    return ERR_OK;
}

enum err text_types_load(struct arena *arena, const struct text_type *types, size_t count, struct text_types **out, struct fault *why)
{
    struct text_types *t = arena_new(arena, struct text_types);
    enum err err = ERR_OK;

    if (t) t->words = arena_array(arena, struct word, WORDS_MAX);
    if (!t || !t->words) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    t->types = types;
    t->type_count = count;
    for (size_t i = 0; !err && i < count; i++) {
        err = add_words(arena, t, i, types[i].name, 3, why);
        if (!err) err = add_words(arena, t, i, types[i].phrases, 2, why);
        if (!err) err = add_words(arena, t, i, types[i].synonyms, 1.5, why);
    }
    if (err) return err;
    qsort(t->words, t->word_count, sizeof *t->words, longer_first);
    *out = t;
    return ERR_OK;
}

static int better_first(const void *a, const void *b)
{
    const struct text_guess *x = a, *y = b;

    return (x->score < y->score) - (x->score > y->score);
}

/* Is `word` part of something already matched for the type? */
static bool covered(struct str matched, struct str word)
{
    return matched.len && str_find(matched, word) >= 0;
}

enum err text_classify(struct arena *arena, const struct text_types *types, struct str words, struct text_guess **out,
                       size_t *count, struct fault *why)
{
    struct str folded = text_fold(arena, words);
    struct text_guess *guesses = arena_array(arena, struct text_guess, types->type_count + 1);
    size_t kept = 0;
    double best = 0;

    if (!folded.at || !guesses) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < types->word_count; i++) {
        const struct word *word = &types->words[i];
        struct text_guess *guess = &guesses[word->type];
        if (covered(guess->matched, word->text) || str_find(folded, word->text) < 0) continue;
        if (!guess->matched.len) guess->matched = word->text;
        guess->score += word->weight * (double)utf8_length(word->text);
    }
    for (size_t i = 0; i < types->type_count; i++) {
        if (guesses[i].score <= 0) continue;
        guesses[kept] = guesses[i];
        guesses[kept].code = types->types[i].code;
        best = fmax(best, guesses[kept++].score);
    }
    for (size_t i = 0; i < kept; i++) guesses[i].score /= best;
    qsort(guesses, kept, sizeof *guesses, better_first);
    *out = guesses;
    *count = kept;
    return ERR_OK;
}
