/*
 * session.h - logging in, sessions and keys of other systems.
 *
 * The model: login_prepare (a reader, slow on purpose) compares the password;
 * login_apply (the writer) counts failures or makes a session.  Five failures
 * lock the *name* for fifteen minutes, whether or not an account has it, and an
 * unknown name takes as long as a known one: from outside they look alike.
 * The browser holds a random token; the table holds its SM3 digest.  A session
 * ends when idle for 30 minutes, after 12 hours, or when it is ended.  The
 * numbers are settings.
 *
 * Ownership: results live in the arena given.  Threads: any; *_apply and the
 * functions that take a writer's db run inside store jobs.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ORG_SESSION_H
#define ORG_SESSION_H

#include "org/org.h"

enum { TOKEN_SIZE = 32, TOKEN_TEXT = TOKEN_SIZE * 2 + 1 };   /* hex and NUL */

struct login {
    struct str name, password;        /* as typed */
    int64_t now_ms;
    char token[TOKEN_TEXT];           /* of the new session, made by login_prepare */
    /* what login_prepare found */
    int64_t account_id, version;      /* 0: no such account */
    bool matches, active;
    /* what login_apply decided: ERR_OK, ERR_UNAUTHORIZED, ERR_LOCKED (too many failures) or ERR_FORBIDDEN (not active) */
    enum err result;
    int64_t locked_until;
};
enum err login_prepare(struct db *db, struct arena *arena, struct login *login, struct fault *why) MUST_CHECK;
/* A refused login is ERR_OK with login->result set: its failure must be kept.  May run again. */
enum err login_apply(struct db *db, const struct org *org, struct login *login, struct fault *why) MUST_CHECK;
/* The sentence for login->result. */
enum err login_fault(const struct login *login, struct fault *why) MUST_CHECK;

/* Is the password good enough?  ERR_UNPROCESSABLE says what is missing. */
enum err password_check(const struct org *org, struct str login, struct str password, struct fault *why) MUST_CHECK;

struct password_change {
    int64_t account_id;
    struct str old_password, new_password;
    struct str keep_token;            /* the session that stays; all others end */
    int64_t now_ms;
    struct str hash;                  /* made by prepare */
    int64_t version;
};
/* ERR_FORBIDDEN when the old password is wrong. */
enum err password_prepare(struct db *db, struct arena *arena, const struct org *org, struct password_change *change, struct fault *why) MUST_CHECK;
enum err password_apply(struct db *db, struct password_change *change, struct fault *why) MUST_CHECK;

struct session { int64_t account_id, created_ms, seen_ms, ends_ms; };   /* ends_ms: idle or longest, whichever comes first */

/* The digest of a token or key, hex. */
void token_digest(struct str token, char out[TOKEN_TEXT]);
/* ERR_UNAUTHORIZED when unknown, ended or idle too long, or the account is not active. */
enum err session_find(struct db *db, struct arena *arena, const struct org *org, struct str token, int64_t now_ms,
                      struct session *out, struct fault *why) MUST_CHECK;
enum err session_touch(struct db *db, struct str digest, int64_t now_ms, struct fault *why) MUST_CHECK;
enum err session_end(struct db *db, struct str token, int64_t account_id, int64_t now_ms, struct fault *why) MUST_CHECK;
/* Ends every session of the account but that of `keep` (a token, may be empty). */
enum err session_end_all(struct db *db, int64_t account_id, struct str keep, struct fault *why) MUST_CHECK;

/* The user behind an API key, with the account's rights cut down to the key's. ERR_UNAUTHORIZED when unknown or disabled. */
enum err key_user(struct db *db, struct arena *arena, const struct org *org, struct str key, const struct user **out,
                  struct fault *why) MUST_CHECK;
struct key_new { int64_t id; struct str key, name, rights, source; int64_t account_id, created_at, created_by; struct str jobs; };   /* jobs: types it may take */
enum err key_insert(struct db *db, const struct key_new *key, struct fault *why) MUST_CHECK;

/* Deletes what has ended: sessions and old login failures. */
enum err session_sweep(struct db *db, int64_t now_ms, struct fault *why) MUST_CHECK;

#endif
