/*
 * move.c - BPMN_MOVE: the process goes on somewhere else, and no token is lost or doubled.
 *
 * What is left is cancelled with all inside.  In the scope of the target then
 * holds:
 *   back     the target leads to what is left: everything it leads to again is taken back
 *   ahead    what is left leads to the target: what only a join now jumped over would have taken is taken back
 *   beside   both come together at a join: the branch that is left counts as done there, the target's goes on at the target
 * What stands elsewhere (in another parallel branch) stays.  At the joins still
 * to come, branches that nobody is in any more count as done: they get a
 * waiting token, so that the join opens.
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

/* Takes back all that is marked; how much there was. */
static size_t take_back(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_reach *reach)
{
    size_t taken = 0;

    for (size_t i = run->s->node_count; i > 0; i--) {
        struct bpmn_node *node = run->s->nodes[i - 1];
        if (!counts(run, node, scope) || !reach->elements[node->index]) continue;
        bpmn_cancel_node(run, node);
        taken++;
    }
    for (size_t i = run->s->token_count; i > 0; i--) {
        if (run->s->tokens[i - 1].scope != scope->id || !token_covered(reach, &run->s->tokens[i - 1])) continue;
        taken += run->s->tokens[i - 1].kind != TOKEN_SPENT;
        bpmn_token_drop(run, i - 1);
    }
    return taken;
}

/* Would a token at `index` come to `to` without going through `avoid`?  Not one that comes to `left` as well. */
static bool leads_to(struct bpmn_run *run, const struct bpmn *def, int32_t index, int32_t left, int32_t to, int32_t avoid)
{
    const struct bpmn_reach *reach = bpmn_reach(run, def, index, PASS_ANY, avoid);

    return reach && reach->elements[to] && !reach->elements[left];
}

/* Takes back what stands beside `left` and would come to `to` before `avoid`. */
static void clear_way(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, int32_t to, int32_t avoid)
{
    const struct bpmn *def = bpmn_def(run, scope);

    for (size_t i = run->s->node_count; i > 0 && !run->err; i--) {
        struct bpmn_node *node = run->s->nodes[i - 1];
        if (counts(run, node, scope) && leads_to(run, def, node->index, left, to, avoid)) bpmn_cancel_node(run, node);
    }
    for (size_t i = run->s->token_count; i > 0 && !run->err; i--) {
        const struct bpmn_token *token = &run->s->tokens[i - 1];
        if (token->scope == scope->id && (token->index == to || leads_to(run, def, token->index, left, to, avoid))) bpmn_token_drop(run, i - 1);
    }
}

/* Joins that were passed over on the way from `left`: what waits there or would have come there has nobody left to take it. */
static void clear_joins(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, const struct bpmn_reach *way, const struct bpmn_reach *kept, int32_t target)
{
    const struct bpmn *def = bpmn_def(run, scope);

    for (int32_t i = 0; i < def->count && !run->err; i++)
        if (way->forced[i] && (i == target || ((!kept || !kept->elements[i]) && (!kept || bpmn_can_reach(run, def, i, target)))))
            clear_way(run, scope, left, i, i);
}

/* ── The three ways ────────────────────────────────────────────────────── */

/* Beside or to somewhere unrelated: the branch that is left is given up as far as it is its own. */
static void give_up(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, int32_t target, int32_t meeting)
{
    const struct bpmn *def = bpmn_def(run, scope);
    const struct bpmn_reach *there = bpmn_reach(run, def, target, PASS_ANY, meeting), *branch;

    branch = there ? bpmn_reach_until(run, def, left, there) : NULL;
    if (branch) clear_joins(run, scope, left, branch, NULL, target);
}

/* Is a token at `index` in the branch that `again` goes on with at the meeting, and not beside the target inside it? */
static bool is_of_branch(struct bpmn_run *run, const struct bpmn_reach *again, int32_t index, int32_t left, int32_t target, const struct bpmn_el *meeting)
{
    const struct bpmn_reach *reach = bpmn_reach(run, again->def, index, PASS_ANY, meeting->index);

    if (!reach || reach->elements[left]) return false;
    for (size_t i = 0; i < meeting->incoming_count; i++)
        if (reach->flows[meeting->incoming[i]] && again->flows[meeting->incoming[i]]) return bpmn_meeting(run, again->def, index, target) == BPMN_NONE;
    return false;
}

/* The target's branch has one token, and that goes on at the target. */
static void clear_branch(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_reach *again, int32_t left, int32_t target, int32_t meeting)
{
    const struct bpmn_el *join = &again->def->elements[meeting];

    for (size_t i = run->s->node_count; i > 0 && !run->err; i--) {
        struct bpmn_node *node = run->s->nodes[i - 1];
        if (counts(run, node, scope) && is_of_branch(run, again, node->index, left, target, join)) bpmn_cancel_node(run, node);
    }
    for (size_t i = run->s->token_count; i > 0 && !run->err; i--)
        if (run->s->tokens[i - 1].scope == scope->id && is_of_branch(run, again, run->s->tokens[i - 1].index, left, target, join)) bpmn_token_drop(run, i - 1);
}

static size_t go_beside(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, int32_t target, int32_t meeting)
{
    const struct bpmn *def = bpmn_def(run, scope);
    struct bpmn_reach *there = bpmn_reach(run, def, BPMN_NONE, PASS_ALONE, BPMN_NONE), *again;

    if (!there) return 0;
    there->elements[meeting] = true;
    give_up(run, scope, left, target, meeting);
    again = run->err ? NULL : bpmn_reach_until(run, def, target, there);
    if (again) clear_branch(run, scope, again, left, target, meeting);
    return run->err ? 0 : take_back(run, scope, again);
}

/* Makes room for a move from `left` (BPMN_NONE: nowhere) to `target`; how much was taken back of what came from there. */
static size_t make_room(struct bpmn_run *run, struct bpmn_node *scope, int32_t left, int32_t target)
{
    const struct bpmn *def = bpmn_def(run, scope);
    const struct bpmn_reach *again, *ahead;
    int back, forward;
    int32_t meeting;
    size_t taken;

    again = bpmn_reach(run, def, target, PASS_ALONE, BPMN_NONE);
    if (!again) return 0;
    if (left == BPMN_NONE || left == target) return take_back(run, scope, again);
    meeting = bpmn_meeting(run, def, left, target);
    if (meeting != BPMN_NONE) return go_beside(run, scope, left, target, meeting);
    ahead = bpmn_reach_to(run, def, left, target, &forward);
    if (ahead) again = bpmn_reach_to(run, def, target, left, &back);
    if (run->err) return 0;
    if (forward >= 0 && (back < 0 || forward < back)) {
        again = bpmn_reach(run, def, target, PASS_ALONE, BPMN_NONE);
        taken = again ? take_back(run, scope, again) : 0;
        if (again) clear_joins(run, scope, left, ahead, again, target);
        return taken;
    }
    if (back < 0) give_up(run, scope, left, target, BPMN_NONE);
    return run->err ? 0 : take_back(run, scope, again);
}

/* ── Joins still to come ───────────────────────────────────────────────── */

/* Is a token there, or does one come, that the join can take by this flow? */
static bool is_awaited(const struct bpmn_run *run, const struct bpmn_node *scope, const struct bpmn_reach *coming, int32_t flow)
{
    for (size_t i = 0; i < run->s->token_count; i++)
        if (run->s->tokens[i].scope == scope->id && run->s->tokens[i].flow == flow && run->s->tokens[i].kind != TOKEN_SPENT) return true;
    return coming->flows[flow];
}

/*
 * What all that is in the scope leads to before `join`, in this round: whoever would go by what lies before the target
 * would only come the next time round.
 */
static struct bpmn_reach *coming_to(struct bpmn_run *run, const struct bpmn_node *scope, int32_t join, int32_t target)
{
    struct bpmn_reach *coming = bpmn_reach(run, bpmn_def(run, scope), BPMN_NONE, PASS_ANY, join);

    if (coming) coming->stop = bpmn_reach_back(run, bpmn_def(run, scope), target, join);
    if (run->err) return NULL;
    for (size_t i = 0; i < run->s->node_count; i++)
        if (counts(run, run->s->nodes[i], scope)) bpmn_reach_place(coming, run->s->nodes[i]->index);
    for (size_t i = 0; i < run->s->token_count; i++)
        if (run->s->tokens[i].scope == scope->id && run->s->tokens[i].kind != TOKEN_SPENT) bpmn_reach_place(coming, run->s->tokens[i].index);
    return coming;
}

static void fill_join(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *join, const struct bpmn_reach *ahead, int32_t target)
{
    const struct bpmn_reach *coming = coming_to(run, scope, join->index, target);

    for (size_t i = 0; coming && i < join->incoming_count; i++) {
        int32_t flow = join->incoming[i];

        if (ahead->flows[flow] || is_awaited(run, scope, coming, flow)) continue;
        for (size_t t = run->s->token_count; t > 0; t--) /* an activated complex gateway used it up */
            if (run->s->tokens[t - 1].scope == scope->id && run->s->tokens[t - 1].flow == flow) bpmn_token_drop(run, t - 1);
        bpmn_token_add(run, scope, TOKEN_WAITING, join->index, flow);
    }
}

void bpmn_fill_joins(struct bpmn_run *run, struct bpmn_node *scope, int32_t target)
{
    const struct bpmn *def = bpmn_def(run, scope);
    struct bpmn_reach *ahead = bpmn_reach(run, def, target, PASS_ALONE, BPMN_NONE);

    do {
        for (int32_t i = 0; ahead && i < def->count && !run->err; i++)
            if (def->elements[i].kind != KIND_INCLUSIVE && bpmn_reach_waits(ahead, &def->elements[i])) fill_join(run, scope, &def->elements[i], ahead, target);
    } while (ahead && !run->err && bpmn_reach_force(ahead));
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

/* Leaves; false: nothing is left and nothing taken back, so there is no token to go on with. */
static bool leave(struct bpmn_run *run, struct bpmn_node *left, const struct bpmn_spot *spot)
{
    struct bpmn_node *scope = spot->scope, *gone = left && left != scope ? bpmn_child_around(run, scope, left) : NULL;
    int32_t at = gone && counts(run, gone, scope) ? gone->index : BPMN_NONE;

    if (left && !gone) {
        bpmn_cancel_inside(run, scope, NULL); /* the scope itself is left: everything in it */
        return true;
    }
    if (gone) bpmn_cancel_node(run, gone);
    return make_room(run, scope, at, spot->index) > 0 || gone;
}

static void go_to(struct bpmn_run *run, const struct bpmn_spot *spot, bool interrupted)
{
    struct bpmn_node *scope = spot->scope, *node;

    bpmn_fill_joins(run, scope, spot->index);
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
    bool interrupted;

    if (event->activity && !left) return refused(run, "要离开的环节已经结束", "what is to be left has ended already");
    for (const struct bpmn_node *at = left; at; at = bpmn_parent(run, at))
        if (at->role == ROLE_HANDLER || at->past) return refused(run, "正在撤销已完成的工作，现在不能改变去向", "completed work is being undone; nothing can be moved now");
    if (!bpmn_spot_find(run, left, event->name, &spot))
        return refused(run, "流程中没有这个环节，或者不能直接转到这里", "the process has no such element, or it cannot be started directly");
    if (!bpmn_merge_outwards(run, spot.scope, event->variables))
        return fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
    interrupted = was_interrupted(run, spot.scope) || spot.scope->stage != STAGE_ACTIVE;
    spot.scope->stuck = NULL;
    spot.scope->stage = STAGE_ACTIVE;
    if (!leave(run, left, &spot)) return refused(run, "从这里之后没有可以收回的工作", "nothing that came from there can be taken back");
    if (!run->err) go_to(run, &spot, interrupted);
    return ERR_OK;
}
