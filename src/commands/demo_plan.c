/*
 * demo_plan.c - a plan of grids that waits for approval.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_plan.h"

#include <string.h>

#include "base/id.h"
#include "case/grid_plan.h"

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* The grids of the community as parts, comprehensive ones first, and which is the largest. */
static size_t collect(const struct city *city, const struct city_ids *ids, size_t community, struct grid_parts *parts, size_t *comprehensive)
{
    size_t largest = 0;

    for (int layer = 0; layer < GEO__LAYERS; layer++) {
        for (size_t g = 0; g < city->grid_count && parts->count < GRID_PARTS_MAX; g++) {
            const struct city_grid *grid = &city->grids[g];

            if (grid->community != (int32_t)community || grid->layer != (enum geo_layer)layer) continue;
            if (grid->layer == GEO_COMPREHENSIVE && geo_shape_area2(&grid->shape) > geo_shape_area2(&parts->at[largest].shape)) largest = parts->count;
            parts->at[parts->count++] = (struct grid_part){ ids->grids[g], grid->layer, grid->kind.at ? grid->kind : STR(""), grid->name, grid->shape };
        }
        if (layer == GEO_COMPREHENSIVE) *comprehensive = parts->count;
    }
    return largest;
}

/* The largest divided from west to east through its middle; the new one gets the next number. */
static enum err divide(struct arena *arena, const struct city *city, size_t community, size_t count, size_t largest, struct grid_parts *parts, struct fault *why)
{
    struct geo_shape *shapes = arena_array(arena, struct geo_shape, count + 1);
    struct geo_box box = parts->at[largest].shape.box;
    struct geo_point middle = geo_shape_centre(&parts->at[largest].shape), line[2] = { { box.min.lon, middle.lat }, { box.max.lon, middle.lat } };
    ptrdiff_t number = str_find(parts->at[largest].name, STR("第"));
    struct str stem = number > 0 ? str_sub(parts->at[largest].name, 0, (size_t)number) : city->communities[community].name;
    struct reshape made;
    enum err err;

    if (!shapes) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) shapes[i] = parts->at[i].shape;
    err = reshape_split(arena, shapes, count, largest, line, COUNT_OF(line), 1, &made, why);
    for (size_t i = 0; !err && i < made.count; i++) {
        if (i < count) {
            parts->at[i].shape = made.shapes[i];
            continue;
        }
        parts->at[parts->count++] = (struct grid_part){ .layer = GEO_COMPREHENSIVE, .kind = STR(""), .shape = made.shapes[i],
            .name = str_format(arena, "%.*s第%zu网格(合成)", STR_ARG(stem), i + 1) };
    }
    return err;
}

enum err demo_plan_write(struct db *db, const struct city *city, const struct city_ids *ids, size_t community, int64_t by, int64_t now_ms,
                         struct fault *why)
{
    struct arena *arena = store_scratch(db);
    struct grid_parts parts = { .at = arena_array(arena, struct grid_part, 2 * GRID_PARTS_MAX) };
    struct grid_plan plan = { .id = id_new(), .community_id = ids->communities[community], .state = GRID_PLAN_OPEN, .version = 1, .created_at = now_ms, .created_by = by,
                              .changed_at = now_ms, .changed_by = by, .submitted_at = now_ms, .submitted_by = by, .reason = STR(""),
                              .name = STR("新小区交付入住，最大的网格一分为二（合成）") };
    size_t count = 0, largest;
    enum err err;

    if (!parts.at) return out_of_memory(why);
    largest = collect(city, ids, community, &parts, &count);
    err = divide(arena, city, community, count, largest, &parts, why);
    if (err) return err;
    plan.parts = grid_parts_text(arena, &parts);
    if (!plan.parts.at) return out_of_memory(why);
    err = grids_newest(db, &plan.base_stamp, why);
    if (!err) err = grid_plan_insert(db, &plan, why);
    return err ? err : grid_plan_move(db, &plan, GRID_PLAN_SUBMITTED, why);
}
