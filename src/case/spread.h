/*
 * spread.h - one thing for many offices to do (工作布置): whom it goes to, and the services that send, remind and recall in batches.
 *
 * The model: the instruction is a case of its sender; each receiver gets a paper
 * (case/paper.h) of source `instruction`, numbered NUMBER/CODE OF THE RECEIVER.
 *
 * Ownership: lists live in the arena given.  Threads: as their plan or reader.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_SPREAD_H
#define CASE_SPREAD_H

#include "case/case.h"

#define SOURCE_INSTRUCTION "instruction"
#define SPREAD_PARENT "B1"
#define SPREAD_CHILD "B2"
enum { SPREAD_BATCH_MAX = 200, SPREAD_UNITS_MAX = 200 };

/* Whom: every street, community, team or grid of an area, and units by name. */
struct spread_to {
    struct str level;                     /* "street" "community" "team" "grid"; "unit": those named alone */
    const struct unit *area;
    const struct unit **units;
    size_t unit_count;
};
struct spread_receiver { struct str code, name; const struct unit *unit; const struct grid_row *grid; };   /* of a grid: its community */
/* By code, each once. */
enum err spread_receivers(struct world *world, struct arena *arena, const struct org *org, const struct spread_to *to, struct spread_receiver **out,
                          size_t *count, struct fault *why) MUST_CHECK;
/* A place in the unit's area; false when it has no grid. */
bool spread_seat(struct world *world, const struct org *org, const struct unit *unit, int32_t *lon_e6, int32_t *lat_e6);

struct case_plan;
struct bpmn_effect;
#define SERVICE(name) \
    enum err name(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why) MUST_CHECK
SERVICE(spread_service_send);
SERVICE(spread_service_remind);
SERVICE(spread_service_recall);
#undef SERVICE

#endif
