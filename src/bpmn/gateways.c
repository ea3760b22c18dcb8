/*
 * gateways.c - parallel and event-based gateways.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

void bpmn_open(struct bpmn_run *run, struct bpmn_node *scope, int32_t index)
{
    struct bpmn_node *node = bpmn_node_new(run, scope, scope->process, index, ROLE_PLAIN);

    if (node) bpmn_begin(run, node);
}

/* The first token waiting at `index` that came by `flow`, or -1. */
static ptrdiff_t waiting_at(const struct bpmn_run *run, const struct bpmn_node *scope, int32_t index, int32_t flow)
{
    for (size_t i = 0; i < run->s->token_count; i++) {
        const struct bpmn_token *token = &run->s->tokens[i];
        if (token->scope == scope->id && token->kind == TOKEN_WAITING && token->index == index && token->flow == flow)
            return (ptrdiff_t)i;
    }
    return -1;
}

bool bpmn_parallel_arrive(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow)
{
    if (el->incoming_count < 2) return false;
    bpmn_token_add(run, scope, TOKEN_WAITING, el->index, flow);
    for (size_t i = 0; i < el->incoming_count; i++)
        if (waiting_at(run, scope, el->index, el->incoming[i]) < 0) return true;
    for (size_t i = 0; i < el->incoming_count; i++)
        bpmn_token_drop(run, (size_t)waiting_at(run, scope, el->index, el->incoming[i]));
    bpmn_open(run, scope, el->index);
    return true;
}

void bpmn_event_gateway_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    const struct bpmn *def = bpmn_def(run, node);

    for (size_t i = 0; i < el->outgoing_count; i++) {
        int32_t target = def->flows[el->outgoing[i]].target;
        if (target == node->chosen || bpmn_arm(run, node, target)) continue;
        bpmn_disarm(run, node, BPMN_NONE); /* BPMN_RETRY arms them all */
        return;
    }
}

static void leave_by(struct bpmn_run *run, struct bpmn_node *gateway, int32_t index)
{
    const struct bpmn_el *el = bpmn_el(run, gateway);
    const struct bpmn *def = bpmn_def(run, gateway);

    for (size_t i = 0; i < el->outgoing_count; i++) {
        const struct bpmn_flow *flow = &def->flows[el->outgoing[i]];
        struct bpmn_effect *effect;

        if (flow->target != index) continue;
        effect = bpmn_emit(run, BPMN_FLOW, gateway);
        effect->activity = 0;
        effect->element = flow->id;
        effect->name = flow->name;
        return;
    }
}

void bpmn_event_gateway_fired(struct bpmn_run *run, struct bpmn_node *node, int32_t index,
                              const struct feel_value *variables)
{
    struct bpmn_node *scope = bpmn_parent(run, node);

    bpmn_disarm(run, node, bpmn_el(run, node)->all_events ? index : BPMN_NONE);
    if (!bpmn_waits(run, node)) {
        bpmn_emit(run, BPMN_LEAVE, node);
        bpmn_remove(run, node);
    }
    leave_by(run, node, index);
    bpmn_pass(run, scope, index, variables);
}

void bpmn_event_gateway_begin(struct bpmn_run *run, struct bpmn_node *scope, int32_t index, int32_t fired)
{
    struct bpmn_node *node = bpmn_node_new(run, scope, scope->process, index, ROLE_PLAIN);

    if (!node) return;
    bpmn_choose(run, node, fired);
    bpmn_begin(run, node);
    leave_by(run, node, fired);
    bpmn_pass(run, scope, fired, NULL);
}
