/*
 * limit.h - a token bucket per client address, in bounded memory.
 *
 * The model: an address hashes to a set of a few buckets; the fullest of them
 * (the quietest client) makes room for a new address.  A bucket fills at `rate`
 * a minute up to `rate`.
 *
 * Threads: any.  SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_LIMIT_H
#define HTTP_LIMIT_H

#include "base/arena.h"
#include "base/str.h"

struct limiter;
struct limiter *limiter_open(struct arena *arena);
void limiter_close(struct limiter *limiter);
/* Takes one from `client`'s bucket number `kind`; false when it is empty, with the seconds to wait in *wait_s. */
bool limiter_take(struct limiter *limiter, struct str client, int kind, int rate, int64_t now_ms, int *wait_s);

#endif
