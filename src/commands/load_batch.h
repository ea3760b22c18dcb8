/*
 * load_batch.h - copies of stencils, a batch a job, from several threads.
 *
 * Case i of N opens on day i·days/N at its model's time of day and is in the
 * state its model had at that age: so the old ones are archived, the recent
 * ones wait at desks, and no timer is overdue.  When a street is to look alive, one
 * of thirty was opened within the last half hour.
 *
 * Ownership: a loader belongs to load.c.  Threads: loader_run by several at once.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_LOAD_BATCH_H
#define COMMANDS_LOAD_BATCH_H

#include <stdatomic.h>

#include "base/civil.h"
#include "base/num.h"
#include "commands/load_walk.h"

/* What people write about a type. */
struct pool { const struct item *item; struct str *texts; };

struct loader {
    struct arena *arena;
    const char *folder;
    struct store *store;
    struct world *world;
    struct org *org;                  /* borrowed by the arena */
    struct people *people;
    struct sentences *sentences;
    struct wheel hours, types, sources;
    struct walk_set set;
    struct chance chance;
    int64_t cases, days, now_ms;
    struct str street;                /* code of the one that gets a third of the cases; "" when none does */
    const struct grid_row **near;     /* its grids */
    size_t near_count;

    struct walk *walks;
    size_t walk_count;
    struct pool *pools;               /* beside the catalogue's items */
    size_t pool_count;
    const struct unit **streets;      /* by id */
    size_t street_count;
    int64_t first_day;
    _Atomic int32_t *serials;         /* street · days + day: numbers given */
    _Atomic int64_t next;             /* the case to make next */
};

/* Before the models: streets, sentences. */
enum err loader_prepare(struct loader *loader, struct fault *why) MUST_CHECK;
/* A random place in the city; not under a steering district when `plain`. */
void loader_place(const struct loader *loader, struct chance *chance, bool plain, double *lon, double *lat);
/* After the models, which may have opened cases by themselves: the numbers given so far. */
enum err loader_serials(struct loader *loader, struct fault *why) MUST_CHECK;
/* Makes batches until all cases are made. */
enum err loader_run(struct loader *loader, struct fault *why) MUST_CHECK;
/* Keeps the serial numbers, so that later cases count on. */
enum err loader_finish(struct loader *loader, struct fault *why) MUST_CHECK;

#endif
