/*
 * grid_plan_store.c - plans and versions of grids as rows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/grid_plan.h"

#define I STORE_INT
#define T STORE_TEXT

static const char *const STATES[GRID_PLAN__STATES] = { "open", "submitted", "scheduled", "failed", "in_force", "dropped" };

const char *grid_plan_state_name(enum grid_plan_state state)
{
    return state < GRID_PLAN__STATES ? STATES[state] : "";
}

enum grid_plan_state grid_plan_state_from(struct str name)
{
    int state = 0;

    while (state < GRID_PLAN__STATES && !str_is(name, STATES[state])) state++;
    return (enum grid_plan_state)state;
}

/* ── Reading ───────────────────────────────────────────────────────────── */

#define PLAN_COLUMNS                                                                                                  \
    "p.id, p.community_id, p.name, p.state, p.version, p.base_stamp, p.active_from, p.created_at, p.created_by, p.changed_at, p.changed_by," \
    " p.submitted_at, p.submitted_by, p.decided_at, p.decided_by, p.effective_at, p.stamp, p.reason, coalesce(a.name, ''), coalesce(b.name, ''),"  \
    " coalesce(c.name, '')"
#define PLAN_FROM                                                                                                     \
    " FROM grid_plan p LEFT JOIN account a ON a.id = p.created_by LEFT JOIN account b ON b.id = p.changed_by LEFT JOIN account c ON c.id = p.decided_by"
#define PLAN_GIVES I, I, T, T, I, I, I, I, I, I, I, I, I, I, I, I, I, T, T, T, T

QUERY(PLAN_READ) = {
    .name = "grid_plan_read",
    .sql = "SELECT " PLAN_COLUMNS ", p.parts" PLAN_FROM " WHERE p.id = $1",
    .takes = { I },
    .gives = { PLAN_GIVES, T },
};
QUERY(PLANS_LIVE) = {
    .name = "grid_plans_live",
    .sql = "SELECT " PLAN_COLUMNS PLAN_FROM " WHERE p.state IN ('open', 'submitted', 'scheduled', 'failed') AND p.id < $1 ORDER BY p.id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { PLAN_GIVES },
};
QUERY(PLANS_IN_STATE) = {
    .name = "grid_plans_in_state",
    .sql = "SELECT " PLAN_COLUMNS PLAN_FROM " WHERE p.state = $3 AND p.id < $1 ORDER BY p.id DESC LIMIT $2",
    .takes = { I, I, T },
    .gives = { PLAN_GIVES },
};

static struct grid_plan plan_of(const struct rows *r, size_t i)
{
    return (struct grid_plan){
        .id = row_int(r, i, 0), .community_id = row_int(r, i, 1), .name = row_str(r, i, 2), .state = grid_plan_state_from(row_str(r, i, 3)),
        .version = row_int(r, i, 4), .base_stamp = row_int(r, i, 5), .active_from = row_int(r, i, 6), .created_at = row_int(r, i, 7),
        .created_by = row_int(r, i, 8), .changed_at = row_int(r, i, 9), .changed_by = row_int(r, i, 10), .submitted_at = row_int(r, i, 11),
        .submitted_by = row_int(r, i, 12), .decided_at = row_int(r, i, 13), .decided_by = row_int(r, i, 14), .effective_at = row_int(r, i, 15),
        .stamp = row_int(r, i, 16), .reason = row_str(r, i, 17), .created_by_name = row_str(r, i, 18), .changed_by_name = row_str(r, i, 19),
        .decided_by_name = row_str(r, i, 20), .parts = r->width > 21 ? row_str(r, i, 21) : STR_NONE,
    };
}

enum err grid_plan_read(struct db *db, struct arena *arena, int64_t id, struct grid_plan *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &PLAN_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个方案，或不在您的范围内", "there is no such plan within your reach");
    if (!err) *out = plan_of(&rows, 0);
    return err;
}

enum err grid_plan_list(struct db *db, struct arena *arena, enum grid_plan_state state, int64_t after, int64_t limit, struct grid_plan **out,
                        size_t *count, struct fault *why)
{
    struct grid_plan *list;
    struct rows rows;
    int64_t below = after ? after : INT64_MAX;
    enum err err = state == GRID_PLAN__STATES
                       ? store_all(db, arena, &PLANS_LIVE, ARGS(arg_int(below), arg_int(limit)), &rows, why)
                       : store_all(db, arena, &PLANS_IN_STATE, ARGS(arg_int(below), arg_int(limit), arg_c(STATES[state])), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct grid_plan, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) list[i] = plan_of(&rows, i);
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

QUERY(AUTHOR_HAS) = {
    .name = "grid_author_has",
    .sql = "SELECT count(*) FROM grid_plan_author WHERE plan_id = $1 AND account_id = $2",
    .takes = { I, I },
    .gives = { I },
};

enum err grid_plan_wrote(struct db *db, struct arena *arena, int64_t plan_id, int64_t account_id, bool *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &AUTHOR_HAS, ARGS(arg_int(plan_id), arg_int(account_id)), &rows, why);

    if (!err) *out = row_int(&rows, 0, 0) > 0;
    return err;
}

QUERY(LAST_STAMP) = {
    .name = "grid_plan_last_stamp",
    .sql = "SELECT coalesce(max(stamp), 0) FROM grid_plan WHERE community_id = $1 AND state = 'in_force'",
    .takes = { I },
    .gives = { I },
};

enum err grid_plan_last_stamp(struct db *db, struct arena *arena, int64_t community_id, int64_t *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &LAST_STAMP, ARGS(arg_int(community_id)), &rows, why);

    if (!err) *out = row_int(&rows, 0, 0);
    return err;
}

QUERY(VERSIONS_OF) = {
    .name = "grid_versions_of",
    .sql = "SELECT v.seq, v.plan_id, v.from_at, v.until_at, v.name, v.geometry, coalesce(p.name, '')"
           "  FROM grid_version v LEFT JOIN grid_plan p ON p.id = v.plan_id WHERE v.grid_id = $1 ORDER BY v.seq DESC LIMIT 1000",
    .takes = { I },
    .gives = { I, I, I, I, T, T, T },
};

enum err grid_versions(struct db *db, struct arena *arena, int64_t grid_id, struct grid_version **out, size_t *count, struct fault *why)
{
    struct grid_version *list;
    struct rows rows;
    enum err err = store_all(db, arena, &VERSIONS_OF, ARGS(arg_int(grid_id)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct grid_version, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct grid_version){ row_int(&rows, i, 0), row_int(&rows, i, 1), row_int(&rows, i, 2), row_int(&rows, i, 3),
                                         row_str(&rows, i, 4), row_str(&rows, i, 5), row_str(&rows, i, 6) };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

QUERY(PLAN_INSERT) = {
    .name = "grid_plan_insert",
    .sql = "INSERT INTO grid_plan (id, community_id, name, state, version, parts, base_stamp, created_at, created_by, changed_at, changed_by, reason)"
           " VALUES ($1, $2, $3, 'open', 1, $4, $5, $6, $7, $6, $7, '')",
    .takes = { I, I, T, T, I, I, I },
};
QUERY(AUTHOR_INSERT) = {
    .name = "grid_author_insert",
    .sql = "INSERT INTO grid_plan_author (plan_id, account_id) VALUES ($1, $2) ON CONFLICT (plan_id, account_id) DO NOTHING",
    .takes = { I, I },
};
QUERY(PLAN_SAVE) = {
    .name = "grid_plan_save",
    .sql = "UPDATE grid_plan SET name = $3, parts = $4, base_stamp = $5, version = version + 1, changed_at = $6, changed_by = $7"
           " WHERE id = $1 AND version = $2 AND state = 'open'",
    .takes = { I, I, T, T, I, I, I },
};
QUERY(PLAN_MOVE) = {
    .name = "grid_plan_move",
    .sql = "UPDATE grid_plan SET state = $4, version = version + 1, active_from = $5, changed_at = $6, changed_by = $7, submitted_at = $8,"
           " submitted_by = $9, decided_at = $10, decided_by = $11, effective_at = $12, stamp = $13, reason = $14"
           " WHERE id = $1 AND version = $2 AND state = $3",
    .takes = { I, I, T, T, I, I, I, I, I, I, I, I, I, T },
};

static enum err author(struct db *db, int64_t plan_id, int64_t account_id, struct fault *why)
{
    return store_run(db, &AUTHOR_INSERT, ARGS(arg_int(plan_id), arg_int(account_id)), NULL, why);
}

static enum err moved(enum err err, int64_t changed, struct fault *why)
{
    if (err || changed) return err;
    return fault_set(why, ERR_CONFLICT, "方案刚被别人改过或已提交，请刷新后再试", "someone changed or submitted this plan first; reload and try again");
}

enum err grid_plan_insert(struct db *db, const struct grid_plan *p, struct fault *why)
{
    enum err err = store_run(db, &PLAN_INSERT,
                             ARGS(arg_int(p->id), arg_int(p->community_id), arg_text(p->name), arg_text(p->parts), arg_int(p->base_stamp),
                                  arg_int(p->created_at), arg_int(p->created_by)),
                             NULL, why);

    return err ? err : author(db, p->id, p->created_by, why);
}

enum err grid_plan_save(struct db *db, const struct grid_plan *p, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &PLAN_SAVE,
                             ARGS(arg_int(p->id), arg_int(p->version), arg_text(p->name), arg_text(p->parts), arg_int(p->base_stamp),
                                  arg_int(p->changed_at), arg_int(p->changed_by)),
                             &changed, why);

    err = moved(err, changed, why);
    return err ? err : author(db, p->id, p->changed_by, why);
}

enum err grid_plan_move(struct db *db, const struct grid_plan *p, enum grid_plan_state to, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &PLAN_MOVE,
                             ARGS(arg_int(p->id), arg_int(p->version), arg_c(STATES[p->state]), arg_c(STATES[to]), arg_id(p->active_from),
                                  arg_int(p->changed_at), arg_int(p->changed_by), arg_id(p->submitted_at), arg_id(p->submitted_by),
                                  arg_id(p->decided_at), arg_id(p->decided_by), arg_id(p->effective_at), arg_id(p->stamp),
                                  arg_text(p->reason.at ? p->reason : STR(""))),
                             &changed, why);

    if (err == ERR_CONFLICT)
        return fault_set(why, ERR_CONFLICT, "这个社区已有一个方案在途，请等它生效或撤回", "another plan of this community is on its way; wait for it or withdraw it");
    err = moved(err, changed, why);
    return err || to != GRID_PLAN_SUBMITTED ? err : author(db, p->id, p->submitted_by, why);
}

#undef I
#undef T
