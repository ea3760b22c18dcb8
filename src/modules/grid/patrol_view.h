/*
 * patrol_view.h - patrols as JSON; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_PATROL_VIEW_H
#define GRID_PATROL_VIEW_H

#include "modules/grid/patrol.h"

extern const struct json_shape PATROL_ROUTE_SHAPE, PATROL_ROUTES_SHAPE, PATROL_RUN_SHAPE, PATROL_MINE_SHAPE, PATROL_DAY_SHAPE, PATROL_PROPOSED_SHAPE;

/* The fields of a route, with its points. */
enum err patrol_write_route(struct call *call, const struct patrol_route *route, struct fault *why) MUST_CHECK;
/* The fields of a run: how much of it, which points were missed, each check-in. */
enum err patrol_write_run(struct call *call, const struct patrol_run *run, struct fault *why) MUST_CHECK;
/* Of a run, hundred at most; 100 without points. */
int64_t patrol_coverage(const struct patrol_run *run);

#endif
