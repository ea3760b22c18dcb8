/*
 * migrate_store.c - rows under new names, and many cases migrated one by one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "case/plan.h"
#include "case/rows.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(RENAME_OPEN_TASKS) = {
    .name = "rename_open_tasks",
    .sql = "UPDATE task SET element = $3, version = version + 1 WHERE case_id = $1 AND element = $2 AND ($4 = '' OR process = $4) AND (state = 0 OR (state = 2 AND outcome = 'held'))",
    .takes = { I, T, T, T },
};
QUERY(RENAME_DONE_TASKS) = {
    .name = "rename_done_tasks",
    .sql = "UPDATE task SET renamed = $3 WHERE case_id = $1 AND state = 1 AND ($4 = '' OR process = $4) AND (CASE renamed WHEN '' THEN element ELSE renamed END) = $2",
    .takes = { I, T, T, T },
};
QUERY(RENAME_JOBS) = {
    .name = "rename_jobs",
    .sql = "UPDATE job SET element = $3 WHERE case_id = $1 AND element = $2 AND ($4 = '' OR process = $4) AND state <= 1",
    .takes = { I, T, T, T },
};
QUERY(RENAME_INCIDENTS) = {
    .name = "rename_incidents",
    .sql = "UPDATE incident SET element = $3 WHERE case_id = $1 AND element = $2 AND ($4 = '' OR process = $4) AND solved_at IS NULL",
    .takes = { I, T, T, T },
};
QUERY(RUNNING) = {
    .name = "running_instances",
    .sql = "SELECT i.case_id, i.release, c.number, c.community_id, c.street_id, c.state FROM instance i JOIN case_record c ON c.id = i.case_id "
           "WHERE i.process = $1 AND i.ended = 0 AND (i.release, i.case_id) > ($2, $3) AND i.release <= $4 ORDER BY i.release, i.case_id LIMIT $5",
    .takes = { T, I, I, I, I },
    .gives = { I, I, T, I, I, I },
};
QUERY(RUNS_ON) = {
    .name = "instances_run_on",
    .sql = "SELECT process, release FROM instance WHERE ended = 0 AND (process, release) > ($1, $2) ORDER BY process, release LIMIT 1",
    .takes = { T, I },
    .gives = { T, I },
};

#undef I
#undef T

/* One look-up a pair, however many cases run on it. */
enum err case_migrate_from(struct db *db, struct arena *arena, struct migrate_source *out, size_t max, size_t *count, struct fault *why)
{
    struct migrate_source last = { .process = STR("") };
    enum err err = ERR_OK;

    for (*count = 0; !err && *count < max; (*count)++) {
        struct rows rows;
        err = store_all(db, arena, &RUNS_ON, ARGS(arg_text(last.process), arg_int(last.release)), &rows, why);
        if (err || !rows.count) break;
        out[*count] = last = (struct migrate_source){ row_str(&rows, 0, 0), row_int(&rows, 0, 1) };
    }
    return err;
}

enum err rename_write(struct db *db, const struct case_plan *plan, struct fault *why)
{
    static const struct query *const all[] = { &RENAME_OPEN_TASKS, &RENAME_DONE_TASKS, &RENAME_JOBS, &RENAME_INCIDENTS };
    enum err err = ERR_OK;

    for (size_t i = 0; i < plan->renames.count; i++)
        for (size_t q = 0; !err && q < COUNT_OF(all); q++)
            err = store_run(db, all[q], ARGS(arg_int(plan->now.id), arg_text(plan->renames.at[i].from), arg_text(plan->renames.at[i].to), arg_text(plan->renames.at[i].process)), NULL, why);
    return err;
}

/* ── Many ──────────────────────────────────────────────────────────────── */

enum { LIMIT_MAX = 50, LOOK_MS = 2000, ROUNDS_MAX = 20 };
static const size_t CASE_MEMORY = (size_t)32 << 20;

struct many {
    struct world *world;
    struct db *db;
    struct arena *arena;
    const struct migrate_ask *ask;
    const struct case_actor *actor;
    int64_t now_ms, release;
    struct json_t *fields;
};

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

static enum err keep_misfits(struct arena *arena, const struct case_migration *run, struct migrate_case *out, struct fault *why)
{
    out->misfits = arena_array(arena, struct bpmn_misfit, run->count + 1);
    if (!out->misfits) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < run->count; i++) {
        const struct bpmn_misfit *m = &run->misfits[i];
        out->misfits[i] = (struct bpmn_misfit){ str_dup(arena, m->process), str_dup(arena, m->element), str_dup(arena, m->name), str_dup(arena, m->zh), str_dup(arena, m->en) };
    }
    out->misfit_count = run->count;
    out->fits = run->count == 0;
    return ERR_OK;
}

/* Tries one in an arena of its own; ERR_OK with out->done false: it was refused, and why stands there. */
static enum err migrate_one(const struct many *m, struct migrate_case *out, struct fault *why)
{
    struct arena *arena = arena_open(CASE_MEMORY);
    struct case_migration run = { 0 };
    struct case_plan *plan = NULL;
    struct fault refused = { 0 };
    enum err err;

    if (!arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = case_plan_migration(m->world, m->db, arena, out->case_id, m->release, m->ask->mapping, m->now_ms, &run, &refused);
    if (!err) err = keep_misfits(m->arena, &run, out, &refused);
    if (!err && out->fits && !m->ask->dry_run) {
        err = case_plan_op(m->world, m->db, arena, case_op_find(STR("migrate")), out->case_id, 0, m->fields, m->actor, m->now_ms, &plan, &refused);
        if (!err) err = store_transact(world_store(m->world), out->case_id, apply_plan, plan, &refused);
        out->done = !err;
    }
    arena_close(arena);
    if (!err) return ERR_OK;
    out->zh = str_dup(m->arena, str_from_c(refused.zh));
    out->en = str_dup(m->arena, str_from_c(refused.en));
    if (err != ERR_INVALID && err != ERR_NO_MEMORY) return ERR_OK;
    if (why) *why = refused;   /* the asking itself is wrong: the same for all */
    return err;
}

static enum err read_fields(struct many *m, struct fault *why)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, m->arena, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_int(&out, "release", m->release);
    json_str(&out, "reason", m->ask->reason.len ? m->ask->reason : STR("-"));
    if (m->ask->mapping.len) json_str(&out, "mapping", m->ask->mapping);
    json_close(&out);
    if (!json_done(&out) || !buf_done(&buf).at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return json_parse(m->arena, buf_done(&buf), &m->fields, why);
}

/* The next page of those that run, into the report; *last: there are no more. */
static enum err look_at_page(const struct many *m, struct migrate_report *report, int64_t ends_ms, bool *last, struct fault *why)
{
    const struct migrate_ask *ask = m->ask;
    struct org *org = world_org(m->world);
    struct rows rows;
    enum err err = store_all(m->db, m->arena, &RUNNING,
                             ARGS(arg_text(ask->process), arg_int(report->next_release), arg_int(report->next_case), arg_int(ask->from ? ask->from : m->release - 1), arg_int(LIMIT_MAX)), &rows, why);

    *last = !err && rows.count < LIMIT_MAX;
    for (size_t i = 0; !err && i < rows.count; i++) {
        int64_t community = row_int(&rows, i, 3), state = row_int(&rows, i, 5);
        struct migrate_case *one = &report->items[report->count];

        if (report->count >= (size_t)ask->limit || time_now_ms() > ends_ms) {
            *last = false;
            break;
        }
        report->next_case = row_int(&rows, i, 0);
        report->next_release = row_int(&rows, i, 1);
        if (state != CASE_OPEN && state != CASE_PAUSED) continue;
        if (!m->actor->system && !user_may(org, m->actor->user, RIGHT_CASE_MEND, community ? community : row_int(&rows, i, 4))) continue;
        *one = (struct migrate_case){ .case_id = report->next_case, .from = report->next_release, .number = row_str(&rows, i, 2), .zh = STR(""), .en = STR("") };
        report->count++;
        err = migrate_one(m, one, why);
    }
    org_unref(org);
    return err;
}

enum err case_migrate_many(struct world *world, struct db *db, struct arena *arena, const struct migrate_ask *asked,
                           const struct case_actor *actor, int64_t now_ms, struct migrate_report *out, struct fault *why)
{
    struct migrate_ask ask = *asked;
    struct many m = { .world = world, .db = db, .arena = arena, .ask = &ask, .actor = actor, .now_ms = now_ms, .release = ask.release ? ask.release : world_release(world) };
    int64_t ends_ms = time_now_ms() + LOOK_MS;
    bool last = false;
    enum err err;

    if (ask.limit < 1 || ask.limit > LIMIT_MAX) ask.limit = LIMIT_MAX;
    if (m.release > world_release(world) || !world_process(world, ask.process, m.release))
        return fault_field(why, STR("process"), fault_set(why, ERR_INVALID, "这个版本里没有这个流程", "this release has no such process"));
    if (ask.from >= m.release) return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "只能迁移到更新的版本", "cases go to a newer release only"));
    *out = (struct migrate_report){ .release = m.release, .next_release = ask.after_release, .next_case = ask.after_case };
    if (ask.from && out->next_release < ask.from) out->next_release = ask.from - 1, out->next_case = INT64_MAX;
    out->items = arena_array(arena, struct migrate_case, (size_t)ask.limit);
    err = out->items ? read_fields(&m, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (int round = 0; !err && !last && round < ROUNDS_MAX && out->count < (size_t)ask.limit && time_now_ms() <= ends_ms; round++)
        err = look_at_page(&m, out, ends_ms, &last, why);
    out->more = !last;
    return err;
}
