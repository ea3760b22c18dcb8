/*
 * room.c - see room.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/room.h"

#include <time.h>

#include "base/civil.h"
#include "http/server.h"

enum { TICK_MS = 100 };

struct room {
    struct http *http;
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    pthread_t thread;
    struct exchange *first;           /* linked by `next` */
    size_t count;
    bool stopping;
};

/* What has waited long enough, taken out of the room. */
static struct exchange *take_ready(struct room *room)
{
    int64_t now_ms = time_now_ms(), seq = hub_last(room->http->hub);
    struct exchange **link = &room->first, *ready = NULL;

    while (*link) {
        struct exchange *x = *link;
        if (!room->stopping && now_ms < x->call.again_ms && x->seq >= seq) {
            link = &x->next;
            continue;
        }
        *link = x->next;
        room->count--;
        x->next = ready;
        ready = x;
    }
    return ready;
}

/* Asked anew: nothing of the first time is kept but what was sent. */
static void ask_again(struct http *http, struct exchange *x)
{
    identity_unref(x->identity);
    org_unref(x->org);
    x->identity = NULL;
    x->org = NULL;
    x->call.again_ms = 0;
    x->call.work = NULL;
    store_coming(http->config.store, 1);
    queue_push(http, x);
}

static void *room_loop(void *arg)
{
    struct room *room = arg;

    pthread_setname_np(pthread_self(), "room");
    pthread_mutex_lock(&room->mutex);
    while (!room->stopping || room->first) {
        struct timespec tick = { .tv_nsec = TICK_MS * 1000 * 1000 };
        struct exchange *ready, *next;

        if (!room->first) {
            pthread_cond_wait(&room->filled, &room->mutex);
            continue;
        }
        ready = take_ready(room);
        pthread_mutex_unlock(&room->mutex);
        for (; ready; ready = next) {
            next = ready->next;
            ask_again(room->http, ready);
        }
        nanosleep(&tick, NULL);
        pthread_mutex_lock(&room->mutex);
    }
    pthread_mutex_unlock(&room->mutex);
    return NULL;
}

enum err room_open(struct arena *arena, struct http *http, struct room **out, struct fault *why)
{
    struct room *room = arena_new(arena, struct room);

    if (!room) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    room->http = http;
    pthread_mutex_init(&room->mutex, NULL);
    pthread_cond_init(&room->filled, NULL);
    if (pthread_create(&room->thread, NULL, room_loop, room)) {
        pthread_mutex_destroy(&room->mutex);
        pthread_cond_destroy(&room->filled);
        return fault_set(why, ERR_NO_MEMORY, "无法启动线程", "cannot start a thread");
    }
    *out = room;
    return ERR_OK;
}

bool room_wait(struct room *room, struct exchange *x)
{
    size_t own = 0;
    bool taken;

    pthread_mutex_lock(&room->mutex);
    for (const struct exchange *other = room->first; other; other = other->next)
        own += other->call.user->account_id == x->call.user->account_id;
    taken = !room->stopping && room->count < ROOM_MAX && own < ROOM_OF_ACCOUNT_MAX;
    if (taken) {
        x->next = room->first;
        room->first = x;
        room->count++;
        pthread_cond_signal(&room->filled);
    }
    pthread_mutex_unlock(&room->mutex);
    return taken;
}

size_t room_count(struct room *room)
{
    size_t count;

    pthread_mutex_lock(&room->mutex);
    count = room->count;
    pthread_mutex_unlock(&room->mutex);
    return count;
}

void room_stop(struct room *room)
{
    pthread_mutex_lock(&room->mutex);
    room->stopping = true;
    pthread_cond_signal(&room->filled);
    pthread_mutex_unlock(&room->mutex);
}

void room_close(struct room *room)
{
    if (!room) return;
    room_stop(room);
    pthread_join(room->thread, NULL);
    pthread_mutex_destroy(&room->mutex);
    pthread_cond_destroy(&room->filled);
}
