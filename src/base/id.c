/*
 * id.c - ids from a clock and a counter.
 *
 * The last (millisecond, counter) pair is one atomic word; the next is the
 * later of "now, counter 0" and "last + 1", so a clock that stands still, runs
 * back or is outrun by 4096 ids in a millisecond never repeats an id.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"

#include "base/civil.h"

#include <assert.h>
#include <stdatomic.h>

enum { COUNTER_BITS = 12, NODE_BITS = 10, NODES = 1 << NODE_BITS };

static const int64_t EPOCH_MS = INT64_C(1704067200000);   /* 2024-01-01T00:00:00Z */

static _Atomic int64_t id_node;
static _Atomic int64_t id_last;

void id_set_node(int node)
{
    assert(node >= 0 && node < NODES);
    atomic_store(&id_node, node);
}

int64_t id_new(void)
{
    int64_t now = (time_now_ms() - EPOCH_MS) << COUNTER_BITS;
    int64_t last = atomic_load(&id_last), next;

    do {
        next = now > last ? now : last + 1;
    } while (!atomic_compare_exchange_weak(&id_last, &last, next));

    int64_t counter = next & ((INT64_C(1) << COUNTER_BITS) - 1);
    return (next >> COUNTER_BITS) << (COUNTER_BITS + NODE_BITS) | atomic_load(&id_node) << COUNTER_BITS | counter;
}

int64_t id_time_ms(int64_t id)
{
    return (id >> (COUNTER_BITS + NODE_BITS)) + EPOCH_MS;
}

int64_t id_floor(int64_t ms)
{
    if (ms <= EPOCH_MS) return 0;
    ms -= EPOCH_MS;
    return ms > INT64_MAX >> (COUNTER_BITS + NODE_BITS) ? INT64_MAX : ms << (COUNTER_BITS + NODE_BITS);
}
