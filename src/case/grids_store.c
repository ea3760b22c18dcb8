/*
 * grids_store.c - the map of grids, read and written.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/grids.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "base/num.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(GRID_INSERT) = {
    .name = "grid_insert",
    .sql = "INSERT INTO grid (id, code, name, layer, kind, community_id, host_id, lon_e6, lat_e6, opened_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    .takes = { I, T, T, I, T, I, I, I, I, I },
};
QUERY(GRID_UPDATE) = {
    .name = "grid_update",
    .sql = "UPDATE grid SET name = $2, kind = $3, host_id = $4, lon_e6 = $5, lat_e6 = $6, retired_at = $7 WHERE id = $1 AND retired_at IS NULL",
    .takes = { I, T, T, I, I, I, I },
};
QUERY(PACK_INSERT) = {
    .name = "grid_pack_insert",
    .sql = "INSERT INTO grid_pack (stamp, at, pack) VALUES ($1, $2, $3)",
    .takes = { I, I, T },
};
QUERY(PACK_FORGET) = {
    .name = "grid_pack_forget",
    .sql = "DELETE FROM grid_pack WHERE stamp < $1",
    .takes = { I },
};
QUERY(SHAPE_INSERT) = {
    .name = "unit_shape_insert",
    .sql = "INSERT INTO unit_shape (unit_id, geometry) VALUES ($1, $2)",
    .takes = { I, T },
};
QUERY(GRIDS_ALL) = {
    .name = "grids_all",
    .sql = "SELECT id, code, name, layer, kind, community_id, host_id, lon_e6, lat_e6, opened_at, retired_at FROM grid WHERE id > $1 ORDER BY id LIMIT $2",
    .takes = { I, I },
    .gives = { I, T, T, I, T, I, I, I, I, I, I },
};
QUERY(GRIDS_NUMBER) = {
    .name = "grids_number",
    .sql = "SELECT count(*) FROM grid",
    .gives = { I },
};
QUERY(STAMP_LAST) = {
    .name = "grid_stamp_last",
    .sql = "SELECT coalesce(max(stamp), 0) FROM grid_pack",
    .gives = { I },
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

enum { MAP_MEMORY = 256 << 20, PAGE_MEMORY = 16 << 20, ROWS_PAGE = 1000 };

struct grids {
    struct arena *arena;
    int64_t stamp;
    struct grid_row *rows;       /* by id, retired ones too */
    size_t count;
    const struct grid_row **live;
    size_t live_count;
    struct geo_index *index;     /* NULL: no map */
    const struct geo_shape **shapes;   /* beside rows */
};

/* The texts of a row stay with the map; its page of rows does not. */
static bool read_row(struct grids *grids, const struct rows *rows, size_t i)
{
    struct grid_row *row = &grids->rows[grids->count++];

    *row = (struct grid_row){
        .id = row_int(rows, i, 0), .code = str_dup(grids->arena, row_str(rows, i, 1)), .name = str_dup(grids->arena, row_str(rows, i, 2)),
        .layer = row_int(rows, i, 3) ? GEO_DEDICATED : GEO_COMPREHENSIVE, .kind = str_dup(grids->arena, row_str(rows, i, 4)),
        .community_id = row_int(rows, i, 5), .host_id = row_int(rows, i, 6),
        .lon_e6 = (int32_t)row_int(rows, i, 7), .lat_e6 = (int32_t)row_int(rows, i, 8),
        .opened_at = row_int(rows, i, 9), .retired_at = row_int(rows, i, 10),
    };
    if (!row->retired_at) grids->live[grids->live_count++] = row;
    return row->code.at && row->name.at && row->kind.at;
}

/* The rows behind `*after`, at most a page; `*more` is whether there may be others. */
static enum err read_page(struct db *db, struct grids *grids, size_t total, int64_t *after, bool *more, struct fault *why)
{
    struct arena *page = arena_open(PAGE_MEMORY);
    struct rows rows = { 0 };
    bool room = true;
    enum err err = page ? store_all(db, page, &GRIDS_ALL, ARGS(arg_int(*after), arg_int(ROWS_PAGE)), &rows, why)
                        : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    for (size_t i = 0; !err && room && i < rows.count && grids->count < total; i++) room = read_row(grids, &rows, i);
    if (!err && !room) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *more = !err && rows.count == ROWS_PAGE;
    if (*more) *after = row_int(&rows, rows.count - 1, 0);
    arena_close(page);
    return err;
}

static enum err read_rows(struct db *db, struct grids *grids, struct fault *why)
{
    struct rows rows;
    size_t total;
    int64_t after = 0;
    bool more;
    enum err err = store_one(db, grids->arena, &GRIDS_NUMBER, NO_ARGS, &rows, why);

    if (err) return err;
    total = (size_t)row_int(&rows, 0, 0);
    grids->rows = arena_array(grids->arena, struct grid_row, total + 1);
    grids->live = arena_array(grids->arena, const struct grid_row *, total + 1);
    grids->shapes = arena_array(grids->arena, const struct geo_shape *, total + 1);
    if (!grids->rows || !grids->live || !grids->shapes) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    do err = read_page(db, grids, total, &after, &more, why);
    while (!err && more);
    return err;
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

/* The index of the newest pack, its bytes in `scratch`; none without a pack. */
static enum err unpack_index(struct db *db, struct arena *scratch, struct grids *grids, struct fault *why)
{
    struct rows rows;
    struct geo_entry *entries;
    struct str hex;
    size_t count;
    unsigned char *pack;
    enum err err = store_all(db, scratch, &PACK_LAST, NO_ARGS, &rows, why);

    if (err || !rows.count) return err;
    grids->stamp = row_int(&rows, 0, 0);
    hex = row_str(&rows, 0, 1);
    pack = arena_alloc(scratch, hex.len / 2 + 1);
    if (!pack) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (hex_parse(hex, pack, hex.len / 2)) return fault_set(why, ERR_INVALID, "网格地图损坏", "the packed map of grids is damaged");
    err = geo_unpack(grids->arena, (struct str){ (char *)pack, hex.len / 2 }, grids->stamp, &entries, &count, why);
    return err ? err : geo_index_build(grids->arena, entries, count, &grids->index, why);
}

static enum err build_index(struct db *db, struct grids *grids, struct fault *why)
{
    struct arena *scratch = arena_open(MAP_MEMORY);
    size_t count;
    enum err err = scratch ? unpack_index(db, scratch, grids, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    arena_close(scratch);
    if (err || !grids->index) return err;
    count = geo_index_count(grids->index);
    for (size_t i = 0; i < count; i++) {
        const struct geo_entry *entry = geo_index_entry(grids->index, (int32_t)i);
        size_t at = place_of(grids, entry->id);
        if (at == SIZE_MAX || grids->rows[at].retired_at)
            return fault_set(why, ERR_INVALID, "网格地图与网格表不一致", "the packed map names a grid that has no row in force");
        grids->shapes[at] = &entry->shape;
    }
    return ERR_OK;
}

enum err grids_open(struct db *db, struct grids **out, struct fault *why)
{
    struct arena *arena = arena_open(MAP_MEMORY);
    struct grids *grids = arena ? arena_new(arena, struct grids) : NULL;
    enum err err;

    if (!grids) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    grids->arena = arena;
    err = read_rows(db, grids, why);
    if (!err) err = build_index(db, grids, why);
    if (err) grids_close(grids);
    else *out = grids;
    return err;
}

void grids_close(struct grids *grids)
{
    if (grids) arena_close(grids->arena);
}

enum err grids_newest(struct db *db, int64_t *stamp, struct fault *why)
{
    struct arena *arena = arena_open(64 * 1024);
    struct rows rows;
    enum err err = arena ? store_one(db, arena, &STAMP_LAST, NO_ARGS, &rows, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) *stamp = row_int(&rows, 0, 0);
    arena_close(arena);
    return err;
}

int64_t grids_stamp(const struct grids *grids)
{
    return grids->stamp;
}

const struct geo_index *grids_index(const struct grids *grids)
{
    return grids->index;
}

size_t grids_count(const struct grids *grids)
{
    return grids->live_count;
}

const struct grid_row *grids_at(const struct grids *grids, size_t i)
{
    return grids->live[i];
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

static int code_order(const void *left, const void *right)
{
    return str_compare((*(const struct grid_row *const *)left)->code, (*(const struct grid_row *const *)right)->code);
}

size_t grids_of(const struct grids *grids, int64_t community_id, enum geo_layer layer, const struct grid_row **out, size_t most)
{
    size_t count = 0;

    for (size_t i = 0; i < grids->live_count && count < most; i++)
        if (grids->live[i]->community_id == community_id && grids->live[i]->layer == layer) out[count++] = grids->live[i];
    qsort(out, count, sizeof(const struct grid_row *), code_order);
    return count;
}

int64_t grids_last_serial(const struct grids *grids, int64_t community_id, enum geo_layer layer)
{
    enum { SERIAL_DIGITS = 3 };
    int64_t last = 0;

    for (size_t i = 0; i < grids->count; i++) {
        const struct grid_row *row = &grids->rows[i];
        int64_t serial = 0;

        if (row->community_id != community_id || row->layer != layer || row->code.len < SERIAL_DIGITS) continue;
        if (!num_parse_int(str_sub(row->code, row->code.len - SERIAL_DIGITS, SERIAL_DIGITS), 0, 999, &serial) && serial > last) last = serial;
    }
    return last;
}

enum err grid_insert(struct db *db, const struct grid_row *row, struct fault *why)
{
    return store_run(db, &GRID_INSERT,
                     ARGS(arg_int(row->id), arg_text(row->code), arg_text(row->name), arg_int(row->layer),
                          arg_text(row->kind.at ? row->kind : STR("")), arg_int(row->community_id), arg_id(row->host_id),
                          arg_int(row->lon_e6), arg_int(row->lat_e6), arg_int(row->opened_at)),
                     NULL, why);
}

enum err grid_update(struct db *db, const struct grid_row *row, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &GRID_UPDATE,
                             ARGS(arg_int(row->id), arg_text(row->name), arg_text(row->kind.at ? row->kind : STR("")), arg_id(row->host_id),
                                  arg_int(row->lon_e6), arg_int(row->lat_e6), arg_id(row->retired_at)),
                             &changed, why);

    if (err || changed) return err;
    return fault_set(why, ERR_CONFLICT, "网格刚被别的方案调整过", "another plan changed this grid first");
}

enum err grid_pack_insert(struct db *db, int64_t stamp, int64_t now_ms, struct str pack, struct fault *why)
{
    char *hex = arena_alloc(store_scratch(db), pack.len * 2 + 1);

    enum err err;

    if (!hex) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    hex_print((const unsigned char *)pack.at, pack.len, hex);
    err = store_run(db, &PACK_INSERT, ARGS(arg_int(stamp), arg_int(now_ms), arg_text((struct str){ hex, pack.len * 2 })), NULL, why);
    return err ? err : store_run(db, &PACK_FORGET, ARGS(arg_int(stamp)), NULL, why);
}

enum err unit_shape_insert(struct db *db, int64_t unit_id, struct str geometry, struct fault *why)
{
    return store_run(db, &SHAPE_INSERT, ARGS(arg_int(unit_id), arg_text(geometry)), NULL, why);
}

enum err unit_shapes_of(struct db *db, struct arena *arena, int64_t parent_id, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &SHAPES_OF, ARGS(arg_int(parent_id)), out, why);
}
