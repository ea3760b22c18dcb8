/*
 * demo_staff.h - who works for the streets of the demo: posts, places at grids, qualifications.  All synthetic (合成), always the same.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_DEMO_STAFF_H
#define COMMANDS_DEMO_STAFF_H

#include "commands/city_rows.h"

/*
 * `workers` are the accounts beside city->workers, `desks` those beside city->communities, `handlers` two for each team of a street,
 * (street * teams + team) * 2; `street` is a position in city->streets.
 */
struct demo_staff { const struct city *city; const struct city_ids *ids; const int64_t *workers, *desks, *handlers; size_t street; int64_t now_ms, login_worker, grid_manager; };
/* Inside a job: every grid has its people but for some heads, every street its quotas; the demo street has volunteers, shifts, qualifications and a change asked for. */
enum err demo_staff_write(struct db *db, const struct demo_staff *staff, struct fault *why) MUST_CHECK;

#endif
