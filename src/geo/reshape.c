/*
 * reshape.c - cutting, joining and drawing shapes that share their borders.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "geo/cover.h"
#include "geo/cover_lay.h"

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* Faces too thin to tell whose they are go to a neighbour; then faces become shapes. */
static enum err join_faces(const struct lay *lay, int32_t *owners, size_t count, struct reshape *out, struct fault *why)
{
    bool *lost = arena_array(lay->arena, bool, lay->tiling.count + 1);
    struct reshape made = { .shapes = arena_array(lay->arena, struct geo_shape, count + 1), .count = count };
    enum err err;

    if (!lost || !made.shapes) return out_of_memory(why);
    for (size_t f = 0; f < lay->tiling.count; f++) {
        lost[f] = lay->faces[f].vague && owners[f] == COVER_NONE;
    }
    (void)tiling_settle(&lay->tiling, owners, lost, lay_any_taker, NULL);
    err = tiling_join(lay->arena, &lay->tiling, owners, made.shapes, count, why);
    if (!err) *out = made;
    return err;
}

static int32_t *owners_of(const struct lay *lay)
{
    int32_t *owners = arena_array(lay->arena, int32_t, lay->tiling.count + 1);

    for (size_t f = 0; owners && f < lay->tiling.count; f++) owners[f] = lay->faces[f].first;
    return owners;
}

/* ── Splitting ─────────────────────────────────────────────────────────── */

/* The point `reach_m` beyond `end`, seen from `from`. */
static struct geo_point beyond(struct geo_point from, struct geo_point end, double reach_m)
{
    double length = geo_distance_m(from, end), t = length > 0 ? reach_m / length : 0;

    return (struct geo_point){ end.lon + (int32_t)lround((end.lon - from.lon) * t), end.lat + (int32_t)lround((end.lat - from.lat) * t) };
}

struct piece { size_t face; double area_m2; };

/* Narrow leftovers of a cut may only go to another piece of the same shape. */
struct cutting { const struct lay *lay; int32_t part; };

static bool same_shape(const void *context, size_t face, size_t neighbour)
{
    const struct cutting *cutting = context;

    (void)face;
    return cutting->lay->faces[neighbour].first == cutting->part;
}

/* Each face of the shape becomes a piece of its own; the largest keeps the place.  Returns how many new ones there are. */
static size_t number_pieces(const struct lay *lay, int32_t part, size_t count, double narrow_m, int32_t *owners, bool *lost)
{
    size_t largest = SIZE_MAX, fresh = 0;

    for (size_t f = 0; f < lay->tiling.count; f++) {
        const struct lay_face *face = &lay->faces[f];

        if (face->first != part) continue;
        lost[f] = face->vague || face->width_m < narrow_m;
        if (!lost[f] && (largest == SIZE_MAX || face->area_m2 > lay->faces[largest].area_m2)) largest = f;
    }
    for (size_t f = 0; f < lay->tiling.count; f++)
        if (lay->faces[f].first == part && !lost[f] && f != largest) owners[f] = (int32_t)(count + fresh++);
    return fresh;
}

enum err reshape_split(struct arena *arena, const struct geo_shape *parts, size_t count, size_t part, const struct geo_point *line,
                       size_t points, double reach_m, struct reshape *out, struct fault *why)
{
    struct geo_segments cut = { .arena = arena };
    struct cutting cutting = { .part = (int32_t)part };
    struct lay lay;
    int32_t *owners;
    bool *lost;
    size_t fresh;
    enum err err;

    if (points < 2) return fault_set(why, ERR_UNPROCESSABLE, "分割线至少要有两个点", "a cutting line has at least two points");
    /* the ends of the line stay corners: a line between two corners makes no others beside them */
    geo_segment_add(&cut, beyond(line[1], line[0], reach_m), line[0]);
    for (size_t i = 0; i + 1 < points; i++) geo_segment_add(&cut, line[i], line[i + 1]);
    geo_segment_add(&cut, line[points - 1], beyond(line[points - 2], line[points - 1], reach_m));
    err = lay_out(arena, NULL, parts, count, &cut, &lay, why);
    if (err) return err;
    owners = owners_of(&lay);
    lost = arena_array(arena, bool, lay.tiling.count + 1);
    if (!owners || !lost) return out_of_memory(why);
    fresh = number_pieces(&lay, (int32_t)part, count, reach_m, owners, lost);
    if (!fresh)
        return fault_set(why, ERR_UNPROCESSABLE, "这条线没有把网格分开：应从边界画到边界", "the line does not divide the grid: draw it from border to border");
    cutting.lay = &lay;
    (void)tiling_settle(&lay.tiling, owners, lost, same_shape, &cutting);
    return join_faces(&lay, owners, count + fresh, out, why);
}

/* ── Merging and drawing ───────────────────────────────────────────────── */

static size_t outer_rings(const struct geo_shape *shape)
{
    size_t outer = 0;

    for (size_t r = 0; r < shape->count; r++) outer += geo_ring_area2(&shape->rings[r]) > 0;
    return outer;
}

enum err reshape_merge(struct arena *arena, const struct geo_shape *parts, size_t count, const bool *merged, size_t into,
                       struct reshape *out, struct fault *why)
{
    struct reshape made;
    struct lay lay;
    int32_t *owners;
    enum err err = lay_out(arena, NULL, parts, count, NULL, &lay, why);

    if (err) return err;
    owners = owners_of(&lay);
    if (!owners) return out_of_memory(why);
    for (size_t f = 0; f < lay.tiling.count; f++)
        if (owners[f] != COVER_NONE && merged[owners[f]]) owners[f] = (int32_t)into;
    err = join_faces(&lay, owners, count, &made, why);
    if (err) return err;
    if (outer_rings(&made.shapes[into]) != 1)
        return fault_set(why, ERR_UNPROCESSABLE, "所选网格不相邻，不能合并", "the chosen grids do not lie together and cannot be merged");
    *out = made;
    return ERR_OK;
}

enum err reshape_draw(struct arena *arena, const struct geo_shape *parts, size_t count, const struct geo_shape *drawn,
                      struct reshape *out, struct fault *why)
{
    struct geo_segments lines = { .arena = arena };
    struct lay lay;
    int32_t *owners;
    size_t taken = 0;
    enum err err;

    geo_segments_of_shape(&lines, drawn);
    err = lay_out(arena, NULL, parts, count, &lines, &lay, why);
    if (err) return err;
    owners = owners_of(&lay);
    if (!owners) return out_of_memory(why);
    for (size_t f = 0; f < lay.tiling.count; f++) {
        if (owners[f] == COVER_NONE || lay.faces[f].vague) continue;
        if (geo_shape_side(drawn, geo_shape_centre(&lay.tiling.faces[f])) != GEO_INSIDE) continue;
        owners[f] = (int32_t)count;
        taken++;
    }
    if (!taken) return fault_set(why, ERR_UNPROCESSABLE, "所画范围不在社区内", "what was drawn does not lie in the community");
    return join_faces(&lay, owners, count + 1, out, why);
}

/* ── Comparing ─────────────────────────────────────────────────────────── */

enum err reshape_shares(struct arena *arena, const struct geo_shape *old, size_t old_count, const struct geo_shape *fresh, size_t fresh_count,
                        double **shared, struct fault *why)
{
    struct geo_segments lines = { .arena = arena };
    double *table = arena_array(arena, double, old_count * fresh_count + 1);
    struct lay lay;
    enum err err;

    if (!table) return out_of_memory(why);
    for (size_t i = 0; i < fresh_count; i++) geo_segments_of_shape(&lines, &fresh[i]);
    err = lay_out(arena, NULL, old, old_count, &lines, &lay, why);
    if (err) return err;
    for (size_t f = 0; f < lay.tiling.count; f++) {
        struct geo_point centre = geo_shape_centre(&lay.tiling.faces[f]);
        int32_t from = lay.faces[f].first;

        if (from == COVER_NONE || lay.faces[f].vague) continue;
        for (size_t n = 0; n < fresh_count; n++)
            if (fresh[n].count && geo_shape_side(&fresh[n], centre) == GEO_INSIDE) {
                table[(size_t)from * fresh_count + n] += lay.faces[f].area_m2;
                break;
            }
    }
    *shared = table;
    return ERR_OK;
}

enum err reshape_outline(struct arena *arena, const struct geo_shape *parts, size_t count, struct geo_shape *out, struct fault *why)
{
    struct geo_shape *faces = arena_array(arena, struct geo_shape, count + 1), outline;
    int32_t *owners = arena_array(arena, int32_t, count + 1);
    struct tiling tiling;
    enum err err;

    if (!faces || !owners) return out_of_memory(why);
    if (count) memcpy(faces, parts, count * sizeof *parts);
    err = tiling_adopt(arena, faces, count, &tiling, why);
    if (!err) err = tiling_join(arena, &tiling, owners, &outline, 1, why);
    if (!err) *out = outline;
    return err;
}
