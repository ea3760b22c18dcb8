/*
 * grid_import.c - grids as GeoJSON files, in and out.
 *
 * In: any FeatureCollection of polygons, as converters of Shapefiles write them
 * (MultiPolygon, upper-case property names); what cannot be taken is told with
 * its position and reason, the rest becomes the parts of a plan.  A feature
 * whose code is that of a grid in force is that grid; without a code, the name tells.  CGCS2000 is WGS-84 to
 * within centimetres and taken as it is; GCJ-02 is converted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum coordinates { COORDINATES_WGS84, COORDINATES_GCJ02, COORDINATES__WRONG };

static enum coordinates coordinates_of(struct str name)
{
    if (!name.len || str_is(name, "wgs84") || str_is(name, "cgcs2000")) return COORDINATES_WGS84;
    return str_is(name, "gcj02") ? COORDINATES_GCJ02 : COORDINATES__WRONG;
}

static enum err asked_coordinates(const struct json_t *object, enum coordinates *out, struct fault *why)
{
    *out = coordinates_of(json_get_str(object, "coordinates"));
    if (*out != COORDINATES__WRONG) return ERR_OK;
    return fault_field(why, STR("coordinates"), fault_set(why, ERR_INVALID, "坐标系应为 wgs84、cgcs2000 或 gcj02", "coordinates are wgs84, cgcs2000 or gcj02"));
}

/* The shape with every point converted; a copy. */
static enum err convert(struct arena *arena, struct geo_shape *shape, void (*by)(double *, double *), struct fault *why)
{
    struct geo_ring *rings = arena_array(arena, struct geo_ring, shape->count + 1);

    if (!rings) return out_of_memory(why);
    for (size_t r = 0; r < shape->count; r++) {
        rings[r] = (struct geo_ring){ arena_array(arena, struct geo_point, shape->rings[r].count + 1), shape->rings[r].count };
        if (!rings[r].points) return out_of_memory(why);
        for (size_t i = 0; i < rings[r].count; i++) {
            double lon = geo_degrees(shape->rings[r].points[i].lon), lat = geo_degrees(shape->rings[r].points[i].lat);
            enum err err;

            by(&lon, &lat);
            err = geo_point_from(lon, lat, &rings[r].points[i], why);
            if (err) return err;
        }
    }
    shape->rings = rings;
    geo_shape_measure_box(shape);
    return ERR_OK;
}

/* ── In ────────────────────────────────────────────────────────────────── */

struct import {
    struct call *call;
    struct arena *arena;
    const struct grids *grids;
    const struct unit *community;
    struct geo_shape outline;
    enum coordinates coordinates;
    enum geo_layer layer;
    struct grid_parts parts;
    struct { size_t at; struct str name; struct fault why; bool placed; struct geo_point place; } *rejected;
    size_t rejected_count;
};

/* The property called for, else the first of the usual ones that is there. */
static struct str property(const struct import *in, const struct json_t *properties, const char *field, const char *const *usual)
{
    struct str named = json_get_str(json_get(in->call->body, "fields"), field), text = STR_NONE;
    const char *key = named.len ? str_c(in->arena, named) : NULL;
    const struct json_t *node = key ? json_get(properties, key) : NULL;

    for (size_t i = 0; !node && !key && usual[i]; i++) node = json_get(properties, usual[i]);
    if (node && json_type_of(node) == JSON_INT) return str_format(in->arena, "%lld", (long long)json_as_int(node));
    return node && json_is_text(node, &text) ? str_trim(text) : STR("");
}

static int64_t grid_known_as(const struct import *in, struct str code, struct str name)
{
    for (size_t i = 0; i < grids_count(in->grids); i++) {
        const struct grid_row *row = grids_at(in->grids, i);

        if (row->community_id != in->community->id || row->layer != in->layer) continue;
        if (code.len ? str_eq(row->code, code) : str_eq(row->name, name)) return row->id;
    }
    return 0;
}

/* Fills `part`, or says why it cannot be taken and where. */
static enum err read_feature(struct import *in, const struct json_t *feature, size_t at, struct grid_part *part, struct geo_point *place, struct fault *why)
{
    static const char *const NAMES[] = { "name", "NAME", "Name", "名称", "WGMC", "网格名称", NULL }, *const CODES[] = { "code", "CODE", "编码", "WGBM", "网格编码", NULL },
                      *const KINDS[] = { "kind", "KIND", "类型", "WGLX", NULL };
    const struct json_t *properties = json_get(feature, "properties");
    struct cover_rules rules = grid_rules(in->call->org, GEO_DEDICATED);
    struct cover cover;
    enum err err;

    *part = (struct grid_part){ .layer = in->layer, .name = property(in, properties, "name", NAMES), .kind = property(in, properties, "kind", KINDS) };
    part->grid_id = grid_known_as(in, property(in, properties, "code", CODES), part->name);
    if (!part->name.len && part->grid_id) part->name = grids_find(in->grids, part->grid_id)->name;
    if (!part->name.len) part->name = str_format(in->arena, "导入网格%zu", at + 1);
    if (part->name.len > GRID_NAME_MAX * 4 || part->kind.len > 40) return fault_set(why, ERR_UNPROCESSABLE, "名称或类型过长", "name or kind is too long");
    err = geo_shape_read(in->arena, json_get(feature, "geometry"), &part->shape, why);
    if (!err && in->coordinates == COORDINATES_GCJ02) err = convert(in->arena, &part->shape, geo_wgs84_from_gcj02, why);
    if (!err) *place = part->shape.rings[0].points[0];
    if (!err && !geo_box_meets(part->shape.box, in->outline.box))
        err = fault_set(why, ERR_UNPROCESSABLE, "不在这个社区范围内（坐标系是否选对？）", "it lies outside the community (is the coordinate system right?)");
    if (!err) err = cover_check(in->arena, NULL, &part->shape, 1, &rules, &cover, why);
    if (!err && cover.fault_count) {
        *place = cover.faults[0].at;
        err = fault_set(why, ERR_UNPROCESSABLE, "边界自相交", "the border crosses itself");
    }
    return err;
}

static enum err read_features(struct import *in, const struct json_t *features, struct fault *why)
{
    size_t count = json_count(features), points = 0;
    int64_t most = org_setting(in->call->org, "grid.import_points", 200000);

    in->parts.at = arena_array(in->arena, struct grid_part, GRID_PARTS_MAX + 1);
    in->rejected = arena_calloc(in->arena, count + 1, sizeof *in->rejected);
    if (!in->parts.at || !in->rejected) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        struct fault reason = { 0 };
        struct geo_point place = { 0 };
        struct grid_part part = { .name = STR("") };
        enum err err = read_feature(in, json_at(features, i), i, &part, &place, &reason);

        for (size_t r = 0; !err && r < part.shape.count; r++) points += part.shape.rings[r].count;
        if (points > (size_t)most)
            return fault_set(why, ERR_TOO_LARGE, "文件里的点超过 %lld 个，请先抽稀或分批导入", "the file has more than %lld points; simplify it or import it in parts", (long long)most);
        if (!err && in->parts.count == GRID_PARTS_MAX) err = fault_set(&reason, ERR_UNPROCESSABLE, "一个社区至多 %d 个网格", "a community has at most %d grids", (int)GRID_PARTS_MAX);
        for (size_t k = 0; !err && k < in->parts.count; k++)
            if (str_eq(in->parts.at[k].name, part.name) || (part.grid_id && in->parts.at[k].grid_id == part.grid_id))
                err = fault_set(&reason, ERR_UNPROCESSABLE, "名称或编码重复", "its name or code is used before");
        if (err == ERR_NO_MEMORY) return out_of_memory(why);
        if (!err) {
            in->parts.at[in->parts.count++] = part;
            continue;
        }
        in->rejected[in->rejected_count].at = i;
        in->rejected[in->rejected_count].name = part.name;
        in->rejected[in->rejected_count].why = reason;
        in->rejected[in->rejected_count].placed = place.lon || place.lat;
        in->rejected[in->rejected_count++].place = place;
    }
    return ERR_OK;
}

/* The layer that was not imported stays as it is. */
static enum err add_rest(struct import *in, struct fault *why)
{
    struct grid_parts now;
    enum err err = grid_parts_now(in->arena, in->grids, in->community->id, &now, why);

    for (size_t i = 0; !err && i < now.count && in->parts.count < GRID_PARTS_MAX; i++)
        if (now.at[i].layer != in->layer) in->parts.at[in->parts.count++] = now.at[i];
    return err;
}

static void write_report(struct import *in, const struct json_t *features)
{
    struct json_out *out = &in->call->out;
    const struct json_t *properties = json_get(json_at(features, 0), "properties"), *value;
    const struct json_t *step = NULL;
    struct str key;

    json_int(out, "read", (int64_t)json_count(features));
    json_int(out, "accepted", (int64_t)(json_count(features) - in->rejected_count));
    json_list(out, "rejected");
    for (size_t i = 0; i < in->rejected_count; i++) {
        json_object(out, NULL);
        json_int(out, "at", (int64_t)in->rejected[i].at);
        json_str(out, "name", in->rejected[i].name);
        json_text(out, "zh", in->rejected[i].why.zh);
        json_text(out, "en", in->rejected[i].why.en);
        if (in->rejected[i].placed) {
            json_double(out, "lon", geo_degrees(in->rejected[i].place.lon), 6);
            json_double(out, "lat", geo_degrees(in->rejected[i].place.lat), 6);
        } else {
            json_null(out, "lon");
            json_null(out, "lat");
        }
        json_close(out);
    }
    json_close(out);
    json_list(out, "properties");
    while (properties && json_type_of(properties) == JSON_OBJECT && json_next(properties, &step, &key, &value)) json_str(out, NULL, key);
    json_close(out);
}

/* POST /api/grid-plans/import: nothing is saved; 413 too many points, 422 no collection of features. */
enum err grid_plan_import(struct call *call, struct fault *why)
{
    const struct json_t *features = json_get(json_get(call->body, "geojson"), "features");
    struct import in = { .call = call, .grids = world_grids(app_of(call)->world) };
    struct grid_check check;
    enum err err = plan_community(call, json_get_id(call->body, "community"), RIGHT_GRID_PLAN, &in.community, why);

    if (!err) err = asked_coordinates(call->body, &in.coordinates, why);
    if (!err) err = plan_arena(call, &in.arena, why);
    if (err) return err;
    if (!features || json_type_of(features) != JSON_LIST)
        return fault_field(why, STR("geojson"), fault_set(why, ERR_UNPROCESSABLE, "应为 GeoJSON 要素集合（FeatureCollection）", "expected a GeoJSON FeatureCollection"));
    in.layer = str_is(json_get_str(call->body, "layer"), "dedicated") ? GEO_DEDICATED : GEO_COMPREHENSIVE;
    err = grid_outline(in.arena, in.grids, in.community->id, &in.outline, why);
    if (!err) err = read_features(&in, features, why);
    if (!err) err = add_rest(&in, why);
    if (!err) err = grid_check(in.arena, in.grids, call->org, in.community->id, &in.parts, &check, why);
    if (err) return err;
    write_report(&in, features);
    plan_write_check(call, &check, &in.parts);
    return ERR_OK;
}

/* ── Out ───────────────────────────────────────────────────────────────── */

static enum err write_feature(struct call *call, struct arena *arena, struct json_out *out, const struct grid_row *row, const struct geo_shape *shape,
                              enum coordinates coordinates, struct fault *why)
{
    const struct unit *community = org_unit(call->org, row->community_id);
    struct geo_shape shown = *shape;
    enum err err = coordinates == COORDINATES_GCJ02 ? convert(arena, &shown, geo_gcj02_from_wgs84, why) : ERR_OK;

    if (err) return err;
    json_object(out, NULL);
    json_text(out, "type", "Feature");
    json_object(out, "properties");
    json_str(out, "code", row->code);
    json_str(out, "name", row->name);
    json_text(out, "layer", row->layer == GEO_DEDICATED ? "dedicated" : "comprehensive");
    json_str(out, "kind", row->kind);
    json_str(out, "community", community ? community->code : STR(""));
    json_str(out, "community_name", community ? community->name : STR(""));
    json_close(out);
    geo_shape_write(out, "geometry", &shown);
    json_close(out);
    return ERR_OK;
}

/* GET /api/grids/geojson: of a district, street or community. */
enum err grids_export(struct call *call, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    const struct unit *parent = org_unit(call->org, json_get_id(call->query, "parent"));
    enum coordinates coordinates;
    struct arena *arena;
    struct json_out out;
    struct buf buf;
    enum err err = asked_coordinates(call->query, &coordinates, why);

    if (!err) err = plan_arena(call, &arena, why);
    if (err) return err;
    if (!parent || parent->kind == UNIT_CITY || parent->kind > UNIT_COMMUNITY || !user_may(call->org, call->user, RIGHT_CASE_READ, parent->id))
        return fault_field(why, STR("parent"), fault_set(why, ERR_NOT_FOUND, "没有这个区域，或不在您的范围内", "no such area within your reach"));
    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_text(&out, "type", "FeatureCollection");
    json_list(&out, "features");
    for (size_t i = 0; !err && i < grids_count(grids); i++) {
        const struct grid_row *row = grids_at(grids, i);
        const struct geo_shape *shape = grids_shape(grids, row->id);
        if (shape && org_within(call->org, row->community_id, parent->id)) err = write_feature(call, arena, &out, row, shape, coordinates, why);
    }
    json_close(&out);
    json_close(&out);
    if (err) return err;
    if (!json_done(&out)) return out_of_memory(why);
    call->raw = buf_done(&buf);
    call->raw_type = "application/geo+json";
    return ERR_OK;
}
