/*
 * simulate.c - shao simulate: a believable day, driven through the HTTP API.
 *
 * Residents, clerks, cameras and grid workers report; workers, dispatchers,
 * handlers and leaders work; all with the demo's accounts.  It ends by itself,
 * prints what happened, and fails when an answer was not one of everyday life.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/num.h"
#include "commands/command.h"
#include "commands/content.h"
#include "commands/demo.h"
#include "commands/picture.h"
#include "commands/simulate_lane.h"

enum { LANES_MAX = 64, KEEP_MEMORY_MB = 512 };

static const struct option_row OPTIONS[] = {
    { "--url", "URL", "address of the server (http://127.0.0.1:8080)" },
    { "--hours", "N", "how many hours of the day, from 6 in the morning (24)" },
    { "--speed", "N", "simulated seconds a second (60: a day in 24 minutes)" },
    { "--reports", "N", "how many problems are reported (600)" },
    { "--streets", "N", "in how many streets, the demo's among them (8)" },
    { "--lanes", "N", "requests at the same time (8)" },
    { "--seed", "N", "seed (1)" },
    { "--password", "TEXT", "password of the demo accounts" },
    { "--accounts", "FILE", "accounts.txt of the demo, for its API keys (var/demo/accounts.txt)" },
    { "--content", "DIR", "content folder" },
    { 0 },
};

struct simulation {
    struct args *args;
    struct arena *arena;
    struct day_plan day;
    struct chance chance;
    int64_t streets, lanes;
};

static enum err read_numbers(struct simulation *s, struct fault *why)
{
    int64_t speed = 60, seed = 1;
    enum err err = args_int(s->args, "--hours", 1, 240, 24, &s->day.hours_long, why);

    if (!err) err = args_int(s->args, "--speed", 1, 1000000, 60, &speed, why);
    if (!err) err = args_int(s->args, "--reports", 1, 10000000, 600, &s->day.reports, why);
    if (!err) err = args_int(s->args, "--streets", 1, 200, 8, &s->streets, why);
    if (!err) err = args_int(s->args, "--lanes", 1, LANES_MAX, 8, &s->lanes, why);
    if (!err) err = args_int(s->args, "--seed", 0, INT64_MAX, 1, &seed, why);
    s->day.speed = (double)speed;
    s->day.url = args_get(s->args, "--url", "http://127.0.0.1:8080");
    s->day.password = str_from_c(args_get(s->args, "--password", DEMO_PASSWORD));
    s->chance.state = (uint64_t)seed;
    return err;
}

#define ACCOUNTS "var/demo/accounts.txt"    /* where make run leaves it */

/* "API key of the demo camera: …", and of the simulator itself, which stands for many people behind one address. */
static enum err read_keys(struct simulation *s, struct fault *why)
{
    const char *path = args_get(s->args, "--accounts", access(ACCOUNTS, R_OK) == 0 ? ACCOUNTS : NULL);
    struct str text, line;
    enum err err = path ? io_read(s->arena, path, 1 << 20, &text, why) : ERR_OK;

    if (err) return err;
    while (path && str_split(&text, '\n', &line)) {
        struct str name;
        if (str_find(line, STR("API key")) != 0 || !str_split(&line, ':', &name)) continue;
        if (str_ends(name, STR(" camera"))) s->day.camera_key = str_trim(line);
        if (str_ends(name, STR(" simulator"))) s->day.relay_key = str_trim(line);
    }
    if (!s->day.relay_key.len)
        fputs("without the key of the demo's simulator (--accounts DATA/accounts.txt) the server takes only so many public requests a minute from one address\n", stderr);
    return ERR_OK;
}

static enum err read_words(struct simulation *s, struct fault *why)
{
    const char *content = content_folder(s->args);
    struct str sentences, day;
    struct csv csv;
    enum err err = content_read(s->arena, content, "simulate/sentences.csv", &sentences, why);

    if (!err) err = sentences_load(s->arena, sentences, &s->day.sentences, why);
    if (!err) err = content_read(s->arena, content, "simulate/day.csv", &day, why);
    if (!err) err = csv_parse(s->arena, day, &csv, why);
    if (!err) err = wheel_read(s->arena, &csv, "hour", &s->day.hours, why);
    if (!err) err = wheel_read(s->arena, &csv, "source", &s->day.sources, why);
    if (!err) err = wheel_read(s->arena, &csv, "type", &s->day.types, why);
    return err;
}

static enum err learn(struct simulation *s, struct fault *why)
{
    struct api api;
    enum err err = api_open(s->day.url, s->day.relay_key, &s->day.tally, &api, why);

    if (err) return err;
    err = sim_city_learn(&api, s->arena, s->day.password, &s->chance, (size_t)s->streets, &s->day.city, why);
    api_close(&api);
    return err;
}

static enum err run_lanes(struct simulation *s, struct fault *why)
{
    struct lane *lanes = arena_array(s->arena, struct lane, (size_t)s->lanes);
    size_t opened = 0, started = 0;
    enum err err = lanes ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    s->day.start_ms = time_monotonic_ms();
    s->day.end_ms = s->day.start_ms + (int64_t)((double)(s->day.hours_long * MS_PER_HOUR) / s->day.speed);
    while (!err && opened < (size_t)s->lanes) {
        err = lane_open(&s->day, opened, (size_t)s->lanes, &lanes[opened], why);
        lanes[opened].chance.state ^= chance_next(&s->chance);
        opened++;
    }
    for (; !err && started < opened; started++)
        if (pthread_create(&lanes[started].thread, NULL, lane_run, &lanes[started])) err = fault_set(why, ERR_NO_MEMORY, "无法启动线程", "cannot start a thread");
    for (size_t i = 0; i < started; i++) pthread_join(lanes[i].thread, NULL);
    for (size_t i = 0; i < opened; i++) lane_close(&lanes[i]);
    return err;
}

/* ── The summary ───────────────────────────────────────────────────────── */

static void print_row(const char *name, int64_t value)
{
    printf("  %-22s %8lld\n", name, (long long)value);
}

static void print_score(struct simulation *s)
{
    static const char *const ASKS[ASK__KINDS] = { "reads", "logins", "uploads", "reports", "steps", "ratings" };
    struct score *score = &s->day.score;
    struct tally *tally = &s->day.tally;
    double seconds = (double)(time_monotonic_ms() - s->day.start_ms) / 1e3;
    int64_t opened = 0, asked = 0;

    printf("%lld hours of %zu streets in %.1f s\n", (long long)s->day.hours_long, s->day.city.count, seconds);
    for (size_t i = 0; i < s->day.sources.count && i < SOURCES_MAX; i++) {
        printf("  opened, %-14.*s %8lld\n", STR_ARG(s->day.sources.keys[i]), (long long)atomic_load(&score->opened[i]));
        opened += atomic_load(&score->opened[i]);
    }
    const struct { const char *name; int64_t value; } rows[] = {
        { "opened", opened }, { "steps", score->steps }, { "returns", score->returns }, { "more time asked", score->requests_for_time },
        { "reworks", score->reworks }, { "slow on purpose", score->overruns }, { "closed or refused", score->closed }, { "rated", score->rated },
        { "reopened", score->reopened }, { "turned away (429)", score->turned_away }, { "behind time", score->too_late },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) print_row(rows[i].name, rows[i].value);
    for (int i = 0; i < ASK__KINDS; i++) {
        printf("  requests, %-12s %8lld\n", ASKS[i], (long long)atomic_load(&tally->asked[i]));
        asked += atomic_load(&tally->asked[i]);
    }
    for (int i = 0; i < STATUS_MAX; i++)
        if (tally->statuses[i]) printf("  answered %-13d %8lld\n", i, (long long)atomic_load(&tally->statuses[i]));
    printf("  requests a second      %8.0f\n", seconds > 0 ? (double)asked / seconds : 0);
    if (tally->surprises) printf("  SURPRISES              %8lld  first: %s\n", (long long)atomic_load(&tally->surprises), tally->first);
}

static int run(struct args *args)
{
    struct arena *arena = arena_open((size_t)KEEP_MEMORY_MB << 20);
    struct simulation *s = arena ? arena_new(arena, struct simulation) : NULL;
    struct fault why = { 0 };
    bool failed;
    enum err err;

    if (!s) return 1;
    s->args = args;
    s->arena = arena;
    if (read_numbers(s, &why)) {
        arena_close(arena);
        (void)command_fail(&why);
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    err = read_keys(s, &why);
    if (!err) err = read_words(s, &why);
    if (!err) err = picture_start(&why);
    if (!err) err = learn(s, &why);
    if (!err) err = run_lanes(s, &why);
    if (!err) print_score(s);
    failed = err || s->day.tally.surprises;
    curl_global_cleanup();
    arena_close(arena);
    return err ? command_fail(&why) : failed;
}

const struct subcommand SIMULATE_COMMAND = {
    .name = "simulate", .usage = "simulate --url URL [--hours N] [--speed N] [--reports N]", .about = "drive a believable day through a running server",
    .options = OPTIONS, .run = run,
};
