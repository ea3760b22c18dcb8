/*
 * postgres.c - the shared back end: PostgreSQL through libpq.
 *
 * Rows arrive one by one, so that no query can fill the memory.  Writers run READ COMMITTED; a reader's snapshot
 * is REPEATABLE READ, READ ONLY.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/postgres_values.h"
#include "store/store_backend.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/*
 * A server process remembers 64 savepoints of a transaction in shared memory;
 * beyond that every reader must look elsewhere which rows it may see.
 */
enum { SAVEPOINTS_MAX = 60, PIPELINE_MAX = 100, FATE_TRIES = 100, FATE_PAUSE_MS = 50 };

struct pg_conn {
    PGconn *pg;
    PGresult *result; /* of the row next gave last */
    int64_t changed;
    bool release_due;     /* RELEASE waits, to travel with the next SAVEPOINT */
    char transaction[24]; /* its number, to ask for its fate */
};

static const char WRITER_SETUP[] = "SET client_min_messages = warning; SET jit = off; SET synchronous_commit = on;"
                                   "SET lock_timeout = '30s'";
static const char READER_SETUP[] = "SET client_min_messages = warning; SET jit = off;"
                                   "SET default_transaction_read_only = on";

static const char *const CONTROL_TEXT[CONTROL__COUNT] = {
    [CONTROL_SNAPSHOT] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [CONTROL_BEGIN] = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()::text",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVEPOINT] = "SAVEPOINT job",
    [CONTROL_UNDO] = "ROLLBACK TO SAVEPOINT job",
};

/* ── Errors ────────────────────────────────────────────────────────────── */

/* By SQLSTATE or its class, first match. */
static const struct {
    const char *state;
    enum err err;
} STATES[] = {
    { "23", ERR_CONFLICT },  { "22", ERR_INVALID }, { "40001", ERR_BUSY },      { "40P01", ERR_BUSY },
    { "55P03", ERR_BUSY },   { "57014", ERR_BUSY }, { "53100", ERR_DISK_FULL }, { "53200", ERR_NO_MEMORY },
    { "54", ERR_TOO_LARGE }, { "08", ERR_STORE },   { "53", ERR_STORE },        { "57P", ERR_STORE },
    { "58", ERR_STORE },     { "XX", ERR_STORE },   { "25006", ERR_FORBIDDEN },
};

static enum err code_of(const char *state)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++)
        if (strncmp(state, STATES[i].state, strlen(STATES[i].state)) == 0) return STATES[i].err;
    return ERR_INTERNAL;
}

static bool is_fatal(const PGresult *result)
{
    const char *severity = result ? PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED) : NULL;

    return severity && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

/* The server's sentence; of class 22 only its code, because it may quote what a person wrote. */
static enum err pg_fault(struct db *db, const PGresult *result, const char *what, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : PQerrorMessage(conn->pg);
    enum err err;

    /* After FATAL the server hangs up, though the line may still look whole. */
    if (PQstatus(conn->pg) != CONNECTION_OK || is_fatal(result)) {
        db->broken = true;
        fault_general(why, ERR_STORE);
        fault_detail(why, "%s: the connection is gone", what);
        return ERR_STORE;
    }
    if (!state) state = "XX000";
    if (!text || strncmp(state, "22", 2) == 0) text = state;
    err = code_of(state);
    fault_general(why, err);
    fault_detail(why, "%s: %.*s", what, (int)strcspn(text, "\n"), text);
    return err;
}

/* ── Life ──────────────────────────────────────────────────────────────── */

static void drop_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

static void pg_close(struct db *db)
{
    struct pg_conn *conn = db->conn;

    if (!conn) return;
    PQclear(conn->result);
    PQfinish(conn->pg);
    *conn = (struct pg_conn){ 0 };
}

/* Runs a text without arguments; what answered last is returned, NULL after a failure. */
static PGresult *text_run(struct db *db, const char *sql, const char *what, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    PGresult *result = PQexec(conn->pg, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
    (void)pg_fault(db, result, what, why);
    PQclear(result);
    return NULL;
}

static enum err pg_script(struct db *db, const char *sql, struct fault *why)
{
    struct fault fault = { 0 };
    PGresult *result = text_run(db, sql, "script", &fault);

    if (!result) {
        if (why) *why = fault;
        return fault.code;
    }
    PQclear(result);
    return ERR_OK;
}

static enum err pg_open(struct db *db, const char *target, struct fault *why)
{
    static const char *const names[] = { "fallback_application_name",
                                         "connect_timeout",
                                         "keepalives_idle",
                                         "tcp_user_timeout",
                                         "dbname",
                                         "client_encoding",
                                         NULL };
    const char *const values[] = { "shao", "5", "30", "15000", target, "UTF8", NULL };
    struct pg_conn *conn = db->conn;
    const char *encoding;

    conn->pg = PQconnectdbParams(names, values, 1);
    if (!conn->pg) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (PQstatus(conn->pg) != CONNECTION_OK) {
        const char *text = PQerrorMessage(conn->pg);
        return fault_set(why, ERR_STORE, "连不上数据库：%.*s", "cannot connect to the database: %.*s",
                         (int)strcspn(text, "\n"), text);
    }
    PQsetNoticeReceiver(conn->pg, drop_notice, NULL);
    encoding = PQparameterStatus(conn->pg, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return fault_set(why, ERR_UNSUPPORTED, "数据库的编码必须是 UTF8，不能是 %s",
                         "the database must be encoded in UTF8, not %s", encoding ? encoding : "?");
    return pg_script(db, db->role == DB_WRITER ? WRITER_SETUP : READER_SETUP, why);
}

/* ── Transactions ──────────────────────────────────────────────────────── */

/* A COMMIT of a failed transaction answers "ROLLBACK" without an error. */
static enum err control_result(struct pg_conn *conn, enum control what, PGresult *result, struct fault *why)
{
    if (what == CONTROL_BEGIN) {
        conn->release_due = false;
        (void)snprintf(conn->transaction, sizeof conn->transaction, "%s", PQgetvalue(result, 0, 0));
    }
    if (what == CONTROL_COMMIT && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        return fault_set(why, ERR_INTERNAL, "事务未能提交", "the transaction could not commit");
    return ERR_OK;
}

static enum err pg_control(struct db *db, enum control what, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    const char *sql = CONTROL_TEXT[what];
    struct fault fault = { 0 };
    PGresult *result;
    enum err err;

    if (what == CONTROL_RELEASE) {
        conn->release_due = true;
        return ERR_OK;
    }
    if (what == CONTROL_SAVEPOINT && conn->release_due) sql = "RELEASE SAVEPOINT job; SAVEPOINT job";
    result = text_run(db, sql, sql, &fault);
    if (!result) {
        if (why) *why = fault;
        return fault.code;
    }
    if (what == CONTROL_SAVEPOINT) conn->release_due = false;
    if (what == CONTROL_UNDO) conn->release_due = true;
    err = control_result(conn, what, result, why);
    PQclear(result);
    return err;
}

static void pause_ms(long ms)
{
    struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    (void)nanosleep(&time, NULL);
}

/* 1 committed, 0 not, -1 still running or not to be known. */
static int fate_ask(struct pg_conn *conn, const char *transaction)
{
    const char *values[] = { transaction };
    PGresult *result = PQexecParams(conn->pg, "SELECT pg_xact_status($1::xid8)", 1, NULL, values, NULL, NULL, 0);
    int fate = -1;

    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1) {
        const char *status = PQgetvalue(result, 0, 0);
        if (strcmp(status, "committed") == 0) fate = 1;
        if (strcmp(status, "aborted") == 0) fate = 0;
    }
    PQclear(result);
    return fate;
}

/* The connection broke while COMMIT was on its way: a new connection asks what became of it. */
static bool pg_committed(struct db *db)
{
    struct pg_conn *conn = db->conn;
    char transaction[sizeof conn->transaction];
    int fate = -1;

    if (!db->broken) return false;
    memcpy(transaction, conn->transaction, sizeof transaction);
    for (int i = 0; i < FATE_TRIES && fate < 0; i++) {
        if (i > 0) pause_ms(FATE_PAUSE_MS);
        if (db->broken && db_reopen(db, NULL)) continue;
        fate = fate_ask(conn, transaction);
        if (PQstatus(conn->pg) != CONNECTION_OK) db->broken = true;
    }
    return fate == 1;
}

/* ── Preparing ─────────────────────────────────────────────────────────── */

static enum err columns_check(const struct statement *statement, const PGresult *told, struct fault *why)
{
    const struct query *query = statement->query;

    if (PQnfields(told) != statement->gives)
        return fault_set(why, ERR_INTERNAL, "查询 %s 有 %d 列，gives 写了 %d 列",
                         "query %s has %d columns, gives says %d", query->name, PQnfields(told), (int)statement->gives);
    for (int i = 0; i < statement->gives; i++)
        if (!pg_type_holds(query->gives[i], PQftype(told, i)))
            return fault_set(why, ERR_INTERNAL, "查询 %s 的第 %d 列与 gives 的类型不符（OID %u）",
                             "query %s: column %d is not of the type gives says (OID %u)", query->name, i + 1,
                             PQftype(told, i));
    return ERR_OK;
}

static enum err pg_prepare(struct db *db, struct statement *statement, struct fault *why)
{
    const struct query *query = statement->query;
    struct pg_conn *conn = db->conn;
    Oid types[QUERY_ARGS_MAX];
    enum err err = ERR_OK;

    for (size_t i = 0; i < statement->takes; i++) types[i] = pg_type_of(query->takes[i]);
    PGresult *result =
        PQprepare(conn->pg, statement->name, query->pg ? query->pg : query->sql, statement->takes, types);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        result = PQdescribePrepared(conn->pg, statement->name);
    }
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        err = pg_fault(db, result, query->name, why);
    else
        err = columns_check(statement, result, why);
    PQclear(result);
    statement->ready = !err;
    return err;
}

static void pg_forget(struct statement *statement)
{
    statement->ready = false;
}

/* ── Running ───────────────────────────────────────────────────────────── */

static enum err send(struct db *db, struct statement *statement, const struct store_arg *args, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    struct pg_values values;

    for (size_t i = 0; i < statement->takes; i++) {
        if (args[i].bytes.len > INT32_MAX / 2) return fault_set(why, ERR_TOO_LARGE, "内容过大", "a value is too large");
        pg_value_set(&values, i, &args[i]);
    }
    if (!PQsendQueryPrepared(conn->pg, statement->name, statement->takes, values.at, values.lengths, values.formats, 1))
        return pg_fault(db, NULL, statement->query->name, why);
    return ERR_OK;
}

static enum err pg_start(struct db *db, struct statement *statement, const struct store_arg *args, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    enum err err = send(db, statement, args, why);

    conn->changed = 0;
    if (!err) (void)PQsetSingleRowMode(conn->pg);
    return err;
}

/* The number in the command tag, "UPDATE 12"; short and written by the server. */
static int64_t changed_rows(PGresult *result)
{
    int64_t changed = 0;

    if (strncmp(PQcmdStatus(result), "SELECT", 6) == 0) return 0;
    for (const char *at = PQcmdTuples(result); *at >= '0' && *at <= '9'; at++) changed = changed * 10 + (*at - '0');
    return changed;
}

static enum err pg_next(struct db *db, struct statement *statement, struct cell *cells, bool *more, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    ExecStatusType status;

    PQclear(conn->result);
    conn->result = PQgetResult(conn->pg);
    status = PQresultStatus(conn->result);
    *more = status == PGRES_SINGLE_TUPLE;
    if (*more) {
        for (int i = 0; i < statement->gives; i++) cells[i] = pg_cell_read(conn->result, i, statement->query->gives[i]);
        return ERR_OK;
    }
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return pg_fault(db, conn->result, statement->query->name, why);
    conn->changed = changed_rows(conn->result);
    return ERR_OK;
}

/* Reads what is left, so that the connection is free again. */
static int64_t pg_finish(struct db *db, struct statement *statement)
{
    struct pg_conn *conn = db->conn;

    (void)statement;
    PQclear(conn->result);
    while ((conn->result = PQgetResult(conn->pg))) {
        if (PQresultStatus(conn->result) == PGRES_TUPLES_OK) conn->changed = changed_rows(conn->result);
        PQclear(conn->result);
    }
    return conn->changed;
}

/* ── Many at once ──────────────────────────────────────────────────────── */

/* Reads the answers up to the sync point; the first failure is the one that counts. */
static enum err pipeline_read(struct db *db, const char *what, struct fault *why)
{
    struct pg_conn *conn = db->conn;
    enum err err = ERR_OK;

    for (int nothing = 0; nothing < 2;) {
        PGresult *result = PQgetResult(conn->pg);
        ExecStatusType status = PQresultStatus(result);

        nothing = result ? 0 : nothing + 1;
        if (result && !err && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC)
            err = pg_fault(db, result, what, why);
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) return err;
    }
    return err ? err : pg_fault(db, NULL, what, why);
}

/* At most PIPELINE_MAX in flight, so that both sides never wait to write. */
static enum err pg_repeat(struct db *db, struct statement *statement, const struct store_arg *args, size_t times,
                          struct fault *why)
{
    struct pg_conn *conn = db->conn;
    enum err err = ERR_OK;

    if (!PQenterPipelineMode(conn->pg)) return pg_fault(db, NULL, statement->query->name, why);
    for (size_t done = 0; done < times && !err;) {
        size_t until = times - done > PIPELINE_MAX ? done + PIPELINE_MAX : times;

        for (; done < until && !err; done++) err = send(db, statement, args + done * statement->takes, why);
        if (!PQpipelineSync(conn->pg)) return pg_fault(db, NULL, statement->query->name, why);
        enum err read = pipeline_read(db, statement->query->name, err ? NULL : why);
        if (!err) err = read;
    }
    if (!PQexitPipelineMode(conn->pg) && !err) err = pg_fault(db, NULL, statement->query->name, why);
    return err;
}

const struct backend POSTGRES_BACKEND = {
    .name = "PostgreSQL",
    .savepoints_max = SAVEPOINTS_MAX,
    .conn_size = sizeof(struct pg_conn),
    .open = pg_open,
    .close = pg_close,
    .control = pg_control,
    .committed = pg_committed,
    .prepare = pg_prepare,
    .forget = pg_forget,
    .start = pg_start,
    .next = pg_next,
    .finish = pg_finish,
    .repeat = pg_repeat,
    .script = pg_script,
};
