/*
 * city_rows.h - a drawn city as rows: units, outlines, grids.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_CITY_ROWS_H
#define COMMANDS_CITY_ROWS_H

#include "geo/city.h"
#include "store/store.h"

/* Teams of each street, departments of each district: short code and names. */
struct team { struct str code, name, short_name; };
struct teams { struct team *at; size_t count; };

/* Database ids beside the city's lists. */
struct city_ids {
    int64_t city;
    int64_t *districts, *steering, *streets, *communities, *grids;
    struct teams street_teams, departments;
    int64_t *street_team_ids;      /* street * teams + team */
    int64_t *department_ids;       /* district * departments + department */
    int64_t *steering_department_ids;
};

/* ERR_CONFLICT when the database has units already. */
enum err store_is_empty(struct store *store, struct fault *why) MUST_CHECK;
enum err city_rows_write(struct store *store, struct arena *arena, const struct city *city, struct str street_units,
                         struct str departments, struct city_ids *ids, struct fault *why) MUST_CHECK;

#endif
