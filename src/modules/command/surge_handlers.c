/*
 * surge_handlers.c - GET /api/surges: of which type, from which source and where more comes than was to be expected (预警).
 *
 * The last hours are compared with the same hours of the same weekday in the
 * weeks before (text/surge.h): by type, of any source or of one, in each grid,
 * community, street and district of the user's place.  What stands out is
 * named once, where it stands out most: the same type in an area inside or
 * around it is not named again.  Nothing is kept; the cases behind an alert
 * are its evidence.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/table.h"
#include "case/list.h"
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/surge_store.h"
#include "modules/command/work.h"
#include "text/surge.h"

enum { ITEMS_MAX = 20, CASES_MAX = 30, ONE_IN_MAX = 1000000, AHEAD_MAX = 40 };
static const size_t MEMORY = (size_t)256 << 20;
static const double READY_CHANCE = 0.1;

/* One thing counted: a type of a source (empty: any) in an area. */
struct series {
    struct str item, source;
    enum scope_kind kind;
    int64_t area;
    uint32_t now, *weeks;
    uint32_t *ahead;                   /* the hours to come, in the weeks before; of a type in the whole place alone */
    struct surge judged;
};

/* Adding up what was opened in one span of time. */
struct counting {
    struct call *call;
    struct arena *room;
    const struct case_filter *scope;
    struct table known;                /* key → series */
    LIST(struct series *) list;
    size_t weeks, week;                /* how many are compared; which is read: 0 now, 1 a week ago … */
    bool ahead;                        /* the hours that came after, instead */
    int64_t read;
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static int64_t area_of(const struct opened *o, enum scope_kind kind)
{
    switch (kind) {
    case SCOPE_GRID: return o->grid_id;
    case SCOPE_COMMUNITY: return o->community_id;
    case SCOPE_STREET: return o->street_id;
    case SCOPE_DISTRICT: return o->district_id;
    case SCOPE_STEERING: return o->steering_id;
    case SCOPE_CITY:
    case SCOPE_UNIT:
    case SCOPE__KINDS: break;
    }
    return 0;
}

static struct series *series_of(struct counting *c, struct str item, struct str source, enum scope_kind kind, int64_t area)
{
    struct str key = str_format(c->room, "%.*s %.*s %d %lld", STR_ARG(item), STR_ARG(source), (int)kind, (long long)area);
    struct series *s = key.at ? table_get(&c->known, key) : NULL, **slot;

    if (s || !key.at) return s;
    s = arena_new(c->room, struct series);
    slot = s ? LIST_ADD(c->room, &c->list) : NULL;
    if (!slot) return NULL;
    *slot = s;
    *s = (struct series){ .item = str_dup(c->room, item), .source = str_dup(c->room, source), .kind = kind, .area = area,
                          .weeks = arena_array(c->room, uint32_t, c->weeks + 1), .ahead = arena_array(c->room, uint32_t, c->weeks + 1) };
    return s->weeks && s->ahead && !table_put(&c->known, key, s) ? s : NULL;
}

static enum err add(struct counting *c, struct str item, struct str source, enum scope_kind kind, int64_t area, struct fault *why)
{
    struct series *s = series_of(c, item, source, kind, area);

    if (!s) return no_memory(why);
    if (c->ahead) s->ahead[c->week - 1]++;
    else if (c->week) s->weeks[c->week - 1]++;
    else s->now++;
    return ERR_OK;
}

static enum err count_one(const struct opened *o, void *arg, struct fault *why)
{
    static const enum scope_kind AREAS[] = { SCOPE_GRID, SCOPE_COMMUNITY, SCOPE_STREET, SCOPE_DISTRICT };
    struct counting *c = arg;
    const struct item *item = world_item(app_of(c->call)->world, o->item);
    enum err err;

    c->read++;
    if (!item || !str_is(item->kind, "event")) return ERR_OK;
    if (c->scope->scope != SCOPE_CITY && area_of(o, c->scope->scope) != c->scope->scope_id) return ERR_OK;
    err = add(c, o->item, STR(""), SCOPE_CITY, 0, why);          /* the whole place, for what lies ahead */
    for (size_t i = 0; !err && !c->ahead && i < COUNT_OF(AREAS); i++) {
        int64_t area = area_of(o, AREAS[i]);
        if (!area || AREAS[i] < c->scope->scope) continue;       /* what is wider than the place asked for is not whole */
        err = add(c, o->item, STR(""), AREAS[i], area, why);
        if (!err) err = add(c, o->item, o->source, AREAS[i], area, why);
    }
    return err;
}

/* The last hours, the same in each week before, and what followed them then. */
static enum err count_all(struct counting *c, int64_t hours, int64_t most, struct fault *why)
{
    int64_t now = c->call->now_ms, span = hours * MS_PER_HOUR;
    enum err err = ERR_OK;

    for (size_t week = 0; !err && week <= c->weeks; week++) {
        int64_t end = now - (int64_t)week * 7 * MS_PER_DAY;
        c->week = week;
        c->ahead = false;
        err = surge_opened(c->call->db, c->call->arena, end - span, end, most, count_one, c, why);
        c->ahead = true;
        if (!err && week) err = surge_opened(c->call->db, c->call->arena, end, end + span, most, count_one, c, why);
    }
    return err;
}

static int by_chance(const void *a, const void *b)
{
    const struct series *x = *(const struct series *const *)a, *y = *(const struct series *const *)b;

    if (x->judged.chance != y->judged.chance) return x->judged.chance < y->judged.chance ? -1 : 1;
    if (x->now != y->now) return x->now > y->now ? -1 : 1;
    if (x->kind != y->kind) return x->kind > y->kind ? -1 : 1;       /* of equals the narrowest, of any source */
    if (x->source.len != y->source.len) return x->source.len < y->source.len ? -1 : 1;
    return str_compare(x->item, y->item);
}

static int64_t unit_of(struct call *call, const struct series *s)
{
    const struct grid_row *grid = s->kind == SCOPE_GRID ? grids_find(world_grids(app_of(call)->world), s->area) : NULL;

    return grid ? grid->community_id : s->area;
}

/* One inside the other, or the same. */
static bool nested(struct call *call, const struct series *a, const struct series *b)
{
    int64_t x = unit_of(call, a), y = unit_of(call, b);

    if (a->kind == SCOPE_GRID && b->kind == SCOPE_GRID) return a->area == b->area;
    return org_within(call->org, x, y) || org_within(call->org, y, x);
}

/* Alerts, least likely first; each type once in an area and those inside and around it. */
static size_t choose(struct counting *c, int64_t least, double chance, struct series **out)
{
    size_t count = 0;

    for (size_t i = 0; i < c->list.count && count < ITEMS_MAX; i++) {
        struct series *s = c->list.at[i];
        bool known = false;

        if (s->kind == SCOPE_CITY || s->now < least || s->judged.chance >= chance) continue;
        for (size_t k = 0; k < count && !known; k++) known = str_eq(out[k]->item, s->item) && nested(c->call, out[k], s);
        if (!known) out[count++] = s;
    }
    return count;
}

/* ── Out ───────────────────────────────────────────────────────────────── */

static void write_area(struct call *call, const struct series *s)
{
    const struct grid_row *grid = s->kind == SCOPE_GRID ? grids_find(world_grids(app_of(call)->world), s->area) : NULL;
    const struct unit *unit = org_unit(call->org, s->area);

    json_object(&call->out, "area");
    json_id(&call->out, "id", s->area);
    json_str(&call->out, "code", grid ? grid->code : unit ? unit->code : STR(""));
    json_str(&call->out, "name", grid ? grid->name : unit ? unit->name : STR(""));
    json_text(&call->out, "kind", grid ? "grid" : unit ? unit_kind_name(unit->kind) : "");
    json_close(&call->out);
}

/* The weeks before, oldest first. */
static void write_weeks(struct call *call, const uint32_t *counts, size_t count)
{
    json_list(&call->out, "weeks");
    for (size_t i = count; i-- > 0;) {
        json_object(&call->out, NULL);
        json_int(&call->out, "ago", (int64_t)i + 1);
        json_int(&call->out, "count", counts[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* The evidence: what was opened there of the type, newest first. */
static enum err write_cases(struct call *call, const struct series *s, int64_t from_ms, struct fault *why)
{
    struct case_filter filter = { .scope = s->kind, .scope_id = s->area, .item = s->item, .source = s->source, .from_ms = from_ms, .limit = CASES_MAX,
                                  .states = 1u << CASE_OPEN | 1u << CASE_PAUSED | 1u << CASE_CLOSED | 1u << CASE_MERGED };
    struct case_record *records;
    size_t count;
    int64_t next;
    enum err err = list_cases(call->db, call->arena, &filter, &records, &count, &next, why);

    if (err) return err;
    json_list(&call->out, "cases");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        view_case_row(call, &records[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_alert(struct counting *c, const struct series *s, int64_t from_ms, struct fault *why)
{
    struct call *call = c->call;
    const struct source *source = s->source.len ? world_source(app_of(call)->world, s->source) : NULL;
    double one_in = s->judged.chance > 0 ? 1 / s->judged.chance : ONE_IN_MAX;
    enum err err;

    json_object(&call->out, NULL);
    json_str(&call->out, "type", s->item);
    view_type_name(call, s->item);
    json_str(&call->out, "source", s->source);
    json_str(&call->out, "source_name", source ? source->name : s->source);
    json_str(&call->out, "source_name_en", source ? source->en : s->source);
    write_area(call, s);
    json_int(&call->out, "count", s->now);
    json_double(&call->out, "expected", s->judged.expected, 1);
    json_int(&call->out, "one_in", (int64_t)fmin(one_in, ONE_IN_MAX));
    write_weeks(call, s->weeks, c->weeks);
    err = write_cases(call, s, from_ms, why);
    json_close(&call->out);
    return err;
}

/* What is to be expected in the hours to come, most first. */
static int by_expected(const void *a, const void *b)
{
    const struct series *x = *(const struct series *const *)a, *y = *(const struct series *const *)b;

    return x->judged.expected == y->judged.expected ? str_compare(x->item, y->item) : x->judged.expected > y->judged.expected ? -1 : 1;
}

static void write_ahead(struct counting *c, struct series **room)
{
    struct call *call = c->call;
    size_t count = 0;

    for (size_t i = 0; c->weeks && i < c->list.count; i++) {
        if (c->list.at[i]->kind != SCOPE_CITY) continue;
        c->list.at[i]->judged = surge_judge(c->list.at[i]->ahead, c->weeks, 0);
        room[count++] = c->list.at[i];
    }
    qsort(room, count, sizeof(struct series *), by_expected);
    json_list(&call->out, "ahead");
    for (size_t i = 0; i < count && i < AHEAD_MAX; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "type", room[i]->item);
        view_type_name(call, room[i]->item);
        json_double(&call->out, "expected", room[i]->judged.expected, 1);
        json_int(&call->out, "ready", surge_ready_for(room[i]->ahead, c->weeks, READY_CHANCE));
        write_weeks(call, room[i]->ahead, c->weeks);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* How many whole weeks there are to compare with. */
static enum err weeks_known(struct call *call, int64_t hours, size_t *weeks, struct fault *why)
{
    int64_t wanted = org_setting(call->org, "surge.weeks", 8), first = call->now_ms, there;
    enum err err = surge_first(call->db, call->arena, call->now_ms, &first, why);

    there = (call->now_ms - hours * MS_PER_HOUR - first) / (7 * MS_PER_DAY);
    if (there < 0) there = 0;
    if (wanted > SURGE_WEEKS_MAX) wanted = SURGE_WEEKS_MAX;
    *weeks = (size_t)(there < wanted ? there : wanted);
    return err;
}

static enum err write_all(struct counting *c, int64_t hours, int64_t most, struct fault *why)
{
    struct call *call = c->call;
    struct series **chosen = arena_array(c->room, struct series *, c->list.count + ITEMS_MAX);
    double chance = 1 / (double)org_setting(call->org, "surge.one_in", 1000);
    size_t count;
    enum err err = ERR_OK;

    if (!chosen) return no_memory(why);
    for (size_t i = 0; i < c->list.count; i++) c->list.at[i]->judged = surge_judge(c->list.at[i]->weeks, c->weeks, c->list.at[i]->now);
    if (c->list.count) qsort(c->list.at, c->list.count, sizeof(struct series *), by_chance);
    count = choose(c, org_setting(call->org, "surge.least", 5), chance, chosen);
    json_int(&call->out, "hours", hours);
    json_int(&call->out, "weeks", (int64_t)c->weeks);
    json_int(&call->out, "looked_at", c->read);
    json_bool(&call->out, "truncated", c->read >= most);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < count; i++) err = write_alert(c, chosen[i], call->now_ms - hours * MS_PER_HOUR, why);
    json_close(&call->out);
    if (!err) write_ahead(c, chosen);
    return err;
}

/* 422 for a department or team: alerts are of areas. */
enum err surge_list(struct call *call, struct fault *why)
{
    int64_t hours = json_get_int(call->query, "hours", org_setting(call->org, "surge.hours", 24)), most = org_setting(call->org, "surge.cases", 200000);
    struct case_filter scope = { 0 };
    struct counting c = { .call = call, .scope = &scope };
    enum err err = command_scope(call, &scope, why);

    if (!err && scope.scope == SCOPE_UNIT) err = fault_set(why, ERR_UNPROCESSABLE, "预警按区域计算，请选择区、街道或社区", "alerts are of areas: choose a district, street or community");
    if (!err) err = weeks_known(call, hours, &c.weeks, why);
    if (err) return err;
    c.room = arena_open(MEMORY);
    if (!c.room) return no_memory(why);
    table_init(&c.known, c.room);
    err = count_all(&c, hours, most, why);
    if (!err) err = write_all(&c, hours, most, why);
    arena_close(c.room);
    return err;
}
