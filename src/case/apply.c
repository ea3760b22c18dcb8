/*
 * apply.c - case_apply: rows, counters and the live event of one step.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/count.h"
#include "case/heat.h"
#include "case/job_rows.h"
#include "case/measure.h"
#include "case/party_rows.h"
#include "case/plan.h"
#include "case/rows.h"
#include "store/feed.h"

static bool has_key(const struct count_keys *keys, struct str key)
{
    for (size_t i = 0; i < keys->count; i++)
        if (str_eq(keys->keys[i], key)) return true;
    return false;
}

/* One for each key of `some` that `others` has not. */
static enum err count_new(struct db *db, const struct count_keys *some, const struct count_keys *others, int64_t delta, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < some->count; i++)
        if (!has_key(others, some->keys[i])) err = store_count(db, some->keys[i], delta, why);
    return err;
}

/* What the step changed in the figures. */
static enum err count_step(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct arena *scratch = store_scratch(db);
    struct count_keys was = { 0 }, is;
    enum err err = ERR_OK;

    if (!plan->opens) {
        if (count_same(&plan->before, &plan->now)) return ERR_OK;
        err = count_keys(scratch, plan->org, &plan->before, &was, why);
    }
    if (!err) err = count_keys(scratch, plan->org, &plan->now, &is, why);
    if (!err) err = count_new(db, &was, &is, -1, why);
    return err ? err : count_new(db, &is, &was, 1, why);
}

/* ── The live event ────────────────────────────────────────────────────── */

static struct str event_body(struct db *db, const struct case_plan *plan)
{
    const struct case_record *r = &plan->now;
    struct str kind = plan->journal.count ? plan->journal.at[0].kind : STR("change");
    struct buf buf;
    struct json_out out;

    buf_init(&buf, store_scratch(db), 4096);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_id(&out, "case_id", r->id);
    json_str(&out, "number", r->number);
    json_str(&out, "kind", kind);
    json_str(&out, "stage", r->stage);
    json_text(&out, "state", case_state_name(r->state));
    json_str(&out, "type", r->item);
    json_id(&out, "street", r->street_id);
    json_id(&out, "unit", r->unit_id);
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

static int64_t area_of(const struct case_record *r)
{
    return r->community_id ? r->community_id : r->street_id;
}

enum { TOLD_MAX = 64 };
struct told { int64_t places[TOLD_MAX]; size_t count; };

/* An event reaches its places and all above them. */
static bool is_told(const struct org *org, const struct told *told, int64_t place)
{
    for (size_t i = 0; i < told->count; i++)
        if (told->places[i] == place || org_within(org, told->places[i], place)) return true;
    return !place || told->count == TOLD_MAX;
}

static void tell(struct told *told, int64_t place)
{
    if (place) told->places[told->count++] = place;
}

static enum err feed_place(struct db *db, const struct case_plan *plan, struct feed_event *event, struct told *told, int64_t place,
                           struct fault *why)
{
    if (is_told(plan->org, told, place)) return ERR_OK;
    tell(told, place);
    event->area_id = place;
    return store_feed(db, event, why);
}

/*
 * One event for who has the case in their area or hands, and one for each
 * further place that had it before or whose tasks came, went or changed.
 */
static enum err feed_step(struct db *db, const struct case_plan *plan, struct fault *why)
{
    const struct case_record *r = &plan->now;
    struct feed_event event = { .case_id = r->id, .area_id = area_of(r), .unit_id = r->unit_id, .user_id = r->created_by, .kind = "case",
                                .body = event_body(db, plan) };
    struct told told = { .count = 0 };
    enum err err;

    if (!event.body.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_feed(db, &event, why);
    tell(&told, event.area_id);
    tell(&told, event.unit_id);
    event.unit_id = event.user_id = 0;
    if (!err && !plan->opens) err = feed_place(db, plan, &event, &told, area_of(&plan->before), why);
    if (!err && !plan->opens) err = feed_place(db, plan, &event, &told, plan->before.unit_id, why);
    for (size_t i = 0; !err && i < plan->tasks.count; i++) {
        const struct task_row *t = &plan->tasks.at[i];
        if (!(t->is_new || t->changed) || !org_unit(plan->org, t->place_id)) continue;   /* a grid's desk is its community's */
        event.user_id = t->assignee;
        err = feed_place(db, plan, &event, &told, t->place_id, why);
        if (!err) err = feed_place(db, plan, &event, &told, t->left_place, why);
    }
    event.user_id = 0;
    for (size_t i = 0; !err && i < plan->copies.count; i++) {
        event.user_id = plan->copies.at[i].account_id;
        event.area_id = plan->copies.at[i].unit_id;
        err = store_feed(db, &event, why);
    }
    return err;
}

enum err case_apply(struct db *db, struct case_plan *plan, struct fault *why)
{
    enum err err = plan->only_jobs ? job_write(db, plan, why) : rows_write(db, plan, why);

    if (plan->only_jobs) return err;
    if (!err && plan->met) return ERR_OK;
    if (!err) err = count_step(db, plan, why);
    if (!err) err = measure_step(db, plan->opens ? NULL : &plan->before, &plan->now, why);
    if (!err) err = party_count(db, plan, why);
    if (!err) err = heat_step(db, plan, why);
    if (!err) err = feed_step(db, plan, why);
    for (size_t i = 0; !err && i < plan->also.count; i++) err = case_apply(db, plan->also.at[i], why);
    return err;
}
