/*
 * grid_day.c - when something was done, where its worker belongs, what a list is about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_day.h"

#include <math.h>

enum err day_moment(const struct call *call, struct moment *out, struct fault *why)
{
    struct str said = json_get_str(call->body, "said_at");
    int64_t span, sent = call->phone_ms ? call->phone_ms : call->now_ms, most = org_setting(call->org, "field.offline", 36) * MS_PER_HOUR;

    *out = (struct moment){ .at = call->now_ms, .done_at = call->now_ms, .has_skew = call->phone_ms != 0 };
    if (out->has_skew) out->skew_s = (int64_t)llround((double)(call->phone_ms - call->now_ms) / 1000);
    if (said.len && time_parse(said, &out->said_at))
        return fault_field(why, STR("said_at"), fault_set(why, ERR_INVALID, "手机时刻不合法", "said_at is no time"));
    span = out->said_at ? sent - out->said_at : 0;
    if (span > 0 && span <= most) out->done_at -= span;
    out->day = day_of_ms(out->done_at);
    return ERR_OK;
}

void day_write_moment(struct call *call, const struct moment *m)
{
    enum { LATE_MS = 60 * 1000 };
    struct json_out *out = &call->out;
    int64_t skew = m->skew_s < 0 ? -m->skew_s : m->skew_s;

    json_time(out, "at", m->at);
    json_time(out, "done_at", m->done_at);
    json_time(out, "said_at", m->said_at);
    if (m->has_skew) json_int(out, "skew_s", m->skew_s);
    else json_null(out, "skew_s");
    json_bool(out, "late", m->at - m->done_at >= LATE_MS);
    json_bool(out, "clock_wrong", m->has_skew && skew > org_setting(call->org, "phone.skew", 120));
}

static const struct grid_row *own_grid(const struct call *call, size_t i)
{
    return grids_find(world_grids(app_of(call)->world), call->user->desks[i].place_id);
}

int64_t day_street(const struct call *call)
{
    const struct unit *unit = NULL;

    for (size_t i = 0; !unit && i < call->user->desk_count; i++) {
        const struct grid_row *grid = own_grid(call, i);
        if (grid) unit = org_unit(call->org, grid->community_id);
    }
    if (!unit) unit = org_unit(call->org, call->user->unit_id);
    return unit ? unit->street_id : 0;
}

bool day_holds(const struct call *call, const struct grid_row *grid)
{
    for (size_t i = 0; grid && i < call->user->desk_count; i++) {
        int64_t place = call->user->desks[i].place_id;
        if (place == grid->id || (grid->host_id && place == grid->host_id)) return true;
    }
    return false;
}

enum err day_spot(const struct call *call, struct spot *out, struct fault *why)
{
    bool has_lon = json_get(call->body, "lon") != NULL, has_lat = json_get(call->body, "lat") != NULL;
    double lon = json_get_number(call->body, "lon", 0), lat = json_get_number(call->body, "lat", 0);
    struct place place;

    *out = (struct spot){ .accuracy_m = json_get_int(call->body, "accuracy", 0) };
    if (has_lon != has_lat) return fault_field(why, STR("lon"), fault_set(why, ERR_INVALID, "经度和纬度要一起给", "longitude and latitude go together"));
    if (!has_lon) return ERR_OK;
    if (!world_locate(app_of(call)->world, lon, lat, &place))
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "位置不在本市范围内，不予记录", "the position lies outside the city and is not kept"));
    out->known = true;
    out->lon_e6 = (int32_t)lround(lon * 1e6);
    out->lat_e6 = (int32_t)lround(lat * 1e6);
    out->grid = grids_locate(world_grids(app_of(call)->world), lon, lat, &out->dedicated);
    return ERR_OK;
}

static bool may_be_listed(const struct unit *unit)
{
    return unit && (unit->kind == UNIT_STREET || unit->kind == UNIT_COMMUNITY);
}

/* One's own street or community: of the unit, or the first one that is granted. */
static const struct unit *own_area(const struct call *call, enum right right)
{
    const struct unit *unit = org_unit(call->org, call->user->unit_id);

    if (may_be_listed(unit) && user_may(call->org, call->user, right, unit->id)) return unit;
    for (size_t i = 0; i < call->user->grant_count; i++) {
        unit = org_unit(call->org, call->user->grants[i].unit_id);
        if (may_be_listed(unit) && user_may(call->org, call->user, right, unit->id)) return unit;
    }
    return NULL;
}

enum err day_scope(const struct call *call, enum right right, struct day_scope *out, struct fault *why)
{
    int64_t parent = json_get_id(call->query, "parent");
    struct str day = json_get_str(call->query, "day");

    *out = (struct day_scope){ .area = parent ? org_unit(call->org, parent) : own_area(call, right), .day = day_of_ms(call->now_ms) };
    if (day.len && day_parse(day, &out->day)) return fault_field(why, STR("day"), fault_set(why, ERR_INVALID, "日期不合法", "day is no date"));
    if (parent && (!out->area || !user_may(call->org, call->user, right, parent)))
        return fault_field(why, STR("parent"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (!may_be_listed(out->area))
        return fault_field(why, STR("parent"), fault_set(why, ERR_INVALID, "请选择一个街道或社区", "choose a street or a community"));
    out->street = org_unit(call->org, out->area->street_id);
    if (!out->street) out->street = out->area;
    return ERR_OK;
}

bool day_covers(const struct call *call, const struct day_scope *scope, int64_t community_id)
{
    return org_within(call->org, community_id, scope->area->id);
}

void day_write(struct json_out *out, const char *key, struct day day)
{
    char text[11];

    day_print(day, text);
    json_text(out, key, text);
}
