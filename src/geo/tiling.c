/*
 * tiling.c - noding and polygonizing with GEOS, and neighbourhood by edges.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/tiling.h"

#include <geos_c.h>
#include <math.h>
#include <string.h>

struct geo_edge_slot {
    struct geo_point a, b;
    int32_t face;              /* TILING_NONE: empty */
};

void geo_segment_add(struct geo_segments *list, struct geo_point a, struct geo_point b)
{
    if (list->failed || (a.lon == b.lon && a.lat == b.lat)) return;
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 4096;
        struct geo_segment *grown = arena_array(list->arena, struct geo_segment, cap);

        if (!grown) {
            list->failed = true;
            return;
        }
        if (list->count) memcpy(grown, list->at, list->count * sizeof *grown);
        list->at = grown;
        list->cap = cap;
    }
    list->at[list->count++] = (struct geo_segment){ a, b };
}

void geo_segments_of_shape(struct geo_segments *list, const struct geo_shape *shape)
{
    for (size_t r = 0; r < shape->count; r++) {
        const struct geo_ring *ring = &shape->rings[r];

        for (size_t i = 0; i < ring->count; i++)
            geo_segment_add(list, ring->points[i], ring->points[(i + 1) % ring->count]);
    }
}

static uint64_t edge_hash(struct geo_point a, struct geo_point b)
{
    uint64_t x = (uint64_t)(uint32_t)a.lon << 32 | (uint32_t)a.lat, y = (uint64_t)(uint32_t)b.lon << 32 | (uint32_t)b.lat;
    uint64_t h = (x ^ (y << 1 | y >> 63)) * UINT64_C(0x9e3779b97f4a7c15);

    h = (h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ h >> 32;
}

static bool same(struct geo_point a, struct geo_point b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

static struct geo_edge_slot *edge_slot(const struct tiling *tiling, struct geo_point a, struct geo_point b)
{
    size_t at = edge_hash(a, b) & (tiling->edge_cap - 1);

    while (tiling->edges[at].face != TILING_NONE && !(same(tiling->edges[at].a, a) && same(tiling->edges[at].b, b)))
        at = (at + 1) & (tiling->edge_cap - 1);
    return &tiling->edges[at];
}

int32_t tiling_across(const struct tiling *tiling, struct geo_point a, struct geo_point b)
{
    return edge_slot(tiling, b, a)->face;
}

enum err tiling_adopt(struct arena *arena, struct geo_shape *faces, size_t count, struct tiling *out,
                      struct fault *why)
{
    struct tiling tiling = { .faces = faces, .count = count, .edge_cap = 1024 };
    size_t edges = 0;

    for (size_t f = 0; f < count; f++)
        for (size_t r = 0; r < faces[f].count; r++) edges += faces[f].rings[r].count;
    while (tiling.edge_cap < edges * 2) tiling.edge_cap *= 2;
    tiling.edges = arena_array(arena, struct geo_edge_slot, tiling.edge_cap);
    if (!tiling.edges) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < tiling.edge_cap; i++) tiling.edges[i].face = TILING_NONE;
    for (size_t f = 0; f < count; f++)
        for (size_t r = 0; r < faces[f].count; r++) {
            const struct geo_ring *ring = &faces[f].rings[r];

            for (size_t i = 0; i < ring->count; i++) {
                struct geo_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
                struct geo_edge_slot *slot = edge_slot(&tiling, a, b);

                if (slot->face != TILING_NONE)
                    return fault_set(why, ERR_INVALID, "图形相互重叠（%.6f, %.6f）", "shapes overlap at %.6f, %.6f",
                                     geo_degrees(a.lon), geo_degrees(a.lat));
                *slot = (struct geo_edge_slot){ a, b, (int32_t)f };
            }
        }
    *out = tiling;
    return ERR_OK;
}

/* Everything GEOS gives back for one cut; released together. */
struct cut {
    GEOSContextHandle_t geos;
    GEOSGeometry *lines, *noded, *faces;
};

static void cut_done(struct cut *cut)
{
    if (!cut->geos) return;
    GEOSGeom_destroy_r(cut->geos, cut->lines);
    GEOSGeom_destroy_r(cut->geos, cut->noded);
    GEOSGeom_destroy_r(cut->geos, cut->faces);
    GEOS_finish_r(cut->geos);
}

static GEOSGeometry *lines_of(GEOSContextHandle_t geos, struct arena *scratch, const struct geo_segments *segments)
{
    GEOSGeometry **parts = arena_array(scratch, GEOSGeometry *, segments->count + 1);

    if (!parts) return NULL;
    for (size_t i = 0; i < segments->count; i++) {
        GEOSCoordSequence *pair = GEOSCoordSeq_create_r(geos, 2, 2);

        if (!pair) return NULL;
        GEOSCoordSeq_setXY_r(geos, pair, 0, segments->at[i].a.lon, segments->at[i].a.lat);
        GEOSCoordSeq_setXY_r(geos, pair, 1, segments->at[i].b.lon, segments->at[i].b.lat);
        parts[i] = GEOSGeom_createLineString_r(geos, pair);
        if (!parts[i]) return NULL;
    }
    return GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, parts, (unsigned)segments->count);
}

static bool read_ring(GEOSContextHandle_t geos, struct arena *arena, const GEOSGeometry *ring, bool hole,
                      struct geo_ring *out)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned count = 0;

    if (!points || !GEOSCoordSeq_getSize_r(geos, points, &count) || count < 4) return false;
    out->count = count - 1;
    out->points = arena_array(arena, struct geo_point, out->count);
    if (!out->points) return false;
    for (unsigned i = 0; i + 1 < count; i++) {
        double lon, lat;

        GEOSCoordSeq_getXY_r(geos, points, i, &lon, &lat);
        out->points[i] = (struct geo_point){ (int32_t)lround(lon), (int32_t)lround(lat) };
    }
    if ((geo_ring_area2(out) < 0) != hole)
        for (size_t i = 0, k = out->count - 1; i < k; i++, k--) {
            struct geo_point swap = out->points[i];
            out->points[i] = out->points[k];
            out->points[k] = swap;
        }
    return true;
}

static bool read_face(GEOSContextHandle_t geos, struct arena *arena, const GEOSGeometry *polygon, struct geo_shape *out)
{
    int holes = GEOSGetNumInteriorRings_r(geos, polygon);

    if (holes < 0) return false;
    out->count = (size_t)holes + 1;
    out->rings = arena_array(arena, struct geo_ring, out->count);
    if (!out->rings || !read_ring(geos, arena, GEOSGetExteriorRing_r(geos, polygon), false, &out->rings[0])) return false;
    for (int i = 0; i < holes; i++)
        if (!read_ring(geos, arena, GEOSGetInteriorRingN_r(geos, polygon, i), true, &out->rings[i + 1])) return false;
    geo_shape_measure_box(out);
    return true;
}

static bool cut_faces(struct cut *cut, struct arena *arena, const struct geo_segments *segments,
                      struct geo_shape **faces, size_t *count)
{
    const GEOSGeometry *noded;
    int n;

    cut->geos = GEOS_init_r();
    if (!cut->geos || !(cut->lines = lines_of(cut->geos, arena, segments))) return false;
    noded = cut->noded = GEOSUnaryUnionPrec_r(cut->geos, cut->lines, 1.0);
    if (!noded || !(cut->faces = GEOSPolygonize_r(cut->geos, &noded, 1))) return false;
    n = GEOSGetNumGeometries_r(cut->geos, cut->faces);
    if (n < 0 || !(*faces = arena_array(arena, struct geo_shape, (size_t)n + 1))) return false;
    for (int i = 0; i < n; i++)
        if (!read_face(cut->geos, arena, GEOSGetGeometryN_r(cut->geos, cut->faces, i), &(*faces)[i])) return false;
    *count = (size_t)n;
    return true;
}

enum err tiling_cut(struct arena *arena, const struct geo_segments *segments, struct tiling *out, struct fault *why)
{
    struct cut cut = { 0 };
    struct geo_shape *faces = NULL;
    size_t count = 0;
    bool ok = !segments->failed && cut_faces(&cut, arena, segments, &faces, &count);

    cut_done(&cut);
    if (!ok) return fault_set(why, ERR_INVALID, "无法切分图形", "the geometry cannot be cut into faces");
    return tiling_adopt(arena, faces, count, out, why);
}

/* The owner across the longest shared border that may take the face; TILING_NONE when there is none. */
static int32_t best_taker(const struct tiling *tiling, const int32_t *owners, const bool *lost, size_t face,
                          bool (*may_take)(const void *, size_t, size_t), const void *context)
{
    enum { TAKERS_MAX = 32 };
    struct { int32_t owner; double length; } takers[TAKERS_MAX];
    size_t count = 0, best = 0;

    for (size_t r = 0; r < tiling->faces[face].count; r++) {
        const struct geo_ring *ring = &tiling->faces[face].rings[r];

        for (size_t i = 0; i < ring->count; i++) {
            struct geo_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
            int32_t across = tiling_across(tiling, a, b);
            size_t k = 0;

            if (across == TILING_NONE || lost[across] || owners[across] == TILING_NONE ||
                !may_take(context, face, (size_t)across))
                continue;
            while (k < count && takers[k].owner != owners[across]) k++;
            if (k == TAKERS_MAX) continue;
            if (k == count) takers[count].owner = owners[across], takers[count++].length = 0;
            takers[k].length += geo_distance_m(a, b);
        }
    }
    for (size_t k = 1; k < count; k++)
        if (takers[k].length > takers[best].length) best = k;
    return count ? takers[best].owner : TILING_NONE;
}

size_t tiling_settle(const struct tiling *tiling, int32_t *owners, bool *lost,
                     bool (*may_take)(const void *context, size_t face, size_t neighbour), const void *context)
{
    size_t left = 0, before;

    for (size_t i = 0; i < tiling->count; i++) left += lost[i];
    do {
        before = left;
        for (size_t i = 0; i < tiling->count; i++) {
            int32_t taker = lost[i] ? best_taker(tiling, owners, lost, i, may_take, context) : TILING_NONE;

            if (taker == TILING_NONE) continue;
            owners[i] = taker;
            lost[i] = false;
            left--;
        }
    } while (left > 0 && left < before);
    return left;
}
