/*
 * rebuild.c - derived columns and rows, compared and made again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/rebuild.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/civil.h"
#include "case/rows.h"
#include "case/search.h"

const char *rebuild_part_name(enum rebuild_part part)
{
    static const char *const NAMES[REBUILD__PARTS] = { "clocks", "reach", "search", "counters" };

    return NAMES[part];
}

enum err rebuild_note(struct rebuild_report *report, enum rebuild_part part, struct fault *why, const char *format, ...)
{
    char text[300];
    struct str *line;
    va_list values;

    report->wrong[part]++;
    if (report->lines[part].count == REBUILD_LINES_MAX) return ERR_OK;
    va_start(values, format);
    (void)vsnprintf(text, sizeof text, format, values);
    va_end(values);
    line = LIST_ADD(report->arena, &report->lines[part]);
    if (line) *line = str_dup(report->arena, str_from_c(text));
    return line && line->at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* A job may run again: it notes anew. */
static void forget(struct rebuild_report *report, enum rebuild_part part)
{
    report->wrong[part] = report->looked[part] = 0;
    report->lines[part].count = 0;
}

/* ── Clocks ────────────────────────────────────────────────────────────── */

struct clock_result { int64_t due_at; bool provisional, overdue; };

/* What the parts say, for a record just read. */
static enum err expect(struct case_plan *plan, struct clock_result *out, struct fault *why)
{
    const struct case_record *r = &plan->before;
    bool waits;
    enum err err = deadline_recompute(plan, why);

    if (!err) err = rebuild_timer_waits(plan->db, plan->arena, r->id, &waits, why);
    if (err) return err;
    *out = (struct clock_result){ plan->now.due_at, plan->now.provisional, plan->now.overdue };
    if (!r->clock_start || !r->clock_limit.len) out->due_at = 0;
    if (!out->due_at) out->provisional = out->overdue = false;
    /* Its time is over, but the timer that says so has not fired yet. */
    if (waits && !r->overdue) out->overdue = false;
    return ERR_OK;
}

static void print_due(int64_t ms, char out[32])
{
    if (!ms) (void)snprintf(out, 32, "none");
    else if (ms >= CLOCK_NEVER) (void)snprintf(out, 32, "stopped");
    else time_print(ms, out);
}

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

/* The correction is a step of the case. */
static enum err correct(struct world *world, struct db *db, struct arena *arena, const struct case_record *record, const struct clock_result *right,
                        int64_t now_ms, struct fault *why)
{
    const struct case_actor system = { .system = true };
    struct case_plan *plan;
    char was[32], is[32];
    enum err err = plan_load(world, db, arena, record->id, &system, now_ms, &plan, why);

    if (!err) err = deadline_recompute(plan, why);
    if (err) return err;
    plan->now.due_at = right->due_at;
    plan->now.provisional = right->provisional;
    plan->now.overdue = right->overdue;
    print_due(record->due_at, was);
    print_due(right->due_at, is);
    err = plan_journal(plan, "recompute", STR(""), plan_data(plan, "due_before", str_from_c(was), "due", str_from_c(is), NULL), STR_NONE, why);
    if (!err) err = plan_finish(plan, &plan, why);
    if (!err) err = store_transact(world_store(world), record->id, apply_plan, plan, why);
    return err == ERR_CONFLICT ? ERR_OK : err;   /* a server moved the case meanwhile, and computed its clock */
}

static enum err check_clock(struct world *world, struct db *db, const struct case_record *record, int64_t now_ms,
                            struct rebuild_report *report, struct fault *why)
{
    const struct case_actor system = { .system = true };
    struct arena *arena = arena_open(32u << 20);
    struct case_plan *plan;
    struct clock_result right;
    char was[32], is[32];
    enum err err = arena ? plan_new(world, db, arena, &system, now_ms, &plan, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) {
        plan->before = plan->now = *record;
        err = expect(plan, &right, why);
    }
    report->looked[REBUILD_CLOCK]++;
    if (!err && (right.due_at != record->due_at || right.provisional != record->provisional || right.overdue != record->overdue)) {
        print_due(record->due_at, was);
        print_due(right.due_at, is);
        err = rebuild_note(report, REBUILD_CLOCK, why, "case %.*s: due %s%s%s, should be %s%s%s", STR_ARG(record->number), was,
                           record->provisional ? " provisional" : "", record->overdue ? " overdue" : "", is,
                           right.provisional ? " provisional" : "", right.overdue ? " overdue" : "");
        if (!err) err = correct(world, db, arena, record, &right, now_ms, why);
    }
    arena_close(arena);
    return err;
}

static enum err rebuild_clocks(struct world *world, enum case_state state, int64_t now_ms, struct rebuild_report *report, struct fault *why)
{
    struct arena *arena = arena_open(256u << 20);
    struct case_record *records;
    size_t count = REBUILD_PAGE;
    int64_t after = 0;
    enum err err = arena ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    while (!err && count == REBUILD_PAGE) {
        struct db *db = store_reader_take(world_store(world));
        arena_reset(arena);
        err = rebuild_cases(db, arena, (int)state, after, &records, &count, why);
        for (size_t i = 0; !err && i < count; i++) {
            after = records[i].id;
            err = check_clock(world, db, &records[i], now_ms, report, why);
        }
        store_reader_give(world_store(world), db);
    }
    arena_close(arena);
    return err;
}

/* ── Search ────────────────────────────────────────────────────────────── */

struct derived { struct world *world; struct rebuild_report *report; };

/* Compares a page of cases with the rows kept between `after` and its last id. */
static enum err compare_page(struct db *db, struct arena *arena, struct derived *d, const struct case_record *records, size_t count, int64_t after,
                             int64_t until, struct fault *why)
{
    struct rows kept;
    size_t k = 0;
    enum err err = search_kept(db, arena, after, until, &kept, why);

    for (size_t i = 0; !err && i < count; i++) {
        struct str terms = search_terms(arena, d->world, &records[i]);
        if (!terms.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        for (; !err && k < kept.count && row_int(&kept, k, 0) < records[i].id; k++)
            err = rebuild_note(d->report, REBUILD_SEARCH, why, "row %lld belongs to no case", (long long)row_int(&kept, k, 0));
        if (err) return err;
        if (k == kept.count || row_int(&kept, k, 0) != records[i].id)
            err = rebuild_note(d->report, REBUILD_SEARCH, why, "case %.*s: missing", STR_ARG(records[i].number));
        else if (!search_agrees(world_store(d->world), row_str(&kept, k++, 1), terms))
            err = rebuild_note(d->report, REBUILD_SEARCH, why, "case %.*s: other words", STR_ARG(records[i].number));
        d->report->looked[REBUILD_SEARCH]++;
    }
    for (; !err && k < kept.count; k++)
        err = rebuild_note(d->report, REBUILD_SEARCH, why, "row %lld belongs to no case", (long long)row_int(&kept, k, 0));
    return err;
}

static enum err insert_page(struct db *db, struct arena *arena, struct derived *d, const struct case_record *records, size_t count, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < count; i++) {
        struct str terms = search_terms(arena, d->world, &records[i]);
        err = terms.at ? search_insert(db, records[i].id, terms, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return err;
}

/* Walks all cases by page: comparing, or filling the emptied rows. */
static enum err walk(struct db *db, struct derived *d, bool fill, struct fault *why)
{
    struct arena *arena = arena_open(256u << 20);
    struct case_record *records;
    size_t count = REBUILD_PAGE;
    int64_t after = 0;
    enum err err = arena ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    while (!err && count == REBUILD_PAGE) {
        int64_t last;
        arena_reset(arena);
        err = rebuild_cases(db, arena, -1, after, &records, &count, why);
        if (err) break;
        last = count == REBUILD_PAGE ? records[count - 1].id : INT64_MAX;
        err = fill ? insert_page(db, arena, d, records, count, why) : compare_page(db, arena, d, records, count, after, last, why);
        after = last;
    }
    arena_close(arena);
    return err;
}

static enum err search_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct derived *d = job->arg;
    enum err err;

    forget(d->report, REBUILD_SEARCH);
    err = walk(db, d, false, why);
    if (err || !d->report->wrong[REBUILD_SEARCH]) return err;
    err = search_clear(db, why);
    return err ? err : walk(db, d, true, why);
}

/* ── The rest ──────────────────────────────────────────────────────────── */

static enum err reach_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct derived *d = job->arg;

    forget(d->report, REBUILD_REACH);
    return rebuild_reach(db, d->report, why);
}

static enum err counters_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct derived *d = job->arg;
    struct org *org = world_org(d->world);
    enum err err;

    forget(d->report, REBUILD_COUNTER);
    err = rebuild_counters(db, org, d->report, why);
    org_unref(org);
    return err;
}

/* The counters come last: a corrected clock changes them. */
enum err rebuild_all(struct world *world, int64_t now_ms, struct rebuild_report *report, struct fault *why)
{
    struct derived d = { world, report };
    struct store *store = world_store(world);
    enum err err = ERR_OK;

    for (int part = 0; part < REBUILD__PARTS; part++) forget(report, (enum rebuild_part)part);
    err = rebuild_clocks(world, CASE_OPEN, now_ms, report, why);
    if (!err) err = rebuild_clocks(world, CASE_PAUSED, now_ms, report, why);
    if (!err) err = store_transact(store, 0, reach_apply, &d, why);
    if (!err) err = store_transact(store, 0, search_apply, &d, why);
    if (!err) err = store_transact(store, 0, counters_apply, &d, why);
    return err;
}
