/*
 * empty_store.c - is there anything in the database yet?
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/city_rows.h"

QUERY(UNIT_ANY) = {
    .name = "unit_any",
    .sql = "SELECT id FROM unit LIMIT 1",
    .gives = { STORE_INT },
};

enum err store_is_empty(struct store *store, struct fault *why)
{
    struct arena *arena = arena_open(1u << 20);
    struct db *db;
    struct rows rows;
    enum err err;

    if (!arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    db = store_reader_take(store);
    err = store_all(db, arena, &UNIT_ANY, NO_ARGS, &rows, why);
    store_reader_give(store, db);
    if (!err && rows.count)
        err = fault_set(why, ERR_CONFLICT, "数据库里已有机构，init 只用于新库", "this database has units already; init is for a new one");
    arena_close(arena);
    return err;
}
