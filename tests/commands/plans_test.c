/*
 * plans_test.c - how each statement of the program finds its rows, on both back
 * ends: none walks through a table that grows with the city's work, except
 * those that are meant to and are listed here.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../case/ward.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>

#include "store/store_backend.h"

static const char *const GROWING[] = {
    "case_record", "case_reach", "case_contact", "case_link", "case_file", "case_search", "instance", "task", "timer", "clock_pause",
    "clock_extension", "journal", "journal_note", "decision_step", "file", "file_token", "incident", "feed", "job", "audit", "case_copy",
    "idempotency", "session", "case_serial",
};

/* Beginnings of names. */
static const struct { const char *query, *why; } WALKS[] = {
    { "journal_walk", "verify reads the whole journal" },
    { "journal_headless", "verify looks at every case" },
    { "rebuild_", "computes again what follows from all cases" },
    { "feed_prune", "looks at so many of the oldest as it is told" },
    { "search_clear", "rebuild begins the search anew" },
    { "see_", "the ward's own look at its tables" },
};

static bool may_walk(const char *query)
{
    for (size_t i = 0; i < COUNT_OF(WALKS); i++)
        if (str_starts(str_from_c(query), str_from_c(WALKS[i].query))) return true;
    return false;
}

/* True when `text` has `table` and then `name` as words of their own: "task t", "task AS t". */
static bool is_alias(const char *text, const char *table, struct str name)
{
    struct str rest = str_from_c(text), word, before = STR_NONE;

    while (str_split(&rest, ' ', &word)) {
        if (!word.len || str_is(word, "AS")) continue;
        if (str_is(before, table) && str_eq(word, name)) return true;
        before = word;
    }
    return false;
}

/* The growing table that `name` is in this statement, or NULL. */
static const char *growing(const char *sql, struct str name)
{
    for (size_t i = 0; i < COUNT_OF(GROWING); i++)
        if (str_is(name, GROWING[i]) || is_alias(sql, GROWING[i], name)) return GROWING[i];
    return NULL;
}

static struct str word_after(struct str line, const char *text)
{
    ptrdiff_t at = str_find(line, str_from_c(text));
    struct str rest, word;

    if (at < 0) return STR_NONE;
    rest = str_sub(line, (size_t)at + strlen(text), line.len);
    return str_split(&rest, ' ', &word) ? word : STR_NONE;
}

static size_t complain(const struct query *query, const char *table, const char *line)
{
    if (!table || may_walk(query->name)) return 0;
    print_error("%s walks through %s: %s\n", query->name, table, line);
    return 1;
}

/* ── SQLite ────────────────────────────────────────────────────────────── */

/* "SCAN t" is all of it; a virtual table is searched when its plan has a constraint. */
static size_t lite_walks(sqlite3 *lite, const struct query *query)
{
    char text[16384];
    sqlite3_stmt *plan;
    size_t found = 0;

    assert_true(snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", query->sql) < (int)sizeof text);
    if (sqlite3_prepare_v2(lite, text, -1, &plan, NULL) != SQLITE_OK) fail_msg("%s: %s", query->name, sqlite3_errmsg(lite));
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(plan, 3);
        struct str whole = str_from_c(line);
        bool searched = str_find(whole, STR("VIRTUAL TABLE")) >= 0 && !str_ends(whole, STR("INDEX 0:"));
        if (str_starts(whole, STR("SCAN ")) && !searched) found += complain(query, growing(query->sql, word_after(whole, "SCAN ")), line);
    }
    sqlite3_finalize(plan);
    return found;
}

static size_t lite_all(const struct ward *ward, const struct query_index *index)
{
    char path[128];
    sqlite3 *lite;
    size_t found = 0;

    assert_true(snprintf(path, sizeof path, "%s/shao.db", ward->folder) < (int)sizeof path);
    assert_int_equal(sqlite3_open_v2(path, &lite, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < index->count; i++) found += lite_walks(lite, index->listed[i]);
    sqlite3_close(lite);
    return found;
}

/* ── PostgreSQL ────────────────────────────────────────────────────────── */

static PGresult *ask(PGconn *pg, const char *sql)
{
    PGresult *result = PQexec(pg, sql);

    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) fail_msg("%s: %s", sql, PQerrorMessage(pg));
    return result;
}

/* "PREPARE p (bigint, text) AS …"; *execute becomes "EXPLAIN EXECUTE p (NULL, NULL)". */
static const char *prepare_text(struct arena *arena, const struct query *query, const char **execute)
{
    static const char *const TYPES[] = { [STORE_INT] = "bigint", [STORE_REAL] = "double precision", [STORE_TEXT] = "text", [STORE_BLOB] = "bytea" };
    struct buf prepare, run;

    buf_init(&prepare, arena, 0);
    buf_init(&run, arena, 0);
    buf_text(&prepare, "PREPARE p");
    buf_text(&run, "EXPLAIN EXECUTE p");
    for (size_t i = 0; query->takes[i] != STORE_END; i++) {
        buf_printf(&prepare, "%s%s", i ? ", " : " (", TYPES[query->takes[i]]);
        buf_printf(&run, "%s", i ? ", NULL" : " (NULL");
    }
    if (query->takes[0] != STORE_END) {
        buf_text(&prepare, ")");
        buf_text(&run, ")");
    }
    buf_printf(&prepare, " AS %s", query->pg ? query->pg : query->sql);
    *execute = str_c(arena, buf_done(&run));
    return str_c(arena, buf_done(&prepare));
}

/* A scan of the table, or of an index without a condition on it. */
static size_t pg_walks(PGconn *pg, struct arena *arena, const struct query *query)
{
    const char *execute, *prepare = prepare_text(arena, query, &execute);
    PGresult *plan;
    size_t found = 0;

    if (query->pg && str_starts(str_from_c(query->pg), STR("LOCK "))) return 0;
    PQclear(ask(pg, prepare));
    plan = ask(pg, execute);
    for (int i = 0; i < PQntuples(plan); i++) {
        struct str line = str_from_c(PQgetvalue(plan, i, 0)), next = i + 1 < PQntuples(plan) ? str_from_c(PQgetvalue(plan, i + 1, 0)) : STR("");
        bool whole = str_find(line, STR("Seq Scan on ")) >= 0, ordered = str_find(line, STR("Index Scan ")) >= 0 || str_find(line, STR("Index Only Scan ")) >= 0;
        if (str_find(line, STR("Bitmap Index Scan")) >= 0 || (!whole && !ordered)) continue;
        if (ordered && str_find(next, STR("Index Cond:")) >= 0) continue;
        found += complain(query, growing("", word_after(line, " on ")), PQgetvalue(plan, i, 0));
    }
    PQclear(plan);
    PQclear(ask(pg, "DEALLOCATE p"));
    return found;
}

static size_t pg_all(const struct ward *ward, const struct query_index *index)
{
    PGconn *pg = PQconnectdb(ward->target);
    size_t found = 0;

    assert_int_equal(PQstatus(pg), CONNECTION_OK);
    /* Tables of tests are small: only what has no index is walked through then. */
    PQclear(ask(pg, "SET plan_cache_mode = force_generic_plan"));
    PQclear(ask(pg, "SET enable_seqscan = off"));
    for (size_t i = 0; i < index->count; i++) found += pg_walks(pg, ward->arena, index->listed[i]);
    PQfinish(pg);
    return found;
}

/* ── Tests ─────────────────────────────────────────────────────────────── */

static void test_nothing_walks_through_what_grows(void **state)
{
    const struct ward *ward = *state;
    struct query_index index;

    assert_int_equal(query_index_init(&index, ward->arena, NULL), ERR_OK);
    assert_true(index.count > 150);
    assert_int_equal(ward->postgres ? pg_all(ward, &index) : lite_all(ward, &index), 0);
}

static bool is_listed(const struct query_index *index, const char *beginning)
{
    for (size_t i = 0; i < index->count; i++)
        if (str_starts(str_from_c(index->listed[i]->name), str_from_c(beginning))) return true;
    return false;
}

static void test_exceptions_exist(void **state)
{
    const struct ward *ward = *state;
    struct query_index index;

    assert_int_equal(query_index_init(&index, ward->arena, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(WALKS); i++)
        if (!is_listed(&index, WALKS[i].query)) fail_msg("there is no query %s", WALKS[i].query);
}

int main(void)
{
    static const struct CMUnitTest tests[] = { WARD_TEST(test_nothing_walks_through_what_grows), WARD_TEST(test_exceptions_exist) };

    return ward_run("commands/plans", tests, COUNT_OF(tests));
}
