/*
 * staff_store.c - members and their places.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/staff.h"

#define I STORE_INT
#define T STORE_TEXT

static struct store_arg arg_day(bool given, struct day day)
{
    struct store_arg arg = arg_int(day.since_epoch);

    arg.null = !given;
    return arg;
}

static enum err changed_one(enum err err, int64_t changed, struct fault *why)
{
    return err || changed ? err : staff_stale(why);
}

/* ── Members ───────────────────────────────────────────────────────────── */

QUERY(MEMBER_INSERT) = {
    .name = "staff_member_insert",
    .sql = "INSERT INTO staff_member (id, street_id, account_id, name, category, sender_id, phone_sealed, phone_masked, from_day, end_reason, version, made_at, made_by)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 1, $10, $11)",
    .takes = { I, I, I, T, T, I, T, T, I, I, I },
};

enum err staff_member_insert(struct db *db, const struct staff_member *m, struct fault *why)
{
    return store_run(db, &MEMBER_INSERT,
                     ARGS(arg_int(m->id), arg_int(m->street_id), arg_id(m->account_id), arg_text(m->name), arg_text(m->category), arg_id(m->sender_id),
                          arg_text(m->phone_sealed), arg_text(m->phone_masked), arg_int(m->from.since_epoch), arg_int(m->made_at), arg_id(m->made_by)),
                     NULL, why);
}

QUERY(MEMBER_SAVE) = {
    .name = "staff_member_save",
    .sql = "UPDATE staff_member SET category = $3, sender_id = $4, phone_sealed = $5, phone_masked = $6, until_day = $7, end_reason = $8, retain_until = $9,"
           " version = version + 1 WHERE id = $1 AND version = $2 AND until_day IS NULL",
    .takes = { I, I, T, I, T, T, I, T, I },
};

enum err staff_member_save(struct db *db, const struct staff_member *m, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &MEMBER_SAVE,
                             ARGS(arg_int(m->id), arg_int(m->version), arg_text(m->category), arg_id(m->sender_id), arg_text(m->phone_sealed), arg_text(m->phone_masked),
                                  arg_day(m->left, m->until), arg_text(m->end_reason), arg_id(m->retain_until)),
                             &changed, why);

    return changed_one(err, changed, why);
}

#define MEMBERS                                                                                                    \
    "SELECT m.id, m.street_id, m.account_id, m.name, m.category, m.sender_id, m.phone_sealed, m.phone_masked, m.from_day, m.until_day, m.end_reason, m.version,"  \
    " (SELECT count(*) FROM staff_place p WHERE p.member_id = m.id AND p.ended_at IS NULL),"                        \
    " (SELECT count(*) FROM staff_record r WHERE r.member_id = m.id AND r.dropped_at IS NULL AND r.until_day < $2"  \
    "   AND NOT EXISTS (SELECT 1 FROM staff_record n WHERE n.member_id = m.id AND n.kind = r.kind AND n.dropped_at IS NULL AND (n.until_day IS NULL OR n.until_day >= $2)))" \
    " FROM staff_member m"
#define MEMBER_TYPES I, I, I, T, T, I, T, T, I, I, T, I, I, I

QUERY(MEMBER_READ) = { .name = "staff_member_read", .sql = MEMBERS " WHERE m.id = $1", .takes = { I, I }, .gives = { MEMBER_TYPES } };
QUERY(MEMBERS_OF_STREET) = {
    .name = "staff_members_of_street",
    .sql = MEMBERS " WHERE m.street_id = $1 AND m.until_day IS NULL AND m.id > $3 ORDER BY m.id LIMIT $4",
    .takes = { I, I, I, I },
    .gives = { MEMBER_TYPES },
};

static struct staff_member member_at(const struct rows *r, size_t i)
{
    return (struct staff_member){
        .id = row_int(r, i, 0), .street_id = row_int(r, i, 1), .account_id = row_int(r, i, 2), .name = row_str(r, i, 3), .category = row_str(r, i, 4),
        .sender_id = row_int(r, i, 5), .phone_sealed = row_str(r, i, 6), .phone_masked = row_str(r, i, 7), .from = { (int32_t)row_int(r, i, 8) },
        .until = { (int32_t)row_int(r, i, 9) }, .left = !row_null(r, i, 9), .end_reason = row_str(r, i, 10), .version = row_int(r, i, 11),
        .places = row_int(r, i, 12), .records_over = row_int(r, i, 13),
    };
}

enum err staff_member_read(struct db *db, struct arena *arena, int64_t id, struct staff_member *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &MEMBER_READ, ARGS(arg_int(id), arg_int(day_of_ms(time_now_ms()).since_epoch)), &rows, why);

    if (err == ERR_NOT_FOUND) return staff_gone(why);
    if (!err) *out = member_at(&rows, 0);
    return err;
}

enum err staff_members_of(struct db *db, struct arena *arena, int64_t street_id, int64_t after, int64_t limit, struct day today, struct staff_member **out,
                          size_t *count, struct fault *why)
{
    struct staff_member *list;
    struct rows rows;
    enum err err = store_all(db, arena, &MEMBERS_OF_STREET, ARGS(arg_int(street_id), arg_int(today.since_epoch), arg_int(after), arg_int(limit)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct staff_member, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = member_at(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(MEMBERS_FORGET) = {
    .name = "staff_members_forget", .sql = "UPDATE staff_member SET phone_sealed = NULL, phone_masked = '', retain_until = NULL WHERE retain_until <= $1", .takes = { I },
};

enum err staff_members_sweep(struct db *db, int64_t now_ms, struct fault *why)
{
    return store_run(db, &MEMBERS_FORGET, ARGS(arg_int(now_ms)), NULL, why);
}

QUERY(CANDIDATES) = {
    .name = "staff_candidates",
    .sql = "SELECT a.id, a.name, a.login FROM unit u JOIN account a ON a.unit_id = u.id WHERE u.street_id = $1 AND a.state = 'active' AND a.password_hash <> ''"
           " AND NOT EXISTS (SELECT 1 FROM staff_member m WHERE m.account_id = a.id AND m.until_day IS NULL) ORDER BY a.id LIMIT 500",
    .takes = { I },
    .gives = { I, T, T },
};

enum err staff_candidates(struct db *db, struct arena *arena, int64_t street_id, struct staff_candidate **out, size_t *count, struct fault *why)
{
    struct staff_candidate *list;
    struct rows rows;
    enum err err = store_all(db, arena, &CANDIDATES, ARGS(arg_int(street_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct staff_candidate, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = (struct staff_candidate){ row_int(&rows, i, 0), row_str(&rows, i, 1), row_str(&rows, i, 2) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(UNLISTED) = {
    .name = "staff_unlisted",
    .sql = "SELECT w.grid_id, a.id, a.name FROM unit u JOIN grid g ON g.community_id = u.id JOIN grid_worker w ON w.grid_id = g.id"
           " JOIN account a ON a.id = w.account_id AND a.state = 'active' WHERE u.street_id = $1 AND u.kind = 'community' AND NOT EXISTS"
           " (SELECT 1 FROM staff_place p JOIN staff_member m ON m.id = p.member_id WHERE p.grid_id = w.grid_id AND p.ended_at IS NULL AND p.desk = 1 AND m.account_id = a.id)"
           " ORDER BY w.grid_id, a.id LIMIT 500",
    .takes = { I },
    .gives = { I, I, T },
};

enum err staff_unlisted(struct db *db, struct arena *arena, int64_t street_id, struct staff_unlisted **out, size_t *count, struct fault *why)
{
    struct staff_unlisted *list;
    struct rows rows;
    enum err err = store_all(db, arena, &UNLISTED, ARGS(arg_int(street_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct staff_unlisted, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = (struct staff_unlisted){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_str(&rows, i, 2) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

/* ── Places ────────────────────────────────────────────────────────────── */

QUERY(PLACE_INSERT) = {
    .name = "staff_place_insert",
    .sql = "INSERT INTO staff_place (id, member_id, grid_id, community_id, street_id, role, from_day, until_day, stands_for, desk, begun, week, end_reason, version, made_at, made_by)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 1, $13, $14)",
    .takes = { I, I, I, I, I, T, I, I, I, I, I, T, I, I },
};

enum err staff_place_insert(struct db *db, const struct staff_place *p, struct fault *why)
{
    return store_run(db, &PLACE_INSERT,
                     ARGS(arg_int(p->id), arg_int(p->member_id), arg_int(p->grid_id), arg_int(p->community_id), arg_int(p->street_id), arg_text(p->role),
                          arg_int(p->from.since_epoch), arg_day(p->has_until, p->until), arg_id(p->stands_for), arg_int(p->desk), arg_int(p->begun), arg_text(p->week),
                          arg_int(p->made_at), arg_id(p->made_by)),
                     NULL, why);
}

QUERY(PLACE_SAVE) = {
    .name = "staff_place_save",
    .sql = "UPDATE staff_place SET until_day = $3, begun = $4, week = $5, end_reason = $6, ended_at = $7, version = version + 1"
           " WHERE id = $1 AND version = $2 AND ended_at IS NULL",
    .takes = { I, I, I, I, T, T, I },
};

enum err staff_place_save(struct db *db, const struct staff_place *p, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &PLACE_SAVE,
                             ARGS(arg_int(p->id), arg_int(p->version), arg_day(p->has_until, p->until), arg_int(p->begun), arg_text(p->week), arg_text(p->end_reason),
                                  arg_id(p->ended_at)),
                             &changed, why);

    return changed_one(err, changed, why);
}

#define PLACES                                                                                                     \
    "SELECT p.id, p.member_id, p.grid_id, p.community_id, p.street_id, p.role, p.from_day, p.until_day, p.stands_for, p.desk, p.begun, p.week, p.end_reason," \
    " p.version, p.ended_at, m.account_id, m.name, m.phone_masked,"                                                \
    " (SELECT b.name FROM staff_place o JOIN staff_member b ON b.id = o.member_id WHERE o.id = p.stands_for)"      \
    " FROM staff_place p JOIN staff_member m ON m.id = p.member_id"
#define PLACE_TYPES I, I, I, I, I, T, I, I, I, I, I, T, T, I, I, I, T, T, T
#define RUNNING " AND p.ended_at IS NULL ORDER BY p.grid_id, p.id LIMIT $2"

QUERY(PLACE_READ) = { .name = "staff_place_read", .sql = PLACES " WHERE p.id = $1 LIMIT $2", .takes = { I, I }, .gives = { PLACE_TYPES } };
QUERY(PLACES_OF_STREET) = { .name = "staff_places_of_street", .sql = PLACES " WHERE p.street_id = $1" RUNNING, .takes = { I, I }, .gives = { PLACE_TYPES } };
QUERY(PLACES_OF_COMMUNITY) = { .name = "staff_places_of_community", .sql = PLACES " WHERE p.community_id = $1" RUNNING, .takes = { I, I }, .gives = { PLACE_TYPES } };
QUERY(PLACES_OF_GRID) = { .name = "staff_places_of_grid", .sql = PLACES " WHERE p.grid_id = $1" RUNNING, .takes = { I, I }, .gives = { PLACE_TYPES } };
QUERY(PLACES_OF_MEMBER) = { .name = "staff_places_of_member", .sql = PLACES " WHERE p.member_id = $1 ORDER BY p.id DESC LIMIT $2", .takes = { I, I }, .gives = { PLACE_TYPES } };
QUERY(PLACES_BEGINNING) = {
    .name = "staff_places_beginning", .sql = PLACES " WHERE p.ended_at IS NULL AND p.begun = 0 AND p.from_day <= $1 ORDER BY p.from_day, p.id LIMIT $2",
    .takes = { I, I }, .gives = { PLACE_TYPES },
};
QUERY(PLACES_OVER) = {
    .name = "staff_places_over", .sql = PLACES " WHERE p.ended_at IS NULL AND p.until_day < $1 ORDER BY p.until_day, p.id LIMIT $2",
    .takes = { I, I }, .gives = { PLACE_TYPES },
};

static enum err read_places(struct db *db, struct arena *arena, const struct query *query, int64_t id, int64_t most, struct staff_place **out, size_t *count,
                            struct fault *why)
{
    struct staff_place *list;
    struct rows rows, *r = &rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id), arg_int(most)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct staff_place, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct staff_place){
            .id = row_int(r, i, 0), .member_id = row_int(r, i, 1), .grid_id = row_int(r, i, 2), .community_id = row_int(r, i, 3), .street_id = row_int(r, i, 4),
            .role = row_str(r, i, 5), .from = { (int32_t)row_int(r, i, 6) }, .until = { (int32_t)row_int(r, i, 7) }, .has_until = !row_null(r, i, 7),
            .stands_for = row_int(r, i, 8), .desk = row_int(r, i, 9) != 0, .begun = row_int(r, i, 10) != 0, .week = row_str(r, i, 11), .end_reason = row_str(r, i, 12),
            .version = row_int(r, i, 13), .ended_at = row_int(r, i, 14), .account_id = row_int(r, i, 15), .name = row_str(r, i, 16), .phone_masked = row_str(r, i, 17),
            .stands_for_name = row_str(r, i, 18),
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err staff_place_read(struct db *db, struct arena *arena, int64_t id, struct staff_place *out, struct fault *why)
{
    struct staff_place *list = NULL;
    size_t count = 0;
    enum err err = read_places(db, arena, &PLACE_READ, id, 1, &list, &count, why);

    if (err) return err;
    if (!count) return staff_gone(why);
    *out = list[0];
    return ERR_OK;
}

enum err staff_places(struct db *db, struct arena *arena, enum staff_of of, int64_t id, struct staff_place **out, size_t *count, struct fault *why)
{
    static const struct query *const QUERIES[] = { &PLACES_OF_STREET, &PLACES_OF_COMMUNITY, &PLACES_OF_GRID };

    return read_places(db, arena, QUERIES[of], id, STAFF_ROWS_MAX, out, count, why);
}

enum err staff_places_of_member(struct db *db, struct arena *arena, int64_t member_id, struct staff_place **out, size_t *count, struct fault *why)
{
    return read_places(db, arena, &PLACES_OF_MEMBER, member_id, 100, out, count, why);
}

enum err staff_places_beginning(struct db *db, struct arena *arena, struct day today, struct staff_place **out, size_t *count, struct fault *why)
{
    return read_places(db, arena, &PLACES_BEGINNING, today.since_epoch, 200, out, count, why);
}

enum err staff_places_over(struct db *db, struct arena *arena, struct day today, struct staff_place **out, size_t *count, struct fault *why)
{
    return read_places(db, arena, &PLACES_OVER, today.since_epoch, 200, out, count, why);
}

#undef I
#undef T
