/*
 * scopes.c - what holds other elements: processes, subprocesses, call activities, ad hoc subprocesses.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

void bpmn_scope_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    if (!bpmn_arm_event_subprocesses(run, node)) return;
    if (bpmn_start_inside(run, node)) bpmn_settle(run, node);
}

/* ── Process and call activity ─────────────────────────────────────────── */

int32_t bpmn_process_index(struct bpmn_run *run, struct bpmn_node *node, struct str id)
{
    struct bpmn_state *s = run->s;
    const struct bpmn *def = NULL;
    struct bpmn_process_ref *refs;
    const struct bpmn **defs;

    for (size_t i = 0; i < s->process_count; i++)
        if (str_eq(s->processes[i].id, id)) return (int32_t)i;
    if (run->library && s->process_count < BPMN_PROCESSES_MAX) def = run->library->find(id, run->library->arg);
    if (!def) {
        bpmn_stick(run, node, STAGE_STARTING, "no-process", "没有找到要调用的流程“%.*s”",
                   "the called process \"%.*s\" was not found", STR_ARG(utf8_prefix(id, 80)));
        return -1;
    }
    refs = bpmn_grow(run->arena, s->processes, s->process_count, &s->process_cap, sizeof *refs);
    defs = bpmn_grow(run->arena, run->defs, s->process_count, &run->def_cap,
                     sizeof(const struct bpmn *)); /* NOLINT: pointers */
    if (!refs || !defs) {
        bpmn_no_memory(run);
        return -1;
    }
    s->processes = refs;
    run->defs = defs;
    refs[s->process_count] = (struct bpmn_process_ref){ def->id, def->stamp };
    defs[s->process_count] = def;
    return (int32_t)s->process_count++;
}

void bpmn_call_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct str id = bpmn_eval_str(run, node, &el->called);
    const struct feel_value *variables = el->keep_parent ? bpmn_visible(run, node) : node->variables;
    struct bpmn_node *process;
    int32_t index;

    if (!id.at) {
        bpmn_stick(run, node, STAGE_STARTING, "expression", "“%.*s”要调用的流程算不出来",
                   "the process called by \"%.*s\" evaluates to nothing", STR_ARG(el->name));
        return;
    }
    index = bpmn_process_index(run, node, id);
    process = index < 0 ? NULL : bpmn_node_new(run, node, index, 0, ROLE_PLAIN);
    if (!process) return;
    process->variables = variables;
    bpmn_begin(run, process);
}

static void call_done(struct bpmn_run *run, struct bpmn_node *call, struct bpmn_node *process)
{
    const struct feel_value *variables = process->variables;
    bool kept;

    bpmn_disarm(run, process, BPMN_NONE);
    bpmn_forget(run, process->id);
    process->gone = true;
    call->children--;
    call->stage = STAGE_COMPLETING;
    kept = bpmn_el(run, call)->keep_child ? bpmn_take_outcome(run, call, variables)
                                          : bpmn_merge_local(run, call, variables);
    if (kept) bpmn_complete(run, call);
}

void bpmn_process_empty(struct bpmn_run *run, struct bpmn_node *node)
{
    struct bpmn_node *call = bpmn_parent(run, node);

    bpmn_emit(run, BPMN_LEAVE, node);
    if (call) {
        call_done(run, call, node);
        return;
    }
    bpmn_disarm(run, node, BPMN_NONE);
    bpmn_forget(run, node->id);
    node->stage = STAGE_ENDED;
    run->s->ended = true;
    bpmn_emit(run, BPMN_ENDED, node);
}

/* ── Ad hoc subprocess ─────────────────────────────────────────────────── */

/* The next inner activity after `from` that nothing inside leads to. */
static int32_t next_loose(const struct bpmn_run *run, const struct bpmn_node *node, int32_t from)
{
    const struct bpmn_el *el = bpmn_el(run, node), *child;

    for (int32_t i = from == BPMN_NONE ? el->first_child : bpmn_el_at(run, node, from)->next_sibling; i != BPMN_NONE;
         i = child->next_sibling) {
        child = bpmn_el_at(run, node, i);
        if (child->incoming_count == 0 && child->kind != KIND_BOUNDARY && child->kind != KIND_EVENT_SUBPROCESS &&
            !child->for_compensation)
            return i;
    }
    return BPMN_NONE;
}

void bpmn_ad_hoc_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    if (!bpmn_arm_event_subprocesses(run, node)) return;
    bpmn_choose(run, node, next_loose(run, node, BPMN_NONE));
    for (int32_t i = node->chosen; i != BPMN_NONE; i = el->sequential ? BPMN_NONE : next_loose(run, node, i))
        bpmn_push(run, node, i, BPMN_NONE);
    bpmn_settle(run, node);
}

/* Nothing is open inside: the next of a sequence, or done. */
void bpmn_ad_hoc_empty(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    if (el->sequential && node->chosen != BPMN_NONE && !(el->condition && bpmn_holds(run, node, el->condition))) {
        bpmn_choose(run, node, next_loose(run, node, node->chosen));
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
