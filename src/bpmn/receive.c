/*
 * receive.c - what each event from outside does to the state, before the tokens go on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/move.h"
#include "bpmn/sign.h"

static enum err no_fit(struct bpmn_run *run, const char *zh, const char *en)
{
    return fault_set(run->why, ERR_CONFLICT, "%s%.0s", "%.0s%s", zh, en);
}

static const struct bpmn_start *find_start(const struct bpmn *process, struct str name)
{
    for (size_t i = 0; i < process->start_count; i++)
        if (str_eq(process->starts[i].name, name) || str_eq(process->starts[i].element, name))
            return &process->starts[i];
    return NULL;
}

static enum err on_start(struct bpmn_run *run, const struct bpmn_event *event)
{
    const struct bpmn_start *start = event->name.len ? find_start(run->root, event->name) : NULL;
    bool plain = run->root->start_count == 0;
    struct bpmn_node *root = bpmn_node_new(run, NULL, 0, 0, ROLE_PLAIN);

    for (size_t i = 0; i < run->root->start_count; i++) plain |= run->root->starts[i].kind == BPMN_START_NONE;
    if (!root) return run->err;
    if (event->name.len ? !start : !plain)
        return no_fit(run, "流程不能这样启动", "the process cannot be started this way");
    if (!bpmn_merge_local(run, root, event->variables))
        return fault_set(run->why, ERR_TOO_LARGE, "启动变量过大或过多",
                         "the start variables are too large or too many");
    if (!start || start->kind == BPMN_START_NONE) {
        bpmn_begin(run, root);
        return ERR_OK;
    }
    bpmn_emit(run, BPMN_ENTER, root);
    root->stage = STAGE_ACTIVE;
    if (!bpmn_arm_event_subprocesses(run, root)) return ERR_OK;
    bpmn_start_by(run, root, start);
    return ERR_OK;
}

static struct bpmn_node *working(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = bpmn_state_node(run->s, event->activity);

    return node && bpmn_works(run, node) ? node : NULL;
}

/* The same, but no added signature: that has no errors and escalations of its own. */
static struct bpmn_node *working_itself(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = working(run, event);

    return node && node->role != ROLE_SIGN ? node : NULL;
}

static bool decides(const struct bpmn_run *run, const struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    return el->kind == KIND_RULE_TASK && !el->job.text.at;
}

static enum err on_complete(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = working(run, event);

    if (!node || decides(run, node)) return no_fit(run, "这个任务已不在等待处理", "this task is not open any more");
    if (bpmn_sign_waits(run, node)) return no_fit(run, "任务正在等待加签", "the task waits for a signature");
    if (node->role == ROLE_SIGN)
        bpmn_sign_done(run, node, event->name);
    else if (bpmn_take_outcome(run, node, event->variables) && !bpmn_sign_after(run, node))
        bpmn_complete(run, node);
    return ERR_OK;
}

static enum err on_decided(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = working(run, event);
    const struct feel_value *result;

    if (!node || !decides(run, node)) return no_fit(run, "这里没有等待决策结果", "no decision is awaited here");
    result = event->variables && event->variables->type == FEEL_CONTEXT ? feel_get(event->variables, STR("result"))
                                                                        : &FEEL_NULL_VALUE;
    result = feel_context_with(run->arena, bpmn_empty(), bpmn_el(run, node)->result, result);
    if (!result)
        bpmn_no_memory(run);
    else if (bpmn_take_outcome(run, node, result))
        bpmn_complete(run, node);
    return ERR_OK;
}

static enum err on_fail(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = working_itself(run, event);

    if (!node) return no_fit(run, "这个任务已不在等待处理", "this task is not open any more");
    if (event->name.len && bpmn_throw_error(run, node, event->name, event->variables)) return ERR_OK;
    bpmn_stick(run, node, STAGE_STARTING, "failed", "“%.*s”处理失败：%.*s", "\"%.*s\" failed: %.*s",
               STR_ARG(bpmn_el(run, node)->name), STR_ARG(utf8_prefix(event->name, 80)));
    return ERR_OK;
}

static enum err on_escalate(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = working_itself(run, event);

    if (!node || !bpmn_throw_escalation(run, node, event->name, event->variables))
        return no_fit(run, "这里没有处理该升级的事件", "nothing catches this escalation here");
    return ERR_OK;
}

static enum err on_timer(struct bpmn_run *run, const struct bpmn_event *event)
{
    const struct bpmn_wait *wait = bpmn_wait_find(run, event->activity);

    if (!wait || wait->kind != TRIGGER_TIMER || wait->fired)
        return no_fit(run, "定时器已取消", "the timer is not set any more");
    bpmn_wait_fire(run, wait->id, event->variables);
    return ERR_OK;
}

static enum err on_message(struct bpmn_run *run, const struct bpmn_event *event)
{
    for (size_t i = 0; i < run->s->wait_count; i++) {
        const struct bpmn_wait *wait = &run->s->waits[i];

        if (wait->kind != TRIGGER_MESSAGE || wait->fired || !str_eq(wait->name, event->name)) continue;
        if (event->activity && event->activity != wait->id && event->activity != wait->node) continue;
        bpmn_wait_fire(run, wait->id, event->variables);
        return ERR_OK;
    }
    return no_fit(run, "现在没有等待这个消息", "this message is not awaited now");
}

static enum err on_signal(struct bpmn_run *run, const struct bpmn_event *event)
{
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].kind == TRIGGER_SIGNAL && str_eq(run->s->waits[i].name, event->name)) {
            bpmn_signal(run, event->name, event->variables);
            return ERR_OK;
        }
    return no_fit(run, "现在没有等待这个信号", "this signal is not awaited now");
}

static enum err on_cancel(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *root = run->s->nodes[0];

    (void)event;
    bpmn_cancel_inside(run, root, NULL);
    bpmn_disarm(run, root, BPMN_NONE);
    bpmn_forget(run, root->id);
    root->stage = STAGE_ENDED;
    root->stuck = NULL;
    run->s->ended = run->s->cancelled = true;
    bpmn_emit(run, BPMN_ENDED, root)->text = STR("cancelled");
    return ERR_OK;
}

/* Lets the tokens go that a bound stopped in this scope. */
static void release(struct bpmn_run *run, struct bpmn_node *scope)
{
    scope->stuck = NULL;
    for (size_t i = 0; i < run->s->token_count;) {
        struct bpmn_token token = run->s->tokens[i];

        if (token.kind != TOKEN_HELD || token.scope != scope->id) {
            i++;
            continue;
        }
        bpmn_token_drop(run, i);
        bpmn_push(run, scope, token.index, token.flow);
    }
    bpmn_settle(run, scope);
}

static void retry(struct bpmn_run *run, struct bpmn_node *node)
{
    if (node->stage == STAGE_ACTIVE)
        release(run, node);
    else
        bpmn_enter_again(run, node);
}

static enum err on_retry(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = event->activity ? bpmn_state_node(run->s, event->activity) : NULL;
    size_t count = run->s->node_count;

    if (event->activity ? !node || !node->stuck : !bpmn_state_has_incident(run->s))
        return no_fit(run, "这里没有需要恢复的异常", "there is no incident to resume here");
    if (!bpmn_merge_outwards(run, node ? node : run->s->nodes[0], event->variables))
        return fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
    for (size_t i = 0; i < count && i < run->s->node_count; i++) {
        struct bpmn_node *at = run->s->nodes[i];
        if (!at->gone && at->stuck && (!node || at == node)) retry(run, at);
    }
    return ERR_OK;
}

/*
 * Is `name` in this called process a copy of its caller's variable?  What an
 * input mapping or a loop gave it is its own.
 */
static bool is_copy(const struct bpmn_run *run, const struct bpmn_node *process, struct str name)
{
    const struct bpmn_node *at = bpmn_parent(run, process);

    while (at && bpmn_el(run, at)->keep_parent) {
        for (; at && at->index != 0; at = bpmn_parent(run, at))
            if (bpmn_has(at->variables, name)) return false;
        at = at ? bpmn_parent(run, at) : NULL; /* the call activity around, if any */
    }
    return !at;
}

/* The root gets every variable; a called process that has a copy of a name gets the new value too. */
static enum err on_set(struct bpmn_run *run, const struct bpmn_event *event)
{
    const struct feel_value *given = event->variables;
    bool fits = bpmn_merge_local(run, run->s->nodes[0], given);

    for (size_t i = 1; fits && given && i < run->s->node_count; i++) {
        struct bpmn_node *node = run->s->nodes[i];
        if (node->gone || node->index != 0) continue;
        for (size_t k = 0; fits && k < given->context.count; k++) {
            const struct feel_entry *entry = &given->context.entries[k];
            if (bpmn_has(node->variables, entry->name) && is_copy(run, node, entry->name))
                fits = bpmn_set_local(run, node, entry->name, entry->value);
        }
    }
    return fits ? ERR_OK : fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
}

static enum err on_activate(struct bpmn_run *run, const struct bpmn_event *event)
{
    if (bpmn_ad_hoc_activate(run, event->activity, event->name, event->variables)) return ERR_OK;
    return no_fit(run, "现在不能选做这项活动", "this activity cannot be chosen now");
}

static enum err (*const HANDLERS[])(struct bpmn_run *run, const struct bpmn_event *event) = {
    [BPMN_START] = on_start,     [BPMN_COMPLETE] = on_complete, [BPMN_FAIL] = on_fail,     [BPMN_TIMER] = on_timer,
    [BPMN_MESSAGE] = on_message, [BPMN_DECIDED] = on_decided,   [BPMN_CANCEL] = on_cancel, [BPMN_SIGNAL] = on_signal,
    [BPMN_RETRY] = on_retry,     [BPMN_ESCALATE] = on_escalate, [BPMN_SET] = on_set,
    [BPMN_ACTIVATE] = on_activate, [BPMN_MOVE] = bpmn_on_move, [BPMN_SIGN] = bpmn_on_sign, [BPMN_UNSIGN] = bpmn_on_unsign,
};

enum err bpmn_receive(struct bpmn_run *run, const struct bpmn_event *event)
{
    if ((size_t)event->kind >= COUNT_OF(HANDLERS)) return no_fit(run, "事件与流程实例的状态不符", "the event does not fit the state");
    return HANDLERS[event->kind](run, event);
}
