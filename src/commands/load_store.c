/*
 * load_store.c - reading and writing the rows of a case as they are.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/load_store.h"

#include "case/record_store.h"

#define I STORE_INT
#define T STORE_TEXT
#define B STORE_BLOB

QUERY(LOAD_CASE) = {
    .name = "load_case",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id = $1",
    .takes = { I },
    .gives = { RECORD_TYPES },
};
QUERY(SAVE_CASE) = {
    .name = "save_case",
    .sql = "INSERT INTO case_record (" RECORD_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
           "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, "
           "$36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54)",
    .takes = { RECORD_TYPES },
};
QUERY(LOAD_INSTANCE) = {
    .name = "load_instance",
    .sql = "SELECT case_id, process, release, ended, state, path FROM instance WHERE case_id = $1",
    .takes = { I },
    .gives = { I, T, I, I, B, B },
};
QUERY(SAVE_INSTANCE) = {
    .name = "save_instance",
    .sql = "INSERT INTO instance (case_id, process, release, ended, state, path) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, T, I, I, B, B },
};
QUERY(LOAD_TASKS) = {
    .name = "load_tasks",
    .sql = "SELECT id, case_id, activity, process, element, name, stage, role, place_id, assignee, state, outcome, opened_at, "
           "due_at, due_limit, urged, escalated, closed_at, closed_by, version FROM task WHERE case_id = $1 ORDER BY id",
    .takes = { I },
    .gives = { I, I, I, T, T, T, T, T, I, I, I, T, I, I, T, I, I, I, I, I },
};
QUERY(SAVE_TASK) = {
    .name = "save_task",
    .sql = "INSERT INTO task (id, case_id, activity, process, element, name, stage, role, place_id, assignee, state, outcome, "
           "opened_at, due_at, due_limit, urged, escalated, closed_at, closed_by, version) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    .takes = { I, I, I, T, T, T, T, T, I, I, I, T, I, I, T, I, I, I, I, I },
};
QUERY(LOAD_TIMERS) = {
    .name = "load_timers",
    .sql = "SELECT id, case_id, kind, ref, due_at FROM timer WHERE case_id = $1 ORDER BY due_at, id",
    .takes = { I },
    .gives = { I, I, I, I, I },
};
QUERY(SAVE_TIMER) = {
    .name = "save_timer",
    .sql = "INSERT INTO timer (id, case_id, kind, ref, due_at) VALUES ($1, $2, $3, $4, $5)",
    .takes = { I, I, I, I, I },
};
QUERY(LOAD_JOURNAL) = {
    .name = "load_journal",
    .sql = "SELECT id, case_id, seq, at, kind, actor, unit, element, data, note, mac FROM journal WHERE case_id = $1 ORDER BY seq",
    .takes = { I },
    .gives = { I, I, I, I, T, I, I, T, T, T, T },
};
QUERY(SAVE_JOURNAL) = {
    .name = "save_journal",
    .sql = "INSERT INTO journal (id, case_id, seq, at, kind, actor, unit, element, data, note, mac) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    .takes = { I, I, I, I, T, I, I, T, T, T, T },
};
QUERY(LOAD_NOTES) = {
    .name = "load_notes",
    .sql = "SELECT n.id, n.salt, n.text FROM journal_note n JOIN journal j ON j.id = n.id WHERE j.case_id = $1 ORDER BY j.seq",
    .takes = { I },
    .gives = { I, T, T },
};
QUERY(SAVE_NOTE) = {
    .name = "save_note",
    .sql = "INSERT INTO journal_note (id, salt, text) VALUES ($1, $2, $3)",
    .takes = { I, T, T },
};
QUERY(LOAD_DECISIONS) = {
    .name = "load_decisions",
    .sql = "SELECT id, case_id, at, inputs, decisions FROM decision_step WHERE case_id = $1 ORDER BY id",
    .takes = { I },
    .gives = { I, I, I, T, T },
};
QUERY(SAVE_DECISION) = {
    .name = "save_decision",
    .sql = "INSERT INTO decision_step (id, case_id, at, inputs, decisions) VALUES ($1, $2, $3, $4, $5)",
    .takes = { I, I, I, T, T },
};
QUERY(LOAD_REACH) = {
    .name = "load_reach",
    .sql = "SELECT unit_id, state, case_id, part, listed FROM case_reach WHERE case_id = $1 ORDER BY part, unit_id",
    .takes = { I },
    .gives = { I, I, I, I, I },
};
/* Two desks of the model may be one at the copy's place. */
QUERY(SAVE_REACH) = {
    .name = "save_reach",
    .sql = "INSERT INTO case_reach (unit_id, state, case_id, part, listed) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (case_id, unit_id) DO NOTHING",
    .takes = { I, I, I, I, I },
};
QUERY(LOAD_PAUSES) = {
    .name = "load_pauses",
    .sql = "SELECT id, case_id, kind, reason, begin_at, end_at, by_id FROM clock_pause WHERE case_id = $1 ORDER BY begin_at, id",
    .takes = { I },
    .gives = { I, I, T, T, I, I, I },
};
QUERY(SAVE_PAUSE) = {
    .name = "save_pause",
    .sql = "INSERT INTO clock_pause (id, case_id, kind, reason, begin_at, end_at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    .takes = { I, I, T, T, I, I, I },
};
QUERY(LOAD_EXTENSIONS) = {
    .name = "load_extensions",
    .sql = "SELECT id, case_id, amount, unit, reason, at, by_id FROM clock_extension WHERE case_id = $1 ORDER BY at, id",
    .takes = { I },
    .gives = { I, I, I, T, T, I, I },
};
QUERY(SAVE_EXTENSION) = {
    .name = "save_extension",
    .sql = "INSERT INTO clock_extension (id, case_id, amount, unit, reason, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    .takes = { I, I, I, T, T, I, I },
};
QUERY(LOAD_FILES) = {
    .name = "load_case_files",
    .sql = "SELECT case_id, digest, kind, at, by_id, element FROM case_file WHERE case_id = $1 ORDER BY at, digest, kind",
    .takes = { I },
    .gives = { I, T, T, I, I, T },
};
QUERY(SAVE_FILE) = {
    .name = "save_case_file",
    .sql = "INSERT INTO case_file (case_id, digest, kind, at, by_id, element) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, T, T, I, I, T },
};
QUERY(SIGNED_DAYS) = {
    .name = "load_signed_days",
    .sql = "SELECT count(*) FROM journal_anchor",
    .gives = { I },
};
QUERY(SERIALS) = {
    .name = "load_serials",
    .sql = "SELECT street_id, day, last FROM case_serial",
    .gives = { I, I, I },
};
QUERY(SERIAL_KEEP) = {
    .name = "serial_keep",
    .sql = "INSERT INTO case_serial (street_id, day, last) VALUES ($1, $2, $3) "
           "ON CONFLICT (street_id, day) DO UPDATE SET last = excluded.last WHERE excluded.last > case_serial.last",
    .takes = { I, I, I },
};

#undef I
#undef T
#undef B

static const struct load_table TABLES[] = {
    { &LOAD_CASE, &SAVE_CASE, "inpppppppppxaoycDGCSAElpppppwtttttttttptppppppppppdphp" },
    { &LOAD_INSTANCE, &SAVE_INSTANCE, "ipppbp" },
    { &LOAD_TASKS, &SAVE_TASK, "iipppppplwppttppptwp" },
    { &LOAD_TIMERS, &SAVE_TIMER, "iipit" },
    { &LOAD_JOURNAL, &SAVE_JOURNAL, "iiptpwlpspm" },
    { &LOAD_NOTES, &SAVE_NOTE, "ipp" },
    { &LOAD_DECISIONS, &SAVE_DECISION, "iitss" },
    { &LOAD_REACH, &SAVE_REACH, "lpipp" },
    { &LOAD_PAUSES, &SAVE_PAUSE, "iippttw" },
    { &LOAD_EXTENSIONS, &SAVE_EXTENSION, "iippptw" },
    { &LOAD_FILES, &SAVE_FILE, "ipptwp" },
};

size_t load_table_count(void)
{
    return COUNT_OF(TABLES);
}

const struct load_table *load_table_at(size_t i)
{
    return &TABLES[i];
}

enum err load_timers(struct db *db, struct arena *arena, int64_t case_id, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &LOAD_TIMERS, ARGS(arg_int(case_id)), out, why);
}

enum err load_check_unsigned(struct db *db, struct arena *arena, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &SIGNED_DAYS, NO_ARGS, &rows, why);

    if (err || !row_int(&rows, 0, 0)) return err;
    return fault_set(why, ERR_CONFLICT, "库中已有签过名的留痕，只能装入新建的库", "days of the journal are signed already: load into a new database");
}

enum err load_serials(struct db *db, struct arena *arena, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &SERIALS, NO_ARGS, out, why);
}

enum err load_serial_keep(struct db *db, int64_t street_id, int64_t day, int64_t last, struct fault *why)
{
    return store_run(db, &SERIAL_KEEP, ARGS(arg_int(street_id), arg_int(day), arg_int(last)), NULL, why);
}
