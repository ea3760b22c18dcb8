/*
 * list_case_store.c - lists of cases by area, unit, type and words.
 *
 * A scope and a state are one range of one index, newest first; several states
 * are as many ranges, merged.  What is closed stands by the terms of its areas
 * in case_search (search.h), everything else in indexes of case_record.  Stage, source and overdue are looked at row by
 * row within the range, over a bounded number of rows a request: the cursor
 * goes on where it stopped, so nothing is lost.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "base/id.h"
#include "case/list.h"
#include "case/paper.h"
#include "case/record_store.h"
#include "case/rows.h"
#include "case/search.h"

#define I STORE_INT
#define T STORE_TEXT

/* `state <> 2` is what lets the partial indexes serve. */
#define OTHERS_QUERY(NAME, text, condition)                                                                       \
    QUERY(NAME) = {                                                                                               \
        .name = text,                                                                                             \
        .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE " condition                                      \
               " AND state = $2 AND state <> 2 AND id < $3 AND id >= $4 ORDER BY id DESC LIMIT $5",               \
        .takes = { I, I, I, I, I },                                                                               \
        .gives = { RECORD_TYPES },                                                                                \
    }
OTHERS_QUERY(OF_DISTRICT, "cases_of_district", "district_id = $1");
OTHERS_QUERY(OF_STEERING, "cases_of_steering", "steering_id = $1");
OTHERS_QUERY(OF_STREET, "cases_of_street", "street_id = $1");
OTHERS_QUERY(OF_COMMUNITY, "cases_of_community", "community_id = $1");
OTHERS_QUERY(OF_GRID, "cases_of_grid", "grid_id = $1");
QUERY(OF_CITY) = {
    .name = "cases_of_city",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE $1 = 0 AND state = $2 AND state <> 2 AND id < $3 AND id >= $4 "
           "ORDER BY id DESC LIMIT $5",
    .takes = { I, I, I, I, I },
    .gives = { RECORD_TYPES },
};

/* On SQLite the terms find cases of any state. */
#define CLOSED_QUERY(NAME, text, condition)                                                                                              \
    QUERY(NAME) = {                                                                                                                      \
        .name = text,                                                                                                                    \
        .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id IN (SELECT rowid FROM case_search WHERE case_search MATCH 'u' || $1" \
               " AND rowid < $2 AND rowid >= $3 ORDER BY rowid DESC LIMIT $4) ORDER BY id DESC",                                         \
        .pg = "SELECT " RECORD_COLUMNS " FROM case_record WHERE " condition                                                              \
              " AND state = 2 AND id < $2 AND id >= $3 ORDER BY id DESC LIMIT $4",                                                       \
        .takes = { I, I, I, I },                                                                                                         \
        .gives = { RECORD_TYPES },                                                                                                       \
    }
CLOSED_QUERY(CLOSED_OF_DISTRICT, "closed_of_district", "district_id = $1");
CLOSED_QUERY(CLOSED_OF_STEERING, "closed_of_steering", "steering_id = $1");
CLOSED_QUERY(CLOSED_OF_STREET, "closed_of_street", "street_id = $1");
CLOSED_QUERY(CLOSED_OF_COMMUNITY, "closed_of_community", "community_id = $1");
CLOSED_QUERY(CLOSED_OF_GRID, "closed_of_grid", "grid_id = $1");
/* Nearly all cases of the city are closed. */
QUERY(CLOSED_OF_CITY) = {
    .name = "closed_of_city",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE $1 = 0 AND state = 2 AND id < $2 AND id >= $3 ORDER BY id DESC LIMIT $4",
    .takes = { I, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(CLOSED_OF_TYPE) = {
    .name = "closed_of_type",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id IN (SELECT rowid FROM case_search WHERE case_search MATCH $1 AND $2 <> '' AND $3 <> 0"
           " AND rowid < $4 AND rowid >= $5 ORDER BY rowid DESC LIMIT $6) ORDER BY id DESC",
    .pg = "SELECT " RECORD_COLUMNS " FROM case_record WHERE $1 <> '' AND item = $2 AND street_id = $3 AND state = 2 AND id < $4 AND id >= $5 "
          "ORDER BY id DESC LIMIT $6",
    .takes = { T, T, I, I, I, I },
    .gives = { RECORD_TYPES },
};
#define HELD_COLUMNS                                                                                                          \
    "c.id, c.number, c.version, c.item, c.state, c.stage, c.result, c.source, c.channel, c.source_no, c.is_public, "          \
    "c.text, c.address, c.lon_e6, c.lat_e6, c.cell, c.grid_id, c.dedicated_id, c.community_id, c.street_id, c.district_id, "  \
    "c.steering_id, c.unit_id, c.urgency, c.grade, c.confidence, c.staff_chose, c.verified, c.created_by, c.opened_at, "      \
    "c.filed_at, c.dispatched_at, c.accepted_at, c.arrived_at, c.feedback_at, c.verified_at, c.closed_at, c.clock_start, "    \
    "c.clock_limit, c.due_at, c.provisional, c.overdue, c.supervise, c.return_count, c.rework_count, c.extension_count, "     \
    "c.reopen_count, c.merged_into, c.rating, c.solved, c.code_digest, c.journal_seq, c.journal_mac, c.marks"
QUERY(OF_UNIT) = {
    .name = "cases_of_unit",
    .sql = "SELECT " HELD_COLUMNS " FROM case_reach r JOIN case_record c ON c.id = r.case_id "
           "WHERE r.unit_id = $1 AND r.listed = 1 AND r.state = $2 AND r.state <> 2 AND r.case_id < $3 AND r.case_id >= $4 ORDER BY r.case_id DESC LIMIT $5",
    .takes = { I, I, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(CLOSED_OF_UNIT) = {
    .name = "closed_of_unit",
    .sql = "SELECT " HELD_COLUMNS " FROM case_reach r JOIN case_record c ON c.id = r.case_id "
           "WHERE r.unit_id = $1 AND r.listed = 1 AND r.state = 2 AND r.case_id < $2 AND r.case_id >= $3 ORDER BY r.case_id DESC LIMIT $4",
    .takes = { I, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(BY_WORDS) = {
    .name = "cases_by_words",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id IN (SELECT rowid FROM case_search WHERE case_search MATCH $1"
           " AND rowid < $2 AND rowid >= $3 ORDER BY rowid DESC LIMIT $4) ORDER BY id DESC",
    .pg = "SELECT " RECORD_COLUMNS " FROM case_record WHERE id IN (SELECT s.id FROM case_search s WHERE s.terms @@ "
          "CAST(replace(replace(replace($1, ' ', ' & '), '\"*', '\":*'), '\"', '''') AS tsquery) "
          "AND s.id < $2 AND s.id >= $3 ORDER BY s.id DESC LIMIT $4) ORDER BY id DESC",
    .takes = { T, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(IS_HELD) = {
    .name = "case_is_held",
    .sql = "SELECT part FROM case_reach WHERE unit_id = $1 AND case_id = $2",
    .takes = { I, I },
    .gives = { I },
};
/* A unit has few open cases: all of them are looked at. */
QUERY(HELD_IN_BOX) = {
    .name = "cases_held_in_box",
    .sql = "SELECT " HELD_COLUMNS " FROM case_reach r JOIN case_record c ON c.id = r.case_id "
           "WHERE r.unit_id = $1 AND r.listed = 1 AND r.state IN (0, 1) AND r.state <> 2 AND c.lon_e6 BETWEEN $2 AND $3 AND c.lat_e6 BETWEEN $4 AND $5 "
           "ORDER BY r.case_id DESC LIMIT $6",
    .takes = { I, I, I, I, I, I },
    .gives = { RECORD_TYPES },
};
QUERY(IN_CELLS) = {
    .name = "cases_in_box",
    .sql = "SELECT " RECORD_COLUMNS " FROM case_record WHERE state <= 1 AND channel <> 'internal' AND cell BETWEEN $1 AND $2 "
           "AND lon_e6 BETWEEN $3 AND $4 AND lat_e6 BETWEEN $5 AND $6 "
           "AND $8 IN (0, district_id, steering_id, street_id, community_id, grid_id) ORDER BY id DESC LIMIT $7",
    .takes = { I, I, I, I, I, I, I, I },
    .gives = { RECORD_TYPES },
};

#undef I
#undef T

static const struct query *const OTHERS[SCOPE__KINDS] = {
    [SCOPE_CITY] = &OF_CITY, [SCOPE_DISTRICT] = &OF_DISTRICT, [SCOPE_STEERING] = &OF_STEERING, [SCOPE_STREET] = &OF_STREET,
    [SCOPE_COMMUNITY] = &OF_COMMUNITY, [SCOPE_GRID] = &OF_GRID, [SCOPE_UNIT] = &OF_UNIT,
};
static const struct query *const CLOSED[SCOPE__KINDS] = {
    [SCOPE_CITY] = &CLOSED_OF_CITY, [SCOPE_DISTRICT] = &CLOSED_OF_DISTRICT, [SCOPE_STEERING] = &CLOSED_OF_STEERING,
    [SCOPE_STREET] = &CLOSED_OF_STREET, [SCOPE_COMMUNITY] = &CLOSED_OF_COMMUNITY, [SCOPE_GRID] = &CLOSED_OF_GRID,
    [SCOPE_UNIT] = &CLOSED_OF_UNIT,
};

enum { BATCH = 200, BATCHES_MAX = 10 };

static bool lies_in(struct case_scope scope, const struct case_record *r)
{
    switch (scope.kind) {
    case SCOPE_DISTRICT: return r->district_id == scope.id;
    case SCOPE_STEERING: return r->steering_id == scope.id;
    case SCOPE_STREET: return r->street_id == scope.id;
    case SCOPE_COMMUNITY: return r->community_id == scope.id;
    case SCOPE_GRID: return r->grid_id == scope.id;
    case SCOPE_CITY:
    case SCOPE_UNIT: return true;   /* a unit's cases are what its range holds */
    case SCOPE__KINDS: break;
    }
    return false;
}

static bool in_scope(const struct case_filter *f, const struct case_record *r)
{
    for (size_t i = 0; i < f->also_count; i++)
        if (!lies_in(f->also[i], r)) return false;
    return lies_in((struct case_scope){ f->scope, f->scope_id }, r);
}

void list_narrow(struct case_filter *f, enum scope_kind kind, int64_t id)
{
    struct case_scope wider = { kind, id };

    if (kind >= f->scope) {
        wider = (struct case_scope){ f->scope, f->scope_id };
        f->scope = kind;
        f->scope_id = id;
    }
    if (wider.kind != SCOPE_CITY && f->also_count < COUNT_OF(f->also)) f->also[f->also_count++] = wider;
}

static bool closed_within(const struct case_filter *f, const struct case_record *r)
{
    if (f->closed_from_ms && r->closed_at < f->closed_from_ms) return false;
    return !f->closed_to_ms || (r->closed_at && r->closed_at < f->closed_to_ms);
}

static bool passes(const struct case_filter *f, unsigned states, const struct case_record *r)
{
    /* Papers between offices are asked for by their source or type. */
    if (paper_is(r) && !f->source.len && !f->item.len) return false;
    return (states >> r->state & 1) && (!f->item.len || str_eq(f->item, r->item)) &&
           (!f->stage.len || str_eq(f->stage, r->stage)) && (!f->source.len || str_eq(f->source, r->source)) &&
           (!f->overdue || r->overdue) &&
           (!f->dedicated_id || f->dedicated_id == r->dedicated_id) && closed_within(f, r);
}

/* When the range alone says what belongs to the list, little more than the page is enough at first. */
static int64_t batch_size(const struct case_filter *f, int batch)
{
    bool exact = !f->item.len && !f->stage.len && !f->source.len && !f->overdue && !f->also_count && !f->dedicated_id &&
                 !f->closed_from_ms && !f->closed_to_ms && !(f->words.len && f->scope == SCOPE_UNIT);
    int64_t page = f->words.len ? 2 * (f->limit + 1) : f->limit + 1;

    return exact && batch == 0 && page < BATCH ? page : BATCH;
}

static enum err read_batch(struct db *db, struct arena *arena, const struct case_filter *f, int state, int64_t before,
                           int64_t from, int64_t size, struct rows *rows, struct fault *why)
{
    if (f->words.len)
        return store_all(db, arena, &BY_WORDS, ARGS(arg_text(f->words), arg_int(before), arg_int(from), arg_int(size)), rows, why);
    if (state != CASE_CLOSED)
        return store_all(db, arena, OTHERS[f->scope],
                         ARGS(arg_int(f->scope_id), arg_int(state), arg_int(before), arg_int(from), arg_int(size)), rows, why);
    if (f->scope == SCOPE_STREET && f->item.len)
        return store_all(db, arena, &CLOSED_OF_TYPE,
                         ARGS(arg_text(search_type_in_street(arena, f->scope_id, f->item)), arg_text(f->item), arg_int(f->scope_id),
                              arg_int(before), arg_int(from), arg_int(size)),
                         rows, why);
    return store_all(db, arena, CLOSED[f->scope], ARGS(arg_int(f->scope_id), arg_int(before), arg_int(from), arg_int(size)), rows, why);
}

struct found { struct case_record *at; size_t count; int64_t stopped_at; struct str left; };

/* The street whose terms are asked; what lies in several is looked at row by row. */
static int64_t scope_street(const struct case_filter *f, const struct org *org)
{
    const struct grid_row *grid = f->scope == SCOPE_GRID ? grids_find(world_grids(f->world), f->scope_id) : NULL;
    const struct unit *community = grid                           ? org_unit(org, grid->community_id)
                                   : f->scope == SCOPE_COMMUNITY ? org_unit(org, f->scope_id)
                                                                  : NULL;

    if (f->scope == SCOPE_STREET) return f->scope_id;
    return community ? community->street_id : 0;
}

/* Words are looked for beside the unit's range, so each case found is asked for its holders. */
static enum err is_held(struct db *db, struct arena *arena, const struct case_filter *f, const struct case_record *r, bool *held, struct fault *why)
{
    struct rows rows;
    enum err err;

    *held = true;
    if (f->scope != SCOPE_UNIT || !f->words.len) return ERR_OK;
    err = store_all(db, arena, &IS_HELD, ARGS(arg_int(f->scope_id), arg_int(r->id)), &rows, why);
    *held = !err && rows.count > 0;
    return err;
}

/* One range, read on until the page is full, the range ends or the bound is met. */
static enum err read_range(struct db *db, struct arena *arena, const struct case_filter *f, unsigned states, int state,
                           int64_t before, int64_t from, struct found *found, struct fault *why)
{
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
        int64_t size = batch_size(f, batch);
        struct rows rows;
        enum err err = read_batch(db, arena, f, state, before, from, size, &rows, why);
        if (err) return err;
        for (size_t i = 0; i < rows.count; i++) {
            struct case_record record;
            bool held;
            record_from_row(&rows, i, 0, &record);
            before = record.id;
            if (!passes(f, f->words.len ? states : 1u << state, &record) || !in_scope(f, &record) || !search_has(arena, f->world, &record, found->left)) continue;
            err = is_held(db, arena, f, &record, &held, why);
            if (err) return err;
            if (!held) continue;
            found->at[found->count++] = record;
            if (found->count > (size_t)f->limit) return ERR_OK;
        }
        if ((int64_t)rows.count < size) return ERR_OK;
    }
    if (before > found->stopped_at) found->stopped_at = before;
    return ERR_OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct case_record *x = a, *y = b;

    return (x->id < y->id) - (x->id > y->id);
}

enum err list_cases(struct db *db, struct arena *arena, const struct case_filter *filter, struct case_record **out,
                    size_t *count, int64_t *next, struct fault *why)
{
    struct case_filter f = *filter;
    unsigned states = f.states ? f.states : 1u << CASE_OPEN | 1u << CASE_PAUSED;
    int64_t before = f.before_id ? f.before_id : f.to_ms ? id_floor(f.to_ms) : INT64_MAX, from = f.from_ms ? id_floor(f.from_ms) : 0;
    bool once = f.words.len != 0;   /* words find the cases of all states */
    size_t ranges = once ? 1 : (size_t)__builtin_popcount(states & ((1u << CASE__STATES) - 1)), total = 0;
    struct found found = { .at = arena_array(arena, struct case_record, (size_t)(f.limit + 1) * ranges) };

    if (!found.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *next = 0;
    if (f.words.len) {
        struct search_query query;
        struct org *org = world_org(f.world);
        enum err err = search_query(arena, f.world, f.words, scope_street(&f, org), &query, why);
        org_unref(org);
        if (err) return err;
        if (!query.match.len) {
            *count = 0;
            *out = found.at;
            return ERR_OK;
        }
        f.words = query.match;
        found.left = query.left;
    }
    for (int state = 0; state < CASE__STATES; state++) {
        struct found one = { found.at + total, 0, found.stopped_at, found.left };
        enum err err;
        if (once ? state > 0 : !(states >> state & 1)) continue;
        err = read_range(db, arena, &f, states, state, before, from, &one, why);
        if (err) return err;
        total += one.count;
        found.stopped_at = one.stopped_at;
    }
    qsort(found.at, total, sizeof *found.at, newest_first);
    /* What lies behind the place where a bounded range stopped comes with the next page. */
    while (total && found.stopped_at && found.at[total - 1].id < found.stopped_at) total--;
    if (total > (size_t)f.limit) {
        total = (size_t)f.limit;
        *next = found.at[total - 1].id;
    } else if (found.stopped_at) {
        *next = found.stopped_at;
    }
    *out = found.at;
    *count = total;
    return ERR_OK;
}

enum err list_box(struct db *db, struct arena *arena, int32_t west_e6, int32_t south_e6, int32_t east_e6, int32_t north_e6,
                  const struct case_filter *filter, struct case_record **out, size_t *count, struct fault *why)
{
    struct rows rows;
    size_t kept = 0;
    unsigned states = filter->states ? filter->states : 1u << CASE_OPEN | 1u << CASE_PAUSED;
    enum err err;

    *out = arena_array(arena, struct case_record, (size_t)filter->limit + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (filter->scope == SCOPE_UNIT)
        err = store_all(db, arena, &HELD_IN_BOX,
                        ARGS(arg_int(filter->scope_id), arg_int(west_e6), arg_int(east_e6), arg_int(south_e6), arg_int(north_e6), arg_int(filter->limit)),
                        &rows, why);
    else   /* Cells are numbered row by row: the band of rows is one range of case_near, which holds open cases only. */
        err = store_all(db, arena, &IN_CELLS,
                        ARGS(arg_int(rows_cell(west_e6, south_e6)), arg_int(rows_cell(east_e6, north_e6)), arg_int(west_e6), arg_int(east_e6),
                             arg_int(south_e6), arg_int(north_e6), arg_int(filter->limit), arg_int(filter->scope_id)),
                        &rows, why);
    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        struct case_record record;
        record_from_row(&rows, i, 0, &record);
        if (passes(filter, states, &record) && in_scope(filter, &record)) (*out)[kept++] = record;
    }
    *count = kept;
    return ERR_OK;
}
