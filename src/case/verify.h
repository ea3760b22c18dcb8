/*
 * verify.h - proving that the journal is whole.
 *
 * Three nets: each row's HMAC chains it to its predecessor; the case row holds
 * the chain's length and head; and each day's heads are anchored in a row
 * signed with SM2 that also chains to the previous anchor.  So one altered byte
 * breaks a mac, a chain recomputed with a stolen key breaks an anchor, and a
 * cut tail disagrees with the case row or, if that was changed too, with the
 * anchor of its day.
 *
 * Ownership: reports live in the arena.  Threads: a reader's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_VERIFY_H
#define CASE_VERIFY_H

#include "case/world.h"

struct verify_report {
    int64_t cases, rows, anchors;
    bool whole;
    /* the first broken place */
    int64_t case_id, seq, row_id, day;
    char zh[256], en[256];
};
/* Walks everything; a broken journal is ERR_OK with whole == false. */
enum err verify_journal(struct db *db, const struct world_keys *keys, struct verify_report *out, struct fault *why) MUST_CHECK;

/* Signs every civil day before `today` that has rows and no anchor yet; *made counts. */
enum err anchor_days(struct world *world, int64_t now_ms, int64_t *made, struct fault *why) MUST_CHECK;

#endif
