/*
 * places.h - components and places (部件与场所): what stands somewhere, whose it is, who keeps it.
 *
 * The model: one record for all of them.  `kind` is the layer (部件 component,
 * 重点场所 key, 企业 enterprise, 服务站点 station, 自助服务点 self), `class` a row of
 * content/catalogues/place_classes.csv, whose form says which attributes it has.
 * Areas are found by the point.  Who is *called* is the maintainer (养护), else
 * the owner (权属): a case about a component goes there first (先属主), and to the
 * street when it is nobody's (无主代养护); a case about an event stays with the place's
 * area and the owner co-operates (先属地后属主).  The decision `route` says so, seeing `place`.
 *
 * A case is about one place at most (case_place).  Ids are 0 when none.
 *
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PLACES_H
#define CASE_PLACES_H

#include "case/world.h"

enum place_state { PLACE_IN_USE, PLACE_OUT_OF_USE, PLACE_RETIRED, PLACE__STATES };
const char *place_state_name(enum place_state state);              /* "use", "stopped", "retired" */
enum place_state place_state_from(struct str name);                /* PLACE__STATES when unknown */

struct place_record {
    int64_t id;
    struct str code, kind, class, name, address;
    int32_t lon_e6, lat_e6;
    int64_t community_id, street_id, district_id, steering_id, owner_id, maintainer_id;
    enum place_state state;
    struct day from, until;               /* until: PLACE_OPEN when it has no end */
    struct str attributes, source;        /* attributes: JSON */
    int64_t version, changed_at, changed_by;
};
#define PLACE_OPEN INT32_MAX
enum { PLACE_CODE_MAX = 40, PLACE_NAME_MAX = 100, COMPONENT_CODE = 16 };

int64_t place_called(const struct place_record *place);
/* In use on that day. */
bool place_serves(const struct place_record *place, struct day day);
/* Components of a subclass keep it as digits 7 to 10 of their code; others may have any code of letters, digits and hyphens. */
bool place_code_fits(const struct place_record *place);

/* ERR_NOT_FOUND when there is none. */
enum err place_read(struct db *db, struct arena *arena, int64_t id, struct place_record *out, struct fault *why) MUST_CHECK;
enum err place_read_code(struct db *db, struct arena *arena, struct str code, struct place_record *out, struct fault *why) MUST_CHECK;

/* A list: of one kind, and with `class` of one class, in the order of class and code behind (after_class, after_code). */
enum place_by { PLACE_BY_COMMUNITY, PLACE_BY_STREET, PLACE_BY_DISTRICT, PLACE_BY_STEERING, PLACE_BY_CALLED, PLACE__BYS };
struct place_ask { enum place_by by; int64_t unit_id; struct str kind, class, after_class, after_code; int64_t limit; };
enum err places_list(struct db *db, struct arena *arena, const struct place_ask *ask, struct place_record **out, size_t *count, struct fault *why) MUST_CHECK;
/* The same streamed, for files: `row` borrows the record until it returns. */
enum err places_each(struct db *db, struct arena *arena, const struct place_ask *ask, enum err (*row)(const struct place_record *place, void *arg, struct fault *why),
                     void *arg, struct fault *why) MUST_CHECK;

/* Points of a kind in a box, without order: a range of the index for each line of cells. */
struct place_box { int32_t west, south, east, north; };             /* millionths of a degree */
struct place_point { int64_t id; int32_t lon_e6, lat_e6; struct str class; int64_t street_id, called_id; };
enum err places_in_box(struct db *db, struct arena *arena, struct str kind, struct place_box box,
                       enum err (*point)(const struct place_point *point, void *arg, struct fault *why), void *arg, struct fault *why) MUST_CHECK;

/* Places of a kind in use within near_m metres, of one street unless it is 0, the nearest first, at most `most`. */
struct place_near { struct place_record place; double distance_m; };
enum { PLACES_NEAR_MAX = 20 };
enum err places_near(struct db *db, struct arena *arena, struct str kind, double lon, double lat, double near_m, int64_t street_id, struct day today,
                     struct place_near *out, size_t most, size_t *count, struct fault *why) MUST_CHECK;

/* ── Writing, inside a job ─────────────────────────────────────────────── */

/* ERR_CONFLICT when the code is used before. */
enum err place_insert(struct db *db, const struct place_record *place, struct fault *why) MUST_CHECK;
/* Everything but kind and code; ERR_CONFLICT when the version is another.  `was` and `reason` go to place_version. */
enum err place_save(struct db *db, const struct place_record *place, struct str was, struct str reason, struct fault *why) MUST_CHECK;
struct place_was { int64_t version, changed_at, changed_by; struct str was, reason; };
enum { PLACE_VERSIONS_SHOWN = 50 };
/* Newest first. */
enum err place_versions(struct db *db, struct arena *arena, int64_t id, struct place_was **out, size_t *count, struct fault *why) MUST_CHECK;

/* A record as JSON, as place_version keeps what was; without text when memory lacks. */
struct str place_kept(struct arena *arena, const struct org *org, const struct place_record *place);

/* ── Cases ─────────────────────────────────────────────────────────────── */

/* The place a case is about; *id 0 when none. */
enum err case_place_of(struct db *db, struct arena *arena, int64_t case_id, int64_t *id, struct str *how, struct fault *why) MUST_CHECK;
/* Makes it the place of the case, instead of another; 0: of none. */
enum err case_place_set(struct db *db, int64_t case_id, int64_t place_id, const char *how, struct fault *why) MUST_CHECK;
/* Ids of its cases, newest first, below `before` (0: from the newest). */
enum err case_place_cases(struct db *db, struct arena *arena, int64_t place_id, int64_t before, int64_t limit, int64_t **out, size_t *count, struct fault *why) MUST_CHECK;

/* ── What a case may be about (place_find.c) ───────────────────────────── */

/*
 * Components a report of type `item` at a point may be about, likeliest first: those of the classes whose rows name the type,
 * within setting place.near; of the class its words name when they name one.  *sure: the first may be taken unasked.
 */
enum err place_offer(struct world *world, const struct org *org, struct db *db, struct arena *arena, struct str item, struct str text, double lon, double lat, int64_t now_ms,
                     struct place_near *out, size_t most, size_t *count, bool *sure, struct fault *why) MUST_CHECK;
/* content/catalogues/place_classes.csv in force. */
enum err place_classes(struct world *world, struct arena *arena, struct csv *out, struct fault *why) MUST_CHECK;
/* The row of a class, in force or not; false when there is none. */
bool place_class_row(const struct csv *classes, struct str class, size_t *row);

#endif
