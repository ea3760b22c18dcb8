/*
 * grid_log.h - the grid log (网格日志): what a worker found or did, by the five duties; inside grid/.
 *
 * The duties and the types of case each may open stand in content/catalogues/duties.csv.
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_LOG_H
#define GRID_GRID_LOG_H

#include "modules/grid/grid_day.h"

struct grid_log {
    int64_t id, account_id, grid_id, community_id, street_id, case_id;   /* case_id 0: none */
    struct str duty, text, person, number;                                /* read: the name of who wrote it, the case's number */
    struct moment moment;
    const struct str *photos;                                             /* digests, in the order they were taken */
    size_t photo_count;
};
/* Inside a job; its photos belong to its community. */
enum err grid_log_insert(struct db *db, const struct grid_log *row, struct fault *why) MUST_CHECK;
/* The newest of a person. */
enum err grid_logs_of(struct db *db, struct arena *arena, int64_t account_id, int64_t limit, struct grid_log **out, size_t *count, struct fault *why) MUST_CHECK;
/* Those of a street on one day, newest first, at most 2,000. */
enum err grid_logs_on(struct db *db, struct arena *arena, int64_t street_id, struct day day, struct grid_log **out, size_t *count, struct fault *why) MUST_CHECK;

extern const struct json_shape GRID_LOG_MADE_SHAPE, GRID_LOGS_MINE_SHAPE, GRID_LOGS_DAY_SHAPE;

#endif
