/*
 * search_words.c - from what a person types to what the index is asked.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/search_words.h"

#include "base/table.h"
#include "case/search.h"
#include "text/text.h"

/* A term in every twentieth name of a unit is common. */
enum { COMMON_SHARE = 20 };

struct search_common { struct table counts; size_t units; };

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

void search_add_area(struct buf *buf, int64_t area_id)
{
    if (buf->len) buf_byte(buf, ' ');
    buf_byte(buf, 'u');
    buf_int(buf, area_id);
}

/*
 * Thirty bits of the street's id, six letters: streets that share them are told apart in the rows.  No letter of the
 * alphabet is the one that ends them.
 */
static void add_street(struct buf *buf, int64_t street_id)
{
    static const char LETTERS[] = "0123456789abcdefghijklmnopqrstuv";
    uint64_t mixed = (uint64_t)street_id * 0x9e3779b97f4a7c15u >> 34;   /* Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4 */

    buf_byte(buf, 's');
    for (int i = 0; i < 6; i++, mixed >>= 5) buf_byte(buf, LETTERS[mixed & 31]);
    buf_byte(buf, 'z');
}

static void add_in_street(struct buf *buf, int64_t street_id, struct str term)
{
    if (buf->len) buf_byte(buf, ' ');
    add_street(buf, street_id);
    buf_str(buf, term);
}

void search_add_in_street(struct buf *buf, int64_t street_id, struct str terms, struct str item)
{
    struct str term;

    while (str_split(&terms, ' ', &term))
        if (term.len) add_in_street(buf, street_id, term);
    buf_byte(buf, ' ');
    add_street(buf, street_id);
    buf_byte(buf, 't');
    buf_str(buf, item);
}

struct str search_type_in_street(struct arena *arena, int64_t street_id, struct str item)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_byte(&buf, '"');
    add_street(&buf, street_id);
    buf_byte(&buf, 't');
    buf_str(&buf, item);
    buf_byte(&buf, '"');
    return buf_ok(&buf) ? buf_done(&buf) : STR_NONE;
}

static enum err count_name(struct arena *arena, struct search_common *common, struct str name, struct fault *why)
{
    struct str terms = text_terms(arena, name), term;

    if (!terms.at) return no_memory(why);
    while (str_split(&terms, ' ', &term)) {
        size_t *count = table_get(&common->counts, term);
        if (!count) {
            count = arena_new(arena, size_t);
            if (!count || table_put(&common->counts, term, count)) return no_memory(why);
        }
        ++*count;
    }
    common->units++;
    return ERR_OK;
}

enum err search_common_new(struct arena *arena, const struct org *org, struct search_common **out, struct fault *why)
{
    struct search_common *common = arena_new(arena, struct search_common);

    if (!common) return no_memory(why);
    table_init(&common->counts, arena);
    for (size_t i = 0; i < org_unit_count(org); i++) {
        const struct unit *unit = org_unit_at(org, i);
        enum err err = unit->kind <= UNIT_COMMUNITY ? count_name(arena, common, unit->name, why) : ERR_OK;
        if (err) return err;
    }
    *out = common;
    return ERR_OK;
}

/* In how many names of units a term stands. */
static size_t names_with(const struct world *world, struct str term)
{
    const struct search_common *common = world ? world_search_common(world) : NULL;
    const size_t *count = common ? table_get(&common->counts, term) : NULL;

    return count ? *count : 0;
}

/* A lone character (号, 幢) stands in most addresses too; so does the first letter or figure of something. */
static bool is_common(const struct world *world, struct str term)
{
    const struct search_common *common = world ? world_search_common(world) : NULL;

    return common && (str_ends(term, STR("*")) ? utf8_length(term) == 2 : names_with(world, term) * COMMON_SHARE > common->units);
}

/* "号"* begins a term. */
static void add_quoted(struct buf *buf, int64_t street_id, struct str term)
{
    bool begins = str_ends(term, STR("*"));

    if (buf->len) buf_byte(buf, ' ');
    buf_byte(buf, '"');
    if (street_id) add_street(buf, street_id);
    buf_str(buf, begins ? str_sub(term, 0, term.len - 1) : term);
    buf_byte(buf, '"');
    if (begins) buf_byte(buf, '*');
}

/*
 * The index is asked for the rarest terms; each further one would cost more than looking at the few rows they leave.
 * A number (of a house, a lamp) leaves so few that one more will do: the list of a term is read to its end.
 */
enum { ASKED_MAX = 3, ASKED_WITH_NUMBER = 2 };
struct asked { struct str terms[ASKED_MAX]; size_t names[ASKED_MAX], count; };

static void ask_for(struct asked *asked, const struct world *world, struct str term)
{
    size_t names = names_with(world, term), i = asked->count < ASKED_MAX ? asked->count++ : ASKED_MAX;

    for (; i > 0 && names < asked->names[i - 1]; i--) {
        if (i == ASKED_MAX) continue;
        asked->terms[i] = asked->terms[i - 1];
        asked->names[i] = asked->names[i - 1];
    }
    if (i == ASKED_MAX) return;
    asked->terms[i] = term;
    asked->names[i] = names;
}

static bool is_number(struct str term)
{
    for (size_t i = 0; i < term.len; i++)
        if (term.at[i] < '0' || term.at[i] > '9') return false;
    return term.len > 1;
}

static bool is_asked(const struct asked *asked, struct str term)
{
    for (size_t i = 0; i < asked->count; i++)
        if (str_eq(asked->terms[i], term)) return true;
    return false;
}

enum err search_query(struct arena *arena, const struct world *world, struct str words, int64_t street_id, struct search_query *out,
                      struct fault *why)
{
    struct str terms = text_query(arena, words), rest, term;
    struct asked asked = { .count = 0 };
    struct buf match, left;

    if (!terms.at) return no_memory(why);
    buf_init(&match, arena, 0);
    buf_init(&left, arena, 0);
    for (rest = terms; str_split(&rest, ' ', &term);)
        if (term.len && !is_common(world, term)) ask_for(&asked, world, term);
    if (asked.count > ASKED_WITH_NUMBER && is_number(asked.terms[0])) asked.count = ASKED_WITH_NUMBER;
    for (rest = terms; str_split(&rest, ' ', &term);) {
        if (!term.len) continue;
        if (!asked.count || is_asked(&asked, term)) {
            add_quoted(&match, street_id, term);
            continue;
        }
        if (left.len) buf_byte(&left, ' ');
        buf_str(&left, term);
    }
    if (!buf_ok(&match) || !buf_ok(&left)) return no_memory(why);
    *out = (struct search_query){ buf_done(&match), buf_done(&left) };
    return ERR_OK;
}

static bool has_term(struct str terms, struct str wanted)
{
    struct str term;

    while (str_split(&terms, ' ', &term))
        if (text_term_serves(term, wanted)) return true;
    return false;
}

bool search_has(struct arena *arena, const struct world *world, const struct case_record *record, struct str left)
{
    struct str terms, term;

    if (!left.len) return true;
    terms = search_words(arena, world, record);
    while (str_split(&left, ' ', &term))
        if (!has_term(terms, term)) return false;
    return true;
}
