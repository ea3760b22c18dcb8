/*
 * state_form.h - the stored form of a state, shared by the two files that write and read it.
 *
 * A byte for the version, then packed (base/pack.h): the last id, flags, the
 * processes, then nodes, tokens, waits and records, each list with its length
 * before it and in the order of the state, so that one state has one form.  A
 * node or wait begins with what it mostly has; a set of bits says which rare
 * parts follow.  Numbers and texts as in base/wire.h, values as in feel_put.
 *
 * The numbers below and those of the roles, stages and kinds written are part
 * of the form: another meaning is another version.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_STATE_FORM_H
#define BPMN_STATE_FORM_H

#include "bpmn/state.h"

enum { STATE_VERSION = 1, STATE_BYTES_MAX = 64 * 1024 * 1024 };
enum { STATE_ENDED = 1, STATE_CANCELLED = 2 };
enum node_part {
    NODE_PROCESS = 1, NODE_CAUSE = 2, NODE_PAST = 4, NODE_NUMBER = 8, NODE_CHOSEN = 16, NODE_AIM = 32, NODE_STUCK = 64,
    NODE_LOOP = 128, NODE_VARIABLES = 256, NODE_PARTS = 511,
};
enum loop_part { LOOP_ITEMS = 1, LOOP_RESULTS = 2, LOOP_PARTS = 3 };
enum wait_part { WAIT_TRIGGER = 1, WAIT_NAME = 2, WAIT_DUE = 4, WAIT_LEFT = 8, WAIT_EVERY = 16, WAIT_FIRED = 32, WAIT_PARTS = 63 };

#endif
