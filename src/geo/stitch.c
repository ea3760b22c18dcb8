/*
 * stitch.c - new corners on a shared border go into the neighbour's side too.
 *
 * The outline before and after differ only by corners put on its edges: where
 * `before` runs a → b in one edge, `after` runs a → p → … → b.  A neighbour that
 * runs b → a gets b → … → p → a.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "geo/cover.h"

/* An edge of the outline after, sorted by where it starts. */
struct edge { struct geo_point a, b; };

struct edges { struct edge *at; size_t count; };

static int point_order(struct geo_point a, struct geo_point b)
{
    if (a.lon != b.lon) return a.lon < b.lon ? -1 : 1;
    return (a.lat > b.lat) - (a.lat < b.lat);
}

static int edge_order(const void *left, const void *right)
{
    const struct edge *x = left, *y = right;
    int order = point_order(x->a, y->a);

    return order ? order : point_order(x->b, y->b);
}

static bool read_edges(struct arena *arena, const struct geo_shape *shape, struct edges *out)
{
    size_t points = 0;

    for (size_t r = 0; r < shape->count; r++) points += shape->rings[r].count;
    out->at = arena_array(arena, struct edge, points + 1);
    if (!out->at) return false;
    for (size_t r = 0; r < shape->count; r++)
        for (size_t i = 0; i < shape->rings[r].count; i++)
            out->at[out->count++] = (struct edge){ shape->rings[r].points[i], shape->rings[r].points[(i + 1) % shape->rings[r].count] };
    qsort(out->at, out->count, sizeof *out->at, edge_order);
    return true;
}

static bool has_edge(const struct edges *edges, struct geo_point a, struct geo_point b)
{
    struct edge key = { a, b };

    return bsearch(&key, edges->at, edges->count, sizeof key, edge_order) != NULL;
}

/* Twice the distance from the line a-b times its length: small means on it. */
static bool near_line(struct geo_point a, struct geo_point b, struct geo_point p)
{
    enum { APART_E6 = 4 };
    int64_t dx = (int64_t)b.lon - a.lon, dy = (int64_t)b.lat - a.lat;
    int64_t t = dx * ((int64_t)p.lat - a.lat) - dy * ((int64_t)p.lon - a.lon);
    int64_t reach = APART_E6 * (llabs(dx) > llabs(dy) ? llabs(dx) : llabs(dy));

    return llabs(t) <= reach;
}

/* The corners between a and b along the edges, or none when they do not lead there. */
static size_t walk(const struct edges *edges, struct geo_point a, struct geo_point b, struct geo_point *path, size_t room)
{
    struct geo_point at = a;
    size_t count = 0;

    for (;;) {
        struct edge key = { at, { INT32_MIN, INT32_MIN } };
        const struct edge *next = NULL;
        size_t low = 0, high = edges->count;

        while (low < high) {
            size_t middle = (low + high) / 2;
            if (edge_order(&edges->at[middle], &key) < 0) low = middle + 1;
            else high = middle;
        }
        for (; low < edges->count && point_order(edges->at[low].a, at) == 0; low++)
            if (near_line(a, b, edges->at[low].b) && (!next || geo_distance_m(edges->at[low].b, b) < geo_distance_m(next->b, b))) next = &edges->at[low];
        if (!next) return 0;
        if (point_order(next->b, b) == 0) return count;
        if (count == room) return 0;
        path[count++] = at = next->b;
    }
}

struct stitcher {
    struct arena *arena;
    struct edges before, after;
    struct geo_point *path;      /* scratch of one edge */
    size_t room;
};

/* A ring with the corners of the outline's other side; *grown tells whether there were any. */
static bool stitch_ring(struct stitcher *s, struct geo_ring *ring, bool *grown)
{
    struct geo_point *points = arena_array(s->arena, struct geo_point, ring->count + s->after.count + 1);
    size_t count = 0;

    if (!points) return false;
    for (size_t i = 0; i < ring->count; i++) {
        struct geo_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
        size_t more = 0;

        points[count++] = a;
        if (has_edge(&s->before, b, a) && !has_edge(&s->after, b, a)) more = walk(&s->after, b, a, s->path, s->room);
        if (count - i - 1 + more > s->after.count) return true;   /* the outline does not fit: leave the ring */
        for (size_t k = more; k-- > 0;) points[count++] = s->path[k];
    }
    if (count == ring->count) return true;
    *ring = (struct geo_ring){ points, count };
    *grown = true;
    return true;
}

static bool stitch_shape(struct stitcher *s, struct geo_shape *shape, bool *grown)
{
    struct geo_ring *rings = arena_array(s->arena, struct geo_ring, shape->count + 1);

    if (!rings) return false;
    memcpy(rings, shape->rings, shape->count * sizeof *rings);
    for (size_t r = 0; r < shape->count; r++)
        if (!stitch_ring(s, &rings[r], grown)) return false;
    if (!*grown) return true;
    shape->rings = rings;
    geo_shape_measure_box(shape);
    return true;
}

enum err reshape_stitch(struct arena *arena, const struct geo_shape *before, const struct geo_shape *after, struct geo_shape *neighbours,
                        size_t count, size_t *changed, struct fault *why)
{
    struct stitcher s = { .arena = arena };
    size_t grown_count = 0;
    bool ok = read_edges(arena, before, &s.before) && read_edges(arena, after, &s.after);

    s.room = s.after.count;
    s.path = arena_array(arena, struct geo_point, s.room + 1);
    ok = ok && s.path;
    for (size_t i = 0; ok && i < count; i++) {
        bool grown = false;

        if (!neighbours[i].count || !geo_box_meets(neighbours[i].box, before->box)) continue;
        ok = stitch_shape(&s, &neighbours[i], &grown);
        grown_count += grown;
    }
    if (!ok) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *changed = grown_count;
    return ERR_OK;
}
