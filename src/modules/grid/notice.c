/*
 * notice.c - publishing a notice, taking it back, marking it read.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/notice.h"

#include "base/id.h"
#include "org/account.h"

struct publishing { struct notice row; int64_t places[NOTICE_PLACES_MAX]; size_t count; };

static enum err gone(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这条通知，或不在您的范围内", "there is no such notice within your reach");
}

bool notice_names(struct str roles, struct str role)
{
    struct str one;

    if (!roles.len) return true;
    while (str_split(&roles, ' ', &one))
        if (str_eq(one, role)) return true;
    return false;
}

static const struct grid_row *grid_of_code(const struct grids *grids, struct str code)
{
    for (size_t i = 0; i < grids_count(grids); i++)
        if (str_eq(grids_at(grids, i)->code, code)) return grids_at(grids, i);
    return NULL;
}

/* Of one's units that may, the first that reaches all the places. */
static const struct unit *publisher(const struct call *call, const int64_t *units, size_t count)
{
    for (size_t i = 0; i < call->user->grant_count; i++) {
        const struct grant *grant = &call->user->grants[i];
        size_t within = 0;
        if (!(grant->rights >> RIGHT_GRID_TEND & 1)) continue;
        while (within < count && org_within(call->org, units[within], grant->unit_id)) within++;
        if (within == count) return org_unit(call->org, grant->unit_id);
    }
    return NULL;
}

static enum err read_places(struct call *call, struct publishing *p, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "places");
    int64_t units[NOTICE_PLACES_MAX];
    const struct unit *by;

    for (size_t i = 0; i < json_count(list) && i < NOTICE_PLACES_MAX; i++) {
        const struct grid_row *grid = NULL;
        const struct unit *unit = NULL;
        struct str code;
        if (json_is_text(json_at(list, i), &code)) {
            unit = org_unit_by_code(call->org, code);
            if (!unit) grid = grid_of_code(world_grids(app_of(call)->world), code);
        }
        if ((!unit && !grid) || (unit && unit->kind == UNIT_CITY))
            return fault_field(why, STR("places"), fault_set(why, ERR_UNPROCESSABLE, "没有这个机构或网格", "there is no such unit or grid"));
        units[i] = unit ? unit->id : grid->community_id;
        p->places[p->count++] = unit ? unit->id : grid->id;
    }
    by = publisher(call, units, p->count);
    if (!by) return fault_field(why, STR("places"), fault_set(why, ERR_NOT_FOUND, "这些机构或网格不都在您的范围内", "not all of these are within your reach"));
    p->row.unit_id = by->id;
    return ERR_OK;
}

static enum err read_roles(struct call *call, struct publishing *p, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "roles");
    struct str all = STR("");

    for (size_t i = 0; i < json_count(list); i++) {
        struct str name;
        if (!json_is_text(json_at(list, i), &name) || !org_role(call->org, name))
            return fault_field(why, STR("roles"), fault_set(why, ERR_UNPROCESSABLE, "没有这个角色", "there is no such role"));
        all = all.len ? str_format(call->arena, "%.*s %.*s", STR_ARG(all), STR_ARG(name)) : name;
        if (!all.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    p->row.roles = all;
    return ERR_OK;
}

static enum err read_period(struct call *call, struct notice *n, struct fault *why)
{
    struct str from = json_get_str(call->body, "from");
    int64_t longest = org_setting(call->org, "notice.longest", 180) * MS_PER_DAY;

    n->from_at = call->now_ms;
    if (from.len && time_parse(from, &n->from_at)) return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "时间写法不对", "the time is not valid"));
    if (time_parse(json_get_str(call->body, "until"), &n->until_at)) return fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "时间写法不对", "the time is not valid"));
    if (n->until_at > n->from_at && n->until_at > call->now_ms && n->until_at - call->now_ms <= longest) return ERR_OK;
    return fault_field(why, STR("until"), fault_set(why, ERR_UNPROCESSABLE, "有效期要在开始之后、现在之后，且不超过规定的天数", "it ends after it begins, after now, and not too far ahead"));
}

enum err notice_publish_prepare(struct call *call, struct fault *why)
{
    struct publishing *p = arena_new(call->arena, struct publishing);
    enum err err;

    if (!p) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    p->row = (struct notice){ .id = id_new(), .title = str_trim(json_get_str(call->body, "title")), .text = str_trim(json_get_str(call->body, "text")),
                              .must_confirm = json_get_bool(call->body, "must_confirm", false), .made_by = call->user->account_id, .made_at = call->now_ms };
    if (!p->row.title.len) return fault_field(why, STR("title"), fault_set(why, ERR_INVALID, "请写标题", "give it a title"));
    if (!p->row.text.len) return fault_field(why, STR("text"), fault_set(why, ERR_INVALID, "请写内容", "say what it is about"));
    err = read_places(call, p, why);
    if (!err) err = read_roles(call, p, why);
    if (!err) err = read_period(call, &p->row, why);
    if (err) return err;
    call->work = p;
    call->key = p->row.unit_id;
    return ERR_OK;
}

static enum err audit(struct db *db, const struct call *call, const char *action, int64_t id, struct str title, struct fault *why)
{
    const struct audit_entry entry = { .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true, .subject_id = id, .detail = title };

    return org_audit(db, &entry, why);
}

enum err notice_publish_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct publishing *p = call->work;
    enum err err = notice_insert(db, &p->row, p->places, p->count, why);

    return err ? err : audit(db, call, "notice.publish", p->row.id, p->row.title, why);
}

enum err notice_publish_reply(struct call *call, struct fault *why)
{
    const struct publishing *p = call->work;

    (void)why;
    json_id(&call->out, "id", p->row.id);
    return ERR_OK;
}

/* ── Taking it back ────────────────────────────────────────────────────── */

enum err notice_withdraw_prepare(struct call *call, struct fault *why)
{
    struct publishing *p = arena_new(call->arena, struct publishing);
    enum err err = p ? notice_read(call->db, call->arena, call->path_id, &p->row, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    if (!user_may(call->org, call->user, RIGHT_GRID_TEND, p->row.unit_id)) return gone(why);
    p->row.version = json_get_int(call->body, "version", 0);
    call->work = p;
    call->key = p->row.unit_id;
    return ERR_OK;
}

enum err notice_withdraw_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct publishing *p = call->work;
    enum err err = notice_withdraw(db, p->row.id, p->row.version, call->now_ms, why);

    return err ? err : audit(db, call, "notice.withdraw", p->row.id, p->row.title, why);
}

enum err notice_withdraw_reply(struct call *call, struct fault *why)
{
    return notice_publish_reply(call, why);
}

/* ── Read and confirmed ────────────────────────────────────────────────── */

/* Does the notice speak to a post of the user? */
static bool speaks_to(const struct call *call, const struct notice *n, const int64_t *places, size_t count)
{
    const struct user *user = call->user;

    for (size_t p = 0; p < count; p++) {
        for (size_t i = 0; i < user->grant_count; i++)
            if (org_within(call->org, user->grants[i].unit_id, places[p]) && notice_names(n->roles, user->grants[i].role)) return true;
        for (size_t i = 0; i < user->desk_count; i++)
            if (user->desks[i].place_id == places[p] && notice_names(n->roles, user->desks[i].role)) return true;
    }
    return false;
}

enum err notice_mark_prepare(struct call *call, struct fault *why)
{
    struct notice_mark *mark = arena_new(call->arena, struct notice_mark);
    struct notice n = { 0 };
    struct moment moment;
    int64_t *places = NULL;
    size_t count = 0;
    enum err err = mark ? notice_read(call->db, call->arena, call->path_id, &n, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = notice_places(call->db, call->arena, n.id, &places, &count, why);
    if (!err) err = day_moment(call, &moment, why);
    if (err) return err;
    if (!speaks_to(call, &n, places, count) || n.from_at > call->now_ms) return gone(why);
    *mark = (struct notice_mark){ .notice_id = n.id, .account_id = call->user->account_id, .read_at = moment.done_at,
                                  .confirmed_at = json_get_bool(call->body, "confirm", false) ? moment.done_at : 0 };
    call->work = mark;
    call->key = mark->account_id;
    return ERR_OK;
}

enum err notice_mark_apply(struct db *db, struct call *call, struct fault *why)
{
    return notice_mark(db, call->work, why);
}

enum err notice_mark_reply(struct call *call, struct fault *why)
{
    const struct notice_mark *mark = call->work;

    (void)why;
    json_id(&call->out, "id", mark->notice_id);
    json_time(&call->out, "at", mark->read_at);
    return ERR_OK;
}
