/*
 * acting.h - how synthetic people decide: which outcome of a task they choose
 * and what they fill into its form.  Works for any model, since a task says
 * itself what may come of it.
 *
 * Threads: any; the chance is the caller's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_ACTING_H
#define COMMANDS_ACTING_H

#include "base/json.h"
#include "commands/chance.h"

/* Most people take the usual way out, few the dangerous one.  `count` must not be 0. */
struct way { bool primary, danger; };
size_t acting_choose(struct chance *chance, const struct way *ways, size_t count);

/* A JSON object with the required fields of a form-js schema; "{}" without form, STR_NONE without memory. */
struct str acting_fields(struct arena *arena, struct chance *chance, const struct json_t *form);

#endif
