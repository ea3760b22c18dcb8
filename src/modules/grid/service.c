/*
 * service.c - services: asked for, changed, ended, visited, and opened with a reason.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/service.h"

#include "base/csv.h"
#include "base/id.h"
#include "case/personal.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"
#include "modules/grid/grid_store.h"
#include "modules/grid/service_view.h"
#include "org/account.h"

struct change { struct service service; struct visit visit; struct str reason; };

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err not_found(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这项服务，或不在您的范围内", "there is no such service within your reach");
}

static struct str words(struct call *call, const char *name)
{
    struct str text = str_trim(json_get_str(call->body, name));

    return text.at ? text : STR("");
}

/* ── POST /api/services ────────────────────────────────────────────────── */

/* Who serves is a worker of the grid. */
static enum err check_worker(struct call *call, int64_t account_id, const struct service *s, struct fault *why)
{
    struct grid_person *people;
    size_t count;
    enum err err = grid_people(call->db, call->arena, s->community_id, &people, &count, why);

    for (size_t i = 0; !err && i < count; i++)
        if (people[i].account_id == account_id && people[i].grid_id == s->grid_id) return ERR_OK;
    return err ? err : fault_field(why, STR("worker"), fault_set(why, ERR_UNPROCESSABLE, "应是这个网格的网格员", "expected a worker of this grid"));
}

/* The address keeps its beginning: 3幢***. */
static struct str mask_address(struct arena *arena, struct str address)
{
    enum { SHOWN = 2 };

    return address.len ? str_format(arena, "%.*s***", STR_ARG(utf8_prefix(address, SHOWN))) : STR("");
}

static enum err seal_person(struct call *call, struct service *s, struct fault *why)
{
    struct arena *a = call->arena;
    struct str name = words(call, "name"), phone = words(call, "phone"), address = words(call, "address"), plain = personal_json(a, name, phone, address);
    int64_t until;
    enum err err;

    if (!name.len) return fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请填写姓名", "say who is served"));
    err = personal_until(app_of(call)->world, STR("service"), call->now_ms, &until, why);   /* a purpose must be stated */
    s->masked = personal_json(a, personal_mask_name(a, name), personal_mask_phone(a, phone), mask_address(a, address));
    if (!err && (!plain.at || !s->masked.at)) err = out_of_memory(why);
    return err ? err : personal_seal(a, app_of(call)->world, plain, &s->sealed, why);
}

static enum err read_days(struct call *call, struct service *s, struct fault *why)
{
    struct str asked = json_get_str(call->body, "asked_on"), first = json_get_str(call->body, "first_day");
    struct day today = day_of_ms(call->now_ms);
    int64_t usual = 0;
    enum err err = service_kind(call, s->kind, NULL, &usual, why);

    if (err) return err;
    s->every_days = json_get_int(call->body, "every_days", usual);
    s->next = (struct day){ today.since_epoch + (int32_t)s->every_days };
    if (day_parse(asked, &s->asked_on) || s->asked_on.since_epoch > today.since_epoch)
        return fault_field(why, STR("asked_on"), fault_set(why, ERR_INVALID, "请求日期不合法", "asked_on is no day that has been"));
    if (first.len && (day_parse(first, &s->next) || s->next.since_epoch < today.since_epoch))
        return fault_field(why, STR("first_day"), fault_set(why, ERR_INVALID, "首次日期应在今天或以后", "the first day is today or later"));
    return ERR_OK;
}

/* Only what somebody asked for, with how consent was given. */
enum err service_add_prepare(struct call *call, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);
    const struct grid_row *grid = grids_find(world_grids(app_of(call)->world), json_get_id(call->body, "grid"));
    const struct unit *community;
    struct service *s;
    enum err err;

    if (!c) return out_of_memory(why);
    if (!grid || !user_may(call->org, call->user, RIGHT_GRID_DAY, grid->community_id))
        return fault_field(why, STR("grid"), fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不在您的范围内", "no such grid within your reach"));
    s = &c->service;
    community = org_unit(call->org, grid->community_id);
    *s = (struct service){ .id = id_new(), .grid_id = grid->id, .community_id = grid->community_id, .street_id = community ? community->street_id : 0, .kind = words(call, "kind"),
                           .account_id = json_get_id(call->body, "worker"), .asked_by = words(call, "asked_by"), .consent = words(call, "consent"), .made_at = call->now_ms,
                           .made_by = call->user->account_id };
    call->work = c;
    call->key = s->id;
    if (!str_is(s->asked_by, "self") && !str_is(s->asked_by, "family") && !str_is(s->asked_by, "guardian"))
        return fault_field(why, STR("asked_by"), fault_set(why, ERR_INVALID, "应为本人、家属或监护人请求", "asked for by self, family or guardian"));
    if (!s->consent.len) return fault_field(why, STR("consent"), fault_set(why, ERR_INVALID, "请写明怎样取得同意", "say how consent was given"));
    err = read_days(call, s, why);
    if (!err) err = check_worker(call, s->account_id, s, why);
    return err ? err : seal_person(call, s, why);
}

enum err service_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = service_insert(db, &c->service, why);

    return err ? err : plan_audit(db, call, "service.create", c->service.id, why);
}

enum err service_reply(struct call *call, struct fault *why)
{
    struct service service;
    enum err err = service_read(call->db, call->arena, ((const struct change *)call->work)->service.id, &service, why);

    return err ? err : service_write(call, &service, why);
}

/* ── POST /api/services/{id} and …/end: 409 stale ──────────────────────── */

static enum err open_service(struct call *call, struct change **out, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);
    enum err err = c ? service_read(call->db, call->arena, call->path_id, &c->service, why) : out_of_memory(why);

    if (err) return err;
    if (!user_may(call->org, call->user, RIGHT_GRID_DAY, c->service.community_id)) return not_found(why);
    if (c->service.version != json_get_int(call->body, "version", 0) || c->service.ended_at)
        return fault_set(why, ERR_CONFLICT, "这项服务刚被别人改过或已结束，请刷新后再试", "someone changed or ended this service first; reload and try again");
    call->work = *out = c;
    call->key = c->service.id;
    return ERR_OK;
}

enum err service_save_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_service(call, &c, why);

    if (err) return err;
    c->service.every_days = json_get_int(call->body, "every_days", c->service.every_days);
    if (!json_get(call->body, "worker")) return ERR_OK;
    c->service.account_id = json_get_id(call->body, "worker");
    return check_worker(call, c->service.account_id, &c->service, why);
}

enum err service_end_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = open_service(call, &c, why);

    if (err) return err;
    c->service.ended_at = call->now_ms;
    c->reason = words(call, "reason");
    if (!c->reason.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明原因", "say why"));
    return personal_until(app_of(call)->world, STR("service"), call->now_ms, &c->service.retain_until, why);
}

static enum err audit(struct db *db, const struct call *call, const char *action, const struct change *c, struct fault *why)
{
    const struct audit_entry entry = { .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true, .subject_id = c->service.id,
                                       .detail = c->reason.at ? c->reason : STR("") };

    return org_audit(db, &entry, why);
}

enum err service_save_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = service_save(db, &c->service, why);

    return err ? err : audit(db, call, c->service.ended_at ? "service.end" : "service.save", c, why);
}

/* ── POST /api/services/{id}/reveal: the look stands in the audit trail before it is given ── */

enum err service_reveal_prepare(struct call *call, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);
    enum err err = c ? service_read(call->db, call->arena, call->path_id, &c->service, why) : out_of_memory(why);

    if (err) return err;
    if (c->service.account_id != call->user->account_id && !user_may(call->org, call->user, RIGHT_CONTACT_REVEAL, c->service.community_id)) return not_found(why);
    if (!c->service.sealed.at) return fault_set(why, ERR_NOT_FOUND, "没有存个人信息，或已到期删除", "no personal data is kept, or it was deleted when its time was over");
    c->reason = words(call, "reason");
    if (!c->reason.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明查看的原因", "say why you look"));
    call->work = c;
    call->key = c->service.id;
    return ERR_OK;
}

enum err service_reveal_apply(struct db *db, struct call *call, struct fault *why)
{
    return audit(db, call, "service.reveal", call->work, why);
}

enum err service_reveal_reply(struct call *call, struct fault *why)
{
    const struct change *c = call->work;

    return service_write_opened(call, &c->service, why);
}

/* ── POST /api/services/visits ─────────────────────────────────────────── */

/* What somebody did not agree to is not written down; who was not there or refused was not visited. */
static enum err check_visit(struct call *call, struct visit *v, struct str note, struct fault *why)
{
    bool done = str_is(v->result, "done");

    if (!done && !str_is(v->result, "absent") && !str_is(v->result, "refused"))
        return fault_field(why, STR("result"), fault_set(why, ERR_INVALID, "结果应为已上门、不在家或不同意", "expected done, absent or refused"));
    if (done && !v->agreed) return fault_field(why, STR("agreed"), fault_set(why, ERR_UNPROCESSABLE, "对方同意才能上门记录", "a visit is recorded only with their agreement"));
    if (!done && (v->agreed || note.len)) return fault_field(why, STR("note"), fault_set(why, ERR_UNPROCESSABLE, "没有上门就不记录内容", "nothing is written down when there was no visit"));
    if (!v->purpose.len) return fault_field(why, STR("purpose"), fault_set(why, ERR_INVALID, "请写明走访目的", "say what the visit was for"));
    return note.len ? personal_seal(call->arena, app_of(call)->world, note, &v->sealed, why) : ERR_OK;
}

enum err service_visit_prepare(struct call *call, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);
    enum err err = c ? service_read(call->db, call->arena, json_get_id(call->body, "service"), &c->service, why) : out_of_memory(why);

    if (err) return err;
    if (c->service.account_id != call->user->account_id) return not_found(why);
    if (c->service.ended_at) return fault_set(why, ERR_CONFLICT, "这项服务已经结束", "this service has ended");
    c->visit = (struct visit){ .id = id_new(), .service_id = c->service.id, .account_id = call->user->account_id, .street_id = c->service.street_id,
                               .purpose = words(call, "purpose"), .result = words(call, "result"), .agreed = json_get_bool(call->body, "agreed", false) };
    err = day_moment(call, &c->visit.moment, why);
    if (!err) err = personal_until(app_of(call)->world, STR("visit"), call->now_ms, &c->visit.retain_until, why);
    if (!err) err = check_visit(call, &c->visit, words(call, "note"), why);
    call->work = c;
    call->key = c->service.id;
    return err;
}

/* 409 when the service ended meanwhile. */
enum err service_visit_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    struct service now;
    enum err err = service_read(db, store_scratch(db), c->service.id, &now, why);

    if (!err && now.ended_at) return fault_set(why, ERR_CONFLICT, "这项服务已经结束", "this service has ended");
    return err ? err : visit_insert(db, &c->visit, why);
}
