/*
 * rebuild.h - what is derived, made again from what is not.
 *
 * Derived are: the clock's results of open cases (due_at, provisional, overdue)
 * from start, limit, pauses, extensions and the calendar; the reach rows' copy
 * of state and responsible unit; the search rows; the counters.  A corrected
 * clock is a step of the case like any other, with its journal row, because
 * somebody may have relied on the old date.  Reach, search and counters are
 * each made whole in one job.
 *
 * Ownership: the report's lines live in its arena.  Threads: one.  On SQLite no
 * server may run; on PostgreSQL one may, and cases it moves meanwhile are left
 * as that step leaves them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_REBUILD_H
#define CASE_REBUILD_H

#include "base/buf.h"
#include "case/plan.h"

enum { REBUILD_LINES_MAX = 20 };   /* of each part; the rest is only counted */
enum rebuild_part { REBUILD_CLOCK, REBUILD_REACH, REBUILD_SEARCH, REBUILD_COUNTER, REBUILD__PARTS };
const char *rebuild_part_name(enum rebuild_part part);

struct rebuild_report {
    struct arena *arena;
    int64_t looked[REBUILD__PARTS], wrong[REBUILD__PARTS];
    LIST(struct str) lines[REBUILD__PARTS];     /* "case 3201…: due 2026-…, should be 2026-…" */
};
enum err rebuild_all(struct world *world, int64_t now_ms, struct rebuild_report *report, struct fault *why) MUST_CHECK;

/* ── Between rebuild.c and rebuild_store.c ─────────────────────────────── */

enum { REBUILD_PAGE = 500 };
/* Notes one difference: counted, and kept as a line while there is room. */
enum err rebuild_note(struct rebuild_report *report, enum rebuild_part part, struct fault *why, const char *format, ...) PRINTF_LIKE(4, 5) MUST_CHECK;
/* The next page of cases by id, in one state (-1: in any). */
enum err rebuild_cases(struct db *db, struct arena *arena, int state, int64_t after_id, struct case_record **out, size_t *count, struct fault *why) MUST_CHECK;
/* Does a timer still wait to say that the case's time is over? */
enum err rebuild_timer_waits(struct db *db, struct arena *arena, int64_t case_id, bool *out, struct fault *why) MUST_CHECK;
/* Inside a job. */
enum err rebuild_reach(struct db *db, struct rebuild_report *report, struct fault *why) MUST_CHECK;
enum err rebuild_counters(struct db *db, const struct org *org, struct rebuild_report *report, struct fault *why) MUST_CHECK;

#endif
