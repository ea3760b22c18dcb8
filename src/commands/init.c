/*
 * init.c - shao init: a database with the city, its units and the deployed
 * definitions; with --demo also people, marked synthetic.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/civil.h"
#include "base/io.h"
#include "case/release.h"
#include "commands/city_rows.h"
#include "commands/command.h"
#include "commands/content.h"
#include "commands/demo.h"
#include "org/account.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder for database, keys and files; made when missing" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--demo", NULL, "with demo accounts and synthetic people" },
    { "--seed", "N", "seed of the synthetic city (1)" },
    { "--content", "DIR", "content folder" },
    { 0 },
};

struct init {
    struct args *args;
    struct store *store;
    const char *folder, *content;
    struct city *city;
    struct city_ids ids;
};

struct roles_job { struct str roles, settings; };

static enum err load_roles(struct db *db, struct store_job *job, struct fault *why)
{
    const struct roles_job *texts = job->arg;
    enum err err = org_roles_load(db, texts->roles, why);

    return err ? err : org_settings_load(db, texts->settings, why);
}

static enum err read_city(struct init *init, struct fault *why)
{
    int64_t seed;
    enum err err = args_int(init->args, "--seed", 0, INT64_MAX, 1, &seed, why);

    return err ? err : content_city(init->args->arena, init->content, (uint64_t)seed, &init->city, why);
}

static enum err fill(struct init *init, struct fault *why)
{
    struct arena *a = init->args->arena;
    struct roles_job texts;
    struct str streets, departments;
    enum err err = content_read(a, init->content, "roles.csv", &texts.roles, why);

    if (!err) err = content_read(a, init->content, "settings.csv", &texts.settings, why);
    if (!err) err = store_transact(init->store, 0, load_roles, &texts, why);
    if (!err) err = read_city(init, why);
    if (!err) err = content_read(a, init->content, "nanjing/street_units.csv", &streets, why);
    if (!err) err = content_read(a, init->content, "nanjing/departments.csv", &departments, why);
    if (!err) err = city_rows_write(init->store, a, init->city, streets, departments, &init->ids, why);
    if (!err)
        err = release_deploy(init->store, &(struct deployment){ .content = init->content, .note = STR("初始部署 first deployment") }, time_now_ms(), NULL, why);
    if (!err && args_has(init->args, "--demo")) err = demo_write(init->store, a, init->city, &init->ids, init->folder, why);
    return err;
}

static void print_counts(const struct init *init)
{
    const struct city *c = init->city;

    printf("%zu districts, %zu steering district(s), %zu streets and towns, %zu communities (the article, of another year, says 1,245)\n",
           c->district_count, c->steering_count, c->street_count, c->community_count);
    printf("%zu comprehensive and %zu dedicated grids, %zu grid workers, all synthetic\n", c->comprehensive_count,
           c->grid_count - c->comprehensive_count, c->worker_count);
}

static int run(struct args *args)
{
    struct init init = { .args = args, .folder = args_get(args, "--data", NULL), .content = content_folder(args) };
    struct fault why = { 0 };
    struct world_config config = { .create = true };
    struct world *world = NULL;
    enum err err;

    if (!init.folder) {
        fprintf(stderr, "shao init: --data DIR is missing; usage: shao init --data DIR [--demo]\n");
        return 2;
    }
    err = io_mkdirs(init.folder, &why);
    if (!err) err = command_store(args, true, false, &init.store, &why);
    if (!err) err = store_is_empty(init.store, &why);
    if (!err) err = fill(&init, &why);
    config.folder = init.folder;
    /* Opening it once makes the keys and proves that everything loads. */
    if (!err) err = world_open(&config, init.store, &world, &why);
    world_close(world);
    if (init.store) store_close(init.store);
    if (err) return command_fail(&why);
    print_counts(&init);
    return 0;
}

const struct subcommand INIT_COMMAND = {
    .name = "init", .usage = "init --data DIR [--store URL] [--demo] [--seed N]", .about = "make a new database with the city and its rules",
    .options = OPTIONS, .run = run,
};
