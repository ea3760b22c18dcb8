/*
 * tally.c - rows of sums: collecting, applying, reading.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/tally.h"

#include <stdlib.h>
#include <string.h>

#include "store/store_backend.h"

enum { KEY_MAX = 200 };

#define I STORE_INT
#define SUM_TYPES I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I
#define SUM_COLUMNS                                                                                               \
    "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, n19, n20, n21, n22, "   \
    "n23, n24, n25, n26, n27, n28, n29, n30, n31"
#define SUM_VALUES                                                                                                \
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, " \
    "$25, $26, $27, $28, $29, $30, $31, $32, $33"

QUERY(TALLY_ADD) = {
    .name = "tally_add",
    .sql = "INSERT INTO tally (key, " SUM_COLUMNS ") VALUES ($1, " SUM_VALUES ") ON CONFLICT (key) DO UPDATE SET "
           "n0 = tally.n0 + excluded.n0, n1 = tally.n1 + excluded.n1, n2 = tally.n2 + excluded.n2, n3 = tally.n3 + excluded.n3, "
           "n4 = tally.n4 + excluded.n4, n5 = tally.n5 + excluded.n5, n6 = tally.n6 + excluded.n6, n7 = tally.n7 + excluded.n7, "
           "n8 = tally.n8 + excluded.n8, n9 = tally.n9 + excluded.n9, n10 = tally.n10 + excluded.n10, n11 = tally.n11 + excluded.n11, "
           "n12 = tally.n12 + excluded.n12, n13 = tally.n13 + excluded.n13, n14 = tally.n14 + excluded.n14, n15 = tally.n15 + excluded.n15, "
           "n16 = tally.n16 + excluded.n16, n17 = tally.n17 + excluded.n17, n18 = tally.n18 + excluded.n18, n19 = tally.n19 + excluded.n19, "
           "n20 = tally.n20 + excluded.n20, n21 = tally.n21 + excluded.n21, n22 = tally.n22 + excluded.n22, n23 = tally.n23 + excluded.n23, "
           "n24 = tally.n24 + excluded.n24, n25 = tally.n25 + excluded.n25, n26 = tally.n26 + excluded.n26, n27 = tally.n27 + excluded.n27, "
           "n28 = tally.n28 + excluded.n28, n29 = tally.n29 + excluded.n29, n30 = tally.n30 + excluded.n30, n31 = tally.n31 + excluded.n31",
    .takes = { STORE_TEXT, SUM_TYPES },
};
QUERY(TALLY_RANGE) = {
    .name = "tally_range",
    .sql = "SELECT key, " SUM_COLUMNS " FROM tally WHERE key >= $1 AND key < $2 ORDER BY key",
    .takes = { STORE_TEXT, STORE_TEXT },
    .gives = { STORE_TEXT, SUM_TYPES },
};
QUERY(TALLY_LOCK) = {
    .name = "tally_lock",
    .sql = "DELETE FROM tally WHERE 0", /* SQLite has one writer: nothing to lock */
    .pg = "LOCK TABLE tally IN SHARE ROW EXCLUSIVE MODE",
};
QUERY(TALLY_CLEAR) = {
    .name = "tally_clear",
    .sql = "DELETE FROM tally",
};
#undef I

/* ── Collecting ────────────────────────────────────────────────────────── */

enum err store_tally(struct db *db, struct str key, uint32_t more, uint32_t fewer, struct fault *why)
{
    struct effects *effects = db->effects;
    char *copy;

    if (!effects) return fault_set(why, ERR_INTERNAL, "只能在作业中计数", "tallies are added to inside a job only");
    if (db->failed.code) {
        if (why) *why = db->failed;
        return db->failed.code;
    }
    if (!key.len || key.len > KEY_MAX || memchr(key.at, 0, key.len) || !utf8_valid(key))
        return fault_set(why, ERR_INVALID, "计数的键须为 1 到 %d 字节的 UTF-8 文字", "the key of a tally must be 1 to %d bytes of UTF-8", KEY_MAX);
    if (effects->addition_count == effects->addition_cap) {
        size_t cap = effects->addition_cap ? effects->addition_cap * 2 : 256;
        struct addition *wider = arena_array(effects->arena, struct addition, cap);
        if (!wider) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (effects->addition_count) memcpy(wider, effects->additions, effects->addition_count * sizeof *wider);
        effects->additions = wider;
        effects->addition_cap = cap;
    }
    copy = arena_copy(effects->arena, key.at, key.len);
    if (!copy) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    effects->additions[effects->addition_count++] = (struct addition){ { copy, key.len }, more & ~fewer, fewer & ~more };
    return ERR_OK;
}

/* ── Applying ──────────────────────────────────────────────────────────── */

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct addition *)a)->key, ((const struct addition *)b)->key);
}

static bool is_nothing(const int64_t sums[TALLY_WIDTH])
{
    for (size_t i = 0; i < TALLY_WIDTH; i++)
        if (sums[i]) return false;
    return true;
}

static void fill(struct store_arg *args, struct str key, const int64_t sums[TALLY_WIDTH])
{
    args[0] = arg_text(key);
    for (size_t i = 0; i < TALLY_WIDTH; i++) args[i + 1] = arg_int(sums[i]);
}

enum err tallies_apply(struct db *db, struct effects *effects, struct fault *why)
{
    struct store_arg *args = arena_array(effects->arena, struct store_arg, effects->addition_count * (TALLY_WIDTH + 1));
    size_t lines = 0;

    if (!args) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    qsort(effects->additions, effects->addition_count, sizeof *effects->additions, by_key);
    for (size_t i = 0; i < effects->addition_count;) {
        struct str key = effects->additions[i].key;
        int64_t sums[TALLY_WIDTH] = { 0 };
        for (; i < effects->addition_count && str_eq(effects->additions[i].key, key); i++)
            for (uint32_t bit = 0; bit < TALLY_WIDTH; bit++)
                sums[bit] += (int64_t)(effects->additions[i].more >> bit & 1) - (int64_t)(effects->additions[i].fewer >> bit & 1);
        if (!is_nothing(sums)) fill(&args[lines++ * (TALLY_WIDTH + 1)], key, sums);
    }
    return statement_repeat(db, &TALLY_ADD, args, lines, why);
}

/* ── Reading and rebuilding ────────────────────────────────────────────── */

struct reading {
    enum err (*each)(const struct tally *tally, void *arg, struct fault *why);
    void *arg;
};

static enum err read_row(const struct rows *rows, void *arg, struct fault *why)
{
    const struct reading *reading = arg;
    struct tally tally = { .key = row_str(rows, 0, 0) };

    for (size_t i = 0; i < TALLY_WIDTH; i++) tally.sums[i] = row_int(rows, 0, i + 1);
    return reading->each(&tally, reading->arg, why);
}

enum err store_tally_each(struct db *db, struct arena *arena, struct str from, struct str to,
                          enum err (*each)(const struct tally *tally, void *arg, struct fault *why), void *arg, struct fault *why)
{
    struct reading reading = { each, arg };

    return store_each(db, arena, &TALLY_RANGE, ARGS(arg_text(from), arg_text(to)), read_row, &reading, why);
}

enum err store_tally_clear(struct db *db, struct fault *why)
{
    enum err err;

    if (!db->effects) return fault_set(why, ERR_INTERNAL, "计数只能在作业中清零", "tallies are cleared inside a job only");
    err = store_run(db, &TALLY_LOCK, NO_ARGS, NULL, why);
    if (!err) err = store_run(db, &TALLY_CLEAR, NO_ARGS, NULL, why);
    if (!err)   /* their rows are seen by the counting that follows */
        for (size_t i = 0; i < db->effects->addition_count; i++) db->effects->additions[i].more = db->effects->additions[i].fewer = 0;
    return err;
}

enum err store_tally_put(struct db *db, const struct tally *tally, struct fault *why)
{
    struct store_arg args[TALLY_WIDTH + 1];

    fill(args, tally->key, tally->sums);
    return store_run(db, &TALLY_ADD, args, COUNT_OF(args), NULL, why);
}
