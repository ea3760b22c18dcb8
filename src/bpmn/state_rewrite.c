/*
 * state_rewrite.c - the same instance of another matter: other texts and numbers in it, at another time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state.h"

static bool rewrite(struct arena *arena, const struct bpmn_rewrite *as, struct feel_value *value);

static bool rewrite_list(struct arena *arena, const struct bpmn_rewrite *as, struct feel_value *value)
{
    struct feel_value *items = arena_array(arena, struct feel_value, value->list.count);

    for (size_t i = 0; items && i < value->list.count; i++) {
        items[i] = value->list.items[i];
        if (!rewrite(arena, as, &items[i])) return false;
    }
    value->list.items = items;
    return items != NULL;
}

static bool rewrite_context(struct arena *arena, const struct bpmn_rewrite *as, struct feel_value *value)
{
    size_t count = value->context.count;
    struct feel_entry *entries = arena_array(arena, struct feel_entry, count);
    struct feel_value *values = arena_array(arena, struct feel_value, count);

    for (size_t i = 0; entries && values && i < count; i++) {
        values[i] = *value->context.entries[i].value;
        entries[i] = (struct feel_entry){ value->context.entries[i].name, &values[i] };
        if (!rewrite(arena, as, &values[i])) return false;
    }
    value->context.entries = entries;
    return entries && values;
}

static bool rewrite(struct arena *arena, const struct bpmn_rewrite *as, struct feel_value *value)
{
    if (value->type == FEEL_LIST) return rewrite_list(arena, as, value);
    if (value->type == FEEL_CONTEXT) return rewrite_context(arena, as, value);
    return as->value(arena, value, as->arg);
}

/* NULL stays NULL; false without memory. */
static bool rewritten(struct arena *arena, const struct bpmn_rewrite *as, const struct feel_value **value)
{
    struct feel_value *copy;

    if (!*value) return true;
    copy = arena_new(arena, struct feel_value);
    if (!copy) return false;
    *copy = **value;
    *value = copy;
    return rewrite(arena, as, copy);
}

struct bpmn_state *bpmn_state_rewrite(struct arena *arena, const struct bpmn_state *state, const struct bpmn_rewrite *as)
{
    struct bpmn_state *s = bpmn_state_copy(arena, state);
    bool whole = s != NULL;

    for (size_t i = 0; whole && i < s->node_count; i++) {
        struct bpmn_node *node = s->nodes[i];
        whole = rewritten(arena, as, &node->variables);
        if (whole && node->loop) whole = rewritten(arena, as, &node->loop->items) && rewritten(arena, as, &node->loop->results);
    }
    for (size_t i = 0; whole && i < s->past_count; i++) whole = rewritten(arena, as, &s->pasts[i].variables);
    for (size_t i = 0; whole && i < s->wait_count; i++)
        if (s->waits[i].due_ms) s->waits[i].due_ms += as->shift_ms;
    return whole ? s : NULL;
}
