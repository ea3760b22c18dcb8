/*
 * measure.h - what the evaluation (综合评价) counts of a case.
 *
 * The model: a measure is a yes or no about one case, a function of its row
 * alone; all of them together are its facts, a bit each.  A rate is one measure
 * over another, and which is over which stands in content/catalogues/
 * evaluation.csv: this file only counts.  A case belongs to the month in which
 * it was reported, for good, so every number of a month speaks of the same
 * matters (受理的、立案的、应结案的、结案的): 结案数 is never more than 应结案数.
 *
 * Each step adds the difference of facts to three tallies (store/tally.h):
 *   x/STREET/YYYYMM/TYPE/SOURCE     by type and source; their sum is the street
 *   g/STREET/YYYYMM/COMMUNITY/GRID  ids, 0 none
 *   u/STREET/YYYYMM/UNIT            id of the responsible unit, once there is one
 * and keeps the facts in case_measure, ordered by street and month: the list
 * behind a number is a range of it, filtered by the same bits.  Both are derived
 * and counted again by `shao rebuild`.
 *
 * Nobody is measured here but units and areas: no resident, no single worker.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_MEASURE_H
#define CASE_MEASURE_H

#include "case/case.h"

/* What a step has to remember because the row would not tell it later: bits of case_record.marks. */
enum case_mark {
    MARK_REPEAT = 1,          /* an open case of the type stood near when it was reported, or the reporter said so */
    MARK_SIGNED_LATE = 2,     /* the responsible unit signed after the limit */
    MARK_PATROL = 4,          /* of a type that patrols are to find (巡查范围) */
    MARK_MISCONDUCT = 8,      /* fraud or shirking was found (弄虚作假、推诿) */
};

#define MEASURES(X)                                                                                                   \
    X(REPORTED, "reported") X(FILED, "filed") X(FILED_RIGHT, "filed_right") X(REFUSED, "refused")                      \
    X(DUE, "due") X(HELD, "held") X(CLOSED, "closed") X(CLOSED_IN_TIME, "closed_in_time")                              \
    X(URGENT_DUE, "urgent_due") X(URGENT_CLOSED, "urgent_closed") X(URGENT_IN_TIME, "urgent_in_time")                  \
    X(DISPATCHED, "dispatched") X(DISPATCHED_RIGHT, "dispatched_right")                                                \
    X(TO_HANDLE, "to_handle") X(HANDLED_IN_TIME, "handled_in_time")                                                    \
    X(ANSWERED, "answered") X(REWORKED, "reworked") X(FAILED_CHECKS, "failed_checks") X(EXTENDED, "extended")          \
    X(SELF_CLOSED, "self_closed") X(MISSED, "missed") X(REPEATED, "repeated") X(MISCONDUCT, "misconduct")              \
    X(TO_SIGN, "to_sign") X(SIGNED_IN_TIME, "signed_in_time")                                                          \
    X(ASKED, "asked") X(SOLVED, "solved") X(RATED, "rated") X(SATISFIED, "satisfied")                                  \
    X(OPEN, "open") X(OVERDUE, "overdue") X(SUPERVISED, "supervised")
enum measure {
#define X(name, key) MEASURE_##name,
    MEASURES(X)
#undef X
    MEASURE__COUNT
};
const char *measure_name(enum measure measure);
enum measure measure_from(struct str name);              /* MEASURE__COUNT when unknown */

/* All measures of the case as it stands, a bit each. */
uint32_t measure_facts(const struct case_record *record);
/* 202603 of the report. */
int64_t measure_month(const struct case_record *record);

#define MEASURE_BY_KIND "x/"
#define MEASURE_BY_GRID "g/"
#define MEASURE_BY_UNIT "u/"
enum { MEASURE_KEYS = 3 };
/* The tallies the case stands in; two, while it has no unit. */
struct measure_keys { struct str keys[MEASURE_KEYS]; size_t count; };
enum err measure_keys(struct arena *arena, const struct case_record *record, struct measure_keys *out, struct fault *why) MUST_CHECK;

/* Sets or clears MARK_PATROL as the catalogue says of the case's type: its triggers name the worker's source (网格巡查). */
void measure_mark_type(const struct world *world, struct case_record *record);

/* ── Rows (measure_store.c) ─────────────────────────────────────────────── */

enum err measure_put(struct db *db, const struct case_record *record, uint32_t facts, struct fault *why) MUST_CHECK;
enum err measure_drop(struct db *db, const struct case_record *record, struct fault *why) MUST_CHECK;

/* ── Inside apply ──────────────────────────────────────────────────────── */

/* Tallies and row of a step; `before` NULL: the case was opened. */
enum err measure_step(struct db *db, const struct case_record *before, const struct case_record *now, struct fault *why) MUST_CHECK;
/* Everything counted again: how many tallies and rows were wrong is told to `note`, and all are written anew. */
typedef enum err (*measure_note_fn)(void *arg, struct str what, struct str key, struct fault *why);
enum err measure_rebuild(struct db *db, measure_note_fn note, void *arg, int64_t *looked, struct fault *why) MUST_CHECK;

/* ── Lists ─────────────────────────────────────────────────────────────── */

struct measure_filter {
    int64_t street_id, from_month, to_month;             /* the range: both months included */
    uint32_t facts;                                      /* all of these bits */
    int64_t community_id, grid_id, unit_id;              /* 0: any */
    struct str item, source;                             /* empty: any */
    int64_t from_id, until_id;                           /* ids from … to before …; 0: any */
    int64_t before_month, before_id;                     /* cursor; 0, 0 at the start */
    int64_t limit;
};
struct measured { int64_t month, case_id; };
/* Newest month first, newest case first: at most `limit` into `out`. */
enum err measure_list(struct db *db, struct arena *arena, const struct measure_filter *filter, struct measured *out, size_t *count, struct fault *why) MUST_CHECK;

/*
 * Every case of a street that was reported from one instant to before another, oldest first, as its id tells: so each
 * stands in exactly one span, and the list of a span (from_id, until_id: id_floor of its ends) is as long.
 */
struct measure_row { int64_t case_id, community_id, unit_id; struct str item, source; uint32_t facts; };
typedef enum err (*measure_each_fn)(const struct measure_row *row, void *arg, struct fault *why);
enum err measure_each(struct db *db, struct arena *arena, int64_t street_id, int64_t from_ms, int64_t to_ms, measure_each_fn each, void *arg, struct fault *why) MUST_CHECK;
/* 202603 of an instant. */
int64_t measure_month_of(int64_t at_ms);

#endif
