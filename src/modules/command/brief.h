/*
 * brief.h - 简报: what a day, a week or a month brought an area.
 *
 * The model: a briefing counts the cases reported in its span by the measures
 * of the evaluation (case/measure.h), all together and by type, source, area,
 * responsible unit and time, beside the sums of the span before; and what is
 * open and overdue in the area when it is made.  A span ends at midnight; when
 * it is over the clock makes the briefing of every street, district and of the
 * city, once.  Whoever asks earlier gets one so far, which the final one
 * replaces.  Kept are sums, never a case; every number opens the list it counts
 * (GET /api/evaluation/cases with since and until), which may have moved on.
 *
 * Memory: one street after the other, each a range of case_measure that is
 * streamed; a briefing holds at most BRIEF_LINES lines a grouping.
 *
 * Ownership: everything lives in the arena given.  Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_BRIEF_H
#define COMMAND_BRIEF_H

#include "base/civil.h"
#include "base/table.h"
#include "case/measure.h"
#include "case/plan.h"
#include "modules/app.h"

enum brief_kind { BRIEF_DAY, BRIEF_WEEK, BRIEF_MONTH, BRIEF__KINDS };
const char *brief_kind_name(enum brief_kind kind);                     /* "day" */
enum brief_kind brief_kind_from(struct str name);                      /* BRIEF__KINDS when unknown */

struct brief_span { enum brief_kind kind; struct day from, to; };      /* `to` is not in it */
/* The day, the week from Monday, or the month that `day` lies in; and the one before. */
struct brief_span brief_span_of(enum brief_kind kind, struct day day);
struct brief_span brief_span_before(struct brief_span span);

/* How lines are told apart.  SLOT: by hour ("09") in a day, else by day ("2026-11-23"). */
enum brief_by { BRIEF_BY_SLOT, BRIEF_BY_TYPE, BRIEF_BY_SOURCE, BRIEF_BY_AREA, BRIEF_BY_UNIT, BRIEF__BY };
const char *brief_by_name(enum brief_by by);
enum { BRIEF_LINES = 60 };

struct brief_line { struct str key; int64_t sums[MEASURE__COUNT]; };
typedef LIST(struct brief_line *) brief_lines;
struct brief {
    int64_t id, area_id, made_at, made_by;
    struct brief_span span;
    bool whole;
    int64_t open, overdue;
    int64_t total[MEASURE__COUNT], before[MEASURE__COUNT];
    brief_lines lines[BRIEF__BY];
    struct table by_key;                  /* while counting */
    struct arena *arena;
};

/* ── Counting (brief_count.c) ──────────────────────────────────────────── */

void brief_begin(struct brief *brief, struct arena *arena, int64_t area_id, struct brief_span span);
/* Adds the cases of a street; what lies in the street is told apart by community. */
enum err brief_count_street(struct db *db, struct brief *brief, const struct unit *street, struct fault *why) MUST_CHECK;
/* Adds what was counted for a part of the area, which becomes a line of its own. */
enum err brief_add(struct brief *brief, const struct brief *part, int64_t part_id, struct fault *why) MUST_CHECK;
/* Sorts and cuts the lines: slots by time, units by what they had to handle, the rest by what was reported. */
void brief_end(struct brief *brief);

/*
 * Makes one briefing of an area as it stands now; ERR_INVALID for an area that has none (a community, a department).
 * brief_make_due makes all whose time is over and that are not there yet, and deletes what is older than the setting
 * brief.kept; *made is how many.  Not inside a job.
 */
enum err brief_make(struct world *world, struct db *db, struct arena *arena, const struct unit *area, struct brief_span span, int64_t now_ms, struct brief *out,
                    struct fault *why) MUST_CHECK;
enum err brief_make_due(struct world *world, int64_t now_ms, int64_t *made, struct fault *why) MUST_CHECK;
bool brief_has(const struct unit *area);   /* is it an area with briefings? */

/* ── Rows (brief_store.c) ──────────────────────────────────────────────── */

struct brief_row { int64_t id, made_at; struct brief_span span; bool whole; int64_t reported, closed, open, overdue; };
/* Inside a job: writes it, over one that was not final; *id is that row's.  ERR_CONFLICT when there is a final one. */
enum err brief_put(struct db *db, const struct brief *brief, struct str content, int64_t *id, struct fault *why) MUST_CHECK;
enum err brief_sweep(struct db *db, int64_t before_ms, struct fault *why) MUST_CHECK;
enum err brief_content(struct arena *arena, const struct brief *brief, struct str *out, struct fault *why) MUST_CHECK;
enum err brief_read(struct db *db, struct arena *arena, int64_t id, struct brief *out, struct fault *why) MUST_CHECK;
/* Of an area, newest first, those that begin before a day. */
enum err brief_list(struct db *db, struct arena *arena, int64_t area_id, enum brief_kind kind, struct day before, int64_t limit, struct brief_row **out, size_t *count,
                    struct fault *why) MUST_CHECK;
/* The areas whose final briefing of this span is there. */
enum err brief_made(struct db *db, struct arena *arena, struct brief_span span, int64_t **areas, size_t *count, struct fault *why) MUST_CHECK;

/* ── As a document (brief_document.c) ──────────────────────────────────── */

struct document;
enum err brief_document(struct call *call, const struct brief *brief, bool english, struct document *out, struct fault *why) MUST_CHECK;
/* The name of a line in both languages. */
void brief_line_name(struct call *call, const struct brief *brief, enum brief_by by, const struct brief_line *line, struct str *zh, struct str *en);
/* The evaluation's definitions that hold at the end of the span. */
struct evaluation;
enum err brief_definitions(struct call *call, const struct brief *brief, struct evaluation *out, struct fault *why) MUST_CHECK;

#endif
