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

/* Whom: every street, community, team or grid of an area, whoever is on shift in it, and units and grids by name. */
struct spread_to {
    struct str level;                     /* "street" "community" "team" "grid" "roster"; "unit": those named alone */
    const struct unit *area;
    const struct unit **units;
    size_t unit_count;
    const struct grid_row **grids;
    size_t grid_count;
    int64_t now_ms;                       /* on shift at this time */
};
/* Of a grid: its community as unit; of somebody on shift: the unit he is on shift for. */
struct spread_receiver { struct str code, name; const struct unit *unit; const struct grid_row *grid; int64_t person; };
/* By code, each once. */
enum err spread_receivers(struct world *world, struct db *db, struct arena *arena, const struct org *org, const struct spread_to *to,
                          struct spread_receiver **out, size_t *count, struct fault *why) MUST_CHECK;
/* The code of a receiver by name: a unit or a comprehensive grid of the area, added to `to`; false when there is none. */
bool spread_name(struct world *world, const struct org *org, struct spread_to *to, struct str code);
/* A place in the unit's area; false when it has no grid. */
bool spread_seat(struct world *world, const struct org *org, const struct unit *unit, int32_t *lon_e6, int32_t *lat_e6);

struct case_plan;
struct bpmn_effect;
#define SERVICE(name) \
    enum err name(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why) MUST_CHECK
SERVICE(spread_service_send);
SERVICE(spread_service_remind);
SERVICE(spread_service_recall);
SERVICE(response_service_issue);
SERVICE(response_service_end);
#undef SERVICE

/* Changes another case beside the plan, as whoever acts or as the system. */
typedef enum err (*spread_act)(struct case_plan *child, struct fault *why);
enum err spread_change(struct case_plan *plan, const struct case_record *paper, spread_act act, struct fault *why) MUST_CHECK;
/* An instruction or an emergency response: it stands in some grid of its area for want of a better place, which makes it nobody's matter there. */
bool spread_is_parent(const struct case_record *record);

#endif
