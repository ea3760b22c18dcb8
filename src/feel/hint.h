/*
 * hint.h - notes that say what was probably meant.
 *
 * Each writes one note and gives null.  Values never stand in a note, only
 * names and what the expression itself says: data may be personal.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_HINT_H
#define FEEL_HINT_H

#include "feel/run.h"

/* NODE_NAME that names nothing; the nearest name of the scope, a built-in or a word for it is offered. */
const struct feel_value *hint_missing(struct feel_run *run, const struct node *node, const struct feel_scope *scope);
/* NODE_PATH to what is not there. */
const struct feel_value *hint_property(struct feel_run *run, const struct node *node, const struct feel_value *of);
/* Values of these types cannot be compared; `node` may be any with operands a and b. */
const struct feel_value *hint_compare(struct feel_run *run, const struct node *node, const struct feel_value *a, const struct feel_value *b);
const struct feel_value *hint_arithmetic(struct feel_run *run, enum node_op op, size_t at, const struct feel_value *a, const struct feel_value *b);
/* What is called is no function. */
const struct feel_value *hint_call(struct feel_run *run, size_t at, const struct feel_value *called);

#endif
