/*
 * kept.h - answers kept until something happens that their reader may see.
 *
 * The model: a page asked for again by the same login, unchanged, is sent again
 * from memory (routes with ROUTE_KEPT: the worklist, which every open desk asks
 * for all day).  A kept answer knows the newest live event it has seen; it is
 * used only while the hub knows of no later one its reader may see, and for a
 * second at most, because a page also shows how much time is left and because
 * another server's events arrive a little later than one's own.  So nobody
 * misses their own step, nor a colleague's.
 *
 * Ownership: kept_open/kept_close; an answer found is given back with kept_unref.
 * Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_KEPT_H
#define HTTP_KEPT_H

#include "http/auth.h"
#include "http/hub.h"

struct kept;
struct kept_answer;

struct kept *kept_open(struct arena *arena);
void kept_close(struct kept *kept);

/* Who asks, as the store last described them, and for what, with the query. */
struct kept_key { const struct identity *identity; struct str target; };

/* NULL when there is none that may be used. */
struct kept_answer *kept_find(struct kept *kept, struct hub *hub, const struct kept_key *key, int64_t now_ms);
void kept_unref(struct kept_answer *answer);
/* May be queued on any connection, any number of times; the answer's own. */
struct MHD_Response *kept_response(const struct kept_answer *answer);

/* Keeps `response` (it is the keeper's from now on), made from a snapshot whose newest event was `seq`. */
void kept_put(struct kept *kept, const struct kept_key *key, int64_t seq, int64_t now_ms, struct MHD_Response *response);
/* Lets go of what is too old. */
void kept_sweep(struct kept *kept, int64_t now_ms);

#endif
