/*
 * grid_preview.c - what a plan moves: grids, open cases, people and dedicated grids; and how a grid looked before.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"
#include "modules/grid/grid_view.h"

struct preview {
    struct call *call;
    struct arena *arena;
    const struct grids *grids;
    struct grid_plan plan;
    struct grid_parts parts;
    struct grid_moves moves;
    struct open_case *cases;
    size_t case_count, shown, moved;
    struct grid_person *people;
    size_t people_count;
};

enum { CASES_SHOWN = 500 };

/* A plan whose shapes have faults moves nothing yet: 422 says where the first is. */
static enum err load(struct preview *p, struct fault *why)
{
    struct grid_parts parts;
    struct grid_check check;
    enum err err = plan_of_path(p->call, p->call->arena, RIGHT_GRID_PLAN, &p->plan, why);

    if (!err) err = plan_arena(p->call, &p->arena, why);
    if (!err && p->plan.state == GRID_PLAN_IN_FORCE)
        return fault_set(why, ERR_CONFLICT, "方案已经生效", "the plan is in force already");
    if (!err) err = grid_parts_parse(p->arena, p->plan.parts, &parts, why);
    if (!err) err = grid_check(p->arena, p->grids, p->call->org, p->plan.community_id, &parts, &check, why);
    if (!err) err = grid_check_fault(&check, &parts, why);
    if (err) return err;
    p->parts = check.fitted;
    err = grid_moves(p->arena, p->grids, p->call->org, p->plan.community_id, &p->parts, &p->moves, why);
    if (!err) err = grid_open_cases(p->call->db, p->arena, p->plan.community_id, &p->cases, &p->case_count, why);
    return err ? err : grid_people(p->call->db, p->arena, p->plan.community_id, &p->people, &p->people_count, why);
}

static struct str name_of(const struct preview *p, const struct grid_move *move)
{
    return move->part >= 0 ? p->parts.at[move->part].name : move->was->name;
}

static size_t people_in(const struct preview *p, int64_t grid_id)
{
    size_t count = 0;

    for (size_t i = 0; i < p->people_count; i++) count += p->people[i].grid_id == grid_id;
    return count;
}

static int64_t cases_in(const struct preview *p, int64_t grid_id)
{
    int64_t count = 0;

    for (size_t i = 0; i < p->case_count; i++) count += p->cases[i].grid_id == grid_id || p->cases[i].dedicated_id == grid_id;
    return count;
}

static void write_share(const struct preview *p, const char *key, const struct grid_move *move, double area_m2)
{
    struct json_out *out = &p->call->out;

    json_object(out, key);
    json_str(out, "code", move->code);
    json_str(out, "name", name_of(p, move));
    json_double(out, "area_m2", area_m2, 0);
    json_close(out);
}

static void write_grid(const struct preview *p, size_t i)
{
    const struct grid_move *move = &p->moves.at[i];
    struct json_out *out = &p->call->out;
    enum geo_layer layer = move->part >= 0 ? p->parts.at[move->part].layer : move->was->layer;

    json_object(out, NULL);
    json_text(out, "fate", grid_fate_name(move->fate));
    json_id(out, "id", move->was ? move->was->id : 0);
    json_str(out, "code", move->code);
    json_str(out, "name", name_of(p, move));
    json_str(out, "name_before", move->was ? move->was->name : STR_NONE);
    json_text(out, "layer", layer == GEO_DEDICATED ? "dedicated" : "comprehensive");
    json_double(out, "area_before_m2", move->area_before_m2, 0);
    json_double(out, "area_after_m2", move->area_after_m2, 0);
    json_int(out, "workers", move->was ? (int64_t)people_in(p, move->was->id) : 0);
    json_int(out, "cases", move->was ? cases_in(p, move->was->id) : 0);
    json_str(out, "heir", move->heir == COVER_NONE ? STR_NONE : p->moves.at[move->heir].code);
    json_list(out, "from");
    for (size_t k = 0; k < p->moves.count && (move->fate == GRID_NEW || move->fate == GRID_CHANGED); k++) {
        double area = p->moves.shared[k * p->moves.count + i];
        if (area >= 1) write_share(p, NULL, &p->moves.at[k], area);
    }
    json_close(out);
    json_close(out);
}

/* A case keeps its grid; it is told which will have its place. */
static void write_case(struct preview *p, const struct open_case *one)
{
    const struct item *item = world_item(app_of(p->call)->world, one->item);
    int32_t to = grid_moves_at(&p->moves, &p->parts, GEO_COMPREHENSIVE, (struct geo_point){ one->lon_e6, one->lat_e6 });
    struct json_out *out = &p->call->out;

    if (to == COVER_NONE || (p->moves.at[to].was && p->moves.at[to].was->id == one->grid_id)) return;
    if (p->moved++ >= CASES_SHOWN) return;
    json_object(out, NULL);
    json_id(out, "id", one->id);
    json_str(out, "number", one->number);
    json_str(out, "type_name", item ? item->name : one->item);
    json_str(out, "type_name_en", item ? item->name_en : one->item);
    json_str(out, "address", one->address);
    json_double(out, "lon", geo_degrees(one->lon_e6), 6);
    json_double(out, "lat", geo_degrees(one->lat_e6), 6);
    grid_write_ref(p->call, "from", grids_find(p->grids, one->grid_id));
    write_share(p, "to", &p->moves.at[to], p->moves.at[to].area_after_m2);
    json_close(out);
}

/* Whoever works in a grid that changes or goes, and where they stand besides afterwards. */
static void write_person(const struct preview *p, const struct grid_person *person)
{
    struct json_out *out = &p->call->out;
    size_t i = 0;

    while (i < p->moves.count && !(p->moves.at[i].was && p->moves.at[i].was->id == person->grid_id)) i++;
    if (i == p->moves.count) return;
    json_object(out, NULL);
    json_id(out, "id", person->account_id);
    json_str(out, "name", person->name);
    json_str(out, "grid", p->moves.at[i].code);
    json_text(out, "fate", grid_fate_name(p->moves.at[i].fate));
    json_list(out, "also");
    if (p->moves.at[i].fate == GRID_RETIRED && p->moves.at[i].heir != COVER_NONE) json_str(out, NULL, p->moves.at[p->moves.at[i].heir].code);
    for (size_t k = 0; k < p->moves.count; k++)
        if (p->moves.at[k].fate == GRID_NEW && p->moves.at[k].heir == (int32_t)i) json_str(out, NULL, p->moves.at[k].code);
    json_close(out);
    json_close(out);
}

static bool person_moves(const struct preview *p, const struct grid_person *person)
{
    for (size_t i = 0; i < p->moves.count; i++) {
        const struct grid_move *move = &p->moves.at[i];
        bool here = move->was && move->was->id == person->grid_id;

        if (here && move->fate != GRID_SAME) return true;
        if (move->fate == GRID_NEW && move->heir != COVER_NONE && p->moves.at[move->heir].was && p->moves.at[move->heir].was->id == person->grid_id) return true;
    }
    return false;
}

/* Dedicated grids that come, go, change or get another grid around them. */
static void write_places(const struct preview *p)
{
    struct json_out *out = &p->call->out;

    json_list(out, "places");
    for (size_t i = 0; i < p->moves.count; i++) {
        const struct grid_move *move = &p->moves.at[i];
        const struct grid_row *from = move->host_id ? grids_find(p->grids, move->host_id) : NULL;
        int32_t to = COVER_NONE;

        if ((move->part >= 0 ? p->parts.at[move->part].layer : move->was->layer) != GEO_DEDICATED) continue;
        if (move->part >= 0) to = grid_moves_at(&p->moves, &p->parts, GEO_COMPREHENSIVE, geo_shape_centre(&p->parts.at[move->part].shape));
        if (move->fate == GRID_SAME && from && to != COVER_NONE && p->moves.at[to].was == from) continue;
        json_object(out, NULL);
        json_id(out, "id", move->was ? move->was->id : 0);
        json_str(out, "code", move->code);
        json_str(out, "name", name_of(p, move));
        json_str(out, "from", from ? from->name : STR_NONE);
        json_str(out, "to", to == COVER_NONE ? STR_NONE : name_of(p, &p->moves.at[to]));
        json_close(out);
    }
    json_close(out);
}

/* GET /api/grid-plans/{id}/preview: 409 in force already, 422 with faults. */
enum err grid_plan_preview(struct call *call, struct fault *why)
{
    struct preview p = { .call = call, .grids = world_grids(app_of(call)->world) };
    struct json_out *out = &call->out;
    enum err err = load(&p, why);

    if (err) return err;
    json_list(out, "grids");
    for (size_t i = 0; i < p.moves.count; i++) write_grid(&p, i);
    json_close(out);
    json_list(out, "cases");
    for (size_t i = 0; i < p.case_count; i++) write_case(&p, &p.cases[i]);
    json_close(out);
    json_int(out, "case_count", (int64_t)p.moved);
    json_bool(out, "cases_truncated", p.moved > CASES_SHOWN);
    json_list(out, "people");
    for (size_t i = 0; i < p.people_count; i++)
        if (person_moves(&p, &p.people[i])) write_person(&p, &p.people[i]);
    json_close(out);
    write_places(&p);
    return ERR_OK;
}

/* ── GET /api/grids/{id}/versions ──────────────────────────────────────── */

static void write_version(struct call *call, const struct grid_version *v)
{
    json_object(&call->out, NULL);
    json_int(&call->out, "seq", v->seq);
    json_time(&call->out, "from", v->from_at);
    json_time(&call->out, "until", v->until_at);
    json_str(&call->out, "name", v->name);
    if (v->plan_id) {
        json_object(&call->out, "plan");
        json_id(&call->out, "id", v->plan_id);
        json_str(&call->out, "name", v->plan_name);
        json_close(&call->out);
    } else {
        json_null(&call->out, "plan");
    }
    if (v->geometry.at) json_raw(&call->out, "geometry", v->geometry);
    json_close(&call->out);
}

enum err grid_versions_list(struct call *call, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    const struct grid_row *grid = grids_find(grids, call->path_id);
    const struct geo_shape *shape = grid ? grids_shape(grids, grid->id) : NULL;
    struct grid_version *list;
    size_t count;
    enum err err;

    if (!grid || !user_may(call->org, call->user, RIGHT_CASE_READ, grid->community_id))
        return fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach");
    err = grid_versions(call->db, call->arena, grid->id, &list, &count, why);
    if (err) return err;
    json_str(&call->out, "code", grid->code);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) write_version(call, &list[i]);
    if (!count) {
        json_object(&call->out, NULL);
        json_int(&call->out, "seq", 1);
        json_time(&call->out, "from", grid->opened_at);
        json_null(&call->out, "until");
        json_str(&call->out, "name", grid->name);
        json_null(&call->out, "plan");
        if (shape) geo_shape_write(&call->out, "geometry", shape);
        else json_null(&call->out, "geometry");
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}
