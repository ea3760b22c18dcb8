/*
 * tree.h - what a loaded organisation is made of, for the files of this folder.
 *
 * Units are sorted by id.  The statutory tree is numbered in pre-order: the
 * subtree of a unit is the interval [enter, leave), so "is A below B" is two
 * comparisons; the steering parent is tried the same way.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ORG_TREE_H
#define ORG_TREE_H

#include <stdatomic.h>

#include "base/table.h"
#include "org/org.h"

struct setting { struct str name; int64_t value; };

struct org {
    atomic_int references;
    struct arena *arena;
    struct unit *units;            /* sorted by id */
    size_t unit_count;
    struct span { uint32_t enter, leave; } *spans;   /* one per unit */
    struct table by_code;          /* code -> struct unit */
    struct role *roles;            /* sorted by name */
    size_t role_count;
    struct setting *settings;
    size_t setting_count;
};

/* Numbers the tree; ERR_CONFLICT when a parent is missing or units hang in a circle. */
enum err tree_number(struct org *org, struct fault *why) MUST_CHECK;

#endif
