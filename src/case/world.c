/*
 * world.c - opening the shared value: keys, organisation, definitions, calendar.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/world.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/crypto.h"
#include "base/csv.h"
#include "base/io.h"
#include "case/catalogue.h"
#include "case/definition.h"
#include "case/learned.h"
#include "case/search.h"

enum { WORLD_MEMORY = 256 << 20, MAPS_KEPT = 8, MAP_LINGERS_MS = 15 * 60 * 1000 };

/* The calendar and the lights of the newest release. */
struct dates { struct calendar *calendar; struct clock_light *lights; size_t light_count; };

/* A map that was replaced, and when. */
struct old_map { struct grids *grids; int64_t at; };

struct world {
    struct arena *arena;
    struct store *store;
    _Atomic(struct grids *) grids;
    pthread_mutex_t map_lock;          /* who reloads the map */
    struct old_map old_maps[MAPS_KEPT];
    struct world_keys keys;
    pthread_mutex_t org_lock;
    struct org *org;
    struct shelf *shelf;
    _Atomic(const struct catalogue *) catalogue;
    _Atomic(const struct dates *) dates;
    _Atomic int64_t read_release;      /* the one that catalogue and dates are of */
    struct search_common *common;
    struct learned *learned;
};

/* ── Keys ──────────────────────────────────────────────────────────────── */

static enum err read_key(struct arena *arena, const char *folder, const char *name, bool create, unsigned char out[32], struct fault *why)
{
    struct str path = str_format(arena, "%s/keys/%s.key", folder, name), text;
    char hex[65];
    enum err err = io_read(arena, path.at, 4096, &text, NULL);

    if (err == ERR_NOT_FOUND && create) {
        crypto_random(out, 32);
        hex_print(out, 32, hex);
        return io_write(path.at, str_from_c(hex), why);
    }
    if (err) return fault_set(why, err, "读不到密钥 %s", "cannot read the key %s", path.at);
    if (hex_parse(str_trim(text), out, 32))
        return fault_set(why, ERR_INVALID, "密钥 %s 损坏", "the key %s is damaged", path.at);
    return ERR_OK;
}

static enum err read_anchor(struct arena *arena, const char *folder, bool create, struct sm2_key **out, struct fault *why)
{
    struct str path = str_format(arena, "%s/keys/anchor.pem", folder), pem;
    enum err err = io_read(arena, path.at, 16384, &pem, NULL);

    if (err == ERR_NOT_FOUND && create) {
        err = sm2_key_new(out);
        if (err) return fault_set(why, err, "无法生成签名密钥", "cannot make the signing key");
        return io_write(path.at, sm2_key_pem(arena, *out), why);
    }
    if (!err) err = sm2_key_load(pem, out);
    return err ? fault_set(why, err, "读不到签名密钥 %s", "cannot read the signing key %s", path.at) : ERR_OK;
}

static enum err read_keys(struct world *world, const struct world_config *config, struct fault *why)
{
    struct str folder = str_format(world->arena, "%s/keys", config->folder);
    enum err err = config->create ? io_mkdirs(folder.at, why) : ERR_OK;

    if (!err) err = read_key(world->arena, config->folder, "journal", config->create, world->keys.journal, why);
    if (!err) err = read_key(world->arena, config->folder, "seal", config->create, world->keys.seal, why);
    if (!err) err = read_key(world->arena, config->folder, "code", config->create, world->keys.code, why);
    if (!err) err = read_anchor(world->arena, config->folder, config->create, &world->keys.anchor, why);
    return err;
}

/* ── Calendar and catalogues, from the newest release ──────────────────── */

static struct str newest(struct world *world, const char *key)
{
    return shelf_text(world->shelf, DEFINITION_CATALOGUE, str_from_c(key), INT64_MAX, NULL);
}

static enum err read_calendar(struct world *world, struct fault *why)
{
    struct calendar_texts texts = { .days = newest(world, "china"), .fixed_days = newest(world, "fixed_days"),
                                    .windows = newest(world, "work_windows") };
    struct str lights = newest(world, "lights");
    struct arena *arena;
    struct dates *dates;
    enum err err;

    if (!texts.days.at) return fault_set(why, ERR_NOT_FOUND, "未部署日历，请先运行 shao init", "no calendar is deployed; run shao init first");
    arena = shelf_lock(world->shelf);
    dates = arena_new(arena, struct dates);
    err = dates ? calendar_load(arena, &texts, &dates->calendar, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!err) err = clock_lights_load(arena, lights, &dates->lights, &dates->light_count, why);
    shelf_unlock(world->shelf);
    if (!err) atomic_store(&world->dates, dates);
    return err;
}

static enum err read_catalogue(struct world *world, struct fault *why)
{
    const struct catalogue_texts texts = { newest(world, "events"), newest(world, "stages"), newest(world, "sources"), newest(world, "results"), newest(world, "personal_data"),
                                            newest(world, "urgencies"), newest(world, "grades"), newest(world, "names"), newest(world, "whistles"),
                                            newest(world, "papers"), newest(world, "supervision") };
    struct arena *arena = shelf_lock(world->shelf);
    struct catalogue *catalogue;
    enum err err = catalogue_load(arena, &texts, &catalogue, why);

    shelf_unlock(world->shelf);
    if (!err) atomic_store(&world->catalogue, catalogue);
    return err;
}

/* ── Life ──────────────────────────────────────────────────────────────── */

static enum err load_all(struct world *world, const struct world_config *config, struct fault *why)
{
    struct grids *grids = NULL;
    struct db *db;
    enum err err = read_keys(world, config, why);

    if (err) return err;
    db = store_reader_take(world->store);
    err = org_load(db, &world->org, why);
    if (!err) err = shelf_open(db, &world->shelf, why);
    if (!err) err = grids_open(db, &grids, why);
    if (!err) atomic_store(&world->grids, grids);
    if (!err) err = learned_open(&world->learned, why);
    if (!err) err = learned_follow(world->learned, db, why);
    if (!err) err = search_common_new(world->arena, world->org, &world->common, why);
    store_reader_give(world->store, db);
    if (!err) err = read_calendar(world, why);
    if (!err) err = read_catalogue(world, why);
    if (!err) atomic_store(&world->read_release, shelf_release(world->shelf));
    return err;
}

enum err world_open(const struct world_config *config, struct store *store, struct world **out, struct fault *why)
{
    struct arena *arena = arena_open(WORLD_MEMORY);
    struct world *world = arena ? arena_new(arena, struct world) : NULL;
    enum err err;

    if (!world || pthread_mutex_init(&world->org_lock, NULL) != 0 || pthread_mutex_init(&world->map_lock, NULL) != 0) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    world->arena = arena;
    world->store = store;
    err = load_all(world, config, why);
    if (err) {
        world_close(world);
        return err;
    }
    *out = world;
    return ERR_OK;
}

void world_close(struct world *world)
{
    if (!world) return;
    if (world->keys.anchor) sm2_key_close(world->keys.anchor);
    crypto_wipe(&world->keys, sizeof world->keys);
    if (world->org) org_unref(world->org);
    shelf_close(world->shelf);
    learned_close(world->learned);
    grids_close(atomic_load(&world->grids));
    for (size_t i = 0; i < MAPS_KEPT; i++) grids_close(world->old_maps[i].grids);
    pthread_mutex_destroy(&world->map_lock);
    pthread_mutex_destroy(&world->org_lock);
    arena_close(world->arena);
}

const struct search_common *world_search_common(const struct world *world)
{
    return world->common;
}

struct learned *world_learned(struct world *world)
{
    return world->learned;
}

struct store *world_store(const struct world *world)
{
    return world->store;
}

struct org *world_org(struct world *world)
{
    struct org *org;

    pthread_mutex_lock(&world->org_lock);
    org = org_ref(world->org);
    pthread_mutex_unlock(&world->org_lock);
    return org;
}

enum err world_reload_org(struct world *world, struct fault *why)
{
    struct db *db = store_reader_take(world->store);
    struct org *fresh, *old;
    enum err err = org_load(db, &fresh, why);

    store_reader_give(world->store, db);
    if (err) return err;
    pthread_mutex_lock(&world->org_lock);
    old = world->org;
    world->org = fresh;
    pthread_mutex_unlock(&world->org_lock);
    org_unref(old);
    return ERR_OK;
}

enum err world_follow_org(struct world *world, struct fault *why)
{
    struct arena *arena = arena_open(16 * 1024);
    struct db *db = store_reader_take(world->store);
    struct org *org = world_org(world);
    bool fresh = false;
    enum err err = arena ? org_has_new(db, arena, org, &fresh, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    org_unref(org);
    store_reader_give(world->store, db);
    arena_close(arena);
    return err || !fresh ? err : world_reload_org(world, why);
}

const struct calendar *world_calendar(const struct world *world)
{
    return atomic_load(&world->dates)->calendar;
}

const struct clock_light *world_lights(const struct world *world, size_t *count)
{
    const struct dates *dates = atomic_load(&world->dates);

    *count = dates->light_count;
    return dates->lights;
}

const struct grids *world_grids(const struct world *world)
{
    return atomic_load(&world->grids);
}

/* Lets go of maps nobody can be looking at; the place of the oldest, or SIZE_MAX while all are too young. */
static size_t old_map_place(struct world *world, int64_t now_ms)
{
    size_t place = SIZE_MAX;

    for (size_t i = 0; i < MAPS_KEPT; i++) {
        struct old_map *old = &world->old_maps[i];

        if (old->grids && now_ms - old->at >= MAP_LINGERS_MS) {
            grids_close(old->grids);
            old->grids = NULL;
        }
        if (!old->grids) place = i;
    }
    return place;
}

static enum err swap_map(struct world *world, struct db *db, int64_t now_ms, bool *taken, struct fault *why)
{
    size_t place = old_map_place(world, now_ms);
    struct grids *fresh, *was = atomic_load(&world->grids);
    int64_t newest;
    enum err err = grids_newest(db, &newest, why);

    if (err || newest <= grids_stamp(was)) return err;
    /* Nine changes in a quarter of an hour: the next one waits for a place. */
    if (place == SIZE_MAX) return fault_set(why, ERR_BUSY, "网格刚刚多次调整，请稍后再试", "the grids changed many times just now; retry later");
    err = grids_open(db, &fresh, why);
    if (err) return err;
    world->old_maps[place] = (struct old_map){ was, now_ms };
    atomic_store(&world->grids, fresh);
    *taken = true;
    return ERR_OK;
}

enum err world_reload_grids(struct world *world, struct db *db, int64_t now_ms, bool *taken, struct fault *why)
{
    bool fresh = false;
    enum err err;

    pthread_mutex_lock(&world->map_lock);
    err = swap_map(world, db, now_ms, &fresh, why);
    pthread_mutex_unlock(&world->map_lock);
    if (!err && taken) *taken = fresh;
    return err;
}

bool world_locate(struct world *world, double lon, double lat, struct place *out)
{
    const struct grid_row *dedicated, *grid = grids_locate(world_grids(world), lon, lat, &dedicated);
    struct org *org;
    const struct unit *community;

    *out = (struct place){ 0 };
    if (!grid) return false;
    org = world_org(world);
    community = org_unit(org, grid->community_id);
    *out = (struct place){ .in_city = community != NULL, .grid_id = grid->id, .dedicated_id = dedicated ? dedicated->id : 0 };
    if (community) {
        out->community_id = community->id;
        out->street_id = community->street_id;
        out->district_id = community->district_id;
        out->steering_id = community->steering_id;
    }
    org_unref(org);
    return out->in_city;
}

const struct world_keys *world_keys(const struct world *world)
{
    return &world->keys;
}

/* ── Definitions ───────────────────────────────────────────────────────── */

int64_t world_release(const struct world *world)
{
    return shelf_release(world->shelf);
}

const struct bpmn *world_process(struct world *world, struct str id, int64_t release)
{
    return shelf_process(world->shelf, id, release);
}

const struct dmn *world_decision(struct world *world, struct str id, int64_t release, int64_t *of_release)
{
    return shelf_decision(world->shelf, id, release, of_release);
}

const struct json_t *world_form(struct world *world, struct str id, int64_t release)
{
    return shelf_form(world->shelf, id, release);
}

struct str world_text(struct world *world, enum definition_kind kind, struct str key, int64_t release)
{
    return shelf_text(world->shelf, kind, key, release, NULL);
}

struct shelf *world_shelf(const struct world *world)
{
    return world->shelf;
}

static enum err reload(struct world *world, struct db *db, struct fault *why)
{
    enum err err = shelf_refresh(world->shelf, db, why);
    int64_t release = shelf_release(world->shelf);

    if (err || atomic_load(&world->read_release) == release) return err;
    err = read_calendar(world, why);
    if (!err) err = read_catalogue(world, why);
    if (!err) atomic_store(&world->read_release, release);
    return err;
}

enum err world_reload_definitions(struct world *world, struct fault *why)
{
    struct db *db = store_reader_take(world->store);
    enum err err = reload(world, db, why);

    store_reader_give(world->store, db);
    return err;
}

enum err world_catch_up(struct world *world, struct db *db, int64_t release, struct fault *why)
{
    return release > shelf_release(world->shelf) ? reload(world, db, why) : ERR_OK;
}

const struct catalogue *world_catalogue(const struct world *world)
{
    return atomic_load(&world->catalogue);
}
