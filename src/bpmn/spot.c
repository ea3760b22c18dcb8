/*
 * spot.c - from the path of an element to the open scope it is started in.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/move.h"

#include "bpmn/behave.h"

static const struct bpmn_el *element_named(const struct bpmn *def, struct str id)
{
    return id.len ? table_get(&def->by_id, id) : NULL;
}

static bool is_scope(const struct bpmn_el *el)
{
    return el->kind == KIND_PROCESS || el->kind == KIND_SUBPROCESS || el->kind == KIND_TRANSACTION || el->kind == KIND_AD_HOC ||
           el->kind == KIND_EVENT_SUBPROCESS;
}

static bool lies_in(const struct bpmn *def, const struct bpmn_el *el, int32_t scope)
{
    for (int32_t at = el->parent; at != BPMN_NONE; at = def->elements[at].parent)
        if (at == scope) return true;
    return false;
}

/* What of `scope` has to be started so that `el` inside it is. */
static const struct bpmn_el *top_in(const struct bpmn *def, const struct bpmn_el *el, int32_t scope)
{
    while (el->parent != scope) el = &def->elements[el->parent];
    return el;
}

bool bpmn_may_start(const struct bpmn *def, const struct bpmn_el *el, int32_t scope)
{
    if (el->index == 0 || el->kind == KIND_BOUNDARY || !lies_in(def, el, scope)) return false;
    for (; el->index != scope; el = &def->elements[el->parent])
        if (el->kind == KIND_EVENT_SUBPROCESS || el->for_compensation) return false;
    return true;
}

struct bpmn_node *bpmn_child_around(const struct bpmn_run *run, const struct bpmn_node *scope, struct bpmn_node *node)
{
    while (node && node->parent != scope->id) node = bpmn_parent(run, node);
    return node;
}

static struct bpmn_node *process_of(const struct bpmn_run *run, struct bpmn_node *node)
{
    while (node->index != 0) node = bpmn_parent(run, node);
    return node;
}

/* The only open node for element `index` of the process node `process` (of its call activity: the process it runs); NULL: none or several. */
static struct bpmn_node *only_open(const struct bpmn_run *run, struct bpmn_node *process, int32_t index, bool called)
{
    struct bpmn_node *found = NULL;

    for (size_t i = 0; i < run->s->node_count; i++) {
        struct bpmn_node *node = run->s->nodes[i], *up = called ? bpmn_parent(run, node) : node;

        if (node->gone || !up || (called && node->index != 0) || up->index != index || up->role == ROLE_BODY || up->index == 0 ||
            process_of(run, up) != process || up->role == ROLE_HANDLER)
            continue;
        if (found) return NULL;
        found = node;
    }
    return found;
}

/* The process run by the call activity `call` of `process` around `left`, or the only one open. */
static struct bpmn_node *called_process(const struct bpmn_run *run, struct bpmn_node *process, struct bpmn_node *left, struct str call)
{
    const struct bpmn_el *el = element_named(bpmn_def(run, process), call);

    if (!el || el->kind != KIND_CALL) return NULL;
    if (!left) return only_open(run, process, el->index, true);
    for (struct bpmn_node *at = left, *up; (up = bpmn_parent(run, at)); at = up)
        if (at->index == 0 && up->index == el->index && process_of(run, up) == process) return at;
    return NULL;
}

/* The innermost open scope of `process` around both `el` and `left`; without `left` the innermost open once. */
static struct bpmn_node *scope_around(const struct bpmn_run *run, struct bpmn_node *process, struct bpmn_node *left, const struct bpmn_el *el)
{
    const struct bpmn *def = bpmn_def(run, process);
    struct bpmn_node *best = process;

    if (left) {
        for (struct bpmn_node *at = left; at; at = bpmn_parent(run, at))
            if (at->index != 0 && at->role != ROLE_BODY && at->stage == STAGE_ACTIVE && process_of(run, at) == process && lies_in(def, el, at->index) &&
                is_scope(&def->elements[at->index]))
                return at;
        return process;
    }
    for (bool deeper = true; deeper;) {
        const struct bpmn_el *top = top_in(def, el, best->index);
        struct bpmn_node *next = top != el ? only_open(run, process, top->index, false) : NULL;

        deeper = next && is_scope(top);
        if (deeper) best = next;
    }
    return best;
}

bool bpmn_spot_find(struct bpmn_run *run, struct bpmn_node *left, struct str path, struct bpmn_spot *out)
{
    struct bpmn_node *process = run->s->nodes[0];
    const struct bpmn_el *el, *top;
    struct str rest = path.len && path.at[0] == '/' ? str_sub(path, 1, path.len) : path, aim, first;

    for (;;) {
        struct bpmn_node *deeper;

        aim = rest;
        if (!str_split(&rest, '/', &first)) return false;
        deeper = rest.len ? called_process(run, process, left, first) : NULL;
        if (!deeper) break;
        process = deeper;
    }
    el = element_named(bpmn_def(run, process), first);
    if (!el || el->index == 0 || (rest.len && el->kind != KIND_CALL)) return false;
    out->scope = scope_around(run, process, left, el);
    if (!bpmn_may_start(bpmn_def(run, process), el, out->scope->index)) return false;
    top = top_in(bpmn_def(run, process), el, out->scope->index);
    out->index = top->index;
    out->aim = top == el ? rest : aim;
    return true;
}

bool bpmn_start_aimed(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn *def = bpmn_def(run, node);
    struct str aim = node->aim, rest = aim, first;
    const struct bpmn_el *el = str_split(&rest, '/', &first) ? element_named(def, first) : NULL, *top;
    struct bpmn_node *inner;

    if (!el || !bpmn_may_start(def, el, node->index) || (rest.len && el->kind != KIND_CALL)) {
        bpmn_stick(run, node, STAGE_STARTING, "no-element", "“%.*s”中没有要从其开始的环节“%.*s”",
                   "\"%.*s\" has no element \"%.*s\" to start at", STR_ARG(bpmn_label(run, node)), STR_ARG(utf8_prefix(first, 80)));
        return false;
    }
    node->aim = STR_NONE;
    top = top_in(def, el, node->index);
    bpmn_fill_joins(run, node, top->index);
    if (run->err) return false;
    if (bpmn_el(run, node)->kind == KIND_AD_HOC) bpmn_choose(run, node, top->index);
    inner = bpmn_node_new(run, node, node->process, top->index, ROLE_PLAIN);
    if (!inner) return false;
    inner->aim = top == el ? rest : aim;
    bpmn_begin(run, inner);
    return true;
}
