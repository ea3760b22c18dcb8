/*
 * targets.c - the list of places BPMN_MOVE can go to.
 *
 * All elements of the processes around what is left, innermost first, and of
 * the processes their call activities run.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/move.h"
#include "bpmn/reach.h"

enum { TARGETS_MAX = 4000, CALLS_MAX = 3 };

struct listing {
    struct bpmn_run *run;
    struct bpmn_target *items;
    size_t count, cap;
};

static void add(struct listing *list, const struct bpmn *def, const struct bpmn_el *el, struct str prefix, bool earlier)
{
    struct bpmn_run *run = list->run;
    struct bpmn_target *more;

    if (run->err || list->count >= TARGETS_MAX) return;
    more = bpmn_grow(run->arena, list->items, list->count, &list->cap, sizeof *more);
    if (!more) {
        bpmn_no_memory(run);
        return;
    }
    list->items = more;
    more[list->count] = (struct bpmn_target){ .process = def->id, .element = el->id, .name = el->name, .type = el->type, .earlier = earlier,
                                              .path = str_format(run->arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(el->id)) };
    if (more[list->count++].path.at == NULL) bpmn_no_memory(run);
}

/* The process a call activity would run now; NULL when that cannot be said. */
static const struct bpmn *would_call(struct bpmn_run *run, const struct bpmn_node *around, const struct bpmn_el *call)
{
    struct bpmn_wanted wanted = { bpmn_eval_str(run, around, &call->called), call->binding, call->binding_tag };

    return wanted.id.at && run->library ? run->library->find(&wanted, run->library->arg) : NULL;
}

/* Everything in a process that is not open: `prefix` is the path of its call activity. */
static void list_closed(struct listing *list, const struct bpmn_node *around, const struct bpmn *def, struct str prefix, bool earlier, int depth)
{
    for (int32_t i = 1; i < def->count && !list->run->err; i++) {
        const struct bpmn_el *el = &def->elements[i];
        const struct bpmn *called;

        if (!bpmn_may_start(def, el, 0)) continue;
        add(list, def, el, prefix, earlier);
        called = el->kind == KIND_CALL && depth < CALLS_MAX && list->count ? would_call(list->run, around, el) : NULL;
        if (called) list_closed(list, around, called, list->items[list->count - 1].path, earlier, depth + 1);
    }
}

/* Does what is left come after `el`?  Compared where the ways of both part. */
static bool comes_after(struct bpmn_run *run, const struct bpmn_node *scope, const struct bpmn_node *gone, const struct bpmn_el *el)
{
    const struct bpmn *def = bpmn_def(run, scope);

    if (!gone || gone == scope || bpmn_el(run, gone)->kind == KIND_EVENT_SUBPROCESS) return false;
    while (el->parent != scope->index) el = &def->elements[el->parent];
    return el->index != gone->index && bpmn_can_reach(run, def, el->index, gone->index) && bpmn_meeting(run, def, el->index, gone->index) == BPMN_NONE;
}

/* The process `node` lies in; NULL for none. */
static struct bpmn_node *process_around(const struct bpmn_run *run, struct bpmn_node *node)
{
    while (node && node->index != 0) node = bpmn_parent(run, node);
    return node;
}

/* "" for the root, "/CALL" for the process that call activity runs, and so on inwards. */
static struct str path_of(struct bpmn_run *run, struct bpmn_node *process)
{
    struct bpmn_node *call = bpmn_parent(run, process);

    if (!call) return STR("");
    return str_format(run->arena, "%.*s/%.*s", STR_ARG(path_of(run, process_around(run, call))), STR_ARG(call->element));
}

static bool is_around(const struct bpmn_run *run, const struct bpmn_node *left, const struct bpmn_node *process, const struct bpmn_el *el)
{
    for (const struct bpmn_node *at = left; at && at != process; at = bpmn_parent(run, at))
        if (bpmn_el(run, at) == el) return true;
    return false;
}

static void list_open(struct listing *list, struct bpmn_node *process, struct bpmn_node *left)
{
    struct bpmn_run *run = list->run;
    const struct bpmn *def = bpmn_def(run, process);
    struct str prefix = path_of(run, process);

    for (int32_t i = 1; i < def->count && !run->err; i++) {
        const struct bpmn_el *el = &def->elements[i];
        struct str path = str_format(run->arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(el->id));
        const struct bpmn *called;
        struct bpmn_spot spot;
        bool earlier;

        if (!path.at) bpmn_no_memory(run);
        if (!path.at || !bpmn_spot_find(run, left, path, &spot)) continue;
        earlier = spot.scope != left && comes_after(run, spot.scope, bpmn_child_around(run, spot.scope, left), el);
        add(list, def, el, prefix, earlier);
        called = el->kind == KIND_CALL && list->count && !is_around(run, left, process, el) ? would_call(run, spot.scope, el) : NULL;
        if (called) list_closed(list, spot.scope, called, path, earlier, 1);
    }
}

enum err bpmn_state_targets(struct arena *arena, const struct bpmn *process, const struct bpmn_library *library,
                            const struct bpmn_state *state, int64_t activity, struct bpmn_target **out, size_t *count, struct fault *why)
{
    struct bpmn_run run = { .arena = arena, .root = process, .library = library, .why = why };
    struct listing list = { .run = &run };
    struct bpmn_node *left, *at;
    enum err err;

    run.s = bpmn_state_copy(arena, state);
    err = run.s ? bpmn_bind(&run) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (err) return err;
    left = activity ? bpmn_state_node(run.s, activity) : run.s->nodes[0];
    if (!left || state->ended) return fault_set(why, ERR_CONFLICT, "要离开的环节已经结束", "what is to be left has ended already");
    for (at = process_around(&run, left); at; at = process_around(&run, bpmn_parent(&run, at))) list_open(&list, at, left);
    if (run.err) return run.err;
    *out = list.items;
    *count = list.count;
    return ERR_OK;
}
