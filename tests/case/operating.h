/*
 * operating.h - what tests of operations on open tasks share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CASE_OPERATING_H
#define TESTS_CASE_OPERATING_H

#include "ward.h"

#define SENT "dispatch=dispatch:320102002-enforcement "
#define QUICK SENT "sign=accept arrive=arrived "
#define REASON "{\"reason\":\"理由\"}"

/* {"reason": …, name: value}. */
const char *with(struct ward *w, const char *name, const char *value);
/* The names of the open tasks in the order they were opened: "a2 b". */
const char *open_tasks(struct ward *w, int64_t id);
#define assert_open(w, id, expected) assert_string_equal(open_tasks(w, id), expected)
int64_t task_id(struct ward *w, int64_t id, const char *element);
/* {"reason": …, "task": …, "to": …}; `to` may be NULL. */
const char *on_task(struct ward *w, int64_t id, const char *element, const char *to);
/* What the field `name` of an operation offers: "甲一 先办 派遣"; the value behind the n-th of these. */
const char *offered(struct ward *w, int64_t id, int64_t account, const char *op, const char *field);
const char *offered_value(struct ward *w, int64_t id, int64_t account, const char *op, const char *field, size_t n);
/* To the end of the case, whatever is open. */
void finish(struct ward *w, int64_t id);
/* A case on models/positions.bpmn, dispatched, after these steps. */
int64_t positions(struct ward *w, const char *steps);

#endif
