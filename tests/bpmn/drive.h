/*
 * drive.h - random events that run models deep, the same on every machine.
 *
 * Most events answer what the latest effects asked for (tasks with one of the
 * outcomes their model offers); the rest are anything.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_BPMN_DRIVE_H
#define TESTS_BPMN_DRIVE_H

#include "trace.h"

/* Bodies of files, as trace_load takes them, that together use everything. */
extern const char *const DRIVE_MODELS[];
extern const size_t DRIVE_MODEL_COUNT;

struct drive_hint { struct bpmn_event event; struct str process, element; };
struct drive {
    uint64_t seed;                         /* not 0 */
    struct trace_library *library;         /* whose outcomes are chosen, or NULL */
    struct drive_hint hints[64];
    size_t hint_count;
};

uint64_t drive_random(struct drive *d, uint64_t below);
void drive_learn(struct drive *d, const struct bpmn_effects *effects);
struct bpmn_event drive_event(struct drive *d, struct arena *arena);

#endif
