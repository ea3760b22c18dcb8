/*
 * grids.h - the map of grids: which one a point lies in, and their names.
 *
 * Read once at start: the packed polygons become the raster index, the rows
 * give names and communities.
 * Ownership: grids live in the arena given.  Threads: immutable, shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_GRIDS_H
#define CASE_GRIDS_H

#include "geo/index.h"
#include "store/store.h"

struct grid_row {
    int64_t id;
    struct str code, name, kind;
    enum geo_layer layer;
    int64_t community_id, host_id;
    int32_t lon_e6, lat_e6;
};

struct grids;
/* An empty map when the database has none. */
enum err grids_load(struct db *db, struct arena *arena, struct grids **out, struct fault *why) MUST_CHECK;
size_t grids_count(const struct grids *grids);
const struct grid_row *grids_at(const struct grids *grids, size_t i);            /* by id */
const struct grid_row *grids_find(const struct grids *grids, int64_t id);        /* NULL when unknown */
const struct geo_shape *grids_shape(const struct grids *grids, int64_t id);      /* NULL when unknown */
/* The grids at a point; NULL outside.  `dedicated` may be NULL. */
const struct grid_row *grids_locate(const struct grids *grids, double lon, double lat, const struct grid_row **dedicated);

/* Writing, inside a job: rows one by one, then the pack. */
enum err grid_insert(struct db *db, const struct grid_row *row, struct fault *why) MUST_CHECK;
enum err grid_pack_insert(struct db *db, int64_t stamp, int64_t now_ms, struct str pack, struct fault *why) MUST_CHECK;
enum err unit_shape_insert(struct db *db, int64_t unit_id, struct str geometry, struct fault *why) MUST_CHECK;
/* Outlines of the children of a unit, for the map: rows (unit id, geometry). */
enum err unit_shapes_of(struct db *db, struct arena *arena, int64_t parent_id, struct rows *out, struct fault *why) MUST_CHECK;

#endif
