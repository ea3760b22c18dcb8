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

enum metric { OPENED, CLOSED, ON_TIME, OVERDUE, VOIDED, METRICS };
static const char *const METRIC_NAMES[METRICS] = { "opened", "closed", "ontime", "overdue", "void" };

/* What one case adds to each figure as it stands. */
struct share { int64_t of[METRICS]; };

static struct share share_of(const struct case_record *r)
{
    int64_t finished = r->feedback_at ? r->feedback_at : r->closed_at;
    bool closed = r->state == CASE_CLOSED;

    return (struct share){ { [OPENED] = 1, [CLOSED] = closed, [ON_TIME] = closed && (!r->due_at || finished < r->due_at),
                             [OVERDUE] = r->overdue && r->state <= CASE_PAUSED,
                             [VOIDED] = r->state == CASE_VOID || r->state == CASE_MERGED } };
}

static enum err count_one(struct db *db, struct str street, const char *dimension, struct str value, const struct share *share,
                          int64_t sign, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t m = 0; !err && m < METRICS; m++) {
        struct str key;
        if (!share->of[m]) continue;
        key = str_format(store_scratch(db), "c/%.*s/%s/%.*s/%s", STR_ARG(street), dimension, STR_ARG(value), METRIC_NAMES[m]);
        if (!key.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        err = store_count(db, key, sign * share->of[m], why);
    }
    return err;
}

/* A record as it was or is: its type and source, and the civil day something happened. */
static enum err count_record(struct db *db, struct str street, const struct case_record *r, const struct share *share, int64_t sign,
                             struct fault *why)
{
    enum err err = count_one(db, street, "t", r->item, share, sign, why);

    return err ? err : count_one(db, street, "s", r->source, share, sign, why);
}

static enum err count_day(struct db *db, struct str street, int64_t at, const struct share *share, int64_t sign, struct fault *why)
{
    char day[11];

    day_print(day_of_ms(at), day);
    return count_one(db, street, "d", str_from_c(day), share, sign, why);
}

/*
 * What the step changed in the figures: the case's share as it was goes, its share as it is comes.  By day a
 * case counts as opened on the day it was, and everything else on the day it happens.
 */
static enum err count_step(struct db *db, struct case_plan *plan, struct fault *why)
{
    const struct case_record *was = &plan->before, *is = &plan->now;
    const struct unit *street = org_unit(plan->org, was->street_id);
    struct str old_street = street ? street->code : plan->street_code;
    struct share before = { 0 }, after = share_of(is), opened = { { [OPENED] = 1 } };
    bool moved = !plan->opens && (!str_eq(was->item, is->item) || was->street_id != is->street_id);
    enum err err = ERR_OK;

    if (!plan->opens) before = share_of(was);
    if (moved) {
        err = count_record(db, old_street, was, &before, -1, why);
        if (!err) err = count_record(db, plan->street_code, is, &after, 1, why);
        if (!err && was->street_id != is->street_id) {
            err = count_day(db, old_street, is->opened_at, &opened, -1, why);
            if (!err) err = count_day(db, plan->street_code, is->opened_at, &opened, 1, why);
            before.of[OPENED] = after.of[OPENED] = 0;
            if (!err) err = count_day(db, old_street, plan->now_ms, &before, -1, why);
            return err ? err : count_day(db, plan->street_code, plan->now_ms, &after, 1, why);
        }
    }
    for (size_t m = 0; m < METRICS; m++) after.of[m] -= before.of[m];
    if (!err && !moved) err = count_record(db, plan->street_code, is, &after, 1, why);
    return err ? err : count_day(db, plan->street_code, plan->now_ms, &after, 1, why);
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
