/*
 * store.h - the one door to the database: SQLite (embedded) or PostgreSQL.
 *
 * A statement is a `static const struct query` made with QUERY(NAME), which
 * also enters it in a list, so that start-up and tests prepare every one of them on both back
 * ends and compare its columns with `gives`.  The text is always a literal with
 * $1…$n; where the dialects differ, `pg` holds the second text.
 *
 * Reading: store_reader_take gives a connection of its own that never waits for
 * the writer.  From its first statement until it is given back it sees one
 * unchanging snapshot, on both back ends.
 *
 * Writing: only a writer thread says BEGIN and COMMIT.  A job has a key (the
 * case id, or 0): all jobs of one key run on the same writer, in order.  A
 * writer takes all jobs that wait (at most 256), runs each as if in a savepoint
 * of its own, applies the summed counter deltas sorted and the feed rows last,
 * commits once, and only then calls `done`.  A job that fails rolls back alone:
 * when it had changed something already, its batch is run again with real
 * savepoints, so refuse a job before its first change where that is possible.
 * When the transaction itself is lost (disk full, lost connection, deadlock),
 * its jobs run again one by one, a bounded number of times.  So `apply` may run
 * more than once: it writes only to its own argument and sends nothing.
 *
 * Failing: after a statement was refused by the database, every later one on
 * the same connection answers the same fault until the job ends (it then always
 * fails) or the reader is given back: PostgreSQL has it so, and SQLite behaves
 * alike.  "Not found" and refused arguments are not such failures.
 *
 * Ownership: store_open/store_close.  Threads: struct store is shared; a
 * struct db belongs to the thread that holds it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum store_type { STORE_END, STORE_INT, STORE_REAL, STORE_TEXT, STORE_BLOB };   /* times are INT (UTC ms), bools INT 0/1 */

enum { QUERY_ARGS_MAX = 64, QUERY_OUTS_MAX = 64 };

struct query {
    const char *name;
    const char *sql;                              /* both back ends, or SQLite only when pg is set */
    const char *pg;                               /* PostgreSQL's own text, or NULL */
    enum store_type takes[QUERY_ARGS_MAX];        /* ended by STORE_END */
    enum store_type gives[QUERY_OUTS_MAX];
};

/* QUERY(CASE_READ) = { .name = "case_read", .sql = "…", .takes = { STORE_INT }, .gives = { … } }; */
#define QUERY(NAME)                                                                                \
    static const struct query NAME;                                                                \
    static const struct query *const NAME##_listed                                                 \
        __attribute__((used, section("shao_query"))) = &NAME;                                      \
    static const struct query NAME

struct store;   /* the database */
struct db;      /* a connection in use: a reader, or the writer inside a job */

/* ── Values in and out ─────────────────────────────────────────────────── */

struct store_arg {
    enum store_type type;
    bool null;
    int64_t integer;
    double real;
    struct str bytes;
};
struct store_arg arg_int(int64_t value);
struct store_arg arg_id(int64_t value);          /* 0 is NULL */
struct store_arg arg_real(double value);
struct store_arg arg_text(struct str value);     /* at == NULL is NULL */
struct store_arg arg_c(const char *value);       /* C string, NULL is NULL */
struct store_arg arg_blob(struct str value);
#define ARGS(...) (const struct store_arg[]){ __VA_ARGS__ }, sizeof((const struct store_arg[]){ __VA_ARGS__ }) / sizeof(struct store_arg)
#define NO_ARGS NULL, 0

/* Rows, copied into the arena given to the call. */
struct cell {
    bool null;
    int64_t integer;
    double real;
    struct str bytes;
};
struct rows {
    size_t count, width;
    struct cell *cells;
};
int64_t row_int(const struct rows *rows, size_t row, size_t column);        /* NULL reads as 0 */
double row_real(const struct rows *rows, size_t row, size_t column);
struct str row_str(const struct rows *rows, size_t row, size_t column);     /* NULL reads as STR_NONE */
bool row_null(const struct rows *rows, size_t row, size_t column);

/* ── Statements ────────────────────────────────────────────────────────── */

enum { STORE_ROWS_MAX = 20000 };

/* All rows (at most STORE_ROWS_MAX, else ERR_TOO_LARGE). */
enum err store_all(struct db *db, struct arena *arena, const struct query *q, const struct store_arg *args,
                   size_t arg_count, struct rows *rows, struct fault *why) MUST_CHECK;
/* Exactly the first row; ERR_NOT_FOUND when there is none. */
enum err store_one(struct db *db, struct arena *arena, const struct query *q, const struct store_arg *args,
                   size_t arg_count, struct rows *row, struct fault *why) MUST_CHECK;
/* No rows wanted; *changed (nullable) is the number of rows inserted, updated or deleted.
 * A broken UNIQUE or CHECK is ERR_CONFLICT. */
enum err store_run(struct db *db, const struct query *q, const struct store_arg *args, size_t arg_count,
                   int64_t *changed, struct fault *why) MUST_CHECK;
/*
 * Streams rows without keeping them: `row` returns ERR_OK to go on, anything else stops and is passed up.
 * Its rows has count 1 and borrows the bytes of the database: they live until `row` returns; `arena` holds
 * one row of cells.  No other statement may run on `db` meanwhile (ERR_INTERNAL): take a second reader.
 */
enum err store_each(struct db *db, struct arena *arena, const struct query *q, const struct store_arg *args,
                    size_t arg_count, enum err (*row)(const struct rows *row, void *arg, struct fault *why), void *arg,
                    struct fault *why) MUST_CHECK;

/* ── Life ──────────────────────────────────────────────────────────────── */

struct store_config {
    const char *target;      /* a folder (SQLite: DIR/shao.db) or postgres://… */
    int readers;             /* connections for reading; 0 means 4 */
    int writers;             /* PostgreSQL only; 0 means 2 */
    bool create;             /* make the database when it is missing and apply migrations */
    bool read_only;          /* readers only, no lock taken: verify and its like, beside a running server */
    const struct migration *migrations;   /* NULL: STORE_MIGRATIONS */
    size_t migration_count;
};
/*
 * Opens, checks that no other server holds it (SQLite: flock on DIR/shao.lock,
 * else ERR_LOCKED), checks or applies migrations (an edited one, a gap, or a
 * database newer than the program: ERR_CONFLICT), prepares every query.
 * ERR_NOT_FOUND when there is no database and `create` is false.
 */
enum err store_open(const struct store_config *config, struct store **out, struct fault *why) MUST_CHECK;
/* Runs the jobs that wait, stops the writers, closes.  All readers must have been given back.  NULL is allowed. */
void store_close(struct store *store);
bool store_is_postgres(const struct store *store);

/*
 * Migrations are numbered files (src/…/schema/NNNN_name.sql) turned into a
 * table at build time by tools/embed-schema, in order, one text for each back
 * end.  The registered checksum is SM3 over both texts.
 */
struct migration {
    const char *name;
    const char *sqlite;
    const char *postgres;
};
extern const struct migration STORE_MIGRATIONS[];
extern const size_t STORE_MIGRATION_COUNT;

/* A reading connection; blocks while all are taken.  Give it back soon. */
struct db *store_reader_take(struct store *store);
void store_reader_give(struct store *store, struct db *db);
/* After a rush: gives back the pages that the writer and the readers nobody has keep in memory.  Waits for the writer. */
enum err store_rest(struct store *store, struct fault *why) MUST_CHECK;

/* ── Writing ───────────────────────────────────────────────────────────── */

struct store_job {
    int64_t key;                                                               /* case id, or 0 */
    enum err (*apply)(struct db *db, struct store_job *job, struct fault *why);
    void (*done)(struct store_job *job);       /* after the commit (or failure), on the writer thread; short */
    enum err err;                              /* set before done */
    struct fault why;
    void *arg;
    struct store_job *next;                    /* the store's */
};
/* Queues a job; it must live until done is called.  ERR_BUSY when 10,000 wait. */
enum err store_submit(struct store *store, struct store_job *job) MUST_CHECK;
/*
 * `more` jobs (or fewer, when negative) are being prepared and will be submitted
 * soon.  While some are, a writer waits a few milliseconds for them before it
 * begins a batch: fuller batches cost less a job.  A lone job waits for nobody.
 */
void store_coming(struct store *store, int more);
/* Queues and waits: for commands, timers and tests.  Never from inside apply or done. */
enum err store_transact(struct store *store, int64_t key,
                        enum err (*apply)(struct db *db, struct store_job *job, struct fault *why), void *arg,
                        struct fault *why) MUST_CHECK;

/* Inside apply: scratch memory that lives until the job's savepoint ends. */
struct arena *store_scratch(struct db *db);

/* Inside apply: adds `delta` to counter `key`; summed over the batch, applied sorted before the commit. */
enum err store_count(struct db *db, struct str key, int64_t delta, struct fault *why) MUST_CHECK;

/*
 * Inside apply: one live event for readers who may see `unit` scope.  Its
 * sequence number is given as the last statement before COMMIT (under an
 * advisory lock on PostgreSQL), so no reader sees a later number before an
 * earlier one.  `body` is JSON.
 */
struct feed_event {
    int64_t case_id;
    int64_t area_id, unit_id, user_id;   /* who may see it: the smallest area, the unit that holds it (both with all above them), one account; 0: nobody by that column */
    const char *kind;                                     /* "case", "task", … */
    struct str body;
};
enum err store_feed(struct db *db, const struct feed_event *event, struct fault *why) MUST_CHECK;
/*
 * `woken` is called on the writer thread after each commit that fed events (and before its done calls), with the last
 * number; and on a thread of its own, with 0, when another server on the same PostgreSQL has fed some.  With NULL it
 * ends.  Set by one thread; not from inside `woken`.
 */
void store_on_feed(struct store *store, void (*woken)(int64_t last, void *arg), void *arg);

struct store_stats { int64_t commits, jobs, failed_jobs, batch_max; };
struct store_stats store_stats(const struct store *store);

/*
 * Fault injection for tests: the n-th statement of the process from now on (1 =
 * the next; BEGIN, SAVEPOINT, RELEASE and COMMIT count) fails with `err` and is
 * not carried out; 0 switches it off.  ERR_BUSY and ERR_STORE lose the
 * transaction and are tried again; ERR_DISK_FULL loses it; any other code fails
 * one job (the transaction, when it hits BEGIN and its like).  So with
 * ERR_INTERNAL one lone job fails for each n up to its number of statements.
 */
void store_fail_after(size_t n, enum err err);

#endif
