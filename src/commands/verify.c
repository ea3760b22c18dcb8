/*
 * verify.c - shao verify: is the journal whole?
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/civil.h"
#include "case/verify.h"
#include "commands/command.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder with database and keys" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { 0 },
};

static void print_broken(const struct verify_report *r)
{
    char day[11];

    printf("BROKEN: %s (%s)\n", r->zh, r->en);
    if (r->day) {
        day_print((struct day){ (int32_t)r->day }, day);
        printf("  day %s\n", day);
    } else {
        printf("  case %lld, row %lld of its chain%s", (long long)r->case_id, (long long)r->seq, r->row_id ? "" : "\n");
        if (r->row_id) printf(", id %lld\n", (long long)r->row_id);
    }
}

static int run(struct args *args)
{
    struct world_config config = { .folder = args_get(args, "--data", NULL) };
    struct store *store = NULL;
    struct world *world = NULL;
    struct verify_report report = { 0 };
    struct fault why = { 0 };
    enum err err;

    if (!config.folder) {
        fprintf(stderr, "shao verify: --data DIR is missing; usage: shao verify --data DIR\n");
        return 2;
    }
    err = command_store(args, false, true, &store, &why);
    if (!err) err = world_open(&config, store, &world, &why);
    if (!err) {
        struct db *db = store_reader_take(store);
        err = verify_journal(db, world_keys(world), &report, &why);
        store_reader_give(store, db);
    }
    world_close(world);
    if (store) store_close(store);
    if (err) return command_fail(&why);
    if (!report.whole) {
        print_broken(&report);
        return 1;
    }
    printf("whole: %lld rows of %lld cases, %lld signed days\n", (long long)report.rows, (long long)report.cases, (long long)report.anchors);
    return 0;
}

const struct subcommand VERIFY_COMMAND = {
    .name = "verify", .usage = "verify --data DIR [--store URL]", .about = "prove that the journal is whole, or name the first broken row",
    .options = OPTIONS, .run = run,
};
