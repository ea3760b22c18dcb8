/*
 * plan.h - what one step will write; inside case/ only.
 *
 * A plan starts from the case as it was (`before`) and changes its own copy
 * (`now`).  Every row to write stands in a list; apply.c writes them all.
 *
 * Ownership: everything lives in plan->arena.  Threads: one at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PLAN_H
#define CASE_PLAN_H

#include "base/buf.h"
#include "case/path.h"
#include "case/case.h"
#include "case/decided.h"
#include "case/party.h"
#include "case/person.h"
#include "case/places.h"

/* A list in an arena. */
#define LIST(type) struct { type *at; size_t count, cap; }
/* The new last element, zeroed, or NULL without memory. */
#define LIST_ADD(arena, list)                                                                                    \
    ((typeof((list)->at))list_grow((arena), (void **)&(list)->at, &(list)->count, &(list)->cap, sizeof(*(list)->at)))
void *list_grow(struct arena *arena, void **at, size_t *count, size_t *cap, size_t size);

enum task_state { TASK_OPEN, TASK_DONE, TASK_CANCELLED };
#define TASK_NO_DUE INT64_C(9000000000000000)

struct task_row {
    int64_t id, case_id, activity;
    struct str process, element, name, stage, role;
    int64_t place_id, assignee;
    enum task_state state;
    struct str outcome;
    int64_t opened_at, due_at;
    struct str due_limit;
    int64_t urged, escalated, closed_at, closed_by, version;
    int64_t taken_at, cause_id;        /* when a person claimed it; the task whose completion opened it */
    struct str sign;                   /* an added signature (enum of task.h); empty: the step itself */
    int64_t left_place;                /* where it waited before it was handed over; 0: nowhere else */
    bool is_new, changed;
    bool urged_only;                   /* changed by a reminder and nothing else: its version stays, so nobody's step is refused for it */
};

/* A task that was done in this case, for going back to it. */
struct done_task {
    int64_t id;
    struct str process, element, name, role;
    int64_t place_id, closed_at, closed_by, cause_id;
};

enum timer_kind { TIMER_PROCESS = 1, TIMER_TASK_WARN, TIMER_TASK_DUE, TIMER_CLOCK_WARN, TIMER_CLOCK_DUE, TIMER_CLOCK_RED };

struct timer_change { bool set; enum timer_kind kind; int64_t ref, due_at; };   /* not set: cleared */

struct journal_row {
    int64_t id, seq, at;
    struct str kind;
    int64_t actor, unit;
    struct str element, data, note, salt, note_digest, mac;
};

/* What several decisions of the step saw alike, and each of them (case/decided.h). */
struct decision_row { int64_t id; const struct feel_value *seen; struct str inputs; LIST(struct decided) made; };
struct link_change { bool add; int64_t case_id, other_id; const char *kind; };
struct pause_change { bool end; const char *kind; struct str reason; };
struct extension_row { int64_t amount; struct str unit, reason; };
struct incident_row { int64_t activity; struct str process, element, text, text_en; };
/* A job of an outside worker: opened, dropped with its activity, or answered (case/job.h). */
enum job_change { JOB_OPEN, JOB_DROP, JOB_FINISH, JOB_GIVE_UP, JOB_TRY_AGAIN };
struct job_row {
    enum job_change change;
    int64_t id, version, activity, retries, back_off, ready_at;
    struct str process, element, type, variables, headers, error;
};
/* What the words said of a case nobody gave a type; or that a person changes it now (case/learned.h). */
struct type_guess { double score; bool sure, corrected; int64_t model_id; };
struct copy_row { int64_t account_id, unit_id; };   /* one of the two */
struct party_row { struct party was, now; bool is_new, changed; };
struct file_row { struct str digest; const char *kind; struct str element; };

struct case_plan {
    struct arena *arena;
    struct world *world;
    struct org *org;                   /* borrowed: a reference is held by the arena */
    struct db *db;                     /* reader, while planning only */
    int64_t now_ms;
    struct case_actor actor;
    bool opens;
    struct case_record before, now;
    bool record_changed;

    /* the process */
    const struct bpmn *process;
    int64_t release, release_was;
    struct bpmn_state *state;
    bool state_changed;
    struct buf path;                   /* case/path.h */
    struct str state_stored, path_stored;   /* as they will be written, once the plan is finished */
    size_t path_was;                   /* its length before this plan: what is new stands behind */
    const char *sent_back;             /* by which operation tasks are being sent back; NULL: by none */
    int steps;                         /* kernel events in this plan */
    bool alone;                        /* nobody is there to be told: a service that fails makes an incident instead of refusing the step */
    struct bpmn_incident *was_stuck, *stuck;   /* when loaded, when finished */
    size_t stuck_before, stuck_count;

    LIST(struct task_row) tasks;       /* all open ones and the new ones */
    LIST(struct done_task) done;       /* latest first; see rows_tasks_done */
    bool done_loaded;
    LIST(struct timer_change) timers;
    LIST(struct journal_row) journal;
    LIST(struct decision_row) decisions;
    LIST(struct link_change) links;
    LIST(struct pause_change) pauses;
    LIST(struct extension_row) extensions;
    LIST(struct incident_row) incidents;
    LIST(struct file_row) files;
    LIST(struct case_person) persons;  /* added */
    LIST(int64_t) persons_gone;        /* taken out */
    struct type_guess guess;
    LIST(int64_t) co_units, co_before; /* co-operating units now, and when loaded */
    LIST(struct copy_row) copies;
    LIST(struct bpmn_rename) renames;  /* of a migration: for the steps done and what is open */
    LIST(struct job_row) jobs;
    LIST(struct party_row) parties;    /* loaded when first needed */
    bool parties_loaded;
    struct case_away away;             /* the step was refused for being done elsewhere */
    struct place_record place;         /* what the case is about from now on; id 0: nothing */
    const char *place_how;             /* NULL: it stays as it was */
    struct place_record owned;         /* whose a place turned out to be, for the register; id 0: nothing */
    struct str owned_was, owned_reason;
    bool only_jobs;                    /* nothing but jobs changes: the case is not touched */
    bool reach_changed, contact_changed;
    LIST(struct case_plan *) also;     /* other cases this step touches: recurrence, merge */

    /* clock facts, loaded when first needed */
    bool facts_loaded;
    LIST(struct clock_pause) clock_pauses;
    LIST(struct str) pause_kinds;      /* beside clock_pauses */
    LIST(struct clock_limit) clock_extensions;

    /* opening only */
    struct case_draft draft;
    struct str code;                   /* query code in clear */
    const struct feel_value *limits;   /* decided in this plan before the process had them */
    int64_t met;                       /* the case that the source opened before under this number */
    int64_t promised;                  /* due time told to the reporter before filing */
    struct str contact_sealed, contact_hmac, contact_masked, contact_purpose;
    int64_t contact_until;
    struct str terms_before, terms;    /* search; at == NULL: nothing to remove, to write */
    struct str street_code;

    int64_t person;                    /* who gets the next task at handle@unit */
    int64_t cause_id;                  /* the task just completed */
    const struct done_task *back;      /* a task gone back to: who did it gets it again */
    struct str element;                /* the step's element, for the journal */
    struct str outcome;                /* of the task just completed */
    int64_t fired_timer;               /* deleted in the same transaction */
};

/* A plan for an existing case: record, instance and open tasks are read. */
enum err plan_load(struct world *world, struct db *db, struct arena *arena, int64_t case_id,
                   const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;
/* An empty plan. */
enum err plan_new(struct world *world, struct db *db, struct arena *arena, const struct case_actor *actor,
                  int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/* Settles stage, version and journal: the last call of every plan of an existing case. */
/* What the state and the path are stored as, from what they are now. */
void plan_store_state(struct case_plan *plan);
enum err plan_finish(struct case_plan *plan, struct case_plan **out, struct fault *why) MUST_CHECK;

/* ── Pieces (each fails only without memory unless said) ───────────────── */

/* Starts a journal row; fill data with plan_data and finish.  `note` is free text, kept apart. */
enum err plan_journal(struct case_plan *plan, const char *kind, struct str element, struct str data, struct str note,
                      struct fault *why) MUST_CHECK;
/* "{…}" from name/value pairs of text, ended by NULL. */
struct str plan_data(struct case_plan *plan, ...);
/* What a person wrote, harmless to store; empty when absent, at == NULL without memory. */
struct str plan_words(struct arena *arena, struct str text);
/* The unit of this code, when it may take a case here: one of the case's own district. */
enum err plan_unit(const struct case_plan *plan, struct str code, const struct unit **out, struct fault *why) MUST_CHECK;
/* The case is about the component or place of this code, which stands in its street and is in use today; else ERR_UNPROCESSABLE on `field`. */
enum err plan_place(struct case_plan *plan, struct str field, struct str code, struct fault *why) MUST_CHECK;
/* What the case was about when the step began; id 0: nothing. */
enum err plan_about(struct case_plan *plan, struct place_record *out, struct fault *why) MUST_CHECK;
/* Moves the life cycle; ERR_CONFLICT when the table forbids it. */
enum err plan_move(struct case_plan *plan, enum case_move move, struct fault *why) MUST_CHECK;
/* Sets or clears a timer. */
enum err plan_timer(struct case_plan *plan, bool set, enum timer_kind kind, int64_t ref, int64_t due_at, struct fault *why) MUST_CHECK;
struct task_row *plan_task(struct case_plan *plan, int64_t task_id);                 /* open or new; NULL */
struct task_row *plan_task_by_activity(struct case_plan *plan, int64_t activity);
/* Counts a reminder (催办) of an open task.  It changes nothing the person sees to decide on, so the task keeps its version. */
void plan_hurry(struct task_row *task);

/* ── The parts of a step ───────────────────────────────────────────────── */

/* engine.c: feeds one event to the kernel and carries every effect out. */
enum err engine_run(struct case_plan *plan, const struct bpmn_event *event, struct fault *why) MUST_CHECK;
enum err engine_message(struct case_plan *plan, struct str name, const struct feel_value *variables, struct fault *why) MUST_CHECK;
/* Leaves `activity` (0: nothing) for the place `path` means: BPMN_MOVE; ERR_CONFLICT when the process would get stuck there. */
enum err engine_move(struct case_plan *plan, int64_t activity, struct str path, struct fault *why) MUST_CHECK;
/* Where engine_move can go. */
enum err engine_targets(struct case_plan *plan, int64_t activity, struct bpmn_target **out, size_t *count, struct fault *why) MUST_CHECK;
/* What can be chosen now in ad hoc subprocesses. */
enum err engine_choices(struct case_plan *plan, struct bpmn_choice **out, size_t *count, struct fault *why) MUST_CHECK;
/* facts.c: the variables every process sees, from the record as planned. */
const struct feel_value *engine_variables(struct case_plan *plan);
/* The process variables with the facts of the record over them: what a decision outside the model sees. */
const struct feel_value *engine_seen(struct case_plan *plan);
/* Entries of `over` added to or replacing those of `under`; either may be NULL or null. */
const struct feel_value *facts_merge(struct arena *arena, const struct feel_value *under, const struct feel_value *over);
/* Urgency by the table; 3 when it says none.  *decided is what the process knows as `urgency`. */
enum err engine_urgency(struct case_plan *plan, const struct feel_value **decided, int64_t *urgency, struct fault *why) MUST_CHECK;
/* Open tasks get the limits as they are decided now, from when each was opened. */
enum err engine_retime_tasks(struct case_plan *plan, struct fault *why) MUST_CHECK;
/* The decision `limits` of this case: from the process, or decided once in this plan. */
enum err engine_limits(struct case_plan *plan, const struct feel_value **limits, struct fault *why) MUST_CHECK;
/* Is this what a task's `limit` may say: the name of a row of `limits`, or an amount and a unit? */
bool engine_limit_known(struct str limit);
/* Sets the timer of an open task's limit; the case's own limit has timers of its own. */
enum err engine_task_timer(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
/* Stage after the step: of the newest open task. */
void engine_settle_stage(struct case_plan *plan);

/* handler.c: runs a service task; *result is a context of variables to merge, or NULL. */
enum err handler_run(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why) MUST_CHECK;
/* A case whose process has ended and that nothing closed is done: nobody could close it any more. */
enum err handler_end(struct case_plan *plan, struct fault *why) MUST_CHECK;
bool handler_known(struct str name);

/* desk.c: "dispatch@street" → role and place; a relative unit → unit. */
enum err desk_resolve(struct case_plan *plan, struct str candidates, struct str *role, int64_t *place, struct fault *why) MUST_CHECK;
const struct unit *desk_unit(const struct case_plan *plan, struct str name);         /* "enforcement@street" or a code; NULL */
/* Makes the units of a list of relative names the co-operating ones. */
enum err desk_co_units(struct case_plan *plan, const struct feel_value *names, struct fault *why) MUST_CHECK;
/* The first leader of a unit, 0 when it has none. */
enum err desk_leader(struct case_plan *plan, int64_t place, int64_t *person, struct fault *why) MUST_CHECK;
/* The person the ★ rule picks at a desk, 0 when nobody. */
enum err desk_pick(struct case_plan *plan, struct str role, int64_t place, int64_t except, int64_t *person, struct fault *why) MUST_CHECK;

double desk_distance_m(int32_t lon_a, int32_t lat_a, int32_t lon_b, int32_t lat_b);

/* decide.c: evaluates a decision, logs it; *result is its value. */
enum err decide_run(struct case_plan *plan, struct str decision, const struct feel_value *inputs,
                    const struct feel_value **result, struct fault *why) MUST_CHECK;

/* A decided number: the decision's result, or its output of that name; `absent` when it says none between low and high. */
int64_t decide_figure(const struct feel_value *result, const char *name, int64_t low, int64_t high, int64_t absent);

/* deadline.c: the case clock. */
enum err deadline_start(struct case_plan *plan, struct str limit, struct fault *why) MUST_CHECK;
enum err deadline_recompute(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err deadline_pause(struct case_plan *plan, const char *kind, struct str reason, struct fault *why) MUST_CHECK;
/* Ends the open pauses of a kind, or with NULL all. */
enum err deadline_resume(struct case_plan *plan, const char *kind, struct fault *why) MUST_CHECK;
/* `unit` may be another than the limit's: asked for before the limit was decided again. */
enum err deadline_extend(struct case_plan *plan, int64_t amount, struct str unit, struct str reason, struct fault *why) MUST_CHECK;
enum err deadline_stop(struct case_plan *plan, struct fault *why) MUST_CHECK;
/* The work goes back to where it was at `since`: times stamped from then on are taken back, and the clock runs again. */
enum err deadline_back(struct case_plan *plan, int64_t since, struct fault *why) MUST_CHECK;
/* When a limit such as "10 minutes" that starts now ends; TASK_NO_DUE for an empty one. */
enum err deadline_limit(struct case_plan *plan, struct str limit, int64_t start_ms, int64_t *due_ms, bool *provisional,
                        struct fault *why) MUST_CHECK;
/* "2 work-hours" → amount and unit. */
enum err deadline_parse(struct str text, struct clock_limit *out, struct fault *why) MUST_CHECK;

/* journal.c */
enum err journal_seal(struct case_plan *plan, struct fault *why) MUST_CHECK;         /* macs of the new rows */
struct str journal_mac(struct arena *arena, const unsigned char key[32], struct str previous, int64_t case_id,
                       const struct journal_row *row);

/* FEEL helpers */
struct str feel_str(const struct feel_value *value);                                 /* STR_NONE unless a string */
struct str feel_get_str(const struct feel_value *context, const char *name);
int64_t feel_get_int(const struct feel_value *context, const char *name, int64_t absent);
bool feel_get_true(const struct feel_value *context, const char *name);
const struct feel_value *feel_with(struct arena *arena, const struct feel_value *context, const char *name, const struct feel_value *value);

#endif
