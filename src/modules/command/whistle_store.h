/*
 * whistle_store.h - who blew which case.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_WHISTLE_STORE_H
#define COMMAND_WHISTLE_STORE_H

#include "case/case.h"

struct whistle {
    int64_t case_id, street_id, caller_id, blown_by, blown_at, muster_at;   /* muster_at 0: no time set */
    struct str item;
};
/* Inside apply, with the case. */
enum err whistle_insert(struct db *db, const struct whistle *whistle, struct fault *why) MUST_CHECK;

/* A whistle with what is shown of its case: id, number, item, text, address, stage, state, result, times, place. */
struct whistle_row { struct whistle whistle; struct case_record record; };
enum { WHISTLES_MAX = 2000 };
/* Those of a street blown since then, newest first; at most WHISTLES_MAX. */
enum err whistle_list(struct db *db, struct arena *arena, int64_t street_id, int64_t from_ms, int64_t to_ms, struct whistle_row **out, size_t *count,
                      struct fault *why) MUST_CHECK;

#endif
