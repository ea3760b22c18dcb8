/*
 * bare_loop.c - the rows a server wrote, written again by SQLite alone.
 *
 * Reads the newest cases of SOURCE with every row they have, then writes them
 * into TARGET (a database with the same schema and none of them) in batches of
 * 256 steps, full sync: first all that opening wrote, then for each further
 * step of the case the row updates and its share of journal and decisions, at
 * the last one the state it has now.  Cases come in the order they were opened;
 * an update names no column an index is made of but the state.
 * What no server on SQLite can beat; the limit for intake and life cycle.
 *
 * usage: bare_loop SOURCE.db TARGET.db CASES
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sqlite3.h>
#include <string.h>

#include "base/str.h"
#include "bench.h"
#include "case/search_words.h"
#include "text/text.h"

enum { BATCH = 256, COLUMNS_MAX = 64, STEPS_MAX = 64 };
static const char USAGE[] = "bare_loop SOURCE.db TARGET.db CASES";

/* The server's own settings (src/store/sqlite.c). */
static const char SETUP[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                            "PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=16384;";

enum when { AT_OPENING, OVER_STEPS };
/* The rows of a case by `key` and, where those would be searched long, `more`; `update`: how its one row is found by its own columns. */
#define FACTS " AND (street_id, month) = (SELECT coalesce(r.street_id, 0), CAST(strftime('%Y%m', r.opened_at / 1000 + 28800, 'unixepoch') AS INTEGER) " \
              "FROM case_record r WHERE r.id = case_measure.case_id)"
static const struct table { const char *name, *key, *more, *update; enum when when; } TABLES[] = {
    { "case_record", "id", "", "id = ?1", AT_OPENING },    { "instance", "case_id", "", "case_id = ?1", AT_OPENING },
    { "task", "case_id", "", NULL, OVER_STEPS },           { "timer", "case_id", "", NULL, AT_OPENING },
    { "journal", "case_id", "", NULL, OVER_STEPS },        { "decision_step", "case_id", "", NULL, OVER_STEPS },
    { "case_reach", "case_id", "", NULL, OVER_STEPS },     { "case_contact", "case_id", "", NULL, AT_OPENING },
    { "case_file", "case_id", "", NULL, OVER_STEPS },      { "feed", "case_id", "", NULL, OVER_STEPS },
    { "case_measure", "case_id", FACTS, "street_id = ?1 AND month = ?2 AND case_id = ?3", AT_OPENING },
};
enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES, RECORD = 0, TASK = 2, REACH = 6, MEASURE = 10, TALLIES = 3, SUMS = 32 };

struct row { sqlite3_value **values; int columns; };
struct table_rows { struct row *list; int count; };
struct one_case { int64_t id, street, day, state; int steps; struct table_rows of[TABLE_COUNT]; char *terms, *street_code, *item, *source, *tallies[TALLIES]; };

struct writer {
    sqlite3 *db;
    sqlite3_stmt *insert[TABLE_COUNT], *update[TABLE_COUNT], *state[2], *search, *serial, *counter, *tally, *close_task, *clear_timer;
    int state_column[TABLE_COUNT];        /* 0: none that a case's state is copied to */
};

static void check(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "bare_loop: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    check(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;

    check(db, sqlite3_prepare_v2(db, sql, -1, &s, NULL));
    return s;
}

static void *want(size_t count, size_t size)
{
    void *at = calloc(count ? count : 1, size);

    if (!at) exit(1);
    return at;
}

/* ── Reading ───────────────────────────────────────────────────────────── */

static struct table_rows read_rows(sqlite3 *db, const struct table *table, int64_t id)
{
    char sql[512];
    struct table_rows rows = { 0 };
    sqlite3_stmt *s;

    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s = %lld%s ORDER BY 1", table->name, table->key, (long long)id, table->more);
    s = prepare(db, sql);
    while (sqlite3_step(s) == SQLITE_ROW) {
        struct row row = { want((size_t)sqlite3_column_count(s), sizeof(sqlite3_value *)), sqlite3_column_count(s) };
        for (int c = 0; c < row.columns; c++) row.values[c] = sqlite3_value_dup(sqlite3_column_value(s, c));
        rows.list = realloc(rows.list, (size_t)(rows.count + 1) * sizeof row);
        if (!rows.list) exit(1);
        rows.list[rows.count++] = row;
    }
    sqlite3_finalize(s);
    return rows;
}

static char *copy_text(sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);

    return strdup(text ? text : "");
}

/* As the server makes them, but for the name of the type (search_store.c). */
static char *case_terms(sqlite3_stmt *s, const struct one_case *c)
{
    struct arena *arena = arena_open(1 << 20);
    struct str terms = text_terms(arena, str_from_c((const char *)sqlite3_column_text(s, 4)));
    struct buf buf;
    char *out;

    buf_init(&buf, arena, 0);
    buf_str(&buf, terms);
    for (int i = 9; i < 14; i++)
        if (sqlite3_column_type(s, i) != SQLITE_NULL) search_add_area(&buf, sqlite3_column_int64(s, i));
    search_add_in_street(&buf, c->street, terms, str_from_c(c->item));
    out = strndup(buf.at, buf.len);
    if (!out) exit(1);
    arena_close(arena);
    return out;
}

static char *tally_key(char by, int64_t street, int64_t month, int64_t a, int64_t b)
{
    char *out = NULL;

    if (asprintf(&out, "%c/%lld/%lld/%lld/%lld", by, (long long)street, (long long)month, (long long)a, (long long)b) < 0) exit(1);
    return out;
}

/* The sums the facts of a case are added to (case/measure.h); their keys need not be the same, only as many and as long. */
static void name_tallies(struct one_case *c)
{
    const struct row *facts = c->of[MEASURE].count ? &c->of[MEASURE].list[0] : NULL;
    int64_t street, month, kind = (int64_t)(str_hash(str_from_c(c->item)) % 1000);

    if (!facts) return;
    street = sqlite3_value_int64(facts->values[0]);
    month = sqlite3_value_int64(facts->values[1]);
    c->tallies[0] = tally_key('x', street, month, kind, (int64_t)(str_hash(str_from_c(c->source)) % 1000));
    c->tallies[1] = tally_key('g', street, month, sqlite3_value_int64(facts->values[3]), sqlite3_value_int64(facts->values[4]));
    if (sqlite3_value_int64(facts->values[5])) c->tallies[2] = tally_key('u', street, month, sqlite3_value_int64(facts->values[5]), 0);
}

/* A server adds up a batch before it writes: the first case of a batch writes a sum for all of them. */
static void share_tallies(struct one_case *cases, long from, long until)
{
    for (long i = from; i < until; i++)
        for (int t = 0; t < TALLIES; t++)
            for (long k = from; k < i && cases[i].tallies[t]; k++)
                if (cases[k].tallies[t] && !strcmp(cases[k].tallies[t], cases[i].tallies[t])) cases[i].tallies[t] = NULL;
}

static struct one_case read_case(sqlite3 *db, sqlite3_stmt *s)
{
    struct one_case c = { .id = sqlite3_column_int64(s, 0), .steps = sqlite3_column_int(s, 1), .street = sqlite3_column_int64(s, 2),
                          .day = (sqlite3_column_int64(s, 3) + 28800000) / 86400000, .state = sqlite3_column_int64(s, 8) };

    c.street_code = copy_text(s, 5);
    c.item = copy_text(s, 6);
    c.source = copy_text(s, 7);
    c.terms = case_terms(s, &c);
    if (c.steps > STEPS_MAX) c.steps = STEPS_MAX;
    for (int t = 0; t < TABLE_COUNT; t++) c.of[t] = read_rows(db, &TABLES[t], c.id);
    name_tallies(&c);
    return c;
}

static struct one_case *read_cases(const char *path, long want_count, long *count)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    struct one_case *cases = want((size_t)want_count, sizeof *cases);

    check(NULL, sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
    s = prepare(db, "SELECT c.id, c.version, c.street_id, c.opened_at, c.text || ' ' || c.address, u.code, c.item, c.source, c.state, "
                    "c.grid_id, c.community_id, c.street_id, c.district_id, c.steering_id FROM case_record c JOIN unit u ON u.id = c.street_id "
                    "WHERE c.id IN (SELECT id FROM case_record ORDER BY id DESC LIMIT ?1) ORDER BY c.id");
    sqlite3_bind_int64(s, 1, want_count);
    for (*count = 0; sqlite3_step(s) == SQLITE_ROW; ++*count) cases[*count] = read_case(db, s);
    sqlite3_finalize(s);
    sqlite3_close(db);
    for (long first = 0; first < *count; first += BATCH) share_tallies(cases, first, first + BATCH < *count ? first + BATCH : *count);
    return cases;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

static bool is_indexed(const char *column)
{
    static const char *const INDEXED[] = { "id", "number", "item", "state", "source", "source_no", "cell", "grid_id", "dedicated_id", "community_id",
                                           "street_id", "district_id", "steering_id", "case_id", "month" };

    for (size_t i = 0; i < COUNT_OF(INDEXED); i++)
        if (!strcmp(column, INDEXED[i])) return true;
    return false;
}

/* One row of sums, added to. */
static const char *tally_sql(void)
{
    static char sql[4096];
    size_t n = (size_t)snprintf(sql, sizeof sql, "INSERT INTO tally VALUES (?1");

    for (int i = 0; i < SUMS; i++) n += (size_t)snprintf(sql + n, sizeof sql - n, ", ?%d", i + 2);
    n += (size_t)snprintf(sql + n, sizeof sql - n, ") ON CONFLICT (key) DO UPDATE SET ");
    for (int i = 0; i < SUMS; i++) n += (size_t)snprintf(sql + n, sizeof sql - n, "%sn%d = n%d + excluded.n%d", i ? ", " : "", i, i, i);
    return sql;
}

static void open_writer(struct writer *w, const char *path)
{
    check(NULL, sqlite3_open(path, &w->db));
    run(w->db, SETUP);
    for (int t = 0; t < TABLE_COUNT; t++) {
        char sql[4096], set[2048] = "", marks[512] = "";
        sqlite3_stmt *names;
        (void)snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s') ORDER BY cid", TABLES[t].name);
        names = prepare(w->db, sql);
        for (int c = 1; sqlite3_step(names) == SQLITE_ROW; c++) {
            size_t a = strlen(marks), b = strlen(set);
            (void)snprintf(marks + a, sizeof marks - a, "%s?%d", c > 1 ? ", " : "", c);
            const char *name = (const char *)sqlite3_column_text(names, 0);
            if (!strcmp(name, "state") && (t == RECORD || t == REACH)) w->state_column[t] = c;
            if (!is_indexed(name)) (void)snprintf(set + b, sizeof set - b, "%s%s = ?%d", b ? ", " : "", name, c);
        }
        sqlite3_finalize(names);
        (void)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (%s)", TABLES[t].name, marks);
        w->insert[t] = prepare(w->db, sql);
        if (!TABLES[t].update) continue;
        (void)snprintf(sql, sizeof sql, "UPDATE %s SET %s WHERE %s", TABLES[t].name, set, TABLES[t].update);
        w->update[t] = prepare(w->db, sql);
    }
    w->state[0] = prepare(w->db, "UPDATE case_record SET state = ?2 WHERE id = ?1");
    w->state[1] = prepare(w->db, "UPDATE case_reach SET state = ?2 WHERE case_id = ?1");
    w->search = prepare(w->db, "INSERT INTO case_search (rowid, terms) VALUES (?1, ?2)");
    w->serial = prepare(w->db, "INSERT INTO case_serial (street_id, day, last) VALUES (?1, ?2, 1) ON CONFLICT (street_id, day) DO UPDATE SET last = last + 1");
    w->counter = prepare(w->db, "INSERT INTO counter (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value");
    w->tally = prepare(w->db, tally_sql());
    w->close_task = prepare(w->db, "UPDATE task SET assignee = assignee, state = 1, outcome = outcome, closed_at = due_at, version = version + 1 WHERE id = ?1");
    w->clear_timer = prepare(w->db, "DELETE FROM timer WHERE case_id = ?1 AND kind = 3 AND ref = ?2");
}

/* `open_column`, if any, is bound to "open" instead of what it became. */
static void write_row(struct writer *w, sqlite3_stmt *s, const struct row *row, int open_column)
{
    for (int c = 0; c < row->columns; c++) sqlite3_bind_value(s, c + 1, row->values[c]);
    if (open_column) sqlite3_bind_int64(s, open_column, 0);
    check(w->db, sqlite3_step(s));
    sqlite3_reset(s);
}

/* The rows of one table that belong to step `step` of `steps`. */
static void write_share(struct writer *w, int t, const struct one_case *c, int step)
{
    int count = c->of[t].count, from = TABLES[t].when == AT_OPENING ? (step ? count : 0) : count * step / c->steps;
    int until = TABLES[t].when == AT_OPENING ? count : count * (step + 1) / c->steps;

    for (int i = from; i < until; i++) write_row(w, w->insert[t], &c->of[t].list[i], c->steps > 1 ? w->state_column[t] : 0);
}

static void step2(struct writer *w, sqlite3_stmt *s, int64_t a, int64_t b)
{
    sqlite3_bind_int64(s, 1, a);
    sqlite3_bind_int64(s, 2, b);
    check(w->db, sqlite3_step(s));
    sqlite3_reset(s);
}

static void write_step(struct writer *w, const struct one_case *c, int step)
{
    if (!step) step2(w, w->serial, c->street, c->day);
    for (int t = 0; t < TABLE_COUNT; t++) {
        write_share(w, t, c, step);
        if (step && w->update[t] && c->of[t].count) write_row(w, w->update[t], &c->of[t].list[0], 0);
    }
    if (step && step <= c->of[TASK].count) {
        int64_t task = sqlite3_value_int64(c->of[TASK].list[step - 1].values[0]);
        sqlite3_bind_int64(w->close_task, 1, task);
        check(w->db, sqlite3_step(w->close_task));
        sqlite3_reset(w->close_task);
        step2(w, w->clear_timer, c->id, task);
    }
    if (step && step == c->steps - 1 && c->state)
        for (int i = 0; i < 2; i++) step2(w, w->state[i], c->id, c->state);
    if (step) return;
    sqlite3_bind_int64(w->search, 1, c->id);
    sqlite3_bind_text(w->search, 2, c->terms, -1, SQLITE_STATIC);
    check(w->db, sqlite3_step(w->search));
    sqlite3_reset(w->search);
}

/* Three dimensions a case, summed over a batch as the server does: here simply one of each street, type, source and day. */
static void write_counters(struct writer *w, const struct one_case *cases, long from, long until)
{
    for (long i = from; i < until; i++) {
        char key[160];
        const char *const values[] = { cases[i].item, cases[i].source, "2026-01-01" };
        bool seen = false;
        for (long k = from; k < i && !seen; k++) seen = cases[k].street == cases[i].street && !strcmp(cases[k].item, cases[i].item);
        for (size_t d = 0; !seen && d < 3; d++) {
            (void)snprintf(key, sizeof key, "c/%s/%zu/%s/opened", cases[i].street_code, d, values[d]);
            sqlite3_bind_text(w->counter, 1, key, -1, SQLITE_STATIC);
            sqlite3_bind_int64(w->counter, 2, 1);
            check(w->db, sqlite3_step(w->counter));
            sqlite3_reset(w->counter);
        }
    }
}

static void write_tallies(struct writer *w, const struct one_case *cases, long from, long until)
{
    for (long i = from; i < until; i++)
        for (int t = 0; t < TALLIES; t++) {
            if (!cases[i].tallies[t]) continue;
            sqlite3_bind_text(w->tally, 1, cases[i].tallies[t], -1, SQLITE_STATIC);
            for (int n = 0; n < SUMS; n++) sqlite3_bind_int64(w->tally, n + 2, n < 3);
            check(w->db, sqlite3_step(w->tally));
            sqlite3_reset(w->tally);
        }
}

static double write_cases(struct writer *w, const struct one_case *cases, long count, long *steps_done)
{
    double started = bench_now();

    for (long first = 0; first < count; first += BATCH) {
        long until = first + BATCH < count ? first + BATCH : count;
        int steps = 0;
        for (long i = first; i < until; i++)
            if (cases[i].steps > steps) steps = cases[i].steps;
        for (int step = 0; step < steps; step++) {
            run(w->db, "BEGIN IMMEDIATE");
            for (long i = first; i < until; i++) {
                if (step >= cases[i].steps) continue;
                write_step(w, &cases[i], step);
                ++*steps_done;
            }
            write_counters(w, cases, first, until);
            write_tallies(w, cases, first, until);
            run(w->db, "COMMIT");
        }
    }
    return bench_now() - started;
}

int main(int argc, char **argv)
{
    long count = 0, steps = 0, rows = 0, wanted = bench_number(argc, argv, 3, USAGE);
    struct one_case *cases = read_cases(argv[1], wanted, &count);
    struct writer w = { 0 };
    double seconds;

    if (!count) {
        fprintf(stderr, "bare_loop: %s has no cases\n", argv[1]);
        return 1;
    }
    for (long i = 0; i < count; i++)
        for (int t = 0; t < TABLE_COUNT; t++) rows += cases[i].of[t].count;
    open_writer(&w, argv[2]);
    seconds = write_cases(&w, cases, count, &steps);
    sqlite3_close_v2(w.db);
    bench_line("bare_cases", (double)count / seconds, "cases/s");
    bench_line("bare_steps", (double)steps / seconds, "steps/s");
    bench_line("bare_rows", (double)rows / (double)count, "rows/case");
    return 0;
}
