/*
 * effects.c - what the jobs of a batch add to counters and to the feed.
 *
 * Counters are applied sorted by key: two PostgreSQL writers that took them in
 * different orders would wait for each other for ever.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "store/feed.h"
#include "store/store_backend.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 200, KIND_MAX = 64, FEED_WIDTH = 8 };

QUERY(COUNTER_ADD) = {
    .name = "counter_add",
    .sql = "INSERT INTO counter (key, value) VALUES ($1, $2)"
           " ON CONFLICT (key) DO UPDATE SET value = counter.value + excluded.value",
    .takes = { STORE_TEXT, STORE_INT },
};

/* Held until COMMIT, so that numbers become visible in their order; other servers are told with the COMMIT (listen.h). */
QUERY(FEED_LOCK) = {
    .name = "feed_lock",
    .sql = "SELECT 1 WHERE $1 = $1",
    .pg = "SELECT 1 FROM pg_advisory_xact_lock(7369616668656564), pg_notify('shao_feed', $1)",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT },
};

QUERY(FEED_ADD) = {
    .name = "feed_add",
    .sql = "INSERT INTO feed (seq, at, case_id, area_id, unit_id, user_id, kind, body)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    .takes = { STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_INT, STORE_TEXT, STORE_TEXT },
};

/* ── Collecting ────────────────────────────────────────────────────────── */

void effects_reset(struct effects *effects)
{
    struct arena *arena = effects->arena;

    arena_reset(arena);
    *effects = (struct effects){ .arena = arena };
}

struct effects_mark effects_mark(const struct effects *effects)
{
    return (struct effects_mark){ effects->delta_count, effects->addition_count, effects->event_count };
}

void effects_undo(struct effects *effects, struct effects_mark mark)
{
    effects->delta_count = mark.deltas;
    effects->addition_count = mark.additions;
    effects->event_count = mark.events;
}

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* Outside of a job, or after a statement of it failed, nothing may be added. */
static enum err job_check(const struct db *db, struct fault *why)
{
    if (!db->effects)
        return fault_set(why, ERR_INTERNAL, "只能在作业中计数和发布事件", "counters and events belong inside a job");
    if (db->failed.code && why) *why = db->failed;
    return db->failed.code;
}

static bool text_fits(struct str text, size_t max)
{
    return text.len <= max && (text.len == 0 || !memchr(text.at, 0, text.len)) && utf8_valid(text);
}

static enum err delta_add(struct effects *effects, struct str key, int64_t by, bool clear, struct fault *why)
{
    char *copy = arena_copy(effects->arena, key.at ? key.at : "", key.len);

    if (!copy) return no_memory(why);
    if (effects->delta_count == effects->delta_cap) {
        size_t cap = effects->delta_cap ? effects->delta_cap * 2 : 256;
        struct delta *more = arena_array(effects->arena, struct delta, cap);
        if (!more) return no_memory(why);
        if (effects->delta_count) memcpy(more, effects->deltas, effects->delta_count * sizeof *more);
        effects->deltas = more;
        effects->delta_cap = cap;
    }
    effects->deltas[effects->delta_count++] = (struct delta){ { copy, key.len }, by, clear };
    return ERR_OK;
}

enum err store_count(struct db *db, struct str key, int64_t delta, struct fault *why)
{
    enum err err = job_check(db, why);

    if (err) return err;
    if (key.len == 0 || !text_fits(key, KEY_MAX))
        return fault_set(why, ERR_INVALID, "计数的键须为 1 到 %d 字节的 UTF-8 文字",
                         "the key of a counter must be 1 to %d bytes of UTF-8", KEY_MAX);
    return delta_add(db->effects, key, delta, false, why);
}

enum err effects_clear(struct db *db, struct str prefix, struct fault *why)
{
    return delta_add(db->effects, prefix, 0, true, why);
}

enum err store_feed(struct db *db, const struct feed_event *event, struct fault *why)
{
    struct effects *effects = db->effects;
    struct feed_event copy = *event;
    struct str kind = str_from_c(event->kind);
    enum err err = job_check(db, why);

    if (err) return err;
    if (kind.len == 0 || !text_fits(kind, KIND_MAX) || !text_fits(event->body, SIZE_MAX))
        return fault_set(why, ERR_INVALID, "事件的类别或内容不是有效文字",
                         "the event's kind or body is not valid text");
    copy.kind = arena_copy(effects->arena, kind.at, kind.len);
    copy.body.at = arena_copy(effects->arena, event->body.at ? event->body.at : "", event->body.len);
    if (!copy.kind || !copy.body.at) return no_memory(why);
    if (effects->event_count == effects->event_cap) {
        size_t cap = effects->event_cap ? effects->event_cap * 2 : 256;
        struct feed_event *more = arena_array(effects->arena, struct feed_event, cap);
        if (!more) return no_memory(why);
        if (effects->event_count) memcpy(more, effects->events, effects->event_count * sizeof *more);
        effects->events = more;
        effects->event_cap = cap;
    }
    effects->events[effects->event_count++] = copy;
    return ERR_OK;
}

/* ── Applying ──────────────────────────────────────────────────────────── */

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct delta *)a)->key, ((const struct delta *)b)->key);
}

/* Takes back what came before each rebuild under its prefix, and the marks themselves. */
static void deltas_void(struct effects *effects)
{
    for (size_t i = 0; i < effects->delta_count; i++) {
        if (!effects->deltas[i].clear) continue;
        for (size_t k = 0; k < i; k++)
            if (str_starts(effects->deltas[k].key, effects->deltas[i].key)) effects->deltas[k].by = 0;
    }
}

static enum err counters_apply(struct db *db, struct effects *effects, struct fault *why)
{
    struct store_arg *args = arena_array(effects->arena, struct store_arg, effects->delta_count * 2);
    size_t sums = 0;

    if (!args) return no_memory(why);
    deltas_void(effects);
    qsort(effects->deltas, effects->delta_count, sizeof *effects->deltas, by_key);
    for (size_t i = 0; i < effects->delta_count;) {
        struct str key = effects->deltas[i].key;
        int64_t sum = 0;
        for (; i < effects->delta_count && str_eq(effects->deltas[i].key, key); i++) sum += effects->deltas[i].by;
        if (sum == 0) continue;
        args[sums * 2] = arg_text(key);
        args[sums * 2 + 1] = arg_int(sum);
        sums++;
    }
    return statement_repeat(db, &COUNTER_ADD, args, sums, why);
}

static void event_args(struct store_arg *args, int64_t seq, int64_t at, const struct feed_event *event)
{
    const struct store_arg values[FEED_WIDTH] = {
        arg_int(seq),
        arg_int(at),
        arg_int(event->case_id),
        arg_id(event->area_id),
        arg_id(event->unit_id),
        arg_id(event->user_id),
        arg_c(event->kind),
        arg_text(event->body),
    };

    memcpy(args, values, sizeof values);
}

static enum err feed_apply(struct db *db, struct effects *effects, int64_t *last, struct fault *why)
{
    struct store_arg *args = arena_array(effects->arena, struct store_arg, effects->event_count * FEED_WIDTH);
    int64_t now = time_now_ms(), seq;
    enum err err;

    if (!args) return no_memory(why);
    err = store_run(db, &FEED_LOCK, ARGS(arg_c(store_token(db->store))), NULL, why);
    if (!err) err = store_feed_last(db, &seq, why);
    if (err) return err;
    for (size_t i = 0; i < effects->event_count; i++)
        event_args(args + i * FEED_WIDTH, ++seq, now, &effects->events[i]);
    err = statement_repeat(db, &FEED_ADD, args, effects->event_count, why);
    if (!err) *last = seq;
    return err;
}

enum err effects_apply(struct db *db, struct effects *effects, int64_t *last, struct fault *why)
{
    enum err err = ERR_OK;

    *last = 0;
    if (effects->delta_count) err = counters_apply(db, effects, why);
    if (!err && effects->addition_count) err = tallies_apply(db, effects, why);
    if (!err && effects->event_count) err = feed_apply(db, effects, last, why);
    return err;
}
