/*
 * case.h - the spine: a case (办件) and everything that may happen to it.
 *
 * The model: whatever happens to a case is planned first and applied after.  A
 * *plan* reads the case on a reader connection, runs the process kernel, the
 * decisions and the clock (all pure), and holds every row the step will write.
 * case_apply writes it inside a store job after checking that the case still
 * has the version the plan was made from: so a slow thought never holds the
 * writer, and a stale one is ERR_CONFLICT.  Nothing else writes a case.
 *
 * Two kinds of state: the life cycle (enum case_state, one table of moves) is
 * C; the stage (待派遣, 处置中 …) is a property of the BPMN element the case
 * stands on.
 *
 * Ownership: plans and records live in the arena given.
 * Threads: a plan belongs to one thread at a time; struct world is shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_CASE_H
#define CASE_CASE_H

#include "base/json.h"
#include "case/world.h"

enum case_state { CASE_OPEN, CASE_PAUSED, CASE_CLOSED, CASE_MERGED, CASE_VOID, CASE__STATES };
enum case_move { MOVE_PAUSE, MOVE_RESUME, MOVE_CLOSE, MOVE_REOPEN, MOVE_MERGE, MOVE_UNMERGE, MOVE_VOID, CASE__MOVES };
const char *case_state_name(enum case_state state);                  /* "open" */
enum case_state case_state_from(struct str name);                    /* CASE__STATES when unknown */
const char *case_move_name(enum case_move move);
/* The table of allowed moves; false when `move` is not allowed from `from`. */
bool case_move_allowed(enum case_state from, enum case_move move, enum case_state *to);

/* The row.  Times are UTC ms, 0 when it has not happened; ids 0 when none. */
struct case_record {
    int64_t id;
    struct str number;
    int64_t version;
    struct str item;
    enum case_state state;
    struct str stage, result, source, channel, source_no;
    bool is_public;
    struct str text, address;
    int32_t lon_e6, lat_e6;
    int64_t cell, grid_id, dedicated_id, community_id, street_id, district_id, steering_id, unit_id;
    int64_t urgency, grade;
    double confidence;
    bool staff_chose, verified;
    int64_t created_by;
    int64_t opened_at, filed_at, dispatched_at, accepted_at, arrived_at, feedback_at, verified_at, closed_at;
    int64_t clock_start;
    struct str clock_limit;
    int64_t due_at;
    bool provisional, overdue;
    int64_t supervise, return_count, rework_count, extension_count, reopen_count;
    int64_t merged_into, rating;
    int64_t solved;                       /* 0 not said, 1 solved, 2 not solved */
    struct str code_digest;
    int64_t journal_seq;
    struct str journal_mac;
    int64_t marks;                        /* bits of enum case_mark (measure.h) */
};

/* ERR_NOT_FOUND when there is no such case. */
enum err case_read(struct db *db, struct arena *arena, int64_t id, struct case_record *out, struct fault *why) MUST_CHECK;
enum err case_read_number(struct db *db, struct arena *arena, struct str number, struct case_record *out, struct fault *why) MUST_CHECK;
/* "enforcement@street", "@community" or a code, relative to the case; NULL when there is none. */
const struct unit *case_unit_named(const struct org *org, const struct case_record *record, struct str name);
/* May this user see the case?  Area, unit in hand, own grid, own report. */
enum err case_visible(struct db *db, struct arena *arena, const struct org *org, const struct user *user,
                      const struct case_record *record, bool *out, struct fault *why) MUST_CHECK;

/* ── Plans ─────────────────────────────────────────────────────────────── */

struct case_plan;   /* what one step will write: case/plan.h */

/* Who acts: a user, a resident (nobody) or the system. */
struct case_actor {
    const struct user *user;              /* NULL: resident or system */
    int64_t unit_id;                      /* in whose name */
    bool system;
};

struct case_photo { struct str digest; const char *kind; };   /* "before", "after", "evidence" */

/* A report on its way to becoming a case. */
struct case_draft {
    struct str text, address, item;       /* item: catalogue code; empty: suggested from the words */
    double lon, lat;                      /* WGS-84 */
    struct str source, channel, source_no;
    bool is_public, staff_chose, on_spot;
    double confidence;                    /* of a sensor's alarm; 0 for people */
    int64_t urgency;                      /* 0: decided by the table */
    struct str contact_name, contact_phone;
    const struct case_photo *photos;
    size_t photo_count;
    int64_t duplicate_of;                 /* the person says: the same as that one */
    struct str kind;                      /* which table its type must stand in ("whistle"); empty: events */
    struct str link_to;                   /* number of a case it came from, or empty */
    struct str place;                     /* code of the component or place it is about, or empty: the nearest that fits */
    const struct json_t *facts;           /* extra facts for the decisions, or NULL */
};

#define PROCESS_MAIN "event-main"     /* the seven steps: content/processes/event-main.bpmn */
#define ITEM_OTHER "0601"             /* 其他: what nothing in the catalogue matches */

/* Open cases of the same type, near and not long ago (settings), nearest first: offered, never forced. */
struct duplicate { int64_t id; struct str number, item, stage; double distance_m; int64_t opened_at; };
enum err case_duplicates(struct world *world, struct db *db, struct arena *arena, struct str item, double lon, double lat,
                         int64_t now_ms, struct duplicate **out, size_t *count, struct fault *why) MUST_CHECK;

/*
 * Opens a case: locates, classifies, decides, starts the process.  A source that gives a number it has given before
 * meets the case it opened then: the plan writes nothing and case_plan_met names that case.  Numbers are compared
 * within a source; whoever feeds one source from several systems keeps their numbers apart with a prefix.
 */
enum err case_plan_open(struct world *world, struct db *db, struct arena *arena, const struct case_draft *draft,
                        const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/* What a person says when completing a task. */
struct task_answer {
    int64_t task_id, version;
    struct str outcome, note;
    const struct json_t *fields;          /* form fields or NULL */
    struct str unit;                      /* code of the chosen unit, or empty */
    const struct case_photo *photos;
    size_t photo_count;
    const struct str *units;              /* codes of several chosen units */
    size_t unit_count;
    bool has_position;                    /* WGS-84; never kept, only how far away it was */
    double lon, lat;
};
enum { ANSWER_UNITS_MAX = 100 };
/* A step that must be done at the place of the case and was not: nothing but that is recorded. */
struct case_away { bool refused, early; int64_t distance_m, radius_m; };
enum err case_plan_complete(struct world *world, struct db *db, struct arena *arena, const struct task_answer *answer,
                            const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/* Claiming, releasing and assigning a task. */
enum task_hold { TASK_CLAIM, TASK_RELEASE, TASK_ASSIGN };
enum err case_plan_hold(struct world *world, struct db *db, struct arena *arena, enum task_hold how, int64_t task_id,
                        int64_t version, int64_t account_id, struct str reason, const struct case_actor *actor,
                        int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/* An operation that works at any step: one row of the table in operate.c. */
struct case_op;
size_t case_op_count(void);
const struct case_op *case_op_at(size_t i);
const struct case_op *case_op_find(struct str name);                        /* NULL when unknown */
const char *case_op_name(const struct case_op *op);
const struct json_field *case_op_fields(const struct case_op *op);          /* body fields */
void case_op_label(const struct case_op *op, const char **zh, const char **en, bool *danger);
/* The same tables by name, for the routes: each takes `version` besides its own fields. */
extern const struct json_field CASE_OP_REASON[], CASE_OP_EXTENSION[], CASE_OP_SUPERVISE[], CASE_OP_URGE[], CASE_OP_TRANSFER[],
    CASE_OP_MERGE[], CASE_OP_LINK[], CASE_OP_UNLINK[], CASE_OP_RETYPE[], CASE_OP_RELOCATE[], CASE_OP_PLACE[], CASE_OP_FORCE[], CASE_OP_NOTE[],
    CASE_OP_NOTHING[], CASE_OP_SEND_BACK[], CASE_OP_TASK[], CASE_OP_HAND_OVER[], CASE_OP_JUMP[],
    CASE_OP_COUNTERSIGN[], CASE_OP_ADD_SIGNER[], CASE_OP_COPY[], CASE_OP_CHOOSE[], CASE_OP_MEND[], CASE_OP_MIGRATE[], CASE_OP_SUMMON[], CASE_OP_APPRAISE[];
/* Is it about one open task rather than the whole case? */
bool case_op_of_task(const struct case_op *op);
/* A value a field of an operation may have now, in words. */
struct case_choice { const char *field; struct str value, zh, en; };
struct case_offer { const struct case_op *op; const struct case_choice *choices; size_t choice_count; };
/* The operations this user may do on the case as it is now, in the order of the table. */
enum err case_ops_allowed(struct world *world, struct db *db, struct arena *arena, const struct case_record *record,
                          const struct case_actor *actor, int64_t now_ms, struct case_offer **out, size_t *count,
                          struct fault *why) MUST_CHECK;
/* Until when a closed case may be reopened: the running timer on the element that the model marks `until` = `reopen`; 0 when there is none. */
int64_t case_reopen_until(struct world *world, struct arena *arena, const struct bpmn_state *state, int64_t release);
enum err case_plan_op(struct world *world, struct db *db, struct arena *arena, const struct case_op *op, int64_t case_id,
                      int64_t version, const struct json_t *fields, const struct case_actor *actor, int64_t now_ms,
                      struct case_plan **out, struct fault *why) MUST_CHECK;

/*
 * A dry run: what would not fit when the case went on with `release` (0: the newest) under `mapping`, a line
 * "OLD=NEW" or "PROCESS/OLD=NEW" for each element or flow that was renamed.  ERR_INVALID names the field and the line.
 */
struct case_migration { int64_t from, release; struct bpmn_misfit *misfits; size_t count; };
enum err case_plan_migration(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t release, struct str mapping,
                             int64_t now_ms, struct case_migration *out, struct fault *why) MUST_CHECK;

/* The processes and releases cases run on, in order: at most `max`. */
struct migrate_source { struct str process; int64_t release; };
enum err case_migrate_from(struct db *db, struct arena *arena, struct migrate_source *out, size_t max, size_t *count, struct fault *why) MUST_CHECK;

/*
 * Many cases at once, each by itself: the running cases of `process` that the actor may mend, on releases below
 * `release` (0: the newest) and, when given, on `from` alone.  Looks at `limit` of them after the cursor, for two
 * seconds at most; what one is refused does not stop the others.  Waits for the writer: never inside a job.
 */
struct migrate_ask { struct str process, mapping, reason; int64_t from, release, after_release, after_case, limit; bool dry_run; };
struct migrate_case { int64_t case_id, from; struct str number; bool fits, done; struct str zh, en; struct bpmn_misfit *misfits; size_t misfit_count; };
struct migrate_report { int64_t release; struct migrate_case *items; size_t count; bool more; int64_t next_release, next_case; };
enum err case_migrate_many(struct world *world, struct db *db, struct arena *arena, const struct migrate_ask *ask,
                           const struct case_actor *actor, int64_t now_ms, struct migrate_report *out, struct fault *why) MUST_CHECK;

/* The resident's rating and wish to reopen. */
enum err case_plan_rate(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t score,
                        int64_t solved, struct str comment, int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/* A timer that is due; *out is NULL when there is nothing left to do for it but delete it. */
struct timer_row { int64_t id, case_id, kind, ref, due_at; };
enum err case_plan_timer(struct world *world, struct db *db, struct arena *arena, const struct timer_row *timer,
                         int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;

/*
 * Writes the plan inside a store job.  ERR_CONFLICT when the case moved since
 * the plan was made.  May run again after a lost transaction.
 */
enum err case_apply(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;

/* Was the step refused for being done elsewhere or too early?  Written all the same. */
const struct case_away *case_plan_away(const struct case_plan *plan);
/* The case that was there already, known after case_apply at the latest; 0 when the plan opens one. */
int64_t case_plan_met(const struct case_plan *plan);
/* The case as it is after the plan; number and code are known after case_apply. */
const struct case_record *case_plan_record(const struct case_plan *plan);
int64_t case_plan_key(const struct case_plan *plan);               /* the store job's key */
/* What the reporter is told: the case's due time, before filing that of the first task; 0 when none. */
int64_t case_plan_due(const struct case_plan *plan);
int64_t case_plan_first_due(const struct case_plan *plan);
/* An open case of the type stood near when it was opened, or the reporter said so. */
bool case_plan_is_duplicate(const struct case_plan *plan);
struct str case_plan_code(const struct case_plan *plan);           /* query code of a public report, else empty */

#endif
