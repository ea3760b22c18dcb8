/*
 * bpmn.h - BPMN 2.0 processes as a pure function.
 *
 * The model: a definition is a graph, immutable after bpmn_load.  A running
 * instance is one value, `struct bpmn_state` (tokens, open activities,
 * variables), stored as compact versioned bytes.  Everything that happens is an
 * event; bpmn_step gives the next state and the effects the caller has to carry
 * out: (definition, state, event, now) -> (state, effects).  No I/O, no clock,
 * no threads; the same events replayed give the identical state.
 *
 * One state holds a root process and the processes its call activities run
 * (scopes), so that one case has one instance.
 *
 * Ownership: everything lives in the arena given to the call that made it.
 * Threads: a definition may be shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_BPMN_H
#define BPMN_BPMN_H

#include "base/finding.h"
#include "feel/feel.h"

struct bpmn;         /* one <process> of a loaded file, with its zeebe: extensions */
struct bpmn_state;

/* ERR_INVALID / ERR_UNSUPPORTED name the element id and the rule, in both sentences. */
enum err bpmn_load(struct arena *arena, struct str xml, struct bpmn **out, struct fault *why) MUST_CHECK;

/* As bpmn_load, but every mistake goes on the list before it is refused. */
enum err bpmn_check(struct arena *arena, struct str xml, struct findings *findings, struct bpmn **out, struct fault *why) MUST_CHECK;

/*
 * For tools that read models drawn for other engines: `expression` turns an
 * expression of theirs into FEEL (STR_NONE: cannot be), `scripts` hands a
 * script task's text to BPMN_SERVICE (name "script", the script in `text`)
 * instead of refusing it.
 */
struct bpmn_dialect {
    struct str (*expression)(struct arena *arena, struct str text, void *arg);
    void *arg;
    bool scripts;
};
/* Every process of a file in order, then its global tasks (each a process of one task); `dialect` may be NULL. */
enum err bpmn_load_all(struct arena *arena, struct str xml, const struct bpmn_dialect *dialect, struct bpmn ***out,
                       size_t *count, struct fault *why) MUST_CHECK;
struct str bpmn_id(const struct bpmn *process);
struct str bpmn_name(const struct bpmn *process);
struct str bpmn_version_tag(const struct bpmn *process);   /* zeebe:versionTag; STR_NONE when absent */
bool bpmn_executable(const struct bpmn *process);

/* The ways to start a process: BPMN_START with `name` = the message, signal or element id, or none. */
enum bpmn_start_kind { BPMN_START_NONE, BPMN_START_MESSAGE, BPMN_START_SIGNAL, BPMN_START_TIMER, BPMN_START_CONDITION };
struct bpmn_start {
    enum bpmn_start_kind kind;
    struct str element, name;              /* name: message, signal, timer or condition text */
    int32_t index, trigger, flow;          /* the kernel's */
};
size_t bpmn_starts(const struct bpmn *process, const struct bpmn_start **out);
/* When a process with this BPMN_START_TIMER is to be started next, counted from `now_ms`; false: never. */
bool bpmn_start_due(struct arena *arena, const struct bpmn *process, const struct bpmn_start *start, int64_t now_ms, int64_t *due_ms);

/* What the caller knows about an element, for pages and routing. */
struct bpmn_element {
    struct str id, name, type;             /* type as in XML: "userTask" */
    struct str form;                       /* zeebe:formDefinition formId */
    struct str candidates;                 /* zeebe:assignmentDefinition candidateGroups (raw, may be a FEEL "=…"), else the lane's desk */
    struct str assignee;
    struct str users;                      /* candidateUsers (raw) */
    struct str due;                        /* zeebe:taskSchedule dueDate (raw) */
    struct str lane;                       /* name of the lane it lies in */
    struct str job, decision, called;      /* handler type, decision id, process id (raw) of what it calls; empty when nothing */
};
size_t bpmn_element_count(const struct bpmn *process);
struct bpmn_element bpmn_element_at(const struct bpmn *process, size_t i);
/* Index of an element, or -1. */
ptrdiff_t bpmn_element_find(const struct bpmn *process, struct str id);
/*
 * The processes that a new instance calls before it waits for anybody or
 * anything, whatever its conditions say: a circle of these never ends.
 */
struct bpmn_call { struct str element, process; };         /* process: raw, may be a FEEL "=…" */
size_t bpmn_calls_at_once(struct arena *arena, const struct bpmn *process, struct bpmn_call **out);
/* zeebe:property value by name ("stage"); STR_NONE when absent. */
struct str bpmn_property(const struct bpmn *process, struct str element, struct str name);
/* All properties of an element in the order of the model. */
size_t bpmn_property_count(const struct bpmn *process, struct str element);
void bpmn_property_at(const struct bpmn *process, struct str element, size_t i, struct str *name, struct str *value);

/* ── Events in ─────────────────────────────────────────────────────────── */

enum bpmn_event_kind {
    BPMN_START,          /* variables: the start variables */
    BPMN_COMPLETE,       /* activity (user or service task) is done; variables: its outcome.  A signature after with `name` "back": the task is done again;
                            a vote with "against" refuses, with anything else agrees */
    BPMN_FAIL,           /* a service task failed for good: error code in `name`; uncaught makes an incident */
    BPMN_TIMER,          /* timer `activity` fired */
    BPMN_MESSAGE,        /* message `name` arrived, for the whole instance or for `activity` when not 0 */
    BPMN_DECIDED,        /* answer to BPMN_DECIDE: variables = { result: … } */
    BPMN_CANCEL,         /* end the instance: every open activity is cancelled */
    BPMN_SIGNAL,         /* signal `name` was thrown elsewhere */
    BPMN_RETRY,          /* try again what made an incident at `activity` (0: all); variables are merged first */
    BPMN_ESCALATE,       /* the work on `activity` raises escalation `name`; it stays open unless interrupted */
    BPMN_SET,            /* variables change from outside: merged into the root and every called process that has a copy of the name */
    BPMN_ACTIVATE,       /* someone chooses element `name` in ad hoc subprocess `activity` (0: the oldest that offers it); variables: its own */
    BPMN_MOVE,           /* leave `activity` and go on at `name` ("/CALL/ELEMENT" from the root): what is left is cancelled, with what the target leads to
                            again; no token is lost or doubled.  0: only what came from the target (refused when nothing did); a scope: all in it.  variables are merged first */
    BPMN_SIGN,           /* one more signs open user task `activity`: `name` "before" it or "after" it; variables: the signature's own.
                            "instance": one more instance of the multi-instance activity around it; variables: {item: …}.
                            "round": a countersignature of all `voters` (a list of contexts, each a vote's own variables) with a `share` of agreement in
                            percent, 0: anyone's; the task waits until it is decided.  "voter": one more of the open round */
    BPMN_UNSIGN,         /* takes signature, vote or instance `activity` out again */
    BPMN_EVENT__KINDS
};

struct bpmn_event {
    enum bpmn_event_kind kind;
    int64_t activity;                      /* id given in an effect, 0 when not needed */
    struct str name;
    const struct feel_value *variables;    /* a context or NULL */
};

/* ── Effects out ───────────────────────────────────────────────────────── */

enum bpmn_effect_kind {
    BPMN_TASK_OPEN,      /* a user task waits: activity, element, fields below; `text`: "before" or "after" of an added signature, "vote" in a round */
    BPMN_TASK_CANCEL,    /* an open user or service task was interrupted */
    BPMN_SERVICE,        /* run the handler `name` (zeebe:taskDefinition type), answer BPMN_COMPLETE or BPMN_FAIL */
    BPMN_DECIDE,         /* evaluate decision `name` (zeebe:calledDecision) with `variables`, answer BPMN_DECIDED */
    BPMN_TIMER_SET,      /* fire at due_ms: activity */
    BPMN_TIMER_CLEAR,
    BPMN_WAIT_MESSAGE,   /* message `name` is now awaited: activity */
    BPMN_WAIT_CLEAR,
    BPMN_ENTER,          /* an element was entered, for history and the lit path */
    BPMN_LEAVE,
    BPMN_FLOW,           /* sequence flow `element` was taken */
    BPMN_INCIDENT,       /* stuck: `text` says why */
    BPMN_ENDED,          /* the whole instance has ended; `text` "cancelled" after BPMN_CANCEL */
    BPMN_WAIT_SIGNAL,    /* signal `name` is awaited (cleared by BPMN_WAIT_CLEAR) */
    BPMN_SEND,           /* message `name` was thrown: for other instances and systems */
    BPMN_BROADCAST,      /* signal `name` was thrown: already seen inside, for other instances */
    BPMN_TASK_HOLD,      /* an open user task waits for signatures before it; BPMN_TASK_OPEN with the same activity opens it again */
    BPMN_ROUND           /* the countersignature of task `activity` is over; `text`: agreed, refused, void (nobody was left); variables: {share, asked, agreed, refused, result} */
};

struct bpmn_effect {
    enum bpmn_effect_kind kind;
    int64_t activity;
    struct str process;                    /* id of the process the element belongs to */
    struct str element;                    /* element or flow id */
    struct str name;                       /* task name, handler type, decision id, message name */
    struct str form, candidates, assignee, users; /* evaluated; lists joined with "," */
    int64_t due_ms, follow_ms;             /* 0 when none */
    int64_t priority, retries;             /* 0 when not given */
    const struct feel_value *variables;    /* what the task, handler or decision sees (after input mapping) */
    const struct feel_value *headers;      /* zeebe:taskHeaders as a context of strings */
    struct str text;                       /* incident: why, in Chinese; message: correlation key; LEAVE: "cancelled" */
    struct str text_en, code;              /* incident: in English, and its kind ("no-flow", "expression", "failed" …) */
};

struct bpmn_effects { size_t count; const struct bpmn_effect *items; };

/* Which version of a process a call activity means (zeebe:calledElement bindingType). */
enum bpmn_binding {
    BPMN_LATEST,         /* the one in force when the instance first calls it */
    BPMN_DEPLOYMENT,     /* the one deployed together with the caller */
    BPMN_VERSION_TAG     /* the one with that zeebe:versionTag */
};
struct bpmn_wanted { struct str id; enum bpmn_binding binding; struct str tag; };

/*
 * Finds processes for call activities.  Returns NULL when there is none, which
 * makes an incident.  The same question is asked again in every later step of
 * the instance: the caller keeps the answer until the instance is migrated.
 */
struct bpmn_library {
    const struct bpmn *(*find)(const struct bpmn_wanted *wanted, void *arg);
    void *arg;
};

/*
 * One step.  `state` is NULL with BPMN_START.  ERR_CONFLICT when the event does
 * not fit the state (activity not open, message not awaited): nothing changed.
 * Steps, depth, size and instances are bounded; a runaway ends in an incident.
 * A message without `activity` goes to the oldest activity that awaits it.
 * The next state may share values with `state`, `event` and the definitions,
 * which must live as long as it is used.
 */
enum err bpmn_step(struct arena *arena, const struct bpmn *process, const struct bpmn_library *library,
                   const struct bpmn_state *state, const struct bpmn_event *event, int64_t now_ms,
                   struct bpmn_state **next, struct bpmn_effects *effects, struct fault *why) MUST_CHECK;

/*
 * Compact versioned bytes both ways; one state has one form.  STR_NONE past 64 MiB or out of memory.  Reading is checked
 * and bounded (ERR_INVALID, ERR_TOO_LARGE); the state may borrow from memory of the arena only.
 */
struct str bpmn_state_write(struct arena *arena, const struct bpmn_state *state);
enum err bpmn_state_read(struct arena *arena, struct str bytes, struct bpmn_state **out, struct fault *why) MUST_CHECK;
/* For people: a line for each thing in it, values as FEEL. */
void bpmn_state_print(struct buf *out, const struct bpmn_state *state);

/*
 * The same instance of another matter: `value` may put another text or number (or any value that is no list or
 * context) in place of each, false when out of memory; times of waits move by `shift_ms`.  NULL without memory.
 */
struct bpmn_rewrite { bool (*value)(struct arena *arena, struct feel_value *value, void *arg); void *arg; int64_t shift_ms; };
struct bpmn_state *bpmn_state_rewrite(struct arena *arena, const struct bpmn_state *state, const struct bpmn_rewrite *as);

const struct feel_value *bpmn_state_variables(const struct bpmn_state *state);   /* of the root scope */
/* The value of a name in the scope that came last, be it in a called process; FEEL null when nobody has it. */
const struct feel_value *bpmn_state_variable(const struct bpmn_state *state, struct str name);
bool bpmn_state_ended(const struct bpmn_state *state);
bool bpmn_state_has_incident(const struct bpmn_state *state);
/* Is message `name` awaited anywhere? */
bool bpmn_state_awaits(const struct bpmn_state *state, struct str name);

/* The own variables of an open activity, as BPMN_SIGN gave them; NULL when there are none. */
const struct feel_value *bpmn_state_own(const struct bpmn_state *state, int64_t activity);

/* The user task a signature or vote belongs to; 0: the activity is none. */
int64_t bpmn_state_signed(const struct bpmn_state *state, int64_t activity);

/* The countersignatures of open tasks: those that go on (`result` empty) and the last that was decided on each (agreed, refused, void). */
struct bpmn_round { struct str process, element; int64_t task, share, asked, agreed, refused; struct str result; };
size_t bpmn_state_rounds(struct arena *arena, const struct bpmn_state *state, struct bpmn_round **out);

/* Is the activity one of several instances of a multi-instance activity? */
bool bpmn_state_is_instance(const struct bpmn_state *state, int64_t activity);

/* The timers that run now: the element that has them, and when they fire. */
struct bpmn_running { struct str process, element; int64_t activity, due_ms; };
size_t bpmn_state_timers(struct arena *arena, const struct bpmn_state *state, struct bpmn_running **out);

/* What is stuck and why. */
struct bpmn_incident { struct str process, element, code, zh, en; int64_t activity; };
size_t bpmn_state_incidents(struct arena *arena, const struct bpmn_state *state, struct bpmn_incident **out);

/* What can be chosen now in the open ad hoc subprocesses: `activity` and `element` are what BPMN_ACTIVATE takes. */
struct bpmn_choice { struct str process, subprocess, element, name; int64_t activity; };
size_t bpmn_state_choices(struct arena *arena, const struct bpmn *process, const struct bpmn_library *library,
                          const struct bpmn_state *state, struct bpmn_choice **out);

/*
 * Where BPMN_MOVE can go from `activity` (0: the whole instance): every element of the processes around it, innermost
 * first, and of those their call activities would run, each with its path.  `earlier`: what is left comes after it.
 */
struct bpmn_target { struct str path, process, element, name, type; bool earlier; };
enum err bpmn_state_targets(struct arena *arena, const struct bpmn *process, const struct bpmn_library *library,
                            const struct bpmn_state *state, int64_t activity, struct bpmn_target **out, size_t *count,
                            struct fault *why) MUST_CHECK;

/* Elements and flows that another version calls otherwise; `process` empty: of every process. */
struct bpmn_rename { struct str process, from, to; };
struct bpmn_renames { const struct bpmn_rename *at; size_t count; };

/*
 * What of the instance would not fit other versions of its processes, under these renames (or NULL): empty means that
 * it can go on with them.  A rename of what the old version does not have is a misfit too.
 */
struct bpmn_misfit { struct str process, element, name, zh, en; };
enum err bpmn_state_misfits(struct arena *arena, const struct bpmn_state *state, const struct bpmn *was, const struct bpmn_library *was_library,
                            const struct bpmn *now, const struct bpmn_library *now_library, const struct bpmn_renames *renames,
                            struct bpmn_misfit **out, size_t *count, struct fault *why) MUST_CHECK;
/* The instance under its new names, to be stepped with the other versions; NULL without memory. */
struct bpmn_state *bpmn_state_rename(struct arena *arena, const struct bpmn_state *state, const struct bpmn_renames *renames);

/* The elements that hold tokens now, for the picture. */
struct bpmn_place { struct str process, element; int64_t activity; };
size_t bpmn_state_places(struct arena *arena, const struct bpmn_state *state, struct bpmn_place **out);

#endif
