/*
 * place_handlers.c - where a point lies, the catalogue, and the map's data.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "case/list.h"
#include "case/places.h"
#include "geo/geo.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/figures.h"
#include "modules/command/public.h"
#include "modules/command/work.h"

void command_place(struct call *call, double lon, double lat)
{
    struct place place;

    world_locate(app_of(call)->world, lon, lat, &place);
    json_bool(&call->out, "in_city", place.in_city);
    view_unit(call, "district", place.district_id);
    view_unit(call, "steering", place.steering_id);
    view_unit(call, "street", place.street_id);
    view_unit(call, "community", place.community_id);
    view_grid(call, "grid", place.grid_id);
    view_grid(call, "dedicated", place.dedicated_id);
}

enum err place_locate(struct call *call, struct fault *why)
{
    double lon = json_get_number(call->query, "lon", 0), lat = json_get_number(call->query, "lat", 0);

    (void)why;
    if (json_get_bool(call->query, "gcj02", false)) geo_wgs84_from_gcj02(&lon, &lat);
    command_place(call, lon, lat);
    return ERR_OK;
}

enum err catalogue_list(struct call *call, struct fault *why)
{
    struct world *world = app_of(call)->world;

    (void)why;
    json_list(&call->out, "items");
    for (size_t i = 0; i < world_item_count(world); i++) feel_to_json(&call->out, NULL, world_item_at(world, i)->row);
    json_close(&call->out);
    json_list(&call->out, "sources");
    for (size_t i = 0; i < world_source_count(world); i++) {
        const struct source *source = world_source_at(world, i);
        json_object(&call->out, NULL);
        json_str(&call->out, "code", source->code);
        json_str(&call->out, "zh", source->name);
        json_str(&call->out, "en", source->en);
        json_bool(&call->out, "staff", source->is_staff);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* What spoke for a type, in its words. */
static void write_suggestion(struct call *call, const struct suggestion *one)
{
    struct json_out *out = &call->out;

    json_object(out, NULL);
    json_str(out, "code", one->item->code);
    json_str(out, "name", one->item->name);
    json_str(out, "name_en", one->item->name_en);
    json_double(out, "score", one->score, 3);
    json_double(out, "by_words", one->words, 3);
    json_double(out, "by_cases", one->learned, 3);
    json_str(out, "matched", one->said_count ? one->said[0] : STR(""));
    json_list(out, "words");
    for (size_t i = 0; i < one->said_count; i++) json_str(out, NULL, one->said[i]);
    json_close(out);
    json_close(out);
}

enum err command_suggestions(struct call *call, struct str text, struct fault *why)
{
    enum { SUGGESTIONS = 5 };
    struct suggestions found;
    enum err err = world_suggest(app_of(call)->world, call->arena, text, SUGGESTIONS, &found, why);

    if (err) return err;
    json_list(&call->out, "types");
    for (size_t i = 0; i < found.count; i++) write_suggestion(call, &found.at[i]);
    json_close(&call->out);
    json_bool(&call->out, "sure", found.sure);
    if (found.number) json_int(&call->out, "model", found.number);
    else json_null(&call->out, "model");
    return ERR_OK;
}

enum err command_likely(struct call *call, struct str text, struct str *type, struct fault *why)
{
    struct suggestions best = { 0 };
    enum err err = type->len ? ERR_OK : world_suggest(app_of(call)->world, call->arena, text, 1, &best, why);

    if (!err && best.count) *type = best.at[0].item->code;
    return err;
}

enum err command_places(struct call *call, struct str type, struct str text, double lon, double lat, struct fault *why)
{
    enum { OFFERED = 5 };
    struct place_near near[OFFERED];
    struct csv classes;
    size_t count = 0, row;
    bool sure = false;
    enum err err = type.len ? place_offer(app_of(call)->world, call->org, call->db, call->arena, type, text, lon, lat, call->now_ms, near, OFFERED, &count, &sure, why) : ERR_OK;

    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (err) return err;
    json_list(&call->out, "places");
    for (size_t i = 0; i < count; i++) {
        bool known = place_class_row(&classes, near[i].place.class, &row);
        json_object(&call->out, NULL);
        json_str(&call->out, "code", near[i].place.code);
        json_str(&call->out, "name", near[i].place.name);
        json_str(&call->out, "class_name", known ? csv_get(&classes, row, "zh") : near[i].place.class);
        json_str(&call->out, "class_name_en", known ? csv_get(&classes, row, "en") : near[i].place.class);
        json_int(&call->out, "distance_m", (int64_t)(near[i].distance_m + 0.5));
        json_bool(&call->out, "taken", i == 0 && sure);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err places_offered(struct call *call, struct fault *why)
{
    struct str type = json_get_str(call->body, "type"), text = json_get_str(call->body, "text");
    enum err err = command_likely(call, text, &type, why);

    return err ? err : command_places(call, type, text, json_get_number(call->body, "lon", 0), json_get_number(call->body, "lat", 0), why);
}

enum err classify_text(struct call *call, struct fault *why)
{
    return command_suggestions(call, json_get_str(call->body, "text"), why);
}

/* ── Map ───────────────────────────────────────────────────────────────── */

static void write_feature(struct call *call, int64_t id, struct str code, struct str name, struct str kind, struct str geometry,
                          const struct geo_shape *shape, const struct figures *figures)
{
    json_object(&call->out, NULL);
    json_text(&call->out, "type", "Feature");
    json_object(&call->out, "properties");
    json_id(&call->out, "id", id);
    json_str(&call->out, "code", code);
    json_str(&call->out, "name", name);
    json_str(&call->out, "kind", kind);
    if (figures) {
        json_int(&call->out, "open", figures_open(figures));
        json_int(&call->out, "overdue", figures->overdue);
    }
    json_close(&call->out);
    if (shape) geo_shape_write(&call->out, "geometry", shape);
    else json_raw(&call->out, "geometry", geometry);
    json_close(&call->out);
}

/* How much is open in a community or grid, for those who may read its cases; false for others. */
static enum err small_figures(struct call *call, int64_t community_id, int64_t area_id, struct area_counts *kept, struct figures *out,
                              bool *known, struct fault *why)
{
    const struct unit *community = org_unit(call->org, community_id);
    struct area_count load;
    enum err err;

    *known = community && user_may(call->org, call->user, RIGHT_CASE_READ, community_id);
    if (!*known) return ERR_OK;
    err = list_area_counts(call->db, call->arena, community->street_id, kept, why);
    load = err ? (struct area_count){ 0 } : area_counts_of(kept, area_id);
    *out = (struct figures){ .opened = load.open, .overdue = load.overdue };
    return err;
}

/* The children of `parent`; staff see how much is open in each. */
static enum err write_units(struct call *call, int64_t parent, bool counted, struct fault *why)
{
    static const char *const KINDS[UNIT__KINDS] = { "city", "district", "steering", "street", "community", "department", "team" };
    struct area_counts kept = { 0 };
    struct rows rows;
    enum err err = unit_shapes_of(call->db, call->arena, parent, &rows, why);

    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        const struct unit *unit = org_unit(call->org, row_int(&rows, i, 0));
        struct figures figures = { 0 };
        bool with_figures = counted && unit && unit->kind <= UNIT_STREET;
        if (!unit) continue;
        if (with_figures) err = figures_of_unit(call, unit, &figures, why);
        else if (counted && unit->kind == UNIT_COMMUNITY) err = small_figures(call, unit->id, unit->id, &kept, &figures, &with_figures, why);
        if (err) return err;
        write_feature(call, unit->id, unit->code, unit->name, str_from_c(KINDS[unit->kind]), row_str(&rows, i, 1), NULL,
                      with_figures ? &figures : NULL);
    }
    return ERR_OK;
}

static enum err write_grids(struct call *call, int64_t parent, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    struct area_counts kept = { 0 };

    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        const struct geo_shape *shape;
        struct figures figures = { 0 };
        bool known;
        enum err err;
        if (!org_within(call->org, grid->community_id, parent)) continue;
        shape = grids_shape(grids, grid->id);
        if (!shape) continue;
        err = small_figures(call, grid->community_id, grid->id, &kept, &figures, &known, why);
        if (err) return err;
        write_feature(call, grid->id, grid->code, grid->name, grid->layer == GEO_DEDICATED ? STR("dedicated") : STR("comprehensive"),
                      STR_NONE, shape, known ? &figures : NULL);
    }
    return ERR_OK;
}

/* The area named by `parent`, or the city. */
static enum err asked_area(struct call *call, const struct unit **out, struct fault *why)
{
    int64_t parent = json_get_id(call->query, "parent");
    const struct unit *unit = parent ? org_unit(call->org, parent) : NULL;

    for (size_t i = 0; !parent && i < org_unit_count(call->org); i++)
        if (org_unit_at(call->org, i)->kind == UNIT_CITY) unit = org_unit_at(call->org, i);
    if (!unit || unit->kind > UNIT_COMMUNITY)
        return fault_set(why, ERR_NOT_FOUND, "没有这个区域", "there is no such area");
    *out = unit;
    return ERR_OK;
}

enum err map_areas(struct call *call, struct fault *why)
{
    struct str level = json_get_str(call->query, "level");
    const struct unit *unit;
    enum err err = asked_area(call, &unit, why);

    if (err) return err;
    json_text(&call->out, "type", "FeatureCollection");
    json_list(&call->out, "features");
    if (str_is(level, "grid")) {
        /* A district has a thousand grids: enough for one map. */
        if (unit->kind < UNIT_DISTRICT) return fault_field(why, STR("parent"), fault_set(why, ERR_INVALID, "请先选择区或街道", "choose a district or street first"));
        err = write_grids(call, unit->id, why);
    } else {
        err = write_units(call, unit->id, true, why);
    }
    if (err) return err;
    json_close(&call->out);
    return ERR_OK;
}

/* What a resident's map shows: outlines and names, no figures. */
enum err public_areas(struct call *call, struct fault *why)
{
    const struct unit *unit;
    enum err err = asked_area(call, &unit, why);

    if (err) return err;
    json_text(&call->out, "type", "FeatureCollection");
    json_list(&call->out, "features");
    err = write_units(call, unit->id, false, why);
    if (err) return err;
    json_close(&call->out);
    return ERR_OK;
}

/* "west,south,east,north" in degrees. */
static enum err read_box(struct str text, int32_t box[4], struct fault *why)
{
    struct str rest = text, piece;

    for (int i = 0; i < 4; i++) {
        double degrees;
        if (!str_split(&rest, ',', &piece) || num_parse_double(piece, -180, 180, &degrees))
            return fault_field(why, STR("bbox"), fault_set(why, ERR_INVALID, "bbox 应为 西,南,东,北", "bbox must be west,south,east,north"));
        box[i] = (int32_t)lround(degrees * 1e6);
    }
    return ERR_OK;
}

enum err map_cases(struct call *call, struct fault *why)
{
    enum { CASES_MAX = 1000 };
    struct case_filter filter = { .limit = CASES_MAX, .item = json_get_str(call->query, "type"), .stage = json_get_str(call->query, "stage") };
    struct str state = json_get_str(call->query, "state");
    struct case_record *records;
    size_t count;
    int32_t box[4];
    enum err err = command_scope(call, &filter, why);

    if (!err) err = read_box(json_get_str(call->query, "bbox"), box, why);
    if (!err) err = command_light(call, &filter, why);
    if (!err && str_is(state, "paused")) filter.states = 1u << CASE_PAUSED;
    else if (!err && state.len && !str_is(state, "open"))
        err = fault_field(why, STR("state"), fault_set(why, ERR_INVALID, "地图只显示在办的办件：open 或 paused", "the map shows what is not over: open or paused"));
    if (!err) err = list_box(call->db, call->arena, box[0], box[1], box[2], box[3], &filter, &records, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count && i < CASES_MAX; i++) {
        json_object(&call->out, NULL);
        view_case_row(call, &records[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_bool(&call->out, "truncated", count >= CASES_MAX);
    return ERR_OK;
}
