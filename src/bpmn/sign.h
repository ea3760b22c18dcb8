/*
 * sign.h - signatures inside a user task.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_SIGN_H
#define BPMN_SIGN_H

#include "bpmn/run.h"

/* Does the task wait for a signature, so that it cannot be completed itself? */
bool bpmn_sign_waits(const struct bpmn_run *run, const struct bpmn_node *task);
/* The task is done: opens the first signature after it; false: there is none. */
bool bpmn_sign_after(struct bpmn_run *run, struct bpmn_node *task);
/* A signature is given; `answer` "back": the task is to be done again first, "against": a vote that refuses. */
void bpmn_sign_done(struct bpmn_run *run, struct bpmn_node *sign, struct str answer);

enum err bpmn_on_sign(struct bpmn_run *run, const struct bpmn_event *event) MUST_CHECK;
enum err bpmn_on_unsign(struct bpmn_run *run, const struct bpmn_event *event) MUST_CHECK;

#endif
