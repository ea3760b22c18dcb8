/*
 * search_words.h - the terms of areas; between the files of search only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_SEARCH_WORDS_H
#define CASE_SEARCH_WORDS_H

#include "base/buf.h"

/* " u383…": no word of a person looks like it. */
void search_add_area(struct buf *buf, int64_t area_id);

#endif
