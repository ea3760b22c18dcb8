/*
 * roster.c - the duty roster (值班表): who leads, who is on shift when and where, how to reach them; made by whoever may supervise there.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/roster.h"

#include "base/civil.h"
#include "base/csv.h"
#include "base/id.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/duty_post.h"
#include "org/account.h"

enum { LONGEST_HOURS = 48, AHEAD_DAYS = 62, SHOWN_DAYS_MAX = 31 };

/* What is shown of a phone number depends on who asks: those who send people there. */
static void write_phone(struct call *call, const struct shift *shift)
{
    bool may = user_may(call->org, call->user, RIGHT_CASE_DISPATCH, shift->unit_id) || user_may(call->org, call->user, RIGHT_CASE_SUPERVISE, shift->unit_id);
    struct str phone;

    if (may && shift->phone_sealed.len && org_phone_open(call->arena, world_keys(app_of(call)->world)->seal, shift->phone_sealed, &phone) == ERR_OK) json_str(&call->out, "phone", phone);
    else json_null(&call->out, "phone");
}

static void write_shift(struct call *call, const struct csv *posts, const struct shift *shift)
{
    ptrdiff_t post = duty_post_find(posts, shift->post);
    struct json_out *out = &call->out;

    json_id(out, "id", shift->id);
    view_unit(call, "unit", shift->unit_id);
    json_str(out, "post", shift->post);
    json_str(out, "post_name", post < 0 ? shift->post : csv_get(posts, (size_t)post, "name"));
    json_str(out, "post_name_en", post < 0 ? shift->post : csv_get(posts, (size_t)post, "name_en"));
    json_bool(out, "leads", duty_post_leads(posts, post));
    json_id(out, "account", shift->account_id);
    json_str(out, "name", shift->name);
    write_phone(call, shift);
    json_time(out, "from", shift->from_at);
    json_time(out, "until", shift->until_at);
    json_bool(out, "now", shift->from_at <= call->now_ms && shift->until_at > call->now_ms);
    json_bool(out, "on_duty", shift->on_duty);
}

static enum err asked_unit(struct call *call, const struct unit **out, struct fault *why)
{
    int64_t id = json_get_id(call->query, "unit");

    for (size_t i = 0; !id && i < call->user->grant_count; i++)
        if (call->user->grants[i].rights >> RIGHT_CASE_READ & 1) id = call->user->grants[i].unit_id;
    *out = id && user_may(call->org, call->user, RIGHT_CASE_READ, id) ? org_unit(call->org, id) : NULL;
    if (*out) return ERR_OK;
    return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
}

enum err roster_list(struct call *call, struct fault *why)
{
    struct str text = json_get_str(call->query, "day");
    struct day day = day_of_ms(call->now_ms);
    int64_t days = json_get_int(call->query, "days", 1), from;
    const struct unit *unit = NULL;
    struct shift *shifts;
    struct csv posts;
    size_t count;
    enum err err = asked_unit(call, &unit, why);

    if (!err && text.len && day_parse(text, &day)) err = fault_field(why, STR("day"), fault_set(why, ERR_INVALID, "日期不合法", "day is no date"));
    if (!err) err = duty_posts(call, &posts, why);
    if (err) return err;
    from = day_start_ms(day);
    err = roster_between(call->db, call->arena, from, from + days * MS_PER_DAY, &shifts, &count, why);
    if (err) return err;
    view_unit(call, "unit", unit->id);
    json_list(&call->out, "posts");
    for (size_t i = 0; i < posts.rows; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "code", csv_get(&posts, i, "code"));
        json_str(&call->out, "name", csv_get(&posts, i, "name"));
        json_str(&call->out, "name_en", csv_get(&posts, i, "name_en"));
        json_close(&call->out);
    }
    json_close(&call->out);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        if (!org_within(call->org, shifts[i].unit_id, unit->id)) continue;
        json_object(&call->out, NULL);
        write_shift(call, &posts, &shifts[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err roster_people_list(struct call *call, struct fault *why)
{
    const struct unit *unit = NULL;
    struct roster_person *people;
    size_t count;
    enum err err = asked_unit(call, &unit, why);

    if (!err && !user_may(call->org, call->user, RIGHT_CASE_SUPERVISE, unit->id))
        err = fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (!err) err = roster_people(call->db, call->arena, unit->id, &people, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", people[i].id);
        json_str(&call->out, "name", people[i].name);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

static enum err read_times(struct call *call, struct shift *s, struct fault *why)
{
    if (time_parse(json_get_str(call->body, "from"), &s->from_at)) return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "时间写法不对", "the time is not valid"));
    if (time_parse(json_get_str(call->body, "until"), &s->until_at)) return fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "时间写法不对", "the time is not valid"));
    if (s->until_at <= s->from_at || s->until_at - s->from_at > LONGEST_HOURS * MS_PER_HOUR)
        return fault_field(why, STR("until"), fault_set(why, ERR_UNPROCESSABLE, "一个班次须有起止，最长 48 小时", "a shift ends after it begins, within 48 hours"));
    if (s->until_at <= call->now_ms || s->from_at > call->now_ms + AHEAD_DAYS * MS_PER_DAY)
        return fault_field(why, STR("from"), fault_set(why, ERR_UNPROCESSABLE, "只能排现在起两个月内的班", "shifts are made for the two months to come"));
    return ERR_OK;
}

/* Somebody of the unit itself: another unit's people are for that unit to send. */
static enum err read_person(struct call *call, struct shift *s, struct fault *why)
{
    struct roster_person *people;
    size_t count;
    enum err err = roster_people(call->db, call->arena, s->unit_id, &people, &count, why);

    for (size_t i = 0; !err && i < count; i++)
        if (people[i].id == s->account_id) return ERR_OK;
    return err ? err : fault_field(why, STR("account"), fault_set(why, ERR_UNPROCESSABLE, "值班人员须是这个单位的在用账号", "who is on shift is an active person of the unit"));
}

enum err roster_add_prepare(struct call *call, struct fault *why)
{
    struct shift *s = arena_new(call->arena, struct shift);
    const struct unit *unit = org_unit_by_code(call->org, json_get_str(call->body, "unit"));
    struct csv posts;
    bool busy = false;
    enum err err;

    if (!s) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!unit || !user_may(call->org, call->user, RIGHT_CASE_SUPERVISE, unit->id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    *s = (struct shift){ .id = id_new(), .unit_id = unit->id, .account_id = json_get_id(call->body, "account"), .post = json_get_str(call->body, "post"),
                         .made_at = call->now_ms, .made_by = call->user->account_id };
    err = duty_posts(call, &posts, why);
    if (!err && duty_post_find(&posts, s->post) < 0) err = fault_field(why, STR("post"), fault_set(why, ERR_UNPROCESSABLE, "没有这个值班岗位", "there is no such post"));
    if (!err) err = read_times(call, s, why);
    if (!err) err = read_person(call, s, why);
    if (!err) err = roster_busy(call->db, call->arena, s->account_id, s->from_at, s->until_at, &busy, why);
    if (!err && busy) err = fault_set(why, ERR_CONFLICT, "这个人在这段时间已有班次", "this person has a shift at that time already");
    call->work = s;
    call->key = s->account_id;   /* one person's shifts in order, so that two made at once are compared */
    return err;
}

enum err roster_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct shift *s = call->work;
    bool busy = false;
    enum err err = roster_busy(db, call->arena, s->account_id, s->from_at, s->until_at, &busy, why);

    if (!err && busy) err = fault_set(why, ERR_CONFLICT, "这个人在这段时间已有班次", "this person has a shift at that time already");
    return err ? err : roster_insert(db, s, why);
}

enum err roster_reply(struct call *call, struct fault *why)
{
    struct shift s;
    struct csv posts;
    enum err err = roster_read(call->db, call->arena, ((const struct shift *)call->work)->id, &s, why);

    if (!err) err = duty_posts(call, &posts, why);
    if (!err) write_shift(call, &posts, &s);
    return err;
}

enum err roster_drop_prepare(struct call *call, struct fault *why)
{
    struct shift *s = arena_new(call->arena, struct shift);
    enum err err = s ? roster_read(call->db, call->arena, call->path_id, s, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err && !user_may(call->org, call->user, RIGHT_CASE_SUPERVISE, s->unit_id)) err = fault_set(why, ERR_NOT_FOUND, "没有这个班次，或不在您的范围内", "no such shift within your reach");
    if (!err && s->until_at <= call->now_ms) err = fault_set(why, ERR_CONFLICT, "已经过去的班次留作记录，不能删除", "a shift that is over stays on record");
    call->work = s;
    call->key = s ? s->account_id : 0;
    return err;
}

enum err roster_drop_apply(struct db *db, struct call *call, struct fault *why)
{
    return roster_drop(db, call->path_id, why);
}

enum err roster_drop_reply(struct call *call, struct fault *why)
{
    (void)why;
    json_id(&call->out, "id", call->path_id);
    return ERR_OK;
}
