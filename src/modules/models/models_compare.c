/*
 * models_compare.c - POST /api/models/compare: what differs between two texts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/compare.h"
#include "modules/models/models_view.h"

/* One side: {release}, {draft} or {text}. */
static enum err side(struct call *call, struct arena *arena, const char *name, enum definition_kind kind, struct str key, struct pieces *out, struct fault *why)
{
    const struct json_t *node = json_get(call->body, name);
    int64_t release = json_get_int(node, "release", 0), draft_id = json_get_id(node, "draft");
    struct str text = json_get_str(node, "text");
    struct draft_row draft;
    enum err err = ERR_OK;

    if ((release != 0) + (draft_id != 0) + (text.at != NULL) != 1)
        return fault_field(why, str_from_c(name), fault_set(why, ERR_INVALID, "请写明版本、草稿或文本之一", "give a release, a draft or a text"));
    if (draft_id) {
        err = draft_read(call->db, arena, draft_id, &draft, why);
        if (!err && draft.kind != kind) err = fault_set(why, ERR_UNPROCESSABLE, "草稿是另一种定义", "the draft is of another kind");
        if (!err) text = draft.text;
    } else if (release) {
        text = world_text(app_of(call)->world, kind, key, release);
        if (!text.at) err = fault_set(why, ERR_NOT_FOUND, "没有这个版本", "there is no such version");
    }
    if (!err) err = models_text_fits(text, why);
    return err ? err : pieces_of(arena, kind, text, out, why);
}

static const struct { const char *type, *zh, *en; } TYPES[] = {
    { "rule", "规则", "rule" }, { "input", "输入列", "input" }, { "output", "输出列", "output" }, { "decision", "决策", "decision" }, { "field", "字段", "field" },
    { "form", "表单", "form" }, { "row", "行", "row" }, { "column", "列", "column" }, { "userTask", "任务", "user task" }, { "serviceTask", "服务任务", "service task" },
    { "businessRuleTask", "决策任务", "business rule task" }, { "callActivity", "调用", "call" }, { "sequenceFlow", "连线", "flow" }, { "exclusiveGateway", "网关", "gateway" },
    { "parallelGateway", "并行网关", "parallel gateway" }, { "startEvent", "开始", "start event" }, { "endEvent", "结束", "end event" },
    { "boundaryEvent", "边界事件", "boundary event" }, { "subProcess", "子流程", "subprocess" }, { "process", "流程", "process" }, { "lane", "泳道", "lane" },
};

static void sentences(struct call *call, const struct change *c)
{
    static const char *const ZH[] = { "新增", "删除", "修改", "移动" }, *const EN[] = { "added", "removed", "changed", "moved" };
    struct arena *a = call->arena;
    struct str type_zh = c->piece->type, type_en = type_zh, name = c->piece->name.len ? c->piece->name : c->piece->id, zh, en;
    struct str before = utf8_prefix(c->before, 80), after = utf8_prefix(c->after, 80);

    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (str_is(c->piece->type, TYPES[i].type)) {
            type_zh = str_from_c(TYPES[i].zh);
            type_en = str_from_c(TYPES[i].en);
        }
    name = utf8_prefix(name, 60);
    if (!c->field.len) {
        zh = str_format(a, "%s%.*s“%.*s”（%.*s）", ZH[c->what], STR_ARG(type_zh), STR_ARG(name), STR_ARG(c->piece->id));
        en = str_format(a, "%.*s \"%.*s\" (%.*s) %s", STR_ARG(type_en), STR_ARG(name), STR_ARG(c->piece->id), EN[c->what]);
    } else {
        zh = str_format(a, "%.*s“%.*s”（%.*s）的 %.*s：%.*s → %.*s", STR_ARG(type_zh), STR_ARG(name), STR_ARG(c->piece->id), STR_ARG(c->field),
                        STR_ARG(before.len ? before : STR("（无）")), STR_ARG(after.len ? after : STR("（无）")));
        en = str_format(a, "%.*s \"%.*s\" (%.*s), %.*s: %.*s → %.*s", STR_ARG(type_en), STR_ARG(name), STR_ARG(c->piece->id), STR_ARG(c->field),
                        STR_ARG(before.len ? before : STR("(none)")), STR_ARG(after.len ? after : STR("(none)")));
    }
    json_str(&call->out, "zh", zh);
    json_str(&call->out, "en", en);
}

static void write_change(struct call *call, const struct change *c)
{
    static const char *const WHAT[] = { "added", "removed", "changed", "moved" };

    json_object(&call->out, NULL);
    json_text(&call->out, "what", WHAT[c->what]);
    json_str(&call->out, "element", c->piece->id);
    json_str(&call->out, "type", c->piece->type);
    json_str(&call->out, "name", c->piece->name);
    json_str(&call->out, "field", c->field);
    json_str(&call->out, "before", utf8_prefix(c->before, 2000));
    json_str(&call->out, "after", utf8_prefix(c->after, 2000));
    sentences(call, c);
    json_close(&call->out);
}

/* 404 no such version, 422 a text that cannot be read. */
enum err models_compare(struct call *call, struct fault *why)
{
    enum definition_kind kind;
    struct pieces a, b;
    struct changes changes;
    struct arena *arena;
    struct str key = json_get_str(call->body, "key");
    enum err err = models_kind(json_get_str(call->body, "kind"), &kind, why);

    if (!err) err = models_current(call, why);
    if (!err) err = models_arena(call, &arena, why);
    if (!err) err = side(call, arena, "a", kind, key, &a, why);
    if (!err) err = side(call, arena, "b", kind, key, &b, why);
    if (!err) err = compare_pieces(arena, &a, &b, &changes, why);
    if (err) return err;
    json_bool(&call->out, "same", !changes.count);
    json_bool(&call->out, "truncated", changes.truncated);
    json_list(&call->out, "changes");
    for (size_t i = 0; i < changes.count; i++) write_change(call, &changes.at[i]);
    json_close(&call->out);
    return ERR_OK;
}
