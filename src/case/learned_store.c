/*
 * learned_store.c - see learned_store.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/learned_store.h"

#include <string.h>

#include "base/id.h"
#include "case/plan.h"

enum { KEPT_UNUSED = 10, LISTED_MAX = 200, ARENA_PER_CALL = 1 << 16 };

#define I STORE_INT
#define R STORE_REAL
#define T STORE_TEXT

/* ── Texts ─────────────────────────────────────────────────────────────── */

/* What was not accepted, or went into another case, says nothing about its type. */
QUERY(LEARNED_CLOSED) = {
    .name = "learned_closed",
    .sql = "SELECT id, item, text FROM case_record WHERE id < $1 AND state = 2 AND result IN ('done', 'self_closed', 'forced', 'transferred') "
           "ORDER BY id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I, T, T },
};
QUERY(LEARNED_CORRECTED) = {
    .name = "learned_corrected",
    .sql = "SELECT c.id, c.item, c.text FROM type_guess g JOIN case_record c ON c.id = g.case_id "
           "WHERE g.corrected = 1 AND c.state IN (0, 1) ORDER BY g.case_id DESC LIMIT $1",
    .takes = { I },
    .gives = { I, T, T },
};
QUERY(LEARNED_CORRECTED_IDS) = {
    .name = "learned_corrected_ids",
    .sql = "SELECT case_id FROM type_guess WHERE corrected = 1 AND case_id >= $1 ORDER BY case_id DESC LIMIT $2",
    .takes = { I, I },
    .gives = { I },
};

/* How many of the closed ones had another type once; both lists newest first. */
static int64_t count_both(const struct rows *closed, const struct rows *corrected)
{
    int64_t both = 0;

    for (size_t i = 0, k = 0; i < closed->count && k < corrected->count;) {
        int64_t a = row_int(closed, i, 0), b = row_int(corrected, k, 0);
        both += a == b;
        i += a >= b;
        k += b >= a;
    }
    return both;
}

enum err learned_texts(struct db *db, struct arena *arena, int64_t most, struct learned_text **out, size_t *count, int64_t *corrected, struct fault *why)
{
    struct rows closed, open, also;
    enum err err = store_all(db, arena, &LEARNED_CLOSED, ARGS(arg_int(INT64_MAX), arg_int(most)), &closed, why);

    if (!err) err = store_all(db, arena, &LEARNED_CORRECTED, ARGS(arg_int(most)), &open, why);
    if (!err) err = store_all(db, arena, &LEARNED_CORRECTED_IDS, ARGS(arg_int(closed.count ? row_int(&closed, closed.count - 1, 0) : INT64_MAX), arg_int(most)), &also, why);
    if (err) return err;
    *out = arena_array(arena, struct learned_text, closed.count + open.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < open.count; i++) (*out)[i] = (struct learned_text){ row_int(&open, i, 0), row_str(&open, i, 1), row_str(&open, i, 2) };
    for (size_t i = 0; i < closed.count; i++)
        (*out)[open.count + i] = (struct learned_text){ row_int(&closed, i, 0), row_str(&closed, i, 1), row_str(&closed, i, 2) };
    *count = closed.count + open.count;
    *corrected = (int64_t)open.count + count_both(&closed, &also);
    return ERR_OK;
}

/* ── Models ────────────────────────────────────────────────────────────── */

#define ROW_COLUMNS                                                                                                                    \
    "m.id, m.number, m.made_at, m.made_by, m.cases, m.corrected, m.runs, m.judged, m.words_right, m.learned_right, m.both_right, "     \
    "m.sure_count, m.sure_right, m.share, m.sure, m.types, m.digest, COALESCE(a.name, '') "
#define ROW_TYPES I, I, I, I, I, I, I, I, I, I, I, I, I, R, R, T, T, T

QUERY(LEARNED_LIST) = {
    .name = "learned_list",
    .sql = "SELECT " ROW_COLUMNS "FROM text_model m LEFT JOIN account a ON a.id = m.made_by ORDER BY m.number DESC LIMIT $1",
    .takes = { I },
    .gives = { ROW_TYPES },
};
QUERY(LEARNED_ONE) = {
    .name = "learned_one",
    .sql = "SELECT " ROW_COLUMNS "FROM text_model m LEFT JOIN account a ON a.id = m.made_by WHERE m.id = $1",
    .takes = { I },
    .gives = { ROW_TYPES },
};
QUERY(LEARNED_BYTES) = {
    .name = "learned_bytes",
    .sql = "SELECT bytes FROM text_model WHERE id = $1",
    .takes = { I },
    .gives = { STORE_BLOB },
};
QUERY(LEARNED_USED) = {
    .name = "learned_used",
    .sql = "SELECT COALESCE(model_id, 0) FROM text_model_use ORDER BY id DESC LIMIT 1",
    .takes = { STORE_END },
    .gives = { I },
};
QUERY(LEARNED_NUMBER) = {
    .name = "learned_number",
    .sql = "SELECT COALESCE(max(number), 0) + 1 FROM text_model",
    .takes = { STORE_END },
    .gives = { I },
};
QUERY(LEARNED_INSERT) = {
    .name = "learned_insert",
    .sql = "INSERT INTO text_model (id, number, made_at, made_by, cases, corrected, runs, judged, words_right, learned_right, both_right, "
           "share, sure, sure_count, sure_right, types, digest, bytes) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    .takes = { I, I, I, I, I, I, I, I, I, I, I, R, R, I, I, T, T, STORE_BLOB },
};
QUERY(LEARNED_FORGET) = {
    .name = "learned_forget",
    .sql = "DELETE FROM text_model WHERE number <= $1 AND id NOT IN (SELECT model_id FROM text_model_use WHERE model_id IS NOT NULL)",
    .takes = { I },
};
QUERY(LEARNED_USE) = {
    .name = "learned_use",
    .sql = "INSERT INTO text_model_use (id, model_id, at, by_id) VALUES ($1, $2, $3, $4)",
    .takes = { I, I, I, I },
};

#undef ROW_COLUMNS
#undef ROW_TYPES

static struct learned_row read_row(const struct rows *rows, size_t i, int64_t in_force)
{
    return (struct learned_row){
        .id = row_int(rows, i, 0), .number = row_int(rows, i, 1), .made_at = row_int(rows, i, 2), .made_by = row_int(rows, i, 3), .cases = row_int(rows, i, 4),
        .corrected = row_int(rows, i, 5), .runs = row_int(rows, i, 6), .judged = row_int(rows, i, 7), .words_right = row_int(rows, i, 8),
        .learned_right = row_int(rows, i, 9), .both_right = row_int(rows, i, 10), .sure_count = row_int(rows, i, 11), .sure_right = row_int(rows, i, 12),
        .share = row_real(rows, i, 13), .sure = row_real(rows, i, 14), .types = row_str(rows, i, 15), .digest = row_str(rows, i, 16),
        .made_by_name = row_str(rows, i, 17), .in_force = row_int(rows, i, 0) == in_force,
    };
}

enum err learned_in_force(struct db *db, int64_t *model_id, struct fault *why)
{
    struct arena *arena = arena_open(ARENA_PER_CALL);
    struct rows row;
    enum err err = arena ? store_one(db, arena, &LEARNED_USED, NO_ARGS, &row, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) *model_id = row_int(&row, 0, 0);
    if (err == ERR_NOT_FOUND) *model_id = 0, err = ERR_OK;
    arena_close(arena);
    return err;
}

enum err learned_list(struct db *db, struct arena *arena, struct learned_row **out, size_t *count, struct fault *why)
{
    struct rows rows;
    int64_t in_force = 0;
    enum err err = learned_in_force(db, &in_force, why);

    if (!err) err = store_all(db, arena, &LEARNED_LIST, ARGS(arg_int(LISTED_MAX)), &rows, why);
    if (err) return err;
    *out = arena_array(arena, struct learned_row, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) (*out)[i] = read_row(&rows, i, in_force);
    *count = rows.count;
    return ERR_OK;
}

enum err learned_read(struct db *db, struct arena *arena, int64_t id, struct learned_row *out, struct fault *why)
{
    struct rows rows;
    int64_t in_force = 0;
    enum err err = learned_in_force(db, &in_force, why);

    if (!err) err = store_one(db, arena, &LEARNED_ONE, ARGS(arg_int(id)), &rows, why);
    if (err == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "没有这个分类模型", "there is no such model of words");
    if (!err) *out = read_row(&rows, 0, in_force);
    return err;
}

enum err learned_bytes(struct db *db, struct arena *arena, int64_t id, struct str *out, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &LEARNED_BYTES, ARGS(arg_int(id)), &row, why);

    if (!err) *out = row_str(&row, 0, 0);
    return err;
}

enum err learned_keep(struct db *db, struct learned_made *made, int64_t by, struct fault *why)
{
    struct learned_row *m = &made->row;
    struct rows row;
    enum err err = store_one(db, store_scratch(db), &LEARNED_NUMBER, NO_ARGS, &row, why);

    if (err) return err;
    m->number = row_int(&row, 0, 0);
    m->made_by = by;
    err = store_run(db, &LEARNED_INSERT,
                    ARGS(arg_int(m->id), arg_int(m->number), arg_int(m->made_at), arg_id(by), arg_int(m->cases), arg_int(m->corrected), arg_int(m->runs),
                         arg_int(m->judged), arg_int(m->words_right), arg_int(m->learned_right), arg_int(m->both_right), arg_real(m->share), arg_real(m->sure),
                         arg_int(m->sure_count), arg_int(m->sure_right), arg_text(m->types), arg_text(m->digest), arg_blob(made->bytes)),
                    NULL, why);
    return err ? err : store_run(db, &LEARNED_FORGET, ARGS(arg_int(m->number - KEPT_UNUSED)), NULL, why);
}

enum err learned_use(struct db *db, int64_t model_id, int64_t by, int64_t now_ms, struct fault *why)
{
    struct learned_row row;
    int64_t in_force;
    enum err err = learned_in_force(db, &in_force, why);

    if (!err && in_force == model_id) return fault_set(why, ERR_CONFLICT, "已经在用", "it is in force already");
    if (!err && model_id) err = learned_read(db, store_scratch(db), model_id, &row, why);
    return err ? err : store_run(db, &LEARNED_USE, ARGS(arg_int(id_new()), arg_id(model_id), arg_int(now_ms), arg_id(by)), NULL, why);
}

/* ── Guesses ───────────────────────────────────────────────────────────── */

QUERY(GUESS_READ) = {
    .name = "type_guess_read",
    .sql = "SELECT type, score, sure, model_id, corrected FROM type_guess WHERE case_id = $1",
    .takes = { I },
    .gives = { T, R, I, I, I },
};
QUERY(GUESS_INSERT) = {
    .name = "type_guess_insert",
    .sql = "INSERT INTO type_guess (case_id, type, score, sure, model_id, corrected) VALUES ($1, $2, $3, $4, $5, 0)",
    .takes = { I, T, R, I, I },
};
QUERY(GUESS_CORRECT) = {
    .name = "type_guess_correct",
    .sql = "INSERT INTO type_guess (case_id, type, score, sure, model_id, corrected) VALUES ($1, $2, 0, 1, NULL, 1) "
           "ON CONFLICT (case_id) DO UPDATE SET corrected = 1",
    .takes = { I, T },
};

#undef I
#undef R
#undef T

enum err learned_guess_of(struct db *db, struct arena *arena, int64_t case_id, struct guess_row *out, struct fault *why)
{
    struct rows row;
    enum err err = store_one(db, arena, &GUESS_READ, ARGS(arg_int(case_id)), &row, why);

    if (!err)
        *out = (struct guess_row){ row_str(&row, 0, 0), row_real(&row, 0, 1), row_int(&row, 0, 2) != 0, row_int(&row, 0, 4) != 0, row_int(&row, 0, 3) };
    return err;
}

enum err learned_write(struct db *db, const struct case_plan *plan, struct fault *why)
{
    const struct type_guess *g = &plan->guess;

    if (plan->opens && g->model_id)
        return store_run(db, &GUESS_INSERT, ARGS(arg_int(plan->now.id), arg_text(plan->now.item), arg_real(g->score), arg_int(g->sure), arg_int(g->model_id)), NULL, why);
    if (!plan->opens && g->corrected) return store_run(db, &GUESS_CORRECT, ARGS(arg_int(plan->now.id), arg_text(plan->before.item)), NULL, why);
    return ERR_OK;
}
