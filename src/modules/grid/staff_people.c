/*
 * staff_people.c - a member enters, changes and leaves; qualifications.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "base/num.h"
#include "case/personal.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/staff_view.h"

struct change { int64_t id; struct staff_member member; struct staff_record record; struct str detail; };   /* id: of the member, first */

static enum err begin(struct call *call, struct change **out, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);

    if (!c) return staff_no_memory(why);
    call->work = *out = c;
    c->detail = STR("");
    return ERR_OK;
}

static void know(struct call *call, struct change *c)
{
    c->id = c->member.id;
    call->key = c->member.id;
}

/* ── POST /api/staff/people ────────────────────────────────────────────── */

/* Of the street itself, or of a department of its district: such a one is seconded. */
static enum err take_account(struct call *call, int64_t account_id, const struct unit *street, struct staff_member *m, struct fault *why)
{
    const struct user *user = NULL;
    const struct unit *home;
    enum err err = org_user(call->db, call->arena, call->org, account_id, &user, NULL);

    home = err ? NULL : org_unit(call->org, user->unit_id);
    if (!home || (!org_within(call->org, home->id, street->id) && (home->kind != UNIT_DEPARTMENT ||
                                                                    (home->parent_id != street->district_id && home->parent_id != street->steering_id))))
        return fault_field(why, STR("account"), fault_set(why, ERR_UNPROCESSABLE, "没有这个账号，或不属于本街道和本区部门", "no such account of this street or a department of its district"));
    m->account_id = account_id;
    m->name = user->name;
    if (!org_within(call->org, home->id, street->id)) m->sender_id = home->id;
    return ERR_OK;
}

static enum err check_category(struct call *call, struct str code, struct fault *why)
{
    struct csv categories;
    size_t row;
    enum err err = staff_catalogue(call, "post_categories", &categories, why);

    if (err || staff_find(&categories, code, call->now_ms, &row)) return err;
    return fault_field(why, STR("category"), fault_set(why, ERR_UNPROCESSABLE, "没有这类岗位", "there is no such category of posts"));
}

/* Digits, blanks and + - only: whoever is called one-tap must have a number. */
static enum err seal_phone(struct call *call, struct staff_member *m, struct fault *why)
{
    struct str phone = staff_words(call, "phone");
    int64_t until;
    enum err err;

    if (!phone.len) return ERR_OK;
    for (size_t i = 0; i < phone.len; i++)
        if ((phone.at[i] < '0' || phone.at[i] > '9') && phone.at[i] != '+' && phone.at[i] != '-' && phone.at[i] != ' ')
            return fault_field(why, STR("phone"), fault_set(why, ERR_INVALID, "电话号码不合法", "this is no telephone number"));
    err = personal_until(app_of(call)->world, STR("staff"), call->now_ms, &until, why);   /* a purpose must be stated */
    m->phone_masked = personal_mask_phone(call->arena, phone);
    if (!err && !m->phone_masked.at) err = staff_no_memory(why);
    return err ? err : personal_seal(call->arena, app_of(call)->world, phone, &m->phone_sealed, why);
}

static enum err street_in_body(struct call *call, const struct unit **out, struct fault *why)
{
    const struct unit *street = org_unit(call->org, json_get_id(call->body, "street"));

    *out = street;
    if (street && street->kind == UNIT_STREET && user_may(call->org, call->user, RIGHT_GRID_TEND, street->id)) return ERR_OK;
    return fault_field(why, STR("street"), fault_set(why, ERR_NOT_FOUND, "没有这个街道，或不在您的范围内", "no such street within your reach"));
}

enum err staff_member_add_prepare(struct call *call, struct fault *why)
{
    int64_t account = json_get_id(call->body, "account");
    const struct unit *street = NULL;
    struct change *c = NULL;
    struct staff_member *m;
    enum err err = begin(call, &c, why);

    if (!err) err = street_in_body(call, &street, why);
    if (err) return err;
    m = &c->member;
    *m = (struct staff_member){ .id = id_new(), .street_id = street->id, .name = staff_words(call, "name"), .category = staff_words(call, "category"),
                                .phone_masked = STR(""), .made_at = call->now_ms, .made_by = call->user->account_id };
    know(call, c);
    if (account) err = take_account(call, account, street, m, why);
    if (!err && !m->name.len) err = fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请选择账号或填写姓名", "choose an account or give a name"));
    if (!err) err = check_category(call, m->category, why);
    if (!err) err = staff_day(call, "from", day_of_ms(call->now_ms), &m->from, NULL, why);
    return err ? err : seal_phone(call, m, why);
}

enum err staff_member_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = staff_member_insert(db, &c->member, why);

    if (err == ERR_CONFLICT) return fault_field(why, STR("account"), fault_set(why, ERR_CONFLICT, "这个人已在册", "this person is in the register already"));
    return err ? err : staff_audit(db, call, "staff.create", c->member.id, STR(""), why);
}

/* ── POST /api/staff/people/{id} and …/end: 409 stale, or while places run ── */

static enum err open_member(struct call *call, struct change **out, struct fault *why)
{
    enum err err = begin(call, out, why);

    if (!err) err = staff_member_reach(call, RIGHT_GRID_TEND, call->path_id, &(*out)->member, why);
    if (err) return err;
    know(call, *out);
    return (*out)->member.version == json_get_int(call->body, "version", 0) && !(*out)->member.left ? ERR_OK : staff_stale(why);
}

enum err staff_member_save_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_member(call, &c, why);

    if (err) return err;
    if (json_get(call->body, "category")) {
        c->detail = str_format(call->arena, "%.*s > %.*s", STR_ARG(c->member.category), STR_ARG(staff_words(call, "category")));
        c->member.category = staff_words(call, "category");
        err = check_category(call, c->member.category, why);
    }
    return err ? err : seal_phone(call, &c->member, why);
}

enum err staff_member_end_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_member(call, &c, why);

    if (err) return err;
    if (c->member.places)
        return fault_set(why, ERR_CONFLICT, "这个人还有网格任职，请先交接", "this person still has places; pass them on first");
    c->member.left = true;
    c->member.end_reason = staff_words(call, "reason");
    if (!c->member.end_reason.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明原因", "say why"));
    err = staff_day(call, "until", day_of_ms(call->now_ms), &c->member.until, NULL, why);
    if (!err && (c->member.until.since_epoch > day_of_ms(call->now_ms).since_epoch || c->member.until.since_epoch < c->member.from.since_epoch))
        err = fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "离岗日期应在到岗以后、今天以前", "the last day is after the first and not in the future"));
    return err ? err : personal_until(app_of(call)->world, STR("staff"), call->now_ms, &c->member.retain_until, why);
}

/* A place given meanwhile would be left without its person. */
static enum err no_place_since(struct db *db, const struct staff_member *m, struct fault *why)
{
    struct staff_place *places;
    size_t count = 0;
    enum err err = staff_places_of_member(db, store_scratch(db), m->id, &places, &count, why);

    for (size_t i = 0; !err && i < count; i++)
        if (!places[i].ended_at) err = staff_stale(why);
    return err;
}

enum err staff_member_save_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = c->member.left ? no_place_since(db, &c->member, why) : ERR_OK;

    if (!err) err = staff_member_save(db, &c->member, why);
    return err ? err : staff_audit(db, call, c->member.left ? "staff.end" : "staff.save", c->member.id, c->member.left ? c->member.end_reason : c->detail, why);
}

/* ── POST /api/staff/people/{id}/records, …/records/{id}/drop ──────────── */

static struct day months_later(struct day from, int64_t months)
{
    int year, month, day, most = 31;

    day_to_ymd(from, &year, &month, &day);
    month += (int)months - 1;
    year += month / 12;
    month = month % 12 + 1;
    if (day < most) most = day;
    while (!ymd_valid(year, month, most)) most--;
    return (struct day){ day_from_ymd(year, month, most).since_epoch - 1 };
}

enum err staff_record_add_prepare(struct call *call, struct fault *why)
{
    const struct day today = day_of_ms(call->now_ms);
    struct change *c = NULL;
    struct staff_record *r;
    struct csv kinds;
    int64_t months = 0;
    size_t row = 0;
    enum err err = begin(call, &c, why);

    if (!err) err = staff_member_reach(call, RIGHT_GRID_TEND, call->path_id, &c->member, why);
    if (!err) err = staff_catalogue(call, "qualifications", &kinds, why);
    if (err) return err;
    know(call, c);
    if (c->member.left) return staff_stale(why);
    r = &c->record;
    *r = (struct staff_record){ .id = id_new(), .member_id = c->member.id, .street_id = c->member.street_id, .kind = staff_words(call, "kind"),
                                .note = staff_words(call, "note"), .made_at = call->now_ms, .made_by = call->user->account_id };
    if (!staff_find(&kinds, r->kind, call->now_ms, &row)) return fault_field(why, STR("kind"), fault_set(why, ERR_UNPROCESSABLE, "没有这类资格或培训", "there is no such qualification"));
    err = staff_day(call, "got", today, &r->got, NULL, why);
    if (!err && r->got.since_epoch > today.since_epoch) err = fault_field(why, STR("got"), fault_set(why, ERR_INVALID, "取得日期不能在将来", "it cannot be got in the future"));
    if (!err) err = staff_day(call, "until", today, &r->until, &r->has_until, why);
    if (err || r->has_until) return err;
    if (num_parse_int(csv_get(&kinds, row, "months"), 0, 600, &months)) return fault_set(why, ERR_INVALID, "qualifications.csv 的有效期不合法", "qualifications.csv has a broken period");
    r->has_until = months > 0;
    if (months) r->until = months_later(r->got, months);
    return ERR_OK;
}

enum err staff_record_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;

    return staff_record_insert(db, &c->record, why);
}

enum err staff_record_drop_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = begin(call, &c, why);

    if (!err) err = staff_record_read(call->db, call->arena, call->path_id, &c->record, why);
    if (!err) err = staff_member_reach(call, RIGHT_GRID_TEND, c->record.member_id, &c->member, why);
    if (!err) know(call, c);
    return err;
}

enum err staff_record_drop_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = staff_record_drop(db, c->record.id, call->now_ms, why);

    return err ? err : staff_audit(db, call, "staff.record-drop", c->record.id, c->record.kind, why);
}
