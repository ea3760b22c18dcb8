/*
 * cover_lay.h - shapes laid over one another and cut into faces; inside geo/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_COVER_LAY_H
#define GEO_COVER_LAY_H

#include "geo/cover.h"
#include "geo/tiling.h"

/* Of one face: how many shapes cover it, the first two, whether it lies in the outline, how wide it is on average. */
struct lay_face { int32_t first, second; bool inside, vague; double width_m, area_m2; };

struct lay {
    struct arena *arena;
    struct tiling tiling;
    struct lay_face *faces;
};

/*
 * `outline` may be NULL (every face is inside), and so may `extra`: further lines to cut along.
 * `vague`: the face is too thin to have a point inside.
 */
enum err lay_out(struct arena *arena, const struct geo_shape *outline, const struct geo_shape *parts, size_t count,
                 const struct geo_segments *extra, struct lay *out, struct fault *why) MUST_CHECK;

/* Neighbours of the same layer take what is lost; always true. */
bool lay_any_taker(const void *context, size_t face, size_t neighbour);

#endif
