/*
 * patrol_view.c - patrols as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/patrol_view.h"

#include "modules/grid/grid_view.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

static SHAPE(POINT_SHAPE, "PatrolPoint", { "n", JSON_INT }, { "name", JSON_TEXT }, { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER });
SHAPE(PATROL_ROUTE_SHAPE, "PatrolRoute", { "id", JSON_ID }, { "name", JSON_TEXT }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "community", JSON_OBJECT, true, &GRID_UNIT_SHAPE },
      { "version", JSON_INT }, { "changed_at", JSON_TIME }, { "points", JSON_LIST, false, &POINT_SHAPE });
SHAPE(PATROL_ROUTES_SHAPE, "PatrolRoutes", { "items", JSON_LIST, false, &PATROL_ROUTE_SHAPE }, { "can_edit", JSON_BOOL }, { "points_most", JSON_INT });
SHAPE(PATROL_PROPOSED_SHAPE, "PatrolProposed", { "points", JSON_LIST, false, &POINT_SHAPE });
static SHAPE(MARK_SHAPE, "PatrolMark", { "n", JSON_INT }, DAY_MOMENT_SHAPE, { "away_m", JSON_INT });
SHAPE(PATROL_RUN_SHAPE, "PatrolRun", { "id", JSON_ID }, { "key", JSON_TEXT }, { "route", JSON_ID }, { "person", JSON_TEXT }, { "began_at", JSON_TIME }, { "last_at", JSON_TIME },
      { "ended_at", JSON_TIME, true }, { "points", JSON_INT }, { "done", JSON_INT }, { "coverage", JSON_INT }, { "missed", JSON_LIST, false, &POINT_SHAPE },
      { "marks", JSON_LIST, false, &MARK_SHAPE });
SHAPE(PATROL_MINE_SHAPE, "PatrolsOfMine", { "routes", JSON_LIST, false, &PATROL_ROUTE_SHAPE }, { "runs", JSON_LIST, false, &PATROL_RUN_SHAPE }, { "required", JSON_INT },
      { "coverage_least", JSON_INT }, { "reach_m", JSON_INT }, { "accuracy_m", JSON_INT }, { "work_day", JSON_BOOL });
static SHAPE(DAY_ROUTE_SHAPE, "PatrolDayRow", { "id", JSON_ID }, { "name", JSON_TEXT }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "points", JSON_INT }, { "met", JSON_BOOL },
             { "good_runs", JSON_INT }, { "runs", JSON_LIST, false, &PATROL_RUN_SHAPE });
static SHAPE(DAY_COUNTS_SHAPE, "PatrolCounts", { "routes", JSON_INT }, { "met", JSON_INT }, { "runs", JSON_INT }, { "good_runs", JSON_INT }, { "coverage", JSON_INT, true },
             { "missed", JSON_INT });
SHAPE(PATROL_DAY_SHAPE, "PatrolDay", { "day", JSON_TEXT }, { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "work_day", JSON_BOOL }, { "required", JSON_INT },
      { "coverage_least", JSON_INT }, { "counts", JSON_OBJECT, false, &DAY_COUNTS_SHAPE }, { "items", JSON_LIST, false, &DAY_ROUTE_SHAPE });

enum err patrol_write_route(struct call *call, const struct patrol_route *r, struct fault *why)
{
    struct patrol_points points;
    enum err err = patrol_points_parse(call->arena, r->points, &points, why);

    if (err) return err;
    json_id(&call->out, "id", r->id);
    json_str(&call->out, "name", r->name);
    grid_write_ref(call, "grid", grids_find(world_grids(app_of(call)->world), r->grid_id));
    grid_write_unit(call, "community", r->community_id);
    json_int(&call->out, "version", r->version);
    json_time(&call->out, "changed_at", r->changed_at);
    patrol_points_write(&call->out, "points", &points);
    return ERR_OK;
}

int64_t patrol_coverage(const struct patrol_run *run)
{
    return run->point_count ? run->done_count * 100 / run->point_count : 100;
}

enum err patrol_write_run(struct call *call, const struct patrol_run *r, struct fault *why)
{
    struct patrol_points points, missed;
    struct patrol_mark *marks = NULL;
    struct json_out *out = &call->out;
    size_t count = 0;
    enum err err = patrol_points_parse(call->arena, r->points, &points, why);

    if (!err) err = patrol_marks_of(call->db, call->arena, r->id, &marks, &count, why);
    if (err) return err;
    missed = (struct patrol_points){ arena_array(call->arena, struct patrol_point, points.count + 1), 0 };
    if (!missed.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < points.count; i++) {
        bool done = false;
        for (size_t k = 0; k < count; k++) done |= marks[k].n == points.at[i].n;
        if (!done) missed.at[missed.count++] = points.at[i];
    }
    json_id(out, "id", r->id);
    json_str(out, "key", r->key);
    json_id(out, "route", r->route_id);
    json_str(out, "person", r->person);
    json_time(out, "began_at", r->began_at);
    json_time(out, "last_at", r->last_at);
    json_time(out, "ended_at", r->ended_at);
    json_int(out, "points", r->point_count);
    json_int(out, "done", r->done_count);
    json_int(out, "coverage", patrol_coverage(r));
    patrol_points_write(out, "missed", &missed);
    json_list(out, "marks");
    for (size_t k = 0; k < count; k++) {
        json_object(out, NULL);
        json_int(out, "n", marks[k].n);
        day_write_moment(call, &marks[k].moment);
        json_int(out, "away_m", marks[k].away_m);
        json_close(out);
    }
    json_close(out);
    return ERR_OK;
}
