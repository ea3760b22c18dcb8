/*
 * guess.c - the score of each type from the words of the catalogue and the learned model.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/guess.h"

#include <stdlib.h>
#include <string.h>

enum { PHRASES_MAX = 3 };     /* of what is said; the rest is left to the model */
/* Below this a type is not worth a line of its own. */
#define LEAST 0.01
/* So much of a text must be known for the model to have its full say. */
#define KNOWN_ENOUGH 0.25

static ptrdiff_t type_of(const struct text_guesser *g, struct str code)
{
    for (size_t i = 0; i < g->type_count; i++)
        if (str_eq(g->types[i].code, code)) return (ptrdiff_t)i;
    return -1;
}

static int guess_order(const void *a, const void *b)
{
    const struct text_guess *p = a, *q = b;

    if (p->score != q->score) return p->score > q->score ? -1 : 1;
    return (p->type > q->type) - (p->type < q->type);
}

/* One inside another says nothing new. */
static bool said_already(const struct text_guess *guess, struct str run)
{
    for (size_t i = 0; i < guess->said_count; i++)
        if (str_find(guess->said[i], run) >= 0) return true;
    return false;
}

static void say_learned(struct arena *arena, const struct text_guesser *g, size_t label, struct text_guess *guess)
{
    struct text_decided decided[TEXT_DECIDED_MAX];
    size_t count = text_decided_by(g->reader, arena, label, decided, COUNT_OF(decided));

    for (size_t i = 0; i < count && guess->said_count < TEXT_MATCHED_MAX; i++)
        if (!said_already(guess, decided[i].gram)) guess->said[guess->said_count++] = decided[i].gram;
}

static void add_words(const struct text_suggestion *found, size_t count, bool learned, struct text_guess *all)
{
    for (size_t i = 0; i < count; i++) {
        struct text_guess *guess = &all[found[i].type];
        size_t said = found[i].matched_count;

        guess->words = found[i].score;
        if (learned && said > PHRASES_MAX) said = PHRASES_MAX;
        memcpy(guess->said, found[i].matched, said * sizeof *guess->said);
        guess->said_count = said;
    }
}

/* What the model says; the label of each type stands in `labels`. */
static bool add_learned(const struct text_guesser *g, struct str words, struct text_guess *all, size_t *labels)
{
    struct text_verdict v;
    double known;

    if (!text_read(g->reader, STR(""), words, &v)) return false;
    known = text_reader_known(g->reader) / KNOWN_ENOUGH;
    if (known > 1) known = 1;
    for (size_t c = 0; c < text_model_labels(g->model); c++) {
        ptrdiff_t type = type_of(g, text_model_label(g->model, c));
        if (type < 0) continue;              /* a type that the catalogue no longer has */
        all[type].learned = v.confidences[c];
        labels[type] = c;
    }
    for (size_t i = 0; i < g->type_count; i++) all[i].known = known;
    return true;
}

size_t text_guess(struct arena *arena, const struct text_guesser *g, struct str words, struct text_guess *out, size_t max)
{
    bool learned = g->model && g->share > 0;
    struct text_guess *all = arena_array(arena, struct text_guess, g->type_count + 1);
    struct text_suggestion *found = arena_array(arena, struct text_suggestion, g->type_count + 1);
    size_t *labels = arena_array(arena, size_t, g->type_count + 1), count = 0;

    if (!all || !found || !labels) return 0;
    memset(all, 0, (g->type_count + 1) * sizeof *all);
    for (size_t i = 0; i < g->type_count; i++) all[i].type = i, labels[i] = SIZE_MAX;
    add_words(found, text_classify(arena, g->classifier, words, found, g->type_count), learned, all);
    if (learned && !add_learned(g, words, all, labels)) return 0;
    for (size_t i = 0; i < g->type_count; i++) {
        double share = learned ? g->share * all[i].known : 0;
        all[i].score = (1 - share) * all[i].words + share * all[i].learned;
    }
    for (size_t i = 0; i < g->type_count; i++)
        if (all[i].score > (learned ? LEAST : 0)) all[count++] = all[i];
    qsort(all, count, sizeof *all, guess_order);
    if (count > max) count = max;
    memcpy(out, all, count * sizeof *all);
    for (size_t i = 0; learned && i < count; i++)
        if (labels[out[i].type] != SIZE_MAX) say_learned(arena, g, labels[out[i].type], &out[i]);
    return count;
}
