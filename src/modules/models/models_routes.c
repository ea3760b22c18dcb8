/*
 * models_routes.c - the routes of 流程与规则, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/models.h"

#include "case/rehearse.h"
#include "modules/models/models_view.h"

enum { TEXT_BODY = 6 << 20 };   /* 4 MiB of text, its quotes and line ends escaped */

#define KIND_FIELD { "kind", JSON_TEXT, 1, 20, false, "种类", "process, decision, form or catalogue" }
#define TEXT_FIELD(optional) { "text", JSON_TEXT, 1, TEXT_BODY, optional, "文本", "XML, JSON or CSV" }
#define VERSION_FIELD { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" }
#define WITH_FIELD { "with", JSON_LIST, 0, BUNDLE_MAX, true, "一并检查的草稿", "ids of further drafts" }
#define NOTE_FIELD { "note", JSON_TEXT, 1, 2000, false, "修订说明", "what changes and why" }
#define FROM_FIELD { "active_from", JSON_TIME, 0, 0, true, "生效时间", "absent: on approval" }

static const struct json_field MODELS_QUERY[] = {
    { "kind", JSON_TEXT, 1, 20, true, "种类", "process, decision, form or catalogue" }, { 0 },
};
static const struct json_field TEXT_QUERY[] = {
    { "release", JSON_INT, 1, INT64_MAX, true, "版本号", "as in force at this release" }, { 0 },
};
static const struct json_field CHECK_BODY[] = {
    KIND_FIELD, TEXT_FIELD(false), { "key", JSON_TEXT, 1, 100, true, "编号", "when the text does not say it" }, WITH_FIELD, { 0 },
};
static const struct json_field COMPARE_BODY[] = {
    KIND_FIELD, { "key", JSON_TEXT, 1, 100, true, "编号", "of the sides that name a release" },
    { "a", JSON_OBJECT, 0, 0, false, "一方", "{release}, {draft} or {text}" }, { "b", JSON_OBJECT, 0, 0, false, "另一方", "the same" }, { 0 },
};
static const struct json_field ROLLBACK_BODY[] = {
    { "release", JSON_INT, 1, INT64_MAX, false, "版本号", "back to the text of this release" }, NOTE_FIELD, FROM_FIELD, { 0 },
};
static const struct json_field DRAFTS_QUERY[] = {
    { "state", JSON_TEXT, 1, 20, true, "状态", "open, submitted, scheduled, failed, released or dropped" },
    { "limit", JSON_INT, 1, 200, true, "每页条数", "rows a page (50)" },
    { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field DRAFT_BODY[] = {
    KIND_FIELD, TEXT_FIELD(false), { "key", JSON_TEXT, 1, 100, true, "编号", "of a decision file or catalogue; others say it themselves" },
    { "base_release", JSON_INT, 0, INT64_MAX, true, "所据版本", "release it was drawn from; absent: the one in force" }, { 0 },
};
static const struct json_field SAVE_BODY[] = {
    VERSION_FIELD, TEXT_FIELD(false), { "base_release", JSON_INT, 0, INT64_MAX, true, "所据版本", "after merging what came since" }, { 0 },
};
static const struct json_field DROP_QUERY[] = { VERSION_FIELD, { 0 } };
static const struct json_field TRY_BODY[] = { WITH_FIELD, { 0 } };
static const struct json_field SUBMIT_BODY[] = {
    VERSION_FIELD, NOTE_FIELD, FROM_FIELD, { "with", JSON_LIST, 0, BUNDLE_MAX, true, "一并提交的草稿", "further drafts, each {id, version}" }, { 0 },
};
static const struct json_field APPROVE_BODY[] = { VERSION_FIELD, { "note", JSON_TEXT, 0, 2000, true, "意见", "remark" }, { 0 } };
static const struct json_field REJECT_BODY[] = { VERSION_FIELD, { "reason", JSON_TEXT, 1, 2000, false, "理由", "why" }, { 0 } };
static const struct json_field WITHDRAW_BODY[] = { VERSION_FIELD, { "reason", JSON_TEXT, 0, 2000, true, "理由", "why" }, { 0 } };

static const struct json_field HEAT_QUERY[] = {
    { "from", JSON_TEXT, 7, 7, true, "起始月", "2026-01; absent: five months ago" }, { "to", JSON_TEXT, 7, 7, true, "截止月", "2026-06; absent: this month" },
    { "street", JSON_ID, 1, INT64_MAX, true, "街道", "absent: the whole city" }, { 0 },
};
#define TRIED_FIELDS                                                                                                 \
    { "draft", JSON_ID, 0, 0, true, "草稿", "a draft" }, TEXT_FIELD(true),                                           \
        { "key", JSON_TEXT, 1, 100, true, "编号", "one in force" }, { "release", JSON_INT, 1, INT64_MAX, true, "版本号", "as in force at this release" }, WITH_FIELD
static const struct json_field PROCESS_BODY[] = {
    TRIED_FIELDS, { "type", JSON_TEXT, 1, 40, true, "事项", "catalogue code of the made-up case" },
    { "variables", JSON_OBJECT, 0, 0, true, "变量", "laid over the made-up facts, at the start" },
    { "state", JSON_TEXT, 1, REHEARSAL_TEXT_MAX, true, "状态", "of the answer before, as it came; absent: start" },
    { "event", JSON_OBJECT, 0, 0, true, "事件", "what happens: {kind, activity?, name?, outcome?, fields?, variables?, result?}" },
    { "now", JSON_TIME, 0, 0, true, "时刻", "the clock of the rehearsal; it never goes back" },
    { "by_hand", JSON_LIST, 0, 2, true, "由人回答", "service, decision" }, { 0 },
};
static const struct json_field FORM_BODY[] = {
    TRIED_FIELDS, { "fields", JSON_OBJECT, 0, 0, false, "填写内容", "what was filled in" },
    { "variables", JSON_OBJECT, 0, 0, true, "变量", "what the step sees" }, { 0 },
};

static const struct json_field DECISION_BODY[] = {
    { "key", JSON_TEXT, 1, 100, false, "决策", "decision id" }, { "draft", JSON_ID, 0, 0, true, "草稿", "a draft" }, TEXT_FIELD(true),
    { "release", JSON_INT, 1, INT64_MAX, true, "版本号", "as in force at this release" }, WITH_FIELD,
    { "count", JSON_INT, 1, 1000, true, "件数", "so many real decisions (100)" }, { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the answer before" },
    { "from", JSON_TIME, 0, 0, true, "起", "decisions made since" }, { "to", JSON_TIME, 0, 0, true, "止", "decisions made before" },
    { "only_changed", JSON_BOOL, 0, 0, true, "只看变化", "leave out what would be the same" }, { 0 },
};

static const struct json_field USE_BODY[] = {
    { "id", JSON_ID, 1, INT64_MAX, true, "模型", "of the list; absent: the words of the catalogue alone" }, { 0 },
};

#define READS .right = RIGHT_ADMIN_DEFINITION
#define EDITS .right = RIGHT_MODEL_EDIT
#define WRITES(name) .prepare = name##_prepare, .apply = name##_apply, .reply = draft_reply

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/models", READS, .query = MODELS_QUERY, .gives = &MODELS_LIST_SHAPE, .read = models_list,
      .zh = "生效的流程、规则、表单和目录", .en = "the definitions in force" },
    { .method = HTTP_GET, .path = "/api/models/{kind}/{key}", READS, .gives = &MODELS_HISTORY_SHAPE, .read = model_show,
      .zh = "一个定义及其各版本", .en = "one definition and its versions" },
    { .method = HTTP_GET, .path = "/api/models/{kind}/{key}/text", READS, .query = TEXT_QUERY, .read = model_text,
      .zh = "定义的文本（XML、JSON 或 CSV）", .en = "its text: XML, JSON or CSV" },
    { .method = HTTP_GET, .path = "/api/models/process/{key}/heat", READS, .query = HEAT_QUERY, .gives = &MODELS_HEAT_SHAPE, .read = model_heat,
      .zh = "流程各步骤的次数、时长与退回（统计步骤，不统计人）", .en = "how often and how long the steps of a process took: of steps, never of people" },
    { .method = HTTP_POST, .path = "/api/models/check", READS, .body = CHECK_BODY, .body_max = TEXT_BODY, .gives = &MODELS_CHECK_SHAPE, .read = text_check,
      .zh = "检查一段未保存的文本", .en = "check a text that is not saved" },
    { .method = HTTP_POST, .path = "/api/models/compare", READS, .body = COMPARE_BODY, .body_max = 2 * TEXT_BODY, .gives = &MODELS_COMPARE_SHAPE,
      .read = models_compare, .zh = "比较两个版本", .en = "what differs between two versions" },
    { .method = HTTP_POST, .path = "/api/models/{kind}/{key}/rollback", EDITS, .body = ROLLBACK_BODY, .status = 201, .gives = &MODELS_DRAFT_SHAPE,
      .prepare = rollback_prepare, .apply = rollback_apply, .reply = rollback_reply,
      .zh = "提交恢复旧版本，同样须经批准；正在生效的为 409", .en = "submit an old version again, to be approved like any other; 409 when it is in force" },
    { .method = HTTP_GET, .path = "/api/drafts", READS, .query = DRAFTS_QUERY, .gives = &MODELS_DRAFT_LIST_SHAPE, .read = drafts_list,
      .zh = "草稿", .en = "drafts, newest first" },
    { .method = HTTP_POST, .path = "/api/drafts", EDITS, .body = DRAFT_BODY, .body_max = TEXT_BODY, .status = 201, .gives = &MODELS_DRAFT_SHAPE,
      .prepare = draft_create_prepare, .apply = draft_create_apply, .reply = draft_create_reply,
      .zh = "新建草稿；超过 4 MB 为 413，没有编号为 422", .en = "make a draft; 413 over 4 MiB, 422 without a key" },
    { .method = HTTP_GET, .path = "/api/drafts/{id}", READS, .gives = &MODELS_DRAFT_SHAPE, .read = draft_show, .zh = "一个草稿", .en = "one draft" },
    { .method = HTTP_POST, .path = "/api/drafts/{id}", EDITS, .body = SAVE_BODY, .body_max = TEXT_BODY, .gives = &MODELS_DRAFT_SHAPE,
      WRITES(draft_change), .zh = "保存草稿；版本已变或已提交为 409", .en = "save a draft; 409 when it is stale or submitted" },
    { .method = HTTP_DELETE, .path = "/api/drafts/{id}", EDITS, .query = DROP_QUERY, .gives = &MODELS_DRAFT_SHAPE, WRITES(draft_drop),
      .zh = "放弃草稿；版本已变或已提交为 409", .en = "drop a draft; 409 when it is stale or submitted" },
    { .method = HTTP_POST, .path = "/api/drafts/{id}/check", READS, .body = TRY_BODY, .gives = &MODELS_CHECK_SHAPE, .read = draft_try,
      .zh = "检查草稿", .en = "check a draft with what is in force" },
    { .method = HTTP_POST, .path = "/api/drafts/{id}/submit", EDITS, .body = SUBMIT_BODY, .gives = &MODELS_DRAFT_SHAPE, WRITES(bundle_submit),
      .zh = "提交草稿，可多个一并提交；有错误为 422，版本已变为 409", .en = "submit a draft, alone or with others; 422 with mistakes, 409 when it is stale or behind" },
    { .method = HTTP_POST, .path = "/api/drafts/{id}/withdraw", READS, .body = WITHDRAW_BODY, .gives = &MODELS_DRAFT_SHAPE, WRITES(bundle_withdraw),
      .zh = "撤回提交", .en = "take a submission back" },
    { .method = HTTP_POST, .path = "/api/drafts/{id}/reject", .right = RIGHT_MODEL_APPROVE, .body = REJECT_BODY, .gives = &MODELS_DRAFT_SHAPE,
      WRITES(bundle_reject), .zh = "退回修改", .en = "reject a submission" },
    { .method = HTTP_POST, .path = "/api/drafts/{id}/approve", .right = RIGHT_MODEL_APPROVE, .body = APPROVE_BODY, .gives = &MODELS_DRAFT_SHAPE,
      WRITES(bundle_approve), .zh = "批准生效；本人修改过的为 403，已有新版本为 409，不再符合要求为 422",
      .en = "put in force, at once or on its date; 403 for whoever wrote to it, 409 when something came since, 422 when it no longer fits" },
    { .method = HTTP_POST, .path = "/api/rehearsals/process", READS, .body = PROCESS_BODY, .body_max = TEXT_BODY + 2 * REHEARSAL_TEXT_MAX,
      .gives = &MODELS_REHEARSAL_SHAPE, .read = rehearse_process, .zh = "试演流程的一步；事件不符为 409，流程有误为 422",
      .en = "one step of a rehearsed process; 409 an event that does not fit, 422 a process that does not load or never waits" },
    { .method = HTTP_POST, .path = "/api/rehearsals/decision", EDITS, .body = DECISION_BODY, .body_max = TEXT_BODY, .gives = &MODELS_REPLAY_SHAPE,
      .read = rehearse_decision, .zh = "用最近的真实决策试算修改后的规则；读不懂的为 422",
      .en = "an edited decision against the newest real ones within reach; 422 one that does not load" },
    { .method = HTTP_POST, .path = "/api/rehearsals/form", READS, .body = FORM_BODY, .body_max = TEXT_BODY, .gives = &MODELS_FORM_SHAPE, .read = rehearse_form,
      .zh = "试填表单", .en = "the server's own check of a form filled in" },
    { .method = HTTP_GET, .path = "/api/type-models", READS, .gives = &TYPE_MODEL_LIST_SHAPE, .read = type_models_list,
      .zh = "分类模型：从办结的办件学到的，新的在前", .en = "models of words learned from closed cases, newest first" },
    { .method = HTTP_POST, .path = "/api/type-models", EDITS, .status = 201, .gives = &TYPE_MODEL_SHAPE, .prepare = type_model_train_prepare,
      .apply = type_model_train_apply, .reply = type_model_train_reply, .zh = "训练一个分类模型；办结的办件不够为 422，正在训练为 503",
      .en = "train one; 422 with too few closed cases, 503 while another training runs" },
    { .method = HTTP_POST, .path = "/api/type-models/use", .right = RIGHT_MODEL_APPROVE, .body = USE_BODY, .gives = &TYPE_MODEL_LIST_SHAPE,
      .prepare = type_model_use_prepare, .apply = type_model_use_apply, .reply = type_model_use_reply,
      .zh = "启用一个分类模型，或不用模型；训练的人自己启用为 403，已经在用为 409", .en = "put one in force, or none; 403 for whoever trained it, 409 when it is already" },
};

const struct module MODELS_MODULE = { "models", "流程与规则", ROUTES, COUNT_OF(ROUTES) };
