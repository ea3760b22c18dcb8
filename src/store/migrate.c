/*
 * migrate.c - bringing a database to the schema of this program.
 *
 * A migration runs once, in a transaction, together with the row that registers
 * it.  What is registered must be the beginning of what the program knows, with
 * the same checksums; anything else is refused before anything is changed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/crypto.h"
#include "store/store_backend.h"

#include <string.h>

enum { MIGRATE_MEMORY = 16 * 1024 * 1024, CHECKSUM_SIZE = 2 * SM3_SIZE + 1 };

QUERY(PATCH_TABLE) = {
    .name = "patch_table",
    .sql = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_patch'",
    .pg = "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('schema_patch')",
    .gives = { STORE_INT },
};

QUERY(PATCH_LIST) = {
    .name = "patch_list",
    .sql = "SELECT name, checksum FROM schema_patch ORDER BY name",
    .gives = { STORE_TEXT, STORE_TEXT },
};

QUERY(PATCH_ADD) = {
    .name = "patch_add",
    .sql = "INSERT INTO schema_patch (name, checksum, applied_at) VALUES ($1, $2, $3)",
    .takes = { STORE_TEXT, STORE_TEXT, STORE_INT },
};

/* One server migrates at a time; SQLite's BEGIN IMMEDIATE and lock file see to that themselves. */
QUERY(PATCH_LOCK) = {
    .name = "patch_lock",
    .sql = "SELECT 1",
    .pg = "SELECT 1 FROM pg_advisory_xact_lock(7369616661747463)",
    .gives = { STORE_INT },
};

/* SM3 over the lengths-separated texts, so that a byte moved from one to the other counts. */
static enum err checksum_of(struct arena *arena, const struct migration *migration, char out[CHECKSUM_SIZE],
                            struct fault *why)
{
    struct str both = str_format(arena, "%zu\n%s%s", strlen(migration->sqlite), migration->sqlite, migration->postgres);
    unsigned char digest[SM3_SIZE];

    if (!both.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    sm3(both.at, both.len, digest);
    hex_print(digest, sizeof digest, out);
    return ERR_OK;
}

/* What is registered; nothing when the table itself is not there yet. */
static enum err patches_read(struct db *db, struct arena *arena, struct rows *rows, struct fault *why)
{
    struct rows table;
    enum err err = store_one(db, arena, &PATCH_TABLE, NO_ARGS, &table, why);

    *rows = (struct rows){ 0 };
    if (err || row_int(&table, 0, 0) == 0) return err;
    return store_all(db, arena, &PATCH_LIST, NO_ARGS, rows, why);
}

static bool knows(const struct migration *list, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, list[i].name)) return true;
    return false;
}

/* Puts the number of migrations done in *done, when they are a true beginning of `list`. */
static enum err patches_compare(struct arena *arena, const struct rows *rows, const struct migration *list,
                                size_t count, size_t *done, struct fault *why)
{
    char checksum[CHECKSUM_SIZE];

    for (size_t i = 0; i < rows->count; i++) {
        struct str name = row_str(rows, i, 0);

        if (!knows(list, count, name))
            return fault_set(why, ERR_CONFLICT, "数据库比程序新：程序中没有迁移 %.*s，请升级程序",
                             "the database is newer than the program, which lacks migration %.*s: upgrade the program",
                             STR_ARG(name));
        if (!str_is(name, list[i].name))
            return fault_set(why, ERR_CONFLICT, "迁移 %s 尚未执行，而其后的迁移已执行",
                             "migration %s was not applied although a later one was", list[i].name);
        enum err err = checksum_of(arena, &list[i], checksum, why);
        if (err) return err;
        if (!str_is(row_str(rows, i, 1), checksum))
            return fault_set(
                why, ERR_CONFLICT, "迁移 %s.sql 执行之后被改动过：请恢复原文，改动写入新的迁移",
                "migration %s.sql was edited after it was applied: restore it and put the change in a new one",
                list[i].name);
    }
    *done = rows->count;
    return ERR_OK;
}

static enum err patch_apply(struct db *db, struct arena *arena, const struct migration *migration, struct fault *why)
{
    char checksum[CHECKSUM_SIZE];
    struct fault cause = { 0 };
    enum err err = checksum_of(arena, migration, checksum, why);

    if (err) return err;
    err = db->backend->script(db, store_is_postgres(db->store) ? migration->postgres : migration->sqlite, &cause);
    if (err)
        return fault_set(why, err, "迁移 %s.sql 失败：%s", "migration %s.sql failed: %s", migration->name, cause.en);
    return store_run(db, &PATCH_ADD, ARGS(arg_c(migration->name), arg_c(checksum), arg_int(time_now_ms())), NULL, why);
}

/* One step in one transaction; reads anew what is registered, because another server may have been faster. */
static enum err step(struct db *db, struct arena *arena, const struct migration *list, size_t count, size_t *done,
                     struct fault *why)
{
    struct rows rows;
    enum err err = db_control(db, CONTROL_BEGIN, why);

    if (!err) err = store_run(db, &PATCH_LOCK, NO_ARGS, NULL, why);
    if (!err) err = patches_read(db, arena, &rows, why);
    if (!err) err = patches_compare(arena, &rows, list, count, done, why);
    if (!err && *done < count) {
        err = patch_apply(db, arena, &list[*done], why);
        if (!err) ++*done;
    }
    if (!err) err = db_control(db, CONTROL_COMMIT, why);
    if (err) db_rollback(db);
    return err;
}

static enum err migrate(struct db *db, struct arena *arena, const struct migration *list, size_t count, bool apply,
                        struct fault *why)
{
    struct rows rows;
    size_t done = 0;
    enum err err = patches_read(db, arena, &rows, why);

    if (!err) err = patches_compare(arena, &rows, list, count, &done, why);
    if (!err && !apply && done < count)
        return fault_set(why, ERR_CONFLICT, "数据库比程序旧：迁移 %s 尚未执行",
                         "the database is older than the program: migration %s was not applied", list[done].name);
    while (!err && done < count) err = step(db, arena, list, count, &done, why);
    return err;
}

enum err store_migrate(struct db *db, const struct migration *list, size_t count, bool apply, struct fault *why)
{
    struct arena *arena = arena_open(MIGRATE_MEMORY);
    enum err err;

    if (!arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = migrate(db, arena, list, count, apply, why);
    arena_close(arena);
    return err;
}
