/*
 * id.h - 64-bit, time-ordered ids made by the program.
 *
 * 41 bits of milliseconds since 2024-01-01, 10 bits of node number, 12 bits of
 * a counter: ids of one node never repeat and sort by time.  In JSON they are
 * strings.
 * Threads: id_new may be called from any thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/base.h"

/* 0-1023, once at start-up. */
void id_set_node(int node);
int64_t id_new(void);
/* The instant an id was made, UTC ms. */
int64_t id_time_ms(int64_t id);
/* The lowest id an instant can have: ids of a span of time are one range. */
int64_t id_floor(int64_t ms);

#endif
