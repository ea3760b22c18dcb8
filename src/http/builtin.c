/*
 * builtin.c - the server's own rows: health, figures, live events.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/server.h"
#include "store/feed.h"

static const struct json_shape HEALTH_SHAPE = {
    "Health",
    (const struct json_shape_field[]){
        { "status", JSON_TEXT },
        { "store", JSON_TEXT },
        { "time", JSON_TIME },
        { 0 },
    },
};

/* 503 when the database does not answer. */
static enum err health_show(struct call *call, struct fault *why)
{
    int64_t last;
    enum err err = store_feed_last(call->db, &last, why);

    if (err) return err;
    json_text(&call->out, "status", "ok");
    json_text(&call->out, "store", store_is_postgres(call->http->config.store) ? "postgres" : "sqlite");
    json_time(&call->out, "time", call->now_ms);
    return ERR_OK;
}

static enum err metrics_show(struct call *call, struct fault *why)
{
    struct http *http = call->http;
    struct metrics_gauges gauges = { .connections = peers_count(http->peers), .streams = hub_streams(http->hub),
                                     .busy = atomic_load(&http->busy), .store = store_stats(http->config.store) };
    struct buf text;

    buf_init(&text, call->arena, 0);
    metrics_print(http->metrics, &http->router, &gauges, &text);
    if (!buf_ok(&text)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    call->raw = buf_done(&text);
    call->raw_type = "text/plain; version=0.0.4; charset=utf-8";
    return ERR_OK;
}

static const struct json_field EVENTS_QUERY[] = {
    { "last", JSON_INT, 0, INT64_MAX, true, "已收到的最后一个事件号", "number of the last event seen; the header Last-Event-ID counts more" },
    { 0 },
};

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/health", .flags = ROUTE_PUBLIC, .gives = &HEALTH_SHAPE, .read = health_show,
      .zh = "系统是否正常", .en = "Is the system well" },
    { .method = HTTP_GET, .path = "/metrics", .flags = ROUTE_PUBLIC | ROUTE_HIDDEN, .read = metrics_show,
      .zh = "运行指标（Prometheus）", .en = "Figures for Prometheus" },
    { .method = HTTP_GET, .path = "/api/events", .right = RIGHT_LOGIN, .flags = ROUTE_STREAM, .query = EVENTS_QUERY,
      .zh = "实时事件（SSE）；缺得太多时发送 reset", .en = "Live events (SSE); sends reset when too many were missed" },
};

const struct module HTTP_MODULE = { "http", "服务器", ROUTES, COUNT_OF(ROUTES) };
