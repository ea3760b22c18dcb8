/*
 * open.c - from a report to a case: located, typed, decided, started.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/crypto.h"
#include "base/id.h"
#include "case/contact.h"
#include "case/measure.h"
#include "case/plan.h"
#include "case/record_store.h"
#include "case/rows.h"
#include "case/search.h"
#include "text/text.h"

enum { WORDS_MAX = 2000, ADDRESS_MAX = 200 };

static enum err check_words(struct str s, size_t max, const char *zh, const char *en, struct fault *why)
{
    if (utf8_length(s) <= max) return ERR_OK;
    return fault_set(why, ERR_TOO_LARGE, "%s超过 %zu 字%.0s", "%3$s is longer than %2$zu characters%1$.0s", zh, max, en);
}

static enum err place_case(struct case_plan *plan, const struct case_draft *draft, struct fault *why)
{
    struct place place;
    const struct unit *street;

    if (!isfinite(draft->lon) || !isfinite(draft->lat) || fabs(draft->lon) > 180 || fabs(draft->lat) > 90)
        return fault_field(why, STR("lon"), fault_set(why, ERR_INVALID, "位置坐标不对", "the coordinates are not a place on earth"));
    plan->now.lon_e6 = (int32_t)lround(draft->lon * 1e6);
    plan->now.lat_e6 = (int32_t)lround(draft->lat * 1e6);
    plan->now.cell = rows_cell(plan->now.lon_e6, plan->now.lat_e6);
    if (!world_locate(plan->world, draft->lon, draft->lat, &place) || !place.in_city)
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "这个位置不在本市范围内，请在地图上重新选择",
                         "this place lies outside the city; please choose it again on the map"));
    plan->now.grid_id = place.grid_id;
    plan->now.dedicated_id = place.dedicated_id;
    plan->now.community_id = place.community_id;
    plan->now.street_id = place.street_id;
    plan->now.district_id = place.district_id;
    plan->now.steering_id = place.steering_id;
    street = org_unit(plan->org, place.street_id);
    if (!street) return fault_set(why, ERR_INTERNAL, "街道缺失", "the street of this place is missing");
    plan->street_code = street->code;
    return ERR_OK;
}

static enum err choose_item(struct case_plan *plan, const struct case_draft *draft, struct fault *why)
{
    struct suggestions found;
    enum err err;

    if (draft->item.len) {
        const struct item *item = world_item(plan->world, draft->item);
        if (!item || !str_eq(item->kind, draft->kind.len ? draft->kind : STR("event")))
            return fault_field(why, STR("type"), fault_set(why, ERR_UNPROCESSABLE, "没有“%.*s”这个类型", "there is no type \"%.*s\"", STR_ARG(draft->item)));
        plan->now.item = item->code;
        return ERR_OK;
    }
    err = world_suggest(plan->world, plan->arena, draft->text, 1, &found, why);
    if (err) return err;
    plan->now.item = found.count ? found.at[0].item->code : STR(ITEM_OTHER);
    plan->guess = (struct type_guess){ .score = found.count ? found.at[0].score : 0, .sure = found.sure, .model_id = found.model_id };
    if (!world_item(plan->world, plan->now.item))
        return fault_field(why, STR("type"), fault_set(why, ERR_UNPROCESSABLE, "请选择问题类型", "please choose what kind of problem it is"));
    return ERR_OK;
}

/* Eight letters and digits without look-alikes: 31^8, read aloud without mistakes. */
static enum err make_code(struct case_plan *plan, struct fault *why)
{
    static const char LETTERS[] = "23456789ABCDEFGHJKLMNPQRSTUVWXY";
    unsigned char random[8];
    char code[9] = { 0 };

    crypto_random(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) code[i] = LETTERS[random[i] % (sizeof LETTERS - 1)];
    plan->code = str_dup(plan->arena, str_from_c(code));
    plan->now.code_digest = contact_digest(plan->arena, world_keys(plan->world)->code, plan->code);
    return plan->now.code_digest.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err fill_record(struct case_plan *plan, const struct case_draft *draft, struct fault *why)
{
    struct case_record *r = &plan->now;
    enum err err = fault_field(why, STR("text"), check_words(draft->text, WORDS_MAX, "问题描述", "the description", why));

    if (!err) err = fault_field(why, STR("address"), check_words(draft->address, ADDRESS_MAX, "地址", "the address", why));
    if (err) return err;
    r->id = id_new();
    r->version = 1;
    r->state = CASE_OPEN;
    r->stage = r->result = STR("");
    r->number = r->clock_limit = r->code_digest = r->journal_mac = STR("");
    r->channel = draft->channel.at ? draft->channel : STR("");
    r->is_public = draft->is_public;
    r->text = plan_words(plan->arena, draft->text);
    r->address = plan_words(plan->arena, draft->address);
    if (!r->text.at || !r->address.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    r->urgency = draft->urgency;
    r->grade = 3;
    r->confidence = draft->confidence;
    r->staff_chose = draft->staff_chose;
    r->created_by = plan->actor.user ? plan->actor.user->account_id : 0;
    r->opened_at = plan->now_ms;
    err = choose_item(plan, draft, why);
    if (!err) err = place_case(plan, draft, why);
    return err;
}

static enum err prepare_texts(struct case_plan *plan, struct fault *why)
{
    plan->terms = search_terms(plan->arena, plan->world, &plan->now);
    plan_store_state(plan);
    plan->stuck_count = bpmn_state_incidents(plan->arena, plan->state, &plan->stuck);
    return plan->terms.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err add_photos(struct case_plan *plan, const struct case_photo *photos, size_t count, struct fault *why)
{
    for (size_t i = 0; i < count; i++) {
        struct file_row *row = LIST_ADD(plan->arena, &plan->files);
        if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *row = (struct file_row){ .digest = photos[i].digest, .kind = photos[i].kind, .element = STR("") };
    }
    return ERR_OK;
}

/* Urgency by the table when nobody said it. */
static enum err decide_urgency(struct case_plan *plan, struct fault *why)
{
    const struct feel_value *decided;

    if (plan->now.urgency) return ERR_OK;
    plan->now.urgency = 3;
    return engine_urgency(plan, &decided, &plan->now.urgency, why);
}

/* A near, open case of the same type stands in the way of automatic dispatch. */
static enum err look_for_duplicate(struct case_plan *plan, struct fault *why)
{
    struct duplicate *near;
    size_t count;
    enum err err;

    if (plan->draft.duplicate_of) return ERR_OK;
    err = case_duplicates(plan->world, plan->db, plan->arena, plan->now.item, (double)plan->now.lon_e6 / 1e6,
                          (double)plan->now.lat_e6 / 1e6, plan->now_ms, &near, &count, why);
    if (!err && count) plan->draft.duplicate_of = near[0].id;
    return err;
}

/* The place it is about: the one that was said, which must stand in the same street; else the component nearest by, when that is sure. */
static enum err find_place(struct case_plan *plan, struct fault *why)
{
    const struct case_record *r = &plan->now;
    struct str code = str_trim(plan->draft.place);
    struct place_near near;
    size_t count;
    bool sure;
    enum err err;

    if (!code.len) {
        err = place_offer(plan->world, plan->org, plan->db, plan->arena, r->item, r->text, (double)r->lon_e6 / 1e6, (double)r->lat_e6 / 1e6, plan->now_ms, &near, 1, &count, &sure, why);
        if (err || !count || !sure) return err;
        plan->place = near.place;
        plan->place_how = "near";
        return ERR_OK;
    }
    err = plan_place(plan, STR("place"), code, why);
    if (!err) plan->place_how = "said";
    return err;
}

/* What a reporter is told while the case is not filed yet: its limit from now on. */
static enum err promise(struct case_plan *plan, struct fault *why)
{
    const struct feel_value *limits;
    struct str finish;
    enum err err;

    if (plan->now.due_at) return ERR_OK;
    err = engine_limits(plan, &limits, why);
    if (err) return err;
    finish = feel_get_str(limits, "finish");
    plan->promised = 0;
    if (!finish.len) return ERR_OK;
    return deadline_limit(plan, finish, plan->now_ms, &plan->promised, NULL, why);
}

/* The decision that guards the type allows it, refuses it, or wants it confirmed, each with its reason. */
static enum err ask_guard(struct case_plan *plan, const struct item *item, struct fault *why)
{
    const struct feel_value *said;
    struct str allow, reason;
    enum err err;

    if (!item->guard.len) return ERR_OK;
    err = decide_run(plan, item->guard, engine_seen(plan), &said, why);
    if (err) return err;
    allow = feel_get_str(said, "allow");
    reason = feel_get_str(said, "reason");
    if (str_is(allow, "yes") || (str_is(allow, "confirm") && plan->draft.facts && json_get_bool(plan->draft.facts, "confirmed", false))) return ERR_OK;
    return fault_set(why, str_is(allow, "confirm") ? ERR_CONFLICT : ERR_UNPROCESSABLE, "%s%.0s", "%.0s%s",
                     str_c(plan->arena, text_language(reason, false)), str_c(plan->arena, text_language(reason, true)));
}

/* The case it came from, which must be there. */
static enum err link_case(struct case_plan *plan, struct str number, struct fault *why)
{
    struct case_record other;
    struct link_change *link;
    enum err err = case_read_number(plan->db, plan->arena, number, &other, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, ERR_UNPROCESSABLE, "没有编号为 %s 的办件", "there is no case %s", str_c(plan->arena, number));
    if (err) return err;
    link = LIST_ADD(plan->arena, &plan->links);
    if (!link) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *link = (struct link_change){ .add = true, .case_id = plan->now.id, .other_id = other.id, .kind = "related" };
    return ERR_OK;
}

static enum err start_process(struct case_plan *plan, struct fault *why)
{
    struct bpmn_event start = { .kind = BPMN_START };
    enum err err;

    plan->process = world_process(plan->world, world_item(plan->world, plan->now.item)->root, plan->release);
    if (!plan->process) return fault_set(why, ERR_INTERNAL, "主流程未部署", "the main process is not deployed");
    start.variables = engine_variables(plan);
    err = engine_run(plan, &start, why);
    if (!err) err = handler_end(plan, why);
    if (err) return err;
    engine_settle_stage(plan);
    return ERR_OK;
}

enum err case_plan_open(struct world *world, struct db *db, struct arena *arena, const struct case_draft *draft,
                        const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct case_plan *plan;
    const struct item *item;
    bool declared = draft->duplicate_of != 0;
    enum err err = plan_new(world, db, arena, actor, now_ms, &plan, why);

    if (err) return err;
    plan->opens = true;
    plan->reach_changed = true;
    plan->draft = *draft;
    plan->release = world_release(world);
    plan->now.source = draft->source;
    plan->now.source_no = draft->source_no.at ? str_trim(draft->source_no) : STR("");
    err = record_met(db, arena, plan->now.source, plan->now.source_no, &plan->met, why);
    if (!err && plan->met) *out = plan;
    if (err || plan->met) return err;
    err = fill_record(plan, draft, why);
    if (!err && draft->is_public) err = make_code(plan, why);
    if (!err) err = look_for_duplicate(plan, why);
    if (!err && !draft->kind.len) err = find_place(plan, why);
    if (!err) err = decide_urgency(plan, why);
    if (err) return err;
    if (plan->draft.duplicate_of) plan->now.marks |= MARK_REPEAT;
    item = world_item(world, plan->now.item);
    err = plan_journal(plan, "open", STR(""),
                       plan_data(plan, "type", plan->now.item, "type_name", item->name, "source", plan->now.source, NULL),
                       STR_NONE, why);
    if (!err && (draft->contact_name.len || draft->contact_phone.len)) err = contact_seal(plan, why);
    if (!err) err = add_photos(plan, draft->photos, draft->photo_count, why);
    if (!err) err = ask_guard(plan, item, why);
    if (!err && draft->link_to.len) err = link_case(plan, draft->link_to, why);
    if (!err) err = start_process(plan, why);
    if (!err) err = promise(plan, why);
    if (!err) err = prepare_texts(plan, why);
    if (!err && declared) {
        struct link_change *link = LIST_ADD(arena, &plan->links);
        if (!link) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *link = (struct link_change){ .add = true, .case_id = plan->now.id, .other_id = draft->duplicate_of, .kind = "duplicate" };
    }
    if (!err) err = journal_seal(plan, why);
    if (err) return err;
    *out = plan;
    return ERR_OK;
}
