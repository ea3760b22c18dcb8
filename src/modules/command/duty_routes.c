/*
 * duty_routes.c - what the command centre does on duty: the route table, its fields and its shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/case.h"
#include "modules/command/command.h"
#include "modules/command/instruction.h"
#include "modules/command/shapes.h"

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

#define TALLY INSTRUCTION_TALLY_FIELDS
static const struct json_shape INSTRUCTION_TALLY = { "InstructionTally", FIELDS{ TALLY, { 0 } } };
static const struct json_shape INSTRUCTION_GROUP = { "InstructionGroup", FIELDS{ ONE_OR_NULL("unit", UNIT_REF), TALLY, { 0 } } };
static const struct json_shape INSTRUCTION = { "Instruction", FIELDS{
    CASE_ROW_FIELDS, TEXT("level"), FIELD("planned", INT), { "all", JSON_OBJECT, false, &INSTRUCTION_TALLY }, MANY("by", INSTRUCTION_GROUP), { 0 },
} };
static const struct json_shape INSTRUCTION_ROW = { "InstructionRow", FIELDS{ CASE_ROW_FIELDS, OR_NULL("closed_at", TIME), { 0 } } };
static const struct json_shape INSTRUCTION_LIST = { "InstructionList", FIELDS{
    ONE_OR_NULL("place", UNIT_REF), MANY("items", INSTRUCTION_ROW), OR_NULL("next", ID), { 0 },
} };
static const struct json_shape RECEIVER_ROW = { "InstructionReceiver", FIELDS{
    CASE_ROW_FIELDS, TEXT("to"), TEXT("stand"), FIELD("late", BOOL), OR_NULL("received_at", TIME), OR_NULL("done_at", TIME), { 0 },
} };
static const struct json_shape RECEIVER_LIST = { "InstructionReceivers", FIELDS{ MANY("items", RECEIVER_ROW), OR_NULL("next", TEXT), { 0 } } };
static const struct json_shape INSTRUCTION_GIVEN = { "InstructionGiven", FIELDS{ FIELD("id", ID), TEXT("number"), FIELD("total", INT), { 0 } } };

static const struct json_field INSTRUCTION_BODY[] = {
    { "area", JSON_TEXT, 1, 64, false, "辖区", "code of the city, a district, street or community" },
    { "level", JSON_TEXT, 1, 16, false, "布置到", "every street, community, team or grid of the area, or whoever is on shift in it (roster); unit: those named alone" },
    { "units", JSON_LIST, 0, 200, true, "指定单位", "codes of further units and comprehensive grids" },
    { "text", JSON_TEXT, 1, 2000, false, "内容", "what is to be done" },
    { "due_at", JSON_TIME, 0, 0, false, "完成时限", "by when" },
    { "urgency", JSON_INT, 1, 3, true, "紧急程度", "1 life at risk, 2 urgent, 3 normal" },
    { "photos", JSON_LIST, 0, 9, true, "附件", "tokens of POST /api/files" }, { 0 },
};
static const struct json_field INSTRUCTIONS_QUERY[] = { { "unit", JSON_ID, 1, INT64_MAX, true, "布置单位", "who gave them; one's own when absent" }, LIMIT, AFTER, { 0 } };
static const struct json_field RECEIVERS_QUERY[] = { { "state", JSON_TEXT, 1, 10, true, "状态", "waiting, working, done, recalled or late" }, LIMIT, AFTER, { 0 } };

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

    { .method = HTTP_POST, .path = "/api/instructions", .right = RIGHT_CASE_SUPERVISE, .body = INSTRUCTION_BODY, .gives = &INSTRUCTION_GIVEN, .status = 201,
      .prepare = instruction_give_prepare, .apply = plan_apply, .reply = instruction_give_reply,
      .zh = "布置工作：分批下达，重复提交只算一次（Idempotency-Key）", .en = "give an instruction: sent in batches; repeated with its Idempotency-Key it counts once" },
    { .method = HTTP_GET, .path = "/api/instructions", .right = RIGHT_CASE_READ, .query = INSTRUCTIONS_QUERY, .gives = &INSTRUCTION_LIST, .read = instruction_list,
      .zh = "布置过的工作", .en = "instructions a unit gave, newest first" },
    { .method = HTTP_GET, .path = "/api/instructions/{id}", .right = RIGHT_CASE_READ, .gives = &INSTRUCTION, .read = instruction_show,
      .zh = "一件布置和各单位汇总", .en = "an instruction, summed by unit" },
    { .method = HTTP_GET, .path = "/api/instructions/{id}/receivers", .right = RIGHT_CASE_READ, .query = RECEIVERS_QUERY, .gives = &RECEIVER_LIST, .read = instruction_receivers,
      .zh = "接收单位各自到哪一步", .en = "its receivers, and how far each is" },
    { .method = HTTP_POST, .path = "/api/cases/{id}/remind", .right = RIGHT_CASE_READ, .body = CASE_OP_REASON, .gives = &STEP_DONE, .prepare = case_op_prepare,
      .apply = plan_apply, .reply = case_op_reply, .zh = "催办还没有办完的接收单位", .en = "remind the receivers that are not done" },
};

const struct module DUTY_MODULE = {
    .name = "duty",
    .zh = "值守调度",
    .routes = ROUTES,
    .route_count = COUNT_OF(ROUTES),
};
