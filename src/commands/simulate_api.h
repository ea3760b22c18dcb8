/*
 * simulate_api.h - the HTTP API as a client sees it, and how often it answered what.
 *
 * Ownership: an api belongs to its thread; replies live in the arena given.
 * Threads:   a tally is shared, its counters are atomic.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_SIMULATE_API_H
#define COMMANDS_SIMULATE_API_H

#include <stdatomic.h>

#include "base/json.h"

enum { STATUS_MAX = 600 };

/* What was asked, for the summary. */
enum ask { ASK_READ, ASK_LOGIN, ASK_UPLOAD, ASK_OPEN, ASK_STEP, ASK_RATE, ASK__KINDS };

struct tally {
    _Atomic int64_t asked[ASK__KINDS], statuses[STATUS_MAX];   /* status 0: no answer */
    _Atomic int64_t surprises;
    _Atomic bool told;            /* the first surprise has been put into `first` */
    char first[256];
};

/* relay_key: of a system that stands for many people behind one address; may be empty. */
struct api { void *curl; const char *url; struct str relay_key; struct tally *tally; };
enum err api_open(const char *url, struct str relay_key, struct tally *tally, struct api *out, struct fault *why) MUST_CHECK;
void api_close(struct api *api);

struct reply { int status; struct json_t *body; struct str cookie; };

struct request {
    enum ask ask;
    const char *path;
    struct str token;             /* session, or an API key when `key` */
    bool key;
    struct str body;              /* JSON to post; at == NULL: a GET */
    struct str photo;             /* a JPEG to upload instead */
};
/*
 * One request.  Answers of 2xx, 401, 404, 409 and 429 are part of life (a
 * session ends, somebody was faster, the public is turned away); any other, or
 * none, is a surprise and counted as one.  Never fails: see reply->status.
 */
void api_call(struct api *api, struct arena *arena, const struct request *request, struct reply *out);

#endif
