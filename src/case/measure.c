/*
 * measure.c - the facts of a case, and the tallies they stand in.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/measure.h"

#include "base/civil.h"
#include "case/paper.h"
#include "case/plan.h"
#include "store/tally.h"

_Static_assert((int)MEASURE__COUNT <= (int)TALLY_WIDTH, "every measure has a place in a tally");

enum { URGENT = 2, CONTENT = 3, FAILED_MANY = 3 };   /* urgency of 紧急 and above; a rating of 基本满意 and above; checks not passed */
enum { SAID_SOLVED = 1 };

const char *measure_name(enum measure measure)
{
    static const char *const NAMES[MEASURE__COUNT] = {
#define X(name, key) key,
        MEASURES(X)
#undef X
    };

    return NAMES[measure];
}

enum measure measure_from(struct str name)
{
    int i = 0;

    while (i < MEASURE__COUNT && !str_is(name, measure_name((enum measure)i))) i++;
    return (enum measure)i;
}

struct facts { uint32_t bits; };

static void say(struct facts *facts, enum measure measure, bool yes)
{
    if (yes) facts->bits |= 1u << measure;
}

/* How it ended, or that it should have. */
static void say_end(struct facts *f, const struct case_record *r)
{
    bool running = r->state <= CASE_PAUSED, filed = r->filed_at != 0, held = filed && r->state == CASE_PAUSED;
    bool closed = filed && r->state == CASE_CLOSED, late = filed && running && r->overdue && !held;
    int64_t finished = r->feedback_at ? r->feedback_at : r->closed_at;
    bool in_time = closed && (!r->due_at || finished < r->due_at), urgent = r->urgency <= URGENT;

    say(f, MEASURE_DUE, closed || late);
    say(f, MEASURE_HELD, held);
    say(f, MEASURE_CLOSED, closed);
    say(f, MEASURE_CLOSED_IN_TIME, in_time);
    say(f, MEASURE_URGENT_DUE, urgent && (closed || late));
    say(f, MEASURE_URGENT_CLOSED, urgent && closed);
    say(f, MEASURE_URGENT_IN_TIME, urgent && in_time);
    say(f, MEASURE_OPEN, running);
    say(f, MEASURE_OVERDUE, running && r->overdue);
}

/* What the units did with it. */
static void say_work(struct facts *f, const struct case_record *r)
{
    bool running = r->state <= CASE_PAUSED, dispatched = r->dispatched_at != 0;
    bool answered = dispatched && r->feedback_at != 0, late = dispatched && running && r->overdue && !answered;
    bool signed_for = dispatched && r->accepted_at != 0;

    say(f, MEASURE_DISPATCHED, dispatched);
    say(f, MEASURE_DISPATCHED_RIGHT, dispatched && !r->return_count);
    say(f, MEASURE_TO_HANDLE, answered || late);
    say(f, MEASURE_HANDLED_IN_TIME, answered && (!r->due_at || r->feedback_at < r->due_at));
    say(f, MEASURE_ANSWERED, answered || r->rework_count);
    say(f, MEASURE_REWORKED, r->rework_count > 0);
    say(f, MEASURE_FAILED_CHECKS, r->rework_count >= FAILED_MANY);
    say(f, MEASURE_EXTENDED, r->extension_count > 0);
    say(f, MEASURE_TO_SIGN, signed_for || late);
    say(f, MEASURE_SIGNED_IN_TIME, signed_for && !(r->marks & MARK_SIGNED_LATE));
    say(f, MEASURE_MISCONDUCT, (r->marks & MARK_MISCONDUCT) != 0);
    say(f, MEASURE_SUPERVISED, r->supervise > 0);
}

uint32_t measure_facts(const struct case_record *r)
{
    struct facts f = { 0 };
    bool filed = r->filed_at != 0, patrolled = str_is(r->source, "worker");

    say(&f, MEASURE_REPORTED, true);
    say(&f, MEASURE_FILED, filed);
    say(&f, MEASURE_FILED_RIGHT, filed && r->state != CASE_VOID);
    say(&f, MEASURE_REFUSED, r->state == CASE_VOID);
    say(&f, MEASURE_SELF_CLOSED, str_is(r->result, "self_closed"));
    say(&f, MEASURE_MISSED, filed && !patrolled && (r->marks & MARK_PATROL));
    say(&f, MEASURE_REPEATED, filed && (r->marks & MARK_REPEAT));
    say(&f, MEASURE_ASKED, r->solved != 0);
    say(&f, MEASURE_SOLVED, r->solved == SAID_SOLVED);
    say(&f, MEASURE_RATED, r->rating != 0);
    say(&f, MEASURE_SATISFIED, r->rating >= CONTENT);
    say_end(&f, r);
    say_work(&f, r);
    return f.bits;
}

int64_t measure_month_of(int64_t at_ms)
{
    int year, month, day;

    day_to_ymd(day_of_ms(at_ms), &year, &month, &day);
    return (int64_t)year * 100 + month;
}

int64_t measure_month(const struct case_record *record)
{
    return measure_month_of(record->opened_at);
}

enum err measure_keys(struct arena *arena, const struct case_record *r, struct measure_keys *out, struct fault *why)
{
    long long street = (long long)r->street_id, month = (long long)measure_month(r);

    out->count = 0;
    if (paper_is(r)) return ERR_OK;   /* what goes between offices is no matter of the city */
    out->keys[out->count++] = str_format(arena, MEASURE_BY_KIND "%lld/%lld/%.*s/%.*s", street, month, STR_ARG(r->item), STR_ARG(r->source));
    out->keys[out->count++] = str_format(arena, MEASURE_BY_GRID "%lld/%lld/%lld/%lld", street, month, (long long)r->community_id, (long long)r->grid_id);
    if (r->unit_id) out->keys[out->count++] = str_format(arena, MEASURE_BY_UNIT "%lld/%lld/%lld", street, month, (long long)r->unit_id);
    for (size_t i = 0; i < out->count; i++)
        if (!out->keys[i].at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return ERR_OK;
}

void measure_mark_type(const struct world *world, struct case_record *record)
{
    const struct item *item = world_item(world, record->item);
    const struct source *patrol = world_source(world, STR("worker"));
    struct str rest = item ? feel_get_str(item->row, "triggers") : STR_NONE, trigger;
    bool found = false;

    while (rest.len && patrol && str_split(&rest, '|', &trigger)) found |= str_eq(trigger, patrol->name);
    record->marks = found ? record->marks | MARK_PATROL : record->marks & ~(int64_t)MARK_PATROL;
}

/* ── A step ────────────────────────────────────────────────────────────── */

static bool same_place(const struct case_record *a, const struct case_record *b)
{
    return a->street_id == b->street_id && a->community_id == b->community_id && a->grid_id == b->grid_id && a->unit_id == b->unit_id &&
           str_eq(a->item, b->item) && str_eq(a->source, b->source);
}

static enum err add(struct db *db, const struct case_record *record, uint32_t more, uint32_t fewer, struct fault *why)
{
    struct measure_keys keys;
    enum err err = measure_keys(store_scratch(db), record, &keys, why);

    for (size_t i = 0; !err && i < keys.count; i++) err = store_tally(db, keys.keys[i], more, fewer, why);
    return err;
}

enum err measure_step(struct db *db, const struct case_record *before, const struct case_record *now, struct fault *why)
{
    uint32_t was = before ? measure_facts(before) : 0, is = measure_facts(now);
    enum err err;

    if (paper_is(now) || (before && was == is && same_place(before, now))) return ERR_OK;
    if (before && same_place(before, now)) {
        err = add(db, now, is & ~was, was & ~is, why);
    } else {
        err = before ? add(db, before, 0, was, why) : ERR_OK;
        if (!err) err = add(db, now, is, 0, why);
    }
    if (!err && before && before->street_id != now->street_id) err = measure_drop(db, before, why);
    return err ? err : measure_put(db, now, is, why);
}
