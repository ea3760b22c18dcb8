/*
 * load_store.h - the rows of a case, table by table: read from a case that was
 * played through the spine, written for its copies.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_LOAD_STORE_H
#define COMMANDS_LOAD_STORE_H

#include "store/store.h"

/*
 * `kinds` says what each column holds, a letter each:
 *   p as it is      i id of a row of this case    l unit or grid     w account
 *   t time          s text with ids and codes in it      b state of the process
 *   n case number   x words    a address    o longitude    y latitude    c cell
 *   d digest of the query code    m mac    h head of the chain
 *   D G C S A E     grid, dedicated grid, community, street, district, steering district
 */
/* Columns of the instance's and the tasks' rows that the figures are counted from. */
enum { LOAD_INSTANCE_PATH = 5 };
enum { LOAD_TASK_PROCESS = 3, LOAD_TASK_ELEMENT = 4, LOAD_TASK_STATE = 10, LOAD_TASK_OUTCOME = 11, LOAD_TASK_OPENED = 12, LOAD_TASK_CLOSED = 17 };
struct load_table { const struct query *read, *write; const char *kinds; };
size_t load_table_count(void);
const struct load_table *load_table_at(size_t i);   /* the case row first, the journal in order */

/* Timers of a case, the earliest first: id, kind, ref, due. */
enum err load_timers(struct db *db, struct arena *arena, int64_t case_id, struct rows *out, struct fault *why) MUST_CHECK;
/* ERR_CONFLICT when days of the journal are signed already: rows may not be added to those. */
enum err load_check_unsigned(struct db *db, struct arena *arena, struct fault *why) MUST_CHECK;
/* Serial numbers given so far: street, day, last. */
enum err load_serials(struct db *db, struct arena *arena, struct rows *out, struct fault *why) MUST_CHECK;
/* Inside a job: later cases of that street and day count on from `last`. */
enum err load_serial_keep(struct db *db, int64_t street_id, int64_t day, int64_t last, struct fault *why) MUST_CHECK;

#endif
