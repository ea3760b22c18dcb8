/*
 * roster_store.c - shifts of the duty roster.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/roster.h"

#define I STORE_INT
#define T STORE_TEXT
#define COLUMNS "s.id, s.unit_id, s.account_id, s.from_at, s.until_at, s.made_at, s.made_by, s.post, a.name, a.phone_sealed, CASE WHEN d.on_at IS NULL THEN 0 ELSE 1 END"
#define TYPES I, I, I, I, I, I, I, T, T, T, I
#define TABLES " FROM duty_shift s JOIN account a ON a.id = s.account_id LEFT JOIN duty d ON d.account_id = s.account_id AND d.off_at IS NULL "

static struct shift shift_of(const struct rows *rows, size_t i)
{
    return (struct shift){
        .id = row_int(rows, i, 0), .unit_id = row_int(rows, i, 1), .account_id = row_int(rows, i, 2), .from_at = row_int(rows, i, 3), .until_at = row_int(rows, i, 4),
        .made_at = row_int(rows, i, 5), .made_by = row_int(rows, i, 6), .post = row_str(rows, i, 7), .name = row_str(rows, i, 8), .phone_sealed = row_str(rows, i, 9),
        .on_duty = row_int(rows, i, 10) != 0,
    };
}

QUERY(SHIFTS_BETWEEN) = {
    .name = "shifts_between",
    .sql = "SELECT " COLUMNS TABLES "WHERE s.until_at > $1 AND s.from_at < $2 AND a.state = 'active' ORDER BY s.unit_id, s.post, s.from_at, s.id",
    .takes = { I, I },
    .gives = { TYPES },
};

enum err roster_between(struct db *db, struct arena *arena, int64_t from_ms, int64_t until_ms, struct shift **out, size_t *count, struct fault *why)
{
    struct shift *list;
    struct rows rows;
    enum err err = store_all(db, arena, &SHIFTS_BETWEEN, ARGS(arg_int(from_ms), arg_int(until_ms)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct shift, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) list[i] = shift_of(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(SHIFT_READ) = {
    .name = "shift_read",
    .sql = "SELECT " COLUMNS TABLES "WHERE s.id = $1",
    .takes = { I },
    .gives = { TYPES },
};

enum err roster_read(struct db *db, struct arena *arena, int64_t id, struct shift *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &SHIFT_READ, ARGS(arg_int(id)), &rows, why);

    if (err) return err;
    if (!rows.count) return fault_set(why, ERR_NOT_FOUND, "没有这个班次，或不在您的范围内", "no such shift within your reach");
    *out = shift_of(&rows, 0);
    return ERR_OK;
}

QUERY(SHIFT_BUSY) = {
    .name = "shift_busy",
    .sql = "SELECT count(*) FROM duty_shift WHERE account_id = $1 AND until_at > $2 AND from_at < $3",
    .takes = { I, I, I },
    .gives = { I },
};

enum err roster_busy(struct db *db, struct arena *arena, int64_t account_id, int64_t from_ms, int64_t until_ms, bool *out, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &SHIFT_BUSY, ARGS(arg_int(account_id), arg_int(from_ms), arg_int(until_ms)), &row, why);

    if (!err) *out = row_int(&row, 0, 0) > 0;
    return err;
}

QUERY(SHIFT_INSERT) = {
    .name = "shift_insert",
    .sql = "INSERT INTO duty_shift (id, unit_id, post, account_id, from_at, until_at, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    .takes = { I, I, T, I, I, I, I, I },
};

enum err roster_insert(struct db *db, const struct shift *s, struct fault *why)
{
    return store_run(db, &SHIFT_INSERT,
                     ARGS(arg_int(s->id), arg_int(s->unit_id), arg_text(s->post), arg_int(s->account_id), arg_int(s->from_at), arg_int(s->until_at), arg_int(s->made_at),
                          arg_int(s->made_by)),
                     NULL, why);
}

QUERY(SHIFT_DROP) = {
    .name = "shift_drop",
    .sql = "DELETE FROM duty_shift WHERE id = $1",
    .takes = { I },
};

enum err roster_drop(struct db *db, int64_t id, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &SHIFT_DROP, ARGS(arg_int(id)), &changed, why);

    if (err || changed) return err;
    return fault_set(why, ERR_NOT_FOUND, "没有这个班次，或不在您的范围内", "no such shift within your reach");
}

QUERY(PEOPLE_OF_UNIT) = {
    .name = "roster_people",
    .sql = "SELECT id, name FROM account WHERE unit_id = $1 AND state = 'active' AND password_hash <> '' ORDER BY name, id LIMIT 500",
    .takes = { I },
    .gives = { I, T },
};

enum err roster_people(struct db *db, struct arena *arena, int64_t unit_id, struct roster_person **out, size_t *count, struct fault *why)
{
    struct roster_person *list;
    struct rows rows;
    enum err err = store_all(db, arena, &PEOPLE_OF_UNIT, ARGS(arg_int(unit_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct roster_person, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) list[i] = (struct roster_person){ row_int(&rows, i, 0), row_str(&rows, i, 1) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

#undef I
#undef T
