/*
 * patrol.c - check points as JSON, and a route proposed for a grid.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/patrol.h"

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static const struct json_field POINT_FIELDS[] = {
    { "n", JSON_INT, 1, 1000000, true, "编号", "stays with the point; absent: a new one" }, { "name", JSON_TEXT, 1, 60, false, "名称", "what is there" },
    { "lon", JSON_NUMBER, -180, 180, false, "经度", "WGS-84 degrees" }, { "lat", JSON_NUMBER, -90, 90, false, "纬度", "WGS-84 degrees" }, { 0 },
};

enum err patrol_points_read(struct arena *arena, const struct json_t *list, struct patrol_points *out, struct fault *why)
{
    size_t count = json_count(list);
    int64_t last = 0;

    *out = (struct patrol_points){ arena_array(arena, struct patrol_point, count + 1), count };
    if (!out->at) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        const struct json_t *one = json_at(list, i);
        struct patrol_point *point = &out->at[i];
        enum err err = json_check(one, POINT_FIELDS, why);

        if (!err) err = geo_point_from(json_get_number(one, "lon", 0), json_get_number(one, "lat", 0), &point->at, why);
        if (err) return err;
        point->n = json_get_int(one, "n", 0);
        point->name = str_trim(json_get_str(one, "name"));
        if (!point->name.len) return fault_set(why, ERR_INVALID, "第 %zu 个点没有名称", "point %zu has no name", i + 1);
        for (size_t k = 0; point->n && k < i; k++)
            if (out->at[k].n == point->n) return fault_set(why, ERR_INVALID, "编号 %lld 重复", "the number %lld stands twice", (long long)point->n);
        if (point->n > last) last = point->n;
    }
    for (size_t i = 0; i < count; i++)
        if (!out->at[i].n) out->at[i].n = ++last;
    return ERR_OK;
}

enum err patrol_points_parse(struct arena *arena, struct str text, struct patrol_points *out, struct fault *why)
{
    struct json_t *list = NULL;
    enum err err = json_parse(arena, text, &list, why);

    return err ? err : patrol_points_read(arena, list, out, why);
}

void patrol_points_write(struct json_out *out, const char *key, const struct patrol_points *points)
{
    json_list(out, key);
    for (size_t i = 0; i < points->count; i++) {
        json_object(out, NULL);
        json_int(out, "n", points->at[i].n);
        json_str(out, "name", points->at[i].name);
        json_double(out, "lon", geo_degrees(points->at[i].at.lon), 6);
        json_double(out, "lat", geo_degrees(points->at[i].at.lat), 6);
        json_close(out);
    }
    json_close(out);
}

struct str patrol_points_text(struct arena *arena, const struct patrol_points *points)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    patrol_points_write(&out, NULL, points);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

const struct patrol_point *patrol_point_find(const struct patrol_points *points, int64_t n)
{
    for (size_t i = 0; i < points->count; i++)
        if (points->at[i].n == n) return &points->at[i];
    return NULL;
}

/* From the centre towards corners of the outer ring, nearer when that lies outside. */
enum err patrol_propose(struct arena *arena, const struct geo_shape *shape, size_t count, struct patrol_points *out, struct fault *why)
{
    const struct geo_ring *ring = &shape->rings[0];
    struct geo_point centre = geo_shape_centre(shape);
    size_t corners = ring->count < count ? ring->count : count;

    *out = (struct patrol_points){ .at = arena_array(arena, struct patrol_point, corners + 1) };
    if (!out->at) return out_of_memory(why);
    for (size_t i = 0; i < corners; i++) {
        struct geo_point corner = ring->points[i * ring->count / corners];
        for (int share = 7; share > 0; share -= 2) {
            struct geo_point p = { centre.lon + (corner.lon - centre.lon) * share / 10, centre.lat + (corner.lat - centre.lat) * share / 10 };
            if (geo_shape_side(shape, p) != GEO_INSIDE) continue;
            out->at[out->count] = (struct patrol_point){ .n = (int64_t)out->count + 1, .at = p, .name = str_format(arena, "%zu号点", out->count + 1) };
            if (!out->at[out->count++].name.at) return out_of_memory(why);
            break;
        }
    }
    return ERR_OK;
}
