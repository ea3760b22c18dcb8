/*
 * staff.h - who works for a street (人员配备): people, the grids they are assigned to, what they are qualified for; inside grid/.
 *
 * The model: a *member* is a person in a post of a street, with or without a
 * login.  A *place* is a member at a grid in a role for a period; a substitute's
 * place stands for another's.  Roles that serve the grid's desk put their people
 * there (grid_worker) from the first day to the last, and take them away again:
 * at once when it is today, else by the keeper.  A place ends only when what its
 * person holds at the desk has passed to a successor, so that nothing is lost.
 * Roles, the staffing standard (配备标准), qualifications and categories of
 * posts are dated rows of content/catalogues.
 *
 * Units: days are civil days.  Ownership: results live in the arena.
 * Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_STAFF_H
#define GRID_STAFF_H

#include "base/csv.h"
#include "modules/grid/grid_day.h"

/* ── Rows ──────────────────────────────────────────────────────────────── */

struct staff_member {
    int64_t id, street_id, account_id, sender_id;        /* account 0: no login; sender 0: not seconded */
    struct str name, category, phone_sealed, phone_masked, end_reason;
    struct day from, until;
    bool left;                                           /* `until` is set */
    int64_t version, made_at, made_by, retain_until;
    int64_t places, records_over;                        /* of lists: running places, records that have expired */
};
struct staff_place {
    int64_t id, member_id, grid_id, community_id, street_id, stands_for;
    struct str role, week, end_reason;
    struct day from, until;
    bool has_until, desk, begun;
    int64_t version, made_at, made_by, ended_at;
    int64_t account_id;                                  /* of the member; 0: none */
    struct str name, phone_masked, stands_for_name;
};
struct staff_record {
    int64_t id, member_id, street_id, made_at, made_by;
    struct str kind, note, name;                         /* name: the member's, in lists */
    struct day got, until;
    bool has_until;
};

enum { STAFF_ROWS_MAX = 5000 };
enum err staff_member_insert(struct db *db, const struct staff_member *member, struct fault *why) MUST_CHECK;
/* Category, phone, sender and leaving; ERR_CONFLICT when the version is another or the person has left. */
enum err staff_member_save(struct db *db, const struct staff_member *member, struct fault *why) MUST_CHECK;
enum err staff_member_read(struct db *db, struct arena *arena, int64_t id, struct staff_member *out, struct fault *why) MUST_CHECK;
/* Those in post, after id `after`, at most `limit`; `today` judges records. */
enum err staff_members_of(struct db *db, struct arena *arena, int64_t street_id, int64_t after, int64_t limit, struct day today, struct staff_member **out,
                          size_t *count, struct fault *why) MUST_CHECK;
enum err staff_members_sweep(struct db *db, int64_t now_ms, struct fault *why) MUST_CHECK;

/* An account whose home is in the street and that is no member yet. */
struct staff_candidate { int64_t account_id; struct str name, login; };
enum err staff_candidates(struct db *db, struct arena *arena, int64_t street_id, struct staff_candidate **out, size_t *count, struct fault *why) MUST_CHECK;
/* Who serves the desk of a grid of the street without a place there. */
struct staff_unlisted { int64_t grid_id, account_id; struct str name; };
enum err staff_unlisted(struct db *db, struct arena *arena, int64_t street_id, struct staff_unlisted **out, size_t *count, struct fault *why) MUST_CHECK;

enum err staff_place_insert(struct db *db, const struct staff_place *place, struct fault *why) MUST_CHECK;
/* Week, period and end; ERR_CONFLICT when the version is another or it has ended. */
enum err staff_place_save(struct db *db, const struct staff_place *place, struct fault *why) MUST_CHECK;
enum err staff_place_read(struct db *db, struct arena *arena, int64_t id, struct staff_place *out, struct fault *why) MUST_CHECK;
/* Running or still to begin: of a street, a community, a grid; by grid. */
enum staff_of { STAFF_OF_STREET, STAFF_OF_COMMUNITY, STAFF_OF_GRID };
enum err staff_places(struct db *db, struct arena *arena, enum staff_of of, int64_t id, struct staff_place **out, size_t *count, struct fault *why) MUST_CHECK;
/* All of a member, ended ones too, newest first, at most 100. */
enum err staff_places_of_member(struct db *db, struct arena *arena, int64_t member_id, struct staff_place **out, size_t *count, struct fault *why) MUST_CHECK;
/* Whose first day has come, and whose last day is over: at most 200 each. */
enum err staff_places_beginning(struct db *db, struct arena *arena, struct day today, struct staff_place **out, size_t *count, struct fault *why) MUST_CHECK;
enum err staff_places_over(struct db *db, struct arena *arena, struct day today, struct staff_place **out, size_t *count, struct fault *why) MUST_CHECK;
/* The account no longer serves the desk, unless another running place says it does. */
enum err staff_desk_leave(struct db *db, int64_t account_id, int64_t grid_id, struct fault *why) MUST_CHECK;
/* How many others serve the desk. */
enum err staff_desk_others(struct db *db, struct arena *arena, int64_t account_id, int64_t grid_id, int64_t *count, struct fault *why) MUST_CHECK;
/* The services one gives in a grid, counted, and given to another. */
enum err staff_services(struct db *db, struct arena *arena, int64_t account_id, int64_t grid_id, int64_t *count, struct fault *why) MUST_CHECK;
enum err staff_services_pass(struct db *db, int64_t from, int64_t to, int64_t grid_id, struct fault *why) MUST_CHECK;

enum err staff_record_insert(struct db *db, const struct staff_record *record, struct fault *why) MUST_CHECK;
enum err staff_record_drop(struct db *db, int64_t id, int64_t now_ms, struct fault *why) MUST_CHECK;
enum err staff_record_read(struct db *db, struct arena *arena, int64_t id, struct staff_record *out, struct fault *why) MUST_CHECK;
enum err staff_records_of(struct db *db, struct arena *arena, int64_t member_id, struct staff_record **out, size_t *count, struct fault *why) MUST_CHECK;
/* Of people in post that end before `until`, soonest first, at most 200. */
enum err staff_records_ending(struct db *db, struct arena *arena, int64_t street_id, struct day until, struct staff_record **out, size_t *count,
                              struct fault *why) MUST_CHECK;

/* ── Catalogues ────────────────────────────────────────────────────────── */

/* The rows of content/catalogues/KEY.csv; ERR_UNPROCESSABLE when it is not deployed. */
enum err staff_catalogue(struct call *call, const char *key, struct csv *out, struct fault *why) MUST_CHECK;
/* The row of a code that is in force today; false when there is none. */
bool staff_find(const struct csv *csv, struct str code, int64_t now_ms, size_t *row);
/* [{code, name, name_en, …}] of the rows in force: `flags` are columns written as booleans, `texts` as they are. */
void staff_write_rows(struct call *call, const char *key, const struct csv *csv, const char *const *flags, const char *const *texts);

#define STAFF_SHAPE(variable, title, ...)                                                                          \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

/* ── What handlers share (staff.c) ─────────────────────────────────────── */

enum err staff_no_memory(struct fault *why);
enum err staff_gone(struct fault *why);          /* 404 in both languages */
enum err staff_stale(struct fault *why);         /* 409 */
/* A trimmed text of the body; STR("") when absent. */
struct str staff_words(struct call *call, const char *name);
/* A day of the body; false and `absent` when it is not given. */
enum err staff_day(struct call *call, const char *name, struct day absent, struct day *out, bool *given, struct fault *why) MUST_CHECK;
/* The member or place in the path or body, within reach of `right`; ERR_NOT_FOUND. */
enum err staff_member_reach(struct call *call, enum right right, int64_t id, struct staff_member *out, struct fault *why) MUST_CHECK;
enum err staff_place_reach(struct call *call, enum right right, int64_t id, struct staff_place *out, struct fault *why) MUST_CHECK;
enum err staff_audit(struct db *db, const struct call *call, const char *action, int64_t subject, struct str detail, struct fault *why) MUST_CHECK;
/* May this account be put at the desk of a grid of the community?  ERR_UNPROCESSABLE when no security administrator made it a worker there. */
enum err staff_may_serve(struct call *call, int64_t account_id, int64_t community_id, const char *field, struct fault *why) MUST_CHECK;

/* The places that begin and end with this day (staff_tend.c); `app` is the struct app. */
enum err staff_tend(const void *app, int64_t now_ms, struct fault *why) MUST_CHECK;

#endif
