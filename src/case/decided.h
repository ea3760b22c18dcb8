/*
 * decided.h - the decisions of a step as they are kept.
 *
 * The model: a step makes several decisions, and what one saw is what all of
 * them saw and a few values more, such as the result of an earlier one.  A row
 * holds what they share once, as JSON, and a line a decision:
 *   decision TAB release TAB more TAB result TAB matches NEWLINE
 * `more` is an object of the values only this one saw, or nothing; `result` any
 * JSON; `matches` a list of {decision, rule, row, annotation}.  JSON as it is
 * written here has no tabs and no newlines, so nothing needs quoting.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_DECIDED_H
#define CASE_DECIDED_H

#include "base/buf.h"

struct decided { struct str decision; int64_t release; struct str more, result, matches; };

/* The lines; at==NULL when out of memory. */
struct str decided_write(struct arena *arena, const struct decided *made, size_t count);

/*
 * The next decision of `*lines` and all it saw; false at the end.  `decision`,
 * `result` and `matches` are borrowed from the lines; `*inputs` has at==NULL
 * when out of memory.
 */
bool decided_next(struct arena *arena, struct str shared, struct str *lines, struct decided *out, struct str *inputs);

#endif
