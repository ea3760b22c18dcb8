/*
 * list.h - lists of tasks and cases, each a range of one index.
 *
 * Pages are cut by cursor (the last row's key), so that nothing is skipped or
 * shown twice while rows come and go.
 * Ownership: results live in the arena.  Threads: a reader's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_LIST_H
#define CASE_LIST_H

#include "case/case.h"

/* ── Tasks ─────────────────────────────────────────────────────────────── */

/* A task with what its row shows of the case. */
struct task_view {
    int64_t id, case_id;
    struct str process, element, name, stage, role;
    int64_t place_id, assignee, opened_at, due_at;
    struct str due_limit;
    int64_t urged, escalated, version;
    struct str number, item, text, address;
    int64_t street_id, community_id, grid_id, unit_id, urgency, case_version, supervise;
    int32_t lon_e6, lat_e6;
    bool provisional;
    struct str clock_limit;
    int64_t clock_start;
    struct str assignee_name;             /* empty when nobody holds it */
    bool unsure;                          /* nobody chose the type, and the words did not tell it */
    struct str sign;                      /* of an added signature: before, after, delegate, vote; empty: the step itself */
};

struct task_filter {
    struct str stage, item;               /* empty: any */
    struct str step;                      /* stages of one of the seven steps; needs `world` */
    int64_t urgency_max;                  /* as urgent as this or more; 0: any */
    bool mine;                            /* only what is assigned to me */
    struct str words;                     /* in words, address, type or number of the case; needs `world` */
    const struct world *world;
    int64_t due_from, due_before;         /* 0: any */
    int64_t after_due, after_id;          /* cursor: 0, 0 at the start */
    int64_t limit;                        /* 1-500 */
};
/* The tasks of all desks of `user` and those assigned to them, by due time: a range a desk; stage, type and words are looked at row by row. */
enum err list_tasks(struct db *db, struct arena *arena, const struct user *user, const struct task_filter *filter,
                    struct task_view **out, size_t *count, bool *more, struct fault *why) MUST_CHECK;
/* Open tasks of one case. */
enum err list_case_tasks(struct db *db, struct arena *arena, int64_t case_id, struct task_view **out, size_t *count, struct fault *why) MUST_CHECK;

struct stage_count { struct str stage; int64_t count, overdue, soon; };
/* Per stage; overdue before now_ms, soon before soon_ms. */
enum err list_task_counts(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms, int64_t soon_ms,
                          struct stage_count **out, size_t *count, struct fault *why) MUST_CHECK;

/* ── Cases ─────────────────────────────────────────────────────────────── */

/* From wide to narrow.  An area holds the cases that lie in it; a unit those it has in its hands, responsible or co-operating. */
enum scope_kind { SCOPE_CITY, SCOPE_DISTRICT, SCOPE_STEERING, SCOPE_STREET, SCOPE_COMMUNITY, SCOPE_GRID, SCOPE_UNIT, SCOPE__KINDS };

struct case_scope { enum scope_kind kind; int64_t id; };

struct case_filter {
    enum scope_kind scope;                /* the range that is read: the narrowest asked for */
    int64_t scope_id;                     /* 0 for the city */
    struct case_scope also[5];            /* wider ones, looked at row by row */
    size_t also_count;
    int64_t dedicated_id;                 /* only in this grid inside the scope's; 0: any */
    unsigned states;                      /* bits of enum case_state; 0: open and paused */
    struct str item, stage, source;
    bool overdue;
    int64_t from_ms, to_ms;               /* opened within; 0: any */
    int64_t closed_from_ms, closed_to_ms; /* closed within; 0: any */
    struct str words;                     /* full text; needs `world` */
    struct world *world;
    int64_t before_id;                    /* cursor; 0 at the start */
    int64_t limit;
};
/* Asks for one more scope; the narrower becomes the range. */
void list_narrow(struct case_filter *filter, enum scope_kind kind, int64_t id);
/* Newest first.  *next is the cursor of the following page, 0 at the end; a page may be short when filters are strict. */
enum err list_cases(struct db *db, struct arena *arena, const struct case_filter *filter, struct case_record **out,
                    size_t *count, int64_t *next, struct fault *why) MUST_CHECK;

/* Open cases inside a box, for the map; at most `limit`. */
enum err list_box(struct db *db, struct arena *arena, int32_t west_e6, int32_t south_e6, int32_t east_e6, int32_t north_e6,
                  const struct case_filter *filter, struct case_record **out, size_t *count, struct fault *why) MUST_CHECK;

/* Open and paused cases of one street by community, grid and dedicated grid. */
struct area_count { int64_t community_id, grid_id, dedicated_id, open, overdue; };
struct area_counts { int64_t street_id; struct area_count *at; size_t count; };
/* Reads them unless `kept` holds this street's: rows that stand by street read each once. */
enum err list_area_counts(struct db *db, struct arena *arena, int64_t street_id, struct area_counts *kept, struct fault *why) MUST_CHECK;
/* The sum of a community, a comprehensive grid (with those inside it) or a dedicated one. */
struct area_count area_counts_of(const struct area_counts *kept, int64_t area_id);

/* ── One case ──────────────────────────────────────────────────────────── */

struct journal_view { int64_t id, seq, at; struct str kind; int64_t actor; struct str actor_name; int64_t unit; struct str element, data, note, note_digest, mac; };
enum err list_journal(struct db *db, struct arena *arena, int64_t case_id, struct journal_view **out, size_t *count, struct fault *why) MUST_CHECK;
/* Does the row's mac fit its predecessor's? */
bool journal_row_fits(const struct world *world, struct arena *arena, int64_t case_id, struct str previous, const struct journal_view *row);
struct decision_view { int64_t at, release; struct str decision, inputs, result, matches; };
enum err list_decisions(struct db *db, struct arena *arena, int64_t case_id, struct decision_view **out, size_t *count, struct fault *why) MUST_CHECK;
struct link_view { int64_t id; struct str number, kind, item, stage; };
enum err list_links(struct db *db, struct arena *arena, int64_t case_id, struct link_view **out, size_t *count, struct fault *why) MUST_CHECK;
struct file_view { struct str digest, kind, shown, thumb, media; int64_t at, by; };
enum err list_files(struct db *db, struct arena *arena, int64_t case_id, struct file_view **out, size_t *count, struct fault *why) MUST_CHECK;
struct pause_view { struct str kind, reason; int64_t begin_at, end_at; };
struct extension_view { int64_t amount; struct str unit, reason; int64_t at; };
enum err list_pauses(struct db *db, struct arena *arena, int64_t case_id, struct pause_view **out, size_t *count, struct fault *why) MUST_CHECK;
enum err list_extensions(struct db *db, struct arena *arena, int64_t case_id, struct extension_view **out, size_t *count, struct fault *why) MUST_CHECK;
enum err list_co_units(struct db *db, struct arena *arena, int64_t case_id, int64_t **out, size_t *count, struct fault *why) MUST_CHECK;
/* Masked contact as JSON {name, phone}; STR_NONE when the reporter gave none. */
enum err list_contact(struct db *db, struct arena *arena, int64_t case_id, struct str *masked, struct str *sealed, struct fault *why) MUST_CHECK;
/* Process, release, state (bpmn_state_read) and path (case/path.h) of the instance. */
struct instance_view { struct str process, state, path; int64_t release; };
enum err list_instance(struct db *db, struct arena *arena, int64_t case_id, struct instance_view *out, struct fault *why) MUST_CHECK;

/* How much time is left of a clock, for rows and pages. */
struct time_left { struct str light; struct clock_words words; };
/* `limit` as written ("2 work-days"); due 0 or TASK_NO_DUE: no light. */
void case_time_left(const struct world *world, int64_t start_ms, struct str limit, int64_t due_ms, int64_t now_ms, struct time_left *out);

#endif
