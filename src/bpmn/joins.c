/*
 * joins.c - inclusive and complex gateways: joins that ask what may still come.
 *
 * An inclusive join fires when no token elsewhere in its scope can reach one
 * of its empty incoming flows without also being able to reach one that has a
 * token (BPMN 2.0.2, 13.4.3).  Looked at only when no token is on its way.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

#include <string.h>

enum { MARK_EMPTY = 1, MARK_FULL = 2 };

bool bpmn_inclusive_arrive(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow)
{
    if (el->incoming_count < 2) return false;
    bpmn_token_add(run, scope, TOKEN_WAITING, el->index, flow);
    return true;
}

static ptrdiff_t token_at(const struct bpmn_run *run, const struct bpmn_node *scope, int32_t index, int32_t flow,
                          enum bpmn_token_kind kind)
{
    for (size_t i = 0; i < run->s->token_count; i++) {
        const struct bpmn_token *token = &run->s->tokens[i];
        if (token->scope == scope->id && token->index == index && token->kind == kind &&
            (flow == BPMN_NONE || token->flow == flow))
            return (ptrdiff_t)i;
    }
    return -1;
}

/* Marks with `mark` everything a token could come from into element `index`. */
static void mark_back(struct bpmn_run *run, const struct bpmn *def, int32_t index, int32_t gateway, int8_t mark)
{
    const struct bpmn_el *el = &def->elements[index];

    if (index == gateway || (run->marks[index] & mark)) return;
    run->marks[index] |= mark;
    for (size_t i = 0; i < el->incoming_count; i++)
        mark_back(run, def, def->flows[el->incoming[i]].source, gateway, mark);
    if (el->kind == KIND_BOUNDARY) mark_back(run, def, el->attached_to, gateway, mark);
    if (el->kind != KIND_CATCH || el->trigger_count == 0 || el->triggers[0].kind != TRIGGER_LINK) return;
    for (int32_t i = def->elements[el->parent].first_child; i != BPMN_NONE; i = def->elements[i].next_sibling)
        if (def->elements[i].kind == KIND_THROW && def->elements[i].trigger_count &&
            def->elements[i].triggers[0].kind == TRIGGER_LINK &&
            str_eq(def->elements[i].triggers[0].code, el->triggers[0].code))
            mark_back(run, def, i, gateway, mark);
}

static bool marks_ready(struct bpmn_run *run, const struct bpmn *def)
{
    if (run->mark_cap < (size_t)def->count) {
        run->marks = arena_array(run->arena, int8_t, (size_t)def->count);
        run->mark_cap = run->marks ? (size_t)def->count : 0;
    }
    if (!run->marks) {
        bpmn_no_memory(run);
        return false;
    }
    memset(run->marks, 0, (size_t)def->count);
    return true;
}

static bool blocks(const struct bpmn_run *run, int32_t index)
{
    return (run->marks[index] & (MARK_EMPTY | MARK_FULL)) == MARK_EMPTY;
}

/* Can a token that is somewhere in the scope still reach an empty incoming flow? */
static bool more_may_come(struct bpmn_run *run, const struct bpmn_node *scope, const struct bpmn_el *el,
                          enum bpmn_token_kind have)
{
    const struct bpmn *def = bpmn_def(run, scope);

    if (!marks_ready(run, def)) return true;
    for (size_t i = 0; i < el->incoming_count; i++)
        mark_back(run, def, def->flows[el->incoming[i]].source, el->index,
                  token_at(run, scope, el->index, el->incoming[i], have) < 0 ? MARK_EMPTY : MARK_FULL);
    if (have == TOKEN_SPENT)
        for (int32_t i = 0; i < def->count; i++) run->marks[i] &= MARK_EMPTY;
    for (size_t i = 0; i < run->s->node_count; i++) {
        const struct bpmn_node *node = run->s->nodes[i];
        if (!node->gone && node->parent == scope->id && node->role != ROLE_HANDLER && node->index != 0 &&
            blocks(run, node->index))
            return true;
    }
    for (size_t i = 0; i < run->s->token_count; i++) {
        const struct bpmn_token *token = &run->s->tokens[i];
        if (token->scope == scope->id && token->kind != TOKEN_SPENT && token->index != el->index &&
            blocks(run, token->index))
            return true;
    }
    return false;
}

static void take_tokens(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el)
{
    for (size_t i = 0; i < el->incoming_count; i++) {
        ptrdiff_t at = token_at(run, scope, el->index, el->incoming[i], TOKEN_WAITING);
        if (at >= 0) bpmn_token_drop(run, (size_t)at);
    }
    bpmn_open(run, scope, el->index);
}

/* ── Complex gateway ───────────────────────────────────────────────────── */

static bool activation_holds(struct bpmn_run *run, const struct bpmn_node *scope, const struct bpmn_el *el)
{
    struct bpmn_node view = { .parent = scope->id, .process = scope->process, .index = el->index };
    const struct feel_value *context = bpmn_empty(), *number;
    int64_t count = 0;

    for (size_t i = 0; i < el->incoming_count; i++)
        count += token_at(run, scope, el->index, el->incoming[i], TOKEN_WAITING) >= 0;
    if (!el->condition) return count == (int64_t)el->incoming_count;
    number = feel_integer(run->arena, count);
    context = number ? feel_context_with(run->arena, context, STR("activationCount"), number) : NULL;
    if (!context) {
        bpmn_no_memory(run);
        return false;
    }
    view.variables = context;
    return bpmn_holds(run, &view, el->condition);
}

/* Activated: what has arrived is used up, and until the reset whatever comes by another flow is swallowed. */
static void complex_activate(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el)
{
    for (size_t i = 0; i < el->incoming_count; i++) {
        ptrdiff_t at = token_at(run, scope, el->index, el->incoming[i], TOKEN_WAITING);
        if (at < 0) continue;
        bpmn_token_drop(run, (size_t)at);
        bpmn_token_add(run, scope, TOKEN_SPENT, el->index, el->incoming[i]);
    }
    bpmn_open(run, scope, el->index);
}

bool bpmn_complex_arrive(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow)
{
    bool waits_for_reset;

    if (el->incoming_count < 2) return false;
    waits_for_reset = token_at(run, scope, el->index, BPMN_NONE, TOKEN_SPENT) >= 0;
    if (waits_for_reset && token_at(run, scope, el->index, flow, TOKEN_SPENT) < 0) {
        bpmn_token_add(run, scope, TOKEN_SPENT, el->index, flow);
        return true;
    }
    bpmn_token_add(run, scope, TOKEN_WAITING, el->index, flow);
    if (!waits_for_reset && activation_holds(run, scope, el)) complex_activate(run, scope, el);
    return true;
}

static bool complex_reset(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el)
{
    ptrdiff_t at;

    if (more_may_come(run, scope, el, TOKEN_SPENT)) return false;
    while ((at = token_at(run, scope, el->index, BPMN_NONE, TOKEN_SPENT)) >= 0) bpmn_token_drop(run, (size_t)at);
    if (token_at(run, scope, el->index, BPMN_NONE, TOKEN_WAITING) >= 0 && activation_holds(run, scope, el))
        complex_activate(run, scope, el);
    return true;
}

bool bpmn_join_ready(struct bpmn_run *run)
{
    for (size_t i = 0; i < run->s->token_count && !run->err; i++) {
        struct bpmn_token token = run->s->tokens[i];
        struct bpmn_node *scope = bpmn_state_node(run->s, token.scope);
        const struct bpmn_el *el = scope ? bpmn_el_at(run, scope, token.index) : NULL;

        if (!el) continue;
        if (el->kind == KIND_INCLUSIVE && token.kind == TOKEN_WAITING &&
            !more_may_come(run, scope, el, TOKEN_WAITING)) {
            take_tokens(run, scope, el);
            return true;
        }
        if (el->kind == KIND_COMPLEX && token.kind == TOKEN_SPENT && complex_reset(run, scope, el)) return true;
    }
    return false;
}
