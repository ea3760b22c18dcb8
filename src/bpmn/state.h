/*
 * state.h - what a running instance is made of.
 *
 * One tree of nodes: the root process, the activities open in it, and below
 * subprocesses, loop bodies and call activities what is open inside.  Beside
 * the tree stand the tokens that wait at joins, the waits (timers, messages,
 * signals, conditions) and the completed activities that could be compensated.
 * Ids count up, so the nodes are sorted by id and a parent comes before its children.
 *
 * Ownership: arena of the call that made the state.  SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_STATE_H
#define BPMN_STATE_H

#include "bpmn/model.h"

enum {
    BPMN_STEPS_MAX = 5000,                 /* element entries in one event */
    BPMN_NODES_MAX = 5000,                 /* open activities */
    BPMN_TOKENS_MAX = 5000,
    BPMN_WAITS_MAX = 20000,
    BPMN_PASTS_MAX = 10000,                /* completed activities that could be undone */
    BPMN_DEPTH_MAX = 48,                   /* nodes above a node */
    BPMN_INSTANCES_MAX = 1000,             /* of one multi-instance activity */
    BPMN_PROCESSES_MAX = 100,              /* different processes in one instance */
    BPMN_VARIABLES_MAX = 500,              /* of one node */
    BPMN_VALUE_BYTES_MAX = 256 * 1024,
    BPMN_VALUE_DEPTH_MAX = 32
};

enum bpmn_role {
    ROLE_PLAIN,
    ROLE_BODY,                             /* of a loop or multi-instance activity */
    ROLE_INNER,                            /* one instance inside a body */
    ROLE_HANDLER,                          /* compensates something; goes back to `cause` */
    ROLE_SIGN,                             /* an added signature inside a user task, or a vote inside a round */
    ROLE_ROUND                             /* a countersignature inside a user task; its children are votes */
};

/* Where a node is, and so what BPMN_RETRY does again. */
enum bpmn_stage {
    STAGE_ENTERING,                        /* mapping of input, arming of boundary events */
    STAGE_STARTING,                        /* the work of its kind */
    STAGE_ACTIVE,                          /* waits for something */
    STAGE_COMPLETING,                      /* mapping of output, choice of flows */
    STAGE_ENDED                            /* the root, after its end */
};

struct bpmn_iteration {
    int64_t total, started, completed, terminated;
    int64_t dropped;                       /* taken out again; no longer in `total` */
    const struct feel_value *items;        /* the collection, or NULL */
    const struct feel_value *results;      /* outputCollection so far, or NULL */
    const void *owner;                     /* the run that may write to it */
};

struct bpmn_stuck { struct str code, zh, en; };

struct bpmn_node {
    int64_t id, parent;
    struct str element;                    /* id */
    int32_t process, index;                /* into the state's processes, into the process's elements */
    enum bpmn_role role;
    enum bpmn_stage stage;
    bool gone;
    const struct feel_value *variables;    /* own ones: a context or NULL */
    struct bpmn_iteration *loop;           /* ROLE_BODY */
    struct bpmn_stuck *stuck;              /* its incident, or NULL */
    int64_t cause;                         /* ROLE_HANDLER: the node that compensates, 0: nobody waits */
    int64_t past;                          /* compensating: the node or record whose activities are undone */
    int32_t chosen;                        /* compensating: only this element; event subprocess: the start event that fired */
    struct str chosen_element;             /* its id */
    struct str aim;                        /* what it starts at inside instead of its start: "CALL/ELEMENT"; empty: its start */
    int64_t number;                        /* ROLE_INNER: 1-based loop counter; ROLE_SIGN: 1 before, 2 after, 3 a vote; start event: the trigger (from 1) that came first */
    int32_t children, tokens, queued;      /* live nodes, waiting tokens, tokens on their way below it */
};

enum bpmn_token_kind {
    TOKEN_WAITING,                         /* at a join or for its start quantity */
    TOKEN_SPENT,                           /* complex gateway: flow already used, until reset */
    TOKEN_HELD                             /* stopped by a bound; goes on with BPMN_RETRY */
};
struct bpmn_token {
    int64_t scope;                         /* node */
    enum bpmn_token_kind kind;
    int32_t process, index, flow;          /* target element and the flow it came by, BPMN_NONE: none */
    struct str element, flow_id;
};

struct bpmn_wait {
    int64_t id, node;                      /* owner */
    enum bpmn_trigger_kind kind;
    int32_t process, index, trigger;       /* the event element and its event definition */
    struct str element, name;
    int64_t due_ms, left;
    struct str every;
    bool fired;                            /* parallel multiple: seen; condition: was true */
};

/* A completed activity that can be compensated, in order of completion. */
struct bpmn_past {
    int64_t id, scope;                     /* scope: node, or the record of a completed subprocess */
    int32_t process, index;
    struct str element;
    const struct feel_value *variables;    /* of a subprocess at its end, else NULL */
};

struct bpmn_process_ref { struct bpmn_wanted wanted; uint64_t stamp; };

struct bpmn_state {
    int64_t last_id;
    bool ended, cancelled;
    struct bpmn_process_ref *processes;
    struct bpmn_node **nodes;
    struct bpmn_token *tokens;
    struct bpmn_wait *waits;
    struct bpmn_past *pasts;
    size_t process_count, node_count, token_count, wait_count, past_count;
    size_t process_cap, node_cap, token_cap, wait_cap, past_cap;
};

/* What `id` of this process is called by the renames (which may be NULL). */
struct str bpmn_renamed(const struct bpmn_renames *renames, struct str process, struct str id);
/* A copy whose parts can be changed; values are shared.  NULL when out of memory. */
struct bpmn_state *bpmn_state_copy(struct arena *arena, const struct bpmn_state *state);
struct bpmn_node *bpmn_state_node(const struct bpmn_state *state, int64_t id);   /* live ones; NULL */
/* The array, or a larger copy with room for one more; NULL when out of memory. */
void *bpmn_grow(struct arena *arena, void *items, size_t count, size_t *cap, size_t size);
/* Drops what is marked gone. */
void bpmn_state_sweep(struct bpmn_state *state);
/* Recomputes children and tokens of every node. */
void bpmn_state_recount(struct bpmn_state *state);

#endif
