/*
 * cover_lay.c - shapes laid over one another and cut into faces.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/cover_lay.h"

bool lay_any_taker(const void *context, size_t face, size_t neighbour)
{
    (void)context, (void)face, (void)neighbour;
    return true;
}

static double perimeter_m(const struct geo_shape *shape)
{
    double sum = 0;

    for (size_t r = 0; r < shape->count; r++)
        for (size_t i = 0; i < shape->rings[r].count; i++)
            sum += geo_distance_m(shape->rings[r].points[i], shape->rings[r].points[(i + 1) % shape->rings[r].count]);
    return sum;
}

static struct lay_face measure(const struct geo_shape *shape, const struct geo_shape *outline, const struct geo_shape *parts, size_t count)
{
    struct geo_point centre = geo_shape_centre(shape);
    struct lay_face face = { .first = COVER_NONE, .second = COVER_NONE, .area_m2 = geo_shape_area_m2(shape) };
    double around = perimeter_m(shape);

    face.vague = geo_shape_side(shape, centre) != GEO_INSIDE;
    face.width_m = around > 0 ? 2 * face.area_m2 / around : 0;
    face.inside = !outline || geo_shape_side(outline, centre) != GEO_OUTSIDE;
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].count || geo_shape_side(&parts[i], centre) != GEO_INSIDE) continue;
        if (face.first == COVER_NONE) face.first = (int32_t)i;
        else if (face.second == COVER_NONE) face.second = (int32_t)i;
    }
    return face;
}

enum err lay_out(struct arena *arena, const struct geo_shape *outline, const struct geo_shape *parts, size_t count,
                 const struct geo_segments *extra, struct lay *out, struct fault *why)
{
    struct geo_segments segments = { .arena = arena };
    struct lay lay = { .arena = arena };
    enum err err;

    if (outline) geo_segments_of_shape(&segments, outline);
    for (size_t i = 0; i < count; i++) geo_segments_of_shape(&segments, &parts[i]);
    for (size_t i = 0; extra && i < extra->count; i++) geo_segment_add(&segments, extra->at[i].a, extra->at[i].b);
    err = tiling_cut(arena, &segments, &lay.tiling, why);
    if (err) return err;
    lay.faces = arena_array(arena, struct lay_face, lay.tiling.count + 1);
    if (!lay.faces) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t f = 0; f < lay.tiling.count; f++) lay.faces[f] = measure(&lay.tiling.faces[f], outline, parts, count);
    *out = lay;
    return ERR_OK;
}
