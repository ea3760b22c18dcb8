/*
 * account.h - writing units, accounts, grants, duty and the audit trail.
 *
 * Everything here runs inside a store job.  `shao init` inserts thousands of
 * rows in one job; the admin module one at a time.  Ids come from id_new().
 *
 * Three offices are kept apart (三员分立): the system administrator makes
 * accounts, the security administrator makes them effective and grants roles,
 * the auditor reads.  A role marked `apart` is the only role of its holder.
 *
 * Ownership: nothing is kept.  Threads: the writer's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ORG_ACCOUNT_H
#define ORG_ACCOUNT_H

#include "org/org.h"

/* ── Content ───────────────────────────────────────────────────────────── */

/* Replaces roles and their rights by the rows of content/roles.csv; ERR_INVALID names line and right. */
enum err org_roles_load(struct db *db, struct str csv, struct fault *why) MUST_CHECK;
/* Replaces settings by the rows of content/settings.csv. */
enum err org_settings_load(struct db *db, struct str csv, struct fault *why) MUST_CHECK;

/* ── Rows ──────────────────────────────────────────────────────────────── */

enum err org_unit_insert(struct db *db, const struct unit *unit, struct fault *why) MUST_CHECK;

struct account_new {
    int64_t id;
    struct str login, name;
    struct str password_hash;     /* password_hash(); empty for systems */
    struct str phone_sealed;      /* org_phone_seal(); at NULL: none */
    bool pending;                 /* waits for the security administrator */
    bool must_change;             /* the password was given by someone else */
    int64_t unit_id;
    struct str language;          /* "zh" or "en"; empty: zh */
    int64_t created_at, created_by;
};
/* ERR_CONFLICT when the login exists. */
enum err org_account_insert(struct db *db, const struct account_new *account, struct fault *why) MUST_CHECK;

struct grant_new { int64_t id, account_id; struct str role; int64_t unit_id, granted_by, granted_at; };
/* ERR_CONFLICT when it exists; does not look at roles kept apart (org_grant_allowed does). */
enum err org_grant_insert(struct db *db, const struct grant_new *grant, struct fault *why) MUST_CHECK;
/* ERR_CONFLICT when the account holds a role that must stand alone, or `role` must and it holds others. */
enum err org_grant_allowed(struct db *db, const struct org *org, int64_t account_id, struct str role, struct fault *why) MUST_CHECK;

enum err org_worker_insert(struct db *db, int64_t account_id, int64_t grid_id, struct fault *why) MUST_CHECK;
/* All workers of one grid become workers of another too. */
enum err org_workers_copy(struct db *db, int64_t from_grid, int64_t to_grid, struct fault *why) MUST_CHECK;

/* The phone number as it is stored: sealed with `key`, in hex. */
enum err org_phone_seal(struct arena *arena, const unsigned char *key, struct str phone, struct str *out) MUST_CHECK;
enum err org_phone_open(struct arena *arena, const unsigned char *key, struct str sealed, struct str *out) MUST_CHECK;

/* ── Duty ──────────────────────────────────────────────────────────────── */

/* ERR_CONFLICT when already on duty. */
enum err org_duty_begin(struct db *db, int64_t account_id, int64_t unit_id, int64_t now_ms, struct fault *why) MUST_CHECK;
/* Ends the duty and forgets the position; ERR_CONFLICT when not on duty. */
enum err org_duty_end(struct db *db, int64_t account_id, int64_t now_ms, struct fault *why) MUST_CHECK;
enum err org_duty_fix(struct db *db, int64_t account_id, int32_t lon_e6, int32_t lat_e6, int64_t now_ms, struct fault *why) MUST_CHECK;

/* Forgets positions older than `before_ms`, of duties that nobody ended. */
enum err org_fix_sweep(struct db *db, int64_t before_ms, struct fault *why) MUST_CHECK;

/* ── Audit ─────────────────────────────────────────────────────────────── */

struct audit_entry {
    int64_t at, actor_id;         /* actor 0: nobody known */
    const char *action;           /* "account.create" */
    bool ok;
    int64_t subject_id;
    struct str detail;            /* never a secret */
};
enum err org_audit(struct db *db, const struct audit_entry *entry, struct fault *why) MUST_CHECK;

#endif
