/*
 * callback.h - the call-back desk (回访台, part of 诉求反馈): whose case is done and who waits to be asked, by clock.
 *
 * The queue is a view of the tasks of the stage CALLBACK of the process
 * call-back: a call is completing its task (POST /api/tasks/{id}/complete), and
 * what follows - closed, called again later, done again - is the decision
 * callback_next.  There is no table of calls: they are tasks that are over.
 *
 * Ownership: lists live in the call's arena.  Threads: a reader's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_CALLBACK_H
#define COMMAND_CALLBACK_H

#include "store/store.h"

/* Calls made since the unit last answered, and when the last one was (0: none). */
enum err callback_calls(struct db *db, struct arena *arena, int64_t case_id, int64_t *count, int64_t *last_at, struct fault *why) MUST_CHECK;

#endif
