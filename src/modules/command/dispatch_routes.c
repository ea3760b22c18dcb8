/*
 * dispatch_routes.c - the dispatch desk, the call-back desk and quick response: the route table, its fields and its shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/case.h"
#include "modules/command/command.h"
#include "modules/command/shapes.h"

static const struct json_shape DISPATCH_QUEUE = { "DispatchQueue", FIELDS{ MANY("items", TASK_ROW), FIELD("more", BOOL), FIELD("target", INT), { 0 } } };
static const struct json_shape NEAR_PERSON = { "NearPerson", FIELDS{
    FIELD("id", ID), TEXT("name"), ONE_OR_NULL("unit", UNIT_REF), FIELD("distance_m", INT), FIELD("open_tasks", INT), FIELD("lon", NUMBER), FIELD("lat", NUMBER),
    FIELD("at", TIME), FIELD("fresh", BOOL), { 0 },
} };
static const struct json_shape NEAR_LIST = { "NearPeople", FIELDS{ FIELD("radius_m", INT), MANY("items", NEAR_PERSON), { 0 } } };

static const struct json_shape CALLBACK_ROW = { "CallbackRow", FIELDS{ ONE("task", TASK_ROW), FIELD("calls", INT), OR_NULL("last_at", TIME), { 0 } } };
static const struct json_shape CALLBACK_QUEUE = { "CallbackQueue", FIELDS{ MANY("items", CALLBACK_ROW), FIELD("more", BOOL), { 0 } } };

static const struct json_field CALLBACK_QUERY[] = { { "limit", JSON_INT, 1, 200, true, "条数", "at most so many; 100 when absent" }, { 0 } };
static const struct json_field QUEUE_QUERY[] = { { "type", JSON_TEXT, 1, 16, true, "类型", "catalogue code" }, { 0 } };
static const struct json_field NEAR_QUERY[] = {
    { "lon", JSON_NUMBER, -180, 180, false, "经度", "WGS-84 degrees" }, { "lat", JSON_NUMBER, -90, 90, false, "纬度", "WGS-84 degrees" }, { 0 },
};

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/dispatch", .right = RIGHT_CASE_DISPATCH, .flags = ROUTE_KEPT, .query = QUEUE_QUERY, .gives = &DISPATCH_QUEUE, .read = dispatch_queue,
      .zh = "派遣台：待派遣、退单待审、待裁定的件，紧急的在前", .en = "the dispatch desk: what is to be sent, judged or ruled on, the most urgent first" },
    { .method = HTTP_GET, .path = "/api/callbacks", .right = RIGHT_CASE_INTAKE, .query = CALLBACK_QUERY, .gives = &CALLBACK_QUEUE, .read = callback_queue,
      .zh = "回访台：待回访的件，先到时限的在前；这一轮已打过几次", .en = "the call-back desk: whom to ask, by clock, and how often they were called in this round" },
    { .method = HTTP_GET, .path = "/api/duty/near", .right = RIGHT_CASE_DISPATCH, .query = NEAR_QUERY, .gives = &NEAR_LIST, .read = near_list,
      .zh = "附近在岗的人，近的在前；只有在岗时才有位置；本市以外 422", .en = "people on duty near a place, the nearest first; a position is there only while on duty; 422 outside the city" },
};

const struct module DISPATCH_MODULE = {
    .name = "dispatch",
    .zh = "派遣台与快速反应",
    .routes = ROUTES,
    .route_count = COUNT_OF(ROUTES),
};
