/*
 * staff_routes.c - the routes of 人员配备, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid.h"

#include "modules/grid/grid_handlers.h"
#include "modules/grid/staff_view.h"

#define VERSION_FIELD { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" }
#define REASON_FIELD { "reason", JSON_TEXT, 1, 200, false, "原因", "why" }
#define DAY_FIELD(name, zh, en) { name, JSON_TEXT, 10, 10, true, zh, en }
#define PHONE_FIELD { "phone", JSON_TEXT, 0, 30, true, "电话", "kept sealed, shown masked" }

static const struct json_field AREA_QUERY[] = { { "parent", JSON_ID, 1, INT64_MAX, true, "区域", "a street or a community; absent: one's own" }, { 0 } };
static const struct json_field ABOVE_QUERY[] = { { "parent", JSON_ID, 1, INT64_MAX, true, "区域", "the city, a district or a street; absent: one's own" }, { 0 } };
static const struct json_field PEOPLE_QUERY[] = {
    { "parent", JSON_ID, 1, INT64_MAX, true, "区域", "a street; absent: one's own" },
    { "limit", JSON_INT, 1, 500, true, "每页条数", "rows a page (100)" }, { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field MEMBER_BODY[] = {
    { "street", JSON_ID, 1, INT64_MAX, false, "街道", "a street" }, { "account", JSON_ID, 1, INT64_MAX, true, "账号", "of the street, or of a department of its district" },
    { "name", JSON_TEXT, 0, 60, true, "姓名", "of who has no account" }, { "category", JSON_TEXT, 1, 20, false, "岗位类别", "code of content/catalogues/post_categories.csv" },
    PHONE_FIELD, DAY_FIELD("from", "到岗日期", "absent: today"), { 0 },
};
static const struct json_field MEMBER_SAVE_BODY[] = { VERSION_FIELD, { "category", JSON_TEXT, 1, 20, true, "岗位类别", "absent: as it is" }, PHONE_FIELD, { 0 } };
static const struct json_field MEMBER_END_BODY[] = { VERSION_FIELD, REASON_FIELD, DAY_FIELD("until", "离岗日期", "absent: today"), { 0 } };
static const struct json_field RECORD_BODY[] = {
    { "kind", JSON_TEXT, 1, 20, false, "资格或培训", "code of content/catalogues/qualifications.csv" }, DAY_FIELD("got", "取得日期", "absent: today"),
    DAY_FIELD("until", "有效期至", "absent: as the kind says"), { "note", JSON_TEXT, 0, 200, true, "说明", "number, school" }, { 0 },
};
static const struct json_field PLACE_BODY[] = {
    { "member", JSON_ID, 1, INT64_MAX, false, "人员", "of the grid's street" }, { "grid", JSON_ID, 1, INT64_MAX, false, "网格", "a grid" },
    { "role", JSON_TEXT, 1, 20, false, "任职", "code of content/catalogues/staff_roles.csv" }, DAY_FIELD("from", "开始日期", "absent: today"),
    DAY_FIELD("until", "结束日期", "absent: open; a substitute needs one"), { "stands_for", JSON_ID, 1, INT64_MAX, true, "替谁", "the place somebody stands in for" }, { 0 },
};
static const struct json_field WEEK_BODY[] = { VERSION_FIELD, { "week", JSON_LIST, 0, 28, false, "每周班次", "each {day 1-7, from, to} like 08:30 and 17:30" }, { 0 } };
static const struct json_field END_BODY[] = {
    VERSION_FIELD, REASON_FIELD, { "successor", JSON_ID, 1, INT64_MAX, true, "接手人", "a member of the street; needed while tasks or services are held" }, { 0 },
};

#define READS .right = RIGHT_GRID_DAY
#define TENDS .right = RIGHT_GRID_TEND

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/staff/grids", READS, .query = AREA_QUERY, .gives = &STAFF_GRIDS_SHAPE, .read = staff_grids,
      .zh = "一个街道或社区各网格的人员与配备标准", .en = "the people of every grid of a street or community, against the staffing standard" },
    { .method = HTTP_GET, .path = "/api/staff/streets", READS, .query = ABOVE_QUERY, .gives = &STAFF_STREETS_SHAPE, .read = staff_streets,
      .zh = "各街道的配备情况", .en = "how the streets of a district or the city are staffed" },
    { .method = HTTP_GET, .path = "/api/staff/people", READS, .query = PEOPLE_QUERY, .gives = &STAFF_PEOPLE_SHAPE, .read = staff_people,
      .zh = "一个街道的在岗人员，电话已遮盖", .en = "who is in post in a street, numbers masked" },
    { .method = HTTP_GET, .path = "/api/staff/candidates", TENDS, .query = AREA_QUERY, .gives = &STAFF_CANDIDATES_SHAPE, .read = staff_candidates_list,
      .zh = "本街道还没有登记的账号", .en = "accounts of the street that are not in the register" },
    { .method = HTTP_POST, .path = "/api/staff/people", TENDS, .body = MEMBER_BODY, .status = 201, .gives = &STAFF_PERSON_SHAPE,
      .prepare = staff_member_add_prepare, .apply = staff_member_add_apply, .reply = staff_person_reply,
      .zh = "登记在岗人员；已在册为 409", .en = "enter a person; 409 when in the register already" },
    { .method = HTTP_GET, .path = "/api/staff/people/{id}", READS, .gives = &STAFF_PERSON_SHAPE, .read = staff_person, .zh = "一个人的任职、资格和培训", .en = "one person: places and qualifications" },
    { .method = HTTP_POST, .path = "/api/staff/people/{id}", TENDS, .body = MEMBER_SAVE_BODY, .gives = &STAFF_PERSON_SHAPE,
      .prepare = staff_member_save_prepare, .apply = staff_member_save_apply, .reply = staff_person_reply,
      .zh = "改岗位类别和电话；版本已变或已离岗为 409", .en = "change category or number; 409 when stale or gone" },
    { .method = HTTP_POST, .path = "/api/staff/people/{id}/end", TENDS, .body = MEMBER_END_BODY, .gives = &STAFF_PERSON_SHAPE,
      .prepare = staff_member_end_prepare, .apply = staff_member_save_apply, .reply = staff_person_reply,
      .zh = "离岗；还有任职、版本已变为 409", .en = "leaves the post; 409 while places run, or when stale" },
    { .method = HTTP_POST, .path = "/api/staff/people/{id}/records", TENDS, .body = RECORD_BODY, .status = 201, .gives = &STAFF_PERSON_SHAPE,
      .prepare = staff_record_add_prepare, .apply = staff_record_add_apply, .reply = staff_person_reply, .zh = "记一项资格或培训", .en = "a qualification or training" },
    { .method = HTTP_POST, .path = "/api/staff/records/{id}/drop", TENDS, .body = (const struct json_field[]){ { 0 } }, .gives = &STAFF_PERSON_SHAPE,
      .prepare = staff_record_drop_prepare, .apply = staff_record_drop_apply, .reply = staff_person_reply, .zh = "撤销误记的资格或培训", .en = "take back one entered by mistake" },
    { .method = HTTP_POST, .path = "/api/staff/places", TENDS, .body = PLACE_BODY, .status = 201, .gives = &STAFF_PLACE_SHAPE,
      .prepare = staff_place_add_prepare, .apply = staff_place_add_apply, .reply = staff_place_reply,
      .zh = "安排到网格任职或替班；没有网格员角色为 422，已任此职为 409", .en = "a place at a grid, or standing in; 422 without the role of a worker, 409 when taken" },
    { .method = HTTP_POST, .path = "/api/staff/places/{id}/week", TENDS, .body = WEEK_BODY, .gives = &STAFF_PLACE_SHAPE,
      .prepare = staff_week_prepare, .apply = staff_week_apply, .reply = staff_place_reply, .zh = "每周班次；版本已变为 409", .en = "the weekly shifts; 409 when stale" },
    { .method = HTTP_GET, .path = "/api/staff/places/{id}/holds", READS, .gives = &STAFF_HOLDS_SHAPE, .read = staff_holds,
      .zh = "一个任职名下的任务和服务", .en = "the tasks and services somebody holds at a place" },
    { .method = HTTP_POST, .path = "/api/staff/places/{id}/end", TENDS, .body = END_BODY, .gives = &STAFF_LEFT_SHAPE,
      .prepare = staff_end_prepare, .apply = staff_end_apply, .reply = staff_end_reply,
      .zh = "结束任职并交接：任务、服务一并转给接手人；名下还有而没有接手人、刚有变动为 409；`left` 大于 0 时再交一次",
      .en = "end a place: tasks and services pass to the successor; 409 when something is held and nobody takes it, or it has just changed; again while `left` is above 0" },
};

const struct module STAFF_MODULE = { "staff", "网格管理：人员配备", ROUTES, COUNT_OF(ROUTES) };
