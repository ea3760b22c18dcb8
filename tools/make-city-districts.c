/*
 * make-city-districts.c - district outlines that fit together.
 *
 *   make-city-districts districts-gcj02.geojson > content/nanjing/districts.geojson
 *
 * Reads polygons in GCJ-02 that overlap and gape slightly, and writes a
 * seamless coverage in WGS-84: overlaps go to the lower code, enclosed gaps and
 * specks to the neighbour with the longest shared border, shared borders are
 * simplified together.  Run by hand; its output is kept in content/nanjing.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/io.h"
#include "geo/tiling.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DISTRICTS_MAX = 64, TOLERANCE_MICRO = 500 };
#define SPECK_M2 50000.0

struct district {
    struct str code, name;
    struct geo_point centre;   /* GCJ-02 */
    struct geo_shape shape;
};

struct work {
    struct arena *arena;
    struct district districts[DISTRICTS_MAX];
    size_t count;
};

static int die(const struct fault *why)
{
    fprintf(stderr, "make-city-districts: %s\n", why->en);
    return 1;
}

static int district_order(const void *a, const void *b)
{
    return str_compare(((const struct district *)a)->code, ((const struct district *)b)->code);
}

static enum err read_districts(struct work *work, const char *path, struct fault *why)
{
    struct str text;
    struct json_t *root;
    const struct json_t *features;
    enum err err = io_read(work->arena, path, (size_t)64 << 20, &text, why);

    if (!err) err = json_parse(work->arena, text, &root, why);
    if (err) return err;
    features = json_get(root, "features");
    for (size_t i = 0; i < json_count(features) && work->count < DISTRICTS_MAX; i++) {
        const struct json_t *feature = json_at(features, i), *properties = json_get(feature, "properties");
        const struct json_t *centre = json_get(properties, "cp");
        struct district *d = &work->districts[work->count++];

        d->code = json_get_str(feature, "id");
        d->name = json_get_str(properties, "name");
        err = geo_point_from(json_as_number(json_at(centre, 0)), json_as_number(json_at(centre, 1)), &d->centre, why);
        if (!err) err = geo_shape_read(work->arena, json_get(feature, "geometry"), &d->shape, why);
        if (err) return err;
    }
    qsort(work->districts, work->count, sizeof *work->districts, district_order);
    return ERR_OK;
}

static bool anyone(const void *context, size_t face, size_t neighbour)
{
    (void)context, (void)face, (void)neighbour;
    return true;
}

static int32_t district_at(const struct work *work, struct geo_point p)
{
    for (size_t d = 0; d < work->count; d++)
        if (geo_shape_side(&work->districts[d].shape, p) == GEO_INSIDE) return (int32_t)d;
    return TILING_NONE;
}

/* Cuts along all outlines and gives each face one district; enclosed gaps are settled. */
static enum err assign(struct work *work, const struct tiling *tiling, int32_t *owners, bool *lost)
{
    for (size_t f = 0; f < tiling->count; f++) {
        owners[f] = district_at(work, geo_shape_centre(&tiling->faces[f]));
        lost[f] = owners[f] == TILING_NONE;
    }
    tiling_settle(tiling, owners, lost, anyone, NULL);
    return ERR_OK;
}

static enum err join_districts(struct work *work, const struct tiling *tiling, const int32_t *owners, struct fault *why)
{
    struct geo_shape shapes[DISTRICTS_MAX];
    enum err err = tiling_join(work->arena, tiling, owners, shapes, work->count, why);

    for (size_t d = 0; d < work->count && !err; d++) work->districts[d].shape = shapes[d];
    return err;
}

/* Detached parts smaller than a speck go to a neighbour or, alone in the open, away. */
static void drop_specks(const struct work *work, const struct tiling *tiling, int32_t *owners, bool *lost)
{
    for (size_t f = 0; f < tiling->count; f++) {
        struct geo_point centre = geo_shape_centre(&tiling->faces[f]);
        const struct geo_shape *shape = owners[f] == TILING_NONE ? NULL : &work->districts[owners[f]].shape;

        for (size_t r = 0; shape && r < shape->count; r++) {
            struct geo_shape part = { &shape->rings[r], 1, shape->box };
            if (geo_shape_area_m2(&part) > 0 && geo_shape_area_m2(&part) < SPECK_M2 &&
                geo_shape_side(&part, centre) == GEO_INSIDE)
                lost[f] = true;
        }
    }
    tiling_settle(tiling, owners, lost, anyone, NULL);
    for (size_t f = 0; f < tiling->count; f++)
        if (lost[f]) owners[f] = TILING_NONE;
}

/* All borders once, merged into arcs, simplified together, back as segments. */
static bool simplify(struct work *work, struct geo_segments *out)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    struct geo_segments all = { .arena = work->arena };
    GEOSGeometry **parts, *lines, *merged, *simple;

    for (size_t d = 0; d < work->count; d++) geo_segments_of_shape(&all, &work->districts[d].shape);
    parts = arena_array(work->arena, GEOSGeometry *, all.count + 1);
    if (!geos || all.failed || !parts) return false;
    for (size_t i = 0; i < all.count; i++) {
        GEOSCoordSequence *pair = GEOSCoordSeq_create_r(geos, 2, 2);
        GEOSCoordSeq_setXY_r(geos, pair, 0, all.at[i].a.lon, all.at[i].a.lat);
        GEOSCoordSeq_setXY_r(geos, pair, 1, all.at[i].b.lon, all.at[i].b.lat);
        parts[i] = GEOSGeom_createLineString_r(geos, pair);
    }
    lines = GEOSUnaryUnion_r(geos, GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, parts, (unsigned)all.count));
    merged = lines ? GEOSLineMerge_r(geos, lines) : NULL;
    simple = merged ? GEOSTopologyPreserveSimplify_r(geos, merged, TOLERANCE_MICRO) : NULL;
    if (!simple) return false;
    for (int g = 0; g < GEOSGetNumGeometries_r(geos, simple); g++) {
        const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, GEOSGetGeometryN_r(geos, simple, g));
        unsigned count = 0;
        struct geo_point last = { 0, 0 };

        GEOSCoordSeq_getSize_r(geos, points, &count);
        for (unsigned i = 0; i < count; i++) {
            double lon, lat;
            struct geo_point p;

            GEOSCoordSeq_getXY_r(geos, points, i, &lon, &lat);
            p = (struct geo_point){ (int32_t)lround(lon), (int32_t)lround(lat) };
            if (i > 0) geo_segment_add(out, last, p);
            last = p;
        }
    }
    return !out->failed;   /* the process ends soon: GEOS is not torn down */
}

static struct geo_point to_wgs84(struct geo_point p)
{
    double lon = geo_degrees(p.lon), lat = geo_degrees(p.lat);

    geo_wgs84_from_gcj02(&lon, &lat);
    return (struct geo_point){ (int32_t)lround(lon * 1e6), (int32_t)lround(lat * 1e6) };
}

static void write_features(struct work *work, struct buf *text)
{
    struct json_out out;

    json_begin(&out, text);
    json_object(&out, NULL);
    json_text(&out, "type", "FeatureCollection");
    json_list(&out, "features");
    for (size_t d = 0; d < work->count; d++) {
        struct district *district = &work->districts[d];
        struct geo_point centre = to_wgs84(district->centre);

        for (size_t r = 0; r < district->shape.count; r++)
            for (size_t i = 0; i < district->shape.rings[r].count; i++) {
                struct geo_point *p = &district->shape.rings[r].points[i];
                *p = to_wgs84(*p);
            }
        geo_shape_measure_box(&district->shape);
        json_object(&out, NULL);
        json_text(&out, "type", "Feature");
        json_str(&out, "id", district->code);
        json_object(&out, "properties");
        json_str(&out, "name", district->name);
        json_list(&out, "centre");
        json_double(&out, NULL, geo_degrees(centre.lon), 6);
        json_double(&out, NULL, geo_degrees(centre.lat), 6);
        json_close(&out);
        json_close(&out);
        geo_shape_write(&out, "geometry", &district->shape);
        json_close(&out);
        fprintf(stderr, "%.*s rings %zu area %.2f km2\n", STR_ARG(district->code), district->shape.count,
                geo_shape_area_m2(&district->shape) / 1e6);
    }
    json_close(&out);
    json_close(&out);
    if (!json_done(&out)) text->failed = true;
}

/* Cut, assign, join: once on the outlines, once on the simplified borders. */
static enum err fit(struct work *work, const struct geo_segments *segments, bool specks, struct fault *why)
{
    struct tiling tiling;
    int32_t *owners;
    bool *lost;
    enum err err = tiling_cut(work->arena, segments, &tiling, why);

    if (err) return err;
    owners = arena_array(work->arena, int32_t, tiling.count + 1);
    lost = arena_array(work->arena, bool, tiling.count + 1);
    if (!owners || !lost) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = assign(work, &tiling, owners, lost);
    if (!err) err = join_districts(work, &tiling, owners, why);
    if (err || !specks) return err;
    drop_specks(work, &tiling, owners, lost);
    return join_districts(work, &tiling, owners, why);
}

int main(int argc, char **argv)
{
    struct work work = { .arena = arena_open((size_t)2 << 30) };
    struct geo_segments outlines = { .arena = work.arena }, borders = { .arena = work.arena };
    struct fault why = { 0 };
    struct buf text;

    if (argc != 2) {
        fprintf(stderr, "usage: make-city-districts districts-gcj02.geojson\n");
        return 2;
    }
    if (!work.arena || read_districts(&work, argv[1], &why)) return die(&why);
    for (size_t d = 0; d < work.count; d++) geo_segments_of_shape(&outlines, &work.districts[d].shape);
    if (fit(&work, &outlines, true, &why)) return die(&why);
    if (!simplify(&work, &borders)) {
        fprintf(stderr, "make-city-districts: cannot simplify\n");
        return 1;
    }
    if (fit(&work, &borders, false, &why)) return die(&why);
    buf_init(&text, work.arena, 0);
    write_features(&work, &text);
    buf_byte(&text, '\n');
    if (!buf_ok(&text)) return 1;
    fwrite(text.at, 1, text.len, stdout);
    arena_close(work.arena);
    return 0;
}
