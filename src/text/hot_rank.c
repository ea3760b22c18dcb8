/*
 * hot_rank.c - how hot a cluster is, where it is and what it is about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/civil.h"
#include "text/hot_in.h"

enum { PHRASE_MIN = 2, PHRASE_MAX = 8, PHRASES = 2, TITLES_MAX = 60, SLOTS_PER_TITLE = 512 };

/* The messages of one cluster, by time. */
struct group {
    const struct hot *hot;
    const struct message **at;
    size_t count;
};

static int time_order(const void *a, const void *b)
{
    const struct message *p = *(const struct message *const *)a, *q = *(const struct message *const *)b;

    if (p->cluster != q->cluster) return p->cluster < q->cluster ? -1 : 1;
    if (p->at_ms != q->at_ms) return p->at_ms < q->at_ms ? -1 : 1;
    return str_compare(p->id, q->id);
}

static struct str write_points(struct arena *arena, const int32_t *points, size_t count)
{
    struct buf b;
    char bytes[4];

    buf_init(&b, arena, 0);
    for (size_t i = 0; i < count; i++) {
        int32_t code = points[i] >= 'a' && points[i] <= 'z' ? points[i] - 'a' + 'A' : points[i];
        buf_bytes(&b, bytes, utf8_encode(code, bytes));
    }
    return buf_ok(&b) ? buf_done(&b) : STR("");
}

/* ── Figures ───────────────────────────────────────────────────────────── */

static int number_order(const void *a, const void *b)
{
    const uint64_t *p = a, *q = b;

    return (*p > *q) - (*p < *q);
}

/* Distinct people; each unknown one counts for itself. */
static size_t count_people(struct arena *scratch, const struct group *g)
{
    uint64_t *ids = arena_array(scratch, uint64_t, g->count);
    size_t count = 0, known = 0;

    for (size_t i = 0; ids && i < g->count; i++) {
        if (g->at[i]->person) ids[known++] = g->at[i]->person;
        else count++;
    }
    if (ids) qsort(ids, known, sizeof *ids, number_order);
    for (size_t i = 0; i < known; i++) count += i == 0 || ids[i] != ids[i - 1];
    return count;
}

/* The largest excess of the window that ends with a message over the window before it. */
static int64_t steepest_rise(const struct group *g, int64_t window_ms)
{
    int64_t best = 0;
    size_t now = 0, before = 0;

    for (size_t i = 0; i < g->count; i++) {
        while (g->at[now]->at_ms <= g->at[i]->at_ms - window_ms) now++;
        while (g->at[before]->at_ms <= g->at[i]->at_ms - 2 * window_ms) before++;
        if ((int64_t)(i + 1 - now) - (int64_t)(now - before) > best) best = (int64_t)(i + 1 - now) - (int64_t)(now - before);
    }
    return best;
}

static double heat_of(const struct hot_rules *r, const struct hot_spot *s)
{
    double days = (double)(s->last_ms - s->first_ms) / (double)MS_PER_DAY;

    return ((double)r->number * log1p((double)s->size) + (double)r->people * log1p((double)s->people) + (double)r->votes * log1p((double)s->votes) +
            (double)r->rise * log1p((double)s->rise) + (double)r->lasting * log1p(days)) / 100;
}

/* ── Names ─────────────────────────────────────────────────────────────── */

/* The spot most messages name, the longer of two that nearly as many name; else the area; else nothing. */
static struct str name_place(struct arena *arena, const struct group *g)
{
    const struct hot *hot = g->hot;
    const struct cluster *c = &hot->clusters[g->at[0]->cluster];
    const struct place_row *best = NULL;

    for (int area = 0; area < 2 && !best; area++) {
        size_t most = 0;
        for (size_t i = 0; i < c->place_count; i++) {
            const struct place_row *row = &hot->places[c->places[i].place];
            if (row->area == (area == 1) && !row->known && c->places[i].count > most) most = c->places[i].count;
        }
        if (most * 4 < g->count || most < 2) continue;
        for (size_t i = 0; i < c->place_count; i++) {
            const struct place_row *row = &hot->places[c->places[i].place];
            if (row->area != (area == 1) || row->known || c->places[i].count * 10 < most * 7) continue;
            if (!best || row->count > best->count || (row->count == best->count && memcmp(row->points, best->points, row->count * sizeof *row->points) < 0)) best = row;
        }
    }
    return best ? write_points(arena, best->points, best->count) : STR("");
}

/* One run of characters of the titles. */
struct phrase {
    const int32_t *at;
    size_t count, titles, last;
    size_t longer;             /* titles of the run by one character longer that most of them have */
    size_t edges;              /* ends of it, over its titles, where a word surely ends */
    double score;
};

static uint64_t phrase_hash(const int32_t *at, size_t count)
{
    uint64_t hash = count;

    for (size_t i = 0; i < count; i++) hash = (hash ^ (uint32_t)at[i]) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

/* How rare its pairs are over all texts, summed. */
static double rarity(const struct hot *hot, const int32_t *at, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i + 1 < count; i++) {
        uint64_t key = (uint64_t)(uint32_t)at[i] << GRAM_POINT_BITS | (uint32_t)at[i + 1];
        size_t mask = ((size_t)1 << hot->gram_bits) - 1, slot = gram_slot(key, hot->gram_bits);

        while (hot->grams[slot].key && hot->grams[slot].key != key) slot = (slot + 1) & mask;
        sum += log((2.0 + hot->texts) / (1.0 + hot->grams[slot].texts));
    }
    return sum;
}

/* Does a word surely end, and another begin, at this point of a title? */
static bool is_edge(const struct hot *hot, const int32_t *points, size_t count, size_t at)
{
    if (at == 0 || at == count || points[at] == FOLD_SEPARATOR || points[at - 1] == FOLD_SEPARATOR) return true;
    if (place_word_before(hot->words, PLACE_LEAD, points, at) || place_word_before(hot->words, PLACE_FILLER, points, at) ||
        place_word_before(hot->words, PLACE_AREA, points, at))
        return true;
    for (size_t n = 1; n <= 3 && at + n <= count; n++)
        if (place_word_before(hot->words, PLACE_LEAD, points + at, n) == n || place_word_before(hot->words, PLACE_FILLER, points + at, n) == n) return true;
    return false;
}

/* Filler inside a phrase or a leading word at its end spoils it, and so do letters and digits. */
static bool is_plain_phrase(const struct hot *hot, const int32_t *at, size_t count)
{
    for (size_t end = 1; end <= count; end++) {
        size_t filler = place_word_before(hot->words, PLACE_FILLER, at, end);
        if (filler > 0 && filler <= end) return false;
        if (!text_is_ideographic(at[end - 1])) return false;
        if (end <= 3 && (place_word_before(hot->words, PLACE_LEAD, at, end) == end || place_word_before(hot->words, PLACE_AREA, at, end) == end)) return false;
    }
    return place_word_before(hot->words, PLACE_LEAD, at, count) == 0;
}

static struct phrase *find_phrase(struct phrase *table, size_t slots, const int32_t *at, size_t count)
{
    size_t slot = phrase_hash(at, count) % slots;

    for (; table[slot].at; slot = (slot + 1) % slots)
        if (table[slot].count == count && memcmp(table[slot].at, at, count * sizeof *at) == 0) break;
    return &table[slot];
}

/* Every run of the titles with the number of titles that have it. */
static size_t collect_phrases(const struct group *g, struct phrase *table, size_t slots)
{
    size_t used = 0, titles = g->count < TITLES_MAX ? g->count : TITLES_MAX;

    for (size_t t = 0; t < titles; t++) {
        const struct message *m = g->at[t * g->count / titles];
        bool edge[HOT_TITLE_POINTS + 1];

        for (size_t i = 0; i <= m->title_count; i++) edge[i] = is_edge(g->hot, m->title, m->title_count, i);
        for (size_t i = 0; i < m->title_count; i++)
            for (size_t n = 1; n <= PHRASE_MAX && i + n <= m->title_count && m->title[i + n - 1] != FOLD_SEPARATOR; n++) {
                struct phrase *p;
                if (n < PHRASE_MIN) continue;
                p = find_phrase(table, slots, m->title + i, n);
                if (!p->at) {
                    if (used * 2 > slots) continue;
                    used++;
                    *p = (struct phrase){ .at = m->title + i, .count = n };
                }
                if (p->last != t + 1) {
                    p->titles++;
                    p->edges += (size_t)edge[i] + edge[i + n];
                }
                p->last = t + 1;
            }
    }
    for (size_t i = 0; i < slots; i++)
        for (size_t end = 0; table[i].at && table[i].count > PHRASE_MIN && end < 2 && table[i].titles > 1; end++) {
            struct phrase *inner = find_phrase(table, slots, table[i].at + end, table[i].count - 1);
            if (inner->at && inner->longer < table[i].titles && is_plain_phrase(g->hot, table[i].at, table[i].count)) inner->longer = table[i].titles;
        }
    return titles;
}

static bool overlap(const struct phrase *a, const struct phrase *b)
{
    for (size_t i = 0; i + 1 < a->count; i++)
        for (size_t k = 0; k + 1 < b->count; k++)
            if (a->at[i] == b->at[k] && a->at[i + 1] == b->at[k + 1]) return true;
    return false;
}

/* Is the phrase part of the place's name? */
static bool in_place(struct arena *scratch, struct str place, const struct phrase *p)
{
    struct folded f;

    if (!text_fold(scratch, place, &f)) return false;
    for (size_t i = 0; i + 1 < f.count; i++)
        for (size_t k = 0; k + 1 < p->count; k++)
            if (f.at[i] == p->at[k] && f.at[i + 1] == p->at[k + 1]) return true;
    return false;
}

/* Said by many of the titles, with clean ends, and by few texts elsewhere. */
static double phrase_score(const struct hot *hot, const struct phrase *p, size_t titles)
{
    double share = (double)p->titles / (double)titles;

    return (double)(p->titles + p->edges) / (double)titles * share * rarity(hot, p->at, p->count);
}

/* The best phrases of the titles, two that do not overlap; else a title's beginning. */
static struct str name_subject(struct arena *arena, struct arena *scratch, const struct group *g, struct str place)
{
    size_t slots = (g->count < TITLES_MAX ? g->count : TITLES_MAX) * SLOTS_PER_TITLE;
    struct phrase *table = arena_array(scratch, struct phrase, slots);
    const struct phrase *chosen[PHRASES] = { NULL };
    size_t titles, count = 0;
    struct buf b;

    if (!table) return STR("");
    titles = collect_phrases(g, table, slots);
    buf_init(&b, arena, 0);
    for (; count < PHRASES; count++) {
        const struct phrase *best = NULL;
        for (size_t i = 0; i < slots; i++) {
            struct phrase *p = &table[i];
            if (!p->at || p->titles * 5 < titles || p->titles < 2 || p->longer * 4 > p->titles * 3) continue;   /* a piece of a word */
            if (p->score == 0)
                p->score = !is_plain_phrase(g->hot, p->at, p->count) || in_place(scratch, place, p)
                               ? -1 : phrase_score(g->hot, p, titles);
            if (p->score < 0 || (count > 0 && (overlap(chosen[0], p) || p->titles * 4 < titles))) continue;
            if (!best || p->score > best->score || (p->score == best->score && p->at < best->at)) best = p;
        }
        if (!best) break;
        chosen[count] = best;
        if (count) buf_text(&b, "、");
        buf_str(&b, write_points(scratch, best->at, best->count));
    }
    if (count == 0 && g->count > 0) buf_str(&b, write_points(scratch, g->at[0]->title, g->at[0]->title_count < 20 ? g->at[0]->title_count : 20));
    return buf_ok(&b) ? buf_done(&b) : STR("");
}

/* ── The list ──────────────────────────────────────────────────────────── */

static bool describe(struct arena *arena, struct arena *scratch, const struct group *g, struct hot_spot *out)
{
    struct str *ids = arena_array(arena, struct str, g->count);
    int64_t *times = arena_array(arena, int64_t, g->count);

    if (!ids || !times) return false;
    *out = (struct hot_spot){ .size = g->count, .ids = ids, .times = times, .first_ms = g->at[0]->at_ms, .last_ms = g->at[g->count - 1]->at_ms, .cluster = g->at[0]->cluster };
    for (size_t i = 0; i < g->count; i++) {
        ids[i] = str_dup(arena, g->at[i]->id);
        times[i] = g->at[i]->at_ms;
        out->votes += g->at[i]->votes;
        if (!ids[i].at) return false;
    }
    out->people = count_people(scratch, g);
    out->rise = steepest_rise(g, g->hot->rules.window_days * MS_PER_DAY);
    out->heat = heat_of(&g->hot->rules, out);
    out->place = name_place(arena, g);
    out->subject = name_subject(arena, scratch, g, out->place);
    return true;
}

static int heat_order(const void *a, const void *b)
{
    const struct hot_spot *p = a, *q = b;

    if (p->heat != q->heat) return p->heat > q->heat ? -1 : 1;
    return str_compare(p->ids[0], q->ids[0]);
}

enum err hot_rank(struct hot *hot, struct arena *arena, struct hot_spot **out, size_t *count, struct fault *why)
{
    const struct message **all = arena_array(arena, const struct message *, hot->message_count + 1);
    struct hot_spot *spots;
    size_t found = 0, n = 0, here = 0, least = hot->rules.least < 1 ? 1 : (size_t)hot->rules.least;

    for (size_t c = 0; c < hot->cluster_count; c++) found += hot->clusters[c].size >= least;
    spots = arena_array(arena, struct hot_spot, found + 1);
    if (!all || !spots) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < hot->message_count; i++)
        if (hot->messages[i].cluster != HOT_NO_CLUSTER) all[here++] = &hot->messages[i];
    qsort(all, here, sizeof *all, time_order);
    for (size_t i = 0; i < here;) {
        struct group g = { hot, all + i, 0 };

        while (i < here && all[i]->cluster == g.at[0]->cluster) i++;
        g.count = (size_t)(all + i - g.at);
        if (g.count < least) continue;
        arena_reset(hot->scratch);
        if (!describe(arena, hot->scratch, &g, &spots[n++])) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    qsort(spots, n, sizeof *spots, heat_order);
    *out = spots;
    *count = n;
    return ERR_OK;
}
