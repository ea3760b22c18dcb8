/*
 * whistle_figures.c - the month of a street or district: what the units that were summoned did, what they score, and who blew how often.
 *
 * The counts are the counters of case/party.h; rates, deductions and the score
 * are the decision `whistle_score`, the judgement of use is `whistle_use`.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/figures.h"
#include "modules/command/party_view.h"
#include "modules/command/whistle_lists.h"
#include "modules/command/whistle_store.h"
#include "store/counter.h"
#include "text/text.h"

enum { UNITS_MAX = 4000 };

struct unit_figures {
    const struct unit *unit;
    int64_t counts[PARTY__METRICS];
    const struct feel_value *score;       /* what the decision said */
    double points;                        /* negative: no score */
};
struct caller_figures { const struct unit *unit; int64_t blown, open, refused, closed; };

struct table {
    struct unit_figures *units;
    struct caller_figures *callers;
    size_t unit_count, caller_count;
    int64_t blown, filed;
};

static struct unit_figures *figures_for(struct call *call, struct table *t, struct str code)
{
    for (size_t i = 0; i < t->unit_count; i++)
        if (str_eq(t->units[i].unit->code, code)) return &t->units[i];
    if (t->unit_count == UNITS_MAX || !org_unit_by_code(call->org, code)) return NULL;
    t->units[t->unit_count].unit = org_unit_by_code(call->org, code);
    return &t->units[t->unit_count++];
}

/* Of an order only the card counts: it takes points off, and is no summons the unit answered or not. */
static bool is_card(enum party_metric metric)
{
    return metric == METRIC_YELLOW || metric == METRIC_ORANGE || metric == METRIC_RED;
}

static bool is_whistle(struct call *call, struct str type)
{
    const struct item *item = world_item(app_of(call)->world, type);

    return !item || str_is(item->kind, "whistle");
}

/* Keys p/MONTH/STREET/UNIT/TYPE/METRIC of one street. */
static enum err add_parties(struct call *call, struct table *t, const struct unit *street, const struct month *month, struct fault *why)
{
    struct str prefix = str_format(call->arena, PARTY_PREFIX "%.*s/%.*s/", STR_ARG(month->text), STR_ARG(street->code));
    struct rows rows;
    enum err err = store_counter_range(call->db, call->arena, prefix, &rows, why);

    for (size_t i = 0; !err && i < rows.count; i++) {
        struct str key = row_str(&rows, i, COUNTER_KEY), rest = str_sub(key, prefix.len, key.len), unit, type;
        struct unit_figures *figures;
        enum party_metric metric;
        if (!str_split(&rest, '/', &unit) || !str_split(&rest, '/', &type)) continue;
        metric = party_metric_from(rest);
        if (!is_whistle(call, type) && !is_card(metric)) continue;
        figures = metric < PARTY__METRICS ? figures_for(call, t, unit) : NULL;
        if (figures) figures->counts[metric] += row_int(&rows, i, COUNTER_VALUE);
    }
    return err;
}

static enum err add_callers(struct call *call, struct table *t, const struct unit *street, const struct month *month, struct fault *why)
{
    struct whistle_row *rows;
    size_t count;
    enum err err = whistle_list(call->db, call->arena, street->id, month->from_ms, month->to_ms, &rows, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        const struct unit *unit = org_unit(call->org, rows[i].whistle.caller_id);
        size_t at = 0;
        while (at < t->caller_count && t->callers[at].unit != unit) at++;
        if (at == UNITS_MAX || !unit) continue;
        if (at == t->caller_count) t->callers[t->caller_count++].unit = unit;
        t->callers[at].blown++;
        t->callers[at].open += whistle_is(&rows[i].record, STR("open"));
        t->callers[at].refused += whistle_is(&rows[i].record, STR("refused"));
        t->callers[at].closed += whistle_is(&rows[i].record, STR("closed"));
        t->blown++;
    }
    return err;
}

/* Cases of the street opened in the month, whistles not counted. */
static enum err add_filed(struct call *call, struct table *t, const struct unit *street, const struct month *month, struct fault *why)
{
    struct figure_row *rows;
    size_t count;
    enum err err = figures_of_street(call->db, call->arena, street->code, &rows, &count, why);

    for (size_t i = 0; !err && i < count; i++)
        if (rows[i].dimension == 'd' && str_starts(rows[i].value, month->text)) t->filed += rows[i].figures.opened;
    return err;
}

static enum err decide(struct call *call, const char *decision, const struct feel_value *inputs, const struct feel_value **out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    const struct dmn *dmn = world_decision(world, str_from_c(decision), world_release(world), NULL);
    struct dmn_result found;
    enum err err = dmn ? dmn_decide(call->arena, dmn, str_from_c(decision), inputs, call->now_ms, &found, why)
                       : fault_set(why, ERR_INTERNAL, "没有决策“%s”", "there is no decision \"%s\"", decision);

    if (!err) *out = found.value;
    return err;
}

static double number_of(const struct feel_value *context, const char *name, double absent)
{
    const struct feel_value *value = context && context->type == FEEL_CONTEXT ? feel_get(context, str_from_c(name)) : &FEEL_NULL_VALUE;

    return value->type == FEEL_NUMBER ? decimal_to_double(value->number) : absent;
}

/* What a card takes off: the rows of supervision.csv. */
static const struct feel_value *with_points(struct call *call, const struct feel_value *inputs)
{
    static const char *const NAMES[] = { "yellow_points", "orange_points", "red_points" };

    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        const struct supervision *level = world_supervision(app_of(call)->world, (int64_t)i + 1, call->now_ms);
        inputs = feel_with(call->arena, inputs, NAMES[i], feel_integer(call->arena, level ? level->score_delta : 0));
    }
    return inputs;
}

static enum err score(struct call *call, struct unit_figures *f, struct fault *why)
{
    const struct feel_value *inputs = feel_from_json(call->arena, NULL);
    enum err err;

    for (int m = 0; m < PARTY__METRICS; m++) inputs = feel_with(call->arena, inputs, party_metric_name((enum party_metric)m), feel_integer(call->arena, f->counts[m]));
    inputs = with_points(call, inputs);
    err = decide(call, "whistle_score", inputs, &f->score, why);
    f->points = err ? -1e9 : number_of(f->score, "score", -1e9);
    return err;
}

static int by_points(const void *a, const void *b)
{
    const struct unit_figures *x = a, *y = b;

    if (x->points != y->points) return x->points < y->points ? 1 : -1;
    return str_compare(x->unit->code, y->unit->code);
}

static int by_blown(const void *a, const void *b)
{
    const struct caller_figures *x = a, *y = b;

    if (x->blown != y->blown) return x->blown < y->blown ? 1 : -1;
    return str_compare(x->unit->code, y->unit->code);
}

static void write_number(struct call *call, const char *name, const struct feel_value *score, double times, int digits)
{
    double value = number_of(score, name, -1e9);

    if (value <= -1e9) json_null(&call->out, name);
    else json_double(&call->out, name, value * times, digits);
}

static void write_units(struct call *call, const struct table *t)
{
    int64_t rank = 0;

    json_list(&call->out, "units");
    for (size_t i = 0; i < t->unit_count; i++) {
        const struct unit_figures *f = &t->units[i];
        if (!i || f->points != t->units[i - 1].points) rank = (int64_t)i + 1;
        json_object(&call->out, NULL);
        view_unit(call, "unit", f->unit->id);
        for (int m = 0; m < PARTY__METRICS; m++) json_int(&call->out, party_metric_name((enum party_metric)m), f->counts[m]);
        write_number(call, "response_rate", f->score, 100, 2);
        write_number(call, "arrival_rate", f->score, 100, 2);
        write_number(call, "solved_rate", f->score, 100, 2);
        write_number(call, "satisfied_rate", f->score, 100, 2);
        json_double(&call->out, "deduction", number_of(f->score, "deduction", 0), 1);
        write_number(call, "score", f->score, 1, 2);
        if (f->points <= -1e9) json_null(&call->out, "rank");
        else json_int(&call->out, "rank", rank);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static void write_callers(struct call *call, const struct table *t)
{
    json_list(&call->out, "callers");
    for (size_t i = 0; i < t->caller_count; i++) {
        json_object(&call->out, NULL);
        view_unit(call, "unit", t->callers[i].unit->id);
        json_int(&call->out, "blown", t->callers[i].blown);
        json_int(&call->out, "open", t->callers[i].open);
        json_int(&call->out, "refused", t->callers[i].refused);
        json_int(&call->out, "closed", t->callers[i].closed);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* 吹哨率: too low and the mechanism lies idle, too high and everyday handling has broken down. */
static enum err write_use(struct call *call, const struct table *t, const struct unit *area, struct fault *why)
{
    struct arena *a = call->arena;
    const struct feel_value *inputs = feel_from_json(a, NULL), *said;
    int64_t filed = t->filed > t->blown ? t->filed - t->blown : 0;
    double rate = filed ? (double)t->blown * 100.0 / (double)filed : 0;
    enum err err;

    inputs = feel_with(a, inputs, "level", feel_string(a, str_from_c(unit_kind_name(area->kind))));
    inputs = feel_with(a, inputs, "filed", feel_integer(a, filed));
    inputs = feel_with(a, inputs, "rate", feel_number(a, decimal_from_double(rate)));
    err = decide(call, "whistle_use", inputs, &said, why);
    if (err) return err;
    json_object(&call->out, "use");
    json_int(&call->out, "blown", t->blown);
    json_int(&call->out, "filed", filed);
    if (filed) json_double(&call->out, "rate", rate, 2);
    else json_null(&call->out, "rate");
    json_str(&call->out, "band", feel_get_str(said, "band"));
    json_str(&call->out, "reason", text_language(feel_get_str(said, "reason"), false));
    json_str(&call->out, "reason_en", text_language(feel_get_str(said, "reason"), true));
    json_close(&call->out);
    return ERR_OK;
}

enum err whistle_figures(struct call *call, struct fault *why)
{
    struct table t = { 0 };
    const struct unit *area = whistle_area(call, RIGHT_STATISTICS, why);
    struct month month;
    enum err err = area ? whistle_month(call, &month, why) : ERR_NOT_FOUND;

    if (err) return err;
    t.units = arena_array(call->arena, struct unit_figures, UNITS_MAX);
    t.callers = arena_array(call->arena, struct caller_figures, UNITS_MAX);
    if (!t.units || !t.callers) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        if (!figures_cover(call->org, street, area)) continue;
        err = add_parties(call, &t, street, &month, why);
        if (!err) err = add_callers(call, &t, street, &month, why);
        if (!err) err = add_filed(call, &t, street, &month, why);
    }
    for (size_t i = 0; !err && i < t.unit_count; i++) err = score(call, &t.units[i], why);
    if (err) return err;
    qsort(t.units, t.unit_count, sizeof *t.units, by_points);
    qsort(t.callers, t.caller_count, sizeof *t.callers, by_blown);
    view_unit(call, "area", area->id);
    json_str(&call->out, "month", month.text);
    write_units(call, &t);
    write_callers(call, &t);
    return write_use(call, &t, area, why);
}
