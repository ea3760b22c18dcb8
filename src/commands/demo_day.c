/*
 * demo_day.c - a day's work in the demo street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_day.h"

#include "base/id.h"
#include "modules/grid/grid_duty_store.h"
#include "modules/grid/notice.h"
#include "modules/grid/patrol.h"
#include "modules/grid/service.h"
#include "org/account.h"

/* Which of a hundred went on duty how; the first row that fits. */
enum { ABSENT_EVERY = 6, OUTSIDE_EVERY = 9, LATE_EVERY = 7, FAST_EVERY = 14, LATE_MINUTES = 25, FAST_SECONDS = 540, ROUTE_POINTS = 6, SERVED_EVERY = 8 };

static enum err clock_in(struct db *db, const struct demo_day *d, size_t n, size_t worker, struct fault *why)
{
    const struct city_grid *grid = &d->city->grids[d->city->workers[worker].grid];
    struct geo_point at = grid->centre;
    int64_t began = d->now_ms - (int64_t)(20 + n * 7 % 90) * MS_PER_MINUTE;
    struct duty_mark mark = {
        .id = id_new(), .account_id = d->workers[worker], .unit_id = d->ids->communities[grid->community], .street_id = d->ids->streets[d->street], .on = true,
        .has_inside = true, .inside = n % OUTSIDE_EVERY != 4, .grid_id = d->ids->grids[d->city->workers[worker].grid], .placed = true,
        .lon_e6 = at.lon, .lat_e6 = at.lat, .accuracy_m = (int64_t)(8 + n % 20), .reason = STR(""),
        .moment = { .at = began, .done_at = began, .said_at = began, .has_skew = true, .day = day_of_ms(began) },
    };
    enum err err;

    if (!mark.inside) {
        mark.away_m = (int64_t)(320 + n * 37 % 600);
        mark.reason = STR("送材料到街道（合成）");
    }
    if (n % LATE_EVERY == 5) mark.moment.done_at = mark.moment.said_at = began - LATE_MINUTES * MS_PER_MINUTE;
    if (n % FAST_EVERY == 8) {
        mark.moment.skew_s = FAST_SECONDS;
        mark.moment.said_at += FAST_SECONDS * MS_PER_SECOND;
    }
    mark.moment.day = day_of_ms(mark.moment.done_at);
    err = org_duty_begin(db, mark.account_id, mark.unit_id, began, why);
    if (!err) err = org_duty_fix(db, mark.account_id, at.lon, at.lat, d->now_ms - (int64_t)(n % 20) * MS_PER_MINUTE, why);
    return err ? err : duty_mark_insert(db, &mark, why);
}

/* A route through the grid of each worker, and for most two patrols of it, some with points missed. */
static enum err patrol(struct db *db, const struct demo_day *d, size_t n, size_t worker, struct fault *why)
{
    struct arena *arena = store_scratch(db);
    size_t grid = (size_t)d->city->workers[worker].grid;
    struct patrol_points points;
    struct patrol_route route = { .id = id_new(), .grid_id = d->ids->grids[grid], .community_id = d->ids->communities[d->city->grids[grid].community],
                                  .street_id = d->ids->streets[d->street], .name = STR("日常巡查（合成）"), .changed_at = d->now_ms, .changed_by = d->grid_manager };
    enum err err = patrol_propose(arena, &d->city->grids[grid].shape, ROUTE_POINTS, &points, why);

    route.points = err ? STR("") : patrol_points_text(arena, &points);
    if (!err) err = patrol_route_insert(db, &route, why);
    for (size_t walk = 0; !err && walk < n % 3 && n % ABSENT_EVERY != 0; walk++) {
        int64_t began = d->now_ms - (int64_t)(18 - walk * 9) * MS_PER_MINUTE;
        struct patrol_run run = { .id = id_new(), .account_id = d->workers[worker], .key = str_format(arena, "demo-%zu-%zu", n, walk), .route_id = route.id,
                                  .street_id = route.street_id, .day = day_of_ms(began), .points = route.points, .point_count = (int64_t)points.count, .began_at = began };
        err = patrol_run_insert(db, &run, why);
        for (size_t i = 0; !err && i < points.count; i++) {
            struct patrol_mark mark = { .run_id = run.id, .n = points.at[i].n, .away_m = (int64_t)((n + i * 7) % 40),
                                        .moment = { .at = began + (int64_t)i * MS_PER_MINUTE, .done_at = began + (int64_t)i * MS_PER_MINUTE } };
            bool fresh;
            if ((n + i) % 4 != 3) err = patrol_mark_insert(db, &mark, &fresh, why);
        }
        if (!err) err = patrol_run_end(db, run.id, began + 8 * MS_PER_MINUTE, why);
    }
    return err;
}

/* Services of the login `worker`: some missed, some due, some done; nobody's data stands behind the masks. */
static enum err serve(struct db *db, const struct demo_day *d, size_t n, size_t worker, struct fault *why)
{
    static const struct { const char *kind; int64_t every; } KINDS[] = { { "alone", 7 }, { "child", 7 }, { "care", 30 }, { "household", 365 } };
    static const char *const NAMES[] = { "王**", "李**", "张**", "陈**", "刘**" };
    const int64_t every = KINDS[n / SERVED_EVERY % COUNT_OF(KINDS)].every;
    const int32_t today = day_of_ms(d->now_ms).since_epoch;
    size_t grid = (size_t)d->city->workers[worker].grid;
    struct service service = {
        .id = id_new(), .grid_id = d->ids->grids[grid], .community_id = d->ids->communities[d->city->grids[grid].community], .street_id = d->ids->streets[d->street],
        .kind = str_from_c(KINDS[n / SERVED_EVERY % COUNT_OF(KINDS)].kind), .account_id = d->login_worker, .every_days = every, .next = { today - 3 + (int32_t)(n % 9) },
        .asked_by = n % 2 ? STR("family") : STR("self"), .asked_on = { today - 40 }, .consent = STR("在社区当面签字（合成）"), .made_at = d->now_ms, .made_by = d->grid_manager,
        .masked = str_format(store_scratch(db), "{\"name\":\"%s\",\"phone\":\"\",\"address\":\"%zu幢***（合成）\"}", NAMES[n % COUNT_OF(NAMES)], n % 9 + 1),
    };

    return service_insert(db, &service, why);
}

/* Two notices of the grid centre: one to confirm. */
static enum err tell(struct db *db, const struct demo_day *d, struct fault *why)
{
    static const struct { const char *title, *text; bool confirm; } ROWS[] = {
        { "汛期加密巡查（合成）", "本周每天傍晚加巡一次低洼点位和雨水口，有积水先拍照上报再处置。", true },
        { "网格例会（合成）", "周五下午三点在街道二楼会议室开例会，请带本周未办结的件。", false },
    };
    const int64_t street = d->ids->streets[d->street];
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(ROWS); i++) {
        const struct notice notice = { .id = id_new(), .unit_id = street, .title = str_from_c(ROWS[i].title), .text = str_from_c(ROWS[i].text), .roles = STR(""),
                                       .from_at = d->now_ms - MS_PER_HOUR, .until_at = d->now_ms + 10 * MS_PER_DAY, .must_confirm = ROWS[i].confirm, .made_by = d->grid_manager, .made_at = d->now_ms };
        err = notice_insert(db, &notice, &street, 1, why);
    }
    return err;
}

enum err demo_day_write(struct db *db, const struct demo_day *d, struct fault *why)
{
    size_t n = 0;
    enum err err = tell(db, d, why);

    for (size_t i = 0; !err && i < d->city->worker_count; i++) {
        const struct city_grid *grid = &d->city->grids[d->city->workers[i].grid];
        if (d->city->communities[grid->community].parent != (int32_t)d->street) continue;
        if (++n % ABSENT_EVERY != 0) err = clock_in(db, d, n, i, why);
        if (!err) err = patrol(db, d, n, i, why);
        if (!err && n % SERVED_EVERY == 0) err = serve(db, d, n, i, why);
    }
    return err;
}
