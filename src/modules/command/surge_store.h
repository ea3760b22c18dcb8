/*
 * surge_store.h - what was opened in a span of time, as rows to count; inside command/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_SURGE_STORE_H
#define COMMAND_SURGE_STORE_H

#include "store/store.h"

/* One report, without its words; item and source are borrowed until the visit returns. */
struct opened { struct str item, source; int64_t grid_id, community_id, street_id, district_id, steering_id; };

/* Streams what was opened from `from_ms` up to before `to_ms` and is not void, oldest first, at most `most`. */
enum err surge_opened(struct db *db, struct arena *arena, int64_t from_ms, int64_t to_ms, int64_t most,
                      enum err (*visit)(const struct opened *row, void *arg, struct fault *why), void *arg, struct fault *why) MUST_CHECK;
/* When the first case of all was opened; `absent` when there is none. */
enum err surge_first(struct db *db, struct arena *arena, int64_t absent, int64_t *at_ms, struct fault *why) MUST_CHECK;

#endif
