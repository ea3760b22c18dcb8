/*
 * locate.c - shao locate: the grid chain of a point, as the database has it or,
 * where none was made yet, as it would be drawn from the content folder.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <unistd.h>

#include "base/num.h"
#include "case/world.h"
#include "commands/content.h"
#include "geo/city.h"

#define DATA "var/demo"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder made by shao init (var/demo; where there is none, the city of content/)" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--gcj02", NULL, "the point is in GCJ-02" },
    { 0 },
};

/* ── In a database ─────────────────────────────────────────────────────── */

static void print_unit(const struct org *org, const char *what, int64_t id)
{
    const struct unit *unit = id ? org_unit(org, id) : NULL;

    if (unit) printf("%-10s %-18.*s %.*s\n", what, STR_ARG(unit->code), STR_ARG(unit->name));
}

static void print_grid(const struct world *world, const char *what, int64_t id)
{
    const struct grid_row *grid = id ? grids_find(world_grids(world), id) : NULL;

    if (grid) printf("%-10s %-18.*s %.*s\n", what, STR_ARG(grid->code), STR_ARG(grid->name));
}

static void print_outside(double lon, double lat)
{
    printf("outside: %.6f, %.6f 不在本市范围内 (not in the city)\n", lon, lat);
}

static void print_place(struct world *world, double lon, double lat)
{
    struct place place;
    struct org *org;

    if (!world_locate(world, lon, lat, &place)) {
        print_outside(lon, lat);
        return;
    }
    org = world_org(world);
    print_unit(org, "district", place.district_id);
    print_unit(org, "steering", place.steering_id);
    print_unit(org, "street", place.street_id);
    print_unit(org, "community", place.community_id);
    print_grid(world, "grid", place.grid_id);
    print_grid(world, "dedicated", place.dedicated_id);
    org_unref(org);
}

static enum err locate_in_store(struct args *args, double lon, double lat, struct fault *why)
{
    struct world_config config = { .folder = args_get(args, "--data", DATA) };
    struct store *store = NULL;
    struct world *world = NULL;
    enum err err;

    if (!args_has(args, "--data")) args->values[0] = config.folder;
    err = command_store(args, false, true, &store, why);
    if (!err) err = world_open(&config, store, &world, why);
    if (!err) print_place(world, lon, lat);
    world_close(world);
    if (store) store_close(store);
    return err;
}

/* ── In the city as it is drawn ────────────────────────────────────────── */

static void print_named(const char *what, struct str code, struct str name)
{
    printf("%-10s %-18.*s %.*s\n", what, STR_ARG(code), STR_ARG(name));
}

static void print_drawn(const struct city *city, struct geo_place place, const struct geo_index *index)
{
    const struct city_grid *grid = &city->grids[geo_index_entry(index, place.comprehensive)->id];
    const struct city_area *community = &city->communities[grid->community], *street = &city->streets[community->parent];

    print_named("district", city->districts[street->parent].code, city->districts[street->parent].name);
    if (street->steering != GEO_NONE) print_named("steering", city->steering[street->steering].code, city->steering[street->steering].name);
    print_named("street", street->code, street->name);
    print_named("community", community->code, community->name);
    print_named("grid", grid->code, grid->name);
    if (place.dedicated == GEO_NONE) return;
    grid = &city->grids[geo_index_entry(index, place.dedicated)->id];
    print_named("dedicated", grid->code, grid->name);
}

static enum err locate_in_content(struct args *args, double lon, double lat, struct fault *why)
{
    struct city *city;
    struct geo_entry *entries;
    struct geo_index *index;
    struct geo_point point;
    struct geo_place place;
    enum err err = geo_point_from(lon, lat, &point, why);

    if (!err) err = content_city(args->arena, content_folder(args), 1, &city, why);
    if (!err) err = city_entries(args->arena, city, &entries, why);
    if (!err) err = geo_index_build(args->arena, entries, city->grid_count, &index, why);
    if (err) return err;
    place = geo_locate(index, point);
    if (place.comprehensive == GEO_NONE) print_outside(lon, lat);
    else print_drawn(city, place, index);
    return ERR_OK;
}

static int run(struct args *args)
{
    bool made = args_has(args, "--data") || args_has(args, "--store") || access(DATA "/shao.db", F_OK) == 0;
    struct fault why = { 0 };
    double lon, lat;
    enum err err;

    if (num_parse_double(str_from_c(args->words[0]), -180, 180, &lon) || num_parse_double(str_from_c(args->words[1]), -90, 90, &lat)) {
        fprintf(stderr, "shao locate: LON and LAT must be degrees, such as 118.7969 32.0603\n");
        return 2;
    }
    if (args_has(args, "--gcj02")) geo_wgs84_from_gcj02(&lon, &lat);
    err = made ? locate_in_store(args, lon, lat, &why) : locate_in_content(args, lon, lat, &why);
    return err ? command_fail(&why) : 0;
}

const struct subcommand LOCATE_COMMAND = {
    .name = "locate", .usage = "locate LON LAT [--gcj02] [--data DIR]", .about = "print the grid chain of a point", .options = OPTIONS,
    .words_min = 2, .words_max = 2, .run = run,
};
