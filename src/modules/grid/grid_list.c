/*
 * grid_list.c - grids within reach, one grid, and who may be given a task.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/task.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"

/* By area, or because one works there. */
static bool reaches(const struct call *call, const struct grid_row *grid)
{
    if (user_may(call->org, call->user, RIGHT_CASE_READ, grid->community_id)) return true;
    for (size_t i = 0; i < call->user->desk_count; i++) {
        int64_t place = call->user->desks[i].place_id;
        if (place == grid->id || (grid->host_id && place == grid->host_id)) return true;
    }
    return false;
}

/* The people of the community at hand: grids stand by community, so each is read about once. */
struct people { int64_t community_id; struct grid_person *at; size_t count; };

static enum err people_of(struct call *call, int64_t community_id, struct people *people, struct fault *why)
{
    enum err err;

    if (people->community_id == community_id) return ERR_OK;
    err = grid_people(call->db, call->arena, community_id, &people->at, &people->count, why);
    if (!err) people->community_id = community_id;
    return err;
}

static enum err counts_of(struct call *call, const struct grid_row *grid, struct area_counts *counts, struct fault *why)
{
    const struct unit *community = org_unit(call->org, grid->community_id);

    return list_area_counts(call->db, call->arena, community ? community->street_id : 0, counts, why);
}

enum err grids_list(struct call *call, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    int64_t parent = json_get_id(call->query, "parent"), after = json_get_id(call->query, "after"), last = 0;
    int64_t limit = json_get_int(call->query, "limit", 100), count = 0;
    struct people people = { 0 };
    struct area_counts counts = { 0 };

    if (parent && !user_may(call->org, call->user, RIGHT_CASE_READ, parent))
        return fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach");
    json_list(&call->out, "items");
    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        enum err err;
        if (grid->id <= after || (parent && !org_within(call->org, grid->community_id, parent)) || !reaches(call, grid)) continue;
        if (count++ == limit) break;
        err = people_of(call, grid->community_id, &people, why);
        if (!err) err = counts_of(call, grid, &counts, why);
        if (err) return err;
        json_object(&call->out, NULL);
        grid_write_row(call, grid, people.at, people.count, &counts);
        json_close(&call->out);
        last = grid->id;
    }
    json_close(&call->out);
    json_id(&call->out, "next", count > limit ? last : 0);
    return ERR_OK;
}

/* Dedicated grids lie anywhere in the list; the whole city has some thousands. */
static void write_dedicated(struct call *call, const struct grid_row *host)
{
    const struct grids *grids = world_grids(app_of(call)->world);

    json_list(&call->out, "dedicated");
    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        if (grid->host_id != host->id) continue;
        json_object(&call->out, NULL);
        json_id(&call->out, "id", grid->id);
        json_str(&call->out, "code", grid->code);
        json_str(&call->out, "name", grid->name);
        json_str(&call->out, "kind", grid->kind);
        json_close(&call->out);
    }
    json_close(&call->out);
}

enum err grid_show(struct call *call, struct fault *why)
{
    const struct grid_row *grid = grids_find(world_grids(app_of(call)->world), call->path_id);
    const struct unit *community;
    struct people people = { 0 };
    struct area_counts counts = { 0 };
    enum err err;

    if (!grid || !reaches(call, grid)) return fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach");
    err = people_of(call, grid->community_id, &people, why);
    if (!err) err = counts_of(call, grid, &counts, why);
    if (err) return err;
    community = org_unit(call->org, grid->community_id);
    grid_write_row(call, grid, people.at, people.count, &counts);
    grid_write_unit(call, "street", community ? community->street_id : 0);
    grid_write_unit(call, "district", community ? community->district_id : 0);
    grid_write_unit(call, "steering", community ? community->steering_id : 0);
    write_dedicated(call, grid);
    return ERR_OK;
}

enum err desk_members(struct call *call, struct fault *why)
{
    struct member *members;
    size_t count;
    enum err err = task_members(app_of(call)->world, call->db, call->arena, call->user, json_get_id(call->query, "task"),
                                call->now_ms, &members, &count, why);

    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", members[i].account_id);
        json_str(&call->out, "name", members[i].name);
        json_bool(&call->out, "on_duty", members[i].on_duty);
        json_bool(&call->out, "leader", members[i].leader);
        json_int(&call->out, "open_tasks", members[i].open_tasks);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}
