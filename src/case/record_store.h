/*
 * record_store.h - the case row, for the other store files of case/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_RECORD_STORE_H
#define CASE_RECORD_STORE_H

#include "case/case.h"

#define RECORD_COLUMNS                                                                                            \
    "id, number, version, item, state, stage, result, source, channel, source_no, is_public, text, address, "     \
    "lon_e6, lat_e6, cell, grid_id, dedicated_id, community_id, street_id, district_id, steering_id, unit_id, "   \
    "urgency, grade, confidence, staff_chose, verified, created_by, opened_at, filed_at, dispatched_at, "         \
    "accepted_at, arrived_at, feedback_at, verified_at, closed_at, clock_start, clock_limit, due_at, "            \
    "provisional, overdue, supervise, return_count, rework_count, extension_count, reopen_count, merged_into, "   \
    "rating, solved, code_digest, journal_seq, journal_mac, marks"
#define RECORD_TYPES                                                                                              \
    STORE_INT, STORE_TEXT, STORE_INT, STORE_TEXT, STORE_INT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT,      \
        STORE_TEXT, STORE_INT, STORE_TEXT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT,     \
        STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_REAL, STORE_INT,       \
        STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT,        \
        STORE_INT, STORE_INT, STORE_TEXT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT,       \
        STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_TEXT, STORE_INT, STORE_TEXT, STORE_INT

/* Reads the columns of a row that start at `first`. */
void record_from_row(const struct rows *rows, size_t row, size_t first, struct case_record *out);
/* The case that the source has opened under this number of its own; 0 when there is none. */
enum err record_met(struct db *db, struct arena *arena, struct str source, struct str source_no, int64_t *met, struct fault *why) MUST_CHECK;
/* *inserted is false, and nothing is written, when its source has opened a case under this number. */
enum err record_insert(struct db *db, const struct case_record *record, bool *inserted, struct fault *why) MUST_CHECK;
/* Writes `record` over `before`, as it was when read; ERR_CONFLICT when the version in the database is another. */
enum err record_update(struct db *db, const struct case_record *before, const struct case_record *record, struct fault *why) MUST_CHECK;

#endif
