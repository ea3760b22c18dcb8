/*
 * index.c - a raster of cells with candidate polygons.
 *
 * Building: every edge marks the cells it may touch with its polygon; then
 * each polygon claims the unmarked cells whose middle it holds, and marks the
 * others too.  A cell's word is GEO_NONE, the polygon that covers it, or the
 * place of its candidate list (count, then polygons by rising code).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/index.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_MIN = 1 << 14, CELLS_MAX = 1 << 20, CELL_MIN_MICRO = 500, MARKED = -2 };

struct raster {
    struct geo_box box;
    int32_t step;              /* side of a cell in micro-degrees */
    int32_t columns, rows;
    int32_t *cells;            /* polygon, GEO_NONE, or -2 - place in candidates; MARKED while building */
    int32_t *candidates;
};

struct geo_index {
    struct geo_entry *entries;
    size_t count;
    struct raster layers[GEO__LAYERS];
};

/* One mark: `polygon` has an edge near `cell`. */
struct mark {
    int32_t cell, polygon;
};

struct marks {
    struct mark *at;
    size_t count, cap;
};

static int entry_order(const void *a, const void *b)
{
    const struct geo_entry *left = a, *right = b;
    int order = str_compare(left->code, right->code);

    return order ? order : (int)left->layer - (int)right->layer;
}

static int mark_order(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;

    if (left->cell != right->cell) return left->cell < right->cell ? -1 : 1;
    return (left->polygon > right->polygon) - (left->polygon < right->polygon);
}

static int32_t column_of(const struct raster *r, int64_t lon)
{
    return (int32_t)((lon - r->box.min.lon) / r->step);
}

static int32_t row_of(const struct raster *r, int64_t lat)
{
    return (int32_t)((lat - r->box.min.lat) / r->step);
}

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足，无法建立网格索引", "out of memory for the grid index");
}

static bool add_mark(struct arena *arena, const struct raster *r, struct marks *marks, int32_t cell, int32_t polygon)
{
    r->cells[cell] = MARKED;
    if (marks->count > 0 && marks->at[marks->count - 1].cell == cell && marks->at[marks->count - 1].polygon == polygon)
        return true;
    if (marks->count == marks->cap) {
        size_t cap = marks->cap ? marks->cap * 2 : 65536;
        struct mark *grown = arena_array(arena, struct mark, cap);

        if (!grown) return false;
        if (marks->count) memcpy(grown, marks->at, marks->count * sizeof *grown);
        marks->at = grown;
        marks->cap = cap;
    }
    marks->at[marks->count++] = (struct mark){ cell, polygon };
    return true;
}

/* The longitudes an edge spans between two parallels, widened by one to stay on the safe side. */
static void span_in_row(struct geo_point a, struct geo_point b, int64_t south, int64_t north, int64_t *west,
                        int64_t *east)
{
    int64_t low = a.lat < b.lat ? a.lat : b.lat, high = a.lat < b.lat ? b.lat : a.lat;
    int64_t from = south > low ? south : low, to = north < high ? north : high;
    int64_t x1 = a.lon, x2 = b.lon;

    if (a.lat != b.lat) {
        x1 = a.lon + ((int64_t)b.lon - a.lon) * (from - a.lat) / ((int64_t)b.lat - a.lat);
        x2 = a.lon + ((int64_t)b.lon - a.lon) * (to - a.lat) / ((int64_t)b.lat - a.lat);
    }
    *west = (x1 < x2 ? x1 : x2) - 1;
    *east = (x1 < x2 ? x2 : x1) + 1;
}

static int32_t limit(int32_t n, int32_t count)
{
    return n < 0 ? 0 : n >= count ? count - 1 : n;
}

/* Marks every cell the closed edge may touch; a cell owns its borders on all four sides here. */
static bool mark_edge(struct arena *arena, const struct raster *r, struct geo_point a, struct geo_point b,
                      int32_t polygon, struct marks *marks)
{
    int32_t low = a.lat < b.lat ? a.lat : b.lat, high = a.lat < b.lat ? b.lat : a.lat;
    int32_t first = limit(row_of(r, (int64_t)low - 1), r->rows), last = limit(row_of(r, (int64_t)high + 1), r->rows);

    for (int32_t row = first; row <= last; row++) {
        int64_t south = r->box.min.lat + (int64_t)row * r->step, west, east;

        span_in_row(a, b, south - 1, south + r->step + 1, &west, &east);
        for (int32_t c = limit(column_of(r, west), r->columns); c <= limit(column_of(r, east), r->columns); c++)
            if (!add_mark(arena, r, marks, row * r->columns + c, polygon)) return false;
    }
    return true;
}

static bool mark_shape(struct arena *arena, const struct raster *r, const struct geo_shape *shape, int32_t polygon,
                       struct marks *marks)
{
    for (size_t k = 0; k < shape->count; k++) {
        const struct geo_ring *ring = &shape->rings[k];

        for (size_t i = 0; i < ring->count; i++)
            if (!mark_edge(arena, r, ring->points[i], ring->points[(i + 1) % ring->count], polygon, marks)) return false;
    }
    return true;
}

/* Turns sorted marks into candidate lists. */
static bool list_candidates(struct arena *arena, struct raster *r, const struct marks *marks)
{
    size_t at = 0;

    r->candidates = arena_array(arena, int32_t, marks->count * 2 + 1);
    if (!r->candidates) return false;
    for (size_t i = 0; i < marks->count;) {
        int32_t cell = marks->at[i].cell;
        size_t head = at++;

        r->cells[cell] = -2 - (int32_t)head;
        for (; i < marks->count && marks->at[i].cell == cell; i++)
            if (r->candidates[head] == 0 || r->candidates[at - 1] != marks->at[i].polygon) {
                r->candidates[at++] = marks->at[i].polygon;
                r->candidates[head]++;
            }
    }
    return true;
}

/* Gives the polygon the cells it covers whole; where others have borders it becomes a candidate. */
static bool claim_cells(struct arena *arena, const struct raster *r, const struct geo_shape *shape, int32_t polygon,
                        struct marks *marks)
{
    int32_t west = column_of(r, shape->box.min.lon), east = column_of(r, shape->box.max.lon);
    int32_t south = row_of(r, shape->box.min.lat), north = row_of(r, shape->box.max.lat);

    for (int32_t row = south; row <= north; row++)
        for (int32_t c = west; c <= east; c++) {
            int32_t cell = row * r->columns + c;
            struct geo_point middle = { r->box.min.lon + c * r->step + r->step / 2,
                                        r->box.min.lat + row * r->step + r->step / 2 };

            if (r->cells[cell] >= 0 || geo_shape_side(shape, middle) != GEO_INSIDE) continue;
            if (r->cells[cell] == GEO_NONE)
                r->cells[cell] = polygon;
            else if (!add_mark(arena, r, marks, cell, polygon))
                return false;
        }
    return true;
}

/* Cells of about a third of a polygon's side, as many as CELLS_MAX allows. */
static void lay_out(struct raster *r, size_t polygons)
{
    int64_t width = (int64_t)r->box.max.lon - r->box.min.lon + 1, height = (int64_t)r->box.max.lat - r->box.min.lat + 1;
    int64_t wanted = (int64_t)polygons * 32 + CELLS_MIN, step = CELL_MIN_MICRO;

    if (wanted > CELLS_MAX) wanted = CELLS_MAX;

    while ((width / step + 1) * (height / step + 1) > wanted) step += step / 8;
    r->step = (int32_t)step;
    r->columns = (int32_t)(width / step + 1);
    r->rows = (int32_t)(height / step + 1);
}

/* The box of a layer; false when it has no polygons. */
static bool layer_box(const struct geo_index *index, enum geo_layer layer, struct geo_box *out, size_t *polygons)
{
    struct geo_box all = { { INT32_MAX, INT32_MAX }, { INT32_MIN, INT32_MIN } };

    *polygons = 0;
    for (size_t i = 0; i < index->count; i++) {
        struct geo_box box = index->entries[i].shape.box;

        if (index->entries[i].layer != layer) continue;
        ++*polygons;
        if (box.min.lon < all.min.lon) all.min.lon = box.min.lon;
        if (box.min.lat < all.min.lat) all.min.lat = box.min.lat;
        if (box.max.lon > all.max.lon) all.max.lon = box.max.lon;
        if (box.max.lat > all.max.lat) all.max.lat = box.max.lat;
    }
    *out = all;
    return *polygons > 0;
}

static bool fill_cells(struct arena *arena, struct arena *scratch, const struct geo_index *index, enum geo_layer layer,
                       struct raster *r)
{
    struct marks marks = { 0 };

    for (size_t i = 0; i < index->count; i++)
        if (index->entries[i].layer == layer &&
            !mark_shape(scratch, r, &index->entries[i].shape, (int32_t)i, &marks))
            return false;
    for (size_t i = 0; i < index->count; i++)
        if (index->entries[i].layer == layer &&
            !claim_cells(scratch, r, &index->entries[i].shape, (int32_t)i, &marks))
            return false;
    if (marks.count) qsort(marks.at, marks.count, sizeof *marks.at, mark_order);
    return list_candidates(arena, r, &marks);
}

static enum err build_layer(struct arena *arena, struct geo_index *index, enum geo_layer layer, struct fault *why)
{
    struct raster *r = &index->layers[layer];
    struct arena *scratch;
    size_t polygons, cells;
    bool ok = false;

    if (!layer_box(index, layer, &r->box, &polygons)) return ERR_OK;
    lay_out(r, polygons);
    cells = (size_t)r->columns * (size_t)r->rows;
    r->cells = arena_array(arena, int32_t, cells);
    if (!r->cells) return out_of_memory(why);
    for (size_t i = 0; i < cells; i++) r->cells[i] = GEO_NONE;
    scratch = arena_open((size_t)1 << 30);
    if (scratch) ok = fill_cells(arena, scratch, index, layer, r);
    arena_close(scratch);
    return ok ? ERR_OK : out_of_memory(why);
}

static enum err check_entries(const struct geo_index *index, struct fault *why)
{
    for (size_t i = 0; i < index->count; i++) {
        const struct geo_entry *e = &index->entries[i];

        if (e->shape.count == 0 || geo_shape_area2(&e->shape) <= 0)
            return fault_set(why, ERR_INVALID, "网格 %.*s 没有面积", "grid %.*s has no area", STR_ARG(e->code));
        if (i > 0 && entry_order(e - 1, e) == 0)
            return fault_set(why, ERR_INVALID, "网格编码 %.*s 重复", "grid code %.*s stands twice", STR_ARG(e->code));
    }
    return ERR_OK;
}

enum err geo_index_build(struct arena *arena, const struct geo_entry *entries, size_t count, struct geo_index **out,
                         struct fault *why)
{
    struct geo_index *index = arena_new(arena, struct geo_index);
    enum err err;

    if (count > GEO_INDEX_MAX) return fault_set(why, ERR_INVALID, "网格过多", "too many grids");
    if (!index || !(index->entries = arena_array(arena, struct geo_entry, count + 1))) return out_of_memory(why);
    if (count) memcpy(index->entries, entries, count * sizeof *entries);
    index->count = count;
    qsort(index->entries, count, sizeof *entries, entry_order);
    for (size_t i = 0; i < count; i++)
        if (index->entries[i].shape.count) geo_shape_measure_box(&index->entries[i].shape);
    err = check_entries(index, why);
    for (int layer = 0; layer < GEO__LAYERS && !err; layer++) err = build_layer(arena, index, (enum geo_layer)layer, why);
    if (err) return err;
    *out = index;
    return ERR_OK;
}

static int32_t locate_in(const struct geo_index *index, const struct raster *r, struct geo_point p)
{
    const int32_t *candidate;
    int32_t cell;

    if (!r->cells || !geo_box_has(r->box, p)) return GEO_NONE;
    cell = r->cells[row_of(r, p.lat) * r->columns + column_of(r, p.lon)];
    if (cell >= GEO_NONE) return cell;
    candidate = &r->candidates[-2 - cell];
    for (int32_t n = *candidate++; n > 0; n--, candidate++)
        if (geo_shape_side(&index->entries[*candidate].shape, p) != GEO_OUTSIDE) return *candidate;
    return GEO_NONE;
}

struct geo_place geo_locate(const struct geo_index *index, struct geo_point p)
{
    return (struct geo_place){
        .comprehensive = locate_in(index, &index->layers[GEO_COMPREHENSIVE], p),
        .dedicated = locate_in(index, &index->layers[GEO_DEDICATED], p),
    };
}

size_t geo_index_count(const struct geo_index *index)
{
    return index->count;
}

const struct geo_entry *geo_index_entry(const struct geo_index *index, int32_t at)
{
    return at >= 0 && (size_t)at < index->count ? &index->entries[at] : NULL;
}
