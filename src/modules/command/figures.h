/*
 * figures.h - the counters of the spine, summed for a unit.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_FIGURES_H
#define COMMAND_FIGURES_H

#include "modules/app.h"

struct figures { int64_t opened, closed, on_time, overdue, voided; };

/* 在办 = opened − closed − not accepted or merged. */
int64_t figures_open(const struct figures *figures);
/* 按期结案率, percent with one digit; negative when nothing is closed. */
double figures_on_time_rate(const struct figures *figures);
/* A street, or every street a district, steering district or the city has. */
enum err figures_of_unit(struct call *call, const struct unit *unit, struct figures *out, struct fault *why) MUST_CHECK;

/* One counter under a street: dimension t, s or d, its value, and the figures. */
struct figure_row { char dimension; struct str value; struct figures figures; };
enum err figures_of_street(struct db *db, struct arena *arena, struct str street_code, struct figure_row **rows, size_t *count, struct fault *why) MUST_CHECK;

/* Is this street counted in the unit's figures? */
bool figures_cover(const struct org *org, const struct unit *street, const struct unit *unit);

#endif
