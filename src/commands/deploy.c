/*
 * deploy.c - shao deploy: a content folder becomes a new release.  Running
 * cases stay on theirs; roles and settings hold for all.  A running server
 * takes up the definitions within seconds, roles and settings when it starts again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/civil.h"
#include "case/release.h"
#include "commands/command.h"
#include "commands/content.h"
#include "org/account.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder made by shao init" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--content", "DIR", "content folder" },
    { "--note", "TEXT", "what changed and why" },
    { "--force", NULL, "even over what was released in the desk" },
    { 0 },
};

struct texts { struct str roles, settings; };

static enum err load_texts(struct db *db, struct store_job *job, struct fault *why)
{
    const struct texts *texts = job->arg;
    enum err err = org_roles_load(db, texts->roles, why);

    return err ? err : org_settings_load(db, texts->settings, why);
}

static int run(struct args *args)
{
    struct store *store = NULL;
    struct fault why = { 0 };
    struct texts texts;
    int64_t release = 0;
    enum err err = command_store(args, false, false, &store, &why);

    if (!err) err = content_read(args->arena, content_folder(args), "roles.csv", &texts.roles, &why);
    if (!err) err = content_read(args->arena, content_folder(args), "settings.csv", &texts.settings, &why);
    if (!err) err = store_transact(store, 0, load_texts, &texts, &why);
    if (!err)
        err = release_deploy(store, &(struct deployment){ .content = content_folder(args), .note = str_from_c(args_get(args, "--note", "deployed by command")),
                                                          .force = args_has(args, "--force") }, time_now_ms(), &release, &why);
    if (store) store_close(store);
    if (err) return command_fail(&why);
    printf("release %lld\n", (long long)release);
    return 0;
}

const struct subcommand DEPLOY_COMMAND = {
    .name = "deploy", .usage = "deploy --data DIR [--content DIR] [--note TEXT] [--force]", .about = "deploy changed processes, decisions, forms, tables, roles and settings",
    .options = OPTIONS, .needs_data = true, .run = run,
};
