/*
 * ad_hoc.c - ad hoc subprocesses: activities without fixed order.
 *
 * What nothing inside leads to is offered.  Without zeebe:adHoc everything
 * offered is done, together or one after the other.  With it someone chooses:
 * first what its expression lists, then what BPMN_ACTIVATE names, until the
 * completion condition holds or, where there is none, all that was chosen is done.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/move.h"

/* Can `child` be started on its own? */
static bool offered(const struct bpmn_el *child)
{
    return child->incoming_count == 0 && child->kind != KIND_BOUNDARY && child->kind != KIND_EVENT_SUBPROCESS &&
           !child->for_compensation;
}

/* The next offered element inside `el` after `from`, or BPMN_NONE. */
static int32_t next_offered(const struct bpmn *def, const struct bpmn_el *el, int32_t from)
{
    int32_t i = from == BPMN_NONE ? el->first_child : def->elements[from].next_sibling;

    while (i != BPMN_NONE && !offered(&def->elements[i])) i = def->elements[i].next_sibling;
    return i;
}

/* The offered element with that id, or BPMN_NONE. */
static int32_t offered_named(const struct bpmn *def, const struct bpmn_el *el, struct str id)
{
    const struct bpmn_el *child = id.len ? table_get(&def->by_id, id) : NULL;

    return child && child->parent == el->index && offered(child) ? child->index : BPMN_NONE;
}

/* ── Entering ──────────────────────────────────────────────────────────── */

static void start_offered(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_el *el)
{
    const struct bpmn *def = bpmn_def(run, node);

    bpmn_choose(run, node, next_offered(def, el, BPMN_NONE));
    for (int32_t i = node->chosen; i != BPMN_NONE; i = el->sequential ? BPMN_NONE : next_offered(def, el, i))
        bpmn_push(run, node, i, BPMN_NONE);
    bpmn_settle(run, node);
}

/* Is every item of the list an offered element, and at most one where they go in sequence? */
static bool can_start(const struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_el *el,
                      const struct feel_value *list)
{
    if (list->type != FEEL_LIST || (el->sequential && list->list.count > 1)) return false;
    for (size_t i = 0; i < list->list.count; i++) {
        const struct feel_value *id = &list->list.items[i];
        if (id->type != FEEL_STRING || offered_named(bpmn_def(run, node), el, id->string) == BPMN_NONE) return false;
    }
    return true;
}

void bpmn_ad_hoc_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    const struct feel_value *list = el->first ? bpmn_eval(run, node, el->first, NULL) : NULL;

    if (list && !can_start(run, node, el, list)) {
        bpmn_stick_feel(run, node, STAGE_STARTING, "choice", "要先做的活动不是其中可选的活动",
                        " should start with what is not a list of activities it offers", el->first);
        return;
    }
    if (!bpmn_arm_event_subprocesses(run, node)) return;
    if (node->aim.len) {
        (void)bpmn_start_aimed(run, node);
        return;
    }
    if (!el->by_choice) {
        start_offered(run, node, el);
        return;
    }
    for (size_t i = 0; list && i < list->list.count; i++) {
        bpmn_choose(run, node, offered_named(bpmn_def(run, node), el, list->list.items[i].string));
        bpmn_push(run, node, node->chosen, BPMN_NONE);
    }
}

/* ── Going on ──────────────────────────────────────────────────────────── */

/* Nothing is open inside: the next of a sequence, another choice, or done. */
void bpmn_ad_hoc_empty(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    bool holds = el->condition && bpmn_holds(run, node, el->condition);

    if (el->by_choice && (node->chosen == BPMN_NONE || (el->condition && !holds))) return;
    if (!el->by_choice && el->sequential && node->chosen != BPMN_NONE && !holds) {
        bpmn_choose(run, node, next_offered(bpmn_def(run, node), el, node->chosen));
        if (node->chosen != BPMN_NONE) {
            bpmn_push(run, node, node->chosen, BPMN_NONE);
            return;
        }
    }
    bpmn_complete(run, node);
}

/* An inner activity ended: the completion condition may end the rest. */
void bpmn_ad_hoc_child_done(struct bpmn_run *run, struct bpmn_node *scope)
{
    const struct bpmn_el *el = bpmn_el(run, scope);

    if (el->condition && el->cancel_remaining && bpmn_holds(run, scope, el->condition)) {
        bpmn_cancel_inside(run, scope, NULL);
        bpmn_complete(run, scope);
        return;
    }
    bpmn_settle(run, scope);
}

/* ── Choosing ──────────────────────────────────────────────────────────── */

/* Is something open in this ad hoc subprocess, event subprocesses aside? */
static bool is_busy(const struct bpmn *def, const struct bpmn_state *state, const struct bpmn_node *node)
{
    for (size_t i = 0; i < state->node_count; i++) {
        const struct bpmn_node *inner = state->nodes[i];
        const struct bpmn_el *el = inner->parent == node->id && !inner->gone ? table_get(&def->by_id, inner->element) : NULL;

        if (el && el->kind != KIND_EVENT_SUBPROCESS) return true;
    }
    return false;
}

static bool takes_choices(const struct bpmn *def, const struct bpmn_state *state, const struct bpmn_node *node,
                          const struct bpmn_el *el)
{
    if (!el || el->kind != KIND_AD_HOC || node->gone || node->role == ROLE_BODY || node->stage != STAGE_ACTIVE ||
        node->stuck || node->past)
        return false;
    return !(el->sequential && is_busy(def, state, node));
}

bool bpmn_ad_hoc_activate(struct bpmn_run *run, int64_t activity, struct str element,
                          const struct feel_value *variables)
{
    for (size_t i = 0; i < run->s->node_count; i++) {
        struct bpmn_node *node = run->s->nodes[i], *inner;
        const struct bpmn_el *el = bpmn_el(run, node);
        int32_t index;

        if ((activity && node->id != activity) || !takes_choices(bpmn_def(run, node), run->s, node, el)) continue;
        index = offered_named(bpmn_def(run, node), el, element);
        if (index == BPMN_NONE) continue;
        if (el->by_choice) bpmn_choose(run, node, index);
        inner = bpmn_node_new(run, node, node->process, index, ROLE_PLAIN);
        if (!inner) return true;
        if (bpmn_merge_local(run, inner, variables)) bpmn_begin(run, inner);
        else if (!run->err) run->err = fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
        return true;
    }
    return false;
}

size_t bpmn_state_choices(struct arena *arena, const struct bpmn *process, const struct bpmn_library *library,
                          const struct bpmn_state *state, struct bpmn_choice **out)
{
    size_t count = 0, cap = 0;

    *out = NULL;
    for (size_t i = 0; i < state->node_count; i++) {
        const struct bpmn_node *node = state->nodes[i];
        const struct bpmn *def = node->process == 0 ? process
                                 : library          ? library->find(&state->processes[node->process].wanted, library->arg)
                                                    : NULL;
        const struct bpmn_el *el = def && node->element.len ? table_get(&def->by_id, node->element) : NULL;

        if (!takes_choices(def, state, node, el)) continue;
        for (int32_t k = next_offered(def, el, BPMN_NONE); k != BPMN_NONE; k = next_offered(def, el, k)) {
            struct bpmn_choice *more = bpmn_grow(arena, *out, count, &cap, sizeof *more);
            if (!more) return 0;
            *out = more;
            more[count++] = (struct bpmn_choice){ def->id, el->id, def->elements[k].id, def->elements[k].name, node->id };
        }
    }
    return count;
}
