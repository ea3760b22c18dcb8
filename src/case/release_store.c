/*
 * release_store.c - releases and the versions of definitions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/release.h"

#include "base/crypto.h"
#include "base/id.h"
#include "case/definition_check.h"

#define I STORE_INT
#define T STORE_TEXT

enum { DEPLOY_MEMORY = 512 << 20 };

QUERY(RELEASE_NEWEST) = {
    .name = "release_newest",
    .sql = "SELECT coalesce(max(id), 0) FROM release",
    .gives = { I },
};

enum err release_last(struct db *db, int64_t *release, struct fault *why)
{
    struct arena *arena = arena_open(64 * 1024);
    struct rows rows;
    enum err err = arena ? store_one(db, arena, &RELEASE_NEWEST, NO_ARGS, &rows, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) *release = row_int(&rows, 0, 0);
    arena_close(arena);
    return err;
}

/* ── Making one ────────────────────────────────────────────────────────── */

QUERY(DEFINITION_CURRENT) = {
    .name = "definition_current",
    .sql = "SELECT checksum FROM definition WHERE kind = $1 AND key = $2 ORDER BY release DESC LIMIT 1",
    .takes = { T, T },
    .gives = { T },
};
QUERY(DEFINITION_INSERT) = {
    .name = "definition_insert",
    .sql = "INSERT INTO definition (id, kind, key, release, name, text, checksum) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    .takes = { I, T, T, I, T, T, T },
};

static enum err insert_changed(struct db *db, const struct definition_new *d, int64_t release, struct fault *why)
{
    unsigned char digest[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    struct rows rows;
    enum err err;

    sm3(d->text.at, d->text.len, digest);
    hex_print(digest, sizeof digest, hex);
    err = store_all(db, store_scratch(db), &DEFINITION_CURRENT, ARGS(arg_c(definition_kind_name(d->kind)), arg_text(d->key)), &rows, why);
    if (err) return err;
    if (rows.count && str_is(row_str(&rows, 0, 0), hex)) return ERR_OK;
    return store_run(db, &DEFINITION_INSERT,
                     ARGS(arg_int(id_new()), arg_c(definition_kind_name(d->kind)), arg_text(d->key), arg_int(release),
                          arg_text(d->name), arg_text(d->text), arg_c(hex)),
                     NULL, why);
}

QUERY(RELEASE_INSERT) = {
    .name = "release_insert",
    .sql = "INSERT INTO release (id, at, by_id, note, approved_by, bundle_id) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, I, I, T, I, I },
};

enum err release_insert(struct db *db, struct release_new *r, struct fault *why)
{
    int64_t last;
    enum err err = release_last(db, &last, why);

    if (err) return err;
    r->release = last + 1;
    err = store_run(db, &RELEASE_INSERT,
                    ARGS(arg_int(r->release), arg_int(r->at), arg_id(r->by), arg_text(r->note), arg_id(r->approved_by), arg_id(r->bundle_id)), NULL, why);
    for (size_t i = 0; !err && i < r->count; i++) err = insert_changed(db, &r->items[i], r->release, why);
    return err;
}

/* ── Looking ───────────────────────────────────────────────────────────── */

#define VERSION_COLUMNS                                                                                             \
    "d.kind, d.key, d.name, d.release, r.at, r.note, coalesce(a.name, ''), coalesce(b.name, ''), length(d.text)"
#define VERSION_FROM                                                                                                \
    " FROM definition d JOIN release r ON r.id = d.release LEFT JOIN account a ON a.id = r.by_id LEFT JOIN account b ON b.id = r.approved_by"
#define VERSION_GIVES T, T, T, I, I, T, T, T, I

QUERY(VERSIONS_IN_FORCE) = {
    .name = "versions_in_force",
    .sql = "SELECT " VERSION_COLUMNS ", (SELECT count(*) FROM definition e WHERE e.kind = d.kind AND e.key = d.key)" VERSION_FROM
           " WHERE d.release = (SELECT max(f.release) FROM definition f WHERE f.kind = d.kind AND f.key = d.key) ORDER BY d.kind, d.key",
    .gives = { VERSION_GIVES, I },
};
QUERY(VERSIONS_OF) = {
    .name = "versions_of",
    .sql = "SELECT " VERSION_COLUMNS VERSION_FROM " WHERE d.kind = $1 AND d.key = $2 ORDER BY d.release DESC LIMIT 1000",
    .takes = { T, T },
    .gives = { VERSION_GIVES },
};

static enum err versions(struct arena *arena, const struct rows *rows, struct version_row **out, size_t *count, struct fault *why)
{
    struct version_row *list = arena_array(arena, struct version_row, rows->count + 1);

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows->count; i++)
        list[i] = (struct version_row){
            .kind = definition_kind_from(row_str(rows, i, 0)), .key = row_str(rows, i, 1), .name = row_str(rows, i, 2),
            .release = row_int(rows, i, 3), .at = row_int(rows, i, 4), .note = row_str(rows, i, 5), .by_name = row_str(rows, i, 6),
            .approved_by_name = row_str(rows, i, 7), .size = row_int(rows, i, 8),
            .versions = rows->width > 9 ? row_int(rows, i, 9) : (int64_t)rows->count,
        };
    *out = list;
    *count = rows->count;
    return ERR_OK;
}

enum err release_list(struct db *db, struct arena *arena, struct version_row **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &VERSIONS_IN_FORCE, NO_ARGS, &rows, why);

    return err ? err : versions(arena, &rows, out, count, why);
}

enum err release_history(struct db *db, struct arena *arena, enum definition_kind kind, struct str key, struct version_row **out, size_t *count,
                         struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &VERSIONS_OF, ARGS(arg_c(definition_kind_name(kind)), arg_text(key)), &rows, why);

    if (!err && !rows.count) return fault_set(why, ERR_NOT_FOUND, "没有这个定义", "there is no such definition");
    return err ? err : versions(arena, &rows, out, count, why);
}

/* ── Deploying a folder ────────────────────────────────────────────────── */

QUERY(RELEASED_IN_DESK) = {
    .name = "released_in_desk",
    .sql = "SELECT d.text FROM definition d JOIN release r ON r.id = d.release"
           " WHERE d.kind = $1 AND d.key = $2 AND r.bundle_id IS NOT NULL"
           "   AND d.release = (SELECT max(f.release) FROM definition f WHERE f.kind = $1 AND f.key = $2)",
    .takes = { T, T },
    .gives = { T },
};

/* What officials released in the desk is not taken back unseen. */
static enum err refuse_newer(struct db *db, struct arena *arena, const struct definition_new *items, size_t count, struct fault *why)
{
    for (size_t i = 0; i < count; i++) {
        const char *kind = definition_kind_name(items[i].kind);
        struct rows rows;
        enum err err = store_all(db, arena, &RELEASED_IN_DESK, ARGS(arg_c(kind), arg_text(items[i].key)), &rows, why);
        if (err) return err;
        if (rows.count && !str_eq(row_str(&rows, 0, 0), items[i].text))
            return fault_set(why, ERR_CONFLICT, "%s“%.*s”已在系统里修订发布，与目录中的不同：请先导出合并，或用 --force 覆盖",
                             "%s \"%.*s\" was released in the desk and differs from the folder: export and merge it, or overwrite it with --force",
                             kind, STR_ARG(items[i].key));
    }
    return ERR_OK;
}

static enum err check_folder(struct db *db, struct arena *arena, const struct definition_new *items, size_t count, bool force, struct fault *why)
{
    struct definition_check check;
    struct definition_view *view;
    struct shelf *shelf;
    struct org *org = NULL;
    enum err err = force ? ERR_OK : refuse_newer(db, arena, items, count, why);

    if (!err) err = shelf_open(db, &shelf, why);
    if (err) return err;
    err = org_load(db, &org, why);
    if (!err) err = view_new(arena, shelf, INT64_MAX, &view, why);
    if (!err) err = definition_check(view, org, items, count, &check, why);
    if (!err) err = definition_check_fault(&check, why);
    if (org) org_unref(org);
    shelf_close(shelf);
    return err;
}

static enum err deploy(struct db *db, struct store_job *job, struct fault *why)
{
    return release_insert(db, job->arg, why);
}

enum err release_deploy(struct store *store, const struct deployment *deployment, int64_t now_ms, int64_t *release, struct fault *why)
{
    struct arena *arena = arena_open(DEPLOY_MEMORY);
    struct release_new r = { .note = deployment->note, .by = deployment->by, .at = now_ms };
    struct definition_new *items;
    struct db *db;
    enum err err;

    if (!arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = definition_collect(arena, deployment->content, &items, &r.count, why);
    if (!err) {
        r.items = items;
        db = store_reader_take(store);
        err = check_folder(db, arena, items, r.count, deployment->force, why);
        store_reader_give(store, db);
    }
    if (!err) err = store_transact(store, RELEASE_JOB_KEY, deploy, &r, why);
    if (!err && release) *release = r.release;
    arena_close(arena);
    return err;
}

#undef I
#undef T
