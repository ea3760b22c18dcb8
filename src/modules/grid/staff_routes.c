/*
 * staff_routes.c - the routes of 人员配备, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid.h"

#include "modules/grid/grid_handlers.h"
#include "modules/grid/partner.h"
#include "modules/grid/post_view.h"
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

static const struct json_field STREET_QUERY[] = { { "street", JSON_ID, 1, INT64_MAX, false, "街道", "a street" }, { 0 } };
static const struct json_field BASIS_BODY[] = {
    { "street", JSON_ID, 1, INT64_MAX, false, "街道", "a street" }, { "version", JSON_INT, 0, INT64_MAX, false, "版本", "row version seen; 0: none yet" },
    { "households", JSON_INT, 0, 10000000, false, "户数", "households" }, { "floor_area", JSON_INT, 0, 1000000, false, "建筑面积", "ten thousand square metres" },
    { "source", JSON_TEXT, 1, 200, false, "数据来源", "where the figures come from" }, { 0 },
};
static const struct json_field ASK_BODY[] = {
    { "street", JSON_ID, 1, INT64_MAX, false, "街道", "a street" }, { "category", JSON_TEXT, 1, 20, false, "岗位类别", "inside or outside the establishment" },
    { "quota", JSON_INT, 0, 100000, false, "员额", "people" }, REASON_FIELD, DAY_FIELD("from", "生效日期", "absent: today"), { 0 },
};
static const struct json_field DECIDE_BODY[] = { VERSION_FIELD, { "reason", JSON_TEXT, 0, 200, true, "理由", "why; needed to reject" }, { 0 } };

#define CONTACT_FIELDS { "contact", JSON_TEXT, 0, 60, true, "联系人", "who is called" }, { "phone", JSON_TEXT, 0, 30, true, "电话", "kept sealed, shown masked" }
static const struct json_field PARTNER_BODY[] = {
    { "street", JSON_ID, 1, INT64_MAX, false, "街道", "a street" }, { "kind", JSON_TEXT, 1, 20, false, "类别", "code of content/catalogues/partner_kinds.csv" },
    { "name", JSON_TEXT, 1, 100, false, "名称", "of the unit" }, CONTACT_FIELDS, { 0 },
};
static const struct json_field PARTNER_SAVE_BODY[] = { VERSION_FIELD, CONTACT_FIELDS, { 0 } };
static const struct json_field PARTNER_END_BODY[] = { VERSION_FIELD, REASON_FIELD, { 0 } };
static const struct json_field PARTNER_REVEAL_BODY[] = { REASON_FIELD, { 0 } };
static const struct json_field AGREEMENT_BODY[] = {
    { "title", JSON_TEXT, 1, 100, false, "协议名称", "the agreement" }, { "duties", JSON_TEXT, 0, 500, true, "约定事项", "what the unit does" },
    DAY_FIELD("signed", "签订日期", "absent: today"), DAY_FIELD("from", "开始日期", "absent: today"), { "until", JSON_TEXT, 10, 10, false, "结束日期", "the last day" }, { 0 },
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
    { .method = HTTP_GET, .path = "/api/staff/posts", READS, .query = STREET_QUERY, .gives = &POSTS_SHAPE, .read = posts_show,
      .zh = "一个街道的员额：核定、在岗、空缺、待批，和按工作量的建议及依据", .en = "the quotas of a street: in force, in post, vacant, asked for, and what the workload proposes and why" },
    { .method = HTTP_GET, .path = "/api/staff/posts/streets", READS, .query = ABOVE_QUERY, .gives = &POST_STREETS_SHAPE, .read = posts_streets,
      .zh = "各街道的员额", .en = "the quotas of the streets of a district or the city" },
    { .method = HTTP_POST, .path = "/api/staff/posts/basis", TENDS, .body = BASIS_BODY, .gives = &POSTS_SHAPE, .prepare = post_basis_prepare, .apply = post_basis_apply, .reply = posts_reply,
      .zh = "填报户数和建筑面积；版本已变为 409", .en = "state households and floor area; 409 when stale" },
    { .method = HTTP_POST, .path = "/api/staff/posts", TENDS, .body = ASK_BODY, .status = 201, .gives = &POSTS_SHAPE, .prepare = post_ask_prepare, .apply = post_ask_apply, .reply = posts_reply,
      .zh = "申请调整员额；同类已有待批为 409", .en = "ask for another quota; 409 while a change of the category waits" },
    { .method = HTTP_POST, .path = "/api/staff/posts/{id}/approve", .right = RIGHT_GRID_APPROVE, .body = DECIDE_BODY, .gives = &POSTS_SHAPE, .prepare = post_approve_prepare,
      .apply = post_decide_apply, .reply = posts_reply, .zh = "批准员额调整；申请人本人、不是区里的人为 403，已决定为 409", .en = "approve; 403 for who asked or is not of the district, 409 when decided" },
    { .method = HTTP_POST, .path = "/api/staff/posts/{id}/reject", .right = RIGHT_GRID_APPROVE, .body = DECIDE_BODY, .gives = &POSTS_SHAPE, .prepare = post_reject_prepare,
      .apply = post_decide_apply, .reply = posts_reply, .zh = "不批准员额调整，须写明理由；申请人本人、不是区里的人为 403，已决定为 409", .en = "reject with a reason; 403 for who asked or is not of the district, 409 when decided" },
    { .method = HTTP_POST, .path = "/api/staff/posts/{id}/withdraw", TENDS, .body = DECIDE_BODY, .gives = &POSTS_SHAPE, .prepare = post_withdraw_prepare,
      .apply = post_decide_apply, .reply = posts_reply, .zh = "撤回自己的申请；不是申请人为 403，已决定为 409", .en = "take one’s own back; 403 for another, 409 when decided" },
    { .method = HTTP_GET, .path = "/api/partners", READS, .query = AREA_QUERY, .gives = &PARTNERS_SHAPE, .read = partners_list,
      .zh = "街道的合作单位和协议，电话已遮盖", .en = "units that work for a street under an agreement, numbers masked" },
    { .method = HTTP_POST, .path = "/api/partners", TENDS, .body = PARTNER_BODY, .status = 201, .gives = &PARTNERS_SHAPE, .prepare = partner_add_prepare, .apply = partner_add_apply,
      .reply = partner_add_reply, .zh = "登记合作单位，即成为街道下的一个单位", .en = "take in a partner, which becomes a unit of the street" },
    { .method = HTTP_POST, .path = "/api/partners/{id}", TENDS, .body = PARTNER_SAVE_BODY, .gives = &PARTNERS_SHAPE, .prepare = partner_save_prepare, .apply = partner_save_apply,
      .reply = partners_reply, .zh = "改联系人和电话；版本已变为 409", .en = "change who is called; 409 when stale" },
    { .method = HTTP_POST, .path = "/api/partners/{id}/end", TENDS, .body = PARTNER_END_BODY, .gives = &PARTNERS_SHAPE, .prepare = partner_end_prepare, .apply = partner_save_apply,
      .reply = partners_reply, .zh = "结束合作；还有任务、版本已变为 409", .en = "end the work together; 409 while tasks wait there, or when stale" },
    { .method = HTTP_POST, .path = "/api/partners/{id}/agreements", TENDS, .body = AGREEMENT_BODY, .status = 201, .gives = &PARTNERS_SHAPE, .prepare = partner_agree_prepare,
      .apply = partner_agree_apply, .reply = partners_reply, .zh = "登记协议", .en = "an agreement with its signed period" },
    { .method = HTTP_POST, .path = "/api/partners/{id}/reveal", TENDS, .flags = ROUTE_SECRET, .body = PARTNER_REVEAL_BODY, .gives = &PARTNER_REVEALED_SHAPE,
      .prepare = partner_reveal_prepare, .apply = partner_reveal_apply, .reply = partner_reveal_reply, .zh = "查看联系电话，留痕", .en = "the number in clear, kept in the audit trail" },
};

const struct module STAFF_MODULE = { "staff", "网格管理：人员配备", ROUTES, COUNT_OF(ROUTES) };
