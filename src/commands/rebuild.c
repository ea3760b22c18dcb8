/*
 * rebuild.c - shao rebuild: what is derived, made again, and what differed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/civil.h"
#include "case/rebuild.h"
#include "commands/command.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder with database and keys" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { 0 },
};

static void print_report(const struct rebuild_report *report)
{
    for (int part = 0; part < REBUILD__PARTS; part++) {
        int64_t wrong = report->wrong[part], shown = (int64_t)report->lines[part].count;
        if (wrong) printf("%s: %lld differed and made again\n", rebuild_part_name((enum rebuild_part)part), (long long)wrong);
        else printf("%s: nothing differed\n", rebuild_part_name((enum rebuild_part)part));
        for (int64_t i = 0; i < shown; i++) printf("  %.*s\n", STR_ARG(report->lines[part].at[i]));
        if (wrong > shown) printf("  and %lld more\n", (long long)(wrong - shown));
    }
}

static int run(struct args *args)
{
    struct world_config config = { .folder = args_get(args, "--data", NULL) };
    struct rebuild_report report = { .arena = args->arena };
    struct store *store = NULL;
    struct world *world = NULL;
    struct fault why = { 0 };
    enum err err;

    if (!config.folder) {
        fprintf(stderr, "shao rebuild: --data DIR is missing; usage: shao rebuild --data DIR [--store URL]\n");
        return 2;
    }
    err = command_store(args, false, false, &store, &why);
    if (!err) err = world_open(&config, store, &world, &why);
    if (!err) err = rebuild_all(world, time_now_ms(), &report, &why);
    world_close(world);
    if (store) store_close(store);
    if (err) return command_fail(&why);
    print_report(&report);
    return 0;
}

const struct subcommand REBUILD_COMMAND = {
    .name = "rebuild", .usage = "rebuild --data DIR [--store URL]",
    .about = "compute clocks, reach, search and counters again; say what differed", .options = OPTIONS, .run = run,
};
