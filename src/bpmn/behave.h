/*
 * behave.h - the functions the table of behaviours names; one file per family.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_BEHAVE_H
#define BPMN_BEHAVE_H

#include "bpmn/run.h"

/* receive.c: the event does what it does; the tokens it sets going are on their way.  ERR_CONFLICT: it does not fit. */
enum err bpmn_receive(struct bpmn_run *run, const struct bpmn_event *event) MUST_CHECK;

/* tasks.c */
void bpmn_user_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_service_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_script_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_rule_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_send_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_work_cancel(struct bpmn_run *run, struct bpmn_node *node);
/* Does the node wait for an answer to BPMN_TASK_OPEN, BPMN_SERVICE or BPMN_DECIDE? */
bool bpmn_works(const struct bpmn_run *run, const struct bpmn_node *node);

/* scopes.c */
void bpmn_scope_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_process_empty(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_call_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_ad_hoc_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_ad_hoc_empty(struct bpmn_run *run, struct bpmn_node *node);
/* Starts the chosen element with its own variables; false: there is no choice of it. */
bool bpmn_ad_hoc_activate(struct bpmn_run *run, int64_t activity, struct str element, const struct feel_value *variables);
/* The place of a process in the state, added when new; -1: stuck or out of memory. */
int32_t bpmn_process_index(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_wanted *wanted);

/* gateways.c, joins.c */
bool bpmn_parallel_arrive(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow);
bool bpmn_inclusive_arrive(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow);
bool bpmn_complex_arrive(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow);
void bpmn_event_gateway_enter(struct bpmn_run *run, struct bpmn_node *node);
/* One of its events, `index`, was first; a parallel gateway goes on waiting for the others. */
void bpmn_event_gateway_fired(struct bpmn_run *run, struct bpmn_node *node, int32_t index, const struct feel_value *variables);
/* A parallel gateway that started the process by its event `fired`. */
void bpmn_event_gateway_begin(struct bpmn_run *run, struct bpmn_node *scope, int32_t index, int32_t fired);
/* Enters a gateway or activity for the tokens it took. */
void bpmn_open(struct bpmn_run *run, struct bpmn_node *scope, int32_t index);

/* events.c */
void bpmn_start_enter(struct bpmn_run *run, struct bpmn_node *node);
/* The process is started by one of its events. */
void bpmn_start_by(struct bpmn_run *run, struct bpmn_node *root, const struct bpmn_start *start);
void bpmn_catch_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_throw_enter(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_throw_cancel(struct bpmn_run *run, struct bpmn_node *node);

#endif
