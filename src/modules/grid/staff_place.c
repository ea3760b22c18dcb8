/*
 * staff_place.c - a member takes a place at a grid, stands in for another, works by a weekly pattern.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/staff_view.h"
#include "org/account.h"

enum { SHIFTS_MAX = 28, MINUTES = 24 * 60 };

struct placing { struct staff_place place; struct staff_member member; };

static enum err begin(struct call *call, struct placing **out, struct fault *why)
{
    struct placing *p = arena_new(call->arena, struct placing);

    if (!p) return staff_no_memory(why);
    call->work = *out = p;
    return ERR_OK;
}

/* ── POST /api/staff/places ────────────────────────────────────────────── */

static enum err read_grid(struct call *call, struct staff_place *p, struct fault *why)
{
    const struct grid_row *grid = grids_find(world_grids(app_of(call)->world), json_get_id(call->body, "grid"));
    const struct unit *community = grid ? org_unit(call->org, grid->community_id) : NULL;

    if (!grid || grid->retired_at || !community || !user_may(call->org, call->user, RIGHT_GRID_TEND, community->id))
        return fault_field(why, STR("grid"), fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach"));
    p->grid_id = grid->id;
    p->community_id = community->id;
    p->street_id = community->street_id;
    return ERR_OK;
}

static enum err read_member(struct call *call, struct placing *p, struct fault *why)
{
    enum err err = staff_member_read(call->db, call->arena, json_get_id(call->body, "member"), &p->member, why);

    if (!err && (p->member.left || p->member.street_id != p->place.street_id)) err = staff_gone(why);
    if (err == ERR_NOT_FOUND) return fault_field(why, STR("member"), fault_set(why, ERR_NOT_FOUND, "本街道没有这个在岗人员", "nobody of this street's register"));
    p->place.member_id = p->member.id;
    p->place.account_id = p->member.account_id;
    return err;
}

static enum err check_role(struct call *call, struct placing *p, bool *single, struct fault *why)
{
    struct csv roles;
    size_t row = 0;
    enum err err = staff_catalogue(call, "staff_roles", &roles, why);

    if (err) return err;
    if (!staff_find(&roles, p->place.role, call->now_ms, &row)) return fault_field(why, STR("role"), fault_set(why, ERR_UNPROCESSABLE, "没有这种任职", "there is no such role"));
    p->place.desk = str_is(csv_get(&roles, row, "desk"), "1");
    *single = str_is(csv_get(&roles, row, "single"), "1");
    if (str_is(csv_get(&roles, row, "account"), "1") && !p->place.account_id)
        return fault_field(why, STR("member"), fault_set(why, ERR_UNPROCESSABLE, "这种任职要有登录账号", "this role needs an account"));
    return p->place.desk ? staff_may_serve(call, p->place.account_id, p->place.community_id, "member", why) : ERR_OK;
}

static enum err read_period(struct call *call, struct staff_place *p, struct fault *why)
{
    const struct day today = day_of_ms(call->now_ms);
    enum err err = staff_day(call, "from", today, &p->from, NULL, why);

    if (!err) err = staff_day(call, "until", today, &p->until, &p->has_until, why);
    if (err) return err;
    if (p->has_until && (p->until.since_epoch < p->from.since_epoch || p->until.since_epoch < today.since_epoch))
        return fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "结束日期应在开始以后、今天或以后", "the last day is after the first, today or later"));
    p->begun = p->from.since_epoch <= today.since_epoch;
    return ERR_OK;
}

static bool overlap(const struct staff_place *a, const struct staff_place *b)
{
    return (!a->has_until || a->until.since_epoch >= b->from.since_epoch) && (!b->has_until || b->until.since_epoch >= a->from.since_epoch);
}

/* Against the grid's other places: twice the same, a second head, whom a substitute stands for. */
static enum err check_others(const struct staff_place *p, bool single, const struct staff_place *others, size_t count, struct fault *why)
{
    bool found = !p->stands_for;

    for (size_t i = 0; i < count; i++) {
        const struct staff_place *o = &others[i];
        found |= o->id == p->stands_for && o->member_id != p->member_id;
        if (!overlap(o, p) || !str_eq(o->role, p->role)) continue;
        if (o->member_id == p->member_id)
            return fault_field(why, STR("member"), fault_set(why, ERR_CONFLICT, "这个人在这段时间已任此职", "this person has this role there in that period already"));
        if (single && !p->stands_for)
            return fault_field(why, STR("role"), fault_set(why, ERR_CONFLICT, "“%.*s”在这段时间已任此职，一个网格只设一名", "%.*s has this role in that period; a grid has only one", STR_ARG(o->name)));
    }
    if (!found) return fault_field(why, STR("stands_for"), fault_set(why, ERR_UNPROCESSABLE, "这个网格没有被替班的任职", "there is no such place of another in this grid"));
    if (p->stands_for && !p->has_until) return fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "替班要有结束日期", "a substitute needs a last day"));
    return ERR_OK;
}

enum err staff_place_add_prepare(struct call *call, struct fault *why)
{
    struct staff_place *others = NULL;
    struct placing *p = NULL;
    bool single = false;
    size_t count = 0;
    enum err err = begin(call, &p, why);

    if (err) return err;
    p->place = (struct staff_place){ .id = id_new(), .role = staff_words(call, "role"), .stands_for = json_get_id(call->body, "stands_for"), .week = STR("[]"),
                                     .made_at = call->now_ms, .made_by = call->user->account_id };
    err = read_grid(call, &p->place, why);
    call->key = p->place.grid_id;
    if (!err) err = read_member(call, p, why);
    if (!err) err = read_period(call, &p->place, why);
    if (!err) err = check_role(call, p, &single, why);
    if (!err) err = staff_places(call->db, call->arena, STAFF_OF_GRID, p->place.grid_id, &others, &count, why);
    return err ? err : check_others(&p->place, single, others, count, why);
}

/* Jobs of one grid run one after another: what another just took is seen here. */
enum err staff_place_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct placing *p = call->work;
    struct staff_place *others = NULL;
    size_t count = 0;
    enum err err = staff_places(db, store_scratch(db), STAFF_OF_GRID, p->place.grid_id, &others, &count, why);

    if (!err) err = check_others(&p->place, false, others, count, why);
    if (!err) err = staff_place_insert(db, &p->place, why);
    if (!err && p->place.begun && p->place.desk) err = org_worker_insert(db, p->place.account_id, p->place.grid_id, why);
    return err ? err : staff_audit(db, call, "staff.place", p->place.id, p->place.role, why);
}

enum err staff_place_reply(struct call *call, struct fault *why)
{
    const struct placing *p = call->work;
    struct staff_place place;
    struct staff_names names;
    enum err err = staff_place_read(call->db, call->arena, p->place.id, &place, why);

    if (!err) err = staff_names(call, &names, why);
    if (!err) staff_write_place(call, &names, &place);
    return err;
}

/* ── POST /api/staff/places/{id}/week ──────────────────────────────────── */

static bool minute_of(struct str text, int64_t *out)
{
    int64_t hour, minute;

    if (text.len != 5 || text.at[2] != ':') return false;
    for (size_t i = 0; i < 5; i++)
        if (i != 2 && (text.at[i] < '0' || text.at[i] > '9')) return false;
    hour = (text.at[0] - '0') * 10 + text.at[1] - '0';
    minute = (text.at[3] - '0') * 10 + text.at[4] - '0';
    *out = hour * 60 + minute;
    return *out <= MINUTES && minute < 60;
}

struct shift { int64_t day, from, to; struct str from_text, to_text; };

static enum err read_shift(const struct json_t *node, struct shift *s, struct fault *why)
{
    *s = (struct shift){ .day = json_get_int(node, "day", 0), .from_text = json_get_str(node, "from"), .to_text = json_get_str(node, "to") };
    if (json_type_of(node) == JSON_OBJECT && s->day >= 1 && s->day <= 7 && minute_of(s->from_text, &s->from) && minute_of(s->to_text, &s->to) && s->from < s->to) return ERR_OK;
    return fault_field(why, STR("week"), fault_set(why, ERR_INVALID, "班次应为星期 1–7 和起止时刻（如 08:30、17:30）", "a shift is a day 1-7 with from and to like 08:30 and 17:30"));
}

static enum err read_week(struct call *call, struct str *out, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "week");
    struct shift shifts[SHIFTS_MAX];
    struct json_out json;
    struct buf buf;
    size_t count = json_count(list);

    if (count > SHIFTS_MAX) return fault_field(why, STR("week"), fault_set(why, ERR_INVALID, "班次太多", "too many shifts"));
    buf_init(&buf, call->arena, 8192);
    json_begin(&json, &buf);
    json_list(&json, NULL);
    for (size_t i = 0; i < count; i++) {
        enum err err = read_shift(json_at(list, i), &shifts[i], why);
        for (size_t k = 0; !err && k < i; k++)
            if (shifts[k].day == shifts[i].day && shifts[k].from < shifts[i].to && shifts[i].from < shifts[k].to)
                err = fault_field(why, STR("week"), fault_set(why, ERR_INVALID, "同一天的班次重叠", "shifts of one day overlap"));
        if (err) return err;
        json_object(&json, NULL);
        json_int(&json, "day", shifts[i].day);
        json_str(&json, "from", shifts[i].from_text);
        json_str(&json, "to", shifts[i].to_text);
        json_close(&json);
    }
    json_close(&json);
    if (!json_done(&json)) return staff_no_memory(why);
    *out = buf_done(&buf);
    return ERR_OK;
}

enum err staff_week_prepare(struct call *call, struct fault *why)
{
    struct placing *p = NULL;
    enum err err = begin(call, &p, why);

    if (!err) err = staff_place_reach(call, RIGHT_GRID_TEND, call->path_id, &p->place, why);
    if (err) return err;
    call->key = p->place.grid_id;
    if (p->place.version != json_get_int(call->body, "version", 0) || p->place.ended_at) return staff_stale(why);
    return read_week(call, &p->place.week, why);
}

enum err staff_week_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct placing *p = call->work;

    return staff_place_save(db, &p->place, why);
}
