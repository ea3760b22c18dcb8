/*
 * grid_view.c - grids, people and duty as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_view.h"

#include "modules/grid/grid_duty_store.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

SHAPE(GRID_UNIT_SHAPE, "UnitRef", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "kind", JSON_TEXT });
SHAPE(GRID_REF_SHAPE, "GridRef", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT });
static SHAPE(FIX_SHAPE, "Position", { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER }, { "at", JSON_TIME });
static SHAPE(STRETCH_SHAPE, "DutyStretch", { "since", JSON_TIME }, { "until", JSON_TIME, true });

static SHAPE(POINT_SHAPE, "DutyPlace", { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER }, { "accuracy_m", JSON_INT });
static SHAPE(MARK_SHAPE, "DutyMark", { "id", JSON_ID }, { "on", JSON_BOOL }, DAY_MOMENT_SHAPE, { "inside", JSON_BOOL, true }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE },
             { "away_m", JSON_INT }, { "reason", JSON_TEXT }, { "place", JSON_OBJECT, true, &POINT_SHAPE });

SHAPE(GRID_DUTY_SHAPE, "Duty", { "on", JSON_BOOL }, { "since", JSON_TIME, true }, { "position", JSON_OBJECT, true, &FIX_SHAPE },
      { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "inside", JSON_BOOL, true }, { "recent", JSON_LIST, false, &STRETCH_SHAPE },
      { "marks", JSON_LIST, false, &MARK_SHAPE }, { "places_kept_days", JSON_INT });

static SHAPE(PRESENT_SHAPE, "DutyPerson", { "id", JSON_ID }, { "name", JSON_TEXT }, { "grids", JSON_LIST, false, &GRID_REF_SHAPE }, { "grid_count", JSON_INT }, { "on", JSON_BOOL },
             { "position", JSON_OBJECT, true, &FIX_SHAPE }, { "marks", JSON_LIST, false, &MARK_SHAPE });
static SHAPE(PRESENCE_SHAPE, "DutyCounts", { "people", JSON_INT }, { "on", JSON_INT }, { "came", JSON_INT }, { "outside", JSON_INT }, { "late", JSON_INT },
             { "clock_wrong", JSON_INT });
SHAPE(GRID_DUTY_DAY_SHAPE, "DutyDay", { "day", JSON_TEXT }, { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "counts", JSON_OBJECT, false, &PRESENCE_SHAPE },
      { "items", JSON_LIST, false, &PRESENT_SHAPE });

static SHAPE(WORKER_SHAPE, "GridWorker", { "id", JSON_ID }, { "name", JSON_TEXT }, { "on_duty", JSON_BOOL },
             { "position", JSON_OBJECT, true, &FIX_SHAPE });

#define ROW_FIELDS                                                                                                 \
    { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "layer", JSON_TEXT }, { "kind", JSON_TEXT }, \
        { "community", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "host", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "lon", JSON_NUMBER }, \
        { "lat", JSON_NUMBER }, { "workers", JSON_LIST, false, &WORKER_SHAPE }, { "open", JSON_INT }, { "overdue", JSON_INT }

static SHAPE(ROW_SHAPE, "GridRow", ROW_FIELDS);
SHAPE(GRID_LIST_SHAPE, "GridList", { "items", JSON_LIST, false, &ROW_SHAPE }, { "next", JSON_ID, true });
static SHAPE(INNER_SHAPE, "DedicatedGrid", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "kind", JSON_TEXT });
SHAPE(GRID_SHAPE, "Grid", ROW_FIELDS, { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "district", JSON_OBJECT, true, &GRID_UNIT_SHAPE },
      { "steering", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "dedicated", JSON_LIST, false, &INNER_SHAPE });

static SHAPE(MEMBER_SHAPE, "DeskMember", { "id", JSON_ID }, { "name", JSON_TEXT }, { "on_duty", JSON_BOOL }, { "leader", JSON_BOOL },
             { "open_tasks", JSON_INT });
SHAPE(GRID_MEMBERS_SHAPE, "DeskMemberList", { "items", JSON_LIST, false, &MEMBER_SHAPE });

void grid_write_unit(struct call *call, const char *key, int64_t unit_id)
{
    const struct unit *unit = unit_id ? org_unit(call->org, unit_id) : NULL;

    if (!unit) {
        json_null(&call->out, key);
        return;
    }
    json_object(&call->out, key);
    json_id(&call->out, "id", unit->id);
    json_str(&call->out, "code", unit->code);
    json_str(&call->out, "name", unit->name);
    json_text(&call->out, "kind", unit_kind_name(unit->kind));
    json_close(&call->out);
}

void grid_write_ref(struct call *call, const char *key, const struct grid_row *grid)
{
    if (!grid) {
        json_null(&call->out, key);
        return;
    }
    json_object(&call->out, key);
    json_id(&call->out, "id", grid->id);
    json_str(&call->out, "code", grid->code);
    json_str(&call->out, "name", grid->name);
    json_close(&call->out);
}

static void write_place(struct call *call, int32_t lon_e6, int32_t lat_e6)
{
    json_double(&call->out, "lon", (double)lon_e6 / 1e6, 6);
    json_double(&call->out, "lat", (double)lat_e6 / 1e6, 6);
}

void grid_write_fix(struct call *call, const char *key, const struct fix *fix, bool shown)
{
    if (!shown || !fix->at) {
        json_null(&call->out, key);
        return;
    }
    json_object(&call->out, key);
    write_place(call, fix->lon_e6, fix->lat_e6);
    json_time(&call->out, "at", fix->at);
    json_close(&call->out);
}

/* Positions are for those who send people, and for oneself. */
static bool sees_position(const struct call *call, int64_t community_id, int64_t account_id)
{
    static const enum right SENDERS[] = { RIGHT_CASE_DISPATCH, RIGHT_CASE_COMMAND, RIGHT_CASE_DISTRICT };

    if (account_id == call->user->account_id) return true;
    for (size_t i = 0; i < COUNT_OF(SENDERS); i++)
        if (user_may(call->org, call->user, SENDERS[i], community_id)) return true;
    return false;
}

void grid_write_row(struct call *call, const struct grid_row *grid, const struct grid_person *people, size_t count,
                    const struct area_counts *counts)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    const struct area_count load = area_counts_of(counts, grid->id);

    json_id(&call->out, "id", grid->id);
    json_str(&call->out, "code", grid->code);
    json_str(&call->out, "name", grid->name);
    json_text(&call->out, "layer", grid->layer == GEO_DEDICATED ? "dedicated" : "comprehensive");
    json_str(&call->out, "kind", grid->kind);
    grid_write_unit(call, "community", grid->community_id);
    grid_write_ref(call, "host", grid->host_id ? grids_find(grids, grid->host_id) : NULL);
    write_place(call, grid->lon_e6, grid->lat_e6);
    json_list(&call->out, "workers");
    for (size_t i = 0; i < count; i++) {
        if (people[i].grid_id != grid->id) continue;
        json_object(&call->out, NULL);
        json_id(&call->out, "id", people[i].account_id);
        json_str(&call->out, "name", people[i].name);
        json_bool(&call->out, "on_duty", people[i].on_duty);
        grid_write_fix(call, "position", &people[i].fix,
                       people[i].on_duty && sees_position(call, grid->community_id, people[i].account_id));
        json_close(&call->out);
    }
    json_close(&call->out);
    json_int(&call->out, "open", load.open);
    json_int(&call->out, "overdue", load.overdue);
}

void duty_write_mark(struct call *call, const struct duty_mark *mark, bool placed)
{
    struct json_out *out = &call->out;

    json_object(out, NULL);
    json_id(out, "id", mark->id);
    json_bool(out, "on", mark->on);
    day_write_moment(call, &mark->moment);
    if (mark->has_inside) json_bool(out, "inside", mark->inside);
    else json_null(out, "inside");
    grid_write_ref(call, "grid", mark->grid_id ? grids_find(world_grids(app_of(call)->world), mark->grid_id) : NULL);
    json_int(out, "away_m", mark->away_m);
    json_str(out, "reason", mark->reason);
    if (placed && mark->placed) {
        json_object(out, "place");
        write_place(call, mark->lon_e6, mark->lat_e6);
        json_int(out, "accuracy_m", mark->accuracy_m);
        json_close(out);
    } else json_null(out, "place");
    json_close(out);
}
