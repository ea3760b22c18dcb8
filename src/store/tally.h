/*
 * tally.h - sums that are read together: a key with TALLY_WIDTH numbers.
 *
 * What counter.h is for one number a key.  A job adds with store_tally; the
 * additions of a batch are summed and applied sorted, after the counters.  The
 * numbers of a key lie in one row, so a table of thirty figures is one read a
 * line, not thirty.
 *
 * Ownership: `sums` and `key` given to a reader's callback live until it returns.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_TALLY_H
#define STORE_TALLY_H

#include "store/store.h"

enum { TALLY_WIDTH = 32 };

/* Inside apply: adds one to each sum whose bit stands in `more`, takes one from each in `fewer`. */
enum err store_tally(struct db *db, struct str key, uint32_t more, uint32_t fewer, struct fault *why) MUST_CHECK;

struct tally { struct str key; int64_t sums[TALLY_WIDTH]; };
/* Every tally with from <= key < to, by key. */
enum err store_tally_each(struct db *db, struct arena *arena, struct str from, struct str to,
                          enum err (*each)(const struct tally *tally, void *arg, struct fault *why), void *arg, struct fault *why) MUST_CHECK;

/* Inside apply, of a rebuild: removes all tallies, with what earlier jobs of the batch added; then writes one whole. */
enum err store_tally_clear(struct db *db, struct fault *why) MUST_CHECK;
enum err store_tally_put(struct db *db, const struct tally *tally, struct fault *why) MUST_CHECK;

#endif
