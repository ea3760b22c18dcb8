/*
 * simulate_city.h - who and where, learned through the API: streets, their
 * communities and teams, grid workers, and where the grids lie.
 *
 * Ownership: lives in the arena given.  Threads: immutable once learned.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_SIMULATE_CITY_H
#define COMMANDS_SIMULATE_CITY_H

#include "commands/chance.h"
#include "commands/simulate_api.h"

enum { WORKERS_MAX = 4 };

struct sim_grid { double lon, lat, reach; size_t community; };   /* a point inside, how far one may go from it, in which community */
struct sim_community { struct str id, code; struct str workers[WORKERS_MAX]; size_t worker_count; };
struct sim_street {
    struct str id, code, name, district;                        /* district: code of the one that dispatches */
    struct sim_community *communities;
    size_t community_count;
    struct sim_grid *grids;
    size_t grid_count;
};
struct sim_city { struct sim_street *streets; size_t count; };

/* Learns `want` streets, the demo's first; ERR_NOT_FOUND when the logins or units are not those of a demo. */
enum err sim_city_learn(struct api *api, struct arena *arena, struct str password, struct chance *chance, size_t want, struct sim_city *out,
                        struct fault *why) MUST_CHECK;
/* Logs in; the token lives in the arena, STR_NONE when refused. */
struct str sim_login(struct api *api, struct arena *arena, struct str user, struct str password);

#endif
