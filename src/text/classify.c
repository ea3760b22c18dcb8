/*
 * classify.c - types of a catalogue by the phrases that occur in the words.
 *
 * Whole names, synonyms and phrases weigh most, the longer the more; single
 * bigrams they are made of weigh a little, the rarer the more.  A phrase inside
 * a longer one of the same type that also matched does not count again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 4000 };    /* code points of the words that are looked at */

#define WEIGHT_NAME 3.0
#define WEIGHT_SYNONYM 2.5
#define WEIGHT_PHRASE 2.0
#define WEIGHT_BIGRAM 0.35
#define DOUBT 4.0              /* how much evidence halves the rest of the doubt */

struct phrase {
    uint64_t key;              /* its first two code points */
    struct folded points;
    struct str text;
    size_t type;
    double weight;             /* for the whole phrase */
};

struct bigram {
    uint64_t key;
    size_t type;
    double weight;
};

struct text_classifier {
    const struct text_type *types;
    size_t count;
    struct phrase *phrases;    /* sorted by key */
    size_t phrase_count;
    struct bigram *bigrams;    /* sorted by key, then type; unique */
    size_t bigram_count;
};

static uint64_t pair_key(int32_t first, int32_t second)
{
    return (uint64_t)(uint32_t)first << 32 | (uint32_t)second;
}

static int phrase_order(const void *a, const void *b)
{
    const struct phrase *p = a, *q = b;

    if (p->key != q->key) return p->key < q->key ? -1 : 1;
    if (p->type != q->type) return p->type < q->type ? -1 : 1;
    return (p->points.count < q->points.count) - (p->points.count > q->points.count);
}

static int bigram_order(const void *a, const void *b)
{
    const struct bigram *p = a, *q = b;

    if (p->key != q->key) return p->key < q->key ? -1 : 1;
    return (p->type > q->type) - (p->type < q->type);
}

static bool add_phrase(struct arena *arena, struct text_classifier *c, struct str text, size_t type, double weight)
{
    struct folded f;
    struct phrase *p = &c->phrases[c->phrase_count];

    if (!text_fold(arena, text, &f)) return false;
    while (f.count > 0 && f.at[f.count - 1] == FOLD_SEPARATOR) f.count--;
    if (f.count < 2) return true;   /* one character says too little */
    *p = (struct phrase){ pair_key(f.at[0], f.at[1]), f, text, type, weight * (double)f.count };
    c->phrase_count++;
    return true;
}

/* Collects the bigrams of all phrases and weighs them by how few types have them. */
static bool collect_bigrams(struct arena *arena, struct text_classifier *c)
{
    size_t total = 0, kept = 0;

    for (size_t i = 0; i < c->phrase_count; i++) total += c->phrases[i].points.count - 1;
    c->bigrams = arena_array(arena, struct bigram, total + 1);
    if (!c->bigrams) return false;
    for (size_t i = 0; i < c->phrase_count; i++)
        for (size_t k = 0; k + 1 < c->phrases[i].points.count; k++) {
            const int32_t *points = c->phrases[i].points.at;
            if (text_is_ideographic(points[k]) && text_is_ideographic(points[k + 1]))
                c->bigrams[c->bigram_count++] = (struct bigram){ pair_key(points[k], points[k + 1]), c->phrases[i].type, 0 };
        }
    qsort(c->bigrams, c->bigram_count, sizeof *c->bigrams, bigram_order);
    for (size_t i = 0; i < c->bigram_count; i++)
        if (i == 0 || bigram_order(&c->bigrams[i - 1], &c->bigrams[i]) != 0) c->bigrams[kept++] = c->bigrams[i];
    c->bigram_count = kept;
    for (size_t i = 0; i < kept;) {
        size_t end = i;

        while (end < kept && c->bigrams[end].key == c->bigrams[i].key) end++;
        for (size_t k = i, n = end - i; k < end; k++)
            c->bigrams[k].weight = WEIGHT_BIGRAM * log2(1.0 + (double)c->count / (double)n);
        i = end;
    }
    return true;
}

enum err text_classifier_new(struct arena *arena, const struct text_type *types, size_t count,
                             struct text_classifier **out, struct fault *why)
{
    struct text_classifier *c = arena_new(arena, struct text_classifier);
    size_t most = 0;
    bool ok = true;

    if (count > TEXT_TYPES_MAX) return fault_set(why, ERR_INVALID, "类型过多", "too many types");
    for (size_t i = 0; i < count; i++) most += 1 + types[i].synonym_count + types[i].phrase_count;
    if (!c || !(c->phrases = arena_array(arena, struct phrase, most + 1)))
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    c->types = types;
    c->count = count;
    for (size_t i = 0; i < count && ok; i++) {
        ok = add_phrase(arena, c, types[i].name, i, WEIGHT_NAME);
        for (size_t k = 0; k < types[i].synonym_count && ok; k++)
            ok = add_phrase(arena, c, types[i].synonyms[k], i, WEIGHT_SYNONYM);
        for (size_t k = 0; k < types[i].phrase_count && ok; k++)
            ok = add_phrase(arena, c, types[i].phrases[k], i, WEIGHT_PHRASE);
    }
    if (!ok) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    qsort(c->phrases, c->phrase_count, sizeof *c->phrases, phrase_order);
    if (!collect_bigrams(arena, c)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = c;
    return ERR_OK;
}

/* One occurrence of a phrase or bigram in the words. */
struct hit {
    size_t type, begin, end;
    double weight;
    const struct phrase *phrase;   /* NULL: a bigram */
};

struct hits {
    struct hit *at;
    size_t count, cap;
};

static bool add_hit(struct arena *arena, struct hits *hits, struct hit hit)
{
    if (hits->count == hits->cap) {
        size_t cap = hits->cap ? hits->cap * 2 : 64;
        struct hit *grown = arena_array(arena, struct hit, cap);

        if (!grown) return false;
        if (hits->count) memcpy(grown, hits->at, hits->count * sizeof *grown);
        hits->at = grown;
        hits->cap = cap;
    }
    hits->at[hits->count++] = hit;
    return true;
}

/* True when the phrase stands at `i`; a phrase in letters must be whole words. */
static bool stands_at(const struct folded *words, size_t i, const struct phrase *p)
{
    size_t end = i + p->points.count;

    if (end > words->count || memcmp(&words->at[i], p->points.at, p->points.count * sizeof *words->at) != 0) return false;
    if (!text_is_ideographic(words->at[i]) && i > 0 && words->at[i - 1] != FOLD_SEPARATOR &&
        !text_is_ideographic(words->at[i - 1]))
        return false;
    return text_is_ideographic(words->at[end - 1]) || end == words->count || words->at[end] == FOLD_SEPARATOR ||
           text_is_ideographic(words->at[end]);
}

static bool collect_hits(struct arena *arena, const struct text_classifier *c, const struct folded *words,
                         struct hits *hits)
{
    for (size_t i = 0; i + 1 < words->count; i++) {
        uint64_t key = pair_key(words->at[i], words->at[i + 1]);
        size_t low = 0, high = c->phrase_count;

        while (low < high) {
            size_t middle = (low + high) / 2;
            if (c->phrases[middle].key < key) low = middle + 1; else high = middle;
        }
        for (; low < c->phrase_count && c->phrases[low].key == key; low++) {
            const struct phrase *p = &c->phrases[low];
            if (stands_at(words, i, p) &&
                !add_hit(arena, hits, (struct hit){ p->type, i, i + p->points.count, p->weight, p }))
                return false;
        }
        for (low = 0, high = c->bigram_count; low < high;) {
            size_t middle = (low + high) / 2;
            if (c->bigrams[middle].key < key) low = middle + 1; else high = middle;
        }
        for (; low < c->bigram_count && c->bigrams[low].key == key; low++)
            if (!add_hit(arena, hits, (struct hit){ c->bigrams[low].type, i, i + 2, c->bigrams[low].weight, NULL }))
                return false;
    }
    return true;
}

/* By type, strongest first, then by place. */
static int hit_order(const void *a, const void *b)
{
    const struct hit *p = a, *q = b;

    if (p->type != q->type) return p->type < q->type ? -1 : 1;
    if (p->weight != q->weight) return p->weight > q->weight ? -1 : 1;
    return (p->begin > q->begin) - (p->begin < q->begin);
}

static bool same_text(const struct folded *words, const struct hit *a, const struct hit *b)
{
    size_t length = a->end - a->begin;

    return length == b->end - b->begin &&
           memcmp(&words->at[a->begin], &words->at[b->begin], length * sizeof *words->at) == 0;
}

/* The text of a hit: the catalogue's phrase, or the bigram written out. */
static struct str hit_text(struct arena *arena, const struct folded *words, const struct hit *hit)
{
    char bytes[8];
    size_t len = 0;

    if (hit->phrase) return hit->phrase->text;
    for (size_t i = hit->begin; i < hit->end; i++) len += utf8_encode(words->at[i], bytes + len);
    return str_dup(arena, (struct str){ bytes, len });
}

/* Sums the evidence of one type's hits: what overlaps or repeats something stronger adds nothing. */
static double weigh(struct arena *arena, const struct folded *words, const struct hit *hits, size_t count,
                    struct text_suggestion *out)
{
    enum { COUNTED_MAX = 64 };
    const struct hit *counted[COUNTED_MAX];
    size_t n = 0;
    double sum = 0;

    for (size_t i = 0; i < count && n < COUNTED_MAX; i++) {
        bool known = false;

        for (size_t k = 0; k < n && !known; k++)
            known = (hits[i].begin < counted[k]->end && counted[k]->begin < hits[i].end) ||
                    same_text(words, &hits[i], counted[k]);
        if (known) continue;
        counted[n++] = &hits[i];
        sum += hits[i].weight;
        if (out->matched_count < TEXT_MATCHED_MAX) out->matched[out->matched_count++] = hit_text(arena, words, &hits[i]);
    }
    return sum;
}

static int suggestion_order(const void *a, const void *b)
{
    const struct text_suggestion *p = a, *q = b;

    if (p->score != q->score) return p->score > q->score ? -1 : 1;
    return (p->type > q->type) - (p->type < q->type);
}

size_t text_classify(struct arena *arena, const struct text_classifier *classifier, struct str words,
                     struct text_suggestion *out, size_t max)
{
    struct folded f;
    struct hits hits = { 0 };
    struct text_suggestion *all;
    size_t count = 0;
    double sum = DOUBT;

    if (!text_fold(arena, words, &f)) return 0;
    if (f.count > WORDS_MAX) f.count = WORDS_MAX;
    if (!collect_hits(arena, classifier, &f, &hits) || hits.count == 0) return 0;
    qsort(hits.at, hits.count, sizeof *hits.at, hit_order);
    all = arena_array(arena, struct text_suggestion, hits.count);
    if (!all) return 0;
    for (size_t i = 0; i < hits.count;) {
        struct text_suggestion *s = &all[count++];
        size_t end = i;

        while (end < hits.count && hits.at[end].type == hits.at[i].type) end++;
        s->type = hits.at[i].type;
        s->score = weigh(arena, &f, &hits.at[i], end - i, s);
        sum += s->score;
        i = end;
    }
    for (size_t i = 0; i < count; i++) all[i].score /= sum;
    qsort(all, count, sizeof *all, suggestion_order);
    if (count > max) count = max;
    memcpy(out, all, count * sizeof *all);
    return count;
}
