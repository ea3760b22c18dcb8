/*
 * hot_read.c - a message as terms and places.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/hot_in.h"

enum { NAMES_MAX = 64 };

void *hot_wider(struct arena *arena, const void *old, size_t count, size_t cap, size_t size)
{
    void *wider = arena_calloc(arena, cap, size);

    if (wider && count) memcpy(wider, old, count * size);
    return wider;
}

/* ── Grams ─────────────────────────────────────────────────────────────── */

static struct gram_row *find_gram(struct hot *hot, uint64_t key)
{
    size_t mask = ((size_t)1 << hot->gram_bits) - 1, at = gram_slot(key, hot->gram_bits);

    while (hot->grams[at].key && hot->grams[at].key != key) at = (at + 1) & mask;
    return &hot->grams[at];
}

static void count_gram(struct hot *hot, uint64_t key)
{
    struct gram_row *row = find_gram(hot, key);

    if (!row->key) {
        if (hot->gram_count * 4 > (size_t)3 << hot->gram_bits) return;   /* full: what comes now is rare */
        row->key = key;
        hot->gram_count++;
    }
    if (row->last != hot->texts) row->texts++;
    row->last = hot->texts;
}

/* Counts every pair of characters of a text, or (with `touched`) adds its weight. */
static void each_gram(struct hot *hot, const struct folded *text, float weight, size_t *touched)
{
    uint64_t keys[GRAM_LENGTHS];

    for (size_t i = 0; i < text->count; i++) {
        struct gram_row *row;

        if (text->at[i] == FOLD_SEPARATOR || gram_keys(text, text->count, i, keys) < 2) continue;
        if (!touched) {
            count_gram(hot, keys[1]);
            continue;
        }
        row = find_gram(hot, keys[1]);
        if (!row->key) continue;
        if (row->tf == 0) hot->touched[(*touched)++] = (uint32_t)(row - hot->grams);
        row->tf += weight;
    }
}

static int term_order(const void *a, const void *b)
{
    const struct term *p = a, *q = b;

    if (p->weight != q->weight) return p->weight > q->weight ? -1 : 1;
    return (p->gram > q->gram) - (p->gram < q->gram);
}

/* The strongest terms, with length 1.  Once all texts are counted, what stands in one only joins nothing. */
static bool make_terms(struct hot *hot, const struct folded *title, const struct folded *body, struct message *out)
{
    struct term *all;
    size_t touched = 0, count = 0;
    double square = 0;

    each_gram(hot, title, (float)hot->rules.title_weight, &touched);
    each_gram(hot, body, 1, &touched);
    all = arena_array(hot->scratch, struct term, touched + 1);
    for (size_t i = 0; i < touched; i++) {
        struct gram_row *row = &hot->grams[hot->touched[i]];
        if (all && (row->texts > 1 || !hot->learned))
            all[count++] = (struct term){ hot->touched[i], (1 + logf(row->tf)) * logf((1 + (float)hot->texts) / (float)row->texts) };
        row->tf = 0;
    }
    if (!all) return false;
    qsort(all, count, sizeof *all, term_order);
    out->term_count = count < HOT_TERMS ? count : HOT_TERMS;
    out->terms = arena_array(hot->arena, struct term, out->term_count + 1);
    if (!out->terms) return false;
    for (size_t i = 0; i < out->term_count; i++) square += (double)(all[i].weight * all[i].weight);
    for (size_t i = 0; i < out->term_count; i++) out->terms[i] = (struct term){ all[i].gram, square > 0 ? (float)((double)all[i].weight / sqrt(square)) : 0 };
    return true;
}

/* ── Places ────────────────────────────────────────────────────────────── */

static uint64_t points_hash(const int32_t *points, size_t count, unsigned kind)
{
    uint64_t hash = 0xcbf29ce484222325u ^ kind;

    for (size_t i = 0; i < count; i++) hash = (hash ^ (uint32_t)points[i]) * 0x100000001b3u;
    return hash;
}

/* The number of a place, new or known; HOT_NO_CLUSTER when out of memory. */
static uint32_t place_number(struct hot *hot, const int32_t *points, size_t count, bool area, bool known)
{
    size_t mask = ((size_t)1 << hot->place_bits) - 1;
    size_t slot = gram_slot(points_hash(points, count, area * 2u + known), hot->place_bits);
    struct place_row *row;

    for (; hot->place_slots[slot]; slot = (slot + 1) & mask) {
        row = &hot->places[hot->place_slots[slot] - 1];
        if (row->count == count && row->area == area && row->known == known && memcmp(row->points, points, count * sizeof *points) == 0)
            return hot->place_slots[slot] - 1;
    }
    if (hot->place_count * 2 > mask) return HOT_NO_CLUSTER;
    if (hot->place_count == hot->place_cap) {
        struct place_row *wider = hot_wider(hot->arena, hot->places, hot->place_count, hot->place_cap * 2, sizeof *wider);
        if (!wider) return HOT_NO_CLUSTER;
        hot->places = wider;
        hot->place_cap *= 2;
    }
    row = &hot->places[hot->place_count];
    *row = (struct place_row){ (int32_t *)(void *)arena_copy(hot->arena, points, count * sizeof *points), count, area, known };
    if (!row->points) return HOT_NO_CLUSTER;
    hot->place_slots[slot] = (uint32_t)++hot->place_count;
    return (uint32_t)hot->place_count - 1;
}

static void add_place(struct hot *hot, struct message *out, const int32_t *points, size_t count, bool area, bool known)
{
    uint32_t place;

    if (out->place_count == HOT_PLACES) return;
    place = place_number(hot, points, count, area, known);
    if (place == HOT_NO_CLUSTER) return;   /* a place less is no harm */
    for (size_t i = 0; i < out->place_count; i++)
        if (out->places[i] == place) return;
    out->places[out->place_count++] = place;
}

/* What people write around any matter (投诉, 请, 问题) says nothing about which one it is. */
static void blot_filler(const struct place_words *words, const struct folded *text)
{
    for (size_t end = text->count; end > 0; end--)
        for (size_t n = place_word_before(words, PLACE_FILLER, text->at, end); n > 0; n--) text->at[end - n] = FOLD_SEPARATOR;
}

/* Spots first, those of the title before those of the body; then areas.  Names and filler are then blotted out: terms are for the subject. */
static bool add_places(struct hot *hot, struct str known, const struct folded parts[2], struct message *out)
{
    struct place_name names[2][NAMES_MAX];
    size_t count[2] = { place_names(hot->words, &parts[0], names[0], NAMES_MAX), place_names(hot->words, &parts[1], names[1], NAMES_MAX) };
    struct folded points;

    if (known.len > 0) {
        if (!text_fold(hot->scratch, known, &points)) return false;
        if (points.count > 0) add_place(hot, out, points.at, points.count, false, true);
    }
    for (int area = 0; area < 2; area++)
        for (int part = 0; part < 2; part++) {
            for (size_t i = 0; i < count[part] && out->place_count < (area ? HOT_PLACES : HOT_PLACES - 1); i++)
                if (names[part][i].area == (area == 1)) add_place(hot, out, names[part][i].at, names[part][i].count, area == 1, false);
            if (!area && part == 0) out->firm_places = out->place_count;
        }
    for (int part = 0; part < 2; part++)
        for (size_t i = 0; i < count[part]; i++)
            for (size_t k = 0; k < names[part][i].count; k++) parts[part].at[names[part][i].at - parts[part].at + (ptrdiff_t)k] = FOLD_SEPARATOR;
    for (int part = 0; part < 2; part++) blot_filler(hot->words, &parts[part]);
    return true;
}

/* ── A message ─────────────────────────────────────────────────────────── */

static bool fold_both(struct hot *hot, struct str title, struct str body, struct folded out[2])
{
    arena_reset(hot->scratch);
    return text_fold_prefix(hot->scratch, title, HOT_TITLE_POINTS, &out[0]) && text_fold_prefix(hot->scratch, body, HOT_BODY_POINTS, &out[1]);
}

static void count_text(struct hot *hot, const struct folded parts[2])
{
    hot->texts++;
    each_gram(hot, &parts[0], 0, NULL);
    each_gram(hot, &parts[1], 0, NULL);
}

bool hot_learn(struct hot *hot, struct str title, struct str body)
{
    struct folded parts[2];

    if (!fold_both(hot, title, body, parts)) return false;
    hot->learned = true;
    count_text(hot, parts);
    return true;
}

bool hot_read(struct hot *hot, const struct hot_message *in, struct message *out)
{
    struct folded parts[2];

    if (!fold_both(hot, in->title, in->body, parts)) return false;
    if (!hot->learned) count_text(hot, parts);
    *out = (struct message){ .id = str_dup(hot->arena, in->id), .person = in->person.len ? str_hash(in->person) | 1 : 0, .at_ms = in->at_ms,
                             .votes = in->votes, .cluster = HOT_NO_CLUSTER, .title_count = parts[0].count };
    out->title = (int32_t *)(void *)arena_copy(hot->arena, parts[0].at, parts[0].count * sizeof *parts[0].at);
    return out->id.at && out->title && add_places(hot, in->place, parts, out) && make_terms(hot, &parts[0], &parts[1], out);
}
