/*
 * compare.c - see compare.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/compare.h"

/* ── Pieces ────────────────────────────────────────────────────────────── */

enum { PIECES_MAX = 60000 };

struct piece *piece_add(struct pieces *p, struct str id, struct str type, struct str name)
{
    struct str own = id;

    if (p->count == PIECES_MAX) return NULL;
    if (p->count == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 256;
        struct piece *larger = arena_array(p->arena, struct piece, cap);
        if (!larger) return NULL;
        for (size_t i = 0; i < p->count; i++) larger[i] = p->at[i];
        p->at = larger;
        p->cap = cap;
    }
    for (int n = 2; table_get(&p->by_id, own); n++) own = str_format(p->arena, "%.*s#%d", STR_ARG(id), n);
    if (!own.at || table_put(&p->by_id, own, (void *)(p->count + 1))) return NULL;
    p->at[p->count] = (struct piece){ .id = own, .type = type, .name = name.at ? name : STR("") };
    return &p->at[p->count++];
}

static struct str facet_of(const struct piece *piece, struct str name)
{
    for (size_t i = 0; i < piece->count; i++)
        if (str_eq(piece->facets[i].name, name)) return piece->facets[i].value;
    return STR_NONE;
}

/* What is there several times is numbered in the order of the text. */
void piece_facet(struct pieces *p, struct piece *piece, struct str name, struct str value)
{
    struct str own = name;

    if (!piece || !value.len || piece->count == FACETS_MAX) return;
    for (int n = 2; own.at && facet_of(piece, own).at; n++) own = str_format(p->arena, "%.*s#%d", STR_ARG(name), n);
    if ((piece->count & (piece->count - 1)) == 0) {      /* full at each power of two */
        struct facet *larger = arena_array(p->arena, struct facet, piece->count ? piece->count * 2 : 1);
        if (!larger) return;
        for (size_t i = 0; i < piece->count; i++) larger[i] = piece->facets[i];
        piece->facets = larger;
    }
    piece->facets[piece->count++] = (struct facet){ own, value };
}

enum err pieces_of(struct arena *arena, enum definition_kind kind, struct str text, struct pieces *out, struct fault *why)
{
    static enum err (*const CUT[DEFINITION__KINDS])(struct pieces *, struct str, struct fault *) = { pieces_bpmn, pieces_dmn, pieces_form, pieces_csv };
    struct fault inner = { 0 };
    enum err err;

    *out = (struct pieces){ .arena = arena };
    table_init(&out->by_id, arena);
    err = CUT[kind](out, text, &inner);
    if (!err) return ERR_OK;
    return fault_at(why, err == ERR_NO_MEMORY ? err : ERR_UNPROCESSABLE, inner.at, "读不懂这个文本：%s%.0s", "the text cannot be read: %.0s%s", inner.zh, inner.en);
}

/* ── Differences ───────────────────────────────────────────────────────── */

static const struct piece *same_in(const struct pieces *p, struct str id)
{
    size_t n = (size_t)table_get(&p->by_id, id);

    return n ? &p->at[n - 1] : NULL;
}

static void note(struct changes *c, enum change_kind what, const struct piece *piece, struct str field, struct str before, struct str after)
{
    if (c->count == CHANGES_MAX) c->truncated = true;
    else c->at[c->count++] = (struct change){ what, piece, field, before.at ? before : STR(""), after.at ? after : STR("") };
}

/* A facet that is a column of its own was added or removed as such. */
static bool is_column_of_one(const struct pieces *a, const struct pieces *b, struct str name)
{
    const struct piece *in_a = same_in(a, name), *in_b = same_in(b, name);

    return (in_a != NULL) != (in_b != NULL);
}

static size_t compare_facets(const struct pieces *a, const struct pieces *b, const struct piece *was, const struct piece *is, struct changes *c)
{
    size_t before = c->count;

    for (size_t i = 0; i < was->count; i++) {
        struct str now = facet_of(is, was->facets[i].name);
        if (!str_eq(was->facets[i].value, now) && !is_column_of_one(a, b, was->facets[i].name))
            note(c, CHANGE_CHANGED, is, was->facets[i].name, was->facets[i].value, now);
    }
    for (size_t i = 0; i < is->count; i++)
        if (!facet_of(was, is->facets[i].name).at && !is_column_of_one(a, b, is->facets[i].name))
            note(c, CHANGE_CHANGED, is, is->facets[i].name, STR_NONE, is->facets[i].value);
    return c->count - before;
}

/*
 * Marks what did not keep its order: all that is outside a longest run of
 * pieces, common to both, whose order is the same.
 */
static enum err find_moved(struct arena *arena, const struct pieces *a, const struct pieces *b, bool *moved, struct fault *why)
{
    size_t *at = arena_array(arena, size_t, b->count + 1), *tail = arena_array(arena, size_t, b->count + 1), *link = arena_array(arena, size_t, b->count + 1);
    size_t length = 0;

    if (!at || !tail || !link) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < b->count; i++) {
        size_t low = 0, high = length;
        at[i] = (size_t)table_get(&a->by_id, b->at[i].id);
        if (!at[i]) continue;
        moved[i] = true;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (at[tail[middle]] < at[i]) low = middle + 1;
            else high = middle;
        }
        link[i] = low ? tail[low - 1] : SIZE_MAX;
        tail[low] = i;
        if (low == length) length++;
    }
    for (size_t i = length ? tail[length - 1] : SIZE_MAX; i != SIZE_MAX; i = link[i]) moved[i] = false;
    return ERR_OK;
}

enum err compare_pieces(struct arena *arena, const struct pieces *a, const struct pieces *b, struct changes *out, struct fault *why)
{
    struct changes c = { .at = arena_array(arena, struct change, CHANGES_MAX) };
    bool *moved = arena_array(arena, bool, b->count + 1);
    enum err err;

    if (!c.at || !moved) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = find_moved(arena, a, b, moved, why);
    if (err) return err;
    for (size_t i = 0; i < a->count; i++)
        if (!same_in(b, a->at[i].id)) note(&c, CHANGE_REMOVED, &a->at[i], STR(""), STR_NONE, STR_NONE);
    for (size_t i = 0; i < b->count; i++) {
        const struct piece *was = same_in(a, b->at[i].id), *is = &b->at[i];
        if (!was) {
            note(&c, CHANGE_ADDED, is, STR(""), STR_NONE, STR_NONE);
            continue;
        }
        if (compare_facets(a, b, was, is, &c)) continue;
        /* Where pieces are drawn, their order in the text means nothing. */
        if (is->place.at || was->place.at ? !str_eq(is->place, was->place) : moved[i]) note(&c, CHANGE_MOVED, is, STR(""), STR_NONE, STR_NONE);
    }
    *out = c;
    return ERR_OK;
}
