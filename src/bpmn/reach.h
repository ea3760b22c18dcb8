/*
 * reach.h - where a token can get to, and what stands beside it; for moves.
 *
 * Everything is about the elements of one scope: flows do not cross scopes.
 * An edge is a sequence flow, the step from an activity to a boundary event on
 * it, or a link.  A join (parallel, inclusive or complex gateway with several
 * incoming flows) is passed only by tokens on all of them.
 *
 * Ownership: the arena of the run.  Out of memory: run->err is set, NULL.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_REACH_H
#define BPMN_REACH_H

#include "bpmn/run.h"

/* Marks by index of elements and flows of one definition. */
struct bpmn_reach {
    const struct bpmn *def;
    bool *elements;                        /* a token can be here and go on */
    bool *flows;                           /* a token can come along here */
    bool *forced;                          /* joins taken as passed though not all their flows are marked */
};

bool bpmn_is_join(const struct bpmn_el *el);

/* What tokens at the `count` places `from` can come to, joins passed by any one of them; nothing goes on from `avoid`. */
struct bpmn_reach *bpmn_reach_any(struct bpmn_run *run, const struct bpmn *def, const int32_t *from, size_t count, int32_t avoid);
/* Can a token at `from` come to `to` without going through `avoid`? */
bool bpmn_can_reach(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to, int32_t avoid);

/*
 * What one token at `from` alone leads to again, until `to` is among it.  Where it would wait at a join for others,
 * that join is forced, as few in a row as are needed.  *rounds: how many; -1: it never comes to `to`, nothing is forced.
 */
struct bpmn_reach *bpmn_reach_alone(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to, int *rounds);

/* Do both come together at a join, neither before the other? */
bool bpmn_is_beside(struct bpmn_run *run, const struct bpmn *def, int32_t a, int32_t b);

#endif
