/*
 * duplicate.c - near duplicates of a report: same type, near, not long ago
 * (settings duplicate.distance and duplicate.window).
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "case/plan.h"
#include "case/rows.h"

static int by_distance(const void *a, const void *b)
{
    const struct duplicate *x = a, *y = b;

    return (x->distance_m > y->distance_m) - (x->distance_m < y->distance_m);
}

enum err case_duplicates(struct world *world, struct db *db, struct arena *arena, struct str item, double lon, double lat,
                         int64_t now_ms, struct duplicate **out, size_t *count, struct fault *why)
{
    int32_t lon_e6 = (int32_t)lround(lon * 1e6), lat_e6 = (int32_t)lround(lat * 1e6);
    struct org *org = world_org(world);
    double near_m = (double)org_setting(org, "duplicate.distance", 50);
    int64_t since_ms = now_ms - org_setting(org, "duplicate.window", 2) * MS_PER_HOUR;
    struct rows rows;
    size_t kept = 0;
    enum err err = rows_near(db, arena, item, lon_e6, lat_e6, near_m, since_ms, &rows, why);

    org_unref(org);
    if (err) return err;
    *out = arena_array(arena, struct duplicate, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) {
        double distance = desk_distance_m((int32_t)row_int(&rows, i, 2), (int32_t)row_int(&rows, i, 3), lon_e6, lat_e6);
        if (distance > near_m) continue;
        (*out)[kept++] = (struct duplicate){
            .id = row_int(&rows, i, 0), .number = row_str(&rows, i, 1), .item = row_str(&rows, i, 6),
            .stage = row_str(&rows, i, 5), .distance_m = distance, .opened_at = row_int(&rows, i, 4),
        };
    }
    qsort(*out, kept, sizeof **out, by_distance);
    *count = kept;
    return ERR_OK;
}
