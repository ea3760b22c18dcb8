/*
 * grid_routes.c - the routes of 网格管理, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid.h"

#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"

#define PLACE(optional)                                                                                            \
    { "lon", JSON_NUMBER, -180, 180, optional, "经度", "WGS-84 degrees" },                                         \
    { "lat", JSON_NUMBER, -90, 90, optional, "纬度", "WGS-84 degrees" }

static const struct json_field DUTY_BODY[] = {
    { "on", JSON_BOOL, 0, 0, false, "上岗", "true: go on duty; false: go off" }, PLACE(true), { 0 },
};
static const struct json_field FIX_BODY[] = { PLACE(false), { 0 } };
static const struct json_field GRIDS_QUERY[] = {
    { "parent", JSON_ID, 1, INT64_MAX, true, "上级", "district, street or community; everything within reach when absent" },
    { "limit", JSON_INT, 1, 200, true, "每页条数", "rows a page (100)" },
    { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field MEMBERS_QUERY[] = { { "task", JSON_ID, 1, INT64_MAX, false, "任务", "an open task" }, { 0 } };

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/duty", .right = RIGHT_LOGIN, .gives = &GRID_DUTY_SHAPE, .read = duty_show,
      .zh = "我的在岗状态和所存的定位", .en = "my duty, and the position that is kept of me" },
    { .method = HTTP_POST, .path = "/api/duty", .right = RIGHT_CASE_HANDLE, .body = DUTY_BODY, .gives = &GRID_DUTY_SHAPE,
      .prepare = duty_change_prepare, .apply = duty_change_apply, .reply = duty_show,
      .zh = "上岗或离岗；已经如此为 409，位置不在本市为 422；离岗即删除定位",
      .en = "go on or off duty; 409 when so already, 422 for a place outside the city; going off deletes the position" },
    { .method = HTTP_POST, .path = "/api/duty/fix", .right = RIGHT_CASE_HANDLE, .body = FIX_BODY, .gives = &GRID_DUTY_SHAPE,
      .prepare = duty_fix_prepare, .apply = duty_fix_apply, .reply = duty_show,
      .zh = "在岗定位；不在岗为 409", .en = "the position while on duty; 409 when off duty" },
    { .method = HTTP_GET, .path = "/api/grids", .right = RIGHT_CASE_READ, .query = GRIDS_QUERY, .gives = &GRID_LIST_SHAPE, .read = grids_list,
      .zh = "范围内的网格和网格员", .en = "grids within reach and their workers" },
    { .method = HTTP_GET, .path = "/api/grids/{id}", .right = RIGHT_CASE_READ, .gives = &GRID_SHAPE, .read = grid_show,
      .zh = "一个网格", .en = "one grid: where it belongs, its people, its open cases" },
    { .method = HTTP_GET, .path = "/api/desks/members", .right = RIGHT_CASE_READ, .query = MEMBERS_QUERY, .gives = &GRID_MEMBERS_SHAPE,
      .read = desk_members, .zh = "可以承办这个任务的人；无权指派为 403，已办结为 409",
      .en = "who may be given the task; 403 for those who may not give it, 409 when it is done" },
};

const struct module GRID_MODULE = { "grid", "网格管理", ROUTES, COUNT_OF(ROUTES) };
