/*
 * notice_routes.c - the routes of notices, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid.h"

#include "modules/grid/notice.h"

static const struct json_field LIST_QUERY[] = {
    { "unit", JSON_ID, 1, INT64_MAX, true, "发布单位", "whose notices; absent: one's own" },
    { "limit", JSON_INT, 1, 200, true, "每页条数", "rows a page (50)" }, { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field PUBLISH_BODY[] = {
    { "title", JSON_TEXT, 1, 100, false, "标题", "what it is about" }, { "text", JSON_TEXT, 1, 4000, false, "内容", "the notice" },
    { "places", JSON_LIST, 1, NOTICE_PLACES_MAX, false, "发给哪里", "codes of units (with all below them) and grids" },
    { "roles", JSON_LIST, 0, NOTICE_ROLES_MAX, true, "哪些角色", "absent: whoever holds a post there" },
    { "from", JSON_TIME, 0, 0, true, "开始时间", "absent: now" }, { "until", JSON_TIME, 0, 0, false, "结束时间", "it is shown until then" },
    { "must_confirm", JSON_BOOL, 0, 0, true, "须确认", "each has to confirm it" }, { 0 },
};
static const struct json_field WITHDRAW_BODY[] = { { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" }, { 0 } };
static const struct json_field MARK_BODY[] = { { "confirm", JSON_BOOL, 0, 0, true, "确认", "confirmed, not only opened" }, DAY_SAID_FIELD, { 0 } };

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/notices/mine", .right = RIGHT_LOGIN, .gives = &NOTICES_MINE_SHAPE, .read = notices_mine, .zh = "发给我的通知", .en = "notices told to me" },
    { .method = HTTP_POST, .path = "/api/notices/{id}/read", .right = RIGHT_LOGIN, .flags = ROUTE_PHONE, .body = MARK_BODY, .gives = &NOTICE_MARK_SHAPE, .prepare = notice_mark_prepare,
      .apply = notice_mark_apply, .reply = notice_mark_reply, .zh = "已读或确认；不是发给我的为 404", .en = "read or confirmed; 404 for one that was not told to me" },
    { .method = HTTP_GET, .path = "/api/notices", .right = RIGHT_GRID_DAY, .query = LIST_QUERY, .gives = &NOTICES_SHAPE, .read = notices_list,
      .zh = "一个单位发布的通知，新的在前", .en = "what a unit published, newest first" },
    { .method = HTTP_GET, .path = "/api/notices/{id}", .right = RIGHT_GRID_DAY, .gives = &NOTICE_FULL_SHAPE, .read = notice_show,
      .zh = "一条通知：谁读了、谁确认了、谁还没读", .en = "a notice: who read it, who confirmed, who did neither" },
    { .method = HTTP_POST, .path = "/api/notices", .right = RIGHT_GRID_TEND, .body = PUBLISH_BODY, .gives = &NOTICE_SHAPE, .status = 201, .prepare = notice_publish_prepare,
      .apply = notice_publish_apply, .reply = notice_publish_reply, .zh = "发布通知；不在范围内的为 404", .en = "publish a notice; 404 with a place out of reach" },
    { .method = HTTP_POST, .path = "/api/notices/{id}/withdraw", .right = RIGHT_GRID_TEND, .body = WITHDRAW_BODY, .gives = &NOTICE_SHAPE, .prepare = notice_withdraw_prepare,
      .apply = notice_withdraw_apply, .reply = notice_withdraw_reply, .zh = "撤回通知；已撤回为 409", .en = "take a notice back; 409 when that was done already" },
};

const struct module NOTICE_MODULE = { "notice", "网格管理：通知公告", ROUTES, COUNT_OF(ROUTES) };
