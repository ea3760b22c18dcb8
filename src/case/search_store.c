/*
 * search_store.c - the full-text rows: terms in FTS5 without content on SQLite,
 * a tsvector of them under a GIN index on PostgreSQL; both find the beginnings
 * of terms.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/search.h"

#include "base/crypto.h"
#include "case/search_words.h"
#include "text/text.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(SEARCH_INSERT) = {
    .name = "search_insert",
    .sql = "INSERT INTO case_search (rowid, terms) VALUES ($1, $2)",
    .pg = "INSERT INTO case_search (id, terms) VALUES ($1, array_to_tsvector(string_to_array($2, ' '))) "
          "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
    .takes = { I, T },
};
QUERY(SEARCH_REMOVE) = {
    .name = "search_remove",
    .sql = "INSERT INTO case_search (case_search, rowid, terms) VALUES ('delete', $1, $2)",
    .pg = "DELETE FROM case_search WHERE id = $1 AND $2 = $2",
    .takes = { I, T },
};
QUERY(SEARCH_CLEAR) = {
    .name = "search_clear",
    .sql = "INSERT INTO case_search (case_search) VALUES ('delete-all')",
    .pg = "DELETE FROM case_search",
};
/* The size is FTS5's own count of the tokens in a row. */
QUERY(SEARCH_KEPT) = {
    .name = "search_kept",
    .sql = "SELECT id, hex(sz) FROM case_search_docsize WHERE id > $1 AND id <= $2 ORDER BY id LIMIT 20000",
    .pg = "SELECT id, array_to_string(tsvector_to_array(terms), ' ') FROM case_search WHERE id > $1 AND id <= $2 ORDER BY id LIMIT 20000",
    .takes = { I, I },
    .gives = { I, T },
};

#undef I
#undef T

struct str search_words(struct arena *arena, const struct world *world, const struct case_record *record)
{
    const struct item *item = world_item(world, record->item);
    struct str all = str_format(arena, "%.*s %.*s %.*s", STR_ARG(record->text), STR_ARG(record->address),
                                STR_ARG(item ? item->name : record->item));

    return all.at ? text_terms(arena, all) : STR_NONE;
}

struct str search_terms(struct arena *arena, const struct world *world, const struct case_record *record)
{
    const int64_t areas[] = { record->grid_id, record->community_id, record->street_id, record->district_id, record->steering_id };
    struct str terms = search_words(arena, world, record);
    struct buf buf;

    if (!terms.at) return terms;
    buf_init(&buf, arena, 0);
    buf_str(&buf, terms);
    for (size_t i = 0; i < COUNT_OF(areas); i++)
        if (areas[i]) search_add_area(&buf, areas[i]);
    if (record->street_id) search_add_in_street(&buf, record->street_id, terms, record->item);
    return buf_done(&buf);
}

enum err search_insert(struct db *db, int64_t case_id, struct str terms, struct fault *why)
{
    return store_run(db, &SEARCH_INSERT, ARGS(arg_int(case_id), arg_text(terms)), NULL, why);
}

enum err search_remove(struct db *db, int64_t case_id, struct str terms, struct fault *why)
{
    return store_run(db, &SEARCH_REMOVE, ARGS(arg_int(case_id), arg_text(terms)), NULL, why);
}

enum err search_clear(struct db *db, struct fault *why)
{
    return store_run(db, &SEARCH_CLEAR, NO_ARGS, NULL, why);
}

enum err search_kept(struct db *db, struct arena *arena, int64_t after_id, int64_t until_id, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &SEARCH_KEPT, ARGS(arg_int(after_id), arg_int(until_id)), out, why);
}

/* A number as SQLite writes it: seven bits a byte, the highest first. */
static int64_t varint(struct str hex)
{
    unsigned char bytes[9];
    int64_t n = 0;

    if (hex.len % 2 || hex.len > 2 * sizeof bytes || hex_parse(hex, bytes, hex.len / 2)) return -1;
    for (size_t i = 0; i < hex.len / 2; i++) n = n << 7 | (bytes[i] & 0x7f);
    return n;
}

static bool all_among(struct str some, struct str others)
{
    struct str term, rest, other;

    while (str_split(&some, ' ', &term)) {
        bool found = false;
        for (rest = others; !found && str_split(&rest, ' ', &other);) found = str_eq(term, other);
        if (!found) return false;
    }
    return true;
}

bool search_agrees(const struct store *store, struct str kept, struct str terms)
{
    int64_t words = terms.len > 0;

    if (store_is_postgres(store)) return all_among(kept, terms) && all_among(terms, kept);
    for (size_t i = 0; i < terms.len; i++) words += terms.at[i] == ' ';
    return varint(kept) == words;
}
