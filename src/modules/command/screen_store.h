/*
 * screen_store.h - what the wall shows of single cases and of duty: nothing about a person.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_SCREEN_STORE_H
#define COMMAND_SCREEN_STORE_H

#include "store/store.h"

struct screen_case { int64_t id, community_id; int32_t lon_e6, lat_e6; bool paused, overdue; int64_t urgency, supervise, opened_at, due_at; struct str item, source; };
/* Open and paused cases of a street, newest first, at most `limit`. */
enum err screen_cases(struct db *db, struct arena *arena, int64_t street_id, int64_t limit, struct screen_case **out, size_t *count, struct fault *why) MUST_CHECK;
/* How many are on duty, by the unit they work for: rows (unit id, count). */
enum err screen_duty(struct db *db, struct arena *arena, struct rows *out, struct fault *why) MUST_CHECK;

#endif
