/*
 * model_in.h - the inside of a text model, for the files that read, write and train it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_MODEL_IN_H
#define TEXT_MODEL_IN_H

#include "text/gram.h"
#include "text/model.h"

struct text_model {
    size_t labels, grams, samples;
    uint32_t title_weight, body_points;
    float temperature, doubt;
    struct str *label;
    float *bias;               /* [labels] */
    uint64_t *keys;            /* [grams], rising */
    float *idf;                /* [grams] */
    float *weights;            /* [grams][stride] */
    size_t stride;             /* labels rounded up to a multiple of 8; the rest is zero */
    /* Look-up: open addressing, a filter of one bit before it. */
    unsigned slot_bits, filter_bits;
    uint64_t *slot_keys;       /* 0: empty */
    uint32_t *slot_grams;
    uint64_t *filter;
    float *log_tf;             /* 1 + ln n, for every n a text can reach */
    size_t tf_max;
};

/* A model without grams' values; NULL when out of memory. */
struct text_model *text_model_new(struct arena *arena, size_t labels, size_t grams);
/* Builds what is derived (look-up, logarithms) once keys and parameters stand; false when out of memory. */
bool text_model_index(struct arena *arena, struct text_model *model);

#endif
