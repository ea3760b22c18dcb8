/*
 * grid_duty.c - going on and off duty, and the position while on it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"
#include "org/account.h"

struct check_in { bool on, has_place; int32_t lon_e6, lat_e6; };

/* The place in the body; where this city ends, keeping a position is nobody's business. */
static enum err read_place(struct call *call, struct check_in *out, struct fault *why)
{
    bool has_lon = json_get(call->body, "lon") != NULL, has_lat = json_get(call->body, "lat") != NULL;
    double lon = json_get_number(call->body, "lon", 0), lat = json_get_number(call->body, "lat", 0);
    struct place place;

    if (has_lon != has_lat) return fault_field(why, STR("lon"), fault_set(why, ERR_INVALID, "经度和纬度要一起给", "longitude and latitude go together"));
    if (!has_lon) return ERR_OK;
    if (!world_locate(app_of(call)->world, lon, lat, &place))
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "位置不在本市范围内，不予记录", "the position lies outside the city and is not kept"));
    out->has_place = true;
    out->lon_e6 = (int32_t)lround(lon * 1e6);
    out->lat_e6 = (int32_t)lround(lat * 1e6);
    return ERR_OK;
}

static enum err prepare(struct call *call, bool on, bool keeps_place, struct fault *why)
{
    struct check_in *check_in = arena_new(call->arena, struct check_in);

    if (!check_in) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (call->user->is_system) return fault_set(why, ERR_FORBIDDEN, "系统账号没有上岗", "a system is never on duty");
    check_in->on = on;
    call->work = check_in;
    call->key = call->user->account_id;
    return keeps_place ? read_place(call, check_in, why) : ERR_OK;
}

/* ── POST /api/duty: 409 already on, or off, duty; the place of going off is not kept ── */

enum err duty_change_prepare(struct call *call, struct fault *why)
{
    bool on = json_get_bool(call->body, "on", false);

    return prepare(call, on, on, why);
}

enum err duty_change_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct check_in *check_in = call->work;
    int64_t me = call->user->account_id;
    enum err err;

    if (!check_in->on) return org_duty_end(db, me, call->now_ms, why);
    err = org_duty_begin(db, me, call->user->unit_id, call->now_ms, why);
    if (err || !check_in->has_place) return err;
    return org_duty_fix(db, me, check_in->lon_e6, check_in->lat_e6, call->now_ms, why);
}

/* ── POST /api/duty/fix: 409 while off duty ────────────────────────────── */

enum err duty_fix_prepare(struct call *call, struct fault *why)
{
    return prepare(call, true, true, why);
}

enum err duty_fix_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct check_in *check_in = call->work;

    return org_duty_fix(db, call->user->account_id, check_in->lon_e6, check_in->lat_e6, call->now_ms, why);
}

/* ── GET /api/duty, and the reply of the others ────────────────────────── */

/* In which grid the position lies, and whether it is one of one's own. */
static void write_grid(struct call *call, const struct fix *fix)
{
    const struct grid_row *dedicated = NULL, *grid = NULL;
    bool has_grids = false, inside = false;

    if (fix->at)
        grid = grids_locate(world_grids(app_of(call)->world), (double)fix->lon_e6 / 1e6, (double)fix->lat_e6 / 1e6, &dedicated);
    for (size_t i = 0; i < call->user->desk_count; i++) {
        int64_t place = call->user->desks[i].place_id;
        if (!grids_find(world_grids(app_of(call)->world), place)) continue;
        has_grids = true;
        inside |= (grid && grid->id == place) || (dedicated && dedicated->id == place);
    }
    grid_write_ref(call, "grid", grid);
    if (has_grids && fix->at) json_bool(&call->out, "inside", inside);
    else json_null(&call->out, "inside");
}

enum err duty_show(struct call *call, struct fault *why)
{
    const struct fix none = { 0 };
    struct duty *duties;
    size_t count;
    bool on;
    enum err err = grid_duties(call->db, call->arena, call->user->account_id, &duties, &count, why);

    if (err) return err;
    on = count && !duties[0].until;
    json_bool(&call->out, "on", on);
    json_time(&call->out, "since", on ? duties[0].since : 0);
    grid_write_fix(call, "position", on ? &duties[0].fix : &none, on);
    write_grid(call, on ? &duties[0].fix : &none);
    json_list(&call->out, "recent");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_time(&call->out, "since", duties[i].since);
        json_time(&call->out, "until", duties[i].until);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}
