/*
 * kept.c - a table of answers, one a slot; a newer one takes the slot.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/kept.h"

#include <microhttpd.h>
#include <pthread.h>
#include <string.h>

enum { SLOTS = 1024, TARGET_MAX = 256, LIVES_MS = 1000, ANSWER_MEMORY = 4096 };

struct kept_answer {
    atomic_int references;
    struct arena *arena;
    struct MHD_Response *response;
    char digest[TOKEN_TEXT];             /* of the session or key */
    int64_t checked_ms;                  /* when the store described its owner */
    char target[TARGET_MAX];
    struct viewer viewer;
    int64_t made_ms;
    _Atomic int64_t seq;                 /* nothing its reader may see happened up to this event */
};

struct kept {
    pthread_mutex_t mutex;               /* of the slots */
    struct kept_answer *slots[SLOTS];
};

struct kept *kept_open(struct arena *arena)
{
    struct kept *kept = arena_new(arena, struct kept);

    if (kept) pthread_mutex_init(&kept->mutex, NULL);
    return kept;
}

void kept_unref(struct kept_answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->references, 1) > 1) return;
    MHD_destroy_response(answer->response);
    arena_close(answer->arena);
}

struct MHD_Response *kept_response(const struct kept_answer *answer)
{
    return answer->response;
}

static struct kept_answer **slot_of(struct kept *kept, const struct kept_key *key)
{
    uint64_t owner = str_hash((struct str){ key->identity->digest, TOKEN_TEXT - 1 });

    return &kept->slots[(owner * 31 + str_hash(key->target)) % SLOTS];
}

static bool fits(const struct kept_answer *answer, const struct kept_key *key, int64_t now_ms)
{
    return now_ms >= answer->made_ms && now_ms - answer->made_ms < LIVES_MS && answer->checked_ms == key->identity->checked_ms &&
           memcmp(answer->digest, key->identity->digest, TOKEN_TEXT) == 0 && str_is(key->target, answer->target);
}

struct kept_answer *kept_find(struct kept *kept, struct hub *hub, const struct kept_key *key, int64_t now_ms)
{
    struct kept_answer *found = NULL;
    int64_t seq;

    pthread_mutex_lock(&kept->mutex);
    struct kept_answer *held = *slot_of(kept, key);
    if (held && fits(held, key, now_ms)) {
        atomic_fetch_add(&held->references, 1);
        found = held;
    }
    pthread_mutex_unlock(&kept->mutex);
    if (!found) return NULL;
    seq = atomic_load(&found->seq);
    if (hub_quiet(hub, &found->viewer, &seq)) {
        atomic_store(&found->seq, seq);
        return found;
    }
    kept_unref(found);
    return NULL;
}

/* Puts `answer` (or nothing) into a slot. */
static void place(struct kept *kept, struct kept_answer **slot, struct kept_answer *answer)
{
    pthread_mutex_lock(&kept->mutex);
    struct kept_answer *old = *slot;
    *slot = answer;
    pthread_mutex_unlock(&kept->mutex);
    kept_unref(old);
}

void kept_put(struct kept *kept, const struct kept_key *key, int64_t seq, int64_t now_ms, struct MHD_Response *response)
{
    struct arena *arena = key->target.len < TARGET_MAX ? arena_open(ANSWER_MEMORY) : NULL;
    struct kept_answer *answer = arena ? arena_new(arena, struct kept_answer) : NULL;

    if (!answer || !viewer_of(key->identity->user, &answer->viewer)) {
        MHD_destroy_response(response);
        arena_close(arena);
        return;
    }
    answer->arena = arena;
    atomic_init(&answer->references, 1);
    atomic_init(&answer->seq, seq);
    answer->response = response;
    answer->checked_ms = key->identity->checked_ms;
    answer->made_ms = now_ms;
    memcpy(answer->digest, key->identity->digest, TOKEN_TEXT);
    memcpy(answer->target, key->target.at, key->target.len);
    place(kept, slot_of(kept, key), answer);
}

void kept_sweep(struct kept *kept, int64_t now_ms)
{
    for (size_t i = 0; i < SLOTS; i++) {
        pthread_mutex_lock(&kept->mutex);
        bool old = kept->slots[i] && now_ms - kept->slots[i]->made_ms >= LIVES_MS;
        pthread_mutex_unlock(&kept->mutex);
        if (old) place(kept, &kept->slots[i], NULL);
    }
}

void kept_close(struct kept *kept)
{
    if (!kept) return;
    for (size_t i = 0; i < SLOTS; i++) kept_unref(kept->slots[i]);
    pthread_mutex_destroy(&kept->mutex);
}
