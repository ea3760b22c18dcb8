/*
 * serve.c - shao serve: the server, until SIGINT or SIGTERM.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/io.h"
#include "base/log.h"
#include "case/keeper.h"
#include "case/runner.h"
#include "commands/command.h"
#include "commands/content.h"
#include "modules/app.h"
#include "modules/command/brief.h"
#include "modules/command/hot_live.h"
#include "modules/command/pages.h"
#include "modules/grid/grid.h"

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder made by shao init" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--port", "N", "port (8080); 0 picks a free one" },
    { "--address", "A", "address to listen on (127.0.0.1)" },
    { "--web", "DIR", "built web files" },
    { "--threads", "N", "worker threads (4)" },
    { "--rate", "N", "public writes per minute and client (20)" },
    { "--secure", NULL, "behind TLS: cookies are Secure, the client is X-Forwarded-For's" },
    { 0 },
};

struct server {
    struct args *args;
    int64_t port, threads, rate;
    struct app app;
    struct pages pages;
    struct runner *runner;
    struct keeper *keeper;
    struct http *http;
};

static enum err read_numbers(struct server *s, struct fault *why)
{
    enum err err = args_int(s->args, "--port", 0, 65535, 8080, &s->port, why);

    if (!err) err = args_int(s->args, "--threads", 1, 64, 4, &s->threads, why);
    return err ? err : args_int(s->args, "--rate", 1, 100000000, 20, &s->rate, why);
}

static struct org *current_org(const void *app)
{
    return world_org(((const struct app *)app)->world);
}

/* What modules do now and then: positions deleted, briefings made. */
static enum err tend(const void *app, int64_t now_ms, struct fault *why)
{
    int64_t made = 0;
    enum err err = grid_tend(app, now_ms, why);

    hot_live_tend(((const struct app *)app)->hot_live, now_ms);
    if (!err) err = brief_make_due(((const struct app *)app)->world, now_ms, &made, why);
    if (made) log_line(LOG_INFO, "made %lld briefing(s)", (long long)made);
    return err;
}

static enum err open_services(struct server *s, struct fault *why)
{
    const char *folder = args_get(s->args, "--data", NULL), *web = content_web(s->args);
    struct world_config config = { .folder = folder };
    struct str files;
    enum err err;

    if (!folder) return fault_set(why, ERR_INVALID, "缺少 --data 目录", "--data DIR is missing");
    /* Opened with `create`, so that a newer program brings an older database up to date; only where init was done. */
    if (access(str_format(s->args->arena, "%s/keys/journal.key", folder).at, R_OK) != 0)
        return fault_set(why, ERR_NOT_FOUND, "%s 里没有数据，请先运行 shao init --data %s", "there is no data in %s; run shao init --data %s first", folder, folder);
    err = command_store(s->args, true, false, &s->app.store, why);
    if (!err) err = world_open(&config, s->app.store, &s->app.world, why);
    if (!err) err = hot_live_open(&s->app.hot_live, why);
    files = str_format(s->args->arena, "%s/files", folder);
    if (!err) err = io_mkdirs(files.at, why);
    if (!err) err = file_store_open(files.at, &s->app.files, why);
    if (!err && web && pages_load(s->args->arena, web, &s->pages, NULL) == ERR_OK) s->app.pages = &s->pages;
    return err;
}

static enum err start(struct server *s, struct fault *why)
{
    struct http_config config = {
        .address = args_get(s->args, "--address", "127.0.0.1"), .web_root = content_web(s->args), .modules = MODULES,
        .module_count = MODULE_COUNT, .store = s->app.store, .app = &s->app, .org = current_org, .tend = tend,
        .secure_cookie = args_has(s->args, "--secure"), .behind_proxy = args_has(s->args, "--secure"),
    };
    enum err err;

    config.port = (int)s->port;
    config.threads = (int)s->threads;
    config.public_rate = (int)s->rate;
    err = http_start(&config, &s->http, why);
    if (err) return err;
    s->app.http = s->http;
    err = runner_start(s->app.world, &s->runner, why);
    return err ? err : keeper_start(s->app.world, &s->keeper, why);
}

static void stop(struct server *s)
{
    keeper_stop(s->keeper);
    runner_stop(s->runner);
    if (s->http) http_stop(s->http);
    hot_live_close(s->app.hot_live);
    file_store_close(s->app.files);
    world_close(s->app.world);
    if (s->app.store) store_close(s->app.store);
}

static int run(struct args *args)
{
    struct server server = { .args = args };
    struct fault why = { 0 };
    sigset_t signals;
    int caught;
    enum err err;

    if (read_numbers(&server, &why)) {
        (void)command_fail(&why);
        return 2;
    }
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);   /* every thread inherits this; sigwait takes them */
    signal(SIGPIPE, SIG_IGN);
    err = open_services(&server, &why);
    if (!err) err = start(&server, &why);
    if (!err) {
        printf("http://%s:%d\n", args_get(args, "--address", "127.0.0.1"), http_port(server.http));
        fflush(stdout);
        sigwait(&signals, &caught);
        log_line(LOG_INFO, "stopping");
    }
    stop(&server);
    return err ? command_fail(&why) : 0;
}

const struct subcommand SERVE_COMMAND = {
    .name = "serve", .usage = "serve --data DIR [--port N] [--store URL]", .about = "run the server", .options = OPTIONS, .needs_data = true, .run = run,
};
