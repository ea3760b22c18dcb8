/*
 * paper_store.c - papers read: about a case, of a street, of a unit.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/paper.h"
#include "case/record_store.h"
#include "case/response.h"

#define I STORE_INT
#define T STORE_TEXT
#define ORDERS "SELECT " RECORD_COLUMNS " FROM case_record WHERE source = 'supervision' AND "

QUERY(PAPERS_OF_CASE) = {
    .name = "papers_of_case",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE source = $1 AND source_no > $2 AND source_no < $3 AND source_no <> '' "
           "ORDER BY source_no LIMIT $4",
    .takes = { T, T, T, I },
    .gives = { RECORD_TYPES },
};
QUERY(OPEN_IN_STREET) = {
    .name = "orders_open_in_street",
    .sql = ORDERS "state <= 1 AND street_id = $1 AND (due_at, id) > ($2, $3) ORDER BY due_at, id LIMIT $4",
    .takes = { I, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(OPEN_OF_UNIT) = {
    .name = "orders_open_of_unit",
    .sql = ORDERS "state <= 1 AND unit_id = $1 AND (due_at, id) > ($2, $3) ORDER BY due_at, id LIMIT $4",
    .takes = { I, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(IN_STREET) = {
    .name = "orders_in_street",
    .sql = ORDERS "street_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    .takes = { I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(OF_UNIT) = {
    .name = "orders_of_unit",
    .sql = ORDERS "unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    .takes = { I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(GIVEN) = {
    .name = "instructions_of_unit",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE source = 'instruction' AND source_no = '' AND unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    .takes = { I, I, I },
    .gives = { RECORD_TYPES },
};

QUERY(RESPONSES) = {
    .name = "responses_of_unit",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE source = 'emergency' AND source_no = '' AND unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    .takes = { I, I, I },
    .gives = { RECORD_TYPES },
};

#undef I
#undef T

bool paper_is(const struct case_record *record)
{
    return str_is(record->channel, PAPER_CHANNEL);
}

struct str paper_about(const struct case_record *record)
{
    ptrdiff_t at = str_find(record->source_no, STR("/"));

    return at < 0 ? STR("") : str_sub(record->source_no, 0, (size_t)at);
}

static enum err take(struct arena *arena, const struct rows *rows, struct case_record **out, size_t *count, struct fault *why)
{
    struct case_record *list = arena_array(arena, struct case_record, rows->count + 1);

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows->count; i++) record_from_row(rows, i, 0, &list[i]);
    *out = list;
    *count = rows->count;
    return ERR_OK;
}

enum err paper_of_case(struct db *db, struct arena *arena, struct str source, struct str number, struct str after, int64_t limit,
                       struct case_record **out, size_t *count, struct fault *why)
{
    /* '0' is the character behind '/'. */
    struct str first = after.len ? after : str_format(arena, "%.*s/", STR_ARG(number)), end = str_format(arena, "%.*s0", STR_ARG(number));
    struct rows rows;
    enum err err;

    if (!first.at || !end.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_all(db, arena, &PAPERS_OF_CASE, ARGS(arg_text(source), arg_text(first), arg_text(end), arg_int(limit)), &rows, why);
    return err ? err : take(arena, &rows, out, count, why);
}

enum err paper_orders(struct db *db, struct arena *arena, enum paper_list list, int64_t place_id, struct paper_cursor after, int64_t limit,
                      struct case_record **out, size_t *count, struct fault *why)
{
    static const struct query *const LISTS[PAPER__LISTS] = { &OPEN_IN_STREET, &OPEN_OF_UNIT, &IN_STREET, &OF_UNIT };
    struct rows rows;
    enum err err;

    if (list <= PAPERS_OPEN_OF_UNIT)
        err = store_all(db, arena, LISTS[list], ARGS(arg_int(place_id), arg_int(after.at), arg_int(after.id), arg_int(limit)), &rows, why);
    else
        err = store_all(db, arena, LISTS[list], ARGS(arg_int(place_id), arg_int(after.id ? after.id : INT64_MAX), arg_int(limit)), &rows, why);
    return err ? err : take(arena, &rows, out, count, why);
}

static enum err given(struct db *db, struct arena *arena, const struct query *query, int64_t unit_id, int64_t before_id, int64_t limit,
                      struct case_record **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(unit_id), arg_int(before_id ? before_id : INT64_MAX), arg_int(limit)), &rows, why);

    return err ? err : take(arena, &rows, out, count, why);
}

enum err paper_given(struct db *db, struct arena *arena, int64_t unit_id, int64_t before_id, int64_t limit, struct case_record **out, size_t *count,
                     struct fault *why)
{
    return given(db, arena, &GIVEN, unit_id, before_id, limit, out, count, why);
}

enum err response_given(struct db *db, struct arena *arena, int64_t unit_id, int64_t before_id, int64_t limit, struct case_record **out, size_t *count,
                        struct fault *why)
{
    return given(db, arena, &RESPONSES, unit_id, before_id, limit, out, count, why);
}
