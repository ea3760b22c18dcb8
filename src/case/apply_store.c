/*
 * apply_store.c - writes a plan: every row of one step in one savepoint.
 *
 * The case row goes first and carries the version check; when it fails nothing
 * else was written.  May run again after a lost transaction: it reads the plan
 * and changes nothing in it but the case number, which is given here.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/id.h"
#include "case/copy.h"
#include "case/incident.h"
#include "case/job_rows.h"
#include "case/learned.h"
#include "case/party_rows.h"
#include "case/plan.h"
#include "case/record_store.h"
#include "case/rows.h"
#include "case/search.h"

#define I STORE_INT
#define T STORE_TEXT
#define B STORE_BLOB

/* Two statements: RETURNING makes SQLite open a table of its own each time, which costs more than the rest of the number. */
QUERY(SERIAL_NEXT) = {
    .name = "case_serial_next",
    .sql = "INSERT INTO case_serial (street_id, day, last) VALUES ($1, $2, 1) "
           "ON CONFLICT (street_id, day) DO UPDATE SET last = case_serial.last + 1",
    .takes = { I, I },
};
QUERY(SERIAL_READ) = {
    .name = "case_serial_read",
    .sql = "SELECT last FROM case_serial WHERE street_id = $1 AND day = $2",
    .takes = { I, I },
    .gives = { I },
};

QUERY(INSTANCE_INSERT) = {
    .name = "instance_insert",
    .sql = "INSERT INTO instance (case_id, process, release, ended, state, path) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, T, I, I, B, B },
};

QUERY(INSTANCE_UPDATE) = {
    .name = "instance_update",
    .sql = "UPDATE instance SET state = $2, path = $3, release = $4, ended = $5 WHERE case_id = $1",
    .takes = { I, B, B, I, I },
};

/* A step that neither ends nor migrates it leaves the index of the running ones alone. */
QUERY(INSTANCE_STEP) = {
    .name = "instance_step",
    .sql = "UPDATE instance SET state = $2, path = $3 WHERE case_id = $1",
    .takes = { I, B, B },
};

QUERY(TASK_INSERT) = {
    .name = "task_insert",
    .sql = "INSERT INTO task (id, case_id, activity, process, element, name, stage, role, place_id, assignee, state, "
           "outcome, opened_at, due_at, due_limit, urged, escalated, closed_at, closed_by, version, cause_id, sign) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
    .takes = { I, I, I, T, T, T, T, T, I, I, I, T, I, I, T, I, I, I, I, I, I, T },
};

QUERY(TASK_UPDATE) = {
    .name = "task_update",
    .sql = "UPDATE task SET assignee = $2, state = $3, outcome = $4, due_at = $5, urged = $6, escalated = $7, "
           "closed_at = $8, closed_by = $9, place_id = $10, role = $11, taken_at = $12, version = version + $13 WHERE id = $1",
    .takes = { I, I, I, T, I, I, I, I, I, I, T, I, I },
};

QUERY(TIMER_INSERT) = {
    .name = "timer_insert",
    .sql = "INSERT INTO timer (id, case_id, kind, ref, due_at) VALUES ($1, $2, $3, $4, $5)",
    .takes = { I, I, I, I, I },
};

QUERY(TIMER_CLEAR) = {
    .name = "timer_clear",
    .sql = "DELETE FROM timer WHERE case_id = $1 AND kind = $2 AND ref = $3",
    .takes = { I, I, I },
};

QUERY(TIMER_FIRED) = {
    .name = "timer_fired",
    .sql = "DELETE FROM timer WHERE id = $1",
    .takes = { I },
};

QUERY(JOURNAL_INSERT) = {
    .name = "journal_insert",
    .sql = "INSERT INTO journal (id, case_id, seq, at, kind, actor, unit, element, data, note, mac) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    .takes = { I, I, I, I, T, I, I, T, T, T, T },
};

QUERY(NOTE_INSERT) = {
    .name = "journal_note_insert",
    .sql = "INSERT INTO journal_note (id, salt, text) VALUES ($1, $2, $3)",
    .takes = { I, T, T },
};

QUERY(DECISION_INSERT) = {
    .name = "decision_insert",
    .sql = "INSERT INTO decision_step (id, case_id, at, inputs, decisions) VALUES ($1, $2, $3, $4, $5)",
    .takes = { I, I, I, T, T },
};

QUERY(REACH_REMOVE) = {
    .name = "reach_remove",
    .sql = "DELETE FROM case_reach WHERE case_id = $1 AND unit_id = $2",
    .takes = { I, I },
};

QUERY(REACH_INSERT) = {
    .name = "reach_insert",
    .sql = "INSERT INTO case_reach (case_id, unit_id, state, part, listed) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (case_id, unit_id) DO NOTHING",   /* a routing may name a unit twice */
    .takes = { I, I, I, I, I },
};

QUERY(REACH_STATE) = {
    .name = "reach_state",
    .sql = "UPDATE case_reach SET state = $3 WHERE case_id = $1 AND unit_id = $2",
    .takes = { I, I, I },
};

QUERY(LINK_INSERT) = {
    .name = "link_insert",
    .sql = "INSERT INTO case_link (case_id, other_id, kind, at, by_id) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (case_id, other_id, kind) DO NOTHING",
    .takes = { I, I, T, I, I },
};

QUERY(LINK_DELETE) = {
    .name = "link_delete",
    .sql = "DELETE FROM case_link WHERE ((case_id = $1 AND other_id = $2) OR (case_id = $2 AND other_id = $1)) AND kind = $3",
    .takes = { I, I, T },
};

QUERY(PAUSE_BEGIN) = {
    .name = "pause_begin",
    .sql = "INSERT INTO clock_pause (id, case_id, kind, reason, begin_at, end_at, by_id) VALUES ($1, $2, $3, $4, $5, NULL, $6)",
    .takes = { I, I, T, T, I, I },
};

QUERY(PAUSE_END) = {
    .name = "pause_end",
    .sql = "UPDATE clock_pause SET end_at = $2 WHERE case_id = $1 AND end_at IS NULL AND ($3 = '' OR kind = $3)",
    .takes = { I, I, T },
};

QUERY(EXTENSION_INSERT) = {
    .name = "extension_insert",
    .sql = "INSERT INTO clock_extension (id, case_id, amount, unit, reason, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    .takes = { I, I, I, T, T, I, I },
};

QUERY(CASE_FILE_INSERT) = {
    .name = "case_file_insert",
    .sql = "INSERT INTO case_file (case_id, digest, kind, at, by_id, element) VALUES ($1, $2, $3, $4, $5, $6) "
           "ON CONFLICT (case_id, digest, kind) DO NOTHING",
    .takes = { I, T, T, I, I, T },
};

QUERY(CONTACT_INSERT) = {
    .name = "contact_insert",
    .sql = "INSERT INTO case_contact (case_id, sealed, phone_hmac, masked, purpose, retain_until) "
           "VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, T, T, T, T, I },
};

#undef I
#undef T
#undef B

#define TRY(call)                                                                                                 \
    do {                                                                                                          \
        enum err try_err = (call);                                                                                \
        if (try_err) return try_err;                                                                              \
    } while (0)

static enum err write_number(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct rows rows;
    int year, month, day;
    struct day today = day_of_ms(plan->now_ms);

    TRY(store_run(db, &SERIAL_NEXT, ARGS(arg_int(plan->now.street_id), arg_int(today.since_epoch)), NULL, why));
    TRY(store_one(db, plan->arena, &SERIAL_READ, ARGS(arg_int(plan->now.street_id), arg_int(today.since_epoch)), &rows, why));
    day_to_ymd(today, &year, &month, &day);
    plan->now.number = str_format(plan->arena, "%.*s%04d%02d%02d%05lld", STR_ARG(plan->street_code), year, month, day,
                                  (long long)row_int(&rows, 0, 0));
    return plan->now.number.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err write_instance(struct db *db, struct case_plan *plan, struct fault *why)
{
    const struct store_arg state = arg_blob(plan->state_stored), path = arg_blob(plan->path_stored);

    if (!plan->state_changed) return ERR_OK;
    if (state.null || path.null) return fault_set(why, ERR_TOO_LARGE, "流程状态过大", "the process state is too large");
    if (plan->opens)
        return store_run(db, &INSTANCE_INSERT,
                         ARGS(arg_int(plan->now.id), arg_text(bpmn_id(plan->process)), arg_int(plan->release),
                              arg_int(bpmn_state_ended(plan->state)), state, path),
                         NULL, why);
    if (plan->release == plan->release_was && !bpmn_state_ended(plan->state))
        return store_run(db, &INSTANCE_STEP, ARGS(arg_int(plan->now.id), state, path), NULL, why);
    return store_run(db, &INSTANCE_UPDATE,
                     ARGS(arg_int(plan->now.id), state, path, arg_int(plan->release), arg_int(bpmn_state_ended(plan->state))), NULL, why);
}

static enum err write_tasks(struct db *db, struct case_plan *plan, struct fault *why)
{
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct task_row *t = &plan->tasks.at[i];
        if (t->is_new)
            TRY(store_run(db, &TASK_INSERT,
                          ARGS(arg_int(t->id), arg_int(plan->now.id), arg_int(t->activity), arg_text(t->process),
                               arg_text(t->element), arg_text(t->name), arg_text(t->stage), arg_text(t->role),
                               arg_int(t->place_id), arg_id(t->assignee), arg_int(t->state), arg_text(t->outcome),
                               arg_int(t->opened_at), arg_int(t->due_at), arg_text(t->due_limit), arg_int(t->urged),
                               arg_int(t->escalated), arg_id(t->closed_at), arg_id(t->closed_by), arg_int(1), arg_id(t->cause_id),
                               arg_text(t->sign)),
                          NULL, why));
        else if (t->changed)
            TRY(store_run(db, &TASK_UPDATE,
                          ARGS(arg_int(t->id), arg_id(t->assignee), arg_int(t->state), arg_text(t->outcome),
                               arg_int(t->due_at), arg_int(t->urged), arg_int(t->escalated), arg_id(t->closed_at),
                               arg_id(t->closed_by), arg_int(t->place_id), arg_text(t->role), arg_id(t->taken_at), arg_int(t->urged_only ? 0 : 1)),
                          NULL, why));
    }
    return ERR_OK;
}

static enum err write_timers(struct db *db, struct case_plan *plan, struct fault *why)
{
    if (plan->fired_timer) {
        int64_t gone = 0;
        TRY(store_run(db, &TIMER_FIRED, ARGS(arg_int(plan->fired_timer)), &gone, why));
        if (!gone) return fault_set(why, ERR_CONFLICT, "定时器已处理", "this timer has fired already");
    }
    for (size_t i = 0; i < plan->timers.count; i++) {
        const struct timer_change *t = &plan->timers.at[i];
        if (t->set)
            TRY(store_run(db, &TIMER_INSERT,
                          ARGS(arg_int(id_new()), arg_int(plan->now.id), arg_int(t->kind), arg_int(t->ref),
                               arg_int(t->due_at)),
                          NULL, why));
        else
            TRY(store_run(db, &TIMER_CLEAR, ARGS(arg_int(plan->now.id), arg_int(t->kind), arg_int(t->ref)), NULL, why));
    }
    return ERR_OK;
}

static enum err write_journal(struct db *db, struct case_plan *plan, struct fault *why)
{
    for (size_t i = 0; i < plan->journal.count; i++) {
        const struct journal_row *j = &plan->journal.at[i];
        TRY(store_run(db, &JOURNAL_INSERT,
                      ARGS(arg_int(j->id), arg_int(plan->now.id), arg_int(j->seq), arg_int(j->at), arg_text(j->kind),
                           arg_id(j->actor), arg_id(j->unit), arg_text(j->element), arg_text(j->data),
                           arg_text(j->note_digest), arg_text(j->mac)),
                      NULL, why));
        if (j->note.len)
            TRY(store_run(db, &NOTE_INSERT, ARGS(arg_int(j->id), arg_text(j->salt), arg_text(j->note)), NULL, why));
    }
    for (size_t i = 0; i < plan->decisions.count; i++) {
        const struct decision_row *d = &plan->decisions.at[i];
        struct str list = decided_write(plan->arena, d->made.at, d->made.count);
        if (!list.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        TRY(store_run(db, &DECISION_INSERT,
                      ARGS(arg_int(d->id), arg_int(plan->now.id), arg_int(plan->now_ms), arg_text(d->inputs), arg_text(list)), NULL, why));
    }
    return ERR_OK;
}

/* As whom a unit holds the case: 1 responsible, 2 co-operating, 0 not at all. */
static int part_of(int64_t responsible, const int64_t *co_units, size_t count, int64_t unit)
{
    if (unit == responsible) return 1;
    for (size_t i = 0; i < count; i++)
        if (co_units[i] == unit) return 2;
    return 0;
}

static int part_before(const struct case_plan *plan, int64_t unit)
{
    return part_of(plan->before.unit_id, plan->co_before.at, plan->co_before.count, unit);
}

static int part_now(const struct case_plan *plan, int64_t unit)
{
    return part_of(plan->now.unit_id, plan->co_units.at, plan->co_units.count, unit);
}

/* A unit that held the case when it was read: gone, or with the case's state copied anew. */
static enum err reach_keep(struct db *db, const struct case_plan *plan, int64_t unit, struct fault *why)
{
    if (!unit) return ERR_OK;
    if (part_now(plan, unit) != part_before(plan, unit))
        return store_run(db, &REACH_REMOVE, ARGS(arg_int(plan->now.id), arg_int(unit)), NULL, why);
    if (plan->now.state == plan->before.state) return ERR_OK;
    return store_run(db, &REACH_STATE, ARGS(arg_int(plan->now.id), arg_int(unit), arg_int(plan->now.state)), NULL, why);
}

static enum err reach_add(struct db *db, const struct case_plan *plan, int64_t unit, struct fault *why)
{
    const struct unit *known = org_unit(plan->org, unit);
    int part = part_now(plan, unit);

    if (!unit || part == part_before(plan, unit)) return ERR_OK;
    return store_run(db, &REACH_INSERT,
                     ARGS(arg_int(plan->now.id), arg_int(unit), arg_int(plan->now.state), arg_int(part), arg_int(!known || known->kind > UNIT_COMMUNITY)),
                     NULL, why);
}

/* Only what changed: units that hold the case no longer, its state, units that hold it now. */
static enum err write_reach(struct db *db, const struct case_plan *plan, struct fault *why)
{
    if (!plan->reach_changed) return ERR_OK;
    TRY(reach_keep(db, plan, plan->before.unit_id, why));
    for (size_t i = 0; i < plan->co_before.count; i++) TRY(reach_keep(db, plan, plan->co_before.at[i], why));
    TRY(reach_add(db, plan, plan->now.unit_id, why));
    for (size_t i = 0; i < plan->co_units.count; i++) TRY(reach_add(db, plan, plan->co_units.at[i], why));
    return ERR_OK;
}

static enum err write_clock(struct db *db, struct case_plan *plan, int64_t by, struct fault *why)
{
    for (size_t i = 0; i < plan->pauses.count; i++) {
        const struct pause_change *p = &plan->pauses.at[i];
        if (p->end)
            TRY(store_run(db, &PAUSE_END, ARGS(arg_int(plan->now.id), arg_int(plan->now_ms), arg_c(p->kind ? p->kind : "")), NULL, why));
        else
            TRY(store_run(db, &PAUSE_BEGIN,
                          ARGS(arg_int(id_new()), arg_int(plan->now.id), arg_c(p->kind), arg_text(p->reason),
                               arg_int(plan->now_ms), arg_id(by)),
                          NULL, why));
    }
    for (size_t i = 0; i < plan->extensions.count; i++) {
        const struct extension_row *e = &plan->extensions.at[i];
        TRY(store_run(db, &EXTENSION_INSERT,
                      ARGS(arg_int(id_new()), arg_int(plan->now.id), arg_int(e->amount), arg_text(e->unit),
                           arg_text(e->reason), arg_int(plan->now_ms), arg_id(by)),
                      NULL, why));
    }
    return ERR_OK;
}

static enum err write_rest(struct db *db, struct case_plan *plan, int64_t by, struct fault *why)
{
    for (size_t i = 0; i < plan->links.count; i++) {
        const struct link_change *l = &plan->links.at[i];
        if (l->add)
            TRY(store_run(db, &LINK_INSERT,
                          ARGS(arg_int(l->case_id), arg_int(l->other_id), arg_c(l->kind), arg_int(plan->now_ms), arg_id(by)),
                          NULL, why));
        else
            TRY(store_run(db, &LINK_DELETE, ARGS(arg_int(l->case_id), arg_int(l->other_id), arg_c(l->kind)), NULL, why));
    }
    if (plan->place_how) TRY(case_place_set(db, plan->now.id, plan->place.id, plan->place_how, why));
    if (plan->owned.id) TRY(place_save(db, &plan->owned, plan->owned_was, plan->owned_reason, why));
    TRY(incident_write(db, plan, why));
    TRY(job_write(db, plan, why));
    TRY(learned_write(db, plan, why));
    for (size_t i = 0; i < plan->copies.count; i++)
        TRY(copy_insert(db, plan->now.id, plan->copies.at[i].account_id, plan->copies.at[i].unit_id, by, plan->now_ms, why));
    for (size_t i = 0; i < plan->files.count; i++) {
        const struct file_row *f = &plan->files.at[i];
        TRY(store_run(db, &CASE_FILE_INSERT,
                      ARGS(arg_int(plan->now.id), arg_text(f->digest), arg_c(f->kind), arg_int(plan->now_ms), arg_id(by),
                           arg_text(f->element)),
                      NULL, why));
    }
    TRY(person_write(db, plan, why));
    if (plan->contact_changed)
        TRY(store_run(db, &CONTACT_INSERT,
                      ARGS(arg_int(plan->now.id), arg_text(plan->contact_sealed), arg_text(plan->contact_hmac),
                           arg_text(plan->contact_masked), arg_text(plan->contact_purpose), arg_int(plan->contact_until)),
                      NULL, why));
    if (plan->terms_before.at) TRY(search_remove(db, plan->now.id, plan->terms_before, why));
    if (plan->terms.at) TRY(search_insert(db, plan->now.id, plan->terms, why));
    return ERR_OK;
}

/* The new row; with PostgreSQL another writer may have opened the same number since it was looked for. */
static enum err write_record(struct db *db, struct case_plan *plan, struct fault *why)
{
    const struct case_record *r = &plan->now;
    bool inserted;

    TRY(record_met(db, store_scratch(db), r->source, r->source_no, &plan->met, why));
    if (plan->met) return ERR_OK;
    TRY(write_number(db, plan, why));
    TRY(record_insert(db, r, &inserted, why));
    if (inserted) return ERR_OK;
    TRY(record_met(db, store_scratch(db), r->source, r->source_no, &plan->met, why));
    return plan->met ? ERR_OK : fault_set(why, ERR_CONFLICT, "这个来源编号刚被使用，请重试", "this source number was used just now; try again");
}

enum err rows_write(struct db *db, struct case_plan *plan, struct fault *why)
{
    int64_t by = plan->actor.user ? plan->actor.user->account_id : 0;

    if (plan->opens) {
        TRY(write_record(db, plan, why));
        if (plan->met) return ERR_OK;
    } else {
        TRY(record_update(db, &plan->before, &plan->now, why));
    }
    TRY(write_instance(db, plan, why));
    TRY(rename_write(db, plan, why));
    TRY(write_tasks(db, plan, why));
    TRY(party_write(db, plan, why));
    TRY(write_timers(db, plan, why));
    TRY(write_journal(db, plan, why));
    TRY(write_reach(db, plan, why));
    TRY(write_clock(db, plan, by, why));
    return write_rest(db, plan, by, why);
}
