/*
 * peers.h - every connection has one deadline.
 *
 * The model: whoever has not sent the head of a request in 15 seconds (or, on a
 * kept connection, in 75), the body in time for its size, or taken the answer
 * in 5 minutes, is cut off: dripping one byte now and then keeps nothing open.
 * A connection that waits for us, or listens to live events, has none.
 *
 * Ownership: peers_open/peers_close; a peer lives while MHD keeps its socket.
 * Threads: any.  SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_PEERS_H
#define HTTP_PEERS_H

#include "base/base.h"

struct arena;
struct peers;
struct peer;

enum { PEER_HEAD_MS = 15000, PEER_KEPT_MS = 75000, PEER_BODY_MS = 30000, PEER_BODY_BYTES_PER_MS = 10, PEER_ANSWER_MS = 300000 };

struct peers *peers_open(struct arena *arena);
void peers_close(struct peers *peers);
/* NULL when out of memory. */
struct peer *peers_add(struct peers *peers, int socket, int64_t deadline_ms);
void peers_remove(struct peers *peers, struct peer *peer);
/* Monotonic milliseconds; 0: none. */
void peer_deadline(struct peer *peer, int64_t deadline_ms);
/* Shuts down the sockets whose deadline has passed. */
void peers_cut(struct peers *peers, int64_t now_ms);
size_t peers_count(struct peers *peers);

#endif
