/*
 * search.h - the words a case is found by; inside case/.
 *
 * Terms come from the words of the report, the address and the type's name.
 * Each stands a second time with its street before it, and so does the type's
 * code: what is looked for within a street, community or grid costs what that
 * street's cases cost, however many the city has.  Each area the case lies in
 * is a term as well: by it the closed cases of an area are found, newest first
 * (decisions/0010-closed-cases.md).
 * What is found and what is not: text_query in text/text.h.
 * Terms are kept without the text they came from: to replace or remove a row on SQLite its
 * old terms must be given again.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_SEARCH_H
#define CASE_SEARCH_H

#include "case/case.h"

/* The terms of a case as it stands, one space between; at == NULL without memory. */
struct str search_terms(struct arena *arena, const struct world *world, const struct case_record *record);

/*
 * Terms that stand in the names of many units (社区, 居委): nearly every case
 * has them, so the index is not asked for them when the words hold rarer ones,
 * and the rows found are looked at instead.
 */
struct search_common;
enum err search_common_new(struct arena *arena, const struct org *org, struct search_common **out, struct fault *why) MUST_CHECK;
const struct search_common *world_search_common(const struct world *world);

/* What is looked for: `match` as FTS5 wants it ("兴隆" "号"*, which PostgreSQL's statement turns into a tsquery), empty when the words hold no term; `left`: terms to look for in the rows. */
struct search_query { struct str match, left; };
/* Within `street_id`, or anywhere when it is 0; cases of other streets may be found too, and are told by their rows. */
enum err search_query(struct arena *arena, const struct world *world, struct str words, int64_t street_id, struct search_query *out,
                      struct fault *why) MUST_CHECK;
/* The term of a type's cases in a street, as `match` is written; at == NULL without memory. */
struct str search_type_in_street(struct arena *arena, int64_t street_id, struct str item);
/* Has the case every term that was left?  Without memory, no. */
bool search_has(struct arena *arena, const struct world *world, const struct case_record *record, struct str left);

/* Inside a job. */
enum err search_insert(struct db *db, int64_t case_id, struct str terms, struct fault *why) MUST_CHECK;
enum err search_remove(struct db *db, int64_t case_id, struct str terms, struct fault *why) MUST_CHECK;
enum err search_clear(struct db *db, struct fault *why) MUST_CHECK;

/*
 * What is kept of the rows after `after_id` up to `until_id`, by id: on PostgreSQL the terms themselves, on SQLite how
 * many there are.  search_agrees compares it with the terms that should be there.
 */
enum err search_kept(struct db *db, struct arena *arena, int64_t after_id, int64_t until_id, struct rows *out, struct fault *why) MUST_CHECK;
bool search_agrees(const struct store *store, struct str kept, struct str terms);

#endif
