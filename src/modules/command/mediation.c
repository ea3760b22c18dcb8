/*
 * mediation.c - the register of disputes, and what the page of one shows beside the case.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/mediation.h"

#include "case/list.h"
#include "case/person.h"
#include "case/personal.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/shapes.h"
#include "modules/command/work.h"

#define PROCESS "p5-mediation"
enum { SHOWN = 200, DISPUTES_MAX = 4000 };

/* Where a dispute stands, by the element its task stands at. */
enum stand { STAND_BEGUN, STAND_MEDIATING, STAND_AGREEING, STAND_VISIT, STAND_CONFIRM, STAND_GUIDED, STAND_WAITING, STAND__COUNT };
static const char *const STANDS[STAND__COUNT] = { "begun", "mediating", "agreeing", "visit", "confirmation", "guided", "performing" };

static enum stand stand_of(struct str element)
{
    static const struct { const char *element; enum stand stand; } AT[] = {
        { "grid_mediation", STAND_MEDIATING }, { "community_mediation", STAND_MEDIATING }, { "street_mediation", STAND_MEDIATING }, { "agreement", STAND_AGREEING },
        { "follow_up", STAND_VISIT }, { "confirmation", STAND_CONFIRM }, { "guide", STAND_GUIDED },
    };

    if (!element.at) return STAND_WAITING;
    for (size_t i = 0; i < COUNT_OF(AT); i++)
        if (str_is(element, AT[i].element)) return AT[i].stand;
    return STAND_BEGUN;
}

/* ── GET /api/mediations ───────────────────────────────────────────────── */

struct register_rows { struct dispute_row *at; size_t count; };

static enum err asked_street(struct call *call, const struct unit **out, struct fault *why)
{
    int64_t id = json_get_id(call->query, "street");

    for (size_t i = 0; !id && i < call->user->grant_count; i++) {
        const struct unit *unit = org_unit(call->org, call->user->grants[i].unit_id);
        if (unit && call->user->grants[i].rights >> RIGHT_CASE_READ & 1) id = unit->street_id;
    }
    *out = id ? org_unit(call->org, id) : NULL;
    if (*out && (*out)->kind == UNIT_STREET && user_may(call->org, call->user, RIGHT_CASE_READ, id)) return ERR_OK;
    return fault_field(why, STR("street"), fault_set(why, ERR_NOT_FOUND, "请选择您范围内的一个街道", "choose a street within your reach"));
}

static enum err gather(struct call *call, int64_t street, struct register_rows *all, struct fault *why)
{
    struct world *world = app_of(call)->world;
    enum err err = ERR_OK;

    all->at = arena_array(call->arena, struct dispute_row, DISPUTES_MAX);
    if (!all->at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < world_item_count(world); i++) {
        const struct item *item = world_item_at(world, i);
        struct dispute_row *rows = NULL;
        size_t count = 0;
        if (!str_is(item->process, PROCESS)) continue;
        err = disputes_open(call->db, call->arena, street, item->code, &rows, &count, why);
        for (size_t k = 0; !err && k < count && all->count < DISPUTES_MAX; k++) all->at[all->count++] = rows[k];
    }
    return err;
}

static void write_counts(struct call *call, const struct register_rows *all)
{
    int64_t counts[STAND__COUNT] = { 0 }, cases = 0;

    for (size_t i = 0; i < all->count; i++) {
        counts[stand_of(all->at[i].element)]++;
        cases += !i || all->at[i].case_id != all->at[i - 1].case_id;
    }
    json_object(&call->out, "counts");
    json_int(&call->out, "open", cases);
    for (size_t i = 0; i < STAND__COUNT; i++) json_int(&call->out, STANDS[i], counts[i]);
    json_close(&call->out);
}

static enum err write_dispute(struct call *call, const struct register_rows *all, size_t from, size_t until, bool *shown, struct fault *why)
{
    struct case_record record;
    bool visible = false;
    enum err err = case_read(call->db, call->arena, all->at[from].case_id, &record, why);

    if (!err) err = case_visible(call->db, call->arena, call->org, call->user, &record, &visible, why);
    *shown = visible;
    if (err || !visible) return err;
    json_object(&call->out, NULL);
    view_case_row(call, &record);
    json_list(&call->out, "steps");
    for (size_t i = from; i < until; i++) {
        json_object(&call->out, NULL);
        json_text(&call->out, "stand", STANDS[stand_of(all->at[i].element)]);
        json_time(&call->out, "step_due_at", all->at[i].element.at && all->at[i].due_at < CLOCK_NEVER ? all->at[i].due_at : 0);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_close(&call->out);
    return ERR_OK;
}

enum err mediations_list(struct call *call, struct fault *why)
{
    struct str wanted = json_get_str(call->query, "stand");
    const struct unit *street = NULL;
    struct register_rows all = { 0 };
    size_t shown = 0, next;
    bool truncated = false;
    enum err err = asked_street(call, &street, why);

    if (!err) err = gather(call, street->id, &all, why);
    if (err) return err;
    view_unit(call, "street", street->id);
    write_counts(call, &all);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < all.count; i = next) {
        bool fits = !wanted.len, written = false;
        for (next = i; next < all.count && all.at[next].case_id == all.at[i].case_id; next++) fits |= str_is(wanted, STANDS[stand_of(all.at[next].element)]);
        if (!fits) continue;
        truncated = shown == SHOWN;
        if (truncated) break;
        err = write_dispute(call, &all, i, next, &written, why);
        shown += written;
    }
    if (err) return err;
    json_close(&call->out);
    json_bool(&call->out, "truncated", truncated);
    return ERR_OK;
}

/* ── GET /api/cases/{id}/mediation ─────────────────────────────────────── */

static enum err write_roles(struct call *call, const struct case_record *record, struct csv *roles, struct fault *why)
{
    const struct item *item = world_item(app_of(call)->world, record->item);
    enum err err = person_roles(app_of(call)->world, call->arena, roles, why);

    if (err) return err;
    json_list(&call->out, "roles");
    for (size_t i = 0; item && i < roles->rows; i++) {
        if (!person_role_fits(roles, i, item->process, call->now_ms)) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "code", csv_get(roles, i, "code"));
        json_str(&call->out, "name", csv_get(roles, i, "zh"));
        json_str(&call->out, "name_en", csv_get(roles, i, "en"));
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static void write_known(struct call *call, const struct bpmn_state *state, const char *name)
{
    const struct feel_value *value = state ? bpmn_state_variable(state, str_from_c(name)) : &FEEL_NULL_VALUE;

    if (value->type == FEEL_NULL) json_null(&call->out, name);
    else feel_to_json(&call->out, name, value);
}

enum err mediation_show(struct call *call, struct fault *why)
{
    const struct case_actor actor = work_actor(call);
    struct instance_view instance = { 0 };
    struct bpmn_state *state = NULL;
    struct case_person *people = NULL;
    struct case_record record;
    struct csv roles;
    size_t count = 0;
    bool may = false;
    enum err err = work_case(call, &record, why);

    if (!err) err = write_roles(call, &record, &roles, why);
    if (!err) err = person_list(call->db, call->arena, record.id, &people, &count, why);
    if (!err) err = person_may(app_of(call)->world, call->db, call->arena, record.id, &actor, call->now_ms, &may, why);
    if (!err) err = list_instance(call->db, call->arena, record.id, &instance, why);
    if (err) return err;
    if (bpmn_state_read(call->arena, instance.state, &state, NULL) != ERR_OK) state = NULL;
    json_bool(&call->out, "can_tend", may);
    json_list(&call->out, "people");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", people[i].id);
        json_str(&call->out, "role", people[i].role);
        json_raw(&call->out, "masked", people[i].masked);
        json_time(&call->out, "added_at", people[i].added_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    write_known(call, state, "sessions");
    write_known(call, state, "agreement");
    return ERR_OK;
}

/* ── Persons ───────────────────────────────────────────────────────────── */

struct person_work { struct case_plan *plan; struct person_step step; int64_t case_id; };

static enum err plan_person(struct call *call, struct person_step step, struct fault *why)
{
    const struct case_actor actor = work_actor(call);
    struct person_work *work = arena_new(call->arena, struct person_work);
    struct case_record record;
    enum err err = work ? work_case(call, &record, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    work->step = step;
    work->case_id = record.id;
    err = case_plan_person(app_of(call)->world, call->db, call->arena, record.id, &actor, &work->step, call->now_ms, &work->plan, why);
    if (err) return err;
    call->work = work;
    call->key = case_plan_key(work->plan);
    return ERR_OK;
}

enum err person_add_prepare(struct call *call, struct fault *why)
{
    return plan_person(call, (struct person_step){ .change = PERSON_ADD, .role = json_get_str(call->body, "role"), .name = json_get_str(call->body, "name"),
                                                   .phone = json_get_str(call->body, "phone"), .address = json_get_str(call->body, "address") }, why);
}

enum err person_drop_prepare(struct call *call, struct fault *why)
{
    return plan_person(call, (struct person_step){ .change = PERSON_DROP, .person = json_get_id(call->body, "person"), .reason = json_get_str(call->body, "reason") }, why);
}

enum err person_look_prepare(struct call *call, struct fault *why)
{
    return plan_person(call, (struct person_step){ .change = PERSON_LOOK, .person = json_get_id(call->body, "person"), .reason = json_get_str(call->body, "reason") }, why);
}

enum err person_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct person_work *work = call->work;

    return case_apply(db, work->plan, why);
}

enum err person_reply(struct call *call, struct fault *why)
{
    (void)why;
    json_id(&call->out, "case_id", ((const struct person_work *)call->work)->case_id);
    return ERR_OK;
}

/* What is told in clear goes out only after the look stands in the journal. */
enum err person_look_reply(struct call *call, struct fault *why)
{
    const struct person_work *work = call->work;
    struct case_person person;
    struct str plain;
    enum err err = person_read(call->db, call->arena, work->case_id, work->step.person, &person, why);

    if (!err) err = personal_open(call->arena, app_of(call)->world, person.sealed, &plain, why);
    if (err) return err;
    json_id(&call->out, "case_id", work->case_id);
    json_raw(&call->out, "person", plain);
    return ERR_OK;
}
