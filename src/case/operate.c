/*
 * operate.c - operations that work at any step, a row each.
 *
 * Returns, extensions and suspensions are messages drawn in the process
 * (boundary events): where the model awaits none, the operation is a 409.  The
 * others change the case itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"

#include "text/text.h"

#define VERSION { "version", JSON_INT, 0, INT64_MAX, true, "版本", "row version the page saw; a stale one is a conflict" }

#define REASON { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }
#define TASK { "task", JSON_ID, 1, INT64_MAX, true, "任务", "which open task; the only one when absent" }

const struct json_field CASE_OP_REASON[] = {
    VERSION,
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_EXTENSION[] = {
    VERSION,
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" },
    { "amount", JSON_INT, 1, 365, true, "延长多少", "how much longer; the limit once more when absent" }, { 0 },
};
const struct json_field CASE_OP_SUPERVISE[] = {
    VERSION,
    { "level", JSON_INT, 1, 3, false, "督办级别", "1 yellow, 2 orange, 3 red" },
    { "unit", JSON_TEXT, 1, 64, true, "督办谁", "code of the unit that answers; who has the case in hand when absent" },
    { "note", JSON_TEXT, 1, 500, false, "督办要求", "what is demanded" }, { 0 },
};
const struct json_field CASE_OP_URGE[] = {
    VERSION,
    { "note", JSON_TEXT, 0, 500, true, "催办说明", "what to hurry" }, { 0 },
};
const struct json_field CASE_OP_TRANSFER[] = {
    VERSION,
    { "unit", JSON_TEXT, 1, 64, false, "单位", "code of the unit that takes over" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_MERGE[] = {
    VERSION,
    { "into", JSON_TEXT, 1, 40, false, "并入的办件编号", "number of the case that goes on" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_LINK[] = {
    VERSION,
    { "to", JSON_TEXT, 1, 40, false, "关联的办件编号", "number of the other case" },
    { "kind", JSON_TEXT, 1, 16, true, "关系", "related or group" }, { 0 },
};
const struct json_field CASE_OP_UNLINK[] = {
    VERSION,
    { "to", JSON_TEXT, 1, 40, false, "解除关联的办件编号", "number of the other case" }, { 0 },
};
const struct json_field CASE_OP_RETYPE[] = {
    VERSION,
    { "type", JSON_TEXT, 1, 16, false, "类型", "catalogue code" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_PLACE[] = {
    VERSION,
    { "code", JSON_TEXT, 0, 40, true, "编码", "of the component or place; empty: of none" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_RELOCATE[] = {
    VERSION,
    { "lon", JSON_NUMBER, -180, 180, false, "经度", "WGS-84" },
    { "lat", JSON_NUMBER, -90, 90, false, "纬度", "WGS-84" },
    { "address", JSON_TEXT, 0, 200, true, "地址", "where it is in words" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_FORCE[] = {
    VERSION,
    { "authority", JSON_TEXT, 1, 100, false, "批准依据或批准人", "on whose authority" },
    { "reason", JSON_TEXT, 1, 500, false, "理由", "why" }, { 0 },
};
const struct json_field CASE_OP_NOTE[] = {
    VERSION,
    { "text", JSON_TEXT, 1, 2000, false, "内容", "the note" }, { 0 },
};
const struct json_field CASE_OP_NOTHING[] = { VERSION, { 0 } };
const struct json_field CASE_OP_TASK[] = { VERSION, TASK, REASON, { 0 } };
const struct json_field CASE_OP_SEND_BACK[] = {
    VERSION, TASK,
    { "to", JSON_TEXT, 1, 400, true, "退回到", "path of an earlier step; the one before when absent" },
    REASON, { 0 },
};
const struct json_field CASE_OP_HAND_OVER[] = {
    VERSION, TASK,
    { "person", JSON_ID, 1, INT64_MAX, true, "交给谁", "account" },
    { "unit", JSON_TEXT, 1, 64, true, "或者交给单位", "code of another unit, whose desk gets it" },
    REASON, { 0 },
};
const struct json_field CASE_OP_COUNTERSIGN[] = {
    VERSION, TASK,
    { "people", JSON_LIST, 0, 100, true, "会签人", "accounts that sign" },
    { "units", JSON_LIST, 0, 100, true, "会签单位", "codes of units that sign, each at its desk" },
    { "rule", JSON_TEXT, 1, 8, false, "通过规则", "all agree, any one, or a share" },
    { "share", JSON_INT, 1, 100, true, "同意比例（%）", "of those asked, with the rule share" },
    REASON, { 0 },
};
const struct json_field CASE_OP_ADD_SIGNER[] = {
    VERSION, TASK,
    { "person", JSON_ID, 1, INT64_MAX, true, "会签人", "account that signs as well" },
    { "unit", JSON_TEXT, 1, 64, true, "会签单位", "code of the unit that signs as well" },
    REASON, { 0 },
};
const struct json_field CASE_OP_COPY[] = {
    VERSION,
    { "person", JSON_ID, 1, INT64_MAX, true, "抄送给", "account" },
    { "unit", JSON_TEXT, 1, 64, true, "或者抄送给单位", "code of a unit" },
    { "note", JSON_TEXT, 0, 500, true, "附言", "a word with it" }, { 0 },
};
const struct json_field CASE_OP_CHOOSE[] = {
    VERSION,
    { "element", JSON_TEXT, 1, 400, false, "要做的活动", "ACTIVITY/ELEMENT, one of the options" },
    { "note", JSON_TEXT, 0, 500, true, "说明", "remark" }, { 0 },
};
const struct json_field CASE_OP_MEND[] = {
    VERSION,
    { "activity", JSON_ID, 1, INT64_MAX, true, "受阻的环节", "which incident; all when absent" },
    { "variables", JSON_TEXT, 0, 4000, true, "改写变量（JSON 对象）", "variables to set first, as a JSON object" },
    REASON, { 0 },
};
const struct json_field CASE_OP_MIGRATE[] = {
    VERSION,
    { "release", JSON_INT, 1, INT64_MAX, true, "版本", "release to go on with; the newest when absent" },
    { "mapping", JSON_TEXT, 0, 8000, true, "改了编号的环节（每行：旧=新，或 流程/旧=新）", "elements and flows renamed: OLD=NEW or PROCESS/OLD=NEW a line" },
    REASON, { 0 },
};
const struct json_field CASE_OP_SUMMON[] = {
    VERSION,
    { "units", JSON_LIST, 1, ANSWER_UNITS_MAX, false, "增派的单位", "codes of the units" },
    REASON, { 0 },
};
const struct json_field CASE_OP_APPRAISE[] = {
    VERSION,
    { "unit", JSON_TEXT, 1, 64, false, "应哨单位", "code of the unit judged" },
    { "solved", JSON_BOOL, 0, 0, false, "是否解决", "did it solve the matter" },
    { "satisfied", JSON_INT, 1, 3, false, "满意程度", "1 satisfied, 2 mostly, 3 not" },
    { "note", JSON_TEXT, 0, 500, true, "评语", "in words" }, { 0 },
};
const struct json_field CASE_OP_JUMP[] = {
    VERSION,
    { "from", JSON_ID, 1, INT64_MAX, true, "离开的环节", "where the process is left; 1: everywhere; the only place when absent" },
    { "to", JSON_TEXT, 1, 400, false, "跳转到", "path of the element to go on at" },
    REASON, { 0 },
};

#define OPEN (1u << CASE_OPEN)
#define PAUSED (1u << CASE_PAUSED)
#define CLOSED (1u << CASE_CLOSED)
#define MERGED (1u << CASE_MERGED)
#define ANY 0xffu

static const struct case_op OPS[] = {
    { "return", "退单", "Return", RIGHT_CASE_HANDLE, RIGHT_NONE, OPEN, "return", CASE_OP_REASON, op_return, false },
    { "extension", "申请延期", "Ask for more time", RIGHT_CASE_HANDLE, RIGHT_NONE, OPEN, "extension", CASE_OP_EXTENSION, op_extension, false, op_extension_may },
    { "suspension", "申请挂账", "Ask to suspend", RIGHT_CASE_HANDLE, RIGHT_NONE, OPEN, "suspension", CASE_OP_REASON, op_message, false, op_suspension_may },
    { "resume", "恢复办理", "Resume", RIGHT_CASE_COMMAND, RIGHT_CASE_DISPATCH, PAUSED, NULL, CASE_OP_REASON, op_resume, false },
    { "urge", "催办", "Urge", RIGHT_CASE_SUPERVISE, RIGHT_CASE_DISPATCH, OPEN | PAUSED, NULL, CASE_OP_URGE, op_urge, false },
    { "remind", "催办接收单位", "Remind the receivers", RIGHT_CASE_SUPERVISE, RIGHT_CASE_COMMAND, OPEN, "remind", CASE_OP_REASON, op_message, false, op_remind_may },
    { "supervise", "督办", "Supervise", RIGHT_CASE_SUPERVISE, RIGHT_CASE_COMMAND, OPEN | PAUSED, NULL, CASE_OP_SUPERVISE, op_supervise, false, NULL, NULL, op_supervise_choices },
    { "misconduct", "认定弄虚作假、推诿", "Find fraud or shirking", RIGHT_CASE_SUPERVISE, RIGHT_CASE_COMMAND, OPEN | PAUSED | CLOSED, NULL, CASE_OP_REASON, op_misconduct, true, op_misconduct_may },
    { "acquit", "撤销弄虚作假认定", "Take the finding back", RIGHT_CASE_SUPERVISE, RIGHT_CASE_COMMAND, OPEN | PAUSED | CLOSED, NULL, CASE_OP_REASON, op_misconduct, false, op_acquit_may },
    { "transfer", "改派", "Send elsewhere", RIGHT_CASE_DISPATCH, RIGHT_CASE_COMMAND, OPEN, NULL, CASE_OP_TRANSFER, op_transfer, false },
    { "retype", "更改类型", "Change the type", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_RETYPE, op_retype, false },
    { "relocate", "更改位置", "Change the place", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_RELOCATE, op_relocate, false },
    { "place", "更改关联部件或场所", "Change the component or place", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_PLACE, op_place, false },
    { "merge", "并入其他办件", "Merge", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_MERGE, op_merge, true },
    { "unmerge", "拆分恢复", "Take apart", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, MERGED, NULL, CASE_OP_NOTHING, op_unmerge, false },
    { "link", "关联办件", "Relate", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, ANY, NULL, CASE_OP_LINK, op_link, false },
    { "unlink", "解除关联", "Unrelate", RIGHT_CASE_INTAKE, RIGHT_CASE_DISPATCH, ANY, NULL, CASE_OP_UNLINK, op_unlink, false },
    { "force-close", "强制结案", "Close by order", RIGHT_CASE_COMMAND, RIGHT_NONE, OPEN | PAUSED, NULL, CASE_OP_FORCE, op_force_close, true, op_force_may },
    { "reopen", "重新打开", "Reopen", RIGHT_CASE_INTAKE, RIGHT_CASE_COMMAND, CLOSED, "reopen", CASE_OP_REASON, op_message, false, op_reopen_may },
    { "send-back", "退回", "Send back", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_SEND_BACK, op_send_back, false, NULL, op_back_task, op_back_choices },
    { "to-start", "驳回", "Back to the first step", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_TASK, op_to_start, true, NULL, op_back_task, NULL },
    { "withdraw", "撤回", "Take back", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_REASON, op_withdraw, false, op_withdraw_may },
    { "hand-over", "转办", "Hand over", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_HAND_OVER, op_hand_over, false, NULL, op_give_task, op_give_choices },
    { "delegate", "委派", "Delegate", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_HAND_OVER, op_sign, false, NULL, op_sign_task, op_ask_choices },
    { "sign-before", "前加签", "Ask to sign before", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_HAND_OVER, op_sign, false, NULL, op_sign_task, op_ask_choices },
    { "sign-after", "后加签", "Ask to sign after", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_HAND_OVER, op_sign, false, NULL, op_sign_task, op_ask_choices },
    { "countersign", "会签", "Ask several to sign", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_COUNTERSIGN, op_round, false, NULL, op_sign_task, op_round_choices },
    { "add-signer", "会签加人", "One more signs", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_ADD_SIGNER, op_more, false, NULL, op_more_task, op_more_choices },
    { "unsign", "减签", "Take a signature out", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_TASK, op_unsign, false, NULL, op_unsign_task, NULL },
    { "copy", "抄送", "Send a copy", RIGHT_CASE_READ, RIGHT_NONE, ANY, NULL, CASE_OP_COPY, op_copy, false, NULL, NULL, op_copy_choices },
    { "choose", "选做活动", "Choose what is done", RIGHT_CASE_HANDLE, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_CHOOSE, op_choose, false, op_choose_may, NULL, op_choose_choices },
    { "suspend", "挂起", "Suspend", RIGHT_CASE_COMMAND, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_REASON, op_suspend },
    { "mend", "恢复受阻的流程", "Mend the process", RIGHT_CASE_MEND, RIGHT_NONE, OPEN | PAUSED | CLOSED, NULL, CASE_OP_MEND, op_mend, false, op_mend_may, NULL, op_mend_choices },
    { "summon", "增派单位", "Summon more units", RIGHT_CASE_COMMAND, RIGHT_CASE_DISPATCH, OPEN, NULL, CASE_OP_SUMMON, op_summon, false, op_summon_may },
    { "consult", "先行会商", "Confer now", RIGHT_CASE_COMMAND, RIGHT_NONE, OPEN, "consult", CASE_OP_REASON, op_message, false },
    { "appraise", "评价应哨单位", "Judge a unit", RIGHT_CASE_READ, RIGHT_NONE, OPEN, NULL, CASE_OP_APPRAISE, op_appraise, false, op_appraise_may, NULL, op_appraise_choices },
    { "migrate", "迁移到新版流程", "Migrate to a newer process", RIGHT_CASE_MEND, RIGHT_NONE, OPEN | PAUSED, NULL, CASE_OP_MIGRATE, op_migrate, false, op_migrate_may },
    { "jump", "跳转", "Jump", RIGHT_CASE_MEND, RIGHT_NONE, OPEN, NULL, CASE_OP_JUMP, op_jump, true, op_jump_may, NULL, op_jump_choices },
    { "note", "添加说明", "Add a note", RIGHT_CASE_READ, RIGHT_NONE, ANY, NULL, CASE_OP_NOTE, op_note, false },
    { "reveal", "查看联系方式", "Show the contact", RIGHT_CONTACT_REVEAL, RIGHT_NONE, ANY, NULL, CASE_OP_REASON, op_reveal, false, op_reveal_may },
};

size_t case_op_count(void)
{
    return COUNT_OF(OPS);
}

const struct case_op *case_op_at(size_t i)
{
    return &OPS[i];
}

const struct case_op *case_op_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(OPS); i++)
        if (str_is(name, OPS[i].name)) return &OPS[i];
    return NULL;
}

const char *case_op_name(const struct case_op *op)
{
    return op->name;
}

const struct json_field *case_op_fields(const struct case_op *op)
{
    return op->fields;
}

void case_op_label(const struct case_op *op, const char **zh, const char **en, bool *danger)
{
    *zh = op->zh;
    *en = op->en;
    *danger = op->danger;
}

bool case_op_of_task(const struct case_op *op)
{
    return op->task != NULL;
}

/* A unit's people act on what their unit holds; the others on the area their grant reaches. */
static bool has_right(struct case_plan *plan, const struct user *user, enum right right)
{
    const struct case_record *r = &plan->now;

    if (right == RIGHT_NONE) return false;
    if (right == RIGHT_CASE_HANDLE || right == RIGHT_CASE_LEAD) return user_may(plan->org, user, right, r->unit_id);
    if (user_may(plan->org, user, right, r->community_id)) return true;
    return right == RIGHT_CASE_READ;   /* whoever sees the case may add a note */
}

/* At least one open task allows it; else why the first one does not. */
static enum err any_task(struct case_plan *plan, const struct case_op *op, struct fault *why)
{
    struct fault other = { 0 };
    enum err first = ERR_OK;

    for (size_t i = 0; i < plan->tasks.count; i++) {
        enum err err;

        if (plan->tasks.at[i].state != TASK_OPEN) continue;
        err = op->task(plan, &plan->tasks.at[i], first ? &other : why);
        if (!err) return ERR_OK;
        if (!first) first = err;
    }
    return first ? first : fault_set(why, ERR_CONFLICT, "没有正在办理的任务", "there is no open task");
}

static enum err check_allowed(struct case_plan *plan, const struct case_op *op, struct fault *why)
{
    const struct user *user = plan->actor.user;

    if (!plan->actor.system && (!user || (!has_right(plan, user, op->right) && !has_right(plan, user, op->or_right))))
        return fault_set(why, ERR_FORBIDDEN, "您没有权限（%s）", "you have no right to do this (%s)", op->name);
    if (!(op->states >> plan->now.state & 1))
        return fault_set(why, ERR_CONFLICT, "办件当前状态（%s）不能这样操作", "a case that is %s does not allow this",
                         case_state_name(plan->now.state));
    if (op->message && !bpmn_state_awaits(plan->state, str_from_c(op->message)))
        return fault_set(why, ERR_CONFLICT, "办件现在这一步不能这样操作", "the case does not stand at a step that allows this");
    if (op->task) return any_task(plan, op, why);
    return op->may ? op->may(plan, why) : ERR_OK;
}

enum err case_ops_allowed(struct world *world, struct db *db, struct arena *arena, const struct case_record *record,
                          const struct case_actor *actor, int64_t now_ms, struct case_offer **out, size_t *count,
                          struct fault *why)
{
    struct case_plan *plan;
    enum err err = plan_load(world, db, arena, record->id, actor, now_ms, &plan, why);

    if (err) return err;
    *count = 0;
    *out = arena_array(arena, struct case_offer, COUNT_OF(OPS));
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < COUNT_OF(OPS); i++) {
        struct op_choices choices = { 0 };

        if (check_allowed(plan, &OPS[i], NULL)) continue;
        err = OPS[i].choices ? OPS[i].choices(plan, &choices, why) : ERR_OK;
        if (!err && OPS[i].task) err = op_task_choices(plan, OPS[i].task, &choices, why);
        if (err) return err;
        (*out)[(*count)++] = (struct case_offer){ &OPS[i], choices.list.at, choices.list.count };
    }
    return ERR_OK;
}

enum err case_plan_op(struct world *world, struct db *db, struct arena *arena, const struct case_op *op, int64_t case_id,
                      int64_t version, const struct json_t *fields, const struct case_actor *actor, int64_t now_ms,
                      struct case_plan **out, struct fault *why)
{
    struct case_plan *plan;
    bool visible;
    enum err err = plan_load(world, db, arena, case_id, actor, now_ms, &plan, why);

    if (err) return err;
    if (actor->user) {
        err = case_visible(db, arena, plan->org, actor->user, &plan->now, &visible, why);
        if (err) return err;
        if (!visible) return fault_set(why, ERR_NOT_FOUND, "没有这个办件", "there is no such case");
    }
    err = check_allowed(plan, op, why);
    if (err) return err;
    if (version && plan->now.version != version)
        return fault_set(why, ERR_CONFLICT, "办件刚被别人处理过，请刷新后再试", "someone else moved this case first; reload and try again");
    err = json_check(fields, op->fields, why);
    if (err) return err;
    err = op->run(plan, op, fields, why);
    if (err) return err;
    return plan_finish(plan, out, why);
}
