/*
 * fixture.h - the content folder, read for its tests.
 *
 * Ownership: everything lives in the arena given.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CONTENT_FIXTURE_H
#define TESTS_CONTENT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/io.h"

#ifndef CONTENT
#error "CONTENT names the folder under test"
#endif

#define CHECK(name, condition, ...)                                                                        \
    do {                                                                                                   \
        if (!(condition)) fail_msg("%s: %s %s", (name), #condition, "" __VA_ARGS__);                       \
    } while (0)

/* A file of the folder, whole; a missing one fails the test. */
struct str content_text(struct arena *arena, const char *path);
struct csv content_csv(struct arena *arena, const char *path);
/* Names of the files in `folder` that end in `suffix`, without it. */
size_t content_names(struct arena *arena, const char *folder, const char *suffix, struct str **names);
/* The row whose cell under `column` is `key`; -1 when there is none. */
ptrdiff_t content_row(const struct csv *csv, const char *column, struct str key);

#endif
