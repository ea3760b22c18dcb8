/*
 * mediation.h - disputes (矛盾纠纷): the register of a street, and of one case its persons, sessions, agreement, visits and confirmation.
 *
 * There is no table of mediations: what stands at which step is the case's open
 * task, and sessions and agreement are variables of the process p5-mediation.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_MEDIATION_H
#define COMMAND_MEDIATION_H

#include "case/case.h"
#include "http/http.h"
#include "org/org.h"

/* An open case of a type in a street and one of its open tasks; element at NULL: nobody's turn. */
struct dispute_row { int64_t case_id, due_at; struct str element; };
enum err disputes_open(struct db *db, struct arena *arena, int64_t street_id, struct str item, struct dispute_row **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
