/*
 * command_routes.c - the routes of 指挥调度, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/case.h"
#include "modules/command/command.h"
#include "modules/command/evaluation.h"
#include "modules/command/party_view.h"
#include "modules/command/screen.h"
#include "modules/command/shapes.h"

#define LIMIT { "limit", JSON_INT, 1, 200, true, "每页条数", "rows a page" }
#define AFTER { "after", JSON_TEXT, 1, 64, true, "翻页标记", "cursor: `next` of the page before" }
#define AREAS                                                                                                      \
    { "district", JSON_ID, 1, INT64_MAX, true, "区", "statutory district" },                                       \
    { "steering", JSON_ID, 1, INT64_MAX, true, "统筹区", "steering district" },                                    \
    { "street", JSON_ID, 1, INT64_MAX, true, "街道", "street" },                                                   \
    { "community", JSON_ID, 1, INT64_MAX, true, "社区", "community" },                                             \
    { "grid", JSON_ID, 1, INT64_MAX, true, "网格", "grid" },                                                       \
    { "unit", JSON_ID, 1, INT64_MAX, true, "机构", "an area, or a department or team: what it has in its hands" }
#define LON { "lon", JSON_NUMBER, -180, 180, false, "经度", "WGS-84 degrees" }
#define LAT { "lat", JSON_NUMBER, -90, 90, false, "纬度", "WGS-84 degrees" }
#define PHOTOS { "photos", JSON_LIST, 0, 9, true, "照片", "tokens from POST /api/files" }
#define VERSION { "version", JSON_INT, 0, INT64_MAX, false, "版本", "row version the page saw" }

static const struct json_field TASKS_QUERY[] = {
    { "q", JSON_TEXT, 1, 100, true, "搜索", "words, address, type or number of the case" },
    { "stage", JSON_TEXT, 1, 32, true, "环节", "stage code" }, { "type", JSON_TEXT, 1, 16, true, "类型", "catalogue code" },
    { "light", JSON_TEXT, 1, 16, true, "时限灯", "overdue, or soon: due within the setting task.soon" }, { "mine", JSON_BOOL, 0, 0, true, "只看我的", "assigned to me only" },
    LIMIT, AFTER, { 0 },
};
static const struct json_field TASK_COMPLETE[] = {
    VERSION,
    { "outcome", JSON_TEXT, 1, 40, false, "结果", "one of the task's outcomes" },
    { "note", JSON_TEXT, 0, 2000, true, "说明", "reason or remark" },
    { "fields", JSON_OBJECT, 0, 0, true, "表单", "fields of the task's form" },
    { "unit", JSON_TEXT, 1, 64, true, "单位", "code of the chosen unit" },
    { "units", JSON_LIST, 1, ANSWER_UNITS_MAX, true, "几个单位", "codes of the chosen units, where several are to be chosen" },
    { "position", JSON_OBJECT, 0, 0, true, "所在位置", "{lon, lat} of who does a step that must be done on site; only the distance is kept" },
    PHOTOS, { 0 },
};
static const struct json_field TASK_HOLD[] = {
    VERSION, { "reason", JSON_TEXT, 0, 500, true, "理由", "why" }, { 0 },
};
static const struct json_field TASK_GIVE[] = {
    VERSION,
    { "account", JSON_ID, 1, INT64_MAX, false, "人员", "who gets it" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
static const struct json_field CASE_OPEN_BODY[] = {
    { "text", JSON_TEXT, 0, 2000, true, "问题描述", "what happened" },
    { "type", JSON_TEXT, 1, 16, true, "类型", "catalogue code; suggested from the words when absent" },
    LON, LAT,
    { "address", JSON_TEXT, 0, 200, true, "地址", "where it is in words" },
    { "source", JSON_TEXT, 1, 16, false, "来源", "source code" },
    { "channel", JSON_TEXT, 0, 16, true, "渠道", "channel" },
    { "source_no", JSON_TEXT, 0, 64, true, "来源编号", "the source's own number; given again, it names the case opened then" },
    { "confidence", JSON_NUMBER, 0, 1, true, "置信度", "of an alarm, 0 to 1" },
    { "urgency", JSON_INT, 1, 3, true, "紧急程度", "1 special, 2 urgent, 3 normal" },
    { "on_spot", JSON_BOOL, 0, 0, true, "当场解决", "solved on the spot already" },
    { "duplicate_of", JSON_ID, 1, INT64_MAX, true, "重复", "the same as this case" },
    { "place", JSON_TEXT, 0, 40, true, "部件或场所", "code of what it is about; absent: the component nearest by when that is sure" },
    { "contact", JSON_OBJECT, 0, 0, true, "联系方式", "{name, phone}" },
    { "facts", JSON_OBJECT, 0, 0, true, "现场情况", "declared facts for the decisions" },
    PHOTOS, { 0 },
};
static const struct json_field CASES_QUERY[] = {
    { "q", JSON_TEXT, 1, 100, true, "搜索", "words" }, { "number", JSON_TEXT, 1, 40, true, "编号", "case number" },
    { "type", JSON_TEXT, 1, 16, true, "类型", "catalogue code" },
    { "state", JSON_TEXT, 1, 16, true, "状态", "open, paused, closed, merged, void or all" },
    { "stage", JSON_TEXT, 1, 32, true, "环节", "stage code" }, { "source", JSON_TEXT, 1, 16, true, "来源", "source code" },
    { "light", JSON_TEXT, 1, 16, true, "时限灯", "overdue" },
    { "from", JSON_INT, 0, INT64_MAX, true, "起", "opened at or after, UTC ms" },
    { "to", JSON_INT, 0, INT64_MAX, true, "止", "opened before, UTC ms" },
    { "closed_from", JSON_INT, 0, INT64_MAX, true, "办结起", "closed at or after, UTC ms" },
    { "closed_to", JSON_INT, 0, INT64_MAX, true, "办结止", "closed before, UTC ms" },
    AREAS, LIMIT, AFTER, { 0 },
};
#define LOCK_TOKEN { "token", JSON_TEXT, 64, 64, false, "锁定凭证", "the token activate gave" }
static const struct json_field JOB_ACTIVATE[] = {
    { "type", JSON_TEXT, 1, 64, false, "作业类型", "zeebe:taskDefinition type" },
    { "worker", JSON_TEXT, 1, 64, false, "作业程序", "name of the worker" },
    { "max", JSON_INT, 1, 100, true, "最多几个", "at most so many; 1 when absent" },
    { "lock_seconds", JSON_INT, 1, 3600, true, "锁定秒数", "how long they are its own; 60 when absent" },
    { "wait", JSON_INT, 0, 30, true, "等待秒数", "to wait for a job when there is none; no wait when absent" },
    { "fetch", JSON_LIST, 0, 100, true, "变量", "names of the variables wanted; all when absent" }, { 0 },
};
static const struct json_field JOB_COMPLETE[] = { LOCK_TOKEN, { "variables", JSON_OBJECT, 0, 0, true, "变量", "what was found" }, { 0 } };
static const struct json_field JOB_FAIL[] = {
    LOCK_TOKEN,
    { "error", JSON_TEXT, 1, 500, false, "原因", "what went wrong" },
    { "retries", JSON_INT, 0, 100, true, "剩余次数", "tries left; one fewer when absent" },
    { "back_off", JSON_INT, 0, 86400, true, "间隔秒数", "seconds before the next try; as declared when absent" }, { 0 },
};
static const struct json_field JOB_ERROR[] = {
    LOCK_TOKEN,
    { "code", JSON_TEXT, 1, 64, false, "错误代码", "BPMN error code" },
    { "variables", JSON_OBJECT, 0, 0, true, "变量", "what goes with it" }, { 0 },
};
static const struct json_field MIGRATION_QUERY[] = { { "release", JSON_INT, 1, INT64_MAX, true, "版本", "the newest when absent" },
    { "mapping", JSON_TEXT, 0, 1500, true, "改了编号的环节", "OLD=NEW or PROCESS/OLD=NEW a line" }, { 0 } };
static const struct json_field MIGRATIONS_BODY[] = {
    { "process", JSON_TEXT, 1, 100, false, "流程", "id of the process the cases run on" },
    { "from", JSON_INT, 1, INT64_MAX, true, "旧版本", "cases on this release alone; on any older one when absent" },
    { "release", JSON_INT, 1, INT64_MAX, true, "新版本", "the newest when absent" },
    { "mapping", JSON_TEXT, 0, 8000, true, "改了编号的环节", "OLD=NEW or PROCESS/OLD=NEW a line" },
    { "dry_run", JSON_BOOL, 0, 0, true, "试算", "look only" },
    { "reason", JSON_TEXT, 1, 500, true, "理由", "why; required unless it is a dry run" },
    { "limit", JSON_INT, 1, 50, true, "本批件数", "20 when absent" },
    { "after", JSON_TEXT, 0, 50, true, "从哪里继续", "next of the last answer" }, { 0 },
};
static const struct json_field JOBS_QUERY[] = {
    { "state", JSON_TEXT, 1, 10, true, "状态", "waiting (the default), locked or failed" },
    { "type", JSON_TEXT, 1, 64, true, "作业类型", "of this type only" }, LIMIT, AFTER, { 0 },
};
static const struct json_field PAGE_ONLY_QUERY[] = { LIMIT, AFTER, { 0 } };
static const struct json_field POINT_QUERY[] = {
    LON, LAT, { "gcj02", JSON_BOOL, 0, 0, true, "GCJ-02", "the point is in GCJ-02" }, { 0 },
};
static const struct json_field POINT_TYPE_BODY[] = {
    { "type", JSON_TEXT, 1, 16, false, "类型", "catalogue code" }, LON, LAT, { 0 },
};
static const struct json_field TEXT_BODY[] = { { "text", JSON_TEXT, 0, 2000, false, "文字", "words" }, { 0 } };
static const struct json_field AREAS_QUERY[] = {
    { "level", JSON_TEXT, 1, 16, true, "层级", "grid, or the children of parent" },
    { "parent", JSON_ID, 1, INT64_MAX, true, "上级", "unit; the city when absent" }, { 0 },
};
static const struct json_field PUBLIC_AREAS_QUERY[] = {
    { "parent", JSON_ID, 1, INT64_MAX, true, "上级", "unit; the city when absent" }, { 0 },
};
static const struct json_field MAP_QUERY[] = {
    { "bbox", JSON_TEXT, 7, 100, false, "范围", "west,south,east,north" }, { "type", JSON_TEXT, 1, 16, true, "类型", "catalogue code" },
    { "stage", JSON_TEXT, 1, 32, true, "环节", "stage code" }, { "light", JSON_TEXT, 1, 16, true, "时限灯", "overdue" },
    { "state", JSON_TEXT, 1, 16, true, "状态", "open (paused too) or paused: the map shows what is not over" },
    AREAS, { 0 },
};
static const struct json_field SURGE_QUERY[] = {
    { "unit", JSON_ID, 0, 0, true, "区域", "a district, street or community; absent: the user's own" },
    { "hours", JSON_INT, 1, 72, true, "小时", "the last so many" }, { 0 },
};
static const struct json_field HOT_QUERY[] = {
    { "unit", JSON_ID, 1, INT64_MAX, true, "机构", "what lies in it or is in its hands; the user's own place when absent" },
    { "days", JSON_INT, 1, 366, true, "天数", "opened in so many days (setting hotspot.days)" }, { 0 },
};
static const struct json_field BOARD_QUERY[] = { { "unit", JSON_ID, 1, INT64_MAX, true, "机构", "unit; the user's own when absent" }, { 0 } };
static const struct json_field SUGGEST_BODY[] = {
    { "text", JSON_TEXT, 0, 2000, true, "文字", "words so far" },
    { "lon", JSON_NUMBER, -180, 180, true, "经度", "WGS-84 degrees" }, { "lat", JSON_NUMBER, -90, 90, true, "纬度", "WGS-84 degrees" },
    { "type", JSON_TEXT, 0, 16, true, "类型", "chosen type" }, { 0 },
};
static const struct json_field OFFER_BODY[] = {
    LON, LAT, { "text", JSON_TEXT, 0, 2000, true, "文字", "words so far" }, { "type", JSON_TEXT, 0, 16, true, "类型", "chosen type" }, { 0 },
};
static const struct json_field REPORT_BODY[] = {
    { "text", JSON_TEXT, 1, 2000, false, "问题描述", "what happened" }, LON, LAT,
    { "type", JSON_TEXT, 0, 16, true, "类型", "catalogue code" },
    { "address", JSON_TEXT, 0, 200, true, "地址", "where it is in words" },
    { "contact", JSON_TEXT, 0, 60, true, "联系方式", "phone or name" },
    { "duplicate_of", JSON_TEXT, 0, 40, true, "重复", "number of the same problem" },
    { "place", JSON_TEXT, 0, 40, true, "部件编码", "code on the cover, pole or lamp" },
    PHOTOS, { 0 },
};
static const struct json_field CODE_QUERY[] = { { "code", JSON_TEXT, 1, 16, false, "查询码", "query code" }, { 0 } };
static const struct json_field RATE_BODY[] = {
    { "code", JSON_TEXT, 1, 16, false, "查询码", "query code" }, { "score", JSON_INT, 1, 5, false, "评分", "1 to 5" },
    { "solved", JSON_BOOL, 0, 0, true, "是否解决", "is it solved" },
    { "comment", JSON_TEXT, 0, 500, true, "想说的话", "in words" }, { 0 },
};
static const struct json_field REOPEN_BODY[] = {
    { "code", JSON_TEXT, 1, 16, false, "查询码", "query code" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "what was not done" }, { 0 },
};
static const struct json_field FILE_QUERY[] = {
    { "size", JSON_TEXT, 1, 8, true, "大小", "thumb for the small picture" },
    { "number", JSON_TEXT, 1, 40, true, "编号", "for residents" }, { "code", JSON_TEXT, 1, 16, true, "查询码", "for residents" }, { 0 },
};
static const struct json_field REPORT_FORM[] = {
    { "text", JSON_TEXT, 0, 2000, true, "问题描述", "what happened" }, { "type", JSON_TEXT, 0, 16, true, "类型", "catalogue code" },
    { "lon", JSON_TEXT, 0, 32, true, "经度", "WGS-84 degrees" }, { "lat", JSON_TEXT, 0, 32, true, "纬度", "WGS-84 degrees" },
    { "street", JSON_TEXT, 0, 16, true, "街道", "code, when there is no position" },
    { "address", JSON_TEXT, 0, 200, true, "地址", "where it is in words" }, { "contact", JSON_TEXT, 0, 60, true, "联系方式", "phone or name" },
    { "photos", JSON_TEXT, 0, 1000, true, "照片", "tokens separated by commas" }, { "place", JSON_TEXT, 0, 40, true, "部件编码", "code on the cover, pole or lamp" }, { 0 },
};
static const struct json_field PAGE_QUERY[] = {
    { "elder", JSON_TEXT, 0, 4, true, "长辈版", "1" }, { "lang", JSON_TEXT, 0, 4, true, "语言", "en" },
    { "number", JSON_TEXT, 0, 40, true, "编号", "case number" }, { "code", JSON_TEXT, 0, 16, true, "查询码", "query code" },
    { "done", JSON_TEXT, 0, 10, true, "刚办的事", "rated or reopened" },
    { "place", JSON_TEXT, 0, 40, true, "部件编码", "code on the cover, pole or lamp: fills the form" }, { 0 },
};
/* What is missing or wrong in the two forms comes back on the page, so all of it is optional here. */
#define CASE_OF_FORM { "number", JSON_TEXT, 0, 40, true, "编号", "case number" }, { "code", JSON_TEXT, 0, 16, true, "查询码", "query code" }
static const struct json_field RATE_FORM[] = {
    CASE_OF_FORM, { "score", JSON_TEXT, 0, 4, true, "评分", "1 to 5" }, { "solved", JSON_TEXT, 0, 4, true, "是否解决", "yes or no" },
    { "comment", JSON_TEXT, 0, 500, true, "想说的话", "in words" }, { 0 },
};
static const struct json_field REOPEN_FORM[] = { CASE_OF_FORM, { "reason", JSON_TEXT, 0, 500, true, "理由", "what was not done" }, { 0 } };

#define AREA { "area", JSON_ID, 1, INT64_MAX, true, "辖区", "a street, district or the city; the user's own when absent" }
#define MONTH { "month", JSON_TEXT, 7, 7, true, "月份", "2026-03" }
static const struct json_field WHISTLE_BODY[] = {
    { "type", JSON_TEXT, 1, 16, false, "哨的类型", "code of the table whistles.csv" },
    { "unit", JSON_TEXT, 1, 64, false, "以谁的名义", "code of the community or street that blows" },
    { "text", JSON_TEXT, 1, 2000, false, "事由", "what it is about" }, LON, LAT,
    { "address", JSON_TEXT, 0, 200, true, "集结地点", "where to come, in words" },
    { "units", JSON_LIST, 0, ANSWER_UNITS_MAX, true, "应哨单位", "codes of the units summoned; a community leaves it to the centre" },
    { "muster_at", JSON_TIME, 0, 0, true, "集结时间", "when to be there; the limit of the table when absent" },
    { "from", JSON_TEXT, 1, 40, true, "来自办件", "number of the case it comes from" },
    { "confirmed", JSON_BOOL, 0, 0, true, "确认", "the warning of a 409 was read" },
    PHOTOS, { 0 },
};
static const struct json_field PARTIES_QUERY[] = {
    { "unit", JSON_ID, 1, INT64_MAX, true, "应哨单位", "the unit summoned; one's own when absent" }, AREA, MONTH,
    { "open", JSON_BOOL, 0, 0, true, "在办", "only what is not over, oldest first" },
    { "type", JSON_TEXT, 1, 16, true, "类型", "W0 to W3" },
    { "metric", JSON_TEXT, 1, 16, true, "指标", "the list behind a figure: called, responded, red …" }, LIMIT, AFTER, { 0 },
};
static const struct json_field BLOWN_QUERY[] = {
    AREA, MONTH, { "unit", JSON_ID, 1, INT64_MAX, true, "吹哨单位", "who blew" },
    { "state", JSON_TEXT, 1, 16, true, "状态", "blown, open, refused or closed" }, { 0 },
};
#define EVALUATED                                                                                                        \
    { "area", JSON_ID, 1, INT64_MAX, true, "辖区或单位", "an area, department or team; the highest of the user's own when absent" }, \
    { "from", JSON_TEXT, 7, 7, true, "起始月份", "2026-01; as `to` when absent" },                                        \
    { "to", JSON_TEXT, 7, 7, true, "截止月份", "2026-03; this month when absent" },                                       \
    { "type", JSON_TEXT, 1, 16, true, "类型", "catalogue code" }, { "source", JSON_TEXT, 1, 16, true, "来源", "source code" }
static const struct json_field EVALUATION_QUERY[] = {
    EVALUATED, { "by", JSON_TEXT, 1, 16, true, "分组", "district, street, community, grid, unit, type, source or month" },
    { "sheet", JSON_TEXT, 1, 32, true, "考核表", "the first of the catalogue when absent" }, { 0 },
};
static const struct json_field SCREEN_QUERY[] = { { "area", JSON_ID, 1, INT64_MAX, true, "辖区", "an area; the highest of the user's own when absent" }, { 0 } };
static const struct json_field EVALUATED_CASES_QUERY[] = {
    EVALUATED, { "measure", JSON_TEXT, 1, 32, false, "计数口径", "code of the catalogue measures" },
    { "since", JSON_INT, 1, 4102444800000, true, "起", "with until, instead of the months: reported at or after, UTC ms" },
    { "until", JSON_INT, 1, 4102444800000, true, "止", "reported before, UTC ms" },
    { "grid", JSON_ID, 1, INT64_MAX, true, "网格", "of this comprehensive grid" }, { "unit", JSON_ID, 1, INT64_MAX, true, "责任单位", "this unit was responsible" },
    LIMIT, AFTER, { 0 },
};
static const struct json_field MONTH_QUERY[] = { AREA, MONTH, { 0 } };

#define CASE_OP(op_name, op_right, op_fields, op_zh, op_en)                                                                       \
    { .method = HTTP_POST, .path = "/api/cases/{id}/" op_name, .right = op_right, .body = op_fields, .gives = &STEP_DONE,    \
      .prepare = case_op_prepare, .apply = plan_apply, .reply = case_op_reply, .zh = op_zh, .en = op_en }

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/tasks", .right = RIGHT_CASE_READ, .flags = ROUTE_KEPT, .query = TASKS_QUERY, .gives = &TASK_LIST, .read = task_list,
      .zh = "我的待办", .en = "tasks of my desks, by due time" },
    { .method = HTTP_GET, .path = "/api/tasks/counts", .right = RIGHT_CASE_READ, .flags = ROUTE_KEPT, .gives = &TASK_COUNTS, .read = task_counts,
      .zh = "待办计数", .en = "how many tasks by stage" },
    { .method = HTTP_POST, .path = "/api/tasks/{id}/complete", .right = RIGHT_CASE_READ, .body = TASK_COMPLETE, .gives = &STEP_DONE,
      .prepare = task_complete_prepare, .apply = plan_apply, .reply = step_reply,
      .zh = "办理任务；已办结或版本过期时 409", .en = "complete a task; 409 when it is done already or the version is stale" },
    { .method = HTTP_POST, .path = "/api/tasks/{id}/claim", .right = RIGHT_CASE_READ, .body = TASK_HOLD, .gives = &STEP_DONE,
      .prepare = task_hold_prepare, .apply = plan_apply, .reply = step_reply, .zh = "接手任务", .en = "take a task over" },
    { .method = HTTP_POST, .path = "/api/tasks/{id}/release", .right = RIGHT_CASE_READ, .body = TASK_HOLD, .gives = &STEP_DONE,
      .prepare = task_hold_prepare, .apply = plan_apply, .reply = step_reply, .zh = "退回岗位", .en = "give a task back to its desk" },
    { .method = HTTP_POST, .path = "/api/tasks/{id}/assign", .right = RIGHT_CASE_READ, .body = TASK_GIVE, .gives = &STEP_DONE,
      .prepare = task_hold_prepare, .apply = plan_apply, .reply = step_reply, .zh = "指定承办人", .en = "name who handles a task" },

    { .method = HTTP_POST, .path = "/api/cases", .right = RIGHT_CASE_REPORT, .body = CASE_OPEN_BODY,
      .gives = &CASE_OPENED, .status = 201, .or_status = 200, .prepare = case_open_prepare, .apply = plan_apply, .reply = case_open_reply,
      .zh = "登记办件（工作人员或外部来源）；来源编号已登记过时返回原办件（200），原办件不在您范围内时 409",
      .en = "open a case (staff, or a source by API key); 200 with the case that is there when the source gave this number before, 409 when that one is out of reach" },
    { .method = HTTP_GET, .path = "/api/cases", .right = RIGHT_CASE_READ, .query = CASES_QUERY, .gives = &CASE_LIST, .read = case_list,
      .zh = "办件列表", .en = "cases within reach, newest first" },
    { .method = HTTP_GET, .path = "/api/cases/{id}", .right = RIGHT_CASE_READ, .gives = &CASE_VIEW, .read = case_show,
      .zh = "办件页", .en = "everything about one case" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/diagram", .right = RIGHT_CASE_READ, .gives = &DIAGRAM_VIEW, .read = case_diagram,
      .zh = "流程图与走过的路", .en = "the process models and the path taken" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/guess", .right = RIGHT_CASE_READ, .gives = &CASE_GUESS, .read = case_guess,
      .zh = "从办件的文字看它是什么类型，凭哪些字", .en = "what the words of a case say of its type, and which words" },
    { .method = HTTP_POST, .path = "/api/duplicates", .right = RIGHT_CASE_REPORT, .body = POINT_TYPE_BODY, .gives = &DUPLICATE_LIST,
      .read = duplicate_list, .zh = "附近的相似办件", .en = "open cases of the type, near and not long ago" },

    { .method = HTTP_GET, .path = "/api/whistles/types", .right = RIGHT_CASE_READ, .gives = &WHISTLE_TYPES, .read = whistle_types,
      .zh = "哨表", .en = "the table of whistles, and for whom I may blow each" },
    { .method = HTTP_GET, .path = "/api/whistles", .right = RIGHT_CASE_READ, .query = BLOWN_QUERY, .gives = &WHISTLE_LIST, .read = whistle_blown,
      .zh = "一个月里吹的哨", .en = "whistles blown in a month" },
    { .method = HTTP_POST, .path = "/api/whistles", .right = RIGHT_WHISTLE_BLOW, .body = WHISTLE_BODY, .gives = &CASE_OPENED, .status = 201,
      .prepare = whistle_blow_prepare, .apply = whistle_blow_apply, .reply = case_open_reply,
      .zh = "吹哨；须确认时 409，规则不允许时 422", .en = "blow a whistle; 409 when it is to be confirmed, 422 when the rules refuse it" },
    { .method = HTTP_GET, .path = "/api/whistles/parties", .right = RIGHT_CASE_READ, .query = PARTIES_QUERY, .gives = &PARTY_LIST, .read = whistle_parties,
      .zh = "应哨单位的哨；统计数字后面的清单", .en = "what a unit is summoned to; the list behind a figure" },
    { .method = HTTP_GET, .path = "/api/whistles/figures", .right = RIGHT_STATISTICS, .query = MONTH_QUERY, .gives = &WHISTLE_FIGURES, .read = whistle_figures,
      .zh = "应哨评价与排名，吹哨统计", .en = "what units answered, what they score, who blew how often" },

    { .method = HTTP_GET, .path = "/api/evaluation", .right = RIGHT_STATISTICS, .query = EVALUATION_QUERY, .gives = &EVALUATION_TABLE, .read = evaluation_show,
      .zh = "考核评价：指标、得分与排名", .en = "the evaluation: figures, rates, scores and ranks" },
    { .method = HTTP_GET, .path = "/api/evaluation/cases", .right = RIGHT_STATISTICS, .query = EVALUATED_CASES_QUERY, .gives = &EVALUATED_CASES, .read = evaluation_cases,
      .zh = "考核数字后面的办件", .en = "the cases behind a number of the evaluation" },

    { .method = HTTP_GET, .path = "/api/screen", .right = RIGHT_SCREEN_VIEW, .query = SCREEN_QUERY, .gives = &SCREEN_VIEW, .read = screen_show,
      .zh = "指挥大屏的数字：无个人信息", .en = "the numbers of the wall; nothing about a person" },
    { .method = HTTP_GET, .path = "/api/screen/cases", .right = RIGHT_SCREEN_VIEW, .query = SCREEN_QUERY, .gives = &SCREEN_CASES_VIEW, .read = screen_points,
      .zh = "指挥大屏上的在办件点位与预警", .en = "the open cases of the wall as points, and its alerts" },

    CASE_OP("summon", RIGHT_CASE_READ, CASE_OP_SUMMON, "增派应哨单位，编号和时钟不变", "summon further units under the same number and clock"),
    CASE_OP("consult", RIGHT_CASE_READ, CASE_OP_REASON, "不等未到单位，先行会商", "confer without those who have not come"),
    CASE_OP("appraise", RIGHT_CASE_READ, CASE_OP_APPRAISE, "评价应哨单位", "judge a unit that was summoned"),
    CASE_OP("return", RIGHT_CASE_READ, CASE_OP_REASON, "退单；不能退时 409", "return a case; 409 where it cannot be returned"),
    CASE_OP("extension", RIGHT_CASE_READ, CASE_OP_EXTENSION, "申请延期", "ask for more time"),
    CASE_OP("suspension", RIGHT_CASE_READ, CASE_OP_REASON, "申请挂账", "ask to suspend"),
    CASE_OP("resume", RIGHT_CASE_READ, CASE_OP_REASON, "恢复办理", "resume a suspended case"),
    CASE_OP("urge", RIGHT_CASE_READ, CASE_OP_URGE, "催办", "urge"),
    CASE_OP("supervise", RIGHT_CASE_READ, CASE_OP_SUPERVISE, "督办", "put under supervision"),
    CASE_OP("misconduct", RIGHT_CASE_READ, CASE_OP_REASON, "认定弄虚作假、推诿，计入考核；已认定时 409", "find fraud or shirking, which counts in the evaluation; 409 when found already"),
    CASE_OP("acquit", RIGHT_CASE_READ, CASE_OP_REASON, "撤销弄虚作假、推诿的认定", "take such a finding back"),
    CASE_OP("transfer", RIGHT_CASE_READ, CASE_OP_TRANSFER, "改派", "send to another unit"),
    CASE_OP("retype", RIGHT_CASE_READ, CASE_OP_RETYPE, "更改类型", "change the type; routing and limits are decided again"),
    CASE_OP("place", RIGHT_CASE_READ, CASE_OP_PLACE, "更改关联部件或场所", "change the component or place it is about; routing and limits are decided again"),
    CASE_OP("relocate", RIGHT_CASE_READ, CASE_OP_RELOCATE, "更改位置", "change the place; routing and limits are decided again"),
    CASE_OP("merge", RIGHT_CASE_READ, CASE_OP_MERGE, "并入其他办件", "merge into another case"),
    CASE_OP("unmerge", RIGHT_CASE_READ, CASE_OP_NOTHING, "拆分恢复", "take a merged case apart"),
    CASE_OP("link", RIGHT_CASE_READ, CASE_OP_LINK, "关联", "relate to another case"),
    CASE_OP("unlink", RIGHT_CASE_READ, CASE_OP_UNLINK, "解除关联", "unrelate"),
    CASE_OP("force-close", RIGHT_CASE_READ, CASE_OP_FORCE, "强制结案", "close by order, with authority and reason"),
    CASE_OP("reopen", RIGHT_CASE_READ, CASE_OP_REASON, "重新打开", "reopen within the set time"),
    CASE_OP("send-back", RIGHT_CASE_READ, CASE_OP_SEND_BACK, "退回前面的环节；没有可退回的环节时 409", "send back to an earlier step; 409 when there is none"),
    CASE_OP("to-start", RIGHT_CASE_READ, CASE_OP_TASK, "驳回到第一步", "back to the first step"),
    CASE_OP("withdraw", RIGHT_CASE_READ, CASE_OP_REASON, "撤回；下一环节已签收时 409", "take back what was sent on; 409 once the next step was opened"),
    CASE_OP("hand-over", RIGHT_CASE_READ, CASE_OP_HAND_OVER, "转办", "hand the task to another person or unit"),
    CASE_OP("delegate", RIGHT_CASE_READ, CASE_OP_HAND_OVER, "委派：办好后回到委派人确认", "delegate; what is done comes back to be confirmed"),
    CASE_OP("sign-before", RIGHT_CASE_READ, CASE_OP_HAND_OVER, "前加签", "somebody signs before the task is done"),
    CASE_OP("sign-after", RIGHT_CASE_READ, CASE_OP_HAND_OVER, "后加签", "somebody signs after the task is done"),
    CASE_OP("countersign", RIGHT_CASE_READ, CASE_OP_COUNTERSIGN, "会签：全部、任一或按比例同意，能定即定；正在会签时 409", "ask several to sign: all, anyone or a share; decided as soon as it can be; 409 while one goes on"),
    CASE_OP("add-signer", RIGHT_CASE_READ, CASE_OP_ADD_SIGNER, "会签加人", "one more person or unit signs with the others"),
    CASE_OP("unsign", RIGHT_CASE_READ, CASE_OP_TASK, "减签", "take an added signature or one of several out"),
    CASE_OP("copy", RIGHT_CASE_READ, CASE_OP_COPY, "抄送", "send a copy to read"),
    CASE_OP("choose", RIGHT_CASE_READ, CASE_OP_CHOOSE, "选做活动", "choose the next activity of an ad hoc subprocess"),
    CASE_OP("suspend", RIGHT_CASE_READ, CASE_OP_REASON, "挂起，停表", "suspend: the clock stands until the case is resumed"),
    CASE_OP("mend", RIGHT_CASE_MEND, CASE_OP_MEND, "恢复受阻的流程（流程维护）；仍然受阻时 409", "set variables and try again what is stuck; 409 when it still is"),
    CASE_OP("migrate", RIGHT_CASE_MEND, CASE_OP_MIGRATE, "迁移到新版流程（流程维护）；不相符时 409", "go on with a newer release; 409 when it does not fit"),
    CASE_OP("jump", RIGHT_CASE_MEND, CASE_OP_JUMP, "跳转到任一环节（流程维护）", "go on at any element"),
    CASE_OP("note", RIGHT_CASE_READ, CASE_OP_NOTE, "添加说明", "add a note"),
    { .method = HTTP_POST, .path = "/api/cases/{id}/reveal", .right = RIGHT_CONTACT_REVEAL, .flags = ROUTE_SECRET, .body = CASE_OP_REASON,
      .gives = &STEP_DONE, .prepare = case_op_prepare, .apply = plan_apply, .reply = case_op_reply,
      .zh = "查看联系方式（留痕）", .en = "the contact in clear, journaled" },

    { .method = HTTP_POST, .path = "/api/jobs/activate", .right = RIGHT_JOB_WORK, .flags = ROUTE_SECRET | ROUTE_WAITS, .body = JOB_ACTIVATE, .gives = &JOB_LIST,
      .prepare = jobs_activate_prepare, .apply = jobs_activate_apply, .reply = jobs_activate_reply,
      .zh = "领取作业并锁定；密钥无此类型时 403", .en = "take jobs of a type and lock them; 403 when the key has not the type" },
    { .method = HTTP_POST, .path = "/api/jobs/{id}/complete", .right = RIGHT_JOB_WORK, .body = JOB_COMPLETE, .gives = &JOB_DONE_VIEW,
      .prepare = job_answer_prepare, .apply = plan_apply, .reply = job_answer_reply, .zh = "办结作业；锁定已失效或已办结时 409", .en = "complete; 409 when the lock has run out or was used" },
    { .method = HTTP_POST, .path = "/api/jobs/{id}/fail", .right = RIGHT_JOB_WORK, .body = JOB_FAIL, .gives = &JOB_DONE_VIEW,
      .prepare = job_answer_prepare, .apply = plan_apply, .reply = job_answer_reply, .zh = "作业失败，稍后重试；次数用尽则流程受阻", .en = "fail: tried again after a while, an incident when no tries are left" },
    { .method = HTTP_POST, .path = "/api/jobs/{id}/error", .right = RIGHT_JOB_WORK, .body = JOB_ERROR, .gives = &JOB_DONE_VIEW,
      .prepare = job_answer_prepare, .apply = plan_apply, .reply = job_answer_reply, .zh = "抛出 BPMN 错误", .en = "raise a BPMN error" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/migration", .right = RIGHT_CASE_MEND, .query = MIGRATION_QUERY, .gives = &MIGRATION_VIEW, .read = migration_show,
      .zh = "迁移试算：哪些环节不相符", .en = "dry run of a migration: what would not fit" },
    { .method = HTTP_GET, .path = "/api/migrations", .right = RIGHT_CASE_MEND, .gives = &MIGRATION_SOURCES, .read = migrations_list,
      .zh = "在办件所在的流程和版本", .en = "the processes and releases cases run on" },
    { .method = HTTP_POST, .path = "/api/migrations", .right = RIGHT_CASE_MEND, .body = MIGRATIONS_BODY, .gives = &MIGRATIONS_VIEW, .read = migrations_run,
      .zh = "分批迁移在办件：逐件报告，一件不成不影响其他", .en = "migrate running cases, a batch a call: each is reported, none stops the others" },
    { .method = HTTP_GET, .path = "/api/incidents", .right = RIGHT_CASE_MEND, .query = PAGE_ONLY_QUERY, .gives = &INCIDENT_LIST, .read = incidents_list,
      .zh = "受阻的流程", .en = "stuck processes I may mend" },
    { .method = HTTP_GET, .path = "/api/incidents/{id}", .right = RIGHT_CASE_MEND, .gives = &INCIDENT_VIEW, .read = incident_show,
      .zh = "一个受阻的流程及其变量", .en = "one stuck process with its variables" },
    { .method = HTTP_GET, .path = "/api/jobs", .right = RIGHT_CASE_MEND, .query = JOBS_QUERY, .gives = &JOB_BOARD, .read = jobs_list,
      .zh = "外部作业：各类多少，等待、锁定、失败的", .en = "jobs of outside workers: how many of each kind, and those that wait, are locked or failed" },
    { .method = HTTP_GET, .path = "/api/copies", .right = RIGHT_CASE_READ, .query = PAGE_ONLY_QUERY, .gives = &COPY_LIST, .read = copies_list,
      .zh = "抄送给我的", .en = "cases I was sent a copy of" },
    { .method = HTTP_POST, .path = "/api/copies/{id}/read", .right = RIGHT_CASE_READ, .gives = &COPY_DONE, .prepare = copies_read_prepare,
      .apply = copies_read_apply, .reply = copies_read_reply, .zh = "标为已读", .en = "mark a copy read" },

    { .method = HTTP_POST, .path = "/api/places/offered", .right = RIGHT_CASE_REPORT, .body = OFFER_BODY, .gives = &OFFER_VIEW, .read = places_offered,
      .zh = "登记时可选的附近部件", .en = "components near by that a report may be about" },
    { .method = HTTP_GET, .path = "/api/locate", .right = RIGHT_LOGIN, .query = POINT_QUERY, .gives = &PLACE_VIEW, .read = place_locate,
      .zh = "定位网格", .en = "the grid chain of a point" },
    { .method = HTTP_GET, .path = "/api/catalogue", .right = RIGHT_LOGIN, .gives = &CATALOGUE_VIEW, .read = catalogue_list,
      .zh = "事项目录", .en = "types and sources" },
    { .method = HTTP_POST, .path = "/api/classify", .right = RIGHT_LOGIN, .body = TEXT_BODY, .gives = &TYPE_LIST, .read = classify_text,
      .zh = "类型建议", .en = "types suggested from words" },
    { .method = HTTP_GET, .path = "/api/map/areas", .right = RIGHT_LOGIN, .query = AREAS_QUERY, .gives = &AREA_COLLECTION, .read = map_areas,
      .zh = "区域边界", .en = "outlines as GeoJSON with open and overdue figures" },
    { .method = HTTP_GET, .path = "/api/map/cases", .right = RIGHT_CASE_READ, .query = MAP_QUERY, .gives = &MAP_CASE_LIST, .read = map_cases,
      .zh = "地图上的办件", .en = "open cases in a box" },
    { .method = HTTP_GET, .path = "/api/surges", .right = RIGHT_CASE_READ, .query = SURGE_QUERY, .gives = &SURGE_LIST, .read = surge_list,
      .zh = "预警：比往周同一时段多得异常的类型、来源和地方，以及接下来的预测；科室和部门为 422", .en = "surges against the same hours of earlier weeks, and what lies ahead; 422 for a department or team" },
    { .method = HTTP_GET, .path = "/api/hotspots", .right = RIGHT_CASE_READ, .query = HOT_QUERY, .gives = &HOT_SPOT_LIST, .read = hot_spot_list,
      .zh = "热点：多件说的是同一地方同一件事", .en = "hot spots: cases about one matter at one place, hottest first" },
    { .method = HTTP_GET, .path = "/api/dashboard", .right = RIGHT_STATISTICS, .query = BOARD_QUERY, .gives = &DASHBOARD, .read = dashboard_show,
      .zh = "看板", .en = "opened, open, closed, overdue and on-time rate" },

    { .method = HTTP_GET, .path = "/api/public/catalogue", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .gives = &PUBLIC_CATALOGUE,
      .read = public_catalogue, .zh = "问题类型", .en = "types for residents" },
    { .method = HTTP_GET, .path = "/api/public/areas", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .query = PUBLIC_AREAS_QUERY, .gives = &AREA_COLLECTION,
      .read = public_areas, .zh = "区域边界（公众）", .en = "outlines and names of areas, for a resident's map" },
    { .method = HTTP_POST, .path = "/api/public/suggest", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .body = SUGGEST_BODY, .gives = &SUGGEST_VIEW,
      .read = public_suggest, .zh = "类型、位置和相似办件建议", .en = "suggested types, the place, near duplicates" },
    { .method = HTTP_POST, .path = "/api/public/reports", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .body = REPORT_BODY, .gives = &REPORT_DONE,
      .status = 201, .prepare = public_report_prepare, .apply = plan_apply, .reply = public_report_reply,
      .zh = "群众上报", .en = "report a problem" },
    { .method = HTTP_GET, .path = "/api/public/reports/{name}", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .query = CODE_QUERY,
      .gives = &PROGRESS_VIEW, .read = public_progress, .zh = "办理进度", .en = "progress by number and query code" },
    { .method = HTTP_POST, .path = "/api/public/reports/{name}/rating", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .body = RATE_BODY,
      .gives = &PUBLIC_DONE, .prepare = public_rate_prepare, .apply = plan_apply, .reply = public_done_reply,
      .zh = "评价；不能评价时 409", .en = "rate; 409 when it cannot be rated" },
    { .method = HTTP_POST, .path = "/api/public/reports/{name}/reopen", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .body = REOPEN_BODY,
      .gives = &PUBLIC_DONE, .prepare = public_reopen_prepare, .apply = plan_apply, .reply = public_done_reply,
      .zh = "要求重办；已过期时 409", .en = "ask to reopen; 409 when it is too late" },

    { .method = HTTP_POST, .path = "/api/files", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC | ROUTE_UPLOAD, .body_max = 11u << 20, .gives = &FILE_DONE,
      .status = 201, .prepare = file_upload_prepare, .apply = file_upload_apply, .reply = file_upload_reply,
      .zh = "上传照片（10 MB 以内）", .en = "upload a photo of at most 10 MB" },
    { .method = HTTP_GET, .path = "/api/files/{name}", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC, .query = FILE_QUERY, .read = file_show,
      .zh = "查看照片", .en = "a photo without metadata" },

    { .method = HTTP_GET, .path = "/", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC | ROUTE_HTML | ROUTE_HIDDEN, .query = PAGE_QUERY, .read = page_report,
      .zh = "上报页", .en = "report page" },
    { .method = HTTP_POST, .path = "/report", .right = RIGHT_NONE, .query = PAGE_QUERY, .body = REPORT_FORM,
      .flags = ROUTE_PUBLIC | ROUTE_FORM | ROUTE_HTML | ROUTE_HIDDEN, .body_max = 44u << 20,
      .prepare = page_report_prepare, .apply = plan_apply, .reply = page_report_reply, .zh = "提交上报页", .en = "report form" },
    { .method = HTTP_GET, .path = "/progress", .right = RIGHT_NONE, .flags = ROUTE_PUBLIC | ROUTE_HTML | ROUTE_HIDDEN, .query = PAGE_QUERY,
      .read = page_progress, .zh = "进度页", .en = "progress page" },
    { .method = HTTP_POST, .path = "/progress/rating", .right = RIGHT_NONE, .query = PAGE_QUERY, .body = RATE_FORM,
      .flags = ROUTE_PUBLIC | ROUTE_FORM | ROUTE_HTML | ROUTE_HIDDEN,
      .prepare = page_rate_prepare, .apply = plan_apply, .reply = page_rate_reply, .zh = "评价表单", .en = "rating form" },
    { .method = HTTP_POST, .path = "/progress/reopen", .right = RIGHT_NONE, .query = PAGE_QUERY, .body = REOPEN_FORM,
      .flags = ROUTE_PUBLIC | ROUTE_FORM | ROUTE_HTML | ROUTE_HIDDEN,
      .prepare = page_reopen_prepare, .apply = plan_apply, .reply = page_reopen_reply, .zh = "重办表单", .en = "reopening form" },
};

const struct module COMMAND_MODULE = {
    .name = "command",
    .zh = "指挥调度",
    .routes = ROUTES,
    .route_count = COUNT_OF(ROUTES),
};
