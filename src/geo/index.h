/*
 * index.h - which grid a point lies in, fast.
 *
 * Two layers of polygons: comprehensive grids (综合网格), which tile the city,
 * and dedicated grids (专属网格), which lie inside them.  Each layer has a raster
 * of cells over the city; a cell without borders answers at once, the others
 * name the few polygons to test exactly.  A point on a border belongs to the
 * grid with the lower code.
 *
 * Ownership: the index and what it borrows (codes, shapes) live in the arena.
 * Threads:   immutable once built; may be shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_INDEX_H
#define GEO_INDEX_H

#include "geo/geo.h"

struct geo_index;

enum geo_layer { GEO_COMPREHENSIVE, GEO_DEDICATED, GEO__LAYERS };
enum { GEO_NONE = -1, GEO_INDEX_MAX = 1000000 };

struct geo_entry {
    struct str code;
    enum geo_layer layer;
    int64_t id;                 /* the caller's: a database id */
    struct geo_shape shape;
};

struct geo_place {
    int32_t comprehensive;      /* positions in the entries, or GEO_NONE */
    int32_t dedicated;
};

/*
 * Builds the index.  Entries may come in any order and are copied (their
 * points are borrowed).  ERR_INVALID: a shape without area, a code twice in
 * one layer, more than GEO_INDEX_MAX entries.
 */
enum err geo_index_build(struct arena *arena, const struct geo_entry *entries, size_t count, struct geo_index **out,
                         struct fault *why) MUST_CHECK;

/* Both answers for a point; both GEO_NONE outside the city. */
struct geo_place geo_locate(const struct geo_index *index, struct geo_point p);

size_t geo_index_count(const struct geo_index *index);
/* Entries are sorted by code. */
const struct geo_entry *geo_index_entry(const struct geo_index *index, int32_t at);

/*
 * All entries as compact bytes, and back: a server reads them at start-up in a
 * few milliseconds instead of parsing GeoJSON.  The bytes carry a format mark,
 * the caller's `stamp` (say, the grid version) and a checksum; unpacking bytes that are
 * cut, altered, of another format or stamp is ERR_INVALID, never a crash.
 */
enum err geo_pack(struct arena *arena, const struct geo_entry *entries, size_t count, int64_t stamp, struct str *out,
                  struct fault *why) MUST_CHECK;
enum err geo_unpack(struct arena *arena, struct str bytes, int64_t stamp, struct geo_entry **entries, size_t *count,
                    struct fault *why) MUST_CHECK;

#endif
