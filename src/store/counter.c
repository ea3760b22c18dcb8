/*
 * counter.c - reading and rebuilding counters.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/counter.h"

#include "base/buf.h"
#include "store/store_backend.h"

QUERY(COUNTER_RANGE) = {
    .name = "counter_range",
    .sql = "SELECT key, value FROM counter WHERE key >= $1 AND key < $2 ORDER BY key",
    .takes = { STORE_TEXT, STORE_TEXT },
    .gives = { STORE_TEXT, STORE_INT },
};

QUERY(COUNTER_LOCK) = {
    .name = "counter_lock",
    .sql = "DELETE FROM counter WHERE 0", /* SQLite has one writer: nothing to lock */
    .pg = "LOCK TABLE counter IN SHARE ROW EXCLUSIVE MODE",
};

QUERY(COUNTER_CLEAR) = {
    .name = "counter_clear",
    .sql = "DELETE FROM counter WHERE key >= $1 AND key < $2",
    .takes = { STORE_TEXT, STORE_TEXT },
};

/* The first text after all that start with `prefix`: no key contains U+10FFFF. */
static enum err prefix_end(struct arena *arena, struct str prefix, struct str *out, struct fault *why)
{
    struct buf end;

    buf_init(&end, arena, 0);
    buf_str(&end, prefix);
    buf_text(&end, "\xF4\x8F\xBF\xBF");
    if (!buf_ok(&end)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = buf_done(&end);
    return ERR_OK;
}

enum err store_counter_range(struct db *db, struct arena *arena, struct str prefix, struct rows *rows,
                             struct fault *why)
{
    struct str end = STR_NONE;
    enum err err = prefix_end(arena, prefix, &end, why);

    if (err) return err;
    if (!prefix.at) prefix = STR("");
    return store_all(db, arena, &COUNTER_RANGE, ARGS(arg_text(prefix), arg_text(end)), rows, why);
}

enum err store_counter_clear(struct db *db, struct str prefix, struct fault *why)
{
    struct str end = STR_NONE;
    enum err err;

    if (!db->effects)
        return fault_set(why, ERR_INTERNAL, "计数只能在作业中清零", "counters are cleared inside a job only");
    if (!prefix.at) prefix = STR("");
    err = prefix_end(db->scratch, prefix, &end, why);
    if (!err) err = store_run(db, &COUNTER_LOCK, NO_ARGS, NULL, why);
    if (!err) err = store_run(db, &COUNTER_CLEAR, ARGS(arg_text(prefix), arg_text(end)), NULL, why);
    if (!err) err = effects_clear(db, prefix, why);
    return err;
}
