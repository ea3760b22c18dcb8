/*
 * open_test.c - who may open a database, and what its migrations must be.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct store_config config_of(const struct place *place)
{
    return (struct store_config){ .target = place->target,
                                  .migrations = PLACE_MIGRATIONS,
                                  .migration_count = PLACE_MIGRATION_COUNT };
}

static enum err add_apply(struct db *db, struct store_job *job, struct fault *why)
{
    return thing_add(db, *(int64_t *)job->arg, NULL, why);
}

static void add(struct store *store, int64_t id)
{
    struct fault why = { 0 };

    if (store_transact(store, id, add_apply, &id, &why)) fail_msg("%s", why.en);
}

/* ── Opening ───────────────────────────────────────────────────────────── */

static void nothing_is_made_unless_asked(void **state)
{
    struct place *place = *state;
    struct store_config config = config_of(place);
    struct store *store = NULL;
    struct fault why = { 0 };
    char path[600];

    /* On PostgreSQL the database is there but empty: older than the program. */
    assert_int_equal(store_open(&config, &store, &why), place->postgres ? ERR_CONFLICT : ERR_NOT_FOUND);
    assert_fault(why, place->postgres ? ERR_CONFLICT : ERR_NOT_FOUND);
    assert_null(store);
    (void)snprintf(path, sizeof path, "%s/shao.db", place->target);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void what_was_written_is_there_after_opening_again(void **state)
{
    struct place *place = *state;
    struct store_config config = config_of(place);

    add(place_open(place), 1);
    place_close(place);
    assert_int_equal(store_open(&config, &place->store, NULL), ERR_OK);
    assert_true(thing_exists(place->store, 1));
    add(place->store, 2);
    place_close(place);
    assert_int_equal(thing_count(place_open(place)), 2);
}

static void an_unreachable_server_is_a_clear_answer(void **state)
{
    static const char *const targets[] = { "postgres://nobody@127.0.0.1:1/none", "postgresql://%zz", "/proc/no/such" };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct store_config config = { .target = targets[i], .create = true };
        struct store *store = NULL;
        struct fault why = { 0 };
        enum err err = store_open(&config, &store, &why);

        assert_int_not_equal(err, ERR_OK);
        assert_fault(why, err);
        assert_null(store);
    }
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };
    char path[600];
    FILE *file;

    if (place->postgres) return;
    (void)snprintf(path, sizeof path, "%s/shao.db", place->target);
    file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) (void)fputs("not a database\n", file);
    (void)fclose(file);
    assert_int_equal(place_try(place, &why), ERR_STORE);
    assert_fault(why, ERR_STORE);
}

/* ── One server, any number of readers ─────────────────────────────────── */

static void a_second_server_is_locked_out_of_a_file(void **state)
{
    struct place *place = *state;
    struct store_config config = config_of(place);
    struct store *second = NULL;
    struct fault why = { 0 };
    char pid[16];
    enum err err;

    place_open(place);
    err = store_open(&config, &second, &why);
    if (place->postgres) { /* any number of servers share one PostgreSQL */
        assert_int_equal(err, ERR_OK);
        add(second, 1);
        add(place->store, 2);
        assert_true(thing_exists(place->store, 1) && thing_exists(second, 2));
        store_close(second);
        return;
    }
    assert_int_equal(err, ERR_LOCKED);
    assert_fault(why, ERR_LOCKED);
    assert_null(second);
    (void)snprintf(pid, sizeof pid, "%d", (int)getpid());
    assert_non_null(strstr(why.en, pid));
    assert_non_null(strstr(why.zh, place->target));
    add(place->store, 3);
    place_close(place);
    assert_int_equal(store_open(&config, &second, &why), ERR_OK);
    store_close(second);
}

static void another_process_is_locked_out_too(void **state)
{
    struct place *place = *state;
    int status = 0;
    pid_t child;

    if (place->postgres) return;
    place_close(place);
    int ready[2], stop[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(stop), 0);
    child = fork();
    if (child == 0) {
        enum err err = place_try(place, NULL);
        (void)!write(ready[1], "r", 1);
        (void)!read(stop[0], &byte, 1);
        _exit(err ? 1 : 0); /* without closing: the lock goes with the process */
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(place_try(place, NULL), ERR_LOCKED);
    assert_int_equal(write(stop[1], "s", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(place_try(place, NULL), ERR_OK);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(stop[i]);
    }
}

static void reading_only_works_beside_a_server_and_without(void **state)
{
    struct place *place = *state;
    struct store_config config = config_of(place);
    struct store *reading = NULL;
    struct store_job job = { .apply = add_apply };
    struct fault why = { 0 };

    config.read_only = true;
    add(place_open(place), 1);
    for (int beside = 1; beside >= 0; beside--) {
        if (!beside) place_close(place);
        if (store_open(&config, &reading, &why)) fail_msg("%s", why.en);
        assert_int_equal(thing_count(reading), 2 - beside);
        assert_int_equal(store_submit(reading, &job), ERR_UNSUPPORTED);
        assert_int_equal(store_transact(reading, 0, add_apply, NULL, &why), ERR_UNSUPPORTED);
        assert_int_equal(store_stats(reading).jobs, 0);
        if (beside) {
            add(place->store, 2);
            assert_int_equal(thing_count(reading), 2);
        }
        store_close(reading);
    }
}

/* ── Migrations ────────────────────────────────────────────────────────── */

static void refused(struct place *place, bool create, const char *named)
{
    struct store_config config = config_of(place);
    struct fault why = { 0 };

    config.create = create;
    assert_int_equal(store_open(&config, &place->store, &why), ERR_CONFLICT);
    assert_fault(why, ERR_CONFLICT);
    if (!strstr(why.en, named) || !strstr(why.zh, named)) fail_msg("%s is not named: %s", named, why.en);
    assert_null(place->store);
}

static void migrations_are_registered_once(void **state)
{
    struct place *place = *state;

    add(place_open(place), 1);
    for (int i = 0; i < 3; i++) {
        place_close(place);
        assert_int_equal(thing_count(place_open(place)), 1);
    }
}

static void an_edited_migration_refuses_to_start(void **state)
{
    struct place *place = *state;
    struct migration before = PLACE_MIGRATIONS[1];

    place_open(place);
    place_close(place);
    PLACE_MIGRATIONS[1].sqlite = "CREATE TABLE thing (id BIGINT)";
    refused(place, true, "9001_thing.sql");
    refused(place, false, "9001_thing.sql");
    PLACE_MIGRATIONS[1] = before;
    PLACE_MIGRATIONS[1].postgres = "CREATE TABLE thing (id BIGINT)";
    refused(place, true, "9001_thing.sql");
    PLACE_MIGRATIONS[1] = before;
    place_outside(place, "UPDATE schema_patch SET checksum = 'x' WHERE name = '0001_store'");
    refused(place, true, "0001_store.sql");
}

static void a_newer_database_is_refused(void **state)
{
    struct place *place = *state;

    place_open(place);
    place_close(place);
    place_outside(place, "INSERT INTO schema_patch (name, checksum, applied_at) VALUES ('9002_future', 'x', 1)");
    refused(place, true, "9002_future");
    refused(place, false, "9002_future");
}

static void a_gap_is_refused(void **state)
{
    struct place *place = *state;

    place_open(place);
    place_close(place);
    place_outside(place, "DELETE FROM schema_patch WHERE name = '0001_store'");
    refused(place, true, "0001_store");
}

static void an_older_database_is_brought_up_only_when_asked(void **state)
{
    struct place *place = *state;
    struct store_config config = config_of(place);
    struct migration before = PLACE_MIGRATIONS[1];
    struct fault why = { 0 };

    place_open(place);
    place_close(place);
    place_outside(place, "DELETE FROM schema_patch WHERE name = '9001_thing'");
    place_outside(place, "DROP TABLE thing");
    refused(place, false, "9001_thing");
    config.read_only = config.create = true;
    assert_int_equal(store_open(&config, &place->store, &why), ERR_CONFLICT);
    PLACE_MIGRATIONS[1] = before;
    assert_int_equal(thing_count(place_open(place)), 0);
}

/* Its second statement fails: nothing of the first is left, and repaired it runs. */
static void a_failing_migration_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct migration before = PLACE_MIGRATIONS[1];
    struct fault why = { 0 };

    PLACE_MIGRATIONS[1].sqlite = PLACE_MIGRATIONS[1].postgres =
        "CREATE TABLE thing (id BIGINT); CREATE TABLE thing (id BIGINT)";
    assert_int_not_equal(place_try(place, &why), ERR_OK);
    assert_non_null(strstr(why.en, "9001_thing.sql"));
    assert_null(place->store);
    PLACE_MIGRATIONS[1] = before;
    add(place_open(place), 1);
}

static void no_failing_statement_leaves_half_a_migration(void **state)
{
    struct place *place = *state;

    for (size_t n = 1; n < 200; n++) {
        struct fault why = { 0 };

        store_fail_after(n, ERR_INTERNAL);
        enum err err = place_try(place, &why);
        store_fail_after(0, ERR_OK);
        if (!err) {
            assert_true(n > 6);
            add(place->store, 1);
            return;
        }
        assert_fault(why, ERR_INTERNAL);
    }
    fail();
}

static void no_failing_allocation_breaks_opening(void **state)
{
    struct place *place = *state;

    for (size_t n = 1; n < 2000; n++) {
        struct fault why = { 0 };

        arena_fail_after(n);
        enum err err = place_try(place, &why);
        arena_fail_after(0);
        if (!err) {
            assert_true(n > 10);
            add(place->store, 1);
            return;
        }
        assert_fault(why, ERR_NO_MEMORY);
        assert_null(place->store);
    }
    fail();
}

/* Servers that start together: one of them migrates, the others find it done. */
static void servers_starting_together_migrate_once(void **state)
{
    enum { SERVERS = 4 };
    struct place *place = *state;
    pid_t children[SERVERS];

    if (!place->postgres) return;
    for (size_t i = 0; i < SERVERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct fault why = { 0 };
            enum err err = place_try(place, &why);
            if (err) print_message("%s\n", why.en);
            place_close(place);
            _exit(err ? 1 : 0);
        }
    }
    for (size_t i = 0; i < SERVERS; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    add(place_open(place), 1);
}

/* All migrations of the program, in their order, on an empty database; `thing` comes after them. */
static void the_programs_own_migrations_apply(void **state)
{
    struct place *place = *state;
    struct migration *list = arena_array(place->arena, struct migration, STORE_MIGRATION_COUNT + 1);
    struct store_config config = {
        .target = place->target, .create = true, .migrations = list, .migration_count = STORE_MIGRATION_COUNT + 1
    };
    struct fault why = { 0 };

    memcpy(list, STORE_MIGRATIONS, STORE_MIGRATION_COUNT * sizeof *list);
    list[STORE_MIGRATION_COUNT] = PLACE_MIGRATIONS[1];
    for (size_t i = 1; i < STORE_MIGRATION_COUNT; i++) assert_true(strcmp(list[i - 1].name, list[i].name) < 0);
    if (store_open(&config, &place->store, &why)) fail_msg("%s", why.en);
    add(place->store, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(nothing_is_made_unless_asked),
        PLACE_TEST(what_was_written_is_there_after_opening_again),
        PLACE_TEST(an_unreachable_server_is_a_clear_answer),
        PLACE_TEST(a_file_that_is_no_database_is_refused),
        PLACE_TEST(a_second_server_is_locked_out_of_a_file),
        PLACE_TEST(another_process_is_locked_out_too),
        PLACE_TEST(reading_only_works_beside_a_server_and_without),
        PLACE_TEST(migrations_are_registered_once),
        PLACE_TEST(an_edited_migration_refuses_to_start),
        PLACE_TEST(a_newer_database_is_refused),
        PLACE_TEST(a_gap_is_refused),
        PLACE_TEST(an_older_database_is_brought_up_only_when_asked),
        PLACE_TEST(a_failing_migration_leaves_nothing),
        PLACE_TEST(no_failing_statement_leaves_half_a_migration),
        PLACE_TEST(no_failing_allocation_breaks_opening),
        PLACE_TEST(servers_starting_together_migrate_once),
        PLACE_TEST(the_programs_own_migrations_apply),
    };

    return run_everywhere("open", tests, COUNT_OF(tests));
}
