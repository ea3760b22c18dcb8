/*
 * place_map.c - places for the map: points in a box, or how many stand in each cell of it when they are too many.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "modules/grid/place.h"

static STAFF_SHAPE(CLUSTER_SHAPE, "PlaceCluster", { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER }, { "count", JSON_INT });
static STAFF_SHAPE(POINT_SHAPE, "PlacePoint", { "id", JSON_ID }, { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER }, { "class", JSON_TEXT }, { "known", JSON_BOOL });
STAFF_SHAPE(PLACE_MAP_SHAPE, "PlaceMap", { "count", JSON_INT }, { "points", JSON_LIST, false, &POINT_SHAPE }, { "clusters", JSON_LIST, false, &CLUSTER_SHAPE });

enum { SIDE = 24 };   /* cells of the box along each side */

struct gathered {
    const struct call *call;
    struct place_box box;
    int64_t most, street_id;             /* the street looked at last, and whether its places are seen */
    bool street_seen;
    struct place_point *points;
    int64_t count;
    struct { int64_t count, lon_e6, lat_e6; } cells[SIDE][SIDE];
};

static bool sees(struct gathered *g, const struct place_point *p)
{
    if (p->street_id != g->street_id) {
        g->street_id = p->street_id;
        g->street_seen = user_may(g->call->org, g->call->user, RIGHT_CASE_READ, p->street_id);
    }
    if (g->street_seen) return true;
    if (p->called_id && user_may(g->call->org, g->call->user, RIGHT_CASE_READ, p->called_id)) return true;
    if (!user_has(g->call->user, RIGHT_CASE_READ)) return false;
    for (size_t i = 0; i < g->call->user->grant_count; i++) {   /* of a community: the one the point lies in */
        const struct unit *unit = org_unit(g->call->org, g->call->user->grants[i].unit_id);
        struct place at;
        if (!unit || unit->kind != UNIT_COMMUNITY || unit->street_id != p->street_id) continue;
        if (world_locate(app_of(g->call)->world, p->lon_e6 / 1e6, p->lat_e6 / 1e6, &at) && at.community_id == unit->id) return true;
    }
    return false;
}

static size_t cell_of(int64_t at, int64_t low, int64_t high)
{
    int64_t cell = (at - low) * SIDE / (high - low + 1);

    return cell < 0 ? 0 : cell >= SIDE ? SIDE - 1 : (size_t)cell;
}

static enum err gather(const struct place_point *p, void *arg, struct fault *why)
{
    struct gathered *g = arg;
    size_t x, y;

    if (!sees(g, p)) return ERR_OK;
    x = cell_of(p->lon_e6, g->box.west, g->box.east);
    y = cell_of(p->lat_e6, g->box.south, g->box.north);
    g->cells[y][x].count++;
    g->cells[y][x].lon_e6 += p->lon_e6;
    g->cells[y][x].lat_e6 += p->lat_e6;
    if (g->count < g->most) {
        g->points[g->count] = *p;
        g->points[g->count].class = str_dup(g->call->arena, p->class);
        if (!g->points[g->count].class.at) return staff_no_memory(why);
    }
    g->count++;
    return ERR_OK;
}

static void write_points(struct call *call, const struct gathered *g)
{
    for (int64_t i = 0; i < g->count && g->count <= g->most; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", g->points[i].id);
        json_double(&call->out, "lon", g->points[i].lon_e6 / 1e6, 6);
        json_double(&call->out, "lat", g->points[i].lat_e6 / 1e6, 6);
        json_str(&call->out, "class", g->points[i].class);
        json_bool(&call->out, "known", g->points[i].called_id != 0);
        json_close(&call->out);
    }
}

static void write_clusters(struct call *call, const struct gathered *g)
{
    for (size_t i = 0; i < SIDE * SIDE && g->count > g->most; i++) {
        int64_t count = g->cells[i / SIDE][i % SIDE].count;
        if (!count) continue;
        json_object(&call->out, NULL);
        json_double(&call->out, "lon", (double)g->cells[i / SIDE][i % SIDE].lon_e6 / (double)count / 1e6, 6);
        json_double(&call->out, "lat", (double)g->cells[i / SIDE][i % SIDE].lat_e6 / (double)count / 1e6, 6);
        json_int(&call->out, "count", count);
        json_close(&call->out);
    }
}

static bool box_asked(const struct call *call, struct place_box *box, int64_t most)
{
    const double west = json_get_number(call->query, "west", 0), south = json_get_number(call->query, "south", 0), east = json_get_number(call->query, "east", 0),
                 north = json_get_number(call->query, "north", 0);

    if (!(fabs(west) <= 180 && fabs(east) <= 180 && fabs(south) <= 90 && fabs(north) <= 90 && west <= east && south <= north)) return false;
    *box = (struct place_box){ (int32_t)lround(west * 1e6), (int32_t)lround(south * 1e6), (int32_t)lround(east * 1e6), (int32_t)lround(north * 1e6) };
    return box->east - box->west <= most && box->north - box->south <= most;
}

/* GET /api/places/map: 422 a box that is larger than setting place.map_box. */
enum err places_map(struct call *call, struct fault *why)
{
    struct gathered *g = arena_new(call->arena, struct gathered);
    struct place_box box;
    enum err err;

    if (!box_asked(call, &box, org_setting(call->org, "place.map_box", 400000)))
        return fault_field(why, STR("west"), fault_set(why, ERR_UNPROCESSABLE, "地图范围过大，请放大后再看", "the box is too large; zoom in"));
    if (!g) return staff_no_memory(why);
    *g = (struct gathered){ .call = call, .box = box, .most = org_setting(call->org, "place.map_points", 2000) };
    g->points = arena_array(call->arena, struct place_point, (size_t)g->most + 1);
    if (!g->points) return staff_no_memory(why);
    err = places_in_box(call->db, call->arena, json_get_str(call->query, "kind"), box, gather, g, why);
    if (err) return err;
    json_int(&call->out, "count", g->count);
    json_list(&call->out, "points");
    write_points(call, g);
    json_close(&call->out);
    json_list(&call->out, "clusters");
    write_clusters(call, g);
    json_close(&call->out);
    return ERR_OK;
}
