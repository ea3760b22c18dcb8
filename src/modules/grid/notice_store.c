/*
 * notice_store.c - notices, their places, their readers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/notice.h"

#define I STORE_INT
#define T STORE_TEXT

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

QUERY(NOTICE_INSERT) = {
    .name = "notice_insert",
    .sql = "INSERT INTO notice (id, unit_id, title, text, roles, from_at, until_at, must_confirm, made_by, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
    .takes = { I, I, T, T, T, I, I, I, I, I },
};
QUERY(NOTICE_PLACE_INSERT) = {
    .name = "notice_place_insert",
    .sql = "INSERT INTO notice_place (notice_id, place_id, until_at) VALUES ($1, $2, $3) ON CONFLICT (notice_id, place_id) DO NOTHING",
    .takes = { I, I, I },
};

enum err notice_insert(struct db *db, const struct notice *n, const int64_t *places, size_t count, struct fault *why)
{
    enum err err = store_run(db, &NOTICE_INSERT, ARGS(arg_int(n->id), arg_int(n->unit_id), arg_text(n->title), arg_text(n->text), arg_text(n->roles), arg_int(n->from_at),
                                                      arg_int(n->until_at), arg_int(n->must_confirm), arg_int(n->made_by), arg_int(n->made_at)), NULL, why);

    for (size_t i = 0; !err && i < count; i++) err = store_run(db, &NOTICE_PLACE_INSERT, ARGS(arg_int(n->id), arg_int(places[i]), arg_int(n->until_at)), NULL, why);
    return err;
}

QUERY(NOTICE_WITHDRAW) = {
    .name = "notice_withdraw",
    .sql = "UPDATE notice SET withdrawn_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL",
    .takes = { I, I, I },
};

enum err notice_withdraw(struct db *db, int64_t id, int64_t version, int64_t now_ms, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &NOTICE_WITHDRAW, ARGS(arg_int(id), arg_int(version), arg_int(now_ms)), &changed, why);

    if (err || changed) return err;
    return fault_set(why, ERR_CONFLICT, "这条通知已撤回或刚有变动，请刷新", "the notice was withdrawn or changed; reload");
}

#define NOTICE "SELECT n.id, n.unit_id, n.title, n.text, n.roles, n.from_at, n.until_at, n.must_confirm, n.made_by, n.made_at, n.withdrawn_at, n.version, a.name, "
#define BY "  FROM notice n JOIN account a ON a.id = n.made_by"
#define COUNTED                                                                                                    \
    "(SELECT count(*) FROM notice_reader r WHERE r.notice_id = n.id), (SELECT count(r.confirmed_at) FROM notice_reader r WHERE r.notice_id = n.id)"
#define NOTICE_TYPES I, I, T, T, T, I, I, I, I, I, I, I, T, I, I

QUERY(NOTICE_READ) = { .name = "notice_read", .sql = NOTICE COUNTED BY " WHERE n.id = $1", .takes = { I }, .gives = { NOTICE_TYPES } };
QUERY(NOTICES_OF_UNIT) = {
    .name = "notices_of_unit", .sql = NOTICE COUNTED BY " WHERE n.unit_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3", .takes = { I, I, I }, .gives = { NOTICE_TYPES },
};
QUERY(NOTICES_AT) = {
    .name = "notices_at",
    .sql = NOTICE "0, 0" BY " JOIN notice_place p ON p.notice_id = n.id WHERE p.place_id = $1 AND p.until_at > $2 AND n.withdrawn_at IS NULL AND n.from_at <= $2"
           " ORDER BY p.until_at DESC, n.id DESC LIMIT 100",
    .takes = { I, I }, .gives = { NOTICE_TYPES },
};

static enum err read_notices(struct arena *arena, const struct rows *r, struct notice **out, size_t *count, struct fault *why)
{
    struct notice *list = arena_array(arena, struct notice, r->count + 1);

    if (!list) return no_memory(why);
    for (size_t i = 0; i < r->count; i++)
        list[i] = (struct notice){
            .id = row_int(r, i, 0), .unit_id = row_int(r, i, 1), .title = row_str(r, i, 2), .text = row_str(r, i, 3), .roles = row_str(r, i, 4), .from_at = row_int(r, i, 5),
            .until_at = row_int(r, i, 6), .must_confirm = row_int(r, i, 7) != 0, .made_by = row_int(r, i, 8), .made_at = row_int(r, i, 9), .withdrawn_at = row_int(r, i, 10),
            .version = row_int(r, i, 11), .made_by_name = row_str(r, i, 12), .readers = row_int(r, i, 13), .confirmed = row_int(r, i, 14),
        };
    *out = list;
    *count = r->count;
    return ERR_OK;
}

enum err notice_read(struct db *db, struct arena *arena, int64_t id, struct notice *out, struct fault *why)
{
    struct notice *list = NULL;
    struct rows rows;
    size_t count = 0;
    enum err err = store_all(db, arena, &NOTICE_READ, ARGS(arg_int(id)), &rows, why);

    if (!err) err = read_notices(arena, &rows, &list, &count, why);
    if (err) return err;
    if (!count) return fault_set(why, ERR_NOT_FOUND, "没有这条通知，或不在您的范围内", "there is no such notice within your reach");
    *out = list[0];
    return ERR_OK;
}

enum err notices_of_unit(struct db *db, struct arena *arena, int64_t unit_id, int64_t before, int64_t limit, struct notice **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &NOTICES_OF_UNIT, ARGS(arg_int(unit_id), arg_int(before), arg_int(limit)), &rows, why);

    return err ? err : read_notices(arena, &rows, out, count, why);
}

enum err notices_at(struct db *db, struct arena *arena, int64_t place_id, int64_t now_ms, struct notice **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &NOTICES_AT, ARGS(arg_int(place_id), arg_int(now_ms)), &rows, why);

    return err ? err : read_notices(arena, &rows, out, count, why);
}

QUERY(NOTICE_PLACES) = { .name = "notice_places", .sql = "SELECT place_id FROM notice_place WHERE notice_id = $1 ORDER BY place_id", .takes = { I }, .gives = { I } };

enum err notice_places(struct db *db, struct arena *arena, int64_t id, int64_t **out, size_t *count, struct fault *why)
{
    struct rows rows;
    int64_t *list;
    enum err err = store_all(db, arena, &NOTICE_PLACES, ARGS(arg_int(id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, int64_t, rows.count + 1);
    if (!list) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = row_int(&rows, i, 0);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

/* ── Readers ───────────────────────────────────────────────────────────── */

#define MARKS "SELECT notice_id, account_id, read_at, confirmed_at FROM notice_reader"
QUERY(MARKS_OF) = { .name = "notice_marks_of", .sql = MARKS " WHERE account_id = $1 ORDER BY notice_id DESC LIMIT 500", .takes = { I }, .gives = { I, I, I, I } };
QUERY(MARKS_ON) = { .name = "notice_marks_on", .sql = MARKS " WHERE notice_id = $1 ORDER BY account_id", .takes = { I }, .gives = { I, I, I, I } };

static enum err read_marks(struct db *db, struct arena *arena, const struct query *query, int64_t id, struct notice_mark **out, size_t *count, struct fault *why)
{
    struct notice_mark *list;
    struct rows rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct notice_mark, rows.count + 1);
    if (!list) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = (struct notice_mark){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2), row_int(&rows, i, 3) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err notice_marks_of(struct db *db, struct arena *arena, int64_t account_id, struct notice_mark **out, size_t *count, struct fault *why)
{
    return read_marks(db, arena, &MARKS_OF, account_id, out, count, why);
}

enum err notice_marks_on(struct db *db, struct arena *arena, int64_t notice_id, struct notice_mark **out, size_t *count, struct fault *why)
{
    return read_marks(db, arena, &MARKS_ON, notice_id, out, count, why);
}

QUERY(MARK_INSERT) = {
    .name = "notice_mark_insert",
    .sql = "INSERT INTO notice_reader (notice_id, account_id, read_at, confirmed_at) VALUES ($1, $2, $3, $4)"
           " ON CONFLICT (notice_id, account_id) DO UPDATE SET confirmed_at = coalesce(notice_reader.confirmed_at, excluded.confirmed_at)",
    .takes = { I, I, I, I },
};

enum err notice_mark(struct db *db, const struct notice_mark *m, struct fault *why)
{
    return store_run(db, &MARK_INSERT, ARGS(arg_int(m->notice_id), arg_int(m->account_id), arg_int(m->read_at), arg_id(m->confirmed_at)), NULL, why);
}

QUERY(MARKS_DELETE) = { .name = "notice_marks_delete", .sql = "DELETE FROM notice_reader WHERE notice_id IN (SELECT id FROM notice WHERE until_at < $1)", .takes = { I } };

enum err notices_sweep(struct db *db, int64_t before_ms, struct fault *why)
{
    return store_run(db, &MARKS_DELETE, ARGS(arg_int(before_ms)), NULL, why);
}

/* ── Audience ──────────────────────────────────────────────────────────── */

/* Ids of units are unique over all kinds, so that one of the four fits at most. */
QUERY(PEOPLE_OF_UNIT) = {
    .name = "notice_people_of_unit",
    .sql = "SELECT g.account_id, a.name, g.unit_id, g.role FROM unit u JOIN role_grant g ON g.unit_id = u.id JOIN account a ON a.id = g.account_id"
           " WHERE (u.id = $1 OR u.street_id = $1 OR u.district_id = $1 OR u.steering_id = $1) AND a.state = 'active' AND a.password_hash <> ''"
           " ORDER BY g.account_id, g.id LIMIT 5000",
    .takes = { I }, .gives = { I, T, I, T },
};
QUERY(PEOPLE_OF_GRID) = {
    .name = "notice_people_of_grid",
    .sql = "SELECT w.account_id, a.name, a.unit_id, 'worker' FROM grid_worker w JOIN account a ON a.id = w.account_id WHERE w.grid_id = $1 AND a.state = 'active' ORDER BY w.account_id",
    .takes = { I }, .gives = { I, T, I, T },
};

static enum err read_people(struct db *db, struct arena *arena, const struct query *query, int64_t id, struct notice_person **out, size_t *count, struct fault *why)
{
    struct notice_person *list;
    struct rows rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct notice_person, rows.count + 1);
    if (!list) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct notice_person){ .account_id = row_int(&rows, i, 0), .name = row_str(&rows, i, 1), .unit_id = row_int(&rows, i, 2), .role = row_str(&rows, i, 3) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err notice_people_of_unit(struct db *db, struct arena *arena, int64_t unit_id, struct notice_person **out, size_t *count, struct fault *why)
{
    return read_people(db, arena, &PEOPLE_OF_UNIT, unit_id, out, count, why);
}

enum err notice_people_of_grid(struct db *db, struct arena *arena, int64_t grid_id, struct notice_person **out, size_t *count, struct fault *why)
{
    return read_people(db, arena, &PEOPLE_OF_GRID, grid_id, out, count, why);
}

#undef I
#undef T
