/*
 * demo_place.h - components and places of the demo street: some in each grid.  All synthetic (合成), always the same.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_DEMO_PLACE_H
#define COMMANDS_DEMO_PLACE_H

#include "commands/city_rows.h"

/* `street` is a position in city->streets. */
struct demo_place { const struct city *city; const struct city_ids *ids; size_t street; int64_t now_ms; };
/* Inside a job. */
enum err demo_place_write(struct db *db, const struct demo_place *place, struct fault *why) MUST_CHECK;

#endif
