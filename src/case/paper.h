/*
 * paper.h - papers between offices (内部件): a case about another case, such as an order (督办单) or what one office was told to do (工作布置).
 *
 * The model: a paper is a case of a type of content/catalogues/papers.csv.  It
 * comes from a source of its own ("supervision") and its number there is
 * OF/KEY, where OF is the number of the case it is about: so the papers of a
 * case are one range, and none is made twice.  Its channel is "internal": what
 * goes between offices is no matter of the city, stands in no figure and on no
 * map.
 *
 * Ownership: lists live in the arena given.  Threads: as their reader.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PAPER_H
#define CASE_PAPER_H

#include "case/case.h"

#define PAPER_CHANNEL "internal"
#define SOURCE_SUPERVISION "supervision"
bool paper_is(const struct case_record *record);
/* The number of the case a paper is about: what stands before the first slash. */
struct str paper_about(const struct case_record *record);

/* The papers of one source about a case, in the order of their keys behind `after` (empty: from the first). */
enum err paper_of_case(struct db *db, struct arena *arena, struct str source, struct str number, struct str after, int64_t limit,
                       struct case_record **out, size_t *count, struct fault *why) MUST_CHECK;

/* Instructions (工作布置) a unit gave, newest first; `before_id` 0 at the start. */
enum err paper_given(struct db *db, struct arena *arena, int64_t unit_id, int64_t before_id, int64_t limit, struct case_record **out, size_t *count,
                     struct fault *why) MUST_CHECK;

/* Orders of a street, or of a unit: those open, by due time, or all, newest first. */
enum paper_list { PAPERS_OPEN_IN_STREET, PAPERS_OPEN_OF_UNIT, PAPERS_IN_STREET, PAPERS_OF_UNIT, PAPER__LISTS };
struct paper_cursor { int64_t at, id; };      /* due time (open ones) or 0, and id; {0, 0} at the start */
enum err paper_orders(struct db *db, struct arena *arena, enum paper_list list, int64_t place_id, struct paper_cursor after, int64_t limit,
                      struct case_record **out, size_t *count, struct fault *why) MUST_CHECK;

/* ── Inside case/ ──────────────────────────────────────────────────────── */

struct case_plan;
/* Opens a case beside the one of the plan, written with it and linked to it by `kind`; nothing when its source has opened it already. */
enum err paper_open(struct case_plan *plan, const struct case_draft *draft, const char *kind, struct fault *why) MUST_CHECK;

/*
 * 督办: raises the level of the case and of `to`, who answers for it; tells the desks of the level's row and opens its order.
 * By the clock a level that is no higher than before changes nothing; while the same order is under way no second one is
 * opened.
 */
enum err supervise_raise(struct case_plan *plan, int64_t level, const struct unit *to, struct str demand, bool by_hand, struct fault *why) MUST_CHECK;
/* Who answers for a place a task waits at; 0: for the case: its unit, or the street. */
const struct unit *supervise_whom(const struct case_plan *plan, int64_t place_id);

#endif
