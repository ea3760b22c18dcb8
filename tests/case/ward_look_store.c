/*
 * ward_look_store.c - what the tests see of the database.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include "base/buf.h"
#include "case/path.h"
#include "store/counter.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(SEE_CASE) = {
    .name = "see_case",
    .sql = "SELECT version, state, stage, result, item, address, lon_e6, unit_id, urgency, grade, verified, filed_at, dispatched_at, "
           "accepted_at, arrived_at, feedback_at, verified_at, closed_at, clock_start, clock_limit, due_at, overdue, supervise, "
           "return_count, rework_count, extension_count, reopen_count, merged_into, rating, journal_seq, journal_mac "
           "FROM case_record WHERE id = $1",
    .takes = { I },
    .gives = { I, I, T, T, T, T, I, I, I, I, I, I, I, I, I, I, I, I, I, T, I, I, I, I, I, I, I, I, I, I, T },
};
QUERY(SEE_TASKS) = {
    .name = "see_tasks",
    .sql = "SELECT id, element, role, place_id, assignee, state, outcome, due_at, urged, escalated, version FROM task WHERE case_id = $1 ORDER BY id",
    .takes = { I },
    .gives = { I, T, T, I, I, I, T, I, I, I, I },
};
QUERY(SEE_TIMERS) = {
    .name = "see_timers",
    .sql = "SELECT kind, ref, due_at FROM timer WHERE case_id = $1 ORDER BY kind, ref, due_at",
    .takes = { I },
    .gives = { I, I, I },
};
QUERY(SEE_INSTANCE) = {
    .name = "see_instance",
    .sql = "SELECT state, path FROM instance WHERE case_id = $1",
    .takes = { I },
    .gives = { STORE_BLOB, STORE_BLOB },
};
QUERY(SEE_REST) = {
    .name = "see_rest",
    .sql = "SELECT (SELECT count(*) FROM journal WHERE case_id = $1), (SELECT count(*) FROM decision_step WHERE case_id = $1), "
           "(SELECT count(*) FROM case_link WHERE case_id = $1 OR other_id = $1), (SELECT count(*) FROM clock_pause WHERE case_id = $1), "
           "(SELECT count(*) FROM clock_pause WHERE case_id = $1 AND end_at IS NULL), (SELECT count(*) FROM clock_extension WHERE case_id = $1), "
           "(SELECT count(*) FROM case_file WHERE case_id = $1), (SELECT count(*) FROM incident WHERE case_id = $1), "
           "(SELECT count(*) FROM case_reach WHERE case_id = $1)",
    .takes = { I },
    .gives = { I, I, I, I, I, I, I, I, I },
};
QUERY(SEE_ALL) = {
    .name = "see_all",
    .sql = "SELECT CAST((SELECT count(*) FROM case_record) + (SELECT count(*) FROM task) + (SELECT count(*) FROM timer) + "
           "(SELECT count(*) FROM journal) + (SELECT count(*) FROM journal_note) + (SELECT count(*) FROM decision_step) + "
           "(SELECT count(*) FROM instance) + (SELECT count(*) FROM case_reach) + (SELECT count(*) FROM case_measure) + (SELECT count(*) FROM case_link) + "
           "(SELECT count(*) FROM clock_pause) + (SELECT count(*) FROM clock_extension) + (SELECT count(*) FROM case_file) + "
           "(SELECT count(*) FROM case_contact) + (SELECT count(*) FROM case_person) + (SELECT count(*) FROM incident) + (SELECT count(*) FROM case_search) + "
           "(SELECT coalesce(sum(last), 0) FROM case_serial) + (SELECT count(*) FROM feed) + (SELECT coalesce(sum(abs(value)), 0) FROM counter) + (SELECT coalesce(sum(abs(n0)) + sum(abs(n1)), 0) FROM tally) AS BIGINT)",
    .gives = { I },
};

#undef I
#undef T

static const struct query *const SEEN[] = { &SEE_CASE, &SEE_TASKS, &SEE_TIMERS, &SEE_INSTANCE, &SEE_REST };

/* The state or the path of an instance. */
static void print_bytes(struct ward *ward, struct buf *out, bool is_state, struct str bytes)
{
    struct bpmn_state *state;
    struct str path;

    if (is_state) {
        if (bpmn_state_read(ward->arena, bytes, &state, &ward->why)) fail_msg("%s", ward->why.en);
        bpmn_state_print(out, state);
    } else {
        if (path_read(ward->arena, bytes, &path, &ward->why)) fail_msg("%s", ward->why.en);
        buf_str(out, path);
    }
}

const char *ward_snapshot(struct ward *ward, int64_t case_id)
{
    struct db *db = store_reader_take(ward->store);
    struct buf buf;

    buf_init(&buf, ward->arena, 1 << 20);
    for (size_t q = 0; q < COUNT_OF(SEEN); q++) {
        struct rows rows;
        if (store_all(db, ward->arena, SEEN[q], ARGS(arg_int(case_id)), &rows, &ward->why)) fail_msg("%s", ward->why.en);
        for (size_t i = 0; i < rows.count; i++) {
            for (size_t c = 0; c < rows.width; c++) {
                if (SEEN[q]->gives[c] == STORE_BLOB) print_bytes(ward, &buf, c == 0, row_str(&rows, i, c));
                else if (SEEN[q]->gives[c] == STORE_TEXT) buf_printf(&buf, "%.*s|", STR_ARG(row_str(&rows, i, c)));
                else buf_printf(&buf, "%lld|", (long long)row_int(&rows, i, c));
            }
            buf_byte(&buf, '\n');
        }
    }
    store_reader_give(ward->store, db);
    return str_c(ward->arena, buf_done(&buf));
}

int64_t ward_number(struct ward *ward, const struct query *query, const struct store_arg *args, size_t count)
{
    struct db *db = store_reader_take(ward->store);
    struct rows rows;
    enum err err = store_one(db, ward->arena, query, args, count, &rows, &ward->why);

    store_reader_give(ward->store, db);
    if (err) fail_msg("%s: %s", query->name, ward->why.en);
    return row_int(&rows, 0, 0);
}

int64_t ward_total(struct ward *ward)
{
    return ward_number(ward, &SEE_ALL, NO_ARGS);
}

int64_t ward_counter(struct ward *ward, const char *key)
{
    struct db *db = store_reader_take(ward->store);
    struct rows rows;
    int64_t value = 0;
    enum err err = store_counter_range(db, ward->arena, str_from_c(key), &rows, &ward->why);

    store_reader_give(ward->store, db);
    if (err) fail_msg("%s", ward->why.en);
    for (size_t i = 0; i < rows.count; i++)
        if (str_is(row_str(&rows, i, COUNTER_KEY), key)) value = row_int(&rows, i, COUNTER_VALUE);
    return value;
}

struct case_record ward_case(struct ward *ward, int64_t id)
{
    struct db *db = store_reader_take(ward->store);
    struct case_record record;
    enum err err = case_read(db, ward->arena, id, &record, &ward->why);

    store_reader_give(ward->store, db);
    if (err) fail_msg("%s", ward->why.en);
    return record;
}

size_t ward_tasks(struct ward *ward, int64_t case_id, const struct task_view **tasks)
{
    struct db *db = store_reader_take(ward->store);
    struct task_view *list;
    size_t count;
    enum err err = list_case_tasks(db, ward->arena, case_id, &list, &count, &ward->why);

    store_reader_give(ward->store, db);
    if (err) fail_msg("%s", ward->why.en);
    *tasks = list;
    return count;
}

const struct task_view *ward_task(struct ward *ward, int64_t case_id, const char *element)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(ward, case_id, &tasks);

    for (size_t i = 0; i < count; i++)
        if (str_is(tasks[i].element, element)) return &tasks[i];
    return NULL;
}

size_t ward_journal(struct ward *ward, int64_t case_id, const struct journal_view **rows)
{
    struct db *db = store_reader_take(ward->store);
    struct journal_view *list;
    size_t count;
    enum err err = list_journal(db, ward->arena, case_id, &list, &count, &ward->why);

    store_reader_give(ward->store, db);
    if (err) fail_msg("%s", ward->why.en);
    *rows = list;
    return count;
}

size_t ward_journal_count(struct ward *ward, int64_t case_id, const char *kind)
{
    const struct journal_view *rows;
    size_t count = ward_journal(ward, case_id, &rows), found = 0;

    for (size_t i = 0; i < count; i++) found += str_is(rows[i].kind, kind);
    return found;
}

const struct journal_view *ward_journal_last(struct ward *ward, int64_t case_id, const char *kind)
{
    const struct journal_view *rows;

    for (size_t i = ward_journal(ward, case_id, &rows); i-- > 0;)
        if (str_is(rows[i].kind, kind)) return &rows[i];
    return NULL;
}

bool ward_whole(struct ward *ward)
{
    struct db *db = store_reader_take(ward->store);
    struct verify_report report;
    enum err err = verify_journal(db, world_keys(ward->world), &report, &ward->why);

    store_reader_give(ward->store, db);
    if (err) fail_msg("%s", ward->why.en);
    if (!report.whole) print_message("case %lld row %lld: %s\n", (long long)report.case_id, (long long)report.seq, report.en);
    return report.whole;
}
