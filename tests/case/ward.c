/*
 * ward.c - the small city: its rows, its people, its life.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/id.h"
#include "base/io.h"
#include "base/log.h"
#include "case/release.h"
#include "org/account.h"
#include "org/session.h"

static bool on_postgres;

/* ── Units and people ──────────────────────────────────────────────────── */

static const struct { struct unit unit; const char *code, *name; } AREAS[] = {
    { { .id = CITY, .kind = UNIT_CITY }, "3201", "南京市" },
    { { .id = XUANWU, .kind = UNIT_DISTRICT, .parent_id = CITY, .district_id = XUANWU }, "320102", "玄武区" },
    { { .id = PUKOU, .kind = UNIT_DISTRICT, .parent_id = CITY, .district_id = PUKOU }, "320111", "浦口区" },
    { { .id = JIANGBEI, .kind = UNIT_STEERING, .parent_id = CITY, .steering_id = JIANGBEI }, "320190", "江北新区" },
    { { .id = ZHUJIANG, .kind = UNIT_STREET, .parent_id = XUANWU, .street_id = ZHUJIANG, .district_id = XUANWU }, "320102002", "珠江路街道" },
    { { .id = XINJIE, .kind = UNIT_STREET, .parent_id = XUANWU, .street_id = XINJIE, .district_id = XUANWU }, "320102003", "新街口街道" },
    { { .id = TAISHAN, .kind = UNIT_STREET, .parent_id = PUKOU, .street_id = TAISHAN, .district_id = PUKOU, .steering_id = JIANGBEI },
      "320111001", "泰山街道" },
    { { .id = EAST, .kind = UNIT_COMMUNITY, .parent_id = ZHUJIANG, .street_id = ZHUJIANG, .district_id = XUANWU }, "320102002001", "东社区" },
    { { .id = WEST, .kind = UNIT_COMMUNITY, .parent_id = ZHUJIANG, .street_id = ZHUJIANG, .district_id = XUANWU }, "320102002002", "西社区" },
    { { .id = SOUTH, .kind = UNIT_COMMUNITY, .parent_id = XINJIE, .street_id = XINJIE, .district_id = XUANWU }, "320102003001", "南社区" },
    { { .id = NORTH, .kind = UNIT_COMMUNITY, .parent_id = TAISHAN, .street_id = TAISHAN, .district_id = PUKOU, .steering_id = JIANGBEI },
      "320111001001", "北社区" },
};
static const char *const TEAMS[] = { "command", "gridcenter", "enforcement", "service", "construction", "safety", "party",
                                     "mediation", "sanitation", "municipal", "greening" };
static const char *const DEPARTMENTS[] = { "center", "urban", "housing", "market", "ecology", "traffic", "fire", "water", "parks",
                                           "labor", "civil", "police", "justice", "health", "planning", "culture", "power", "gas", "telecom" };

static const struct { int id; const char *role; int unit; } PEOPLE[] = {
    { WORKER, "worker", EAST }, { WORKER_TWO, "worker", EAST }, { WORKER_WEST, "worker", WEST },
    { WORKER_SOUTH, "worker", SOUTH }, { WORKER_NORTH, "worker", NORTH },
    { DESK_EAST, "desk", EAST }, { DESK_WEST, "desk", WEST }, { DESK_SOUTH, "desk", SOUTH }, { DESK_NORTH, "desk", NORTH },
    { INTAKE, "intake", ZHUJIANG }, { DISPATCH, "dispatch", ZHUJIANG }, { COMMAND, "command", ZHUJIANG }, { CLERK, "clerk", ZHUJIANG }, { GRID_MANAGER, "grid", ZHUJIANG },
    { HEAD_EAST, "head", EAST }, { SECRETARY, "secretary", ZHUJIANG }, { DIRECTOR, "director", ZHUJIANG }, { DEPUTY, "deputy", ZHUJIANG },
    { INTAKE_SOUTH, "intake", XINJIE }, { DISPATCH_SOUTH, "dispatch", XINJIE }, { COMMAND_SOUTH, "command", XINJIE },
    { INTAKE_NORTH, "intake", TAISHAN }, { DISPATCH_NORTH, "dispatch", TAISHAN }, { COMMAND_NORTH, "command", TAISHAN },
    { DISTRICT, "district", XUANWU }, { DISTRICT_PUKOU, "district", PUKOU }, { DISTRICT_STEERING, "district", JIANGBEI },
    { VIEWER, "viewer", CITY }, { WALL, "screen", XUANWU }, { PROCESS_ADMIN, "process", XUANWU }, { ROBOT, "service", XUANWU }, { SYSADMIN, "sysadmin", CITY }, { SECADMIN, "secadmin", CITY }, { AUDITOR, "auditor", CITY },
    { MODELER, "modeler", CITY }, { MODELER_PUKOU, "modeler", PUKOU },
    { CAMERA, "source", CITY },
};
static const struct { int account, grid; } WORKS[] = {
    { WORKER, EAST_ONE }, { WORKER, EAST_TWO }, { WORKER_TWO, EAST_TWO }, { WORKER_WEST, WEST_ONE },
    { WORKER_SOUTH, SOUTH_ONE }, { WORKER_NORTH, NORTH_ONE },
};

/* South-west corner and side in millionths of a degree. */
static const struct square { int id, community; const char *code; enum geo_layer layer; int32_t lon, lat, side; } SQUARES[] = {
    { EAST_ONE, EAST, "320102002001Z001", GEO_COMPREHENSIVE, 118800000, 32050000, 20000 },
    { EAST_TWO, EAST, "320102002001Z002", GEO_COMPREHENSIVE, 118820000, 32050000, 20000 },
    { WEST_ONE, WEST, "320102002002Z001", GEO_COMPREHENSIVE, 118840000, 32050000, 20000 },
    { SOUTH_ONE, SOUTH, "320102003001Z001", GEO_COMPREHENSIVE, 118860000, 32050000, 20000 },
    { NORTH_ONE, NORTH, "320111001001Z001", GEO_COMPREHENSIVE, 118600000, 32150000, 20000 },
    { SCHOOL, EAST, "320102002001S001", GEO_DEDICATED, 118818000, 32068000, 1500 },
};

int64_t ward_handler(int64_t unit, int n)
{
    return unit * 10 + 100000 + n;
}

int64_t ward_leader(int64_t unit)
{
    return unit * 10 + 100000 + 9;
}

static struct str password = { "", 0 };   /* hash of everybody's; empty: nobody logs in */

static enum err insert_person(struct db *db, int64_t id, const char *role, int64_t unit, struct fault *why)
{
    char login[32];
    enum err err;

    (void)snprintf(login, sizeof login, "%s%lld", role, (long long)id);
    err = org_account_insert(db, &(struct account_new){ .id = id, .login = str_from_c(login), .name = str_from_c(login),
                                                        .password_hash = password, .unit_id = unit, .created_at = 1 }, why);
    return err ? err : org_grant_insert(db, &(struct grant_new){ 5000000 + id, id, str_from_c(role), unit, 0, 1 }, why);
}

static enum err insert_offices(struct db *db, const struct unit *area, const char *code, const char *const *names, size_t count,
                               enum unit_kind kind, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < count; i++) {
        char text[64];
        struct unit unit = *area;
        unit.id = area->id * 100 + (int64_t)i + 1;
        unit.kind = kind;
        unit.parent_id = area->id;
        unit.short_code = str_from_c(names[i]);
        (void)snprintf(text, sizeof text, "%s-%s", code, names[i]);
        unit.code = unit.name = str_from_c(text);
        err = org_unit_insert(db, &unit, why);
        for (int n = 1; !err && n <= 2; n++) err = insert_person(db, ward_handler(unit.id, n), "handle", unit.id, why);
        if (!err) err = insert_person(db, ward_leader(unit.id), "leader", unit.id, why);
    }
    return err;
}

static enum err insert_units(struct db *db, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(AREAS); i++) {
        struct unit unit = AREAS[i].unit;
        unit.code = str_from_c(AREAS[i].code);
        unit.name = str_from_c(AREAS[i].name);
        unit.short_code = STR("");
        err = org_unit_insert(db, &unit, why);
        if (!err && unit.kind == UNIT_STREET)
            err = insert_offices(db, &unit, AREAS[i].code, TEAMS, COUNT_OF(TEAMS), UNIT_TEAM, why);
        if (!err && (unit.kind == UNIT_DISTRICT || unit.kind == UNIT_STEERING))
            err = insert_offices(db, &unit, AREAS[i].code, DEPARTMENTS, COUNT_OF(DEPARTMENTS), UNIT_DEPARTMENT, why);
    }
    return err;
}

static enum err insert_grids(struct db *db, struct fault *why)
{
    struct arena *arena = store_scratch(db);
    struct geo_entry entries[COUNT_OF(SQUARES)];
    struct str pack;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(SQUARES); i++) {
        const struct square *s = &SQUARES[i];
        struct geo_point *points = arena_array(arena, struct geo_point, 4);
        struct geo_ring *ring = arena_new(arena, struct geo_ring);
        const struct grid_row row = { .id = s->id, .code = str_from_c(s->code), .name = str_from_c(s->code), .kind = STR(""), .layer = s->layer,
                                      .community_id = s->community, .host_id = s->id == SCHOOL ? EAST_ONE : 0,
                                      .lon_e6 = s->lon + s->side / 2, .lat_e6 = s->lat + s->side / 2 };
        points[0] = (struct geo_point){ s->lon, s->lat };
        points[1] = (struct geo_point){ s->lon + s->side, s->lat };
        points[2] = (struct geo_point){ s->lon + s->side, s->lat + s->side };
        points[3] = (struct geo_point){ s->lon, s->lat + s->side };
        *ring = (struct geo_ring){ points, 4 };
        entries[i] = (struct geo_entry){ .code = row.code, .layer = s->layer, .id = s->id, .shape = { ring, 1, { { 0, 0 }, { 0, 0 } } } };
        geo_shape_measure_box(&entries[i].shape);
        err = grid_insert(db, &row, why);
    }
    if (!err) err = geo_pack(arena, entries, COUNT_OF(SQUARES), 1, &pack, why);
    return err ? err : grid_pack_insert(db, 1, 1, pack, why);
}

static enum err settle(struct db *db, struct store_job *job, struct fault *why)
{
    struct str *texts = job->arg;
    enum err err = org_roles_load(db, texts[0], why);

    if (!err) err = org_settings_load(db, texts[1], why);
    if (!err) err = insert_units(db, why);
    for (size_t i = 0; !err && i < COUNT_OF(PEOPLE); i++) err = insert_person(db, PEOPLE[i].id, PEOPLE[i].role, PEOPLE[i].unit, why);
    for (size_t i = 0; !err && i < COUNT_OF(WORKS); i++) err = org_worker_insert(db, WORKS[i].account, WORKS[i].grid, why);
    if (!err)
        err = key_insert(db, &(struct key_new){ .id = 6000001, .key = STR(WARD_KEY), .name = STR("camera"), .rights = STR("source.post case.report"),
                                                .source = STR("camera"), .account_id = CAMERA, .created_at = 1 }, why);
    return err ? err : insert_grids(db, why);
}

void ward_do(struct ward *ward, enum err (*apply)(struct db *db, struct store_job *job, struct fault *why), void *arg)
{
    struct fault why = { 0 };

    if (store_transact(ward->store, 0, apply, arg, &why)) fail_msg("%s", why.en);
}

/* ── Who and where ─────────────────────────────────────────────────────── */

int64_t ward_unit(const struct ward *ward, const char *code)
{
    struct org *org = world_org(ward->world);
    const struct unit *unit = org_unit_by_code(org, str_from_c(code));
    int64_t id = unit ? unit->id : 0;

    org_unref(org);
    if (!id) fail_msg("no unit %s", code);
    return id;
}

void ward_spot(struct ward *ward, int64_t grid, double *lon, double *lat)
{
    enum { COLUMNS = 20, STEP = 900 };   /* millionths: 85 m and 100 m */

    for (size_t i = 0; i < COUNT_OF(SQUARES); i++) {
        if (SQUARES[i].id != grid) continue;
        *lon = (double)(SQUARES[i].lon + 500 + ward->spot % COLUMNS * STEP) / 1e6;
        *lat = (double)(SQUARES[i].lat + 500 + ward->spot / COLUMNS % COLUMNS * STEP) / 1e6;
        ward->spot++;
        return;
    }
    fail_msg("no grid %lld", (long long)grid);
}

/* ── Life ──────────────────────────────────────────────────────────────── */

struct model { const char *id; struct str xml; int64_t release; };

QUERY(RELEASE_ADD) = {
    .name = "ward_release_add",
    .sql = "INSERT INTO release (id, at, by_id, note) VALUES ($1, 1, NULL, 'test')",
    .takes = { STORE_INT },
};
QUERY(DEFINITION_ADD) = {
    .name = "ward_definition_add",
    .sql = "INSERT INTO definition (id, kind, key, release, name, text, checksum) VALUES ($1, 'process', $2, $3, 'test', $4, '')",
    .takes = { STORE_INT, STORE_TEXT, STORE_INT, STORE_TEXT },
};

static enum err add_model(struct db *db, struct store_job *job, struct fault *why)
{
    const struct model *m = job->arg;
    enum err err = store_run(db, &RELEASE_ADD, ARGS(arg_int(m->release)), NULL, why);

    return err ? err : store_run(db, &DEFINITION_ADD, ARGS(arg_int(id_new()), arg_text(str_from_c(m->id)), arg_int(m->release), arg_text(m->xml)), NULL, why);
}

void ward_define(struct ward *ward, const char *id, const char *file)
{
    struct model model = { .id = id, .release = world_release(ward->world) + 1 };

    if (io_read(ward->arena, str_format(ward->arena, SOURCE_ROOT "/tests/case/models/%s", file).at, 1 << 20, &model.xml, &ward->why)) fail_msg("%s", ward->why.en);
    ward_do(ward, add_model, &model);
    if (world_reload_definitions(ward->world, &ward->why)) fail_msg("%s", ward->why.en);
    assert_int_equal(world_release(ward->world), model.release);
}

static void server_run(const char *url, const char *sql)
{
    PGconn *server = PQconnectdb(url);
    PGresult *result = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail_msg("%s", PQerrorMessage(server));
    PQclear(result);
    PQfinish(server);
}

void ward_outside(const struct ward *ward, const char *sql)
{
    char path[600];
    sqlite3 *lite;

    if (ward->postgres) {
        server_run(ward->target, sql);
        return;
    }
    (void)snprintf(path, sizeof path, "%s/shao.db", ward->target);
    assert_int_equal(sqlite3_open(path, &lite), SQLITE_OK);
    (void)sqlite3_busy_timeout(lite, 5000);
    if (sqlite3_exec(lite, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(lite));
    assert_int_equal(sqlite3_close(lite), SQLITE_OK);
}

static void make_database(struct ward *ward)
{
    const char *url = getenv("SHAO_TEST_PG"), *path, *options;
    static int number;
    char sql[160];

    if (!ward->postgres) {
        (void)snprintf(ward->target, sizeof ward->target, "%s", ward->folder);
        return;
    }
    (void)snprintf(ward->name, sizeof ward->name, "shao_ward_%d_%d", (int)getpid(), ++number);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", ward->name);
    server_run(url, sql);
    (void)snprintf(sql, sizeof sql, "ALTER DATABASE %s SET synchronous_commit = off", ward->name);
    server_run(url, sql);
    path = strchr(strstr(url, "://") + 3, '/');
    options = strchr(url, '?');
    if (!path) path = options ? options : url + strlen(url);
    (void)snprintf(ward->target, sizeof ward->target, "%.*s/%s%s", (int)(path - url), url, ward->name, options ? options : "");
}

int64_t ward_time(const char *text)
{
    char full[40];
    int64_t ms;

    (void)snprintf(full, sizeof full, "%s:00+08:00", text);
    if (time_parse(str_from_c(full), &ms)) fail_msg("not a time: %s", text);
    return ms;
}

static enum err ward_fill(struct ward *ward, struct fault *why)
{
    const struct world_config config = { .create = true, .folder = ward->folder };
    struct str texts[2];
    enum err err = store_open(&(struct store_config){ .target = ward->target, .create = true }, &ward->store, why);

    if (!err) err = io_read(ward->arena, SOURCE_ROOT "/content/roles.csv", 65536, &texts[0], why);
    if (!err) err = io_read(ward->arena, SOURCE_ROOT "/content/settings.csv", 65536, &texts[1], why);
    if (!err) err = store_transact(ward->store, 0, settle, texts, why);
    if (!err) err = release_deploy(ward->store, &(struct deployment){ .content = SOURCE_ROOT "/content", .note = STR("test") }, 1, NULL, why);
    return err ? err : world_open(&config, ward->store, &ward->world, why);
}

int ward_setup(void **state)
{
    struct ward *ward = calloc(1, sizeof *ward);

    if (!ward) return -1;
    log_set_level(LOG_ERROR);
    ward->postgres = on_postgres;
    ward->arena = arena_open((size_t)2 << 30);
    ward->now = ward_time(WARD_BEGIN);
    /* In memory where that is possible: these tests are about what is written, not about the disk. */
    (void)snprintf(ward->folder, sizeof ward->folder, "%s/shao-ward-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(ward->folder)) return -1;
    make_database(ward);
    if (ward_fill(ward, &ward->why)) fail_msg("%s", ward->why.en);
    *state = ward;
    return 0;
}

enum err ward_make(const char *folder, const char *target, const char *words, struct fault *why)
{
    struct ward ward = { .postgres = target != folder, .arena = arena_open(256u << 20) };
    enum err err;

    (void)snprintf(ward.folder, sizeof ward.folder, "%s", folder);
    (void)snprintf(ward.target, sizeof ward.target, "%s", target);
    err = password_hash(ward.arena, str_from_c(words), &password);
    if (!err) err = ward_fill(&ward, why);
    world_close(ward.world);
    if (ward.store) store_close(ward.store);
    arena_close(ward.arena);
    return err;
}

int ward_teardown(void **state)
{
    static const char *const files[] = { "shao.db", "shao.db-wal", "shao.db-shm", "shao.lock", "keys/journal.key", "keys/seal.key",
                                         "keys/code.key", "keys/anchor.pem" };
    struct ward *ward = *state;
    char text[160];

    if (!ward) return -1;
    store_fail_after(0, ERR_OK);
    arena_fail_after(0);
    arena_close(ward->arena);
    world_close(ward->world);
    store_close(ward->store);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        (void)snprintf(text, sizeof text, "%s/%s", ward->folder, files[i]);
        (void)unlink(text);
    }
    (void)snprintf(text, sizeof text, "%s/keys", ward->folder);
    (void)rmdir(text);
    (void)rmdir(ward->folder);
    if (ward->postgres) {
        (void)snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", ward->name);
        server_run(getenv("SHAO_TEST_PG"), text);
    }
    free(ward);
    return 0;
}

/* What cases leave behind, in an order that foreign keys allow; the feed's numbers go on. */
int ward_clean(void **state)
{
    static const char *const TABLES[] = { "journal_note", "journal", "journal_anchor", "decision_step", "case_reach", "case_link", "case_place", "type_guess", "text_model_use", "text_model", "case_contact", "case_person",
                                          "clock_pause", "clock_extension", "case_file", "job", "case_copy_read", "case_copy", "case_party", "incident", "timer", "task", "instance", "case_serial",
                                          "counter", "tally", "case_measure", "duty", "case_record" };
    struct ward *ward = *state;
    char sql[1024] = "";

    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        size_t used = strlen(sql);
        (void)snprintf(sql + used, sizeof sql - used, "DELETE FROM %s;", TABLES[i]);
    }
    ward_outside(ward, sql);
    ward->now = ward_time(WARD_BEGIN);
    ward->spot = 0;
    return 0;
}

int ward_run(const char *name, const struct CMUnitTest *tests, size_t count)
{
    char title[64];
    int failed;

    (void)snprintf(title, sizeof title, "case/%s on SQLite", name);
    failed = _cmocka_run_group_tests(title, tests, count, ward_setup, ward_teardown);
    if (!getenv("SHAO_TEST_PG")) {
        print_message("case/%s on PostgreSQL: skipped, SHAO_TEST_PG is not set\n", name);
        return failed;
    }
    on_postgres = true;
    (void)snprintf(title, sizeof title, "case/%s on PostgreSQL", name);
    return failed + _cmocka_run_group_tests(title, tests, count, ward_setup, ward_teardown);
}
