/*
 * svm.c - dual coordinate descent.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/svm.h"

#include <math.h>
#include <string.h>

enum { PASSES_MAX = 60 };
#define CONVERGED 0.01    /* largest step of a pass, in units of the margin */

double svm_score(const struct sparse *x, size_t row, const float *w, float bias)
{
    double sum = (double)bias;

    for (size_t k = x->start[row]; k < x->start[row + 1]; k++) sum += (double)w[x->column[k]] * (double)x->value[k];
    return sum;
}

static void shuffle(uint32_t *order, size_t count, uint64_t *random)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)(svm_random(random) % i);
        uint32_t kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}

bool svm_solve(struct arena *scratch, const struct svm_task *task, int32_t label, float *w, float *bias)
{
    const struct sparse *x = task->x;
    double *alpha = arena_array(scratch, double, x->rows), *square = arena_array(scratch, double, x->rows);
    uint32_t *order = arena_array(scratch, uint32_t, task->count + 1);
    uint64_t random = task->seed * 2 + 1;
    double step = 1;

    if (!alpha || !square || !order) return false;
    memset(w, 0, x->columns * sizeof *w);
    *bias = 0;
    memcpy(order, task->rows, task->count * sizeof *order);
    for (size_t i = 0; i < task->count; i++) {
        size_t row = order[i];
        square[row] = 1;   /* the bias is a feature that is always 1 */
        for (size_t k = x->start[row]; k < x->start[row + 1]; k++) square[row] += (double)(x->value[k] * x->value[k]);
    }
    for (int pass = 0; pass < PASSES_MAX && step > CONVERGED; pass++) {
        step = 0;
        shuffle(order, task->count, &random);
        for (size_t i = 0; i < task->count; i++) {
            size_t row = order[i];
            double y = task->label[row] == label ? 1 : -1, soft = 0.5 / (double)task->cost[row];
            double gradient = y * svm_score(x, row, w, *bias) - 1 + soft * alpha[row];
            double next = fmax(0, alpha[row] - gradient / (square[row] + soft)), change = next - alpha[row];

            if (change == 0) continue;
            alpha[row] = next;
            for (size_t k = x->start[row]; k < x->start[row + 1]; k++) w[x->column[k]] += (float)(change * y * (double)x->value[k]);
            *bias += (float)(change * y);
            step = fmax(step, fabs(change) * (square[row] + soft));
        }
    }
    return true;
}
