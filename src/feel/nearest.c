/*
 * nearest.c - edit distance over code points; neighbours exchanged count once.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/nearest.h"

enum { LENGTH_MAX = 32 };

static int32_t folded(int32_t c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* The code points in small letters; 0 when there are too many. */
static size_t decode(struct str text, int32_t *out)
{
    size_t count = 0, at = 0;

    while (at < text.len) {
        if (count == LENGTH_MAX) return 0;
        out[count++] = folded(utf8_next(text, &at));
    }
    return count;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static size_t distance(const int32_t *a, size_t m, const int32_t *b, size_t n)
{
    size_t row[LENGTH_MAX + 1], before[LENGTH_MAX + 1] = { 0 }, last[LENGTH_MAX + 1] = { 0 };

    for (size_t j = 0; j <= n; j++) last[j] = j;
    for (size_t i = 1; i <= m; i++) {
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            row[j] = smallest(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        for (size_t j = 0; j <= n; j++) {
            before[j] = last[j];
            last[j] = row[j];
        }
    }
    return last[n];
}

void nearest_begin(struct nearest *n, struct str wanted)
{
    *n = (struct nearest){ .wanted = wanted };
}

void nearest_try(struct nearest *n, struct str candidate)
{
    int32_t a[LENGTH_MAX], b[LENGTH_MAX];
    size_t wanted = decode(n->wanted, a), length = decode(candidate, b), longer = wanted > length ? wanted : length;
    size_t shorter = wanted + length - longer, allowed = longer < 3 ? 0 : longer / 3, far;

    if (!wanted || !length || longer - shorter > allowed || str_eq(n->wanted, candidate)) return;
    far = distance(a, wanted, b, length);
    if (far > allowed || (n->best.len && far >= n->distance)) return;
    n->best = candidate;
    n->distance = far;
}
