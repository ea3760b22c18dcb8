/*
 * instruction.h - what giving an instruction and activating an emergency plan share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_INSTRUCTION_H
#define COMMAND_INSTRUCTION_H

#include "case/case.h"
#include "http/http.h"

/* In whose name: the desk of the user that may supervise in the area, which follows it up; "command@320102002". */
struct sender { const struct unit *area, *unit; struct str desk; };
/* ERR_NOT_FOUND, about the field `area`, when the user has none there. */
enum err instruction_sender(struct call *call, struct str area, struct sender *out, struct fault *why) MUST_CHECK;

/* The figures of an instruction, counted from its receivers, into the object that is open: INSTRUCTION_TALLY_FIELDS. */
enum err instruction_tally(struct call *call, const struct case_record *record, struct fault *why) MUST_CHECK;
#define INSTRUCTION_TALLY_FIELDS FIELD("received", INT), FIELD("total", INT), FIELD("waiting", INT), FIELD("working", INT), FIELD("done", INT), FIELD("recalled", INT), FIELD("late", INT)

#endif
