/*
 * move.c - BPMN_MOVE: the process goes on somewhere else, and no token is lost or doubled.
 *
 * What is left is cancelled with all inside.  In the scope of the target then
 * holds: tokens the target leads to again are taken back, and so are those
 * that only a join now jumped over would have taken; tokens beside it (a
 * parallel branch) stay.  At the joins still to come, branches nobody is in
 * any more count as done: they get a waiting token, so that the join opens.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/move.h"

#include "bpmn/behave.h"
#include "bpmn/reach.h"

/* ── Taking back ───────────────────────────────────────────────────────── */

static bool counts(const struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_node *scope)
{
    return !node->gone && node->parent == scope->id && node->role != ROLE_HANDLER && bpmn_el(run, node)->kind != KIND_EVENT_SUBPROCESS;
}

static bool token_covered(const struct bpmn_reach *reach, const struct bpmn_token *token)
{
    return token->flow == BPMN_NONE ? reach->elements[token->index] : reach->flows[token->flow];
}

static void take_back(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_reach *reach)
{
    for (size_t i = run->s->node_count; i > 0; i--) {
        struct bpmn_node *node = run->s->nodes[i - 1];
        if (counts(run, node, scope) && reach->elements[node->index]) bpmn_cancel_node(run, node);
    }
    for (size_t i = run->s->token_count; i > 0; i--)
        if (run->s->tokens[i - 1].scope == scope->id && token_covered(reach, &run->s->tokens[i - 1])) bpmn_token_drop(run, i - 1);
}

/* Would a token at `index` come to the join that was jumped over from `left`?  Not one that comes to `left` itself first. */
static bool was_for(struct bpmn_run *run, const struct bpmn *def, int32_t index, int32_t left, int32_t join)
{
    const struct bpmn_reach *reach = bpmn_reach_any(run, def, &index, 1, join);

    return reach && reach->elements[join] && !reach->elements[left];
}

/* A jump ahead over `join`: what waits there, and what would have come there beside `left`, has nobody left to take it. */
static void clear_join(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, int32_t join)
{
    const struct bpmn *def = bpmn_def(run, scope);

    for (size_t i = run->s->node_count; i > 0 && !run->err; i--) {
        struct bpmn_node *node = run->s->nodes[i - 1];
        if (counts(run, node, scope) && was_for(run, def, node->index, left, join)) bpmn_cancel_node(run, node);
    }
    for (size_t i = run->s->token_count; i > 0 && !run->err; i--) {
        const struct bpmn_token *token = &run->s->tokens[i - 1];
        if (token->scope == scope->id && (token->index == join || was_for(run, def, token->index, left, join))) bpmn_token_drop(run, i - 1);
    }
}

/* Takes back what a move from `left` (BPMN_NONE: nowhere) to `target` makes superfluous. */
static void make_room(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, int32_t target)
{
    const struct bpmn *def = bpmn_def(run, scope);
    bool related = left != BPMN_NONE && left != target && !bpmn_is_beside(run, def, left, target);
    const struct bpmn_reach *again, *ahead;
    int back = -1, forward = -1;

    again = bpmn_reach_alone(run, def, target, related ? left : BPMN_NONE, &back);
    ahead = related ? bpmn_reach_alone(run, def, left, target, &forward) : NULL;
    if (forward >= 0 && (back < 0 || forward < back)) again = bpmn_reach_alone(run, def, target, BPMN_NONE, &back);
    else ahead = NULL; /* a way back, or none at all */
    if (run->err) return;
    take_back(run, scope, again);
    for (int32_t i = 0; ahead && i < def->count && !run->err; i++)
        if (ahead->forced[i] && (i == target || !again->elements[i]) && bpmn_can_reach(run, def, i, target, BPMN_NONE)) clear_join(run, scope, left, i);
}

/* ── Joins still to come ───────────────────────────────────────────────── */

static bool waits_by(const struct bpmn_run *run, const struct bpmn_node *scope, int32_t flow)
{
    for (size_t i = 0; i < run->s->token_count; i++)
        if (run->s->tokens[i].scope == scope->id && run->s->tokens[i].flow == flow && run->s->tokens[i].kind != TOKEN_SPENT) return true;
    return false;
}

/* Everything in the scope that can go on by itself, and the target. */
static size_t live_places(struct bpmn_run *run, const struct bpmn_node *scope, int32_t target, int32_t *places)
{
    size_t count = 0;

    places[count++] = target;
    for (size_t i = 0; i < run->s->node_count; i++)
        if (counts(run, run->s->nodes[i], scope)) places[count++] = run->s->nodes[i]->index;
    for (size_t i = 0; i < run->s->token_count; i++)
        if (run->s->tokens[i].scope == scope->id) places[count++] = run->s->tokens[i].index;
    return count;
}

static void fill_join(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *join, const int32_t *places, size_t count)
{
    const struct bpmn_reach *coming = bpmn_reach_any(run, bpmn_def(run, scope), places, count, join->index);

    if (!coming) return;
    for (size_t i = 0; i < join->incoming_count; i++) {
        int32_t flow = join->incoming[i];

        if (coming->flows[flow] || waits_by(run, scope, flow)) continue;
        for (size_t t = run->s->token_count; t > 0; t--) /* an activated complex gateway used it up */
            if (run->s->tokens[t - 1].scope == scope->id && run->s->tokens[t - 1].flow == flow) bpmn_token_drop(run, t - 1);
        bpmn_token_add(run, scope, TOKEN_WAITING, join->index, flow);
    }
}

void bpmn_fill_joins(struct bpmn_run *run, struct bpmn_node *scope, int32_t target)
{
    const struct bpmn *def = bpmn_def(run, scope);
    int32_t *places = arena_array(run->arena, int32_t, run->s->node_count + run->s->token_count + 1);
    size_t count = places ? live_places(run, scope, target, places) : 0;
    const struct bpmn_reach *ahead = bpmn_reach_any(run, def, &target, 1, BPMN_NONE);

    if (!places) bpmn_no_memory(run);
    for (int32_t i = 0; i < def->count && !run->err; i++)
        if (i != target && ahead->elements[i] && bpmn_is_join(&def->elements[i]) && def->elements[i].kind != KIND_INCLUSIVE)
            fill_join(run, scope, &def->elements[i], places, count);
}

/* ── The move ──────────────────────────────────────────────────────────── */

/* An interrupting event subprocess that is left gives the scope its events back. */
static bool was_interrupted(const struct bpmn_run *run, const struct bpmn_node *scope)
{
    for (size_t i = 0; i < run->s->node_count; i++) {
        const struct bpmn_node *node = run->s->nodes[i];

        if (node->gone || node->parent != scope->id || bpmn_el(run, node)->kind != KIND_EVENT_SUBPROCESS) continue;
        if (node->chosen != BPMN_NONE && bpmn_el_at(run, node, node->chosen)->interrupting) return true;
    }
    return false;
}

static void go_to(struct bpmn_run *run, struct bpmn_node *left, const struct bpmn_spot *spot)
{
    struct bpmn_node *scope = spot->scope, *gone = left && left != scope ? bpmn_child_around(run, scope, left) : NULL, *node;
    bool interrupted = was_interrupted(run, scope) || scope->stage != STAGE_ACTIVE, main_line = gone && counts(run, gone, scope);

    scope->stuck = NULL;
    scope->stage = STAGE_ACTIVE;
    if (left && !gone) {
        bpmn_cancel_inside(run, scope, NULL); /* the scope itself, or one around it, is left: everything in it */
    } else {
        int32_t at = main_line ? gone->index : BPMN_NONE;
        if (gone) bpmn_cancel_node(run, gone);
        make_room(run, scope, at, spot->index);
    }
    if (!run->err) bpmn_fill_joins(run, scope, spot->index);
    if (run->err) return;
    if (interrupted && !was_interrupted(run, scope)) {
        bpmn_disarm_event_subprocesses(run, scope);
        if (!bpmn_arm_event_subprocesses(run, scope)) return;
    }
    if (bpmn_el(run, scope)->kind == KIND_AD_HOC) bpmn_choose(run, scope, spot->index);
    node = bpmn_node_new(run, scope, scope->process, spot->index, ROLE_PLAIN);
    if (!node) return;
    node->aim = spot->aim;
    bpmn_begin(run, node);
}

static enum err refused(struct bpmn_run *run, const char *zh, const char *en)
{
    return fault_set(run->why, ERR_CONFLICT, "%s%.0s", "%.0s%s", zh, en);
}

enum err bpmn_on_move(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *left = event->activity ? bpmn_state_node(run->s, event->activity) : NULL;
    struct bpmn_spot spot;

    if (event->activity && !left) return refused(run, "要离开的环节已经结束", "what is to be left has ended already");
    for (const struct bpmn_node *at = left; at; at = bpmn_parent(run, at))
        if (at->role == ROLE_HANDLER || at->past) return refused(run, "正在撤销已完成的工作，现在不能改变去向", "completed work is being undone; nothing can be moved now");
    if (!bpmn_spot_find(run, left, event->name, &spot))
        return refused(run, "流程中没有这个环节，或者不能直接转到这里", "the process has no such element, or it cannot be started directly");
    if (!bpmn_merge_outwards(run, spot.scope, event->variables))
        return fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
    go_to(run, left, &spot);
    return ERR_OK;
}
