/*
 * load.c - shao load: fills a database with believable cases, fast.
 *
 * For benchmarks and the demo.  A few cases of each type are played through the spine and
 * cut into stencils; the others are copies at other places, times and words,
 * with chains of their own, so that `shao verify` holds.  Limits of copies are
 * shifted, not computed anew.  Run it while no server is up.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "case/verify.h"
#include "commands/command.h"
#include "commands/content.h"
#include "commands/load_batch.h"
#include "commands/load_store.h"
#include "commands/picture.h"
#include "file/file.h"
#include "modules/command/brief.h"
#include "case/photo.h"

enum { WALKS_PER_ITEM = 5, PHOTOS = 4, THREADS = 3, CASES_A_DAY = 5500, DAYS_MIN = 30, DAYS_MAX = 400, KEEP_MEMORY_MB = 1024 };

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder made by shao init --demo" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--cases", "N", "how many (10000)" },
    { "--days", "N", "opened within so many days (by their number: 30 to 400)" },
    { "--street", "CODE", "a third of them in this street" },
    { "--seed", "N", "seed (1)" },
    { "--content", "DIR", "content folder" },
    { 0 },
};

/* ── Photos ────────────────────────────────────────────────────────────── */

struct photo_job { struct photo_row row; char token[FILE_DIGEST_SIZE]; int64_t now_ms; };

static enum err insert_photo(struct db *db, struct store_job *job, struct fault *why)
{
    const struct photo_job *photo = job->arg;

    return photo_insert(db, &photo->row, str_from_c(photo->token), photo->now_ms, why);
}

static enum err make_photo(struct loader *l, struct file_store *files, struct case_photo *out, struct fault *why)
{
    struct file_photo photo;
    struct photo_job job = { .now_ms = l->now_ms };
    struct str jpeg;
    enum err err = picture_jpeg(l->arena, &l->chance, &jpeg, why);

    if (!err) err = file_put_photo(files, jpeg, FILE_PHOTO_EVIDENCE, &photo, why);
    if (err) return err;
    job.row = (struct photo_row){
        .digest = str_dup(l->arena, str_from_c(photo.original.digest)), .media = str_from_c(photo.original.media),
        .size = (int64_t)photo.original.size, .width = photo.original.width, .height = photo.original.height,
        .shown = str_from_c(photo.shown.digest), .thumb = str_from_c(photo.thumb.digest),
    };
    for (size_t i = 0; i + 1 < sizeof job.token; i++) job.token[i] = "0123456789abcdef"[chance_below(&l->chance, 16)];
    *out = (struct case_photo){ job.row.digest, "after" };
    return store_transact(l->store, 0, insert_photo, &job, why);
}

static enum err make_photos(struct loader *l, struct fault *why)
{
    struct case_photo *photos = arena_array(l->arena, struct case_photo, PHOTOS);
    struct str folder = str_format(l->arena, "%s/files", l->folder);
    struct file_store *files = NULL;
    enum err err;

    if (!photos || !folder.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = file_store_open(folder.at, &files, why);
    for (size_t i = 0; !err && i < PHOTOS; i++) err = make_photo(l, files, &photos[i], why);
    file_store_close(files);
    l->set.photos = photos;
    l->set.photo_count = PHOTOS;
    return err;
}

/* ── Models ────────────────────────────────────────────────────────────── */

static enum err play_one(struct loader *l, const struct item *item, struct fault *why)
{
    struct str hour = wheel_spin(&l->hours, &l->chance);
    int64_t day = day_of_ms(l->now_ms).since_epoch - l->days - 14 + (int64_t)chance_below(&l->chance, 7), at = 0;
    double lon, lat;
    enum err err = num_parse_int(hour, 0, 23, &at);

    if (err) return fault_set(why, err, "小时“%.*s”不对", "the hour \"%.*s\" is not valid", STR_ARG(hour));
    loader_place(l, &l->chance, true, &lon, &lat);
    at = day_start_ms((struct day){ (int32_t)day }) + at * MS_PER_HOUR + (int64_t)chance_below(&l->chance, (size_t)MS_PER_HOUR);
    return walk_play(&l->set, l->arena, &l->chance, item->code, lon, lat, at, l->now_ms, &l->walks[l->walk_count++], why);
}

static enum err play_all(struct loader *l, struct fault *why)
{
    size_t items = world_item_count(l->world);
    enum err err = ERR_OK;

    l->walks = arena_array(l->arena, struct walk, items * WALKS_PER_ITEM + 1);
    if (!l->walks) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < items && l->walk_count < (size_t)l->cases; i++)
        for (int k = 0; !err && k < WALKS_PER_ITEM && l->walk_count < (size_t)l->cases; k++) err = play_one(l, world_item_at(l->world, i), why);
    return err;
}

/* ── Copies ────────────────────────────────────────────────────────────── */

struct lane { struct loader *loader; pthread_t thread; enum err err; struct fault why; };

static void *run_lane(void *arg)
{
    struct lane *lane = arg;

    lane->err = loader_run(lane->loader, &lane->why);
    return NULL;
}

static enum err copy_all(struct loader *l, struct fault *why)
{
    struct lane lanes[THREADS] = { 0 };
    size_t started = 0;
    enum err err = ERR_OK;

    for (; started < THREADS; started++) {
        lanes[started].loader = l;
        if (pthread_create(&lanes[started].thread, NULL, run_lane, &lanes[started])) break;
    }
    if (!started) return fault_set(why, ERR_NO_MEMORY, "无法启动线程", "cannot start a thread");
    for (size_t i = 0; i < started; i++) {
        pthread_join(lanes[i].thread, NULL);
        if (!err && lanes[i].err) {
            err = lanes[i].err;
            *why = lanes[i].why;
        }
    }
    return err;
}

/* ── The command ───────────────────────────────────────────────────────── */

static enum err read_numbers(struct loader *l, const struct args *args, struct fault *why)
{
    int64_t seed = 1, days;
    enum err err = args_int(args, "--cases", 1, 100000000, 10000, &l->cases, why);

    if (!err) err = args_int(args, "--seed", 0, INT64_MAX, 1, &seed, why);
    days = l->cases / CASES_A_DAY;
    if (!err) err = args_int(args, "--days", 1, DAYS_MAX, days < DAYS_MIN ? DAYS_MIN : days > DAYS_MAX ? DAYS_MAX : days, &l->days, why);
    l->chance.state = (uint64_t)seed;
    l->street = str_from_c(args_get(args, "--street", ""));
    return err;
}

static enum err read_words(struct loader *l, const char *content, struct fault *why)
{
    struct str sentences, day;
    struct csv csv;
    enum err err = content_read(l->arena, content, "simulate/sentences.csv", &sentences, why);

    if (!err) err = sentences_load(l->arena, sentences, &l->sentences, why);
    if (!err) err = content_read(l->arena, content, "simulate/day.csv", &day, why);
    if (!err) err = csv_parse(l->arena, day, &csv, why);
    if (!err) err = wheel_read(l->arena, &csv, "hour", &l->hours, why);
    if (!err) err = wheel_read(l->arena, &csv, "type", &l->types, why);
    if (!err) err = wheel_read(l->arena, &csv, "source", &l->sources, why);
    l->set = (struct walk_set){ .world = l->world, .people = l->people, .sentences = l->sentences, .sources = &l->sources };
    return err;
}

static enum err load_all(struct loader *l, const char *content, struct fault *why)
{
    struct db *db = store_reader_take(l->store);
    int64_t started = time_monotonic_ms(), made = 0;
    enum err err = load_check_unsigned(db, l->arena, why);

    if (!err) err = people_read(db, l->arena, &l->people, why);
    store_reader_give(l->store, db);
    if (!err) err = read_words(l, content, why);
    if (!err) err = loader_prepare(l, why);
    if (!err) err = picture_start(why);
    if (!err) err = make_photos(l, why);
    if (!err) err = play_all(l, why);
    if (err) return err;
    printf("%zu cases played through the spine in %.1f s\n", l->walk_count, (double)(time_monotonic_ms() - started) / 1e3);
    fflush(stdout);
    started = time_monotonic_ms();
    err = loader_serials(l, why);
    if (!err) err = copy_all(l, why);
    if (!err) err = loader_finish(l, why);
    if (err) return err;
    printf("%lld cases in %.1f s\n", (long long)l->cases, (double)(time_monotonic_ms() - started) / 1e3);
    fflush(stdout);
    started = time_monotonic_ms();
    err = anchor_days(l->world, l->now_ms, &made, why);
    if (!err) printf("%lld days of the journal signed in %.1f s\n", (long long)made, (double)(time_monotonic_ms() - started) / 1e3);
    fflush(stdout);
    started = time_monotonic_ms();
    if (!err) err = brief_make_due(l->world, l->now_ms, &made, why);
    if (!err) printf("%lld briefings made in %.1f s\n", (long long)made, (double)(time_monotonic_ms() - started) / 1e3);
    return err;
}

static int run(struct args *args)
{
    struct world_config config = { .folder = args_get(args, "--data", NULL) };
    struct loader loader = { .folder = config.folder, .now_ms = time_now_ms() };
    struct fault why = { 0 };
    enum err err = read_numbers(&loader, args, &why);

    if (!err && !config.folder) err = fault_set(&why, ERR_INVALID, "缺少 --data 目录（密钥和照片）", "--data DIR is missing: keys and photos are there");
    if (err) {
        (void)command_fail(&why);
        return 2;
    }
    loader.arena = arena_open((size_t)KEEP_MEMORY_MB << 20);
    if (!loader.arena) err = fault_set(&why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!err) err = command_store(args, false, false, &loader.store, &why);
    if (!err) err = world_open(&config, loader.store, &loader.world, &why);
    if (!err) err = load_all(&loader, content_folder(args), &why);
    arena_close(loader.arena);
    world_close(loader.world);
    if (loader.store) store_close(loader.store);
    return err ? command_fail(&why) : 0;
}

const struct subcommand LOAD_COMMAND = {
    .name = "load", .usage = "load --data DIR [--cases N]", .about = "fill a database with synthetic cases, for the demo and for benchmarks",
    .options = OPTIONS, .needs_data = true, .run = run,
};
