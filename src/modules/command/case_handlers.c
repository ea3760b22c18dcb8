/*
 * case_handlers.c - staff and other systems: opening, showing, operating cases.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/list.h"
#include "case/personal.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

struct case_actor work_actor(const struct call *call)
{
    return (struct case_actor){ .user = call->user->account_id ? call->user : NULL, .unit_id = call->user->unit_id };
}

void work_set(struct call *call, struct work *work)
{
    call->work = work;
    call->key = case_plan_key(work->plan);
}

/* ── Opening ───────────────────────────────────────────────────────────── */

static enum err check_source(struct call *call, struct case_draft *draft, struct fault *why)
{
    const struct source *source = world_source(app_of(call)->world, draft->source);

    if (!source) return fault_field(why, STR("source"), fault_set(why, ERR_INVALID, "没有“%.*s”这个来源", "there is no source \"%.*s\"", STR_ARG(draft->source)));
    if (source->needs_key != call->user->is_system)
        return fault_set(why, ERR_FORBIDDEN, "来源“%.*s”与登录身份不符", "this login may not report as \"%.*s\"", STR_ARG(draft->source));
    draft->is_public = source->is_public;
    if (!draft->channel.len) draft->channel = source->channel;
    if (source->needs_key && draft->confidence <= 0 )
        return fault_field(why, STR("confidence"), fault_set(why, ERR_INVALID, "自动来源须附置信度", "an automatic source must give its confidence"));
    return ERR_OK;
}

/* The person says: the same as that one.  It may lie out of sight: near duplicates are offered across borders. */
static enum err check_same(struct call *call, int64_t same, struct fault *why)
{
    struct case_record other;
    enum err err = same ? case_read(call->db, call->arena, same, &other, why) : ERR_OK;

    if (err == ERR_NOT_FOUND)
        return fault_field(why, STR("duplicate_of"), fault_set(why, ERR_UNPROCESSABLE, "没有与之重复的办件", "there is no such case to be the same as"));
    return err;
}

static const struct json_field CONTACT_FIELDS[] = {
    { "name", JSON_TEXT, 0, 60, true, "姓名", "who reported it" }, { "phone", JSON_TEXT, 0, 30, true, "电话", "where to reach them" }, { 0 },
};

enum err case_open_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    const struct case_actor actor = work_actor(call);
    const struct json_t *contact = json_get(call->body, "contact");
    struct case_draft *d;
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    d = &work->draft;
    *d = (struct case_draft){
        .text = json_get_str(call->body, "text"), .address = json_get_str(call->body, "address"),
        .item = json_get_str(call->body, "type"), .lon = json_get_number(call->body, "lon", 0),
        .lat = json_get_number(call->body, "lat", 0), .source = json_get_str(call->body, "source"),
        .channel = json_get_str(call->body, "channel"), .source_no = json_get_str(call->body, "source_no"),
        .on_spot = json_get_bool(call->body, "on_spot", false), .confidence = json_get_number(call->body, "confidence", 0),
        .urgency = json_get_int(call->body, "urgency", 0), .duplicate_of = json_get_id(call->body, "duplicate_of"), .place = json_get_str(call->body, "place"),
        .contact_name = json_get_str(contact, "name"), .contact_phone = json_get_str(contact, "phone"),
        .facts = json_get(call->body, "facts"),
    };
    err = contact ? fault_field(why, STR("contact"), json_check(contact, CONTACT_FIELDS, why)) : ERR_OK;
    if (err) return err;
    d->staff_chose = d->item.len && !call->user->is_system;
    err = check_source(call, d, why);
    if (!err) err = check_same(call, d->duplicate_of, why);
    if (!err) err = work_photos(call, work, json_get(call->body, "photos"), "before", &d->photos, &d->photo_count, why);
    if (!err) err = case_plan_open(app_of(call)->world, call->db, call->arena, d, &actor, call->now_ms, &work->plan, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

enum err plan_apply(struct db *db, struct call *call, struct fault *why)
{
    struct work *work = call->work;
    enum err err;

    if (!work->plan || case_plan_met(work->plan)) return ERR_OK;   /* a refused form, a case that is there: nothing to write */
    err = work_use_tokens(db, work, why);
    if (!err) err = work_insert_photos(db, work, call->now_ms, why);
    return err ? err : case_apply(db, work->plan, why);
}

/* The case that the source opened before under the same number; out of the caller's reach it is not shown. */
static enum err read_met(struct call *call, int64_t id, struct case_record *out, struct fault *why)
{
    bool visible;
    enum err err = case_read(call->db, call->arena, id, out, why);

    if (!err) err = case_visible(call->db, call->arena, call->org, call->user, out, &visible, why);
    if (err || visible) return err;
    return fault_set(why, ERR_CONFLICT, "这个来源编号已被您范围之外的办件使用", "a case out of your reach was opened under this number of the source");
}

/* 200 for the case that was there, 201 for a new one. */
enum err case_open_reply(struct call *call, struct fault *why)
{
    const struct work *work = call->work;
    const struct case_record *r = case_plan_record(work->plan);
    int64_t met = case_plan_met(work->plan);
    struct case_record there;
    enum err err = met ? read_met(call, met, &there, why) : ERR_OK;

    if (err) return err;
    if (met) r = &there;
    if (met) call->status = 200;
    json_id(&call->out, "id", r->id);
    json_str(&call->out, "number", r->number);
    json_str(&call->out, "code", case_plan_code(work->plan));
    json_str(&call->out, "type", r->item);
    view_grid(call, "grid", r->grid_id);
    json_str(&call->out, "stage", r->stage);
    json_time(&call->out, "due_at", !met ? case_plan_due(work->plan) : r->due_at < CLOCK_NEVER ? r->due_at : 0);
    json_bool(&call->out, "duplicate", case_plan_is_duplicate(work->plan));
    json_bool(&call->out, "existing", met != 0);
    return ERR_OK;
}

/* ── Lists ─────────────────────────────────────────────────────────────── */

/* ── One case ──────────────────────────────────────────────────────────── */

enum err work_case(struct call *call, struct case_record *record, struct fault *why)
{
    bool visible;
    enum err err = case_read(call->db, call->arena, call->path_id, record, why);

    if (!err) err = case_visible(call->db, call->arena, call->org, call->user, record, &visible, why);
    if (err) return err;
    return visible ? ERR_OK : fault_set(why, ERR_NOT_FOUND, "没有这个办件", "there is no such case");
}

enum err case_show(struct call *call, struct fault *why)
{
    struct case_record record;
    enum err err = work_case(call, &record, why);

    if (!err) err = view_case(call, &record, why);
    if (err) return err;
    return ERR_OK;
}

enum err duplicate_list(struct call *call, struct fault *why)
{
    struct duplicate *near;
    size_t count;
    enum err err = case_duplicates(app_of(call)->world, call->db, call->arena, json_get_str(call->body, "type"),
                                   json_get_number(call->body, "lon", 0), json_get_number(call->body, "lat", 0), call->now_ms,
                                   &near, &count, why);

    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", near[i].id);
        json_str(&call->out, "number", near[i].number);
        view_type_name(call, near[i].item);
        json_int(&call->out, "distance_m", (int64_t)(near[i].distance_m + 0.5));
        json_time(&call->out, "opened_at", near[i].opened_at);
        json_str(&call->out, "stage_zh", world_stage_zh(app_of(call)->world, near[i].stage));
        json_str(&call->out, "stage_en", world_stage_en(app_of(call)->world, near[i].stage));
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* ── Operations ────────────────────────────────────────────────────────── */

enum err case_op_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    const struct case_actor actor = work_actor(call);
    struct str path = str_from_c(call->route->path);
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    /* The route names the operation: /api/cases/{id}/NAME. */
    work->op = case_op_find(str_sub(path, sizeof "/api/cases/{id}/" - 1, path.len));
    if (!work->op) return fault_set(why, ERR_NOT_FOUND, "没有这个操作", "there is no such operation");
    err = case_plan_op(app_of(call)->world, call->db, call->arena, work->op, call->path_id, json_get_int(call->body, "version", 0),
                       call->body, &actor, call->now_ms, &work->plan, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

/* The contact in clear goes out only after the look itself is in the journal. */
static enum err write_contact(struct call *call, int64_t case_id, struct fault *why)
{
    struct str masked, sealed, plain;
    enum err err = list_contact(call->db, call->arena, case_id, &masked, &sealed, why);

    if (err) return err;
    if (!sealed.at) return fault_set(why, ERR_NOT_FOUND, "上报人没有留联系方式", "the reporter left no contact");
    err = personal_open(call->arena, app_of(call)->world, sealed, &plain, why);
    if (err) return err;
    json_raw(&call->out, "contact", plain);
    return ERR_OK;
}

enum err case_op_reply(struct call *call, struct fault *why)
{
    const struct work *work = call->work;

    if (str_is(str_from_c(case_op_name(work->op)), "reveal")) {
        enum err err = write_contact(call, case_plan_record(work->plan)->id, why);
        if (err) return err;
    }
    return step_reply(call, why);
}
