/*
 * keeper.c - the housekeeping thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/keeper.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/civil.h"
#include "base/log.h"
#include "case/contact.h"
#include "case/draft.h"
#include "case/grid_plan.h"
#include "case/learned.h"
#include "case/person.h"
#include "case/verify.h"

enum { ROUND_SECONDS = 60, FOLLOW_SECONDS = 2 };

struct keeper {
    struct arena *arena;
    struct world *world;
    pthread_t thread;
    atomic_bool stopping;
};

/* What was released elsewhere is taken up, and what was approved for now comes into force. */
static void follow_releases(struct keeper *keeper)
{
    struct fault why = { 0 };
    int64_t released = 0;

    if (world_reload_definitions(keeper->world, &why)) log_line(LOG_ERROR, "definitions: %s", why.en);
    if (draft_release_due(keeper->world, time_now_ms(), &released, &why)) log_line(LOG_ERROR, "releases: %s", why.en);
    else if (released) log_line(LOG_INFO, "%lld approved bundle(s) of definitions were due", (long long)released);
}

/* The same for the grids. */
static void follow_grids(struct keeper *keeper)
{
    struct fault why = { 0 };
    int64_t made = 0;

    if (grid_plans_due(keeper->world, time_now_ms(), &made, &why)) log_line(LOG_ERROR, "grids: %s", why.en);
    else if (made) log_line(LOG_INFO, "%lld approved plan(s) of grids were due", (long long)made);
}

/* And for the units. */
static void follow_units(struct keeper *keeper)
{
    struct fault why = { 0 };

    if (world_follow_org(keeper->world, &why)) log_line(LOG_ERROR, "units: %s", why.en);
}

/* And for the model of words. */
static void follow_learned(struct keeper *keeper)
{
    struct db *db = store_reader_take(world_store(keeper->world));
    struct fault why = { 0 };

    if (learned_follow(world_learned(keeper->world), db, &why)) log_line(LOG_ERROR, "model of words: %s", why.en);
    store_reader_give(world_store(keeper->world), db);
}

static void *run(void *arg)
{
    struct keeper *keeper = arg;

    while (!atomic_load(&keeper->stopping)) {
        struct fault why = { 0 };
        int64_t made = 0, gone = 0;
        if (anchor_days(keeper->world, time_now_ms(), &made, &why)) log_line(LOG_ERROR, "anchor: %s", why.en);
        else if (made) log_line(LOG_INFO, "anchored %lld day(s) of the journal", (long long)made);
        if (contact_sweep(keeper->world, time_now_ms(), &gone, &why)) log_line(LOG_ERROR, "contacts: %s", why.en);
        else if (gone) log_line(LOG_INFO, "deleted %lld contact(s) whose time is over", (long long)gone);
        if (person_sweep(keeper->world, time_now_ms(), &gone, &why)) log_line(LOG_ERROR, "persons: %s", why.en);
        else if (gone) log_line(LOG_INFO, "deleted %lld person(s) of cases whose time is over", (long long)gone);
        for (int i = 0; i < ROUND_SECONDS * 4 && !atomic_load(&keeper->stopping); i++) {
            if (i % (FOLLOW_SECONDS * 4) == 0) {
                follow_releases(keeper);
                follow_grids(keeper);
                follow_units(keeper);
                follow_learned(keeper);
            }
            nanosleep(&(struct timespec){ .tv_nsec = 250 * 1000 * 1000 }, NULL);
        }
    }
    return NULL;
}

enum err keeper_start(struct world *world, struct keeper **out, struct fault *why)
{
    struct arena *arena = arena_open(4096);
    struct keeper *keeper = arena ? arena_new(arena, struct keeper) : NULL;

    if (!keeper) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    keeper->arena = arena;
    keeper->world = world;
    if (pthread_create(&keeper->thread, NULL, run, keeper) != 0) {
        arena_close(arena);
        return fault_set(why, ERR_INTERNAL, "无法启动维护线程", "the housekeeping thread could not start");
    }
    *out = keeper;
    return ERR_OK;
}

void keeper_stop(struct keeper *keeper)
{
    if (!keeper) return;
    atomic_store(&keeper->stopping, true);
    pthread_join(keeper->thread, NULL);
    arena_close(keeper->arena);
}
