/*
 * load.h - what the loader's files share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_LOAD_H
#define BPMN_LOAD_H

#include "base/finding.h"
#include "bpmn/model.h"
#include "bpmn/xml.h"

struct loader {
    struct arena *arena;
    const struct bpmn_dialect *dialect;    /* or NULL */
    const struct bpmn_xml *root;
    struct table ids;                      /* every BPMN id -> struct bpmn_xml */
    struct bpmn *process;                  /* under construction */
    const struct bpmn_xml **nodes;         /* the XML of each element of `process` */
    struct fault *why;
    struct findings *findings;             /* or NULL: stop at the first mistake */
};

/* All BPMN elements by id; a repeated id is refused. */
enum err bpmn_load_ids(struct loader *l) MUST_CHECK;
const struct bpmn_xml *bpmn_load_ref(const struct loader *l, struct str reference);
/* Index of the element with that id in the process, or BPMN_NONE. */
int32_t bpmn_load_index(const struct loader *l, struct str reference);

/* One <process> or global task with everything in it. */
enum err bpmn_load_process(struct loader *l, const struct bpmn_xml *node, struct bpmn **out) MUST_CHECK;
bool bpmn_load_is_global(const struct bpmn_xml *node);

/* After a mistake: with a list of findings the loader looks at the next thing. */
bool bpmn_load_goes_on(const struct loader *l, enum err err);
/* Is what was read so far without mistakes?  Ends a part of the loading. */
enum err bpmn_load_settle(const struct loader *l) MUST_CHECK;
/* Refuses element `node`: "元素 ID（type）：…". */
enum err bpmn_load_refuse(const struct loader *l, enum err code, const struct bpmn_xml *node, const char *zh, const char *en) MUST_CHECK;

/* `text` as FEEL (a leading = is dropped); `what` names it in the fault.  An empty text is refused. */
enum err bpmn_load_feel(struct loader *l, const struct bpmn_xml *node, const char *what, struct str text,
                        const struct feel_expr **out) MUST_CHECK;
/* FEEL when it starts with =, plain text otherwise; absent stays absent. */
enum err bpmn_load_text(struct loader *l, const struct bpmn_xml *node, const char *what, struct str text,
                        struct bpmn_text *out) MUST_CHECK;
/* A formal expression element: its text as FEEL, through the dialect. */
enum err bpmn_load_expression(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *expression,
                              const char *what, const struct feel_expr **out) MUST_CHECK;

/* Event definitions of `node`, in place or by reference. */
enum err bpmn_load_triggers(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el) MUST_CHECK;
enum err bpmn_load_trigger(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *definition,
                           struct bpmn_trigger *out) MUST_CHECK;
enum err bpmn_load_message(struct loader *l, const struct bpmn_xml *owner, struct str reference,
                           struct bpmn_trigger *out) MUST_CHECK;
/* Loop and multi-instance characteristics. */
enum err bpmn_load_loop(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el) MUST_CHECK;
/* What one element says beyond the graph: zeebe: extensions and attributes. */
enum err bpmn_load_zeebe(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el) MUST_CHECK;

/* Lanes: who has the user tasks that name nobody. */
void bpmn_load_lanes(struct loader *l, const struct bpmn_xml *process_node);
/* The ways to start the process. */
enum err bpmn_load_starts(struct loader *l) MUST_CHECK;

/* The rules of the standard that a model must keep, whatever it does; see rules.c. */
enum err bpmn_rules_check(struct loader *l) MUST_CHECK;

#endif
