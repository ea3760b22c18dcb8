/*
 * runner.h - the timer runner: one thread that fires what is due.
 *
 * A timer is a row; firing it deletes the row in the same transaction as its
 * effects, so a restart loses none and repeats none.  So with several servers on
 * one PostgreSQL too: each may plan the same timer, one deletes the row, and the
 * others' jobs find it gone and write nothing.  Nobody is elected, so none is
 * missed when a server goes.  The runner looks four times a second.
 *
 * Ownership: runner_start/runner_stop.  Threads: its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_RUNNER_H
#define CASE_RUNNER_H

#include "case/case.h"

struct runner;
enum err runner_start(struct world *world, struct runner **out, struct fault *why) MUST_CHECK;
void runner_stop(struct runner *runner);

/* Fires everything due at `now_ms`; *fired counts.  For tests and commands. */
enum err runner_fire_due(struct world *world, int64_t now_ms, int64_t *fired, struct fault *why) MUST_CHECK;

#endif
