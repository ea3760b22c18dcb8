/*
 * measure_store.c - the row of facts of each case: written, listed, counted again with the tallies.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "base/civil.h"
#include "base/id.h"
#include "base/table.h"
#include "case/measure.h"
#include "case/paper.h"
#include "case/rebuild.h"
#include "store/tally.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(MEASURE_PUT) = {
    .name = "measure_put",
    .sql = "INSERT INTO case_measure (street_id, month, case_id, community_id, grid_id, unit_id, item, source, facts) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (street_id, month, case_id) DO UPDATE SET "
           "community_id = excluded.community_id, grid_id = excluded.grid_id, unit_id = excluded.unit_id, item = excluded.item, "
           "source = excluded.source, facts = excluded.facts",
    .takes = { I, I, I, I, I, I, T, T, I },
};
QUERY(MEASURE_DROP) = {
    .name = "measure_drop",
    .sql = "DELETE FROM case_measure WHERE street_id = $1 AND month = $2 AND case_id = $3",
    .takes = { I, I, I },
};
QUERY(MEASURE_LIST) = {
    .name = "measure_list",
    .sql = "SELECT month, case_id FROM case_measure WHERE street_id = $1 AND month >= $2 AND (month, case_id) < ($3, $4) "
           "AND facts & $5 = $5 AND community_id = CASE $6 WHEN 0 THEN community_id ELSE $6 END "
           "AND grid_id = CASE $7 WHEN 0 THEN grid_id ELSE $7 END AND unit_id = CASE $8 WHEN 0 THEN unit_id ELSE $8 END "
           "AND item = CASE $9 WHEN '' THEN item ELSE $9 END AND source = CASE $10 WHEN '' THEN source ELSE $10 END "
           "AND case_id >= $12 AND case_id < $13 ORDER BY month DESC, case_id DESC LIMIT $11",
    .takes = { I, I, I, I, I, I, I, I, T, T, I, I, I },
    .gives = { I, I },
};
QUERY(MEASURE_EACH) = {
    .name = "measure_each",
    .sql = "SELECT case_id, community_id, unit_id, item, source, facts FROM case_measure WHERE street_id = $1 AND month = $2 AND case_id >= $3 AND case_id < $4 ORDER BY case_id",
    .takes = { I, I, I, I },
    .gives = { I, I, I, T, T, I },
};
QUERY(MEASURE_READ) = {
    .name = "measure_read",
    .sql = "SELECT community_id, grid_id, unit_id, item, source, facts FROM case_measure WHERE street_id = $1 AND month = $2 AND case_id = $3",
    .takes = { I, I, I },
    .gives = { I, I, I, T, T, I },
};
QUERY(MEASURE_ROWS) = {
    .name = "measure_rows",
    .sql = "SELECT count(*) FROM case_measure",
    .gives = { I },
};
QUERY(MEASURE_CLEAR) = {
    .name = "measure_clear",
    .sql = "DELETE FROM case_measure",
};

#undef I
#undef T

enum err measure_put(struct db *db, const struct case_record *r, uint32_t facts, struct fault *why)
{
    return store_run(db, &MEASURE_PUT,
                     ARGS(arg_int(r->street_id), arg_int(measure_month(r)), arg_int(r->id), arg_int(r->community_id), arg_int(r->grid_id),
                          arg_int(r->unit_id), arg_text(r->item), arg_text(r->source), arg_int(facts)),
                     NULL, why);
}

enum err measure_drop(struct db *db, const struct case_record *r, struct fault *why)
{
    return store_run(db, &MEASURE_DROP, ARGS(arg_int(r->street_id), arg_int(measure_month(r)), arg_int(r->id)), NULL, why);
}

enum err measure_list(struct db *db, struct arena *arena, const struct measure_filter *f, struct measured *out, size_t *count, struct fault *why)
{
    struct str any = STR("");
    struct rows rows;
    bool first = !f->before_month;
    enum err err = store_all(db, arena, &MEASURE_LIST,
                             ARGS(arg_int(f->street_id), arg_int(f->from_month), arg_int(first ? f->to_month + 1 : f->before_month),
                                  arg_int(first ? 0 : f->before_id), arg_int(f->facts), arg_int(f->community_id), arg_int(f->grid_id),
                                  arg_int(f->unit_id), arg_text(f->item.len ? f->item : any), arg_text(f->source.len ? f->source : any), arg_int(f->limit), arg_int(f->from_id),
                                  arg_int(f->until_id ? f->until_id : INT64_MAX)),
                             &rows, why);

    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) out[i] = (struct measured){ row_int(&rows, i, 0), row_int(&rows, i, 1) };
    *count = rows.count;
    return ERR_OK;
}

struct visiting { measure_each_fn each; void *arg; };

static enum err visit(const struct rows *row, void *arg, struct fault *why)
{
    const struct visiting *v = arg;
    const struct measure_row one = { row_int(row, 0, 0), row_int(row, 0, 1), row_int(row, 0, 2), row_str(row, 0, 3), row_str(row, 0, 4), (uint32_t)row_int(row, 0, 5) };

    return v->each(&one, v->arg, why);
}

/* An id is made a moment after the case was opened: the month before the first is looked at too. */
enum err measure_each(struct db *db, struct arena *arena, int64_t street_id, int64_t from_ms, int64_t to_ms, measure_each_fn each, void *arg, struct fault *why)
{
    struct visiting v = { each, arg };
    int64_t last = measure_month_of(to_ms - 1);
    enum err err = ERR_OK;

    for (int64_t month = measure_month_of(from_ms - MS_PER_HOUR); !err && month <= last; month = month % 100 == 12 ? month + 89 : month + 1)
        err = store_each(db, arena, &MEASURE_EACH, ARGS(arg_int(street_id), arg_int(month), arg_int(id_floor(from_ms)), arg_int(id_floor(to_ms))), visit, &v, why);
    return err;
}

/* ── Counting again ────────────────────────────────────────────────────── */

/* A tally as it stands and as it should. */
struct pair { struct tally is, should; };

struct recount {
    struct db *db;
    struct arena *arena, *page;        /* `page` is emptied for each page of cases */
    struct table pairs;
    measure_note_fn note;
    void *arg;
    bool fill;                         /* the rows are written, not compared */
    int64_t cases, wrong;
};

static enum err pair_of(struct recount *c, struct str key, struct pair **out, struct fault *why)
{
    struct pair *pair = table_get(&c->pairs, key);

    if (!pair) {
        pair = arena_new(c->arena, struct pair);
        if (pair) pair->is.key = pair->should.key = str_dup(c->arena, key);
        if (!pair || !pair->is.key.at || table_put(&c->pairs, pair->is.key, pair)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    *out = pair;
    return ERR_OK;
}

static enum err count_now(const struct tally *tally, void *arg, struct fault *why)
{
    struct pair *pair = NULL;
    enum err err = pair_of(arg, tally->key, &pair, why);

    for (size_t i = 0; !err && i < TALLY_WIDTH; i++) pair->is.sums[i] = tally->sums[i];
    return err;
}

static enum err count_case(struct recount *c, const struct case_record *r, struct fault *why)
{
    uint32_t facts = measure_facts(r);
    struct measure_keys keys;
    enum err err = measure_keys(c->page, r, &keys, why);

    for (size_t i = 0; !err && i < keys.count; i++) {
        struct pair *pair = NULL;
        err = pair_of(c, keys.keys[i], &pair, why);
        for (uint32_t bit = 0; !err && bit < MEASURE__COUNT; bit++) pair->should.sums[bit] += facts >> bit & 1;
    }
    c->cases++;
    return err;
}

static enum err compare_row(struct recount *c, const struct case_record *r, struct fault *why)
{
    struct rows row;
    enum err err = store_all(c->db, c->page, &MEASURE_READ, ARGS(arg_int(r->street_id), arg_int(measure_month(r)), arg_int(r->id)), &row, why);
    bool same = !err && row.count && row_int(&row, 0, 0) == r->community_id && row_int(&row, 0, 1) == r->grid_id && row_int(&row, 0, 2) == r->unit_id &&
                str_eq(row_str(&row, 0, 3), r->item) && str_eq(row_str(&row, 0, 4), r->source) && row_int(&row, 0, 5) == measure_facts(r);

    if (err || same) return err;
    c->wrong++;
    return c->note(c->arg, STR("case"), r->number, why);
}

static enum err walk(struct recount *c, struct fault *why)
{
    struct case_record *records;
    size_t count = REBUILD_PAGE;
    int64_t after = 0;
    enum err err = ERR_OK;

    while (!err && count == REBUILD_PAGE) {
        arena_reset(c->page);
        err = rebuild_cases(c->db, c->page, -1, after, &records, &count, why);
        for (size_t i = 0; !err && i < count; i++) {
            after = records[i].id;
            if (paper_is(&records[i])) continue;
            if (c->fill) err = measure_put(c->db, &records[i], measure_facts(&records[i]), why);
            else if (!(err = count_case(c, &records[i], why))) err = compare_row(c, &records[i], why);
        }
    }
    return err;
}

static enum err rebuild_rows(struct recount *c, struct fault *why)
{
    struct rows kept;
    enum err err = store_one(c->db, c->page, &MEASURE_ROWS, NO_ARGS, &kept, why);

    if (err || (!c->wrong && row_int(&kept, 0, 0) == c->cases)) return err;
    if (!c->wrong) err = c->note(c->arg, STR("rows"), STR("of no case"), why);
    if (!err) err = store_run(c->db, &MEASURE_CLEAR, NO_ARGS, NULL, why);
    c->fill = true;
    return err ? err : walk(c, why);
}

static int by_key(const void *a, const void *b)
{
    return str_compare((*(struct pair *const *)a)->is.key, (*(struct pair *const *)b)->is.key);
}

static enum err rebuild_tallies(struct recount *c, struct fault *why)
{
    struct pair **list = arena_array(c->arena, struct pair *, c->pairs.count + 1);
    size_t n = 0;
    enum err err = ERR_OK;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < c->pairs.cap; i++)
        if (c->pairs.slots[i].value) list[n++] = c->pairs.slots[i].value;
    qsort(list, n, sizeof *list, by_key);
    for (size_t i = 0; !err && i < n; i++) {
        bool differs = false, any = false;
        for (size_t k = 0; k < TALLY_WIDTH; k++) {
            differs |= list[i]->is.sums[k] != list[i]->should.sums[k];
            any |= list[i]->should.sums[k] != 0;
        }
        if (differs) err = c->note(c->arg, STR("tally"), list[i]->is.key, why);
        if (!err && any) err = store_tally_put(c->db, &list[i]->should, why);
    }
    return err;
}

enum err measure_rebuild(struct db *db, measure_note_fn note, void *arg, int64_t *looked, struct fault *why)
{
    struct recount c = { .db = db, .arena = arena_open(2u << 30), .page = arena_open(64u << 20), .note = note, .arg = arg };
    enum err err = c.arena && c.page ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) table_init(&c.pairs, c.arena);
    if (!err) err = store_tally_each(db, store_scratch(db), STR(""), STR("~"), count_now, &c, why);
    /* The clearing locks on PostgreSQL: from here on no other writer counts. */
    if (!err) err = store_tally_clear(db, why);
    if (!err) err = walk(&c, why);
    if (!err) err = rebuild_rows(&c, why);
    if (!err) err = rebuild_tallies(&c, why);
    if (!err) *looked += (int64_t)c.pairs.count;
    arena_close(c.page);
    arena_close(c.arena);
    return err;
}
