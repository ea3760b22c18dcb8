/*
 * emergency_routes.c - emergencies, their stocks, and the duty roster: the route table, its fields and its shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/case.h"
#include "modules/command/command.h"
#include "modules/command/instruction.h"
#include "modules/command/shapes.h"

static const struct json_shape PLAN_LEVEL = { "EmergencyLevel", FIELDS{ FIELD("level", INT), TEXT("name"), TEXT("name_en"), TEXT("trigger"), TEXT("trigger_en"), { 0 } } };
static const struct json_shape PLAN_TASK = { "EmergencyPlanTask", FIELDS{
    TEXT("key"), FIELD("level", INT), TEXT("to"), TEXT("units"), TEXT("text"), TEXT("text_en"), TEXT("within"), { 0 },
} };
static const struct json_shape PLAN = { "EmergencyPlan", FIELDS{ TEXT("code"), TEXT("name"), TEXT("name_en"), TEXT("kind"), MANY("levels", PLAN_LEVEL), MANY("tasks", PLAN_TASK), { 0 } } };
static const struct json_shape PLAN_LIST = { "EmergencyPlans", FIELDS{ MANY("items", PLAN), { 0 } } };

static const struct json_shape RESPONSE_ROW = { "EmergencyRow", FIELDS{ CASE_ROW_FIELDS, TEXT("plan"), FIELD("level", INT), OR_NULL("closed_at", TIME), { 0 } } };
static const struct json_shape RESPONSE_LIST = { "Emergencies", FIELDS{ ONE_OR_NULL("place", UNIT_REF), MANY("items", RESPONSE_ROW), { 0 } } };
static const struct json_shape RESPONSE_TASK = { "EmergencyTask", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("text"), TEXT("state"), FIELD("sending", BOOL), OR_NULL("due_at", TIME), FIELD("opened_at", TIME), TEXT("key"), TEXT("to"), TEXT("text_en"), INSTRUCTION_TALLY_FIELDS, { 0 },
} };
static const struct json_shape RESPONSE = { "Emergency", FIELDS{ CASE_ROW_FIELDS, TEXT("plan"), FIELD("level", INT), OR_NULL("closed_at", TIME), MANY("tasks", RESPONSE_TASK), { 0 } } };
static const struct json_shape ACTIVATED = { "EmergencyActivated", FIELDS{ FIELD("id", ID), TEXT("number"), { 0 } } };

static const struct json_shape STOCK = { "EmergencyStock", FIELDS{
    FIELD("id", ID), ONE_OR_NULL("unit", UNIT_REF), TEXT("kind"), TEXT("name"), TEXT("measure"), FIELD("quantity", INT), FIELD("least", INT), FIELD("short", BOOL), TEXT("place"),
    TEXT("keeper"), FIELD("version", INT), FIELD("changed_at", TIME), { 0 },
} };
static const struct json_shape STOCK_LIST = { "EmergencyStocks", FIELDS{ MANY("items", STOCK), { 0 } } };

static const struct json_shape POST = { "DutyPost", FIELDS{ TEXT("code"), TEXT("name"), TEXT("name_en"), { 0 } } };
static const struct json_shape SHIFT = { "DutyShift", FIELDS{
    FIELD("id", ID), ONE_OR_NULL("unit", UNIT_REF), TEXT("post"), TEXT("post_name"), TEXT("post_name_en"), FIELD("leads", BOOL), FIELD("account", ID), TEXT("name"),
    OR_NULL("phone", TEXT), FIELD("from", TIME), FIELD("until", TIME), FIELD("now", BOOL), FIELD("on_duty", BOOL), { 0 },
} };
static const struct json_shape ROSTER = { "DutyRoster", FIELDS{ ONE_OR_NULL("unit", UNIT_REF), MANY("posts", POST), MANY("items", SHIFT), { 0 } } };
static const struct json_shape PERSON = { "RosterPerson", FIELDS{ FIELD("id", ID), TEXT("name"), { 0 } } };
static const struct json_shape PEOPLE = { "RosterPeople", FIELDS{ MANY("items", PERSON), { 0 } } };
static const struct json_shape DROPPED = { "ShiftDropped", FIELDS{ FIELD("id", ID), { 0 } } };

#define UNIT_ASKED { "unit", JSON_ID, 1, INT64_MAX, true, "机构", "one's own when absent" }
static const struct json_field UNIT_QUERY[] = { UNIT_ASKED, { 0 } };
static const struct json_field ROSTER_QUERY[] = {
    UNIT_ASKED, { "day", JSON_TEXT, 10, 10, true, "日期", "2026-03-02; today when absent" }, { "days", JSON_INT, 1, 31, true, "天数", "so many days" }, { 0 },
};
static const struct json_field ACTIVATE_BODY[] = {
    { "plan", JSON_TEXT, 1, 32, false, "预案", "code of the catalogue emergency_plans" },
    { "level", JSON_INT, 1, 4, false, "等级", "1 the gravest to 4" },
    { "area", JSON_TEXT, 1, 64, false, "辖区", "code of a street, a district or the city" },
    { "text", JSON_TEXT, 0, 1000, true, "情况", "what happened or is forecast" }, { 0 },
};
#define STOCK_FIELDS                                                                                                           \
    { "quantity", JSON_INT, 0, 1000000000, false, "数量", "how much is there" }, { "least", JSON_INT, 0, 1000000000, true, "下限", "below this it is short" }, \
    { "place", JSON_TEXT, 0, 200, true, "存放地点", "where it lies" }, { "keeper", JSON_TEXT, 0, 60, true, "保管岗位", "the post that keeps it; no private data" }
static const struct json_field STOCK_BODY[] = {
    { "unit", JSON_TEXT, 1, 64, false, "机构", "code of the unit" }, { "kind", JSON_TEXT, 0, 16, true, "用途", "flood, epidemic or empty" },
    { "name", JSON_TEXT, 1, 60, false, "名称", "what it is" }, { "measure", JSON_TEXT, 1, 12, false, "单位", "counted in" }, STOCK_FIELDS, { 0 },
};
static const struct json_field STOCK_COUNT[] = { { "version", JSON_INT, 0, INT64_MAX, false, "版本", "row version seen" }, STOCK_FIELDS, { 0 } };
static const struct json_field SHIFT_BODY[] = {
    { "unit", JSON_TEXT, 1, 64, false, "机构", "code of the unit" }, { "post", JSON_TEXT, 1, 16, false, "岗位", "code of the catalogue duty_posts" },
    { "account", JSON_ID, 1, INT64_MAX, false, "人员", "an active person of the unit" }, { "from", JSON_TIME, 0, 0, false, "从", "begins" },
    { "until", JSON_TIME, 0, 0, false, "到", "ends" }, { 0 },
};

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/roster", .right = RIGHT_CASE_READ, .query = ROSTER_QUERY, .gives = &ROSTER, .read = roster_list,
      .zh = "值班表：谁带班、谁值班、是否在岗；电话只给调度和督办的人", .en = "the duty roster; phones only for those who send or supervise there" },
    { .method = HTTP_GET, .path = "/api/roster/people", .right = RIGHT_CASE_SUPERVISE, .query = UNIT_QUERY, .gives = &PEOPLE, .read = roster_people_list,
      .zh = "可以排班的人员", .en = "who may be put on a shift of a unit" },
    { .method = HTTP_POST, .path = "/api/roster", .right = RIGHT_CASE_SUPERVISE, .body = SHIFT_BODY, .gives = &SHIFT, .status = 201, .prepare = roster_add_prepare,
      .apply = roster_add_apply, .reply = roster_reply, .zh = "排一个班；同一人时间重叠时 409", .en = "add a shift; 409 when the person has one at that time" },
    { .method = HTTP_DELETE, .path = "/api/roster/{id}", .right = RIGHT_CASE_SUPERVISE, .gives = &DROPPED, .prepare = roster_drop_prepare, .apply = roster_drop_apply,
      .reply = roster_drop_reply, .zh = "撤一个班；已过去的 409", .en = "take a shift out; 409 when it is over" },

    { .method = HTTP_GET, .path = "/api/emergency-plans", .right = RIGHT_CASE_READ, .gives = &PLAN_LIST, .read = emergency_plans,
      .zh = "应急预案：等级、触发条件、任务清单", .en = "emergency plans: levels, triggers, task lists" },
    { .method = HTTP_POST, .path = "/api/emergencies", .right = RIGHT_CASE_SUPERVISE, .body = ACTIVATE_BODY, .gives = &ACTIVATED, .status = 201,
      .prepare = emergency_activate_prepare, .apply = plan_apply, .reply = emergency_activate_reply,
      .zh = "一键启动预案：任务清单下达到值班人员、网格、社区和队伍；同一辖区同一预案已启动时 409", .en = "activate a plan: its task lists go out; 409 while the same plan is active there" },
    { .method = HTTP_GET, .path = "/api/emergencies", .right = RIGHT_CASE_READ, .query = UNIT_QUERY, .gives = &RESPONSE_LIST, .read = emergency_list,
      .zh = "应急响应", .en = "emergency responses of an area" },
    { .method = HTTP_GET, .path = "/api/emergencies/{id}", .right = RIGHT_CASE_READ, .gives = &RESPONSE, .read = emergency_show,
      .zh = "一次响应和各任务清单的进度", .en = "one response and how far each task list is" },
    { .method = HTTP_GET, .path = "/api/emergency-stocks", .right = RIGHT_CASE_READ, .query = UNIT_QUERY, .gives = &STOCK_LIST, .read = stock_list,
      .zh = "应急物资", .en = "stocks for emergencies" },
    { .method = HTTP_POST, .path = "/api/emergency-stocks", .right = RIGHT_CASE_SUPERVISE, .body = STOCK_BODY, .gives = &STOCK, .status = 201, .prepare = stock_save_prepare,
      .apply = stock_save_apply, .reply = stock_reply, .zh = "登记一项物资", .en = "add a stock" },
    { .method = HTTP_POST, .path = "/api/emergency-stocks/{id}", .right = RIGHT_CASE_SUPERVISE, .body = STOCK_COUNT, .gives = &STOCK, .prepare = stock_save_prepare,
      .apply = stock_save_apply, .reply = stock_reply, .zh = "清点物资；版本过期时 409", .en = "count a stock; 409 when the version is stale" },
};

const struct module EMERGENCY_MODULE = {
    .name = "emergency",
    .zh = "应急处置",
    .routes = ROUTES,
    .route_count = COUNT_OF(ROUTES),
};
