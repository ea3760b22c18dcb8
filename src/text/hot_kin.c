/*
 * hot_kin.c - clusters that are alike and stand apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "text/hot_in.h"

static int most_alike(const void *a, const void *b)
{
    const struct hot_pair *x = a, *y = b;

    if (x->alike != y->alike) return x->alike > y->alike ? -1 : 1;
    return x->a != y->a ? (x->a < y->a ? -1 : 1) : (x->b > y->b) - (x->b < y->b);
}

/* The products of a whole cluster with all others stand in hot->scores; gives how many have any. */
static size_t score_cluster(struct hot *hot, size_t cluster)
{
    size_t scored = 0;

    for (size_t i = 0; i < hot->message_count; i++)
        if (hot->messages[i].cluster == cluster) scored = hot_score(hot, hot->messages[i].terms, hot->messages[i].term_count, scored);
    return scored;
}

size_t hot_kin(struct hot *hot, const struct hot_spot *spots, size_t count, double least, struct hot_pair *out, size_t max)
{
    size_t found = 0;

    for (size_t a = 0; a < count; a++) {
        size_t scored = score_cluster(hot, spots[a].cluster);
        double own = hot->clusters[spots[a].cluster].square;
        for (size_t b = a + 1; b < count; b++) {
            double other = hot->clusters[spots[b].cluster].square, alike = own > 0 && other > 0 ? (double)hot->scores[spots[b].cluster] / sqrt(own * other) : 0;
            if (alike < least) continue;
            if (found < max) out[found++] = (struct hot_pair){ a, b, alike };
            else if (alike > out[max - 1].alike) out[max - 1] = (struct hot_pair){ a, b, alike };
            qsort(out, found, sizeof *out, most_alike);
        }
        for (size_t i = 0; i < scored; i++) hot->scores[hot->scored[i]] = 0;
    }
    return found;
}
