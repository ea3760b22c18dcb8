/*
 * point.c - points, boxes, cells and distances.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/geo.h"

#include <math.h>

#define EARTH_RADIUS_M 6371008.8
#define METRES_PER_DEGREE (EARTH_RADIUS_M * M_PI / 180.0)

enum { CELL_MICRO = 1000, LON_MAX = 180000000, LAT_MAX = 90000000 };

enum err geo_point_from(double lon, double lat, struct geo_point *out, struct fault *why)
{
    if (!isfinite(lon) || !isfinite(lat) || lon < -180.0 || lon > 180.0 || lat < -90.0 || lat > 90.0)
        return fault_set(why, ERR_INVALID, "坐标有误：经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间",
                         "not a place on Earth: longitude is -180 to 180, latitude -90 to 90");
    out->lon = (int32_t)lround(lon * 1e6);
    out->lat = (int32_t)lround(lat * 1e6);
    return ERR_OK;
}

double geo_degrees(int32_t micro)
{
    return micro / 1e6;
}

static double radians(int32_t micro)
{
    return micro / 1e6 * M_PI / 180.0;
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
    double north = sin((radians(b.lat) - radians(a.lat)) / 2);
    double east = sin((radians(b.lon) - radians(a.lon)) / 2);
    double h = north * north + cos(radians(a.lat)) * cos(radians(b.lat)) * east * east;

    return 2 * EARTH_RADIUS_M * asin(sqrt(h > 1 ? 1 : h));
}

static int32_t clamp(double micro, int32_t most)
{
    if (micro < -most) return -most;
    if (micro > most) return most;
    return (int32_t)micro;
}

struct geo_box geo_box_around(struct geo_point centre, double metres)
{
    double up = metres / METRES_PER_DEGREE * 1e6;
    /* the parallel at the far edge is the shortest in the box */
    double far = fabs(geo_degrees(centre.lat)) + up / 1e6;
    double side = far < 89.9 ? up / cos(far * M_PI / 180.0) : LON_MAX;

    return (struct geo_box){
        { clamp(floor(centre.lon - side), LON_MAX), clamp(floor(centre.lat - up), LAT_MAX) },
        { clamp(ceil(centre.lon + side), LON_MAX), clamp(ceil(centre.lat + up), LAT_MAX) },
    };
}

bool geo_box_has(struct geo_box box, struct geo_point p)
{
    return p.lon >= box.min.lon && p.lon <= box.max.lon && p.lat >= box.min.lat && p.lat <= box.max.lat;
}

bool geo_box_meets(struct geo_box a, struct geo_box b)
{
    return a.min.lon <= b.max.lon && b.min.lon <= a.max.lon && a.min.lat <= b.max.lat && b.min.lat <= a.max.lat;
}

int64_t geo_cell(struct geo_point p)
{
    int64_t column = (p.lon + LON_MAX) / CELL_MICRO, row = (p.lat + LAT_MAX) / CELL_MICRO;

    return row * 1000000 + column;
}

size_t geo_cells_around(struct geo_point centre, double metres, int64_t out[9])
{
    struct geo_box box = geo_box_around(centre, metres);
    int64_t low = geo_cell(box.min), high = geo_cell(box.max);
    size_t count = 0;

    for (int64_t row = low / 1000000; row <= high / 1000000; row++)
        for (int64_t column = low % 1000000; column <= high % 1000000; column++)
            if (count < 9) out[count++] = row * 1000000 + column;
    return count;
}
