/*
 * reach_compare.c - which layout makes a unit's list one range most cheaply?
 *
 * columns: the area of a case stands in columns of its row, one index a level,
 *          and only units that have it in hand have reach rows (2 a case);
 * rows:    every unit that may see the case has a reach row (7 or 8 a case),
 *          keyed so that its list is one range.
 * Each: insert, change of state, page of 20 newest open cases of a street, in
 * processor time, which other work on the machine does not blur.
 *
 * usage: reach_compare DIR CASES
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

enum { BATCH = 256, STREETS = 101, COMMUNITIES = 1255, GRIDS = 9968, DISTRICTS = 11, UNITS = 1500, PAGES = 20000, LEVELS = 8 };

static const char SETUP[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4096;";

/* The case row is as wide as ours: about 450 bytes of text and numbers. */
static const char COLUMNS_SCHEMA[] =
    "CREATE TABLE c (id INTEGER PRIMARY KEY, state INT, grid INT, community INT, street INT, district INT, steering INT, city INT, due INT, body TEXT);"
    "CREATE INDEX c_grid ON c (grid, state, id); CREATE INDEX c_community ON c (community, state, id);"
    "CREATE INDEX c_street ON c (street, state, id); CREATE INDEX c_district ON c (district, state, id);"
    "CREATE INDEX c_steering ON c (steering, state, id) WHERE steering IS NOT NULL; CREATE INDEX c_state ON c (state, id);"
    "CREATE TABLE r (unit INT, state INT, id INT, PRIMARY KEY (unit, state, id)) WITHOUT ROWID; CREATE INDEX r_case ON r (id);";
static const char ROWS_SCHEMA[] =
    "CREATE TABLE c (id INTEGER PRIMARY KEY, state INT, grid INT, community INT, street INT, district INT, steering INT, city INT, due INT, body TEXT);"
    "CREATE TABLE r (unit INT, state INT, id INT, PRIMARY KEY (unit, state, id)) WITHOUT ROWID; CREATE INDEX r_case ON r (id);";

struct bench { sqlite3 *db; sqlite3_stmt *insert, *reach, *move, *move_reach, *page; int rows; };

static void run(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
        fprintf(stderr, "reach_compare: %s\n", why);
        exit(1);
    }
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
        fprintf(stderr, "reach_compare: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
    return s;
}

/* Bound numbers are stepped and reset; `n` of them. */
static void step(sqlite3_stmt *s, const int64_t *values, int n)
{
    for (int i = 0; i < n; i++) sqlite3_bind_int64(s, i + 1, values[i]);
    while (sqlite3_step(s) == SQLITE_ROW) {}
    sqlite3_reset(s);
}

struct places { int64_t of[LEVELS]; int count; };

/* Grid, community, street, district, city, responsible and co-operating unit, for one in six a steering district. */
static struct places places_of(int64_t id)
{
    uint64_t seed = (uint64_t)id * 2654435761u + 88172645463325252u;
    int64_t grid = (int64_t)(bench_random(&seed) % GRIDS);
    int64_t community = grid % COMMUNITIES, street = community % STREETS, district = street % DISTRICTS;
    struct places p = { .of = { 100000 + grid, 20000 + community, 10000 + street, 1000 + district, 1,
                                30000 + (int64_t)(bench_random(&seed) % UNITS), 40000 + (int64_t)(bench_random(&seed) % UNITS), 2000 },
                        .count = district < 2 ? 8 : 7 };

    return p;
}

static void insert(struct bench *b, int64_t id)
{
    static const char BODY[] = "一个办件的编号、类型、来源、文字、地址、时间戳、时限和校验，约四百五十字节："
                               "----------------------------------------------------------------------------------------"
                               "----------------------------------------------------------------------------------------";
    struct places p = places_of(id);

    sqlite3_bind_text(b->insert, 9, BODY, -1, SQLITE_STATIC);
    if (p.count == 8) sqlite3_bind_int64(b->insert, 8, p.of[7]);
    else sqlite3_bind_null(b->insert, 8);
    step(b->insert, (const int64_t[]){ id, 0, p.of[0], p.of[1], p.of[2], p.of[3], p.of[4] }, 7);
    for (int i = b->rows ? 0 : 5; i < (b->rows ? p.count : 7); i++) step(b->reach, (const int64_t[]){ p.of[i], 0, id }, 3);
}

static void close_case(struct bench *b, int64_t id)
{
    struct places p = places_of(id);

    step(b->move, (const int64_t[]){ id }, 1);
    for (int i = b->rows ? 0 : 5; i < (b->rows ? p.count : 7); i++) step(b->move_reach, (const int64_t[]){ p.of[i], id }, 2);
}

static double batches(struct bench *b, void (*one)(struct bench *, int64_t), int64_t from, int64_t until)
{
    double started = bench_cpu();

    for (int64_t id = from; id < until;) {
        run(b->db, "BEGIN IMMEDIATE");
        for (int i = 0; i < BATCH && id < until; i++, id++) one(b, id);
        run(b->db, "COMMIT");
    }
    return (double)(until - from) / (bench_cpu() - started);
}

static double pages(struct bench *b)
{
    double started = bench_cpu();

    for (int i = 0; i < PAGES; i++) step(b->page, (const int64_t[]){ 10000 + i % STREETS }, 1);
    return PAGES / (bench_cpu() - started);
}

static void measure(const char *folder, const char *name, int rows, int64_t cases)
{
    char path[4096], line[64];
    struct bench b = { .rows = rows };
    double inserts, moves, lists;

    (void)snprintf(path, sizeof path, "%s/reach_%s.db", folder, name);
    (void)unlink(path);
    if (sqlite3_open(path, &b.db) != SQLITE_OK) exit(1);
    run(b.db, SETUP);
    run(b.db, rows ? ROWS_SCHEMA : COLUMNS_SCHEMA);
    b.insert = prepare(b.db, "INSERT INTO c (id, state, grid, community, street, district, city, steering, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    b.reach = prepare(b.db, "INSERT INTO r (unit, state, id) VALUES (?1, ?2, ?3)");
    b.move = prepare(b.db, "UPDATE c SET state = 2 WHERE id = ?1");
    b.move_reach = prepare(b.db, "UPDATE r SET state = 2 WHERE unit = ?1 AND state = 0 AND id = ?2");
    b.page = prepare(b.db, rows ? "SELECT c.* FROM r JOIN c ON c.id = r.id WHERE r.unit = ?1 AND r.state = 0 ORDER BY r.id DESC LIMIT 20"
                                : "SELECT * FROM c WHERE street = ?1 AND state = 0 ORDER BY id DESC LIMIT 20");
    inserts = batches(&b, insert, 1, cases + 1);
    moves = batches(&b, close_case, 1, cases * 97 / 100 + 1);
    lists = pages(&b);
    (void)snprintf(line, sizeof line, "reach_%s_insert", name);
    bench_line(line, inserts, "cases/cpu-s");
    (void)snprintf(line, sizeof line, "reach_%s_change", name);
    bench_line(line, moves, "cases/cpu-s");
    (void)snprintf(line, sizeof line, "reach_%s_page", name);
    bench_line(line, lists, "pages/cpu-s");
    sqlite3_stmt *all[] = { b.insert, b.reach, b.move, b.move_reach, b.page };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) sqlite3_finalize(all[i]);
    run(b.db, "PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(b.db);
    FILE *file = fopen(path, "r");
    if (file && !fseek(file, 0, SEEK_END)) {
        (void)snprintf(line, sizeof line, "reach_%s_size", name);
        bench_line(line, (double)ftell(file) / 1e6, "MB");
    }
    if (file) fclose(file);
    (void)unlink(path);
}

int main(int argc, char **argv)
{
    long cases = bench_number(argc, argv, 2, "reach_compare DIR CASES");

    measure(argv[1], "columns", 0, cases);
    measure(argv[1], "rows", 1, cases);
    return 0;
}
