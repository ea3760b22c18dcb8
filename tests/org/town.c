/*
 * town.c - a little city in a database of its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "town.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/io.h"

static bool on_postgres;

static const struct unit UNITS[] = {
    { CITY, STR_NONE, STR_NONE, STR_NONE, UNIT_CITY, 0, 0, 0, 0 },
    { XUANWU, STR_NONE, STR_NONE, STR_NONE, UNIT_DISTRICT, CITY, 0, XUANWU, 0 },
    { PUKOU, STR_NONE, STR_NONE, STR_NONE, UNIT_DISTRICT, CITY, 0, PUKOU, 0 },
    { JIANGBEI, STR_NONE, STR_NONE, STR_NONE, UNIT_STEERING, CITY, 0, 0, JIANGBEI },
    { ZHUJIANG, STR_NONE, STR_NONE, STR_NONE, UNIT_STREET, XUANWU, ZHUJIANG, XUANWU, 0 },
    { TAISHAN, STR_NONE, STR_NONE, STR_NONE, UNIT_STREET, PUKOU, TAISHAN, PUKOU, JIANGBEI },
    { ZHUJIANG_EAST, STR_NONE, STR_NONE, STR_NONE, UNIT_COMMUNITY, ZHUJIANG, ZHUJIANG, XUANWU, 0 },
    { TAISHAN_NORTH, STR_NONE, STR_NONE, STR_NONE, UNIT_COMMUNITY, TAISHAN, TAISHAN, PUKOU, JIANGBEI },
    { ZHUJIANG_TEAM, STR_NONE, STR_NONE, STR_NONE, UNIT_TEAM, ZHUJIANG, ZHUJIANG, XUANWU, 0 },
    { ZHUJIANG_COMMAND, STR_NONE, STR_NONE, STR_NONE, UNIT_TEAM, ZHUJIANG, ZHUJIANG, XUANWU, 0 },
    { TAISHAN_TEAM, STR_NONE, STR_NONE, STR_NONE, UNIT_TEAM, TAISHAN, TAISHAN, PUKOU, JIANGBEI },
    { XUANWU_CENTER, STR_NONE, STR_NONE, STR_NONE, UNIT_DEPARTMENT, XUANWU, 0, XUANWU, 0 },
    { PUKOU_URBAN, STR_NONE, STR_NONE, STR_NONE, UNIT_DEPARTMENT, PUKOU, 0, PUKOU, 0 },
    { JIANGBEI_CENTER, STR_NONE, STR_NONE, STR_NONE, UNIT_DEPARTMENT, JIANGBEI, 0, 0, JIANGBEI },
};

static const struct { int id; const char *code, *short_code, *name; } NAMES[] = {
    { CITY, "3201", "", "南京市" },
    { XUANWU, "320102", "", "玄武区" },
    { PUKOU, "320111", "", "浦口区" },
    { JIANGBEI, "320190", "", "江北新区" },
    { ZHUJIANG, "320102002", "", "珠江路街道" },
    { TAISHAN, "320111001", "", "泰山街道" },
    { ZHUJIANG_EAST, "320102002001", "", "东社区" },
    { TAISHAN_NORTH, "320111001001", "", "北社区" },
    { ZHUJIANG_TEAM, "320102002-enforcement", "enforcement", "珠江路综合执法队" },
    { ZHUJIANG_COMMAND, "320102002-command", "command", "珠江路指挥中心" },
    { TAISHAN_TEAM, "320111001-enforcement", "enforcement", "泰山综合执法队" },
    { XUANWU_CENTER, "320102-center", "center", "玄武区指挥中心" },
    { PUKOU_URBAN, "320111-urban", "urban", "浦口区城管" },
    { JIANGBEI_CENTER, "320190-center", "center", "江北新区指挥中心" },
};

static const struct { int id; const char *login, *role; int unit; } PEOPLE[] = {
    { WORKER, "worker", "worker", ZHUJIANG_EAST },
    { DISPATCHER, "dispatcher", "dispatch", ZHUJIANG },
    { HANDLER, "handler", "handle", ZHUJIANG_TEAM },
    { LEADER, "leader", "leader", ZHUJIANG_TEAM },
    { SYSADMIN, "sysadmin", "sysadmin", CITY },
    { SECADMIN, "secadmin", "secadmin", CITY },
    { AUDITOR, "auditor", "auditor", CITY },
    { STEERER, "steerer", "dispatch", JIANGBEI },
    { PUKOU_VIEWER, "pukou", "viewer", PUKOU },
    { CAMERA, "camera", "source", XUANWU },
    { NEWCOMER, "newcomer", "clerk", ZHUJIANG_COMMAND },
    { IDLER, "idler", NULL, ZHUJIANG },
};

static enum err insert_units(struct db *db, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(UNITS); i++) {
        struct unit unit = UNITS[i];
        for (size_t k = 0; k < COUNT_OF(NAMES); k++) {
            if (NAMES[k].id != unit.id) continue;
            unit.code = str_from_c(NAMES[k].code);
            unit.short_code = str_from_c(NAMES[k].short_code);
            unit.name = str_from_c(NAMES[k].name);
        }
        err = org_unit_insert(db, &unit, why);
    }
    return err;
}

static enum err insert_people(struct db *db, struct fault *why)
{
    static char hash[160];   /* one for all: hashing is slow on purpose */
    enum err err = ERR_OK;

    if (!hash[0]) {
        struct str made;
        assert_int_equal(password_hash(store_scratch(db), STR(TOWN_PASSWORD), &made), ERR_OK);
        (void)snprintf(hash, sizeof hash, "%.*s", STR_ARG(made));
    }
    for (size_t i = 0; !err && i < COUNT_OF(PEOPLE); i++) {
        struct account_new account = { .id = PEOPLE[i].id, .login = str_from_c(PEOPLE[i].login), .name = str_from_c(PEOPLE[i].login),
                                       .password_hash = PEOPLE[i].id == CAMERA ? STR("") : str_from_c(hash),
                                       .must_change = PEOPLE[i].id == NEWCOMER, .unit_id = PEOPLE[i].unit, .created_at = 1 };
        err = org_account_insert(db, &account, why);
        if (!err && PEOPLE[i].role)
            err = org_grant_insert(db, &(struct grant_new){ 500 + (int)i, PEOPLE[i].id, str_from_c(PEOPLE[i].role), PEOPLE[i].unit, 0, 1 }, why);
    }
    if (!err) err = org_worker_insert(db, WORKER, GRID_ONE, why);
    if (!err) err = org_worker_insert(db, WORKER, GRID_TWO, why);
    return err;
}

static enum err settle(struct db *db, struct store_job *job, struct fault *why)
{
    struct str *texts = job->arg;
    enum err err = org_roles_load(db, texts[0], why);

    if (!err) err = org_settings_load(db, texts[1], why);
    if (!err) err = insert_units(db, why);
    if (!err) err = insert_people(db, why);
    return err;
}

void town_do(struct town *town, enum err (*apply)(struct db *db, struct store_job *job, struct fault *why), void *arg)
{
    struct fault why = { 0 };

    if (store_transact(town->store, 0, apply, arg, &why)) fail_msg("%s", why.en);
}

struct org *town_org(const void *town)
{
    return org_ref(((const struct town *)town)->org);
}

/* ── Databases ─────────────────────────────────────────────────────────── */

static void server_run(const char *sql)
{
    PGconn *server = PQconnectdb(getenv("SHAO_TEST_PG"));
    PGresult *result = PQexec(server, sql);

    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail_msg("%s", PQerrorMessage(server));
    PQclear(result);
    PQfinish(server);
}

static int make_place(struct town *town)
{
    const char *url = getenv("SHAO_TEST_PG"), *path, *options;
    static int number;
    char sql[160];

    if (!town->postgres) {
        (void)snprintf(town->target, sizeof town->target, "/tmp/shao-town-XXXXXX");
        return mkdtemp(town->target) ? 0 : -1;
    }
    (void)snprintf(town->name, sizeof town->name, "shao_town_%d_%d", (int)getpid(), ++number);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", town->name);
    server_run(sql);
    path = strchr(strstr(url, "://") + 3, '/');
    options = strchr(url, '?');
    if (!path) path = options ? options : url + strlen(url);
    (void)snprintf(town->target, sizeof town->target, "%.*s/%s%s", (int)(path - url), url, town->name, options ? options : "");
    return 0;
}

int town_setup(void **state)
{
    struct town *town = calloc(1, sizeof *town);
    struct fault why = { 0 };
    struct str texts[2];
    struct db *db;

    if (!town) return -1;
    town->postgres = on_postgres;
    town->arena = arena_open(64 * 1024 * 1024);
    if (make_place(town)) return -1;
    if (store_open(&(struct store_config){ .target = town->target, .create = true }, &town->store, &why)) fail_msg("%s", why.en);
    if (io_read(town->arena, SOURCE_ROOT "/content/roles.csv", 65536, &texts[0], &why)) fail_msg("%s", why.en);
    if (io_read(town->arena, SOURCE_ROOT "/content/settings.csv", 65536, &texts[1], &why)) fail_msg("%s", why.en);
    town_do(town, settle, texts);
    db = store_reader_take(town->store);
    if (org_load(db, &town->org, &why)) fail_msg("%s", why.en);
    store_reader_give(town->store, db);
    *state = town;
    return 0;
}

int town_teardown(void **state)
{
    static const char *const files[] = { "shao.db", "shao.db-wal", "shao.db-shm", "shao.lock" };
    struct town *town = *state;
    char text[600];

    org_unref(town->org);
    store_close(town->store);
    if (town->postgres) {
        (void)snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", town->name);
        server_run(text);
    } else {
        for (size_t i = 0; i < COUNT_OF(files); i++) {
            (void)snprintf(text, sizeof text, "%s/%s", town->target, files[i]);
            (void)unlink(text);
        }
        (void)rmdir(town->target);
    }
    arena_close(town->arena);
    free(town);
    return 0;
}

int town_run_lite(const char *name, const struct CMUnitTest *tests, size_t count)
{
    char title[64];

    (void)snprintf(title, sizeof title, "%s on SQLite", name);
    return _cmocka_run_group_tests(title, tests, count, NULL, NULL);
}

int town_run(const char *name, const struct CMUnitTest *tests, size_t count)
{
    char title[64];
    int failed = town_run_lite(name, tests, count);

    if (!getenv("SHAO_TEST_PG")) {
        print_message("%s on PostgreSQL: skipped, SHAO_TEST_PG is not set\n", name);
        return failed;
    }
    on_postgres = true;
    (void)snprintf(title, sizeof title, "%s on PostgreSQL", name);
    return failed + _cmocka_run_group_tests(title, tests, count, NULL, NULL);
}
