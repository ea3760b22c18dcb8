/*
 * rights.c - rights by name, roles, and what a user may do where.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/tree.h"

_Static_assert(RIGHT__COUNT <= 64, "a grant keeps its rights in 64 bits");

static const char *const RIGHT_KEYS[RIGHT__COUNT] = {
#define X(name, key, zh) key,
    RIGHT_LIST(X)
#undef X
};

const char *right_key(enum right right)
{
    return (unsigned)right < RIGHT__COUNT ? RIGHT_KEYS[right] : "";
}

enum right right_from_key(struct str key)
{
    int right = 0;

    while (right < RIGHT__COUNT && !str_is(key, RIGHT_KEYS[right])) right++;
    return (enum right)right;
}

size_t org_role_count(const struct org *org)
{
    return org->role_count;
}

const struct role *org_role_at(const struct org *org, size_t i)
{
    return &org->roles[i];
}

const struct role *org_role(const struct org *org, struct str name)
{
    for (size_t i = 0; i < org->role_count; i++) {
        if (str_eq(org->roles[i].name, name)) return &org->roles[i];
    }
    return NULL;
}

static bool grant_has(const struct grant *grant, enum right right)
{
    return (grant->rights >> right & 1) != 0;
}

bool user_has(const struct user *user, enum right right)
{
    if (right == RIGHT_NONE) return true;
    if (right == RIGHT_LOGIN) return user->account_id != 0;
    for (size_t i = 0; i < user->grant_count; i++) {
        if (grant_has(&user->grants[i], right)) return true;
    }
    return false;
}

bool user_may(const struct org *org, const struct user *user, enum right right, int64_t unit)
{
    if (right == RIGHT_NONE) return true;
    if (right == RIGHT_LOGIN) return user->account_id != 0;
    for (size_t i = 0; i < user->grant_count; i++) {
        if (grant_has(&user->grants[i], right) && org_within(org, unit, user->grants[i].unit_id)) return true;
    }
    return false;
}
