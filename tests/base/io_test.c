/*
 * Files and folders, ids and log lines.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/civil.h"
#include "base/id.h"
#include "base/io.h"
#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    struct arena *arena;
    char folder[64];
};

static int make_place(void **state)
{
    static struct place place;

    place.arena = arena_open(1 << 20);
    snprintf(place.folder, sizeof place.folder, "/tmp/shao-io-XXXXXX");
    *state = &place;
    return place.arena && mkdtemp(place.folder) ? 0 : -1;
}

static int remove_place(void **state)
{
    struct place *place = *state;
    char command[128];

    arena_close(place->arena);
    snprintf(command, sizeof command, "rm -rf %s", place->folder);
    return system(command);
}

static const char *path_in(struct place *place, const char *name)
{
    return str_format(place->arena, "%s/%s", place->folder, name).at;
}

static void files_come_back(void **state)
{
    struct place *place = *state;
    const char *path = path_in(place, "a");
    struct str bytes = { "x\0y\xFF", 4 }, got;

    CHECK_ERR("write", io_write(path, bytes, NULL), ERR_OK);
    CHECK_ERR("read", io_read(place->arena, path, 4, &got, NULL), ERR_OK);
    assert_true(str_eq(got, bytes));
    assert_int_equal(got.at[got.len], '\0');
    CHECK_ERR("replace", io_write(path, STR(""), NULL), ERR_OK);
    CHECK_ERR("read", io_read(place->arena, path, 4, &got, NULL), ERR_OK);
    assert_int_equal(got.len, 0);
}

static void what_cannot_be_read(void **state)
{
    struct place *place = *state;
    struct str got = STR_NONE;
    struct fault why = { 0 };

    CHECK_ERR("write", io_write(path_in(place, "a"), STR("12345"), NULL), ERR_OK);
    CHECK_ERR("too large", io_read(place->arena, path_in(place, "a"), 4, &got, &why), ERR_TOO_LARGE);
    CHECK_ERR("missing", io_read(place->arena, path_in(place, "b"), 4, &got, &why), ERR_NOT_FOUND);
    assert_non_null(strstr(why.en, "/b"));
    CHECK_ERR("below a file", io_read(place->arena, path_in(place, "a/b"), 4, &got, &why), ERR_NOT_FOUND);
    CHECK_ERR("a folder", io_read(place->arena, place->folder, 4, &got, &why), ERR_INVALID);
    assert_int_equal(mkfifo(path_in(place, "pipe"), 0600), 0);
    CHECK_ERR("a pipe", io_read(place->arena, path_in(place, "pipe"), 4, &got, &why), ERR_INVALID);
    assert_null(got.at);
}

static void a_failed_write_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };
    struct str *names;
    size_t count;

    CHECK_ERR("no such folder", io_write(path_in(place, "no/file"), STR("x"), &why), ERR_NOT_FOUND);
    CHECK_ERR("a folder in the way", io_mkdirs(path_in(place, "taken"), NULL), ERR_OK);
    CHECK("refused", io_write(path_in(place, "taken"), STR("x"), &why) != ERR_OK && why.zh[0]);
    CHECK_ERR("list", io_list(place->arena, place->folder, STR(""), &names, &count, NULL), ERR_OK);
    CHECK_INT("nothing left behind", count, 0);
    char long_name[5000];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    CHECK_ERR("long name", io_write(long_name, STR("x"), &why), ERR_INVALID);
}

static void folders_are_made(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };
    struct stat st;

    CHECK_ERR("deep", io_mkdirs(path_in(place, "a/b//c/"), &why), ERR_OK);
    assert_true(stat(path_in(place, "a/b/c"), &st) == 0 && S_ISDIR(st.st_mode));
    CHECK_ERR("again", io_mkdirs(path_in(place, "a/b/c"), &why), ERR_OK);
    CHECK_ERR("file", io_write(path_in(place, "f"), STR("x"), NULL), ERR_OK);
    CHECK_ERR("over a file", io_mkdirs(path_in(place, "f"), &why), ERR_CONFLICT);
    CHECK_ERR("below a file", io_mkdirs(path_in(place, "f/g"), &why), ERR_NOT_FOUND);
    CHECK_ERR("empty", io_mkdirs("", &why), ERR_INVALID);
}

static void folders_are_listed_in_order(void **state)
{
    struct place *place = *state;
    struct str *names = NULL;
    size_t count = 0;
    char name[16];

    for (int i = 99; i >= 0; i--) {
        snprintf(name, sizeof name, "%02d.csv", i);
        CHECK_ERR(name, io_write(path_in(place, name), STR("x"), NULL), ERR_OK);
    }
    CHECK_ERR("other", io_write(path_in(place, "x.txt"), STR("x"), NULL), ERR_OK);
    CHECK_ERR("folder", io_mkdirs(path_in(place, "folder.csv"), NULL), ERR_OK);
    CHECK_ERR("list", io_list(place->arena, place->folder, STR(".csv"), &names, &count, NULL), ERR_OK);
    assert_int_equal(count, 100);
    CHECK_STR("first", names[0], "00.csv");
    CHECK_STR("last", names[99], "99.csv");
    CHECK_ERR("missing", io_list(place->arena, path_in(place, "no"), STR(""), &names, &count, NULL), ERR_NOT_FOUND);
    assert_int_equal(count, 100);
}

enum { THREADS = 4, IDS = 20000 };
static int64_t made[THREADS][IDS];

static void *make_ids(void *ids)
{
    for (int i = 0; i < IDS; i++) ((int64_t *)ids)[i] = id_new();
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void ids_never_repeat(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int64_t before = time_now_ms();

    id_set_node(1023);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, make_ids, made[i]), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) {
        for (int j = 1; j < IDS; j++) assert_true(made[i][j] > made[i][j - 1]);
    }
    int64_t *all = made[0];
    qsort(all, THREADS * IDS, sizeof *all, by_value);
    for (int i = 1; i < THREADS * IDS; i++) assert_true(all[i] != all[i - 1]);
    assert_true(all[0] > 0);
    assert_in_range(id_time_ms(all[0]) - before + 1, 0, 10000);
    assert_int_equal(all[0] >> 12 & 1023, 1023);
    assert_true(id_floor(id_time_ms(all[0])) <= all[0] && id_floor(id_time_ms(all[0]) + 1) > all[0]);
    assert_int_equal(id_floor(0), 0);
    assert_true(id_floor(INT64_MAX) == INT64_MAX);
    id_set_node(0);
}

static void log_lines_stay_lines(void **state)
{
    struct place *place = *state;
    struct str text;
    int kept = dup(STDERR_FILENO), fd = open(path_in(place, "log"), O_CREAT | O_WRONLY | O_APPEND, 0600);
    char long_text[3000];

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_true(fd >= 0 && dup2(fd, STDERR_FILENO) >= 0);
    log_line(LOG_INFO, "case=%d", 7);
    log_line(LOG_DEBUG, "not shown");
    log_line(LOG_WARN, "a\nfake \x1b[31m line\r");
    log_line(LOG_ERROR, "%s", long_text);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(fd);
    CHECK_ERR("read", io_read(place->arena, path_in(place, "log"), 1 << 20, &text, NULL), ERR_OK);
    struct str line;
    assert_true(str_split(&text, '\n', &line) && str_ends(line, STR("INFO  case=7")));
    assert_true(str_split(&text, '\n', &line) && str_ends(line, STR("WARN  a fake  [31m line ")));
    assert_true(str_split(&text, '\n', &line) && str_ends(line, STR("xxx")) && line.len < 1100);
    assert_true(str_split(&text, '\n', &line) && line.len == 0 && !text.at);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_come_back),  TEST(what_cannot_be_read),         TEST(a_failed_write_leaves_nothing),
        TEST(folders_are_made), TEST(folders_are_listed_in_order), cmocka_unit_test(ids_never_repeat),
        TEST(log_lines_stay_lines),
    };
    return cmocka_run_group_tests_name("base/io", tests, NULL, NULL);
}
