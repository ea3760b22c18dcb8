/*
 * figure_handlers.c - the dashboard: opened, open, closed, overdue and on-time
 * rate of a unit, by street (or community's street), type, source and day.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "modules/command/command.h"
#include "modules/command/figures.h"

enum { GROUPS_MAX = 2000, DAYS_SHOWN = 30 };

struct group { struct str key, name, name_en; struct figures figures; };
struct groups { struct group *at; size_t count; };

static struct group *group_of(struct groups *groups, struct str key)
{
    for (size_t i = 0; i < groups->count; i++)
        if (str_eq(groups->at[i].key, key)) return &groups->at[i];
    if (groups->count == GROUPS_MAX) return NULL;
    groups->at[groups->count] = (struct group){ .key = key, .name = key, .name_en = key };
    return &groups->at[groups->count++];
}

static void add(struct figures *to, const struct figures *more)
{
    to->opened += more->opened;
    to->closed += more->closed;
    to->on_time += more->on_time;
    to->overdue += more->overdue;
    to->voided += more->voided;
}

static void write_figures(struct call *call, const struct figures *f)
{
    json_int(&call->out, "opened", f->opened);
    json_int(&call->out, "open", figures_open(f));
    json_int(&call->out, "closed", f->closed);
    json_int(&call->out, "overdue", f->overdue);
    if (f->closed) json_double(&call->out, "on_time_rate", figures_on_time_rate(f), 1);
    else json_null(&call->out, "on_time_rate");
}

static int by_opened(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    return (x->figures.opened < y->figures.opened) - (x->figures.opened > y->figures.opened);
}

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct group *)a)->key, ((const struct group *)b)->key);
}

static void write_groups(struct call *call, const char *name, struct groups *groups, bool days)
{
    size_t from = days && groups->count > DAYS_SHOWN ? groups->count - DAYS_SHOWN : 0;

    qsort(groups->at, groups->count, sizeof *groups->at, days ? by_key : by_opened);
    json_list(&call->out, name);
    for (size_t i = from; i < groups->count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "key", groups->at[i].key);
        json_str(&call->out, "name", groups->at[i].name);
        json_str(&call->out, "name_en", groups->at[i].name_en);
        write_figures(call, &groups->at[i].figures);
        json_close(&call->out);
    }
    json_close(&call->out);
}

struct board { struct groups street, type, source, day; struct figures total; };

static enum err add_street(struct call *call, const struct unit *street, struct board *board, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct figure_row *rows;
    size_t count;
    struct group *of_street;
    enum err err = figures_of_street(call->db, call->arena, street->code, &rows, &count, why);

    if (err || !count) return err;
    of_street = group_of(&board->street, street->code);
    if (of_street) of_street->name = of_street->name_en = street->name;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = rows[i].dimension == 't' ? world_item(world, rows[i].value) : NULL;
        const struct source *source = rows[i].dimension == 's' ? world_source(world, rows[i].value) : NULL;
        struct groups *groups = rows[i].dimension == 't' ? &board->type : rows[i].dimension == 's' ? &board->source : &board->day;
        struct group *group = group_of(groups, rows[i].value);
        if (group) {
            if (item) group->name = item->name, group->name_en = item->name_en;
            if (source) group->name = source->name, group->name_en = source->en;
            add(&group->figures, &rows[i].figures);
        }
        if (rows[i].dimension != 't') continue;
        if (of_street) add(&of_street->figures, &rows[i].figures);
        add(&board->total, &rows[i].figures);
    }
    return ERR_OK;
}

/* The unit asked for, or the highest area the user may see figures of. */
static const struct unit *chosen_unit(struct call *call, struct fault *why)
{
    int64_t id = json_get_id(call->query, "unit");
    const struct unit *unit = NULL;

    if (!id)
        for (size_t i = 0; i < call->user->grant_count; i++) {
            const struct unit *own = org_unit(call->org, call->user->grants[i].unit_id);
            if (!own || !(call->user->grants[i].rights >> RIGHT_STATISTICS & 1)) continue;
            if (own->kind > UNIT_STREET) own = org_unit(call->org, own->street_id ? own->street_id : own->parent_id);
            if (own && (!unit || own->kind < unit->kind)) unit = own;
        }
    else if (user_may(call->org, call->user, RIGHT_STATISTICS, id))
        unit = org_unit(call->org, id);
    if (!unit) (void)fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach");
    return unit;
}

enum err dashboard_show(struct call *call, struct fault *why)
{
    struct board board = { 0 };
    struct groups *const all[] = { &board.street, &board.type, &board.source, &board.day };
    const struct unit *unit = chosen_unit(call, why);

    if (!unit) return ERR_NOT_FOUND;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        all[i]->at = arena_array(call->arena, struct group, GROUPS_MAX);
        if (!all[i]->at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    for (size_t i = 0; i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        enum err err;
        if (!figures_cover(call->org, street, unit)) continue;
        err = add_street(call, street, &board, why);
        if (err) return err;
    }
    json_object(&call->out, "unit");
    json_id(&call->out, "id", unit->id);
    json_str(&call->out, "code", unit->code);
    json_str(&call->out, "name", unit->name);
    json_close(&call->out);
    write_figures(call, &board.total);
    write_groups(call, "by_street", &board.street, false);
    write_groups(call, "by_type", &board.type, false);
    write_groups(call, "by_source", &board.source, false);
    write_groups(call, "by_day", &board.day, true);
    return ERR_OK;
}
