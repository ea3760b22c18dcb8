/*
 * conformance.h - runs suites nobody here wrote: `conformance SUITE DIR`.
 *
 * A suite prints a line for each failed case and counts every case, folder by
 * folder; `conformance report DMN_DIR BPMN_DIR` prints the counts as Markdown instead.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CONFORMANCE_H
#define TESTS_CONFORMANCE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { FOLDERS_MAX = 400, FAILURES_MAX = 400 };

struct folder_count { struct str name; size_t passed, failed; };
struct failure { struct str name, reason; };

struct tally {
    struct arena *arena;
    bool quiet;                            /* do not print what fails */
    size_t passed, failed;
    struct folder_count folders[FOLDERS_MAX];
    struct failure failures[FAILURES_MAX];
    size_t folder_count, failure_count;
};

/* Counts one case of a folder; what is said is how it failed. */
void conformance_case(struct tally *tally, struct str folder, struct str name, bool passed, const char *format, ...)
    PRINTF_LIKE(5, 6);
/* The folders inside `path`, sorted, with their whole path. */
enum err conformance_folders(struct arena *arena, const char *path, struct str **out, size_t *count) MUST_CHECK;

/* One function per suite; false when DIR is not a folder of that suite. */
bool conformance_bpmn(const char *dir, struct tally *tally);
bool conformance_dmn(const char *dir, struct tally *tally);

/* Both suites as Markdown, with the date `today`; false when a folder is not there. */
bool conformance_report(const char *dmn_dir, const char *bpmn_dir, const char *today);

#endif
