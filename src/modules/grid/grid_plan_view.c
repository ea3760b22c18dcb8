/*
 * grid_plan_view.c - plans of grids as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_plan_view.h"

#include "modules/grid/grid_view.h"
#include "org/account.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

#define PLAN_FIELDS                                                                                                \
    { "id", JSON_ID }, { "community", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "name", JSON_TEXT },  \
        { "state", JSON_TEXT }, { "version", JSON_INT }, { "behind", JSON_BOOL }, { "active_from", JSON_TIME, true }, { "created_at", JSON_TIME }, \
        { "created_by_name", JSON_TEXT }, { "changed_at", JSON_TIME }, { "changed_by_name", JSON_TEXT }, { "decided_at", JSON_TIME, true },  \
        { "decided_by_name", JSON_TEXT }, { "effective_at", JSON_TIME, true }, { "reason", JSON_TEXT }

static SHAPE(PLAN_ROW_SHAPE, "GridPlanRow", PLAN_FIELDS);
SHAPE(GRID_PLAN_LIST_SHAPE, "GridPlanList", { "items", JSON_LIST, false, &PLAN_ROW_SHAPE }, { "next", JSON_ID, true });

static SHAPE(PART_SHAPE, "GridPart", { "id", JSON_ID, true }, { "layer", JSON_TEXT }, { "kind", JSON_TEXT }, { "name", JSON_TEXT }, { "geometry", JSON_ANY });
static SHAPE(FAULT_SHAPE, "GridFault", { "kind", JSON_TEXT }, { "part", JSON_INT, true }, { "other", JSON_INT, true }, { "lon", JSON_NUMBER },
             { "lat", JSON_NUMBER }, { "area_m2", JSON_NUMBER }, { "geometry", JSON_ANY, true });
#define CHECK_FIELDS                                                                                               \
    { "ok", JSON_BOOL }, { "faults", JSON_LIST, false, &FAULT_SHAPE }, { "remarks", JSON_LIST, false, &FAULT_SHAPE }, { "truncated", JSON_BOOL }, \
        { "parts", JSON_LIST, false, &PART_SHAPE }
SHAPE(GRID_CHECK_SHAPE, "GridCheck", CHECK_FIELDS);
static SHAPE(NEIGHBOUR_SHAPE, "GridNeighbour", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "geometry", JSON_ANY });
SHAPE(GRID_PLAN_SHAPE, "GridPlan", PLAN_FIELDS, { "parts", JSON_LIST, false, &PART_SHAPE }, { "current", JSON_LIST, false, &PART_SHAPE }, { "outline", JSON_ANY, true },
      { "neighbours", JSON_LIST, false, &NEIGHBOUR_SHAPE }, { "can_edit", JSON_BOOL }, { "can_submit", JSON_BOOL }, { "can_approve", JSON_BOOL },
      { "can_withdraw", JSON_BOOL });

static SHAPE(SHARE_SHAPE, "GridShare", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "area_m2", JSON_NUMBER });
static SHAPE(MOVE_SHAPE, "GridMove", { "fate", JSON_TEXT }, { "id", JSON_ID, true }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_before", JSON_TEXT, true },
             { "layer", JSON_TEXT }, { "area_before_m2", JSON_NUMBER }, { "area_after_m2", JSON_NUMBER }, { "workers", JSON_INT }, { "cases", JSON_INT },
             { "heir", JSON_TEXT, true }, { "from", JSON_LIST, false, &SHARE_SHAPE });
static SHAPE(MOVED_CASE_SHAPE, "GridMovedCase", { "id", JSON_ID }, { "number", JSON_TEXT }, { "type_name", JSON_TEXT }, { "type_name_en", JSON_TEXT }, { "address", JSON_TEXT },
             { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER }, { "from", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "to", JSON_OBJECT, true, &SHARE_SHAPE });
static SHAPE(MOVED_PERSON_SHAPE, "GridMovedPerson", { "id", JSON_ID }, { "name", JSON_TEXT }, { "grid", JSON_TEXT }, { "fate", JSON_TEXT }, { "also", JSON_LIST });
static SHAPE(MOVED_PLACE_SHAPE, "GridMovedPlace", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "from", JSON_TEXT, true }, { "to", JSON_TEXT, true });
SHAPE(GRID_PREVIEW_SHAPE, "GridPreview", { "grids", JSON_LIST, false, &MOVE_SHAPE }, { "cases", JSON_LIST, false, &MOVED_CASE_SHAPE }, { "case_count", JSON_INT },
      { "cases_truncated", JSON_BOOL }, { "people", JSON_LIST, false, &MOVED_PERSON_SHAPE }, { "places", JSON_LIST, false, &MOVED_PLACE_SHAPE });

static SHAPE(REJECTED_SHAPE, "GridImportRejected", { "at", JSON_INT }, { "name", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT }, { "lon", JSON_NUMBER, true },
             { "lat", JSON_NUMBER, true });
SHAPE(GRID_IMPORT_SHAPE, "GridImport", { "read", JSON_INT }, { "accepted", JSON_INT }, { "rejected", JSON_LIST, false, &REJECTED_SHAPE },
      { "properties", JSON_LIST }, CHECK_FIELDS);

static SHAPE(PLAN_REF_SHAPE, "GridPlanRef", { "id", JSON_ID }, { "name", JSON_TEXT });
static SHAPE(VERSION_SHAPE, "GridVersion", { "seq", JSON_INT }, { "from", JSON_TIME, true }, { "until", JSON_TIME, true }, { "name", JSON_TEXT },
             { "plan", JSON_OBJECT, true, &PLAN_REF_SHAPE }, { "geometry", JSON_ANY });
SHAPE(GRID_VERSIONS_SHAPE, "GridVersions", { "code", JSON_TEXT }, { "items", JSON_LIST, false, &VERSION_SHAPE });

/* ── Shared by handlers ────────────────────────────────────────────────── */

enum err plan_arena(struct call *call, struct arena **out, struct fault *why)
{
    enum { SHAPES_MEMORY = 512 << 20 };
    struct arena *arena = arena_open(SHAPES_MEMORY);

    if (!arena || !arena_defer(call->arena, (void (*)(void *))arena_close, arena)) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    *out = arena;
    return ERR_OK;
}

enum err plan_community(struct call *call, int64_t id, enum right right, const struct unit **out, struct fault *why)
{
    const struct unit *unit = org_unit(call->org, id);

    if (!unit || unit->kind != UNIT_COMMUNITY || !user_may(call->org, call->user, right, id))
        return fault_field(why, STR("community"), fault_set(why, ERR_NOT_FOUND, "没有这个社区，或不在您的范围内", "no such community within your reach"));
    *out = unit;
    return ERR_OK;
}

enum err plan_of_path(struct call *call, struct arena *arena, enum right right, struct grid_plan *out, struct fault *why)
{
    struct grid_plan plan;
    enum err err = grid_plan_read(call->db, arena, call->path_id, &plan, why);

    if (!err && !user_may(call->org, call->user, right, plan.community_id))
        return fault_set(why, ERR_NOT_FOUND, "没有这个方案，或不在您的范围内", "there is no such plan within your reach");
    if (!err) *out = plan;
    return err;
}

enum err plan_is_behind(struct call *call, const struct grid_plan *plan, bool *out, struct fault *why)
{
    int64_t last = 0;
    enum err err = grid_plan_last_stamp(call->db, call->arena, plan->community_id, &last, why);

    if (!err) *out = plan->state != GRID_PLAN_IN_FORCE && last > plan->base_stamp;
    return err;
}

enum err plan_audit(struct db *db, const struct call *call, const char *action, int64_t plan_id, struct fault *why)
{
    const struct audit_entry entry = { .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true, .subject_id = plan_id, .detail = STR("") };

    return org_audit(db, &entry, why);
}

/* ── Writing ───────────────────────────────────────────────────────────── */

enum err plan_write_row(struct call *call, const struct grid_plan *plan, struct fault *why)
{
    const struct unit *community = org_unit(call->org, plan->community_id);
    struct json_out *out = &call->out;
    bool behind;
    enum err err = plan_is_behind(call, plan, &behind, why);

    if (err) return err;
    json_id(out, "id", plan->id);
    grid_write_unit(call, "community", plan->community_id);
    grid_write_unit(call, "street", community ? community->street_id : 0);
    json_str(out, "name", plan->name);
    json_text(out, "state", grid_plan_state_name(plan->state));
    json_int(out, "version", plan->version);
    json_bool(out, "behind", behind);
    json_time(out, "active_from", plan->active_from);
    json_time(out, "created_at", plan->created_at);
    json_str(out, "created_by_name", plan->created_by_name);
    json_time(out, "changed_at", plan->changed_at);
    json_str(out, "changed_by_name", plan->changed_by_name);
    json_time(out, "decided_at", plan->decided_at);
    json_str(out, "decided_by_name", plan->decided_by_name);
    json_time(out, "effective_at", plan->effective_at);
    json_str(out, "reason", plan->reason);
    return ERR_OK;
}

static void write_index(struct json_out *out, const char *key, const struct grid_check *check, int layer, int32_t shape)
{
    if (shape == COVER_NONE) json_null(out, key);
    else json_int(out, key, (int64_t)check->places[layer][shape]);
}

static void write_fault(struct json_out *out, const struct grid_check *check, int layer, const struct cover_fault *fault)
{
    static const char *const KINDS[COVER__KINDS] = { "crossing", "overlap", "gap", "outside", "empty", "pieces" };

    json_object(out, NULL);
    json_text(out, "kind", KINDS[fault->kind]);
    write_index(out, "part", check, layer, fault->part);
    write_index(out, "other", check, layer, fault->other);
    json_double(out, "lon", geo_degrees(fault->at.lon), 6);
    json_double(out, "lat", geo_degrees(fault->at.lat), 6);
    json_double(out, "area_m2", fault->area_m2, 1);
    if (fault->shape.count) geo_shape_write(out, "geometry", &fault->shape);
    else json_null(out, "geometry");
    json_close(out);
}

void plan_write_check(struct call *call, const struct grid_check *check, const struct grid_parts *parts)
{
    struct json_out *out = &call->out;

    json_bool(out, "ok", check->ok);
    json_list(out, "faults");
    for (int layer = 0; layer < GEO__LAYERS; layer++)
        for (size_t i = 0; i < check->layers[layer].fault_count; i++) write_fault(out, check, layer, &check->layers[layer].faults[i]);
    json_close(out);
    json_list(out, "remarks");
    for (int layer = 0; layer < GEO__LAYERS; layer++)
        for (size_t i = 0; i < check->layers[layer].remark_count; i++)
            write_fault(out, check, layer, &check->layers[layer].faults[check->layers[layer].fault_count + i]);
    json_close(out);
    json_bool(out, "truncated", check->layers[GEO_COMPREHENSIVE].truncated || check->layers[GEO_DEDICATED].truncated);
    grid_parts_write(out, "parts", check->ok ? &check->fitted : parts);
}

/* Grids of other communities that touch this one: to see, and to snap to. */
static void write_neighbours(struct call *call, const struct grids *grids, int64_t community_id, const struct geo_shape *outline)
{
    json_list(&call->out, "neighbours");
    for (size_t i = 0; outline && i < grids_count(grids); i++) {
        const struct grid_row *row = grids_at(grids, i);
        const struct geo_shape *shape = grids_shape(grids, row->id);

        if (row->community_id == community_id || row->layer != GEO_COMPREHENSIVE || !shape || !geo_box_meets(shape->box, outline->box)) continue;
        json_object(&call->out, NULL);
        json_id(&call->out, "id", row->id);
        json_str(&call->out, "code", row->code);
        json_str(&call->out, "name", row->name);
        geo_shape_write(&call->out, "geometry", shape);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static enum err write_powers(struct call *call, const struct grid_plan *plan, struct fault *why)
{
    bool wrote = true, plans = user_may(call->org, call->user, RIGHT_GRID_PLAN, plan->community_id);
    enum err err = grid_plan_wrote(call->db, call->arena, plan->id, call->user->account_id, &wrote, why);

    if (err) return err;
    json_bool(&call->out, "can_edit", plans && plan->state == GRID_PLAN_OPEN);
    json_bool(&call->out, "can_submit", plans && plan->state == GRID_PLAN_OPEN);
    json_bool(&call->out, "can_approve", !wrote && plan->state == GRID_PLAN_SUBMITTED && user_may(call->org, call->user, RIGHT_GRID_APPROVE, plan->community_id));
    json_bool(&call->out, "can_withdraw", plans && (plan->state == GRID_PLAN_SUBMITTED || plan->state == GRID_PLAN_SCHEDULED || plan->state == GRID_PLAN_FAILED));
    return ERR_OK;
}

enum err plan_write_view(struct call *call, const struct grid_plan *plan, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    struct grid_parts parts, now;
    struct geo_shape outline;
    struct arena *arena;
    enum err err = plan_arena(call, &arena, why);

    if (!err) err = grid_parts_parse(arena, plan->parts, &parts, why);
    if (!err) err = grid_parts_now(arena, grids, plan->community_id, &now, why);
    if (!err) err = grid_outline(arena, grids, plan->community_id, &outline, why);
    if (!err) err = plan_write_row(call, plan, why);
    if (err) return err;
    grid_parts_write(&call->out, "parts", &parts);
    grid_parts_write(&call->out, "current", &now);
    geo_shape_write(&call->out, "outline", &outline);
    write_neighbours(call, grids, plan->community_id, &outline);
    return write_powers(call, plan, why);
}
