/*
 * contact.h - the reporter's contact: sealed, masked, found by exact digest only; inside case/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_CONTACT_H
#define CASE_CONTACT_H

#include "case/plan.h"

/* HMAC-SM3 of a text under a key, hex; at == NULL without memory. */
struct str contact_digest(struct arena *arena, const unsigned char key[32], struct str text);
/* Deletes the contacts whose time is over; *gone counts. */
enum err contact_sweep(struct world *world, int64_t now_ms, int64_t *gone, struct fault *why) MUST_CHECK;
/* Seals plan->draft's contact into the plan. */
enum err contact_seal(struct case_plan *plan, struct fault *why) MUST_CHECK;

#endif
