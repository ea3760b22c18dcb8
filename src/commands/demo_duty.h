/*
 * demo_duty.h - the duty roster and the stocks of the demo street, so that a newcomer sees them filled.  All synthetic (合成), always the same.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_DEMO_DUTY_H
#define COMMANDS_DEMO_DUTY_H

#include "store/store.h"

/* Who stands on the roster of the demo street: a post of the catalogue, a person, the unit. */
enum { DEMO_SHIFTS_MAX = 16 };
struct demo_duty { struct { const char *post; int64_t account, unit; } on[DEMO_SHIFTS_MAX]; size_t count; int64_t street, by, now_ms; };
/* Inside a job: shifts from yesterday 08:30 for four days, and what the street has ready for floods and epidemics. */
enum err demo_duty_write(struct db *db, const struct demo_duty *duty, struct fault *why) MUST_CHECK;

#endif
