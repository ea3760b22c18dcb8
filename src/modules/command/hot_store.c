/*
 * hot_store.c - see hot_store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/hot_store.h"

#define I STORE_INT

QUERY(HOT_TIES) = {
    .name = "hot_ties",
    .sql = "SELECT case_a, case_b, same FROM hot_tie WHERE case_a >= $1 ORDER BY case_a, case_b LIMIT $2",
    .takes = { I, I },
    .gives = { I, I, I },
};
QUERY(HOT_TIE_PUT) = {
    .name = "hot_tie_put",
    .sql = "INSERT INTO hot_tie (case_a, case_b, same, at, by_id) VALUES ($1, $2, $3, $4, $5)"
           " ON CONFLICT (case_a, case_b) DO UPDATE SET same = excluded.same, at = excluded.at, by_id = excluded.by_id WHERE hot_tie.same <> excluded.same",
    .takes = { I, I, I, I, I },
};
QUERY(HOT_PERSON) = { .name = "hot_person", .sql = "SELECT phone_hmac FROM case_contact WHERE case_id = $1", .takes = { I }, .gives = { STORE_TEXT } };

#undef I

enum err hot_ties(struct db *db, struct arena *arena, int64_t from_id, int64_t max, struct hot_tie **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &HOT_TIES, ARGS(arg_int(from_id), arg_int(max)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, struct hot_tie, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) (*out)[i] = (struct hot_tie){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2) != 0 };
    *count = rows.count;
    return ERR_OK;
}

enum err hot_tie_put(struct db *db, const struct hot_tie *tie, int64_t at_ms, int64_t by, struct fault *why)
{
    int64_t changed = 0, a = tie->a < tie->b ? tie->a : tie->b, b = tie->a < tie->b ? tie->b : tie->a;
    enum err err = store_run(db, &HOT_TIE_PUT, ARGS(arg_int(a), arg_int(b), arg_int(tie->same), arg_int(at_ms), arg_int(by)), &changed, why);

    return err || changed ? err : fault_set(why, ERR_CONFLICT, "已经这样认定过", "that was said before");
}

enum err hot_person(struct db *db, struct arena *arena, int64_t case_id, struct str *out, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &HOT_PERSON, ARGS(arg_int(case_id)), &row, why);

    *out = err ? STR_NONE : row_str(&row, 0, 0);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
