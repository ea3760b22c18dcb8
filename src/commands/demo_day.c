/*
 * demo_day.c - a day's work in the demo street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_day.h"

#include "base/id.h"
#include "modules/grid/grid_duty_store.h"
#include "org/account.h"

/* Which of a hundred went on duty how; the first row that fits. */
enum { ABSENT_EVERY = 6, OUTSIDE_EVERY = 9, LATE_EVERY = 7, FAST_EVERY = 14, LATE_MINUTES = 25, FAST_SECONDS = 540 };

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

enum err demo_day_write(struct db *db, const struct demo_day *d, struct fault *why)
{
    size_t n = 0;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < d->city->worker_count; i++) {
        const struct city_grid *grid = &d->city->grids[d->city->workers[i].grid];
        if (d->city->communities[grid->community].parent != (int32_t)d->street) continue;
        if (++n % ABSENT_EVERY != 0) err = clock_in(db, d, n, i, why);
    }
    return err;
}
