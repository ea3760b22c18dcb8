/*
 * hot_live.c - see hot_live.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/hot_live.h"

#include <pthread.h>
#include <string.h>

#include "base/civil.h"
#include "text/place.h"

enum { SUBJECT_TEXT_MAX = 120, CHANGED_PART = 4 };
static const size_t MEMORY = (size_t)128 << 20;
static const int64_t STALE_MS = MS_PER_HOUR, IDLE_MS = 10 * MS_PER_MINUTE;

/* Cases by position: ids rise, as they are added in the order they were opened. */
struct hot_member { int64_t id; bool gone; };

struct kept {
    struct arena *arena;                  /* NULL: free */
    struct hot *hot;
    enum scope_kind kind;
    int64_t scope_id, days, release, gathered_ms, asked_ms;
    struct hot_rules rules;
    uint64_t said;                        /* digest of the ties */
    struct hot_member *members;
    size_t count, cap, gathered, changed;
};

struct hot_live {
    struct arena *arena;
    pthread_mutex_t mutex;
    struct kept kept[HOT_LIVE_KEPT], *now;   /* now: the one a look holds */
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err hot_live_open(struct hot_live **out, struct fault *why)
{
    struct arena *arena = arena_open(4096);
    struct hot_live *live = arena ? arena_new(arena, struct hot_live) : NULL;

    if (!live || pthread_mutex_init(&live->mutex, NULL) != 0) {
        if (arena) arena_close(arena);
        return no_memory(why);
    }
    live->arena = arena;
    *out = live;
    return ERR_OK;
}

static void let_go(struct kept *k)
{
    if (k->arena) arena_close(k->arena);
    *k = (struct kept){ .arena = NULL };
}

void hot_live_close(struct hot_live *live)
{
    if (!live) return;
    for (size_t i = 0; i < HOT_LIVE_KEPT; i++) let_go(&live->kept[i]);
    pthread_mutex_destroy(&live->mutex);
    arena_close(live->arena);
}

void hot_live_tend(struct hot_live *live, int64_t now_ms)
{
    pthread_mutex_lock(&live->mutex);
    for (size_t i = 0; i < HOT_LIVE_KEPT; i++)
        if (live->kept[i].arena && now_ms - live->kept[i].asked_ms > IDLE_MS) let_go(&live->kept[i]);
    pthread_mutex_unlock(&live->mutex);
}

/* ── One place ─────────────────────────────────────────────────────────── */

static bool find(const struct kept *k, int64_t id, size_t *position)
{
    size_t low = 0, high = k->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (k->members[middle].id < id) low = middle + 1;
        else high = middle;
    }
    *position = low;
    return low < k->count && k->members[low].id == id;
}

static enum err add(struct kept *k, const struct hot_asked *asked, const struct case_record *c, struct fault *why)
{
    struct hot_message m = { .at_ms = c->opened_at, .title = utf8_prefix(c->text, SUBJECT_TEXT_MAX), .body = c->address };
    enum err err = hot_person(asked->db, asked->arena, c->id, &m.person, why);

    if (err) return err;
    m.id = str_format(asked->arena, "%lld", (long long)c->id);
    m.place = str_format(asked->arena, "%lld", (long long)c->community_id);
    if (!m.id.at || !m.place.at) return no_memory(why);
    if (k->count == k->cap) {
        struct hot_member *wider = arena_array(k->arena, struct hot_member, k->cap * 2);
        if (!wider) return no_memory(why);
        memcpy(wider, k->members, k->count * sizeof *wider);
        k->members = wider;
        k->cap *= 2;
    }
    err = hot_add(k->hot, &m, why);
    if (!err) k->members[k->count++] = (struct hot_member){ .id = c->id };
    return err;
}

/* Differs whenever what people said does. */
static uint64_t digest_of(const struct hot_asked *asked)
{
    uint64_t digest = asked->tie_count;

    for (size_t i = 0; i < asked->tie_count; i++)
        digest = (digest ^ (uint64_t)asked->ties[i].a * 31 ^ (uint64_t)asked->ties[i].b ^ (uint64_t)asked->ties[i].same << 63) * 0x9e3779b97f4a7c15u;
    return digest;
}

static enum err unite(struct kept *k, const struct hot_asked *asked, struct fault *why)
{
    for (size_t i = 0; i < asked->tie_count; i++) {
        size_t a, b;
        if (!asked->ties[i].same || !find(k, asked->ties[i].a, &a) || !find(k, asked->ties[i].b, &b)) continue;
        if (!hot_unite(k->hot, a, b)) return no_memory(why);
    }
    return ERR_OK;
}

/* Everything anew, oldest first. */
static enum err gather(struct kept *k, const struct hot_asked *asked, struct fault *why)
{
    struct place_words *words;
    enum err err;

    let_go(k);
    *k = (struct kept){ .arena = arena_open(MEMORY), .kind = asked->kind, .scope_id = asked->scope_id, .days = asked->days, .release = asked->release,
                        .gathered_ms = asked->now_ms, .rules = asked->rules, .said = digest_of(asked), .cap = asked->count + 64 };
    if (!k->arena) return no_memory(why);
    err = place_words_load(k->arena, str_dup(k->arena, asked->place_words), &words, why);
    if (!err && (!(k->hot = hot_new_for(k->arena, &k->rules, words, asked->count)) || !(k->members = arena_array(k->arena, struct hot_member, k->cap)))) err = no_memory(why);
    for (size_t i = 0; !err && i < asked->count; i++)
        if (!hot_learn(k->hot, asked->cases[i].text, STR(""))) err = no_memory(why);
    for (size_t i = asked->count; !err && i-- > 0;) err = add(k, asked, &asked->cases[i], why);
    if (!err && !hot_settle(k->hot)) err = no_memory(why);
    k->gathered = k->count;
    return err ? err : unite(k, asked, why);
}

/* Those not among the cases any more leave: both lists are in the order of ids. */
static enum err drop_gone(struct kept *k, const struct hot_asked *asked, struct hot_look *out, struct fault *why)
{
    size_t i = asked->count;

    for (size_t m = 0; m < k->count; m++) {
        while (i > 0 && asked->cases[i - 1].id < k->members[m].id) i--;
        if (k->members[m].gone || (i > 0 && asked->cases[i - 1].id == k->members[m].id)) continue;
        if (!hot_remove(k->hot, m)) return no_memory(why);
        k->members[m].gone = true;
        out->removed++;
    }
    return ERR_OK;
}

/* What is new is added, oldest first; false in *whole when a case belongs between those that are there. */
static enum err add_new(struct kept *k, const struct hot_asked *asked, struct hot_look *out, bool *whole, struct fault *why)
{
    enum err err = ERR_OK;

    *whole = true;
    for (size_t i = asked->count; !err && *whole && i-- > 0;) {
        size_t position;
        if (find(k, asked->cases[i].id, &position)) {
            *whole = !k->members[position].gone;      /* it came back: taken apart again */
            continue;
        }
        if (position < k->count) *whole = false;
        else if (!hot_learn(k->hot, asked->cases[i].text, STR(""))) err = no_memory(why);
        else err = add(k, asked, &asked->cases[i], why);
        out->added += *whole && !err;
    }
    return err;
}

static struct kept *place_of(struct hot_live *live, const struct hot_asked *asked)
{
    struct kept *oldest = &live->kept[0];

    for (size_t i = 0; i < HOT_LIVE_KEPT; i++) {
        struct kept *k = &live->kept[i];
        if (k->arena && k->kind == asked->kind && k->scope_id == asked->scope_id && k->days == asked->days) return k;
        if (!k->arena || (oldest->arena && k->asked_ms < oldest->asked_ms)) oldest = k;
    }
    let_go(oldest);
    return oldest;
}

enum err hot_live_look(struct hot_live *live, const struct hot_asked *asked, struct hot_look *out, struct fault *why)
{
    struct kept *k;
    bool whole = false;
    enum err err = ERR_OK;

    *out = (struct hot_look){ .hot = NULL };
    pthread_mutex_lock(&live->mutex);
    k = live->now = place_of(live, asked);
    if (k->arena && k->release == asked->release && k->said == digest_of(asked) && memcmp(&k->rules, &asked->rules, sizeof k->rules) == 0 && asked->now_ms - k->gathered_ms < STALE_MS) {
        err = drop_gone(k, asked, out, why);
        if (!err) err = add_new(k, asked, out, &whole, why);
        k->changed += out->added + out->removed;
        whole = whole && k->changed * CHANGED_PART <= k->gathered + 64;
    }
    if (!err && !whole) {
        *out = (struct hot_look){ .gathered = true };
        err = gather(k, asked, why);
    }
    k->asked_ms = asked->now_ms;
    out->hot = k->hot;
    if (!err) return ERR_OK;
    let_go(k);
    hot_live_done(live);
    return err;
}

void hot_live_done(struct hot_live *live)
{
    live->now = NULL;
    pthread_mutex_unlock(&live->mutex);
}
