/*
 * place.c - a fresh database for each test, on SQLite and on PostgreSQL.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool on_postgres;

/* ── Migrations of the tests ───────────────────────────────────────────── */

#define THING(blob)                                                                                                    \
    "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, weight DOUBLE PRECISION,"          \
    " size BIGINT CHECK (size >= 0), parent BIGINT REFERENCES thing (id), data " blob ");"

struct migration PLACE_MIGRATIONS[PLACE_MIGRATION_COUNT] = {
    { 0 }, /* the store's own, put here by run_everywhere */
    { "9001_thing", THING("BLOB"), THING("BYTEA") },
};

static const struct migration *store_migration(const char *name)
{
    for (size_t i = 0; i < STORE_MIGRATION_COUNT; i++)
        if (strcmp(STORE_MIGRATIONS[i].name, name) == 0) return &STORE_MIGRATIONS[i];
    abort();
}

/* The store's own tables stand in two files; here they are one. */
static void own_migration_find(void)
{
    static char sqlite[8000], postgres[8000];
    const struct migration *store = store_migration("0001_store"), *tally = store_migration("0331_tally");

    (void)snprintf(sqlite, sizeof sqlite, "%s\n%s", store->sqlite, tally->sqlite);
    (void)snprintf(postgres, sizeof postgres, "%s\n%s", store->postgres, tally->postgres);
    PLACE_MIGRATIONS[0] = (struct migration){ store->name, sqlite, postgres };
}

/* ── Databases ─────────────────────────────────────────────────────────── */

static void server_run(const char *url, const char *sql)
{
    PGconn *server = PQconnectdb(url);
    PGresult *result = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) print_message("%s\n", PQerrorMessage(server));
    assert_true(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
    PQclear(result);
    PQfinish(server);
}

void place_outside(const struct place *place, const char *sql)
{
    char path[600];
    sqlite3 *lite;

    if (place->postgres) {
        server_run(place->target, sql);
        return;
    }
    (void)snprintf(path, sizeof path, "%s/shao.db", place->target);
    assert_int_equal(sqlite3_open(path, &lite), SQLITE_OK);
    assert_int_equal(sqlite3_exec(lite, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(lite), SQLITE_OK);
}

/* The server's URL with another database in its path. */
static void target_make(struct place *place, const char *url)
{
    const char *authority = strstr(url, "://"), *path, *options;

    assert_non_null(authority);
    path = strchr(authority + 3, '/');
    options = strchr(url, '?');
    if (!path) path = options ? options : url + strlen(url);
    (void)snprintf(place->target, sizeof place->target, "%.*s/%s%s", (int)(path - url), url, place->name,
                   options ? options : "");
}

int place_setup(void **state)
{
    static int number;
    struct place *place = calloc(1, sizeof *place);
    char sql[128];

    if (!place) return -1;
    place->postgres = on_postgres;
    place->arena = arena_open(64 * 1024 * 1024);
    if (on_postgres) {
        (void)snprintf(place->name, sizeof place->name, "shao_test_%d_%d", (int)getpid(), ++number);
        (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", place->name);
        server_run(getenv("SHAO_TEST_PG"), sql);
        target_make(place, getenv("SHAO_TEST_PG"));
    } else {
        (void)snprintf(place->target, sizeof place->target, "/tmp/shao-store-XXXXXX");
        if (!mkdtemp(place->target)) return -1;
    }
    *state = place;
    return 0;
}

static void folder_remove(const char *folder)
{
    static const char *const files[] = { "shao.db", "shao.db-wal", "shao.db-shm", "shao.lock", "acknowledged" };
    char path[600];

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

int place_teardown(void **state)
{
    struct place *place = *state;
    char sql[128];

    store_fail_after(0, ERR_OK);
    place_close(place);
    if (place->postgres) {
        (void)snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", place->name);
        server_run(getenv("SHAO_TEST_PG"), sql);
    } else {
        folder_remove(place->target);
    }
    arena_close(place->arena);
    free(place);
    return 0;
}

enum err place_try(struct place *place, struct fault *why)
{
    struct store_config config = { .target = place->target,
                                   .create = true,
                                   .migrations = PLACE_MIGRATIONS,
                                   .migration_count = PLACE_MIGRATION_COUNT };

    return store_open(&config, &place->store, why);
}

struct store *place_open(struct place *place)
{
    struct fault why = { 0 };

    if (place_try(place, &why)) fail_msg("%s", why.en);
    return place->store;
}

void place_close(struct place *place)
{
    store_close(place->store);
    place->store = NULL;
}

int run_everywhere(const char *name, const struct CMUnitTest *tests, size_t count)
{
    char title[64];
    int failed;

    own_migration_find();
    (void)snprintf(title, sizeof title, "store/%s on SQLite", name);
    failed = _cmocka_run_group_tests(title, tests, count, NULL, NULL);
    if (!getenv("SHAO_TEST_PG")) {
        print_message("store/%s on PostgreSQL: skipped, SHAO_TEST_PG is not set\n", name);
        return failed;
    }
    on_postgres = true;
    (void)snprintf(title, sizeof title, "store/%s on PostgreSQL", name);
    return failed + _cmocka_run_group_tests(title, tests, count, NULL, NULL);
}

/* ── The table `thing` ─────────────────────────────────────────────────── */

QUERY(THING_ADD) = {
    .name = "thing_add",
    .sql = "INSERT INTO thing (id, name) VALUES ($1, $2)",
    .takes = { STORE_INT, STORE_TEXT },
};

QUERY(THING_COUNT) = {
    .name = "thing_count",
    .sql = "SELECT COUNT(*) FROM thing",
    .gives = { STORE_INT },
};

QUERY(THING_EXISTS) = {
    .name = "thing_exists",
    .sql = "SELECT COUNT(*) FROM thing WHERE id = $1",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

enum err thing_add(struct db *db, int64_t id, const char *name, struct fault *why)
{
    char own[32];

    (void)snprintf(own, sizeof own, "thing %lld", (long long)id);
    return store_run(db, &THING_ADD, ARGS(arg_int(id), arg_c(name ? name : own)), NULL, why);
}

static int64_t number(struct store *store, const struct query *query, const struct store_arg *args, size_t count)
{
    struct arena *arena = arena_open(65536);
    struct db *db = store_reader_take(store);
    struct rows row;
    int64_t value = store_one(db, arena, query, args, count, &row, NULL) ? -1 : row_int(&row, 0, 0);

    store_reader_give(store, db);
    arena_close(arena);
    return value;
}

int64_t thing_count(struct store *store)
{
    return number(store, &THING_COUNT, NO_ARGS);
}

bool thing_exists(struct store *store, int64_t id)
{
    return number(store, &THING_EXISTS, ARGS(arg_int(id))) == 1;
}

int64_t counter_value(struct store *store, const char *key)
{
    struct arena *arena = arena_open(65536);
    struct db *db = store_reader_take(store);
    struct rows rows;
    int64_t value = 0;

    assert_int_equal(store_counter_range(db, arena, str_from_c(key), &rows, NULL), ERR_OK);
    if (rows.count && str_is(row_str(&rows, 0, COUNTER_KEY), key)) value = row_int(&rows, 0, COUNTER_VALUE);
    store_reader_give(store, db);
    arena_close(arena);
    return value;
}

int64_t feed_newest(struct store *store)
{
    struct db *db = store_reader_take(store);
    int64_t seq = -1;

    assert_int_equal(store_feed_last(db, &seq, NULL), ERR_OK);
    store_reader_give(store, db);
    return seq;
}
