/*
 * partner.h - units that work for a street under an agreement (合作单位); inside grid/.
 *
 * The model: a social organisation, a property company, an operator or a team of
 * volunteers is a team of the street's unit tree, so a case is given to it like
 * to any other: dispatched, handed over, or as an instruction to it by name.  Its
 * people are accounts at that unit with the role `handle`: what lies in its hands
 * is all they see.  An instruction to every team of a street leaves it out.
 * Agreements have a signed period; the list says which is in force or ends.
 *
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_PARTNER_H
#define GRID_PARTNER_H

#include "modules/grid/staff.h"

struct partner {
    int64_t unit_id, street_id, version, made_at, made_by, ended_at, retain_until;
    struct str kind, contact, contact_sealed, contact_masked, end_reason;
    struct str name, code;                     /* of the unit */
    int64_t people, open;                      /* accounts at the unit, tasks at its desks */
};
struct partner_agreement { int64_t id, unit_id, made_at, made_by; struct str title, duties; struct day signed_on, from, until; };

enum { PARTNERS_MAX = 1000 };
enum err partner_insert(struct db *db, const struct partner *partner, struct fault *why) MUST_CHECK;
/* Contact and end; ERR_CONFLICT when the version is another or it has ended. */
enum err partner_save(struct db *db, const struct partner *partner, struct fault *why) MUST_CHECK;
enum err partner_read(struct db *db, struct arena *arena, int64_t unit_id, struct partner *out, struct fault *why) MUST_CHECK;
/* Those that work for the street, at most PARTNERS_MAX. */
enum err partners_of(struct db *db, struct arena *arena, int64_t street_id, struct partner **out, size_t *count, struct fault *why) MUST_CHECK;
/* How many the street ever had: the serial number of the next. */
enum err partner_serial(struct db *db, struct arena *arena, int64_t street_id, int64_t *out, struct fault *why) MUST_CHECK;
enum err partner_agreement_insert(struct db *db, const struct partner_agreement *agreement, struct fault *why) MUST_CHECK;
/* Of a street's partners, newest first. */
enum err partner_agreements(struct db *db, struct arena *arena, int64_t street_id, struct partner_agreement **out, size_t *count, struct fault *why) MUST_CHECK;
enum err partners_sweep(struct db *db, int64_t now_ms, struct fault *why) MUST_CHECK;

extern const struct json_shape PARTNERS_SHAPE, PARTNER_REVEALED_SHAPE;

#endif
