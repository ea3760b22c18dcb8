/*
 * shape.c - exact questions about polygons on the micro-degree lattice.
 *
 * Differences of coordinates fit 30 bits, their products 60: int64 is exact.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/geo.h"

#include <math.h>

#define EARTH_RADIUS_M 6371008.8
#define METRES_PER_MICRO (EARTH_RADIUS_M * M_PI / 180.0 / 1e6)

/* Positive when `p` lies left of the line from `a` to `b`. */
static int64_t turn(struct geo_point a, struct geo_point b, struct geo_point p)
{
    return ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat) - ((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);
}

static bool between(int32_t a, int32_t b, int32_t x)
{
    return a < b ? x >= a && x <= b : x >= b && x <= a;
}

enum geo_side geo_shape_side(const struct geo_shape *shape, struct geo_point p)
{
    bool inside = false;

    if (!geo_box_has(shape->box, p)) return GEO_OUTSIDE;
    for (size_t r = 0; r < shape->count; r++) {
        const struct geo_ring *ring = &shape->rings[r];
        struct geo_point a = ring->points[ring->count - 1];

        for (size_t i = 0; i < ring->count; i++) {
            struct geo_point b = ring->points[i];

            if (between(a.lat, b.lat, p.lat)) {
                int64_t t = turn(a, b, p);

                if (t == 0 && between(a.lon, b.lon, p.lon)) return GEO_BORDER;
                /* the edge counts when it passes p's parallel to the east, its lower end included */
                if ((a.lat <= p.lat) != (b.lat <= p.lat) && (t > 0) == (b.lat > a.lat)) inside = !inside;
            }
            a = b;
        }
    }
    return inside ? GEO_INSIDE : GEO_OUTSIDE;
}

void geo_shape_measure_box(struct geo_shape *shape)
{
    struct geo_box box = { { INT32_MAX, INT32_MAX }, { INT32_MIN, INT32_MIN } };

    for (size_t r = 0; r < shape->count; r++)
        for (size_t i = 0; i < shape->rings[r].count; i++) {
            struct geo_point p = shape->rings[r].points[i];

            if (p.lon < box.min.lon) box.min.lon = p.lon;
            if (p.lat < box.min.lat) box.min.lat = p.lat;
            if (p.lon > box.max.lon) box.max.lon = p.lon;
            if (p.lat > box.max.lat) box.max.lat = p.lat;
        }
    shape->box = box;
}

int64_t geo_ring_area2(const struct geo_ring *ring)
{
    int64_t sum = 0;
    struct geo_point o = ring->points[0];

    for (size_t i = 1; i + 1 < ring->count; i++) sum += turn(o, ring->points[i], ring->points[i + 1]);
    return sum;
}

int64_t geo_shape_area2(const struct geo_shape *shape)
{
    int64_t sum = 0;

    for (size_t r = 0; r < shape->count; r++) sum += geo_ring_area2(&shape->rings[r]);
    return sum;
}

double geo_shape_area_m2(const struct geo_shape *shape)
{
    double middle = (geo_degrees(shape->box.min.lat) + geo_degrees(shape->box.max.lat)) / 2;

    return (double)geo_shape_area2(shape) / 2 * METRES_PER_MICRO * METRES_PER_MICRO * cos(middle * M_PI / 180.0);
}

double geo_shape_border_distance_m(const struct geo_shape *shape, struct geo_point p)
{
    double squeeze = cos(geo_degrees(p.lat) * M_PI / 180.0), best = INFINITY;

    for (size_t r = 0; r < shape->count; r++) {
        const struct geo_ring *ring = &shape->rings[r];
        struct geo_point a = ring->points[ring->count - 1];

        for (size_t i = 0; i < ring->count; i++) {
            struct geo_point b = ring->points[i];
            double ax = (a.lon - p.lon) * squeeze, ay = a.lat - p.lat;
            double dx = (b.lon - a.lon) * squeeze, dy = b.lat - a.lat;
            double along = dx * dx + dy * dy, t = along > 0 ? -(ax * dx + ay * dy) / along : 0;

            t = t < 0 ? 0 : t > 1 ? 1 : t;
            best = fmin(best, hypot(ax + t * dx, ay + t * dy));
            a = b;
        }
    }
    return best * METRES_PER_MICRO;
}

static const struct geo_ring *largest_ring(const struct geo_shape *shape)
{
    const struct geo_ring *largest = &shape->rings[0];

    for (size_t r = 1; r < shape->count; r++)
        if (geo_ring_area2(&shape->rings[r]) > geo_ring_area2(largest)) largest = &shape->rings[r];
    return largest;
}

static struct geo_point centroid(const struct geo_ring *ring)
{
    struct geo_point o = ring->points[0];
    double area = 0, lon = 0, lat = 0;

    for (size_t i = 1; i + 1 < ring->count; i++) {
        struct geo_point a = ring->points[i], b = ring->points[i + 1];
        double t = (double)turn(o, a, b);

        area += t;
        lon += t * ((double)(a.lon - o.lon) + (b.lon - o.lon)) / 3;
        lat += t * ((double)(a.lat - o.lat) + (b.lat - o.lat)) / 3;
    }
    if (area == 0) return o;
    return (struct geo_point){ o.lon + (int32_t)lround(lon / area), o.lat + (int32_t)lround(lat / area) };
}

struct geo_point geo_shape_centre(const struct geo_shape *shape)
{
    const struct geo_ring *ring = largest_ring(shape);
    struct geo_point best = centroid(ring);
    double best_m = -1;
    enum { STEPS = 24 };

    if (geo_shape_side(shape, best) == GEO_INSIDE) return best;
    best = ring->points[0];
    for (int i = 1; i < STEPS; i++)
        for (int k = 1; k < STEPS; k++) {
            struct geo_box box = shape->box;
            struct geo_point p = { (int32_t)(box.min.lon + ((int64_t)box.max.lon - box.min.lon) * i / STEPS),
                                   (int32_t)(box.min.lat + ((int64_t)box.max.lat - box.min.lat) * k / STEPS) };
            double m;

            if (geo_shape_side(shape, p) != GEO_INSIDE) continue;
            m = geo_shape_border_distance_m(shape, p);
            if (m > best_m) best_m = m, best = p;
        }
    return best;
}
