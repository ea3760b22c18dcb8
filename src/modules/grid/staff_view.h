/*
 * staff_view.h - people and places as JSON; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_STAFF_VIEW_H
#define GRID_STAFF_VIEW_H

#include "modules/grid/staff.h"

extern const struct json_shape STAFF_MEMBER_SHAPE, STAFF_PLACE_SHAPE, STAFF_PEOPLE_SHAPE, STAFF_PERSON_SHAPE, STAFF_CANDIDATES_SHAPE, STAFF_GRIDS_SHAPE,
    STAFF_HOLDS_SHAPE, STAFF_LEFT_SHAPE, STAFF_STREETS_SHAPE;

/* The area asked about with `parent`, one's own unit without it; ERR_NOT_FOUND (404) when it is out of reach. */
enum err staff_above(const struct call *call, int64_t *parent, struct fault *why) MUST_CHECK;
/* The catalogues every reply names things by. */
struct staff_names { struct csv roles, categories, kinds; };
enum err staff_names(struct call *call, struct staff_names *out, struct fault *why) MUST_CHECK;
/* {KEY, KEY_name, KEY_name_en}: a code that is no more keeps itself as its name. */
void staff_write_name(struct call *call, const char *key, const struct csv *csv, struct str code);
/* Fields into the open object. */
void staff_write_member(struct call *call, const struct staff_names *names, const struct staff_member *member);
void staff_write_place(struct call *call, const struct staff_names *names, const struct staff_place *place);
/* Day, or null. */
void staff_write_day(struct call *call, const char *key, bool given, struct day day);

#endif
