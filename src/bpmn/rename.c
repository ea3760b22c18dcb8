/*
 * rename.c - elements of an instance under the names another version gives them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state.h"

#include "base/buf.h"

struct str bpmn_renamed(const struct bpmn_renames *renames, struct str process, struct str id)
{
    for (size_t i = 0; renames && i < renames->count; i++) {
        const struct bpmn_rename *one = &renames->at[i];
        if (str_eq(one->from, id) && (!one->process.len || str_eq(one->process, process))) return one->to;
    }
    return id;
}

/* "CALL/ELEMENT": only the first lies in the node's own process, the others where no process is named. */
static struct str renamed_path(struct arena *arena, const struct bpmn_renames *renames, struct str process, struct str path)
{
    struct str piece;
    struct buf out;

    buf_init(&out, arena, 0);
    while (str_split(&path, '/', &piece)) {
        if (out.len) buf_byte(&out, '/');
        buf_str(&out, bpmn_renamed(renames, process, piece));
        process = STR("");
    }
    return buf_done(&out);
}

struct bpmn_state *bpmn_state_rename(struct arena *arena, const struct bpmn_state *state, const struct bpmn_renames *renames)
{
    struct bpmn_state *s = bpmn_state_copy(arena, state);

    for (size_t i = 0; s && i < s->process_count; i++) s->processes[i].stamp = 0;   /* found again by id */
    for (size_t i = 0; s && i < s->node_count; i++) {
        struct bpmn_node *node = s->nodes[i];
        struct str process = s->processes[node->process].wanted.id;

        if (!str_eq(node->element, process)) node->element = bpmn_renamed(renames, process, node->element);
        if (node->chosen_element.len) node->chosen_element = bpmn_renamed(renames, process, node->chosen_element);
        if (node->aim.len) node->aim = renamed_path(arena, renames, process, node->aim);
        if (node->aim.len && !node->aim.at) return NULL;
    }
    for (size_t i = 0; s && i < s->token_count; i++) {
        const struct bpmn_node *scope = bpmn_state_node(s, s->tokens[i].scope);
        struct str process = scope ? s->processes[scope->process].wanted.id : STR("");

        s->tokens[i].element = bpmn_renamed(renames, process, s->tokens[i].element);
        if (s->tokens[i].flow_id.len) s->tokens[i].flow_id = bpmn_renamed(renames, process, s->tokens[i].flow_id);
    }
    for (size_t i = 0; s && i < s->wait_count; i++) {
        const struct bpmn_node *owner = bpmn_state_node(s, s->waits[i].node);
        if (owner) s->waits[i].element = bpmn_renamed(renames, s->processes[owner->process].wanted.id, s->waits[i].element);
    }
    for (size_t i = 0; s && i < s->past_count; i++)
        s->pasts[i].element = bpmn_renamed(renames, s->processes[s->pasts[i].process].wanted.id, s->pasts[i].element);
    return s;
}
