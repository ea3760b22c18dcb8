/*
 * city_cut.c - from seeds to shapes.
 *
 * The Voronoi borders of each district's seeds, clipped to the district, and
 * all district outlines are cut into faces at once, so that borders are shared
 * across districts too.  A face belongs to its nearest seed; a piece cut off
 * from its seed by the outline goes to a neighbour.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/city_draw.h"

#include <math.h>

#include "geo/bridge.h"

enum { MARGIN_MICRO = 200000 };

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* GEOS objects of one district; all may be NULL. */
struct voronoi {
    GEOSContextHandle_t geos;
    GEOSGeometry *points, *frame, *diagram, *lines, *district, *inside;
};

static void voronoi_done(struct voronoi *v)
{
    GEOSGeom_destroy_r(v->geos, v->points);
    GEOSGeom_destroy_r(v->geos, v->frame);
    GEOSGeom_destroy_r(v->geos, v->diagram);
    GEOSGeom_destroy_r(v->geos, v->lines);
    GEOSGeom_destroy_r(v->geos, v->district);
    GEOSGeom_destroy_r(v->geos, v->inside);
}

static GEOSGeometry *geos_points(GEOSContextHandle_t geos, struct arena *scratch, const struct seed *seeds,
                                 size_t count)
{
    GEOSGeometry **points = arena_array(scratch, GEOSGeometry *, count + 1);

    if (!points) return NULL;
    for (size_t i = 0; i < count; i++)
        if (!(points[i] = GEOSGeom_createPointFromXY_r(geos, seeds[i].at.lon * DRAW_SQUEEZE, seeds[i].at.lat))) return NULL;
    return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOINT, points, (unsigned)count);
}

/* Undoes the squeeze. */
static int unsqueeze(double *x, double *y, void *unused)
{
    (void)unused;
    *x = round(*x / DRAW_SQUEEZE);
    *y = round(*y);
    return 1;
}

static void add_line(GEOSContextHandle_t geos, struct geo_segments *segments, const GEOSGeometry *line)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, line);
    struct geo_point last = { 0, 0 };
    unsigned count = 0;

    if (!points || !GEOSCoordSeq_getSize_r(geos, points, &count)) return;
    for (unsigned i = 0; i < count; i++) {
        double lon, lat;
        struct geo_point p;

        GEOSCoordSeq_getXY_r(geos, points, i, &lon, &lat);
        p = (struct geo_point){ (int32_t)lround(lon), (int32_t)lround(lat) };
        if (i > 0) geo_segment_add(segments, last, p);
        last = p;
    }
}

static bool voronoi_lines(struct voronoi *v, struct arena *scratch, const struct seed *seeds, size_t count,
                          const struct geo_shape *shape, struct geo_segments *segments)
{
    struct geo_box box = shape->box;

    v->points = geos_points(v->geos, scratch, seeds, count);
    v->frame = GEOSGeom_createRectangle_r(v->geos, (box.min.lon - MARGIN_MICRO) * DRAW_SQUEEZE, box.min.lat - MARGIN_MICRO,
                                          (box.max.lon + MARGIN_MICRO) * DRAW_SQUEEZE, box.max.lat + MARGIN_MICRO);
    if (!v->points || !v->frame) return false;
    v->diagram = GEOSVoronoiDiagram_r(v->geos, v->points, v->frame, 0, 1);
    if (!v->diagram) return false;
    v->lines = GEOSGeom_transformXY_r(v->geos, v->diagram, unsqueeze, NULL);
    v->district = bridge_shape(v->geos, scratch, shape);
    if (!v->lines || !v->district) return false;
    v->inside = GEOSIntersection_r(v->geos, v->lines, v->district);
    if (!v->inside) return false;
    for (int i = 0; i < GEOSGetNumGeometries_r(v->geos, v->inside); i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(v->geos, v->inside, i);
        if (GEOSGeomTypeId_r(v->geos, part) == GEOS_LINESTRING) add_line(v->geos, segments, part);
    }
    return true;
}

/* All borders of the drawing: district outlines and, within each, the borders between seeds. */
static enum err draw_lines(struct draw *draw, struct geo_segments *segments, struct fault *why)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    bool ok = geos != NULL;

    for (size_t d = 0; d < draw->city->district_count && ok; d++) {
        struct geo_shape *shape = &draw->city->districts[d].shape;
        size_t first = draw->district_seeds[d], count = draw->district_seeds[d + 1] - first;
        struct voronoi v = { .geos = geos };

        geo_segments_of_shape(segments, shape);
        if (count < 2) continue;
        ok = voronoi_lines(&v, draw->scratch, draw->seeds + first, count, shape, segments);
        voronoi_done(&v);
    }
    if (geos) GEOS_finish_r(geos);
    if (!ok || segments->failed) return fault_set(why, ERR_INTERNAL, "无法切分网格", "the grids cannot be cut");
    return ERR_OK;
}

/* Which seed is nearest, district by district, by buckets of about one seed. */
struct lookup {
    int32_t side;
    struct geo_box box;
    int32_t columns, rows;
    int32_t *first, *next;
};

static bool lookup_init(struct lookup *l, struct arena *arena, const struct draw *draw, size_t district)
{
    size_t first = draw->district_seeds[district], end = draw->district_seeds[district + 1];
    struct geo_box box = draw->city->districts[district].shape.box;
    double area = ((double)box.max.lon - box.min.lon + 1) * ((double)box.max.lat - box.min.lat + 1);

    l->box = box;
    l->side = (int32_t)(sqrt(area / (double)(end - first + 1)) + 1);
    l->columns = (box.max.lon - box.min.lon) / l->side + 1;
    l->rows = (box.max.lat - box.min.lat) / l->side + 1;
    l->first = arena_array(arena, int32_t, (size_t)l->columns * (size_t)l->rows);
    l->next = arena_array(arena, int32_t, end - first + 1);
    if (!l->first || !l->next) return false;
    for (int32_t i = 0; i < l->columns * l->rows; i++) l->first[i] = -1;
    for (size_t i = first; i < end; i++) {
        struct geo_point p = draw->seeds[i].at;
        int32_t *bucket = &l->first[(p.lat - box.min.lat) / l->side * l->columns + (p.lon - box.min.lon) / l->side];

        l->next[i - first] = *bucket;
        *bucket = (int32_t)(i - first);
    }
    return true;
}

/* The nearest seed of the district, by widening squares of buckets. */
static int32_t lookup_nearest(const struct lookup *l, const struct seed *seeds, struct geo_point p)
{
    int32_t column = (p.lon - l->box.min.lon) / l->side, row = (p.lat - l->box.min.lat) / l->side, best = -1;
    double best_distance = INFINITY;

    for (int32_t reach = 0; reach <= l->columns + l->rows; reach++) {
        /* everything within (reach - 1) buckets has been seen */
        if (best >= 0 && best_distance <= (reach - 1) * l->side * DRAW_SQUEEZE) break;
        for (int32_t y = row - reach; y <= row + reach; y++)
            for (int32_t x = column - reach; x <= column + reach; x++) {
                bool rim = y == row - reach || y == row + reach || x == column - reach || x == column + reach;

                if (!rim || y < 0 || x < 0 || y >= l->rows || x >= l->columns) continue;
                for (int32_t i = l->first[y * l->columns + x]; i >= 0; i = l->next[i]) {
                    double d = hypot((seeds[i].at.lon - p.lon) * DRAW_SQUEEZE, seeds[i].at.lat - p.lat);
                    if (d < best_distance) best_distance = d, best = i;
                }
            }
    }
    return best;
}

/* Owners of faces while they are settled: a face may only go to a grid of its own district. */
struct settling {
    const struct draw *draw;
    const int32_t *owners;
};

static bool same_district(const void *context, size_t face, size_t neighbour)
{
    const struct settling *s = context;

    return s->draw->seeds[s->owners[face]].district == s->draw->seeds[s->owners[neighbour]].district;
}

/* Gives every face inside a district the seed it belongs to. */
static enum err own_faces(struct draw *draw, const struct tiling *tiling, int32_t *owners, struct fault *why)
{
    struct lookup *lookups = arena_array(draw->scratch, struct lookup, draw->city->district_count + 1);
    bool *lost = arena_array(draw->scratch, bool, tiling->count + 1);
    bool *found = arena_array(draw->scratch, bool, draw->seed_count + 1);
    struct settling settling = { draw, owners };

    if (!lookups || !lost || !found) return out_of_memory(why);
    for (size_t d = 0; d < draw->city->district_count; d++)
        if (!lookup_init(&lookups[d], draw->scratch, draw, d)) return out_of_memory(why);
    for (size_t f = 0; f < tiling->count; f++) {
        struct geo_point centre = geo_shape_centre(&tiling->faces[f]);
        int32_t d = geo_locate(draw->districts, centre).comprehensive, seed;

        owners[f] = TILING_NONE;
        if (d == GEO_NONE || draw->district_seeds[d] == draw->district_seeds[d + 1]) continue;
        seed = lookup_nearest(&lookups[d], draw->seeds + draw->district_seeds[d], centre);
        owners[f] = (int32_t)draw->district_seeds[d] + seed;
        lost[f] = geo_shape_side(&tiling->faces[f], draw->seeds[owners[f]].at) == GEO_OUTSIDE;
        if (!lost[f]) found[owners[f]] = true;
    }
    for (size_t i = 0; i < draw->seed_count; i++)
        if (!found[i]) return fault_set(why, ERR_INTERNAL, "有网格没有面积", "a grid came out without area");
    tiling_settle(tiling, owners, lost, same_district, &settling);
    return ERR_OK;
}

/* Shapes of the areas of one level; `area_of` says to which area a seed belongs. */
static enum err join_level(struct draw *draw, const struct tiling *grids,
                           int32_t (*area_of)(const struct draw *, const struct seed *), struct city_area *areas,
                           size_t count, struct fault *why)
{
    struct geo_shape *shapes = arena_array(draw->scratch, struct geo_shape, count + 1);
    int32_t *owners = arena_array(draw->scratch, int32_t, grids->count + 1);
    enum err err;

    if (!shapes || !owners) return out_of_memory(why);
    for (size_t i = 0; i < grids->count; i++) owners[i] = area_of(draw, &draw->seeds[i]);
    err = tiling_join(draw->arena, grids, owners, shapes, count, why);
    for (size_t i = 0; i < count && !err; i++) {
        if (shapes[i].count == 0)
            return fault_set(why, ERR_INTERNAL, "区域 %.*s 没有面积", "area %.*s came out empty", STR_ARG(areas[i].code));
        areas[i].shape = shapes[i];
        areas[i].centre = geo_shape_centre(&shapes[i]);
    }
    return err;
}

static int32_t community_of(const struct draw *draw, const struct seed *seed)
{
    (void)draw;
    return seed->community;
}

static int32_t street_of(const struct draw *draw, const struct seed *seed)
{
    (void)draw;
    return seed->street;
}

static int32_t district_of(const struct draw *draw, const struct seed *seed)
{
    (void)draw;
    return seed->district;
}

static int32_t steering_of(const struct draw *draw, const struct seed *seed)
{
    return draw->city->streets[seed->street].steering;
}

/* Comprehensive grids in the order of their codes. */
static enum err make_grids(struct draw *draw, const struct geo_shape *shapes, struct fault *why)
{
    struct city *city = draw->city;
    int32_t *order = arena_array(draw->scratch, int32_t, draw->seed_count + 1);
    size_t *next = arena_array(draw->scratch, size_t, city->community_count + 1);
    size_t at = 0;

    city->grids = arena_array(draw->arena, struct city_grid, draw->seed_count + (size_t)draw->dedicated + 1);
    if (!order || !next || !city->grids) return out_of_memory(why);
    for (size_t c = 0; c < city->community_count; at += draw->share[c++]) next[c] = at;
    for (size_t i = 0; i < draw->seed_count; i++) order[next[draw->seeds[i].community]++] = (int32_t)i;
    for (size_t i = 0, serial = 0; i < draw->seed_count; i++) {
        const struct seed *seed = &draw->seeds[order[i]];
        const struct city_area *community = &city->communities[seed->community];
        struct str shown = city_short_name(draw->arena, community->name);
        struct city_grid *grid = &city->grids[i];

        serial = i > 0 && grid[-1].community == seed->community ? serial + 1 : 1;
        *grid = (struct city_grid){ .layer = GEO_COMPREHENSIVE, .community = seed->community, .host = GEO_NONE,
                                    .kind = STR(""), .shape = shapes[order[i]] };
        grid->code = str_format(draw->arena, "%.*sZ%03zu", STR_ARG(community->code), serial);
        grid->name = str_format(draw->arena, "%.*s第%zu网格(合成)", STR_ARG(shown), serial);
        grid->centre = geo_shape_centre(&grid->shape);
        if (!grid->code.at || !grid->name.at) return out_of_memory(why);
    }
    city->comprehensive_count = city->grid_count = draw->seed_count;
    return ERR_OK;
}

enum err city_cut(struct draw *draw, struct fault *why)
{
    struct city *city = draw->city;
    struct geo_segments segments = { .arena = draw->scratch };
    struct geo_shape *shapes = arena_array(draw->scratch, struct geo_shape, draw->seed_count + 1);
    struct tiling faces, grids;
    int32_t *owners = NULL;
    enum err err = draw_lines(draw, &segments, why);

    if (!err) err = tiling_cut(draw->scratch, &segments, &faces, why);
    if (err) return err;
    owners = arena_array(draw->scratch, int32_t, faces.count + 1);
    if (!shapes || !owners) return out_of_memory(why);
    err = own_faces(draw, &faces, owners, why);
    if (!err) err = tiling_join(draw->arena, &faces, owners, shapes, draw->seed_count, why);
    if (!err) err = tiling_adopt(draw->scratch, shapes, draw->seed_count, &grids, why);
    if (!err) err = city_gather(draw, &grids, why);
    if (!err) err = make_grids(draw, shapes, why);
    if (!err) err = join_level(draw, &grids, community_of, city->communities, city->community_count, why);
    if (!err) err = join_level(draw, &grids, street_of, city->streets, city->street_count, why);
    if (!err) err = join_level(draw, &grids, district_of, city->districts, city->district_count, why);
    if (!err) err = join_level(draw, &grids, steering_of, city->steering, city->steering_count, why);
    return err;
}
