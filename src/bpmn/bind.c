/*
 * bind.c - ties a state to its definitions.
 *
 * Indices are valid as long as the definition is the one the state was made
 * with; otherwise every element is found again by its id.  A state that does
 * not fit (a foreign or damaged one) is refused here, so that nothing later
 * can run out of an array.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/round.h"

static enum err misfit(struct bpmn_run *run, struct str element)
{
    return fault_set(run->why, ERR_CONFLICT, "流程实例与流程定义不相符（%.*s）",
                     "the instance does not fit the process definition (%.*s)", STR_ARG(utf8_prefix(element, 80)));
}

static int32_t index_of(const struct bpmn *def, struct str id)
{
    const struct bpmn_el *el = id.at ? table_get(&def->by_id, id) : NULL;

    return el ? el->index : BPMN_NONE;
}

static bool is_scope(const struct bpmn_el *el)
{
    return el->kind == KIND_PROCESS || (el->kind >= KIND_SUBPROCESS && el->kind <= KIND_EVENT_SUBPROCESS);
}

/* A task holds signatures and rounds, a round holds votes. */
static bool signature_fits(const struct bpmn_node *node, const struct bpmn_node *parent, const struct bpmn_el *el)
{
    bool active = node->stage == STAGE_ACTIVE;

    if (parent->index != node->index || el->kind != KIND_USER_TASK || parent->role == ROLE_BODY || parent->role == ROLE_SIGN) return false;
    if (node->role == ROLE_ROUND) return active && parent->role != ROLE_ROUND;
    if (parent->role == ROLE_ROUND) return active && node->number == BPMN_SIGN_VOTE;
    return node->number == BPMN_SIGN_AFTER ? active || node->stage == STAGE_ENTERING : active && node->number == BPMN_SIGN_BEFORE;
}

static bool node_fits(struct bpmn_run *run, size_t at)
{
    const struct bpmn_node *node = run->s->nodes[at], *parent = bpmn_parent(run, node);
    const struct bpmn_el *el = bpmn_el(run, node);

    if (at == 0) return node->parent == 0 && node->index == 0 && node->process == 0;
    if (!parent || parent->id >= node->id || node->stage == STAGE_ENDED) return false;
    if (node->index == 0)
        return node->role == ROLE_PLAIN && bpmn_el(run, parent)->kind == KIND_CALL && parent->role != ROLE_BODY;
    if (node->process != parent->process) return false;
    if ((node->role == ROLE_BODY || node->role == ROLE_INNER) && !el->loop) return false;
    if (node->role == ROLE_BODY && node->stage == STAGE_ACTIVE && !node->loop) return false;
    if (node->role == ROLE_INNER) return parent->role == ROLE_BODY && parent->index == node->index && parent->loop;
    if (node->role == ROLE_SIGN || node->role == ROLE_ROUND) return signature_fits(node, parent, el);
    if (parent->role == ROLE_BODY || el->parent != parent->index || !is_scope(bpmn_el(run, parent))) return false;
    if (node->chosen == BPMN_NONE) return el->kind != KIND_EVENT_SUBPROCESS;
    return el->kind != KIND_EVENT_SUBPROCESS || bpmn_el_at(run, node, node->chosen)->parent == node->index;
}

static enum err bind_nodes(struct bpmn_run *run, bool fresh)
{
    struct bpmn_state *s = run->s;

    for (size_t i = 0; i < s->node_count; i++) {
        struct bpmn_node *node = s->nodes[i];

        if (fresh) {
            node->index = node->element.len ? index_of(run->defs[node->process], node->element) : 0;
            node->chosen =
                node->chosen_element.len ? index_of(run->defs[node->process], node->chosen_element) : BPMN_NONE;
            if (node->index == BPMN_NONE || (node->chosen_element.len && node->chosen == BPMN_NONE))
                return misfit(run, node->element);
        }
        if (fresh && (!node_fits(run, i) || bpmn_node_depth(run, node) > BPMN_DEPTH_MAX + 1))
            return misfit(run, node->element);
    }
    return s->node_count ? ERR_OK : misfit(run, STR_NONE);
}

static bool wait_fits(const struct bpmn_run *run, const struct bpmn_wait *wait, const struct bpmn_node *owner)
{
    const struct bpmn_el *el = bpmn_el_at(run, owner, wait->index), *owner_el = bpmn_el(run, owner);
    const struct bpmn *def = bpmn_def(run, owner);

    if (wait->trigger < 0 || (size_t)wait->trigger >= el->trigger_count ||
        el->triggers[wait->trigger].kind != wait->kind)
        return false;
    if (el->kind == KIND_BOUNDARY) return el->attached_to == owner->index && owner->role != ROLE_INNER;
    if (el->kind == KIND_START && el->index == owner->index) return el->parallel_multiple && owner->role == ROLE_PLAIN;
    if (el->kind == KIND_START)
        return el->parent > 0 && def->elements[el->parent].kind == KIND_EVENT_SUBPROCESS &&
               def->elements[el->parent].parent == owner->index;
    if (el->kind != KIND_CATCH && el->kind != KIND_RECEIVE_TASK) return false;
    if (el->index == owner->index) return owner->role != ROLE_BODY;
    for (size_t i = 0; owner_el->kind == KIND_EVENT_GATEWAY && i < owner_el->outgoing_count; i++)
        if (def->flows[owner_el->outgoing[i]].target == wait->index) return true;
    return false;
}

static enum err bind_waits(struct bpmn_run *run)
{
    for (size_t i = 0; i < run->s->wait_count; i++) {
        struct bpmn_wait *wait = &run->s->waits[i];
        const struct bpmn_node *owner = bpmn_state_node(run->s, wait->node);

        if (!owner) return misfit(run, wait->element);
        wait->process = owner->process;
        wait->index = index_of(bpmn_def(run, owner), wait->element);
        if (wait->index == BPMN_NONE || !wait_fits(run, wait, owner)) return misfit(run, wait->element);
    }
    return ERR_OK;
}

static enum err bind_tokens(struct bpmn_run *run)
{
    for (size_t i = 0; i < run->s->token_count; i++) {
        struct bpmn_token *token = &run->s->tokens[i];
        const struct bpmn_node *scope = bpmn_state_node(run->s, token->scope);
        const struct bpmn_el *el;

        if (!scope) return misfit(run, token->element);
        token->process = scope->process;
        token->index = index_of(bpmn_def(run, scope), token->element);
        token->flow = BPMN_NONE;
        if (token->index == BPMN_NONE) return misfit(run, token->element);
        el = bpmn_el_at(run, scope, token->index);
        for (size_t f = 0; f < el->incoming_count; f++)
            if (str_eq(bpmn_def(run, scope)->flows[el->incoming[f]].id, token->flow_id)) token->flow = el->incoming[f];
        if (token->flow_id.len && token->flow == BPMN_NONE) return misfit(run, token->flow_id);
        if (scope->role == ROLE_BODY ? token->index != scope->index : el->parent != scope->index)
            return misfit(run, token->element);
    }
    return ERR_OK;
}

static enum err bind_pasts(struct bpmn_run *run)
{
    for (size_t i = 0; i < run->s->past_count; i++) {
        struct bpmn_past *past = &run->s->pasts[i];

        past->index = index_of(run->defs[past->process], past->element);
        if (past->index < 1) return misfit(run, past->element);
    }
    return ERR_OK;
}

enum err bpmn_bind(struct bpmn_run *run)
{
    struct bpmn_state *s = run->s;
    bool fresh = false;
    enum err err;

    if (s->process_count == 0 || !str_eq(s->processes[0].wanted.id, run->root->id)) return misfit(run, run->root->id);
    run->def_cap = s->process_count + 4;
    run->defs = arena_array(run->arena, const struct bpmn *, run->def_cap);
    if (!run->defs) return fault_set(run->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < s->process_count; i++) {
        const struct bpmn *def = i == 0         ? run->root
                                 : run->library ? run->library->find(&s->processes[i].wanted, run->library->arg)
                                                : NULL;

        if (!def) return misfit(run, s->processes[i].wanted.id);
        run->defs[i] = def;
        if (s->processes[i].stamp != def->stamp) fresh = true;
        s->processes[i].stamp = def->stamp;
    }
    err = bind_nodes(run, fresh);
    if (err || !fresh) return err;
    err = bind_waits(run);
    if (!err) err = bind_tokens(run);
    return err ? err : bind_pasts(run);
}
