/*
 * people_store.h - who serves where: accounts by role and place, read once.
 *
 * A worker's places are grids, everybody else's the unit of the grant.
 *
 * Ownership: people live in the arena given.  Threads: immutable, shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_PEOPLE_STORE_H
#define COMMANDS_PEOPLE_STORE_H

#include "store/store.h"

struct person { struct str role; int64_t place_id, account_id; };

struct people;
enum err people_read(struct db *db, struct arena *arena, struct people **out, struct fault *why) MUST_CHECK;
/* An account of the role at the place, 0 when nobody serves there; `nth` is counted around. */
int64_t people_find(const struct people *people, struct str role, int64_t place_id, size_t nth);
/* Role and place of an account, at `place_id` when it serves there; NULL when it serves nowhere. */
const struct person *people_of(const struct people *people, int64_t account_id, int64_t place_id);

#endif
