/*
 * related_store.c - see related_store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/related_store.h"

QUERY(RELATED_OF_PERSON) = {
    .name = "related_of_person",
    .sql = "SELECT o.case_id FROM case_contact c JOIN case_contact o ON o.phone_hmac = c.phone_hmac"
           " WHERE c.case_id = $1 AND c.phone_hmac <> $2 AND o.case_id <> $1 ORDER BY o.case_id DESC LIMIT $3",
    .takes = { STORE_INT, STORE_TEXT, STORE_INT },
    .gives = { STORE_INT },
};

enum err related_of_person(struct db *db, struct arena *arena, int64_t case_id, struct str nobody, int64_t limit, int64_t **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &RELATED_OF_PERSON, ARGS(arg_int(case_id), arg_text(nobody), arg_int(limit)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, int64_t, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) (*out)[i] = row_int(&rows, i, 0);
    *count = rows.count;
    return ERR_OK;
}
