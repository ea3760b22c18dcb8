/*
 * search.h - the words a case is found by; inside case/.
 *
 * Terms come from the words of the report, the address and the type's name.
 * Terms are kept without the text they came from: to replace or remove a row on SQLite its
 * old terms must be given again.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_SEARCH_H
#define CASE_SEARCH_H

#include "case/case.h"

/* The terms of a case as it stands, one space between; at == NULL without memory. */
struct str search_terms(struct arena *arena, const struct world *world, const struct case_record *record);

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
