/*
 * instruction.c - 工作布置: given to every street, community, team or grid of an area or to units by name; who received it, how far each is.
 *
 * The instruction and what each receiver got are cases (case/spread.h): the
 * numbers here are counted from their rows, so no figure can differ from its list.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/instruction.h"

#include "base/civil.h"
#include "case/paper.h"
#include "case/plan.h"
#include "case/spread.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

enum { PAGE = 500, GROUPS_MAX = 2000, LATE_DAYS_MAX = 366 };

/* ── Giving one ────────────────────────────────────────────────────────── */

struct giving { struct work work; struct spread_to to; const struct unit *sender; struct str desk; int64_t due_at; size_t total; };

enum err instruction_sender(struct call *call, struct str area, struct sender *out, struct fault *why)
{
    *out = (struct sender){ .area = org_unit_by_code(call->org, area) };
    for (size_t i = 0; out->area && i < call->user->grant_count && !out->unit; i++) {
        const struct grant *grant = &call->user->grants[i];
        const struct role *role = org_role(call->org, grant->role);
        if (!(grant->rights >> RIGHT_CASE_SUPERVISE & 1) || !role || role->desk != ROLE_DESK_UNIT || !org_within(call->org, out->area->id, grant->unit_id)) continue;
        out->unit = org_unit(call->org, grant->unit_id);
        out->desk = str_format(call->arena, "%.*s@%.*s", STR_ARG(grant->role), STR_ARG(out->unit->code));
    }
    if (out->unit) return ERR_OK;
    return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或您不能向它布置工作", "no such area, or you may give it no instruction"));
}

static enum err check_sender(struct call *call, struct giving *g, struct fault *why)
{
    struct sender sender;
    enum err err = instruction_sender(call, json_get_str(call->body, "area"), &sender, why);

    g->to.area = sender.area;
    g->sender = sender.unit;
    g->desk = sender.desk;
    return err;
}

static enum err check_units(struct call *call, struct giving *g, struct fault *why)
{
    const struct json_t *units = json_get(call->body, "units");

    g->to.units = arena_array(call->arena, const struct unit *, json_count(units) + 1);
    g->to.grids = arena_array(call->arena, const struct grid_row *, json_count(units) + 1);
    if (!g->to.units || !g->to.grids) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < json_count(units); i++) {
        struct str code;
        if (!json_is_text(json_at(units, i), &code) || !spread_name(app_of(call)->world, call->org, &g->to, code))
            return fault_field(why, STR("units"), fault_set(why, ERR_UNPROCESSABLE, "接收单位、网格须在辖区内", "receivers are units or grids within the area"));
    }
    return ERR_OK;
}

static enum err check_whom(struct call *call, struct giving *g, struct fault *why)
{
    static const char *const LEVELS[] = { "street", "community", "team", "grid", "roster", "unit" };
    struct spread_receiver *receivers;
    bool known = false;
    enum err err;

    g->to.level = json_get_str(call->body, "level");
    for (size_t i = 0; i < COUNT_OF(LEVELS); i++) known |= str_is(g->to.level, LEVELS[i]);
    if (!known) return fault_field(why, STR("level"), fault_set(why, ERR_INVALID, "范围只能是街道、社区、街道科室、网格、值班人员或指定单位", "the level is street, community, team, grid, roster or unit"));
    g->to.now_ms = call->now_ms;
    err = check_units(call, g, why);
    if (!err) err = spread_receivers(app_of(call)->world, call->db, call->arena, call->org, &g->to, &receivers, &g->total, why);
    if (err || g->total) return err;
    return fault_field(why, STR("level"), fault_set(why, ERR_UNPROCESSABLE, "这个范围里没有接收单位", "nobody there would receive it"));
}

static enum err check_due(struct call *call, struct giving *g, struct fault *why)
{
    enum err err = time_parse(json_get_str(call->body, "due_at"), &g->due_at);

    if (err) return fault_field(why, STR("due_at"), fault_set(why, ERR_INVALID, "时间写法不对", "the time is not valid"));
    if (g->due_at > call->now_ms && g->due_at <= call->now_ms + LATE_DAYS_MAX * MS_PER_DAY) return ERR_OK;
    return fault_field(why, STR("due_at"), fault_set(why, ERR_UNPROCESSABLE, "完成时限须在现在之后、一年之内", "it is to be done after now and within a year"));
}

static enum err declare(struct call *call, struct giving *g, struct case_draft *draft, struct fault *why)
{
    struct json_out out;
    struct json_t *facts = NULL;
    struct buf buf;
    enum err err;

    buf_init(&buf, call->arena, 32 * 1024);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "unit", g->sender->code);
    json_str(&out, "desk", g->desk);
    json_str(&out, "level", g->to.level);
    json_str(&out, "area", g->to.area->code);
    json_list(&out, "units");
    for (size_t i = 0; i < g->to.unit_count; i++) json_str(&out, NULL, g->to.units[i]->code);
    for (size_t i = 0; i < g->to.grid_count; i++) json_str(&out, NULL, g->to.grids[i]->code);
    json_close(&out);
    json_int(&out, "given_at", call->now_ms);
    json_int(&out, "due_at", g->due_at);
    json_int(&out, "total", (int64_t)g->total);
    json_str(&out, "limit", str_format(call->arena, "%lld minutes", (long long)((g->due_at - call->now_ms) / MS_PER_MINUTE + 1)));
    json_close(&out);
    err = json_done(&out) ? json_parse(call->arena, buf_done(&buf), &facts, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    draft->facts = facts;
    return err;
}

enum err instruction_give_prepare(struct call *call, struct fault *why)
{
    struct giving *g = arena_new(call->arena, struct giving);
    struct case_actor actor = work_actor(call);
    struct case_draft *d;
    int32_t lon_e6 = 0, lat_e6 = 0;
    enum err err;

    if (!g) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    d = &g->work.draft;
    err = check_sender(call, g, why);
    if (!err) err = check_whom(call, g, why);
    if (!err) err = check_due(call, g, why);
    if (err) return err;
    if (!spread_seat(app_of(call)->world, call->org, g->to.area, &lon_e6, &lat_e6))
        return fault_field(why, STR("area"), fault_set(why, ERR_UNPROCESSABLE, "这个辖区还没有网格", "the area has no grid yet"));
    *d = (struct case_draft){
        .text = json_get_str(call->body, "text"), .address = g->to.area->name, .item = STR(SPREAD_PARENT), .kind = STR("paper"), .source = STR(SOURCE_INSTRUCTION),
        .channel = STR(PAPER_CHANNEL), .source_no = STR(""), .staff_chose = true, .lon = (double)lon_e6 / 1e6, .lat = (double)lat_e6 / 1e6,
        .urgency = json_get_int(call->body, "urgency", 3),
    };
    err = declare(call, g, d, why);
    if (!err) err = work_photos(call, &g->work, json_get(call->body, "photos"), "evidence", &d->photos, &d->photo_count, why);
    actor.unit_id = g->sender->id;
    if (!err) err = case_plan_open(app_of(call)->world, call->db, call->arena, d, &actor, call->now_ms, &g->work.plan, why);
    if (err) return err;
    work_set(call, &g->work);
    return ERR_OK;
}

enum err instruction_give_reply(struct call *call, struct fault *why)
{
    const struct giving *g = call->work;
    const struct case_record *r = case_plan_record(g->work.plan);

    (void)why;
    json_id(&call->out, "id", r->id);
    json_str(&call->out, "number", r->number);
    json_int(&call->out, "total", (int64_t)g->total);
    return ERR_OK;
}

/* ── Reading ───────────────────────────────────────────────────────────── */

/* What a receiver's paper counts as. */
enum stand { STAND_WAITING, STAND_WORKING, STAND_DONE, STAND_RECALLED, STAND__COUNT };
static const char *const STANDS[STAND__COUNT] = { "waiting", "working", "done", "recalled" };

static enum stand stand_of(const struct case_record *r)
{
    if (r->state > CASE_PAUSED) return str_is(r->result, "recalled") || str_is(r->result, "rejected") ? STAND_RECALLED : STAND_DONE;
    return r->accepted_at ? STAND_WORKING : STAND_WAITING;
}

static bool is_late(const struct case_record *r, int64_t now_ms)
{
    int64_t at = r->feedback_at ? r->feedback_at : now_ms;

    return r->due_at && stand_of(r) != STAND_RECALLED && at >= r->due_at;
}

struct tally { const struct unit *unit; int64_t counts[STAND__COUNT], late; };
struct tallies { struct tally all; LIST(struct tally) by; };

static void count_one(struct tally *t, const struct case_record *r, int64_t now_ms)
{
    t->counts[stand_of(r)]++;
    t->late += is_late(r, now_ms);
}

/* Under which unit a receiver stands in the summary: the one above it. */
static const struct unit *group_of(const struct call *call, const struct case_record *r)
{
    const struct unit *unit = org_unit(call->org, r->unit_id);
    struct str to = str_sub(r->source_no, paper_about(r).len + 1, r->source_no.len);

    if (!unit || !str_eq(unit->code, to)) return unit;   /* a grid's paper: it counts for its community */
    return org_unit(call->org, unit->parent_id ? unit->parent_id : unit->id);
}

static enum err tally_one(struct call *call, struct tallies *all, const struct case_record *r, struct fault *why)
{
    const struct unit *unit = group_of(call, r);
    struct tally *slot;
    size_t i = all->by.count;

    count_one(&all->all, r, call->now_ms);
    /* Receivers come by code: those of one unit stand together. */
    while (i > 0 && all->by.at[i - 1].unit != unit) i--;
    if (i) {
        count_one(&all->by.at[i - 1], r, call->now_ms);
        return ERR_OK;
    }
    if (all->by.count == GROUPS_MAX) return ERR_OK;
    slot = LIST_ADD(call->arena, &all->by);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    slot->unit = unit;
    count_one(slot, r, call->now_ms);
    return ERR_OK;
}

static enum err tally_all(struct call *call, const struct case_record *record, struct tallies *all, struct fault *why)
{
    struct str after = STR_NONE;
    size_t count = PAGE;
    enum err err = ERR_OK;

    while (!err && count == PAGE) {
        struct case_record *papers;
        err = paper_of_case(call->db, call->arena, STR(SOURCE_INSTRUCTION), record->number, after, PAGE, &papers, &count, why);
        for (size_t i = 0; !err && i < count; i++) err = tally_one(call, all, &papers[i], why);
        if (!err && count) after = papers[count - 1].source_no;
    }
    return err;
}

static void write_tally(struct call *call, const struct tally *t)
{
    int64_t total = 0;

    for (size_t i = 0; i < STAND__COUNT; i++) total += t->counts[i];
    json_int(&call->out, "received", total - t->counts[STAND_WAITING] - t->counts[STAND_RECALLED]);
    json_int(&call->out, "total", total);
    for (size_t i = 0; i < STAND__COUNT; i++) json_int(&call->out, STANDS[i], t->counts[i]);
    json_int(&call->out, "late", t->late);
}

enum err instruction_tally(struct call *call, const struct case_record *record, struct fault *why)
{
    struct tallies all = { 0 };
    enum err err = tally_all(call, record, &all, why);

    if (!err) write_tally(call, &all.all);
    return err;
}

/* The instruction of the path, for who may see it. */
static enum err work_instruction(struct call *call, struct case_record *record, struct fault *why)
{
    enum err err = work_case(call, record, why);

    if (err || str_is(record->item, SPREAD_PARENT)) return err;
    return fault_set(why, ERR_NOT_FOUND, "没有这件布置", "there is no such instruction");
}

enum err instruction_show(struct call *call, struct fault *why)
{
    struct case_record record;
    struct tallies all = { 0 };
    struct instance_view instance = { 0 };
    struct bpmn_state *state = NULL;
    const struct feel_value *facts = &FEEL_NULL_VALUE;
    enum err err = work_instruction(call, &record, why);

    if (!err) err = list_instance(call->db, call->arena, record.id, &instance, why);
    if (!err) err = tally_all(call, &record, &all, why);
    if (err) return err;
    if (bpmn_state_read(call->arena, instance.state, &state, NULL) == ERR_OK) facts = feel_get(bpmn_state_variables(state), STR("facts"));
    view_case_row(call, &record);
    json_str(&call->out, "level", feel_get_str(facts, "level").at ? feel_get_str(facts, "level") : STR(""));
    json_int(&call->out, "planned", feel_get_int(facts, "total", 0));
    json_object(&call->out, "all");
    write_tally(call, &all.all);
    json_close(&call->out);
    json_list(&call->out, "by");
    for (size_t i = 0; i < all.by.count; i++) {
        json_object(&call->out, NULL);
        view_unit(call, "unit", all.by.at[i].unit ? all.by.at[i].unit->id : 0);
        write_tally(call, &all.by.at[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* The cursor is the receiver's code, which nobody else's number can begin with. */
enum err instruction_receivers(struct call *call, struct fault *why)
{
    struct case_record record, *papers;
    struct str wanted = json_get_str(call->query, "state"), after = json_get_str(call->query, "after"), last = STR_NONE;
    int64_t limit = json_get_int(call->query, "limit", 50), shown = 0;
    size_t count = PAGE;
    enum err err = work_instruction(call, &record, why);

    if (err) return err;
    if (after.len) after = str_format(call->arena, "%.*s/%.*s", STR_ARG(record.number), STR_ARG(after));
    json_list(&call->out, "items");
    while (!err && count == PAGE && shown < limit) {
        err = paper_of_case(call->db, call->arena, STR(SOURCE_INSTRUCTION), record.number, after, PAGE, &papers, &count, why);
        for (size_t i = 0; !err && i < count && shown < limit; i++) {
            const struct case_record *r = &papers[i];
            after = r->source_no;
            if (wanted.len && !str_is(wanted, STANDS[stand_of(r)]) && !(str_is(wanted, "late") && is_late(r, call->now_ms))) continue;
            last = str_sub(r->source_no, record.number.len + 1, r->source_no.len);
            shown++;
            json_object(&call->out, NULL);
            view_case_row(call, r);
            json_str(&call->out, "to", r->address);
            json_text(&call->out, "stand", STANDS[stand_of(r)]);
            json_bool(&call->out, "late", is_late(r, call->now_ms));
            json_time(&call->out, "received_at", r->accepted_at);
            json_time(&call->out, "done_at", r->feedback_at);
            json_close(&call->out);
        }
    }
    json_close(&call->out);
    if (err) return err;
    if (shown == limit) json_str(&call->out, "next", last);
    else json_null(&call->out, "next");
    return ERR_OK;
}

/* What my units gave, newest first. */
enum err instruction_list(struct call *call, struct fault *why)
{
    int64_t unit = json_get_id(call->query, "unit"), after, limit;
    struct case_record *rows = NULL;
    size_t count = 0;
    enum err err = command_page(call, &limit, &after, why);

    if (err) return err;
    for (size_t i = 0; !unit && i < call->user->grant_count; i++)
        if (call->user->grants[i].rights >> RIGHT_CASE_READ & 1) unit = call->user->grants[i].unit_id;
    if (!unit || !user_may(call->org, call->user, RIGHT_CASE_READ, unit))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    err = paper_given(call->db, call->arena, unit, after, limit + 1, &rows, &count, why);
    if (err) return err;
    view_unit(call, "place", unit);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count && i < (size_t)limit; i++) {
        json_object(&call->out, NULL);
        view_case_row(call, &rows[i]);
        json_time(&call->out, "closed_at", rows[i].closed_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", count > (size_t)limit ? rows[limit - 1].id : 0);
    return ERR_OK;
}
