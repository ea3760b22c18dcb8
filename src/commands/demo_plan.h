/*
 * demo_plan.h - a plan of grids that waits for approval, so that a newcomer sees one.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_DEMO_PLAN_H
#define COMMANDS_DEMO_PLAN_H

#include "commands/city_rows.h"

/* Inside a job: the largest grid of a community divided, drawn and submitted by `by`.  Synthetic, always the same. */
enum err demo_plan_write(struct db *db, const struct city *city, const struct city_ids *ids, size_t community, int64_t by, int64_t now_ms,
                         struct fault *why) MUST_CHECK;

#endif
