/*
 * store.c - opening and closing a database, and its readers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/store.h"

#include "base/crypto.h"
#include "base/io.h"
#include "store/store_backend.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { READERS = 4, WRITERS = 2, CONNECTIONS_MAX = 64, STORE_MEMORY = 64 * 1024 * 1024 };

struct store {
    struct arena *arena;
    const struct backend *backend;
    const char *target;
    struct query_index index;
    char token[2 * 8 + 1];
    int lock_fd; /* SQLite: DIR/shao.lock, held while open; -1 when not */
    struct db *writing, *reading;
    size_t writer_count, reader_count;
    struct writers *writers; /* NULL when opened for reading only */
    pthread_mutex_t lock;    /* of the two below */
    pthread_cond_t given;
    struct db **idle;
    size_t idle_count;
};

bool store_is_postgres(const struct store *store)
{
    return store->backend == &POSTGRES_BACKEND;
}

const struct query_index *store_index(const struct store *store)
{
    return &store->index;
}

const char *store_target(const struct store *store)
{
    return store->target;
}

const char *store_token(const struct store *store)
{
    return store->token;
}

struct writers *store_writers(const struct store *store)
{
    return store->writers;
}

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── The folder of SQLite ──────────────────────────────────────────────── */

static enum err lock_refused(int fd, const char *target, struct fault *why)
{
    char pid[16] = "?";
    ssize_t len = pread(fd, pid, sizeof pid - 1, 0);

    if (len > 0) pid[len] = 0;
    pid[strcspn(pid, "\n")] = 0;
    return fault_set(why, ERR_LOCKED, "另一个 shao 进程（%s）正在使用 %s：同一个数据库只能由一个服务打开",
                     "another shao process (%s) is using %s: one database is served by one server only", pid, target);
}

static void pid_write(int fd)
{
    char text[16];
    size_t at = sizeof text;

    text[--at] = '\n';
    for (int pid = getpid(); pid > 0; pid /= 10) text[--at] = (char)('0' + pid % 10);
    /* Only for the sentence another server prints; a full disk must not keep us from starting. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text + at, sizeof text - at, 0) < 0) return;
}

static enum err folder_lock(struct store *store, struct fault *why)
{
    struct str path = str_format(store->arena, "%s/shao.lock", store->target);
    int fd;

    if (!path.at) return no_memory(why);
    fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return fault_set(why, errno == ENOSPC ? ERR_DISK_FULL : ERR_STORE, "无法打开 %s：%s", "cannot open %s: %s",
                         path.at, strerrorname_np(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        enum err err = lock_refused(fd, store->target, why);
        close(fd);
        return err;
    }
    pid_write(fd);
    store->lock_fd = fd;
    return ERR_OK;
}

static enum err folder_open(struct store *store, const struct store_config *config, struct fault *why)
{
    struct str path = str_format(store->arena, "%s/shao.db", store->target);
    enum err err;

    if (!path.at) return no_memory(why);
    if (config->create && !config->read_only) {
        err = io_mkdirs(store->target, why);
        if (err) return err;
    } else if (access(path.at, F_OK) != 0) {
        return fault_set(why, ERR_NOT_FOUND, "%s 中没有数据库，请先运行 shao init",
                         "there is no database in %s: run shao init first", store->target);
    }
    return config->read_only ? ERR_OK : folder_lock(store, why);
}

/* ── Connections ───────────────────────────────────────────────────────── */

static enum err db_open(struct store *store, struct db *db, enum db_role role, bool create, struct fault *why)
{
    size_t count = store->index.count;

    *db = (struct db){ .store = store, .backend = store->backend, .role = role, .create = create };
    db->conn = arena_alloc(store->arena, store->backend->conn_size);
    db->statements = arena_array(store->arena, struct statement, count);
    if (!db->conn || !db->statements) return no_memory(why);
    for (size_t i = 0; i < count; i++) {
        enum err err = statement_init(&db->statements[i], store->index.listed[i], store_is_postgres(store), i, why);
        if (err) return err;
    }
    return store->backend->open(db, store->target, why);
}

/* The first connection sees to the schema and tries every query. */
static enum err first_check(struct db *db, const struct store_config *config, struct fault *why)
{
    const struct migration *list = config->migrations ? config->migrations : STORE_MIGRATIONS;
    size_t count = config->migrations ? config->migration_count : STORE_MIGRATION_COUNT;
    enum err err = store_migrate(db, list, count, config->create && !config->read_only, why);

    if (!err) err = statements_check(db, why);
    db_rollback(db);
    return err;
}

static enum err connections_open(struct store *store, const struct store_config *config, struct fault *why)
{
    size_t writers = config->writers > 0 ? (size_t)config->writers : WRITERS;
    size_t readers = config->readers > 0 ? (size_t)config->readers : READERS;
    enum err err = ERR_OK;

    if (!store_is_postgres(store)) writers = 1;
    if (config->read_only) writers = 0;
    if (writers + readers > CONNECTIONS_MAX)
        return fault_set(why, ERR_INVALID, "连接数不得超过 %d", "at most %d connections", CONNECTIONS_MAX);
    store->writing = arena_array(store->arena, struct db, writers + 1);
    store->reading = arena_array(store->arena, struct db, readers);
    store->idle = arena_array(store->arena, struct db *, readers);
    if (!store->writing || !store->reading || !store->idle) return no_memory(why);
    while (store->writer_count < writers && !err) {
        struct db *db = &store->writing[store->writer_count++];
        err = db_open(store, db, DB_WRITER, config->create, why);
        if (!err && store->writer_count == 1) err = first_check(db, config, why);
    }
    while (store->reader_count < readers && !err) {
        struct db *db = &store->reading[store->reader_count++];
        err = db_open(store, db, DB_READER, false, why);
        if (!err && writers == 0 && store->reader_count == 1) err = first_check(db, config, why);
        if (!err) store->idle[store->idle_count++] = db;
    }
    return err;
}

/* ── Life ──────────────────────────────────────────────────────────────── */

static bool is_url(const char *target)
{
    return str_starts(str_from_c(target), STR("postgres://")) || str_starts(str_from_c(target), STR("postgresql://"));
}

static struct store *store_new(const char *target)
{
    struct arena *arena = arena_open(STORE_MEMORY);
    struct store *store = arena ? arena_new(arena, struct store) : NULL;
    unsigned char token[8];

    if (!store) {
        arena_close(arena);
        return NULL;
    }
    store->arena = arena;
    store->lock_fd = -1;
    crypto_random(token, sizeof token);
    hex_print(token, sizeof token, store->token);
    store->target = str_c(arena, str_from_c(target));
    store->backend = is_url(target) ? &POSTGRES_BACKEND : &SQLITE_BACKEND;
    pthread_mutex_init(&store->lock, NULL);
    pthread_cond_init(&store->given, NULL);
    return store;
}

enum err store_open(const struct store_config *config, struct store **out, struct fault *why)
{
    struct store *store = store_new(config->target);
    enum err err = ERR_OK;

    if (!store || !store->target) {
        store_close(store);
        return no_memory(why);
    }
    err = query_index_init(&store->index, store->arena, why);
    if (!err && !store_is_postgres(store)) err = folder_open(store, config, why);
    if (!err) err = connections_open(store, config, why);
    if (!err && store->writer_count)
        err = writers_open(&store->writers, store->arena, store->writing, store->writer_count, why);
    if (err)
        store_close(store);
    else
        *out = store;
    return err;
}

static void db_done(struct db *db)
{
    if (db->conn && db->statements) db_close(db);
}

void store_close(struct store *store)
{
    if (!store) return;
    writers_close(store->writers);
    for (size_t i = 0; i < store->reader_count; i++) db_done(&store->reading[i]);
    for (size_t i = 0; i < store->writer_count; i++) db_done(&store->writing[i]);
    if (store->lock_fd >= 0) close(store->lock_fd);
    pthread_cond_destroy(&store->given);
    pthread_mutex_destroy(&store->lock);
    arena_close(store->arena);
}

/* ── Readers ───────────────────────────────────────────────────────────── */

struct db *store_reader_take(struct store *store)
{
    struct db *db;

    pthread_mutex_lock(&store->lock);
    while (store->idle_count == 0) pthread_cond_wait(&store->given, &store->lock);
    db = store->idle[--store->idle_count];
    pthread_mutex_unlock(&store->lock);
    return db;
}

static enum err rest_apply(struct db *db, struct store_job *job, struct fault *why)
{
    (void)job, (void)why;
    db->backend->rest(db);
    return ERR_OK;
}

enum err store_rest(struct store *store, struct fault *why)
{
    bool keeps = false;

    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < store->idle_count; i++) {
        if (!store->idle[i]->backend->rest) continue;
        store->idle[i]->backend->rest(store->idle[i]);
        keeps = true;
    }
    pthread_mutex_unlock(&store->lock);
    return keeps ? store_transact(store, 0, rest_apply, NULL, why) : ERR_OK;
}

void store_reader_give(struct store *store, struct db *db)
{
    assert(db->store == store && db->role == DB_READER && !db->streaming);
    db_rollback(db);
    pthread_mutex_lock(&store->lock);
    assert(store->idle_count < store->reader_count);
    store->idle[store->idle_count++] = db;
    pthread_cond_signal(&store->given);
    pthread_mutex_unlock(&store->lock);
}
