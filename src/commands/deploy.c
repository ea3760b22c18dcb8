/*
 * deploy.c - shao deploy: a content folder becomes a new release.  Running
 * cases stay on theirs; a running server reads it when it starts again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "base/civil.h"
#include "case/world.h"
#include "commands/command.h"
#include "commands/content.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder made by shao init" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--content", "DIR", "content folder" },
    { "--note", "TEXT", "what changed and why" },
    { 0 },
};

static int run(struct args *args)
{
    struct store *store = NULL;
    struct fault why = { 0 };
    int64_t release = 0;
    enum err err = command_store(args, false, false, &store, &why);

    if (!err)
        err = world_deploy(store, content_folder(args), str_from_c(args_get(args, "--note", "deployed by command")), 0, time_now_ms(), &release, &why);
    if (store) store_close(store);
    if (err) return command_fail(&why);
    printf("release %lld\n", (long long)release);
    return 0;
}

const struct subcommand DEPLOY_COMMAND = {
    .name = "deploy", .usage = "deploy --data DIR [--content DIR] [--note TEXT]", .about = "deploy changed processes, decisions, forms and tables",
    .options = OPTIONS, .run = run,
};
