/*
 * hot_live.h - hot spots kept between two looks: what is new joins, what has gone leaves, nothing is gathered again.
 *
 * The model: for each of the few places last asked about (HOT_LIVE_KEPT) the
 * clusters stay in memory.  A look brings the cases as they are now; those not
 * seen before are added (microseconds each), those merged, refused or grown too
 * old are taken out.  All is gathered anew when a quarter has changed, when a
 * person said something new of two spots, or after an hour, as weights and words
 * shift; and what nobody asked about for ten
 * minutes is let go, so that an idle server holds nothing.
 *
 * Ownership: hot_live_open/_close; a look holds its place until hot_live_done.
 * Threads:   one look at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_HOT_LIVE_H
#define COMMAND_HOT_LIVE_H

#include "case/list.h"
#include "modules/command/hot_store.h"
#include "text/hot.h"

enum { HOT_LIVE_KEPT = 3 };

struct hot_live;
enum err hot_live_open(struct hot_live **out, struct fault *why) MUST_CHECK;
void hot_live_close(struct hot_live *live);   /* NULL is allowed */
/* Lets go what nobody asked about lately. */
void hot_live_tend(struct hot_live *live, int64_t now_ms);

/* What is asked: the range, and what is known of its cases, newest first. */
struct hot_asked {
    enum scope_kind kind;
    int64_t scope_id, days, release, now_ms;
    struct hot_rules rules;
    struct str place_words;               /* the catalogue's text */
    const struct case_record *cases;
    size_t count;
    const struct hot_tie *ties;           /* what people said: those that are one are made one */
    size_t tie_count;
    struct db *db;
    struct arena *arena;                  /* the call's */
};
struct hot_look { struct hot *hot; size_t added, removed; bool gathered; };

/* The clusters as the cases are now; held until hot_live_done. ERR_INVALID for broken place words, ERR_NO_MEMORY. */
enum err hot_live_look(struct hot_live *live, const struct hot_asked *asked, struct hot_look *out, struct fault *why) MUST_CHECK;
void hot_live_done(struct hot_live *live);

#endif
