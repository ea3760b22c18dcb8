/*
 * post_store.c - quotas of posts and what they rest on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/post.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(QUOTA_INSERT) = {
    .name = "post_quota_insert",
    .sql = "INSERT INTO staff_quota (id, street_id, category, quota, before, basis, reason, from_day, state, version, asked_at, asked_by, decided_at, decided_by, decision)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14)",
    .takes = { I, I, T, I, I, T, T, I, I, I, I, I, I, T },
};

enum err post_quota_insert(struct db *db, const struct post_quota *q, struct fault *why)
{
    return store_run(db, &QUOTA_INSERT,
                     ARGS(arg_int(q->id), arg_int(q->street_id), arg_text(q->category), arg_int(q->quota), arg_int(q->before), arg_text(q->basis), arg_text(q->reason),
                          arg_int(q->from.since_epoch), arg_int(q->state), arg_int(q->asked_at), arg_id(q->asked_by), arg_id(q->decided_at), arg_id(q->decided_by),
                          arg_text(q->decision)),
                     NULL, why);
}

QUERY(QUOTA_DECIDE) = {
    .name = "post_quota_decide",
    .sql = "UPDATE staff_quota SET state = $3, decided_at = $4, decided_by = $5, decision = $6, version = version + 1 WHERE id = $1 AND version = $2 AND state = 0",
    .takes = { I, I, I, I, I, T },
};

enum err post_quota_decide(struct db *db, const struct post_quota *q, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &QUOTA_DECIDE, ARGS(arg_int(q->id), arg_int(q->version), arg_int(q->state), arg_int(q->decided_at), arg_int(q->decided_by), arg_text(q->decision)),
                             &changed, why);

    return err || changed ? err : staff_stale(why);
}

#define QUOTAS                                                                                                     \
    "SELECT q.id, q.street_id, q.category, q.quota, q.before, q.basis, q.reason, q.from_day, q.state, q.version, q.asked_at, q.asked_by, q.decided_at, q.decided_by," \
    " q.decision, coalesce(a.name, ''), coalesce(d.name, '') FROM staff_quota q LEFT JOIN account a ON a.id = q.asked_by LEFT JOIN account d ON d.id = q.decided_by"
#define QUOTA_TYPES I, I, T, I, I, T, T, I, I, I, I, I, I, I, T, T, T

QUERY(QUOTA_READ) = { .name = "post_quota_read", .sql = QUOTAS " WHERE q.id = $1 LIMIT $2", .takes = { I, I }, .gives = { QUOTA_TYPES } };
QUERY(QUOTAS_OF) = { .name = "post_quotas", .sql = QUOTAS " WHERE q.street_id = $1 ORDER BY q.id DESC LIMIT $2", .takes = { I, I }, .gives = { QUOTA_TYPES } };

static enum err read_quotas(struct db *db, struct arena *arena, const struct query *query, int64_t id, int64_t most, struct post_quota **out, size_t *count,
                            struct fault *why)
{
    struct post_quota *list;
    struct rows rows, *r = &rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(id), arg_int(most)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct post_quota, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++) {
        int64_t state = row_int(r, i, 8);
        list[i] = (struct post_quota){
            .id = row_int(r, i, 0), .street_id = row_int(r, i, 1), .category = row_str(r, i, 2), .quota = row_int(r, i, 3), .before = row_int(r, i, 4),
            .basis = row_str(r, i, 5), .reason = row_str(r, i, 6), .from = { (int32_t)row_int(r, i, 7) },
            .state = state >= 0 && state < POST__STATES ? (enum post_state)state : POST_WITHDRAWN, .version = row_int(r, i, 9), .asked_at = row_int(r, i, 10),
            .asked_by = row_int(r, i, 11), .decided_at = row_int(r, i, 12), .decided_by = row_int(r, i, 13), .decision = row_str(r, i, 14), .asked_name = row_str(r, i, 15),
            .decided_name = row_str(r, i, 16),
        };
    }
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err post_quota_read(struct db *db, struct arena *arena, int64_t id, struct post_quota *out, struct fault *why)
{
    struct post_quota *list = NULL;
    size_t count = 0;
    enum err err = read_quotas(db, arena, &QUOTA_READ, id, 1, &list, &count, why);

    if (err) return err;
    if (!count) return staff_gone(why);
    *out = list[0];
    return ERR_OK;
}

enum err post_quotas(struct db *db, struct arena *arena, int64_t street_id, struct post_quota **out, size_t *count, struct fault *why)
{
    return read_quotas(db, arena, &QUOTAS_OF, street_id, POSTS_MAX, out, count, why);
}

QUERY(BASIS_READ) = {
    .name = "post_basis_read", .sql = "SELECT households, floor_area, source, version, at FROM staff_basis WHERE street_id = $1", .takes = { I }, .gives = { I, I, T, I, I },
};
QUERY(BASIS_INSERT) = {
    .name = "post_basis_insert",
    .sql = "INSERT INTO staff_basis (street_id, households, floor_area, source, version, at, by_id) VALUES ($1, $2, $3, $4, 1, $5, $6)",
    .takes = { I, I, I, T, I, I },
};
QUERY(BASIS_SAVE) = {
    .name = "post_basis_save",
    .sql = "UPDATE staff_basis SET households = $3, floor_area = $4, source = $5, at = $6, by_id = $7, version = version + 1 WHERE street_id = $1 AND version = $2",
    .takes = { I, I, I, I, T, I, I },
};

enum err post_basis_read(struct db *db, struct arena *arena, int64_t street_id, struct post_basis *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &BASIS_READ, ARGS(arg_int(street_id)), &rows, why);

    if (err) return err;
    *out = (struct post_basis){ .street_id = street_id, .source = STR("") };
    if (rows.count)
        *out = (struct post_basis){ street_id, row_int(&rows, 0, 0), row_int(&rows, 0, 1), row_int(&rows, 0, 3), row_int(&rows, 0, 4), row_str(&rows, 0, 2) };
    return ERR_OK;
}

enum err post_basis_save(struct db *db, const struct post_basis *b, int64_t by_id, struct fault *why)
{
    int64_t changed = 0;
    enum err err;

    if (!b->version)
        return store_run(db, &BASIS_INSERT, ARGS(arg_int(b->street_id), arg_int(b->households), arg_int(b->floor_area), arg_text(b->source), arg_int(b->at), arg_id(by_id)), NULL, why);
    err = store_run(db, &BASIS_SAVE,
                    ARGS(arg_int(b->street_id), arg_int(b->version), arg_int(b->households), arg_int(b->floor_area), arg_text(b->source), arg_int(b->at), arg_id(by_id)), &changed, why);
    return err || changed ? err : staff_stale(why);
}

QUERY(COUNTS) = {
    .name = "post_counts",
    .sql = "SELECT category, count(*) FROM staff_member WHERE street_id = $1 AND until_day IS NULL AND from_day <= $2 GROUP BY category ORDER BY category",
    .takes = { I, I },
    .gives = { T, I },
};

enum err post_counts(struct db *db, struct arena *arena, int64_t street_id, struct day today, struct post_count **out, size_t *count, struct fault *why)
{
    struct post_count *list;
    struct rows rows;
    enum err err = store_all(db, arena, &COUNTS, ARGS(arg_int(street_id), arg_int(today.since_epoch)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct post_count, rows.count + 1);
    if (!list) return staff_no_memory(why);
    for (size_t i = 0; i < rows.count; i++) list[i] = (struct post_count){ row_str(&rows, i, 0), row_int(&rows, i, 1) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

#undef I
#undef T
