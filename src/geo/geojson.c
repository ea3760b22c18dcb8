/*
 * geojson.c - Polygon and MultiPolygon geometries in and out (RFC 7946).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/geo.h"

#include <math.h>

static enum err bad(struct fault *why, const char *zh, const char *en)
{
    return fault_set(why, ERR_INVALID, "GeoJSON 有误：%s%.0s", "GeoJSON: %.0s%s", zh, en);
}

static enum err read_point(const struct json_t *pair, struct geo_point *out, struct fault *why)
{
    for (size_t i = 0; i < 2; i++) {
        const struct json_t *node = json_at(pair, i);
        if (!node || (json_type_of(node) != JSON_INT && json_type_of(node) != JSON_NUMBER))
            return bad(why, "坐标应为两个数", "a position is two numbers");
    }
    return geo_point_from(json_as_number(json_at(pair, 0)), json_as_number(json_at(pair, 1)), out, why);
}

static bool same(struct geo_point a, struct geo_point b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

static void reverse(struct geo_ring *ring)
{
    for (size_t i = 0, k = ring->count - 1; i < k; i++, k--) {
        struct geo_point swap = ring->points[i];
        ring->points[i] = ring->points[k];
        ring->points[k] = swap;
    }
}

static enum err read_ring(struct arena *arena, const struct json_t *list, bool hole, struct geo_ring *out,
                          struct fault *why)
{
    size_t count = json_count(list);
    struct geo_ring ring = { .points = arena_array(arena, struct geo_point, count + 1) };

    if (!ring.points) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        struct geo_point p;
        enum err err = read_point(json_at(list, i), &p, why);

        if (err) return err;
        if (ring.count == 0 || !same(ring.points[ring.count - 1], p)) ring.points[ring.count++] = p;
    }
    while (ring.count > 1 && same(ring.points[0], ring.points[ring.count - 1])) ring.count--;
    if (ring.count < 3) return bad(why, "环至少要有三个不同的点", "a ring needs three different points");
    if ((geo_ring_area2(&ring) < 0) != hole) reverse(&ring);
    *out = ring;
    return ERR_OK;
}

/* Appends the rings of one polygon's coordinates. */
static enum err read_polygon(struct arena *arena, const struct json_t *rings, struct geo_shape *shape, size_t *points,
                             struct fault *why)
{
    size_t count = json_count(rings);

    if (count == 0) return bad(why, "多边形没有环", "a polygon without rings");
    for (size_t i = 0; i < count; i++) {
        enum err err;

        *points += json_count(json_at(rings, i));
        if (*points > GEO_POINTS_MAX || shape->count == GEO_RINGS_MAX) return bad(why, "点过多", "too many points");
        err = read_ring(arena, json_at(rings, i), i > 0, &shape->rings[shape->count], why);
        if (err) return err;
        shape->count++;
    }
    return ERR_OK;
}

enum err geo_shape_read(struct arena *arena, const struct json_t *geometry, struct geo_shape *out, struct fault *why)
{
    struct str type = json_get_str(geometry, "type");
    const struct json_t *coordinates = json_get(geometry, "coordinates");
    bool multi = str_is(type, "MultiPolygon");
    size_t parts = multi ? json_count(coordinates) : 1, rings = 0, points = 0;
    struct geo_shape shape = { 0 };

    if (!multi && !str_is(type, "Polygon")) return bad(why, "应为 Polygon 或 MultiPolygon", "expected Polygon or MultiPolygon");
    if (!coordinates || parts == 0) return bad(why, "没有坐标", "no coordinates");
    for (size_t i = 0; i < parts; i++) rings += json_count(multi ? json_at(coordinates, i) : coordinates);
    if (rings > GEO_RINGS_MAX) return bad(why, "环过多", "too many rings");
    shape.rings = arena_array(arena, struct geo_ring, rings + 1);
    if (!shape.rings) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < parts; i++) {
        enum err err = read_polygon(arena, multi ? json_at(coordinates, i) : coordinates, &shape, &points, why);
        if (err) return err;
    }
    geo_shape_measure_box(&shape);
    *out = shape;
    return ERR_OK;
}

/* A degree with at most six digits and no trailing zeros, exactly. */
static void write_micro(struct buf *buf, int32_t micro)
{
    int32_t whole = micro / 1000000, part = micro % 1000000, digits = 6;

    if (part < 0) part = -part;
    if (part == 0) {
        buf_printf(buf, "%d", whole);
        return;
    }
    for (; part % 10 == 0; part /= 10) digits--;
    buf_printf(buf, "%s%d.%0*d", micro < 0 && whole == 0 ? "-" : "", whole, digits, part);
}

static void write_ring(struct buf *buf, const struct geo_ring *ring)
{
    buf_byte(buf, '[');
    for (size_t i = 0; i <= ring->count; i++) {
        struct geo_point p = ring->points[i % ring->count];

        if (i > 0) buf_byte(buf, ',');
        buf_byte(buf, '[');
        write_micro(buf, p.lon);
        buf_byte(buf, ',');
        write_micro(buf, p.lat);
        buf_byte(buf, ']');
    }
    buf_byte(buf, ']');
}

void geo_shape_write(struct json_out *out, const char *key, const struct geo_shape *shape)
{
    struct buf text;
    size_t outer = 0;

    for (size_t r = 0; r < shape->count; r++) outer += r == 0 || geo_ring_area2(&shape->rings[r]) > 0;
    buf_init(&text, out->buf->arena, 0);
    buf_text(&text, outer > 1 ? "{\"type\":\"MultiPolygon\",\"coordinates\":[" : "{\"type\":\"Polygon\",\"coordinates\":");
    for (size_t r = 0; r < shape->count; r++) {
        bool begins = r == 0 || geo_ring_area2(&shape->rings[r]) > 0;   /* a bow tie may have no area at all */

        if (r > 0) buf_text(&text, begins ? "]," : ",");
        if (begins) buf_byte(&text, '[');
        write_ring(&text, &shape->rings[r]);
    }
    buf_text(&text, outer > 1 ? "]]}" : "]}");
    if (!buf_ok(&text)) out->buf->failed = true;
    json_raw(out, key, buf_done(&text));
}
