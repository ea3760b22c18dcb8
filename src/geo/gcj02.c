/*
 * gcj02.c - the shift between WGS-84 and the Chinese map datum GCJ-02.
 *
 * The forward shift is a published sum of polynomials and sines scaled by the
 * ellipsoid of Krasovsky 1940; the way back repeats it until it meets.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/geo.h"

#include <math.h>

#define SEMI_MAJOR_M 6378245.0
#define ECCENTRICITY2 0.00669342162296594323

/* sum of the two short waves every component shares */
static double waves(double x, double fine, double coarse)
{
    return (20.0 * sin(fine * x * M_PI) + 20.0 * sin(coarse * x * M_PI)) * 2.0 / 3.0;
}

static double shift_north(double x, double y)
{
    double d = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x));

    d += waves(x, 6.0, 2.0);
    d += (20.0 * sin(y * M_PI) + 40.0 * sin(y / 3.0 * M_PI)) * 2.0 / 3.0;
    d += (160.0 * sin(y / 12.0 * M_PI) + 320.0 * sin(y * M_PI / 30.0)) * 2.0 / 3.0;
    return d;
}

static double shift_east(double x, double y)
{
    double d = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x));

    d += waves(x, 6.0, 2.0);
    d += (20.0 * sin(x * M_PI) + 40.0 * sin(x / 3.0 * M_PI)) * 2.0 / 3.0;
    d += (150.0 * sin(x / 12.0 * M_PI) + 300.0 * sin(x / 30.0 * M_PI)) * 2.0 / 3.0;
    return d;
}

static bool outside_china(double lon, double lat)
{
    return lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

void geo_gcj02_from_wgs84(double *lon, double *lat)
{
    double x = *lon - 105.0, y = *lat - 35.0;
    double radians = *lat / 180.0 * M_PI;
    double w2 = 1.0 - ECCENTRICITY2 * sin(radians) * sin(radians);
    double meridian = SEMI_MAJOR_M * (1.0 - ECCENTRICITY2) / (w2 * sqrt(w2));
    double parallel = SEMI_MAJOR_M / sqrt(w2) * cos(radians);

    if (outside_china(*lon, *lat)) return;
    *lat += shift_north(x, y) * 180.0 / (meridian * M_PI);
    *lon += shift_east(x, y) * 180.0 / (parallel * M_PI);
}

void geo_wgs84_from_gcj02(double *lon, double *lat)
{
    double guess_lon = *lon, guess_lat = *lat;

    if (outside_china(*lon, *lat)) return;
    for (int i = 0; i < 20; i++) {
        double lon_there = guess_lon, lat_there = guess_lat;

        geo_gcj02_from_wgs84(&lon_there, &lat_there);
        guess_lon -= lon_there - *lon;
        guess_lat -= lat_there - *lat;
        if (fabs(lon_there - *lon) < 1e-10 && fabs(lat_there - *lat) < 1e-10) break;
    }
    *lon = guess_lon;
    *lat = guess_lat;
}
