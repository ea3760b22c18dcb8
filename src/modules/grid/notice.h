/*
 * notice.h - notices (通知公告): what a centre tells the people of grids, communities, streets or offices; who read it, who confirmed; inside grid/.
 *
 * The model: a notice names places (units with all below them, grids) and may
 * name roles.  Whoever holds a post there, by a grant or as a worker of the
 * grid, is its audience; that is found when somebody looks, so publishing costs
 * the same for ten people and for ten thousand.  Reading and confirming are
 * marks of a person.
 * Why this is no instruction (case/spread.h): an instruction gives work to a
 * desk, once for all who sit there, with a clock, reminders and an outcome; a
 * notice asks nothing but to be read, by each one, without a case.
 *
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_NOTICE_H
#define GRID_NOTICE_H

#include "modules/grid/grid_day.h"

enum { NOTICE_PLACES_MAX = 100, NOTICE_ROLES_MAX = 20, NOTICE_AUDIENCE_MAX = 5000, NOTICES_SHOWN = 100 };

struct notice {
    int64_t id, unit_id, from_at, until_at, made_by, made_at, withdrawn_at, version;
    struct str title, text, roles, made_by_name;
    bool must_confirm;
    int64_t readers, confirmed;                  /* of lists: how many marks */
};
/* Inside a job: with its places. */
enum err notice_insert(struct db *db, const struct notice *notice, const int64_t *places, size_t count, struct fault *why) MUST_CHECK;
/* Inside a job: ERR_CONFLICT when the version is another or it was withdrawn. */
enum err notice_withdraw(struct db *db, int64_t id, int64_t version, int64_t now_ms, struct fault *why) MUST_CHECK;
enum err notice_read(struct db *db, struct arena *arena, int64_t id, struct notice *out, struct fault *why) MUST_CHECK;
/* Published by a unit, newest first, before id `before`. */
enum err notices_of_unit(struct db *db, struct arena *arena, int64_t unit_id, int64_t before, int64_t limit, struct notice **out, size_t *count, struct fault *why) MUST_CHECK;
/* Told to a place and not over, those that end last first. */
enum err notices_at(struct db *db, struct arena *arena, int64_t place_id, int64_t now_ms, struct notice **out, size_t *count, struct fault *why) MUST_CHECK;
enum err notice_places(struct db *db, struct arena *arena, int64_t id, int64_t **out, size_t *count, struct fault *why) MUST_CHECK;

struct notice_mark { int64_t notice_id, account_id, read_at, confirmed_at; };
/* Of a person, newest notices first, at most 500; of a notice, by account. */
enum err notice_marks_of(struct db *db, struct arena *arena, int64_t account_id, struct notice_mark **out, size_t *count, struct fault *why) MUST_CHECK;
enum err notice_marks_on(struct db *db, struct arena *arena, int64_t notice_id, struct notice_mark **out, size_t *count, struct fault *why) MUST_CHECK;
/* Inside a job: the first time of each stays. */
enum err notice_mark(struct db *db, const struct notice_mark *mark, struct fault *why) MUST_CHECK;
enum err notices_sweep(struct db *db, int64_t before_ms, struct fault *why) MUST_CHECK;

/* Who holds a post at a unit or below it, or works in a grid; by account, a row for each post. */
struct notice_person { int64_t account_id, unit_id; struct str name, role; };
enum err notice_people_of_unit(struct db *db, struct arena *arena, int64_t unit_id, struct notice_person **out, size_t *count, struct fault *why) MUST_CHECK;
enum err notice_people_of_grid(struct db *db, struct arena *arena, int64_t grid_id, struct notice_person **out, size_t *count, struct fault *why) MUST_CHECK;

/* Is the role one of those named?  No names: every role. */
bool notice_names(struct str roles, struct str role);

/* Handlers and shapes. */
#define H(name) enum err name(struct call *call, struct fault *why)
H(notices_list); H(notices_mine); H(notice_show);
H(notice_publish_prepare); H(notice_publish_reply);
H(notice_withdraw_prepare); H(notice_withdraw_reply);
H(notice_mark_prepare); H(notice_mark_reply);
#undef H
enum err notice_publish_apply(struct db *db, struct call *call, struct fault *why);
enum err notice_withdraw_apply(struct db *db, struct call *call, struct fault *why);
enum err notice_mark_apply(struct db *db, struct call *call, struct fault *why);
extern const struct json_shape NOTICE_SHAPE, NOTICES_SHAPE, NOTICES_MINE_SHAPE, NOTICE_FULL_SHAPE, NOTICE_MARK_SHAPE;

#endif
