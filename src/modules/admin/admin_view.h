/*
 * admin_view.h - the module's replies and their shapes; inside admin/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ADMIN_ADMIN_VIEW_H
#define ADMIN_ADMIN_VIEW_H

#include "http/http.h"
#include "modules/admin/admin_rows.h"

extern const struct json_shape ADMIN_UNIT_REF_SHAPE, ADMIN_UNIT_LIST_SHAPE, ADMIN_ROLE_LIST_SHAPE, ADMIN_ME_SHAPE, ADMIN_LOGIN_SHAPE, ADMIN_ACCOUNT_SHAPE, ADMIN_ACCOUNT_LIST_SHAPE,
    ADMIN_ACCOUNT_NEW_SHAPE, ADMIN_PASSWORD_SHAPE, ADMIN_GRANT_LIST_SHAPE, ADMIN_GRANT_NEW_SHAPE, ADMIN_KEY_LIST_SHAPE, ADMIN_KEY_NEW_SHAPE, ADMIN_AUDIT_LIST_SHAPE;

/* {id, code, name, kind} under `key`, or null. */
void admin_write_unit(struct call *call, const char *key, int64_t unit_id);
/* The fields of Me of this user. */
enum err admin_write_me(struct call *call, const struct user *user, struct fault *why) MUST_CHECK;
void admin_write_account(struct call *call, const struct account_row *account);
void admin_write_grant(struct call *call, const struct grant_row *grant);
void admin_write_key(struct call *call, const struct key_row *key);
void admin_write_audit(struct call *call, const struct audit_row *row);
void admin_write_role(struct call *call, const struct role *role);

#endif
