/*
 * service.h - the service list of a grid (服务清单) and its visits (走访); inside grid/.
 *
 * A service is there because somebody asked for it, and says who, when and how
 * consent was given.  Who is served stands sealed; lists show it masked, and
 * whoever opens it says why, which the audit trail keeps.  A visit that was
 * made moves the day the next one is due by; what somebody did not agree to is
 * not written down.  A year after its end the personal data is deleted.
 * Kinds and how often: content/catalogues/services.csv.
 * Ownership: results live in the arena.  Threads: as stated in store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_SERVICE_H
#define GRID_SERVICE_H

#include "modules/grid/grid_day.h"

struct service {
    int64_t id, grid_id, community_id, street_id, account_id;
    struct str kind, asked_by, consent, sealed, masked, person;   /* person: name of who serves; masked: JSON */
    int64_t every_days;
    struct day next, asked_on, last;
    bool has_last;
    int64_t version, made_at, made_by, ended_at, retain_until;
};
struct visit {
    int64_t id, service_id, account_id, street_id, retain_until;
    struct str purpose, result, sealed, person;
    bool agreed;
    struct moment moment;
};

enum err service_insert(struct db *db, const struct service *service, struct fault *why) MUST_CHECK;
/* Who serves, how often, ended; ERR_CONFLICT when the version is another. */
enum err service_save(struct db *db, const struct service *service, struct fault *why) MUST_CHECK;
enum err service_read(struct db *db, struct arena *arena, int64_t id, struct service *out, struct fault *why) MUST_CHECK;
enum { SERVICES_MAX = 500 };
/* Of a street or community, or of one who serves; those due first, at most SERVICES_MAX. */
enum err services_of_area(struct db *db, struct arena *arena, bool street, int64_t id, struct service **out, size_t *count, struct fault *why) MUST_CHECK;
enum err services_of_person(struct db *db, struct arena *arena, int64_t account_id, struct service **out, size_t *count, struct fault *why) MUST_CHECK;
struct service_counts { int64_t all, missed, due; };
enum err services_count(struct db *db, struct arena *arena, bool street, int64_t id, struct day today, struct day soon, struct service_counts *out, struct fault *why) MUST_CHECK;

/* The visit, and when one was made the service's next day. */
enum err visit_insert(struct db *db, const struct visit *visit, struct fault *why) MUST_CHECK;
/* The newest, at most 20. */
enum err visits_of(struct db *db, struct arena *arena, int64_t service_id, struct visit **out, size_t *count, struct fault *why) MUST_CHECK;
/* Deletes personal data whose time is over. */
enum err services_sweep(struct db *db, int64_t now_ms, struct fault *why) MUST_CHECK;

extern const struct json_shape SERVICE_SHAPE, SERVICES_SHAPE, SERVICES_MINE_SHAPE, SERVICE_OPENED_SHAPE;

#endif
