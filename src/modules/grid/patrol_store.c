/*
 * patrol_store.c - routes, runs and check-ins.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/patrol.h"

#define I STORE_INT
#define T STORE_TEXT

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Routes ────────────────────────────────────────────────────────────── */

#define ROUTE_COLUMNS "id, grid_id, community_id, street_id, name, points, version, changed_at, changed_by, dropped_at"
#define ROUTE_TYPES I, I, I, I, T, T, I, I, I, I

QUERY(ROUTE_INSERT) = {
    .name = "patrol_route_insert",
    .sql = "INSERT INTO patrol_route (" ROUTE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, NULL)",
    .takes = { I, I, I, I, T, T, I, I },
};

enum err patrol_route_insert(struct db *db, const struct patrol_route *r, struct fault *why)
{
    return store_run(db, &ROUTE_INSERT,
                     ARGS(arg_int(r->id), arg_int(r->grid_id), arg_int(r->community_id), arg_int(r->street_id), arg_text(r->name), arg_text(r->points),
                          arg_int(r->changed_at), arg_int(r->changed_by)),
                     NULL, why);
}

QUERY(ROUTE_SAVE) = {
    .name = "patrol_route_save",
    .sql = "UPDATE patrol_route SET name = $3, points = $4, dropped_at = $5, changed_at = $6, changed_by = $7, version = version + 1"
           " WHERE id = $1 AND version = $2 AND dropped_at IS NULL",
    .takes = { I, I, T, T, I, I, I },
};

enum err patrol_route_save(struct db *db, const struct patrol_route *r, int64_t now_ms, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &ROUTE_SAVE,
                             ARGS(arg_int(r->id), arg_int(r->version), arg_text(r->name), arg_text(r->points), arg_id(r->dropped ? now_ms : 0),
                                  arg_int(now_ms), arg_int(r->changed_by)),
                             &changed, why);

    return err || changed ? err : fault_set(why, ERR_CONFLICT, "路线刚被别人改过，请刷新后再试", "someone changed this route first; reload and try again");
}

static enum err read_routes(const struct rows *rows, struct arena *arena, struct patrol_route **out, size_t *count, struct fault *why)
{
    struct patrol_route *list = arena_array(arena, struct patrol_route, rows->count + 1);

    if (!list) return out_of_memory(why);
    for (size_t i = 0; i < rows->count; i++)
        list[i] = (struct patrol_route){
            .id = row_int(rows, i, 0), .grid_id = row_int(rows, i, 1), .community_id = row_int(rows, i, 2), .street_id = row_int(rows, i, 3),
            .name = row_str(rows, i, 4), .points = row_str(rows, i, 5), .version = row_int(rows, i, 6), .changed_at = row_int(rows, i, 7),
            .changed_by = row_int(rows, i, 8), .dropped = !row_null(rows, i, 9),
        };
    *out = list;
    *count = rows->count;
    return ERR_OK;
}

QUERY(ROUTE_READ) = {
    .name = "patrol_route_read", .sql = "SELECT " ROUTE_COLUMNS " FROM patrol_route WHERE id = $1", .takes = { I }, .gives = { ROUTE_TYPES },
};

enum err patrol_route_read(struct db *db, struct arena *arena, int64_t id, struct patrol_route *out, struct fault *why)
{
    struct patrol_route *list = NULL;
    struct rows rows;
    size_t count = 0;
    enum err err = store_all(db, arena, &ROUTE_READ, ARGS(arg_int(id)), &rows, why);

    if (!err) err = read_routes(&rows, arena, &list, &count, why);
    if (err) return err;
    if (!count || list[0].dropped) return fault_set(why, ERR_NOT_FOUND, "没有这条巡查路线，或不在您的范围内", "there is no such patrol route within your reach");
    *out = list[0];
    return ERR_OK;
}

QUERY(ROUTES_OF_STREET) = {
    .name = "patrol_routes_of_street",
    .sql = "SELECT " ROUTE_COLUMNS " FROM patrol_route WHERE street_id = $1 AND dropped_at IS NULL ORDER BY id",
    .takes = { I },
    .gives = { ROUTE_TYPES },
};
QUERY(ROUTES_OF_GRID) = {
    .name = "patrol_routes_of_grid",
    .sql = "SELECT " ROUTE_COLUMNS " FROM patrol_route WHERE grid_id = $1 AND dropped_at IS NULL ORDER BY id",
    .takes = { I },
    .gives = { ROUTE_TYPES },
};

static enum err routes_of(struct db *db, struct arena *arena, const struct query *query, int64_t id, struct patrol_route **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id)), &rows, why);

    return err ? err : read_routes(&rows, arena, out, count, why);
}

enum err patrol_routes_of_street(struct db *db, struct arena *arena, int64_t street_id, struct patrol_route **out, size_t *count, struct fault *why)
{
    return routes_of(db, arena, &ROUTES_OF_STREET, street_id, out, count, why);
}

enum err patrol_routes_of_grid(struct db *db, struct arena *arena, int64_t grid_id, struct patrol_route **out, size_t *count, struct fault *why)
{
    return routes_of(db, arena, &ROUTES_OF_GRID, grid_id, out, count, why);
}

/* ── Runs ──────────────────────────────────────────────────────────────── */

#define RUN_COLUMNS "r.id, r.account_id, r.run_key, r.route_id, r.street_id, r.day, r.points, r.point_count, r.done_count, r.began_at, r.last_at, r.ended_at, a.name"
#define RUN_TYPES I, I, T, I, I, I, T, I, I, I, I, I, T
#define RUNS "SELECT " RUN_COLUMNS " FROM patrol_run r JOIN account a ON a.id = r.account_id"

QUERY(RUN_INSERT) = {
    .name = "patrol_run_insert",
    .sql = "INSERT INTO patrol_run (id, account_id, run_key, route_id, street_id, day, points, point_count, done_count, began_at, last_at)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9) ON CONFLICT (account_id, run_key) DO NOTHING",
    .takes = { I, I, T, I, I, I, T, I, I },
};

enum err patrol_run_insert(struct db *db, const struct patrol_run *r, struct fault *why)
{
    return store_run(db, &RUN_INSERT,
                     ARGS(arg_int(r->id), arg_int(r->account_id), arg_text(r->key), arg_int(r->route_id), arg_int(r->street_id),
                          arg_int(r->day.since_epoch), arg_text(r->points), arg_int(r->point_count), arg_int(r->began_at)),
                     NULL, why);
}

static enum err read_runs(const struct rows *rows, struct arena *arena, struct patrol_run **out, size_t *count, struct fault *why)
{
    struct patrol_run *list = arena_array(arena, struct patrol_run, rows->count + 1);

    if (!list) return out_of_memory(why);
    for (size_t i = 0; i < rows->count; i++)
        list[i] = (struct patrol_run){
            .id = row_int(rows, i, 0), .account_id = row_int(rows, i, 1), .key = row_str(rows, i, 2), .route_id = row_int(rows, i, 3),
            .street_id = row_int(rows, i, 4), .day = { (int32_t)row_int(rows, i, 5) }, .points = row_str(rows, i, 6), .point_count = row_int(rows, i, 7),
            .done_count = row_int(rows, i, 8), .began_at = row_int(rows, i, 9), .last_at = row_int(rows, i, 10), .ended_at = row_int(rows, i, 11),
            .person = row_str(rows, i, 12),
        };
    *out = list;
    *count = rows->count;
    return ERR_OK;
}

QUERY(RUN_OF_KEY) = {
    .name = "patrol_run_of_key", .sql = RUNS " WHERE r.account_id = $1 AND r.run_key = $2", .takes = { I, T }, .gives = { RUN_TYPES },
};

enum err patrol_run_of_key(struct db *db, struct arena *arena, int64_t account_id, struct str key, struct patrol_run *out, struct fault *why)
{
    struct patrol_run *list = NULL;
    struct rows rows;
    size_t count = 0;
    enum err err = store_all(db, arena, &RUN_OF_KEY, ARGS(arg_int(account_id), arg_text(key)), &rows, why);

    if (!err) err = read_runs(&rows, arena, &list, &count, why);
    if (err) return err;
    if (!count) return fault_set(why, ERR_NOT_FOUND, "没有这次巡查", "there is no such patrol");
    *out = list[0];
    return ERR_OK;
}

QUERY(RUNS_ON) = {
    .name = "patrol_runs_on", .sql = RUNS " WHERE r.street_id = $1 AND r.day = $2 ORDER BY r.id", .takes = { I, I }, .gives = { RUN_TYPES },
};

enum err patrol_runs_on(struct db *db, struct arena *arena, int64_t street_id, struct day day, struct patrol_run **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &RUNS_ON, ARGS(arg_int(street_id), arg_int(day.since_epoch)), &rows, why);

    return err ? err : read_runs(&rows, arena, out, count, why);
}

QUERY(RUNS_OF) = {
    .name = "patrol_runs_of", .sql = RUNS " WHERE r.account_id = $1 AND r.day >= $2 AND r.day <= $3 ORDER BY r.day, r.id", .takes = { I, I, I }, .gives = { RUN_TYPES },
};

enum err patrol_runs_of(struct db *db, struct arena *arena, int64_t account_id, struct day from, struct day to, struct patrol_run **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &RUNS_OF, ARGS(arg_int(account_id), arg_int(from.since_epoch), arg_int(to.since_epoch)), &rows, why);

    return err ? err : read_runs(&rows, arena, out, count, why);
}

QUERY(RUN_END) = {
    .name = "patrol_run_end", .sql = "UPDATE patrol_run SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", .takes = { I, I },
};

enum err patrol_run_end(struct db *db, int64_t id, int64_t at_ms, struct fault *why)
{
    return store_run(db, &RUN_END, ARGS(arg_int(id), arg_int(at_ms)), NULL, why);
}

/* ── Check-ins ─────────────────────────────────────────────────────────── */

QUERY(MARK_INSERT) = {
    .name = "patrol_mark_insert",
    .sql = "INSERT INTO patrol_mark (run_id, n, at, done_at, said_at, skew_s, away_m) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (run_id, n) DO NOTHING",
    .takes = { I, I, I, I, I, I, I },
};
QUERY(RUN_COUNT) = {
    .name = "patrol_run_count",
    .sql = "UPDATE patrol_run SET done_count = done_count + 1, last_at = CASE WHEN last_at < $2 THEN $2 ELSE last_at END WHERE id = $1",
    .takes = { I, I },
};

enum err patrol_mark_insert(struct db *db, const struct patrol_mark *m, bool *fresh, struct fault *why)
{
    const struct moment *t = &m->moment;
    struct store_arg skew = arg_int(t->skew_s);
    int64_t changed = 0;
    enum err err;

    skew.null = !t->has_skew;
    err = store_run(db, &MARK_INSERT,
                    ARGS(arg_int(m->run_id), arg_int(m->n), arg_int(t->at), arg_int(t->done_at), arg_id(t->said_at), skew, arg_int(m->away_m)), &changed, why);
    *fresh = changed > 0;
    return err || !changed ? err : store_run(db, &RUN_COUNT, ARGS(arg_int(m->run_id), arg_int(t->done_at)), NULL, why);
}

QUERY(MARKS_OF) = {
    .name = "patrol_marks_of",
    .sql = "SELECT n, at, done_at, said_at, skew_s, away_m FROM patrol_mark WHERE run_id = $1 ORDER BY n",
    .takes = { I },
    .gives = { I, I, I, I, I, I },
};

enum err patrol_marks_of(struct db *db, struct arena *arena, int64_t run_id, struct patrol_mark **out, size_t *count, struct fault *why)
{
    struct patrol_mark *list;
    struct rows rows;
    enum err err = store_all(db, arena, &MARKS_OF, ARGS(arg_int(run_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct patrol_mark, rows.count + 1);
    if (!list) return out_of_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct patrol_mark){
            .run_id = run_id, .n = row_int(&rows, i, 0), .away_m = row_int(&rows, i, 5),
            .moment = { .at = row_int(&rows, i, 1), .done_at = row_int(&rows, i, 2), .said_at = row_int(&rows, i, 3), .skew_s = row_int(&rows, i, 4),
                        .has_skew = !row_null(&rows, i, 4), .day = day_of_ms(row_int(&rows, i, 2)) },
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(ON_DUTY) = {
    .name = "patrol_on_duty", .sql = "SELECT on_at FROM duty WHERE account_id = $1 AND off_at IS NULL", .takes = { I }, .gives = { I },
};

enum err patrol_on_duty(struct db *db, struct arena *arena, int64_t account_id, bool *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &ON_DUTY, ARGS(arg_int(account_id)), &rows, why);

    if (!err) *out = rows.count > 0;
    return err;
}

#undef I
#undef T
