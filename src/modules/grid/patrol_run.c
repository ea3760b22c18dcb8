/*
 * patrol_run.c - walking a route: check-ins and the end of a run, one's own runs, and the day of an area.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/id.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/patrol_view.h"

struct check_in { struct patrol_run run; struct patrol_mark mark; bool begins, ends; };

static enum err no_such_route(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这条巡查路线，或不在您的范围内", "there is no such patrol route within your reach");
}

/* ── POST /api/patrols/marks ───────────────────────────────────────────── */

/* The run this key names, or a new one on the route as it is. */
static enum err find_run(struct call *call, const struct moment *moment, struct check_in *c, struct fault *why)
{
    struct patrol_points points;
    struct patrol_route route;
    enum err err = patrol_run_of_key(call->db, call->arena, call->user->account_id, json_get_str(call->body, "key"), &c->run, why);

    if (err != ERR_NOT_FOUND) return err;
    *why = (struct fault){ 0 };
    err = patrol_route_read(call->db, call->arena, json_get_id(call->body, "route"), &route, why);
    if (err) return err;
    if (!day_holds(call, grids_find(world_grids(app_of(call)->world), route.grid_id))) return no_such_route(why);
    if (route.version != json_get_int(call->body, "version", 0))
        return fault_set(why, ERR_CONFLICT, "路线已调整，请按新的路线巡查", "the route was changed; patrol the new one");
    err = patrol_points_parse(call->arena, route.points, &points, why);
    if (err) return err;
    c->begins = true;
    c->run = (struct patrol_run){ .id = id_new(), .account_id = call->user->account_id, .key = json_get_str(call->body, "key"), .route_id = route.id,
                                  .street_id = route.street_id, .day = moment->day, .points = route.points, .point_count = (int64_t)points.count,
                                  .began_at = moment->done_at };
    return ERR_OK;
}

/* Metres from where the phone is to the point, and whether that counts. */
static enum err measure(struct call *call, struct check_in *c, struct fault *why)
{
    int64_t reach = org_setting(call->org, "patrol.reach", 50), most = org_setting(call->org, "patrol.accuracy", 50), spare;
    const struct patrol_point *point;
    struct patrol_points points;
    struct spot spot;
    enum err err = patrol_points_parse(call->arena, c->run.points, &points, why);

    if (!err) err = day_spot(call, &spot, why);
    if (err) return err;
    point = patrol_point_find(&points, json_get_int(call->body, "point", 0));
    if (!point) return fault_field(why, STR("point"), fault_set(why, ERR_CONFLICT, "这次巡查里没有这个点", "there is no such point in this patrol"));
    c->mark.n = point->n;
    c->mark.away_m = (int64_t)lround(geo_distance_m(point->at, (struct geo_point){ spot.lon_e6, spot.lat_e6 }));
    spare = spot.accuracy_m < most ? spot.accuracy_m : most;
    if (c->mark.away_m <= reach + spare) return ERR_OK;
    return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "离“%.*s”还有 %lld 米，走近再打卡", "\"%.*s\" is %lld metres away; go nearer to check in",
                                                  STR_ARG(point->name), (long long)c->mark.away_m));
}

static enum err must_be_on_duty(struct db *db, struct arena *arena, int64_t account_id, struct fault *why)
{
    bool on = false;
    enum err err = patrol_on_duty(db, arena, account_id, &on, why);

    return err || on ? err : fault_set(why, ERR_CONFLICT, "请先上岗打卡再巡查", "go on duty before you patrol");
}

enum err patrol_mark_prepare(struct call *call, struct fault *why)
{
    struct check_in *c = arena_new(call->arena, struct check_in);
    enum err err = c ? day_moment(call, &c->mark.moment, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = find_run(call, &c->mark.moment, c, why);
    if (!err) err = must_be_on_duty(call->db, call->arena, call->user->account_id, why);
    if (!err) err = measure(call, c, why);
    if (err) return err;
    call->work = c;
    call->key = call->user->account_id;
    return ERR_OK;
}

/* 409 when the run has ended or one is off duty; a point that is there already stays as it was. */
enum err patrol_mark_apply(struct db *db, struct call *call, struct fault *why)
{
    struct check_in *c = call->work;
    struct arena *scratch = store_scratch(db);
    struct patrol_mark mark = c->mark;
    struct patrol_run run = { 0 };
    bool fresh;
    enum err err = must_be_on_duty(db, scratch, call->user->account_id, why);

    if (!err && c->begins) err = patrol_run_insert(db, &c->run, why);
    if (!err) err = patrol_run_of_key(db, scratch, call->user->account_id, c->run.key, &run, why);
    if (err) return err;
    if (run.ended_at && mark.moment.done_at > run.ended_at) return fault_set(why, ERR_CONFLICT, "这次巡查已经结束", "this patrol has ended");
    mark.run_id = run.id;
    return patrol_mark_insert(db, &mark, &fresh, why);
}

/* ── POST /api/patrols/finish ──────────────────────────────────────────── */

enum err patrol_finish_prepare(struct call *call, struct fault *why)
{
    struct check_in *c = arena_new(call->arena, struct check_in);
    enum err err = c ? day_moment(call, &c->mark.moment, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = patrol_run_of_key(call->db, call->arena, call->user->account_id, json_get_str(call->body, "key"), &c->run, why);
    if (err) return err;
    call->work = c;
    call->key = call->user->account_id;
    return ERR_OK;
}

enum err patrol_finish_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct check_in *c = call->work;
    int64_t at = c->mark.moment.done_at;

    return patrol_run_end(db, c->run.id, at > c->run.last_at ? at : c->run.last_at, why);
}

enum err patrol_run_reply(struct call *call, struct fault *why)
{
    const struct check_in *c = call->work;
    struct patrol_run run;
    enum err err = patrol_run_of_key(call->db, call->arena, call->user->account_id, c->run.key, &run, why);

    return err ? err : patrol_write_run(call, &run, why);
}

/* ── GET /api/patrols/mine ─────────────────────────────────────────────── */

static enum err write_runs(struct call *call, const struct patrol_run *runs, size_t count, int64_t route_id, struct fault *why)
{
    enum err err = ERR_OK;

    json_list(&call->out, "runs");
    for (size_t i = 0; !err && i < count; i++) {
        if (route_id && runs[i].route_id != route_id) continue;
        json_object(&call->out, NULL);
        err = patrol_write_run(call, &runs[i], why);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

static void write_rules(struct call *call, struct day day)
{
    json_bool(&call->out, "work_day", calendar_is_work_day(world_calendar(app_of(call)->world), day));
    json_int(&call->out, "required", org_setting(call->org, "patrol.runs", 2));
    json_int(&call->out, "coverage_least", org_setting(call->org, "patrol.coverage", 80));
}

enum err patrols_mine(struct call *call, struct fault *why)
{
    enum { GRIDS_MOST = 200 };
    const struct day today = day_of_ms(call->now_ms);
    struct patrol_route *routes = NULL;
    struct patrol_run *runs = NULL;
    size_t count = 0;
    enum err err = ERR_OK;

    json_list(&call->out, "routes");
    for (size_t i = 0; !err && i < call->user->desk_count && i < GRIDS_MOST; i++) {
        if (!grids_find(world_grids(app_of(call)->world), call->user->desks[i].place_id)) continue;
        err = patrol_routes_of_grid(call->db, call->arena, call->user->desks[i].place_id, &routes, &count, why);
        for (size_t k = 0; !err && k < count; k++) {
            json_object(&call->out, NULL);
            err = patrol_write_route(call, &routes[k], why);
            json_close(&call->out);
        }
    }
    json_close(&call->out);
    if (!err) err = patrol_runs_of(call->db, call->arena, call->user->account_id, today, today, &runs, &count, why);
    if (!err) err = write_runs(call, runs, count, 0, why);
    if (err) return err;
    write_rules(call, today);
    json_int(&call->out, "reach_m", org_setting(call->org, "patrol.reach", 50));
    json_int(&call->out, "accuracy_m", org_setting(call->org, "patrol.accuracy", 50));
    return ERR_OK;
}

/* ── GET /api/patrols ──────────────────────────────────────────────────── */

struct day_figures { int64_t routes, met, runs, good, coverage, missed; };

/* A route of the day: its runs, and whether enough of them covered enough of it. */
static enum err write_row(struct call *call, const struct patrol_route *route, const struct patrol_run *runs, size_t count, struct day_figures *f, struct fault *why)
{
    int64_t least = org_setting(call->org, "patrol.coverage", 80), good = 0;
    struct patrol_points points;
    enum err err = patrol_points_parse(call->arena, route->points, &points, why);

    if (err) return err;
    for (size_t i = 0; i < count; i++) {
        if (runs[i].route_id != route->id) continue;
        good += patrol_coverage(&runs[i]) >= least;
        f->runs++;
        f->coverage += patrol_coverage(&runs[i]);
        f->missed += runs[i].point_count - runs[i].done_count;
    }
    f->routes++;
    f->good += good;
    f->met += good >= org_setting(call->org, "patrol.runs", 2);
    json_object(&call->out, NULL);
    json_id(&call->out, "id", route->id);
    json_str(&call->out, "name", route->name);
    grid_write_ref(call, "grid", grids_find(world_grids(app_of(call)->world), route->grid_id));
    json_int(&call->out, "points", (int64_t)points.count);
    json_bool(&call->out, "met", good >= org_setting(call->org, "patrol.runs", 2));
    json_int(&call->out, "good_runs", good);
    err = write_runs(call, runs, count, route->id, why);
    json_close(&call->out);
    return err;
}

enum err patrols_day(struct call *call, struct fault *why)
{
    struct patrol_route *routes = NULL;
    struct patrol_run *runs = NULL;
    struct day_figures f = { 0 };
    struct day_scope scope;
    size_t count = 0, run_count = 0;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    if (!err) err = patrol_routes_of_street(call->db, call->arena, scope.street->id, &routes, &count, why);
    if (!err) err = patrol_runs_on(call->db, call->arena, scope.street->id, scope.day, &runs, &run_count, why);
    if (err) return err;
    day_write(&call->out, "day", scope.day);
    grid_write_unit(call, "area", scope.area->id);
    write_rules(call, scope.day);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < count; i++)
        if (day_covers(call, &scope, routes[i].community_id)) err = write_row(call, &routes[i], runs, run_count, &f, why);
    json_close(&call->out);
    json_object(&call->out, "counts");
    json_int(&call->out, "routes", f.routes);
    json_int(&call->out, "met", f.met);
    json_int(&call->out, "runs", f.runs);
    json_int(&call->out, "good_runs", f.good);
    if (f.runs) json_int(&call->out, "coverage", f.coverage / f.runs);
    else json_null(&call->out, "coverage");
    json_int(&call->out, "missed", f.missed);
    json_close(&call->out);
    return err;
}
