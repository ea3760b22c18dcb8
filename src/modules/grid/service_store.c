/*
 * service_store.c - services and visits.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/service.h"

#define I STORE_INT
#define T STORE_TEXT

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

QUERY(SERVICE_INSERT) = {
    .name = "grid_service_insert",
    .sql = "INSERT INTO grid_service (id, grid_id, community_id, street_id, kind, account_id, every_days, next_day, asked_by, asked_on, consent, sealed, masked, version, made_at, made_by)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15)",
    .takes = { I, I, I, I, T, I, I, I, T, I, T, T, T, I, I },
};

enum err service_insert(struct db *db, const struct service *s, struct fault *why)
{
    return store_run(db, &SERVICE_INSERT,
                     ARGS(arg_int(s->id), arg_int(s->grid_id), arg_int(s->community_id), arg_int(s->street_id), arg_text(s->kind), arg_int(s->account_id),
                          arg_int(s->every_days), arg_int(s->next.since_epoch), arg_text(s->asked_by), arg_int(s->asked_on.since_epoch), arg_text(s->consent),
                          arg_text(s->sealed), arg_text(s->masked), arg_int(s->made_at), arg_int(s->made_by)),
                     NULL, why);
}

QUERY(SERVICE_SAVE) = {
    .name = "grid_service_save",
    .sql = "UPDATE grid_service SET account_id = $3, every_days = $4, ended_at = $5, retain_until = $6, version = version + 1"
           " WHERE id = $1 AND version = $2 AND ended_at IS NULL",
    .takes = { I, I, I, I, I, I },
};

enum err service_save(struct db *db, const struct service *s, struct fault *why)
{
    int64_t changed;
    enum err err = store_run(db, &SERVICE_SAVE,
                             ARGS(arg_int(s->id), arg_int(s->version), arg_int(s->account_id), arg_int(s->every_days), arg_id(s->ended_at), arg_id(s->retain_until)),
                             &changed, why);

    return err || changed ? err : fault_set(why, ERR_CONFLICT, "这项服务刚被别人改过，请刷新后再试", "someone changed this service first; reload and try again");
}

#define SERVICES                                                                                                   \
    "SELECT s.id, s.grid_id, s.community_id, s.street_id, s.kind, s.account_id, s.every_days, s.next_day, s.last_day, s.asked_by, s.asked_on, s.consent," \
    "       s.sealed, s.masked, s.version, s.made_at, s.made_by, s.ended_at, s.retain_until, a.name"              \
    "  FROM grid_service s JOIN account a ON a.id = s.account_id"
#define SERVICE_TYPES I, I, I, I, T, I, I, I, I, T, I, T, T, T, I, I, I, I, I, T
#define DUE_FIRST " AND s.ended_at IS NULL ORDER BY s.next_day, s.id LIMIT $2"

QUERY(SERVICE_READ) = { .name = "grid_service_read", .sql = SERVICES " WHERE s.id = $1 LIMIT $2", .takes = { I, I }, .gives = { SERVICE_TYPES } };
QUERY(OF_STREET) = { .name = "grid_services_of_street", .sql = SERVICES " WHERE s.street_id = $1" DUE_FIRST, .takes = { I, I }, .gives = { SERVICE_TYPES } };
QUERY(OF_COMMUNITY) = { .name = "grid_services_of_community", .sql = SERVICES " WHERE s.community_id = $1" DUE_FIRST, .takes = { I, I }, .gives = { SERVICE_TYPES } };
QUERY(OF_PERSON) = { .name = "grid_services_of_person", .sql = SERVICES " WHERE s.account_id = $1" DUE_FIRST, .takes = { I, I }, .gives = { SERVICE_TYPES } };

static enum err read_services(struct db *db, struct arena *arena, const struct query *query, int64_t id, struct service **out, size_t *count, struct fault *why)
{
    struct service *list;
    struct rows rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id), arg_int(SERVICES_MAX)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct service, rows.count + 1);
    if (!list) return out_of_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct service){
            .id = row_int(&rows, i, 0), .grid_id = row_int(&rows, i, 1), .community_id = row_int(&rows, i, 2), .street_id = row_int(&rows, i, 3),
            .kind = row_str(&rows, i, 4), .account_id = row_int(&rows, i, 5), .every_days = row_int(&rows, i, 6), .next = { (int32_t)row_int(&rows, i, 7) },
            .last = { (int32_t)row_int(&rows, i, 8) }, .has_last = !row_null(&rows, i, 8), .asked_by = row_str(&rows, i, 9),
            .asked_on = { (int32_t)row_int(&rows, i, 10) }, .consent = row_str(&rows, i, 11), .sealed = row_str(&rows, i, 12), .masked = row_str(&rows, i, 13),
            .version = row_int(&rows, i, 14), .made_at = row_int(&rows, i, 15), .made_by = row_int(&rows, i, 16), .ended_at = row_int(&rows, i, 17),
            .retain_until = row_int(&rows, i, 18), .person = row_str(&rows, i, 19),
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err service_read(struct db *db, struct arena *arena, int64_t id, struct service *out, struct fault *why)
{
    struct service *list = NULL;
    size_t count = 0;
    enum err err = read_services(db, arena, &SERVICE_READ, id, &list, &count, why);

    if (err) return err;
    if (!count) return fault_set(why, ERR_NOT_FOUND, "没有这项服务，或不在您的范围内", "there is no such service within your reach");
    *out = list[0];
    return ERR_OK;
}

enum err services_of_area(struct db *db, struct arena *arena, bool street, int64_t id, struct service **out, size_t *count, struct fault *why)
{
    return read_services(db, arena, street ? &OF_STREET : &OF_COMMUNITY, id, out, count, why);
}

enum err services_of_person(struct db *db, struct arena *arena, int64_t account_id, struct service **out, size_t *count, struct fault *why)
{
    return read_services(db, arena, &OF_PERSON, account_id, out, count, why);
}

#define COUNTS "SELECT COUNT(*), COUNT(CASE WHEN next_day < $2 THEN 1 END), COUNT(CASE WHEN next_day >= $2 AND next_day <= $3 THEN 1 END) FROM grid_service"
QUERY(COUNT_STREET) = { .name = "grid_services_count_street", .sql = COUNTS " WHERE street_id = $1 AND ended_at IS NULL", .takes = { I, I, I }, .gives = { I, I, I } };
QUERY(COUNT_COMMUNITY) = {
    .name = "grid_services_count_community", .sql = COUNTS " WHERE community_id = $1 AND ended_at IS NULL", .takes = { I, I, I }, .gives = { I, I, I },
};

enum err services_count(struct db *db, struct arena *arena, bool street, int64_t id, struct day today, struct day soon, struct service_counts *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, street ? &COUNT_STREET : &COUNT_COMMUNITY, ARGS(arg_int(id), arg_int(today.since_epoch), arg_int(soon.since_epoch)), &rows, why);

    if (!err) *out = (struct service_counts){ row_int(&rows, 0, 0), row_int(&rows, 0, 1), row_int(&rows, 0, 2) };
    return err;
}

/* ── Visits ────────────────────────────────────────────────────────────── */

QUERY(VISIT_INSERT) = {
    .name = "grid_visit_insert",
    .sql = "INSERT INTO grid_visit (id, service_id, account_id, street_id, day, purpose, agreed, result, sealed, at, done_at, said_at, skew_s, retain_until)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    .takes = { I, I, I, I, I, T, I, T, T, I, I, I, I, I },
};
/* Visits may arrive late and out of order: the last day only rises. */
QUERY(SERVICE_VISITED) = {
    .name = "grid_service_visited",
    .sql = "UPDATE grid_service SET last_day = $2, next_day = $2 + every_days WHERE id = $1 AND (last_day IS NULL OR last_day < $2)",
    .takes = { I, I },
};

enum err visit_insert(struct db *db, const struct visit *v, struct fault *why)
{
    const struct moment *t = &v->moment;
    struct store_arg skew = arg_int(t->skew_s);
    enum err err;

    skew.null = !t->has_skew;
    err = store_run(db, &VISIT_INSERT,
                    ARGS(arg_int(v->id), arg_int(v->service_id), arg_int(v->account_id), arg_int(v->street_id), arg_int(t->day.since_epoch), arg_text(v->purpose),
                         arg_int(v->agreed), arg_text(v->result), arg_text(v->sealed), arg_int(t->at), arg_int(t->done_at), arg_id(t->said_at), skew,
                         arg_int(v->retain_until)),
                    NULL, why);
    if (err || !str_is(v->result, "done")) return err;
    return store_run(db, &SERVICE_VISITED, ARGS(arg_int(v->service_id), arg_int(t->day.since_epoch)), NULL, why);
}

QUERY(VISITS_OF) = {
    .name = "grid_visits_of",
    .sql = "SELECT v.id, v.account_id, v.purpose, v.agreed, v.result, v.sealed, v.at, v.done_at, v.said_at, v.skew_s, a.name"
           "  FROM grid_visit v JOIN account a ON a.id = v.account_id WHERE v.service_id = $1 ORDER BY v.id DESC LIMIT 20",
    .takes = { I },
    .gives = { I, I, T, I, T, T, I, I, I, I, T },
};

enum err visits_of(struct db *db, struct arena *arena, int64_t service_id, struct visit **out, size_t *count, struct fault *why)
{
    struct visit *list;
    struct rows rows;
    enum err err = store_all(db, arena, &VISITS_OF, ARGS(arg_int(service_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct visit, rows.count + 1);
    if (!list) return out_of_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct visit){
            .id = row_int(&rows, i, 0), .service_id = service_id, .account_id = row_int(&rows, i, 1), .purpose = row_str(&rows, i, 2), .agreed = row_int(&rows, i, 3) != 0,
            .result = row_str(&rows, i, 4), .sealed = row_str(&rows, i, 5), .person = row_str(&rows, i, 10),
            .moment = { .at = row_int(&rows, i, 6), .done_at = row_int(&rows, i, 7), .said_at = row_int(&rows, i, 8), .skew_s = row_int(&rows, i, 9),
                        .has_skew = !row_null(&rows, i, 9), .day = day_of_ms(row_int(&rows, i, 7)) },
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(SERVICES_FORGET) = {
    .name = "grid_services_forget", .sql = "UPDATE grid_service SET sealed = NULL, masked = '{}', retain_until = NULL WHERE retain_until <= $1", .takes = { I },
};
QUERY(VISITS_FORGET) = { .name = "grid_visits_forget", .sql = "UPDATE grid_visit SET sealed = NULL WHERE sealed IS NOT NULL AND retain_until <= $1", .takes = { I } };

enum err services_sweep(struct db *db, int64_t now_ms, struct fault *why)
{
    enum err err = store_run(db, &SERVICES_FORGET, ARGS(arg_int(now_ms)), NULL, why);

    return err ? err : store_run(db, &VISITS_FORGET, ARGS(arg_int(now_ms)), NULL, why);
}

#undef I
#undef T
