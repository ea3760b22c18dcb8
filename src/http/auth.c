/*
 * auth.c - a small table of identities by digest; a slot holds one.
 *
 * Two digests that meet in a slot push each other out, which costs a look-up,
 * never a wrong answer.  A waiting touch job holds a reference of its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/auth.h"

#include <pthread.h>
#include <string.h>

enum { IDENTITY_MEMORY_MAX = 1024 * 1024 };

struct auth {
    struct store *store;
    pthread_mutex_t mutex;
    struct identity *slots[AUTH_SLOTS];
};

struct auth *auth_open(struct arena *arena, struct store *store)
{
    struct auth *auth = arena_new(arena, struct auth);

    if (!auth) return NULL;
    auth->store = store;
    pthread_mutex_init(&auth->mutex, NULL);
    return auth;
}

void auth_close(struct auth *auth)
{
    if (!auth) return;
    for (size_t i = 0; i < AUTH_SLOTS; i++) identity_unref(auth->slots[i]);
    pthread_mutex_destroy(&auth->mutex);
}

void identity_unref(struct identity *identity)
{
    if (identity && atomic_fetch_sub_explicit(&identity->references, 1, memory_order_acq_rel) == 1)
        arena_close(identity->arena);
}

static struct identity *ref(struct identity *identity)
{
    atomic_fetch_add_explicit(&identity->references, 1, memory_order_relaxed);
    return identity;
}

static struct identity **slot_of(struct auth *auth, const char *digest)
{
    return &auth->slots[str_hash((struct str){ digest, TOKEN_TEXT - 1 }) % AUTH_SLOTS];
}

/* A fresh identity with a reference, or NULL. */
static struct identity *remembered(struct auth *auth, const char *digest, int64_t now_ms)
{
    struct identity *found = NULL;

    pthread_mutex_lock(&auth->mutex);
    struct identity *held = *slot_of(auth, digest);
    if (held && memcmp(held->digest, digest, TOKEN_TEXT) == 0 && now_ms - held->checked_ms < AUTH_FRESH_MS &&
        now_ms >= held->checked_ms && (held->ends_ms == 0 || now_ms < held->ends_ms))
        found = ref(held);
    pthread_mutex_unlock(&auth->mutex);
    return found;
}

static void remember(struct auth *auth, struct identity *identity)
{
    pthread_mutex_lock(&auth->mutex);
    struct identity **slot = slot_of(auth, identity->digest), *old = *slot;
    *slot = ref(identity);
    pthread_mutex_unlock(&auth->mutex);
    identity_unref(old);
}

static enum err ask_store(struct db *db, const struct org *org, struct str token, bool is_key, int64_t now_ms,
                          struct identity *identity, struct fault *why)
{
    struct session session;
    enum err err;

    if (is_key) return key_user(db, identity->arena, org, token, &identity->user, why);
    err = session_find(db, identity->arena, org, token, now_ms, &session, why);
    if (err) return err;
    identity->ends_ms = session.ends_ms;
    identity->seen_ms = session.seen_ms;
    return org_user(db, identity->arena, org, session.account_id, &identity->user, why);
}

/* ── Activity ──────────────────────────────────────────────────────────── */

static enum err touch_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct identity *identity = job->arg;

    return session_touch(db, str_from_c(identity->digest), identity->touch_ms, why);
}

static void touch_done(struct store_job *job)
{
    identity_unref(job->arg);
}

/* At most once a minute: a lost touch costs a minute of idle time, nothing else. */
static void touch_session(struct auth *auth, struct identity *identity, int64_t now_ms)
{
    bool due = false;

    pthread_mutex_lock(&auth->mutex);
    if (identity->ends_ms && !identity->touch.arg && now_ms - identity->seen_ms >= AUTH_TOUCH_MS) {
        identity->touch = (struct store_job){ .apply = touch_apply, .done = touch_done, .arg = identity };
        identity->touch_ms = now_ms;
        due = true;
    }
    pthread_mutex_unlock(&auth->mutex);
    if (!due) return;
    ref(identity);
    if (store_submit(auth->store, &identity->touch)) identity_unref(identity);
}

static void digest_of(struct str token, bool is_key, char digest[TOKEN_TEXT])
{
    token_digest(token, digest);
    if (is_key) digest[0] = 'K';   /* a key is not a session, even if someone sends one as the other */
}

struct identity *auth_known(struct auth *auth, struct str token, bool is_key, int64_t now_ms)
{
    char digest[TOKEN_TEXT];
    struct identity *identity;

    digest_of(token, is_key, digest);
    identity = remembered(auth, digest, now_ms);
    if (identity) touch_session(auth, identity, now_ms);
    return identity;
}

enum err auth_find(struct auth *auth, struct db *db, const struct org *org, struct str token, bool is_key, bool touch,
                   int64_t now_ms, struct identity **out, struct fault *why)
{
    char digest[TOKEN_TEXT];
    struct identity *identity;
    struct arena *arena;
    enum err err;

    digest_of(token, is_key, digest);
    identity = remembered(auth, digest, now_ms);
    if (!identity) {
        arena = arena_open(IDENTITY_MEMORY_MAX);
        identity = arena ? arena_new(arena, struct identity) : NULL;
        if (!identity) {
            arena_close(arena);
            return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        }
        atomic_init(&identity->references, 1);
        identity->arena = arena;
        identity->checked_ms = now_ms;
        memcpy(identity->digest, digest, sizeof digest);
        err = ask_store(db, org, token, is_key, now_ms, identity, why);
        if (err) {
            identity_unref(identity);
            return err == ERR_NOT_FOUND ? fault_set(why, ERR_UNAUTHORIZED, "请先登录", "please log in first") : err;
        }
        remember(auth, identity);
    }
    if (touch) touch_session(auth, identity, now_ms);
    *out = identity;
    return ERR_OK;
}

void auth_forget(struct auth *auth, struct str token)
{
    char digest[TOKEN_TEXT];
    struct identity *old = NULL;

    token_digest(token, digest);
    pthread_mutex_lock(&auth->mutex);
    struct identity **slot = slot_of(auth, digest);
    if (*slot && memcmp((*slot)->digest, digest, TOKEN_TEXT) == 0) {
        old = *slot;
        *slot = NULL;
    }
    pthread_mutex_unlock(&auth->mutex);
    identity_unref(old);
}

/* Empties the slots for which `stale` holds. */
static void forget_where(struct auth *auth, bool (*stale)(const struct identity *identity, int64_t value), int64_t value)
{
    for (size_t i = 0; i < AUTH_SLOTS; i++) {
        struct identity *old = NULL;
        pthread_mutex_lock(&auth->mutex);
        if (auth->slots[i] && stale(auth->slots[i], value)) {
            old = auth->slots[i];
            auth->slots[i] = NULL;
        }
        pthread_mutex_unlock(&auth->mutex);
        identity_unref(old);
    }
}

static bool is_account(const struct identity *identity, int64_t account_id)
{
    return identity->user->account_id == account_id;
}

static bool is_old(const struct identity *identity, int64_t now_ms)
{
    return now_ms - identity->checked_ms >= AUTH_FRESH_MS;
}

void auth_forget_account(struct auth *auth, int64_t account_id)
{
    forget_where(auth, is_account, account_id);
}

void auth_sweep(struct auth *auth, int64_t now_ms)
{
    forget_where(auth, is_old, now_ms);
}
