/*
 * step.c - one event in, the next state and its effects out: the tokens go on until everything rests.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

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

    if ((event->kind == BPMN_START) != (state == NULL))
        return fault_set(why, ERR_CONFLICT, "事件与流程实例的状态不符", "the event does not fit the state");
    if (state && state->ended) return fault_set(why, ERR_CONFLICT, "流程已结束", "the process has ended");
    if (event->variables && event->variables->type != FEEL_CONTEXT && event->variables->type != FEEL_NULL)
        return fault_set(why, ERR_INVALID, "变量必须是一个上下文", "the variables must be a context");
    if (state) {
        run.s = bpmn_state_copy(arena, state);
        err = run.s ? bpmn_bind(&run) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    } else {
        err = first_state(&run);
    }
    if (!err) err = bpmn_receive(&run, event);
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
