/*
 * reach.c - see reach.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/reach.h"

#include <string.h>

/* The places still to go on from. */
struct walk {
    struct bpmn_reach *out;
    int32_t *queue;
    size_t head, tail;
    bool alone;                            /* joins wait for all their flows */
    int32_t avoid;
};

bool bpmn_is_join(const struct bpmn_el *el)
{
    return (el->kind == KIND_PARALLEL || el->kind == KIND_INCLUSIVE || el->kind == KIND_COMPLEX) && el->incoming_count > 1;
}

static struct bpmn_reach *reach_new(struct bpmn_run *run, const struct bpmn *def)
{
    struct bpmn_reach *reach = arena_new(run->arena, struct bpmn_reach);

    if (reach) {
        reach->def = def;
        reach->elements = arena_array(run->arena, bool, (size_t)def->count + 1);
        reach->flows = arena_array(run->arena, bool, (size_t)def->flow_count + 1);
        reach->forced = arena_array(run->arena, bool, (size_t)def->count + 1);
        if (reach->elements && reach->flows && reach->forced) return reach;
    }
    bpmn_no_memory(run);
    return NULL;
}

static void come_to(struct walk *walk, int32_t index)
{
    if (walk->out->elements[index]) return;
    walk->out->elements[index] = true;
    if (index != walk->avoid) walk->queue[walk->tail++] = index;
}

static bool all_marked(const struct bpmn_reach *reach, const struct bpmn_el *el)
{
    for (size_t i = 0; i < el->incoming_count; i++)
        if (!reach->flows[el->incoming[i]]) return false;
    return true;
}

static void take(struct walk *walk, int32_t flow)
{
    const struct bpmn_el *target = &walk->out->def->elements[walk->out->def->flows[flow].target];

    walk->out->flows[flow] = true;
    if (walk->alone && bpmn_is_join(target) && !walk->out->forced[target->index] && !all_marked(walk->out, target)) return;
    come_to(walk, target->index);
}

static bool has_trigger(const struct bpmn_el *el, enum bpmn_trigger_kind kind)
{
    return el->trigger_count > 0 && el->triggers[0].kind == kind;
}

static void follow_link(struct walk *walk, const struct bpmn_el *thrower)
{
    const struct bpmn *def = walk->out->def;

    for (int32_t i = def->elements[thrower->parent].first_child; i != BPMN_NONE; i = def->elements[i].next_sibling)
        if (def->elements[i].kind == KIND_CATCH && has_trigger(&def->elements[i], TRIGGER_LINK) &&
            str_eq(def->elements[i].triggers[0].code, thrower->triggers[0].code))
            come_to(walk, i);
}

static void go_on(struct walk *walk)
{
    const struct bpmn *def = walk->out->def;

    while (walk->head < walk->tail) {
        const struct bpmn_el *el = &def->elements[walk->queue[walk->head++]];

        for (size_t i = 0; i < el->outgoing_count; i++) take(walk, el->outgoing[i]);
        for (size_t i = 0; i < el->boundary_count; i++)
            if (!has_trigger(&def->elements[el->boundaries[i]], TRIGGER_COMPENSATION)) come_to(walk, el->boundaries[i]);
        if (el->kind == KIND_THROW && has_trigger(el, TRIGGER_LINK)) follow_link(walk, el);
    }
}

struct bpmn_reach *bpmn_reach_any(struct bpmn_run *run, const struct bpmn *def, const int32_t *from, size_t count, int32_t avoid)
{
    struct walk walk = { .out = reach_new(run, def), .queue = arena_array(run->arena, int32_t, (size_t)def->count + 1), .avoid = avoid };

    if (!walk.out || !walk.queue) {
        bpmn_no_memory(run);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) come_to(&walk, from[i]);
    go_on(&walk);
    return walk.out;
}

bool bpmn_can_reach(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to, int32_t avoid)
{
    const struct bpmn_reach *reach = bpmn_reach_any(run, def, &from, 1, avoid);

    return reach && reach->elements[to];
}

/* Forces the joins at which a token waits for others; false: there is none. */
static bool force_waiting(struct walk *walk)
{
    const struct bpmn *def = walk->out->def;
    bool any = false;

    for (int32_t i = 0; i < def->count; i++) {
        const struct bpmn_el *el = &def->elements[i];
        bool reached = false;

        if (walk->out->elements[i] || !bpmn_is_join(el)) continue;
        for (size_t f = 0; f < el->incoming_count; f++) reached |= walk->out->flows[el->incoming[f]];
        if (!reached) continue;
        walk->out->forced[i] = true;
        come_to(walk, i);
        any = true;
    }
    return any;
}

struct bpmn_reach *bpmn_reach_alone(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to, int *rounds)
{
    struct walk walk = { .out = reach_new(run, def), .queue = arena_array(run->arena, int32_t, (size_t)def->count + 1),
                         .alone = true, .avoid = BPMN_NONE };
    struct bpmn_reach *first = reach_new(run, def);

    *rounds = 0;
    if (!walk.out || !walk.queue || !first) {
        bpmn_no_memory(run);
        return NULL;
    }
    come_to(&walk, from);
    go_on(&walk);
    memcpy(first->elements, walk.out->elements, (size_t)def->count * sizeof(bool));
    memcpy(first->flows, walk.out->flows, (size_t)def->flow_count * sizeof(bool));
    while (to != BPMN_NONE && !walk.out->elements[to]) {
        if (!force_waiting(&walk)) break;
        ++*rounds;
        go_on(&walk);
    }
    if (to != BPMN_NONE && walk.out->elements[to]) return walk.out;
    *rounds = -1;
    return first;
}

bool bpmn_is_beside(struct bpmn_run *run, const struct bpmn *def, int32_t a, int32_t b)
{
    for (int32_t i = 0; a != b && i < def->count && !run->err; i++) {
        const struct bpmn_reach *from_a, *from_b;

        if (!bpmn_is_join(&def->elements[i]) || i == a || i == b) continue;
        from_a = bpmn_reach_any(run, def, &a, 1, i);
        from_b = from_a ? bpmn_reach_any(run, def, &b, 1, i) : NULL;
        if (from_b && from_a->elements[i] && from_b->elements[i] && !from_a->elements[b] && !from_b->elements[a]) return true;
    }
    return false;
}
