/*
 * draft.h - definitions edited in the desk: drafts (草稿), and bundles of them on their way into force.
 *
 * The model: a draft is `open` until it is submitted, alone or with others as a
 * bundle.  A second person approves the bundle, who never wrote to any draft of
 * it: it is released at once, or `scheduled` and released on its date by the
 * keeper.  Rejected or withdrawn, its drafts are open again.  What no longer
 * fits on its date has `failed`, and waits to be withdrawn.
 *
 * Checks run while preparing, against the newest release; the job refuses when
 * there is a newer one by then.
 *
 * Ownership: rows live in the arena given.  Threads: functions that take a
 * writer's db run inside store jobs of RELEASE_JOB_KEY.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_DRAFT_H
#define CASE_DRAFT_H

#include "case/definition_check.h"
#include "case/release.h"

enum { DRAFT_TEXT_MAX = 4 << 20, BUNDLE_MAX = 50 };

enum draft_state { DRAFT_OPEN, DRAFT_SUBMITTED, DRAFT_SCHEDULED, DRAFT_FAILED, DRAFT_RELEASED, DRAFT_DROPPED, DRAFT__STATES };
const char *draft_state_name(enum draft_state state);
enum draft_state draft_state_from(struct str name);    /* DRAFT__STATES when unknown */

struct draft_row {
    int64_t id;
    enum definition_kind kind;
    struct str key, name, text;        /* text.at NULL in lists */
    int64_t base_release;
    enum draft_state state;
    int64_t version, created_at, created_by, changed_at, changed_by, bundle_id;
    struct str reason, created_by_name, changed_by_name;
    struct str note;                   /* of its bundle */
    int64_t active_from, release;      /* of its bundle; 0: none */
};

/* ERR_NOT_FOUND when there is none. */
enum err draft_read(struct db *db, struct arena *arena, int64_t id, struct draft_row *out, struct fault *why) MUST_CHECK;
/* Newest first, below id `after` (0: from the newest), without texts; DRAFT__STATES: all that are not released or dropped. */
enum err draft_list(struct db *db, struct arena *arena, enum draft_state state, int64_t after, int64_t limit, struct draft_row **out,
                    size_t *count, struct fault *why) MUST_CHECK;
/* The drafts of a bundle with their texts, in the order they were made. */
enum err draft_bundle(struct db *db, struct arena *arena, int64_t bundle_id, struct draft_row **out, size_t *count, struct fault *why) MUST_CHECK;
/* Did this account write to a draft of these? */
enum err draft_wrote(struct db *db, struct arena *arena, const struct draft_row *drafts, size_t count, int64_t account_id, bool *out,
                     struct fault *why) MUST_CHECK;

/* ── Checking ──────────────────────────────────────────────────────────── */

struct definition_new draft_definition(const struct draft_row *draft);
/* These over what is in force. */
enum err draft_check(struct world *world, struct arena *arena, const struct draft_row *drafts, size_t count, struct definition_check *out,
                     struct fault *why) MUST_CHECK;
/* Another release of it came since it was drawn. */
bool draft_is_behind(struct world *world, const struct draft_row *draft);

/* ── Changing, inside jobs ─────────────────────────────────────────────── */

enum err draft_insert(struct db *db, const struct draft_row *draft, struct fault *why) MUST_CHECK;
/* New text, name and base of an open draft; ERR_CONFLICT when its version is another, or it is not open. */
enum err draft_save(struct db *db, const struct draft_row *draft, struct fault *why) MUST_CHECK;
enum err draft_drop(struct db *db, int64_t id, int64_t version, int64_t by, int64_t at, struct fault *why) MUST_CHECK;

/* A step of a bundle. */
struct bundle_move {
    struct draft_row *drafts;          /* all of it, as read; versions are compared */
    size_t count;
    int64_t bundle_id, by, at;
    int64_t submitted_by;              /* set by draft_bundle_read */
    struct str text;                   /* note of a submission, reason of the rest */
    int64_t active_from;               /* 0: on approval */
    int64_t seen_release;              /* the newest one when it was checked */
    int64_t release;                   /* given when it came into force */
};
/* Fills drafts, bundle_id, note and dates of the bundle that a draft is in; ERR_CONFLICT when it is in none or `state` is another. */
enum err draft_bundle_read(struct db *db, struct arena *arena, const struct draft_row *draft, struct bundle_move *out, struct fault *why) MUST_CHECK;
enum err draft_submit(struct db *db, struct bundle_move *move, struct fault *why) MUST_CHECK;
/* Back to open; `rejected` tells which. */
enum err draft_send_back(struct db *db, struct bundle_move *move, bool rejected, struct fault *why) MUST_CHECK;
/* Released, or scheduled when active_from lies after `at`. */
enum err draft_approve(struct db *db, struct bundle_move *move, struct fault *why) MUST_CHECK;

/* ── On its date ───────────────────────────────────────────────────────── */

/* Releases the scheduled bundles whose time has come; *released counts them. */
enum err draft_release_due(struct world *world, int64_t now_ms, int64_t *released, struct fault *why) MUST_CHECK;

#endif
