/*
 * place.h - components and places (部件与场所) over HTTP: lists, the map, changes, files; inside grid/.
 *
 * The record is the spine's (case/places.h).  Whoever may see the cases of an
 * area sees its places; a unit sees those it owns or keeps, wherever they stand.
 * They are tended with the right place.tend at the community or above.
 *
 * Ownership: results live in the call's arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_PLACE_H
#define GRID_PLACE_H

#include "case/case.h"
#include "case/places.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/staff.h"

extern const struct json_shape PLACE_SHAPE, PLACE_CASE_SHAPE, PLACES_SHAPE, PLACE_VIEW_SHAPE, PLACE_MAP_SHAPE, PLACE_IMPORT_SHAPE, PLACE_OF_CASE_SHAPE, PLACES_BY_CASE_SHAPE, PLACE_CLASSES_SHAPE;

bool place_seen(const struct call *call, const struct place_record *place);
bool place_tended(const struct call *call, const struct place_record *place);
/* The fields of a place into the open object. */
void place_write(struct call *call, const struct csv *classes, const struct place_record *place);
/* Its cases that the reader may see, as the list `cases` after the query's `after`; *next goes on behind all that were looked at. */
enum err place_write_cases(struct call *call, int64_t place_id, int64_t *next, struct fault *why) MUST_CHECK;
/* The list asked for by `parent`, `kind`, `class`: one range of an index; 404 out of reach, 422 the city as a whole. */
enum err place_asked(struct call *call, struct place_ask *ask, struct fault *why) MUST_CHECK;

/* What somebody says a place is; at==NULL is not said, empty takes it away. */
struct place_said {
    struct str kind, class, code, name, address, owner, maintainer, state, from, until, source;
    const struct json_t *attributes;      /* an object, or NULL */
    bool has_point;
    double lon, lat;
};
/* Checks it and puts it into the record, which may be a new one (version 0): areas by the point, units by code or as water@district. */
enum err place_take(struct call *call, const struct csv *classes, const struct place_said *said, struct place_record *place, struct fault *why) MUST_CHECK;

#define X(name) enum err name(struct call *call, struct fault *why) MUST_CHECK;
X(places_show) X(place_show) X(place_classes_show) X(places_map) X(places_geojson) X(places_csv)
X(place_add_prepare) X(place_save_prepare) X(place_retire_prepare) X(place_reply)  X(places_import) X(place_of_case) X(places_by_case)
#undef X
enum err place_add_apply(struct db *db, struct call *call, struct fault *why) MUST_CHECK;
enum err place_save_apply(struct db *db, struct call *call, struct fault *why) MUST_CHECK;

#endif
