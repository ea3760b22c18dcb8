/*
 * metrics.c - counters per route and status, a histogram per route.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/metrics.h"

#include <stdatomic.h>

static const int STATUSES[] = { 200, 201, 202, 204, 206, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 414,
                                415, 422, 423, 429, 500, 501, 503, 507, 0 };   /* 0: any other */
static const int64_t BOUNDS_US[] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000 };

struct row {
    atomic_llong by_status[COUNT_OF(STATUSES)];
    atomic_llong by_bound[COUNT_OF(BOUNDS_US) + 1];
    atomic_llong sum_us;
};

struct metrics {
    size_t count;
    struct row *rows;
};

struct metrics *metrics_open(struct arena *arena, size_t routes)
{
    struct metrics *metrics = arena_new(arena, struct metrics);

    if (!metrics) return NULL;
    metrics->count = routes + 1;
    metrics->rows = arena_array(arena, struct row, metrics->count);
    return metrics->rows ? metrics : NULL;
}

static void add(atomic_llong *counter, long long n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

long long metrics_total(const struct metrics *metrics)
{
    long long total = 0;

    for (size_t i = 0; i < metrics->count; i++)
        for (size_t s = 0; s < COUNT_OF(metrics->rows[i].by_status); s++) total += atomic_load_explicit(&metrics->rows[i].by_status[s], memory_order_relaxed);
    return total;
}

void metrics_count(struct metrics *metrics, size_t index, int status, int64_t duration_us)
{
    struct row *row = &metrics->rows[index < metrics->count ? index : metrics->count - 1];
    size_t s = 0, b = 0;

    while (STATUSES[s] != 0 && STATUSES[s] != status) s++;
    while (b < COUNT_OF(BOUNDS_US) && duration_us > BOUNDS_US[b]) b++;
    add(&row->by_status[s], 1);
    add(&row->by_bound[b], 1);
    add(&row->sum_us, duration_us);
}

static long long value(const atomic_llong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void print_label(const struct router *router, size_t index, struct buf *out)
{
    for (size_t i = 0; i < router->count; i++) {
        if (router->entries[i].index != index) continue;
        buf_printf(out, "method=\"%s\",route=\"%s\"", http_method_name(router->entries[i].route->method),
                   router->entries[i].route->path);
        return;
    }
    buf_text(out, "method=\"\",route=\"\"");
}

static void print_statuses(const struct metrics *metrics, const struct router *router, struct buf *out)
{
    buf_text(out, "# HELP shao_requests_total Requests answered.\n# TYPE shao_requests_total counter\n");
    for (size_t i = 0; i < metrics->count; i++) {
        for (size_t s = 0; s < COUNT_OF(STATUSES); s++) {
            long long n = value(&metrics->rows[i].by_status[s]);
            if (n == 0) continue;
            buf_text(out, "shao_requests_total{");
            print_label(router, i, out);
            if (STATUSES[s]) buf_printf(out, ",status=\"%d\"} %lld\n", STATUSES[s], n);
            else buf_printf(out, ",status=\"other\"} %lld\n", n);
        }
    }
}

static void print_histogram(const struct metrics *metrics, const struct router *router, size_t i, struct buf *out)
{
    const struct row *row = &metrics->rows[i];
    long long sum = 0;

    for (size_t b = 0; b <= COUNT_OF(BOUNDS_US); b++) sum += value(&row->by_bound[b]);
    if (sum == 0) return;
    sum = 0;
    for (size_t b = 0; b <= COUNT_OF(BOUNDS_US); b++) {
        sum += value(&row->by_bound[b]);
        buf_text(out, "shao_request_seconds_bucket{");
        print_label(router, i, out);
        if (b < COUNT_OF(BOUNDS_US)) buf_printf(out, ",le=\"%g\"} %lld\n", (double)BOUNDS_US[b] / 1e6, sum);
        else buf_printf(out, ",le=\"+Inf\"} %lld\n", sum);
    }
    buf_text(out, "shao_request_seconds_sum{");
    print_label(router, i, out);
    buf_printf(out, "} %.6f\nshao_request_seconds_count{", (double)value(&row->sum_us) / 1e6);
    print_label(router, i, out);
    buf_printf(out, "} %lld\n", sum);
}

static void print_one(struct buf *out, const char *name, const char *type, const char *help, long long n)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, type, name, n);
}

void metrics_print(const struct metrics *metrics, const struct router *router, const struct metrics_gauges *gauges, struct buf *out)
{
    print_statuses(metrics, router, out);
    buf_text(out, "# HELP shao_request_seconds Time from the request line to the answer.\n# TYPE shao_request_seconds histogram\n");
    for (size_t i = 0; i < metrics->count; i++) print_histogram(metrics, router, i, out);
    print_one(out, "shao_connections", "gauge", "Connections held.", (long long)gauges->connections);
    print_one(out, "shao_streams", "gauge", "Live event readers.", (long long)gauges->streams);
    print_one(out, "shao_busy", "gauge", "Requests in the works.", gauges->busy);
    print_one(out, "shao_store_commits_total", "counter", "Commits.", gauges->store.commits);
    print_one(out, "shao_store_jobs_total", "counter", "Writing jobs.", gauges->store.jobs);
    print_one(out, "shao_store_failed_jobs_total", "counter", "Writing jobs that failed.", gauges->store.failed_jobs);
    print_one(out, "shao_store_batch_max", "gauge", "Most jobs in one commit.", gauges->store.batch_max);
}
