/*
 * step.c - one event in, the next state and its effects out.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/move.h"
#include "bpmn/sign.h"

static enum err no_fit(struct bpmn_run *run, const char *zh, const char *en)
{
    return fault_set(run->why, ERR_CONFLICT, "%s%.0s", "%.0s%s", zh, en);
}

/* ── Events in ─────────────────────────────────────────────────────────── */

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
        bpmn_sign_done(run, node, str_is(event->name, "back"));
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

/* ── Until everything rests ────────────────────────────────────────────── */

/* Enough tokens for an activity that wants several? */
static bool quantity_reached(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow)
{
    int64_t count = 0;

    bpmn_token_add(run, scope, TOKEN_WAITING, el->index, flow);
    for (size_t i = 0; i < run->s->token_count; i++)
        count += run->s->tokens[i].scope == scope->id && run->s->tokens[i].index == el->index &&
                 run->s->tokens[i].kind == TOKEN_WAITING;
    if (count < el->start_quantity) return false;
    for (size_t i = run->s->token_count; i > 0 && count > 0; i--)
        if (run->s->tokens[i - 1].scope == scope->id && run->s->tokens[i - 1].index == el->index &&
            run->s->tokens[i - 1].kind == TOKEN_WAITING) {
            bpmn_token_drop(run, i - 1);
            count--;
        }
    return true;
}

static void move_on(struct bpmn_run *run)
{
    struct bpmn_move move = run->moves[run->move_head++];
    struct bpmn_node *scope = move.scope ? bpmn_state_node(run->s, move.scope) : NULL;
    const struct bpmn_el *el;
    const struct bpmn_row *row;

    if (!scope) return;
    scope->queued--;
    if (scope->role == ROLE_BODY) {
        bpmn_loop_spawn(run, scope);
        return;
    }
    el = bpmn_el_at(run, scope, move.index);
    row = bpmn_row_of(el->kind);
    if (row->arrive && row->arrive(run, scope, el, move.flow)) {
        bpmn_settle(run, scope);
        return;
    }
    if (el->start_quantity > 1 && !quantity_reached(run, scope, el, move.flow)) return;
    bpmn_open(run, scope, el->index);
}

static bool within_bounds(struct bpmn_run *run)
{
    if (run->s->node_count > BPMN_NODES_MAX) bpmn_state_sweep(run->s);
    return run->steps++ < BPMN_STEPS_MAX && run->s->node_count <= BPMN_NODES_MAX &&
           run->s->token_count <= BPMN_TOKENS_MAX && run->s->wait_count <= BPMN_WAITS_MAX &&
           run->s->past_count <= BPMN_PASTS_MAX && run->move_count - run->move_head <= BPMN_TOKENS_MAX;
}

/* A bound was passed: what is on its way stays where it is, with an incident. */
static void hold(struct bpmn_run *run)
{
    static const char *const zh = "一次操作走了过多步骤，已暂停", *const en =
                                                                      "one event led to too many steps, it is held";

    while (run->move_head < run->move_count) {
        struct bpmn_move move = run->moves[run->move_head++];
        struct bpmn_node *scope = move.scope ? bpmn_state_node(run->s, move.scope) : NULL;

        if (!scope) continue;
        scope->queued--;
        bpmn_token_add(run, scope, TOKEN_HELD, move.index, move.flow);
        if (!scope->stuck) bpmn_stick(run, scope, STAGE_ACTIVE, "overrun", "%s%.0s", "%.0s%s", zh, en);
    }
    while (run->throw_head < run->throw_count) {
        struct bpmn_node *node = bpmn_state_node(run->s, run->throws[run->throw_head++]);
        if (node && !node->stuck) bpmn_stick(run, node, STAGE_STARTING, "overrun", "%s%.0s", "%.0s%s", zh, en);
    }
}

static void settle_all(struct bpmn_run *run)
{
    while (!run->err) {
        if (!within_bounds(run)) {
            hold(run);
            return;
        }
        if (run->move_head < run->move_count)
            move_on(run);
        else if (run->throw_head < run->throw_count) {
            struct bpmn_node *node = bpmn_state_node(run->s, run->throws[run->throw_head++]);
            if (node && !node->stuck) bpmn_throw_now(run, node);
        } else if (!(run->conditions && bpmn_check_conditions(run)) && !bpmn_join_ready(run))
            return;
    }
}

/* Tokens wait at a join and nothing else is open in the scope: no one will ever come. */
static void find_deadlocks(struct bpmn_run *run)
{
    for (size_t i = 0; i < run->s->node_count; i++) {
        struct bpmn_node *scope = run->s->nodes[i];

        if (scope->gone || scope->stuck || scope->role == ROLE_BODY || scope->stage != STAGE_ACTIVE) continue;
        if (scope->children || scope->queued || !scope->tokens) continue;
        bpmn_stick(run, scope, STAGE_ACTIVE, "deadlock", "“%.*s”中的汇聚等不齐，流程停住了",
                   "a join in \"%.*s\" waits for tokens that cannot come",
                   STR_ARG(bpmn_el(run, scope)->name.len ? bpmn_el(run, scope)->name : scope->element));
    }
}

static enum err first_state(struct bpmn_run *run)
{
    struct bpmn_state *s = arena_new(run->arena, struct bpmn_state);

    run->defs = arena_array(run->arena, const struct bpmn *, 4);
    if (!s || !run->defs) return fault_set(run->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    s->processes = arena_array(run->arena, struct bpmn_process_ref, 4);
    if (!s->processes) return fault_set(run->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    s->process_cap = run->def_cap = 4;
    s->process_count = 1;
    s->processes[0] = (struct bpmn_process_ref){ { .id = run->root->id }, run->root->stamp };
    run->defs[0] = run->root;
    run->s = s;
    return ERR_OK;
}

enum err bpmn_step(struct arena *arena, const struct bpmn *process, const struct bpmn_library *library,
                   const struct bpmn_state *state, const struct bpmn_event *event, int64_t now_ms,
                   struct bpmn_state **next, struct bpmn_effects *effects, struct fault *why)
{
    struct bpmn_run run = { .arena = arena, .root = process, .library = library, .now = now_ms, .why = why };
    enum err err;

    if ((size_t)event->kind >= COUNT_OF(HANDLERS) || (event->kind == BPMN_START) != (state == NULL))
        return no_fit(&run, "事件与流程实例的状态不符", "the event does not fit the state");
    if (state && state->ended) return no_fit(&run, "流程已结束", "the process has ended");
    if (event->variables && event->variables->type != FEEL_CONTEXT && event->variables->type != FEEL_NULL)
        return fault_set(why, ERR_INVALID, "变量必须是一个上下文", "the variables must be a context");
    if (state) {
        run.s = bpmn_state_copy(arena, state);
        err = run.s ? bpmn_bind(&run) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    } else {
        err = first_state(&run);
    }
    if (!err) err = HANDLERS[event->kind](&run, event);
    if (run.err) return run.err;
    if (err) return err;
    settle_all(&run);
    find_deadlocks(&run);
    bpmn_state_sweep(run.s);
    if (!arena_alloc(arena, 1)) bpmn_no_memory(&run); /* an evaluation may have run dry unseen */
    if (run.err) return run.err;
    *next = run.s;
    *effects = (struct bpmn_effects){ run.effect_count, run.effects };
    return ERR_OK;
}
