/*
 * grid_duty.c - going on and off duty, and the position while on it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/id.h"
#include "modules/grid/grid.h"
#include "modules/grid/grid_duty_store.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/notice.h"
#include "modules/grid/staff.h"
#include "modules/grid/service.h"
#include "org/account.h"

struct check_in { struct spot spot; struct duty_mark mark; };

static enum err prepare(struct call *call, struct check_in **out, struct fault *why)
{
    struct check_in *check_in = arena_new(call->arena, struct check_in);

    if (!check_in) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (call->user->is_system) return fault_set(why, ERR_FORBIDDEN, "系统账号没有上岗", "a system is never on duty");
    call->work = *out = check_in;
    call->key = call->user->account_id;
    return day_spot(call, &check_in->spot, why);
}

/* Metres from the spot to the nearest grid of one's own, 0 inside of one; -1: one has none. */
static double away_from_own(const struct call *call, const struct spot *spot)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    const struct geo_point here = { spot->lon_e6, spot->lat_e6 };
    double nearest = -1;

    if (day_holds(call, spot->grid) || day_holds(call, spot->dedicated)) return 0;
    for (size_t i = 0; i < call->user->desk_count; i++) {
        const struct geo_shape *shape = grids_shape(grids, call->user->desks[i].place_id);
        double away = shape ? geo_shape_border_distance_m(shape, here) : -1;
        if (away >= 0 && (nearest < 0 || away < nearest)) nearest = away;
    }
    return nearest;
}

/* Inside or outside, and that whoever begins outside says why. */
static enum err judge(struct call *call, const struct spot *spot, struct duty_mark *mark, struct fault *why)
{
    double away = spot->known ? away_from_own(call, spot) : -1;
    int64_t border = org_setting(call->org, "duty.border", 100);

    mark->has_inside = away >= 0;
    mark->inside = away >= 0 && away <= (double)border;
    mark->away_m = mark->inside ? 0 : (int64_t)lround(away);
    mark->grid_id = spot->dedicated ? spot->dedicated->id : spot->grid ? spot->grid->id : 0;
    mark->placed = spot->known && mark->on;   /* of going off no place is kept */
    mark->lon_e6 = spot->lon_e6;
    mark->lat_e6 = spot->lat_e6;
    mark->accuracy_m = spot->accuracy_m;
    mark->reason = mark->has_inside && !mark->inside ? str_trim(json_get_str(call->body, "reason")) : STR("");
    if (!mark->reason.at) mark->reason = STR("");
    if (!mark->on || !mark->has_inside || mark->inside || mark->reason.len) return ERR_OK;
    return fault_field(why, STR("reason"),
                       fault_set(why, ERR_UNPROCESSABLE, "您离责任网格 %lld 米，外勤打卡要写明事由", "you are %lld metres from your grids; say why to go on duty out there", (long long)mark->away_m));
}

/* ── POST /api/duty: 409 already on, or off, duty ──────────────────────── */

enum err duty_change_prepare(struct call *call, struct fault *why)
{
    struct check_in *check_in = NULL;
    enum err err = prepare(call, &check_in, why);

    if (err) return err;
    check_in->mark = (struct duty_mark){ .id = id_new(), .account_id = call->user->account_id, .unit_id = call->user->unit_id,
                                         .street_id = day_street(call), .on = json_get_bool(call->body, "on", false) };
    if (!check_in->mark.street_id) check_in->mark.street_id = call->user->unit_id;   /* of a department: nobody's street */
    err = day_moment(call, &check_in->mark.moment, why);
    return err ? err : judge(call, &check_in->spot, &check_in->mark, why);
}

enum err duty_change_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct check_in *check_in = call->work;
    int64_t me = call->user->account_id;
    bool on = check_in->mark.on;
    enum err err = on ? org_duty_begin(db, me, call->user->unit_id, call->now_ms, why) : org_duty_end(db, me, call->now_ms, why);

    if (!err && on && check_in->spot.known) err = org_duty_fix(db, me, check_in->spot.lon_e6, check_in->spot.lat_e6, call->now_ms, why);
    return err ? err : duty_mark_insert(db, &check_in->mark, why);
}

/* ── POST /api/duty/fix: 409 while off duty ────────────────────────────── */

enum err duty_fix_prepare(struct call *call, struct fault *why)
{
    struct check_in *check_in;

    return prepare(call, &check_in, why);
}

enum err duty_fix_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct check_in *check_in = call->work;

    return org_duty_fix(db, call->user->account_id, check_in->spot.lon_e6, check_in->spot.lat_e6, call->now_ms, why);
}

/* ── What is deleted when its time is over ─────────────────────────────── */

struct sweep { int64_t places, marks, notices, now; };

static enum err sweep_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct sweep *sweep = job->arg;

    enum err err = duty_marks_sweep(db, sweep->places, sweep->marks, why);

    if (!err) err = notices_sweep(db, sweep->notices, why);
    return err ? err : services_sweep(db, sweep->now, why);
}

enum err grid_tend(const void *services, int64_t now_ms, struct fault *why)
{
    const struct app *app = services;
    struct org *org = world_org(app->world);
    enum err err;
    struct sweep sweep = { .now = now_ms, .places = now_ms - org_setting(org, "position.marks_kept", 30) * MS_PER_DAY, .marks = now_ms - org_setting(org, "duty.kept", 730) * MS_PER_DAY,
                           .notices = now_ms - org_setting(org, "notice.kept", 400) * MS_PER_DAY };

    org_unref(org);
    err = store_transact(app->store, 0, sweep_apply, &sweep, why);
    return err ? err : staff_tend(app, now_ms, why);
}

/* ── GET /api/duty, and the reply of the others ────────────────────────── */

/* In which grid the position lies, and whether it is one of one's own. */
static void write_grid(struct call *call, const struct fix *fix)
{
    const struct grid_row *dedicated = NULL, *grid = NULL;
    bool has_grids = false;

    if (fix->at)
        grid = grids_locate(world_grids(app_of(call)->world), (double)fix->lon_e6 / 1e6, (double)fix->lat_e6 / 1e6, &dedicated);
    for (size_t i = 0; i < call->user->desk_count; i++) has_grids |= grids_find(world_grids(app_of(call)->world), call->user->desks[i].place_id) != NULL;
    grid_write_ref(call, "grid", grid);
    if (has_grids && fix->at) json_bool(&call->out, "inside", day_holds(call, grid) || day_holds(call, dedicated));
    else json_null(&call->out, "inside");
}

static enum err write_marks(struct call *call, struct fault *why)
{
    struct duty_mark *marks;
    size_t count;
    enum err err = duty_marks_of(call->db, call->arena, call->user->account_id, DUTIES_SHOWN, &marks, &count, why);

    if (err) return err;
    json_list(&call->out, "marks");
    for (size_t i = 0; i < count; i++) duty_write_mark(call, &marks[i], true);
    json_close(&call->out);
    json_int(&call->out, "places_kept_days", org_setting(call->org, "position.marks_kept", 30));
    return ERR_OK;
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
    return write_marks(call, why);
}
