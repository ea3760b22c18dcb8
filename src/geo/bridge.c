/*
 * bridge.c - our shapes as GEOS geometries.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/bridge.h"

static GEOSGeometry *ring_of(GEOSContextHandle_t geos, const struct geo_ring *ring)
{
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)ring->count + 1, 2);

    if (!points) return NULL;
    for (size_t i = 0; i <= ring->count; i++) {
        struct geo_point p = ring->points[i % ring->count];
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, p.lon, p.lat);
    }
    return GEOSGeom_createLinearRing_r(geos, points);
}

GEOSGeometry *bridge_shape(GEOSContextHandle_t geos, struct arena *scratch, const struct geo_shape *shape)
{
    GEOSGeometry **parts = arena_array(scratch, GEOSGeometry *, shape->count + 1);
    GEOSGeometry **holes = arena_array(scratch, GEOSGeometry *, shape->count + 1);
    unsigned count = 0;

    if (!parts || !holes) return NULL;
    for (size_t r = 0; r < shape->count;) {
        GEOSGeometry *outer = ring_of(geos, &shape->rings[r++]);
        unsigned hole_count = 0;

        while (r < shape->count && geo_ring_area2(&shape->rings[r]) < 0)
            holes[hole_count++] = ring_of(geos, &shape->rings[r++]);
        parts[count++] = GEOSGeom_createPolygon_r(geos, outer, holes, hole_count);
    }
    return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts, count);
}
