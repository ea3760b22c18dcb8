/*
 * round.h - a countersignature (会签) on a running user task.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_ROUND_H
#define BPMN_ROUND_H

#include "bpmn/run.h"

enum { BPMN_SIGN_BEFORE = 1, BPMN_SIGN_AFTER, BPMN_SIGN_VOTE };   /* node->number of a ROLE_SIGN */
enum { BPMN_SIGNATURES_MAX = 200 };                               /* of one task, of one round */

/* The round that is open on `task`, or NULL. */
struct bpmn_node *bpmn_round_of(const struct bpmn_run *run, const struct bpmn_node *task);
/* Opens a round for `voters` (a list of contexts) with a share in percent, 0: one is enough.  ERR_CONFLICT: there are none or too many. */
enum err bpmn_round_open(struct bpmn_run *run, struct bpmn_node *task, const struct feel_value *variables) MUST_CHECK;
/* One more is asked. */
enum err bpmn_round_add(struct bpmn_run *run, struct bpmn_node *round, const struct feel_value *variables) MUST_CHECK;
/* The open `vote` is given, or taken out; true: that decided the round, which is gone. */
bool bpmn_round_vote(struct bpmn_run *run, struct bpmn_node *vote, bool against);
bool bpmn_round_drop(struct bpmn_run *run, struct bpmn_node *vote);

#endif
