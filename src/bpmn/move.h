/*
 * move.h - where BPMN_MOVE goes, and how an element is started out of turn.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_MOVE_H
#define BPMN_MOVE_H

#include "bpmn/run.h"

/* A place to start at: element `index` of the open `scope`; `aim` leads on inside it, or is empty. */
struct bpmn_spot { struct bpmn_node *scope; int32_t index; struct str aim; };

/*
 * The place a path ("/CALL/ELEMENT", see BPMN_MOVE) means, seen from `left`: in the scopes that are open around it,
 * else through those that have to be entered.  `left` NULL: in what is open once only.  False: there is none.
 */
bool bpmn_spot_find(struct bpmn_run *run, struct bpmn_node *left, struct str path, struct bpmn_spot *out);

/* May element `el` be started out of turn inside the element `scope` around it? */
bool bpmn_may_start(const struct bpmn *def, const struct bpmn_el *el, int32_t scope);

/* Branches of `scope` that nothing will come out of any more count as done at the joins element `target` leads to. */
void bpmn_fill_joins(struct bpmn_run *run, struct bpmn_node *scope, int32_t target);

/* Starts what node->aim names inside the just entered `node`; false: it cannot be, the node is stuck. */
bool bpmn_start_aimed(struct bpmn_run *run, struct bpmn_node *node);

/* The child of `scope` in which `node` lies, or `node` itself. */
struct bpmn_node *bpmn_child_around(const struct bpmn_run *run, const struct bpmn_node *scope, struct bpmn_node *node);

enum err bpmn_on_move(struct bpmn_run *run, const struct bpmn_event *event) MUST_CHECK;

#endif
