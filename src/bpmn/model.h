/*
 * model.h - a loaded process: elements, flows and what is written on them.
 *
 * Elements stand in an array in document order; element 0 is the process
 * itself, so that the process and a subprocess are entered and left the same
 * way.  Everything that refers to something else holds an index.
 *
 * Ownership: the arena given to bpmn_load.  Immutable afterwards.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_MODEL_H
#define BPMN_MODEL_H

#include "base/table.h"
#include "bpmn/bpmn.h"

enum { BPMN_NONE = -1 };
enum { BPMN_ELEMENTS_MAX = 5000, BPMN_FLOWS_PER_ELEMENT_MAX = 250, BPMN_NEST_MAX = 24 };

enum bpmn_kind {
    KIND_PROCESS,
    KIND_TASK, KIND_MANUAL_TASK, KIND_USER_TASK, KIND_SERVICE_TASK, KIND_SCRIPT_TASK, KIND_RULE_TASK,
    KIND_SEND_TASK, KIND_RECEIVE_TASK, KIND_CALL,
    KIND_SUBPROCESS, KIND_TRANSACTION, KIND_AD_HOC, KIND_EVENT_SUBPROCESS,
    KIND_EXCLUSIVE, KIND_PARALLEL, KIND_INCLUSIVE, KIND_COMPLEX, KIND_EVENT_GATEWAY,
    KIND_START, KIND_CATCH, KIND_THROW, KIND_BOUNDARY, KIND_END,
    KIND__COUNT
};

/* FEEL, or plain text when `expr` is NULL; absent when text.at is NULL. */
struct bpmn_text {
    struct str text;
    const struct feel_expr *expr;
};

enum bpmn_trigger_kind {
    TRIGGER_MESSAGE, TRIGGER_TIMER, TRIGGER_SIGNAL, TRIGGER_CONDITION, TRIGGER_ERROR, TRIGGER_ESCALATION,
    TRIGGER_LINK, TRIGGER_COMPENSATION, TRIGGER_CANCEL, TRIGGER_TERMINATE,
    TRIGGER__COUNT
};

enum bpmn_timer_kind { TIMER_DATE, TIMER_DURATION, TIMER_CYCLE };

/* One event definition. */
struct bpmn_trigger {
    enum bpmn_trigger_kind kind;
    struct bpmn_text value;                /* message or signal name, condition, timer */
    enum bpmn_timer_kind timer;
    struct bpmn_text key;                  /* zeebe:subscription correlationKey */
    struct str code;                       /* error or escalation code; none catches all.  Link name. */
    int32_t activity;                      /* compensation: the activity, or BPMN_NONE for the whole scope */
    bool wait;                             /* compensation: wait for its end */
};

struct bpmn_flow {
    struct str id, name;
    int32_t source, target;
    const struct feel_expr *condition;     /* NULL: unconditional */
};

enum bpmn_loop_kind { LOOP_STANDARD, LOOP_SEQUENTIAL, LOOP_PARALLEL };
enum bpmn_behavior { BEHAVIOR_ALL, BEHAVIOR_NONE, BEHAVIOR_ONE, BEHAVIOR_COMPLEX };

struct bpmn_loop {
    enum bpmn_loop_kind kind;
    bool test_before;
    int64_t maximum;                       /* 0: only the general bound */
    const struct feel_expr *condition;     /* standard loop */
    const struct feel_expr *cardinality, *completion, *collection, *output;
    struct str item, collected;            /* inputElement, outputCollection */
    enum bpmn_behavior behavior;
    struct bpmn_trigger *thrown;           /* implicit event of None and One, or NULL */
    struct bpmn_behavior_rule { const struct feel_expr *condition; struct bpmn_trigger thrown; } *rules;
    size_t rule_count;
};

struct bpmn_mapping { struct bpmn_text source; struct str target; };
struct bpmn_pair { struct str name, value; };

struct bpmn_el {
    enum bpmn_kind kind;
    struct str id, name, type;             /* type as in XML */
    int32_t index, parent, first_child, next_sibling;
    int32_t *incoming, *outgoing, *boundaries;
    size_t incoming_count, outgoing_count, boundary_count;
    int32_t default_flow, attached_to, handler;
    struct bpmn_trigger *triggers;
    size_t trigger_count;
    bool interrupting;                     /* cancelActivity, isInterrupting */
    bool parallel_multiple, for_compensation, instantiate;
    bool sequential, cancel_remaining;     /* ad hoc */
    bool all_events;                       /* event-based gateway: parallel */
    bool by_choice;                        /* ad hoc: someone chooses what is done (zeebe:adHoc) */
    const struct feel_expr *first;         /* ad hoc: the ids of what is done first, or NULL */
    int64_t start_quantity, completion_quantity;
    const struct bpmn_loop *loop;
    const struct feel_expr *condition;     /* ad hoc completion, complex gateway activation */
    struct str lane, desk;                 /* name of the lane it lies in, and the desk the lane names */

    enum bpmn_binding binding;             /* call activity */
    struct str binding_tag;
    struct bpmn_text assignee, groups, users, due, follow, priority, script, called, job, retries;
    struct str form, decision, result;
    const struct feel_value *headers;      /* a context of strings, or NULL */
    struct bpmn_mapping *inputs, *outputs;
    struct bpmn_pair *properties;
    size_t input_count, output_count, property_count;
    bool keep_parent, keep_child;          /* call activity: propagateAll…Variables */
    bool foreign_script;                   /* script text handed to the caller (dialect) */
};

struct bpmn {
    struct str id, name, version_tag;
    bool executable;
    uint64_t stamp;                        /* of the file's text: same stamp, same indices */
    struct bpmn_el *elements;
    int32_t count;
    struct bpmn_flow *flows;
    int32_t flow_count;
    struct table by_id;
    struct bpmn_start *starts;
    size_t start_count;
};

/* The empty context. */
const struct feel_value *bpmn_empty(void);

#endif
