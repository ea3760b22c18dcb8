/*
 * hot_in.h - the inside of hot spots, for the files that read, gather and rank.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_HOT_IN_H
#define TEXT_HOT_IN_H

#include "text/gram.h"
#include "text/hot.h"
#include "text/place.h"

enum { HOT_CLUSTER_PLACES = 32, HOT_BODY_POINTS = 400, HOT_TITLE_POINTS = 120, HOT_NO_CLUSTER = UINT32_MAX };

struct posting {
    uint32_t cluster;
    float sum;                 /* of the term's weights over the cluster's messages */
};

struct gram_row {
    uint64_t key;              /* 0: empty */
    uint32_t texts, last;      /* df; the text that counted last */
    uint32_t count, cap;
    struct posting *postings;
    float tf;                  /* of the message being read */
};

struct term {
    uint32_t gram;             /* position in the table of grams */
    float weight;
};

struct place_row {
    int32_t *points;
    size_t count;
    bool area, known;          /* known: given by the caller, not a name to show */
};

struct message {
    struct str id;
    uint64_t person;           /* digest of who wrote, 0 unknown */
    int64_t at_ms, votes;
    struct term *terms;
    size_t term_count;
    uint32_t places[HOT_PLACES];
    size_t place_count, firm_places;   /* firm: the first ones, given by the caller or named in the title */
    int32_t *title;            /* folded */
    size_t title_count;
    uint32_t cluster;
};

struct cluster {
    size_t size;
    double square;             /* of the sum's length */
    int64_t first_ms, last_ms;
    struct { uint32_t place, count; } places[HOT_CLUSTER_PLACES];
    size_t place_count;
};

struct hot {
    struct arena *arena, *scratch;
    struct hot_rules rules;
    const struct place_words *words;
    struct gram_row *grams;
    unsigned gram_bits;
    size_t gram_count;
    uint32_t texts;            /* counted so far */
    bool learned;
    uint32_t *touched;
    struct place_row *places;
    size_t place_count, place_cap;
    uint32_t *place_slots;     /* place + 1 */
    unsigned place_bits;
    struct message *messages;
    size_t message_count, message_cap;
    struct cluster *clusters;
    size_t cluster_count, cluster_cap;
    float *scores;             /* beside clusters */
    uint32_t *scored;
};

/* hot_read.c: fills terms, places and title of `out`; false when out of memory. */
bool hot_read(struct hot *hot, const struct hot_message *in, struct message *out);
/* hot.c: adds the products of some terms with every cluster to hot->scores, and those clusters to hot->scored from `scored` on; the new count. */
size_t hot_score(struct hot *hot, const struct term *terms, size_t count, size_t scored);
/* Copies `count` elements of `size` bytes into a place twice as large; NULL when out of memory. */
void *hot_wider(struct arena *arena, const void *old, size_t count, size_t cap, size_t size);

#endif
