/*
 * reach.c - see reach.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/reach.h"

bool bpmn_is_join(const struct bpmn_el *el)
{
    return (el->kind == KIND_PARALLEL || el->kind == KIND_INCLUSIVE || el->kind == KIND_COMPLEX) && el->incoming_count > 1;
}

static struct bpmn_reach *reach_new(struct bpmn_run *run, const struct bpmn *def, enum bpmn_passing passing, int32_t avoid)
{
    struct bpmn_reach *reach = arena_new(run->arena, struct bpmn_reach);

    if (reach) {
        *reach = (struct bpmn_reach){ .def = def, .passing = passing, .avoid = avoid };
        reach->elements = arena_array(run->arena, bool, (size_t)def->count + 1);
        reach->flows = arena_array(run->arena, bool, (size_t)def->flow_count + 1);
        reach->forced = arena_array(run->arena, bool, (size_t)def->count + 1);
        reach->queue = arena_array(run->arena, int32_t, (size_t)def->count + 1);
        if (reach->elements && reach->flows && reach->forced && reach->queue) return reach;
    }
    bpmn_no_memory(run);
    return NULL;
}

static void come_to(struct bpmn_reach *reach, int32_t index)
{
    if (reach->elements[index]) return;
    reach->elements[index] = true;
    if (index != reach->avoid && !(reach->stop && reach->stop[index])) reach->queue[reach->tail++] = index;
}

static bool can_pass(const struct bpmn_reach *reach, const struct bpmn_el *el)
{
    if (!bpmn_is_join(el) || reach->passing == PASS_ANY || reach->forced[el->index]) return true;
    for (size_t i = 0; i < el->incoming_count; i++)
        if (!reach->flows[el->incoming[i]]) return false;
    return true;
}

static void take(struct bpmn_reach *reach, int32_t flow)
{
    const struct bpmn_el *target = &reach->def->elements[reach->def->flows[flow].target];

    reach->flows[flow] = true;
    if (can_pass(reach, target)) come_to(reach, target->index);
}

static bool has_trigger(const struct bpmn_el *el, enum bpmn_trigger_kind kind)
{
    return el->trigger_count > 0 && el->triggers[0].kind == kind;
}

static void follow_link(struct bpmn_reach *reach, const struct bpmn_el *thrower)
{
    const struct bpmn *def = reach->def;

    for (int32_t i = def->elements[thrower->parent].first_child; i != BPMN_NONE; i = def->elements[i].next_sibling)
        if (def->elements[i].kind == KIND_CATCH && has_trigger(&def->elements[i], TRIGGER_LINK) &&
            str_eq(def->elements[i].triggers[0].code, thrower->triggers[0].code))
            come_to(reach, i);
}

static void go_on(struct bpmn_reach *reach)
{
    while (reach->head < reach->tail) {
        const struct bpmn_el *el = &reach->def->elements[reach->queue[reach->head++]];

        for (size_t i = 0; i < el->outgoing_count; i++) take(reach, el->outgoing[i]);
        for (size_t i = 0; i < el->boundary_count; i++)
            if (!has_trigger(&reach->def->elements[el->boundaries[i]], TRIGGER_COMPENSATION)) come_to(reach, el->boundaries[i]);
        if (el->kind == KIND_THROW && has_trigger(el, TRIGGER_LINK)) follow_link(reach, el);
    }
}

void bpmn_reach_place(struct bpmn_reach *reach, int32_t from)
{
    come_to(reach, from);
    go_on(reach);
}

static void come_back_to(struct bpmn_reach *reach, int32_t index)
{
    if (index != reach->avoid) come_to(reach, index);
}

bool *bpmn_reach_back(struct bpmn_run *run, const struct bpmn *def, int32_t to, int32_t avoid)
{
    struct bpmn_reach *reach = reach_new(run, def, PASS_ANY, avoid);

    if (!reach) return NULL;
    come_back_to(reach, to);
    while (reach->head < reach->tail) {
        const struct bpmn_el *el = &def->elements[reach->queue[reach->head++]];

        for (size_t i = 0; i < el->incoming_count; i++) come_back_to(reach, def->flows[el->incoming[i]].source);
        if (el->kind == KIND_BOUNDARY) come_back_to(reach, el->attached_to);
        if (el->kind != KIND_CATCH || !has_trigger(el, TRIGGER_LINK)) continue;
        for (int32_t i = def->elements[el->parent].first_child; i != BPMN_NONE; i = def->elements[i].next_sibling)
            if (def->elements[i].kind == KIND_THROW && has_trigger(&def->elements[i], TRIGGER_LINK) &&
                str_eq(def->elements[i].triggers[0].code, el->triggers[0].code))
                come_back_to(reach, i);
    }
    return reach->elements;
}

struct bpmn_reach *bpmn_reach(struct bpmn_run *run, const struct bpmn *def, int32_t from, enum bpmn_passing passing, int32_t avoid)
{
    struct bpmn_reach *reach = reach_new(run, def, passing, avoid);

    if (reach && from != BPMN_NONE) bpmn_reach_place(reach, from);
    return reach;
}

/* ── Joins ─────────────────────────────────────────────────────────────── */

bool bpmn_reach_waits(const struct bpmn_reach *reach, const struct bpmn_el *join)
{
    if (reach->elements[join->index] || !bpmn_is_join(join)) return false;
    for (size_t i = 0; i < join->incoming_count; i++)
        if (reach->flows[join->incoming[i]]) return true;
    return false;
}

bool bpmn_reach_force(struct bpmn_reach *reach)
{
    bool any = false;

    for (int32_t i = 0; i < reach->def->count; i++) {
        if (!bpmn_reach_waits(reach, &reach->def->elements[i])) continue;
        reach->forced[i] = true;
        come_to(reach, i);
        any = true;
    }
    go_on(reach);
    return any;
}

struct bpmn_reach *bpmn_reach_to(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to, int *rounds)
{
    struct bpmn_reach *reach = bpmn_reach(run, def, from, PASS_ALONE, BPMN_NONE);

    *rounds = 0;
    if (!reach) return NULL;
    while (!reach->elements[to] && bpmn_reach_force(reach)) ++*rounds;
    if (reach->elements[to]) return reach;
    *rounds = -1;
    return bpmn_reach(run, def, from, PASS_ALONE, BPMN_NONE);
}

static bool has_met(const struct bpmn_reach *reach, const struct bpmn_reach *marks)
{
    for (int32_t i = 0; i < reach->def->count; i++)
        if (marks->elements[i] && (reach->elements[i] || bpmn_reach_waits(reach, &reach->def->elements[i]))) return true;
    return false;
}

struct bpmn_reach *bpmn_reach_until(struct bpmn_run *run, const struct bpmn *def, int32_t from, const struct bpmn_reach *marks)
{
    struct bpmn_reach *reach = bpmn_reach(run, def, from, PASS_ALONE, BPMN_NONE);

    while (reach && !has_met(reach, marks) && bpmn_reach_force(reach)) continue;
    return reach;
}

bool bpmn_can_reach(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to)
{
    const struct bpmn_reach *reach = bpmn_reach(run, def, from, PASS_ANY, BPMN_NONE);

    return reach && reach->elements[to];
}

/* Do both come to the join, neither by way of the other nor by the same flow? */
static bool do_meet(struct bpmn_run *run, const struct bpmn *def, int32_t a, int32_t b, const struct bpmn_el *join)
{
    const struct bpmn_reach *from_a = bpmn_reach(run, def, a, PASS_ANY, join->index);
    const struct bpmn_reach *from_b = from_a && from_a->elements[join->index] && !from_a->elements[b] ? bpmn_reach(run, def, b, PASS_ANY, join->index) : NULL;

    if (!from_b || !from_b->elements[join->index] || from_b->elements[a]) return false;
    for (size_t i = 0; i < join->incoming_count; i++)
        if (from_a->flows[join->incoming[i]] && from_b->flows[join->incoming[i]]) return false;
    return true;
}

int32_t bpmn_meeting(struct bpmn_run *run, const struct bpmn *def, int32_t a, int32_t b)
{
    int32_t best = BPMN_NONE;
    int fewest = 0;

    for (int32_t i = 0; a != b && i < def->count && !run->err; i++) {
        int rounds;

        if (!bpmn_is_join(&def->elements[i]) || i == a || i == b || !do_meet(run, def, a, b, &def->elements[i])) continue;
        (void)bpmn_reach_to(run, def, a, i, &rounds);
        if (best != BPMN_NONE && rounds >= fewest) continue;
        best = i;
        fewest = rounds;
    }
    return best;
}
