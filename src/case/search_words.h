/*
 * search_words.h - the terms a case is found by; between the files of search only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_SEARCH_WORDS_H
#define CASE_SEARCH_WORDS_H

#include "base/buf.h"
#include "case/case.h"

/* What the case says: words, address, name of the type. */
struct str search_words(struct arena *arena, const struct world *world, const struct case_record *record);
/* " u383…": no word of a person looks like it. */
void search_add_area(struct buf *buf, int64_t area_id);
/* Each of `terms` and the code of the type, within the street. */
void search_add_in_street(struct buf *buf, int64_t street_id, struct str terms, struct str item);

#endif
