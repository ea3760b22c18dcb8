/*
 * crash_test.c - kill -9 in the middle of batches, and a full disk.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"

#include <fcntl.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 12, BURST = 40, ROUND_IDS = 1000000 };

/* One statement, so one moment: things, what was counted, what was told. */
QUERY(TOTALS) = {
    .name = "totals",
    .sql = "SELECT (SELECT COUNT(*) FROM thing), (SELECT COALESCE(MAX(value), 0) FROM counter WHERE key = 'things'),"
           " (SELECT COUNT(*) FROM feed), (SELECT COALESCE(MAX(seq), 0) FROM feed)",
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT },
};

QUERY(HEAVY_ADD) = {
    .name = "heavy_add",
    .sql = "INSERT INTO thing (id, name, data) VALUES ($1, $2, $3)",
    .takes = { STORE_INT, STORE_TEXT, STORE_BLOB },
};

struct heavy {
    struct store_job job;
    int64_t id;
    size_t size;
    int log; /* acknowledged ids are written here */
    sem_t *finished;
};

/* Two rows that refer to each other, a counter and an event. */
static enum err heavy_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static const char bytes[65536];
    struct heavy *heavy = job->arg;
    struct feed_event event = { .case_id = heavy->id, .kind = "thing", .body = STR("{}") };
    char name[32];
    enum err err;

    (void)snprintf(name, sizeof name, "%lld", (long long)heavy->id);
    err = store_run(db, &HEAVY_ADD, ARGS(arg_int(heavy->id), arg_c(name), arg_blob((struct str){ bytes, heavy->size })),
                    NULL, why);
    if (!err) err = store_count(db, STR("things"), 1, why);
    if (!err) err = store_feed(db, &event, why);
    return err;
}

static void check_totals(struct place *place, int64_t least)
{
    struct db *db = store_reader_take(place->store);
    struct rows row;

    assert_int_equal(store_one(db, place->arena, &TOTALS, NO_ARGS, &row, NULL), ERR_OK);
    store_reader_give(place->store, db);
    for (size_t i = 1; i < 4; i++) assert_int_equal(row_int(&row, 0, i), row_int(&row, 0, 0));
    assert_true(row_int(&row, 0, 0) >= least);
}

/* ── kill -9 ───────────────────────────────────────────────────────────── */

static void heavy_done(struct store_job *job)
{
    struct heavy *heavy = job->arg;

    if (job->err || write(heavy->log, &heavy->id, sizeof heavy->id) != sizeof heavy->id) _exit(3);
    sem_post(heavy->finished);
}

/* In the child: bursts of jobs until the end of the process. */
static void run_until_killed(struct place *place, int64_t id, int log)
{
    struct heavy jobs[BURST];
    sem_t finished;

    sem_init(&finished, 0, 0);
    if (place_try(place, NULL)) _exit(2);
    for (;;) {
        for (size_t i = 0; i < BURST; i++) {
            jobs[i] = (struct heavy){ .id = ++id, .size = (size_t)id % 3000, .log = log, .finished = &finished };
            jobs[i].job = (struct store_job){ .key = id, .apply = heavy_apply, .done = heavy_done, .arg = &jobs[i] };
            if (store_submit(place->store, &jobs[i].job)) _exit(4);
        }
        for (size_t i = 0; i < BURST; i++) sem_wait(&finished);
    }
}

/* Looks for the ids in the log from the `from`-th on; the number of all in the log. */
static int64_t check_acknowledged(struct place *place, int log, int64_t from)
{
    int64_t id;

    for (; pread(log, &id, sizeof id, from * (off_t)sizeof id) == sizeof id; from++)
        if (!thing_exists(place->store, id)) fail_msg("job %lld was acknowledged and is lost", (long long)id);
    return from;
}

static void what_was_acknowledged_survives_kill_9(void **state)
{
    struct place *place = *state;
    int64_t acknowledged = 0;
    char path[64] = "/tmp/shao-acknowledged-XXXXXX";
    int log = mkostemp(path, O_APPEND);

    assert_true(log >= 0);
    (void)unlink(path);
    place_open(place);
    place_close(place);
    srand(20240101);
    for (int64_t round = 1; round <= ROUNDS; round++) {
        struct timespec life = { .tv_nsec = (60 + rand() % 200) * 1000000L };
        int status = 0;
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) run_until_killed(place, round * ROUND_IDS, log);
        (void)nanosleep(&life, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status)); /* it did not end by itself */
        place_open(place);
        acknowledged = check_acknowledged(place, log, acknowledged);
        check_totals(place, acknowledged);
        place_close(place);
    }
    print_message("kill -9 %d times: %lld jobs acknowledged, none lost\n", ROUNDS, (long long)acknowledged);
    assert_true(acknowledged > ROUNDS);
    close(log);
}

/* ── A full disk ───────────────────────────────────────────────────────── */

enum { CANNOT_MOUNT = 77, BALLAST = 1024 * 1024 };

static bool mount_small(const char *folder)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", folder, "tmpfs", 0, "size=4m") == 0;
}

static void ballast(const struct place *place, bool there)
{
    static const char bytes[BALLAST];
    char path[600];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/ballast", place->target);
    if (!there) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, sizeof bytes, file), sizeof bytes);
    assert_int_equal(fclose(file), 0);
}

static enum err heavy_add(struct place *place, int64_t id, size_t size, struct fault *why)
{
    struct heavy heavy = { .id = id, .size = size };

    return store_transact(place->store, id, heavy_apply, &heavy, why);
}

/* In a child with its own small disk: fill it, read on, make room, write on. */
static void fill_and_recover(struct place *place)
{
    struct fault why = { 0 };
    int64_t id = 0;
    enum err err;

    ballast(place, true);
    place_open(place);
    while (!(err = heavy_add(place, ++id, 20000, &why))) assert_true(id < 10000);
    assert_fault(why, ERR_DISK_FULL);
    assert_true(id > 10);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(heavy_add(place, id + i, 60000, &why), ERR_DISK_FULL);
        assert_false(thing_exists(place->store, id + i));
        assert_true(thing_exists(place->store, id - 1));
        check_totals(place, id - 1);
    }
    ballast(place, false);
    for (int i = 0; i < 10; i++) assert_int_equal(heavy_add(place, id++, 20000, &why), ERR_OK);
    check_totals(place, id - 1);
    place_close(place);
    place_open(place);
    check_totals(place, id - 1);
    place_close(place);
}

static void fill_test(void **state)
{
    fill_and_recover(*state);
}

static void a_full_disk_stops_writing_only(void **state)
{
    struct place *place = *state;
    int status = 0;
    pid_t child;

    if (place->postgres) return; /* its disk is the server's; the code is tried by injection in writer_test */
    (void)fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct CMUnitTest inner[] = { { "fill", fill_test, NULL, NULL, place } };
        if (!mount_small(place->target)) _exit(CANNOT_MOUNT);
        _exit(_cmocka_run_group_tests("a small disk", inner, 1, NULL, NULL) ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == CANNOT_MOUNT) {
        print_message("full disk: skipped, a small file system cannot be mounted here\n");
        return;
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(what_was_acknowledged_survives_kill_9),
        PLACE_TEST(a_full_disk_stops_writing_only),
    };

    return run_everywhere("crash", tests, COUNT_OF(tests));
}
