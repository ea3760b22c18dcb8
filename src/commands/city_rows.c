/*
 * city_rows.c - writing the city: a job for the units, one for the grids.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/city_rows.h"

#include "base/civil.h"
#include "base/csv.h"
#include "base/id.h"
#include "case/grids.h"
#include "org/account.h"

struct writer {
    struct arena *arena;
    const struct city *city;
    struct city_ids *ids;
    struct geo_entry *entries;
};

static enum err read_teams(struct arena *arena, struct str text, struct teams *out, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(arena, text, &csv, why);

    if (err) return err;
    out->at = arena_array(arena, struct team, csv.rows + 1);
    if (!out->at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++)
        out->at[i] = (struct team){ csv_get(&csv, i, "code"), csv_get(&csv, i, "name"), csv_get(&csv, i, "short_name") };
    out->count = csv.rows;
    return ERR_OK;
}

static int64_t *new_ids(struct arena *arena, size_t count)
{
    int64_t *ids = arena_array(arena, int64_t, count + 1);

    for (size_t i = 0; ids && i < count; i++) ids[i] = id_new();
    return ids;
}

static enum err make_ids(struct writer *w, struct fault *why)
{
    const struct city *c = w->city;
    struct city_ids *ids = w->ids;

    ids->city = id_new();
    ids->districts = new_ids(w->arena, c->district_count);
    ids->steering = new_ids(w->arena, c->steering_count);
    ids->streets = new_ids(w->arena, c->street_count);
    ids->communities = new_ids(w->arena, c->community_count);
    ids->grids = new_ids(w->arena, c->grid_count);
    ids->street_team_ids = new_ids(w->arena, c->street_count * ids->street_teams.count);
    ids->department_ids = new_ids(w->arena, c->district_count * ids->departments.count);
    ids->steering_department_ids = new_ids(w->arena, c->steering_count * ids->departments.count);
    if (!ids->districts || !ids->steering || !ids->streets || !ids->communities || !ids->grids || !ids->street_team_ids ||
        !ids->department_ids || !ids->steering_department_ids)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return ERR_OK;
}

static enum err write_shape(struct db *db, struct writer *w, int64_t unit, const struct geo_shape *shape, struct fault *why)
{
    struct arena *scratch = arena_open(64u << 20);
    struct json_out out;
    struct buf buf;
    enum err err;

    if (!scratch) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    (void)w;
    buf_init(&buf, scratch, 0);
    json_begin(&out, &buf);
    geo_shape_write(&out, NULL, shape);
    err = json_done(&out) ? unit_shape_insert(db, unit, buf_done(&buf), why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    arena_close(scratch);
    return err;
}

static enum err write_area(struct db *db, struct writer *w, struct unit unit, const struct geo_shape *shape, struct fault *why)
{
    enum err err;

    unit.short_code = STR("");
    err = org_unit_insert(db, &unit, why);
    return err || !shape || !shape->count ? err : write_shape(db, w, unit.id, shape, why);
}

static enum err write_teams(struct db *db, struct writer *w, const struct teams *teams, const int64_t *team_ids, const struct unit *area,
                            struct fault *why)
{
    for (size_t i = 0; i < teams->count; i++) {
        struct unit unit = {
            .id = team_ids[i], .code = str_format(w->arena, "%.*s-%.*s", STR_ARG(area->code), STR_ARG(teams->at[i].code)),
            .short_code = teams->at[i].code,
            .name = str_format(w->arena, "%.*s%.*s", STR_ARG(area->name), STR_ARG(teams->at[i].short_name)),
            .kind = area->kind == UNIT_STREET ? UNIT_TEAM : UNIT_DEPARTMENT, .parent_id = area->id, .street_id = area->street_id,
            .district_id = area->district_id, .steering_id = area->steering_id,
        };
        enum err err = org_unit_insert(db, &unit, why);
        if (err) return err;
    }
    return ERR_OK;
}

static enum err write_districts(struct db *db, struct writer *w, struct fault *why)
{
    const struct city *c = w->city;
    struct city_ids *ids = w->ids;
    enum err err = write_area(db, w, (struct unit){ .id = ids->city, .code = c->code, .name = c->name, .kind = UNIT_CITY }, NULL, why);

    for (size_t i = 0; !err && i < c->district_count; i++) {
        struct unit unit = { .id = ids->districts[i], .code = c->districts[i].code, .name = c->districts[i].name, .kind = UNIT_DISTRICT,
                             .parent_id = ids->city, .district_id = ids->districts[i] };
        err = write_area(db, w, unit, &c->districts[i].shape, why);
        if (!err) err = write_teams(db, w, &ids->departments, ids->department_ids + i * ids->departments.count, &unit, why);
    }
    for (size_t i = 0; !err && i < c->steering_count; i++) {
        struct unit unit = { .id = ids->steering[i], .code = c->steering[i].code, .name = c->steering[i].name, .kind = UNIT_STEERING,
                             .parent_id = ids->city, .steering_id = ids->steering[i] };
        err = write_area(db, w, unit, &c->steering[i].shape, why);
        if (!err) err = write_teams(db, w, &ids->departments, ids->steering_department_ids + i * ids->departments.count, &unit, why);
    }
    return err;
}

static struct unit street_unit(const struct writer *w, size_t i)
{
    const struct city_area *street = &w->city->streets[i];

    return (struct unit){ .id = w->ids->streets[i], .code = street->code, .name = street->name, .kind = UNIT_STREET,
                          .parent_id = w->ids->districts[street->parent], .street_id = w->ids->streets[i],
                          .district_id = w->ids->districts[street->parent],
                          .steering_id = street->steering == GEO_NONE ? 0 : w->ids->steering[street->steering] };
}

static enum err write_units(struct db *db, struct store_job *job, struct fault *why)
{
    struct writer *w = job->arg;
    const struct city *c = w->city;
    enum err err = write_districts(db, w, why);

    for (size_t i = 0; !err && i < c->street_count; i++) {
        struct unit unit = street_unit(w, i);
        err = write_area(db, w, unit, &c->streets[i].shape, why);
        if (!err) err = write_teams(db, w, &w->ids->street_teams, w->ids->street_team_ids + i * w->ids->street_teams.count, &unit, why);
    }
    for (size_t i = 0; !err && i < c->community_count; i++) {
        const struct city_area *community = &c->communities[i];
        struct unit street = street_unit(w, (size_t)community->parent);
        struct unit unit = { .id = w->ids->communities[i], .code = community->code, .name = community->name, .kind = UNIT_COMMUNITY,
                             .parent_id = street.id, .street_id = street.id, .district_id = street.district_id, .steering_id = street.steering_id };
        err = write_area(db, w, unit, &community->shape, why);
    }
    return err;
}

static enum err write_grids(struct db *db, struct store_job *job, struct fault *why)
{
    struct writer *w = job->arg;
    const struct city *c = w->city;
    int64_t now = time_now_ms();
    struct str pack;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < c->grid_count; i++) {
        const struct city_grid *g = &c->grids[i];
        struct grid_row row = {
            .id = w->ids->grids[i], .code = g->code, .name = g->name, .kind = g->kind.at ? g->kind : STR(""), .layer = g->layer,
            .community_id = w->ids->communities[g->community], .host_id = g->host == GEO_NONE ? 0 : w->ids->grids[g->host],
            .lon_e6 = g->centre.lon, .lat_e6 = g->centre.lat,
        };
        err = grid_insert(db, &row, why);
    }
    if (!err) err = geo_pack(w->arena, w->entries, c->grid_count, now, &pack, why);
    return err ? err : grid_pack_insert(db, now, now, pack, why);
}

enum err city_rows_write(struct store *store, struct arena *arena, const struct city *city, struct str street_units,
                         struct str departments, struct city_ids *ids, struct fault *why)
{
    struct writer w = { .arena = arena, .city = city, .ids = ids };
    enum err err = read_teams(arena, street_units, &ids->street_teams, why);

    if (!err) err = read_teams(arena, departments, &ids->departments, why);
    if (!err) err = make_ids(&w, why);
    if (!err) err = city_entries(arena, city, &w.entries, why);
    if (err) return err;
    for (size_t i = 0; i < city->grid_count; i++) w.entries[i].id = ids->grids[i];
    err = store_transact(store, 0, write_units, &w, why);
    return err ? err : store_transact(store, 0, write_grids, &w, why);
}
