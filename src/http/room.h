/*
 * room.h - the waiting room: long polling without a thread held.
 *
 * A handler whose `prepare` finds nothing yet sets call->again_ms, the time at
 * which it wants to look again at the latest.  The exchange then waits here,
 * its connection suspended, until that time or until an event was committed
 * after it looked (here or on another server), and is asked anew from the
 * start: who it is and what it may are checked each time.  Events wake at most
 * ten times a second, so that a busy city costs a waiter no more than that.
 * The room is bounded, in all and for each account; who finds it full is
 * answered at once.
 *
 * Ownership: room_open/room_close; an exchange is in one hand at a time.
 * Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_ROOM_H
#define HTTP_ROOM_H

#include "http/http.h"

enum { ROOM_MAX = 512, ROOM_OF_ACCOUNT_MAX = 32 };

struct room;
struct exchange;

/* Starts its thread.  `arena` holds the room. */
enum err room_open(struct arena *arena, struct http *http, struct room **out, struct fault *why) MUST_CHECK;
/* Takes the exchange in; false: there is no room, or the server stops: answer now. */
bool room_wait(struct room *room, struct exchange *x);
size_t room_count(struct room *room);
/* Lets everybody out, takes nobody in any more. */
void room_stop(struct room *room);
void room_close(struct room *room);

#endif
