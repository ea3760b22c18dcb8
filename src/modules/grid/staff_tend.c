/*
 * staff_tend.c - places begin and end with the day; what a substitute still holds goes back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/log.h"
#include "case/pass.h"
#include "modules/grid/partner.h"
#include "org/account.h"

enum { TASKS_AT_ONCE = 100, MEMORY = 256 << 20 };

struct turn { struct staff_place place; struct case_plan *plans[TASKS_AT_ONCE]; size_t count; int64_t back_to, services, left, now_ms; };

static enum err begin_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct turn *t = job->arg;
    struct staff_place place = t->place;
    enum err err;

    place.begun = true;
    err = staff_place_save(db, &place, why);
    return err || !place.desk || !place.account_id ? err : org_worker_insert(db, place.account_id, place.grid_id, why);
}

static enum err over_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct turn *t = job->arg;
    struct staff_place place = t->place;
    struct held_task *none;
    size_t count;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < t->count; i++) err = case_apply(db, t->plans[i], why);
    if (!err && place.desk && place.account_id && t->back_to) err = staff_services_pass(db, place.account_id, t->back_to, place.grid_id, why);
    if (!err && place.desk && place.account_id) err = case_held(db, store_scratch(db), place.account_id, place.grid_id, 1, &none, &count, &t->left, why);
    if (err || t->left) return err;   /* more than one turn: the next sweep goes on */
    place.ended_at = t->now_ms;
    err = staff_place_save(db, &place, why);
    return err || !place.desk || !place.account_id ? err : staff_desk_leave(db, place.account_id, place.grid_id, why);
}

/* To whom the substitute stood in for, while that one still serves the desk; else to the desk. */
static enum err back_to(struct db *db, struct arena *arena, struct turn *t, struct fault *why)
{
    struct staff_place *others;
    size_t count;
    enum err err = staff_places(db, arena, STAFF_OF_GRID, t->place.grid_id, &others, &count, why);

    for (size_t i = 0; !err && i < count; i++)
        if (others[i].id == t->place.stands_for && others[i].desk && others[i].begun) t->back_to = others[i].account_id;
    return err;
}

static enum err plan_turn(struct world *world, struct db *db, struct arena *arena, struct turn *t, struct fault *why)
{
    const struct case_actor actor = { .unit_id = t->place.community_id, .system = true };
    struct held_task *tasks = NULL;
    size_t count = 0;
    int64_t all;
    enum err err = back_to(db, arena, t, why);

    if (err || !t->place.desk || !t->place.account_id) return err;
    err = case_held(db, arena, t->place.account_id, t->place.grid_id, TASKS_AT_ONCE, &tasks, &count, &all, why);
    for (size_t i = 0; !err && i < count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++) seen |= tasks[k].case_id == tasks[i].case_id;
        if (!seen) err = case_plan_pass(world, db, arena, tasks[i].case_id, t->place.grid_id, t->place.account_id, t->back_to, STR("任期已满"), &actor, t->now_ms, &t->plans[t->count++], why);
    }
    return err;
}

/* One place in memory and a snapshot of its own; a failure is logged and tried again at the next sweep. */
static void turn_one(const struct app *app, const struct staff_place *place, bool over, int64_t now_ms)
{
    struct arena *arena = arena_open(MEMORY);
    struct turn *t = arena ? arena_new(arena, struct turn) : NULL;
    struct fault why = { 0 };
    enum err err = t ? ERR_OK : ERR_NO_MEMORY;

    if (!err) *t = (struct turn){ .place = *place, .now_ms = now_ms };
    if (!err && over) {
        struct db *db = store_reader_take(app->store);
        err = plan_turn(app->world, db, arena, t, &why);
        store_reader_give(app->store, db);
    }
    if (!err) err = store_transact(app->store, place->grid_id, over ? over_apply : begin_apply, t, &why);
    if (err) log_line(LOG_WARN, "place=%lld error=%s %s", (long long)place->id, err_name(err), why.en);
    arena_close(arena);
}

static enum err turn_all(const struct app *app, struct arena *arena, bool over, int64_t now_ms, struct fault *why)
{
    struct staff_place *list = NULL;
    struct db *db = store_reader_take(app->store);
    size_t count = 0;
    enum err err = over ? staff_places_over(db, arena, day_of_ms(now_ms), &list, &count, why) : staff_places_beginning(db, arena, day_of_ms(now_ms), &list, &count, why);

    store_reader_give(app->store, db);
    for (size_t i = 0; !err && i < count; i++) turn_one(app, &list[i], over, now_ms);
    return err;
}

static enum err forget_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const int64_t *now_ms = job->arg;
    enum err err = staff_members_sweep(db, *now_ms, why);

    return err ? err : partners_sweep(db, *now_ms, why);
}

enum err staff_tend(const void *services, int64_t now_ms, struct fault *why)
{
    const struct app *app = services;
    struct arena *arena = arena_open(16 << 20);
    enum err err = arena ? turn_all(app, arena, false, now_ms, why) : staff_no_memory(why);

    if (!err) err = turn_all(app, arena, true, now_ms, why);
    arena_close(arena);
    return err ? err : store_transact(app->store, 0, forget_apply, &now_ms, why);
}
