/*
 * tiling.h - cutting the plane into faces that share their borders exactly.
 *
 * Segments are noded and snap-rounded to the micro-degree lattice (GEOS) and
 * closed into faces.  Two neighbours have the same border points, so that a
 * set of faces can be joined by cancelling edges, with integers only: nothing
 * overlaps, nothing gapes.
 *
 * Ownership: everything lives in the arena.  Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_TILING_H
#define GEO_TILING_H

#include "geo/geo.h"

struct geo_segment {
    struct geo_point a, b;
};

struct geo_segments {
    struct arena *arena;
    struct geo_segment *at;
    size_t count, cap;
    bool failed;               /* out of memory, sticky */
};

struct geo_edge_slot;

struct tiling {
    struct geo_shape *faces;
    size_t count;
    struct geo_edge_slot *edges;   /* directed edge to face */
    size_t edge_cap;
};

enum { TILING_NONE = -1 };

void geo_segment_add(struct geo_segments *list, struct geo_point a, struct geo_point b);
void geo_segments_of_shape(struct geo_segments *list, const struct geo_shape *shape);

/* The bounded faces the segments enclose.  ERR_INVALID when the geometry cannot be cut. */
enum err tiling_cut(struct arena *arena, const struct geo_segments *segments, struct tiling *out,
                    struct fault *why) MUST_CHECK;

/* Faces that were made elsewhere but share their borders exactly (they are checked). */
enum err tiling_adopt(struct arena *arena, struct geo_shape *faces, size_t count, struct tiling *out,
                      struct fault *why) MUST_CHECK;

/* The face on the other side of a border edge that runs a → b in its own face. */
int32_t tiling_across(const struct tiling *tiling, struct geo_point a, struct geo_point b);

/*
 * Joins faces by owner: shapes[k] becomes the union of the faces whose owner is
 * k (rings: outer, its holes, next outer).  Faces with owner TILING_NONE are
 * left out.  A shape without faces gets no rings.
 */
enum err tiling_join(struct arena *arena, const struct tiling *tiling, const int32_t *owners, struct geo_shape *shapes,
                     size_t count, struct fault *why) MUST_CHECK;

/*
 * Gives each face marked in `lost` to the owner with whom it shares the longest
 * border among neighbours that `may_take(context, face, neighbour)` allows, until
 * nothing changes.  Returns how many stay lost; their owner is untouched.
 */
size_t tiling_settle(const struct tiling *tiling, int32_t *owners, bool *lost,
                     bool (*may_take)(const void *context, size_t face, size_t neighbour), const void *context);

#endif
