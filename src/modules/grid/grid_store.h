/*
 * grid_store.h - duty and people of grids, read; inside grid/.
 *
 * Ownership: results live in the arena.  Threads: a reader's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_STORE_H
#define GRID_GRID_STORE_H

#include "store/store.h"

/* The last position; at 0: none is kept. */
struct fix { int64_t at; int32_t lon_e6, lat_e6; };

/* A stretch of duty; until 0: it goes on. */
struct duty { int64_t since, until; struct fix fix; };

enum { DUTIES_SHOWN = 10 };
/* The newest stretches of one person, at most DUTIES_SHOWN. */
enum err grid_duties(struct db *db, struct arena *arena, int64_t account_id, struct duty **out, size_t *count, struct fault *why) MUST_CHECK;

/* A worker of a grid. */
struct grid_person { int64_t grid_id, account_id; struct str name; bool on_duty; struct fix fix; };
/* Those of all grids of a community, by grid. */
enum err grid_people(struct db *db, struct arena *arena, int64_t community_id, struct grid_person **out, size_t *count, struct fault *why) MUST_CHECK;

/* An open case of a community, as a preview needs it. */
struct open_case { int64_t id, grid_id, dedicated_id; struct str number, item, address; int32_t lon_e6, lat_e6; };
enum { OPEN_CASES_MAX = 20000 };
/* The newest, at most OPEN_CASES_MAX. */
enum err grid_open_cases(struct db *db, struct arena *arena, int64_t community_id, struct open_case **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
