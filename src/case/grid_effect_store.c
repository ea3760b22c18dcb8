/*
 * grid_effect_store.c - a plan comes into force: the next map, and the rows of what changed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/grid_plan.h"

#include <math.h>
#include <string.h>

#include "base/id.h"
#include "org/account.h"

#define I STORE_INT
#define T STORE_TEXT

struct grid_effect {
    struct grid_plan plan;
    struct grid_parts parts;          /* fitted */
    struct grid_moves moves;
    int64_t *ids;                     /* of each move */
    struct geo_point *centres;        /* of each move that has a part */
    struct str *before, *after;       /* geometries; at NULL where there is none */
    int64_t seen_stamp, stamp, at;
    struct str pack;
};

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Making the next map ───────────────────────────────────────────────── */

static struct str geometry_text(struct arena *arena, const struct geo_shape *shape)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    geo_shape_write(&out, NULL, shape);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

static enum err describe(struct arena *arena, const struct grids *grids, struct grid_effect *e, struct fault *why)
{
    size_t count = e->moves.count;

    e->ids = arena_array(arena, int64_t, count + 1);
    e->centres = arena_array(arena, struct geo_point, count + 1);
    e->before = arena_array(arena, struct str, count + 1);
    e->after = arena_array(arena, struct str, count + 1);
    if (!e->ids || !e->centres || !e->before || !e->after) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        const struct grid_move *move = &e->moves.at[i];
        const struct geo_shape *was = move->was ? grids_shape(grids, move->was->id) : NULL;

        e->ids[i] = move->was ? move->was->id : id_new();
        if (was) e->before[i] = geometry_text(arena, was);
        if (was && !e->before[i].at) return out_of_memory(why);
        if (move->part < 0) continue;
        e->after[i] = geometry_text(arena, &e->parts.at[move->part].shape);
        if (!e->after[i].at) return out_of_memory(why);
        e->centres[i] = geo_shape_centre(&e->parts.at[move->part].shape);
    }
    return ERR_OK;
}

/* The polygons of other communities, with the new corners on the common border. */
static enum err stitch_others(struct arena *arena, const struct grids *grids, const struct grid_effect *e, struct geo_entry *entries, size_t count,
                              struct fault *why)
{
    struct geo_shape *shapes = arena_array(arena, struct geo_shape, count + 1), before, after, *own = arena_array(arena, struct geo_shape, e->parts.count + 1);
    size_t mine = 0, changed = 0;
    enum err err;

    if (!shapes || !own) return out_of_memory(why);
    for (size_t i = 0; i < e->parts.count; i++)
        if (e->parts.at[i].layer == GEO_COMPREHENSIVE) own[mine++] = e->parts.at[i].shape;
    err = grid_outline(arena, grids, e->plan.community_id, &before, why);
    if (!err) err = reshape_outline(arena, own, mine, &after, why);
    for (size_t i = 0; !err && i < count; i++)
        if (entries[i].layer == GEO_COMPREHENSIVE) shapes[i] = entries[i].shape;
    if (!err) err = reshape_stitch(arena, &before, &after, shapes, count, &changed, why);
    for (size_t i = 0; !err && i < count; i++)
        if (entries[i].layer == GEO_COMPREHENSIVE) entries[i].shape = shapes[i];
    return err;
}

static enum err next_map(struct arena *arena, const struct grids *grids, struct grid_effect *e, struct fault *why)
{
    const struct geo_index *index = grids_index(grids);
    size_t old = index ? geo_index_count(index) : 0, count = 0;
    struct geo_entry *entries = arena_array(arena, struct geo_entry, old + e->parts.count + 1);
    struct geo_index *proof;
    enum err err;

    if (!entries) return out_of_memory(why);
    for (size_t i = 0; i < old; i++) {
        const struct geo_entry *entry = geo_index_entry(index, (int32_t)i);
        const struct grid_row *row = grids_find(grids, entry->id);

        if (row && row->community_id != e->plan.community_id) entries[count++] = *entry;
    }
    err = stitch_others(arena, grids, e, entries, count, why);
    if (err) return err;
    for (size_t i = 0; i < e->moves.count; i++) {
        const struct grid_move *move = &e->moves.at[i];

        if (move->part < 0) continue;
        entries[count++] = (struct geo_entry){ .code = move->code, .layer = e->parts.at[move->part].layer, .id = e->ids[i],
                                               .shape = e->parts.at[move->part].shape };
    }
    err = geo_index_build(arena, entries, count, &proof, why);
    return err ? err : geo_pack(arena, entries, count, e->stamp, &e->pack, why);
}

enum err grid_effect_prepare(struct arena *arena, struct world *world, const struct org *org, const struct grid_plan *plan, int64_t now_ms,
                             struct grid_effect **out, struct fault *why)
{
    const struct grids *grids = world_grids(world);
    struct grid_effect *e = arena_new(arena, struct grid_effect);
    struct grid_parts parts;
    struct grid_check check;
    enum err err = e ? grid_parts_parse(arena, plan->parts, &parts, why) : out_of_memory(why);

    if (!err) err = grid_check(arena, grids, org, plan->community_id, &parts, &check, why);
    if (!err) err = grid_check_fault(&check, &parts, why);
    if (err) return err;
    e->plan = *plan;
    e->parts = check.fitted;
    e->seen_stamp = grids_stamp(grids);
    e->stamp = now_ms > e->seen_stamp ? now_ms : e->seen_stamp + 1;
    e->at = now_ms;
    err = grid_moves(arena, grids, org, plan->community_id, &e->parts, &e->moves, why);
    if (!err) err = describe(arena, grids, e, why);
    if (!err) err = next_map(arena, grids, e, why);
    if (!err) *out = e;
    return err;
}

/* ── Writing it ────────────────────────────────────────────────────────── */

QUERY(VERSION_LAST) = {
    .name = "grid_version_last",
    .sql = "SELECT coalesce(max(seq), 0) FROM grid_version WHERE grid_id = $1",
    .takes = { I },
    .gives = { I },
};
QUERY(VERSION_INSERT) = {
    .name = "grid_version_insert",
    .sql = "INSERT INTO grid_version (grid_id, seq, plan_id, from_at, until_at, name, geometry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    .takes = { I, I, I, I, I, T, T },
};
QUERY(VERSION_END) = {
    .name = "grid_version_end",
    .sql = "UPDATE grid_version SET until_at = $2 WHERE grid_id = $1 AND until_at IS NULL",
    .takes = { I, I },
};
QUERY(LINEAGE_INSERT) = {
    .name = "grid_lineage_insert",
    .sql = "INSERT INTO grid_lineage (plan_id, from_id, to_id, area_m2) VALUES ($1, $2, $3, $4)",
    .takes = { I, I, I, I },
};

/* The version that ends; one that was never written down is written now. */
static enum err end_version(struct db *db, const struct grid_effect *e, size_t i, int64_t *last, struct fault *why)
{
    const struct grid_row *was = e->moves.at[i].was;
    struct rows rows;
    enum err err = store_one(db, store_scratch(db), &VERSION_LAST, ARGS(arg_int(was->id)), &rows, why);

    if (err) return err;
    *last = row_int(&rows, 0, 0);
    if (*last) return store_run(db, &VERSION_END, ARGS(arg_int(was->id), arg_int(e->at)), NULL, why);
    *last = 1;
    return store_run(db, &VERSION_INSERT,
                     ARGS(arg_int(was->id), arg_int(1), arg_id(0), arg_int(was->opened_at), arg_int(e->at), arg_text(was->name), arg_text(e->before[i])),
                     NULL, why);
}

static enum err begin_version(struct db *db, const struct grid_effect *e, size_t i, int64_t seq, struct fault *why)
{
    return store_run(db, &VERSION_INSERT,
                     ARGS(arg_int(e->ids[i]), arg_int(seq), arg_int(e->plan.id), arg_int(e->at), arg_id(0),
                          arg_text(e->parts.at[e->moves.at[i].part].name), arg_text(e->after[i])),
                     NULL, why);
}

/* The comprehensive grid around a dedicated one; 0 for others. */
static int64_t host_of(const struct grid_effect *e, size_t i)
{
    int32_t host;

    if (e->parts.at[e->moves.at[i].part].layer != GEO_DEDICATED) return 0;
    host = grid_moves_at(&e->moves, &e->parts, GEO_COMPREHENSIVE, e->centres[i]);
    return host == COVER_NONE ? 0 : e->ids[host];
}

static enum err write_move(struct db *db, const struct grid_effect *e, size_t i, struct fault *why)
{
    const struct grid_move *move = &e->moves.at[i];
    struct grid_row row = move->was ? *move->was : (struct grid_row){ .id = e->ids[i], .code = move->code, .community_id = e->plan.community_id, .opened_at = e->at };
    int64_t last = 0;
    enum err err = ERR_OK;

    if (move->part >= 0) {
        row.layer = e->parts.at[move->part].layer;
        row.name = e->parts.at[move->part].name;
        row.kind = e->parts.at[move->part].kind;
        row.host_id = host_of(e, i);
        row.lon_e6 = e->centres[i].lon;
        row.lat_e6 = e->centres[i].lat;
    } else {
        row.retired_at = e->at;
    }
    if (move->fate == GRID_SAME && row.host_id == move->was->host_id) return ERR_OK;
    err = move->was ? grid_update(db, &row, why) : grid_insert(db, &row, why);
    if (!err && (move->fate == GRID_CHANGED || move->fate == GRID_RETIRED)) err = end_version(db, e, i, &last, why);
    if (!err && (move->fate == GRID_CHANGED || move->fate == GRID_NEW)) err = begin_version(db, e, i, last + 1, why);
    return err;
}

/* People of a retired grid stand at its heir's desk too; a new grid begins with the people of what it is made of. */
static enum err write_people(struct db *db, const struct grid_effect *e, size_t i, struct fault *why)
{
    const struct grid_move *move = &e->moves.at[i];

    if (move->heir == COVER_NONE) return ERR_OK;
    if (move->fate == GRID_RETIRED) return org_workers_copy(db, e->ids[i], e->ids[move->heir], why);
    return org_workers_copy(db, e->ids[move->heir], e->ids[i], why);
}

static enum err write_lineage(struct db *db, const struct grid_effect *e, size_t i, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t k = 0; !err && k < e->moves.count; k++) {
        double area = e->moves.shared[i * e->moves.count + k];
        if (area < 1 || (i == k && e->moves.at[i].fate == GRID_SAME)) continue;
        err = store_run(db, &LINEAGE_INSERT, ARGS(arg_int(e->plan.id), arg_int(e->ids[i]), arg_int(e->ids[k]), arg_int(llround(area))), NULL, why);
    }
    return err;
}

enum err grid_effect_apply(struct db *db, const struct grid_effect *e, struct fault *why)
{
    struct grid_plan plan = e->plan;
    int64_t newest;
    enum err err = grids_newest(db, &newest, why);

    if (!err && newest != e->seen_stamp)
        return fault_set(why, ERR_CONFLICT, "刚有别的方案生效，请再试一次", "another plan came into force just now; try again");
    if (err) return err;
    plan.effective_at = e->at;
    plan.stamp = e->stamp;
    err = grid_plan_move(db, &plan, GRID_PLAN_IN_FORCE, why);
    /* what retires first: a name may pass on; hosts before what they hold */
    for (size_t i = e->moves.count; !err && i-- > 0;)
        if (e->moves.at[i].part < 0) err = write_move(db, e, i, why);
    for (size_t i = 0; !err && i < e->moves.count; i++)
        if (e->moves.at[i].part >= 0) err = write_move(db, e, i, why);
    for (size_t i = 0; !err && i < e->moves.count; i++) err = write_people(db, e, i, why);
    for (size_t i = 0; !err && i < e->moves.count; i++) err = write_lineage(db, e, i, why);
    return err ? err : grid_pack_insert(db, e->stamp, e->at, e->pack, why);
}

/* ── On its date ───────────────────────────────────────────────────────── */

QUERY(PLANS_DUE) = {
    .name = "grid_plans_due",
    .sql = "SELECT id FROM grid_plan WHERE state = 'scheduled' AND active_from <= $1 ORDER BY active_from, id LIMIT 5",
    .takes = { I },
    .gives = { I },
};

struct due { struct grid_plan plan; struct grid_effect *effect; struct fault problem; int64_t now_ms; };

static enum err due_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct due *due = job->arg;
    const struct audit_entry entry = { .at = due->now_ms, .actor_id = due->plan.decided_by, .action = "grid.plan.effect", .ok = due->effect != NULL,
                                       .subject_id = due->plan.id, .detail = due->effect ? STR("") : str_from_c(due->problem.zh) };
    enum err err;

    if (due->effect) {
        err = grid_effect_apply(db, due->effect, why);
    } else {
        due->plan.reason = str_from_c(due->problem.zh);
        err = grid_plan_move(db, &due->plan, GRID_PLAN_FAILED, why);
    }
    return err ? err : org_audit(db, &entry, why);
}

/* Prepared with a reader that is given back before the job is waited for. */
static enum err prepare_due(struct world *world, struct arena *arena, int64_t id, struct due *due, struct fault *why)
{
    struct org *org = world_org(world);
    struct db *db = store_reader_take(world_store(world));
    int64_t last = 0;
    enum err err = world_reload_grids(world, db, due->now_ms, NULL, why);

    if (!err) err = grid_plan_read(db, arena, id, &due->plan, why);
    if (!err) err = grid_plan_last_stamp(db, arena, due->plan.community_id, &last, why);
    store_reader_give(world_store(world), db);
    if (!err && last > due->plan.base_stamp)
        (void)fault_set(&due->problem, ERR_CONFLICT, "另一个方案已先生效", "another plan came into force before");
    else if (!err) {
        err = grid_effect_prepare(arena, world, org, &due->plan, due->now_ms, &due->effect, &due->problem);
        if (err == ERR_UNPROCESSABLE || err == ERR_TOO_LARGE || err == ERR_NOT_FOUND) err = ERR_OK;   /* it no longer fits: it has failed */
        else if (err && why) *why = due->problem;
    }
    org_unref(org);
    return err;
}

enum err grid_plans_due(struct world *world, int64_t now_ms, int64_t *made, struct fault *why)
{
    struct arena *arena = arena_open(512u << 20);
    struct db *db = store_reader_take(world_store(world));
    struct rows rows;
    enum err err = arena ? world_reload_grids(world, db, now_ms, NULL, why) : out_of_memory(why);

    if (!err) err = store_all(db, arena, &PLANS_DUE, ARGS(arg_int(now_ms)), &rows, why);
    store_reader_give(world_store(world), db);
    *made = 0;
    for (size_t i = 0; !err && i < rows.count; i++) {
        struct due due = { .now_ms = now_ms };

        err = prepare_due(world, arena, row_int(&rows, i, 0), &due, why);
        if (!err) err = store_transact(world_store(world), GRID_PLAN_JOB_KEY, due_apply, &due, why);
        if (err == ERR_CONFLICT) err = ERR_OK;   /* another server was first, or the next round looks again */
        else if (!err) *made += due.effect != NULL;
    }
    if (!err && rows.count) {
        db = store_reader_take(world_store(world));
        err = world_reload_grids(world, db, now_ms, NULL, why);
        store_reader_give(world_store(world), db);
    }
    arena_close(arena);
    return err;
}

#undef I
#undef T
