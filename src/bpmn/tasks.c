/*
 * tasks.c - work done by people, handlers, decisions and expressions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/timer.h"

bool bpmn_works(const struct bpmn_run *run, const struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    if (node->role == ROLE_BODY || node->role == ROLE_ROUND || (node->stage != STAGE_ACTIVE && !(node->stage == STAGE_STARTING && node->stuck)))
        return false;
    switch (el->kind) {
    case KIND_USER_TASK:
    case KIND_SERVICE_TASK: return true;
    case KIND_SCRIPT_TASK: return !el->script.expr;
    case KIND_RULE_TASK: return true;
    case KIND_SEND_TASK: return el->job.text.at != NULL;
    case KIND_THROW:
    case KIND_END: return el->job.text.at && el->trigger_count && el->triggers[0].kind == TRIGGER_MESSAGE;
    case KIND_PROCESS:
    case KIND_TASK:
    case KIND_MANUAL_TASK:
    case KIND_RECEIVE_TASK:
    case KIND_CALL:
    case KIND_SUBPROCESS:
    case KIND_TRANSACTION:
    case KIND_AD_HOC:
    case KIND_EVENT_SUBPROCESS:
    case KIND_EXCLUSIVE:
    case KIND_PARALLEL:
    case KIND_INCLUSIVE:
    case KIND_COMPLEX:
    case KIND_EVENT_GATEWAY:
    case KIND_START:
    case KIND_CATCH:
    case KIND_BOUNDARY:
    case KIND__COUNT: break;
    }
    return false;
}

void bpmn_work_cancel(struct bpmn_run *run, struct bpmn_node *node)
{
    if (bpmn_works(run, node)) bpmn_emit(run, BPMN_TASK_CANCEL, node);
}

/* A due or follow-up date; false: given, but no date. */
static bool schedule(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_text *text, int64_t *out)
{
    const struct feel_value *value;

    *out = 0;
    if (text->text.len == 0) return true;
    value = bpmn_eval_text(run, node, text, NULL);
    return value->type == FEEL_NULL || bpmn_instant(run->arena, value, run->now, out);
}

static int64_t whole_number(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_text *text)
{
    int64_t number = 0;
    struct str digits = bpmn_eval_str(run, node, text);

    if (digits.at && num_parse_int(digits, 0, 1000000, &number)) number = 0;
    return number;
}

void bpmn_user_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct bpmn_effect effect = { 0 }, *out;

    bool due = schedule(run, node, &el->due, &effect.due_ms);

    if (!due || !schedule(run, node, &el->follow, &effect.follow_ms)) {
        bpmn_stick_feel(run, node, STAGE_STARTING, "expression", "的到期时间算不出日期", ": its due date is no date",
                        due ? el->follow.expr : el->due.expr);
        return;
    }
    effect.assignee = bpmn_eval_str(run, node, &el->assignee);
    effect.candidates = bpmn_eval_str(run, node, &el->groups);
    effect.users = bpmn_eval_str(run, node, &el->users);
    effect.priority = whole_number(run, node, &el->priority);
    out = bpmn_emit(run, BPMN_TASK_OPEN, node);
    out->form = el->form;
    out->assignee = effect.assignee;
    out->candidates = effect.candidates;
    out->users = effect.users;
    out->due_ms = effect.due_ms;
    out->follow_ms = effect.follow_ms;
    out->priority = effect.priority;
    out->headers = el->headers;
    out->variables = bpmn_visible(run, node);
}

void bpmn_service_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct str type = bpmn_eval_str(run, node, &el->job);
    int64_t retries = whole_number(run, node, &el->retries);
    struct bpmn_effect *effect;

    if (!type.at) {
        bpmn_stick_feel(run, node, STAGE_STARTING, "expression", "的服务类型算不出来",
                        ": its service type evaluates to nothing", el->job.expr);
        return;
    }
    effect = bpmn_emit(run, BPMN_SERVICE, node);
    effect->name = type;
    effect->headers = el->headers;
    effect->retries = retries;
    effect->variables = bpmn_visible(run, node);
}

void bpmn_script_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct feel_notes notes = { 0 };
    const struct feel_value *value;

    if (el->job.text.at) {
        bpmn_service_enter(run, node);
        return;
    }
    if (el->foreign_script) {
        struct bpmn_effect *effect = bpmn_emit(run, BPMN_SERVICE, node);
        effect->name = STR("script");
        effect->text = el->script.text;
        effect->variables = bpmn_visible(run, node);
        return;
    }
    value = bpmn_eval(run, node, el->script.expr, NULL);
    /* Evaluation is pure: whether something is wrong with it is asked only when there is no result. */
    if (value->type == FEEL_NULL) (void)bpmn_eval(run, node, el->script.expr, &notes);
    if (notes.count) {
        bpmn_stick_feel(run, node, STAGE_STARTING, "expression", "的脚本出错", ": its script failed", el->script.expr);
        return;
    }
    value = feel_context_with(run->arena, bpmn_empty(), el->result, value);
    if (!value)
        bpmn_no_memory(run);
    else if (bpmn_take_outcome(run, node, value))
        bpmn_complete(run, node);
}

void bpmn_rule_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct bpmn_effect *effect;

    if (el->job.text.at) {
        bpmn_service_enter(run, node);
        return;
    }
    effect = bpmn_emit(run, BPMN_DECIDE, node);
    effect->name = el->decision;
    effect->variables = bpmn_visible(run, node);
}

void bpmn_send_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    if (bpmn_el(run, node)->job.text.at)
        bpmn_service_enter(run, node);
    else
        bpmn_throw_later(run, node);
}
