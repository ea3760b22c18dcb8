/*
 * grid_plan_view.h - plans of grids as JSON, and what their handlers share; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_PLAN_VIEW_H
#define GRID_GRID_PLAN_VIEW_H

#include "case/grid_plan.h"
#include "modules/app.h"

extern const struct json_shape GRID_PLAN_LIST_SHAPE, GRID_PLAN_SHAPE, GRID_CHECK_SHAPE, GRID_PREVIEW_SHAPE, GRID_IMPORT_SHAPE, GRID_VERSIONS_SHAPE;

/* Memory for shapes, which may be many; it ends with the call. */
enum err plan_arena(struct call *call, struct arena **out, struct fault *why) MUST_CHECK;
/* The community of a body; ERR_NOT_FOUND out of reach of `right`. */
enum err plan_community(struct call *call, int64_t id, enum right right, const struct unit **out, struct fault *why) MUST_CHECK;
/* The plan in the path, within reach of `right`. */
enum err plan_of_path(struct call *call, struct arena *arena, enum right right, struct grid_plan *out, struct fault *why) MUST_CHECK;
/* Another plan came into force in its community since it was drawn. */
enum err plan_is_behind(struct call *call, const struct grid_plan *plan, bool *out, struct fault *why) MUST_CHECK;
enum err plan_audit(struct db *db, const struct call *call, const char *action, int64_t plan_id, struct fault *why) MUST_CHECK;

/* The fields of a row of the list. */
enum err plan_write_row(struct call *call, const struct grid_plan *plan, struct fault *why) MUST_CHECK;
/* The whole view. */
enum err plan_write_view(struct call *call, const struct grid_plan *plan, struct fault *why) MUST_CHECK;
/* {ok, faults, remarks, truncated, parts} into the open object. */
void plan_write_check(struct call *call, const struct grid_check *check, const struct grid_parts *parts);

#endif
