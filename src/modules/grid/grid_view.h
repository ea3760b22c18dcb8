/*
 * grid_view.h - the module's replies and their shapes; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_VIEW_H
#define GRID_GRID_VIEW_H

#include "case/list.h"
#include "modules/app.h"
#include "modules/grid/grid_store.h"

struct duty_mark;
/* What a unit and a grid look like inside of other replies. */
extern const struct json_shape GRID_UNIT_SHAPE, GRID_REF_SHAPE;
extern const struct json_shape GRID_DUTY_SHAPE, GRID_DUTY_DAY_SHAPE, GRID_LIST_SHAPE, GRID_SHAPE, GRID_MEMBERS_SHAPE;

/* {id, code, name, kind} under `key`, or null. */
void grid_write_unit(struct call *call, const char *key, int64_t unit_id);
/* {id, code, name} under `key`, or null. */
void grid_write_ref(struct call *call, const char *key, const struct grid_row *grid);
/* {lon, lat, at} under `key`, or null when none is kept or `shown` is false. */
void grid_write_fix(struct call *call, const char *key, const struct fix *fix, bool shown);
/* One going on or off duty, as an object of a list; its place only when it is kept and `placed`. */
void duty_write_mark(struct call *call, const struct duty_mark *mark, bool placed);
/* The fields of one row of the list, with those of `people` that work there and what `counts` (of its street) says is open. */
void grid_write_row(struct call *call, const struct grid_row *grid, const struct grid_person *people, size_t count,
                    const struct area_counts *counts);

#endif
