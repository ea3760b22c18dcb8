/*
 * whole_test.c - the program itself: a demo city is made, filled and proved
 * whole; a server runs on it, and part of a day goes through its API.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../base/check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"

enum { OUT_MAX = 65536, ARGS_MAX = 24 };
static char folder[] = "/tmp/shao-whole-XXXXXX", data[64], out[OUT_MAX];

/* Starts shao with a pipe for what it prints; the words end with NULL. */
static pid_t start(const char *const *words, int *from)
{
    const char *args[ARGS_MAX] = { SHAO };
    int ends[2];
    pid_t pid;

    for (size_t i = 0; words[i]; i++) args[i + 1] = words[i];
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(SHAO, (char *const *)args);
        _exit(127);
    }
    close(ends[1]);
    *from = ends[0];
    return pid;
}

#define SHAO_RUN(...) run((const char *const[]){ __VA_ARGS__, NULL })

/* The exit code; what it printed stands in `out`. */
static int run(const char *const *words)
{
    int from, status;
    size_t len = 0;
    ssize_t n;
    pid_t pid = start(words, &from);

    while (len + 1 < OUT_MAX && (n = read(from, out + len, OUT_MAX - 1 - len)) > 0) len += (size_t)n;
    out[len] = 0;
    close(from);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int make_city(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    (void)snprintf(data, sizeof data, "%s/city", folder);
    return SHAO_RUN("init", "--data", data, "--demo");
}

static int remove_city(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

#define SAID(text) do { if (!strstr(out, text)) fail_msg("\"%s\" is missing in: %s", text, out); } while (0)

static void a_filled_city_is_whole_and_consistent(void **state)
{
    (void)state;
    assert_int_equal(SHAO_RUN("load", "--data", data, "--cases", "700", "--seed", "3"), 0);
    SAID("cases played through the spine");
    assert_int_equal(SHAO_RUN("verify", "--data", data), 0);
    SAID(" of 7");                        /* the 700, and the orders that the late ones brought */
    assert_int_equal(SHAO_RUN("rebuild", "--data", data), 0);
    SAID("reach: nothing differed");
    SAID("search: nothing differed");
    SAID("counters: nothing differed");
}

static void wrong_use_is_told(void **state)
{
    (void)state;
    assert_int_equal(SHAO_RUN("load", "--cases", "5"), 2);
    assert_int_equal(SHAO_RUN("load", "--data", data, "--cases", "0"), 2);
    assert_int_equal(SHAO_RUN("simulate", "--speed", "0"), 2);
    assert_int_equal(SHAO_RUN("simulate", "--nonsense"), 2);
    assert_int_equal(SHAO_RUN("simulate", "--help"), 0);
    assert_int_equal(SHAO_RUN("load", "--data", "/nonexistent", "--cases", "5"), 1);
    assert_int_equal(SHAO_RUN("simulate", "--url", "http://127.0.0.1:9", "--hours", "1"), 1);
    SAID("cannot log in");
}

/* Six hours at a high speed: reports come in, people work, nothing surprises. */
static void a_day_goes_through_the_api(void **state)
{
    char url[128], keys[96];
    int from, status, code;
    size_t len = 0;
    pid_t server = start((const char *const[]){ "serve", "--data", data, "--port", "0", NULL }, &from);

    (void)state;
    while (len + 1 < sizeof url && read(from, url + len, 1) == 1 && url[len] != '\n') len++;
    url[len] = 0;
    (void)snprintf(keys, sizeof keys, "%s/accounts.txt", data);
    code = SHAO_RUN("simulate", "--url", url, "--hours", "6", "--speed", "1800", "--reports", "40", "--streets", "1", "--lanes", "2", "--accounts", keys);
    kill(server, SIGTERM);
    assert_int_equal(waitpid(server, &status, 0), server);
    close(from);
    if (code) fail_msg("exit code %d: %s", code, out);
    SAID("opened");
    assert_null(strstr(out, "SURPRISES"));
    assert_null(strstr(out, "answered 429"));
    assert_null(strstr(out, "steps                         0"));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(SHAO_RUN("verify", "--data", data), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filled_city_is_whole_and_consistent),
        cmocka_unit_test(wrong_use_is_told),
        cmocka_unit_test(a_day_goes_through_the_api),
    };
    return cmocka_run_group_tests_name("commands/whole", tests, make_city, remove_city);
}
