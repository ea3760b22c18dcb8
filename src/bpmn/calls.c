/*
 * calls.c - what a new instance calls before it waits.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/model.h"

struct walk {
    const struct bpmn *process;
    bool *seen;
    int32_t *stack;
    int32_t depth;
};

static void visit(struct walk *w, int32_t element)
{
    if (element == BPMN_NONE || w->seen[element]) return;
    w->seen[element] = true;
    w->stack[w->depth++] = element;
}

/* The token rests here until something happens outside. */
static bool waits(const struct bpmn_el *el)
{
    if (el->kind == KIND_CATCH) return el->trigger_count == 0 || el->triggers[0].kind != TRIGGER_LINK;
    return el->kind == KIND_USER_TASK || el->kind == KIND_RECEIVE_TASK || el->kind == KIND_EVENT_GATEWAY;
}

static bool holds_elements(enum bpmn_kind kind)
{
    return kind == KIND_PROCESS || kind == KIND_SUBPROCESS || kind == KIND_TRANSACTION || kind == KIND_AD_HOC;
}

/* Where a container begins: at its plain start events, or at what nothing leads to. */
static void enter(struct walk *w, const struct bpmn_el *container)
{
    for (int32_t i = container->first_child; i != BPMN_NONE; i = w->process->elements[i].next_sibling) {
        const struct bpmn_el *el = &w->process->elements[i];
        bool begins = el->kind == KIND_START ? el->trigger_count == 0 : el->incoming_count == 0;
        if (el->kind != KIND_BOUNDARY && el->kind != KIND_EVENT_SUBPROCESS && !el->for_compensation && begins) visit(w, i);
    }
}

/* A link is thrown to the catching event of its name. */
static void follow_link(struct walk *w, const struct bpmn_el *el)
{
    if (el->kind != KIND_THROW || el->trigger_count == 0 || el->triggers[0].kind != TRIGGER_LINK) return;
    for (int32_t i = 0; i < w->process->count; i++) {
        const struct bpmn_el *to = &w->process->elements[i];
        if (to->kind == KIND_CATCH && to->trigger_count > 0 && str_eq(to->triggers[0].code, el->triggers[0].code)) visit(w, i);
    }
}

size_t bpmn_calls_at_once(struct arena *arena, const struct bpmn *process, struct bpmn_call **out)
{
    struct walk w = { .process = process, .seen = arena_array(arena, bool, (size_t)process->count),
                      .stack = arena_array(arena, int32_t, (size_t)process->count) };
    struct bpmn_call *calls = arena_array(arena, struct bpmn_call, (size_t)process->count);
    size_t count = 0;

    *out = calls;
    if (!w.seen || !w.stack || !calls) return 0;
    visit(&w, 0);
    while (w.depth) {
        const struct bpmn_el *el = &process->elements[w.stack[--w.depth]];
        if (el->kind == KIND_CALL) calls[count++] = (struct bpmn_call){ el->id, el->called.text };
        if (holds_elements(el->kind)) enter(&w, el);
        follow_link(&w, el);
        if (waits(el)) continue;
        for (size_t i = 0; i < el->outgoing_count; i++) visit(&w, process->flows[el->outgoing[i]].target);
    }
    return count;
}
