/*
 * ward.h - a small city for the tests of the spine, with the real content.
 *
 * Two statutory districts and a steering one, three streets with every team,
 * four communities, grids that are squares, and two handlers, a leader and a
 * desk wherever tasks can wait.  The processes, decisions and catalogues are
 * those of content/.  The clock is `ward->now` and stands still unless a test
 * moves it.
 *
 * A program's tests share one ward; WARD_CLEAN takes all cases out of it first
 * and turns the clock back, WARD_FRESH gives a test a ward of its own.
 * ward_run runs the table on SQLite, and on PostgreSQL when SHAO_TEST_PG names
 * a server on which databases may be made.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CASE_WARD_H
#define TESTS_CASE_WARD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "case/list.h"
#include "case/plan.h"
#include "case/runner.h"
#include "case/verify.h"

/* Units.  A team or department of area A has the id A * 100 + its place in the list (see ward_unit). */
enum {
    CITY = 1, XUANWU = 10, PUKOU = 20, JIANGBEI = 30,
    ZHUJIANG = 11, XINJIE = 12, TAISHAN = 21,               /* 泰山街道 is steered by 江北新区 */
    EAST = 40, WEST = 41, SOUTH = 42, NORTH = 43,           /* of 珠江路, 珠江路, 新街口, 泰山 */
};
/* Grids: squares of 0.02 degrees; the school lies inside EAST_ONE. */
enum { EAST_ONE = 901, EAST_TWO = 902, WEST_ONE = 903, SOUTH_ONE = 904, NORTH_ONE = 905, SCHOOL = 911 };
/* Accounts of areas; those of teams come from ward_handler and ward_leader. */
enum {
    WORKER = 101, WORKER_TWO = 102, WORKER_WEST = 103, WORKER_SOUTH = 104, WORKER_NORTH = 105,
    DESK_EAST = 111, DESK_WEST = 112, DESK_SOUTH = 113, DESK_NORTH = 114,
    INTAKE = 121, DISPATCH = 122, COMMAND = 123, CLERK = 124, GRID_MANAGER = 125,
    HEAD_EAST = 115, SECRETARY = 116, DIRECTOR = 117, DEPUTY = 118,
    INTAKE_SOUTH = 131, DISPATCH_SOUTH = 132, COMMAND_SOUTH = 133,
    INTAKE_NORTH = 141, DISPATCH_NORTH = 142, COMMAND_NORTH = 143,
    DISTRICT = 151, DISTRICT_PUKOU = 152, DISTRICT_STEERING = 153, VIEWER = 161, WALL = 163, PROCESS_ADMIN = 162, ROBOT = 182, SYSADMIN = 171, SECADMIN = 172, AUDITOR = 173, MODELER = 174, MODELER_PUKOU = 175, CAMERA = 181,
    WARD_SYSTEM = -1, WARD_RESIDENT = 0,
};

struct ward {
    bool postgres;
    char folder[64], target[512], name[64];     /* keys and SQLite; what store_open gets; PostgreSQL's database */
    struct store *store;
    struct world *world;
    struct arena *arena;                        /* of the running test */
    int64_t now;
    int spot;                                   /* the next unused place in a grid */
    struct fault why;                           /* of the last call */
};

#define WARD_KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"   /* the camera's API key */

int ward_setup(void **state);
int ward_teardown(void **state);
int ward_clean(void **state);
#define WARD_BEGIN "2026-03-02T10:00"
#define WARD_TEST(f) { #f, f, NULL, NULL, NULL }
#define WARD_CLEAN(f) { #f, f, ward_clean, NULL, NULL }
#define WARD_FRESH(f) { #f, f, ward_setup, ward_teardown, NULL }
int ward_run(const char *name, const struct CMUnitTest *tests, size_t count);

/* The same city for a server: everybody's password is `words`, logins are role and id ("intake121"). */
enum err ward_make(const char *folder, const char *target, const char *words, struct fault *why) MUST_CHECK;

/* "2026-03-02T10:00" in Nanjing; the ward's first instant is that Monday. */
int64_t ward_time(const char *text);
/* Runs a job; the test fails when it does. */
void ward_do(struct ward *ward, enum err (*apply)(struct db *db, struct store_job *job, struct fault *why), void *arg);
/* A statement from outside of the program, on the database itself. */
void ward_outside(const struct ward *ward, const char *sql);

/* Deploys a process of tests/case/models under this id as a new release; cases opened from now on run on it. */
void ward_define(struct ward *ward, const char *id, const char *file);

/* ── Who and where ─────────────────────────────────────────────────────── */

int64_t ward_unit(const struct ward *ward, const char *code);       /* "320102002-enforcement" */
int64_t ward_handler(int64_t unit, int n);                          /* n: 1 or 2 */
int64_t ward_leader(int64_t unit);
const struct user *ward_user(struct ward *ward, int64_t account);   /* NULL for the system and residents */
/* A place in the grid at least 60 m from every other one given out. */
void ward_spot(struct ward *ward, int64_t grid, double *lon, double *lat);
void ward_on_duty(struct ward *ward, int64_t account, int64_t unit, bool on);
void ward_fix(struct ward *ward, int64_t account, double lon, double lat, int64_t at);

/* ── Acting ────────────────────────────────────────────────────────────── */

struct opening {
    int64_t account;                  /* who reports; WARD_RESIDENT for nobody */
    int64_t grid;                     /* a new spot there, unless lon is given */
    double lon, lat;
    const char *item, *source, *source_no, *text, *facts, *address, *contact, *kind;
    double confidence;
    int64_t urgency, duplicate_of;
    bool on_spot;
};
enum err ward_try_open(struct ward *ward, struct opening opening, int64_t *id);
/* The id of the case, or of the one that was there. */
int64_t ward_open(struct ward *ward, struct opening opening);
/* A worker's own report of this type in EAST_ONE: filed at once. */
int64_t ward_filed(struct ward *ward, const char *item);

struct step { const char *note, *unit, *fields, *units; bool photo; int64_t task, version; double lon, lat; };   /* units: blanks between; lon: where it is done */
/* Completes the open task `element` (or step.task). */
enum err ward_try(struct ward *ward, int64_t account, int64_t case_id, const char *element, const char *outcome, struct step step);
void ward_complete(struct ward *ward, int64_t account, int64_t case_id, const char *element, const char *outcome, struct step step);
enum err ward_try_op(struct ward *ward, int64_t account, int64_t case_id, const char *op, const char *fields);
void ward_op(struct ward *ward, int64_t account, int64_t case_id, const char *op, const char *fields);
enum err ward_try_hold(struct ward *ward, int64_t account, int64_t task, enum task_hold how);
void ward_hold(struct ward *ward, int64_t account, int64_t task, enum task_hold how);
enum err ward_rate(struct ward *ward, int64_t case_id, int64_t score, int64_t solved);
/*
 * Steps by whoever serves the desk, each with a note, an after-photo and what
 * the form requires: "verify=confirmed dispatch=dispatch:320102002-enforcement".
 * "!return" is an operation with usual fields, "+3d" lets time pass and timers fire.
 */
void ward_walk(struct ward *ward, int64_t case_id, const char *steps);
const char *ward_op_fields(struct ward *ward, struct str op, const char *other_number);
/* Somebody who serves the desk of this task. */
int64_t ward_server(const struct ward *ward, const struct task_view *task);
/* Applies a plan as a job. */
enum err ward_apply(struct ward *ward, struct case_plan *plan);
/* Fires timers until none is due. */
int64_t ward_fire(struct ward *ward);

/* ── Looking ───────────────────────────────────────────────────────────── */

struct case_record ward_case(struct ward *ward, int64_t id);
const struct task_view *ward_task(struct ward *ward, int64_t case_id, const char *element);   /* open one, or NULL */
size_t ward_tasks(struct ward *ward, int64_t case_id, const struct task_view **tasks);
size_t ward_journal(struct ward *ward, int64_t case_id, const struct journal_view **rows);
/* The newest journal row of this kind, or NULL. */
const struct journal_view *ward_journal_last(struct ward *ward, int64_t case_id, const char *kind);
size_t ward_journal_count(struct ward *ward, int64_t case_id, const char *kind);
/* Everything stored about the case, as text: equal texts, nothing written. */
const char *ward_snapshot(struct ward *ward, int64_t case_id);
/* How many rows all tables of the spine have together, and the sum of all counters. */
int64_t ward_total(struct ward *ward);
/* 0 when nothing was ever counted under the key. */
int64_t ward_counter(struct ward *ward, const char *key);
int64_t ward_number(struct ward *ward, const struct query *query, const struct store_arg *args, size_t count);
bool ward_whole(struct ward *ward);

/* The last call was refused like this, with a sentence in both languages. */
#define assert_refused(ward, got, expected)                                                                            \
    do {                                                                                                               \
        assert_string_equal(err_name(got), err_name(expected));                                                        \
        assert_true((ward)->why.zh[0] && (ward)->why.en[0]);                                                           \
    } while (0)
#define assert_stage(ward, id, expected) assert_string_equal(str_c((ward)->arena, ward_case(ward, id).stage), expected)

#endif
