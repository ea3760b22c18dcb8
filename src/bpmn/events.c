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
