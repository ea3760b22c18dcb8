/*
 * sentence.c - journal rows as sentences, in both languages, from one table.
 *
 * {name} stands for a value of the row's data.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/case_view.h"

static const struct {
    const char *kind, *zh, *en;
} SENTENCES[] = {
    { "open", "登记上报：{type_name}", "Reported: {type_name}" },
    { "file", "立案，办结时限 {limit}", "Filed, to be finished within {limit}" },
    { "reject", "不予立案", "Not accepted" },
    { "close", "结案", "Closed" },
    { "reopen", "重新打开", "Reopened" },
    { "assign", "派给 {unit_name}", "Sent to {unit_name}" },
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
    { "supervise", "督办（{level} 级）", "Put under supervision (level {level})" },
    { "transfer", "由 {from_name} 改派 {unit_name}", "Moved from {from_name} to {unit_name}" },
    { "retype", "类型由 {from_name} 改为 {type_name}", "Type changed from {from_name} to {type_name}" },
    { "relocate", "位置由 {community_before} 改为 {community}", "Place changed from {community_before} to {community}" },
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
    { "rate", "评价：{score} 分", "Rated {score} of 5" },
    { "note", "添加说明", "Note added" },
    { "reveal", "查看了联系方式", "Looked at the contact" },
    { "notify", "已通知", "Notified" },
    { "incident", "流程受阻，已报管理员", "The process is stuck; an administrator was told" },
};

/* Values that are codes get words. */
static struct str word_of(struct call *call, struct str name, struct str value, bool english)
{
    static const struct { const char *code, *zh, *en; } UNITS[] = {
        { "work-days", "工作日", "working days" }, { "calendar-days", "日", "calendar days" }, { "work-hours", "工作时", "working hours" },
        { "hours", "小时", "hours" }, { "minutes", "分钟", "minutes" }, { "months", "个月", "months" },
    };
    struct str rest = value, amount;

    (void)call;
    if (str_is(name, "limit") && str_split(&rest, ' ', &amount))
        return str_format(call->arena, "%.*s %.*s", STR_ARG(amount), STR_ARG(word_of(call, STR("unit"), rest, english)));
    for (size_t i = 0; str_is(name, "unit") && i < COUNT_OF(UNITS); i++)
        if (str_is(value, UNITS[i].code)) return str_from_c(english ? UNITS[i].en : UNITS[i].zh);
    return value;
}

static struct str fill(struct call *call, const char *pattern, const struct json_t *data, bool english)
{
    struct str rest = str_from_c(pattern), before, name;
    struct buf buf;

    buf_init(&buf, call->arena, 4096);
    while (str_split(&rest, '{', &before)) {
        buf_str(&buf, before);
        if (!str_split(&rest, '}', &name)) break;
        buf_str(&buf, word_of(call, name, json_get_str(data, str_c(call->arena, name)), english));
    }
    return buf.len ? buf_done(&buf) : STR("");
}

void view_sentence(struct call *call, struct str kind, const struct json_t *data, struct str *zh, struct str *en)
{
    *zh = *en = kind;
    for (size_t i = 0; i < COUNT_OF(SENTENCES); i++) {
        if (!str_is(kind, SENTENCES[i].kind)) continue;
        *zh = fill(call, SENTENCES[i].zh, data, false);
        *en = fill(call, SENTENCES[i].en, data, true);
        return;
    }
}
