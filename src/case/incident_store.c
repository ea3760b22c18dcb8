/*
 * incident_store.c - the rows of incidents.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/incident.h"

#include "base/id.h"
#include "case/plan.h"

#define I STORE_INT
#define T STORE_TEXT

#define INCIDENT_SELECT                                                                                                                     \
    "SELECT i.id, i.case_id, i.activity, i.at, c.number, c.item, c.stage, i.process, i.element, i.text, i.text_en, c.community_id, c.street_id " \
    "FROM incident i JOIN case_record c ON c.id = i.case_id "
#define INCIDENT_GIVES I, I, I, I, T, T, T, T, T, T, T, I, I

QUERY(INCIDENT_INSERT) = {
    .name = "incident_insert",
    .sql = "INSERT INTO incident (id, case_id, activity, process, element, text, text_en, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    .takes = { I, I, I, T, T, T, T, I },
};
QUERY(INCIDENT_SOLVE) = {
    .name = "incident_solve",
    .sql = "UPDATE incident SET solved_at = $3 WHERE case_id = $1 AND activity = $2 AND solved_at IS NULL",
    .takes = { I, I, I },
};
QUERY(INCIDENTS_OPEN) = {
    .name = "incidents_open",
    .sql = INCIDENT_SELECT "WHERE i.solved_at IS NULL AND i.id < $1 ORDER BY i.id DESC LIMIT 200",
    .takes = { I },
    .gives = { INCIDENT_GIVES },
};
QUERY(INCIDENT_READ) = {
    .name = "incident_read",
    .sql = INCIDENT_SELECT "WHERE i.solved_at IS NULL AND i.id = $1",
    .takes = { I },
    .gives = { INCIDENT_GIVES },
};

#undef I
#undef T

enum { ROUNDS_MAX = 50 };

static struct incident_view incident_from(const struct rows *rows, size_t i)
{
    return (struct incident_view){
        .id = row_int(rows, i, 0), .case_id = row_int(rows, i, 1), .activity = row_int(rows, i, 2), .at = row_int(rows, i, 3),
        .number = row_str(rows, i, 4), .item = row_str(rows, i, 5), .stage = row_str(rows, i, 6), .process = row_str(rows, i, 7),
        .element = row_str(rows, i, 8), .text = row_str(rows, i, 9), .text_en = row_str(rows, i, 10),
    };
}

static bool may_mend(const struct org *org, const struct user *user, const struct rows *rows, size_t i)
{
    int64_t community = row_int(rows, i, 11);

    return user_may(org, user, RIGHT_CASE_MEND, community ? community : row_int(rows, i, 12));
}

enum err incident_read(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t id, struct incident_view *out,
                       struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &INCIDENT_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND || (!err && !may_mend(org, user, &rows, 0)))
        return fault_set(why, ERR_NOT_FOUND, "没有这条受阻记录，或者已经恢复", "there is no such incident, or it is solved");
    if (!err) *out = incident_from(&rows, 0);
    return err;
}

enum err incident_list(struct db *db, struct arena *arena, const struct org *org, const struct user *user, int64_t before_id, int64_t limit,
                       struct incident_view **out, size_t *count, int64_t *next, struct fault *why)
{
    struct incident_view *list = arena_array(arena, struct incident_view, (size_t)limit + 1);
    int64_t before = before_id ? before_id : INT64_MAX;
    size_t found = 0;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *next = 0;
    for (int round = 0; round < ROUNDS_MAX && !*next; round++) {
        struct rows rows;
        enum err err = store_all(db, arena, &INCIDENTS_OPEN, ARGS(arg_int(before)), &rows, why);

        if (err) return err;
        for (size_t i = 0; i < rows.count && !*next; i++) {
            before = row_int(&rows, i, 0);
            if (!may_mend(org, user, &rows, i)) continue;
            list[found++] = incident_from(&rows, i);
            if (found == (size_t)limit) *next = before;
        }
        if (rows.count < 200) break;
    }
    *out = list;
    *count = found;
    return ERR_OK;
}

enum err incident_write(struct db *db, const struct case_plan *plan, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->stuck_before; i++) {
        bool still = false;
        for (size_t k = 0; k < plan->stuck_count; k++) still |= plan->stuck[k].activity == plan->was_stuck[i].activity;
        for (size_t k = 0; k < plan->incidents.count; k++) still &= plan->incidents.at[k].activity != plan->was_stuck[i].activity;
        if (!still) err = store_run(db, &INCIDENT_SOLVE, ARGS(arg_int(plan->now.id), arg_int(plan->was_stuck[i].activity), arg_int(plan->now_ms)), NULL, why);
    }
    for (size_t i = 0; !err && i < plan->incidents.count; i++) {
        const struct incident_row *n = &plan->incidents.at[i];
        bool stuck = false;
        for (size_t k = 0; k < plan->stuck_count; k++) stuck |= plan->stuck[k].activity == n->activity;
        for (size_t k = i + 1; k < plan->incidents.count; k++) stuck &= plan->incidents.at[k].activity != n->activity;   /* the last word counts */
        if (stuck)
            err = store_run(db, &INCIDENT_INSERT,
                            ARGS(arg_int(id_new()), arg_int(plan->now.id), arg_int(n->activity), arg_text(n->process), arg_text(n->element), arg_text(n->text),
                                 arg_text(n->text_en), arg_int(plan->now_ms)),
                            NULL, why);
    }
    return err;
}
