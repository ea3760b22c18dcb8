/*
 * vectors.h - texts as vectors for training: which grams count, and how much; used inside text/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_VECTORS_H
#define TEXT_VECTORS_H

#include "text/model_in.h"
#include "text/svm.h"
#include "text/train.h"

struct vectors {
    size_t grams;
    uint64_t *keys;            /* [grams], rising */
    float *idf;
    struct sparse x;           /* one row per sample with a label; of length 1 */
    uint32_t *sample;          /* [rows]: its position in the set */
    int32_t *label;            /* [rows] */
};

/* All in the arena, which also takes the working room; ERR_NO_MEMORY past its limit. */
enum err vectors_make(struct arena *arena, const struct text_set *set, const struct text_training *how, struct vectors *out,
                      struct fault *why) MUST_CHECK;

#endif
