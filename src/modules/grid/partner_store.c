/*
 * partner_store.c - partner units and their agreements.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/partner.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(INSERT) = {
    .name = "partner_insert",
    .sql = "INSERT INTO partner (unit_id, street_id, kind, contact, contact_sealed, contact_masked, version, made_at, made_by, end_reason) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, '')",
    .takes = { I, I, T, T, T, T, I, I },
};
QUERY(SAVE) = {
    .name = "partner_save",
    .sql = "UPDATE partner SET contact = $3, contact_sealed = $4, contact_masked = $5, ended_at = $6, end_reason = $7, retain_until = $8, version = version + 1"
           " WHERE unit_id = $1 AND version = $2 AND ended_at IS NULL",
    .takes = { I, I, T, T, T, I, T, I },
};

enum err partner_insert(struct db *db, const struct partner *p, struct fault *why)
{
    return store_run(db, &INSERT,
                     ARGS(arg_int(p->unit_id), arg_int(p->street_id), arg_text(p->kind), arg_text(p->contact), arg_text(p->contact_sealed), arg_text(p->contact_masked),
                          arg_int(p->made_at), arg_id(p->made_by)),
                     NULL, why);
}

enum err partner_save(struct db *db, const struct partner *p, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &SAVE,
                             ARGS(arg_int(p->unit_id), arg_int(p->version), arg_text(p->contact), arg_text(p->contact_sealed), arg_text(p->contact_masked), arg_id(p->ended_at),
                                  arg_text(p->end_reason), arg_id(p->retain_until)),
                             &changed, why);

    return err || changed ? err : staff_stale(why);
}

#define PARTNERS                                                                                                   \
    "SELECT p.unit_id, p.street_id, p.kind, p.contact, p.contact_sealed, p.contact_masked, p.version, p.made_at, p.ended_at, p.end_reason, u.name, u.code," \
    " (SELECT count(*) FROM account a WHERE a.unit_id = p.unit_id AND a.state = 'active'), (SELECT count(*) FROM task t WHERE t.place_id = p.unit_id AND t.state = 0)" \
    " FROM partner p JOIN unit u ON u.id = p.unit_id"
#define PARTNER_TYPES I, I, T, T, T, T, I, I, I, T, T, T, I, I

QUERY(READ) = { .name = "partner_read", .sql = PARTNERS " WHERE p.unit_id = $1 LIMIT $2", .takes = { I, I }, .gives = { PARTNER_TYPES } };
QUERY(OF_STREET) = {
    .name = "partners_of_street", .sql = PARTNERS " WHERE p.street_id = $1 AND p.ended_at IS NULL ORDER BY p.unit_id LIMIT $2", .takes = { I, I }, .gives = { PARTNER_TYPES },
};
QUERY(SERIAL) = { .name = "partner_serial", .sql = "SELECT count(*) FROM partner WHERE street_id = $1", .takes = { I }, .gives = { I } };
QUERY(FORGET) = {
    .name = "partners_forget", .sql = "UPDATE partner SET contact = '', contact_sealed = NULL, contact_masked = '', retain_until = NULL WHERE retain_until <= $1", .takes = { I },
};

static enum err read_partners(struct db *db, struct arena *arena, const struct query *query, int64_t id, int64_t most, struct partner **out, size_t *count, struct fault *why)
{
    struct partner *list;
    struct rows rows, *r = &rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id), arg_int(most)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct partner, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct partner){
            .unit_id = row_int(r, i, 0), .street_id = row_int(r, i, 1), .kind = row_str(r, i, 2), .contact = row_str(r, i, 3), .contact_sealed = row_str(r, i, 4),
            .contact_masked = row_str(r, i, 5), .version = row_int(r, i, 6), .made_at = row_int(r, i, 7), .ended_at = row_int(r, i, 8), .end_reason = row_str(r, i, 9),
            .name = row_str(r, i, 10), .code = row_str(r, i, 11), .people = row_int(r, i, 12), .open = row_int(r, i, 13),
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err partner_read(struct db *db, struct arena *arena, int64_t unit_id, struct partner *out, struct fault *why)
{
    struct partner *list = NULL;
    size_t count = 0;
    enum err err = read_partners(db, arena, &READ, unit_id, 1, &list, &count, why);

    if (err) return err;
    if (!count) return staff_gone(why);
    *out = list[0];
    return ERR_OK;
}

enum err partners_of(struct db *db, struct arena *arena, int64_t street_id, struct partner **out, size_t *count, struct fault *why)
{
    return read_partners(db, arena, &OF_STREET, street_id, PARTNERS_MAX, out, count, why);
}

enum err partner_serial(struct db *db, struct arena *arena, int64_t street_id, int64_t *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &SERIAL, ARGS(arg_int(street_id)), &rows, why);

    if (!err) *out = row_int(&rows, 0, 0) + 1;
    return err;
}

enum err partners_sweep(struct db *db, int64_t now_ms, struct fault *why)
{
    return store_run(db, &FORGET, ARGS(arg_int(now_ms)), NULL, why);
}

QUERY(AGREEMENT_INSERT) = {
    .name = "partner_agreement_insert",
    .sql = "INSERT INTO partner_agreement (id, unit_id, title, duties, signed_day, from_day, until_day, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    .takes = { I, I, T, T, I, I, I, I, I },
};
QUERY(AGREEMENTS) = {
    .name = "partner_agreements",
    .sql = "SELECT g.id, g.unit_id, g.title, g.duties, g.signed_day, g.from_day, g.until_day FROM partner p JOIN partner_agreement g ON g.unit_id = p.unit_id"
           " WHERE p.street_id = $1 AND p.ended_at IS NULL ORDER BY g.id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I, I, T, T, I, I, I },
};

enum err partner_agreement_insert(struct db *db, const struct partner_agreement *g, struct fault *why)
{
    return store_run(db, &AGREEMENT_INSERT,
                     ARGS(arg_int(g->id), arg_int(g->unit_id), arg_text(g->title), arg_text(g->duties), arg_int(g->signed_on.since_epoch), arg_int(g->from.since_epoch),
                          arg_int(g->until.since_epoch), arg_int(g->made_at), arg_id(g->made_by)),
                     NULL, why);
}

enum err partner_agreements(struct db *db, struct arena *arena, int64_t street_id, struct partner_agreement **out, size_t *count, struct fault *why)
{
    struct partner_agreement *list;
    struct rows rows;
    enum err err = store_all(db, arena, &AGREEMENTS, ARGS(arg_int(street_id), arg_int(PARTNERS_MAX * 5)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct partner_agreement, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct partner_agreement){
            .id = row_int(&rows, i, 0), .unit_id = row_int(&rows, i, 1), .title = row_str(&rows, i, 2), .duties = row_str(&rows, i, 3),
            .signed_on = { (int32_t)row_int(&rows, i, 4) }, .from = { (int32_t)row_int(&rows, i, 5) }, .until = { (int32_t)row_int(&rows, i, 6) },
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

#undef I
#undef T
