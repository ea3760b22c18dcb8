/*
 * hot.h - hot spots: messages that speak of the same matter at the same place, found as they come.
 *
 * Model.  A message is a vector over its pairs of characters (the title weighs
 * more; names of places and filler are left out), sublinear tf-idf, the strongest HOT_TERMS
 * of them, length 1; beside it stand the places it names (place.h) or that are
 * known of it.  A cluster is the sum of its messages' vectors.  A message joins the cluster of
 *     fit = cosine + place_bonus * share - (place_penalty or place_clash) * apart - gap
 * that is highest, if it is at least `join`; else it begins its own.  `share`
 * is how much of the cluster names a spot that the message names, `apart` how
 * much of it agrees on another spot (a clash when the message's title names one
 * that hardly anything in the cluster names), `gap` grows by `forget` for each window
 * between the cluster's time and the message's.  hot_settle looks at every
 * message once more with the whole known, and joins clusters that fit each
 * other by `merge`.  This is leader clustering with centroids and one more
 * sweep (spherical k-means with an open k).
 *
 * Heat.  ln of each: 1 + x, weights are data:
 *     heat = number ln(messages) + people ln(people) + votes ln(likes + against)
 *          + rise ln(steepest rise) + lasting ln(days from first to last)
 * The steepest rise is the largest excess of one window over the window before.
 * People are counted by distinct id and never listed.
 *
 * Bounds: HOT_MESSAGES_MAX messages; live use adds what is new and takes out what
 * has gone, and rebuilds into a new arena when a good part has changed.
 *
 * Ownership: everything lives in the arena given; texts added are not kept, but
 * for ids.  Threads: one thread at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_HOT_H
#define TEXT_HOT_H

#include "base/err.h"
#include "base/str.h"

enum { HOT_MESSAGES_MAX = 200000, HOT_TERMS = 64, HOT_PLACES = 6 };

/* Hundredths, but for counts and days; from content/settings.csv, hotspot.*. */
struct hot_rules {
    int64_t title_weight, join, merge, place_bonus, place_penalty, place_clash, forget, window_days, least;
    int64_t number, people, votes, rise, lasting;
};

/* A rule and its row in content/settings.csv. */
#define HOT_RULE_LIST(X)                                                                                             \
    X(title_weight, "hotspot.title_weight") X(join, "hotspot.join") X(merge, "hotspot.merge")                         \
    X(place_bonus, "hotspot.place_bonus") X(place_penalty, "hotspot.place_penalty")                                   \
    X(place_clash, "hotspot.place_clash") X(forget, "hotspot.forget") X(window_days, "hotspot.window")                \
    X(least, "hotspot.least") X(number, "hotspot.weight_number") X(people, "hotspot.weight_people")                   \
    X(votes, "hotspot.weight_votes") X(rise, "hotspot.weight_rise") X(lasting, "hotspot.weight_lasting")

struct hot_message {
    struct str id, person;     /* person: any id of who wrote; empty: unknown */
    int64_t at_ms;
    struct str title, body;
    struct str place;          /* a place known besides the words (a community's code, a grid); may be empty */
    int64_t votes;             /* likes and against together, not negative */
};

struct place_words;
struct hot;
/* NULL when out of memory; the words must outlive it. */
struct hot *hot_new(struct arena *arena, const struct hot_rules *rules, const struct place_words *words);
/* The same in less memory, for about so many messages; more of them still fit, with their rarest pairs left out. */
struct hot *hot_new_for(struct arena *arena, const struct hot_rules *rules, const struct place_words *words, size_t messages);
/* Counts the words of a text beforehand, so that the first messages are weighed like the last; optional. */
bool hot_learn(struct hot *hot, struct str title, struct str body);
/* Adds one message, in any order of time; ERR_TOO_LARGE past HOT_MESSAGES_MAX. */
enum err hot_add(struct hot *hot, const struct hot_message *message, struct fault *why) MUST_CHECK;
/*
 * For live use.  Messages are named by their position in the order they were added.  hot_remove takes one out (it joins
 * nothing any more); hot_unite makes one cluster of two, as a person decided: settle before, it would part them again.
 * Both false when out of memory.
 */
bool hot_remove(struct hot *hot, size_t position);
bool hot_unite(struct hot *hot, size_t a, size_t b);
/* Looks at everything once more; false when out of memory. */
bool hot_settle(struct hot *hot);

struct hot_spot {
    size_t size, people;
    int64_t first_ms, last_ms, votes;
    int64_t rise;              /* messages of the steepest window above the one before */
    double heat;
    struct str place, subject; /* as most of its messages say */
    const struct str *ids;     /* of the messages, by time */
    const int64_t *times;      /* beside ids */
    size_t cluster;            /* for hot_kin */
};
/* Two clusters that are alike, and not enough to join of themselves: what a person may be asked. */
struct hot_pair { size_t a, b; double alike; };   /* positions in the list given; cosine of the sums */
/* The clusters of at least `least` messages, hottest first; ERR_NO_MEMORY. */
enum err hot_rank(struct hot *hot, struct arena *arena, struct hot_spot **out, size_t *count, struct fault *why) MUST_CHECK;

/* Of the spots given, pairs at least `least` alike, the most alike first; at most `max`. */
size_t hot_kin(struct hot *hot, const struct hot_spot *spots, size_t count, double least, struct hot_pair *out, size_t max);

#endif
