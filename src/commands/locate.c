/*
 * locate.c - shao locate: the grid chain of a point.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/num.h"
#include "case/world.h"
#include "commands/command.h"
#include "geo/geo.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder made by shao init (var/demo)" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--gcj02", NULL, "the point is in GCJ-02" },
    { 0 },
};

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

static void print_place(struct world *world, double lon, double lat)
{
    struct place place;
    struct org *org;

    if (!world_locate(world, lon, lat, &place)) {
        printf("outside: %.6f, %.6f 不在本市范围内 (not in the city)\n", lon, lat);
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

static int run(struct args *args)
{
    struct world_config config = { .folder = args_get(args, "--data", "var/demo") };
    struct store *store = NULL;
    struct world *world = NULL;
    struct fault why = { 0 };
    double lon, lat;
    enum err err;

    if (num_parse_double(str_from_c(args->words[0]), -180, 180, &lon) || num_parse_double(str_from_c(args->words[1]), -90, 90, &lat)) {
        fprintf(stderr, "shao locate: LON and LAT must be degrees, such as 118.7969 32.0603\n");
        return 2;
    }
    if (args_has(args, "--gcj02")) geo_wgs84_from_gcj02(&lon, &lat);
    if (!args_has(args, "--data")) args->values[0] = config.folder;
    err = command_store(args, false, true, &store, &why);
    if (!err) err = world_open(&config, store, &world, &why);
    if (!err) print_place(world, lon, lat);
    world_close(world);
    if (store) store_close(store);
    return err ? command_fail(&why) : 0;
}

const struct subcommand LOCATE_COMMAND = {
    .name = "locate", .usage = "locate LON LAT [--gcj02] [--data DIR]", .about = "print the grid chain of a point", .options = OPTIONS,
    .words_min = 2, .words_max = 2, .run = run,
};
