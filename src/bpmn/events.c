/*
 * events.c - catching events, boundary events, event subprocesses and throwing events.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

/* An intermediate catching event or a receive task. */
void bpmn_catch_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    if (el->trigger_count == 0 || el->triggers[0].kind == TRIGGER_LINK)
        bpmn_complete(run, node);
    else
        bpmn_arm(run, node, node->index);
}

/* Does this start event of the process wait until all its triggers have come? */
static bool waits_for_all(const struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_el *el)
{
    return el->parallel_multiple && el->trigger_count > 1 && bpmn_el(run, bpmn_parent(run, node))->kind == KIND_PROCESS;
}

void bpmn_start_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    if (!waits_for_all(run, node, bpmn_el(run, node))) {
        bpmn_complete(run, node);
        return;
    }
    if (!bpmn_arm(run, node, node->index)) {
        bpmn_disarm(run, node, BPMN_NONE);
        return;
    }
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].node == node->id && run->s->waits[i].trigger == node->number - 1)
            bpmn_wait_fire(run, run->s->waits[i].id, NULL);
}

void bpmn_start_by(struct bpmn_run *run, struct bpmn_node *root, const struct bpmn_start *start)
{
    int32_t gateway = start->flow == BPMN_NONE ? 0 : run->root->flows[start->flow].source;
    struct bpmn_node *node;

    if (gateway && run->root->elements[gateway].all_events) {
        bpmn_event_gateway_begin(run, root, gateway, start->index);
        return;
    }
    node = bpmn_node_new(run, root, root->process, start->index, ROLE_PLAIN);
    if (!node) return;
    if (waits_for_all(run, node, bpmn_el(run, node))) {
        node->number = start->trigger + 1; /* which of its triggers came */
        bpmn_begin(run, node);
        return;
    }
    bpmn_emit(run, BPMN_ENTER, node);
    bpmn_complete(run, node);
}

void bpmn_throw_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    if (el->trigger_count == 0)
        bpmn_complete(run, node);
    else if (el->triggers[0].kind == TRIGGER_MESSAGE && el->job.text.at)
        bpmn_service_enter(run, node);
    else
        bpmn_throw_later(run, node);
}

void bpmn_throw_cancel(struct bpmn_run *run, struct bpmn_node *node)
{
    bpmn_work_cancel(run, node);
}

void bpmn_fire_boundary(struct bpmn_run *run, struct bpmn_node *host, const struct bpmn_el *boundary,
                        const struct feel_value *variables)
{
    struct bpmn_node *scope = bpmn_parent(run, host);

    if (!scope) return;
    if (boundary->interrupting) bpmn_cancel_node(run, host);
    bpmn_pass(run, scope, boundary->index, variables);
}

void bpmn_fire_event_subprocess(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *start,
                                const struct feel_value *variables)
{
    struct bpmn_node *node;

    if (start->interrupting) {
        bpmn_cancel_inside(run, scope, NULL);
        bpmn_disarm_event_subprocesses(run, scope);
    }
    node = bpmn_node_new(run, scope, scope->process, start->parent, ROLE_PLAIN);
    if (!node) return;
    bpmn_choose(run, node, start->index);
    scope->stage = STAGE_ACTIVE;
    scope->stuck = NULL;
    /* a start event that maps its output sees the event's variables, else they go outwards */
    if (start->output_count ? bpmn_merge_local(run, node, variables) : bpmn_take_outcome(run, node, variables))
        bpmn_begin(run, node);
}
