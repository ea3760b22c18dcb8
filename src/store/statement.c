/*
 * statement.c - running one query on one connection.
 *
 * Arguments are checked here, once for both back ends: count and types as the
 * query says, text that is UTF-8 without U+0000, finite numbers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/store_backend.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* ── Fault injection ───────────────────────────────────────────────────── */

static atomic_size_t fail_countdown;
static _Atomic(enum err) fail_code;

void store_fail_after(size_t n, enum err err)
{
    fail_code = err;
    fail_countdown = n;
}

static enum err injected(struct fault *why)
{
    if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) == 0) return ERR_OK;
    if (atomic_fetch_sub(&fail_countdown, 1) != 1) return ERR_OK;
    return fault_set(why, fail_code, "测试注入的故障", "a fault injected by a test");
}

/* ── Failures ──────────────────────────────────────────────────────────── */

/* Remembers the first failure of the transaction; PostgreSQL refuses all that follows, so we do everywhere. */
static enum err db_failed(struct db *db, enum err err, const struct fault *fault, struct fault *why)
{
    if (err == ERR_BUSY || err == ERR_STORE || err == ERR_DISK_FULL) db->lost = true;
    if (db->in_transaction && !db->failed.code) db->failed = *fault;
    if (why) *why = *fault;
    return err;
}

enum err db_control(struct db *db, enum control what, struct fault *why)
{
    struct fault fault = { 0 };
    enum err err = what == CONTROL_ROLLBACK ? ERR_OK : injected(&fault);

    if (!err) err = db->backend->control(db, what, &fault);
    if (err) return db_failed(db, err, &fault, why);
    if (what == CONTROL_SNAPSHOT || what == CONTROL_BEGIN) db->in_transaction = true;
    if (what == CONTROL_COMMIT || what == CONTROL_ROLLBACK) db->in_transaction = false;
    if (what == CONTROL_UNDO) db->failed = (struct fault){ 0 };
    return ERR_OK;
}

void db_rollback(struct db *db)
{
    struct fault ignored = { 0 };

    if (db->in_transaction && !db->broken && db->backend->control(db, CONTROL_ROLLBACK, &ignored)) db->broken = true;
    db->in_transaction = false;
    db->lost = false;
    db->failed = (struct fault){ 0 };
}

void db_close(struct db *db)
{
    size_t count = store_index(db->store)->count;

    for (size_t i = 0; i < count; i++)
        if (db->statements[i].ready) db->backend->forget(&db->statements[i]);
    db->backend->close(db);
    db->in_transaction = db->lost = false;
    db->failed = (struct fault){ 0 };
}

enum err db_reopen(struct db *db, struct fault *why)
{
    enum err err;

    db_close(db);
    err = db->backend->open(db, store_target(db->store), why);
    db->broken = err != ERR_OK;
    return err;
}

/* A reader's snapshot begins with its first statement; a connection that broke while idle is renewed. */
static enum err snapshot_begin(struct db *db, struct fault *why)
{
    enum err err = db->broken ? ERR_STORE : db_control(db, CONTROL_SNAPSHOT, why);

    if (!err || !db->broken) return err;
    err = db_reopen(db, why);
    if (!err) err = db_control(db, CONTROL_SNAPSHOT, why);
    return err;
}

/* ── Arguments ─────────────────────────────────────────────────────────── */

static enum err arg_check(const struct statement *statement, const struct store_arg *arg, size_t i, struct fault *why)
{
    const struct query *query = statement->query;

    if (arg->type != query->takes[i])
        return fault_set(why, ERR_INTERNAL, "查询 %s 的第 %zu 个参数类型不对",
                         "query %s: argument %zu has the wrong type", query->name, i + 1);
    if (arg->null) return ERR_OK;
    if (arg->type == STORE_REAL && !isfinite(arg->real))
        return fault_set(why, ERR_INVALID, "数值不是有限数", "a number is not finite");
    if (arg->type != STORE_TEXT) return ERR_OK;
    if (memchr(arg->bytes.at, 0, arg->bytes.len))
        return fault_set(why, ERR_INVALID, "文字中含有空字符（U+0000）", "the text contains U+0000");
    if (!utf8_valid(arg->bytes))
        return fault_set(why, ERR_INVALID, "文字不是有效的 UTF-8", "the text is not valid UTF-8");
    return ERR_OK;
}

static enum err args_check(const struct statement *statement, const struct store_arg *args, size_t count,
                           struct fault *why)
{
    if (count != statement->takes)
        return fault_set(why, ERR_INTERNAL, "查询 %s 应有 %d 个参数，给了 %zu 个",
                         "query %s takes %d arguments, not %zu", statement->query->name, (int)statement->takes, count);
    for (size_t i = 0; i < count; i++) {
        enum err err = arg_check(statement, &args[i], i, why);
        if (err) return err;
    }
    return ERR_OK;
}

/* ── Running ───────────────────────────────────────────────────────────── */

/* The statement of `query`, ready to start on `db`; the arguments come in groups of what it takes. */
static enum err statement_ready(struct db *db, const struct query *query, struct statement **out, struct fault *why)
{
    struct statement *statement = statement_of(db, query);
    struct fault fault = { 0 };
    enum err err;

    if (!statement) {
        fault_set(why, ERR_INTERNAL, "查询 %s 未登记", "query %s is not listed", query->name);
        return ERR_INTERNAL;
    }
    if (db->streaming) {
        fault_set(why, ERR_INTERNAL, "逐行读取时不能执行查询 %s",
                  "query %s cannot run inside store_each on the same connection", query->name);
        return ERR_INTERNAL;
    }
    if (db->role == DB_READER && !db->in_transaction) {
        err = snapshot_begin(db, why);
        if (err) return err;
    }
    if (db->failed.code) {
        if (why) *why = db->failed;
        return db->failed.code;
    }
    err = injected(&fault);
    if (!err && !statement->ready) err = db->backend->prepare(db, statement, &fault);
    if (err) return db_failed(db, err, &fault, why);
    *out = statement;
    return ERR_OK;
}

static enum err statement_start(struct db *db, const struct query *query, const struct store_arg *args, size_t count,
                                struct statement **out, struct fault *why)
{
    struct statement *statement = NULL;
    struct fault fault;
    enum err err = statement_ready(db, query, &statement, why);

    if (!err) err = args_check(statement, args, count, why);
    if (err) return err;
    err = db->backend->start(db, statement, args, &fault);
    if (err) return db_failed(db, err, &fault, why);
    *out = statement;
    return ERR_OK;
}

static enum err statement_next(struct db *db, struct statement *statement, struct cell *cells, bool *more,
                               struct fault *why)
{
    struct fault fault;
    enum err err = db->backend->next(db, statement, cells, more, &fault);

    return err ? db_failed(db, err, &fault, why) : ERR_OK;
}

static int64_t statement_finish(struct db *db, struct statement *statement)
{
    int64_t changed = db->backend->finish(db, statement);

    if (changed > 0) db->wrote = true;
    return changed;
}

enum err statement_repeat(struct db *db, const struct query *query, const struct store_arg *args, size_t times,
                          struct fault *why)
{
    struct statement *statement;
    struct fault fault;
    enum err err = statement_ready(db, query, &statement, why);

    for (size_t i = 0; i < times && !err; i++)
        err = args_check(statement, args + i * statement->takes, statement->takes, why);
    if (err) return err;
    err = db->backend->repeat(db, statement, args, times, &fault);
    return err ? db_failed(db, err, &fault, why) : ERR_OK;
}

/* Copies borrowed cells into the arena. */
static enum err cells_copy(struct arena *arena, struct cell *to, const struct cell *from, size_t width,
                           struct fault *why)
{
    for (size_t i = 0; i < width; i++) {
        to[i] = from[i];
        if (!from[i].bytes.at) continue;
        to[i].bytes.at = arena_copy(arena, from[i].bytes.at, from[i].bytes.len);
        if (!to[i].bytes.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return ERR_OK;
}

static enum err rows_grow(struct arena *arena, struct rows *rows, size_t *cap, struct fault *why)
{
    size_t more = *cap ? *cap * 2 : 16;
    struct cell *cells = arena_array(arena, struct cell, more * rows->width);

    if (!cells) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (rows->count) memcpy(cells, rows->cells, rows->count * rows->width * sizeof *cells);
    rows->cells = cells;
    *cap = more;
    return ERR_OK;
}

enum err store_all(struct db *db, struct arena *arena, const struct query *q, const struct store_arg *args,
                   size_t arg_count, struct rows *rows, struct fault *why)
{
    struct cell cells[QUERY_OUTS_MAX];
    struct rows all = { 0 };
    struct statement *statement;
    size_t cap = 0;
    bool more;
    enum err err = statement_start(db, q, args, arg_count, &statement, why);

    if (err) return err;
    all.width = statement->gives;
    for (;;) {
        err = statement_next(db, statement, cells, &more, why);
        if (err || !more) break;
        if (all.count == STORE_ROWS_MAX) {
            err = fault_set(why, ERR_TOO_LARGE, "结果超过 %d 行，请缩小范围", "more than %d rows, narrow the range",
                            STORE_ROWS_MAX);
            break;
        }
        if (all.count == cap) err = rows_grow(arena, &all, &cap, why);
        if (!err) err = cells_copy(arena, all.cells + all.count * all.width, cells, all.width, why);
        if (err) break;
        all.count++;
    }
    (void)statement_finish(db, statement);
    if (!err) *rows = all;
    return err;
}

enum err store_one(struct db *db, struct arena *arena, const struct query *q, const struct store_arg *args,
                   size_t arg_count, struct rows *row, struct fault *why)
{
    struct cell cells[QUERY_OUTS_MAX];
    struct rows one = { .count = 1 };
    struct statement *statement;
    bool more;
    enum err err = statement_start(db, q, args, arg_count, &statement, why);

    if (err) return err;
    one.width = statement->gives;
    err = statement_next(db, statement, cells, &more, why);
    if (!err && !more) err = fault_set(why, ERR_NOT_FOUND, "没有找到", "not found");
    if (!err) {
        one.cells = arena_array(arena, struct cell, one.width);
        err = one.cells ? cells_copy(arena, one.cells, cells, one.width, why)
                        : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    (void)statement_finish(db, statement);
    if (!err) *row = one;
    return err;
}

enum err store_run(struct db *db, const struct query *q, const struct store_arg *args, size_t arg_count,
                   int64_t *changed, struct fault *why)
{
    struct cell cells[QUERY_OUTS_MAX];
    struct statement *statement;
    bool more = true;
    enum err err = statement_start(db, q, args, arg_count, &statement, why);

    if (err) return err;
    while (!err && more) err = statement_next(db, statement, cells, &more, why);
    int64_t count = statement_finish(db, statement);
    if (!err && changed) *changed = count;
    return err;
}

enum err store_each(struct db *db, struct arena *arena, const struct query *q, const struct store_arg *args,
                    size_t arg_count, enum err (*row)(const struct rows *row, void *arg, struct fault *why), void *arg,
                    struct fault *why)
{
    struct rows one = { .count = 1 };
    struct statement *statement;
    bool more = true;
    enum err err = statement_start(db, q, args, arg_count, &statement, why);

    if (err) return err;
    one.width = statement->gives;
    one.cells = arena_array(arena, struct cell, one.width ? one.width : 1);
    if (!one.cells) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    db->streaming = true;
    while (!err) {
        err = statement_next(db, statement, one.cells, &more, why);
        if (err || !more) break;
        err = row(&one, arg, why);
    }
    db->streaming = false;
    (void)statement_finish(db, statement);
    return err;
}

/* ── Checks at start-up ────────────────────────────────────────────────── */

enum err statement_check(struct db *db, const struct query *query, struct fault *why)
{
    struct statement statement;
    enum err err = statement_init(&statement, query, store_is_postgres(db->store), 0, why);

    if (err) return err;
    statement.name[0] = 0; /* PostgreSQL: the unnamed statement, replaced by the next */
    err = db->backend->prepare(db, &statement, why);
    if (!err) db->backend->forget(&statement);
    return err;
}

enum err statements_check(struct db *db, struct fault *why)
{
    size_t count = store_index(db->store)->count;

    for (size_t i = 0; i < count; i++) {
        enum err err = db->statements[i].ready ? ERR_OK : db->backend->prepare(db, &db->statements[i], why);
        if (err) return err;
    }
    return ERR_OK;
}
