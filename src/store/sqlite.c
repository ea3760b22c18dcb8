/*
 * sqlite.c - the embedded back end: DIR/shao.db, write-ahead log, full sync.
 *
 * One connection writes; readers are opened read-only.  A connection belongs to
 * one thread at a time, so SQLite's own locks are off.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/sqlite_log.h"
#include "store/store_backend.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { BUSY_MS = 5000, SAVEPOINTS_MAX = 256 };

struct sqlite_conn {
    sqlite3 *lite;
    sqlite3_stmt *control[CONTROL__COUNT];
};

static const char *const CONTROL_TEXT[CONTROL__COUNT] = {
    [CONTROL_SNAPSHOT] = "BEGIN",       [CONTROL_BEGIN] = "BEGIN IMMEDIATE",   [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",    [CONTROL_SAVEPOINT] = "SAVEPOINT job", [CONTROL_RELEASE] = "RELEASE job",
    [CONTROL_UNDO] = "ROLLBACK TO job",
};

/* The log grows to 16 MiB before it is copied back, and is cut to 64 MiB after a long reader. */
static const char WRITER_SETUP[] = "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -262144;"
                                   "PRAGMA wal_autocheckpoint = 16384;"
                                   "PRAGMA journal_size_limit = 67108864;";
static const char READER_SETUP[] = "PRAGMA query_only = ON;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -32768;";

static sqlite3 *lite_of(const struct db *db)
{
    return ((struct sqlite_conn *)db->conn)->lite;
}

/* ── Errors ────────────────────────────────────────────────────────────── */

static enum err code_of(sqlite3 *lite)
{
    int code = sqlite3_extended_errcode(lite), no = sqlite3_system_errno(lite);

    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: return ERR_CONFLICT;
    case SQLITE_FULL: return ERR_DISK_FULL;
    case SQLITE_IOERR: return no == ENOSPC || no == EDQUOT ? ERR_DISK_FULL : ERR_STORE;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PROTOCOL: return ERR_STORE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_BUSY;
    case SQLITE_READONLY: return ERR_FORBIDDEN;
    case SQLITE_NOMEM: return ERR_NO_MEMORY;
    case SQLITE_TOOBIG: return ERR_TOO_LARGE;
    default: return ERR_INTERNAL;
    }
}

static enum err lite_fault(struct db *db, const char *what, struct fault *why)
{
    sqlite3 *lite = lite_of(db);
    enum err err = code_of(lite);

    /* Out of disk or memory SQLite may have rolled the whole transaction back by itself. */
    if (db->role == DB_WRITER && db->in_transaction && sqlite3_get_autocommit(lite)) db->lost = true;
    fault_general(why, err);
    fault_detail(why, "%s: %s", what, sqlite3_errmsg(lite));
    return err;
}

/* ── Life ──────────────────────────────────────────────────────────────── */

static void configure_once(void)
{
    /* Memory statistics are one lock around every allocation of every thread. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* No room for twenty pages taken in advance, by each cache: statements make small tables of their own, and give them back at once. */
    (void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

static void sqlite_rest(struct db *db)
{
    const struct sqlite_conn *conn = db->conn;

    if (conn && conn->lite) (void)sqlite3_db_release_memory(conn->lite);
}

static void sqlite_close(struct db *db)
{
    struct sqlite_conn *conn = db->conn;

    if (!conn) return;
    for (size_t i = 0; i < CONTROL__COUNT; i++) (void)sqlite3_finalize(conn->control[i]);
    (void)sqlite3_close_v2(conn->lite);
    *conn = (struct sqlite_conn){ 0 };
}

/* Double quotes are for names only, so that a misspelt column is not a text. */
static void be_strict(sqlite3 *lite)
{
    (void)sqlite3_db_config(lite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(lite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_db_config(lite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_busy_timeout(lite, BUSY_MS);
}

static enum err sqlite_open(struct db *db, const char *target, struct fault *why)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sqlite_conn *conn = db->conn;
    char path[4096];
    bool writer = db->role == DB_WRITER;
    int flags = writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

    (void)pthread_once(&once, configure_once);
    if (db->create) flags |= SQLITE_OPEN_CREATE;
    if (snprintf(path, sizeof path, "%s/shao.db", target) >= (int)sizeof path)
        return fault_set(why, ERR_INVALID, "数据目录的路径过长", "the path of the data folder is too long");
    if (sqlite3_open_v2(path, &conn->lite, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        writer ? sqlite_log_vfs() : NULL) != SQLITE_OK)
        return conn->lite ? lite_fault(db, path, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    be_strict(conn->lite);
    if (sqlite3_exec(conn->lite, writer ? WRITER_SETUP : READER_SETUP, NULL, NULL, NULL) != SQLITE_OK)
        return lite_fault(db, path, why);
    for (size_t i = 0; i < CONTROL__COUNT; i++)
        if (sqlite3_prepare_v3(conn->lite, CONTROL_TEXT[i], -1, SQLITE_PREPARE_PERSISTENT, &conn->control[i], NULL) !=
            SQLITE_OK)
            return lite_fault(db, CONTROL_TEXT[i], why);
    return ERR_OK;
}

static enum err control_step(struct db *db, enum control what, struct fault *why)
{
    struct sqlite_conn *conn = db->conn;
    sqlite3_stmt *handle = conn->control[what];
    int code = sqlite3_step(handle);
    enum err err = code == SQLITE_DONE ? ERR_OK : lite_fault(db, CONTROL_TEXT[what], why);

    (void)sqlite3_reset(handle);
    return err;
}

static enum err sqlite_control(struct db *db, enum control what, struct fault *why)
{
    enum err err;

    if (what == CONTROL_ROLLBACK && sqlite3_get_autocommit(lite_of(db))) return ERR_OK;
    err = control_step(db, what, why);
    if (!err && what == CONTROL_UNDO) err = control_step(db, CONTROL_RELEASE, why);
    return err;
}

static bool sqlite_committed(struct db *db)
{
    (void)db;
    return false; /* a COMMIT that failed here left nothing */
}

/* ── Preparing ─────────────────────────────────────────────────────────── */

/* What a declared column type holds, by SQLite's rules of affinity; STORE_END when it does not tell. */
static enum store_type declared_type(const char *declared)
{
    static const struct {
        const char *part;
        enum store_type type;
    } RULES[] = {
        { "INT", STORE_INT },   { "CHAR", STORE_TEXT }, { "CLOB", STORE_TEXT }, { "TEXT", STORE_TEXT },
        { "BLOB", STORE_BLOB }, { "REAL", STORE_REAL }, { "FLOA", STORE_REAL }, { "DOUB", STORE_REAL },
    };

    for (size_t i = 0; declared && i < COUNT_OF(RULES); i++)
        if (strcasestr(declared, RULES[i].part)) return RULES[i].type;
    return STORE_END;
}

static enum err columns_check(const struct statement *statement, sqlite3_stmt *handle, struct fault *why)
{
    const struct query *query = statement->query;

    if (sqlite3_column_count(handle) != statement->gives)
        return fault_set(why, ERR_INTERNAL, "查询 %s 有 %d 列，gives 写了 %d 列",
                         "query %s has %d columns, gives says %d", query->name, sqlite3_column_count(handle),
                         (int)statement->gives);
    for (int i = 0; i < statement->gives; i++) {
        enum store_type type = declared_type(sqlite3_column_decltype(handle, i));
        if (type != STORE_END && type != query->gives[i])
            return fault_set(why, ERR_INTERNAL, "查询 %s 的第 %d 列与 gives 的类型不符",
                             "query %s: column %d is not of the type gives says", query->name, i + 1);
    }
    return ERR_OK;
}

static enum err places_find(struct statement *statement, sqlite3_stmt *handle, struct fault *why)
{
    for (int i = 0; i < statement->takes; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "$%d", i + 1);
        int place = sqlite3_bind_parameter_index(handle, name);
        if (place == 0)
            return fault_set(why, ERR_INTERNAL, "查询 %s 没有用到 %s", "query %s does not use %s",
                             statement->query->name, name);
        statement->place[i] = (uint8_t)place;
    }
    return ERR_OK;
}

static void sqlite_forget(struct statement *statement)
{
    (void)sqlite3_finalize(statement->handle);
    statement->handle = NULL;
    statement->ready = false;
}

static enum err sqlite_prepare(struct db *db, struct statement *statement, struct fault *why)
{
    sqlite3_stmt *handle = NULL;
    const char *rest = "";
    enum err err;

    if (sqlite3_prepare_v3(lite_of(db), statement->query->sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest) !=
        SQLITE_OK)
        return lite_fault(db, statement->query->name, why);
    statement->handle = handle;
    if (!handle || rest[strspn(rest, " ;\n")])
        err = fault_set(why, ERR_INTERNAL, "查询 %s 不是一条语句", "query %s is not one statement",
                        statement->query->name);
    else
        err = columns_check(statement, handle, why);
    if (!err) err = places_find(statement, handle, why);
    statement->ready = true;
    if (err) sqlite_forget(statement);
    return err;
}

/* ── Running ───────────────────────────────────────────────────────────── */

/* Bytes are borrowed until the statement is finished. */
static int bind_one(sqlite3_stmt *handle, int place, const struct store_arg *arg)
{
    if (arg->null) return sqlite3_bind_null(handle, place);
    switch (arg->type) {
    case STORE_INT: return sqlite3_bind_int64(handle, place, arg->integer);
    case STORE_REAL: return sqlite3_bind_double(handle, place, arg->real);
    case STORE_TEXT:
        return sqlite3_bind_text64(handle, place, arg->bytes.at, arg->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    case STORE_BLOB: return sqlite3_bind_blob64(handle, place, arg->bytes.at, arg->bytes.len, SQLITE_STATIC);
    case STORE_END: break;
    }
    return SQLITE_MISUSE;
}

static enum err sqlite_start(struct db *db, struct statement *statement, const struct store_arg *args,
                             struct fault *why)
{
    for (size_t i = 0; i < statement->takes; i++)
        if (bind_one(statement->handle, statement->place[i], &args[i]) != SQLITE_OK)
            return lite_fault(db, statement->query->name, why);
    return ERR_OK;
}

static struct cell cell_read(sqlite3_stmt *handle, int column, enum store_type type)
{
    struct cell cell = { 0 };

    if (sqlite3_column_type(handle, column) == SQLITE_NULL) {
        cell.null = true;
        return cell;
    }
    switch (type) {
    case STORE_INT: cell.integer = sqlite3_column_int64(handle, column); break;
    case STORE_REAL: cell.real = sqlite3_column_double(handle, column); break;
    case STORE_TEXT: cell.bytes.at = (const char *)sqlite3_column_text(handle, column); break;
    case STORE_BLOB: cell.bytes.at = sqlite3_column_blob(handle, column); break;
    case STORE_END: break;
    }
    if (type == STORE_TEXT || type == STORE_BLOB) {
        cell.bytes.len = (size_t)sqlite3_column_bytes(handle, column);
        if (!cell.bytes.at) cell.bytes = STR("");
    }
    return cell;
}

static enum err sqlite_next(struct db *db, struct statement *statement, struct cell *cells, bool *more,
                            struct fault *why)
{
    int code = sqlite3_step(statement->handle);

    if (code != SQLITE_ROW && code != SQLITE_DONE) return lite_fault(db, statement->query->name, why);
    *more = code == SQLITE_ROW;
    for (int i = 0; *more && i < statement->gives; i++)
        cells[i] = cell_read(statement->handle, i, statement->query->gives[i]);
    return ERR_OK;
}

static int64_t sqlite_finish(struct db *db, struct statement *statement)
{
    (void)sqlite3_reset(statement->handle);
    return sqlite3_stmt_readonly(statement->handle) ? 0 : sqlite3_changes64(lite_of(db));
}

static enum err sqlite_repeat(struct db *db, struct statement *statement, const struct store_arg *args, size_t times,
                              struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < times && !err; i++) {
        err = sqlite_start(db, statement, args + i * statement->takes, why);
        if (!err && sqlite3_step(statement->handle) != SQLITE_DONE) err = lite_fault(db, statement->query->name, why);
        (void)sqlite3_reset(statement->handle);
    }
    return err;
}

static enum err sqlite_script(struct db *db, const char *sql, struct fault *why)
{
    return sqlite3_exec(lite_of(db), sql, NULL, NULL, NULL) == SQLITE_OK ? ERR_OK : lite_fault(db, "script", why);
}

const struct backend SQLITE_BACKEND = {
    .name = "SQLite",
    .savepoints_max = SAVEPOINTS_MAX,
    .conn_size = sizeof(struct sqlite_conn),
    .open = sqlite_open,
    .close = sqlite_close,
    .rest = sqlite_rest,
    .control = sqlite_control,
    .committed = sqlite_committed,
    .prepare = sqlite_prepare,
    .forget = sqlite_forget,
    .start = sqlite_start,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .repeat = sqlite_repeat,
    .script = sqlite_script,
};
