/*
 * feed.c - reading the live events in order.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/feed.h"

QUERY(FEED_AFTER) = {
    .name = "feed_after",
    .sql = "SELECT seq, at, case_id, area_id, unit_id, user_id, kind, body"
           "  FROM feed WHERE seq > $1 ORDER BY seq LIMIT $2",
    .takes = { STORE_INT, STORE_INT },
    .gives = { STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_TEXT, STORE_TEXT },
};

QUERY(FEED_NEWEST) = {
    .name = "feed_newest",
    .sql = "SELECT COALESCE(MAX(seq), 0) FROM feed",
    .gives = { STORE_INT },
};

enum err store_feed_after(struct db *db, struct arena *arena, int64_t seq, int64_t limit, struct rows *rows,
                          struct fault *why)
{
    if (limit < 1 || limit > STORE_ROWS_MAX)
        return fault_set(why, ERR_INVALID, "条数须在 1 到 %d 之间", "the limit must be 1 to %d", STORE_ROWS_MAX);
    return store_all(db, arena, &FEED_AFTER, ARGS(arg_int(seq), arg_int(limit)), rows, why);
}

/* Numbers and times rise together, so the old ones stand first. */
QUERY(FEED_PRUNE) = {
    .name = "feed_prune",
    .sql = "DELETE FROM feed WHERE seq <= (SELECT MAX(seq) FROM (SELECT seq, at FROM feed ORDER BY seq LIMIT $2) AS oldest WHERE at < $1)"
           "   AND seq < (SELECT MAX(seq) FROM feed)",
    .takes = { STORE_INT, STORE_INT },
};

enum err store_feed_prune(struct db *db, int64_t before_ms, int64_t most, int64_t *gone, struct fault *why)
{
    return store_run(db, &FEED_PRUNE, ARGS(arg_int(before_ms), arg_int(most)), gone, why);
}

static enum err newest_read(const struct rows *row, void *arg, struct fault *why)
{
    (void)why;
    *(int64_t *)arg = row_int(row, 0, 0);
    return ERR_OK;
}

enum err store_feed_last(struct db *db, int64_t *seq, struct fault *why)
{
    int64_t newest = 0;
    struct arena *arena = arena_open(4096);
    enum err err = arena ? store_each(db, arena, &FEED_NEWEST, NO_ARGS, newest_read, &newest, why)
                         : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    arena_close(arena);
    if (!err) *seq = newest;
    return err;
}
