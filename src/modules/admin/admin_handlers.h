/*
 * admin_handlers.h - the handlers named in the route table, and what they share; inside admin/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ADMIN_ADMIN_HANDLERS_H
#define ADMIN_ADMIN_HANDLERS_H

#include "modules/admin/admin_view.h"

enum { INITIAL_PASSWORD_SIZE = 15 };

#define READ(name) enum err name(struct call *call, struct fault *why)
#define WRITE(name)                                                                                                \
    enum err name##_prepare(struct call *call, struct fault *why);                                                 \
    enum err name##_apply(struct db *db, struct call *call, struct fault *why);                                    \
    enum err name##_reply(struct call *call, struct fault *why)

READ(me_show);
READ(units_list);
READ(roles_list);
READ(accounts_list);
READ(account_show);
READ(grants_list);
READ(keys_list);
READ(audit_show);

WRITE(session_begin);
WRITE(session_leave);
WRITE(session_password);
WRITE(session_language);
WRITE(account_create);
WRITE(account_accept);
WRITE(account_change_state);
WRITE(account_reset);
WRITE(grant_create);
WRITE(grant_remove);
WRITE(key_create);
WRITE(key_remove);

/* ── admin_rules.c ─────────────────────────────────────────────────────── */

/* The account, when the user may use one of `rights` on it; otherwise it does not exist (ERR_NOT_FOUND). */
enum err admin_reach(struct call *call, int64_t account_id, uint64_t rights, struct account_row *out, struct fault *why) MUST_CHECK;
/* Is one of the three administrators asking?  ERR_FORBIDDEN otherwise. */
enum err admin_is_office(const struct call *call, struct fault *why) MUST_CHECK;
/* 3-32 of a-z 0-9 . _ - beginning with a letter. */
enum err admin_login_check(struct str login, struct fault *why) MUST_CHECK;
/* A random password that meets the rules: small letters, capitals, digits and a sign. */
void admin_password_make(char out[INITIAL_PASSWORD_SIZE]);
enum err admin_audit(struct db *db, const struct call *call, const char *action, int64_t subject, struct str detail, struct fault *why) MUST_CHECK;

#define RIGHT_BIT(right) (UINT64_C(1) << (right))

#endif
