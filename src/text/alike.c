/*
 * alike.c - see alike.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/alike.h"

#include <math.h>
#include <stdlib.h>

#include "text/gram.h"

/* The distinct pairs of a text, sorted. */
struct pairs { uint64_t *at; size_t count; };

struct counted { uint64_t pair; size_t texts; };
struct counts { struct counted *at; size_t count; };

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static bool read_pairs(struct arena *arena, struct str text, struct pairs *out)
{
    struct folded f;
    size_t n = 0;

    if (!text_fold_prefix(arena, text, TEXT_ALIKE_POINTS, &f)) return false;
    out->at = arena_array(arena, uint64_t, f.count + 1);
    if (!out->at) return false;
    for (size_t i = 0; i + 1 < f.count; i++)
        if (f.at[i] != FOLD_SEPARATOR && f.at[i + 1] != FOLD_SEPARATOR) out->at[n++] = (uint64_t)f.at[i] << GRAM_POINT_BITS | (uint32_t)f.at[i + 1];
    qsort(out->at, n, sizeof *out->at, by_value);
    out->count = 0;
    for (size_t i = 0; i < n; i++)
        if (!out->count || out->at[out->count - 1] != out->at[i]) out->at[out->count++] = out->at[i];
    return true;
}

/* In how many texts each pair stands. */
static bool count_pairs(struct arena *arena, const struct pairs *texts, size_t count, struct counts *out)
{
    uint64_t *all;
    size_t total = 0, n = 0;

    for (size_t i = 0; i < count; i++) total += texts[i].count;
    all = arena_array(arena, uint64_t, total + 1);
    out->at = arena_array(arena, struct counted, total + 1);
    if (!all || !out->at) return false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < texts[i].count; k++) all[n++] = texts[i].at[k];
    qsort(all, n, sizeof *all, by_value);
    out->count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!out->count || out->at[out->count - 1].pair != all[i]) out->at[out->count++] = (struct counted){ .pair = all[i] };
        out->at[out->count - 1].texts++;
    }
    return true;
}

static double weight_of(const struct counts *counts, uint64_t pair, size_t texts)
{
    size_t low = 0, high = counts->count;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (counts->at[middle].pair <= pair) low = middle;
        else high = middle;
    }
    return log((double)(texts + 1) / (double)counts->at[low].texts);
}

static double sum_of(const struct pairs *a, const struct counts *counts, size_t texts)
{
    double sum = 0;

    for (size_t i = 0; i < a->count; i++) sum += weight_of(counts, a->at[i], texts);
    return sum;
}

static double sum_of_both(const struct pairs *a, const struct pairs *b, const struct counts *counts, size_t texts)
{
    double sum = 0;

    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->at[i] == b->at[k]) sum += weight_of(counts, a->at[i], texts);
        if (a->at[i] <= b->at[k]) {
            k += a->at[i] == b->at[k];
            i++;
        } else k++;
    }
    return sum;
}

enum err text_alike(struct arena *arena, struct str text, const struct str *others, size_t count, double *scores, struct fault *why)
{
    struct pairs *texts;
    struct counts counts;
    double own;

    if (count > TEXT_ALIKE_TEXTS) return fault_set(why, ERR_TOO_LARGE, "比较的文字太多", "too many texts to compare");
    texts = arena_array(arena, struct pairs, count + 1);
    if (!texts || !read_pairs(arena, text, &texts[count])) goto no_memory;
    for (size_t i = 0; i < count; i++)
        if (!read_pairs(arena, others[i], &texts[i])) goto no_memory;
    if (!count_pairs(arena, texts, count + 1, &counts)) goto no_memory;
    own = sum_of(&texts[count], &counts, count + 1);
    for (size_t i = 0; i < count; i++) {
        double other = sum_of(&texts[i], &counts, count + 1), both = sum_of_both(&texts[count], &texts[i], &counts, count + 1);
        scores[i] = own > 0 && other > 0 ? both / sqrt(own * other) : 0;
    }
    return ERR_OK;
no_memory:
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

struct str text_alike_run(struct arena *arena, struct str a, struct str b)
{
    struct folded x, y;
    size_t *lengths, best = 0, end = 0, len = 0;
    char *out;

    if (!text_fold_prefix(arena, a, TEXT_ALIKE_POINTS, &x) || !text_fold_prefix(arena, b, TEXT_ALIKE_POINTS, &y)) return STR_NONE;
    lengths = arena_array(arena, size_t, y.count + 1);   /* of the run that ends at this point of y and the last one of x */
    if (!lengths) return STR_NONE;
    for (size_t i = 0; i < x.count; i++)
        for (size_t k = y.count; k-- > 0;) {
            lengths[k + 1] = x.at[i] != FOLD_SEPARATOR && x.at[i] == y.at[k] ? lengths[k] + 1 : 0;
            if (lengths[k + 1] > best) best = lengths[k + 1], end = i + 1;
        }
    out = best >= TEXT_ALIKE_RUN_MIN ? arena_array(arena, char, best * 4 + 1) : NULL;
    if (!out) return STR_NONE;
    for (size_t i = end - best; i < end; i++) len += utf8_encode(x.at[i], out + len);
    return (struct str){ out, len };
}
