/*
 * surge_store.c - see surge_store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/surge_store.h"

#include "base/id.h"

/* The id is made a moment after the case was opened: so many ids (a minute) more are looked at. */
static const int64_t SLACK = INT64_C(60000) << 22;

#define I STORE_INT
#define T STORE_TEXT

/* Ids are ordered by time, so a span of time is a range of them and needs no index of its own; what was loaded later with an older date is not counted. */
QUERY(SURGE_OPENED) = {
    .name = "surge_opened",
    .sql = "SELECT item, source, grid_id, community_id, street_id, district_id, steering_id FROM case_record "
           "WHERE id >= $1 AND id < $2 AND opened_at >= $3 AND opened_at < $4 AND state <= 3 ORDER BY id LIMIT $5",
    .takes = { I, I, I, I, I },
    .gives = { T, T, I, I, I, I, I },
};
QUERY(SURGE_FIRST) = {
    .name = "surge_first",
    .sql = "SELECT id FROM case_record WHERE id > $1 ORDER BY id LIMIT 1",
    .takes = { I },
    .gives = { I },
};

#undef I
#undef T

struct visiting {
    enum err (*visit)(const struct opened *row, void *arg, struct fault *why);
    void *arg;
};

static enum err take(const struct rows *row, void *arg, struct fault *why)
{
    const struct visiting *v = arg;
    const struct opened one = {
        .item = row_str(row, 0, 0), .source = row_str(row, 0, 1), .grid_id = row_int(row, 0, 2), .community_id = row_int(row, 0, 3),
        .street_id = row_int(row, 0, 4), .district_id = row_int(row, 0, 5), .steering_id = row_int(row, 0, 6),
    };

    return v->visit(&one, v->arg, why);
}

enum err surge_opened(struct db *db, struct arena *arena, int64_t from_ms, int64_t to_ms, int64_t most,
                      enum err (*visit)(const struct opened *row, void *arg, struct fault *why), void *arg, struct fault *why)
{
    struct visiting v = { visit, arg };

    return store_each(db, arena, &SURGE_OPENED, ARGS(arg_int(id_floor(from_ms)), arg_int(id_floor(to_ms) + SLACK), arg_int(from_ms), arg_int(to_ms), arg_int(most)), take, &v, why);
}

enum err surge_first(struct db *db, struct arena *arena, int64_t absent, int64_t *at_ms, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &SURGE_FIRST, ARGS(arg_int(0)), &row, why);

    if (err == ERR_NOT_FOUND) *at_ms = absent;
    else if (!err) *at_ms = id_time_ms(row_int(&row, 0, 0));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
