/*
 * hub.h - live events to many readers, each event read and written out once.
 *
 * The model: one thread reads the feed (store/feed.h) whenever it is woken, and
 * once a second in case another server could not wake it, and keeps the newest events, ready to send, in a ring.  A reader is a place in
 * that ring and a list of units; it copies what it may see and sleeps when it
 * has all.  A reader that falls out of the ring, or comes back with more than
 * HUB_BACKLOG_MAX events missed, is told to start afresh (`event: reset`).
 * Readers end with their session, and after an hour at most: browsers come back
 * by themselves with Last-Event-ID.
 *
 * Ownership: hub_open/hub_close; a stream belongs to its MHD response.
 * Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_HUB_H
#define HTTP_HUB_H

#include "http/http.h"

enum { HUB_BACKLOG_MAX = 1000, HUB_BEAT_MS = 20000, HUB_LONGEST_MS = 3600000, STREAM_UNITS_MAX = 16 };

struct hub;
struct stream;
struct MHD_Connection;
struct MHD_Response;

/* `arena` holds the hub; the org of each event comes from the configuration. */
enum err hub_open(struct arena *arena, const struct http_config *config, struct hub **out, struct fault *why) MUST_CHECK;
/* Ends all streams; the thread stops.  Streams still held by MHD may outlive this call, not hub_close. */
void hub_stop(struct hub *hub);
void hub_close(struct hub *hub);
/* Events up to `last` can be read; 0: there may be some, of another server. */
void hub_wake(struct hub *hub, int64_t last);
size_t hub_streams(struct hub *hub);
/* The newest event: of this server's commits, or read from another's. */
int64_t hub_last(struct hub *hub);

/* Who looks: a person, and the units whose events they may see with all below. */
struct viewer { int64_t account_id, units[STREAM_UNITS_MAX]; size_t unit_count; };
/* False when the user has more units than fit: some would be missing. */
bool viewer_of(const struct user *user, struct viewer *out);
/*
 * Is there surely no event after *seq that `viewer` may see?  Then *seq moves to
 * the newest event.  Events of this server's commits count from before their
 * requests are answered, another server's from when they are read.
 */
bool hub_quiet(struct hub *hub, const struct viewer *viewer, int64_t *seq);

struct stream_new {
    const struct user *user;
    int64_t after;                    /* the last event seen; -1: none, begin now */
    int64_t ends_ms;                  /* of the session; 0: no end but the longest */
    int64_t now_ms;
    struct MHD_Connection *connection;
};
/* Reads what was missed with `db` and makes the response that sends it and goes on. */
enum err hub_join(struct hub *hub, struct db *db, const struct org *org, const struct stream_new *want,
                  struct MHD_Response **out, struct fault *why) MUST_CHECK;

#endif
