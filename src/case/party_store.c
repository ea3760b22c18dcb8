/*
 * party_store.c - the parties of a case, and lists of them by unit and street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/party_rows.h"
#include "case/record_store.h"

#define I STORE_INT
#define T STORE_TEXT

#define COLUMNS                                                                                                        \
    "p.id, p.case_id, p.unit_id, p.street_id, p.item, p.lead, p.state, p.called_at, "                                  \
    "p.sign_limit, p.sign_due, p.signed_at, p.contact_limit, p.contact_due, p.contacted_at, "                          \
    "p.arrive_limit, p.arrive_due, p.arrived_at, p.resolve_limit, p.resolve_due, p.resolved_at, "                      \
    "p.objected_at, p.ruled_at, p.ruling, p.supervise, p.refused_count, p.solved, p.satisfied, p.reviewed_at, p.reviewed_by"
#define TYPES I, I, I, I, T, I, I, I, T, I, I, T, I, I, T, I, I, T, I, I, I, I, I, I, I, I, I, I, I
enum { COLUMN_COUNT = 29, PAGE_SCAN = 500 };

/* What a list shows of the case beside each party. */
#define CASE_COLUMNS ", c.number, c.text, c.address, c.stage, c.state, c.due_at, c.supervise, c.urgency, c.lon_e6, c.lat_e6, c.community_id"
#define CASE_TYPES T, T, T, T, I, I, I, I, I, I, I

QUERY(PARTIES_OF_CASE) = {
    .name = "parties_of_case",
    .sql = "SELECT " COLUMNS " FROM case_party p WHERE p.case_id = $1 ORDER BY p.id",
    .takes = { I },
    .gives = { TYPES },
};
QUERY(PARTIES_ALL) = {
    .name = "parties_all",
    .sql = "SELECT " COLUMNS " FROM case_party p ORDER BY p.id",
    .gives = { TYPES },
};
QUERY(PARTIES_OF_UNIT) = {
    .name = "parties_of_unit",
    .sql = "SELECT " COLUMNS CASE_COLUMNS " FROM case_party p JOIN case_record c ON c.id = p.case_id "
           "WHERE p.unit_id = $1 AND p.called_at >= $2 AND (p.called_at, p.id) < ($3, $4) ORDER BY p.called_at DESC, p.id DESC LIMIT 500",
    .takes = { I, I, I, I },
    .gives = { TYPES, CASE_TYPES },
};
QUERY(PARTIES_OF_STREET) = {
    .name = "parties_of_street",
    .sql = "SELECT " COLUMNS CASE_COLUMNS " FROM case_party p JOIN case_record c ON c.id = p.case_id "
           "WHERE p.street_id = $1 AND p.called_at >= $2 AND (p.called_at, p.id) < ($3, $4) ORDER BY p.called_at DESC, p.id DESC LIMIT 500",
    .takes = { I, I, I, I },
    .gives = { TYPES, CASE_TYPES },
};
QUERY(PARTIES_OPEN) = {
    .name = "parties_open",
    .sql = "SELECT " COLUMNS CASE_COLUMNS " FROM case_party p JOIN case_record c ON c.id = p.case_id "
           "WHERE p.unit_id = $1 AND p.state = 0 AND p.id > $2 ORDER BY p.id LIMIT 500",
    .takes = { I, I },
    .gives = { TYPES, CASE_TYPES },
};
QUERY(PARTY_INSERT) = {
    .name = "party_insert",
    .sql = "INSERT INTO case_party (id, case_id, unit_id, street_id, item, lead, state, called_at, sign_limit, sign_due, signed_at, "
           "contact_limit, contact_due, contacted_at, arrive_limit, arrive_due, arrived_at, resolve_limit, resolve_due, resolved_at, "
           "objected_at, ruled_at, ruling, supervise, refused_count, solved, satisfied, reviewed_at, reviewed_by) VALUES "
           "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)",
    .takes = { TYPES },
};
QUERY(PARTY_UPDATE) = {
    .name = "party_update",
    .sql = "UPDATE case_party SET lead = $2, state = $3, sign_due = $4, signed_at = $5, contact_due = $6, contacted_at = $7, arrive_due = $8, "
           "arrived_at = $9, resolve_due = $10, resolved_at = $11, objected_at = $12, ruled_at = $13, ruling = $14, supervise = $15, "
           "refused_count = $16, solved = $17, satisfied = $18, reviewed_at = $19, reviewed_by = $20 WHERE id = $1",
    .takes = { I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I },
};

#undef I
#undef T

static void party_from_row(const struct rows *rows, size_t i, struct party *out)
{
    *out = (struct party){
        .id = row_int(rows, i, 0), .case_id = row_int(rows, i, 1), .unit_id = row_int(rows, i, 2), .street_id = row_int(rows, i, 3),
        .item = row_str(rows, i, 4), .lead = row_int(rows, i, 5) != 0, .state = (enum party_state)row_int(rows, i, 6), .called_at = row_int(rows, i, 7),
        .objected_at = row_int(rows, i, 20), .ruled_at = row_int(rows, i, 21), .ruling = (enum party_ruling)row_int(rows, i, 22),
        .supervise = row_int(rows, i, 23), .refused_count = row_int(rows, i, 24), .solved = (enum party_solved)row_int(rows, i, 25),
        .satisfied = (enum party_satisfied)row_int(rows, i, 26), .reviewed_at = row_int(rows, i, 27), .reviewed_by = row_int(rows, i, 28),
    };
    for (size_t k = 0; k < PARTY__STEPS; k++)
        out->steps[k] = (struct party_stamp){ row_str(rows, i, 8 + 3 * k), row_int(rows, i, 9 + 3 * k), row_int(rows, i, 10 + 3 * k) };
}

static void record_beside(const struct rows *rows, size_t i, const struct party *party, struct case_record *out)
{
    const size_t at = COLUMN_COUNT;

    *out = (struct case_record){
        .id = party->case_id, .item = party->item, .street_id = party->street_id, .number = row_str(rows, i, at), .text = row_str(rows, i, at + 1),
        .address = row_str(rows, i, at + 2), .stage = row_str(rows, i, at + 3), .state = (enum case_state)row_int(rows, i, at + 4),
        .due_at = row_int(rows, i, at + 5), .supervise = row_int(rows, i, at + 6), .urgency = row_int(rows, i, at + 7),
        .lon_e6 = (int32_t)row_int(rows, i, at + 8), .lat_e6 = (int32_t)row_int(rows, i, at + 9), .community_id = row_int(rows, i, at + 10),
    };
}

enum err party_list(struct db *db, struct arena *arena, int64_t case_id, struct party **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &PARTIES_OF_CASE, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, struct party, rows.count + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++) party_from_row(&rows, i, &(*out)[i]);
    *count = rows.count;
    return ERR_OK;
}

struct walk { enum err (*each)(const struct party *, void *, struct fault *); void *arg; };

static enum err each_row(const struct rows *rows, void *arg, struct fault *why)
{
    const struct walk *walk = arg;
    struct party party;

    party_from_row(rows, 0, &party);
    return walk->each(&party, walk->arg, why);
}

enum err party_each(struct db *db, struct arena *arena, enum err (*each)(const struct party *party, void *arg, struct fault *why), void *arg, struct fault *why)
{
    struct walk walk = { each, arg };

    return store_each(db, arena, &PARTIES_ALL, NO_ARGS, each_row, &walk, why);
}

/* The next stretch of the range behind the cursor. */
static enum err read_stretch(struct db *db, struct arena *arena, const struct party_filter *f, int64_t at, int64_t id, struct rows *rows, struct fault *why)
{
    if (f->open) return store_all(db, arena, &PARTIES_OPEN, ARGS(arg_int(f->unit_id), arg_int(id)), rows, why);
    return store_all(db, arena, f->unit_id ? &PARTIES_OF_UNIT : &PARTIES_OF_STREET,
                     ARGS(arg_int(f->unit_id ? f->unit_id : f->street_id), arg_int(f->from_ms), arg_int(at), arg_int(id)), rows, why);
}

static bool is_wanted(const struct party_filter *f, const struct party *party)
{
    return (!f->item.len || str_eq(f->item, party->item)) && (!f->street_id || f->street_id == party->street_id) &&
           (f->metric == PARTY__METRICS || party_counts(party, f->metric));
}

enum err party_page(struct db *db, struct arena *arena, const struct party_filter *f, struct party_view **out, size_t *count, bool *more, struct fault *why)
{
    int64_t at = f->after_at ? f->after_at : f->to_ms ? f->to_ms : INT64_MAX, id = f->after_at || f->open ? f->after_id : 0;
    struct rows rows = { .count = PAGE_SCAN };

    *count = 0;
    *more = false;
    *out = arena_array(arena, struct party_view, (size_t)f->limit + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    while (rows.count == PAGE_SCAN) {
        enum err err = read_stretch(db, arena, f, at, id, &rows, why);
        if (err) return err;
        for (size_t i = 0; i < rows.count; i++) {
            struct party party;
            party_from_row(&rows, i, &party);
            at = party.called_at;
            id = party.id;
            if (!is_wanted(f, &party)) continue;
            if (*count == (size_t)f->limit) *more = true;
            if (*more) return ERR_OK;
            (*out)[*count].party = party;
            record_beside(&rows, i, &party, &(*out)[(*count)++].record);
        }
    }
    return ERR_OK;
}

enum err party_write(struct db *db, struct case_plan *plan, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->parties.count; i++) {
        const struct party *p = &plan->parties.at[i].now;
        const struct party_stamp *s = p->steps;
        if (plan->parties.at[i].is_new)
            err = store_run(db, &PARTY_INSERT,
                            ARGS(arg_int(p->id), arg_int(plan->now.id), arg_int(p->unit_id), arg_int(p->street_id), arg_text(p->item), arg_int(p->lead),
                                 arg_int(p->state), arg_int(p->called_at), arg_text(s[0].limit), arg_id(s[0].due_at), arg_id(s[0].at),
                                 arg_text(s[1].limit), arg_id(s[1].due_at), arg_id(s[1].at), arg_text(s[2].limit), arg_id(s[2].due_at),
                                 arg_id(s[2].at), arg_text(s[3].limit), arg_id(s[3].due_at), arg_id(s[3].at), arg_id(p->objected_at),
                                 arg_id(p->ruled_at), arg_int(p->ruling), arg_int(p->supervise), arg_int(p->refused_count), arg_int(p->solved),
                                 arg_int(p->satisfied), arg_id(p->reviewed_at), arg_id(p->reviewed_by)),
                            NULL, why);
        else if (plan->parties.at[i].changed)
            err = store_run(db, &PARTY_UPDATE,
                            ARGS(arg_int(p->id), arg_int(p->lead), arg_int(p->state), arg_id(s[0].due_at), arg_id(s[0].at), arg_id(s[1].due_at),
                                 arg_id(s[1].at), arg_id(s[2].due_at), arg_id(s[2].at), arg_id(s[3].due_at), arg_id(s[3].at), arg_id(p->objected_at),
                                 arg_id(p->ruled_at), arg_int(p->ruling), arg_int(p->supervise), arg_int(p->refused_count), arg_int(p->solved),
                                 arg_int(p->satisfied), arg_id(p->reviewed_at), arg_id(p->reviewed_by)),
                            NULL, why);
    }
    return err;
}
