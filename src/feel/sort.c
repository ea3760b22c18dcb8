/*
 * sort.c - bottom-up merge sort, so that a careless comparison cannot make it run away.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/sort.h"

#include <string.h>

struct halves { const struct feel_value *from; size_t start, middle, end; };

static void merge(struct feel_run *run, const struct halves *h, struct feel_value *to, sort_less less, const void *data)
{
    size_t a = h->start, b = h->middle;

    for (size_t i = h->start; i < h->end; i++) {
        bool take_b = b < h->end && (a >= h->middle || less(run, data, &h->from[b], &h->from[a]));
        to[i] = h->from[take_b ? b++ : a++];
    }
}

const struct feel_value *sort_values(struct feel_run *run, const struct feel_value *items, size_t count, sort_less less, const void *data)
{
    struct feel_value *from = arena_array(run->arena, struct feel_value, count);
    struct feel_value *to = arena_array(run->arena, struct feel_value, count), *swap;

    if (count && (!from || !to)) {
        feel_stop(run, "计算占用内存过多，已停止", "the evaluation needs too much memory and was stopped");
        return NULL;
    }
    if (count) memcpy(from, items, count * sizeof *from);
    for (size_t width = 1; width < count && feel_charge(run, count); width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            merge(run, &(struct halves){ from, start, middle, end }, to, less, data);
        }
        swap = from;
        from = to;
        to = swap;
    }
    return run->stopped ? NULL : from;
}
