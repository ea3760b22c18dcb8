/*
 * feed.h - reading the live events in order.
 *
 * Jobs add events with store_feed (store.h).  Numbers rise by one from 1;
 * whoever has seen number n asks for what comes after n.  Old rows may be
 * pruned, but never the newest: the next number is made from it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_FEED_H
#define STORE_FEED_H

#include "store/store.h"

/* Columns of store_feed_after; ids of who may see it are 0 (NULL) for nobody by that column. */
enum {
    FEED_SEQ, FEED_AT, FEED_CASE, FEED_AREA, FEED_UNIT, FEED_USER, FEED_KIND, FEED_BODY
};

/* At most `limit` (1 to STORE_ROWS_MAX) events with a number above `seq`, in order. */
enum err store_feed_after(struct db *db, struct arena *arena, int64_t seq, int64_t limit, struct rows *rows,
                          struct fault *why) MUST_CHECK;

/* Deletes events fed before `before_ms`, looking at the `most` oldest only; never the newest.  *gone counts.  Inside a job. */
enum err store_feed_prune(struct db *db, int64_t before_ms, int64_t most, int64_t *gone, struct fault *why) MUST_CHECK;

/* The number of the newest event, 0 when there is none. */
enum err store_feed_last(struct db *db, int64_t *seq, struct fault *why) MUST_CHECK;

#endif
