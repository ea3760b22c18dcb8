/*
 * grid_plan.h - grids change by plans (网格调整方案): drawn, approved by a second person, in force from a date.
 *
 * The model: a plan says how the grids of one community shall be: comprehensive
 * ones that cover it without gaps and overlaps, and dedicated ones inside.  It
 * is `open` until it is submitted; a second person, who never wrote to it,
 * approves it, and it comes into force at once or on its date (`scheduled`), by
 * the keeper.  Rejected or withdrawn it is open again; what no longer fits on
 * its date has `failed`.  One plan of a community is on its way at a time.
 *
 * Coming into force makes the next map.  A grid that goes on keeps its id and
 * code and gets a new version; one that is no more is retired, and its code is
 * never used again; a new one gets the next serial number.  Cases keep the grid
 * they had, and so do tasks: the people of a retired grid keep its desk, and
 * stand at the desk of the grid that took most of it as well.
 *
 * Ownership: rows live in the arena given.  Threads: functions that take a
 * writer's db run inside store jobs of GRID_PLAN_JOB_KEY.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_GRID_PLAN_H
#define CASE_GRID_PLAN_H

#include "case/world.h"
#include "geo/cover.h"

/* All jobs that move plans have this key: they run one after another. */
enum { GRID_PLAN_JOB_KEY = 200, GRID_PARTS_MAX = 500, GRID_NAME_MAX = 60, GRID_SERIAL_MAX = 999 };

enum grid_plan_state { GRID_PLAN_OPEN, GRID_PLAN_SUBMITTED, GRID_PLAN_SCHEDULED, GRID_PLAN_FAILED, GRID_PLAN_IN_FORCE, GRID_PLAN_DROPPED, GRID_PLAN__STATES };
const char *grid_plan_state_name(enum grid_plan_state state);
enum grid_plan_state grid_plan_state_from(struct str name);    /* GRID_PLAN__STATES when unknown */

struct grid_plan {
    int64_t id, community_id;
    struct str name;
    enum grid_plan_state state;
    int64_t version, base_stamp, active_from;        /* active_from 0: on approval */
    int64_t created_at, created_by, changed_at, changed_by, submitted_at, submitted_by, decided_at, decided_by, effective_at, stamp;
    struct str reason, created_by_name, changed_by_name, decided_by_name;
    struct str parts;                                /* JSON; at NULL in lists */
};

/* ── Rows ──────────────────────────────────────────────────────────────── */

/* ERR_NOT_FOUND when there is none. */
enum err grid_plan_read(struct db *db, struct arena *arena, int64_t id, struct grid_plan *out, struct fault *why) MUST_CHECK;
/* Newest first, below id `after` (0: from the newest); GRID_PLAN__STATES: all that are not in force or dropped. */
enum err grid_plan_list(struct db *db, struct arena *arena, enum grid_plan_state state, int64_t after, int64_t limit, struct grid_plan **out,
                        size_t *count, struct fault *why) MUST_CHECK;
enum err grid_plan_wrote(struct db *db, struct arena *arena, int64_t plan_id, int64_t account_id, bool *out, struct fault *why) MUST_CHECK;
/* The stamp of the last map that changed this community; 0: none since the first. */
enum err grid_plan_last_stamp(struct db *db, struct arena *arena, int64_t community_id, int64_t *out, struct fault *why) MUST_CHECK;

enum err grid_plan_insert(struct db *db, const struct grid_plan *plan, struct fault *why) MUST_CHECK;
/* New name, parts and base of an open plan; ERR_CONFLICT when it is stale or not open. */
enum err grid_plan_save(struct db *db, const struct grid_plan *plan, struct fault *why) MUST_CHECK;
/* A step: `plan` as read, with reason, dates and `changed_*` as they shall be. */
enum err grid_plan_move(struct db *db, const struct grid_plan *plan, enum grid_plan_state to, struct fault *why) MUST_CHECK;

/* How a grid looked; until_at 0: in force. */
struct grid_version { int64_t seq, plan_id, from_at, until_at; struct str name, geometry, plan_name; };
/* Newest first; none for a grid that was never changed. */
enum err grid_versions(struct db *db, struct arena *arena, int64_t grid_id, struct grid_version **out, size_t *count, struct fault *why) MUST_CHECK;

/* ── Parts: the grids of a plan ────────────────────────────────────────── */

struct grid_part {
    int64_t grid_id;              /* 0: a new grid */
    enum geo_layer layer;
    struct str kind, name;
    struct geo_shape shape;
};

struct grid_parts { struct grid_part *at; size_t count; };

/* From a JSON list of {id, layer, kind, name, geometry}; ERR_UNPROCESSABLE names the first that is wrong by its position. */
enum err grid_parts_read(struct arena *arena, const struct json_t *list, struct grid_parts *out, struct fault *why) MUST_CHECK;
enum err grid_parts_parse(struct arena *arena, struct str text, struct grid_parts *out, struct fault *why) MUST_CHECK;
void grid_parts_write(struct json_out *out, const char *key, const struct grid_parts *parts);
struct str grid_parts_text(struct arena *arena, const struct grid_parts *parts);   /* at NULL: out of memory */
/* The grids of a community as they are. */
enum err grid_parts_now(struct arena *arena, const struct grids *grids, int64_t community_id, struct grid_parts *out, struct fault *why) MUST_CHECK;
/* The outline of a community: that of its comprehensive grids.  ERR_NOT_FOUND when it has none. */
enum err grid_outline(struct arena *arena, const struct grids *grids, int64_t community_id, struct geo_shape *out, struct fault *why) MUST_CHECK;

/* ── Checking ──────────────────────────────────────────────────────────── */

struct grid_check {
    struct cover layers[GEO__LAYERS];
    size_t *places[GEO__LAYERS];      /* of each shape of a layer: its position in the parts */
    struct grid_parts fitted;         /* the parts with borders shared exactly; as given while there are faults */
    bool ok;
};
struct cover_rules grid_rules(const struct org *org, enum geo_layer layer);
/*
 * Do the parts cover the community?  ERR_UNPROCESSABLE: a grid that is not of
 * this community or named twice, a name twice or too long, too many grids;
 * ERR_TOO_LARGE: too many points.
 */
enum err grid_check(struct arena *arena, const struct grids *grids, const struct org *org, int64_t community_id, const struct grid_parts *parts,
                    struct grid_check *out, struct fault *why) MUST_CHECK;
/* The first fault as a sentence; ERR_UNPROCESSABLE, or ERR_OK when there is none. */
enum err grid_check_fault(const struct grid_check *check, const struct grid_parts *parts, struct fault *why);

/* ── What moves ────────────────────────────────────────────────────────── */

enum grid_fate { GRID_SAME, GRID_NEW, GRID_CHANGED, GRID_RETIRED, GRID__FATES };
const char *grid_fate_name(enum grid_fate fate);

/* One grid before and after; `was` NULL: new; part -1: retired. */
struct grid_move {
    enum grid_fate fate;
    const struct grid_row *was;
    int32_t part;
    struct str code;                  /* of a new one: that it will get */
    double area_before_m2, area_after_m2;
    int64_t host_id;                  /* of a dedicated one: host grid before, 0: new */
    int32_t heir;                     /* move that took most of it, or most of which it is made; -1: none */
};
struct grid_moves {
    struct grid_move *at;
    size_t count;
    double *shared;                   /* shared[i * count + k]: square metres of move i that k has after */
};
/* `parts` are fitted.  ERR_UNPROCESSABLE when the codes are used up. */
enum err grid_moves(struct arena *arena, const struct grids *grids, const struct org *org, int64_t community_id, const struct grid_parts *parts,
                    struct grid_moves *out, struct fault *why) MUST_CHECK;
/* The move whose grid of this layer has the point afterwards; -1: none. */
int32_t grid_moves_at(const struct grid_moves *moves, const struct grid_parts *parts, enum geo_layer layer, struct geo_point p);

/* ── Coming into force ─────────────────────────────────────────────────── */

/* The next map, made while preparing; applied inside a job, which refuses when another map came since. */
struct grid_effect;
enum err grid_effect_prepare(struct arena *arena, struct world *world, const struct org *org, const struct grid_plan *plan, int64_t now_ms,
                             struct grid_effect **out, struct fault *why) MUST_CHECK;
enum err grid_effect_apply(struct db *db, const struct grid_effect *effect, struct fault *why) MUST_CHECK;

/* Brings the plans into force whose time has come, and takes up maps made elsewhere; *made counts the former. */
enum err grid_plans_due(struct world *world, int64_t now_ms, int64_t *made, struct fault *why) MUST_CHECK;

#endif
