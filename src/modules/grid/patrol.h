/*
 * patrol.h - patrols (巡查): routes of check points (巡查点) and the check-ins of each run; inside grid/.
 *
 * A route belongs to a grid.  A run (一次巡查) begins with its first check-in and
 * keeps the points of the route as they were then, so that coverage (覆盖率) and
 * missed points stay what they were.  The phone names its run by a key of its
 * own, because it may begin without network.  Whoever checks in is on duty and
 * stands at the point; of the position only the distance is kept.
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_PATROL_H
#define GRID_PATROL_H

#include "modules/grid/grid_day.h"

enum { PATROL_POINTS_MAX = 60 };

struct patrol_point { int64_t n; struct str name; struct geo_point at; };
struct patrol_points { struct patrol_point *at; size_t count; };

struct patrol_route {
    int64_t id, grid_id, community_id, street_id;
    struct str name, points;           /* JSON */
    int64_t version, changed_at, changed_by;
    bool dropped;
};
struct patrol_run {
    int64_t id, account_id, route_id, street_id;
    struct str key, points, person;    /* person: name */
    struct day day;
    int64_t point_count, done_count, began_at, last_at, ended_at;
};
struct patrol_mark { int64_t run_id, n, away_m; struct moment moment; };

/* ── patrol.c: pure ────────────────────────────────────────────────────── */

/* From a JSON list of {name, lon, lat, n?}; points without a number get the next. */
enum err patrol_points_read(struct arena *arena, const struct json_t *list, struct patrol_points *out, struct fault *why) MUST_CHECK;
/* From what is stored. */
enum err patrol_points_parse(struct arena *arena, struct str text, struct patrol_points *out, struct fault *why) MUST_CHECK;
struct str patrol_points_text(struct arena *arena, const struct patrol_points *points);   /* at NULL without memory */
void patrol_points_write(struct json_out *out, const char *key, const struct patrol_points *points);
const struct patrol_point *patrol_point_find(const struct patrol_points *points, int64_t n);   /* NULL when there is none */
/* At most `count` points around the inside of a shape, named by number. */
enum err patrol_propose(struct arena *arena, const struct geo_shape *shape, size_t count, struct patrol_points *out, struct fault *why) MUST_CHECK;

/* ── patrol_store.c ────────────────────────────────────────────────────── */

enum err patrol_route_insert(struct db *db, const struct patrol_route *route, struct fault *why) MUST_CHECK;
/* Name, points, dropped; ERR_CONFLICT when the version is another. */
enum err patrol_route_save(struct db *db, const struct patrol_route *route, int64_t now_ms, struct fault *why) MUST_CHECK;
enum err patrol_route_read(struct db *db, struct arena *arena, int64_t id, struct patrol_route *out, struct fault *why) MUST_CHECK;
/* In use. */
enum err patrol_routes_of_street(struct db *db, struct arena *arena, int64_t street_id, struct patrol_route **out, size_t *count, struct fault *why) MUST_CHECK;
enum err patrol_routes_of_grid(struct db *db, struct arena *arena, int64_t grid_id, struct patrol_route **out, size_t *count, struct fault *why) MUST_CHECK;

/* Does nothing when the person has a run of that key. */
enum err patrol_run_insert(struct db *db, const struct patrol_run *run, struct fault *why) MUST_CHECK;
enum err patrol_run_of_key(struct db *db, struct arena *arena, int64_t account_id, struct str key, struct patrol_run *out, struct fault *why) MUST_CHECK;
/* A point once: *fresh tells whether it was new. */
enum err patrol_mark_insert(struct db *db, const struct patrol_mark *mark, bool *fresh, struct fault *why) MUST_CHECK;
enum err patrol_run_end(struct db *db, int64_t id, int64_t at_ms, struct fault *why) MUST_CHECK;
enum err patrol_runs_on(struct db *db, struct arena *arena, int64_t street_id, struct day day, struct patrol_run **out, size_t *count, struct fault *why) MUST_CHECK;
enum err patrol_runs_of(struct db *db, struct arena *arena, int64_t account_id, struct day from, struct day to, struct patrol_run **out, size_t *count, struct fault *why) MUST_CHECK;
enum err patrol_marks_of(struct db *db, struct arena *arena, int64_t run_id, struct patrol_mark **out, size_t *count, struct fault *why) MUST_CHECK;
/* On duty now? */
enum err patrol_on_duty(struct db *db, struct arena *arena, int64_t account_id, bool *out, struct fault *why) MUST_CHECK;

#endif
