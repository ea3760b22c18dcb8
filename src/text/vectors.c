/*
 * vectors.c - counting grams over all texts, choosing, weighing.
 *
 * One hash table serves three walks: labelled texts bring grams in, unlabelled
 * ones only count in how many texts a known gram stands, and the last walk
 * writes the labelled texts out.  When the table is full, new grams are left
 * out: they would be rare ones.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BITS = 16, MOST_BITS = 23, NOT_CHOSEN = UINT32_MAX, POINTS_MEMORY = 16 << 20 };

struct entry {
    uint64_t key;              /* 0: empty */
    uint32_t texts, last;      /* df; the text that counted last, from 1 */
    uint32_t feature;
    float tf;                  /* of the text being written */
};

struct counting {
    struct arena *arena, *points;
    const struct text_training *how;
    struct entry *entries;
    unsigned bits;
    size_t used;
    uint32_t *touched;         /* entries of the text being written */
    size_t touched_count;
};

static struct entry *find(struct counting *c, uint64_t key)
{
    size_t mask = ((size_t)1 << c->bits) - 1, at = gram_slot(key, c->bits);

    while (c->entries[at].key && c->entries[at].key != key) at = (at + 1) & mask;
    return &c->entries[at];
}

static bool grow(struct counting *c)
{
    struct entry *old = c->entries;
    size_t count = (size_t)1 << c->bits;

    c->bits++;
    c->entries = arena_array(c->arena, struct entry, count * 2);
    if (!c->entries) return false;
    for (size_t i = 0; i < count; i++)
        if (old[i].key) *find(c, old[i].key) = old[i];
    return true;
}

/* Counts the text for a gram; `open` lets new grams in. */
static bool count_key(struct counting *c, uint64_t key, uint32_t text, bool open)
{
    struct entry *e = find(c, key);

    if (!e->key) {
        if (!open || (c->bits == MOST_BITS && c->used * 2 > (size_t)1 << c->bits)) return true;
        if (c->used * 2 > (size_t)1 << c->bits) {
            if (!grow(c)) return false;
            e = find(c, key);
        }
        e->key = key;
        e->feature = NOT_CHOSEN;
        c->used++;
    }
    if (e->last != text) e->texts++;
    e->last = text;
    return true;
}

static void weigh_key(struct counting *c, uint64_t key, float weight)
{
    struct entry *e = find(c, key);

    if (!e->key || e->feature == NOT_CHOSEN) return;
    if (e->tf == 0) c->touched[c->touched_count++] = (uint32_t)(e - c->entries);
    e->tf += weight;
}

enum walk { COUNT_OPEN, COUNT_KNOWN, WEIGH };

static bool walk_part(struct counting *c, struct str text, size_t max, enum walk walk, uint32_t number, float weight)
{
    struct folded points;
    uint64_t keys[GRAM_LENGTHS];

    arena_reset(c->points);
    if (!text_fold_prefix(c->points, text, max, &points)) return false;
    for (size_t i = 0; i < points.count; i++) {
        size_t n = points.at[i] == FOLD_SEPARATOR ? 0 : gram_keys(&points, points.count, i, keys);
        for (size_t k = 0; k < n; k++) {
            if (walk == WEIGH)
                weigh_key(c, keys[k], weight);
            else if (!count_key(c, keys[k], number, walk == COUNT_OPEN))
                return false;
        }
    }
    return true;
}

static bool walk_sample(struct counting *c, const struct text_sample *sample, enum walk walk, uint32_t number)
{
    return walk_part(c, sample->title, TEXT_TITLE_POINTS, walk, number, (float)c->how->title_weight) &&
           walk_part(c, sample->body, c->how->body_points, walk, number, 1);
}

static int entry_order(const void *a, const void *b)
{
    const struct entry *p = *(struct entry *const *)a, *q = *(struct entry *const *)b;

    return (p->key > q->key) - (p->key < q->key);
}

static enum err choose(struct counting *c, const struct text_set *set, struct vectors *out, struct fault *why)
{
    struct entry **chosen = arena_array(c->arena, struct entry *, c->used + 1);

    out->grams = 0;
    for (size_t i = 0; chosen && i < (size_t)1 << c->bits; i++)
        if (c->entries[i].key && c->entries[i].texts >= c->how->min_texts) chosen[out->grams++] = &c->entries[i];
    if (out->grams > TEXT_GRAMS_MAX) return fault_set(why, ERR_TOO_LARGE, "训练文本的字串过多", "the texts have too many different character runs");
    out->keys = arena_array(c->arena, uint64_t, out->grams + 1);
    out->idf = arena_array(c->arena, float, out->grams + 1);
    if (!chosen || !out->keys || !out->idf) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    qsort(chosen, out->grams, sizeof *chosen, entry_order);
    for (size_t g = 0; g < out->grams; g++) {
        chosen[g]->feature = (uint32_t)g;
        out->keys[g] = chosen[g]->key;
        out->idf[g] = (float)(log((1.0 + (double)set->count) / (1.0 + chosen[g]->texts)) + 1);
    }
    return ERR_OK;
}

/* Writes the touched grams as one row of length 1. */
static bool write_row(struct counting *c, const struct vectors *v, struct buf *columns, struct buf *values)
{
    double square = 0;
    float scale;

    for (size_t i = 0; i < c->touched_count; i++) {
        struct entry *e = &c->entries[c->touched[i]];
        e->tf = (float)(1 + log((double)e->tf)) * v->idf[e->feature];
        square += (double)(e->tf * e->tf);
    }
    scale = square > 0 ? (float)(1 / sqrt(square)) : 0;
    for (size_t i = 0; i < c->touched_count; i++) {
        struct entry *e = &c->entries[c->touched[i]];
        float x = e->tf * scale;

        buf_bytes(columns, &e->feature, sizeof e->feature);
        buf_bytes(values, &x, sizeof x);
        e->tf = 0;
    }
    c->touched_count = 0;
    return buf_ok(columns) && buf_ok(values);
}

static bool write_rows(struct counting *c, const struct text_set *set, struct vectors *out)
{
    struct arena *arena = c->arena;
    size_t *start = arena_array(arena, size_t, set->count + 1);
    struct buf columns, values;
    size_t rows = 0;

    buf_init(&columns, arena, 0);
    buf_init(&values, arena, 0);
    c->touched = arena_array(arena, uint32_t, GRAM_LENGTHS * (size_t)(TEXT_TITLE_POINTS + c->how->body_points));
    out->sample = arena_array(arena, uint32_t, set->count + 1);
    out->label = arena_array(arena, int32_t, set->count + 1);
    if (!start || !c->touched || !out->sample || !out->label) return false;
    for (size_t i = 0; i < set->count; i++) {
        if (set->samples[i].label == TEXT_UNLABELLED) continue;
        if (!walk_sample(c, &set->samples[i], WEIGH, 0) || !write_row(c, out, &columns, &values)) return false;
        out->sample[rows] = (uint32_t)i;
        out->label[rows] = set->samples[i].label;
        start[++rows] = columns.len / sizeof(uint32_t);
    }
    out->x = (struct sparse){ rows, out->grams, start, (const uint32_t *)(const void *)columns.at, (const float *)(const void *)values.at };
    return true;
}

enum err vectors_make(struct arena *arena, const struct text_set *set, const struct text_training *how, struct vectors *out, struct fault *why)
{
    struct counting c = { .arena = arena, .points = arena_open(POINTS_MEMORY), .how = how, .bits = FIRST_BITS };
    enum err err = ERR_OK;
    bool ok = c.points && (c.entries = arena_array(arena, struct entry, (size_t)1 << FIRST_BITS)) != NULL;

    for (int known = 0; known < 2 && ok; known++)
        for (size_t i = 0; i < set->count && ok; i++)
            if ((set->samples[i].label == TEXT_UNLABELLED) == (known == 1))
                ok = walk_sample(&c, &set->samples[i], known ? COUNT_KNOWN : COUNT_OPEN, (uint32_t)i + 1);
    if (ok) err = choose(&c, set, out, why);
    if (ok && !err) ok = write_rows(&c, set, out);
    arena_close(c.points);
    return ok ? err : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}
