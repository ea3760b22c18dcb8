/*
 * listen.h - wakes this server when another one has fed an event (PostgreSQL).
 *
 * Each batch with events notifies the channel `shao_feed` in its transaction,
 * with the token of its server.  A thread with a connection of its own listens
 * and passes on what comes from others.  A notification says only that there is
 * something: the feed is the truth, and whoever reads it now and then misses
 * nothing when the line is down.
 *
 * Ownership: listener_open/listener_close.  Threads: its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_LISTEN_H
#define STORE_LISTEN_H

#include "base/base.h"

#include <stdint.h>

struct listener;

/*
 * `woken` is called with 0 for each notification without the token `own`, and
 * once whenever the line is up (again): something may have been missed.  NULL
 * when no thread can be started.
 */
struct listener *listener_open(const char *target, const char *own, void (*woken)(int64_t last, void *arg), void *arg);
/* `woken` is not called after it returns.  NULL is harmless. */
void listener_close(struct listener *listener);

#endif
