/*
 * staff_desk_store.c - who serves a grid's desk, the services given there, and qualifications.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/staff.h"

#define I STORE_INT
#define T STORE_TEXT

/* ── Desks ─────────────────────────────────────────────────────────────── */

QUERY(DESK_LEAVE) = {
    .name = "staff_desk_leave",
    .sql = "DELETE FROM grid_worker WHERE account_id = $1 AND grid_id = $2 AND NOT EXISTS"
           " (SELECT 1 FROM staff_place p JOIN staff_member m ON m.id = p.member_id"
           "   WHERE p.grid_id = $2 AND p.ended_at IS NULL AND p.begun = 1 AND p.desk = 1 AND m.account_id = $1)",
    .takes = { I, I },
};
QUERY(DESK_OTHERS) = {
    .name = "staff_desk_others",
    .sql = "SELECT count(*) FROM grid_worker w JOIN account a ON a.id = w.account_id AND a.state = 'active' WHERE w.grid_id = $2 AND w.account_id <> $1",
    .takes = { I, I },
    .gives = { I },
};
QUERY(SERVICES_HELD) = {
    .name = "staff_services", .sql = "SELECT count(*) FROM grid_service WHERE account_id = $1 AND grid_id = $2 AND ended_at IS NULL", .takes = { I, I }, .gives = { I },
};
QUERY(SERVICES_PASS) = {
    .name = "staff_services_pass",
    .sql = "UPDATE grid_service SET account_id = $2, version = version + 1 WHERE account_id = $1 AND grid_id = $3 AND ended_at IS NULL",
    .takes = { I, I, I },
};

enum err staff_desk_leave(struct db *db, int64_t account_id, int64_t grid_id, struct fault *why)
{
    return store_run(db, &DESK_LEAVE, ARGS(arg_int(account_id), arg_int(grid_id)), NULL, why);
}

static enum err count_of(struct db *db, struct arena *arena, const struct query *query, int64_t account_id, int64_t grid_id, int64_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, query, ARGS(arg_int(account_id), arg_int(grid_id)), &rows, why);

    if (!err) *count = row_int(&rows, 0, 0);
    return err;
}

enum err staff_desk_others(struct db *db, struct arena *arena, int64_t account_id, int64_t grid_id, int64_t *count, struct fault *why)
{
    return count_of(db, arena, &DESK_OTHERS, account_id, grid_id, count, why);
}

enum err staff_services(struct db *db, struct arena *arena, int64_t account_id, int64_t grid_id, int64_t *count, struct fault *why)
{
    return count_of(db, arena, &SERVICES_HELD, account_id, grid_id, count, why);
}

enum err staff_services_pass(struct db *db, int64_t from, int64_t to, int64_t grid_id, struct fault *why)
{
    return store_run(db, &SERVICES_PASS, ARGS(arg_int(from), arg_int(to), arg_int(grid_id)), NULL, why);
}

/* ── Qualifications ────────────────────────────────────────────────────── */

QUERY(RECORD_INSERT) = {
    .name = "staff_record_insert",
    .sql = "INSERT INTO staff_record (id, member_id, street_id, kind, got_day, until_day, note, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    .takes = { I, I, I, T, I, I, T, I, I },
};
QUERY(RECORD_DROP) = { .name = "staff_record_drop", .sql = "UPDATE staff_record SET dropped_at = $2 WHERE id = $1 AND dropped_at IS NULL", .takes = { I, I } };

enum err staff_record_insert(struct db *db, const struct staff_record *r, struct fault *why)
{
    struct store_arg until = arg_int(r->until.since_epoch);

    until.null = !r->has_until;
    return store_run(db, &RECORD_INSERT,
                     ARGS(arg_int(r->id), arg_int(r->member_id), arg_int(r->street_id), arg_text(r->kind), arg_int(r->got.since_epoch), until, arg_text(r->note),
                          arg_int(r->made_at), arg_id(r->made_by)),
                     NULL, why);
}

enum err staff_record_drop(struct db *db, int64_t id, int64_t now_ms, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &RECORD_DROP, ARGS(arg_int(id), arg_int(now_ms)), &changed, why);

    return err || changed ? err : staff_stale(why);
}

#define RECORDS "SELECT r.id, r.member_id, r.street_id, r.kind, r.got_day, r.until_day, r.note, m.name FROM staff_record r JOIN staff_member m ON m.id = r.member_id"
#define RECORD_TYPES I, I, I, T, I, I, T, T

QUERY(RECORD_READ) = { .name = "staff_record_read", .sql = RECORDS " WHERE r.id = $1 AND r.dropped_at IS NULL LIMIT $2", .takes = { I, I }, .gives = { RECORD_TYPES } };
QUERY(RECORDS_OF) = {
    .name = "staff_records_of", .sql = RECORDS " WHERE r.member_id = $1 AND r.dropped_at IS NULL ORDER BY r.id DESC LIMIT $2", .takes = { I, I }, .gives = { RECORD_TYPES },
};
/* One that was renewed ends for nobody. */
QUERY(RECORDS_ENDING) = {
    .name = "staff_records_ending",
    .sql = RECORDS " WHERE r.street_id = $1 AND r.dropped_at IS NULL AND r.until_day < $3 AND m.until_day IS NULL AND NOT EXISTS"
                   " (SELECT 1 FROM staff_record n WHERE n.member_id = r.member_id AND n.kind = r.kind AND n.dropped_at IS NULL"
                   "   AND (n.until_day IS NULL OR n.until_day > r.until_day)) ORDER BY r.until_day, r.id LIMIT $2",
    .takes = { I, I, I },
    .gives = { RECORD_TYPES },
};

static enum err read_records(struct arena *arena, const struct rows *r, struct staff_record **out, size_t *count, struct fault *why)
{
    struct staff_record *list = arena_array(arena, struct staff_record, r->count + 1);

    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < r->count; i++)
        list[i] = (struct staff_record){
            .id = row_int(r, i, 0), .member_id = row_int(r, i, 1), .street_id = row_int(r, i, 2), .kind = row_str(r, i, 3), .got = { (int32_t)row_int(r, i, 4) },
            .until = { (int32_t)row_int(r, i, 5) }, .has_until = !row_null(r, i, 5), .note = row_str(r, i, 6), .name = row_str(r, i, 7),
        };
    *out = list;
    *count = r->count;
    return ERR_OK;
}

enum err staff_record_read(struct db *db, struct arena *arena, int64_t id, struct staff_record *out, struct fault *why)
{
    struct staff_record *list;
    struct rows rows;
    size_t count;
    enum err err = store_one(db, arena, &RECORD_READ, ARGS(arg_int(id), arg_int(1)), &rows, why);

    if (err == ERR_NOT_FOUND) return staff_gone(why);
    if (!err) err = read_records(arena, &rows, &list, &count, why);
    if (!err) *out = list[0];
    return err;
}

enum err staff_records_of(struct db *db, struct arena *arena, int64_t member_id, struct staff_record **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &RECORDS_OF, ARGS(arg_int(member_id), arg_int(100)), &rows, why);

    return err ? err : read_records(arena, &rows, out, count, why);
}

enum err staff_records_ending(struct db *db, struct arena *arena, int64_t street_id, struct day until, struct staff_record **out, size_t *count,
                              struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &RECORDS_ENDING, ARGS(arg_int(street_id), arg_int(200), arg_int(until.since_epoch)), &rows, why);

    return err ? err : read_records(arena, &rows, out, count, why);
}

#undef I
#undef T
