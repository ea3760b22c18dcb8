/*
 * whistle.c - blowing a whistle (吹哨): who may, where, about what, and whether it should be blown at all.
 *
 * The table content/catalogues/whistles.csv says it all; the decision that
 * guards a type sees how many whistles the unit has under way, how many were
 * turned down this month, and whether one is under way at the same place.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/party_view.h"
#include "modules/command/whistle_store.h"
#include "modules/command/work.h"

enum { SEEN_DAYS = 90 };     /* whistles older than that no longer stand in the way of a new one */

struct blowing {
    struct work work;                 /* first: plan_apply takes it */
    const struct item *item;
    const struct unit *caller;
    struct place place;
    struct whistle whistle;
};

static bool in_force(const struct item *item, int64_t now_ms)
{
    return world_in_force(feel_get_str(item->row, "effective_from"), feel_get_str(item->row, "effective_to"), now_ms);
}

static bool may_call(const struct call *call, const struct item *item, const struct unit *unit)
{
    if (!str_among(feel_get_str(item->row, "level"), '|', str_from_c(unit_kind_name(unit->kind)))) return false;
    for (size_t i = 0; i < call->user->grant_count; i++)
        if (call->user->grants[i].unit_id == unit->id && str_among(feel_get_str(item->row, "blowers"), '|', call->user->grants[i].role)) return true;
    return false;
}

/* ── The table ─────────────────────────────────────────────────────────── */

static void write_callers(struct call *call, const struct item *item)
{
    json_list(&call->out, "callers");
    for (size_t i = 0; i < call->user->grant_count; i++) {
        const struct unit *unit = org_unit(call->org, call->user->grants[i].unit_id);
        bool seen = false;
        for (size_t k = 0; k < i; k++) seen |= call->user->grants[k].unit_id == call->user->grants[i].unit_id;
        if (unit && !seen && may_call(call, item, unit)) view_unit(call, NULL, unit->id);
    }
    json_close(&call->out);
}

enum err whistle_types(struct call *call, struct fault *why)
{
    static const char *const COLUMNS[] = { "approval", "sign", "contact", "arrive", "resolve", "source" };
    const struct item *items;
    size_t count = world_kind(app_of(call)->world, "whistle", &items);

    (void)why;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        if (!in_force(&items[i], call->now_ms)) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "code", items[i].code);
        json_str(&call->out, "name", items[i].name);
        json_str(&call->out, "name_en", items[i].name_en);
        json_str(&call->out, "hint", items[i].hint);
        json_str(&call->out, "hint_en", items[i].hint_en);
        for (size_t k = 0; k < COUNT_OF(COLUMNS); k++) json_str(&call->out, COLUMNS[k], feel_get_str(items[i].row, COLUMNS[k]));
        json_bool(&call->out, "chooses_units", !str_is(feel_get_str(items[i].row, "approval"), "split"));
        json_int(&call->out, "radius_m", feel_get_int(items[i].row, "radius_m", 0));
        write_callers(call, &items[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* ── Blowing ───────────────────────────────────────────────────────────── */

static enum err check_caller(struct call *call, struct blowing *b, struct fault *why)
{
    struct str code = json_get_str(call->body, "unit"), type = json_get_str(call->body, "type");

    b->item = world_item(app_of(call)->world, type);
    if (!b->item || !str_is(b->item->kind, "whistle") || !in_force(b->item, call->now_ms))
        return fault_field(why, STR("type"), fault_set(why, ERR_UNPROCESSABLE, "没有这类哨", "there is no such whistle"));
    b->caller = org_unit_by_code(call->org, code);
    if (!b->caller || !user_may(call->org, call->user, RIGHT_WHISTLE_BLOW, b->caller->id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (!may_call(call, b->item, b->caller))
        return fault_field(why, STR("unit"), fault_set(why, ERR_FORBIDDEN, "按哨表，您不能以这个机构名义吹这类哨", "by the table you may not blow this whistle for this unit"));
    return ERR_OK;
}

static enum err check_place(struct call *call, struct blowing *b, struct fault *why)
{
    if (!world_locate(app_of(call)->world, json_get_number(call->body, "lon", 0), json_get_number(call->body, "lat", 0), &b->place))
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "这个位置不在本市范围内", "this place lies outside the city"));
    if (!org_within(call->org, b->place.community_id, b->caller->id))
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "这个位置不在本辖区内", "this place lies outside the unit's own area"));
    return ERR_OK;
}

/* Departments of the district that serves the place, and teams of its street. */
static enum err check_units(struct call *call, struct blowing *b, struct fault *why)
{
    const struct json_t *units = json_get(call->body, "units");

    if (!str_is(feel_get_str(b->item->row, "approval"), "split") && !json_count(units))
        return fault_field(why, STR("units"), fault_set(why, ERR_INVALID, "请选择应哨单位", "choose the units to summon"));
    for (size_t i = 0; i < json_count(units); i++) {
        struct str code;
        const struct unit *unit = json_is_text(json_at(units, i), &code) ? org_unit_by_code(call->org, code) : NULL;
        bool near = unit && (org_within(call->org, unit->id, b->place.district_id) || (b->place.steering_id && org_within(call->org, unit->id, b->place.steering_id)));
        if (!near || (unit->kind != UNIT_DEPARTMENT && unit->kind != UNIT_TEAM))
            return fault_field(why, STR("units"), fault_set(why, ERR_UNPROCESSABLE, "应哨单位须是本区部门或本街道科室、站所", "units to summon are departments of the district or teams of its streets"));
    }
    return ERR_OK;
}

/* The time to be there: in the future, and not later than the table's own limit. */
static enum err check_time(struct call *call, struct blowing *b, struct fault *why)
{
    struct clock_facts facts = { .start_ms = call->now_ms, .window = STR("urban") };
    struct str text = json_get_str(call->body, "muster_at");
    struct clock_due due;
    enum err err = text.len ? time_parse(text, &b->whistle.muster_at) : ERR_OK;

    if (err || !text.len) return err;
    if (b->whistle.muster_at <= call->now_ms)
        return fault_field(why, STR("muster_at"), fault_set(why, ERR_UNPROCESSABLE, "集结时间须在现在之后", "the time to be there must lie ahead"));
    err = deadline_parse(feel_get_str(b->item->row, "arrive"), &facts.limit, why);
    if (!err) err = clock_due(world_calendar(app_of(call)->world), &facts, &due, why);
    if (err || b->whistle.muster_at <= due.due_ms) return err;
    return fault_field(why, STR("muster_at"), fault_set(why, ERR_UNPROCESSABLE, "集结时间不能晚于到场时限", "the time to be there cannot be later than the limit to arrive"));
}

/* Whose signatures are still wanted: where the table lets him, who blows has signed for his own desks. */
static void write_approvers(struct call *call, struct blowing *b, struct json_out *out)
{
    struct str rest = feel_get_str(b->item->row, "approvers"), desk;
    bool self = str_is(feel_get_str(b->item->row, "self_approval"), "yes");

    json_list(out, "approvers");
    while (rest.len && str_split(&rest, '|', &desk)) {
        struct str place = desk, role = STR("");
        bool own = false;
        (void)str_split(&place, '@', &role);
        for (size_t i = 0; i < call->user->grant_count; i++)
            own |= str_eq(call->user->grants[i].role, role) && call->user->grants[i].unit_id == b->place.street_id;
        if (!self || !own) json_str(out, NULL, desk);
    }
    json_close(out);
}

struct use { int64_t again, open, refused; };

static int64_t month_start(int64_t now_ms)
{
    int year, month, day;

    day_to_ymd(day_of_ms(now_ms), &year, &month, &day);
    return day_start_ms(day_from_ymd(year, month, 1));
}

/* What the unit has blown lately, for the decision that guards the type. */
static enum err look_back(struct call *call, const struct blowing *b, struct use *use, struct fault *why)
{
    int64_t month = month_start(call->now_ms);
    int32_t lon = (int32_t)(json_get_number(call->body, "lon", 0) * 1e6), lat = (int32_t)(json_get_number(call->body, "lat", 0) * 1e6);
    double near_m = (double)feel_get_int(b->item->row, "radius_m", 200);
    struct whistle_row *rows;
    size_t count;
    enum err err = whistle_list(call->db, call->arena, b->place.street_id, call->now_ms - SEEN_DAYS * MS_PER_DAY, INT64_MAX, &rows, &count, why);

    if (err) return err;
    *use = (struct use){ 0 };
    for (size_t i = 0; i < count; i++) {
        const struct case_record *r = &rows[i].record;
        bool open = r->state <= CASE_PAUSED, own = rows[i].whistle.caller_id == b->caller->id;
        use->again += open && desk_distance_m(lon, lat, r->lon_e6, r->lat_e6) <= near_m;
        use->open += open && own;
        use->refused += own && str_is(r->result, "rejected") && rows[i].whistle.blown_at >= month;
    }
    return ERR_OK;
}

static enum err declare(struct call *call, struct blowing *b, struct case_draft *draft, struct fault *why)
{
    const struct json_t *units = json_get(call->body, "units");
    struct use use;
    struct json_out out;
    struct json_t *facts = NULL;
    struct buf buf;
    enum err err = look_back(call, b, &use, why);

    if (err) return err;
    buf_init(&buf, call->arena, 16 * 1024);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_list(&out, "units");
    for (size_t i = 0; i < json_count(units); i++) {
        struct str code;
        if (json_is_text(json_at(units, i), &code)) json_str(&out, NULL, code);
    }
    json_close(&out);
    write_approvers(call, b, &out);
    if (b->whistle.muster_at) json_int(&out, "muster_at", b->whistle.muster_at);
    json_int(&out, "again", use.again);
    json_int(&out, "open", use.open);
    json_int(&out, "refused", use.refused);
    json_bool(&out, "from_case", draft->link_to.len > 0);
    json_bool(&out, "confirmed", json_get_bool(call->body, "confirmed", false));
    json_close(&out);
    err = json_parse(call->arena, buf_done(&buf), &facts, why);
    draft->facts = facts;
    return err;
}

/* A case the user sees, or none: its number, for the link. */
static enum err check_from(struct call *call, struct str number, struct fault *why)
{
    struct case_record from;
    bool visible = false;
    enum err err = number.len ? case_read_number(call->db, call->arena, number, &from, why) : ERR_OK;

    if (!err && number.len) err = case_visible(call->db, call->arena, call->org, call->user, &from, &visible, why);
    if (err == ERR_NOT_FOUND || (!err && number.len && !visible))
        return fault_field(why, STR("from"), fault_set(why, ERR_UNPROCESSABLE, "没有这个办件", "there is no such case"));
    return err;
}

/* 409 when the guarding decision wants it confirmed, 422 when it refuses. */
enum err whistle_blow_prepare(struct call *call, struct fault *why)
{
    struct blowing *b = arena_new(call->arena, struct blowing);
    struct case_draft *d;
    struct case_actor actor = work_actor(call);
    enum err err;

    if (!b) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    d = &b->work.draft;
    *d = (struct case_draft){
        .text = json_get_str(call->body, "text"), .address = json_get_str(call->body, "address"), .item = json_get_str(call->body, "type"),
        .lon = json_get_number(call->body, "lon", 0), .lat = json_get_number(call->body, "lat", 0), .source = STR("whistle"), .channel = STR("whistle"),
        .source_no = STR(""), .staff_chose = true, .kind = STR("whistle"), .link_to = json_get_str(call->body, "from"),
    };
    err = check_caller(call, b, why);
    if (!err) err = check_place(call, b, why);
    if (!err) err = check_units(call, b, why);
    if (!err) err = check_time(call, b, why);
    if (!err) err = check_from(call, d->link_to, why);
    if (!err) err = declare(call, b, d, why);
    if (!err) err = work_photos(call, &b->work, json_get(call->body, "photos"), "before", &d->photos, &d->photo_count, why);
    if (err) return err;
    d->urgency = feel_get_int(b->item->row, "urgency", 3);
    actor.unit_id = b->caller->id;
    err = case_plan_open(app_of(call)->world, call->db, call->arena, d, &actor, call->now_ms, &b->work.plan, why);
    if (err) return err;
    work_set(call, &b->work);
    return ERR_OK;
}

enum err whistle_blow_apply(struct db *db, struct call *call, struct fault *why)
{
    struct blowing *b = call->work;
    enum err err = plan_apply(db, call, why);

    if (err) return err;
    b->whistle = (struct whistle){
        .case_id = case_plan_record(b->work.plan)->id, .item = b->item->code, .street_id = b->place.street_id, .caller_id = b->caller->id,
        .blown_by = call->user->account_id, .blown_at = call->now_ms, .muster_at = b->whistle.muster_at,
    };
    return whistle_insert(db, &b->whistle, why);
}
