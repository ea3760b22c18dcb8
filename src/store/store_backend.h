/*
 * store_backend.h - what a back end does for the store; private to src/store.
 *
 * A back end turns a `struct db` into a live connection and runs the prepared
 * statements of the store on it.  It knows nothing of jobs, batches, arenas or
 * rows: those are statement.c, writer.c and store.c, written once.
 *
 * A statement is run by start, next until `more` is false (or not at all), and
 * finish, which always follows a successful start.  Cells given by next borrow
 * the back end's memory until the next call.
 *
 * Failing: a back end maps its error to enum err.  It sets db->lost when the
 * transaction cannot go on and db->broken when the connection itself is gone.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_STORE_BACKEND_H
#define STORE_STORE_BACKEND_H

#include "store/store.h"

enum db_role { DB_READER, DB_WRITER };

/* One query on one connection; prepared at its first use. */
struct statement {
    const struct query *query;
    void *handle;                      /* SQLite: sqlite3_stmt */
    char name[12];                     /* PostgreSQL: the server's name for it */
    uint8_t takes, gives;
    bool ready;
    uint8_t place[QUERY_ARGS_MAX];     /* SQLite: where $n stands */
};

struct effects;

struct db {
    struct store *store;
    const struct backend *backend;
    void *conn;                        /* the back end's */
    enum db_role role;
    bool create;                       /* SQLite: make the file */
    bool in_transaction;               /* a reader's snapshot or the writer's batch */
    bool streaming;                    /* inside store_each */
    bool lost, broken;
    bool wrote;                        /* the running job has changed a row */
    struct fault failed;               /* why statements are refused until the job or snapshot ends */
    struct statement *statements;      /* by number in the index */
    struct arena *scratch;             /* writer: memory of the running job */
    struct effects *effects;           /* writer: set while a job runs */
};

enum control {
    CONTROL_SNAPSHOT,    /* reader: begin */
    CONTROL_BEGIN,       /* writer: begin */
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVEPOINT,
    CONTROL_RELEASE,
    CONTROL_UNDO,        /* back to the savepoint, and release it */
    CONTROL__COUNT
};

struct backend {
    const char *name;
    size_t savepoints_max;             /* that one transaction carries well */
    size_t conn_size;                  /* of its own connection struct, zeroed */
    /* Gives back memory that the next statements can take again: pages kept of the file.  NULL: it keeps none. */
    void (*rest)(struct db *db);
    /* `config->target`; also again after close, when the connection broke. */
    enum err (*open)(struct db *db, const char *target, struct fault *why);
    void (*close)(struct db *db);
    enum err (*control)(struct db *db, enum control what, struct fault *why);
    /* True when a COMMIT that answered with an error is known to have happened all the same. */
    bool (*committed)(struct db *db);
    /* Compares the statement with its query's `takes` and `gives`. */
    enum err (*prepare)(struct db *db, struct statement *statement, struct fault *why);
    void (*forget)(struct statement *statement);
    enum err (*start)(struct db *db, struct statement *statement, const struct store_arg *args, struct fault *why);
    enum err (*next)(struct db *db, struct statement *statement, struct cell *cells, bool *more, struct fault *why);
    int64_t (*finish)(struct db *db, struct statement *statement);   /* rows changed, 0 for a SELECT */
    /* Runs it once for each of `times` groups of `takes` arguments; no rows wanted. */
    enum err (*repeat)(struct db *db, struct statement *statement, const struct store_arg *args, size_t times,
                       struct fault *why);
    /* Several statements without arguments: a migration. */
    enum err (*script)(struct db *db, const char *sql, struct fault *why);
};

extern const struct backend SQLITE_BACKEND, POSTGRES_BACKEND;

/* ── Queries (query_index.c) ───────────────────────────────────────────── */

/* The queries of a program, found by address. */
struct query_index {
    const struct query *const *listed;
    size_t count;
    const struct query **slots;        /* open addressing, a power of two */
    uint16_t *numbers;
    size_t mask;
};
enum err query_index_init(struct query_index *index, struct arena *arena, struct fault *why) MUST_CHECK;
/* The connection's statement for a listed query, else NULL. */
struct statement *statement_of(struct db *db, const struct query *query);

/* Counts inputs and outputs of `query` and compares them with the $n of its text. */
enum err statement_init(struct statement *statement, const struct query *query, bool postgres, size_t number,
                        struct fault *why) MUST_CHECK;

/* ── Statements (statement.c) ──────────────────────────────────────────── */

/* Prepares every query of the index on `db`. */
enum err statements_check(struct db *db, struct fault *why) MUST_CHECK;
/* Prepares one query that need not be listed, and forgets it: what start-up does for each listed one. */
enum err statement_check(struct db *db, const struct query *query, struct fault *why) MUST_CHECK;
/* One listed query for many groups of arguments. */
enum err statement_repeat(struct db *db, const struct query *query, const struct store_arg *args, size_t times,
                          struct fault *why) MUST_CHECK;

/* BEGIN and its like, with the same fault injection and bookkeeping as statements. */
enum err db_control(struct db *db, enum control what, struct fault *why) MUST_CHECK;
/* Ends whatever transaction there is and forgets its failure; never fails. */
void db_rollback(struct db *db);
/* Forgets the statements and closes the connection; harmless when it never opened. */
void db_close(struct db *db);
/* A new connection in place of a broken one. */
enum err db_reopen(struct db *db, struct fault *why) MUST_CHECK;

/* ── Migrations (migrate.c) ────────────────────────────────────────────── */

enum err store_migrate(struct db *db, const struct migration *list, size_t count, bool apply,
                       struct fault *why) MUST_CHECK;

/* ── Effects of a batch (effects.c) ────────────────────────────────────── */

/*
 * Counter deltas and live events of the jobs that have run so far.  A mark
 * before each job lets a failed one be undone.
 */
struct delta {
    struct str key;
    int64_t by;
    bool clear;                        /* key is a prefix: what came before under it is void */
};
/* Of a tally: a bit for each of its sums. */
struct addition {
    struct str key;
    uint32_t more, fewer;
};
struct effects {
    struct arena *arena;
    struct delta *deltas;
    struct addition *additions;
    struct feed_event *events;
    size_t delta_count, delta_cap, addition_count, addition_cap, event_count, event_cap;
};
struct effects_mark {
    size_t deltas, additions, events;
};
void effects_reset(struct effects *effects);
struct effects_mark effects_mark(const struct effects *effects);
void effects_undo(struct effects *effects, struct effects_mark mark);
/* The counters sorted by key, the tallies sorted by key, then the events with their numbers; *last is the last number, 0 when none. */
enum err effects_apply(struct db *db, struct effects *effects, int64_t *last, struct fault *why) MUST_CHECK;
/* store_counter_clear was called: earlier deltas under `prefix` no longer count. */
enum err effects_clear(struct db *db, struct str prefix, struct fault *why) MUST_CHECK;
/* tally.c */
enum err tallies_apply(struct db *db, struct effects *effects, struct fault *why) MUST_CHECK;

/* ── Writers (writer.c) ────────────────────────────────────────────────── */

struct writers;
/* One thread for each connection of `dbs`.  On failure nothing runs. */
enum err writers_open(struct writers **out, struct arena *arena, struct db *dbs, size_t count,
                      struct fault *why) MUST_CHECK;
/* Runs what waits, then ends the threads. */
void writers_close(struct writers *writers);

/* ── The store itself (store.c) ────────────────────────────────────────── */

const struct query_index *store_index(const struct store *store);
const char *store_target(const struct store *store);
/* Of this opening: tells the events of this server from those of others. */
const char *store_token(const struct store *store);
struct writers *store_writers(const struct store *store);

#endif
