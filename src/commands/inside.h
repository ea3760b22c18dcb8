/*
 * inside.h - a place inside a polygon, and how far one may go from it.
 *
 * A polygon's corners may average to a place outside (a horseshoe does), so the
 * place is taken in the middle of the widest stretch of a line across it.
 * Holes count as outside.  All in degrees, east and north alike.
 * Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_INSIDE_H
#define COMMANDS_INSIDE_H

#include "base/json.h"

struct inside { double lon, lat, reach; };   /* every point nearer than `reach` lies inside */

/* Of a GeoJSON Polygon, or the first of a MultiPolygon; false when it has no area. */
bool inside_polygon(struct arena *arena, const struct json_t *geometry, struct inside *out);

#endif
