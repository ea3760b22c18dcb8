/*
 * state.c - copying and searching a state; the public questions about it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state.h"

#include <string.h>

void *bpmn_grow(struct arena *arena, void *items, size_t count, size_t *cap, size_t size)
{
    size_t wanted = *cap ? *cap * 2 : 8;
    void *more;

    if (count < *cap) return items;
    more = arena_calloc(arena, wanted, size);
    if (!more) return NULL;
    if (count) memcpy(more, items, count * size);
    *cap = wanted;
    return more;
}

static void *copied(struct arena *arena, const void *items, size_t count, size_t *cap, size_t size)
{
    void *copy;

    *cap = count + 4;
    copy = arena_calloc(arena, *cap, size);
    if (copy && count) memcpy(copy, items, count * size);
    return copy;
}

static bool copy_nodes(struct arena *arena, struct bpmn_state *copy)
{
    struct bpmn_node *block = arena_array(arena, struct bpmn_node, copy->node_count + 1);
    struct bpmn_node **old = copy->nodes;

    copy->node_cap = copy->node_count + 4;
    copy->nodes = arena_array(arena, struct bpmn_node *, copy->node_cap);
    if (!block || !copy->nodes) return false;
    for (size_t i = 0; i < copy->node_count; i++) {
        block[i] = *old[i];
        copy->nodes[i] = &block[i];
        if (!block[i].loop) continue;
        block[i].loop = arena_new(arena, struct bpmn_iteration);
        if (!block[i].loop) return false;
        *block[i].loop = *old[i]->loop;
        block[i].loop->owner = NULL;
    }
    return true;
}

struct bpmn_state *bpmn_state_copy(struct arena *arena, const struct bpmn_state *state)
{
    struct bpmn_state *copy = arena_new(arena, struct bpmn_state);

    if (!copy) return NULL;
    *copy = *state;
    copy->processes =
        copied(arena, state->processes, state->process_count, &copy->process_cap, sizeof *copy->processes);
    copy->tokens = copied(arena, state->tokens, state->token_count, &copy->token_cap, sizeof *copy->tokens);
    copy->waits = copied(arena, state->waits, state->wait_count, &copy->wait_cap, sizeof *copy->waits);
    copy->pasts = copied(arena, state->pasts, state->past_count, &copy->past_cap, sizeof *copy->pasts);
    if (!copy->processes || !copy->tokens || !copy->waits || !copy->pasts || !copy_nodes(arena, copy)) return NULL;
    return copy;
}

struct bpmn_node *bpmn_state_node(const struct bpmn_state *state, int64_t id)
{
    size_t low = 0, high = state->node_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct bpmn_node *node = state->nodes[middle];

        if (node->id == id) return node->gone ? NULL : node;
        if (node->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void bpmn_state_sweep(struct bpmn_state *state)
{
    size_t kept = 0;

    for (size_t i = 0; i < state->node_count; i++)
        if (!state->nodes[i]->gone) state->nodes[kept++] = state->nodes[i];
    state->node_count = kept;
}

void bpmn_state_recount(struct bpmn_state *state)
{
    for (size_t i = 0; i < state->node_count; i++)
        state->nodes[i]->children = state->nodes[i]->tokens = state->nodes[i]->queued = 0;
    for (size_t i = 0; i < state->node_count; i++) {
        struct bpmn_node *parent = bpmn_state_node(state, state->nodes[i]->parent);
        if (parent) parent->children++;
    }
    for (size_t i = 0; i < state->token_count; i++) {
        struct bpmn_node *scope = bpmn_state_node(state, state->tokens[i].scope);
        if (scope && state->tokens[i].kind != TOKEN_SPENT) scope->tokens++;
    }
}

/* ── Questions from outside ────────────────────────────────────────────── */

const struct feel_value *bpmn_state_variables(const struct bpmn_state *state)
{
    static const struct feel_value empty = { .type = FEEL_CONTEXT };
    const struct feel_value *variables = state->node_count ? state->nodes[0]->variables : NULL;

    return variables ? variables : &empty;
}

const struct feel_value *bpmn_state_variable(const struct bpmn_state *state, struct str name)
{
    for (size_t i = state->node_count; i-- > 0;) {
        const struct feel_value *value = state->nodes[i]->variables ? feel_get(state->nodes[i]->variables, name) : &FEEL_NULL_VALUE;
        if (value->type != FEEL_NULL) return value;
    }
    return &FEEL_NULL_VALUE;
}

bool bpmn_state_ended(const struct bpmn_state *state)
{
    return state->ended;
}

bool bpmn_state_has_incident(const struct bpmn_state *state)
{
    for (size_t i = 0; i < state->node_count; i++)
        if (state->nodes[i]->stuck) return true;
    return false;
}

bool bpmn_state_awaits(const struct bpmn_state *state, struct str name)
{
    for (size_t i = 0; i < state->wait_count; i++)
        if (state->waits[i].kind == TRIGGER_MESSAGE && !state->waits[i].fired && str_eq(state->waits[i].name, name))
            return true;
    return false;
}

const struct feel_value *bpmn_state_own(const struct bpmn_state *state, int64_t activity)
{
    const struct bpmn_node *node = bpmn_state_node(state, activity);

    return node ? node->variables : NULL;
}

bool bpmn_state_is_instance(const struct bpmn_state *state, int64_t activity)
{
    const struct bpmn_node *node = bpmn_state_node(state, activity), *body = node ? bpmn_state_node(state, node->parent) : NULL;

    return node && node->role == ROLE_INNER && body && body->loop && body->loop->total > 0;
}

size_t bpmn_state_timers(struct arena *arena, const struct bpmn_state *state, struct bpmn_running **out)
{
    size_t count = 0;

    *out = arena_array(arena, struct bpmn_running, state->wait_count + 1);
    if (!*out || state->ended) return 0;
    for (size_t i = 0; i < state->wait_count; i++) {
        const struct bpmn_wait *wait = &state->waits[i];

        /* A state just read knows the process by the owner only. */
        const struct bpmn_node *owner = bpmn_state_node(state, wait->node);

        if (wait->kind != TRIGGER_TIMER || !owner) continue;
        (*out)[count++] = (struct bpmn_running){ state->processes[owner->process].wanted.id, wait->element, wait->id, wait->due_ms };
    }
    return count;
}

size_t bpmn_state_incidents(struct arena *arena, const struct bpmn_state *state, struct bpmn_incident **out)
{
    size_t count = 0;

    *out = arena_array(arena, struct bpmn_incident, state->node_count + 1);
    for (size_t i = 0; *out && i < state->node_count; i++) {
        const struct bpmn_node *node = state->nodes[i];

        if (!node->stuck) continue;
        (*out)[count++] = (struct bpmn_incident){ state->processes[node->process].wanted.id,
                                                  node->element,
                                                  node->stuck->code,
                                                  node->stuck->zh,
                                                  node->stuck->en,
                                                  node->id };
    }
    return count;
}

size_t bpmn_state_places(struct arena *arena, const struct bpmn_state *state, struct bpmn_place **out)
{
    size_t count = 0;

    *out = arena_array(arena, struct bpmn_place, state->node_count + state->token_count + 1);
    if (!*out || state->ended) return 0;
    for (size_t i = 0; i < state->node_count; i++) {
        const struct bpmn_node *node = state->nodes[i];

        if (node->index == 0 || node->role == ROLE_INNER || node->role == ROLE_SIGN || node->role == ROLE_ROUND) continue;
        (*out)[count++] = (struct bpmn_place){ state->processes[node->process].wanted.id, node->element, node->id };
    }
    for (size_t i = 0; i < state->token_count; i++) {
        const struct bpmn_token *token = &state->tokens[i];

        if (token->kind == TOKEN_SPENT) continue;
        (*out)[count++] = (struct bpmn_place){ state->processes[token->process].wanted.id, token->element, 0 };
    }
    return count;
}
