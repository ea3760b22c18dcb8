/*
 * grid_duty_store.h - marks of going on and off duty; inside grid/.
 *
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_DUTY_STORE_H
#define GRID_GRID_DUTY_STORE_H

#include "modules/grid/grid_day.h"

struct duty_mark {
    int64_t id, account_id, unit_id, street_id;
    bool on;
    struct moment moment;
    bool has_inside, inside;
    int64_t grid_id, away_m;
    bool placed;                       /* the place is still kept */
    int32_t lon_e6, lat_e6;
    int64_t accuracy_m;
    struct str reason;
};

enum err duty_mark_insert(struct db *db, const struct duty_mark *mark, struct fault *why) MUST_CHECK;
/* The newest of a person, at most `limit`. */
enum err duty_marks_of(struct db *db, struct arena *arena, int64_t account_id, int64_t limit, struct duty_mark **out, size_t *count, struct fault *why) MUST_CHECK;
/* Those of a street on one day, oldest first. */
enum err duty_marks_on(struct db *db, struct arena *arena, int64_t street_id, struct day day, struct duty_mark **out, size_t *count, struct fault *why) MUST_CHECK;
/* Forgets places of marks older than one instant and deletes those older than another. */
enum err duty_marks_sweep(struct db *db, int64_t places_before_ms, int64_t before_ms, struct fault *why) MUST_CHECK;

#endif
