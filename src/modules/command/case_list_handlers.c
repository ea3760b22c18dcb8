/*
 * case_list_handlers.c - finding cases: which area or unit is asked for, and the page of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/list.h"
#include "case/spread.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

static void unit_scope(const struct unit *unit, struct case_filter *filter)
{
    static const enum scope_kind SCOPES[UNIT__KINDS] = {
        SCOPE_CITY, SCOPE_DISTRICT, SCOPE_STEERING, SCOPE_STREET, SCOPE_COMMUNITY, SCOPE_UNIT, SCOPE_UNIT,
    };

    list_narrow(filter, SCOPES[unit->kind], unit->kind == UNIT_CITY ? 0 : unit->id);
}

/* One wish; the parameter says what kind of unit it names, `unit` any. */
static enum err ask_unit(struct call *call, const char *name, enum unit_kind kind, struct case_filter *filter, bool *asked, struct fault *why)
{
    int64_t id = json_get_id(call->query, name);
    const struct unit *unit = id ? org_unit(call->org, id) : NULL;

    if (!id) return ERR_OK;
    if (!unit || !user_may(call->org, call->user, RIGHT_CASE_READ, id))
        return fault_field(why, str_from_c(name), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (kind != UNIT__KINDS && unit->kind != kind)
        return fault_field(why, str_from_c(name), fault_set(why, ERR_INVALID, "参数 %s 不能是这类机构", "the parameter %s names another kind of unit", name));
    unit_scope(unit, filter);
    *asked = true;
    return ERR_OK;
}

static enum err ask_grid(struct call *call, struct case_filter *filter, bool *asked, struct fault *why)
{
    int64_t grid = json_get_id(call->query, "grid");
    const struct grid_row *row = grid ? grids_find(world_grids(app_of(call)->world), grid) : NULL;

    if (!grid) return ERR_OK;
    if (!row || !user_may(call->org, call->user, RIGHT_CASE_READ, row->community_id))
        return fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach");
    list_narrow(filter, SCOPE_GRID, row->host_id ? row->host_id : grid);   /* a dedicated grid's cases have its host as their grid */
    if (row->host_id) filter->dedicated_id = grid;
    *asked = true;
    return ERR_OK;
}

/* Where a user without a wish looks: the first grant that reads cases. */
static void home_scope(struct call *call, struct case_filter *filter)
{
    for (size_t i = 0; i < call->user->grant_count; i++) {
        const struct unit *unit = org_unit(call->org, call->user->grants[i].unit_id);
        if (!unit || !(call->user->grants[i].rights >> RIGHT_CASE_READ & 1)) continue;
        unit_scope(unit, filter);
        return;
    }
    list_narrow(filter, SCOPE_UNIT, -1);
}

enum err command_scope(struct call *call, struct case_filter *filter, struct fault *why)
{
    static const struct { const char *name; enum unit_kind kind; } WISHES[] = {
        { "district", UNIT_DISTRICT }, { "steering", UNIT_STEERING }, { "street", UNIT_STREET }, { "community", UNIT_COMMUNITY },
        { "unit", UNIT__KINDS },
    };
    bool asked = false;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(WISHES); i++) err = ask_unit(call, WISHES[i].name, WISHES[i].kind, filter, &asked, why);
    if (!err) err = ask_grid(call, filter, &asked, why);
    if (!err && !asked) home_scope(call, filter);
    return err;
}

enum err command_light(struct call *call, struct case_filter *filter, struct fault *why)
{
    struct str light = json_get_str(call->query, "light");

    filter->overdue = str_is(light, "overdue");
    if (filter->overdue || !light.len) return ERR_OK;
    return fault_field(why, STR("light"), fault_set(why, ERR_INVALID, "办件的时限灯只能按 overdue 筛选", "cases are filtered by the light overdue only"));
}

static enum err read_filter(struct call *call, struct case_filter *filter, struct fault *why)
{
    struct str state = json_get_str(call->query, "state");
    enum err err = command_scope(call, filter, why);

    if (!err) err = command_light(call, filter, why);
    if (err) return err;
    filter->item = json_get_str(call->query, "type");
    filter->stage = json_get_str(call->query, "stage");
    filter->source = json_get_str(call->query, "source");
    filter->words = json_get_str(call->query, "q");
    filter->world = app_of(call)->world;
    filter->limit = json_get_int(call->query, "limit", 20);
    filter->from_ms = json_get_int(call->query, "from", 0);
    filter->to_ms = json_get_int(call->query, "to", 0);
    filter->closed_from_ms = json_get_int(call->query, "closed_from", 0);
    filter->closed_to_ms = json_get_int(call->query, "closed_to", 0);
    filter->before_id = json_get_id(call->query, "after");
    if (str_is(state, "all") || (!state.len && filter->words.len)) filter->states = (1u << CASE__STATES) - 1;
    else if (state.len && case_state_from(state) == CASE__STATES) return fault_field(why, STR("state"), fault_set(why, ERR_INVALID, "状态不对", "no such state"));
    else if (str_is(state, "open")) filter->states = 1u << CASE_OPEN | 1u << CASE_PAUSED;
    else if (state.len) filter->states = 1u << case_state_from(state);
    return ERR_OK;
}

/* What goes out to many stands in a grid for want of a place: only who reads its sender has it in a list, as case_visible says. */
static bool seated_elsewhere(const struct call *call, const struct case_record *record)
{
    return spread_is_parent(record) && !user_may(call->org, call->user, RIGHT_CASE_READ, record->unit_id);
}

enum err case_list(struct call *call, struct fault *why)
{
    struct case_filter filter = { 0 };
    struct case_record *records;
    struct str number = json_get_str(call->query, "number");
    size_t count;
    int64_t next = 0;
    enum err err = read_filter(call, &filter, why);

    if (err) return err;
    if (number.len) {
        bool visible = false;
        records = arena_new(call->arena, struct case_record);
        if (!records) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        err = case_read_number(call->db, call->arena, number, records, why);
        if (!err) err = case_visible(call->db, call->arena, call->org, call->user, records, &visible, why);
        if (err && err != ERR_NOT_FOUND) return err;
        count = visible;
    } else {
        err = list_cases(call->db, call->arena, &filter, &records, &count, &next, why);
        if (err) return err;
    }
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        if (!number.len && seated_elsewhere(call, &records[i])) continue;
        json_object(&call->out, NULL);
        view_case_row(call, &records[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", next);
    return ERR_OK;
}
