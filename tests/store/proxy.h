/*
 * proxy.h - a line to the test server that can be cut when a COMMIT passes.
 *
 * One thread carries all connections.  SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_STORE_PROXY_H
#define TESTS_STORE_PROXY_H

#include "place.h"

enum cut {
    CUT_NOTHING,
    CUT_BEFORE_COMMIT,   /* the server never sees it */
    CUT_AFTER_COMMIT,    /* the server has answered, the client never sees that */
};

struct proxy;

struct proxy *proxy_open(struct place *place);
/* The URL of the place's database by way of the proxy. */
const char *proxy_target(const struct proxy *proxy);
/* Cuts the line at the next COMMIT, once. */
void proxy_cut(struct proxy *proxy, enum cut cut);
int proxy_cuts(const struct proxy *proxy);   /* how many were */
/* While down: cuts all lines, and new ones as they come. */
void proxy_down(struct proxy *proxy, bool down);
void proxy_close(struct proxy *proxy);

#endif
