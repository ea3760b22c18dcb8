/*
 * evaluation.c - the table of the evaluation: sums of tallies by area, unit, type, source or month, with rates and scores.
 *
 * Reads one range of tallies for each street of the area and never a case.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/evaluation.h"

#include <stdlib.h>

#include "base/table.h"
#include "modules/command/command.h"
#include "store/tally.h"

enum { LINES_MAX = 20000 };

/* A table being added up, and the street it is at. */
struct adding {
    struct call *call;
    struct evaluation_table *table;
    struct table by_key;
    const struct unit *street;
    const char *kind;                     /* which tallies are read */
    struct str item, source;              /* filters, empty: any */
    bool only_lines, only_total;          /* cases without a unit stand in no line, but in the total */
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err line_of(struct adding *a, struct str key, struct evaluation_line **out, struct fault *why)
{
    struct evaluation_line *line = table_get(&a->by_key, key);

    if (!line) {
        if (a->table->line_count == LINES_MAX) return fault_set(why, ERR_TOO_LARGE, "表太长，请缩小范围", "the table is too long; choose a smaller area");
        line = &a->table->lines[a->table->line_count];
        *line = (struct evaluation_line){ .key = str_dup(a->call->arena, key) };
        if (!line->key.at || table_put(&a->by_key, line->key, line)) return no_memory(why);
        a->table->line_count++;
    }
    *out = line;
    return ERR_OK;
}

static enum err unit_line(struct adding *a, const struct unit *unit, struct evaluation_line **out, struct fault *why)
{
    struct str key = str_format(a->call->arena, "%lld", (long long)unit->id);
    enum err err = key.at ? line_of(a, key, out, why) : no_memory(why);

    if (err) return err;
    (*out)->name = (*out)->name_en = unit->name;
    (*out)->unit_id = unit->id;
    return ERR_OK;
}

/* ── The lines that stand in the table whether or not they have cases ──── */

static enum err add_grids(struct adding *a, const struct unit *community, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(a->call)->world);
    const struct grid_row *of[500];
    size_t count = grids_of(grids, community->id, GEO_COMPREHENSIVE, of, COUNT_OF(of));
    struct evaluation_line *line = NULL;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < count && i < COUNT_OF(of); i++) {
        struct str key = str_format(a->call->arena, "%lld", (long long)of[i]->id);
        err = key.at ? line_of(a, key, &line, why) : no_memory(why);
        if (!err) line->name = line->name_en = of[i]->name.len ? of[i]->name : of[i]->code;
    }
    return err;
}

static bool is_child(const struct unit *unit, const struct unit *area, enum grouping by, const struct org *org)
{
    switch (by) {
    case BY_DISTRICT: return unit->kind == UNIT_DISTRICT || unit->kind == UNIT_STEERING;
    case BY_STREET: return evaluation_covers(org, unit, area);
    case BY_COMMUNITY:
    case BY_GRID:
        if (unit->kind != UNIT_COMMUNITY || (area->kind == UNIT_COMMUNITY && unit != area)) return false;
        return org_unit(org, unit->street_id) && evaluation_covers(org, org_unit(org, unit->street_id), area);
    case BY_UNIT: case BY_TYPE: case BY_SOURCE: case BY_MONTH: case BY__COUNT: break;
    }
    return false;
}

static enum err add_children(struct adding *a, struct fault *why)
{
    const struct org *org = a->call->org;
    struct evaluation_line *line = NULL;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < org_unit_count(org); i++) {
        const struct unit *unit = org_unit_at(org, i);
        if (!is_child(unit, a->table->scope.area, a->table->by, org)) continue;
        err = a->table->by == BY_GRID ? add_grids(a, unit, why) : unit_line(a, unit, &line, why);
    }
    return err;
}

/* ── Adding up ─────────────────────────────────────────────────────────── */

/* month/…: the four pieces of a key behind its street; those a kind of tally has not are empty. */
struct pieces { struct str month, first, second; };

static bool wanted(const struct adding *a, const struct pieces *p)
{
    const struct unit *area = a->table->scope.area;
    int64_t id = 0;

    if (a->item.len && !str_eq(p->first, a->item)) return false;
    if (a->source.len && !str_eq(p->second, a->source)) return false;
    if (area->kind != UNIT_COMMUNITY && !evaluation_is_unit(area)) return true;
    return !num_parse_int(p->first, 0, INT64_MAX, &id) && id == area->id;
}

static enum err line_for(struct adding *a, const struct pieces *p, struct evaluation_line **out, struct fault *why)
{
    const struct unit *unit = NULL;
    int64_t id = 0;

    switch (a->table->by) {
    case BY_DISTRICT: unit = org_unit(a->call->org, evaluation_district(a->street)); break;
    case BY_STREET: unit = a->street; break;
    case BY_COMMUNITY:
    case BY_UNIT:
        if (!num_parse_int(p->first, 0, INT64_MAX, &id)) unit = org_unit(a->call->org, id);
        if (!unit) return line_of(a, STR("0"), out, why);
        break;
    case BY_GRID: return line_of(a, p->second, out, why);
    case BY_TYPE: return line_of(a, p->first, out, why);
    case BY_SOURCE: return line_of(a, p->second, out, why);
    case BY_MONTH: return line_of(a, p->month, out, why);
    case BY__COUNT: break;
    }
    return unit ? unit_line(a, unit, out, why) : line_of(a, STR("0"), out, why);
}

static enum err add_tally(const struct tally *tally, void *arg, struct fault *why)
{
    struct adding *a = arg;
    struct str rest = tally->key, kind, street;
    struct pieces p = { .second = STR("") };
    struct evaluation_line *line = NULL;
    enum err err;

    if (!str_split(&rest, '/', &kind) || !str_split(&rest, '/', &street) || !str_split(&rest, '/', &p.month)) return ERR_OK;
    if (!str_split(&rest, '/', &p.first)) return ERR_OK;
    p.second = rest;
    if (!wanted(a, &p)) return ERR_OK;
    err = a->only_total ? ERR_OK : line_for(a, &p, &line, why);
    if (err) return err;
    for (size_t m = 0; m < MEASURE__COUNT; m++) {
        if (line) line->sums[m] += tally->sums[m];
        if (!a->only_lines) a->table->total.sums[m] += tally->sums[m];
    }
    return ERR_OK;
}

static enum err add_street(struct adding *a, struct fault *why)
{
    const struct evaluation_scope *s = &a->table->scope;
    struct str from = str_format(a->call->arena, "%s%lld/%lld/", a->kind, (long long)a->street->id, (long long)s->from);
    struct str to = str_format(a->call->arena, "%s%lld/%lld/~", a->kind, (long long)a->street->id, (long long)s->to);

    if (!from.at || !to.at) return no_memory(why);
    return store_tally_each(a->call->db, a->call->arena, from, to, add_tally, a, why);
}

static enum err add_streets(struct adding *a, struct fault *why)
{
    const struct org *org = a->call->org;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < org_unit_count(org); i++) {
        a->street = org_unit_at(org, i);
        if (evaluation_covers(org, a->street, a->table->scope.area)) err = add_street(a, why);
    }
    return err;
}

/* ── Names, scores, order ──────────────────────────────────────────────── */

static void name_line(struct adding *a, struct evaluation_line *line)
{
    struct world *world = app_of(a->call)->world;
    const struct item *item = a->table->by == BY_TYPE ? world_item(world, line->key) : NULL;
    const struct source *source = a->table->by == BY_SOURCE ? world_source(world, line->key) : NULL;
    const struct grid_row *grid = NULL;
    int64_t id = 0;

    if (line->name.at) return;
    if (a->table->by == BY_GRID && !num_parse_int(line->key, 1, INT64_MAX, &id)) grid = grids_find(world_grids(world), id);
    line->name = item ? item->name : source ? source->name : grid ? (grid->name.len ? grid->name : grid->code) : line->key;
    line->name_en = item ? item->name_en : source ? source->en : line->name;
    if (a->table->by == BY_MONTH && line->key.len == 6) line->name = line->name_en = str_format(a->call->arena, "%.4s-%.2s", line->key.at, line->key.at + 4);
    if (str_is(line->key, "0")) line->name = STR("未划定"), line->name_en = STR("none");
}

static int by_score(const void *x, const void *y)
{
    const struct evaluation_line *a = x, *b = y;

    if (a->scored != b->scored) return a->scored ? -1 : 1;
    if (a->scored && a->score != b->score) return a->score < b->score ? 1 : -1;
    if (a->sums[MEASURE_REPORTED] != b->sums[MEASURE_REPORTED]) return a->sums[MEASURE_REPORTED] < b->sums[MEASURE_REPORTED] ? 1 : -1;
    return str_compare(a->key, b->key);
}

static int by_month(const void *x, const void *y)
{
    return str_compare(((const struct evaluation_line *)x)->key, ((const struct evaluation_line *)y)->key);
}

static void settle(struct adding *a)
{
    struct evaluation_table *t = a->table;

    t->total.scored = evaluation_score(&t->evaluation, t->sheet, t->total.sums, &t->total.score);
    for (size_t i = 0; i < t->line_count; i++) {
        struct evaluation_line *line = &t->lines[i];
        name_line(a, line);
        line->scored = evaluation_score(&t->evaluation, t->sheet, line->sums, &line->score);
    }
    qsort(t->lines, t->line_count, sizeof *t->lines, t->by == BY_MONTH ? by_month : by_score);
    for (size_t i = 0; i < t->line_count && t->by != BY_MONTH; i++) {
        struct evaluation_line *line = &t->lines[i];
        if (line->scored) line->rank = i && t->lines[i - 1].score == line->score ? t->lines[i - 1].rank : (int64_t)i + 1;
    }
}

/* ── What is asked ─────────────────────────────────────────────────────── */

static enum err read_grouping(struct call *call, struct evaluation_table *t, struct fault *why)
{
    struct str wish = json_get_str(call->query, "by");

    for (int by = 0; by < BY__COUNT; by++) {
        if (!evaluation_may(t->scope.area, (enum grouping)by) || (wish.len && !str_is(wish, grouping_name((enum grouping)by)))) continue;
        t->by = (enum grouping)by;
        return ERR_OK;
    }
    return fault_field(why, STR("by"), fault_set(why, ERR_INVALID, "这个辖区不能这样分组", "this area's table cannot be grouped like that"));
}

static enum err read_kind(struct adding *a, struct fault *why)
{
    const struct evaluation_table *t = a->table;
    enum unit_kind kind = t->scope.area->kind;

    a->item = json_get_str(a->call->query, "type");
    a->source = json_get_str(a->call->query, "source");
    if (t->by == BY_UNIT || evaluation_is_unit(t->scope.area)) a->kind = MEASURE_BY_UNIT;
    else if (t->by == BY_COMMUNITY || t->by == BY_GRID || kind == UNIT_COMMUNITY) a->kind = MEASURE_BY_GRID;
    else a->kind = MEASURE_BY_KIND;
    if ((!a->item.len && !a->source.len) || str_is(str_from_c(a->kind), MEASURE_BY_KIND)) return ERR_OK;
    return fault_field(why, a->item.len ? STR("type") : STR("source"),
                       fault_set(why, ERR_INVALID, "按社区、网格或单位分组时不能再按类型、来源筛选", "tables by community, grid or unit are not told apart by type or source"));
}

static enum err read_definitions(struct call *call, struct evaluation_table *t, struct fault *why)
{
    struct world *world = app_of(call)->world;
#define TEXT(name) world_text(world, DEFINITION_CATALOGUE, STR(name), world_release(world))
    const struct evaluation_texts texts = { TEXT("measures"), TEXT("evaluation"), TEXT("score_sheets") };
#undef TEXT
    enum err err = evaluation_load(call->arena, &texts, t->scope.day, &t->evaluation, why);

    if (err) return err;
    t->sheet = json_get_str(call->query, "sheet");
    if (!t->sheet.len) {
        t->sheet = t->evaluation.rule_count ? t->evaluation.rules[0].sheet : STR("");
        return ERR_OK;
    }
    for (size_t i = 0; i < t->evaluation.rule_count; i++)
        if (str_eq(t->evaluation.rules[i].sheet, t->sheet)) return ERR_OK;
    return fault_field(why, STR("sheet"), fault_set(why, ERR_INVALID, "没有这张考核表", "there is no such score sheet"));
}

/* Lines and total of a table whose scope, grouping and definitions are known. */
static enum err fill(struct adding *a, struct fault *why)
{
    struct evaluation_table *t = a->table;
    enum err err;

    t->line_count = 0;
    t->lines = arena_array(a->call->arena, struct evaluation_line, LINES_MAX);
    if (!t->lines) return no_memory(why);
    table_init(&a->by_key, a->call->arena);
    a->only_lines = t->by == BY_UNIT;
    err = add_children(a, why);
    if (!err) err = add_streets(a, why);
    if (!err && a->only_lines) {
        a->only_lines = false;
        a->only_total = true;
        a->kind = MEASURE_BY_KIND;
        err = add_streets(a, why);
    }
    if (err) return err;
    t->total.name = t->total.name_en = t->scope.area->name;
    t->total.key = STR("total");
    t->total.unit_id = t->scope.area->id;
    settle(a);
    return ERR_OK;
}

enum err evaluation_fill(struct call *call, const struct evaluation_scope *scope, enum grouping by, struct evaluation_table *out, struct fault *why)
{
    struct evaluation_table t = { .scope = *scope, .by = by };
    struct adding a = { .call = call, .table = &t };
    enum err err = read_definitions(call, &t, why);

    a.kind = by == BY_UNIT ? MEASURE_BY_UNIT : by == BY_COMMUNITY || by == BY_GRID || scope->area->kind == UNIT_COMMUNITY ? MEASURE_BY_GRID : MEASURE_BY_KIND;
    if (!err) err = fill(&a, why);
    if (!err) *out = t;
    return err;
}

enum err evaluation_show(struct call *call, struct fault *why)
{
    struct evaluation_table t = { .line_count = 0 };
    struct adding a = { .call = call, .table = &t };
    enum err err = evaluation_scope(call, RIGHT_STATISTICS, &t.scope, why);

    if (!err) err = read_grouping(call, &t, why);
    if (!err) err = read_kind(&a, why);
    if (!err) err = read_definitions(call, &t, why);
    if (!err) err = fill(&a, why);
    if (!err) evaluation_write(call, &t);
    return err;
}
