/*
 * sqlite_log.c - see sqlite_log.h.
 *
 * Only the log is ours.  Every other file is opened by the system's own layer in
 * the memory SQLite gave, and goes by that layer's calls from then on.
 *
 * A failed write is told by the call that came upon it; SQLite then gives the
 * whole transaction up, so that the bytes gathered before need not be kept.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/sqlite_log.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Bytes: 31 pages with their headers.  The system's layer takes 128 KiB at a time (unixWrite masks the length). */
enum { GATHERED_MAX = 31 * 4120 };

struct log_file {
    sqlite3_file base;   /* first: what SQLite sees */
    sqlite3_file *below; /* the system's file, behind this struct */
    char *bytes;         /* GATHERED_MAX, those of the file from `from` on */
    sqlite3_int64 from;
    int len;
};

static sqlite3_vfs *system_vfs;
static sqlite3_vfs log_vfs;

static struct log_file *log_of(sqlite3_file *file)
{
    return (struct log_file *)(void *)file;
}

static int let_go(struct log_file *log)
{
    int len = log->len;

    log->len = 0;
    return len ? log->below->pMethods->xWrite(log->below, log->bytes, len, log->from) : SQLITE_OK;
}

/* ── The calls of the log ──────────────────────────────────────────────── */

static int log_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    int code = SQLITE_OK;

    if (log->len && (at != log->from + log->len || len > GATHERED_MAX - log->len)) code = let_go(log);
    if (code != SQLITE_OK) return code;
    if (len > GATHERED_MAX) return log->below->pMethods->xWrite(log->below, bytes, len, at);
    if (!log->len) log->from = at;
    memcpy(log->bytes + log->len, bytes, (size_t)len);
    log->len += len;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    int code = let_go(log);

    return code != SQLITE_OK ? code : log->below->pMethods->xRead(log->below, bytes, len, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct log_file *log = log_of(file);
    int code = let_go(log);

    return code != SQLITE_OK ? code : log->below->pMethods->xTruncate(log->below, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
    struct log_file *log = log_of(file);
    int code = let_go(log);

    return code != SQLITE_OK ? code : log->below->pMethods->xSync(log->below, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct log_file *log = log_of(file);
    int code = let_go(log);

    return code != SQLITE_OK ? code : log->below->pMethods->xFileSize(log->below, size);
}

static int log_control(sqlite3_file *file, int op, void *arg)
{
    struct log_file *log = log_of(file);
    int code = let_go(log);

    return code != SQLITE_OK ? code : log->below->pMethods->xFileControl(log->below, op, arg);
}

static int log_close(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    int code = let_go(log), closed = log->below->pMethods->xClose(log->below);

    free(log->bytes);
    log->bytes = NULL;
    return code != SQLITE_OK ? code : closed;
}

/* Only a database is locked; nobody locks its log. */
static int log_lock(sqlite3_file *file, int level)
{
    struct log_file *log = log_of(file);

    return log->below->pMethods->xLock(log->below, level);
}

static int log_unlock(sqlite3_file *file, int level)
{
    struct log_file *log = log_of(file);

    return log->below->pMethods->xUnlock(log->below, level);
}

static int log_reserved(sqlite3_file *file, int *reserved)
{
    struct log_file *log = log_of(file);

    return log->below->pMethods->xCheckReservedLock(log->below, reserved);
}

static int log_sector(sqlite3_file *file)
{
    struct log_file *log = log_of(file);

    return log->below->pMethods->xSectorSize(log->below);
}

static int log_device(sqlite3_file *file)
{
    struct log_file *log = log_of(file);

    return log->below->pMethods->xDeviceCharacteristics(log->below);
}

static const sqlite3_io_methods LOG_METHODS = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_reserved,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_device,
};

/* ── The layer ─────────────────────────────────────────────────────────── */

static int log_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *given)
{
    struct log_file *log = log_of(file);
    int code;

    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL)) return system_vfs->xOpen(system_vfs, name, file, flags, given);
    *log = (struct log_file){ .below = (sqlite3_file *)(void *)(log + 1), .bytes = malloc(GATHERED_MAX) };
    if (!log->bytes) return SQLITE_NOMEM;
    code = system_vfs->xOpen(system_vfs, name, log->below, flags, given);
    if (code == SQLITE_OK) {
        log->base.pMethods = &LOG_METHODS;
    } else {
        free(log->bytes);
        log->bytes = NULL;
    }
    return code;
}

static void make_known(void)
{
    system_vfs = sqlite3_vfs_find(NULL);
    if (!system_vfs) return;
    log_vfs = *system_vfs;
    log_vfs.zName = "shao-log";
    log_vfs.szOsFile += (int)sizeof(struct log_file);
    log_vfs.pNext = NULL;
    log_vfs.xOpen = log_open;
    if (sqlite3_vfs_register(&log_vfs, 0) != SQLITE_OK) system_vfs = NULL;
}

const char *sqlite_log_vfs(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, make_known);
    return system_vfs ? log_vfs.zName : NULL;
}
