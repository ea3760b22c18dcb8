/*
 * person.h - persons a case is about (当事人), such as the two sides of a dispute.
 *
 * The model: a process may keep persons when the catalogue person_roles names
 * roles for it.  What is kept is sealed and shown masked; whoever does the case
 * now, or may see contacts, adds, takes out and looks, and each of the three
 * stands in the journal, which holds the role and the number of the row but no name.
 *
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PERSON_H
#define CASE_PERSON_H

#include "base/csv.h"
#include "case/case.h"

enum { PERSONS_MAX = 50 };

struct case_person { int64_t id, case_id, added_at, added_by, until; struct str role, sealed, masked, purpose; };
/* In the order they were added. */
enum err person_list(struct db *db, struct arena *arena, int64_t case_id, struct case_person **out, size_t *count, struct fault *why) MUST_CHECK;
/* ERR_NOT_FOUND when it is no person of the case. */
enum err person_read(struct db *db, struct arena *arena, int64_t case_id, int64_t id, struct case_person *out, struct fault *why) MUST_CHECK;
/* Deletes those whose time is over; *gone counts. */
enum err person_sweep(struct world *world, int64_t now_ms, int64_t *gone, struct fault *why) MUST_CHECK;

/* The catalogue of roles; and is this row in force for the process? */
enum err person_roles(struct world *world, struct arena *arena, struct csv *out, struct fault *why) MUST_CHECK;
bool person_role_fits(const struct csv *roles, size_t row, struct str process, int64_t now_ms);

enum person_change { PERSON_ADD, PERSON_DROP, PERSON_LOOK };
struct person_step {
    enum person_change change;
    int64_t person;                              /* of drop and look */
    struct str role, name, phone, address;       /* of add */
    struct str reason;                           /* of drop and look */
};
/* ERR_FORBIDDEN for others than whoever does the case now or may see contacts. */
enum err case_plan_person(struct world *world, struct db *db, struct arena *arena, int64_t case_id, const struct case_actor *actor,
                          const struct person_step *step, int64_t now_ms, struct case_plan **out, struct fault *why) MUST_CHECK;
/* May the actor?  For the page. */
enum err person_may(struct world *world, struct db *db, struct arena *arena, int64_t case_id, const struct case_actor *actor, int64_t now_ms, bool *out,
                    struct fault *why) MUST_CHECK;

/* In apply: what the plan adds and takes out. */
enum err person_write(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;

#endif
