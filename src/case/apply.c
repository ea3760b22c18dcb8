/*
 * apply.c - case_apply: rows, counters and the live event of one step.
 *
 * Counters are kept per street (c/STREET/DIMENSION/VALUE/METRIC): a district or
 * the city sums its streets.  Dimensions: t type, s source, d civil day.
 * Metrics: opened, closed, ontime, overdue (open cases past their time), void.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"
#include "case/rows.h"
#include "store/feed.h"

static enum err count_one(struct db *db, struct case_plan *plan, const char *dimension, struct str value,
                          const char *metric, int64_t delta, struct fault *why)
{
    struct str key = str_format(store_scratch(db), "c/%.*s/%s/%.*s/%s", STR_ARG(plan->street_code), dimension,
                                STR_ARG(value), metric);

    if (!key.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return store_count(db, key, delta, why);
}

static enum err count_all(struct db *db, struct case_plan *plan, const struct case_record *r, const char *metric,
                          int64_t delta, struct fault *why)
{
    char day[11];
    enum err err;

    day_print(day_of_ms(plan->now_ms), day);
    err = count_one(db, plan, "t", r->item, metric, delta, why);
    if (!err) err = count_one(db, plan, "s", r->source, metric, delta, why);
    if (!err) err = count_one(db, plan, "d", str_from_c(day), metric, delta, why);
    return err;
}

static bool is_done(const struct case_record *r)
{
    return r->state == CASE_CLOSED;
}

static bool is_on_time(const struct case_record *r)
{
    int64_t finished = r->feedback_at ? r->feedback_at : r->closed_at;

    return !r->due_at || finished < r->due_at;
}

/* What the step changed in the figures. */
static enum err count_step(struct db *db, struct case_plan *plan, struct fault *why)
{
    const struct case_record *was = &plan->before, *is = &plan->now;
    bool was_void = !plan->opens && (was->state == CASE_VOID || was->state == CASE_MERGED);
    bool is_void = is->state == CASE_VOID || is->state == CASE_MERGED;
    bool was_late = !plan->opens && was->overdue && was->state <= CASE_PAUSED;
    bool is_late = is->overdue && is->state <= CASE_PAUSED;
    enum err err = ERR_OK;

    if (plan->opens) err = count_all(db, plan, is, "opened", 1, why);
    if (!err && !plan->opens && !str_eq(was->item, is->item)) {
        err = count_one(db, plan, "t", was->item, "opened", -1, why);
        if (!err) err = count_one(db, plan, "t", is->item, "opened", 1, why);
    }
    if (!err && is_void != was_void) err = count_all(db, plan, is, "void", is_void ? 1 : -1, why);
    if (!err && is_done(is) != (!plan->opens && is_done(was))) {
        err = count_all(db, plan, is, "closed", is_done(is) ? 1 : -1, why);
        if (!err && is_on_time(is_done(is) ? is : was)) err = count_all(db, plan, is, "ontime", is_done(is) ? 1 : -1, why);
    }
    if (!err && is_late != was_late) err = count_all(db, plan, is, "overdue", is_late ? 1 : -1, why);
    return err;
}

static enum err feed_step(struct db *db, struct case_plan *plan, struct fault *why)
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
    if (!json_done(&out)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    struct feed_event event = {
        .case_id = r->id, .street_id = r->street_id, .district_id = r->district_id, .steering_id = r->steering_id,
        .unit_id = r->unit_id, .user_id = r->created_by, .kind = "case", .body = buf_done(&buf),
    };
    return store_feed(db, &event, why);
}

enum err case_apply(struct db *db, struct case_plan *plan, struct fault *why)
{
    enum err err = rows_write(db, plan, why);

    if (!err) err = count_step(db, plan, why);
    if (!err) err = feed_step(db, plan, why);
    for (size_t i = 0; !err && i < plan->also.count; i++) err = case_apply(db, plan->also.at[i], why);
    return err;
}
