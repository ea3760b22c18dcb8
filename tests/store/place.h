/*
 * place.h - a fresh database for each test, on SQLite and on PostgreSQL.
 *
 * PLACE_TEST(f) makes `f` run with a `struct place` as its state; run_everywhere
 * runs a table of them on SQLite and, when SHAO_TEST_PG names a server on which
 * databases may be made, on PostgreSQL.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_STORE_PLACE_H
#define TESTS_STORE_PLACE_H

#include "store/counter.h"
#include "store/feed.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct place {
    bool postgres;
    char target[512];       /* for store_open */
    char name[64];          /* PostgreSQL: of the database */
    struct store *store;    /* closed by the teardown when a test left it open */
    struct arena *arena;
};

#define PLACE_TEST(f) { #f, f, place_setup, place_teardown, NULL }
int place_setup(void **state);
int place_teardown(void **state);
/* The number of failed tests. */
int run_everywhere(const char *name, const struct CMUnitTest *tests, size_t count);

/* The store's own tables, and `thing`; a test may edit them and must put them back. */
extern struct migration PLACE_MIGRATIONS[];
enum { PLACE_MIGRATION_COUNT = 2 };

/* Creates or opens, with PLACE_MIGRATIONS, in place->store. */
enum err place_try(struct place *place, struct fault *why);
struct store *place_open(struct place *place);
void place_close(struct place *place);

/* A statement from outside of the store, for what a test must break. */
void place_outside(const struct place *place, const char *sql);

/* ── The table `thing` ─────────────────────────────────────────────────── */

/* Inserts one thing inside a job. */
enum err thing_add(struct db *db, int64_t id, const char *name, struct fault *why);
/* Read on a reader of its own; -1 when it fails. */
int64_t thing_count(struct store *store);
bool thing_exists(struct store *store, int64_t id);
int64_t counter_value(struct store *store, const char *key);
int64_t feed_newest(struct store *store);

/* `why` must say something in both languages. */
#define assert_fault(why, expected)                                                                                    \
    do {                                                                                                               \
        assert_int_equal((why).code, (expected));                                                                      \
        assert_true((why).zh[0] && (why).en[0]);                                                                       \
    } while (0)

#endif
