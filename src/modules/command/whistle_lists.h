/*
 * whistle_lists.h - what the lists and figures of whistles share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_WHISTLE_LISTS_H
#define COMMAND_WHISTLE_LISTS_H

#include "case/case.h"
#include "modules/app.h"

struct month { int64_t from_ms, to_ms; struct str text; };   /* "2026-03" */
/* The query's `month`, this one when absent. */
enum err whistle_month(struct call *call, struct month *out, struct fault *why) MUST_CHECK;
/* The query's `area`, a street or above; absent: the user's own.  NULL with ERR_NOT_FOUND in `why`. */
const struct unit *whistle_area(struct call *call, enum right right, struct fault *why);
/* "blown", "open", "refused", "closed". */
bool whistle_is(const struct case_record *record, struct str what);

#endif
