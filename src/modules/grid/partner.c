/*
 * partner.c - partner units: listed, taken in, contacts, agreements, the end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/partner.h"

#include "base/id.h"
#include "case/personal.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/staff_view.h"
#include "org/account.h"

static STAFF_SHAPE(AGREEMENT_SHAPE, "PartnerAgreement", { "id", JSON_ID }, { "title", JSON_TEXT }, { "duties", JSON_TEXT }, { "signed", JSON_TEXT }, { "from", JSON_TEXT }, { "until", JSON_TEXT },
                   { "state", JSON_TEXT });
static STAFF_SHAPE(PARTNER_SHAPE, "Partner", { "id", JSON_ID }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "kind", JSON_TEXT }, { "kind_name", JSON_TEXT }, { "kind_name_en", JSON_TEXT },
                   { "contact", JSON_TEXT }, { "phone", JSON_TEXT }, { "people", JSON_INT }, { "open", JSON_INT }, { "state", JSON_TEXT },
                   { "agreements", JSON_LIST, false, &AGREEMENT_SHAPE }, { "version", JSON_INT });
static STAFF_SHAPE(KIND_SHAPE, "PartnerKind", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT });
STAFF_SHAPE(PARTNERS_SHAPE, "Partners", { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "can_tend", JSON_BOOL }, { "kinds", JSON_LIST, false, &KIND_SHAPE },
            { "items", JSON_LIST, false, &PARTNER_SHAPE });
STAFF_SHAPE(PARTNER_REVEALED_SHAPE, "PartnerRevealed", { "contact", JSON_TEXT }, { "phone", JSON_TEXT });

/* ── GET /api/partners ─────────────────────────────────────────────────── */

static const char *agreement_state(struct call *call, const struct partner_agreement *g)
{
    int32_t today = day_of_ms(call->now_ms).since_epoch, soon = (int32_t)org_setting(call->org, "partner.expiry", 30);

    if (g->until.since_epoch < today) return "over";
    if (g->from.since_epoch > today) return "ahead";
    return g->until.since_epoch - today <= soon ? "ending" : "in_force";
}

/* That of the agreement in force that lasts longest. */
static const char *partner_state(struct call *call, int64_t unit_id, const struct partner_agreement *list, size_t count)
{
    const struct partner_agreement *best = NULL;

    for (size_t i = 0; i < count; i++) {
        if (list[i].unit_id != unit_id || list[i].from.since_epoch > day_of_ms(call->now_ms).since_epoch) continue;
        if (!best || list[i].until.since_epoch > best->until.since_epoch) best = &list[i];
    }
    return best ? agreement_state(call, best) : "none";
}

static void write_partner(struct call *call, const struct csv *kinds, const struct partner *p, const struct partner_agreement *agreements, size_t count)
{
    struct json_out *out = &call->out;

    json_object(out, NULL);
    json_id(out, "id", p->unit_id);
    json_str(out, "code", p->code);
    json_str(out, "name", p->name);
    staff_write_name(call, "kind", kinds, p->kind);
    json_str(out, "contact", p->contact);
    json_str(out, "phone", p->contact_masked);
    json_int(out, "people", p->people);
    json_int(out, "open", p->open);
    json_text(out, "state", partner_state(call, p->unit_id, agreements, count));
    json_list(out, "agreements");
    for (size_t i = 0; i < count; i++) {
        if (agreements[i].unit_id != p->unit_id) continue;
        json_object(out, NULL);
        json_id(out, "id", agreements[i].id);
        json_str(out, "title", agreements[i].title);
        json_str(out, "duties", agreements[i].duties);
        day_write(out, "signed", agreements[i].signed_on);
        day_write(out, "from", agreements[i].from);
        day_write(out, "until", agreements[i].until);
        json_text(out, "state", agreement_state(call, &agreements[i]));
        json_close(out);
    }
    json_close(out);
    json_int(out, "version", p->version);
    json_close(out);
}

static enum err write_partners(struct call *call, int64_t street_id, struct fault *why)
{
    struct partner_agreement *agreements = NULL;
    struct partner *list = NULL;
    struct csv kinds;
    size_t count = 0, agreement_count = 0;
    enum err err = staff_catalogue(call, "partner_kinds", &kinds, why);

    if (!err) err = partners_of(call->db, call->arena, street_id, &list, &count, why);
    if (!err) err = partner_agreements(call->db, call->arena, street_id, &agreements, &agreement_count, why);
    if (err) return err;
    grid_write_unit(call, "street", street_id);
    json_bool(&call->out, "can_tend", user_may(call->org, call->user, RIGHT_GRID_TEND, street_id));
    staff_write_rows(call, "kinds", &kinds, NULL, NULL);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) write_partner(call, &kinds, &list[i], agreements, agreement_count);
    json_close(&call->out);
    return ERR_OK;
}

enum err partners_list(struct call *call, struct fault *why)
{
    struct day_scope scope;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    return err ? err : write_partners(call, scope.street->id, why);
}

/* ── Writing ───────────────────────────────────────────────────────────── */

struct change { struct unit unit; struct partner partner; struct partner_agreement agreement; struct str detail; };

static enum err begin(struct call *call, struct change **out, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);

    if (!c) return staff_no_memory(why);
    call->work = *out = c;
    c->detail = STR("");
    return ERR_OK;
}

enum err partners_reply(struct call *call, struct fault *why)
{
    return write_partners(call, ((const struct change *)call->work)->partner.street_id, why);
}

static enum err seal_contact(struct call *call, struct partner *p, struct fault *why)
{
    struct str phone = staff_words(call, "phone");
    int64_t until;
    enum err err;

    if (staff_words(call, "contact").len) p->contact = staff_words(call, "contact");
    if (!phone.len) return ERR_OK;
    err = personal_until(app_of(call)->world, STR("partner"), call->now_ms, &until, why);   /* a purpose must be stated */
    p->contact_masked = personal_mask_phone(call->arena, phone);
    if (!err && !p->contact_masked.at) err = staff_no_memory(why);
    return err ? err : personal_seal(call->arena, app_of(call)->world, phone, &p->contact_sealed, why);
}

/* POST /api/partners: the unit and what makes it a partner. */
enum err partner_add_prepare(struct call *call, struct fault *why)
{
    const struct unit *street = org_unit(call->org, json_get_id(call->body, "street"));
    struct change *c = NULL;
    struct csv kinds;
    size_t row;
    enum err err = begin(call, &c, why);

    if (err) return err;
    if (!street || street->kind != UNIT_STREET || !user_may(call->org, call->user, RIGHT_GRID_TEND, street->id))
        return fault_field(why, STR("street"), fault_set(why, ERR_NOT_FOUND, "没有这个街道，或不在您的范围内", "no such street within your reach"));
    call->key = street->id;
    c->partner = (struct partner){ .unit_id = id_new(), .street_id = street->id, .kind = staff_words(call, "kind"), .contact = STR(""), .contact_masked = STR(""),
                                   .made_at = call->now_ms, .made_by = call->user->account_id };
    c->unit = (struct unit){ .id = c->partner.unit_id, .code = street->code, .name = staff_words(call, "name"), .kind = UNIT_TEAM, .parent_id = street->id, .street_id = street->id,
                             .district_id = street->district_id, .steering_id = street->steering_id };
    err = staff_catalogue(call, "partner_kinds", &kinds, why);
    if (err) return err;
    if (!staff_find(&kinds, c->partner.kind, call->now_ms, &row)) return fault_field(why, STR("kind"), fault_set(why, ERR_UNPROCESSABLE, "没有这类合作单位", "there is no such kind of partner"));
    if (!c->unit.name.len) return fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请填写名称", "give a name"));
    return seal_contact(call, &c->partner, why);
}

/* Jobs of one street run one after another: the serial number is free. */
enum err partner_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    struct unit unit = c->unit;
    int64_t serial = 0;
    enum err err = partner_serial(db, store_scratch(db), c->partner.street_id, &serial, why);

    unit.short_code = str_format(store_scratch(db), UNIT_PARTNER_PREFIX "%04lld", (long long)serial);
    unit.code = str_format(store_scratch(db), "%.*s-%.*s", STR_ARG(c->unit.code), STR_ARG(unit.short_code));
    if (!err && (!unit.code.at || !unit.short_code.at)) err = staff_no_memory(why);
    if (!err) err = org_unit_insert(db, &unit, why);
    if (!err) err = partner_insert(db, &c->partner, why);
    return err ? err : staff_audit(db, call, "partner.create", c->partner.unit_id, unit.code, why);
}

/* This server knows the unit at once, the others within seconds. */
enum err partner_add_reply(struct call *call, struct fault *why)
{
    enum err err = partners_reply(call, why);

    return err ? err : world_reload_org(app_of(call)->world, why);
}

static enum err open_partner(struct call *call, struct change **out, struct fault *why)
{
    struct change *c = NULL;
    enum err err = begin(call, &c, why);

    *out = c;
    if (!err) err = partner_read(call->db, call->arena, call->path_id, &c->partner, why);
    if (err) return err;
    call->key = c->partner.street_id;
    if (!user_may(call->org, call->user, RIGHT_GRID_TEND, c->partner.street_id)) return staff_gone(why);
    return c->partner.ended_at ? staff_stale(why) : ERR_OK;
}

static enum err seen(struct call *call, const struct change *c, struct fault *why)
{
    return c->partner.version == json_get_int(call->body, "version", 0) ? ERR_OK : staff_stale(why);
}

/* POST /api/partners/{id} and …/end: 409 stale, or while tasks wait there. */
enum err partner_save_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_partner(call, &c, why);

    if (!err) err = seen(call, c, why);
    return err ? err : seal_contact(call, &c->partner, why);
}

enum err partner_end_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_partner(call, &c, why);

    if (!err) err = seen(call, c, why);
    if (err) return err;
    if (c->partner.open)
        return fault_set(why, ERR_CONFLICT, "这个单位还有 %lld 个任务未办结，请先改派", "%lld tasks still wait at this unit; give them to another first", (long long)c->partner.open);
    c->partner.ended_at = call->now_ms;
    c->partner.end_reason = c->detail = staff_words(call, "reason");
    if (!c->detail.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明原因", "say why"));
    return personal_until(app_of(call)->world, STR("partner"), call->now_ms, &c->partner.retain_until, why);
}

enum err partner_save_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = partner_save(db, &c->partner, why);

    return err ? err : staff_audit(db, call, c->partner.ended_at ? "partner.end" : "partner.save", c->partner.unit_id, c->detail, why);
}

/* POST /api/partners/{id}/agreements */
enum err partner_agree_prepare(struct call *call, struct fault *why)
{
    const struct day today = day_of_ms(call->now_ms);
    struct change *c = NULL;
    struct partner_agreement *g;
    enum err err = open_partner(call, &c, why);

    if (err) return err;
    g = &c->agreement;
    *g = (struct partner_agreement){ .id = id_new(), .unit_id = c->partner.unit_id, .title = staff_words(call, "title"), .duties = staff_words(call, "duties"),
                                     .made_at = call->now_ms, .made_by = call->user->account_id };
    err = staff_day(call, "signed", today, &g->signed_on, NULL, why);
    if (!err) err = staff_day(call, "from", today, &g->from, NULL, why);
    if (!err) err = staff_day(call, "until", today, &g->until, NULL, why);
    if (err) return err;
    if (!g->title.len) return fault_field(why, STR("title"), fault_set(why, ERR_INVALID, "请填写协议名称", "give the agreement a title"));
    if (g->signed_on.since_epoch > today.since_epoch) return fault_field(why, STR("signed"), fault_set(why, ERR_INVALID, "签订日期不能在将来", "it cannot be signed in the future"));
    if (g->until.since_epoch < g->from.since_epoch) return fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "结束日期应在开始以后", "the last day is after the first"));
    return ERR_OK;
}

enum err partner_agree_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = partner_agreement_insert(db, &c->agreement, why);

    return err ? err : staff_audit(db, call, "partner.agreement", c->partner.unit_id, c->agreement.title, why);
}

/* POST /api/partners/{id}/reveal: the look stands in the audit trail before it is given. */
enum err partner_reveal_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_partner(call, &c, why);

    if (err) return err;
    c->detail = staff_words(call, "reason");
    if (!c->detail.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明查看的原因", "say why you look"));
    return c->partner.contact_sealed.at ? ERR_OK : fault_set(why, ERR_NOT_FOUND, "没有登记电话", "no number is kept");
}

enum err partner_reveal_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;

    return staff_audit(db, call, "partner.reveal", c->partner.unit_id, c->detail, why);
}

enum err partner_reveal_reply(struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    struct str phone;
    enum err err = personal_open(call->arena, app_of(call)->world, c->partner.contact_sealed, &phone, why);

    if (err) return err;
    json_str(&call->out, "contact", c->partner.contact);
    json_str(&call->out, "phone", phone);
    return ERR_OK;
}
