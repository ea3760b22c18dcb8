/*
 * measure.c - cross-validation: how good a model of these texts is on texts it never saw.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "text/train.h"

static void note(struct text_measured *m, size_t round, int32_t label, const struct text_verdict *v)
{
    size_t bin = (size_t)(v->confidence * TEXT_BINS);
    bool right = v->label == (size_t)label;

    if (bin >= TEXT_BINS) bin = TEXT_BINS - 1;
    m->judged++;
    m->right += right;
    m->accuracy[round] += right;
    m->table[label][v->label]++;
    m->bins[bin].count++;
    m->bins[bin].right += right;
    m->bins[bin].confidence += v->confidence;
}

/* Trains without the fold, judges the fold. */
static enum err judge_fold(const struct text_set *set, const struct text_training *how, const uint8_t *fold, uint8_t left_out, size_t round,
                           struct text_measured *m, struct fault *why)
{
    struct arena *scratch = arena_open((size_t)1 << 30);
    struct text_sample *kept = scratch ? arena_array(scratch, struct text_sample, set->count + 1) : NULL;
    struct text_set others = { set->labels, set->label_count, kept, 0 };
    struct text_model *model = NULL;
    struct text_reader *reader = NULL;
    enum err err = ERR_OK;

    if (!kept) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < set->count; i++)
        if (fold[i] != left_out) kept[others.count++] = set->samples[i];
    if (!err) err = text_train(scratch, &others, how, &model, why);
    if (!err && !(reader = text_reader_new(scratch, model))) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < set->count; i++) {
        struct text_verdict v;
        if (fold[i] != left_out) continue;
        if (text_read(reader, set->samples[i].title, set->samples[i].body, &v))
            note(m, round, set->samples[i].label, &v);
        else
            err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    arena_close(scratch);
    return err;
}

enum err text_measure(struct arena *arena, const struct text_set *set, const struct text_training *how, uint32_t folds, uint32_t rounds,
                      struct text_measured *out, struct fault *why)
{
    uint8_t *fold = arena_array(arena, uint8_t, set->count + 1);

    if (folds < 2 || folds > TEXT_FOLDS_MAX || rounds < 1 || rounds > TEXT_FOLDS_MAX)
        return fault_set(why, ERR_INVALID, "折数和轮数超出范围", "folds or rounds are out of bounds");
    if (!fold) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    memset(out, 0, sizeof *out);
    out->rounds = rounds;
    for (uint32_t r = 0; r < rounds; r++) {
        size_t before = out->judged;
        text_folds(set, folds, r + 1, fold);
        for (uint32_t f = 0; f < folds; f++) {
            enum err err = judge_fold(set, how, fold, (uint8_t)f, r, out, why);
            if (err) return err;
        }
        if (out->judged > before) out->accuracy[r] /= (double)(out->judged - before);
    }
    return ERR_OK;
}
