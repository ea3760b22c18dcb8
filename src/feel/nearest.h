/*
 * nearest.h - which known name someone who mistyped may have meant.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_NEAREST_H
#define FEEL_NEAREST_H

#include "base/str.h"

struct nearest { struct str wanted, best; size_t distance; };

/* Only candidates that differ in about a third of their characters count, or in case alone. */
void nearest_begin(struct nearest *n, struct str wanted);
void nearest_try(struct nearest *n, struct str candidate);     /* n->best is the nearest so far, len 0: none */

#endif
