/*
 * state_write.c - a state in its stored form (bpmn/state_form.h).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state_form.h"

#include "base/pack.h"

static void put_process(struct buf *out, const struct bpmn_wanted *wanted)
{
    wire_put_str(out, wanted->id);
    wire_put(out, wanted->binding);
    if (wanted->binding != BPMN_LATEST) wire_put_str(out, wanted->tag);
}

static void put_stuck(struct buf *out, const struct bpmn_stuck *stuck)
{
    wire_put_str(out, stuck->code);
    wire_put_str(out, stuck->zh);
    wire_put_str(out, stuck->en);
}

static void put_loop(struct buf *out, const struct bpmn_iteration *loop)
{
    wire_put(out, (uint64_t)loop->total);
    wire_put(out, (uint64_t)loop->started);
    wire_put(out, (uint64_t)loop->completed);
    wire_put(out, (uint64_t)loop->terminated);
    wire_put(out, (uint64_t)loop->dropped);
    wire_put(out, (loop->items ? LOOP_ITEMS : 0u) | (loop->results ? LOOP_RESULTS : 0u));
    if (loop->items) feel_put(out, loop->items);
    if (loop->results) feel_put(out, loop->results);
}

static unsigned parts_of(const struct bpmn_node *node)
{
    return (node->process ? NODE_PROCESS : 0u) | (node->cause ? NODE_CAUSE : 0u) | (node->past ? NODE_PAST : 0u) |
           (node->number ? NODE_NUMBER : 0u) | (node->chosen_element.len ? NODE_CHOSEN : 0u) | (node->aim.len ? NODE_AIM : 0u) |
           (node->stuck ? NODE_STUCK : 0u) | (node->loop ? NODE_LOOP : 0u) | (node->variables ? NODE_VARIABLES : 0u);
}

static void put_node(struct buf *out, const struct bpmn_node *node)
{
    unsigned parts = parts_of(node);

    wire_put(out, (uint64_t)node->id);
    wire_put(out, (uint64_t)node->parent);
    wire_put_str(out, node->element);
    wire_put(out, node->role);
    wire_put(out, node->stage);
    wire_put(out, parts);
    if (parts & NODE_PROCESS) wire_put(out, (uint64_t)node->process);
    if (parts & NODE_CAUSE) wire_put(out, (uint64_t)node->cause);
    if (parts & NODE_PAST) wire_put(out, (uint64_t)node->past);
    if (parts & NODE_NUMBER) wire_put(out, (uint64_t)node->number);
    if (parts & NODE_CHOSEN) wire_put_str(out, node->chosen_element);
    if (parts & NODE_AIM) wire_put_str(out, node->aim);
    if (parts & NODE_STUCK) put_stuck(out, node->stuck);
    if (parts & NODE_LOOP) put_loop(out, node->loop);
    if (parts & NODE_VARIABLES) feel_put(out, node->variables);
}

static void put_token(struct buf *out, const struct bpmn_token *token)
{
    wire_put(out, (uint64_t)token->scope);
    wire_put(out, token->kind);
    wire_put_str(out, token->element);
    wire_put_str(out, token->flow_id);
}

static void put_wait(struct buf *out, const struct bpmn_wait *wait)
{
    unsigned parts = (wait->trigger ? WAIT_TRIGGER : 0u) | (wait->name.len ? WAIT_NAME : 0u) | (wait->due_ms ? WAIT_DUE : 0u) |
                     (wait->left ? WAIT_LEFT : 0u) | (wait->every.len ? WAIT_EVERY : 0u) | (wait->fired ? WAIT_FIRED : 0u);

    wire_put(out, (uint64_t)wait->id);
    wire_put(out, (uint64_t)wait->node);
    wire_put(out, wait->kind);
    wire_put_str(out, wait->element);
    wire_put(out, parts);
    if (parts & WAIT_TRIGGER) wire_put(out, (uint64_t)wait->trigger);
    if (parts & WAIT_NAME) wire_put_str(out, wait->name);
    if (parts & WAIT_DUE) wire_put_signed(out, wait->due_ms);
    if (parts & WAIT_LEFT) wire_put_signed(out, wait->left);
    if (parts & WAIT_EVERY) wire_put_str(out, wait->every);
}

static void put_past(struct buf *out, const struct bpmn_past *past)
{
    wire_put(out, (uint64_t)past->id);
    wire_put(out, (uint64_t)past->scope);
    wire_put(out, (uint64_t)past->process);
    wire_put_str(out, past->element);
    wire_put(out, past->variables != NULL);
    if (past->variables) feel_put(out, past->variables);
}

static void put_state(struct buf *out, const struct bpmn_state *state)
{
    wire_put(out, (uint64_t)state->last_id);
    wire_put(out, (state->ended ? STATE_ENDED : 0u) | (state->cancelled ? STATE_CANCELLED : 0u));
    wire_put(out, state->process_count);
    for (size_t i = 0; i < state->process_count; i++) put_process(out, &state->processes[i].wanted);
    wire_put(out, state->node_count);
    for (size_t i = 0; i < state->node_count; i++) put_node(out, state->nodes[i]);
    wire_put(out, state->token_count);
    for (size_t i = 0; i < state->token_count; i++) put_token(out, &state->tokens[i]);
    wire_put(out, state->wait_count);
    for (size_t i = 0; i < state->wait_count; i++) put_wait(out, &state->waits[i]);
    wire_put(out, state->past_count);
    for (size_t i = 0; i < state->past_count; i++) put_past(out, &state->pasts[i]);
}

struct str bpmn_state_write(struct arena *arena, const struct bpmn_state *state)
{
    struct buf plain, out;

    buf_init(&plain, arena, STATE_BYTES_MAX);
    put_state(&plain, state);
    if (!buf_ok(&plain)) return STR_NONE;
    buf_init(&out, arena, 0);
    buf_byte(&out, STATE_VERSION);
    pack(&out, buf_done(&plain));
    return buf_done(&out);
}
