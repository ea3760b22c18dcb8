/*
 * load_batch.c - batches of copied cases.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/load_batch.h"

#include <stdlib.h>

#include "base/id.h"
#include "case/count.h"
#include "case/measure.h"
#include "case/heat.h"
#include "case/plan.h"
#include "case/search.h"
#include "commands/load_store.h"

enum { BATCH = 1024, BATCH_MEMORY = 512 << 20, POOL = 200, TRIES = 50, DIGEST_HEX = 64, JUST_NOW = 30, ID_NODE = 1023 /* a node no server has */ };
static const double SPREAD_DEGREES = 0.0008;

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Before ────────────────────────────────────────────────────────────── */

static int by_id(const void *a, const void *b)
{
    const struct unit *x = *(const struct unit *const *)a, *y = *(const struct unit *const *)b;

    return (x->id > y->id) - (x->id < y->id);
}

static size_t street_at(const struct loader *l, int64_t id)
{
    size_t low = 0, high = l->street_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->streets[middle]->id < id) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void release_org(void *org)
{
    org_unref(org);
}

static enum err find_streets(struct loader *l, struct fault *why)
{
    size_t units;

    l->org = world_org(l->world);
    if (!arena_defer(l->arena, release_org, l->org)) {
        org_unref(l->org);
        return no_memory(why);
    }
    units = org_unit_count(l->org);
    l->streets = arena_array(l->arena, const struct unit *, units + 1);
    if (!l->streets) return no_memory(why);
    for (size_t i = 0; i < units; i++)
        if (org_unit_at(l->org, i)->kind == UNIT_STREET) l->streets[l->street_count++] = org_unit_at(l->org, i);
    qsort(l->streets, l->street_count, sizeof *l->streets, by_id);
    if (!l->street_count || !grids_count(world_grids(l->world)))
        return fault_set(why, ERR_NOT_FOUND, "库中没有街道和网格", "the database has no streets and grids");
    return ERR_OK;
}

enum err loader_serials(struct loader *l, struct fault *why)
{
    struct db *db = store_reader_take(l->store);
    struct rows rows;
    enum err err = load_serials(db, l->arena, &rows, why);

    store_reader_give(l->store, db);
    l->first_day = day_of_ms(l->now_ms).since_epoch - l->days;
    l->serials = arena_calloc(l->arena, l->street_count * (size_t)(l->days + 1), sizeof *l->serials);
    if (!err && !l->serials) return no_memory(why);
    for (size_t i = 0; !err && i < rows.count; i++) {
        int64_t day = row_int(&rows, i, 1) - l->first_day;
        size_t street = street_at(l, row_int(&rows, i, 0));
        if (day >= 0 && day <= l->days && street < l->street_count)
            atomic_store(&l->serials[street * (size_t)(l->days + 1) + (size_t)day], (int32_t)row_int(&rows, i, 2));
    }
    return err;
}

/* A grid's code begins with its street's. */
static enum err find_near(struct loader *l, struct fault *why)
{
    const struct grids *grids = world_grids(l->world);
    size_t all = grids_count(grids);

    l->near = arena_array(l->arena, const struct grid_row *, all + 1);
    if (!l->near) return no_memory(why);
    for (size_t i = 0; l->street.len && i < all; i++)
        if (str_starts(grids_at(grids, i)->code, l->street)) l->near[l->near_count++] = grids_at(grids, i);
    if (l->street.len && !l->near_count)
        return fault_set(why, ERR_NOT_FOUND, "没有“%.*s”这个街道", "there is no street \"%.*s\"", STR_ARG(l->street));
    return ERR_OK;
}

static enum err fill_pool(struct loader *l, struct pool *pool, struct fault *why)
{
    pool->texts = arena_array(l->arena, struct str, POOL);
    if (!pool->texts) return no_memory(why);
    for (size_t i = 0; i < POOL; i++) {
        pool->texts[i] = sentences_report(l->sentences, l->arena, &l->chance, pool->item->code);
        if (!pool->texts[i].at) return no_memory(why);
    }
    return ERR_OK;
}

enum err loader_prepare(struct loader *l, struct fault *why)
{
    enum err err = find_streets(l, why);

    if (!err) err = find_near(l, why);
    if (err) return err;
    l->pool_count = world_item_count(l->world);
    l->pools = arena_array(l->arena, struct pool, l->pool_count + 1);
    if (!l->pools) return no_memory(why);
    for (size_t i = 0; !err && i < l->pool_count; i++) {
        l->pools[i].item = world_item_at(l->world, i);
        err = fill_pool(l, &l->pools[i], why);
    }
    return err;
}

void loader_place(const struct loader *l, struct chance *chance, bool plain, double *lon, double *lat)
{
    const struct grids *grids = world_grids(l->world);
    bool near = l->near_count && chance_below(chance, 3) == 0;

    for (int i = 0; i < TRIES; i++) {
        const struct grid_row *grid = near ? l->near[chance_below(chance, l->near_count)] : grids_at(grids, chance_below(chance, grids_count(grids)));
        struct place place;
        *lon = (double)grid->lon_e6 / 1e6 + (chance_unit(chance) - 0.5) * SPREAD_DEGREES;
        *lat = (double)grid->lat_e6 / 1e6 + (chance_unit(chance) - 0.5) * SPREAD_DEGREES;
        if (world_locate(l->world, *lon, *lat, &place) && place.in_city && (!plain || !place.steering_id)) return;
    }
}

/* ── One copy ──────────────────────────────────────────────────────────── */

struct made { struct copied copied; struct str terms; };
struct batch { struct loader *loader; struct arena *arena; struct chance chance; struct made cases[BATCH]; size_t count; };

static const struct pool *pool_of(const struct loader *l, struct str type)
{
    for (size_t i = 0; i < l->pool_count; i++)
        if (str_eq(l->pools[i].item->code, type)) return &l->pools[i];
    return &l->pools[0];
}

static const struct walk *walk_of(struct batch *b, struct str type)
{
    const struct loader *l = b->loader;
    size_t of_type = 0, pick;

    for (size_t i = 0; i < l->walk_count; i++) of_type += str_eq(l->walks[i].item, type);
    if (!of_type) return &l->walks[chance_below(&b->chance, l->walk_count)];
    pick = chance_below(&b->chance, of_type);
    for (size_t i = 0;; i++)
        if (str_eq(l->walks[i].item, type) && pick-- == 0) return &l->walks[i];
}

static const struct stencil *stencil_at(const struct walk *walk, int64_t age_ms)
{
    size_t i = walk->count - 1;

    while (i > 0 && walk->stencils[i].from_ms > age_ms) i--;
    return &walk->stencils[i];
}

/* Of the cases asked for, those played through the spine are some. */
static int64_t copies_of(const struct loader *l)
{
    return l->cases - (int64_t)l->walk_count;
}

/* On its day, at the model's time of day, but never in the future; the last ones for a street that shall look alive just now. */
static int64_t opening_time(struct batch *b, int64_t i, int64_t model_opened)
{
    const struct loader *l = b->loader;
    int64_t copies = copies_of(l);
    int64_t of_day = (model_opened + CIVIL_OFFSET_MS) % MS_PER_DAY, at;

    if (l->near_count && i >= copies - copies / JUST_NOW) return l->now_ms - (1 + (int64_t)chance_below(&b->chance, 30)) * MS_PER_MINUTE;
    at = day_start_ms((struct day){ (int32_t)(l->first_day + 1 + i * l->days / copies) }) + of_day +
         (int64_t)chance_below(&b->chance, 30 * 60000) - 15 * MS_PER_MINUTE;
    while (at > l->now_ms - MS_PER_MINUTE) at -= MS_PER_DAY;
    return at;
}

static struct str next_number(struct batch *b, const struct unit *street, size_t at, int64_t opened_ms)
{
    struct loader *l = b->loader;
    struct day day = day_of_ms(opened_ms);
    size_t row = (size_t)(day.since_epoch - l->first_day);
    int year, month, date;
    int32_t serial = atomic_fetch_add(&l->serials[at * (size_t)(l->days + 1) + row], 1) + 1;

    day_to_ymd(day, &year, &month, &date);
    return str_format(b->arena, "%.*s%04d%02d%02d%05d", STR_ARG(street->code), year, month, date, (int)serial);
}

static struct str random_digest(struct batch *b)
{
    char *hex = arena_alloc(b->arena, DIGEST_HEX);

    for (size_t i = 0; hex && i < DIGEST_HEX; i++) hex[i] = "0123456789abcdef"[chance_below(&b->chance, 16)];
    return (struct str){ hex, hex ? DIGEST_HEX : 0 };
}

static enum err make_case(struct batch *b, int64_t i, struct made *out, struct fault *why)
{
    struct loader *l = b->loader;
    const struct pool *pool = pool_of(l, wheel_spin(&l->types, &b->chance));
    const struct walk *walk = walk_of(b, pool->item->code);
    struct copy_of as = { .opened_at = opening_time(b, i, walk->stencils[0].record.opened_at), .text = pool->texts[chance_below(&b->chance, POOL)],
                          .code_digest = random_digest(b), .nth = chance_below(&b->chance, 8) };
    const struct unit *community;
    size_t street;
    enum err err;

    as.id = id_floor(as.opened_at) | (int64_t)ID_NODE << 12 | (i & 4095);
    loader_place(l, &b->chance, false, &as.lon, &as.lat);
    if (!world_locate(l->world, as.lon, as.lat, &as.place)) return fault_set(why, ERR_INTERNAL, "找不到位置", "no place was found");
    community = org_unit(l->org, as.place.community_id);
    street = street_at(l, as.place.street_id);
    as.number = next_number(b, l->streets[street], street, as.opened_at);
    as.address = str_format(b->arena, "%.*s%zu号", STR_ARG(community->name), 1 + chance_below(&b->chance, 300));
    if (!as.number.at || !as.address.at || !as.code_digest.at) return no_memory(why);
    err = stencil_copy(stencil_at(walk, l->now_ms - as.opened_at), b->arena, l->world, l->org, l->people, &as, &out->copied, why);
    if (err) return err;
    out->terms = search_terms(b->arena, l->world, &out->copied.record);
    return out->terms.at ? ERR_OK : no_memory(why);
}

/* ── Writing ───────────────────────────────────────────────────────────── */

static enum err count_case(struct db *db, const struct loader *l, const struct made *made, struct fault *why)
{
    struct count_keys keys;
    enum err err = count_keys(store_scratch(db), l->org, &made->copied.record, &keys, why);

    for (size_t i = 0; !err && i < keys.count; i++) err = store_count(db, keys.keys[i], 1, why);
    if (!err) err = measure_step(db, NULL, &made->copied.record, why);
    return err;
}

/* The steps it took, from its rows as they are written. */
static enum err count_steps(struct db *db, const struct loader *l, const struct made *made, struct fault *why)
{
    const struct unit *street = org_unit(l->org, made->copied.record.street_id);
    struct heat_keys keys = { 0 };
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < made->copied.count; i++) {
        const struct store_arg *a = made->copied.rows[i].args;
        if (str_is(str_from_c(made->copied.rows[i].write->name), "save_instance")) {
            struct str rest, name;
            err = path_read(store_scratch(db), a[LOAD_INSTANCE_PATH].bytes, &rest, why);
            while (!err && rest.len && str_split(&rest, ' ', &name)) {
                struct str key = heat_path_key(store_scratch(db), made->copied.record.opened_at, name);
                if (key.at) err = store_count(db, key, 1, why);
            }
        } else if (str_is(str_from_c(made->copied.rows[i].write->name), "save_task")) {
            const struct heat_task task = { a[LOAD_TASK_PROCESS].bytes, a[LOAD_TASK_ELEMENT].bytes, a[LOAD_TASK_OUTCOME].bytes,
                                            a[LOAD_TASK_STATE].integer, a[LOAD_TASK_OPENED].integer, a[LOAD_TASK_CLOSED].integer };
            err = heat_task_keys(store_scratch(db), street ? street->code : STR("0"), &task, &keys, why);
            for (size_t k = 0; !err && k < keys.count; k++) err = store_count(db, keys.keys[k], 1, why);
        }
    }
    return err;
}

static enum err write_batch(struct db *db, struct store_job *job, struct fault *why)
{
    const struct batch *b = job->arg;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < b->count; i++) {
        const struct made *made = &b->cases[i];
        for (size_t k = 0; !err && k < made->copied.count; k++) {
            const struct copied_row *row = &made->copied.rows[k];
            err = store_run(db, row->write, row->args, row->count, NULL, why);
        }
        if (!err) err = search_insert(db, made->copied.record.id, made->terms, why);
        if (!err) err = count_case(db, b->loader, made, why);
        if (!err) err = count_steps(db, b->loader, made, why);
    }
    return err;
}

enum err loader_run(struct loader *l, struct fault *why)
{
    struct arena *arena = arena_open(BATCH_MEMORY), *holder = arena_open(sizeof(struct batch) + 4096);
    struct batch *b = holder ? arena_new(holder, struct batch) : NULL;
    int64_t first;
    enum err err = arena && b ? ERR_OK : no_memory(why);

    while (!err && (first = atomic_fetch_add(&l->next, BATCH)) < copies_of(l)) {
        arena_reset(arena);
        *b = (struct batch){ .loader = l, .arena = arena, .chance = { l->chance.state ^ (uint64_t)first * UINT64_C(0x9e3779b97f4a7c15) } };
        for (int64_t i = first; !err && i < first + BATCH && i < copies_of(l); i++)
            err = make_case(b, i, &b->cases[b->count++], why);
        if (!err) err = store_transact(l->store, first, write_batch, b, why);
    }
    arena_close(arena);
    arena_close(holder);
    return err;
}

/* ── After ─────────────────────────────────────────────────────────────── */

static enum err keep_serials(struct db *db, struct store_job *job, struct fault *why)
{
    struct loader *l = job->arg;
    enum err err = ERR_OK;

    for (size_t street = 0; street < l->street_count; street++)
        for (int64_t day = 0; !err && day <= l->days; day++) {
            int32_t last = atomic_load(&l->serials[street * (size_t)(l->days + 1) + (size_t)day]);
            if (last) err = load_serial_keep(db, l->streets[street]->id, l->first_day + day, last, why);
        }
    return err;
}

enum err loader_finish(struct loader *l, struct fault *why)
{
    return store_transact(l->store, 0, keep_serials, l, why);
}
