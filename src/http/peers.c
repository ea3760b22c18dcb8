/*
 * peers.c - a list of sockets with deadlines.
 *
 * MHD says when a connection begins and, before it closes the socket, when it
 * ends; both under the mutex, so a socket that is cut is never another's.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/peers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/arena.h"

struct peer {
    int socket;
    _Atomic int64_t deadline_ms;
    struct peer *before, *after;      /* or the next free one */
};

struct peers {
    pthread_mutex_t mutex;
    struct arena *arena;              /* peers are reused, never given back */
    struct peer *first, *free;
    size_t count;
};

enum { PEERS_MEMORY_MAX = 64 * 1024 * 1024 };

struct peers *peers_open(struct arena *arena)
{
    struct peers *peers = arena_new(arena, struct peers);

    if (!peers) return NULL;
    peers->arena = arena_open(PEERS_MEMORY_MAX);
    if (!peers->arena) return NULL;
    pthread_mutex_init(&peers->mutex, NULL);
    return peers;
}

void peers_close(struct peers *peers)
{
    if (!peers) return;
    arena_close(peers->arena);
    pthread_mutex_destroy(&peers->mutex);
}

struct peer *peers_add(struct peers *peers, int socket, int64_t deadline_ms)
{
    struct peer *peer;

    pthread_mutex_lock(&peers->mutex);
    peer = peers->free;
    if (peer) peers->free = peer->after;
    else peer = arena_new(peers->arena, struct peer);
    if (peer) {
        peer->socket = socket;
        atomic_store_explicit(&peer->deadline_ms, deadline_ms, memory_order_relaxed);
        peer->before = NULL;
        peer->after = peers->first;
        if (peers->first) peers->first->before = peer;
        peers->first = peer;
        peers->count++;
    }
    pthread_mutex_unlock(&peers->mutex);
    return peer;
}

void peers_remove(struct peers *peers, struct peer *peer)
{
    if (!peer) return;
    pthread_mutex_lock(&peers->mutex);
    if (peer->before) peer->before->after = peer->after;
    else peers->first = peer->after;
    if (peer->after) peer->after->before = peer->before;
    peer->after = peers->free;
    peers->free = peer;
    peers->count--;
    pthread_mutex_unlock(&peers->mutex);
}

void peer_deadline(struct peer *peer, int64_t deadline_ms)
{
    if (peer) atomic_store_explicit(&peer->deadline_ms, deadline_ms, memory_order_relaxed);
}

void peers_cut(struct peers *peers, int64_t now_ms)
{
    pthread_mutex_lock(&peers->mutex);
    for (struct peer *peer = peers->first; peer; peer = peer->after) {
        int64_t deadline = atomic_load_explicit(&peer->deadline_ms, memory_order_relaxed);
        if (deadline && now_ms > deadline) shutdown(peer->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&peers->mutex);
}

size_t peers_count(struct peers *peers)
{
    size_t count;

    pthread_mutex_lock(&peers->mutex);
    count = peers->count;
    pthread_mutex_unlock(&peers->mutex);
    return count;
}
