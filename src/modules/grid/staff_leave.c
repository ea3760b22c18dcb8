/*
 * staff_leave.c - a place ends, and all that its person holds there passes to a successor in one transaction (工作交接).
 *
 * Tasks pass case by case with a journal row each (case/pass.h), services by a
 * statement.  A call passes at most so many cases (setting staff.handover): what
 * is left keeps the place running, and the same call again goes on from there.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "case/pass.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/staff_view.h"
#include "org/account.h"

static STAFF_SHAPE(HELD_SHAPE, "StaffHeldTask", { "id", JSON_ID }, { "case_id", JSON_ID }, { "number", JSON_TEXT }, { "name", JSON_TEXT }, { "stage_zh", JSON_TEXT },
                   { "stage_en", JSON_TEXT }, { "type_name", JSON_TEXT }, { "type_name_en", JSON_TEXT }, { "due_at", JSON_TIME, true });
STAFF_SHAPE(STAFF_HOLDS_SHAPE, "StaffHolds", { "tasks", JSON_INT }, { "services", JSON_INT }, { "waiting", JSON_INT }, { "others", JSON_INT }, { "items", JSON_LIST, false, &HELD_SHAPE });
STAFF_SHAPE(STAFF_LEFT_SHAPE, "StaffLeft", { "place", JSON_OBJECT, false, &STAFF_PLACE_SHAPE }, { "passed", JSON_INT }, { "services", JSON_INT }, { "left", JSON_INT });

/* What a place's person holds at its desk: nothing when the role serves none, or the person stays by another place. */
struct held { struct held_task *tasks; size_t count; int64_t all, services, waiting, others; };

struct leave {
    struct staff_place place, next;         /* next.id 0: no new place is needed */
    struct staff_member successor;          /* id 0: none */
    struct held held;
    struct case_plan **plans;
    size_t plan_count, tasks;               /* tasks: how many of held.tasks the plans pass */
    int64_t left;
    bool stays;                             /* another place keeps its person at the desk */
};

static enum err read_held(struct call *call, const struct staff_place *p, int64_t most, struct held *h, struct fault *why)
{
    enum err err = ERR_OK;

    *h = (struct held){ 0 };
    if (!p->desk || !p->account_id || !p->begun) return ERR_OK;
    err = case_held(call->db, call->arena, p->account_id, p->grid_id, most, &h->tasks, &h->count, &h->all, why);
    if (!err) err = staff_services(call->db, call->arena, p->account_id, p->grid_id, &h->services, why);
    if (!err) err = case_waiting(call->db, call->arena, p->grid_id, &h->waiting, why);
    return err ? err : staff_desk_others(call->db, call->arena, p->account_id, p->grid_id, &h->others, why);
}

/* GET /api/staff/places/{id}/holds */
enum err staff_holds(struct call *call, struct fault *why)
{
    enum { SHOWN = 100 };
    const struct world *world = app_of(call)->world;
    struct json_out *out = &call->out;
    struct staff_place place;
    struct held held;
    enum err err = staff_place_reach(call, RIGHT_GRID_DAY, call->path_id, &place, why);

    if (!err) err = read_held(call, &place, SHOWN, &held, why);
    if (err) return err;
    json_int(out, "tasks", held.all);
    json_int(out, "services", held.services);
    json_int(out, "waiting", held.waiting);
    json_int(out, "others", held.others);
    json_list(out, "items");
    for (size_t i = 0; i < held.count; i++) {
        const struct held_task *task = &held.tasks[i];
        const struct item *item = world_item(world, task->item);
        json_object(out, NULL);
        json_id(out, "id", task->id);
        json_id(out, "case_id", task->case_id);
        json_str(out, "number", task->number);
        json_str(out, "name", task->name);
        json_str(out, "stage_zh", world_stage_zh(world, task->stage));
        json_str(out, "stage_en", world_stage_en(world, task->stage));
        json_str(out, "type_name", item ? item->name : task->item);
        json_str(out, "type_name_en", item ? item->name_en : task->item);
        json_time(out, "due_at", task->due_at >= 9000000000000000 ? 0 : task->due_at);
        json_close(out);
    }
    json_close(out);
    return ERR_OK;
}

/* ── POST /api/staff/places/{id}/end ───────────────────────────────────── */

static enum err take_successor(struct call *call, struct leave *l, struct fault *why)
{
    int64_t id = json_get_id(call->body, "successor");
    enum err err;

    if (!id) return ERR_OK;
    err = staff_member_read(call->db, call->arena, id, &l->successor, why);
    if (!err && (l->successor.left || l->successor.street_id != l->place.street_id || id == l->place.member_id)) err = staff_gone(why);
    if (err == ERR_NOT_FOUND) return fault_field(why, STR("successor"), fault_set(why, ERR_NOT_FOUND, "本街道没有这个可接手的人", "nobody of this street's register who could take over"));
    return err || !l->place.desk ? err : staff_may_serve(call, l->successor.account_id, l->place.community_id, "successor", why);
}

/* The successor's own place, unless the same role is there already; and does another place keep the leaver at the desk? */
static enum err next_place(struct call *call, struct leave *l, struct fault *why)
{
    struct staff_place *others = NULL;
    bool has = false;
    size_t count = 0;
    enum err err = staff_places(call->db, call->arena, STAFF_OF_GRID, l->place.grid_id, &others, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        const struct staff_place *o = &others[i];
        l->stays |= o->id != l->place.id && o->member_id == l->place.member_id && o->desk && o->begun;
        has |= l->successor.id && o->member_id == l->successor.id && o->begun && !o->has_until && str_eq(o->role, l->place.role);
    }
    if (err || !l->successor.id || has) return err;
    l->next = (struct staff_place){ .id = id_new(), .member_id = l->successor.id, .grid_id = l->place.grid_id, .community_id = l->place.community_id,
                                    .street_id = l->place.street_id, .role = l->place.role, .from = day_of_ms(call->now_ms), .desk = l->place.desk, .begun = true,
                                    .week = l->place.week, .made_at = call->now_ms, .made_by = call->user->account_id };
    return ERR_OK;
}

/* A plan for each case of the tasks at hand. */
static enum err plan_cases(struct call *call, struct leave *l, struct fault *why)
{
    const struct case_actor actor = { .user = call->user, .unit_id = call->user->unit_id };
    struct arena *arena;
    enum err err = plan_arena(call, &arena, why);

    if (err) return err;
    l->plans = arena_array(arena, struct case_plan *, l->held.count + 1);
    if (!l->plans) return staff_no_memory(why);
    for (size_t i = 0; !err && i < l->held.count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++) seen |= l->held.tasks[k].case_id == l->held.tasks[i].case_id;
        if (seen) continue;
        err = case_plan_pass(app_of(call)->world, call->db, arena, l->held.tasks[i].case_id, l->place.grid_id, l->place.account_id, l->successor.account_id,
                             l->place.end_reason, &actor, call->now_ms, &l->plans[l->plan_count], why);
        if (!err) l->plan_count++;
    }
    l->tasks = l->held.count;
    return err;
}

static enum err need_successor(const struct leave *l, struct fault *why)
{
    if (l->held.all || l->held.services)
        return fault_field(why, STR("successor"), fault_set(why, ERR_CONFLICT, "名下还有 %lld 个任务、%lld 项服务，请选择接手人", "%lld tasks and %lld services are still held; choose who takes over",
                                                           (long long)l->held.all, (long long)l->held.services));
    if (l->held.waiting && !l->held.others)
        return fault_field(why, STR("successor"), fault_set(why, ERR_CONFLICT, "网格还有 %lld 个待办任务，走后无人办理，请选择接手人", "%lld tasks wait at the grid and nobody would be left; choose who takes over",
                                                           (long long)l->held.waiting));
    return ERR_OK;
}

enum err staff_end_prepare(struct call *call, struct fault *why)
{
    struct leave *l = arena_new(call->arena, struct leave);
    enum err err = l ? staff_place_reach(call, RIGHT_GRID_TEND, call->path_id, &l->place, why) : staff_no_memory(why);

    if (err) return err;
    call->work = l;
    call->key = l->place.grid_id;
    if (l->place.version != json_get_int(call->body, "version", 0) || l->place.ended_at) return staff_stale(why);
    l->place.end_reason = staff_words(call, "reason");
    if (!l->place.end_reason.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明原因", "say why"));
    err = take_successor(call, l, why);
    if (!err) err = next_place(call, l, why);
    if (!err && !l->stays) err = read_held(call, &l->place, org_setting(call->org, "staff.handover", 100), &l->held, why);
    if (!err && !l->successor.id) err = need_successor(l, why);
    if (!err && l->held.count) err = plan_cases(call, l, why);
    return err;
}

/* Whatever was given to the leaver since the plans were made is still there: then the place goes on. */
static enum err count_left(struct db *db, struct leave *l, struct fault *why)
{
    struct held_task *none;
    size_t count;

    l->left = 0;
    if (!l->place.desk || !l->place.account_id || l->stays) return ERR_OK;
    return case_held(db, store_scratch(db), l->place.account_id, l->place.grid_id, 1, &none, &count, &l->left, why);
}

static enum err end_place(struct db *db, struct call *call, struct leave *l, struct fault *why)
{
    const struct day today = day_of_ms(call->now_ms);
    struct staff_place ended = l->place;
    enum err err;

    ended.ended_at = call->now_ms;
    ended.has_until = true;
    ended.until = today.since_epoch < ended.from.since_epoch ? ended.from : today;
    err = staff_place_save(db, &ended, why);
    if (!err && ended.desk && ended.account_id) err = staff_desk_leave(db, ended.account_id, ended.grid_id, why);
    return err ? err : staff_audit(db, call, "staff.place-end", ended.id, ended.end_reason, why);
}

enum err staff_end_apply(struct db *db, struct call *call, struct fault *why)
{
    struct leave *l = call->work;
    enum err err = l->next.id ? staff_place_insert(db, &l->next, why) : ERR_OK;

    if (!err && l->successor.id && l->place.desk) err = org_worker_insert(db, l->successor.account_id, l->place.grid_id, why);
    for (size_t i = 0; !err && i < l->plan_count; i++) err = case_apply(db, l->plans[i], why);
    if (!err && l->held.services && l->successor.id) err = staff_services_pass(db, l->place.account_id, l->successor.account_id, l->place.grid_id, why);
    if (!err) err = count_left(db, l, why);
    if (err || l->left) return err;
    return end_place(db, call, l, why);
}

enum err staff_end_reply(struct call *call, struct fault *why)
{
    const struct leave *l = call->work;
    struct staff_place place;
    struct staff_names names;
    enum err err = staff_place_read(call->db, call->arena, l->place.id, &place, why);

    if (!err) err = staff_names(call, &names, why);
    if (err) return err;
    json_object(&call->out, "place");
    staff_write_place(call, &names, &place);
    json_close(&call->out);
    json_int(&call->out, "passed", (int64_t)l->tasks);
    json_int(&call->out, "services", l->held.services);
    json_int(&call->out, "left", l->left);
    return ERR_OK;
}
