/*
 * stock_store.c - stocks for emergencies.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/stock.h"

#define I STORE_INT
#define T STORE_TEXT
#define COLUMNS "id, unit_id, kind, name, measure, quantity, least, place, keeper, version, changed_at, changed_by"
#define TYPES I, I, T, T, T, I, I, T, T, I, I, I

static struct stock stock_from(const struct rows *rows, size_t i)
{
    return (struct stock){
        .id = row_int(rows, i, 0), .unit_id = row_int(rows, i, 1), .kind = row_str(rows, i, 2), .name = row_str(rows, i, 3), .measure = row_str(rows, i, 4),
        .quantity = row_int(rows, i, 5), .least = row_int(rows, i, 6), .place = row_str(rows, i, 7), .keeper = row_str(rows, i, 8), .version = row_int(rows, i, 9),
        .changed_at = row_int(rows, i, 10), .changed_by = row_int(rows, i, 11),
    };
}

QUERY(STOCK_OF) = {
    .name = "stock_of",
    .sql = "SELECT " COLUMNS " FROM emergency_stock WHERE unit_id = $1 ORDER BY kind, name, id LIMIT 500",
    .takes = { I },
    .gives = { TYPES },
};

enum err stock_of(struct db *db, struct arena *arena, int64_t unit_id, struct stock **out, size_t *count, struct fault *why)
{
    struct rows rows;
    struct stock *list;
    enum err err = store_all(db, arena, &STOCK_OF, ARGS(arg_int(unit_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct stock, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) list[i] = stock_from(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(STOCK_READ) = {
    .name = "stock_read",
    .sql = "SELECT " COLUMNS " FROM emergency_stock WHERE id = $1",
    .takes = { I },
    .gives = { TYPES },
};

enum err stock_read(struct db *db, struct arena *arena, int64_t id, struct stock *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &STOCK_READ, ARGS(arg_int(id)), &rows, why);

    if (err) return err;
    if (!rows.count) return fault_set(why, ERR_NOT_FOUND, "没有这项物资，或不在您的范围内", "no such stock within your reach");
    *out = stock_from(&rows, 0);
    return ERR_OK;
}

QUERY(STOCK_INSERT) = {
    .name = "stock_insert",
    .sql = "INSERT INTO emergency_stock (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    .takes = { TYPES },
};

enum err stock_insert(struct db *db, const struct stock *s, struct fault *why)
{
    return store_run(db, &STOCK_INSERT,
                     ARGS(arg_int(s->id), arg_int(s->unit_id), arg_text(s->kind), arg_text(s->name), arg_text(s->measure), arg_int(s->quantity), arg_int(s->least),
                          arg_text(s->place), arg_text(s->keeper), arg_int(1), arg_int(s->changed_at), arg_int(s->changed_by)),
                     NULL, why);
}

QUERY(STOCK_CHANGE) = {
    .name = "stock_change",
    .sql = "UPDATE emergency_stock SET quantity = $3, least = $4, place = $5, keeper = $6, changed_at = $7, changed_by = $8, version = version + 1 WHERE id = $1 AND version = $2",
    .takes = { I, I, I, I, T, T, I, I },
};

enum err stock_change(struct db *db, const struct stock *s, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &STOCK_CHANGE,
                             ARGS(arg_int(s->id), arg_int(s->version), arg_int(s->quantity), arg_int(s->least), arg_text(s->place), arg_text(s->keeper), arg_int(s->changed_at),
                                  arg_int(s->changed_by)),
                             &changed, why);

    if (err || changed) return err;
    return fault_set(why, ERR_CONFLICT, "物资刚被别人改过，请刷新后再试", "someone changed this stock first; reload and try again");
}

#undef I
#undef T
