/*
 * hot_store.h - what people said of hot spots, and the keyed digest of a reporter's phone; inside command/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_HOT_STORE_H
#define COMMAND_HOT_STORE_H

#include "store/store.h"

struct hot_tie { int64_t a, b; bool same; };
/* Those whose older case is `from_id` or newer, at most `max`. */
enum err hot_ties(struct db *db, struct arena *arena, int64_t from_id, int64_t max, struct hot_tie **out, size_t *count, struct fault *why) MUST_CHECK;
/* Inside a job; ERR_CONFLICT when the same was said before. */
enum err hot_tie_put(struct db *db, const struct hot_tie *tie, int64_t at_ms, int64_t by, struct fault *why) MUST_CHECK;
/* The digest of the phone the reporter left; STR_NONE without contact. */
enum err hot_person(struct db *db, struct arena *arena, int64_t case_id, struct str *out, struct fault *why) MUST_CHECK;

#endif
