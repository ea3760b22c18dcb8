/*
 * spread.c - an instruction (工作布置) goes out to many, is brought to mind again and called back, a batch at a time.
 *
 * Ten thousand papers are not written in one transaction: each round of the
 * process does so many (setting `paper.batch`) behind a cursor, the code of the
 * receiver done last, and comes again by a timer of its own.  Between two
 * rounds the writer is everybody's; after a crash the timer is still there; and
 * since a source opens each of its numbers once, no receiver gets it twice.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/spread.h"

#include <stdlib.h>

#include "case/paper.h"
#include "case/plan.h"
#include "case/response.h"
#include "case/roster.h"

/* ── Receivers ─────────────────────────────────────────────────────────── */

struct receivers { LIST(struct spread_receiver) list; };

static enum err add(struct arena *arena, struct receivers *all, const struct unit *unit, const struct grid_row *grid, struct fault *why)
{
    struct spread_receiver *slot = LIST_ADD(arena, &all->list);

    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = (struct spread_receiver){ .code = grid ? grid->code : unit->code, .name = grid ? grid->name : unit->name, .unit = unit, .grid = grid };
    return ERR_OK;
}

static int by_code(const void *a, const void *b)
{
    const struct spread_receiver *x = a, *y = b;

    return str_compare(x->code, y->code);
}

static enum err add_grids(struct world *world, struct arena *arena, const struct org *org, const struct unit *area, struct receivers *all, struct fault *why)
{
    const struct grids *grids = world_grids(world);
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        const struct unit *community = org_unit(org, grid->community_id);
        if (grid->layer == GEO_COMPREHENSIVE && community && org_within(org, community->id, area->id)) err = add(arena, all, community, grid, why);
    }
    return err;
}

/* Everybody on shift in the area, once. */
static enum err add_roster(struct db *db, struct arena *arena, const struct org *org, const struct spread_to *to, struct receivers *all, struct fault *why)
{
    struct shift *shifts;
    size_t count;
    enum err err = roster_between(db, arena, to->now_ms, to->now_ms + 1, &shifts, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        const struct unit *unit = org_unit(org, shifts[i].unit_id);
        struct spread_receiver *slot = unit && org_within(org, unit->id, to->area->id) ? LIST_ADD(arena, &all->list) : NULL;
        if (!unit || !org_within(org, unit->id, to->area->id)) continue;
        if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *slot = (struct spread_receiver){ .code = str_format(arena, "P%lld", (long long)shifts[i].account_id), .name = shifts[i].name, .unit = unit, .person = shifts[i].account_id };
        if (!slot->code.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return err;
}

bool spread_name(struct world *world, const struct org *org, struct spread_to *to, struct str code)
{
    const struct grids *grids = world_grids(world);
    const struct unit *unit = org_unit_by_code(org, code);

    if (unit) {
        if (unit->kind == UNIT_CITY || !org_within(org, unit->id, to->area->id)) return false;
        to->units[to->unit_count++] = unit;
        return true;
    }
    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        if (!str_eq(grid->code, code) || grid->layer != GEO_COMPREHENSIVE || !org_within(org, grid->community_id, to->area->id)) continue;
        to->grids[to->grid_count++] = grid;
        return true;
    }
    return false;
}

enum err spread_receivers(struct world *world, struct db *db, struct arena *arena, const struct org *org, const struct spread_to *to,
                          struct spread_receiver **out, size_t *count, struct fault *why)
{
    static const struct { const char *level; enum unit_kind kind; } LEVELS[] = { { "street", UNIT_STREET }, { "community", UNIT_COMMUNITY }, { "team", UNIT_TEAM } };
    struct receivers all = { 0 };
    enum err err = ERR_OK;

    if (str_is(to->level, "grid")) err = add_grids(world, arena, org, to->area, &all, why);
    for (size_t k = 0; k < COUNT_OF(LEVELS); k++)
        for (size_t i = 0; !err && str_is(to->level, LEVELS[k].level) && i < org_unit_count(org); i++) {
            const struct unit *unit = org_unit_at(org, i);
            if (unit->kind == LEVELS[k].kind && !unit_is_partner(unit) && org_within(org, unit->id, to->area->id)) err = add(arena, &all, unit, NULL, why);
        }
    if (!err && str_is(to->level, "roster")) err = add_roster(db, arena, org, to, &all, why);
    for (size_t i = 0; !err && i < to->unit_count; i++) err = add(arena, &all, to->units[i], NULL, why);
    for (size_t i = 0; !err && i < to->grid_count; i++) {
        const struct unit *community = org_unit(org, to->grids[i]->community_id);
        if (community) err = add(arena, &all, community, to->grids[i], why);
    }
    if (err) return err;
    if (all.list.count) qsort(all.list.at, all.list.count, sizeof *all.list.at, by_code);
    *count = 0;
    for (size_t i = 0; i < all.list.count; i++)
        if (!i || !str_eq(all.list.at[i].code, all.list.at[*count - 1].code)) all.list.at[(*count)++] = all.list.at[i];
    *out = all.list.at;
    return ERR_OK;
}

/* A place for what has none of its own: the first grid of the unit's area. */
bool spread_seat(struct world *world, const struct org *org, const struct unit *unit, int32_t *lon_e6, int32_t *lat_e6)
{
    const struct grids *grids = world_grids(world);
    int64_t area = unit->kind <= UNIT_COMMUNITY ? unit->id : unit->street_id ? unit->street_id : unit->parent_id;

    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        if (!org_within(org, grid->community_id, area)) continue;
        *lon_e6 = grid->lon_e6;
        *lat_e6 = grid->lat_e6;
        return true;
    }
    return false;
}

/* ── A round ───────────────────────────────────────────────────────────── */

static int64_t batch_size(const struct case_plan *plan)
{
    int64_t size = org_setting(plan->org, "paper.batch", 100);

    return size < 1 ? 1 : size > SPREAD_BATCH_MAX ? SPREAD_BATCH_MAX : size;
}

/* What the process said of the round before, under `name`: {after, count, more}. */
static const struct feel_value *round_of(const struct bpmn_effect *effect, const char *name)
{
    return feel_get(effect->variables, str_from_c(name));
}

static enum err end_round(struct case_plan *plan, const char *name, struct str after, int64_t count, bool more, const struct feel_value **result, struct fault *why)
{
    struct arena *a = plan->arena;
    const struct feel_value *round = feel_with(a, feel_from_json(a, NULL), "after", feel_string(a, after.at ? after : STR("")));

    round = feel_with(a, round, "count", feel_integer(a, count));
    round = feel_with(a, round, "more", feel_boolean(more));
    *result = feel_with(a, feel_from_json(a, NULL), name, round);
    return *result ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* The receivers as the sender named them, from the facts of the case. */
static enum err asked_of(struct case_plan *plan, const struct bpmn_effect *effect, struct spread_to *to, struct fault *why)
{
    const struct feel_value *facts = feel_get(effect->variables, STR("facts")), *units = feel_get(facts, STR("units"));
    size_t count = units->type == FEEL_LIST ? units->list.count : 0;
    const struct unit **list = arena_array(plan->arena, const struct unit *, count + 1);
    const struct grid_row **grids = arena_array(plan->arena, const struct grid_row *, count + 1);

    if (!list || !grids) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *to = (struct spread_to){ .level = feel_get_str(facts, "level"), .units = list, .grids = grids, .area = org_unit_by_code(plan->org, feel_get_str(facts, "area")),
                              .now_ms = feel_get_int(facts, "given_at", plan->now_ms) };
    if (!to->area) return fault_set(why, ERR_UNPROCESSABLE, "没有这个辖区", "there is no such area");
    /* What is no longer there receives nothing. */
    for (size_t i = 0; i < count; i++) (void)spread_name(plan->world, plan->org, to, feel_str(&units->list.items[i]));
    return ERR_OK;
}

static enum err child_facts(struct case_plan *plan, const struct spread_receiver *to, const struct feel_value *facts, const struct json_t **out, struct fault *why)
{
    int64_t minutes = (feel_get_int(facts, "due_at", 0) - plan->now_ms) / MS_PER_MINUTE;
    struct json_out json;
    struct json_t *parsed = NULL;
    struct buf buf;
    enum err err;

    buf_init(&buf, plan->arena, 4096);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    json_str(&json, "unit", to->unit->code);
    json_str(&json, "about", plan->now.number);
    json_str(&json, "desk", to->grid ? STR("worker@grid") : str_format(plan->arena, "handle@%.*s", STR_ARG(to->unit->code)));
    json_str(&json, "limit", str_format(plan->arena, "%lld minutes", (long long)(minutes > 1 ? minutes : 1)));
    if (to->person) json_int(&json, "person", to->person);
    json_close(&json);
    err = json_done(&json) ? json_parse(plan->arena, buf_done(&buf), &parsed, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = parsed;
    return err;
}

static enum err send_one(struct case_plan *plan, const struct spread_receiver *to, const struct feel_value *facts, struct fault *why)
{
    struct case_draft draft = {
        .item = STR(SPREAD_CHILD), .kind = STR("paper"), .source = STR(SOURCE_INSTRUCTION), .channel = STR(PAPER_CHANNEL), .staff_chose = true,
        .text = plan->now.text, .address = to->name, .urgency = plan->now.urgency,
    };
    int32_t lon_e6 = to->grid ? to->grid->lon_e6 : plan->now.lon_e6, lat_e6 = to->grid ? to->grid->lat_e6 : plan->now.lat_e6;
    enum err err;

    if (!to->grid) (void)spread_seat(plan->world, plan->org, to->unit, &lon_e6, &lat_e6);
    draft.lon = (double)lon_e6 / 1e6;
    draft.lat = (double)lat_e6 / 1e6;
    draft.source_no = str_format(plan->arena, "%.*s/%.*s", STR_ARG(plan->now.number), STR_ARG(to->code));
    if (!draft.source_no.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = child_facts(plan, to, facts, &draft.facts, why);
    return err ? err : paper_open(plan, &draft, "group", why);
}

enum err spread_service_send(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)
{
    const struct feel_value *before = round_of(effect, "batch");
    struct str after = feel_get_str(before, "after");
    int64_t size = batch_size(plan), done = feel_get_int(before, "count", 0), sent = 0;
    struct spread_receiver *receivers;
    struct spread_to to;
    size_t count, i = 0;
    enum err err = asked_of(plan, effect, &to, why);

    if (!err) err = spread_receivers(plan->world, plan->db, plan->arena, plan->org, &to, &receivers, &count, why);
    if (err) return err;
    while (i < count && after.at && str_compare(receivers[i].code, after) <= 0) i++;
    for (; !err && i < count && sent < size; i++, sent++) {
        err = send_one(plan, &receivers[i], feel_get(effect->variables, STR("facts")), why);
        after = receivers[i].code;
    }
    return err ? err : end_round(plan, "batch", after, done + sent, i < count, result, why);
}

/* The next papers still open behind the cursor, each changed by `act` beside the plan. */
enum err spread_change(struct case_plan *plan, const struct case_record *paper, spread_act act, struct fault *why)
{
    const struct case_actor system = { .system = true };
    struct case_plan *child, **slot;
    enum err err = plan_load(plan->world, plan->db, plan->arena, paper->id, plan->actor.user ? &plan->actor : &system, plan->now_ms, &child, why);

    if (!err) err = act(child, why);
    if (!err) err = plan_finish(child, &child, why);
    if (err) return err;
    slot = LIST_ADD(plan->arena, &plan->also);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = child;
    return ERR_OK;
}

static enum err change_batch(struct case_plan *plan, const struct bpmn_effect *effect, const char *name, spread_act act, const struct feel_value **result, struct fault *why)
{
    const struct feel_value *before = round_of(effect, name);
    bool goes_on = feel_get_true(before, "more");
    struct str after = goes_on ? feel_get_str(before, "after") : STR_NONE;
    int64_t size = batch_size(plan), changed = goes_on ? feel_get_int(before, "count", 0) : 0;
    struct case_record *papers;
    size_t count;
    enum err err = paper_of_case(plan->db, plan->arena, STR(SOURCE_INSTRUCTION), plan->now.number, after, size, &papers, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        after = papers[i].source_no;
        if (papers[i].state > CASE_PAUSED) continue;
        err = spread_change(plan, &papers[i], act, why);
        changed++;
    }
    return err ? err : end_round(plan, name, after, changed, count == (size_t)size, result, why);
}

static enum err urge(struct case_plan *child, struct fault *why)
{
    for (size_t i = 0; i < child->tasks.count; i++) {
        if (child->tasks.at[i].state != TASK_OPEN) continue;
        plan_hurry(&child->tasks.at[i]);
    }
    return plan_journal(child, "urge", STR(""), STR_NONE, STR_NONE, why);
}

static enum err recall(struct case_plan *child, struct fault *why)
{
    struct bpmn_event cancel = { .kind = BPMN_CANCEL };
    enum err err = engine_run(child, &cancel, why);

    if (!err) err = plan_move(child, MOVE_CLOSE, why);
    if (!err) err = deadline_stop(child, why);
    if (err) return err;
    child->now.result = STR("recalled");
    child->now.closed_at = child->now_ms;
    return plan_journal(child, "recalled", STR(""), STR_NONE, STR_NONE, why);
}

enum err spread_service_remind(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)
{
    return change_batch(plan, effect, "reminding", urge, result, why);
}

enum err spread_service_recall(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)
{
    return change_batch(plan, effect, "recalling", recall, result, why);
}

bool spread_is_parent(const struct case_record *record)
{
    return paper_is(record) && (str_is(record->item, SPREAD_PARENT) || str_is(record->item, RESPONSE_PAPER));
}
