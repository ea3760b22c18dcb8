/*
 * grid_duty_store.c - marks of going on and off duty.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_duty_store.h"

#include "base/id.h"

#define I STORE_INT
#define T STORE_TEXT
#define COLUMNS                                                                                                    \
    "id, account_id, unit_id, street_id, day, turn, at, done_at, said_at, skew_s, inside, grid_id, away_m, lon_e6, lat_e6, accuracy_m, reason"
#define TYPES I, I, I, I, I, T, I, I, I, I, I, I, I, I, I, I, T

QUERY(MARK_INSERT) = {
    .name = "duty_mark_insert",
    .sql = "INSERT INTO duty_mark (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    .takes = { TYPES },
};

static struct store_arg arg_if(bool given, int64_t value)
{
    struct store_arg arg = arg_int(value);

    arg.null = !given;
    return arg;
}

enum err duty_mark_insert(struct db *db, const struct duty_mark *m, struct fault *why)
{
    const struct moment *t = &m->moment;

    return store_run(db, &MARK_INSERT,
                     ARGS(arg_int(m->id), arg_int(m->account_id), arg_int(m->unit_id), arg_int(m->street_id), arg_int(t->day.since_epoch),
                          arg_c(m->on ? "on" : "off"), arg_int(t->at), arg_int(t->done_at), arg_id(t->said_at), arg_if(t->has_skew, t->skew_s),
                          arg_if(m->has_inside, m->inside), arg_id(m->grid_id), arg_if(m->has_inside, m->away_m), arg_if(m->placed, m->lon_e6),
                          arg_if(m->placed, m->lat_e6), arg_if(m->placed, m->accuracy_m), arg_text(m->reason)),
                     NULL, why);
}

static enum err read_marks(const struct rows *rows, struct arena *arena, struct duty_mark **out, size_t *count, struct fault *why)
{
    struct duty_mark *list = arena_array(arena, struct duty_mark, rows->count + 1);

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows->count; i++)
        list[i] = (struct duty_mark){
            .id = row_int(rows, i, 0), .account_id = row_int(rows, i, 1), .unit_id = row_int(rows, i, 2), .street_id = row_int(rows, i, 3),
            .on = str_is(row_str(rows, i, 5), "on"),
            .moment = { .day = { (int32_t)row_int(rows, i, 4) }, .at = row_int(rows, i, 6), .done_at = row_int(rows, i, 7), .said_at = row_int(rows, i, 8),
                        .skew_s = row_int(rows, i, 9), .has_skew = !row_null(rows, i, 9) },
            .has_inside = !row_null(rows, i, 10), .inside = row_int(rows, i, 10) != 0, .grid_id = row_int(rows, i, 11), .away_m = row_int(rows, i, 12),
            .placed = !row_null(rows, i, 13), .lon_e6 = (int32_t)row_int(rows, i, 13), .lat_e6 = (int32_t)row_int(rows, i, 14),
            .accuracy_m = row_int(rows, i, 15), .reason = row_str(rows, i, 16),
        };
    *out = list;
    *count = rows->count;
    return ERR_OK;
}

QUERY(MARKS_OF) = {
    .name = "duty_marks_of",
    .sql = "SELECT " COLUMNS " FROM duty_mark WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { TYPES },
};

enum err duty_marks_of(struct db *db, struct arena *arena, int64_t account_id, int64_t limit, struct duty_mark **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &MARKS_OF, ARGS(arg_int(account_id), arg_int(limit)), &rows, why);

    return err ? err : read_marks(&rows, arena, out, count, why);
}

QUERY(MARKS_ON) = {
    .name = "duty_marks_on",
    .sql = "SELECT " COLUMNS " FROM duty_mark WHERE street_id = $1 AND day = $2 ORDER BY id",
    .takes = { I, I },
    .gives = { TYPES },
};

enum err duty_marks_on(struct db *db, struct arena *arena, int64_t street_id, struct day day, struct duty_mark **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &MARKS_ON, ARGS(arg_int(street_id), arg_int(day.since_epoch)), &rows, why);

    return err ? err : read_marks(&rows, arena, out, count, why);
}

QUERY(FORGET_PLACES) = {
    .name = "duty_mark_forget",
    .sql = "UPDATE duty_mark SET lon_e6 = NULL, lat_e6 = NULL, accuracy_m = NULL WHERE lon_e6 IS NOT NULL AND id < $1",
    .takes = { I },
};
QUERY(MARKS_DELETE) = {
    .name = "duty_mark_delete",
    .sql = "DELETE FROM duty_mark WHERE id < $1",
    .takes = { I },
};

/* Ids rise with time. */
enum err duty_marks_sweep(struct db *db, int64_t places_before_ms, int64_t before_ms, struct fault *why)
{
    enum err err = store_run(db, &FORGET_PLACES, ARGS(arg_int(id_floor(places_before_ms))), NULL, why);

    return err ? err : store_run(db, &MARKS_DELETE, ARGS(arg_int(id_floor(before_ms))), NULL, why);
}

#undef I
#undef T
