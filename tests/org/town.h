/*
 * town.h - a little city in a database of its own, for tests of org and above.
 *
 * Two statutory districts, one steering district over a street of the second;
 * teams, departments, a grid worker with two grids, and people of every kind.
 * Everyone's password is TOWN_PASSWORD.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_ORG_TOWN_H
#define TESTS_ORG_TOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "org/account.h"
#include "org/session.h"

#define TOWN_PASSWORD "Right-Pass-1"

/* Units. */
enum {
    CITY = 1, XUANWU = 10, PUKOU = 20, JIANGBEI = 30,            /* city, districts, steering district */
    ZHUJIANG = 11, TAISHAN = 21,                                 /* streets; 泰山街道 is steered by 江北新区 */
    ZHUJIANG_EAST = 12, TAISHAN_NORTH = 22,                      /* communities */
    ZHUJIANG_TEAM = 13, ZHUJIANG_COMMAND = 14, TAISHAN_TEAM = 23,
    XUANWU_CENTER = 15, PUKOU_URBAN = 24, JIANGBEI_CENTER = 31,
};
/* Grids. */
enum { GRID_ONE = 901, GRID_TWO = 902 };
/* Accounts. */
enum { WORKER = 101, DISPATCHER = 102, HANDLER = 103, LEADER = 104, SYSADMIN = 105, SECADMIN = 106, AUDITOR = 107, STEERER = 108,
       PUKOU_VIEWER = 109, CAMERA = 110, NEWCOMER = 111, IDLER = 112 };

struct town {
    char target[512], name[64];
    bool postgres;
    struct store *store;
    struct org *org;
    struct arena *arena;
};

int town_setup(void **state);
int town_teardown(void **state);
#define TOWN_TEST(f) { #f, f, town_setup, town_teardown, NULL }
/* Runs the tests on SQLite, and on PostgreSQL when SHAO_TEST_PG names a server; the number of failed ones. */
int town_run(const char *name, const struct CMUnitTest *tests, size_t count);
/* On SQLite alone: for what does not depend on the store. */
int town_run_lite(const char *name, const struct CMUnitTest *tests, size_t count);

/* The current organisation, with a reference (http_config.org). */
struct org *town_org(const void *town);
/* Runs a job; fails the test when it fails. */
void town_do(struct town *town, enum err (*apply)(struct db *db, struct store_job *job, struct fault *why), void *arg);

#endif
