/*
 * eval.h - what the files of the evaluator share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_EVAL_H
#define FEEL_EVAL_H

#include "feel/run.h"

const struct feel_value *eval_for(struct feel_run *run, const struct node *node, const struct feel_scope *scope);
const struct feel_value *eval_quantified(struct feel_run *run, const struct node *node, const struct feel_scope *scope);
const struct feel_value *eval_filter(struct feel_run *run, const struct node *node, const struct feel_scope *scope);
const struct feel_value *eval_call(struct feel_run *run, const struct node *node, const struct feel_scope *scope);

#endif
