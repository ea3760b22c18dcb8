/*
 * record_store.h - the case row, for the other store files of case/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_RECORD_STORE_H
#define CASE_RECORD_STORE_H

#include "case/case.h"

/* Reads the columns of a row that start at `first`. */
void record_from_row(const struct rows *rows, size_t row, size_t first, struct case_record *out);
enum err record_insert(struct db *db, const struct case_record *record, struct fault *why) MUST_CHECK;
/* ERR_CONFLICT when the version in the database is another than `version_before`. */
enum err record_update(struct db *db, const struct case_record *record, int64_t version_before, struct fault *why) MUST_CHECK;

#endif
