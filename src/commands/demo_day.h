/*
 * demo_day.h - a day's work in the demo street, so that a newcomer sees people at work.  All synthetic (合成), always the same.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_DEMO_DAY_H
#define COMMANDS_DEMO_DAY_H

#include "commands/city_rows.h"

/* `workers` are the accounts beside city->workers; `street` is a position in city->streets. */
struct demo_day { const struct city *city; const struct city_ids *ids; const int64_t *workers; size_t street; int64_t now_ms, grid_manager, login_worker; };
/* Inside a job: most workers of the street went on duty this morning, one outside, one without network, one with a wrong clock. */
enum err demo_day_write(struct db *db, const struct demo_day *day, struct fault *why) MUST_CHECK;

#endif
