/*
 * patrol_route.c - laying routes: list, new, change, drop, propose.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"
#include "modules/grid/patrol_view.h"

static enum err not_found(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这条巡查路线，或不在您的范围内", "there is no such patrol route within your reach");
}

/* GET /api/patrol-routes */
enum err patrol_routes_list(struct call *call, struct fault *why)
{
    struct patrol_route *routes = NULL;
    struct day_scope scope;
    size_t count = 0;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    if (!err) err = patrol_routes_of_street(call->db, call->arena, scope.street->id, &routes, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < count; i++) {
        if (!day_covers(call, &scope, routes[i].community_id)) continue;
        json_object(&call->out, NULL);
        err = patrol_write_route(call, &routes[i], why);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_bool(&call->out, "can_edit", user_may(call->org, call->user, RIGHT_GRID_TEND, scope.area->id));
    json_int(&call->out, "points_most", org_setting(call->org, "patrol.points", 30));
    return err;
}

/* Every point lies in the grid, or as near to it as phones err. */
static enum err read_points(struct call *call, int64_t grid_id, struct patrol_route *route, struct fault *why)
{
    const struct geo_shape *shape = grids_shape(world_grids(app_of(call)->world), grid_id);
    int64_t most = org_setting(call->org, "patrol.points", 30), border = org_setting(call->org, "duty.border", 100);
    struct patrol_points points;
    enum err err = fault_field(why, STR("points"), patrol_points_read(call->arena, json_get(call->body, "points"), &points, why));

    if (err) return err;
    if (!shape) return fault_field(why, STR("grid"), fault_set(why, ERR_UNPROCESSABLE, "这个网格已撤销", "this grid is no longer in force"));
    if ((int64_t)points.count > most)
        return fault_field(why, STR("points"), fault_set(why, ERR_UNPROCESSABLE, "一条路线最多 %lld 个点", "a route has at most %lld points", (long long)most));
    for (size_t i = 0; i < points.count; i++)
        if (geo_shape_side(shape, points.at[i].at) == GEO_OUTSIDE && geo_shape_border_distance_m(shape, points.at[i].at) > (double)border)
            return fault_field(why, STR("points"), fault_set(why, ERR_UNPROCESSABLE, "“%.*s”不在网格内", "\"%.*s\" lies outside of the grid", STR_ARG(points.at[i].name)));
    route->points = patrol_points_text(call->arena, &points);
    return route->points.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err read_name(struct call *call, struct patrol_route *route, struct fault *why)
{
    route->name = str_trim(json_get_str(call->body, "name"));
    return route->name.len ? ERR_OK : fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请填写路线名称", "name the route"));
}

/* A grid in the body, within reach of who tends it. */
static enum err tended_grid(struct call *call, const struct grid_row **out, struct fault *why)
{
    const struct grid_row *grid = grids_find(world_grids(app_of(call)->world), json_get_id(call->body, "grid"));

    if (!grid || !user_may(call->org, call->user, RIGHT_GRID_TEND, grid->community_id))
        return fault_field(why, STR("grid"), fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach"));
    *out = grid;
    return ERR_OK;
}

/* ── POST /api/patrol-routes ───────────────────────────────────────────── */

enum err patrol_route_add_prepare(struct call *call, struct fault *why)
{
    struct patrol_route *route = arena_new(call->arena, struct patrol_route);
    const struct grid_row *grid = NULL;
    const struct unit *community;
    enum err err = route ? tended_grid(call, &grid, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    community = org_unit(call->org, grid->community_id);
    *route = (struct patrol_route){ .id = id_new(), .grid_id = grid->id, .community_id = grid->community_id, .street_id = community ? community->street_id : 0,
                                    .version = 1, .changed_at = call->now_ms, .changed_by = call->user->account_id };
    call->work = route;
    call->key = route->id;
    err = read_name(call, route, why);
    return err ? err : read_points(call, grid->id, route, why);
}

enum err patrol_route_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct patrol_route *route = call->work;
    enum err err = patrol_route_insert(db, route, why);

    return err ? err : plan_audit(db, call, "grid.route.create", route->id, why);
}

enum err patrol_route_reply(struct call *call, struct fault *why)
{
    struct patrol_route route;
    enum err err = patrol_route_read(call->db, call->arena, ((const struct patrol_route *)call->work)->id, &route, why);

    return err ? err : patrol_write_route(call, &route, why);
}

/* ── POST and DELETE /api/patrol-routes/{id}: 409 stale ────────────────── */

static enum err open_route(struct call *call, int64_t version, struct patrol_route **out, struct fault *why)
{
    struct patrol_route *route = arena_new(call->arena, struct patrol_route);
    enum err err = route ? patrol_route_read(call->db, call->arena, call->path_id, route, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    if (!user_may(call->org, call->user, RIGHT_GRID_TEND, route->community_id)) return not_found(why);
    if (route->version != version)
        return fault_set(why, ERR_CONFLICT, "路线刚被别人改过，请刷新后再试", "someone changed this route first; reload and try again");
    route->changed_by = call->user->account_id;
    call->work = *out = route;
    call->key = route->id;
    return ERR_OK;
}

enum err patrol_route_save_prepare(struct call *call, struct fault *why)
{
    struct patrol_route *route = NULL;
    enum err err = open_route(call, json_get_int(call->body, "version", 0), &route, why);

    if (!err) err = read_name(call, route, why);
    return err ? err : read_points(call, route->grid_id, route, why);
}

enum err patrol_route_save_apply(struct db *db, struct call *call, struct fault *why)
{
    enum err err = patrol_route_save(db, call->work, call->now_ms, why);

    return err ? err : plan_audit(db, call, "grid.route.save", call->path_id, why);
}

enum err patrol_route_drop_prepare(struct call *call, struct fault *why)
{
    struct patrol_route *route = NULL;
    enum err err = open_route(call, json_get_int(call->query, "version", 0), &route, why);

    if (!err) route->dropped = true;
    return err;
}

enum err patrol_route_drop_apply(struct db *db, struct call *call, struct fault *why)
{
    enum err err = patrol_route_save(db, call->work, call->now_ms, why);

    return err ? err : plan_audit(db, call, "grid.route.drop", call->path_id, why);
}

enum err patrol_route_drop_reply(struct call *call, struct fault *why)
{
    return patrol_write_route(call, call->work, why);
}

/* POST /api/patrol-routes/propose: nothing is saved. */
enum err patrol_route_propose(struct call *call, struct fault *why)
{
    const struct grid_row *grid = NULL;
    const struct geo_shape *shape;
    struct patrol_points points;
    enum err err = tended_grid(call, &grid, why);

    if (err) return err;
    shape = grids_shape(world_grids(app_of(call)->world), grid->id);
    if (!shape) return fault_field(why, STR("grid"), fault_set(why, ERR_UNPROCESSABLE, "这个网格已撤销", "this grid is no longer in force"));
    err = patrol_propose(call->arena, shape, (size_t)org_setting(call->org, "patrol.proposed", 6), &points, why);
    if (!err) patrol_points_write(&call->out, "points", &points);
    return err;
}
