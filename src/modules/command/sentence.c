/*
 * sentence.c - journal rows as sentences, in both languages, from one table.
 *
 * {name} stands for a value of the row's data; [...] is left out when it names
 * a value the row has not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/case_view.h"

/* What was decided again, where it came out otherwise. */
#define AGAIN_ZH                                                                                                                     \
    "[；紧急程度由{urgency_before}改为{urgency}][；等级由{grade_before}改为{grade}][；时限由 {limit_before} 改为 {limit}]"           \
    "[；责任单位由 {unit_before} 改为 {unit_name}]"
#define AGAIN_EN                                                                                                                     \
    "[; urgency from {urgency_before} to {urgency}][; grade from {grade_before} to {grade}][; limit from {limit_before} to {limit}]" \
    "[; responsible unit from {unit_before} to {unit_name}]"

static const struct {
    const char *kind, *zh, *en;
} SENTENCES[] = {
    { "open", "登记上报：{type_name}", "Reported: {type}" },
    { "file", "立案，办结时限 {limit}", "Filed, to be finished within {limit}" },
    { "reject", "不予立案", "Not accepted" },
    { "close", "结案", "Closed" },
    { "reopen", "重新打开", "Reopened" },
    { "assign", "派给 {unit_name}", "Sent to {unit_name}" },
    { "own", "台账登记：{name} 的权属单位是 {unit_name}[，原登记为 {before_name}]", "Entered in the register: {name} is owned by {unit_name}[, before: {before_name}]" },
    { "complete", "{task}：{outcome_zh}", "{task}: {outcome_en}" },
    { "claim", "接手：{task}", "Took over: {task}" },
    { "release", "退回岗位：{task}", "Gave back: {task}" },
    { "assign-person", "指定承办人：{task}", "Named who handles it: {task}" },
    { "return", "申请退单", "Asked to return the case" },
    { "extension", "申请延期 {amount} {unit}", "Asked for {amount} {unit} more" },
    { "extend", "批准延期 {amount} {unit}", "Granted {amount} {unit} more" },
    { "suspension", "申请挂账", "Asked to suspend" },
    { "pause", "挂账，停表", "Suspended, the clock stands" },
    { "resume", "恢复办理，恢复计时", "Resumed, the clock runs again" },
    { "urge", "催办", "Urged" },
    { "misconduct", "认定弄虚作假、推诿", "Fraud or shirking found" },
    { "acquit", "撤销弄虚作假、推诿的认定", "Finding of fraud or shirking taken back" },
    { "supervise", "督办（{level} 级[ {level_zh}]）[：{unit_name}]", "Put under supervision (level {level}[, {level_en}])[: {unit_name}]" },
    { "send-back", "{task}：退回到 {to}", "{task}: sent back to {to}" },
    { "to-start", "{task}：驳回到 {to}", "{task}: rejected, back to {to}" },
    { "withdraw", "撤回到 {to}（{task} 尚未签收）", "Taken back to {to} before {task} was opened" },
    { "hand-over", "转办：{task}", "Handed over: {task}" },
    { "pass", "工作交接：{task}", "Passed on with the place: {task}" },
    { "delegate", "委派：{task}", "Delegated: {task}" },
    { "sign-before", "前加签：{task}", "Asked to sign before: {task}" },
    { "sign-after", "后加签：{task}", "Asked to sign after: {task}" },
    { "countersign", "{task}：发起会签（{rule}[ {share}%]），{who}", "{task}: countersignature ({rule}[ {share} %]) by {who}" },
    { "countersigned", "{task}：会签{result}（同意 {agreed}，不同意 {refused}，应签 {asked}）", "{task}: countersignature {result} ({agreed} agreed, {refused} refused, {asked} asked)" },
    { "add-signer", "{task}：增加会签 {unit_name}", "{task}: {unit_name} signs as well" },
    { "unsign", "减签：{task}", "A signature was taken out: {task}" },
    { "copy", "抄送 {to}", "Copy sent to {to}" },
    { "choose", "选做：{task}", "Chosen: {task}" },
    { "suspend", "挂起，停表", "Suspended, the clock stands" },
    { "mend", "恢复受阻的流程：{text}", "Mended: {text}" },
    { "job-done", "外部作业完成：{type}", "Outside job done: {type}" },
    { "job-failed", "外部作业失败：{text}", "Outside job failed: {text}" },
    { "job-error", "外部作业报错：{text}", "Outside job raised: {text}" },
    { "migrate", "流程由版本 {from} 迁移到 {release}[（改名：{renamed}）]", "Process migrated from release {from} to {release}[ (renamed: {renamed})]" },
    { "jump", "由 {from} 跳转到 {to}", "Jumped from {from} to {to}" },
    { "transfer", "由 {from_name} 改派 {unit_name}", "Moved from {from_name} to {unit_name}" },
    { "retype", "类型由 {from_name} 改为 {type_name}" AGAIN_ZH, "Type changed from {from} to {type}" AGAIN_EN },
    { "relocate", "位置由 {community_before} 改为 {community}[；不再关联 {left}]" AGAIN_ZH, "Place changed from {community_before} to {community}[; no longer about {left}]" AGAIN_EN },
    { "place", "关联部件或场所由 {from}[ {from_name}] 改为 {to}[ {name}]" AGAIN_ZH, "Component or place changed from {from}[ {from_name}] to {to}[ {name}]" AGAIN_EN },
    { "merge", "并入 {into}", "Merged into {into}" },
    { "unmerge", "拆分恢复", "Taken apart again" },
    { "link", "关联 {to}", "Related to {to}" },
    { "unlink", "解除与 {to} 的关联", "No longer related to {to}" },
    { "force-close", "强制结案，依据：{authority}", "Closed by order of {authority}" },
    { "rework", "核查不通过，返工", "Check failed, to be reworked" },
    { "recur", "问题反弹，另立新案", "The problem came back: a new case" },
    { "escalate", "{task} 超时，已升级", "{task} is late: escalated" },
    { "clock-warning", "临近办结时限", "The limit is near" },
    { "clock-due", "超过办结时限", "The limit has passed" },
    { "clock-red", "严重超时", "Far past the limit" },
    { "recompute", "时限按停止、延期和日历重新计算：{due_before} 改为 {due}", "Clock computed again from its pauses, extensions and calendar: {due_before} became {due}" },
    { "timer", "到时间，流程继续", "Time came: the process goes on" },
    { "heard", "回访：{reached_zh}[，{solved_zh}][，{satisfied_zh}]", "Called back: {reached_en}[, {solved_en}][, {satisfied_en}]" },
    { "rate", "评价：{score} 分", "Rated {score} of 5" },
    { "note", "添加说明", "Note added" },
    { "reveal", "查看了联系方式", "Looked at the contact" },
    { "person-add", "登记了当事人", "A person concerned was entered" },
    { "person-drop", "删去了当事人", "A person concerned was taken out" },
    { "person-look", "查看了当事人信息", "Looked at a person concerned" },
    { "notify", "已通知[：{about}]", "Notified[: {about}]" },
    { "party-call", "通知 {unit_name} 应哨", "{unit_name} was summoned" },
    { "party-step", "{unit_name} {step}[（超时：{late}）]", "{unit_name} {step}[ (late: {late})]" },
    { "party-object", "{unit_name} 提出职责异议，本单位停钟", "{unit_name} objected; its clock stands" },
    { "party-rule", "{unit_name} 的职责异议{ruling}", "The objection of {unit_name} was {ruling}" },
    { "party-lead", "主责单位：{unit_name}", "{unit_name} leads" },
    { "response", "{level} 级响应，下达任务清单", "Response of level {level}: its task lists were given" },
    { "remind", "催办接收单位", "Receivers reminded" },
    { "recalled", "布置已结束，收回", "The instruction is over: recalled" },
    { "summon", "增派应哨单位", "Further units summoned" },
    { "consult", "先行会商，不等未到的单位", "Conferring without those who have not come" },
    { "appraise", "评价 {unit_name}：{solved}，{satisfied}", "Judged {unit_name}: {solved}, {satisfied}" },
    { "away", "打卡未受理：离现场 {distance} 米（须在 {radius} 米内）[；早于集结时间：{early}]", "Check-in refused: {distance} m away (within {radius} m)[; before the time set: {early}]" },
    { "incident", "流程受阻，已报管理员", "The process is stuck; an administrator was told" },
};

static bool names(struct str name, const char *what)
{
    return str_is(name, what) || (str_ends(name, STR("_before")) && str_is(str_sub(name, 0, name.len - 7), what));
}

/* How a countersignature is decided, and how it was; what units that were summoned did and were judged. */
static const struct { const char *name, *code, *zh, *en; } CODES[] = {
    { "rule", "all", "全部同意", "all agree" }, { "rule", "any", "任一人同意", "anyone agrees" }, { "rule", "share", "按比例同意", "a share agrees:" },
    { "result", "agreed", "通过", "passed" }, { "result", "refused", "未通过", "refused" }, { "result", "void", "作废", "void" },
    { "step", "signed", "已签收", "signed for it" }, { "step", "contacted", "已联系街道", "made contact" }, { "step", "arrived", "已到场", "arrived" },
    { "step", "resolved", "已办结", "finished" }, { "ruling", "upheld", "成立，免除应哨", "upheld: excused" }, { "ruling", "dismissed", "不成立，恢复计时", "dismissed: its clock runs" },
    { "solved", "yes", "已解决", "solved" }, { "solved", "no", "未解决", "not solved" }, { "satisfied", "1", "满意", "satisfied" },
    { "satisfied", "2", "基本满意", "mostly satisfied" }, { "satisfied", "3", "不满意", "not satisfied" }, { "late", "yes", "是", "yes" }, { "early", "yes", "是", "yes" },
};

/* Values that are codes get words. */
static struct str word_of(struct call *call, struct str name, struct str value, bool english)
{
    const struct world *world = app_of(call)->world;
    struct str rest = value, amount;

    if (str_is(name, "type") || str_is(name, "from")) {
        const struct item *item = world_item(world, value);
        return !item ? value : english ? item->name_en : item->name;
    }
    if (str_is(name, "task") && english) return world_name_en(world, value);
    for (size_t i = 0; i < COUNT_OF(CODES); i++)
        if (str_is(name, CODES[i].name) && str_is(value, CODES[i].code)) return str_from_c(english ? CODES[i].en : CODES[i].zh);
    if (names(name, "urgency")) return world_urgency(world, value, english);
    if (names(name, "grade")) return world_grade(world, value, english);
    if (names(name, "limit") && !value.len) return english ? STR("none") : STR("无");
    if (names(name, "limit") && str_split(&rest, ' ', &amount))
        return str_format(call->arena, "%.*s %.*s", STR_ARG(amount), STR_ARG(clock_unit_words(rest, english)));
    return str_is(name, "unit") ? clock_unit_words(value, english) : value;
}

static void fill(struct call *call, struct buf *buf, struct str pattern, const struct json_t *data, bool english)
{
    struct str before, name;

    while (str_split(&pattern, '{', &before)) {
        buf_str(buf, before);
        if (!str_split(&pattern, '}', &name)) break;
        buf_str(buf, word_of(call, name, json_get_str(data, str_c(call->arena, name)), english));
    }
}

static bool has_all(struct call *call, struct str pattern, const struct json_t *data)
{
    struct str before, name;

    while (str_split(&pattern, '{', &before))
        if (str_split(&pattern, '}', &name) && !json_get_str(data, str_c(call->arena, name)).at) return false;
    return true;
}

static struct str say(struct call *call, const char *pattern, const struct json_t *data, bool english)
{
    struct str rest = str_from_c(pattern), always, perhaps;
    struct buf buf;

    buf_init(&buf, call->arena, 4096);
    while (str_split(&rest, '[', &always)) {
        fill(call, &buf, always, data, english);
        if (!str_split(&rest, ']', &perhaps)) break;
        if (has_all(call, perhaps, data)) fill(call, &buf, perhaps, data, english);
    }
    return buf.len ? buf_done(&buf) : STR("");
}

void view_sentence(struct call *call, struct str kind, const struct json_t *data, struct str *zh, struct str *en)
{
    *zh = *en = kind;
    for (size_t i = 0; i < COUNT_OF(SENTENCES); i++) {
        if (!str_is(kind, SENTENCES[i].kind)) continue;
        *zh = say(call, SENTENCES[i].zh, data, false);
        *en = say(call, SENTENCES[i].en, data, true);
        return;
    }
}
