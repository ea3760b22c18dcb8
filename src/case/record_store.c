/*
 * record_store.c - the case row: read and write.
 *
 * One list of columns serves reading, inserting and updating, so that they
 * cannot drift apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/record_store.h"

#include "case/case.h"

#define I STORE_INT
#define T STORE_TEXT
#define R STORE_REAL

QUERY(CASE_READ) = {
    .name = "case_read",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id = $1",
    .takes = { I },
    .gives = { RECORD_TYPES },
};

QUERY(CASE_READ_NUMBER) = {
    .name = "case_read_number",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE number = $1",
    .takes = { T },
    .gives = { RECORD_TYPES },
};

QUERY(CASE_MET) = {
    .name = "case_met",
    .sql = "SELECT id FROM case_record WHERE source = $1 AND source_no = $2 AND source_no <> ''",
    .takes = { T, T },
    .gives = { I },
};

QUERY(CASE_INSERT) = {
    .name = "case_insert",
    .sql = "INSERT INTO case_record (" RECORD_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
           "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, "
           "$35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54) "
           "ON CONFLICT (source, source_no) WHERE source_no <> '' DO NOTHING",
    .takes = { RECORD_TYPES },
};

/*
 * The number, the source and the day of opening never change.  A statement that names a column moves its entries in every
 * index, whether the value is another one or not: what indexes are made of has statements of its own, and few steps need them.
 */
QUERY(CASE_UPDATE) = {
    .name = "case_update",
    .sql = "UPDATE case_record SET version = $3, stage = $4, result = $5, address = $6, unit_id = $7, urgency = $8, "
           "grade = $9, verified = $10, filed_at = $11, dispatched_at = $12, accepted_at = $13, arrived_at = $14, "
           "feedback_at = $15, verified_at = $16, closed_at = $17, clock_start = $18, clock_limit = $19, "
           "due_at = $20, provisional = $21, overdue = $22, supervise = $23, return_count = $24, "
           "rework_count = $25, extension_count = $26, reopen_count = $27, merged_into = $28, rating = $29, "
           "solved = $30, journal_seq = $31, journal_mac = $32, staff_chose = $33, marks = $34 WHERE id = $1 AND version = $2",
    .takes = { I, I, I, T, T, T, I, I, I, I, I, I, I, I, I, I, I, I, T, I, I, I, I, I, I, I, I, I, I, I, I, T, I, I },
};
QUERY(CASE_SET_STATE) = {
    .name = "case_set_state",
    .sql = "UPDATE case_record SET state = $2 WHERE id = $1",
    .takes = { I, I },
};
QUERY(CASE_SET_PLACE) = {
    .name = "case_set_place",
    .sql = "UPDATE case_record SET item = $2, lon_e6 = $3, lat_e6 = $4, cell = $5, grid_id = $6, dedicated_id = $7, community_id = $8, "
           "street_id = $9, district_id = $10, steering_id = $11 WHERE id = $1",
    .takes = { I, T, I, I, I, I, I, I, I, I, I },
};

#undef I
#undef T
#undef R

void record_from_row(const struct rows *rows, size_t row, size_t first, struct case_record *out)
{
    size_t c = first;

    *out = (struct case_record){ .id = row_int(rows, row, c++) };
    out->number = row_str(rows, row, c++);
    out->version = row_int(rows, row, c++);
    out->item = row_str(rows, row, c++);
    out->state = (enum case_state)row_int(rows, row, c++);   /* CHECK (state BETWEEN 0 AND 4) */
    out->stage = row_str(rows, row, c++);
    out->result = row_str(rows, row, c++);
    out->source = row_str(rows, row, c++);
    out->channel = row_str(rows, row, c++);
    out->source_no = row_str(rows, row, c++);
    out->is_public = row_int(rows, row, c++) != 0;
    out->text = row_str(rows, row, c++);
    out->address = row_str(rows, row, c++);
    out->lon_e6 = (int32_t)row_int(rows, row, c++);
    out->lat_e6 = (int32_t)row_int(rows, row, c++);
    int64_t *const places[] = { &out->cell, &out->grid_id, &out->dedicated_id, &out->community_id, &out->street_id,
                                &out->district_id, &out->steering_id, &out->unit_id, &out->urgency, &out->grade };
    for (size_t i = 0; i < COUNT_OF(places); i++) *places[i] = row_int(rows, row, c++);
    out->confidence = row_real(rows, row, c++);
    out->staff_chose = row_int(rows, row, c++) != 0;
    out->verified = row_int(rows, row, c++) != 0;
    int64_t *const stamps[] = { &out->created_by, &out->opened_at, &out->filed_at, &out->dispatched_at,
                                &out->accepted_at, &out->arrived_at, &out->feedback_at, &out->verified_at,
                                &out->closed_at, &out->clock_start };
    for (size_t i = 0; i < COUNT_OF(stamps); i++) *stamps[i] = row_int(rows, row, c++);
    out->clock_limit = row_str(rows, row, c++);
    out->due_at = row_int(rows, row, c++);
    out->provisional = row_int(rows, row, c++) != 0;
    out->overdue = row_int(rows, row, c++) != 0;
    int64_t *const counts[] = { &out->supervise, &out->return_count, &out->rework_count, &out->extension_count,
                                &out->reopen_count, &out->merged_into, &out->rating, &out->solved };
    for (size_t i = 0; i < COUNT_OF(counts); i++) *counts[i] = row_int(rows, row, c++);
    out->code_digest = row_str(rows, row, c++);
    out->journal_seq = row_int(rows, row, c++);
    out->journal_mac = row_str(rows, row, c++);
    out->marks = row_int(rows, row, c);
}

enum err case_read(struct db *db, struct arena *arena, int64_t id, struct case_record *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &CASE_READ, ARGS(arg_int(id)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个办件", "there is no such case");
    if (err) return err;
    record_from_row(&rows, 0, 0, out);
    return ERR_OK;
}

enum err case_read_number(struct db *db, struct arena *arena, struct str number, struct case_record *out,
                          struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &CASE_READ_NUMBER, ARGS(arg_text(number)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这个办件", "there is no such case");
    if (err) return err;
    record_from_row(&rows, 0, 0, out);
    return ERR_OK;
}

enum err record_met(struct db *db, struct arena *arena, struct str source, struct str source_no, int64_t *met, struct fault *why)
{
    struct rows rows = { 0 };
    enum err err = source_no.len ? store_all(db, arena, &CASE_MET, ARGS(arg_text(source), arg_text(source_no)), &rows, why) : ERR_OK;

    if (err) return err;
    *met = rows.count ? row_int(&rows, 0, 0) : 0;
    return ERR_OK;
}

enum err record_insert(struct db *db, const struct case_record *r, bool *inserted, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(db, &CASE_INSERT,
                               ARGS(arg_int(r->id), arg_text(r->number), arg_int(r->version), arg_text(r->item),
                                    arg_int(r->state), arg_text(r->stage), arg_text(r->result), arg_text(r->source),
                                    arg_text(r->channel), arg_text(r->source_no), arg_int(r->is_public), arg_text(r->text),
                                    arg_text(r->address), arg_int(r->lon_e6), arg_int(r->lat_e6), arg_int(r->cell),
                                    arg_id(r->grid_id), arg_id(r->dedicated_id), arg_id(r->community_id), arg_id(r->street_id),
                                    arg_id(r->district_id), arg_id(r->steering_id), arg_id(r->unit_id), arg_int(r->urgency),
                                    arg_int(r->grade), arg_real(r->confidence), arg_int(r->staff_chose), arg_int(r->verified),
                                    arg_id(r->created_by), arg_int(r->opened_at), arg_id(r->filed_at), arg_id(r->dispatched_at),
                                    arg_id(r->accepted_at), arg_id(r->arrived_at), arg_id(r->feedback_at),
                                    arg_id(r->verified_at), arg_id(r->closed_at), arg_id(r->clock_start),
                                    arg_text(r->clock_limit), arg_id(r->due_at), arg_int(r->provisional), arg_int(r->overdue),
                                    arg_int(r->supervise), arg_int(r->return_count), arg_int(r->rework_count),
                                    arg_int(r->extension_count), arg_int(r->reopen_count), arg_id(r->merged_into),
                                    arg_id(r->rating), arg_id(r->solved), arg_text(r->code_digest), arg_int(r->journal_seq),
                                    arg_text(r->journal_mac), arg_int(r->marks)),
                     &changed, why);

    *inserted = changed != 0;
    return err;
}

/* Type and place: lies it elsewhere, or is it of another kind? */
static bool moved(const struct case_record *a, const struct case_record *b)
{
    return !str_eq(a->item, b->item) || a->lon_e6 != b->lon_e6 || a->lat_e6 != b->lat_e6 || a->cell != b->cell || a->grid_id != b->grid_id ||
           a->dedicated_id != b->dedicated_id || a->community_id != b->community_id || a->street_id != b->street_id ||
           a->district_id != b->district_id || a->steering_id != b->steering_id;
}

static enum err set_place(struct db *db, const struct case_record *r, struct fault *why)
{
    return store_run(db, &CASE_SET_PLACE,
                     ARGS(arg_int(r->id), arg_text(r->item), arg_int(r->lon_e6), arg_int(r->lat_e6), arg_int(r->cell), arg_id(r->grid_id),
                          arg_id(r->dedicated_id), arg_id(r->community_id), arg_id(r->street_id), arg_id(r->district_id), arg_id(r->steering_id)),
                     NULL, why);
}

enum err record_update(struct db *db, const struct case_record *before, const struct case_record *r, struct fault *why)
{
    int64_t changed = 0;
    enum err err = store_run(
        db, &CASE_UPDATE,
        ARGS(arg_int(r->id), arg_int(before->version), arg_int(r->version), arg_text(r->stage), arg_text(r->result),
             arg_text(r->address), arg_id(r->unit_id), arg_int(r->urgency), arg_int(r->grade), arg_int(r->verified), arg_id(r->filed_at),
             arg_id(r->dispatched_at), arg_id(r->accepted_at), arg_id(r->arrived_at), arg_id(r->feedback_at),
             arg_id(r->verified_at), arg_id(r->closed_at), arg_id(r->clock_start), arg_text(r->clock_limit),
             arg_id(r->due_at), arg_int(r->provisional), arg_int(r->overdue), arg_int(r->supervise),
             arg_int(r->return_count), arg_int(r->rework_count), arg_int(r->extension_count),
             arg_int(r->reopen_count), arg_id(r->merged_into), arg_id(r->rating), arg_id(r->solved),
             arg_int(r->journal_seq), arg_text(r->journal_mac), arg_int(r->staff_chose), arg_int(r->marks)),
        &changed, why);

    if (err) return err;
    if (!changed)
        return fault_set(why, ERR_CONFLICT, "办件刚被别人处理过，请刷新后再试", "someone else moved this case first; reload and try again");
    if (moved(before, r)) err = set_place(db, r, why);
    if (!err && before->state != r->state) err = store_run(db, &CASE_SET_STATE, ARGS(arg_int(r->id), arg_int(r->state)), NULL, why);
    return err;
}
