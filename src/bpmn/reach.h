/*
 * reach.h - where tokens can get to inside one scope; for moves.
 *
 * An edge is a sequence flow, the step from an activity to a boundary event on
 * it, or a link.  What a join (parallel, inclusive or complex gateway with
 * several incoming flows) needs to be passed depends on the question: see
 * enum bpmn_passing.
 *
 * Ownership: the arena of the run.  Out of memory: run->err is set, NULL.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_REACH_H
#define BPMN_REACH_H

#include "bpmn/run.h"

enum bpmn_passing {
    PASS_ANY,                              /* a token on any flow: what can be come to at all */
    PASS_ALONE                             /* tokens on all flows: what one token leads to by itself */
};

/* Marks by index of elements and flows of one definition, and how far the walk has come. */
struct bpmn_reach {
    const struct bpmn *def;
    enum bpmn_passing passing;
    int32_t avoid;                         /* nothing goes on from here; BPMN_NONE: from everywhere */
    const bool *stop;                      /* nor from these, unless NULL */
    bool *elements;                        /* a token can be here and go on */
    bool *flows;                           /* a token can come along here */
    bool *forced;                          /* joins taken as passed though not all their flows are marked */
    int32_t *queue;
    size_t head, tail;
};

bool bpmn_is_join(const struct bpmn_el *el);

/* From one place. */
struct bpmn_reach *bpmn_reach(struct bpmn_run *run, const struct bpmn *def, int32_t from, enum bpmn_passing passing, int32_t avoid);
/* From one place more. */
void bpmn_reach_place(struct bpmn_reach *reach, int32_t from);
/* What comes to `to` without going through `avoid`, by index. */
bool *bpmn_reach_back(struct bpmn_run *run, const struct bpmn *def, int32_t to, int32_t avoid);

/* Does it wait at this join for tokens on other flows? */
bool bpmn_reach_waits(const struct bpmn_reach *reach, const struct bpmn_el *join);
/* Takes the joins it waits at as passed, and goes on; false: there are none. */
bool bpmn_reach_force(struct bpmn_reach *reach);

/* From `from` alone, forcing joins until `to` is reached; *rounds: how often, -1: never, and nothing is forced. */
struct bpmn_reach *bpmn_reach_to(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to, int *rounds);
/* The same until it comes to something in `marks`, if only to wait there. */
struct bpmn_reach *bpmn_reach_until(struct bpmn_run *run, const struct bpmn *def, int32_t from, const struct bpmn_reach *marks);

/* Can a token at `from` come to `to` at all? */
bool bpmn_can_reach(struct bpmn_run *run, const struct bpmn *def, int32_t from, int32_t to);
/* The first join at which both come together by different flows; BPMN_NONE when they do not stand beside each other. */
int32_t bpmn_meeting(struct bpmn_run *run, const struct bpmn *def, int32_t a, int32_t b);

#endif
