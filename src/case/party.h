/*
 * party.h - units summoned to a case: several under one number (应哨单位).
 *
 * The model: a case may summon units (struct party).  Each has four stamps,
 * signed 签收, contacted 联系, arrived 到场, resolved 办结, each with a limit on
 * the legal clock that runs from when the unit was called.  It may object once
 * (职责异议); until the ruling its clock stands.  In the end whoever summoned
 * it says whether it solved the matter and how content he is.  The process
 * does the steps: services `party.*`, tasks whose limit is `party.sign` …
 *
 * Figures: a party stands in counters of its month, street, unit and type; they
 * are a function of its row alone (party_count_keys), so they never drift.
 *
 * Ownership: rows live in the arena given.  Threads: as their plan or reader.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PARTY_H
#define CASE_PARTY_H

#include "case/case.h"

enum party_state { PARTY_SUMMONED, PARTY_EXCUSED, PARTY_OVER, PARTY__STATES };
const char *party_state_name(enum party_state state);   /* "summoned" */
enum party_step { PARTY_SIGN, PARTY_CONTACT, PARTY_ARRIVE, PARTY_RESOLVE, PARTY__STEPS };
const char *party_step_name(enum party_step step);      /* "sign" */
enum party_ruling { RULING_NONE, RULING_UPHELD, RULING_DISMISSED };
enum party_solved { SOLVED_UNKNOWN, SOLVED_YES, SOLVED_NO };
enum party_satisfied { SATISFIED_UNKNOWN, SATISFIED_YES, SATISFIED_MOSTLY, SATISFIED_NO };

struct party_stamp { struct str limit; int64_t due_at, at; };   /* at 0: not yet; due_at 0: no limit */

struct party {
    int64_t id, case_id, unit_id, street_id;
    struct str item;
    bool lead;
    enum party_state state;
    int64_t called_at;
    struct party_stamp steps[PARTY__STEPS];
    int64_t objected_at, ruled_at;
    enum party_ruling ruling;
    int64_t supervise, refused_count;
    enum party_solved solved;
    enum party_satisfied satisfied;
    int64_t reviewed_at, reviewed_by;
};

/* The parties of a case, in the order they were called. */
enum err party_list(struct db *db, struct arena *arena, int64_t case_id, struct party **out, size_t *count, struct fault *why) MUST_CHECK;
/* The step it stands at, PARTY__STEPS when all are done. */
enum party_step party_at(const struct party *party);
/* Was the step done before its limit ended? */
bool party_in_time(const struct party *party, enum party_step step);

/* ── Lists ─────────────────────────────────────────────────────────────── */

/* What a number of the tables counts; the list behind it holds the parties for which it is true. */
#define PARTY_METRICS(X)                                                                                               \
    X(CALLED, "called") X(EXCUSED, "excused") X(DUE, "due") X(SIGNED, "signed") X(RESPONDED, "responded")              \
    X(ARRIVED, "arrived") X(RESOLVED, "resolved") X(REVIEWED, "reviewed") X(SOLVED, "solved")                          \
    X(SATISFIED, "satisfied") X(YELLOW, "yellow") X(ORANGE, "orange") X(RED, "red")
enum party_metric {
#define X(name, key) METRIC_##name,
    PARTY_METRICS(X)
#undef X
    PARTY__METRICS
};
const char *party_metric_name(enum party_metric metric);
enum party_metric party_metric_from(struct str name);    /* PARTY__METRICS when unknown */
bool party_counts(const struct party *party, enum party_metric metric);

/* A party with what its row shows of the case. */
struct party_view { struct party party; struct case_record record; };
struct party_filter {
    int64_t unit_id, street_id;           /* one of them names the range; both: the unit's, looked at row by row */
    bool open;                            /* summoned and not over, oldest first; of a unit only */
    int64_t from_ms, to_ms;               /* called within; not for open ones */
    struct str item;                      /* empty: any */
    enum party_metric metric;             /* PARTY__METRICS: any */
    int64_t after_at, after_id;           /* cursor; 0, 0 at the start */
    int64_t limit;
};
/* Newest first.  *more: there are further ones behind the last. */
enum err party_page(struct db *db, struct arena *arena, const struct party_filter *filter, struct party_view **out, size_t *count,
                    bool *more, struct fault *why) MUST_CHECK;

/* ── Figures ───────────────────────────────────────────────────────────── */

#define PARTY_PREFIX "p/"
/* The counters p/YYYY-MM/STREET/UNIT/TYPE/METRIC this party stands in, each by one. */
struct party_keys { size_t count; struct str keys[PARTY__METRICS]; };
enum err party_count_keys(struct arena *arena, const struct org *org, const struct party *party, struct party_keys *out,
                          struct fault *why) MUST_CHECK;
/* Every party, for counting again. */
enum err party_each(struct db *db, struct arena *arena, enum err (*each)(const struct party *party, void *arg, struct fault *why), void *arg,
                    struct fault *why) MUST_CHECK;

#endif
