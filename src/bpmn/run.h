/*
 * run.h - one step while it runs: the state being changed, the tokens on
 * their way, the effects so far.
 *
 * What runs out of memory sets run->err and everything after does nothing;
 * bpmn_step looks at the end.  What cannot go on makes an incident on its node.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_RUN_H
#define BPMN_RUN_H

#include "bpmn/state.h"

struct bpmn_move { int64_t scope; int32_t index, flow; };   /* a token on its way into an element of `scope` */

struct bpmn_run {
    struct arena *arena;
    const struct bpmn *root;
    const struct bpmn_library *library;
    const struct bpmn **defs;              /* of state->processes */
    size_t def_cap;
    struct bpmn_state *s;
    int64_t now;
    struct bpmn_effect *effects;
    size_t effect_count, effect_cap;
    struct bpmn_move *moves;
    size_t move_count, move_head, move_cap;
    int64_t *throws;                       /* nodes whose event waits until all tokens have settled */
    size_t throw_count, throw_head, throw_cap;
    size_t steps;
    bool overrun;                          /* a bound was passed: tokens are held */
    int8_t *marks;                         /* scratch of the joins: two per element */
    size_t mark_cap;
    bool conditions;                       /* variables changed or conditions armed */
    struct bpmn_effect sink;               /* written to when out of memory */
    enum err err;
    struct fault *why;
};

/* One row per kind of element; see behave.c. */
struct bpmn_row {
    void (*enter)(struct bpmn_run *run, struct bpmn_node *node);
    void (*cancel)(struct bpmn_run *run, struct bpmn_node *node);     /* NULL: nothing beyond the general */
    void (*empty)(struct bpmn_run *run, struct bpmn_node *node);      /* scopes: nothing is open inside any more */
    bool (*arrive)(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *el, int32_t flow);  /* joins: true: taken */
};
const struct bpmn_row *bpmn_row_of(enum bpmn_kind kind);

/* ── Basics: basics.c ──────────────────────────────────────────────────── */

const struct bpmn *bpmn_def(const struct bpmn_run *run, const struct bpmn_node *node);
const struct bpmn_el *bpmn_el(const struct bpmn_run *run, const struct bpmn_node *node);
const struct bpmn_el *bpmn_el_at(const struct bpmn_run *run, const struct bpmn_node *node, int32_t index);
struct bpmn_node *bpmn_parent(const struct bpmn_run *run, const struct bpmn_node *node);   /* NULL: the root */
void bpmn_no_memory(struct bpmn_run *run);
/* A new effect about `node`; always writable. */
struct bpmn_effect *bpmn_emit(struct bpmn_run *run, enum bpmn_effect_kind kind, const struct bpmn_node *node);
/* A node for element `index` of the parent's process (or of `process`); NULL when out of memory or bounds. */
struct bpmn_node *bpmn_node_new(struct bpmn_run *run, const struct bpmn_node *parent, int32_t process, int32_t index, enum bpmn_role role);
void bpmn_push(struct bpmn_run *run, struct bpmn_node *scope, int32_t index, int32_t flow);
/* Adds a token that stays; it counts for its scope unless spent. */
void bpmn_token_add(struct bpmn_run *run, struct bpmn_node *scope, enum bpmn_token_kind kind, int32_t index, int32_t flow);
void bpmn_token_drop(struct bpmn_run *run, size_t at);
void bpmn_choose(struct bpmn_run *run, struct bpmn_node *node, int32_t index);      /* sets node->chosen */
/* Ties a state to its definitions: indices by id, and that it fits them at all. */
enum err bpmn_bind(struct bpmn_run *run) MUST_CHECK;
size_t bpmn_node_depth(const struct bpmn_run *run, const struct bpmn_node *node);

/* Stops `node`: BPMN_RETRY repeats `stage`.  Formats take the same values. */
void bpmn_stick(struct bpmn_run *run, struct bpmn_node *node, enum bpmn_stage stage, const char *code, const char *zh,
                const char *en, ...) PRINTF_LIKE(5, 7) PRINTF_LIKE(6, 7);

/* The same about an expression of the node: “name” zh; then the expression, and what its first note says. */
void bpmn_stick_feel(struct bpmn_run *run, struct bpmn_node *node, enum bpmn_stage stage, const char *code, const char *zh,
                     const char *en, const struct feel_expr *expr);
struct str bpmn_label(const struct bpmn_run *run, const struct bpmn_node *node);

/* ── Variables: variables.c ────────────────────────────────────────────── */

/* FEEL in the scope of `node` and what lies around it; notes may be NULL.  Never NULL. */
const struct feel_value *bpmn_eval(struct bpmn_run *run, const struct bpmn_node *node, const struct feel_expr *expr, struct feel_notes *notes);
const struct feel_value *bpmn_eval_text(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_text *text, struct feel_notes *notes);
bool bpmn_holds(struct bpmn_run *run, const struct bpmn_node *node, const struct feel_expr *condition);
/* Text of an expression or literal: a string, a number, a list joined with ","; STR_NONE for null. */
struct str bpmn_eval_str(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_text *text);
/* Does the context (or NULL) have an entry of that name? */
bool bpmn_has(const struct feel_value *context, struct str name);
/* False when the value cannot be kept (too large, too deep): `node` is stuck then. */
bool bpmn_set_local(struct bpmn_run *run, struct bpmn_node *node, struct str name, const struct feel_value *value);
/* Sets it where it is found, from `node` outwards, else in the process. */
bool bpmn_set_outwards(struct bpmn_run *run, struct bpmn_node *node, struct str name, const struct feel_value *value);
bool bpmn_merge_local(struct bpmn_run *run, struct bpmn_node *node, const struct feel_value *context);
bool bpmn_merge_outwards(struct bpmn_run *run, struct bpmn_node *node, const struct feel_value *context);
/* All variables `node` sees, in one context. */
const struct feel_value *bpmn_visible(struct bpmn_run *run, const struct bpmn_node *node);
bool bpmn_value_fits(const struct feel_value *value);
/* The element's input and output mappings; false: stuck. */
bool bpmn_map_inputs(struct bpmn_run *run, struct bpmn_node *node);
bool bpmn_map_outputs(struct bpmn_run *run, struct bpmn_node *node);
/* What came from outside goes into the node (when it maps its output) or outwards. */
bool bpmn_take_outcome(struct bpmn_run *run, struct bpmn_node *node, const struct feel_value *variables);

/* ── Life of a node: life.c ────────────────────────────────────────────── */

void bpmn_begin(struct bpmn_run *run, struct bpmn_node *node);           /* enters */
void bpmn_enter_again(struct bpmn_run *run, struct bpmn_node *node);     /* from its stage on */
void bpmn_complete(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_remove(struct bpmn_run *run, struct bpmn_node *node);          /* out of the tree, nothing else */
void bpmn_cancel_node(struct bpmn_run *run, struct bpmn_node *node);     /* and all inside; its scope is not settled */
void bpmn_cancel_inside(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_node *except);
/* When nothing is open in `scope` any more, it is done. */
void bpmn_settle(struct bpmn_run *run, struct bpmn_node *scope);
/* The flows `node` leaves by; false: no condition holds, it is stuck. */
bool bpmn_choose_flows(struct bpmn_run *run, struct bpmn_node *node, int32_t *flows, size_t *count);
void bpmn_take_flow(struct bpmn_run *run, struct bpmn_node *scope, int32_t flow);
/* Starts what a scope starts with; false: it can be started by an event only, it is stuck. */
bool bpmn_start_inside(struct bpmn_run *run, struct bpmn_node *scope);
/* Enters `index` in `scope` and leaves it at once with these variables: a catching event that fired. */
void bpmn_pass(struct bpmn_run *run, struct bpmn_node *scope, int32_t index, const struct feel_value *variables);

/* ── Waits: waits.c ────────────────────────────────────────────────────── */

/* Arms every definition of event element `index` for `owner`; false: stuck. */
bool bpmn_arm(struct bpmn_run *run, struct bpmn_node *owner, int32_t index);
void bpmn_disarm(struct bpmn_run *run, struct bpmn_node *owner, int32_t index);   /* BPMN_NONE: all of the owner */
bool bpmn_arm_boundaries(struct bpmn_run *run, struct bpmn_node *node);
bool bpmn_arm_event_subprocesses(struct bpmn_run *run, struct bpmn_node *scope);
void bpmn_disarm_event_subprocesses(struct bpmn_run *run, struct bpmn_node *scope);
bool bpmn_waits(const struct bpmn_run *run, const struct bpmn_node *node);         /* for anything */
struct bpmn_wait *bpmn_wait_find(const struct bpmn_run *run, int64_t id);
void bpmn_wait_fire(struct bpmn_run *run, int64_t id, const struct feel_value *variables);
/* Fires every wait for a signal of that name. */
void bpmn_signal(struct bpmn_run *run, struct str name, const struct feel_value *variables);
/* Fires the first condition that became true; false when none did. */
bool bpmn_check_conditions(struct bpmn_run *run);

/* ── Thrown events: throws.c, compensate.c ─────────────────────────────── */

/* False when nobody catches it. */
bool bpmn_throw_error(struct bpmn_run *run, struct bpmn_node *node, struct str code, const struct feel_value *variables);
bool bpmn_throw_escalation(struct bpmn_run *run, struct bpmn_node *node, struct str code, const struct feel_value *variables);
/* What a throw or end event does once all tokens have settled. */
void bpmn_throw_now(struct bpmn_run *run, struct bpmn_node *node);
void bpmn_throw_implicit(struct bpmn_run *run, struct bpmn_node *body, const struct bpmn_trigger *trigger);
void bpmn_throw_later(struct bpmn_run *run, struct bpmn_node *node);

void bpmn_remember(struct bpmn_run *run, struct bpmn_node *node);        /* a completed activity */
void bpmn_forget(struct bpmn_run *run, int64_t scope);
/* True: the thrower goes on, the compensation runs beside it. */
bool bpmn_compensate(struct bpmn_run *run, struct bpmn_node *thrower, const struct bpmn_trigger *trigger);
void bpmn_compensate_next(struct bpmn_run *run, struct bpmn_node *thrower);
void bpmn_transaction_cancel(struct bpmn_run *run, struct bpmn_node *end);

/* ── Families ──────────────────────────────────────────────────────────── */

void bpmn_loop_enter(struct bpmn_run *run, struct bpmn_node *body);
void bpmn_loop_spawn(struct bpmn_run *run, struct bpmn_node *body);
bool bpmn_loop_collect(struct bpmn_run *run, struct bpmn_node *body, struct bpmn_node *inner);
void bpmn_loop_child_done(struct bpmn_run *run, struct bpmn_node *body, struct bpmn_node *inner);
/* One more instance of a multi-instance activity, for `item` in the variables; false: not of this one. */
bool bpmn_loop_add(struct bpmn_run *run, struct bpmn_node *body, const struct feel_value *variables);
/* Takes an open instance out; false: nobody would be left. */
bool bpmn_loop_drop(struct bpmn_run *run, struct bpmn_node *inner);
void bpmn_ad_hoc_child_done(struct bpmn_run *run, struct bpmn_node *scope);
bool bpmn_join_ready(struct bpmn_run *run);     /* fires one inclusive or complex join; false: none is ready */
void bpmn_fire_boundary(struct bpmn_run *run, struct bpmn_node *host, const struct bpmn_el *boundary, const struct feel_value *variables);
void bpmn_fire_event_subprocess(struct bpmn_run *run, struct bpmn_node *scope, const struct bpmn_el *start, const struct feel_value *variables);

#endif
