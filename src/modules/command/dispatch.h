/*
 * dispatch.h - the dispatch desk (派遣台): what waits to be sent, the most urgent first, and who on duty is near a place.
 *
 * The queue is a view of the dispatcher's tasks: every stage of the step 任务派遣
 * (content/catalogues/stages.csv), so cases to send, returns to judge and
 * rulings all come up in one row.  Placing one is completing its task
 * (POST /api/tasks/{id}/complete); there is no second way.
 *
 * Ownership: lists live in the call's arena.  Threads: a reader's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_DISPATCH_H
#define COMMAND_DISPATCH_H

#include "case/case.h"
#include "http/http.h"
#include "org/org.h"

/* Somebody on duty with the last position of this duty. */
struct near_person {
    int64_t account_id, unit_id;
    struct str name;
    int32_t lon_e6, lat_e6;
    int64_t fix_at, open_tasks;
    double distance_m;
};
/*
 * The people on duty within `radius_m` of a point, nearest first, at most `limit`: those `user` may send in the unit
 * they are on duty for.
 */
enum err near_people(struct call *call, int32_t lon_e6, int32_t lat_e6, int64_t radius_m, size_t limit, struct near_person **out, size_t *count,
                     struct fault *why) MUST_CHECK;

/* near_store.c: everybody on duty in a box, whoever may send them; and the open tasks in somebody's hands. */
enum err near_box(struct db *db, struct arena *arena, int32_t south_e6, int32_t north_e6, int32_t west_e6, int32_t east_e6, struct near_person **out,
                  size_t *count, struct fault *why) MUST_CHECK;
enum err near_open_tasks(struct db *db, struct arena *arena, int64_t account_id, int64_t *out, struct fault *why) MUST_CHECK;

#endif
