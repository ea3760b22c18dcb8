/*
 * desk.c - where a task waits and who gets it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "case/plan.h"
#include "case/rows.h"

/* The district whose departments serve the case: the steering one where it has them. */
static const struct unit *district_unit(const struct org *org, const struct case_record *r, struct str short_code)
{
    const struct unit *unit = r->steering_id ? org_unit_of(org, r->steering_id, short_code) : NULL;

    return unit ? unit : org_unit_of(org, r->district_id, short_code);
}

const struct unit *desk_unit(const struct case_plan *plan, struct str name)
{
    return case_unit_named(plan->org, &plan->now, name);
}

const struct unit *case_unit_named(const struct org *org, const struct case_record *r, struct str name)
{
    ptrdiff_t at = str_find(name, STR("@"));
    struct str short_code, area;

    if (at < 0) return org_unit_by_code(org, name);
    short_code = str_sub(name, 0, (size_t)at);
    area = str_sub(name, (size_t)at + 1, name.len);
    if (str_is(area, "community")) return org_unit(org, r->community_id);
    if (str_is(area, "street")) return short_code.len ? org_unit_of(org, r->street_id, short_code) : org_unit(org, r->street_id);
    if (str_is(area, "district")) return short_code.len ? district_unit(org, r, short_code) : org_unit(org, r->district_id);
    return NULL;
}

enum err desk_co_units(struct case_plan *plan, const struct feel_value *names, struct fault *why)
{
    plan->co_units.count = 0;
    if (names->type != FEEL_LIST) return ERR_OK;
    for (size_t i = 0; i < names->list.count && i < 16; i++) {
        const struct unit *unit = desk_unit(plan, feel_str(&names->list.items[i]));
        int64_t *slot;
        bool there = false;
        for (size_t k = 0; unit && k < plan->co_units.count; k++) there |= plan->co_units.at[k] == unit->id;
        if (!unit || there || unit->id == plan->now.unit_id) continue;
        slot = LIST_ADD(plan->arena, &plan->co_units);
        if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *slot = unit->id;
    }
    return ERR_OK;
}

/* Areas have no officers of their own: a community's desk handles, the street's centre leads, a district's dispatchers answer. */
static const struct unit *area_desk(const struct case_plan *plan, const struct unit *unit, struct str *role)
{
    if (!unit || unit->kind > UNIT_COMMUNITY || !(str_is(*role, "handle") || str_is(*role, "leader"))) return unit;
    if (unit->kind == UNIT_COMMUNITY && str_is(*role, "handle")) {
        *role = STR("desk");
        return unit;
    }
    if (!unit->street_id) {
        *role = STR("district");
        return unit;
    }
    *role = STR("command");
    return org_unit(plan->org, unit->street_id);
}

enum err desk_resolve(struct case_plan *plan, struct str candidates, struct str *role, int64_t *place, struct fault *why)
{
    ptrdiff_t at = str_find(candidates, STR("@"));
    struct str where = at < 0 ? STR("") : str_sub(candidates, (size_t)at + 1, candidates.len);
    const struct unit *unit = NULL;

    *role = at < 0 ? candidates : str_sub(candidates, 0, (size_t)at);
    if (str_is(*role, "resident")) {
        *place = 0;
        return ERR_OK;
    }
    if (str_is(where, "grid")) {
        *place = plan->now.grid_id;
        if (*place) return ERR_OK;
        /* Outside every grid the community or the centre verifies. */
        *role = STR("intake");
        where = STR("street");
    }
    if (str_is(where, "community")) unit = org_unit(plan->org, plan->now.community_id);
    else if (str_is(where, "street")) unit = org_unit(plan->org, plan->now.street_id);
    else if (str_is(where, "district")) {
        unit = org_unit(plan->org, plan->now.steering_id ? plan->now.steering_id : plan->now.district_id);
        if (str_is(*role, "dispatch")) *role = STR("district");
    } else if (str_is(where, "unit")) {
        unit = area_desk(plan, org_unit(plan->org, plan->now.unit_id), role);
    } else if (where.len) {
        unit = area_desk(plan, org_unit_by_code(plan->org, where), role);
    }
    if (!unit)
        return fault_set(why, ERR_UNPROCESSABLE, "找不到岗位“%.*s”对应的机构", "no unit serves the desk \"%.*s\" of this case",
                         STR_ARG(candidates));
    *place = unit->id;
    return ERR_OK;
}

double desk_distance_m(int32_t lon_a, int32_t lat_a, int32_t lon_b, int32_t lat_b)
{
    const double meters = 0.111320;   /* of a millionth of a degree of latitude */
    double dx = (double)(lon_a - lon_b) * meters * cos((double)lat_a / 1e6 * 3.14159265358979 / 180.0);
    double dy = (double)(lat_a - lat_b) * meters;

    return sqrt(dx * dx + dy * dy);
}

enum err desk_leader(struct case_plan *plan, int64_t place, int64_t *person, struct fault *why)
{
    struct member *leaders;
    size_t count;
    enum err err = org_desk_members(plan->db, plan->arena, STR("leader"), place, plan->now_ms, &leaders, &count, why);

    if (err) return err;
    *person = count ? leaders[0].account_id : 0;
    return ERR_OK;
}

/* ★ rule (domain.md 1.10): on duty, fewest open tasks, then nearest fresh position; otherwise the leader. */
enum err desk_pick(struct case_plan *plan, struct str role, int64_t place, int64_t except, int64_t *person, struct fault *why)
{
    struct member *members;
    size_t count;
    const struct member *best = NULL, *leader = NULL;
    int64_t fresh_ms = org_setting(plan->org, "position.fresh", 30) * MS_PER_MINUTE;
    double best_distance = 0;
    enum err err = org_desk_members(plan->db, plan->arena, role, place, plan->now_ms, &members, &count, why);

    if (err) return err;
    for (size_t i = 0; i < count; i++) {
        struct member *m = &members[i];
        double distance = 1e9;
        if (m->leader && !leader) leader = m;
        if (!m->on_duty || m->account_id == except) continue;
        err = rows_open_tasks(plan->db, plan->arena, m->account_id, &m->open_tasks, why);
        if (err) return err;
        if (m->has_fix && plan->now_ms - m->fix_ms <= fresh_ms)
            distance = desk_distance_m(plan->now.lon_e6, plan->now.lat_e6, m->lon_e6, m->lat_e6);
        if (!best || m->open_tasks < best->open_tasks || (m->open_tasks == best->open_tasks && distance < best_distance)) {
            best = m;
            best_distance = distance;
        }
    }
    if (!best) best = leader;
    if (!best) return desk_leader(plan, place, person, why);   /* who need not serve the desk himself */
    *person = best->account_id;
    return ERR_OK;
}
