/*
 * join.c - the union of faces by cancelling shared edges.
 *
 * Border edges keep their inside on the left.  At a point where several borders
 * meet, the sharpest left turn stays with the same inside; a ring that touches
 * itself is then split, so that outer rings and holes come out apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/tiling.h"

#include <stdlib.h>
#include <string.h>

struct border {
    struct geo_point a, b;
    int32_t owner;
    bool used;
};

struct joiner {
    struct arena *arena;
    struct border *borders;    /* sorted by owner, then by start point */
    size_t count;
    struct geo_point *path;    /* scratch of one ring */
};

static int64_t turn(struct geo_point a, struct geo_point b, struct geo_point p)
{
    return ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat) - ((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);
}

static bool same(struct geo_point a, struct geo_point b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

static int point_order(struct geo_point a, struct geo_point b)
{
    if (a.lon != b.lon) return a.lon < b.lon ? -1 : 1;
    return (a.lat > b.lat) - (a.lat < b.lat);
}

static int border_order(const void *left, const void *right)
{
    const struct border *a = left, *b = right;

    if (a->owner != b->owner) return a->owner < b->owner ? -1 : 1;
    return point_order(a->a, b->a) ? point_order(a->a, b->a) : point_order(a->b, b->b);
}

static bool collect_borders(struct joiner *j, const struct tiling *tiling, const int32_t *owners)
{
    size_t cap = 0;

    for (size_t f = 0; f < tiling->count; f++)
        for (size_t r = 0; r < tiling->faces[f].count; r++) cap += tiling->faces[f].rings[r].count;
    j->borders = arena_array(j->arena, struct border, cap + 1);
    j->path = arena_array(j->arena, struct geo_point, cap + 1);
    if (!j->borders || !j->path) return false;
    for (size_t f = 0; f < tiling->count; f++) {
        if (owners[f] == TILING_NONE) continue;
        for (size_t r = 0; r < tiling->faces[f].count; r++) {
            const struct geo_ring *ring = &tiling->faces[f].rings[r];

            for (size_t i = 0; i < ring->count; i++) {
                struct geo_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
                int32_t across = tiling_across(tiling, a, b);

                if (across != TILING_NONE && owners[across] == owners[f]) continue;
                j->borders[j->count++] = (struct border){ a, b, owners[f], false };
            }
        }
    }
    qsort(j->borders, j->count, sizeof *j->borders, border_order);
    return true;
}

/* The first border of `owner` that starts at `p`. */
static size_t first_from(const struct joiner *j, int32_t owner, struct geo_point p)
{
    size_t low = 0, high = j->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct border *b = &j->borders[middle];

        if (b->owner < owner || (b->owner == owner && point_order(b->a, p) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True when, seen from `p` looking back to `from`, `x` comes before `y` clockwise. */
static bool sharper_left(struct geo_point from, struct geo_point p, struct geo_point x, struct geo_point y)
{
    bool x_right = turn(from, p, x) < 0, y_right = turn(from, p, y) < 0;

    if (x_right != y_right) return y_right;
    return turn(p, x, y) < 0;
}

static struct border *next_border(const struct joiner *j, const struct border *at)
{
    struct border *best = NULL;

    for (size_t i = first_from(j, at->owner, at->b); i < j->count; i++) {
        struct border *b = &j->borders[i];

        if (b->owner != at->owner || !same(b->a, at->b)) break;
        if (!b->used && (!best || sharper_left(at->a, at->b, b->b, best->b))) best = b;
    }
    return best;
}

static bool add_ring(struct arena *arena, struct geo_shape *shape, size_t *cap, const struct geo_point *points,
                     size_t count)
{
    struct geo_ring *ring;

    if (shape->count == *cap) {
        size_t more = *cap ? *cap * 2 : 2;
        struct geo_ring *grown = arena_array(arena, struct geo_ring, more);

        if (!grown) return false;
        if (shape->count) memcpy(grown, shape->rings, shape->count * sizeof *grown);
        shape->rings = grown;
        *cap = more;
    }
    ring = &shape->rings[shape->count];
    ring->count = count;
    ring->points = arena_array(arena, struct geo_point, count);
    if (!ring->points) return false;
    memcpy(ring->points, points, count * sizeof *points);
    shape->count++;
    return true;
}

/* Traces the ring that begins with `first`; loops at a repeated point come out as rings of their own. */
static bool trace(struct joiner *j, struct border *first, struct geo_shape *shape, size_t *cap)
{
    size_t length = 0;

    for (struct border *at = first; at; at = next_border(j, at)) {
        at->used = true;
        for (size_t back = length; back-- > 0;)
            if (same(j->path[back], at->a)) {
                if (!add_ring(j->arena, shape, cap, j->path + back, length - back)) return false;
                length = back;
                break;
            }
        j->path[length++] = at->a;
    }
    return length < 3 || add_ring(j->arena, shape, cap, j->path, length);
}

static bool ring_holds(const struct geo_ring *outer, const struct geo_ring *inner)
{
    struct geo_shape shape = { (struct geo_ring *)outer, 1, { { 0 } } };

    geo_shape_measure_box(&shape);
    for (size_t i = 0; i < inner->count; i++) {
        enum geo_side side = geo_shape_side(&shape, inner->points[i]);
        if (side != GEO_BORDER) return side == GEO_INSIDE;
    }
    return true;
}

/* Orders rings: outer, its holes, next outer. */
static bool order_rings(struct arena *arena, struct geo_shape *shape)
{
    struct geo_ring *sorted = arena_array(arena, struct geo_ring, shape->count + 1);
    size_t count = 0;

    if (!sorted) return false;
    for (size_t o = 0; o < shape->count; o++) {
        if (geo_ring_area2(&shape->rings[o]) <= 0) continue;
        sorted[count++] = shape->rings[o];
        for (size_t h = 0; h < shape->count; h++) {
            bool mine = geo_ring_area2(&shape->rings[h]) < 0 && ring_holds(&shape->rings[o], &shape->rings[h]);

            /* a smaller outer ring around the same hole is the one it belongs to */
            for (size_t k = 0; k < shape->count && mine; k++)
                if (k != o && geo_ring_area2(&shape->rings[k]) > 0 &&
                    geo_ring_area2(&shape->rings[k]) < geo_ring_area2(&shape->rings[o]) &&
                    ring_holds(&shape->rings[k], &shape->rings[h]))
                    mine = false;
            if (mine) sorted[count++] = shape->rings[h];
        }
    }
    shape->rings = sorted;
    shape->count = count;
    geo_shape_measure_box(shape);
    return true;
}

enum err tiling_join(struct arena *arena, const struct tiling *tiling, const int32_t *owners, struct geo_shape *shapes,
                     size_t count, struct fault *why)
{
    struct joiner j = { .arena = arena };

    if (!collect_borders(&j, tiling, owners)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    memset(shapes, 0, count * sizeof *shapes);
    for (size_t i = 0; i < j.count;) {
        int32_t owner = j.borders[i].owner;
        struct geo_shape *shape;
        size_t cap = 0;

        if (owner < 0 || (size_t)owner >= count)
            return fault_set(why, ERR_INVALID, "图形归属超出范围", "a face has an owner out of range");
        shape = &shapes[owner];
        for (; i < j.count && j.borders[i].owner == owner; i++)
            if (!j.borders[i].used && !trace(&j, &j.borders[i], shape, &cap))
                return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (!order_rings(arena, shape)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return ERR_OK;
}
