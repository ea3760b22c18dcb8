/*
 * trace.h - plays a process step by step from a table of texts.
 *
 * A step is an event and the effects it must have, both as short texts:
 *   start [{variables}]   start@NAME [{…}]   done ELEMENT [{…}]   fail ELEMENT CODE [{…}]
 *   timer ELEMENT   message NAME [{…}]   signal NAME [{…}]   decided ELEMENT [{…}]
 *   sign ELEMENT before|after|instance|round|voter [{…}]   unsign ELEMENT   (an element means the activity it had last)
 *   move LEFT PATH (LEFT: an element, "*" everything, "-" nothing)
 *   escalate ELEMENT CODE   retry [ELEMENT] [{…}]   set {…}   choose SUBPROCESS ELEMENT [{…}]   cancel   at MILLISECONDS (the clock, no event)   vars
 * A leading "!" says the event must be refused as not fitting (ERR_CONFLICT).
 * Effects: open E (:before, :after, :vote of a signature), hold E, round E:result, close E (task cancelled), service E:type, decide E:decision, timer E+ms, untimer E, wait E:name,
 * unwait E:name, signal E:name, send E:name, broadcast E:name, incident E:code, ended, cancelled.
 * After every step the state is written, read and written again: one text.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_BPMN_TRACE_H
#define TESTS_BPMN_TRACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bpmn/bpmn.h"

#define FORMAL "xsi:type='tFormalExpression'"
#define FLOW(a, b) "<sequenceFlow id='" a "_" b "' sourceRef='" a "' targetRef='" b "'/>"
#define FLOW_IF(a, b, condition)                                                                            \
    "<sequenceFlow id='" a "_" b "' sourceRef='" a "' targetRef='" b "'><conditionExpression " FORMAL ">" condition   \
    "</conditionExpression></sequenceFlow>"
#define START(id) "<startEvent id='" id "'/>"
#define END(id) "<endEvent id='" id "'/>"
#define LAST(id) END(id "_end") FLOW(id, id "_end")     /* an end of its own */
#define USER(id) "<userTask id='" id "'/>"
#define WITH(kind, id, extensions) "<" kind " id='" id "'><extensionElements>" extensions "</extensionElements></" kind ">"
#define SERVICE(id, type) WITH("serviceTask", id, "<z:taskDefinition type='" type "'/>")
#define SCRIPT(id, feel, variable) WITH("scriptTask", id, "<z:script expression='=" feel "' resultVariable='" variable "'/>")
#define PROCESS(id, body) "<process id='" id "' isExecutable='true'>" body "</process>"
#define TIMER_AFTER(duration) "<timerEventDefinition><timeDuration " FORMAL ">" duration "</timeDuration></timerEventDefinition>"
#define ON_MESSAGE(ref) "<messageEventDefinition messageRef='" ref "'/>"
#define ON_CONDITION(feel) "<conditionalEventDefinition><condition " FORMAL ">" feel "</condition></conditionalEventDefinition>"
#define BOUNDARY(id, host, cancel, definition) \
    "<boundaryEvent id='" id "' attachedToRef='" host "' cancelActivity='" cancel "'>" definition "</boundaryEvent>"

struct trace_step { const char *event, *effects; };
struct trace {
    const char *name;
    const char *xml;                       /* what stands inside <definitions> */
    struct trace_step steps[16];           /* ended by an empty one */
};

/* The whole file around a body. */
struct str trace_file(struct arena *arena, const char *body);
/* The processes of a body; fails the test when it does not load. */
struct bpmn **trace_load(struct arena *arena, const char *body, size_t *count);
/* Plays every trace of a table. */
void trace_play(const struct trace *traces, size_t count);
/* The library of a list of processes, for calls. */
struct trace_library { struct bpmn **processes; size_t count; };
const struct bpmn *trace_find(const struct bpmn_wanted *wanted, void *library);
/* FEEL text as a value. */
const struct feel_value *trace_value(struct arena *arena, struct str text);
/* A state for people to read. */
struct str trace_print(struct arena *arena, const struct bpmn_state *state);
/* What is packed in a stored state, and a stored state of it. */
struct str trace_unpacked(struct arena *arena, struct str stored);
struct str trace_packed(struct arena *arena, struct str plain);
/* Effects as text, as described above. */
struct str trace_effects(struct arena *arena, const struct bpmn_effects *effects, int64_t now_ms);

#endif
