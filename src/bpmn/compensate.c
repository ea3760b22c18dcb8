/*
 * compensate.c - undoing completed work: compensation handlers and transactions.
 *
 * A completed activity that could be undone leaves a record in its scope.
 * Whoever compensates takes the records of a scope, latest first, one handler
 * after the other.  A completed subprocess is undone inside a stand-in node
 * that shows the variables the subprocess had at its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/run.h"

static const struct bpmn_el *handler_of(const struct bpmn_run *run, const struct bpmn_node *any,
                                        const struct bpmn_el *el)
{
    for (size_t i = 0; i < el->boundary_count; i++) {
        const struct bpmn_el *boundary = bpmn_el_at(run, any, el->boundaries[i]);
        if (boundary->trigger_count && boundary->triggers[0].kind == TRIGGER_COMPENSATION &&
            boundary->handler != BPMN_NONE)
            return bpmn_el_at(run, any, boundary->handler);
    }
    return NULL;
}

/* The start event of the subprocess's own compensation event subprocess, or NULL. */
static const struct bpmn_el *own_handler(const struct bpmn_run *run, const struct bpmn_node *any,
                                         const struct bpmn_el *el)
{
    const struct bpmn *def = bpmn_def(run, any);

    for (int32_t i = el->index + 1; i < def->count; i++) {
        const struct bpmn_el *start = &def->elements[i], *parent;

        if (start->kind != KIND_START) continue;
        parent = &def->elements[start->parent];
        if (parent->kind == KIND_EVENT_SUBPROCESS && parent->parent == el->index &&
            start->trigger_count && start->triggers[0].kind == TRIGGER_COMPENSATION)
            return start;
    }
    return NULL;
}

static bool has_records(const struct bpmn_run *run, int64_t scope)
{
    for (size_t i = 0; i < run->s->past_count; i++)
        if (run->s->pasts[i].scope == scope) return true;
    return false;
}

void bpmn_forget(struct bpmn_run *run, int64_t scope)
{
    struct bpmn_state *s = run->s;
    size_t kept = 0;
    bool dropped = false;

    for (size_t i = 0; i < s->past_count; i++) dropped |= s->pasts[i].scope == scope;
    if (!dropped) return;
    for (size_t i = 0; i < s->past_count; i++) {
        bool inside = s->pasts[i].scope == scope;

        for (int64_t up = s->pasts[i].scope; !inside && up;) { /* records of records */
            size_t j = 0;
            while (j < s->past_count && s->pasts[j].id != up) j++;
            up = j < s->past_count ? s->pasts[j].scope : 0;
            inside = up == scope;
        }
        if (inside) s->pasts[i].id = 0;
    }
    for (size_t i = 0; i < s->past_count; i++)
        if (s->pasts[i].id) s->pasts[kept++] = s->pasts[i];
    s->past_count = kept;
}

void bpmn_remember(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    bool scope = el->kind == KIND_SUBPROCESS || el->kind == KIND_TRANSACTION || el->kind == KIND_AD_HOC;
    struct bpmn_node *parent = bpmn_parent(run, node);
    struct bpmn_past *more;
    int64_t id;

    if (parent && node->role == ROLE_INNER) parent = bpmn_parent(run, parent);
    if (!parent ||
        !(handler_of(run, node, el) || (scope && (has_records(run, node->id) || own_handler(run, node, el)))))
        return;
    more = bpmn_grow(run->arena, run->s->pasts, run->s->past_count, &run->s->past_cap, sizeof *more);
    if (!more) {
        bpmn_no_memory(run);
        return;
    }
    run->s->pasts = more;
    id = ++run->s->last_id;
    for (size_t i = 0; i < run->s->past_count; i++)
        if (more[i].scope == node->id) more[i].scope = id;
    more[run->s->past_count++] = (struct bpmn_past){ .id = id,
                                                     .scope = parent->id,
                                                     .process = node->process,
                                                     .index = node->index,
                                                     .element = node->element,
                                                     .variables = scope ? node->variables : NULL };
}

/* ── Undoing ───────────────────────────────────────────────────────────── */

/* The scope whose records a thrower means: its own, or what its compensation handler stands in. */
static int64_t target_scope(const struct bpmn_run *run, const struct bpmn_node *thrower)
{
    const struct bpmn_node *scope = bpmn_parent(run, thrower), *up;

    while (scope && bpmn_el(run, scope)->kind == KIND_EVENT_SUBPROCESS && !has_records(run, scope->id) &&
           (up = bpmn_parent(run, scope)))
        scope = up;
    if (!scope) return 0;
    return scope->past ? scope->past : scope->id;
}

/* Stands in for a throw event that did not wait for the compensation it threw. */
static bool is_deputy(const struct bpmn_run *run, const struct bpmn_node *node)
{
    return node->role == ROLE_HANDLER && bpmn_el(run, node)->kind == KIND_THROW;
}

/* The live node the handlers of `scope` run in. */
static struct bpmn_node *live_scope(const struct bpmn_run *run, struct bpmn_node *thrower, int64_t scope)
{
    struct bpmn_node *live = bpmn_state_node(run->s, scope);

    for (struct bpmn_node *at = thrower; !live && at; at = bpmn_parent(run, at))
        if (at->past == scope && at->role == ROLE_HANDLER && !is_deputy(run, at)) live = at;
    return live;
}

static void done(struct bpmn_run *run, struct bpmn_node *thrower)
{
    const struct bpmn_el *el = bpmn_el(run, thrower), *boundary = NULL;
    struct bpmn_node *scope = bpmn_parent(run, thrower), *outer;

    thrower->past = 0;
    if (is_deputy(run, thrower)) {
        bpmn_remove(run, thrower);
        bpmn_settle(run, scope);
        return;
    }
    if (el->trigger_count == 0 || el->triggers[0].kind != TRIGGER_CANCEL) {
        bpmn_complete(run, thrower);
        return;
    }
    for (size_t i = 0; i < bpmn_el(run, scope)->boundary_count; i++) {
        const struct bpmn_el *at = bpmn_el_at(run, scope, bpmn_el(run, scope)->boundaries[i]);
        if (at->trigger_count && at->triggers[0].kind == TRIGGER_CANCEL) boundary = at;
    }
    if (scope->role == ROLE_INNER) scope = bpmn_parent(run, scope);
    outer = bpmn_parent(run, scope);
    bpmn_cancel_node(run, scope);
    if (boundary)
        bpmn_pass(run, outer, boundary->index, NULL);
    else
        bpmn_settle(run, outer);
}

/* Undoes one record: its handler, its own event subprocess, or what happened inside it. */
static void undo(struct bpmn_run *run, struct bpmn_node *thrower, struct bpmn_past past)
{
    struct bpmn_node *live = live_scope(run, thrower, past.scope), *node;
    const struct bpmn_el *el, *handler, *start;

    if (!live || live->process != past.process) {
        bpmn_throw_later(run, thrower);
        return;
    }
    el = bpmn_el_at(run, live, past.index);
    handler = handler_of(run, live, el);
    node = bpmn_node_new(run, live, live->process, handler ? handler->index : past.index, ROLE_HANDLER);
    if (!node) return;
    node->cause = thrower->id;
    if (handler) {
        bpmn_forget(run, past.id);
        bpmn_begin(run, node);
        return;
    }
    bpmn_emit(run, BPMN_ENTER, node);
    node->stage = STAGE_ACTIVE;
    node->variables = past.variables;
    node->past = past.id;
    start = own_handler(run, live, el);
    if (start)
        bpmn_fire_event_subprocess(run, node, start, NULL);
    else
        bpmn_throw_later(run, node);
}

void bpmn_compensate_next(struct bpmn_run *run, struct bpmn_node *thrower)
{
    struct bpmn_state *s = run->s;
    size_t best = s->past_count;

    for (size_t i = 0; i < s->past_count; i++)
        if (s->pasts[i].scope == thrower->past &&
            (thrower->chosen == BPMN_NONE || s->pasts[i].index == thrower->chosen) &&
            (best == s->past_count || s->pasts[i].id > s->pasts[best].id))
            best = i;
    if (best == s->past_count) {
        done(run, thrower);
        return;
    }
    struct bpmn_past past = s->pasts[best];
    for (size_t i = best + 1; i < s->past_count; i++) s->pasts[i - 1] = s->pasts[i];
    s->past_count--;
    undo(run, thrower, past);
}

bool bpmn_compensate(struct bpmn_run *run, struct bpmn_node *thrower, const struct bpmn_trigger *trigger)
{
    bool waits = trigger->wait || bpmn_el(run, thrower)->kind != KIND_THROW;

    if (!waits) {
        thrower = bpmn_node_new(run, bpmn_parent(run, thrower), thrower->process, thrower->index, ROLE_HANDLER);
        if (!thrower) return true;
        thrower->stage = STAGE_ACTIVE;
    }
    thrower->past = target_scope(run, thrower);
    bpmn_choose(run, thrower, trigger->activity);
    if (waits)
        bpmn_compensate_next(run, thrower);
    else
        bpmn_throw_later(run, thrower); /* after the thrower has gone on */
    return !waits;
}

void bpmn_transaction_cancel(struct bpmn_run *run, struct bpmn_node *end)
{
    struct bpmn_node *scope = bpmn_parent(run, end);

    bpmn_cancel_inside(run, scope, end);
    bpmn_disarm_event_subprocesses(run, scope);
    end->past = scope->id;
    bpmn_choose(run, end, BPMN_NONE);
    bpmn_compensate_next(run, end);
}
