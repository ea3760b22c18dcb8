/*
 * sqlite_log.h - writing the write-ahead log of SQLite in large pieces; private to src/store.
 *
 * SQLite writes each page of its log with two calls, of 24 and 4,096 bytes, one
 * after the other.  A layer below it (a "VFS") gathers them and writes when
 * something else is asked of the file: before it is read, cut, synced or closed.
 * A page that was not yet synced promised nothing, so nothing is promised less.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_SQLITE_LOG_H
#define STORE_SQLITE_LOG_H

/* The name to open a writing connection with; made known to SQLite at the first call.  NULL: without memory, use SQLite's own. */
const char *sqlite_log_vfs(void);

#endif
