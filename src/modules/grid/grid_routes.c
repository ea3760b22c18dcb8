/*
 * grid_routes.c - the routes of 网格管理, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid.h"

#include "case/photo.h"
#include "modules/grid/grid_day.h"
#include "modules/grid/grid_field.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_log.h"
#include "modules/grid/grid_plan_view.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/patrol_view.h"
#include "modules/grid/service.h"

#define PLACE(optional)                                                                                            \
    { "lon", JSON_NUMBER, -180, 180, optional, "经度", "WGS-84 degrees" },                                         \
    { "lat", JSON_NUMBER, -90, 90, optional, "纬度", "WGS-84 degrees" }

#define VERSION_FIELD { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" }
#define ACCURACY_FIELD { "accuracy", JSON_INT, 0, 100000, true, "定位误差", "metres" }

static const struct json_field DUTY_BODY[] = {
    { "on", JSON_BOOL, 0, 0, false, "上岗", "true: go on duty; false: go off" }, PLACE(true), ACCURACY_FIELD, DAY_SAID_FIELD,
    { "reason", JSON_TEXT, 0, 200, true, "外勤事由", "why outside of one's grids; needed to go on duty out there" }, { 0 },
};
static const struct json_field DUTY_DAY_QUERY[] = { DAY_SCOPE_QUERY, { 0 } };
#define KEY_FIELD { "key", JSON_TEXT, 8, 64, false, "巡查键", "made by the phone: one for each patrol" }
#define GRID_FIELD { "grid", JSON_ID, 1, INT64_MAX, false, "网格", "a grid" }
#define ROUTE_FIELDS                                                                                               \
    { "name", JSON_TEXT, 1, 60, false, "路线名称", "the route" },                                                   \
    { "points", JSON_LIST, 1, PATROL_POINTS_MAX, false, "巡查点", "each {n, name, lon, lat}; without n: a new one" }
static const struct json_field PATROL_MARK_BODY[] = {
    KEY_FIELD, { "route", JSON_ID, 1, INT64_MAX, false, "路线", "the route walked" },
    { "version", JSON_INT, 1, INT64_MAX, false, "版本", "of the route, as the phone has it" },
    { "point", JSON_INT, 1, 1000000, false, "巡查点", "number of the point" }, PLACE(false), ACCURACY_FIELD, DAY_SAID_FIELD, { 0 },
};
static const struct json_field PATROL_FINISH_BODY[] = { KEY_FIELD, DAY_SAID_FIELD, { 0 } };
static const struct json_field LOG_BODY[] = {
    { "duty", JSON_TEXT, 1, 20, false, "职责", "one of the five" }, { "text", JSON_TEXT, 1, 500, false, "情况", "what was found or done; no names of residents" },
    { "grid", JSON_ID, 1, INT64_MAX, true, "网格", "one's own; absent: the one at the place, or one's first" }, PLACE(true), ACCURACY_FIELD,
    { "address", JSON_TEXT, 0, 200, true, "地址", "in words" }, { "open", JSON_BOOL, 0, 0, true, "立案", "open a case with it" },
    { "type", JSON_TEXT, 1, 20, true, "类型", "of the case; absent: the first the duty names" },
    { "photos", JSON_LIST, 0, PHOTO_CLAIM_MAX, true, "照片", "tokens of POST /api/files, or {token, kind}" }, DAY_SAID_FIELD, { 0 },
};
#define WORKER_FIELD(optional) { "worker", JSON_ID, 1, INT64_MAX, optional, "服务人", "a worker of the grid" }
#define EVERY_FIELD { "every_days", JSON_INT, 1, 3660, true, "周期天数", "absent: as the kind says, or as it is" }
#define REASON_FIELD { "reason", JSON_TEXT, 1, 200, false, "原因", "why" }
static const struct json_field SERVICE_BODY[] = {
    GRID_FIELD, { "kind", JSON_TEXT, 1, 20, false, "服务", "code of content/catalogues/services.csv" }, WORKER_FIELD(false), EVERY_FIELD,
    { "first_day", JSON_TEXT, 10, 10, true, "首次日期", "absent: a period from today" }, { "asked_by", JSON_TEXT, 1, 20, false, "请求人", "self, family or guardian" },
    { "asked_on", JSON_TEXT, 10, 10, false, "请求日期", "like 2026-03-02" }, { "consent", JSON_TEXT, 1, 200, false, "同意方式", "how consent was given" },
    { "name", JSON_TEXT, 1, 60, false, "姓名", "who is served; kept sealed" }, { "phone", JSON_TEXT, 0, 30, true, "电话", "kept sealed" },
    { "address", JSON_TEXT, 0, 200, true, "住址", "kept sealed" }, { 0 },
};
static const struct json_field SERVICE_SAVE_BODY[] = { VERSION_FIELD, WORKER_FIELD(true), EVERY_FIELD, { 0 } };
static const struct json_field SERVICE_END_BODY[] = { VERSION_FIELD, REASON_FIELD, { 0 } };
static const struct json_field SERVICE_REVEAL_BODY[] = { REASON_FIELD, { 0 } };
static const struct json_field VISIT_BODY[] = {
    { "service", JSON_ID, 1, INT64_MAX, false, "服务", "one of one's own" }, { "purpose", JSON_TEXT, 1, 200, false, "目的", "what the visit is for" },
    { "agreed", JSON_BOOL, 0, 0, false, "同意", "they agreed to this visit" }, { "result", JSON_TEXT, 1, 20, false, "结果", "done, absent or refused" },
    { "note", JSON_TEXT, 0, 1000, true, "说明", "what was found; kept sealed" }, DAY_SAID_FIELD, { 0 },
};
static const struct json_field ROUTE_BODY[] = { GRID_FIELD, ROUTE_FIELDS, { 0 } };
static const struct json_field ROUTE_SAVE_BODY[] = { VERSION_FIELD, ROUTE_FIELDS, { 0 } };
static const struct json_field ROUTE_DROP_QUERY[] = { VERSION_FIELD, { 0 } };
static const struct json_field PROPOSE_BODY[] = { GRID_FIELD, { 0 } };
static const struct json_field DAY_AREA_QUERY[] = { { "parent", JSON_ID, 1, INT64_MAX, true, "区域", "a street or a community; absent: one's own" }, { 0 } };
static const struct json_field FIX_BODY[] = { PLACE(false), { 0 } };
static const struct json_field GRIDS_QUERY[] = {
    { "parent", JSON_ID, 1, INT64_MAX, true, "上级", "district, street or community; everything within reach when absent" },
    { "limit", JSON_INT, 1, 200, true, "每页条数", "rows a page (100)" },
    { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field MEMBERS_QUERY[] = { { "task", JSON_ID, 1, INT64_MAX, false, "任务", "an open task" }, { 0 } };

enum { DRAWING_BODY = 4 << 20, FILE_BODY = 16 << 20, LINE_POINTS = 1000 };

#define COMMUNITY_FIELD { "community", JSON_ID, 1, INT64_MAX, false, "社区", "a community" }
#define PARTS_FIELD(optional) { "parts", JSON_LIST, 0, GRID_PARTS_MAX, optional, "网格", "each {id, layer, kind, name, geometry}; without id: a new one" }
#define COORDINATES_FIELD { "coordinates", JSON_TEXT, 1, 10, true, "坐标系", "wgs84 (absent), cgcs2000 or gcj02" }

static const struct json_field PLANS_QUERY[] = {
    { "state", JSON_TEXT, 1, 20, true, "状态", "open, submitted, scheduled, failed, in_force or dropped; absent: the first four" },
    { "parent", JSON_ID, 1, INT64_MAX, true, "上级", "district, street or community" },
    { "limit", JSON_INT, 1, 200, true, "每页条数", "rows a page (50)" },
    { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field PLAN_BODY[] = { COMMUNITY_FIELD, { "name", JSON_TEXT, 1, 200, false, "说明", "what changes and why" }, { 0 } };
static const struct json_field PLAN_SAVE_BODY[] = {
    VERSION_FIELD, { "name", JSON_TEXT, 1, 200, true, "说明", "what changes and why" }, PARTS_FIELD(true),
    { "on_current", JSON_BOOL, 0, 0, true, "已按现状重画", "it was redrawn on the grids as they are now" }, { 0 },
};
static const struct json_field PLAN_DROP_QUERY[] = { VERSION_FIELD, { 0 } };
static const struct json_field PLAN_CHECK_BODY[] = { COMMUNITY_FIELD, PARTS_FIELD(false), { 0 } };
static const struct json_field RESHAPE_BODY[] = {
    COMMUNITY_FIELD, PARTS_FIELD(false), { "op", JSON_TEXT, 1, 10, false, "操作", "split, merge or draw" },
    { "part", JSON_INT, 0, GRID_PARTS_MAX, true, "网格序号", "position in `parts`: the one split, or merged into" },
    { "others", JSON_LIST, 1, GRID_PARTS_MAX, true, "并入的网格", "positions in `parts`" },
    { "line", JSON_LIST, 2, LINE_POINTS, true, "分割线", "of split: points [lon, lat]" },
    { "geometry", JSON_OBJECT, 0, 0, true, "图形", "of draw: a polygon" }, { 0 },
};
static const struct json_field IMPORT_BODY[] = {
    COMMUNITY_FIELD, { "geojson", JSON_OBJECT, 0, 0, false, "文件", "a FeatureCollection of polygons" }, COORDINATES_FIELD,
    { "layer", JSON_TEXT, 1, 20, true, "类别", "comprehensive (absent) or dedicated" },
    { "fields", JSON_OBJECT, 0, 0, true, "属性名", "which properties hold {name, code, kind}; absent: the usual ones" }, { 0 },
};
static const struct json_field EXPORT_QUERY[] = {
    { "parent", JSON_ID, 1, INT64_MAX, false, "区域", "district, street or community" }, COORDINATES_FIELD, { 0 },
};
static const struct json_field PLAN_SUBMIT_BODY[] = { VERSION_FIELD, { "active_from", JSON_TIME, 0, 0, true, "生效时间", "absent: on approval" }, { 0 } };
static const struct json_field PLAN_VERSION_BODY[] = { VERSION_FIELD, { 0 } };
static const struct json_field PLAN_REJECT_BODY[] = { VERSION_FIELD, { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 } };

#define PLANS .right = RIGHT_GRID_PLAN
#define STEPS(name) .gives = &GRID_PLAN_SHAPE, .prepare = grid_plan_##name##_prepare, .apply = grid_plan_step_apply

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/duty", .right = RIGHT_LOGIN, .gives = &GRID_DUTY_SHAPE, .read = duty_show,
      .zh = "我的在岗状态和所存的定位", .en = "my duty, and the position that is kept of me" },
    { .method = HTTP_POST, .path = "/api/duty", .right = RIGHT_CASE_HANDLE, .body = DUTY_BODY, .gives = &GRID_DUTY_SHAPE,
      .prepare = duty_change_prepare, .apply = duty_change_apply, .reply = duty_show,
      .flags = ROUTE_PHONE, .zh = "上岗或离岗打卡；已经如此为 409，位置不在本市、网格外上岗未写事由为 422；离岗即删除定位",
      .en = "go on or off duty; 409 when so already, 422 for a place outside the city, or outside of one's grids without a reason; going off deletes the position" },
    { .method = HTTP_POST, .path = "/api/duty/fix", .right = RIGHT_CASE_HANDLE, .body = FIX_BODY, .gives = &GRID_DUTY_SHAPE,
      .prepare = duty_fix_prepare, .apply = duty_fix_apply, .reply = duty_show,
      .zh = "在岗定位；不在岗为 409", .en = "the position while on duty; 409 when off duty" },
    { .method = HTTP_GET, .path = "/api/field", .right = RIGHT_LOGIN, .gives = &FIELD_RULES_SHAPE, .read = field_rules,
      .zh = "手机端要知道的：服务器时刻、允许的时钟误差、照片是否加水印", .en = "what a phone needs to know: the server's time, how wrong its clock may be, whether photos are marked" },
    { .method = HTTP_GET, .path = "/api/duty/day", .right = RIGHT_GRID_DAY, .query = DUTY_DAY_QUERY, .gives = &GRID_DUTY_DAY_SHAPE, .read = duty_day,
      .zh = "一个街道或社区某天的在岗情况", .en = "who of a street or community was or is on duty" },
    { .method = HTTP_GET, .path = "/api/services", .right = RIGHT_GRID_DAY, .query = DAY_AREA_QUERY, .gives = &SERVICES_SHAPE, .read = services_list,
      .zh = "一个街道或社区的服务清单，个人信息已遮盖", .en = "the service list of a street or community, those due first, personal data masked" },
    { .method = HTTP_GET, .path = "/api/services/mine", .right = RIGHT_GRID_WORK, .gives = &SERVICES_MINE_SHAPE, .read = services_mine,
      .zh = "由我服务的清单，个人信息已遮盖", .en = "whom I serve, those due first, masked" },
    { .method = HTTP_POST, .path = "/api/services", .right = RIGHT_GRID_DAY, .body = SERVICE_BODY, .gives = &SERVICE_SHAPE, .status = 201,
      .prepare = service_add_prepare, .apply = service_add_apply, .reply = service_reply,
      .zh = "登记一项有人请求的服务；不是该网格的网格员为 422", .en = "a service somebody asked for; 422 with a worker of another grid" },
    { .method = HTTP_POST, .path = "/api/services/{id}", .right = RIGHT_GRID_DAY, .body = SERVICE_SAVE_BODY, .gives = &SERVICE_SHAPE,
      .prepare = service_save_prepare, .apply = service_save_apply, .reply = service_reply,
      .zh = "调整服务人和周期；版本已变或已结束为 409", .en = "change who serves and how often; 409 when it is stale or ended" },
    { .method = HTTP_POST, .path = "/api/services/{id}/end", .right = RIGHT_GRID_DAY, .body = SERVICE_END_BODY, .gives = &SERVICE_SHAPE,
      .prepare = service_end_prepare, .apply = service_save_apply, .reply = service_reply,
      .zh = "结束一项服务，个人信息到期删除；版本已变或已结束为 409", .en = "end a service, its personal data goes in time; 409 when it is stale or ended" },
    { .method = HTTP_POST, .path = "/api/services/{id}/reveal", .right = RIGHT_CASE_READ, .flags = ROUTE_SECRET, .body = SERVICE_REVEAL_BODY, .gives = &SERVICE_OPENED_SHAPE,
      .prepare = service_reveal_prepare, .apply = service_reveal_apply, .reply = service_reveal_reply,
      .zh = "查看服务对象和走访说明，留痕；不是服务人、也无权查看联系方式为 404", .en = "who is served and what the visits found, in clear, kept in the audit trail; 404 for others than who serves or may see contacts" },
    { .method = HTTP_POST, .path = "/api/services/visits", .right = RIGHT_GRID_WORK, .flags = ROUTE_PHONE, .body = VISIT_BODY, .gives = &SERVICE_SHAPE, .status = 201,
      .prepare = service_visit_prepare, .apply = service_visit_apply, .reply = service_reply,
      .zh = "记一次走访；未经同意不记录内容为 422，服务已结束为 409", .en = "a visit; 422 when something is written down without agreement, 409 when the service has ended" },
    { .method = HTTP_GET, .path = "/api/grid-logs", .right = RIGHT_GRID_DAY, .query = DUTY_DAY_QUERY, .gives = &GRID_LOGS_DAY_SHAPE, .read = grid_logs_day,
      .zh = "一个街道或社区某天的网格日志", .en = "the grid log of a street or community on one day" },
    { .method = HTTP_GET, .path = "/api/grid-logs/mine", .right = RIGHT_GRID_WORK, .gives = &GRID_LOGS_MINE_SHAPE, .read = grid_logs_mine,
      .zh = "五项职责和我的日志", .en = "the five duties, and my newest entries" },
    { .method = HTTP_POST, .path = "/api/grid-logs", .right = RIGHT_GRID_WORK, .flags = ROUTE_PHONE, .body = LOG_BODY, .gives = &GRID_LOG_MADE_SHAPE, .status = 201,
      .prepare = grid_log_prepare, .apply = grid_log_apply, .reply = grid_log_reply,
      .zh = "记一条网格日志，可同时立案；不是自己的网格为 404", .en = "write the grid log, and open its case with it; 404 for a grid that is not one's own" },
    { .method = HTTP_GET, .path = "/api/patrols", .right = RIGHT_GRID_DAY, .query = DUTY_DAY_QUERY, .gives = &PATROL_DAY_SHAPE, .read = patrols_day,
      .zh = "一个街道或社区某天的巡查：覆盖率和漏巡点", .en = "the patrols of a street or community on one day: coverage and missed points" },
    { .method = HTTP_GET, .path = "/api/patrols/mine", .right = RIGHT_GRID_WORK, .gives = &PATROL_MINE_SHAPE, .read = patrols_mine,
      .zh = "我的巡查路线和今天的巡查", .en = "my routes, and what I walked today" },
    { .method = HTTP_POST, .path = "/api/patrols/marks", .right = RIGHT_GRID_WORK, .flags = ROUTE_PHONE, .body = PATROL_MARK_BODY, .gives = &PATROL_RUN_SHAPE,
      .prepare = patrol_mark_prepare, .apply = patrol_mark_apply, .reply = patrol_run_reply,
      .zh = "到点打卡；第一次即开始一次巡查；离得远为 422，未上岗、路线已调整或巡查已结束为 409",
      .en = "check in at a point; the first begins a patrol; 422 when too far, 409 off duty, when the route was changed, or the patrol has ended" },
    { .method = HTTP_POST, .path = "/api/patrols/finish", .right = RIGHT_GRID_WORK, .flags = ROUTE_PHONE, .body = PATROL_FINISH_BODY, .gives = &PATROL_RUN_SHAPE,
      .prepare = patrol_finish_prepare, .apply = patrol_finish_apply, .reply = patrol_run_reply, .zh = "结束一次巡查", .en = "end a patrol" },
    { .method = HTTP_GET, .path = "/api/patrol-routes", .right = RIGHT_GRID_DAY, .query = DAY_AREA_QUERY, .gives = &PATROL_ROUTES_SHAPE, .read = patrol_routes_list,
      .zh = "巡查路线", .en = "patrol routes" },
    { .method = HTTP_POST, .path = "/api/patrol-routes", .right = RIGHT_GRID_TEND, .body = ROUTE_BODY, .gives = &PATROL_ROUTE_SHAPE, .status = 201,
      .prepare = patrol_route_add_prepare, .apply = patrol_route_add_apply, .reply = patrol_route_reply,
      .zh = "新建巡查路线；有点不在网格内为 422", .en = "a new route; 422 with a point outside of the grid" },
    { .method = HTTP_POST, .path = "/api/patrol-routes/{id}", .right = RIGHT_GRID_TEND, .body = ROUTE_SAVE_BODY, .gives = &PATROL_ROUTE_SHAPE,
      .prepare = patrol_route_save_prepare, .apply = patrol_route_save_apply, .reply = patrol_route_reply,
      .zh = "调整巡查路线；版本已变为 409", .en = "change a route; 409 when it is stale" },
    { .method = HTTP_DELETE, .path = "/api/patrol-routes/{id}", .right = RIGHT_GRID_TEND, .query = ROUTE_DROP_QUERY, .gives = &PATROL_ROUTE_SHAPE,
      .prepare = patrol_route_drop_prepare, .apply = patrol_route_drop_apply, .reply = patrol_route_drop_reply,
      .zh = "停用巡查路线；版本已变为 409", .en = "take a route out of use; 409 when it is stale" },
    { .method = HTTP_POST, .path = "/api/patrol-routes/propose", .right = RIGHT_GRID_TEND, .body = PROPOSE_BODY, .gives = &PATROL_PROPOSED_SHAPE,
      .read = patrol_route_propose, .zh = "为一个网格拟一条路线（不保存）", .en = "propose points for a grid; nothing is saved" },
    { .method = HTTP_GET, .path = "/api/grids", .right = RIGHT_CASE_READ, .query = GRIDS_QUERY, .gives = &GRID_LIST_SHAPE, .read = grids_list,
      .zh = "范围内的网格和网格员", .en = "grids within reach and their workers" },
    { .method = HTTP_GET, .path = "/api/grids/{id}", .right = RIGHT_CASE_READ, .gives = &GRID_SHAPE, .read = grid_show,
      .zh = "一个网格", .en = "one grid: where it belongs, its people, its open cases" },
    { .method = HTTP_GET, .path = "/api/grids/{id}/versions", .right = RIGHT_CASE_READ, .gives = &GRID_VERSIONS_SHAPE, .read = grid_versions_list,
      .zh = "一个网格的历次边界", .en = "how a grid looked, and when" },
    { .method = HTTP_GET, .path = "/api/grids/geojson", .right = RIGHT_CASE_READ, .query = EXPORT_QUERY, .read = grids_export,
      .zh = "导出网格（GeoJSON）", .en = "grids as a GeoJSON file" },
    { .method = HTTP_GET, .path = "/api/grid-plans", PLANS, .query = PLANS_QUERY, .gives = &GRID_PLAN_LIST_SHAPE, .read = grid_plans_list,
      .zh = "网格调整方案", .en = "plans that change grids, newest first" },
    { .method = HTTP_POST, .path = "/api/grid-plans", PLANS, .body = PLAN_BODY, .status = 201, .gives = &GRID_PLAN_SHAPE,
      .prepare = grid_plan_create_prepare, .apply = grid_plan_create_apply, .reply = grid_plan_create_reply,
      .zh = "新建方案，从现有网格开始", .en = "make a plan, which begins with the grids as they are" },
    { .method = HTTP_GET, .path = "/api/grid-plans/{id}", PLANS, .gives = &GRID_PLAN_SHAPE, .read = grid_plan_show, .zh = "一个方案", .en = "one plan" },
    { .method = HTTP_POST, .path = "/api/grid-plans/{id}", PLANS, .body = PLAN_SAVE_BODY, .body_max = DRAWING_BODY, .gives = &GRID_PLAN_SHAPE,
      .prepare = grid_plan_save_prepare, .apply = grid_plan_save_apply, .reply = grid_plan_reply,
      .zh = "保存方案；版本已变或已提交为 409", .en = "save a plan; 409 when it is stale or submitted" },
    { .method = HTTP_DELETE, .path = "/api/grid-plans/{id}", PLANS, .query = PLAN_DROP_QUERY, .gives = &GRID_PLAN_SHAPE,
      .prepare = grid_plan_drop_prepare, .apply = grid_plan_drop_apply, .reply = grid_plan_reply,
      .zh = "放弃方案；版本已变或已提交为 409", .en = "drop a plan; 409 when it is stale or submitted" },
    { .method = HTTP_POST, .path = "/api/grid-plans/check", PLANS, .body = PLAN_CHECK_BODY, .body_max = DRAWING_BODY, .gives = &GRID_CHECK_SHAPE, .read = grid_plan_check,
      .zh = "检查空隙、重叠和自相交；点过多为 413", .en = "are there gaps, overlaps or crossings, and where; 413 with too many points" },
    { .method = HTTP_POST, .path = "/api/grid-plans/reshape", PLANS, .body = RESHAPE_BODY, .body_max = DRAWING_BODY, .gives = &GRID_CHECK_SHAPE,
      .read = grid_plan_reshape, .zh = "分割、合并或新画网格；做不到的为 422", .en = "split, merge or draw; 422 when it cannot be done, and why" },
    { .method = HTTP_POST, .path = "/api/grid-plans/import", PLANS, .body = IMPORT_BODY, .body_max = FILE_BODY, .gives = &GRID_IMPORT_SHAPE, .read = grid_plan_import,
      .zh = "读入 GeoJSON（不保存）；点过多为 413", .en = "read a GeoJSON file into parts; nothing is saved; 413 with too many points" },
    { .method = HTTP_GET, .path = "/api/grid-plans/{id}/preview", PLANS, .gives = &GRID_PREVIEW_SHAPE, .read = grid_plan_preview,
      .zh = "方案影响的网格、办件、人员和专属网格；有错误为 422", .en = "what a plan moves: grids, open cases, people, dedicated grids; 422 with faults" },
    { .method = HTTP_POST, .path = "/api/grid-plans/{id}/submit", PLANS, .body = PLAN_SUBMIT_BODY, STEPS(submit), .reply = grid_plan_reply,
      .zh = "提交方案；有错误为 422，版本已变或已有在途方案为 409", .en = "submit a plan; 422 with faults, 409 when it is stale, behind, or another is on its way" },
    { .method = HTTP_POST, .path = "/api/grid-plans/{id}/withdraw", PLANS, .body = PLAN_VERSION_BODY, STEPS(withdraw), .reply = grid_plan_reply,
      .zh = "撤回方案", .en = "take a plan back" },
    { .method = HTTP_POST, .path = "/api/grid-plans/{id}/reject", .right = RIGHT_GRID_APPROVE, .body = PLAN_REJECT_BODY, STEPS(reject), .reply = grid_plan_reply,
      .zh = "退回方案", .en = "reject a plan" },
    { .method = HTTP_POST, .path = "/api/grid-plans/{id}/approve", .right = RIGHT_GRID_APPROVE, .body = PLAN_VERSION_BODY, STEPS(approve), .reply = grid_plan_approve_reply,
      .zh = "批准方案，立即或到期生效；本人编制过的为 403", .en = "put a plan in force, at once or on its date; 403 for whoever wrote to it" },
    { .method = HTTP_GET, .path = "/api/desks/members", .right = RIGHT_CASE_READ, .query = MEMBERS_QUERY, .gives = &GRID_MEMBERS_SHAPE,
      .read = desk_members, .zh = "可以承办这个任务的人；无权指派为 403，已办结为 409",
      .en = "who may be given the task; 403 for those who may not give it, 409 when it is done" },
};

const struct module GRID_MODULE = { "grid", "网格管理", ROUTES, COUNT_OF(ROUTES) };
