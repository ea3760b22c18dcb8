/*
 * life.c - how any element instance is entered, completed and cancelled.
 *
 * Enter: input mapping, boundary events, then the work of its kind (its row).
 * Complete: output mapping, choice of flows, boundary events off, leave.
 * A stage that fails makes an incident; BPMN_RETRY repeats that stage.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/run.h"

void bpmn_enter_again(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    node->stuck = NULL;
    if (node->stage == STAGE_COMPLETING) {
        bpmn_complete(run, node);
        return;
    }
    if (node->past) {
        node->stage = STAGE_ACTIVE;
        bpmn_throw_later(run, node);
        return;
    }
    if (node->stage == STAGE_ENTERING) {
        if (bpmn_node_depth(run, node) > BPMN_DEPTH_MAX) {
            bpmn_stick(run, node, STAGE_ENTERING, "depth", "流程嵌套过深（超过 %d 层）",
                       "processes are nested too deeply (more than %d levels)", BPMN_DEPTH_MAX);
            return;
        }
        bpmn_disarm(run, node, BPMN_NONE);
        if (el->loop && node->role == ROLE_PLAIN) node->role = ROLE_BODY;
        if (node->role != ROLE_BODY && !bpmn_map_inputs(run, node)) return;
        if (node->role != ROLE_INNER && !bpmn_arm_boundaries(run, node)) return;
    }
    node->stage = STAGE_ACTIVE;
    if (node->role == ROLE_BODY)
        bpmn_loop_enter(run, node);
    else
        bpmn_row_of(el->kind)->enter(run, node);
}

void bpmn_begin(struct bpmn_run *run, struct bpmn_node *node)
{
    bpmn_emit(run, BPMN_ENTER, node);
    node->stage = STAGE_ENTERING;
    bpmn_enter_again(run, node);
}

/* ── Flows ─────────────────────────────────────────────────────────────── */

void bpmn_take_flow(struct bpmn_run *run, struct bpmn_node *scope, int32_t flow)
{
    const struct bpmn_flow *taken = &bpmn_def(run, scope)->flows[flow];
    struct bpmn_effect *effect = bpmn_emit(run, BPMN_FLOW, scope);

    effect->activity = 0;
    effect->element = taken->id;
    effect->name = taken->name;
    bpmn_push(run, scope, taken->target, flow);
}

static bool choose_one(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_el *el, int32_t *flows,
                       size_t *count)
{
    const struct bpmn *def = bpmn_def(run, node);

    for (size_t i = 0; i < el->outgoing_count; i++) {
        const struct bpmn_flow *flow = &def->flows[el->outgoing[i]];

        if (el->outgoing[i] == el->default_flow) continue;
        if (flow->condition && !bpmn_holds(run, node, flow->condition)) continue;
        flows[(*count)++] = el->outgoing[i];
        return true;
    }
    return false;
}

/* All whose condition holds; an activity's flows without condition do not count as a decision. */
static bool choose_many(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_el *el, int32_t *flows,
                        size_t *count)
{
    const struct bpmn *def = bpmn_def(run, node);
    bool gateway = el->kind == KIND_INCLUSIVE || el->kind == KIND_COMPLEX, decided = false;

    for (size_t i = 0; i < el->outgoing_count; i++) {
        const struct bpmn_flow *flow = &def->flows[el->outgoing[i]];

        if (el->outgoing[i] == el->default_flow) continue;
        if (flow->condition && !bpmn_holds(run, node, flow->condition)) continue;
        flows[(*count)++] = el->outgoing[i];
        if (flow->condition || gateway) decided = true;
    }
    return decided || (el->default_flow == BPMN_NONE && *count > 0);
}

/* The first condition that cannot be evaluated as it stands; NULL when all are plainly false. */
static const struct feel_expr *doubtful_condition(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_el *el)
{
    const struct bpmn *def = bpmn_def(run, node);

    for (size_t i = 0; i < el->outgoing_count; i++) {
        const struct feel_expr *condition = def->flows[el->outgoing[i]].condition;
        struct feel_notes notes = { 0 };

        if (condition) (void)bpmn_eval(run, node, condition, &notes);
        if (notes.count) return condition;
    }
    return NULL;
}

bool bpmn_choose_flows(struct bpmn_run *run, struct bpmn_node *node, int32_t *flows, size_t *count)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    bool chosen;

    *count = 0;
    if (el->outgoing_count == 0) return true;
    if (el->kind == KIND_EXCLUSIVE)
        chosen = choose_one(run, node, el, flows, count);
    else if (el->kind == KIND_PARALLEL || el->kind == KIND_START || el->kind == KIND_CATCH ||
             el->kind == KIND_BOUNDARY) {
        for (size_t i = 0; i < el->outgoing_count; i++) flows[(*count)++] = el->outgoing[i];
        return true;
    } else
        chosen = choose_many(run, node, el, flows, count);
    if (chosen) return true;
    if (el->default_flow != BPMN_NONE) {
        flows[(*count)++] = el->default_flow;
        return true;
    }
    bpmn_stick_feel(run, node, STAGE_COMPLETING, "no-flow", "的流出条件都不成立，也没有默认流",
                    " has no outgoing condition that holds, and no default flow", doubtful_condition(run, node, el));
    return false;
}

/* ── The end of a node ─────────────────────────────────────────────────── */

void bpmn_remove(struct bpmn_run *run, struct bpmn_node *node)
{
    struct bpmn_node *parent = bpmn_parent(run, node);

    bpmn_disarm(run, node, BPMN_NONE);
    bpmn_forget(run, node->id);
    for (size_t i = run->s->token_count; i > 0; i--)
        if (run->s->tokens[i - 1].scope == node->id) bpmn_token_drop(run, i - 1);
    node->gone = true;
    if (parent) parent->children--;
}

void bpmn_complete(struct bpmn_run *run, struct bpmn_node *node)
{
    struct bpmn_node *parent = bpmn_parent(run, node), *cause;
    int32_t flows[BPMN_FLOWS_PER_ELEMENT_MAX];
    size_t count = 0;

    if (run->err || !parent) return;
    node->stage = STAGE_COMPLETING;
    node->stuck = NULL;
    if (node->role != ROLE_BODY && !bpmn_map_outputs(run, node)) return;
    if (node->role != ROLE_INNER && node->role != ROLE_HANDLER && !bpmn_choose_flows(run, node, flows, &count)) return;
    if (node->role == ROLE_INNER && !bpmn_loop_collect(run, parent, node)) return;
    bpmn_emit(run, BPMN_LEAVE, node);
    if (node->role == ROLE_INNER) {
        bpmn_remember(run, node);
        bpmn_loop_child_done(run, parent, node);
        return;
    }
    if (node->role == ROLE_PLAIN) bpmn_remember(run, node);
    if (node->role != ROLE_HANDLER)
        for (size_t i = 0; i < count; i++)
            for (int64_t n = bpmn_el(run, node)->completion_quantity; n > 0; n--) bpmn_take_flow(run, parent, flows[i]);
    bpmn_remove(run, node);
    cause = node->cause ? bpmn_state_node(run->s, node->cause) : NULL;
    if (cause)
        bpmn_throw_later(run, cause);
    else if (bpmn_el(run, parent)->kind == KIND_AD_HOC && count == 0)
        bpmn_ad_hoc_child_done(run, parent);
    else
        bpmn_settle(run, parent);
}

void bpmn_settle(struct bpmn_run *run, struct bpmn_node *scope)
{
    const struct bpmn_row *row;

    if (!scope || scope->gone || scope->stage != STAGE_ACTIVE || scope->children || scope->tokens || scope->queued)
        return;
    if (scope->past) { /* its compensation event subprocess has ended */
        if (scope->role != ROLE_HANDLER) return;
        bpmn_forget(run, scope->past);
        scope->past = 0;
    }
    row = bpmn_row_of(bpmn_el(run, scope)->kind);
    if (scope->role != ROLE_BODY && row->empty) row->empty(run, scope);
}

void bpmn_cancel_inside(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_node *except)
{
    for (size_t i = run->s->node_count; i > 0; i--) {
        struct bpmn_node *node = run->s->nodes[i - 1];

        if (node->id <= scope->id) break;
        if (node->parent == scope->id && !node->gone && node != except) bpmn_cancel_node(run, node);
    }
    for (size_t i = run->s->token_count; i > 0; i--)
        if (run->s->tokens[i - 1].scope == scope->id) bpmn_token_drop(run, i - 1);
    for (size_t i = run->move_head; i < run->move_count; i++)
        if (run->moves[i].scope == scope->id) run->moves[i].scope = 0;
    scope->queued = 0;
}

void bpmn_cancel_node(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_row *row = bpmn_row_of(bpmn_el(run, node)->kind);

    bpmn_cancel_inside(run, node, NULL);
    if (row->cancel && node->role != ROLE_BODY && node->stage == STAGE_ACTIVE) row->cancel(run, node);
    bpmn_emit(run, BPMN_LEAVE, node)->text = STR("cancelled");
    bpmn_remove(run, node);
}

/* ── The beginning of a scope ──────────────────────────────────────────── */

static bool starts_alone(const struct bpmn_el *el)
{
    if (el->incoming_count || el->kind == KIND_BOUNDARY || el->kind == KIND_EVENT_SUBPROCESS || el->for_compensation)
        return false;
    if (el->kind == KIND_START || el->instantiate) return false;
    return !(el->kind == KIND_CATCH && el->trigger_count && el->triggers[0].kind == TRIGGER_LINK);
}

bool bpmn_start_inside(struct bpmn_run *run, struct bpmn_node *scope)
{
    const struct bpmn_el *el = bpmn_el(run, scope), *child;
    bool events = false, plain = false;

    if (scope->chosen != BPMN_NONE) {
        bpmn_push(run, scope, scope->chosen, BPMN_NONE);
        return true;
    }
    for (int32_t i = el->first_child; i != BPMN_NONE; i = child->next_sibling) {
        child = bpmn_el_at(run, scope, i);
        if (child->kind != KIND_START) continue;
        events = true;
        if (child->trigger_count) continue;
        bpmn_push(run, scope, i, BPMN_NONE);
        plain = true;
    }
    for (int32_t i = el->first_child; !events && i != BPMN_NONE; i = child->next_sibling) {
        child = bpmn_el_at(run, scope, i);
        if (starts_alone(child)) bpmn_push(run, scope, i, BPMN_NONE);
    }
    if (!events || plain) return true;
    bpmn_stick(run, scope, STAGE_STARTING, "no-start", "“%.*s”只能由事件启动",
               "\"%.*s\" can be started by an event only", STR_ARG(el->id));
    return false;
}

void bpmn_pass(struct bpmn_run *run, struct bpmn_node *scope, int32_t index, const struct feel_value *variables)
{
    struct bpmn_node *node = bpmn_node_new(run, scope, scope->process, index, ROLE_PLAIN);

    if (!node) return;
    bpmn_emit(run, BPMN_ENTER, node);
    if (bpmn_take_outcome(run, node, variables)) bpmn_complete(run, node);
}
