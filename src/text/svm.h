/*
 * svm.h - linear support vector machines on sparse vectors; used inside text/ only.
 *
 * min over w, b of  (|w|^2 + b^2)/2 + sum_i cost_i * max(0, 1 - y_i (w x_i + b))^2,
 * solved in its dual one coordinate at a time in random order (Hsieh, Chang, Lin,
 * Keerthi, Sundararajan: "A Dual Coordinate Descent Method for Large-scale Linear
 * SVM", ICML 2008, algorithm 1 for L2 loss).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_SVM_H
#define TEXT_SVM_H

#include "base/arena.h"

/* Rows of features and values; row i is [start[i], start[i + 1]). */
struct sparse {
    size_t rows, columns;
    const size_t *start;
    const uint32_t *column;
    const float *value;
};

struct svm_task {
    const struct sparse *x;
    const uint32_t *rows;      /* which rows take part, in what first order */
    size_t count;
    const int32_t *label;      /* of every row of x */
    const float *cost;         /* of every row of x */
    uint64_t seed;
};

/* One random number after another (xorshift64*); the state must not be 0. */
static inline uint64_t svm_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1du;
}

/* Fills w[columns] and *bias for `label` against the rest; false when out of memory. */
bool svm_solve(struct arena *scratch, const struct svm_task *task, int32_t label, float *w, float *bias);
/* w x_row + bias */
double svm_score(const struct sparse *x, size_t row, const float *w, float bias);

#endif
