/*
 * mediation_routes.c - the routes of disputes, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/command.h"
#include "modules/command/shapes.h"

static const struct json_shape STEP = { "MediationStep", FIELDS{ TEXT("stand"), OR_NULL("step_due_at", TIME), { 0 } } };
static const struct json_shape ROW = { "MediationRow", FIELDS{ CASE_ROW_FIELDS, MANY("steps", STEP), { 0 } } };
static const struct json_shape COUNTS = { "MediationCounts", FIELDS{
    FIELD("open", INT), FIELD("begun", INT), FIELD("mediating", INT), FIELD("agreeing", INT), FIELD("visit", INT), FIELD("confirmation", INT), FIELD("guided", INT), FIELD("performing", INT), { 0 },
} };
static const struct json_shape REGISTER = { "Mediations", FIELDS{ ONE_OR_NULL("street", UNIT_REF), ONE("counts", COUNTS), MANY("items", ROW), FIELD("truncated", BOOL), { 0 } } };
static const struct json_shape ROLE = { "PersonRole", FIELDS{ TEXT("code"), TEXT("name"), TEXT("name_en"), { 0 } } };
static const struct json_shape CLEAR = { "PersonClear", FIELDS{ TEXT("name"), TEXT("phone"), TEXT("address"), { 0 } } };
static const struct json_shape PERSON = { "CasePerson", FIELDS{ FIELD("id", ID), TEXT("role"), ONE("masked", CLEAR), FIELD("added_at", TIME), { 0 } } };
static const struct json_shape SHOWN = { "Mediation", FIELDS{ MANY("roles", ROLE), FIELD("can_tend", BOOL), MANY("people", PERSON), OR_NULL("sessions", ANY), OR_NULL("agreement", ANY), { 0 } } };
static const struct json_shape DONE = { "PersonDone", FIELDS{ FIELD("case_id", ID), { 0 } } };
static const struct json_shape LOOKED = { "PersonLooked", FIELDS{ FIELD("case_id", ID), ONE("person", CLEAR), { 0 } } };

static const struct json_field REGISTER_QUERY[] = {
    { "street", JSON_ID, 1, INT64_MAX, true, "街道", "a street; one's own when absent" },
    { "stand", JSON_TEXT, 1, 20, true, "进展", "begun, mediating, agreeing, performing, visit, confirmation or guided; absent: all" }, { 0 },
};
static const struct json_field ADD_BODY[] = {
    { "role", JSON_TEXT, 1, 20, false, "当事人", "code of content/catalogues/person_roles.csv" }, { "name", JSON_TEXT, 1, 60, false, "姓名", "kept sealed" },
    { "phone", JSON_TEXT, 0, 30, true, "电话", "kept sealed" }, { "address", JSON_TEXT, 0, 200, true, "住址", "kept sealed" }, { 0 },
};
static const struct json_field ONE_BODY[] = {
    { "person", JSON_ID, 1, INT64_MAX, false, "当事人", "one of the case" }, { "reason", JSON_TEXT, 1, 200, false, "原因", "why" }, { 0 },
};

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/mediations", .right = RIGHT_CASE_READ, .query = REGISTER_QUERY, .gives = &REGISTER, .read = mediations_list,
      .zh = "一个街道未办结的矛盾纠纷，按进展", .en = "the open disputes of a street, by where each stands" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/mediation", .right = RIGHT_CASE_READ, .gives = &SHOWN, .read = mediation_show,
      .zh = "一件纠纷的当事人（已遮盖）、历次调解、协议和回访", .en = "of a dispute: persons masked, sessions, agreement and visits" },
    { .method = HTTP_POST, .path = "/api/cases/{id}/people", .right = RIGHT_CASE_READ, .body = ADD_BODY, .status = 201, .gives = &DONE, .prepare = person_add_prepare, .apply = person_apply,
      .reply = person_reply, .zh = "登记当事人，加密保存；不是办理人为 403，这类办件不登记为 422", .en = "enter a person, kept sealed; 403 for who does not do the case, 422 where none are kept" },
    { .method = HTTP_POST, .path = "/api/cases/{id}/people/drop", .right = RIGHT_CASE_READ, .body = ONE_BODY, .gives = &DONE, .prepare = person_drop_prepare, .apply = person_apply,
      .reply = person_reply, .zh = "删去当事人，留痕；不是办理人为 403", .en = "take a person out, journaled; 403 for who does not do the case" },
    { .method = HTTP_POST, .path = "/api/cases/{id}/people/reveal", .right = RIGHT_CASE_READ, .flags = ROUTE_SECRET, .body = ONE_BODY, .gives = &LOOKED, .prepare = person_look_prepare,
      .apply = person_apply, .reply = person_look_reply, .zh = "查看当事人，留痕；不是办理人、也无权查看联系方式为 403", .en = "a person in clear, journaled; 403 for who neither does the case nor may see contacts" },
};

const struct module MEDIATION_MODULE = { "mediation", "指挥调度：矛盾纠纷", ROUTES, COUNT_OF(ROUTES) };
