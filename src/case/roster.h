/*
 * roster.h - the duty roster (值班表): who is on shift for a unit, at which post (值班岗位), from when until when.
 *
 * A shift says who is answerable; being on duty (打卡) says who is at work.
 * The two are shown side by side and neither follows from the other.
 *
 * Ownership: lists live in the arena given.  Threads: as their reader or writer.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_ROSTER_H
#define CASE_ROSTER_H

#include "case/case.h"

struct shift {
    int64_t id, unit_id, account_id, from_at, until_at, made_at, made_by;
    struct str post, name, phone_sealed;      /* of the person; phone at NULL: none known */
    bool on_duty;                             /* at work now */
};
/* Shifts that touch [from, until), by unit, post and time; whoever may see them is for the caller to judge. */
enum err roster_between(struct db *db, struct arena *arena, int64_t from_ms, int64_t until_ms, struct shift **out, size_t *count, struct fault *why) MUST_CHECK;
enum err roster_read(struct db *db, struct arena *arena, int64_t id, struct shift *out, struct fault *why) MUST_CHECK;
/* Whether the person has a shift that touches [from, until). */
enum err roster_busy(struct db *db, struct arena *arena, int64_t account_id, int64_t from_ms, int64_t until_ms, bool *out, struct fault *why) MUST_CHECK;
enum err roster_insert(struct db *db, const struct shift *shift, struct fault *why) MUST_CHECK;
/* ERR_NOT_FOUND when it is gone already. */
enum err roster_drop(struct db *db, int64_t id, struct fault *why) MUST_CHECK;
/* Who may be put on a shift of a unit: its active people, by name. */
struct roster_person { int64_t id; struct str name; };
enum err roster_people(struct db *db, struct arena *arena, int64_t unit_id, struct roster_person **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
