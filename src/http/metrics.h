/*
 * metrics.h - counting requests for /metrics (Prometheus text).
 *
 * Counters are atomic and only grow.  Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "base/buf.h"
#include "http/router.h"

struct metrics;
/* One row per route and one for what matched none (index `routes`). */
struct metrics *metrics_open(struct arena *arena, size_t routes);
void metrics_count(struct metrics *metrics, size_t index, int status, int64_t duration_us);

/* Requests answered so far. */
long long metrics_total(const struct metrics *metrics);

struct metrics_gauges {
    size_t connections, streams;
    int busy;
    struct store_stats store;
};
void metrics_print(const struct metrics *metrics, const struct router *router, const struct metrics_gauges *gauges,
                   struct buf *out);

#endif
