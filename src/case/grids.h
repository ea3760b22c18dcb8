/*
 * grids.h - the map of grids: which one a point lies in, and their names.
 *
 * A map is one value: the packed polygons become the raster index, the rows give
 * names and communities.  A plan (grid_plan.h) that comes into force makes the
 * next map, with a higher stamp; grids that are no more keep their row, so that
 * old cases keep their grid, but have no shape and are in no list.
 *
 * Ownership: grids_open/grids_close.  Threads: immutable, shared.
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
    int64_t opened_at, retired_at;   /* 0: since the first map; 0: in force */
};

struct grids;
/* An empty map when the database has none. */
enum err grids_open(struct db *db, struct grids **out, struct fault *why) MUST_CHECK;
void grids_close(struct grids *grids);   /* NULL is allowed */
/* The stamp of the newest map; 0 when there is none. */
enum err grids_newest(struct db *db, int64_t *stamp, struct fault *why) MUST_CHECK;
int64_t grids_stamp(const struct grids *grids);

/* Those in force. */
size_t grids_count(const struct grids *grids);
const struct grid_row *grids_at(const struct grids *grids, size_t i);            /* by id */
/* Retired ones too. */
const struct grid_row *grids_find(const struct grids *grids, int64_t id);        /* NULL when unknown */
const struct geo_shape *grids_shape(const struct grids *grids, int64_t id);      /* NULL when unknown or retired */
/* The grids at a point; NULL outside.  `dedicated` may be NULL. */
const struct grid_row *grids_locate(const struct grids *grids, double lon, double lat, const struct grid_row **dedicated);
/* The grids of a community that are in force, by code within the layer; at most `most`. */
size_t grids_of(const struct grids *grids, int64_t community_id, enum geo_layer layer, const struct grid_row **out, size_t most);
/* The highest serial number any grid of the community and layer ever had: codes are never used again. */
int64_t grids_last_serial(const struct grids *grids, int64_t community_id, enum geo_layer layer);
/* All polygons of the map, to make the next one from; borrowed. */
const struct geo_index *grids_index(const struct grids *grids);   /* NULL: no map */

/* Writing, inside a job: rows one by one, then the pack. */
enum err grid_insert(struct db *db, const struct grid_row *row, struct fault *why) MUST_CHECK;
/* Name, kind, host and centre of a grid, and when it retired. */
enum err grid_update(struct db *db, const struct grid_row *row, struct fault *why) MUST_CHECK;
/* Maps before it are deleted: how a grid looked stands in grid_version. */
enum err grid_pack_insert(struct db *db, int64_t stamp, int64_t now_ms, struct str pack, struct fault *why) MUST_CHECK;
enum err unit_shape_insert(struct db *db, int64_t unit_id, struct str geometry, struct fault *why) MUST_CHECK;
/* Outlines of the children of a unit, for the map: rows (unit id, geometry). */
enum err unit_shapes_of(struct db *db, struct arena *arena, int64_t parent_id, struct rows *out, struct fault *why) MUST_CHECK;

#endif
