/*
 * places_store.c - components and places, and which case is about which.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "case/places.h"
#include "case/plan.h"
#include "case/rows.h"

#define I STORE_INT
#define T STORE_TEXT

#define COLUMNS                                                                                                                                              \
    "id, code, kind, class, name, address, lon_e6, lat_e6, community_id, street_id, district_id, steering_id, owner_id, maintainer_id, state, from_day, until_day," \
    " attributes, source, version, changed_at, changed_by"
#define COLUMN_TYPES I, T, T, T, T, T, I, I, I, I, I, I, I, I, I, I, I, T, T, I, I, I

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static struct place_record record_of(const struct rows *r, size_t i)
{
    return (struct place_record){
        .id = row_int(r, i, 0), .code = row_str(r, i, 1), .kind = row_str(r, i, 2), .class = row_str(r, i, 3), .name = row_str(r, i, 4), .address = row_str(r, i, 5),
        .lon_e6 = (int32_t)row_int(r, i, 6), .lat_e6 = (int32_t)row_int(r, i, 7), .community_id = row_int(r, i, 8), .street_id = row_int(r, i, 9),
        .district_id = row_int(r, i, 10), .steering_id = row_int(r, i, 11), .owner_id = row_int(r, i, 12), .maintainer_id = row_int(r, i, 13),
        .state = (enum place_state)row_int(r, i, 14), .from = { (int32_t)row_int(r, i, 15) }, .until = { row_null(r, i, 16) ? PLACE_OPEN : (int32_t)row_int(r, i, 16) },
        .attributes = row_str(r, i, 17), .source = row_str(r, i, 18), .version = row_int(r, i, 19), .changed_at = row_int(r, i, 20), .changed_by = row_int(r, i, 21),
    };
}

/* ── One ───────────────────────────────────────────────────────────────── */

QUERY(READ) = { .name = "place_read", .sql = "SELECT " COLUMNS " FROM place WHERE id = $1", .takes = { I }, .gives = { COLUMN_TYPES } };
QUERY(READ_CODE) = { .name = "place_read_code", .sql = "SELECT " COLUMNS " FROM place WHERE code = $1", .takes = { T }, .gives = { COLUMN_TYPES } };

static enum err read_one(struct db *db, struct arena *arena, const struct query *query, struct store_arg key, struct place_record *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, query, ARGS(key), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "没有这个部件或场所", "there is no such component or place");
    if (!err) *out = record_of(&rows, 0);
    return err;
}

enum err place_read(struct db *db, struct arena *arena, int64_t id, struct place_record *out, struct fault *why)
{
    return read_one(db, arena, &READ, arg_int(id), out, why);
}

enum err place_read_code(struct db *db, struct arena *arena, struct str code, struct place_record *out, struct fault *why)
{
    return read_one(db, arena, &READ_CODE, arg_text(code), out, why);
}

/* ── Lists: each a range of its index ──────────────────────────────────── */

#define SELECT_OF "SELECT " COLUMNS " FROM place WHERE "
#define OF_KIND " = $1 AND kind = $2 AND (class, code) > ($3, $4) AND state <> 2 ORDER BY class, code LIMIT $5"
#define OF_CLASS " = $1 AND kind = $2 AND class = $3 AND code > $4 AND state <> 2 ORDER BY code LIMIT $5"
QUERY(KIND_COMMUNITY) = { .name = "places_kind_by_community", .sql = SELECT_OF "community_id" OF_KIND, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(KIND_STREET) = { .name = "places_kind_by_street", .sql = SELECT_OF "street_id" OF_KIND, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(KIND_DISTRICT) = { .name = "places_kind_by_district", .sql = SELECT_OF "district_id" OF_KIND, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(KIND_STEERING) = { .name = "places_kind_by_steering", .sql = SELECT_OF "steering_id" OF_KIND, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(KIND_CALLED) = { .name = "places_kind_by_called", .sql = SELECT_OF "called_id" OF_KIND, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(CLASS_COMMUNITY) = { .name = "places_class_by_community", .sql = SELECT_OF "community_id" OF_CLASS, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(CLASS_STREET) = { .name = "places_class_by_street", .sql = SELECT_OF "street_id" OF_CLASS, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(CLASS_DISTRICT) = { .name = "places_class_by_district", .sql = SELECT_OF "district_id" OF_CLASS, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(CLASS_STEERING) = { .name = "places_class_by_steering", .sql = SELECT_OF "steering_id" OF_CLASS, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };
QUERY(CLASS_CALLED) = { .name = "places_class_by_called", .sql = SELECT_OF "called_id" OF_CLASS, .takes = { I, T, T, T, I }, .gives = { COLUMN_TYPES } };

static const struct query *const LISTS[PLACE__BYS][2] = {
    [PLACE_BY_COMMUNITY] = { &KIND_COMMUNITY, &CLASS_COMMUNITY }, [PLACE_BY_STREET] = { &KIND_STREET, &CLASS_STREET },
    [PLACE_BY_DISTRICT] = { &KIND_DISTRICT, &CLASS_DISTRICT },    [PLACE_BY_STEERING] = { &KIND_STEERING, &CLASS_STEERING },
    [PLACE_BY_CALLED] = { &KIND_CALLED, &CLASS_CALLED },
};
static struct str or_empty(struct str text) { return text.at ? text : STR(""); }
#define LIST_ARGS(ask) ARGS(arg_int((ask)->unit_id), arg_text((ask)->kind), arg_text((ask)->class.len ? (ask)->class : or_empty((ask)->after_class)), \
                            arg_text(or_empty((ask)->after_code)), arg_int((ask)->limit))

enum err places_list(struct db *db, struct arena *arena, const struct place_ask *ask, struct place_record **out, size_t *count, struct fault *why)
{
    struct place_record *list;
    struct rows rows;
    enum err err = store_all(db, arena, LISTS[ask->by][ask->class.len > 0], LIST_ARGS(ask), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct place_record, rows.count + 1);
    if (!list) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = record_of(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

struct each { enum err (*row)(const struct place_record *place, void *arg, struct fault *why); void *arg; };

static enum err each_row(const struct rows *row, void *arg, struct fault *why)
{
    const struct each *each = arg;
    const struct place_record place = record_of(row, 0);

    return each->row(&place, each->arg, why);
}

enum err places_each(struct db *db, struct arena *arena, const struct place_ask *ask, enum err (*row)(const struct place_record *place, void *arg, struct fault *why),
                     void *arg, struct fault *why)
{
    struct each each = { row, arg };

    return store_each(db, arena, LISTS[ask->by][ask->class.len > 0], LIST_ARGS(ask), each_row, &each, why);
}

/* ── In a box, and near ────────────────────────────────────────────────── */

QUERY(IN_CELLS) = {
    .name = "places_in_cells",
    .sql = "SELECT id, lon_e6, lat_e6, class, street_id, called_id FROM place WHERE kind = $1 AND cell BETWEEN $2 AND $3 AND state <> 2",
    .takes = { T, I, I },
    .gives = { I, I, I, T, I, I },
};
QUERY(NEAR) = {
    .name = "places_near",
    .sql = "SELECT " COLUMNS " FROM place WHERE kind = $1 AND cell BETWEEN $2 AND $3 AND state <> 2 LIMIT 200",
    .takes = { T, I, I },
    .gives = { COLUMN_TYPES },
};

struct boxed { struct place_box box; enum err (*point)(const struct place_point *point, void *arg, struct fault *why); void *arg; };

static enum err boxed_row(const struct rows *r, void *arg, struct fault *why)
{
    const struct boxed *b = arg;
    const struct place_point p = { row_int(r, 0, 0), (int32_t)row_int(r, 0, 1), (int32_t)row_int(r, 0, 2), row_str(r, 0, 3), row_int(r, 0, 4), row_int(r, 0, 5) };

    if (p.lon_e6 < b->box.west || p.lon_e6 > b->box.east || p.lat_e6 < b->box.south || p.lat_e6 > b->box.north) return ERR_OK;
    return b->point(&p, b->arg, why);
}

enum err places_in_box(struct db *db, struct arena *arena, struct str kind, struct place_box box,
                       enum err (*point)(const struct place_point *point, void *arg, struct fault *why), void *arg, struct fault *why)
{
    struct boxed boxed = { box, point, arg };
    int64_t last = rows_cell(box.west, box.north), columns = rows_cell(box.east, box.south) - rows_cell(box.west, box.south);
    enum err err = ERR_OK;

    for (int64_t from = rows_cell(box.west, box.south); !err && from <= last; from += ROWS_CELL_COLUMNS)
        err = store_each(db, arena, &IN_CELLS, ARGS(arg_text(kind), arg_int(from), arg_int(from + columns)), boxed_row, &boxed, why);
    return err;
}

static int by_distance(const void *a, const void *b)
{
    const struct place_near *x = a, *y = b;

    return (x->distance_m > y->distance_m) - (x->distance_m < y->distance_m);
}

enum err places_near(struct db *db, struct arena *arena, struct str kind, double lon, double lat, double near_m, int64_t street_id, struct day today,
                     struct place_near *out, size_t most, size_t *count, struct fault *why)
{
    enum { METRES_A_DEGREE = 111000 };
    int32_t lon_e6 = (int32_t)lround(lon * 1e6), lat_e6 = (int32_t)lround(lat * 1e6), dy = (int32_t)(near_m * 1e6 / METRES_A_DEGREE) + 1,
            dx = (int32_t)(dy / fmax(cos(lat * 3.14159265358979 / 180), 0.2)) + 1;
    int64_t last = rows_cell(lon_e6 - dx, lat_e6 + dy), columns = rows_cell(lon_e6 + dx, lat_e6) - rows_cell(lon_e6 - dx, lat_e6);
    LIST(struct place_near) found = { 0 };

    for (int64_t from = rows_cell(lon_e6 - dx, lat_e6 - dy); from <= last; from += ROWS_CELL_COLUMNS) {
        struct rows rows;
        enum err err = store_all(db, arena, &NEAR, ARGS(arg_text(kind), arg_int(from), arg_int(from + columns)), &rows, why);
        if (err) return err;
        for (size_t i = 0; i < rows.count; i++) {
            struct place_record place = record_of(&rows, i);
            double distance = desk_distance_m(place.lon_e6, place.lat_e6, lon_e6, lat_e6);
            struct place_near *near;
            if (distance > near_m || (street_id && place.street_id != street_id) || !place_serves(&place, today)) continue;
            near = LIST_ADD(arena, &found);
            if (!near) return no_memory(why);
            *near = (struct place_near){ place, distance };
        }
    }
    if (found.count > 1) qsort(found.at, found.count, sizeof *found.at, by_distance);
    *count = found.count < most ? found.count : most;
    for (size_t i = 0; i < *count; i++) out[i] = found.at[i];
    return ERR_OK;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

QUERY(INSERT) = {
    .name = "place_insert",
    .sql = "INSERT INTO place (id, code, kind, class, name, address, lon_e6, lat_e6, cell, community_id, street_id, district_id, steering_id, owner_id, maintainer_id, called_id,"
           " state, from_day, until_day, attributes, source, version, changed_at, changed_by)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $23)",
    .takes = { I, T, T, T, T, T, I, I, I, I, I, I, I, I, I, I, I, I, I, T, T, I, I },
};
QUERY(SAVE) = {
    .name = "place_save",
    .sql = "UPDATE place SET class = $3, name = $4, address = $5, lon_e6 = $6, lat_e6 = $7, cell = $8, community_id = $9, street_id = $10, district_id = $11, steering_id = $12,"
           " owner_id = $13, maintainer_id = $14, called_id = $15, state = $16, from_day = $17, until_day = $18, attributes = $19, source = $20, version = version + 1,"
           " changed_at = $21, changed_by = $22 WHERE id = $1 AND version = $2 AND state <> 2",
    .takes = { I, I, T, T, T, I, I, I, I, I, I, I, I, I, I, I, I, I, T, T, I, I },
};
QUERY(VERSION_INSERT) = {
    .name = "place_version_insert",
    .sql = "INSERT INTO place_version (place_id, version, was, reason, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, I, T, T, I, I },
};
QUERY(VERSIONS) = {
    .name = "place_versions",
    .sql = "SELECT version, was, reason, changed_at, changed_by FROM place_version WHERE place_id = $1 ORDER BY version DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I, T, T, I, I },
};

static struct store_arg arg_until(struct day day)
{
    struct store_arg arg = arg_int(day.since_epoch);

    arg.null = day.since_epoch == PLACE_OPEN;
    return arg;
}

enum err place_insert(struct db *db, const struct place_record *p, struct fault *why)
{
    return store_run(db, &INSERT,
                     ARGS(arg_int(p->id), arg_text(p->code), arg_text(p->kind), arg_text(p->class), arg_text(p->name), arg_text(p->address), arg_int(p->lon_e6), arg_int(p->lat_e6),
                          arg_int(rows_cell(p->lon_e6, p->lat_e6)), arg_id(p->community_id), arg_int(p->street_id), arg_int(p->district_id), arg_id(p->steering_id),
                          arg_id(p->owner_id), arg_id(p->maintainer_id), arg_id(place_called(p)), arg_int((int64_t)p->state), arg_int(p->from.since_epoch), arg_until(p->until),
                          arg_text(p->attributes), arg_text(p->source), arg_int(p->changed_at), arg_id(p->changed_by)),
                     NULL, why);
}

enum err place_save(struct db *db, const struct place_record *p, struct str was, struct str reason, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &SAVE,
                             ARGS(arg_int(p->id), arg_int(p->version), arg_text(p->class), arg_text(p->name), arg_text(p->address), arg_int(p->lon_e6), arg_int(p->lat_e6),
                                  arg_int(rows_cell(p->lon_e6, p->lat_e6)), arg_id(p->community_id), arg_int(p->street_id), arg_int(p->district_id), arg_id(p->steering_id),
                                  arg_id(p->owner_id), arg_id(p->maintainer_id), arg_id(place_called(p)), arg_int((int64_t)p->state), arg_int(p->from.since_epoch),
                                  arg_until(p->until), arg_text(p->attributes), arg_text(p->source), arg_int(p->changed_at), arg_id(p->changed_by)),
                             &changed, why);

    if (err) return err;
    if (!changed) return fault_set(why, ERR_CONFLICT, "这条记录刚被别人改过或已注销，请刷新后再试", "someone changed or retired this record first; reload and try again");
    return store_run(db, &VERSION_INSERT,
                     ARGS(arg_int(p->id), arg_int(p->version), arg_text(was), arg_text(reason), arg_int(p->changed_at), arg_id(p->changed_by)), NULL, why);
}

enum err place_versions(struct db *db, struct arena *arena, int64_t id, struct place_was **out, size_t *count, struct fault *why)
{
    struct place_was *list;
    struct rows rows;
    enum err err = store_all(db, arena, &VERSIONS, ARGS(arg_int(id), arg_int(PLACE_VERSIONS_SHOWN)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct place_was, rows.count + 1);
    if (!list) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct place_was){ .version = row_int(&rows, i, 0), .was = row_str(&rows, i, 1), .reason = row_str(&rows, i, 2), .changed_at = row_int(&rows, i, 3), .changed_by = row_int(&rows, i, 4) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

/* ── Cases ─────────────────────────────────────────────────────────────── */

QUERY(OF_CASE) = { .name = "case_place_of", .sql = "SELECT place_id, how FROM case_place WHERE case_id = $1", .takes = { I }, .gives = { I, T } };
QUERY(FORGET) = { .name = "case_place_forget", .sql = "DELETE FROM case_place WHERE case_id = $1", .takes = { I } };
QUERY(LINK) = { .name = "case_place_link", .sql = "INSERT INTO case_place (case_id, place_id, how) VALUES ($1, $2, $3)", .takes = { I, I, T } };
QUERY(CASES) = {
    .name = "case_place_cases", .sql = "SELECT case_id FROM case_place WHERE place_id = $1 AND case_id < $2 ORDER BY case_id DESC LIMIT $3", .takes = { I, I, I }, .gives = { I },
};

enum err case_place_of(struct db *db, struct arena *arena, int64_t case_id, int64_t *id, struct str *how, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &OF_CASE, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    *id = rows.count ? row_int(&rows, 0, 0) : 0;
    *how = rows.count ? row_str(&rows, 0, 1) : STR("");
    return ERR_OK;
}

enum err case_place_set(struct db *db, int64_t case_id, int64_t place_id, const char *how, struct fault *why)
{
    enum err err = store_run(db, &FORGET, ARGS(arg_int(case_id)), NULL, why);

    if (err || !place_id) return err;
    return store_run(db, &LINK, ARGS(arg_int(case_id), arg_int(place_id), arg_c(how)), NULL, why);
}

enum err case_place_cases(struct db *db, struct arena *arena, int64_t place_id, int64_t before, int64_t limit, int64_t **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &CASES, ARGS(arg_int(place_id), arg_int(before ? before : INT64_MAX), arg_int(limit)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, int64_t, rows.count + 1);
    if (!*out) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++) (*out)[i] = row_int(&rows, i, 0);
    *count = rows.count;
    return ERR_OK;
}

#undef I
#undef T
