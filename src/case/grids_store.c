/*
 * grids_store.c - the map of grids, read and written.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/grids.h"

#include "base/crypto.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(GRID_INSERT) = {
    .name = "grid_insert",
    .sql = "INSERT INTO grid (id, code, name, layer, kind, community_id, host_id, lon_e6, lat_e6) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    .takes = { I, T, T, I, T, I, I, I, I },
};
QUERY(PACK_INSERT) = {
    .name = "grid_pack_insert",
    .sql = "INSERT INTO grid_pack (stamp, at, pack) VALUES ($1, $2, $3)",
    .takes = { I, I, T },
};
QUERY(SHAPE_INSERT) = {
    .name = "unit_shape_insert",
    .sql = "INSERT INTO unit_shape (unit_id, geometry) VALUES ($1, $2)",
    .takes = { I, T },
};
QUERY(GRIDS_ALL) = {
    .name = "grids_all",
    .sql = "SELECT id, code, name, layer, kind, community_id, host_id, lon_e6, lat_e6 FROM grid ORDER BY id",
    .gives = { I, T, T, I, T, I, I, I, I },
};
QUERY(PACK_LAST) = {
    .name = "grid_pack_last",
    .sql = "SELECT stamp, pack FROM grid_pack ORDER BY stamp DESC LIMIT 1",
    .gives = { I, T },
};
QUERY(SHAPES_OF) = {
    .name = "unit_shapes_of",
    .sql = "SELECT s.unit_id, s.geometry FROM unit u JOIN unit_shape s ON s.unit_id = u.id WHERE u.parent_id = $1 ORDER BY s.unit_id",
    .takes = { I },
    .gives = { I, T },
};

#undef I
#undef T

struct grids {
    struct grid_row *rows;       /* by id */
    size_t count;
    struct geo_index *index;     /* NULL: no map */
    const struct geo_shape **shapes;   /* beside rows */
};

static enum err read_rows(struct db *db, struct arena *arena, struct grids *grids, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &GRIDS_ALL, NO_ARGS, &rows, why);

    if (err) return err;
    grids->rows = arena_array(arena, struct grid_row, rows.count + 1);
    grids->shapes = arena_array(arena, const struct geo_shape *, rows.count + 1);
    if (!grids->rows || !grids->shapes) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        grids->rows[i] = (struct grid_row){
            .id = row_int(&rows, i, 0), .code = row_str(&rows, i, 1), .name = row_str(&rows, i, 2),
            .layer = row_int(&rows, i, 3) ? GEO_DEDICATED : GEO_COMPREHENSIVE, .kind = row_str(&rows, i, 4),
            .community_id = row_int(&rows, i, 5), .host_id = row_int(&rows, i, 6),
            .lon_e6 = (int32_t)row_int(&rows, i, 7), .lat_e6 = (int32_t)row_int(&rows, i, 8),
        };
    grids->count = rows.count;
    return ERR_OK;
}

static size_t place_of(const struct grids *grids, int64_t id)
{
    size_t low = 0, high = grids->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (grids->rows[middle].id < id) low = middle + 1;
        else high = middle;
    }
    return low < grids->count && grids->rows[low].id == id ? low : SIZE_MAX;
}

static enum err build_index(struct db *db, struct arena *arena, struct grids *grids, struct fault *why)
{
    struct rows rows;
    struct geo_entry *entries;
    struct str hex;
    size_t count;
    unsigned char *pack;
    enum err err = store_all(db, arena, &PACK_LAST, NO_ARGS, &rows, why);

    if (err || !rows.count) return err;
    hex = row_str(&rows, 0, 1);
    pack = arena_alloc(arena, hex.len / 2 + 1);
    if (!pack) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (hex_parse(hex, pack, hex.len / 2)) return fault_set(why, ERR_INVALID, "网格地图损坏", "the packed map of grids is damaged");
    err = geo_unpack(arena, (struct str){ (char *)pack, hex.len / 2 }, row_int(&rows, 0, 0), &entries, &count, why);
    if (!err) err = geo_index_build(arena, entries, count, &grids->index, why);
    if (err) return err;
    for (size_t i = 0; i < count; i++) {
        const struct geo_entry *entry = geo_index_entry(grids->index, (int32_t)i);
        size_t at = place_of(grids, entry->id);
        if (at == SIZE_MAX) return fault_set(why, ERR_INVALID, "网格地图与网格表不一致", "the packed map names a grid that has no row");
        grids->shapes[at] = &entry->shape;
    }
    return ERR_OK;
}

enum err grids_load(struct db *db, struct arena *arena, struct grids **out, struct fault *why)
{
    struct grids *grids = arena_new(arena, struct grids);
    enum err err;

    if (!grids) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = read_rows(db, arena, grids, why);
    if (!err) err = build_index(db, arena, grids, why);
    if (!err) *out = grids;
    return err;
}

size_t grids_count(const struct grids *grids)
{
    return grids->count;
}

const struct grid_row *grids_at(const struct grids *grids, size_t i)
{
    return &grids->rows[i];
}

const struct grid_row *grids_find(const struct grids *grids, int64_t id)
{
    size_t at = place_of(grids, id);

    return at == SIZE_MAX ? NULL : &grids->rows[at];
}

const struct geo_shape *grids_shape(const struct grids *grids, int64_t id)
{
    size_t at = place_of(grids, id);

    return at == SIZE_MAX ? NULL : grids->shapes[at];
}

const struct grid_row *grids_locate(const struct grids *grids, double lon, double lat, const struct grid_row **dedicated)
{
    struct geo_point point;
    struct geo_place place;

    if (dedicated) *dedicated = NULL;
    if (!grids->index || geo_point_from(lon, lat, &point, NULL)) return NULL;
    place = geo_locate(grids->index, point);
    if (dedicated && place.dedicated != GEO_NONE) *dedicated = grids_find(grids, geo_index_entry(grids->index, place.dedicated)->id);
    return place.comprehensive == GEO_NONE ? NULL : grids_find(grids, geo_index_entry(grids->index, place.comprehensive)->id);
}

enum err grid_insert(struct db *db, const struct grid_row *row, struct fault *why)
{
    return store_run(db, &GRID_INSERT,
                     ARGS(arg_int(row->id), arg_text(row->code), arg_text(row->name), arg_int(row->layer),
                          arg_text(row->kind.at ? row->kind : STR("")), arg_int(row->community_id), arg_id(row->host_id),
                          arg_int(row->lon_e6), arg_int(row->lat_e6)),
                     NULL, why);
}

enum err grid_pack_insert(struct db *db, int64_t stamp, int64_t now_ms, struct str pack, struct fault *why)
{
    char *hex = arena_alloc(store_scratch(db), pack.len * 2 + 1);

    if (!hex) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    hex_print((const unsigned char *)pack.at, pack.len, hex);
    return store_run(db, &PACK_INSERT, ARGS(arg_int(stamp), arg_int(now_ms), arg_text((struct str){ hex, pack.len * 2 })), NULL, why);
}

enum err unit_shape_insert(struct db *db, int64_t unit_id, struct str geometry, struct fault *why)
{
    return store_run(db, &SHAPE_INSERT, ARGS(arg_int(unit_id), arg_text(geometry)), NULL, why);
}

enum err unit_shapes_of(struct db *db, struct arena *arena, int64_t parent_id, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &SHAPES_OF, ARGS(arg_int(parent_id)), out, why);
}
