/*
 * model.c - a text read with a model: its vector, its label, the grams that decided.
 *
 * Speed: an n-gram is looked up by one bit of a filter that stays in the second
 * cache, then by its key; what a text has is counted in place and only the
 * grams it touched are visited again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/model.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "text/model_in.h"

enum { FILTER_BITS_PER_GRAM = 12, READER_MEMORY = 16 << 20 };

struct text_reader {
    const struct text_model *model;
    struct arena *scratch;     /* one text's points */
    uint32_t *counts;          /* beside slot_keys: weighted occurrences in this text */
    uint32_t *touched;         /* slots with a count */
    size_t touched_count, touched_max;
    size_t runs, known;        /* of the text last read: its runs of characters, those the model has */
};

/* ── The model's derived parts ─────────────────────────────────────────── */

static unsigned bits_for(size_t count)
{
    unsigned bits = 4;

    while ((size_t)1 << bits < count) bits++;
    return bits;
}

struct text_model *text_model_new(struct arena *arena, size_t labels, size_t grams)
{
    struct text_model *m = arena_new(arena, struct text_model);

    if (!m) return NULL;
    m->labels = labels;
    m->grams = grams;
    m->stride = (labels + 7) / 8 * 8;
    m->label = arena_array(arena, struct str, labels);
    m->bias = arena_array(arena, float, labels);
    m->keys = arena_array(arena, uint64_t, grams + 1);
    m->idf = arena_array(arena, float, grams + 1);
    m->weights = arena_array(arena, float, (grams + 1) * m->stride);
    return m->label && m->bias && m->keys && m->idf && m->weights ? m : NULL;
}

bool text_model_index(struct arena *arena, struct text_model *m)
{
    m->slot_bits = bits_for(m->grams * 2);
    m->filter_bits = bits_for(m->grams * FILTER_BITS_PER_GRAM);
    m->tf_max = (size_t)m->title_weight * TEXT_TITLE_POINTS + m->body_points;
    m->slot_keys = arena_array(arena, uint64_t, (size_t)1 << m->slot_bits);
    m->slot_grams = arena_array(arena, uint32_t, (size_t)1 << m->slot_bits);
    m->filter = arena_array(arena, uint64_t, ((size_t)1 << m->filter_bits) / 64 + 1);
    m->log_tf = arena_array(arena, float, m->tf_max + 1);
    if (!m->slot_keys || !m->slot_grams || !m->filter || !m->log_tf) return false;
    for (size_t g = 0; g < m->grams; g++) {
        size_t mask = ((size_t)1 << m->slot_bits) - 1, slot = gram_slot(m->keys[g], m->slot_bits), bit = gram_slot(m->keys[g], m->filter_bits);

        while (m->slot_keys[slot]) slot = (slot + 1) & mask;
        m->slot_keys[slot] = m->keys[g];
        m->slot_grams[slot] = (uint32_t)g;
        m->filter[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    for (size_t n = 1; n <= m->tf_max; n++) m->log_tf[n] = (float)(1 + log((double)n));
    return true;
}

size_t text_model_labels(const struct text_model *model)
{
    return model->labels;
}

struct str text_model_label(const struct text_model *model, size_t label)
{
    assert(label < model->labels);
    return model->label[label];
}

size_t text_model_grams(const struct text_model *model)
{
    return model->grams;
}

size_t text_model_samples(const struct text_model *model)
{
    return model->samples;
}

/* ── Reading a text ────────────────────────────────────────────────────── */

static void release(void *arena)
{
    arena_close(arena);
}

struct text_reader *text_reader_new(struct arena *arena, const struct text_model *model)
{
    struct text_reader *r = arena_new(arena, struct text_reader);

    if (!r) return NULL;
    r->model = model;
    r->touched_max = GRAM_LENGTHS * (size_t)(TEXT_TITLE_POINTS + model->body_points);
    r->counts = arena_array(arena, uint32_t, (size_t)1 << model->slot_bits);
    r->touched = arena_array(arena, uint32_t, r->touched_max);
    if (!r->counts || !r->touched || !(r->scratch = arena_open(READER_MEMORY))) return NULL;
    if (arena_defer(arena, release, r->scratch)) return r;
    arena_close(r->scratch);
    return NULL;
}

static void count_gram(struct text_reader *r, uint64_t key, uint32_t weight)
{
    const struct text_model *m = r->model;
    size_t bit = gram_slot(key, m->filter_bits), slot, mask = ((size_t)1 << m->slot_bits) - 1;

    if (!(m->filter[bit / 64] >> bit % 64 & 1)) return;
    for (slot = gram_slot(key, m->slot_bits); m->slot_keys[slot] != key; slot = (slot + 1) & mask)
        if (!m->slot_keys[slot]) return;
    r->known++;
    if (!r->counts[slot]) r->touched[r->touched_count++] = (uint32_t)slot;
    r->counts[slot] += weight;
}

static bool count_part(struct text_reader *r, struct str text, size_t max, uint32_t weight)
{
    struct folded points;
    uint64_t keys[GRAM_LENGTHS];

    if (!text_fold_prefix(r->scratch, text, max, &points)) return false;
    for (size_t i = 0; i < points.count; i++) {
        size_t n = points.at[i] == FOLD_SEPARATOR ? 0 : gram_keys(&points, points.count, i, keys);
        for (size_t k = 0; k < n; k++) count_gram(r, keys[k], weight);
        r->runs += n;
    }
    return true;
}

/* x of a touched slot before the length is divided out. */
static float value_of(const struct text_reader *r, uint32_t slot)
{
    const struct text_model *m = r->model;
    uint32_t count = r->counts[slot];

    return m->log_tf[count <= m->tf_max ? count : m->tf_max] * m->idf[m->slot_grams[slot]];
}

static void decide(const struct text_model *m, struct text_verdict *v)
{
    double sum = 0;

    v->label = 0;
    for (size_t c = 1; c < m->labels; c++)
        if (v->scores[c] > v->scores[v->label]) v->label = c;
    for (size_t c = 0; c < m->labels; c++)
        sum += v->confidences[c] = exp((v->scores[c] - v->scores[v->label]) / (double)m->temperature);
    for (size_t c = 0; c < m->labels; c++)
        v->confidences[c] = (1 - (double)m->doubt) * v->confidences[c] / sum + (double)m->doubt / (double)m->labels;
    v->confidence = v->confidences[v->label];
}

bool text_read(struct text_reader *r, struct str title, struct str body, struct text_verdict *out)
{
    const struct text_model *m = r->model;
    float sums[TEXT_LABELS_MAX] = { 0 }, square = 0, scale;

    for (size_t i = 0; i < r->touched_count; i++) r->counts[r->touched[i]] = 0;
    r->touched_count = r->runs = r->known = 0;
    arena_reset(r->scratch);
    if (!count_part(r, title, TEXT_TITLE_POINTS, m->title_weight) || !count_part(r, body, m->body_points, 1)) return false;
    for (size_t i = 0; i < r->touched_count; i++) {
        const float *w = &m->weights[m->slot_grams[r->touched[i]] * m->stride];
        float x = value_of(r, r->touched[i]);

        square += x * x;
        for (size_t from = 0; from < m->stride; from += 8)
            for (size_t c = 0; c < 8; c++) sums[from + c] += w[from + c] * x;
    }
    scale = square > 0 ? 1 / sqrtf(square) : 0;
    for (size_t c = 0; c < m->labels; c++) out->scores[c] = (double)(sums[c] * scale + m->bias[c]);
    decide(m, out);
    return true;
}

double text_reader_known(const struct text_reader *r)
{
    return r->runs ? (double)r->known / (double)r->runs : 0;
}

/* ── Why ───────────────────────────────────────────────────────────────── */

struct say {
    uint64_t key;
    double weight;
};

static int say_order(const void *a, const void *b)
{
    const struct say *p = a, *q = b;

    if (p->weight != q->weight) return p->weight > q->weight ? -1 : 1;
    return (p->key > q->key) - (p->key < q->key);
}

static bool named_already(const struct text_decided *out, size_t count, struct str gram)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(out[i].gram, gram) >= 0 || str_find(gram, out[i].gram) >= 0) return true;
    return false;
}

/* What each gram added for the label, above the mean of all labels. */
static size_t collect_says(const struct text_reader *r, size_t label, struct say *says)
{
    const struct text_model *m = r->model;
    double square = 0, scale;

    for (size_t i = 0; i < r->touched_count; i++) {
        const float *w = &m->weights[m->slot_grams[r->touched[i]] * m->stride];
        double x = (double)value_of(r, r->touched[i]), mean = 0;

        for (size_t c = 0; c < m->labels; c++) mean += (double)w[c] / (double)m->labels;
        says[i] = (struct say){ m->slot_keys[r->touched[i]], ((double)w[label] - mean) * x };
        square += x * x;
    }
    scale = square > 0 ? 1 / sqrt(square) : 0;
    for (size_t i = 0; i < r->touched_count; i++) says[i].weight *= scale;
    return r->touched_count;
}

size_t text_decided_by(struct text_reader *r, struct arena *arena, size_t label, struct text_decided *out, size_t max)
{
    struct say *says = arena_array(arena, struct say, r->touched_count + 1);
    size_t count = 0, n;

    if (!says || label >= r->model->labels) return 0;
    n = collect_says(r, label, says);
    qsort(says, n, sizeof *says, say_order);
    for (size_t i = 0; i < n && count < max && count < TEXT_DECIDED_MAX && says[i].weight > 0; i++) {
        char bytes[GRAM_LENGTHS * 4];
        struct str gram = { bytes, gram_print(says[i].key, bytes) };

        if (says[i].key < (uint64_t)1 << GRAM_POINT_BITS || named_already(out, count, gram)) continue;
        gram = str_dup(arena, gram);
        if (!gram.at) break;
        out[count++] = (struct text_decided){ gram, says[i].weight };
    }
    return count;
}
