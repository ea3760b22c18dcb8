/*
 * grid_plan_edit.c - drawing a plan: the list, one plan, saving, checking, cutting and joining.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"

#include <string.h>

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── GET /api/grid-plans ───────────────────────────────────────────────── */

enum err grid_plans_list(struct call *call, struct fault *why)
{
    enum { PAGE = 200 };
    struct str name = json_get_str(call->query, "state");
    enum grid_plan_state state = name.len ? grid_plan_state_from(name) : GRID_PLAN__STATES;
    int64_t limit = json_get_int(call->query, "limit", 50), after = json_get_id(call->query, "after"), parent = json_get_id(call->query, "parent"), shown = 0;
    struct grid_plan *list;
    size_t count = PAGE;
    enum err err;

    if (name.len && state == GRID_PLAN__STATES) return fault_field(why, STR("state"), fault_set(why, ERR_INVALID, "没有这种状态", "there is no such state"));
    json_list(&call->out, "items");
    while (count == PAGE && shown <= limit) {
        err = grid_plan_list(call->db, call->arena, state, after, PAGE, &list, &count, why);
        for (size_t i = 0; !err && i < count && shown <= limit; i++) {
            if (!user_may(call->org, call->user, RIGHT_GRID_PLAN, list[i].community_id) || (parent && !org_within(call->org, list[i].community_id, parent))) continue;
            if (shown++ == limit) break;
            json_object(&call->out, NULL);
            err = plan_write_row(call, &list[i], why);
            json_close(&call->out);
            after = list[i].id;
        }
        if (err) return err;
        if (shown <= limit && count) after = list[count - 1].id;
    }
    json_close(&call->out);
    json_id(&call->out, "next", shown > limit ? after : 0);
    return ERR_OK;
}

/* ── Making and saving ─────────────────────────────────────────────────── */

static enum err named(struct call *call, struct grid_plan *plan, struct fault *why)
{
    plan->name = str_trim(json_get_str(call->body, "name"));
    if (plan->name.len) return ERR_OK;
    return fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请写明调整什么、为什么", "say what changes and why"));
}

/* POST /api/grid-plans: begins with the grids as they are. */
enum err grid_plan_create_prepare(struct call *call, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    struct grid_plan *plan = arena_new(call->arena, struct grid_plan);
    const struct unit *community;
    struct grid_parts now;
    struct arena *arena;
    enum err err = plan ? plan_arena(call, &arena, why) : out_of_memory(why);

    if (!err) err = plan_community(call, json_get_id(call->body, "community"), RIGHT_GRID_PLAN, &community, why);
    if (!err) err = named(call, plan, why);
    if (!err) err = grid_parts_now(arena, grids, community->id, &now, why);
    if (err) return err;
    if (!now.count) return fault_field(why, STR("community"), fault_set(why, ERR_UNPROCESSABLE, "这个社区还没有网格", "the community has no grids yet"));
    plan->id = id_new();
    plan->community_id = community->id;
    plan->base_stamp = grids_stamp(grids);
    plan->created_at = call->now_ms;
    plan->created_by = call->user->account_id;
    plan->parts = grid_parts_text(arena, &now);
    if (!plan->parts.at) return out_of_memory(why);
    call->work = plan;
    call->key = GRID_PLAN_JOB_KEY;
    return ERR_OK;
}

enum err grid_plan_create_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct grid_plan *plan = call->work;
    enum err err = grid_plan_insert(db, plan, why);

    return err ? err : plan_audit(db, call, "grid.plan.create", plan->id, why);
}

static enum err show(struct call *call, int64_t id, struct fault *why)
{
    struct grid_plan plan;
    enum err err = grid_plan_read(call->db, call->arena, id, &plan, why);

    return err ? err : plan_write_view(call, &plan, why);
}

enum err grid_plan_create_reply(struct call *call, struct fault *why)
{
    return show(call, ((const struct grid_plan *)call->work)->id, why);
}

enum err grid_plan_reply(struct call *call, struct fault *why)
{
    return show(call, call->path_id, why);
}

enum err grid_plan_show(struct call *call, struct fault *why)
{
    struct grid_plan plan;
    enum err err = plan_of_path(call, call->arena, RIGHT_GRID_PLAN, &plan, why);

    return err ? err : plan_write_view(call, &plan, why);
}

static enum err open_plan(struct call *call, int64_t version, struct grid_plan **out, struct fault *why)
{
    struct grid_plan *plan = arena_new(call->arena, struct grid_plan);
    enum err err = plan ? plan_of_path(call, call->arena, RIGHT_GRID_PLAN, plan, why) : out_of_memory(why);

    if (err) return err;
    if (plan->version != version || plan->state != GRID_PLAN_OPEN)
        return fault_set(why, ERR_CONFLICT, "方案刚被别人改过或已提交，请刷新后再试", "someone changed or submitted this plan first; reload and try again");
    plan->changed_at = call->now_ms;
    plan->changed_by = call->user->account_id;
    call->work = plan;
    call->key = GRID_PLAN_JOB_KEY;
    *out = plan;
    return ERR_OK;
}

/* POST /api/grid-plans/{id}: faulty shapes may be saved, not submitted.  Whoever saves has seen the map as it is. */
enum err grid_plan_save_prepare(struct call *call, struct fault *why)
{
    const struct json_t *given = json_get(call->body, "parts");
    struct grid_plan *plan = NULL;
    struct grid_parts parts;
    struct arena *arena;
    enum err err = plan_arena(call, &arena, why);

    if (!err) err = open_plan(call, json_get_int(call->body, "version", 0), &plan, why);
    if (!err && json_get(call->body, "name")) err = named(call, plan, why);
    if (!err && given) err = fault_field(why, STR("parts"), grid_parts_read(arena, given, &parts, why));
    if (err) return err;
    if (given) plan->parts = grid_parts_text(arena, &parts);
    if (!plan->parts.at) return out_of_memory(why);
    if (json_get_bool(call->body, "on_current", false)) plan->base_stamp = grids_stamp(world_grids(app_of(call)->world));
    return ERR_OK;
}

enum err grid_plan_save_apply(struct db *db, struct call *call, struct fault *why)
{
    return grid_plan_save(db, call->work, why);
}

enum err grid_plan_drop_prepare(struct call *call, struct fault *why)
{
    struct grid_plan *plan;

    return open_plan(call, json_get_int(call->query, "version", 0), &plan, why);
}

enum err grid_plan_drop_apply(struct db *db, struct call *call, struct fault *why)
{
    enum err err = grid_plan_move(db, call->work, GRID_PLAN_DROPPED, why);

    return err ? err : plan_audit(db, call, "grid.plan.drop", call->path_id, why);
}

/* ── Checking, cutting and joining, of what is not saved ───────────────── */

static enum err read_drawing(struct call *call, struct arena **arena, const struct unit **community, struct grid_parts *parts, struct fault *why)
{
    enum err err = plan_community(call, json_get_id(call->body, "community"), RIGHT_GRID_PLAN, community, why);

    if (!err) err = plan_arena(call, arena, why);
    return err ? err : fault_field(why, STR("parts"), grid_parts_read(*arena, json_get(call->body, "parts"), parts, why));
}

static enum err check_and_write(struct call *call, struct arena *arena, const struct unit *community, const struct grid_parts *parts, struct fault *why)
{
    struct grid_check check;
    enum err err = grid_check(arena, world_grids(app_of(call)->world), call->org, community->id, parts, &check, why);

    if (!err) plan_write_check(call, &check, parts);
    return err;
}

enum err grid_plan_check(struct call *call, struct fault *why)
{
    const struct unit *community;
    struct grid_parts parts;
    struct arena *arena;
    enum err err = read_drawing(call, &arena, &community, &parts, why);

    return err ? err : check_and_write(call, arena, community, &parts, why);
}

/* The parts of one layer as shapes, and where each stands. */
struct layer { struct geo_shape *shapes; size_t *places, count; };

static enum err layer_of(struct arena *arena, const struct grid_parts *parts, enum geo_layer layer, struct layer *out, struct fault *why)
{
    *out = (struct layer){ arena_array(arena, struct geo_shape, parts->count + 1), arena_array(arena, size_t, parts->count + 1), 0 };
    if (!out->shapes || !out->places) return out_of_memory(why);
    for (size_t i = 0; i < parts->count; i++)
        if (parts->at[i].layer == layer) {
            out->places[out->count] = i;
            out->shapes[out->count++] = parts->at[i].shape;
        }
    return ERR_OK;
}

/* A name for a new grid after that of an old one: the next number that is free. */
static struct str new_name(struct arena *arena, const struct grid_parts *parts, size_t count, const struct unit *community, int64_t serial, struct str like)
{
    ptrdiff_t at = str_find(like, STR("第"));
    struct str stem = at > 0 ? str_sub(like, 0, (size_t)at) : community->name, tail = str_ends(like, STR("(合成)")) ? STR("(合成)") : STR("");

    for (;;) {
        struct str name = str_format(arena, "%.*s第%lld网格%.*s", STR_ARG(stem), (long long)++serial, STR_ARG(tail));
        size_t i = 0;
        while (i < count && !str_eq(parts->at[i].name, name)) i++;
        if (i == count) return name;
    }
}

/* The parts with the shapes of their layer as they came out; new ones stand at the end, those without rings are gone. */
static enum err put_back(struct call *call, struct arena *arena, const struct unit *community, struct grid_parts *parts, const struct layer *layer,
                         const struct reshape *made, struct str like, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    struct grid_part *all = arena_array(arena, struct grid_part, parts->count + made->count + 1);
    struct grid_parts out = { .at = all };

    if (!all) return out_of_memory(why);
    memcpy(all, parts->at, parts->count * sizeof *all);
    out.count = parts->count;
    for (size_t k = 0; k < made->count; k++) {
        if (k < layer->count) {
            all[layer->places[k]].shape = made->shapes[k];
            continue;
        }
        all[out.count] = (struct grid_part){ .layer = GEO_COMPREHENSIVE, .kind = STR(""), .shape = made->shapes[k],
                                             .name = new_name(arena, &out, out.count, community, grids_last_serial(grids, community->id, GEO_COMPREHENSIVE), like) };
        out.count++;
    }
    parts->count = 0;
    for (size_t i = 0; i < out.count; i++)
        if (all[i].shape.count) all[parts->count++] = all[i];
    parts->at = all;
    return ERR_OK;
}

static enum err read_line(struct call *call, struct arena *arena, struct geo_point **out, size_t *count, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "line");
    struct geo_point *points = arena_array(arena, struct geo_point, json_count(list) + 1);

    if (!points) return out_of_memory(why);
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_t *pair = json_at(list, i);
        enum err err;

        if (json_type_of(pair) != JSON_LIST || json_count(pair) < 2) return fault_field(why, STR("line"), fault_set(why, ERR_INVALID, "线上的点应为 [经度, 纬度]", "a point is [lon, lat]"));
        err = fault_field(why, STR("line"), geo_point_from(json_as_number(json_at(pair, 0)), json_as_number(json_at(pair, 1)), &points[i], why));
        if (err) return err;
    }
    *out = points;
    *count = json_count(list);
    return ERR_OK;
}

static enum err place_in(const struct layer *layer, const struct grid_parts *parts, int64_t part, size_t *out, struct fault *why)
{
    for (size_t k = 0; part >= 0 && (size_t)part < parts->count && k < layer->count; k++)
        if (layer->places[k] == (size_t)part) {
            *out = k;
            return ERR_OK;
        }
    return fault_field(why, STR("part"), fault_set(why, ERR_UNPROCESSABLE, "请选择一个综合网格", "choose a comprehensive grid"));
}

static enum err split(struct call *call, struct arena *arena, const struct layer *layer, const struct grid_parts *parts, struct reshape *made, struct str *like,
                      struct fault *why)
{
    struct cover_rules rules = grid_rules(call->org, GEO_COMPREHENSIVE);
    struct geo_point *line = NULL;
    size_t count = 0, at = 0;
    enum err err = place_in(layer, parts, json_get_int(call->body, "part", -1), &at, why);

    if (!err) err = read_line(call, arena, &line, &count, why);
    if (err) return err;
    *like = parts->at[layer->places[at]].name;
    return reshape_split(arena, layer->shapes, layer->count, at, line, count, rules.sliver_m, made, why);
}

static enum err merge(struct call *call, struct arena *arena, const struct layer *layer, const struct grid_parts *parts, struct reshape *made, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "others");
    bool *merged = arena_array(arena, bool, layer->count + 1);
    size_t into = 0, at = 0;
    enum err err = merged ? place_in(layer, parts, json_get_int(call->body, "part", -1), &into, why) : out_of_memory(why);

    if (err) return err;
    merged[into] = true;
    for (size_t i = 0; !err && i < json_count(list); i++) {
        err = json_type_of(json_at(list, i)) == JSON_INT ? place_in(layer, parts, json_as_int(json_at(list, i)), &at, why)
                                                          : fault_field(why, STR("others"), fault_set(why, ERR_INVALID, "应为整数", "expected integers"));
        if (!err) merged[at] = true;
    }
    return err ? err : reshape_merge(arena, layer->shapes, layer->count, merged, into, made, why);
}

static enum err draw(struct call *call, struct arena *arena, const struct layer *layer, const struct geo_shape *drawn, struct reshape *made, struct fault *why)
{
    struct cover_rules rules = grid_rules(call->org, GEO_DEDICATED);
    struct cover cover;
    enum err err = cover_check(arena, NULL, drawn, 1, &rules, &cover, why);

    if (err) return err;
    if (cover.fault_count)
        return fault_set(why, ERR_UNPROCESSABLE, "所画边界自相交（%.6f, %.6f）", "what was drawn crosses itself at %.6f, %.6f", geo_degrees(cover.faults[0].at.lon),
                         geo_degrees(cover.faults[0].at.lat));
    return reshape_draw(arena, layer->shapes, layer->count, drawn, made, why);
}

/* Shapes that are not even valid by themselves cannot be cut. */
static enum err may_cut(struct call *call, struct arena *arena, const struct unit *community, const struct grid_parts *parts, struct fault *why)
{
    struct grid_check check;
    enum err err = grid_check(arena, world_grids(app_of(call)->world), call->org, community->id, parts, &check, why);

    if (err || !check.layers[GEO_COMPREHENSIVE].fault_count || check.layers[GEO_COMPREHENSIVE].faults[0].kind != COVER_CROSSING) return err;
    return grid_check_fault(&check, parts, why);
}

/* POST /api/grid-plans/reshape: 422 when it cannot be done, and why. */
enum err grid_plan_reshape(struct call *call, struct fault *why)
{
    struct str op = json_get_str(call->body, "op"), like = STR("");
    struct reshape made = { 0 };
    const struct unit *community;
    struct geo_shape drawn;
    struct grid_parts parts;
    struct layer layer;
    struct arena *arena;
    enum err err = read_drawing(call, &arena, &community, &parts, why);

    if (!err) err = layer_of(arena, &parts, GEO_COMPREHENSIVE, &layer, why);
    if (!err) err = may_cut(call, arena, community, &parts, why);
    if (err) return err;
    if (str_is(op, "split")) {
        err = split(call, arena, &layer, &parts, &made, &like, why);
    } else if (str_is(op, "merge")) {
        err = merge(call, arena, &layer, &parts, &made, why);
    } else if (str_is(op, "draw")) {
        err = fault_field(why, STR("geometry"), geo_shape_read(arena, json_get(call->body, "geometry"), &drawn, why));
        if (!err) err = draw(call, arena, &layer, &drawn, &made, why);
        if (!err && parts.count) like = parts.at[0].name;
    } else {
        err = fault_field(why, STR("op"), fault_set(why, ERR_INVALID, "应为 split、merge 或 draw", "`op` is split, merge or draw"));
    }
    if (!err) err = put_back(call, arena, community, &parts, &layer, &made, like, why);
    return err ? err : check_and_write(call, arena, community, &parts, why);
}
