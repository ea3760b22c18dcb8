/*
 * draft_store.c - drafts and bundles as rows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "case/draft.h"
#include "org/account.h"

#define I STORE_INT
#define T STORE_TEXT

static const char *const STATES[DRAFT__STATES] = { "open", "submitted", "scheduled", "failed", "released", "dropped" };

const char *draft_state_name(enum draft_state state)
{
    return state < DRAFT__STATES ? STATES[state] : "";
}

enum draft_state draft_state_from(struct str name)
{
    int state = 0;

    while (state < DRAFT__STATES && !str_is(name, STATES[state])) state++;
    return (enum draft_state)state;
}

/* ── Reading ───────────────────────────────────────────────────────────── */

#define DRAFT_COLUMNS                                                                                                \
    "d.id, d.kind, d.key, d.name, d.base_release, d.state, d.version, d.created_at, d.created_by, d.changed_at, d.changed_by, d.bundle_id,"  \
    " d.reason, coalesce(a.name, ''), coalesce(b.name, ''), coalesce(m.note, ''), m.active_from, m.release"
#define DRAFT_FROM                                                                                                   \
    " FROM model_draft d LEFT JOIN account a ON a.id = d.created_by LEFT JOIN account b ON b.id = d.changed_by"      \
    " LEFT JOIN model_bundle m ON m.id = d.bundle_id"
#define DRAFT_GIVES I, T, T, T, I, T, I, I, I, I, I, I, T, T, T, T, I, I

QUERY(DRAFT_READ) = {
    .name = "draft_read",
    .sql = "SELECT " DRAFT_COLUMNS ", d.text" DRAFT_FROM " WHERE d.id = $1",
    .takes = { I },
    .gives = { DRAFT_GIVES, T },
};
QUERY(DRAFTS_LIVE) = {
    .name = "drafts_live",
    .sql = "SELECT " DRAFT_COLUMNS DRAFT_FROM " WHERE d.state IN ('open', 'submitted', 'scheduled', 'failed') AND d.id < $1 ORDER BY d.id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { DRAFT_GIVES },
};
QUERY(DRAFTS_IN_STATE) = {
    .name = "drafts_in_state",
    .sql = "SELECT " DRAFT_COLUMNS DRAFT_FROM " WHERE d.state = $3 AND d.id < $1 ORDER BY d.id DESC LIMIT $2",
    .takes = { I, I, T },
    .gives = { DRAFT_GIVES },
};
QUERY(DRAFTS_OF_BUNDLE) = {
    .name = "drafts_of_bundle",
    .sql = "SELECT " DRAFT_COLUMNS ", d.text" DRAFT_FROM " WHERE d.bundle_id = $1 ORDER BY d.id",
    .takes = { I },
    .gives = { DRAFT_GIVES, T },
};

static struct draft_row row_of(const struct rows *r, size_t i)
{
    return (struct draft_row){
        .id = row_int(r, i, 0), .kind = definition_kind_from(row_str(r, i, 1)), .key = row_str(r, i, 2), .name = row_str(r, i, 3),
        .base_release = row_int(r, i, 4), .state = draft_state_from(row_str(r, i, 5)), .version = row_int(r, i, 6),
        .created_at = row_int(r, i, 7), .created_by = row_int(r, i, 8), .changed_at = row_int(r, i, 9), .changed_by = row_int(r, i, 10),
        .bundle_id = row_int(r, i, 11), .reason = row_str(r, i, 12), .created_by_name = row_str(r, i, 13), .changed_by_name = row_str(r, i, 14),
        .note = row_str(r, i, 15), .active_from = row_int(r, i, 16), .release = row_int(r, i, 17),
        .text = r->width > 18 ? row_str(r, i, 18) : STR_NONE,
    };
}

static enum err rows_of(struct arena *arena, const struct rows *rows, struct draft_row **out, size_t *count, struct fault *why)
{
    struct draft_row *list = arena_array(arena, struct draft_row, rows->count + 1);

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows->count; i++) list[i] = row_of(rows, i);
    *out = list;
    *count = rows->count;
    return ERR_OK;
}

enum err draft_read(struct db *db, struct arena *arena, int64_t id, struct draft_row *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &DRAFT_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个草稿", "there is no such draft");
    if (!err) *out = row_of(&rows, 0);
    return err;
}

enum err draft_list(struct db *db, struct arena *arena, enum draft_state state, int64_t after, int64_t limit, struct draft_row **out,
                    size_t *count, struct fault *why)
{
    struct rows rows;
    int64_t below = after ? after : INT64_MAX;
    enum err err = state == DRAFT__STATES
                       ? store_all(db, arena, &DRAFTS_LIVE, ARGS(arg_int(below), arg_int(limit)), &rows, why)
                       : store_all(db, arena, &DRAFTS_IN_STATE, ARGS(arg_int(below), arg_int(limit), arg_c(STATES[state])), &rows, why);

    return err ? err : rows_of(arena, &rows, out, count, why);
}

enum err draft_bundle(struct db *db, struct arena *arena, int64_t bundle_id, struct draft_row **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &DRAFTS_OF_BUNDLE, ARGS(arg_int(bundle_id)), &rows, why);

    return err ? err : rows_of(arena, &rows, out, count, why);
}

QUERY(AUTHOR_HAS) = {
    .name = "model_author_has",
    .sql = "SELECT count(*) FROM model_author WHERE draft_id = $1 AND account_id = $2",
    .takes = { I, I },
    .gives = { I },
};

enum err draft_wrote(struct db *db, struct arena *arena, const struct draft_row *drafts, size_t count, int64_t account_id, bool *out,
                     struct fault *why)
{
    bool wrote = false;

    for (size_t i = 0; i < count && !wrote; i++) {
        struct rows rows;
        enum err err = store_one(db, arena, &AUTHOR_HAS, ARGS(arg_int(drafts[i].id), arg_int(account_id)), &rows, why);
        if (err) return err;
        wrote = row_int(&rows, 0, 0) > 0;
    }
    *out = wrote;
    return ERR_OK;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

QUERY(DRAFT_INSERT) = {
    .name = "draft_insert",
    .sql = "INSERT INTO model_draft (id, kind, key, name, text, base_release, state, version, created_at, created_by, changed_at, changed_by, reason)"
           " VALUES ($1, $2, $3, $4, $5, $6, 'open', 1, $7, $8, $7, $8, '')",
    .takes = { I, T, T, T, T, I, I, I },
};
QUERY(AUTHOR_INSERT) = {
    .name = "model_author_insert",
    .sql = "INSERT INTO model_author (draft_id, account_id) VALUES ($1, $2) ON CONFLICT (draft_id, account_id) DO NOTHING",
    .takes = { I, I },
};

static enum err author(struct db *db, int64_t draft_id, int64_t account_id, struct fault *why)
{
    return store_run(db, &AUTHOR_INSERT, ARGS(arg_int(draft_id), arg_int(account_id)), NULL, why);
}

enum err draft_insert(struct db *db, const struct draft_row *d, struct fault *why)
{
    enum err err = store_run(db, &DRAFT_INSERT,
                             ARGS(arg_int(d->id), arg_c(definition_kind_name(d->kind)), arg_text(d->key), arg_text(d->name), arg_text(d->text),
                                  arg_int(d->base_release), arg_int(d->created_at), arg_int(d->created_by)),
                             NULL, why);

    return err ? err : author(db, d->id, d->created_by, why);
}

static enum err moved(enum err err, int64_t changed, struct fault *why)
{
    if (err || changed) return err;
    return fault_set(why, ERR_CONFLICT, "草稿刚被别人改过或已提交，请刷新后再试", "someone changed or submitted this draft first; reload and try again");
}

QUERY(DRAFT_SAVE) = {
    .name = "draft_save",
    .sql = "UPDATE model_draft SET text = $3, name = $4, base_release = $5, version = version + 1, changed_at = $6, changed_by = $7"
           " WHERE id = $1 AND version = $2 AND state = 'open'",
    .takes = { I, I, T, T, I, I, I },
};

enum err draft_save(struct db *db, const struct draft_row *d, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &DRAFT_SAVE,
                             ARGS(arg_int(d->id), arg_int(d->version), arg_text(d->text), arg_text(d->name), arg_int(d->base_release),
                                  arg_int(d->changed_at), arg_int(d->changed_by)),
                             &changed, why);

    err = moved(err, changed, why);
    return err ? err : author(db, d->id, d->changed_by, why);
}

QUERY(DRAFT_MOVE) = {
    .name = "draft_move",
    .sql = "UPDATE model_draft SET state = $4, bundle_id = $5, reason = $6, version = version + 1, changed_at = $7, changed_by = $8"
           " WHERE id = $1 AND version = $2 AND state = $3",
    .takes = { I, I, T, T, I, T, I, I },
};

/* One draft from its state to another; the keeper changes nobody's name. */
static enum err step(struct db *db, const struct draft_row *d, enum draft_state to, int64_t bundle_id, struct str reason, int64_t by, int64_t at,
                     struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &DRAFT_MOVE,
                             ARGS(arg_int(d->id), arg_int(d->version), arg_c(STATES[d->state]), arg_c(STATES[to]), arg_id(bundle_id),
                                  arg_text(reason.at ? reason : STR("")), arg_int(by ? at : d->changed_at), arg_int(by ? by : d->changed_by)),
                             &changed, why);

    return moved(err, changed, why);
}

enum err draft_drop(struct db *db, int64_t id, int64_t version, int64_t by, int64_t at, struct fault *why)
{
    const struct draft_row open = { .id = id, .version = version, .state = DRAFT_OPEN };

    return step(db, &open, DRAFT_DROPPED, 0, STR_NONE, by, at, why);
}

/* ── Bundles ───────────────────────────────────────────────────────────── */

QUERY(BUNDLE_READ) = {
    .name = "model_bundle_read",
    .sql = "SELECT note, active_from, submitted_by FROM model_bundle WHERE id = $1",
    .takes = { I },
    .gives = { T, I, I },
};
QUERY(BUNDLE_INSERT) = {
    .name = "model_bundle_insert",
    .sql = "INSERT INTO model_bundle (id, state, note, active_from, submitted_at, submitted_by, reason) VALUES ($1, 'submitted', $2, $3, $4, $5, '')",
    .takes = { I, T, I, I, I },
};
QUERY(BUNDLE_DECIDE) = {
    .name = "model_bundle_decide",
    .sql = "UPDATE model_bundle SET state = $3, decided_at = coalesce($4, decided_at), decided_by = coalesce($5, decided_by), reason = $6, release = $7"
           " WHERE id = $1 AND state = $2",
    .takes = { I, T, T, I, I, T, I },
};

enum err draft_bundle_read(struct db *db, struct arena *arena, const struct draft_row *draft, struct bundle_move *out, struct fault *why)
{
    struct bundle_move move = { .bundle_id = draft->bundle_id };
    struct rows rows;
    enum err err;

    if (!draft->bundle_id || draft->state == DRAFT_OPEN) return fault_set(why, ERR_CONFLICT, "草稿还没有提交", "the draft is not submitted");
    err = store_one(db, arena, &BUNDLE_READ, ARGS(arg_int(draft->bundle_id)), &rows, why);
    if (!err) err = draft_bundle(db, arena, draft->bundle_id, &move.drafts, &move.count, why);
    if (err) return err;
    move.text = row_str(&rows, 0, 0);
    move.active_from = row_int(&rows, 0, 1);
    move.submitted_by = row_int(&rows, 0, 2);
    *out = move;
    return ERR_OK;
}

static enum err decide(struct db *db, const struct bundle_move *m, const char *from, const char *to, struct str reason, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &BUNDLE_DECIDE,
                             ARGS(arg_int(m->bundle_id), arg_c(from), arg_c(to), arg_id(m->by ? m->at : 0), arg_id(m->by),
                                  arg_text(reason.at ? reason : STR("")), arg_id(m->release)),
                             &changed, why);

    return moved(err, changed, why);
}

static enum err step_all(struct db *db, const struct bundle_move *m, enum draft_state to, int64_t bundle_id, struct str reason, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < m->count; i++) err = step(db, &m->drafts[i], to, bundle_id, reason, m->by, m->at, why);
    return err;
}

/* What was checked is still what is in force. */
static enum err still(struct db *db, const struct bundle_move *m, struct fault *why)
{
    int64_t last;
    enum err err = release_last(db, &last, why);

    if (err || last == m->seen_release) return err;
    return fault_set(why, ERR_CONFLICT, "刚有别的修订生效，请重新检查", "another release came into force just now; check again");
}

enum err draft_submit(struct db *db, struct bundle_move *m, struct fault *why)
{
    enum err err = still(db, m, why);

    if (!err)
        err = store_run(db, &BUNDLE_INSERT, ARGS(arg_int(m->bundle_id), arg_text(m->text), arg_id(m->active_from), arg_int(m->at), arg_int(m->by)),
                        NULL, why);
    if (!err) err = step_all(db, m, DRAFT_SUBMITTED, m->bundle_id, STR_NONE, why);
    for (size_t i = 0; !err && i < m->count; i++) err = author(db, m->drafts[i].id, m->by, why);
    return err;
}

enum err draft_send_back(struct db *db, struct bundle_move *m, bool rejected, struct fault *why)
{
    enum err err = decide(db, m, STATES[m->drafts[0].state], rejected ? "rejected" : "withdrawn", m->text, why);

    return err ? err : step_all(db, m, DRAFT_OPEN, 0, rejected ? m->text : STR_NONE, why);
}

/* What came into force, or did not on its date, in whose name. */
static enum err audit(struct db *db, const struct bundle_move *m, const char *action, int64_t approved_by, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < m->count; i++) {
        const struct draft_row *d = &m->drafts[i];
        const struct audit_entry entry = {
            .at = m->at, .actor_id = approved_by, .action = action, .ok = m->release != 0, .subject_id = d->id,
            .detail = str_format(store_scratch(db), "%s %.*s, release %lld", definition_kind_name(d->kind), STR_ARG(d->key), (long long)m->release),
        };
        err = org_audit(db, &entry, why);
    }
    return err;
}

static enum err release(struct db *db, struct bundle_move *m, int64_t approved_by, struct fault *why)
{
    struct definition_new *items = arena_array(store_scratch(db), struct definition_new, m->count + 1);
    struct release_new r = { .items = items, .count = m->count, .note = m->text, .at = m->at, .by = m->submitted_by,
                             .approved_by = approved_by, .bundle_id = m->bundle_id };
    enum err err;

    if (!items) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < m->count; i++) items[i] = draft_definition(&m->drafts[i]);
    err = release_insert(db, &r, why);
    if (err) return err;
    m->release = r.release;
    err = decide(db, m, STATES[m->drafts[0].state], "released", STR_NONE, why);
    if (!err) err = step_all(db, m, DRAFT_RELEASED, m->bundle_id, STR_NONE, why);
    return err ? err : audit(db, m, "model.release", approved_by, why);
}

enum err draft_approve(struct db *db, struct bundle_move *m, struct fault *why)
{
    enum err err = still(db, m, why);

    if (err) return err;
    if (m->active_from <= m->at) return release(db, m, m->by, why);
    err = decide(db, m, "submitted", "scheduled", STR_NONE, why);
    return err ? err : step_all(db, m, DRAFT_SCHEDULED, m->bundle_id, STR_NONE, why);
}

/* ── On its date ───────────────────────────────────────────────────────── */

QUERY(BUNDLES_DUE) = {
    .name = "model_bundles_due",
    .sql = "SELECT id, decided_by FROM model_bundle WHERE state = 'scheduled' AND active_from <= $1 ORDER BY active_from, id LIMIT 20",
    .takes = { I },
    .gives = { I, I },
};

struct due { struct bundle_move move; int64_t approved_by; struct fault problem; bool failed; };

static enum err release_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct due *due = job->arg;
    enum err err = still(db, &due->move, why);

    if (err) return err;
    if (!due->failed) return release(db, &due->move, due->approved_by, why);
    err = decide(db, &due->move, "scheduled", "failed", str_from_c(due->problem.zh), why);
    if (!err) err = step_all(db, &due->move, DRAFT_FAILED, due->move.bundle_id, str_from_c(due->problem.zh), why);
    return err ? err : audit(db, &due->move, "model.release", due->approved_by, why);
}

static enum err release_one(struct world *world, int64_t bundle_id, int64_t approved_by, int64_t now_ms, struct fault *why)
{
    struct arena *arena = arena_open(256u << 20);
    struct draft_row any = { .bundle_id = bundle_id, .state = DRAFT_SCHEDULED };
    struct due due = { .approved_by = approved_by };
    struct definition_check check;
    struct db *db;
    enum err err = arena ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    db = store_reader_take(world_store(world));
    err = draft_bundle_read(db, arena, &any, &due.move, why);
    store_reader_give(world_store(world), db);
    due.move.at = now_ms;
    due.move.seen_release = world_release(world);
    for (size_t i = 0; !err && i < due.move.count; i++)
        if (draft_is_behind(world, &due.move.drafts[i])) {
            due.failed = true;
            (void)fault_set(&due.problem, ERR_CONFLICT, "已有别的版本生效", "another version came into force before");
        }
    if (!err && !due.failed) err = draft_check(world, arena, due.move.drafts, due.move.count, &check, why);
    if (!err && !due.failed) due.failed = definition_check_fault(&check, &due.problem) != ERR_OK;
    if (!err) err = store_transact(world_store(world), RELEASE_JOB_KEY, release_apply, &due, why);
    arena_close(arena);
    return err == ERR_CONFLICT ? ERR_OK : err;   /* another server was first, or the next round looks again */
}

enum err draft_release_due(struct world *world, int64_t now_ms, int64_t *released, struct fault *why)
{
    struct arena *arena = arena_open(256 * 1024);
    struct db *db;
    struct rows rows;
    enum err err = arena ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    db = store_reader_take(world_store(world));
    err = store_all(db, arena, &BUNDLES_DUE, ARGS(arg_int(now_ms)), &rows, why);
    store_reader_give(world_store(world), db);
    *released = 0;
    for (size_t i = 0; !err && i < rows.count; i++) {
        err = release_one(world, row_int(&rows, i, 0), row_int(&rows, i, 1), now_ms, why);
        if (!err) err = world_reload_definitions(world, why);
        *released += !err;
    }
    arena_close(arena);
    return err;
}

#undef I
#undef T
