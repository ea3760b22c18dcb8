/*
 * evaluation_cases.c - the list behind a number of the evaluation.
 *
 * Street by street in the order of the units, each a range of case_measure,
 * newest first; a page ends with its rows or when its time is over, and says
 * where to go on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/id.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/evaluation.h"

enum { PAGE_MS = 400, PAGE_MAX = 100 };

struct listing {
    struct call *call;
    struct evaluation_scope scope;
    struct measure_filter filter;
    int64_t at_street;                    /* of the cursor; 0: from the first */
    struct measured found[PAGE_MAX];
    size_t count;
    int64_t next_street, next_month, next_id;   /* next_street 0: the end */
};

static enum err read_cursor(struct listing *l, struct fault *why)
{
    struct str text = json_get_str(l->call->query, "after"), rest = text, street, month;

    if (!text.len) return ERR_OK;
    if (str_split(&rest, '-', &street) && str_split(&rest, '-', &month) && !num_parse_int(street, 1, INT64_MAX, &l->at_street) &&
        !num_parse_int(month, 0, 999912, &l->filter.before_month) && !num_parse_int(rest, 0, INT64_MAX, &l->filter.before_id))
        return ERR_OK;
    return fault_field(why, STR("after"), fault_set(why, ERR_INVALID, "翻页标记不对", "the cursor is not valid"));
}

/* A grid lies in the area; a unit's cases are those it is responsible for there. */
static enum err read_narrower(struct listing *l, struct fault *why)
{
    const struct unit *area = l->scope.area, *unit;
    const struct grid_row *grid;
    int64_t grid_id = json_get_id(l->call->query, "grid"), unit_id = json_get_id(l->call->query, "unit");

    if (area->kind == UNIT_COMMUNITY) l->filter.community_id = area->id;
    if (evaluation_is_unit(area)) l->filter.unit_id = area->id;
    if (grid_id) {
        grid = grids_find(world_grids(app_of(l->call)->world), grid_id);
        if (!grid || !org_within(l->call->org, grid->community_id, area->id))
            return fault_field(why, STR("grid"), fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach"));
        l->filter.grid_id = grid_id;
    }
    if (!unit_id) return ERR_OK;
    unit = org_unit(l->call->org, unit_id);
    if (!unit || (evaluation_is_unit(area) && unit_id != area->id)) return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个单位", "no such unit"));
    l->filter.unit_id = unit_id;
    return ERR_OK;
}

/* A span of time instead of whole months: what a briefing counts (brief.h). */
static void read_span(struct listing *l)
{
    int64_t since = json_get_int(l->call->query, "since", 0), until = json_get_int(l->call->query, "until", 0);

    if (!since || until <= since) return;
    l->filter.from_month = measure_month_of(since - MS_PER_HOUR);
    l->filter.to_month = measure_month_of(until - 1);
    l->filter.from_id = id_floor(since);
    l->filter.until_id = id_floor(until);
}

static enum err read_wish(struct listing *l, struct fault *why)
{
    struct str name = json_get_str(l->call->query, "measure");
    enum measure measure = measure_from(name);
    enum err err = evaluation_scope(l->call, RIGHT_STATISTICS, &l->scope, why);

    if (err) return err;
    if (!user_may(l->call->org, l->call->user, RIGHT_CASE_READ, l->scope.area->id))
        return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
    if (measure == MEASURE__COUNT) return fault_field(why, STR("measure"), fault_set(why, ERR_INVALID, "没有这个指标", "there is no such figure"));
    l->filter.facts = 1u << measure;
    l->filter.item = json_get_str(l->call->query, "type");
    l->filter.source = json_get_str(l->call->query, "source");
    l->filter.from_month = l->scope.from;
    l->filter.to_month = l->scope.to;
    read_span(l);
    err = read_narrower(l, why);
    return err ? err : read_cursor(l, why);
}

/* What is left of the page from one street. */
static enum err list_street(struct listing *l, const struct unit *street, size_t limit, struct fault *why)
{
    size_t count = 0;
    enum err err;

    l->filter.street_id = street->id;
    l->filter.limit = (int64_t)(limit - l->count);
    err = measure_list(l->call->db, l->call->arena, &l->filter, &l->found[l->count], &count, why);
    if (err) return err;
    l->count += count;
    if (l->count == limit) {
        l->next_street = street->id;
        l->next_month = l->found[l->count - 1].month;
        l->next_id = l->found[l->count - 1].case_id;
    }
    l->filter.before_month = l->filter.before_id = 0;
    return ERR_OK;
}

static enum err list_streets(struct listing *l, size_t limit, struct fault *why)
{
    const struct org *org = l->call->org;
    int64_t until = time_monotonic_ms() + PAGE_MS;
    bool reached = !l->at_street;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < org_unit_count(org) && l->count < limit; i++) {
        const struct unit *street = org_unit_at(org, i);
        if (!evaluation_covers(org, street, l->scope.area)) continue;
        if (street->id == l->at_street) reached = true;
        if (!reached) continue;
        if (l->filter.street_id && time_monotonic_ms() > until) {
            l->next_street = street->id;   /* from its first row */
            break;
        }
        err = list_street(l, street, limit, why);
    }
    return err;
}

enum err evaluation_cases(struct call *call, struct fault *why)
{
    struct listing l = { .call = call };
    size_t limit = (size_t)json_get_int(call->query, "limit", 20);
    enum err err = read_wish(&l, why);

    if (!err) err = list_streets(&l, limit < PAGE_MAX ? limit : PAGE_MAX, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < l.count; i++) {
        struct case_record record;
        err = case_read(call->db, call->arena, l.found[i].case_id, &record, why);
        if (err) return err;
        json_object(&call->out, NULL);
        view_case_row(call, &record);
        json_close(&call->out);
    }
    json_close(&call->out);
    if (l.next_street) json_str(&call->out, "next", str_format(call->arena, "%lld-%lld-%lld", (long long)l.next_street, (long long)l.next_month, (long long)l.next_id));
    else json_null(&call->out, "next");
    return ERR_OK;
}
