/*
 * rebuild_store.c - the parts of a rebuild that are statements: reach and counters.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/rebuild.h"

#include <stdlib.h>

#include "base/table.h"
#include "case/count.h"
#include "case/heat.h"
#include "case/measure.h"
#include "case/path.h"
#include "case/record_store.h"
#include "store/counter.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(CASES_OF_STATE) = {
    .name = "rebuild_cases_of_state",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE state = $1 AND state <> 2 AND id > $2 ORDER BY id LIMIT $3",
    .takes = { I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(CASES_ALL) = {
    .name = "rebuild_cases_all",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id > $1 ORDER BY id LIMIT $2",
    .takes = { I, I },
    .gives = { RECORD_TYPES },
};

enum err rebuild_cases(struct db *db, struct arena *arena, int state, int64_t after_id, struct case_record **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = state < 0 ? store_all(db, arena, &CASES_ALL, ARGS(arg_int(after_id), arg_int(REBUILD_PAGE)), &rows, why)
                             : store_all(db, arena, &CASES_OF_STATE, ARGS(arg_int(state), arg_int(after_id), arg_int(REBUILD_PAGE)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, struct case_record, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) record_from_row(&rows, i, 0, &(*out)[i]);
    *count = rows.count;
    return ERR_OK;
}

QUERY(DUE_TIMER) = {
    .name = "rebuild_due_timer",
    .sql = "SELECT count(*) FROM timer WHERE case_id = $1 AND kind = $2",
    .takes = { I, I },
    .gives = { I },
};

enum err rebuild_timer_waits(struct db *db, struct arena *arena, int64_t case_id, bool *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &DUE_TIMER, ARGS(arg_int(case_id), arg_int(TIMER_CLOCK_DUE)), &rows, why);

    if (!err) *out = row_int(&rows, 0, 0) > 0;
    return err;
}

/* ── Reach ─────────────────────────────────────────────────────────────── */

/* Co-operating units (part 2) stand nowhere else: only their copy of the state is derived. */
QUERY(REACH_WRONG) = {
    .name = "rebuild_reach_wrong",
    .sql = "SELECT c.number, r.unit_id, r.state, c.state, r.part, CASE WHEN r.part = 1 AND r.unit_id <> COALESCE(c.unit_id, 0) THEN 1 ELSE 0 END"
           "  FROM case_reach r JOIN case_record c ON c.id = r.case_id"
           " WHERE r.state <> c.state OR (r.part = 1 AND r.unit_id <> COALESCE(c.unit_id, 0))"
           " UNION ALL"
           " SELECT c.number, c.unit_id, -1, c.state, 1, 0 FROM case_record c WHERE c.unit_id IS NOT NULL"
           "    AND NOT EXISTS (SELECT 1 FROM case_reach r WHERE r.case_id = c.id AND r.unit_id = c.unit_id)"
           " ORDER BY 1, 2, 3 LIMIT 20000",
    .gives = { T, I, I, I, I, I },
};
QUERY(REACH_DROP_UNIT) = {
    .name = "rebuild_reach_drop_unit",
    .sql = "DELETE FROM case_reach WHERE part = 1 AND NOT EXISTS "
           "(SELECT 1 FROM case_record c WHERE c.id = case_reach.case_id AND c.unit_id = case_reach.unit_id)",
};
QUERY(REACH_STATE) = {
    .name = "rebuild_reach_state",
    .sql = "UPDATE case_reach SET state = (SELECT c.state FROM case_record c WHERE c.id = case_reach.case_id) "
           "WHERE state <> (SELECT c.state FROM case_record c WHERE c.id = case_reach.case_id)",
};
QUERY(REACH_ADD) = {
    .name = "rebuild_reach_add",
    .sql = "INSERT INTO case_reach (unit_id, state, case_id, part, listed) SELECT c.unit_id, c.state, c.id, 1, "
           "CASE WHEN u.kind IN ('department', 'team') THEN 1 ELSE 0 END FROM case_record c JOIN unit u ON u.id = c.unit_id "
           "WHERE c.unit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM case_reach r WHERE r.case_id = c.id AND r.unit_id = c.unit_id)",
};

enum err rebuild_reach(struct db *db, struct rebuild_report *report, struct fault *why)
{
    static const struct query *const STEPS[] = { &REACH_DROP_UNIT, &REACH_STATE, &REACH_ADD };
    struct rows rows;
    enum err err = store_all(db, store_scratch(db), &REACH_WRONG, NO_ARGS, &rows, why);

    for (size_t i = 0; !err && i < rows.count; i++) {
        const char *was = row_int(&rows, i, 2) < 0 ? "missing" : row_int(&rows, i, 5) ? "not the responsible unit" : "another state";
        err = rebuild_note(report, REBUILD_REACH, why, "case %.*s, unit %lld: %s", STR_ARG(row_str(&rows, i, 0)), (long long)row_int(&rows, i, 1), was);
    }
    for (size_t i = 0; !err && rows.count && i < COUNT_OF(STEPS); i++) err = store_run(db, STEPS[i], NO_ARGS, NULL, why);
    return err;
}

/* ── Counters ──────────────────────────────────────────────────────────── */

QUERY(COUNTED_CASES) = {
    .name = "rebuild_counted_cases",
    .sql = "SELECT street_id, item, source, state, overdue, opened_at, closed_at, feedback_at, due_at FROM case_record WHERE channel <> 'internal'",
    .gives = { I, T, T, I, I, I, I, I, I },
};
QUERY(COUNTERS_NOW) = {
    .name = "rebuild_counters_now",
    .sql = "SELECT key, value FROM counter WHERE (key >= 'c/' AND key < 'c0') OR (key >= 'h/' AND key < 'h0') OR (key >= 'p/' AND key < 'p0')",
    .gives = { T, I },
};
QUERY(COUNTED_TASKS) = {
    .name = "rebuild_counted_tasks",
    .sql = "SELECT c.street_id, t.process, t.element, t.outcome, t.state, t.opened_at, t.closed_at"
           "  FROM task t JOIN case_record c ON c.id = t.case_id WHERE t.state <> 0",
    .gives = { I, T, T, T, I, I, I },
};
QUERY(COUNTED_PATHS) = {
    .name = "rebuild_counted_paths",
    .sql = "SELECT c.opened_at, i.path FROM instance i JOIN case_record c ON c.id = i.case_id",
    .gives = { I, STORE_BLOB },
};

#undef I
#undef T

/* One counter: what stands there and what should. */
struct tally { struct str key; int64_t is, should; };

struct count {
    const struct org *org;
    struct arena *arena, *line;        /* `line` is emptied for each case */
    struct table tallies;
    int64_t cases;
};

static enum err tally_of(struct count *count, struct str key, struct tally **out, struct fault *why)
{
    struct tally *tally = table_get(&count->tallies, key);

    if (!tally) {
        tally = arena_new(count->arena, struct tally);
        if (tally) tally->key = str_dup(count->arena, key);
        if (!tally || !tally->key.at || table_put(&count->tallies, tally->key, tally))
            return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    *out = tally;
    return ERR_OK;
}

static enum err count_case(const struct rows *rows, void *arg, struct fault *why)
{
    struct count *count = arg;
    const struct case_record record = {
        .street_id = row_int(rows, 0, 0), .item = row_str(rows, 0, 1), .source = row_str(rows, 0, 2),
        .state = (enum case_state)row_int(rows, 0, 3), .overdue = row_int(rows, 0, 4) != 0, .opened_at = row_int(rows, 0, 5),
        .closed_at = row_int(rows, 0, 6), .feedback_at = row_int(rows, 0, 7), .due_at = row_int(rows, 0, 8),
    };
    struct count_keys keys;
    enum err err;

    arena_reset(count->line);
    err = count_keys(count->line, count->org, &record, &keys, why);
    for (size_t i = 0; !err && i < keys.count; i++) {
        struct tally *tally = NULL;
        err = tally_of(count, keys.keys[i], &tally, why);
        if (!err) tally->should++;
    }
    count->cases++;
    return err;
}

static enum err count_one(struct count *count, struct str key, struct fault *why)
{
    struct tally *tally = NULL;
    enum err err = key.at ? tally_of(count, key, &tally, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) tally->should++;
    return err;
}

static enum err count_task(const struct rows *rows, void *arg, struct fault *why)
{
    struct count *count = arg;
    const struct unit *street = org_unit(count->org, row_int(rows, 0, 0));
    const struct heat_task task = { row_str(rows, 0, 1), row_str(rows, 0, 2), row_str(rows, 0, 3), row_int(rows, 0, 4), row_int(rows, 0, 5), row_int(rows, 0, 6) };
    struct heat_keys keys;
    enum err err;

    arena_reset(count->line);
    err = heat_task_keys(count->line, street ? street->code : STR("0"), &task, &keys, why);
    for (size_t i = 0; !err && i < keys.count; i++) err = count_one(count, keys.keys[i], why);
    return err;
}

static enum err count_path(const struct rows *rows, void *arg, struct fault *why)
{
    struct count *count = arg;
    struct str rest, name;
    enum err err;

    arena_reset(count->line);
    err = path_read(count->line, row_str(rows, 0, 1), &rest, why);
    while (!err && rest.len && str_split(&rest, ' ', &name)) {
        struct str key = heat_path_key(count->line, row_int(rows, 0, 0), name);
        if (key.at) err = count_one(count, key, why);
    }
    return err;
}

static enum err count_party(const struct party *party, void *arg, struct fault *why)
{
    struct count *count = arg;
    struct party_keys keys;
    enum err err;

    arena_reset(count->line);
    err = party_count_keys(count->line, count->org, party, &keys, why);
    for (size_t i = 0; !err && i < keys.count; i++) err = count_one(count, keys.keys[i], why);
    return err;
}

static enum err count_now(const struct rows *rows, void *arg, struct fault *why)
{
    struct tally *tally = NULL;
    enum err err = tally_of(arg, row_str(rows, 0, 0), &tally, why);

    if (!err) tally->is = row_int(rows, 0, 1);
    return err;
}

static int by_key(const void *a, const void *b)
{
    return str_compare((*(struct tally *const *)a)->key, (*(struct tally *const *)b)->key);
}

/* Writes every tally that should stand; notes those that did not. */
static enum err write_tallies(struct db *db, struct count *count, struct rebuild_report *report, struct fault *why)
{
    struct tally **list = arena_array(count->arena, struct tally *, count->tallies.count + 1);
    size_t n = 0;
    enum err err = ERR_OK;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count->tallies.cap; i++)
        if (count->tallies.slots[i].value) list[n++] = count->tallies.slots[i].value;
    qsort(list, n, sizeof *list, by_key);
    for (size_t i = 0; !err && i < n; i++) {
        if (list[i]->is != list[i]->should)
            err = rebuild_note(report, REBUILD_COUNTER, why, "%.*s: %lld, should be %lld", STR_ARG(list[i]->key), (long long)list[i]->is,
                               (long long)list[i]->should);
        if (!err && list[i]->should) err = store_count(db, list[i]->key, list[i]->should, why);
    }
    report->looked[REBUILD_COUNTER] = (int64_t)n;
    return err;
}

static enum err note_measure(void *arg, struct str what, struct str key, struct fault *why)
{
    return rebuild_note(arg, REBUILD_COUNTER, why, "%.*s %.*s: its measures differ", STR_ARG(what), STR_ARG(key));
}

enum err rebuild_counters(struct db *db, const struct org *org, struct rebuild_report *report, struct fault *why)
{
    struct count count = { .org = org, .arena = arena_open(1u << 30), .line = arena_open(1u << 20) };
    enum err err = count.arena && count.line ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) table_init(&count.tallies, count.arena);
    if (!err) err = store_each(db, store_scratch(db), &COUNTERS_NOW, NO_ARGS, count_now, &count, why);
    /* The clearing locks on PostgreSQL: from here on no other writer counts. */
    if (!err) err = store_counter_clear(db, STR(COUNT_PREFIX), why);
    if (!err) err = store_counter_clear(db, STR(HEAT_PREFIX), why);
    if (!err) err = store_counter_clear(db, STR(PARTY_PREFIX), why);
    if (!err) err = store_each(db, store_scratch(db), &COUNTED_CASES, NO_ARGS, count_case, &count, why);
    if (!err) err = store_each(db, store_scratch(db), &COUNTED_TASKS, NO_ARGS, count_task, &count, why);
    if (!err) err = store_each(db, store_scratch(db), &COUNTED_PATHS, NO_ARGS, count_path, &count, why);
    if (!err) err = party_each(db, store_scratch(db), count_party, &count, why);
    if (!err) err = write_tallies(db, &count, report, why);
    if (!err) err = measure_rebuild(db, note_measure, report, &report->looked[REBUILD_COUNTER], why);
    arena_close(count.line);
    arena_close(count.arena);
    return err;
}
