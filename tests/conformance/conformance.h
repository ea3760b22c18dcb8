/*
 * conformance.h - runs suites nobody here wrote: `conformance SUITE DIR`.
 *
 * A suite prints a line for each failed case and counts every case.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CONFORMANCE_H
#define TESTS_CONFORMANCE_H

#include "base/err.h"
#include "base/str.h"

struct tally { size_t passed, failed; };

/* Counts one case; what is printed says which one failed and how. */
void conformance_case(struct tally *tally, bool passed, const char *format, ...) PRINTF_LIKE(3, 4);
/* The folders inside `path`, sorted, with their whole path. */
enum err conformance_folders(struct arena *arena, const char *path, struct str **out, size_t *count) MUST_CHECK;

/* One function per suite; false when DIR is not a folder of that suite. */
bool conformance_bpmn(const char *dir, struct tally *tally);
bool conformance_dmn(const char *dir, struct tally *tally);

#endif
