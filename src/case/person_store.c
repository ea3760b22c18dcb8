/*
 * person_store.c - persons of cases.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/person.h"
#include "case/plan.h"
#include "case/rows.h"

#define I STORE_INT
#define T STORE_TEXT
#define COLUMNS "SELECT id, case_id, role, sealed, masked, purpose, added_at, added_by, retain_until FROM case_person"
#define TYPES I, I, T, T, T, T, I, I, I

QUERY(PERSONS_OF) = { .name = "case_persons_of", .sql = COLUMNS " WHERE case_id = $1 ORDER BY id LIMIT 100", .takes = { I }, .gives = { TYPES } };
QUERY(PERSON_READ) = { .name = "case_person_read", .sql = COLUMNS " WHERE id = $1 AND case_id = $2", .takes = { I, I }, .gives = { TYPES } };

static struct case_person person_of(const struct rows *r, size_t i)
{
    return (struct case_person){ .id = row_int(r, i, 0), .case_id = row_int(r, i, 1), .role = row_str(r, i, 2), .sealed = row_str(r, i, 3), .masked = row_str(r, i, 4),
                                 .purpose = row_str(r, i, 5), .added_at = row_int(r, i, 6), .added_by = row_int(r, i, 7), .until = row_int(r, i, 8) };
}

enum err person_list(struct db *db, struct arena *arena, int64_t case_id, struct case_person **out, size_t *count, struct fault *why)
{
    struct case_person *list;
    struct rows rows;
    enum err err = store_all(db, arena, &PERSONS_OF, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct case_person, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) list[i] = person_of(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err person_read(struct db *db, struct arena *arena, int64_t case_id, int64_t id, struct case_person *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &PERSON_READ, ARGS(arg_int(id), arg_int(case_id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_field(why, STR("person"), fault_set(why, err, "没有这个当事人", "the case has no such person"));
    if (!err) *out = person_of(&rows, 0);
    return err;
}

QUERY(PERSON_INSERT) = {
    .name = "case_person_insert",
    .sql = "INSERT INTO case_person (id, case_id, role, sealed, masked, purpose, added_at, added_by, retain_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    .takes = { TYPES },
};
QUERY(PERSON_DELETE) = { .name = "case_person_delete", .sql = "DELETE FROM case_person WHERE id = $1", .takes = { I } };

enum err person_write(struct db *db, struct case_plan *plan, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->persons.count; i++) {
        const struct case_person *p = &plan->persons.at[i];
        err = store_run(db, &PERSON_INSERT, ARGS(arg_int(p->id), arg_int(p->case_id), arg_text(p->role), arg_text(p->sealed), arg_text(p->masked), arg_text(p->purpose),
                                                 arg_int(p->added_at), arg_id(p->added_by), arg_int(p->until)), NULL, why);
    }
    for (size_t i = 0; !err && i < plan->persons_gone.count; i++) err = store_run(db, &PERSON_DELETE, ARGS(arg_int(plan->persons_gone.at[i])), NULL, why);
    return err;
}

QUERY(PERSON_SWEEP) = { .name = "case_person_sweep", .sql = "DELETE FROM case_person WHERE retain_until <= $1", .takes = { I } };

enum err person_sweep(struct world *world, int64_t now_ms, int64_t *gone, struct fault *why)
{
    return rows_sweep(world_store(world), &PERSON_SWEEP, now_ms, gone, why);
}

#undef I
#undef T
