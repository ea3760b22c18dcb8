/*
 * post.h - quotas of posts (员额): proposed from the workload by a decision table, asked for by the street, decided by the district; inside grid/.
 *
 * The model: posts inside and outside the establishment (编内、编外) stand in one
 * table by category.  A quota is in force from a day on; a change is asked for
 * with a reason and what the table `staff_quota` says at that moment, and
 * approved or rejected by somebody of the district who did not ask for it.
 * In post are the members of the street's register in the category; vacant is
 * the difference, below zero when there are more than the quota.
 *
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_POST_H
#define GRID_POST_H

#include "modules/grid/staff.h"

enum post_state { POST_ASKED, POST_APPROVED, POST_REJECTED, POST_WITHDRAWN, POST__STATES };
const char *post_state_name(enum post_state state);

struct post_quota {
    int64_t id, street_id, quota, before, version, asked_at, asked_by, decided_at, decided_by;
    struct str category, basis, reason, decision, asked_name, decided_name;
    struct day from;
    enum post_state state;
};
struct post_basis { int64_t street_id, households, floor_area, version, at; struct str source; };   /* version 0: none is stated */
struct post_count { struct str category; int64_t count; };

enum { POSTS_MAX = 1000 };
/* ERR_CONFLICT while another change of the category waits. */
enum err post_quota_insert(struct db *db, const struct post_quota *quota, struct fault *why) MUST_CHECK;
/* State, decision and who; ERR_CONFLICT when it is stale or decided. */
enum err post_quota_decide(struct db *db, const struct post_quota *quota, struct fault *why) MUST_CHECK;
enum err post_quota_read(struct db *db, struct arena *arena, int64_t id, struct post_quota *out, struct fault *why) MUST_CHECK;
/* Of a street, newest first, at most POSTS_MAX. */
enum err post_quotas(struct db *db, struct arena *arena, int64_t street_id, struct post_quota **out, size_t *count, struct fault *why) MUST_CHECK;
enum err post_basis_read(struct db *db, struct arena *arena, int64_t street_id, struct post_basis *out, struct fault *why) MUST_CHECK;
/* `version` is that seen, 0 for the first; ERR_CONFLICT when it is another. */
enum err post_basis_save(struct db *db, const struct post_basis *basis, int64_t by_id, struct fault *why) MUST_CHECK;
enum err post_counts(struct db *db, struct arena *arena, int64_t street_id, struct day today, struct post_count **out, size_t *count, struct fault *why) MUST_CHECK;

/* The quota of a category in force on a day; 0 when none is. */
int64_t post_in_force(const struct post_quota *quotas, size_t count, struct str category, struct day day);

/* ── The proposal (post_propose.c) ─────────────────────────────────────── */

struct post_workload { int64_t comprehensive, dedicated, communities, households, floor_area, months; double cases; bool has_basis; };
enum err post_workload(struct call *call, const struct unit *street, struct post_workload *out, struct fault *why) MUST_CHECK;
/* {inputs: {…}, count, rules: [{rule, count, reason, reason_en}]} as text: the largest count of the rules that apply; count null when none does. */
enum err post_propose(struct call *call, const struct post_workload *load, struct str category, struct str *out, struct fault *why) MUST_CHECK;

#endif
