/*
 * duty_routes.c - what the command centre does on duty: the route table, its fields and its shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/command.h"
#include "modules/command/shapes.h"

#define FIELDS (const struct json_shape_field[])
#define TEXT(name) { name, JSON_TEXT, false, NULL }
#define FIELD(name, type) { name, JSON_##type, false, NULL }
#define OR_NULL(name, type) { name, JSON_##type, true, NULL }
#define ONE_OR_NULL(name, shape) { name, JSON_OBJECT, true, &(shape) }
#define MANY(name, shape) { name, JSON_LIST, false, &(shape) }

#define LIMIT { "limit", JSON_INT, 1, 200, true, "每页条数", "rows of a page" }
#define AFTER { "after", JSON_TEXT, 1, 64, true, "从哪里接着", "cursor of the page before" }

static const struct json_shape ORDER_ABOUT = { "OrderAbout", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("state"), { 0 },
} };
static const struct json_shape ORDER_ROW = { "OrderRow", FIELDS{
    CASE_ROW_FIELDS, FIELD("level", INT), FIELD("by_hand", BOOL), FIELD("sent_back", INT), OR_NULL("answered_at", TIME), OR_NULL("closed_at", TIME),
    ONE_OR_NULL("about", ORDER_ABOUT), { 0 },
} };
static const struct json_shape ORDER_LIST = { "OrderList", FIELDS{
    ONE_OR_NULL("place", UNIT_REF), MANY("items", ORDER_ROW), OR_NULL("next", TEXT), { 0 },
} };
static const struct json_shape CASE_ORDERS = { "CaseOrders", FIELDS{ MANY("items", ORDER_ROW), { 0 } } };

static const struct json_field ORDERS_QUERY[] = {
    { "area", JSON_ID, 1, INT64_MAX, true, "辖区", "a street, a district or the city" },
    { "unit", JSON_ID, 1, INT64_MAX, true, "被督办单位", "who owes the answer; a street is taken as an area" },
    { "state", JSON_TEXT, 1, 8, true, "范围", "open: what is not settled, by due time; all: newest first" }, LIMIT, AFTER, { 0 },
};

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/orders", .right = RIGHT_CASE_READ, .query = ORDERS_QUERY, .gives = &ORDER_LIST, .read = order_list,
      .zh = "督办单：谁还欠答复，超时的在前", .en = "orders: who owes an answer, those late first" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/orders", .right = RIGHT_CASE_READ, .gives = &CASE_ORDERS, .read = order_of_case,
      .zh = "一个办件的督办单", .en = "the orders about a case" },
};

const struct module DUTY_MODULE = {
    .name = "duty",
    .zh = "值守调度",
    .routes = ROUTES,
    .route_count = COUNT_OF(ROUTES),
};
