/*
 * inside.c - a place inside a polygon.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/inside.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

struct edge { double x1, y1, x2, y2; };
struct edges { struct edge *at; size_t count; };

static double coordinate(const struct json_t *corner, size_t axis)
{
    return json_as_number(json_at(corner, axis));
}

static bool read_edges(struct arena *arena, const struct json_t *rings, struct edges *out)
{
    size_t most = 0;

    for (size_t r = 0; r < json_count(rings); r++) most += json_count(json_at(rings, r));
    *out = (struct edges){ .at = arena_array(arena, struct edge, most + 1) };
    if (!out->at) return false;
    for (size_t r = 0; r < json_count(rings); r++) {
        const struct json_t *ring = json_at(rings, r);
        for (size_t i = 0; i + 1 < json_count(ring); i++) {   /* closed: the last corner is the first */
            const struct json_t *a = json_at(ring, i), *b = json_at(ring, i + 1);
            out->at[out->count++] = (struct edge){ coordinate(a, 0), coordinate(a, 1), coordinate(b, 0), coordinate(b, 1) };
        }
    }
    return out->count > 2;
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The widest stretch of the line at `lat` that lies inside; its width, 0 when there is none. */
static double widest(const struct edges *edges, double lat, double *crossings, double *lon)
{
    size_t count = 0;
    double best = 0;

    for (size_t i = 0; i < edges->count; i++) {
        const struct edge *e = &edges->at[i];
        if ((e->y1 > lat) == (e->y2 > lat)) continue;
        crossings[count++] = e->x1 + (lat - e->y1) / (e->y2 - e->y1) * (e->x2 - e->x1);
    }
    qsort(crossings, count, sizeof *crossings, rising);
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (crossings[i + 1] - crossings[i] <= best) continue;
        best = crossings[i + 1] - crossings[i];
        *lon = (crossings[i] + crossings[i + 1]) / 2;
    }
    return best;
}

static double away(const struct edge *e, double lon, double lat)
{
    double dx = e->x2 - e->x1, dy = e->y2 - e->y1, length = dx * dx + dy * dy;
    double t = length > 0 ? ((lon - e->x1) * dx + (lat - e->y1) * dy) / length : 0;

    t = fmin(fmax(t, 0), 1);
    return hypot(lon - e->x1 - t * dx, lat - e->y1 - t * dy);
}

bool inside_polygon(struct arena *arena, const struct json_t *geometry, struct inside *out)
{
    enum { LINES = 9 };   /* of which the roomiest place is taken */
    const struct json_t *rings = json_get(geometry, "coordinates");
    double south = DBL_MAX, north = -DBL_MAX, *crossings;
    struct edges edges;

    if (str_is(json_get_str(geometry, "type"), "MultiPolygon")) rings = json_at(rings, 0);
    if (!read_edges(arena, rings, &edges)) return false;
    crossings = arena_array(arena, double, edges.count);
    if (!crossings) return false;
    for (size_t i = 0; i < edges.count; i++) {
        south = fmin(south, edges.at[i].y1);
        north = fmax(north, edges.at[i].y1);
    }
    *out = (struct inside){ 0 };
    for (int line = 1; line <= LINES; line++) {
        struct inside here = { .lat = south + (north - south) * line / (LINES + 1), .reach = DBL_MAX };
        if (widest(&edges, here.lat, crossings, &here.lon) <= 0) continue;
        for (size_t i = 0; i < edges.count; i++) here.reach = fmin(here.reach, away(&edges.at[i], here.lon, here.lat));
        if (here.reach > out->reach) *out = here;
    }
    return out->reach > 0;
}
