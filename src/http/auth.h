/*
 * auth.h - who is asking, remembered for a few seconds.
 *
 * The model: a session token or API key is known by its digest.  What the store
 * said about it holds for FRESH_MS; so a right that was taken away elsewhere
 * ends within that time, and a page of lists costs one look-up, not twenty.
 *
 * Ownership: auth_find gives a reference, identity_unref returns it.
 * Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_AUTH_H
#define HTTP_AUTH_H

#include <stdatomic.h>

#include "http/http.h"
#include "org/session.h"

enum { AUTH_FRESH_MS = 5000, AUTH_TOUCH_MS = 60000, AUTH_SLOTS = 4096 };

struct identity {
    atomic_int references;
    struct arena *arena;
    char digest[TOKEN_TEXT];
    const struct user *user;
    int64_t checked_ms;               /* when the store was asked */
    int64_t ends_ms;                  /* of the session; 0 for keys */
    int64_t seen_ms;                  /* last written to the store */
    struct store_job touch;           /* the job that writes it */
    int64_t touch_ms;
};

struct auth;
struct auth *auth_open(struct arena *arena, struct store *store);
void auth_close(struct auth *auth);

/*
 * The identity behind a session token (or, with `is_key`, an API key);
 * ERR_UNAUTHORIZED when it is none.  `touch` counts the request as activity.
 */
enum err auth_find(struct auth *auth, struct db *db, const struct org *org, struct str token, bool is_key, bool touch,
                   int64_t now_ms, struct identity **out, struct fault *why) MUST_CHECK;
/* The same without asking the store: NULL when the token is not known afresh. */
struct identity *auth_known(struct auth *auth, struct str token, bool is_key, int64_t now_ms);
void identity_unref(struct identity *identity);
void auth_forget(struct auth *auth, struct str token);
void auth_forget_account(struct auth *auth, int64_t account_id);
/* Lets go of what is no longer fresh. */
void auth_sweep(struct auth *auth, int64_t now_ms);

#endif
