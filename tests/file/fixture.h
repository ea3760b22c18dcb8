/*
 * fixture.h - a file store in a fresh folder for each test.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_FILE_FIXTURE_H
#define TESTS_FILE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/io.h"
#include "file/file.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHECK(name, condition)                                                                                         \
    do {                                                                                                               \
        if (!(condition)) fail_msg("%s: %s", name, #condition);                                                        \
    } while (0)

struct place {
    struct arena *arena;
    struct file_store *store;
    char folder[64];
};

static inline int place_open(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct fault why = { 0 };

    place->arena = arena_open((size_t)256 << 20);
    strcpy(place->folder, "/tmp/shao-test-file-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    if (file_store_open(place->folder, &place->store, &why)) fail_msg("store: %s", why.en);
    *state = place;
    return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static inline int place_close(void **state)
{
    struct place *place = *state;

    file_store_close(place->store);
    nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(place->arena);
    free(place);
    return 0;
}

static int files_seen;

static inline int count_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)path, (void)st, (void)at;
    files_seen += kind == FTW_F;
    return 0;
}

/* How many files lie in the store, half-written ones included. */
static inline int files_in(const struct place *place)
{
    files_seen = 0;
    nftw(place->folder, count_one, 16, FTW_PHYS);
    return files_seen;
}

#endif
