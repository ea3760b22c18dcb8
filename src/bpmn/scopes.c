/*
 * scopes.c - what holds other elements: processes, subprocesses, call activities, ad hoc subprocesses.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/move.h"

void bpmn_scope_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    if (!bpmn_arm_event_subprocesses(run, node)) return;
    if (node->aim.len ? bpmn_start_aimed(run, node) : bpmn_start_inside(run, node)) bpmn_settle(run, node);
}

/* ── Process and call activity ─────────────────────────────────────────── */

static bool same_wanted(const struct bpmn_wanted *a, const struct bpmn_wanted *b)
{
    return a->binding == b->binding && str_eq(a->id, b->id) && str_eq(a->tag, b->tag);
}

int32_t bpmn_process_index(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_wanted *wanted)
{
    struct bpmn_state *s = run->s;
    const struct bpmn *def = NULL;
    struct bpmn_process_ref *refs;
    const struct bpmn **defs;

    for (size_t i = 0; i < s->process_count; i++)
        if (same_wanted(&s->processes[i].wanted, wanted)) return (int32_t)i;
    if (run->library && s->process_count < BPMN_PROCESSES_MAX) def = run->library->find(wanted, run->library->arg);
    if (!def) {
        bool tagged = wanted->tag.len > 0;
        bpmn_stick(run, node, STAGE_STARTING, "no-process", "没有找到要调用的流程“%.*s”%s%.*s",
                   "the called process \"%.*s\" was not found%s%.*s", STR_ARG(utf8_prefix(wanted->id, 80)),
                   tagged ? " @ " : "", STR_ARG(utf8_prefix(wanted->tag, 40)));
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
    refs[s->process_count] = (struct bpmn_process_ref){ *wanted, def->stamp };
    defs[s->process_count] = def;
    return (int32_t)s->process_count++;
}

void bpmn_call_enter(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct bpmn_wanted wanted = { bpmn_eval_str(run, node, &el->called), el->binding, el->binding_tag };
    const struct feel_value *variables = el->keep_parent ? bpmn_visible(run, node) : node->variables;
    struct bpmn_node *process;
    int32_t index;

    if (!wanted.id.at) {
        bpmn_stick_feel(run, node, STAGE_STARTING, "expression", "要调用的流程算不出来",
                        ": the process it calls evaluates to nothing", el->called.expr);
        return;
    }
    index = bpmn_process_index(run, node, &wanted);
    process = index < 0 ? NULL : bpmn_node_new(run, node, index, 0, ROLE_PLAIN);
    if (!process) return;
    process->variables = variables;
    process->aim = node->aim;
    node->aim = STR_NONE;
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
