/*
 * demo_place.c - components and places of the demo street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_place.h"

#include "base/id.h"
#include "case/places.h"

/* What stands in each grid: every class some way from the middle, in turn kept by one, owned by another, nobody's. */
static const struct thing { const char *kind, *class, *name, *owner, *maintainer; } THINGS[] = {
    { "component", "0101", "上水井盖", "water@district", "" },
    { "component", "0102", "污水井盖", "water@district", "municipal@street" },
    { "component", "0103", "雨水井盖", "water@district", "municipal@street" },
    { "component", "0105", "电力井盖", "power@district", "" },
    { "component", "0107", "通信井盖", "telecom@district", "" },
    { "component", "0114", "无主井盖", "", "" },
    { "component", "0118", "路灯", "", "municipal@street" },
    { "component", "0305", "垃圾箱", "", "sanitation@street" },
    { "component", "0402", "行道树", "parks@district", "greening@street" },
    { "station", "fire-station", "微型消防站", "safety@street", "" },
    { "self", "aed", "自动体外除颤器", "service@street", "" },
    { "key", "market", "农贸市场", "", "" },
    { "enterprise", "restaurant", "餐饮单位", "", "" },
};

static int64_t of_teams(const struct teams *teams, const int64_t *ids, size_t area, struct str short_code)
{
    for (size_t i = 0; i < teams->count; i++)
        if (str_eq(teams->at[i].code, short_code)) return ids[area * teams->count + i];
    return 0;
}

/* "water@district" and its like, of the demo street. */
static int64_t unit_of(const struct demo_place *d, const char *name)
{
    const struct str said = str_from_c(name);
    const ptrdiff_t at = str_find(said, STR("@"));
    const size_t district = (size_t)d->city->streets[d->street].parent;

    if (at < 0) return 0;
    return str_find(said, STR("@district")) >= 0 ? of_teams(&d->ids->departments, d->ids->department_ids, district, str_sub(said, 0, (size_t)at))
                                                 : of_teams(&d->ids->street_teams, d->ids->street_team_ids, d->street, str_sub(said, 0, (size_t)at));
}

static enum err put(struct db *db, const struct demo_place *d, size_t grid, size_t serial, size_t n, struct fault *why)
{
    enum { STEP_E6 = 130, ACROSS = 4, ASIDE_E6 = 550 };   /* some way from the middle, where the demo's reports are */
    const struct thing *t = &THINGS[n];
    const struct city_grid *g = &d->city->grids[grid];
    const struct city_area *street = &d->city->streets[d->street];
    const bool component = t->kind[0] == 'c';
    struct arena *scratch = store_scratch(db);
    struct place_record p = {
        .id = id_new(), .kind = str_from_c(t->kind), .class = str_from_c(t->class), .name = str_format(scratch, "%s %zu 号（合成）", t->name, serial), .address = STR(""),
        .lon_e6 = g->centre.lon + ASIDE_E6 + (int32_t)(n % ACROSS) * STEP_E6, .lat_e6 = g->centre.lat + ASIDE_E6 + (int32_t)(n / ACROSS) * STEP_E6, .community_id = d->ids->communities[g->community],
        .street_id = d->ids->streets[d->street], .district_id = d->ids->districts[street->parent], .owner_id = unit_of(d, t->owner), .maintainer_id = unit_of(d, t->maintainer),
        .from = { day_of_ms(d->now_ms).since_epoch - 400 }, .until = { PLACE_OPEN }, .attributes = STR("{}"), .source = STR("演示数据（合成）"), .changed_at = d->now_ms,
    };

    p.code = component ? str_format(scratch, "%.*s%s%06zu", STR_ARG(d->city->districts[street->parent].code), t->class, serial)
                       : str_format(scratch, "%.*s-%s-%04zu", STR_ARG(street->code), t->class, serial);
    return p.code.at && p.name.at ? place_insert(db, &p, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err demo_place_write(struct db *db, const struct demo_place *d, struct fault *why)
{
    size_t serial = 0;
    enum err err = ERR_OK;

    for (size_t g = 0; !err && g < d->city->comprehensive_count; g++) {
        if (d->city->communities[d->city->grids[g].community].parent != (int32_t)d->street) continue;
        serial++;
        for (size_t n = 0; !err && n < COUNT_OF(THINGS); n++) err = put(db, d, g, serial, n, why);
    }
    return err;
}
