/*
 * geo.h - places on the ground: points, shapes, distances, Chinese coordinates.
 *
 * Inside the system every coordinate is WGS-84 on the micro-degree lattice
 * (lon_e6, lat_e6: about 0.1 m), so that "on the border" is an exact question
 * answered with integers.  A shape is a set of closed rings under the even-odd
 * rule: polygons, holes and multipolygons are one thing.  Outer rings run
 * counter-clockwise and are followed by their holes, which run clockwise.
 * Chinese maps and phones may speak GCJ-02 (国测局坐标), shifted by 300-700 m.
 *
 * Ownership: shapes borrow their points from an arena.  Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_GEO_H
#define GEO_GEO_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

struct geo_point {
    int32_t lon, lat;        /* micro-degrees */
};

/* Both ends belong to the box. */
struct geo_box {
    struct geo_point min, max;
};

struct geo_ring {
    struct geo_point *points; /* the first is not repeated at the end */
    size_t count;
};

struct geo_shape {
    struct geo_ring *rings;
    size_t count;
    struct geo_box box;
};

enum geo_side { GEO_OUTSIDE, GEO_BORDER, GEO_INSIDE };
enum { GEO_RINGS_MAX = 10000, GEO_POINTS_MAX = 1000000 };

/* Degrees to the lattice; ERR_INVALID for NaN, infinity and what is not on Earth. */
enum err geo_point_from(double lon, double lat, struct geo_point *out, struct fault *why) MUST_CHECK;
double geo_degrees(int32_t micro);

/* GCJ-02 ⇄ WGS-84 in degrees; identity outside China's bounding box.  To WGS-84 is iterative, exact to 0.01 m. */
void geo_gcj02_from_wgs84(double *lon, double *lat);
void geo_wgs84_from_gcj02(double *lon, double *lat);

/* Along the sphere, in metres. */
double geo_distance_m(struct geo_point a, struct geo_point b);
/* A box that holds every point within `metres` (at most 100 km, less than 85° from the equator). */
struct geo_box geo_box_around(struct geo_point centre, double metres);
bool geo_box_has(struct geo_box box, struct geo_point p);
bool geo_box_meets(struct geo_box a, struct geo_box b);

/*
 * Cells of 0.001° (about 94 x 111 m in Nanjing) as one integer, for an index on
 * (cell) where "nearby" is a short list of equal keys.  geo_cells_around gives
 * the up to nine keys that cover every point within `metres` (at most 90).
 */
int64_t geo_cell(struct geo_point p);
size_t geo_cells_around(struct geo_point centre, double metres, int64_t out[9]);

/* Exact. */
enum geo_side geo_shape_side(const struct geo_shape *shape, struct geo_point p);
void geo_shape_measure_box(struct geo_shape *shape);
/* Twice the signed area of a ring in square micro-degrees; positive counter-clockwise. */
int64_t geo_ring_area2(const struct geo_ring *ring);
/* The same for a whole shape (holes subtract). */
int64_t geo_shape_area2(const struct geo_shape *shape);
double geo_shape_area_m2(const struct geo_shape *shape);
/* A lattice point inside, near the middle of the largest part; a vertex when the shape is too thin. */
struct geo_point geo_shape_centre(const struct geo_shape *shape);
/* Metres from `p` to the nearest border. */
double geo_shape_border_distance_m(const struct geo_shape *shape, struct geo_point p);

/*
 * A GeoJSON Polygon or MultiPolygon geometry (already parsed) to a shape; rings
 * are turned the right way and repeated points dropped.  ERR_INVALID: another
 * type, rings of fewer than three different points, coordinates not on Earth,
 * more than GEO_POINTS_MAX points.
 */
enum err geo_shape_read(struct arena *arena, const struct json_t *geometry, struct geo_shape *out,
                        struct fault *why) MUST_CHECK;
/* Writes the geometry object under `key` (NULL inside a list). */
void geo_shape_write(struct json_out *out, const char *key, const struct geo_shape *shape);

#endif
