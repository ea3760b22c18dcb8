/*
 * screen.c - the wall (指挥大屏): today's numbers, rates, types and ranks of an area, and its open cases as points.
 *
 * Everything but the points is read from counters and tallies, so that a wall
 * may ask after every event.  A point has a place, a state and a type; no words,
 * no number, no person.  Of people only how many are on duty where.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/screen.h"

#include <stdlib.h>

#include "base/civil.h"
#include "case/measure.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/evaluation.h"
#include "modules/command/figures.h"
#include "modules/command/screen_store.h"
#include "store/counter.h"

enum { TOP_TYPES = 10, RATES_SHOWN = 8, CASES_MAX = 10000, ALERTS_SHOWN = 12, RED = 3 };

#define FIELDS (const struct json_shape_field[])
#define TEXT(name) { name, JSON_TEXT, false, NULL }
#define FIELD(name, type) { name, JSON_##type, false, NULL }
#define OR_NULL(name, type) { name, JSON_##type, true, NULL }
#define MANY(name, shape) { name, JSON_LIST, false, &(shape) }
#define NAMED TEXT("code"), TEXT("name"), TEXT("name_en")

static const struct json_shape UNIT_REF = { "UnitRef", FIELDS{ FIELD("id", ID), TEXT("code"), TEXT("name"), TEXT("kind"), { 0 } } };
static const struct json_shape RATE = { "ScreenRate", FIELDS{ NAMED, OR_NULL("percent", NUMBER), OR_NULL("target", NUMBER), FIELD("missed", BOOL), { 0 } } };
static const struct json_shape TOP = { "ScreenTop", FIELDS{ NAMED, FIELD("count", INT), { 0 } } };
static const struct json_shape CHILD = { "ScreenChild", FIELDS{
    TEXT("key"), TEXT("name"), { "unit", JSON_OBJECT, true, &UNIT_REF }, FIELD("reported", INT), FIELD("open", INT), FIELD("overdue", INT), OR_NULL("on_time", NUMBER), OR_NULL("score", NUMBER),
    OR_NULL("rank", INT), FIELD("on_duty", INT), { 0 },
} };
const struct json_shape SCREEN_VIEW = { "Screen", FIELDS{
    { "area", JSON_OBJECT, false, &UNIT_REF }, { "up", JSON_OBJECT, true, &UNIT_REF }, FIELD("at", TIME), TEXT("month"), OR_NULL("reported", INT), OR_NULL("closed", INT), FIELD("open", INT),
    FIELD("overdue", INT), FIELD("on_duty", INT), MANY("rates", RATE), MANY("types", TOP), MANY("sources", TOP), MANY("children", CHILD), { 0 },
} };
static const struct json_shape ALERT = { "ScreenAlert", FIELDS{
    FIELD("id", ID), TEXT("type_name"), TEXT("type_name_en"), FIELD("urgency", INT), FIELD("supervise", INT), FIELD("whistle", BOOL), FIELD("overdue", BOOL), FIELD("opened_at", TIME),
    OR_NULL("due_at", TIME), { "place", JSON_OBJECT, true, &UNIT_REF }, FIELD("lon", NUMBER), FIELD("lat", NUMBER), { 0 },
} };
const struct json_shape SCREEN_CASES_VIEW = { "ScreenCases", FIELDS{
    FIELD("points", ANY), FIELD("truncated", BOOL), FIELD("urgent", INT), FIELD("red", INT), FIELD("whistles", INT), FIELD("whistles_late", INT), MANY("alerts", ALERT), { 0 },
} };

/* ── Numbers ───────────────────────────────────────────────────────────── */

struct today { int64_t reported, closed; };

/* Keys c/STREET/d/DATE/METRIC of one day. */
static enum err add_today(struct call *call, const struct unit *street, struct today *out, struct fault *why)
{
    char day[11];
    struct str prefix;
    struct rows rows;
    enum err err;

    day_print(day_of_ms(call->now_ms), day);
    prefix = str_format(call->arena, "c/%.*s/d/%s/", STR_ARG(street->code), day);
    err = store_counter_range(call->db, call->arena, prefix, &rows, why);
    for (size_t i = 0; !err && i < rows.count; i++) {
        struct str metric = str_sub(row_str(&rows, i, COUNTER_KEY), prefix.len, row_str(&rows, i, COUNTER_KEY).len);
        if (str_is(metric, "opened")) out->reported += row_int(&rows, i, COUNTER_VALUE);
        if (str_is(metric, "closed")) out->closed += row_int(&rows, i, COUNTER_VALUE);
    }
    return err;
}

/* Open now in the streets of an area, whenever it was reported. */
static enum err streets_now(struct call *call, const struct unit *area, struct figures *out, struct fault *why)
{
    *out = (struct figures){ 0 };
    for (size_t i = 0; i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        struct figures one;
        enum err err;
        if (!evaluation_covers(call->org, street, area)) continue;
        err = figures_of_unit(call, street, &one, why);
        if (err) return err;
        out->opened += figures_open(&one);
        out->overdue += one.overdue;
    }
    return ERR_OK;
}


static enum err figures_now(struct call *call, const struct unit *area, struct figures *out, struct fault *why)
{
    struct area_counts kept = { 0 };
    struct area_count sum;
    enum err err;

    if (area->kind != UNIT_COMMUNITY) return streets_now(call, area, out, why);
    err = list_area_counts(call->db, call->arena, area->street_id, &kept, why);
    sum = err ? (struct area_count){ 0 } : area_counts_of(&kept, area->id);
    *out = (struct figures){ .opened = sum.open, .overdue = sum.overdue };
    return err;
}

static int64_t on_duty(const struct call *call, const struct rows *duty, int64_t area_id)
{
    int64_t sum = 0;

    for (size_t i = 0; i < duty->count; i++)
        if (org_within(call->org, row_int(duty, i, 0), area_id)) sum += row_int(duty, i, 1);
    return sum;
}

static void write_rates(struct call *call, const struct evaluation_table *t)
{
    size_t shown = 0;

    json_list(&call->out, "rates");
    for (size_t i = 0; i < t->evaluation.indicator_count && shown < RATES_SHOWN; i++) {
        const struct indicator *one = &t->evaluation.indicators[i];
        double percent = 0;
        bool any = evaluation_rate(one, t->total.sums, &percent);
        if (one->better == BETTER_NONE || one->target < 0) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "code", one->code);
        json_str(&call->out, "name", one->zh);
        json_str(&call->out, "name_en", one->en);
        if (any) json_double(&call->out, "percent", percent, 1);
        else json_null(&call->out, "percent");
        json_double(&call->out, "target", one->target, 1);
        json_bool(&call->out, "missed", any && (one->better == BETTER_LOWER ? percent > one->target : percent < one->target));
        json_close(&call->out);
        shown++;
    }
    json_close(&call->out);
}

static int by_reported(const void *a, const void *b)
{
    int64_t x = ((const struct evaluation_line *)a)->sums[MEASURE_REPORTED], y = ((const struct evaluation_line *)b)->sums[MEASURE_REPORTED];

    return (x < y) - (x > y);
}

static void write_top(struct call *call, const char *name, struct evaluation_table *t)
{
    json_list(&call->out, name);
    if (t->line_count) qsort(t->lines, t->line_count, sizeof *t->lines, by_reported);
    for (size_t i = 0; i < t->line_count && i < TOP_TYPES; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "code", t->lines[i].key);
        json_str(&call->out, "name", t->lines[i].name);
        json_str(&call->out, "name_en", t->lines[i].name_en);
        json_int(&call->out, "count", t->lines[i].sums[MEASURE_REPORTED]);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* What is open in a line's area now. */
static enum err line_now(struct call *call, const struct evaluation_table *t, const struct evaluation_line *line, struct area_counts *kept, struct figures *out, struct fault *why)
{
    const struct unit *unit = line->unit_id ? org_unit(call->org, line->unit_id) : NULL;
    struct area_count sum;
    int64_t id = 0;
    enum err err;

    *out = (struct figures){ 0 };
    if (unit && unit->kind <= UNIT_STREET) return streets_now(call, unit, out, why);
    if (num_parse_int(line->key, 1, INT64_MAX, &id)) return ERR_OK;
    err = list_area_counts(call->db, call->arena, t->scope.area->kind == UNIT_STREET ? t->scope.area->id : t->scope.area->street_id, kept, why);
    if (err) return err;
    sum = area_counts_of(kept, id);
    out->opened = sum.open;
    out->overdue = sum.overdue;
    return ERR_OK;
}

static enum err write_children(struct call *call, const struct evaluation_table *t, const struct rows *duty, struct fault *why)
{
    size_t rate = 0;
    struct area_counts kept = { 0 };
    enum err err = ERR_OK;

    while (rate < t->evaluation.indicator_count && t->evaluation.indicators[rate].numerator != MEASURE_CLOSED_IN_TIME) rate++;
    json_list(&call->out, "children");
    for (size_t i = 0; !err && i < t->line_count; i++) {
        const struct evaluation_line *line = &t->lines[i];
        struct figures now;
        double percent;
        err = line_now(call, t, line, &kept, &now, why);
        if (err) break;
        json_object(&call->out, NULL);
        json_str(&call->out, "key", line->key);
        json_str(&call->out, "name", line->name);
        view_unit(call, "unit", line->unit_id);
        json_int(&call->out, "reported", line->sums[MEASURE_REPORTED]);
        json_int(&call->out, "open", now.opened);
        json_int(&call->out, "overdue", now.overdue);
        if (rate < t->evaluation.indicator_count && evaluation_rate(&t->evaluation.indicators[rate], line->sums, &percent)) json_double(&call->out, "on_time", percent, 1);
        else json_null(&call->out, "on_time");
        if (line->scored) json_double(&call->out, "score", line->score, 1);
        else json_null(&call->out, "score");
        if (line->rank) json_int(&call->out, "rank", line->rank);
        else json_null(&call->out, "rank");
        json_int(&call->out, "on_duty", line->unit_id ? on_duty(call, duty, line->unit_id) : 0);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

/* The area above, when the user may look at that too. */
static int64_t area_above(struct call *call, const struct unit *area)
{
    int64_t up = area->kind == UNIT_STREET ? evaluation_district(area) : area->parent_id;

    return up && user_may(call->org, call->user, RIGHT_SCREEN_VIEW, up) ? up : 0;
}

static enum err screen_scope(struct call *call, struct evaluation_scope *scope, struct fault *why)
{
    enum err err = evaluation_scope(call, RIGHT_SCREEN_VIEW, scope, why);

    if (err || !evaluation_is_unit(scope->area)) return err;
    return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
}

enum err screen_show(struct call *call, struct fault *why)
{
    static const enum grouping DOWN[UNIT__KINDS] = { [UNIT_CITY] = BY_DISTRICT, [UNIT_DISTRICT] = BY_STREET, [UNIT_STEERING] = BY_STREET, [UNIT_STREET] = BY_COMMUNITY, [UNIT_COMMUNITY] = BY_GRID };
    struct evaluation_scope scope;
    struct evaluation_table children = { .line_count = 0 }, kinds = { .line_count = 0 }, sources = { .line_count = 0 };
    struct today today = { 0 };
    struct figures now;
    struct rows duty;
    bool kinds_known;
    enum err err = screen_scope(call, &scope, why);

    if (err) return err;
    kinds_known = scope.area->kind != UNIT_COMMUNITY;
    err = evaluation_fill(call, &scope, DOWN[scope.area->kind], &children, why);
    if (!err && kinds_known) err = evaluation_fill(call, &scope, BY_TYPE, &kinds, why);
    if (!err && kinds_known) err = evaluation_fill(call, &scope, BY_SOURCE, &sources, why);
    if (!err) err = figures_now(call, scope.area, &now, why);
    if (!err) err = screen_duty(call->db, call->arena, &duty, why);
    for (size_t i = 0; !err && i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        if (kinds_known && evaluation_covers(call->org, street, scope.area)) err = add_today(call, street, &today, why);
    }
    if (err) return err;
    view_unit(call, "area", scope.area->id);
    view_unit(call, "up", area_above(call, scope.area));
    json_time(&call->out, "at", call->now_ms);
    json_str(&call->out, "month", scope.to_text);
    if (kinds_known) json_int(&call->out, "reported", today.reported), json_int(&call->out, "closed", today.closed);
    else json_null(&call->out, "reported"), json_null(&call->out, "closed");   /* days are counted by street */
    json_int(&call->out, "open", figures_open(&now));
    json_int(&call->out, "overdue", now.overdue);
    json_int(&call->out, "on_duty", on_duty(call, &duty, scope.area->id));
    write_rates(call, &children);
    err = write_children(call, &children, &duty, why);
    write_top(call, "types", &kinds);
    write_top(call, "sources", &sources);
    return err;
}

/* ── Points ────────────────────────────────────────────────────────────── */

struct points { struct screen_case *at; size_t count; int64_t urgent, red, whistles, whistles_late; bool truncated; };

/* Life at risk first, then the highest supervision, then what waits longest past its time. */
static int by_alarm(const void *a, const void *b)
{
    const struct screen_case *x = a, *y = b;

    if ((x->urgency == 1) != (y->urgency == 1)) return x->urgency == 1 ? -1 : 1;
    if (x->supervise != y->supervise) return x->supervise > y->supervise ? -1 : 1;
    if (x->overdue != y->overdue) return x->overdue ? -1 : 1;
    if (x->due_at != y->due_at) return x->due_at < y->due_at ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool is_whistle(const struct call *call, const struct screen_case *one)
{
    const struct item *item = world_item(app_of(call)->world, one->item);

    return item && str_is(item->kind, "whistle");
}

static enum err add_points(struct call *call, const struct unit *area, const struct unit *street, struct points *p, struct fault *why)
{
    struct screen_case *found;
    size_t count;
    enum err err = screen_cases(call->db, call->arena, street->id, (int64_t)(CASES_MAX - p->count) + 1, &found, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        const struct screen_case *one = &found[i];
        bool whistle;
        if (area->kind == UNIT_COMMUNITY && one->community_id != area->id) continue;
        if (p->count == CASES_MAX) {
            p->truncated = true;
            break;
        }
        whistle = is_whistle(call, one);
        p->at[p->count++] = *one;
        p->urgent += one->urgency <= 2;
        p->red += one->supervise >= RED;
        p->whistles += whistle;
        p->whistles_late += whistle && one->overdue;
    }
    return err;
}

/* [lon, lat, state]: 0 in time, 1 urgent, 2 late, 3 paused, 4 whistle. */
static void write_points(struct call *call, const struct points *p)
{
    json_list(&call->out, "points");
    for (size_t i = 0; i < p->count; i++) {
        const struct screen_case *one = &p->at[i];
        json_list(&call->out, NULL);
        json_double(&call->out, NULL, (double)one->lon_e6 / 1e6, 5);
        json_double(&call->out, NULL, (double)one->lat_e6 / 1e6, 5);
        json_int(&call->out, NULL, is_whistle(call, one) ? 4 : one->paused ? 3 : one->overdue ? 2 : one->urgency <= 2 ? 1 : 0);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static void write_alert(struct call *call, const struct screen_case *one)
{
    json_object(&call->out, NULL);
    json_id(&call->out, "id", one->id);
    view_type_name(call, one->item);
    json_int(&call->out, "urgency", one->urgency);
    json_int(&call->out, "supervise", one->supervise);
    json_bool(&call->out, "whistle", is_whistle(call, one));
    json_bool(&call->out, "overdue", one->overdue);
    json_time(&call->out, "opened_at", one->opened_at);
    json_time(&call->out, "due_at", one->due_at >= CLOCK_NEVER ? 0 : one->due_at);
    view_unit(call, "place", one->community_id);
    json_double(&call->out, "lon", (double)one->lon_e6 / 1e6, 5);
    json_double(&call->out, "lat", (double)one->lat_e6 / 1e6, 5);
    json_close(&call->out);
}

enum err screen_points(struct call *call, struct fault *why)
{
    struct evaluation_scope scope;
    struct points p = { 0 };
    enum err err = screen_scope(call, &scope, why);

    if (err) return err;
    p.at = arena_array(call->arena, struct screen_case, CASES_MAX);
    if (!p.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < org_unit_count(call->org) && !p.truncated; i++) {
        const struct unit *street = org_unit_at(call->org, i);
        if (evaluation_covers(call->org, street, scope.area)) err = add_points(call, scope.area, street, &p, why);
    }
    if (err) return err;
    write_points(call, &p);
    json_bool(&call->out, "truncated", p.truncated);
    json_int(&call->out, "urgent", p.urgent);
    json_int(&call->out, "red", p.red);
    json_int(&call->out, "whistles", p.whistles);
    json_int(&call->out, "whistles_late", p.whistles_late);
    qsort(p.at, p.count, sizeof *p.at, by_alarm);
    json_list(&call->out, "alerts");
    for (size_t i = 0, shown = 0; i < p.count && shown < ALERTS_SHOWN; i++) {
        if (p.at[i].urgency > 1 && !p.at[i].supervise && !p.at[i].overdue) break;
        write_alert(call, &p.at[i]);
        shown++;
    }
    json_close(&call->out);
    return ERR_OK;
}
