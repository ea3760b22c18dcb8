/*
 * screen.c - the wall (指挥大屏) in numbers: today, rates, types and ranks of an area, and who leads its shift.
 *
 * Everything is read from counters and tallies, so that a wall may ask after
 * every event.  Of people only how many are on duty where, and the names of
 * who leads the shift (带班), which offices hang out anyway; no telephone.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/screen.h"

#include <stdlib.h>

#include "base/civil.h"
#include "case/measure.h"
#include "case/roster.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/duty_post.h"
#include "modules/command/evaluation.h"
#include "modules/command/figures.h"
#include "modules/command/screen_store.h"
#include "modules/command/shapes.h"
#include "store/counter.h"

enum { TOP_TYPES = 10, RATES_SHOWN = 8 };

#define NAMED TEXT("code"), TEXT("name"), TEXT("name_en")

static const struct json_shape RATE = { "ScreenRate", FIELDS{ NAMED, OR_NULL("percent", NUMBER), OR_NULL("target", NUMBER), FIELD("missed", BOOL), { 0 } } };
static const struct json_shape TOP = { "ScreenTop", FIELDS{ NAMED, FIELD("count", INT), { 0 } } };
static const struct json_shape CHILD = { "ScreenChild", FIELDS{
    TEXT("key"), TEXT("name"), { "unit", JSON_OBJECT, true, &UNIT_REF }, FIELD("reported", INT), FIELD("open", INT), FIELD("overdue", INT), OR_NULL("on_time", NUMBER), OR_NULL("score", NUMBER),
    OR_NULL("rank", INT), FIELD("on_duty", INT), { 0 },
} };
static const struct json_shape LEADER = { "ScreenLeader", FIELDS{ TEXT("post_name"), TEXT("post_name_en"), TEXT("name"), { 0 } } };
const struct json_shape SCREEN_VIEW = { "Screen", FIELDS{
    { "area", JSON_OBJECT, false, &UNIT_REF }, { "up", JSON_OBJECT, true, &UNIT_REF }, FIELD("at", TIME), TEXT("month"), OR_NULL("reported", INT), OR_NULL("closed", INT), FIELD("open", INT),
    FIELD("overdue", INT), FIELD("on_duty", INT), MANY("leaders", LEADER), MANY("rates", RATE), MANY("types", TOP), MANY("sources", TOP), MANY("children", CHILD), { 0 },
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

enum err screen_scope(struct call *call, struct evaluation_scope *scope, struct fault *why)
{
    enum err err = evaluation_scope(call, RIGHT_SCREEN_VIEW, scope, why);

    if (err || !evaluation_is_unit(scope->area)) return err;
    return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
}

/* Who leads the shift of the area itself or of one of its own offices now. */
static enum err write_leaders(struct call *call, const struct unit *area, struct fault *why)
{
    struct shift *shifts;
    struct csv posts;
    size_t count;
    enum err err = duty_posts(call, &posts, why);

    if (!err) err = roster_between(call->db, call->arena, call->now_ms, call->now_ms + 1, &shifts, &count, why);
    if (err) return err;
    json_list(&call->out, "leaders");
    for (size_t i = 0; i < count; i++) {
        const struct unit *unit = org_unit(call->org, shifts[i].unit_id);
        ptrdiff_t post = duty_post_find(&posts, shifts[i].post);
        bool own = unit && (unit->id == area->id || (unit->parent_id == area->id && unit->kind > UNIT_COMMUNITY));
        if (!own || !duty_post_leads(&posts, post)) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "post_name", csv_get(&posts, (size_t)post, "name"));
        json_str(&call->out, "post_name_en", csv_get(&posts, (size_t)post, "name_en"));
        json_str(&call->out, "name", shifts[i].name);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
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
    err = write_leaders(call, scope.area, why);
    if (err) return err;
    write_rates(call, &children);
    err = write_children(call, &children, &duty, why);
    write_top(call, "types", &kinds);
    write_top(call, "sources", &sources);
    return err;
}
