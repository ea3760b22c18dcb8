/*
 * copy_store.c - copies (抄送): who was sent one, who has read it, and that it opens the case to its reader.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/copy.h"

#include <stdlib.h>

#include "base/id.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(COPY_INSERT) = {
    .name = "copy_insert",
    .sql = "INSERT INTO case_copy (id, case_id, account_id, unit_id, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, I, I, I, I, I },
};
QUERY(COPIES_OF_CASE) = {
    .name = "copies_of_case",
    .sql = "SELECT id, account_id, unit_id FROM case_copy WHERE case_id = $1",
    .takes = { I },
    .gives = { I, I, I },
};
QUERY(COPIES_OF_ACCOUNT) = {
    .name = "copies_of_account",
    .sql = "SELECT p.id, p.case_id, c.number, c.item, c.text, a.name, p.at, r.at, c.stage FROM case_copy p JOIN case_record c ON c.id = p.case_id "
           "LEFT JOIN account a ON a.id = p.by_id LEFT JOIN case_copy_read r ON r.copy_id = p.id AND r.account_id = $1 "
           "WHERE p.account_id = $1 AND p.id < $2 ORDER BY p.id DESC LIMIT $3",
    .takes = { I, I, I },
    .gives = { I, I, T, T, T, T, I, I, T },
};
QUERY(COPIES_OF_UNIT) = {
    .name = "copies_of_unit",
    .sql = "SELECT p.id, p.case_id, c.number, c.item, c.text, a.name, p.at, r.at, c.stage FROM case_copy p JOIN case_record c ON c.id = p.case_id "
           "LEFT JOIN account a ON a.id = p.by_id LEFT JOIN case_copy_read r ON r.copy_id = p.id AND r.account_id = $1 "
           "WHERE p.unit_id = $4 AND p.id < $2 ORDER BY p.id DESC LIMIT $3",
    .takes = { I, I, I, I },
    .gives = { I, I, T, T, T, T, I, I, T },
};
QUERY(COPY_FOR) = {
    .name = "copy_for",
    .sql = "SELECT account_id, unit_id FROM case_copy WHERE id = $1",
    .takes = { I },
    .gives = { I, I },
};
QUERY(COPY_READ) = {
    .name = "copy_read",
    .sql = "INSERT INTO case_copy_read (copy_id, account_id, at) VALUES ($1, $2, $3) ON CONFLICT (copy_id, account_id) DO NOTHING",
    .takes = { I, I, I },
};

#undef I
#undef T

enum { COPIES_MAX = 1000 };

enum err copy_insert(struct db *db, int64_t case_id, int64_t account_id, int64_t unit_id, int64_t by, int64_t at_ms, struct fault *why)
{
    return store_run(db, &COPY_INSERT, ARGS(arg_int(id_new()), arg_int(case_id), arg_id(account_id), arg_id(unit_id), arg_id(by), arg_int(at_ms)), NULL, why);
}

static bool is_for(const struct org *org, const struct user *user, int64_t account_id, int64_t unit_id)
{
    (void)org;
    if (account_id && account_id == user->account_id) return true;
    for (size_t i = 0; unit_id && i < user->grant_count; i++)
        if (user->grants[i].unit_id == unit_id && user->grants[i].rights >> RIGHT_CASE_READ & 1) return true;
    return false;
}

enum err copy_visible(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t case_id, bool *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &COPIES_OF_CASE, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    *out = false;
    for (size_t i = 0; i < rows.count; i++) *out |= is_for(org, user, row_int(&rows, i, 1), row_int(&rows, i, 2));
    return ERR_OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct copy_view *x = a, *y = b;

    return (x->id < y->id) - (x->id > y->id);
}

static void take_rows(const struct rows *rows, struct copy_view *list, size_t *count)
{
    for (size_t i = 0; i < rows->count && *count < COPIES_MAX; i++)
        list[(*count)++] = (struct copy_view){
            .id = row_int(rows, i, 0), .case_id = row_int(rows, i, 1), .number = row_str(rows, i, 2), .item = row_str(rows, i, 3),
            .text = row_str(rows, i, 4), .by_name = row_str(rows, i, 5), .at = row_int(rows, i, 6), .read_at = row_int(rows, i, 7),
            .stage = row_str(rows, i, 8),
        };
}

enum err copy_list(struct db *db, struct arena *arena, const struct user *user, int64_t before_id, int64_t limit, struct copy_view **out,
                   size_t *count, struct fault *why)
{
    struct copy_view *list = arena_array(arena, struct copy_view, COPIES_MAX);
    int64_t before = before_id ? before_id : INT64_MAX;
    struct rows rows;
    enum err err;
    size_t found = 0;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_all(db, arena, &COPIES_OF_ACCOUNT, ARGS(arg_int(user->account_id), arg_int(before), arg_int(limit)), &rows, why);
    if (err) return err;
    take_rows(&rows, list, &found);
    for (size_t i = 0; i < user->grant_count; i++) {
        bool again = !(user->grants[i].rights >> RIGHT_CASE_READ & 1);
        for (size_t k = 0; k < i; k++) again |= user->grants[k].unit_id == user->grants[i].unit_id;
        if (again) continue;
        err = store_all(db, arena, &COPIES_OF_UNIT, ARGS(arg_int(user->account_id), arg_int(before), arg_int(limit), arg_int(user->grants[i].unit_id)), &rows, why);
        if (err) return err;
        take_rows(&rows, list, &found);
    }
    qsort(list, found, sizeof *list, newest_first);
    *out = list;
    *count = found < (size_t)limit ? found : (size_t)limit;
    return ERR_OK;
}

enum err copy_check(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t copy_id, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &COPY_FOR, ARGS(arg_int(copy_id)), &rows, why);

    if (err == ERR_NOT_FOUND || (!err && !is_for(org, user, row_int(&rows, 0, 0), row_int(&rows, 0, 1))))
        return fault_set(why, ERR_NOT_FOUND, "没有这份抄送", "there is no such copy");
    return err;
}

enum err copy_read(struct db *db, int64_t copy_id, int64_t account_id, int64_t at_ms, struct fault *why)
{
    return store_run(db, &COPY_READ, ARGS(arg_int(copy_id), arg_int(account_id), arg_int(at_ms)), NULL, why);
}
