/*
 * definition_store.c - releases and their definitions, read once and kept.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/definition.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/table.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(DEFINITIONS_AFTER) = {
    .name = "definitions_after",
    .sql = "SELECT kind, key, release, text FROM definition WHERE release > $1 ORDER BY release, kind, key",
    .takes = { I },
    .gives = { T, T, I, T },
};
QUERY(RELEASE_LAST) = {
    .name = "release_last",
    .sql = "SELECT coalesce(max(id), 0) FROM release",
    .gives = { I },
};

#undef I
#undef T

static const char *const KIND_NAMES[DEFINITION__KINDS] = { "process", "decision", "form", "catalogue" };

enum { SHELF_MEMORY = 512 << 20, SHELF_MAX = 20000 };

struct definition {
    enum definition_kind kind;
    struct str key, text;
    int64_t release;
    _Atomic(void *) parsed;
};

struct shelf {
    struct arena *arena;
    pthread_mutex_t lock;
    struct definition *items;          /* SHELF_MAX slots: never moved, so finders need no lock */
    _Atomic size_t count;
    _Atomic int64_t release;
};

const char *definition_kind_name(enum definition_kind kind)
{
    return kind < DEFINITION__KINDS ? KIND_NAMES[kind] : "unknown";
}

static void destroy_lock(void *lock)
{
    pthread_mutex_destroy(lock);
}

enum err shelf_open(struct db *db, struct shelf **out, struct fault *why)
{
    struct arena *arena = arena_open(SHELF_MEMORY);
    struct shelf *shelf = arena ? arena_new(arena, struct shelf) : NULL;
    enum err err;

    if (shelf) shelf->items = arena_array(arena, struct definition, SHELF_MAX);
    if (!shelf || !shelf->items || pthread_mutex_init(&shelf->lock, NULL) != 0 || !arena_defer(arena, destroy_lock, &shelf->lock)) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    shelf->arena = arena;
    err = shelf_refresh(shelf, db, why);
    if (err) {
        arena_close(arena);
        return err;
    }
    *out = shelf;
    return ERR_OK;
}

void shelf_close(struct shelf *shelf)
{
    if (shelf) arena_close(shelf->arena);
}

enum definition_kind definition_kind_from(struct str name)
{
    for (size_t i = 0; i < DEFINITION__KINDS; i++)
        if (str_is(name, KIND_NAMES[i])) return (enum definition_kind)i;
    return DEFINITION__KINDS;
}

/* The newest release, asked for all the time: nothing of it stays in the shelf's memory. */
static enum err newest(struct db *db, int64_t *release, struct fault *why)
{
    struct arena *scratch = arena_open(64 * 1024);
    struct rows last;
    enum err err = scratch ? store_one(db, scratch, &RELEASE_LAST, NO_ARGS, &last, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) *release = row_int(&last, 0, 0);
    arena_close(scratch);
    return err;
}

enum err shelf_refresh(struct shelf *shelf, struct db *db, struct fault *why)
{
    struct rows rows;
    int64_t release = 0;
    enum err err = newest(db, &release, why);

    if (err || release == atomic_load(&shelf->release)) return err;
    pthread_mutex_lock(&shelf->lock);
    err = store_all(db, shelf->arena, &DEFINITIONS_AFTER, ARGS(arg_int(atomic_load(&shelf->release))), &rows, why);
    for (size_t i = 0; !err && i < rows.count; i++) {
        size_t at = atomic_load(&shelf->count);
        if (at == SHELF_MAX) {
            err = fault_set(why, ERR_TOO_LARGE, "定义太多", "too many definitions");
            break;
        }
        shelf->items[at].kind = definition_kind_from(row_str(&rows, i, 0));
        shelf->items[at].key = row_str(&rows, i, 1);
        shelf->items[at].release = row_int(&rows, i, 2);
        shelf->items[at].text = row_str(&rows, i, 3);
        atomic_store(&shelf->count, at + 1);
    }
    if (!err && release > atomic_load(&shelf->release)) atomic_store(&shelf->release, release);   /* another thread may have seen a later one */
    pthread_mutex_unlock(&shelf->lock);
    return err;
}

int64_t shelf_release(const struct shelf *shelf)
{
    return atomic_load(&shelf->release);
}

static struct definition *find(struct shelf *shelf, enum definition_kind kind, struct str key, int64_t release)
{
    /* In order of release: the last one that fits is in force. */
    for (size_t i = atomic_load(&shelf->count); i-- > 0;) {
        struct definition *d = &shelf->items[i];
        if (d->kind == kind && d->release <= release && str_eq(d->key, key)) return d;
    }
    return NULL;
}

enum err shelf_keys(struct shelf *shelf, struct arena *arena, enum definition_kind kind, int64_t release, struct str **out, size_t *count,
                    struct fault *why)
{
    size_t all = atomic_load(&shelf->count), found = 0;
    struct str *keys = arena_array(arena, struct str, all + 1);
    struct table seen;

    table_init(&seen, arena);
    for (size_t i = 0; keys && i < all; i++) {
        struct definition *d = &shelf->items[i];
        if (d->kind != kind || d->release > release || table_get(&seen, d->key)) continue;
        if (table_put(&seen, d->key, d)) keys = NULL;
        else keys[found++] = d->key;
    }
    if (!keys) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = keys;
    *count = found;
    return ERR_OK;
}

struct str shelf_text(struct shelf *shelf, enum definition_kind kind, struct str key, int64_t release, int64_t *of_release)
{
    const struct definition *d = find(shelf, kind, key, release);

    if (d && of_release) *of_release = d->release;
    return d ? d->text : STR_NONE;
}

static void *parse(struct shelf *shelf, struct definition *d)
{
    struct bpmn *bpmn = NULL;
    struct dmn *dmn = NULL;
    struct json_t *json = NULL;
    enum err err = ERR_INTERNAL;

    if (d->kind == DEFINITION_PROCESS) err = bpmn_load(shelf->arena, d->text, &bpmn, NULL);
    if (d->kind == DEFINITION_DECISION) err = dmn_load(shelf->arena, d->text, &dmn, NULL);
    if (d->kind == DEFINITION_FORM) err = json_parse(shelf->arena, d->text, &json, NULL);
    if (err) return NULL;
    return bpmn ? (void *)bpmn : dmn ? (void *)dmn : (void *)json;
}

static void *parsed(struct shelf *shelf, struct definition *d)
{
    void *ready = d ? atomic_load(&d->parsed) : NULL;

    if (ready || !d) return ready;
    pthread_mutex_lock(&shelf->lock);
    ready = atomic_load(&d->parsed);
    if (!ready) {
        ready = parse(shelf, d);
        atomic_store(&d->parsed, ready);
    }
    pthread_mutex_unlock(&shelf->lock);
    return ready;
}

const struct bpmn *shelf_process(struct shelf *shelf, struct str key, int64_t release)
{
    return parsed(shelf, find(shelf, DEFINITION_PROCESS, key, release));
}

const struct dmn *shelf_decision(struct shelf *shelf, struct str key, int64_t release, int64_t *of_release)
{
    struct definition *d = find(shelf, DEFINITION_DECISION, key, release);

    if (d && of_release) *of_release = d->release;
    return parsed(shelf, d);
}

const struct json_t *shelf_form(struct shelf *shelf, struct str key, int64_t release)
{
    return parsed(shelf, find(shelf, DEFINITION_FORM, key, release));
}

struct arena *shelf_lock(struct shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    return shelf->arena;
}

void shelf_unlock(struct shelf *shelf)
{
    pthread_mutex_unlock(&shelf->lock);
}
