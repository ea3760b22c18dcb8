/*
 * limit.c - buckets in sets of four.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/limit.h"

#include <pthread.h>

enum { SETS = 4096, WAYS = 4 };

struct bucket {
    uint64_t key;                     /* 0: free */
    int64_t at_ms;                    /* of the last refill */
    double tokens;
};

struct limiter {
    pthread_mutex_t mutex;
    struct bucket buckets[SETS][WAYS];
};

struct limiter *limiter_open(struct arena *arena)
{
    struct limiter *limiter = arena_new(arena, struct limiter);

    if (limiter) pthread_mutex_init(&limiter->mutex, NULL);
    return limiter;
}

void limiter_close(struct limiter *limiter)
{
    if (limiter) pthread_mutex_destroy(&limiter->mutex);
}

static struct bucket *bucket_of(struct limiter *limiter, uint64_t key, int rate, int64_t now_ms)
{
    struct bucket *set = limiter->buckets[key % SETS], *quietest = &set[0];

    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key) return &set[i];
        if (set[i].at_ms < quietest->at_ms) quietest = &set[i];
    }
    *quietest = (struct bucket){ key, now_ms, rate };
    return quietest;
}

bool limiter_take(struct limiter *limiter, struct str client, int kind, int rate, int64_t now_ms, int *wait_s)
{
    uint64_t key = (str_hash(client) * 31 + (uint64_t)kind) | 1;
    double per_ms = rate / 60000.0;
    bool allowed;

    pthread_mutex_lock(&limiter->mutex);
    struct bucket *bucket = bucket_of(limiter, key, rate, now_ms);
    if (now_ms > bucket->at_ms) {
        bucket->tokens += (double)(now_ms - bucket->at_ms) * per_ms;
        bucket->at_ms = now_ms;
    }
    if (bucket->tokens > rate) bucket->tokens = rate;
    allowed = bucket->tokens >= 1;
    if (allowed) bucket->tokens -= 1;
    else *wait_s = (int)((1 - bucket->tokens) / per_ms / 1000) + 1;
    pthread_mutex_unlock(&limiter->mutex);
    return allowed;
}
