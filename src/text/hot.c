/*
 * hot.c - which cluster a message belongs to.
 *
 * Each gram lists the clusters that have it, with the sum of its weights there:
 * the products of a message with all clusters are sums over its few lists.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/hot.h"

#include <math.h>
#include <string.h>

#include "base/civil.h"
#include "text/hot_in.h"

enum { GRAM_BITS_MIN = 14, GRAM_BITS = 19, NEW_GRAMS = 24, PLACE_BITS = 17, SCRATCH_MEMORY = 16 << 20, SWEEPS = 2 };
#define HARDLY 0.1

static void release(void *arena)
{
    arena_close(arena);
}

struct hot *hot_new_for(struct arena *arena, const struct hot_rules *rules, const struct place_words *words, size_t messages)
{
    struct hot *hot = arena_new(arena, struct hot);
    unsigned bits = GRAM_BITS_MIN;

    if (!hot) return NULL;
    hot->arena = arena;
    hot->rules = *rules;
    hot->words = words;
    while (bits < GRAM_BITS && messages * NEW_GRAMS > (size_t)1 << bits) bits++;
    hot->gram_bits = bits;
    hot->grams = arena_array(arena, struct gram_row, (size_t)1 << bits);
    hot->touched = arena_array(arena, uint32_t, GRAM_LENGTHS * (HOT_TITLE_POINTS + HOT_BODY_POINTS));
    hot->place_bits = PLACE_BITS;
    hot->place_slots = arena_array(arena, uint32_t, (size_t)1 << PLACE_BITS);
    hot->place_cap = hot->message_cap = hot->cluster_cap = 1024;
    hot->places = arena_array(arena, struct place_row, hot->place_cap);
    hot->messages = arena_array(arena, struct message, hot->message_cap);
    hot->clusters = arena_array(arena, struct cluster, hot->cluster_cap);
    hot->scores = arena_array(arena, float, hot->cluster_cap);
    hot->scored = arena_array(arena, uint32_t, hot->cluster_cap);
    if (!hot->grams || !hot->touched || !hot->place_slots || !hot->places || !hot->messages || !hot->clusters || !hot->scores || !hot->scored)
        return NULL;
    if (!(hot->scratch = arena_open(SCRATCH_MEMORY))) return NULL;
    if (arena_defer(arena, release, hot->scratch)) return hot;
    arena_close(hot->scratch);
    return NULL;
}

struct hot *hot_new(struct arena *arena, const struct hot_rules *rules, const struct place_words *words)
{
    return hot_new_for(arena, rules, words, HOT_MESSAGES_MAX);
}

/* ── Fit ───────────────────────────────────────────────────────────────── */

static size_t place_count_of(const struct cluster *c, uint32_t place)
{
    for (size_t i = 0; i < c->place_count; i++)
        if (c->places[i].place == place) return c->places[i].count;
    return 0;
}

/* Share of the cluster that names one of these spots, and share that agrees on another. */
static double place_fit(const struct hot *hot, const struct cluster *c, const uint32_t *places, size_t count, size_t firm)
{
    double share = 0, agreed = 0, penalty;
    bool spots = false;

    for (size_t i = 0; i < count; i++) {
        if (hot->places[places[i]].area) continue;
        spots = true;
        share = fmax(share, (double)place_count_of(c, places[i]) / (double)c->size);
    }
    if (!spots) return 0;
    for (size_t i = 0; i < c->place_count; i++)
        if (!hot->places[c->places[i].place].area) agreed = fmax(agreed, (double)c->places[i].count / (double)c->size);
    penalty = (double)(firm > 0 && share < HARDLY ? hot->rules.place_clash : hot->rules.place_penalty);
    return ((double)hot->rules.place_bonus * share - penalty * fmax(0, agreed - share)) / 100;
}

static double gap_of(const struct hot *hot, const struct cluster *c, int64_t at_ms)
{
    int64_t away = at_ms < c->first_ms ? c->first_ms - at_ms : at_ms > c->last_ms ? at_ms - c->last_ms : 0;

    return (double)hot->rules.forget / 100 * (double)away / (double)(hot->rules.window_days * MS_PER_DAY);
}

/* Adds the products of some terms with every cluster to the scores. */
size_t hot_score(struct hot *hot, const struct term *terms, size_t count, size_t scored)
{
    for (size_t i = 0; i < count; i++) {
        const struct gram_row *row = &hot->grams[terms[i].gram];
        for (size_t k = 0; k < row->count; k++) {
            uint32_t c = row->postings[k].cluster;
            if (hot->scores[c] == 0) hot->scored[scored++] = c;
            hot->scores[c] += terms[i].weight * row->postings[k].sum + 1e-30f;
        }
    }
    return scored;
}

/* The cluster that fits a message best, HOT_NO_CLUSTER when none fits well enough. */
static uint32_t best_cluster(struct hot *hot, const struct message *m)
{
    size_t scored = hot_score(hot, m->terms, m->term_count, 0);
    uint32_t best = HOT_NO_CLUSTER;
    double best_fit = (double)hot->rules.join / 100;

    for (size_t i = 0; i < scored; i++) {
        uint32_t c = hot->scored[i];
        const struct cluster *cluster = &hot->clusters[c];
        double cosine = cluster->size && cluster->square > 0 ? (double)hot->scores[c] / sqrt(cluster->square) : 0, fit;

        hot->scores[c] = 0;
        if (!cluster->size || cosine + (double)hot->rules.place_bonus / 100 < best_fit) continue;
        fit = cosine + place_fit(hot, cluster, m->places, m->place_count, m->firm_places) - gap_of(hot, cluster, m->at_ms);
        if (fit > best_fit || (fit == best_fit && c < best)) best_fit = fit, best = c;
    }
    return best;
}

/* ── Joining and leaving ───────────────────────────────────────────────── */

static struct posting *posting_of(struct hot *hot, struct gram_row *row, uint32_t cluster)
{
    for (size_t k = 0; k < row->count; k++)
        if (row->postings[k].cluster == cluster) return &row->postings[k];
    if (row->count == row->cap) {
        uint32_t cap = row->cap ? row->cap * 2 : 2;
        struct posting *wider = hot_wider(hot->arena, row->postings, row->count, cap, sizeof *wider);
        if (!wider) return NULL;
        row->postings = wider;
        row->cap = cap;
    }
    row->postings[row->count] = (struct posting){ cluster, 0 };
    return &row->postings[row->count++];
}

/* Adds (sign 1) or takes away (-1) the terms of a message; a list forgets a cluster that has left it. */
static bool move_terms(struct hot *hot, const struct message *m, uint32_t cluster, float sign)
{
    struct cluster *c = &hot->clusters[cluster];

    for (size_t i = 0; i < m->term_count; i++) {
        struct gram_row *row = &hot->grams[m->terms[i].gram];
        struct posting *p = posting_of(hot, row, cluster);
        double w = (double)(sign * m->terms[i].weight);

        if (!p) return false;
        c->square += 2 * w * (double)p->sum + w * w;
        p->sum += (float)w;
        if (sign < 0 && p->sum < 1e-4f) *p = row->postings[--row->count];
    }
    return true;
}

static void move_places(struct cluster *c, const struct message *m, bool join)
{
    for (size_t i = 0; i < m->place_count; i++) {
        size_t k = 0;
        while (k < c->place_count && c->places[k].place != m->places[i]) k++;
        if (join && k == c->place_count) {
            if (k == HOT_CLUSTER_PLACES) {   /* a name heard once makes room */
                for (k = 0; k < HOT_CLUSTER_PLACES && c->places[k].count > 1;) k++;
                if (k == HOT_CLUSTER_PLACES) continue;
            } else {
                c->place_count++;
            }
            c->places[k].place = m->places[i];
            c->places[k].count = 0;
        }
        if (k == c->place_count) continue;
        if (join)
            c->places[k].count++;
        else if (--c->places[k].count == 0)
            c->places[k] = c->places[--c->place_count];
    }
}

static bool join(struct hot *hot, struct message *m, uint32_t cluster)
{
    struct cluster *c = &hot->clusters[cluster];

    if (!move_terms(hot, m, cluster, 1)) return false;
    if (c->size == 0 || m->at_ms < c->first_ms) c->first_ms = m->at_ms;
    if (c->size == 0 || m->at_ms > c->last_ms) c->last_ms = m->at_ms;
    c->size++;
    move_places(c, m, true);
    m->cluster = cluster;
    return true;
}

/* The times of a cluster that loses its first or last message stay as they were: a little wide. */
static bool leave(struct hot *hot, struct message *m)
{
    struct cluster *c = &hot->clusters[m->cluster];

    if (!move_terms(hot, m, m->cluster, -1)) return false;
    move_places(c, m, false);
    if (--c->size == 0) *c = (struct cluster){ 0 };
    return true;
}

static uint32_t new_cluster(struct hot *hot)
{
    if (hot->cluster_count == hot->cluster_cap) {
        size_t cap = hot->cluster_cap * 2;
        struct cluster *wider = hot_wider(hot->arena, hot->clusters, hot->cluster_count, cap, sizeof *wider);
        float *scores = arena_array(hot->arena, float, cap);
        uint32_t *scored = arena_array(hot->arena, uint32_t, cap);

        if (!wider || !scores || !scored) return HOT_NO_CLUSTER;
        hot->clusters = wider;
        hot->scores = scores;
        hot->scored = scored;
        hot->cluster_cap = cap;
    }
    return (uint32_t)hot->cluster_count++;
}

static bool place_message(struct hot *hot, struct message *m)
{
    uint32_t cluster = best_cluster(hot, m);

    if (cluster == HOT_NO_CLUSTER) cluster = new_cluster(hot);
    return cluster != HOT_NO_CLUSTER && join(hot, m, cluster);
}

enum err hot_add(struct hot *hot, const struct hot_message *message, struct fault *why)
{
    struct message *m;

    if (hot->message_count == HOT_MESSAGES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "文本过多（最多 %d 条）", "too many messages (at most %d)", (int)HOT_MESSAGES_MAX);
    if (hot->message_count == hot->message_cap) {
        struct message *wider = hot_wider(hot->arena, hot->messages, hot->message_count, hot->message_cap * 2, sizeof *wider);
        if (!wider) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        hot->messages = wider;
        hot->message_cap *= 2;
    }
    m = &hot->messages[hot->message_count];
    if (!hot_read(hot, message, m) || !place_message(hot, m)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    hot->message_count++;
    return ERR_OK;
}

/* ── Once more, with the whole known ───────────────────────────────────── */

static bool sweep(struct hot *hot)
{
    for (size_t i = 0; i < hot->message_count; i++) {
        struct message *m = &hot->messages[i];
        if (m->cluster == HOT_NO_CLUSTER) continue;
        if (!leave(hot, m) || !place_message(hot, m)) return false;
    }
    return true;
}

/* The cluster that another fits best as a whole. */
static uint32_t best_partner(struct hot *hot, uint32_t which, const uint32_t *first, const uint32_t *next)
{
    const struct cluster *own = &hot->clusters[which];
    uint32_t best = HOT_NO_CLUSTER, spots[HOT_CLUSTER_PLACES];
    double best_fit = (double)hot->rules.merge / 100;
    size_t scored = 0, spot_count = 0;

    for (uint32_t m = first[which]; m != HOT_NO_CLUSTER; m = next[m])
        scored = hot_score(hot, hot->messages[m].terms, hot->messages[m].term_count, scored);
    for (size_t i = 0; i < own->place_count; i++)   /* what a third of it names */
        if (own->places[i].count * 3 >= own->size) spots[spot_count++] = own->places[i].place;
    for (size_t i = 0; i < scored; i++) {
        uint32_t c = hot->scored[i];
        const struct cluster *other = &hot->clusters[c];
        double fit = -1;

        if (c != which && other->size >= own->size && other->square > 0 && own->square > 0)
            fit = (double)hot->scores[c] / sqrt(own->square * other->square) + place_fit(hot, other, spots, spot_count, spot_count) -
                  fmin(gap_of(hot, other, own->first_ms), gap_of(hot, other, own->last_ms));
        hot->scores[c] = 0;
        if (fit > best_fit || (fit == best_fit && c < best)) best_fit = fit, best = c;
    }
    return best;
}

/* Smaller clusters go into larger ones that they fit as a whole. */
static bool merge_clusters(struct hot *hot)
{
    uint32_t *first = arena_raw(hot->arena, (hot->cluster_count + 1) * sizeof *first), *next = arena_raw(hot->arena, (hot->message_count + 1) * sizeof *next);

    if (!first || !next) return false;
    memset(first, 0xff, hot->cluster_count * sizeof *first);
    for (size_t i = hot->message_count; i-- > 0;) {
        if (hot->messages[i].cluster == HOT_NO_CLUSTER) continue;
        next[i] = first[hot->messages[i].cluster];
        first[hot->messages[i].cluster] = (uint32_t)i;
    }
    for (uint32_t c = 0; c < hot->cluster_count; c++) {
        uint32_t into, m, following;

        if (hot->clusters[c].size == 0 || (into = best_partner(hot, c, first, next)) == HOT_NO_CLUSTER) continue;
        for (m = first[c]; m != HOT_NO_CLUSTER; m = following) {
            following = next[m];
            if (!leave(hot, &hot->messages[m]) || !join(hot, &hot->messages[m], into)) return false;
            next[m] = first[into];
            first[into] = m;
        }
        first[c] = HOT_NO_CLUSTER;
    }
    return true;
}

bool hot_settle(struct hot *hot)
{
    for (int i = 0; i < SWEEPS; i++)
        if (!sweep(hot) || !merge_clusters(hot)) return false;
    return true;
}

/* ── Live ──────────────────────────────────────────────────────────────── */

bool hot_remove(struct hot *hot, size_t position)
{
    struct message *m = &hot->messages[position];

    if (m->cluster == HOT_NO_CLUSTER) return true;
    if (!leave(hot, m)) return false;
    m->cluster = HOT_NO_CLUSTER;
    return true;
}

bool hot_unite(struct hot *hot, size_t a, size_t b)
{
    uint32_t from = hot->messages[a].cluster, into = hot->messages[b].cluster;

    if (from == HOT_NO_CLUSTER || into == HOT_NO_CLUSTER || from == into) return true;
    if (hot->clusters[from].size > hot->clusters[into].size) into = from, from = hot->messages[b].cluster;
    for (size_t i = 0; i < hot->message_count; i++)
        if (hot->messages[i].cluster == from && (!leave(hot, &hot->messages[i]) || !join(hot, &hot->messages[i], into))) return false;
    return true;
}
