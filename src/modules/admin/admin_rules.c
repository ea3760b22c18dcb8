/*
 * admin_rules.c - who may administer whom.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "modules/admin/admin_handlers.h"

enum err admin_is_office(const struct call *call, struct fault *why)
{
    static const enum right OFFICES[] = { RIGHT_ADMIN_ACCOUNT, RIGHT_ADMIN_GRANT, RIGHT_ADMIN_AUDIT };

    for (size_t i = 0; i < COUNT_OF(OFFICES); i++) {
        if (user_has(call->user, OFFICES[i])) return ERR_OK;
    }
    return fault_set(why, ERR_FORBIDDEN, "只有管理员可以查看账号", "only administrators see accounts");
}

enum err admin_reach(struct call *call, int64_t account_id, uint64_t rights, struct account_row *out, struct fault *why)
{
    struct account_row account;
    enum err err = admin_account_read(call->db, call->arena, account_id, &account, why);

    if (err) return err;
    for (int right = 0; right < RIGHT__COUNT; right++) {
        if (rights >> right & 1 && user_may(call->org, call->user, (enum right)right, account.unit_id)) {
            *out = account;
            return ERR_OK;
        }
    }
    return fault_set(why, ERR_NOT_FOUND, "没有这个账号", "there is no such account");
}

enum err admin_login_check(struct str login, struct fault *why)
{
    bool ok = login.len >= 3 && login.len <= 32 && login.at[0] >= 'a' && login.at[0] <= 'z';

    for (size_t i = 0; ok && i < login.len; i++) {
        char c = login.at[i];
        ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }
    if (ok) return ERR_OK;
    return fault_field(why, STR("login"), fault_set(why, ERR_UNPROCESSABLE, "登录名为 3–32 个小写字母、数字或 . _ -，以字母开头",
                     "a login name is 3 to 32 of a-z 0-9 . _ - and begins with a letter"));
}

void admin_password_make(char out[INITIAL_PASSWORD_SIZE])
{
    /* Letters and digits that are not mistaken for one another. */
    static const char *const KINDS[] = { "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789" };
    static const unsigned SIZES[] = { 23, 24, 8 };

    for (int i = 0; i < INITIAL_PASSWORD_SIZE - 1; i++) {
        int kind = i % 3;
        unsigned char byte;
        do crypto_random(&byte, 1);
        while (byte >= 256 - 256 % SIZES[kind]);   /* every letter as likely */
        out[i] = i == 7 ? '-' : KINDS[kind][byte % SIZES[kind]];
    }
    out[INITIAL_PASSWORD_SIZE - 1] = 0;
}

enum err admin_audit(struct db *db, const struct call *call, const char *action, int64_t subject, struct str detail, struct fault *why)
{
    struct audit_entry entry = { .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true,
                                 .subject_id = subject, .detail = detail };

    return org_audit(db, &entry, why);
}
