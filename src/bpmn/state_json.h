/*
 * state_json.h - shared by the two files that write and read a state.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_STATE_JSON_H
#define BPMN_STATE_JSON_H

#include "bpmn/state.h"

void bpmn_value_write(struct json_out *out, struct arena *arena, const char *key, const struct feel_value *value);
/* NULL when it is not what bpmn_value_write writes, or out of memory. */
const struct feel_value *bpmn_value_read(struct arena *arena, const struct json_t *node);

#endif
